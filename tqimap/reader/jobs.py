"""What a child does: read the messages of a batch, read one attachment, or carve one."""

import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from typing import Any

from tqimap.reader import attachment
from tqimap.reader.answers import MAX_NAMES, Done, Imported, Noted
from tqimap.reader.faults import fault
from tqimap.reader.message import MessageReader
from tqimap.reader.options import ReaderOptions
from tqimap.reader.output import Output

MAPPED_BYTES = 16 << 20  # a longer message, alone in its file, is not read into memory but mapped

_EXAMPLE = b"""Content-Type: multipart/mixed; boundary=b

--b

password: example (a) {b}, hxxp://www[.]example[dot]org/a, 192.0.2.1, 2001:db8::1, a@example.org
--b
Content-Type: text/html

<p>An <a href="https://www.example.org/">example</a></p>
--b
Content-Disposition: attachment; filename=example.txt

c3ab8ff13720e8ad9047dd39466b3c89
--b
Content-Disposition: attachment; filename=example.zip
Content-Transfer-Encoding: base64

UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==
--b--
"""
# What is worth importing once in the helper instead of in every child: the readers, and what they and the engine import
# late.
_READERS = ("tqimap.documents.", "tqimap.indicators.", "encodings.")
_LIBRARIES = frozenset(
    {"iocextract", "lxml.etree", "olefile", "pypdfium2", "compressed_rtf", "libarchive",
     "pyzipper", "zxingcpp", "PIL.Image", "msoffcrypto", "zipfile", "tarfile", "bz2", "lzma"}
)  # fmt: skip


class Jobs:
    """The work of the reader; made once in the helper, shared by all children."""

    def __init__(self, options: ReaderOptions) -> None:
        self._options = options
        for _ in MessageReader(options).answers(_EXAMPLE, datetime.now(UTC)):
            pass  # what is made at first use is then there for all children
        self._preloaded: set[str] = set()
        self._modules = len(sys.modules)

    def preload(self, modules: Sequence[str]) -> None:
        """Import what earlier children had to import."""
        for name in modules:
            if name not in self._preloaded and _is_worth_importing(name):
                with suppress(Exception):  # the child that needs it will say so
                    importlib.import_module(name)
            self._preloaded.add(name)
        self._modules = len(sys.modules)

    def run(self, job: dict[str, Any], source: int, sink: int) -> None:
        """Do ``job`` on the file ``source``; the answers go to the pipe ``sink``, also those before a failure."""
        out = Output(sink, careful=len(job.get("messages", ())) < 2)  # what a batch loses is read again
        try:
            self._run(job, source, out)
        except MemoryError:
            raise
        except Exception as error:
            out.send([Noted(fault(error), True)])
            raise
        finally:
            out.flush()

    def _run(self, job: dict[str, Any], source: int, out: Output) -> None:
        match job:
            case {"messages": spans}:
                for start, length, received in spans:
                    self._message(source, start, length, datetime.fromisoformat(received), out)
            case {"file": name}:
                out.send(MessageReader(self._options).file_answers(_whole(source), name, datetime.now(UTC)))
                self._done(out)
            case {"attachment": name, "passwords": words}:
                out.send(attachment.read(_whole(source), name, tuple(words), self._options))
                self._done(out)
            case {"carve": name}:
                out.send(attachment.carved(_whole(source), name, self._options))
                self._done(out)

    def _message(self, source: int, start: int, length: int, received: datetime, out: Output) -> None:
        if start or length <= MAPPED_BYTES:
            out.send(MessageReader(self._options).answers(os.pread(source, length, start), received))
        else:
            raw = mmap(source, length, access=ACCESS_READ)
            reader = MessageReader(self._options, lambda: raw.madvise(MADV_DONTNEED))
            out.send(reader.answers(raw, received))
        self._done(out)

    def _done(self, out: Output) -> None:
        # From the last one back: a look at all of them would make this process copy the memory of each name.
        new = islice(reversed(sys.modules), max(0, len(sys.modules) - self._modules))
        if worth := tuple(islice(filter(_is_worth_importing, new), MAX_NAMES)):
            out.send([Imported(worth)])
        self._modules = len(sys.modules)
        out.send([Done()])
        out.flush()


def _is_worth_importing(name: str) -> bool:
    return name.startswith(_READERS) or name in _LIBRARIES


def _whole(source: int) -> bytes:
    return os.pread(source, os.fstat(source).st_size, 0)
