"""What the helper has ready for all its children."""

import subprocess
import sys

# As in the helper and then in a child: what is compiled there is compiled for each attachment anew.
PROGRAM = """
import io, re, zipfile
from datetime import UTC, datetime
from tqimap.reader import attachment
from tqimap.reader.jobs import Jobs
from tqimap.reader.message import MessageReader
from tqimap.reader.options import ReaderOptions

options = ReaderOptions()
Jobs(options)
compile_ = re._compiler.compile
compiled = []
re._compiler.compile = lambda pattern, flags=0: compiled.append(pattern) or compile_(pattern, flags)
text = "- evil-a[dot]com hxxps[://]evil-b[.]com/x, a[at]evil-c.com, 44[.]7[.]8[.]9, " + "0f" * 16 + " (and) more"
list(MessageReader(options).answers(f"Subject: x\\n\\n{text}\\n".encode(), datetime.now(UTC)))
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as archive:
    archive.writestr("list.txt", text)
    archive.writestr("noise", bytes(range(8)) * 200)
list(attachment.read(packed.getvalue(), "list.zip", (), options))
print(compiled)
"""


def test_a_child_compiles_no_pattern_for_an_ordinary_message_or_archive() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
