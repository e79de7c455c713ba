"""Confinement takes nothing away: every format gives in a confined child what it gives without limits."""

import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tqimap.model import RawMessage, ReadMessage
from tqimap.reader import attachment, children
from tqimap.reader.answers import Answer, Found, Imported, Noted
from tqimap.reader.options import ReaderOptions
from tqimap.reader.reader import Reader
from tqimap.reader.wire import decode

FILES = sorted(path for path in (Path(__file__).parents[1] / "documents/files").iterdir() if path.suffix != ".md")
PASSWORDS = ("password",)


@pytest.fixture(scope="module")
def reader(tmp_path_factory) -> Iterator[Reader]:
    with Reader(tmp_path_factory.mktemp("spool"), ReaderOptions(passwords=PASSWORDS)) as contained:
        yield contained


def message(path: Path) -> RawMessage:
    made = EmailMessage(policy=SMTP)
    made.set_content("See the attachment.\n")
    made.add_attachment(path.read_bytes(), "application", "octet-stream", filename=path.name)
    return RawMessage(1, datetime(2026, 1, 2, tzinfo=UTC), made.as_bytes())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_confined_child_finds_what_a_free_process_finds(path: Path, reader: Reader) -> None:
    ((_, result),) = reader.read([message(path)])
    assert isinstance(result, ReadMessage)
    answers = list(attachment.read(path.read_bytes(), path.name, PASSWORDS, ReaderOptions()))
    free = [indicator.value for answer in answers if isinstance(answer, Found) for indicator in answer.indicators]
    assert [i.value for sighting in result.sightings if sighting.attachment == 0 for i in sighting.indicators] == free
    assert result.notes == tuple(answer.text for answer in answers if isinstance(answer, Noted))


def test_what_one_child_had_to_import_the_next_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported: list[str] = []

    def decoded(kind: int, payload: bytes) -> Answer:
        answer = decode(kind, payload)
        imported.extend(answer.modules if isinstance(answer, Imported) else ())
        return answer

    monkeypatch.setattr(children, "decode", decoded)
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
    with Reader(tmp_path) as reader:
        for _ in range(3):
            list(reader.read([message(packed)]))
    assert {"zipfile", "tqimap.documents.archives.zip", "encodings.cp437"} <= set(imported)
    assert len(set(imported)) == len(imported)


def test_no_program_is_needed_to_load_a_library() -> None:
    """A child of a user other than root may start none (RLIMIT_NPROC)."""
    program = (
        "import os, subprocess\n"
        "def refused(*_, **__): raise BlockingIOError\n"
        "subprocess.Popen = os.fork = os.popen = refused\n"
        "from tqimap.documents.archives import libarchive\n"
        "libarchive._library()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_readers_are_found_as_the_package_is_installed(tmp_path: Path) -> None:
    """The helper imports readers after it was confined; a development installation is not on the path at all."""
    (tmp_path / "raw").write_bytes(message(next(path for path in FILES if path.suffix == ".docm")).raw)
    program = (
        "import sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from tqimap.model import RawMessage\n"
        "from tqimap.reader.reader import Reader\n"
        "directory = Path(sys.argv[1])\n"
        "with Reader(directory) as reader:\n"
        "    message = RawMessage(1, datetime.now(UTC), (directory / 'raw').read_bytes())\n"
        "    print([result.notes for _, result in reader.read([message])])\n"
    )
    command = [sys.executable, "-I", "-c", program, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "[()]\n", done.stderr


@pytest.mark.parametrize(
    ("kind", "value"), [(resource.RLIMIT_AS, 700 << 20), (resource.RLIMIT_CPU, 10), (resource.RLIMIT_NOFILE, 30)]
)
def test_who_may_use_less_than_a_child_does_reads_all_the_same(kind: int, value: int, tmp_path: Path) -> None:
    """As under ``ulimit``: a child would die over a limit that it cannot raise, and every message with it."""
    mail = tmp_path / "mail.eml"
    mail.write_text("Subject: one\n\nhxxp://gate[.]limits-tqimap-demo[.]com/\n")
    done = subprocess.run(
        [sys.executable, "-m", "tqimap", "-c", str(tmp_path), "--explain", str(mail)], capture_output=True, text=True,
        check=False, preexec_fn=lambda: resource.setrlimit(kind, (value, value)),
    )  # fmt: skip
    assert done.stderr == "" and "limits-tqimap-demo" in done.stdout


@pytest.mark.parametrize("descriptors", range(8, 24, 2))
def test_who_has_too_few_descriptors_is_told(descriptors: int, tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_text("Subject: one\n\nhxxp://gate[.]limits-tqimap-demo[.]com/\n")
    done = subprocess.run(
        [sys.executable, "-m", "tqimap", "-c", str(tmp_path), "--explain", str(mail)], capture_output=True, text=True,
        check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors)),
    )  # fmt: skip
    assert done.returncode in (0, 1, 2) and done.stderr.count("\n") <= 1
