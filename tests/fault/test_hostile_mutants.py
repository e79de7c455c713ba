"""Damaged files of every kind: cut, bytes changed, pieces doubled, lost or strange. None may cost more than itself.

``MUTANTS=10000 pytest tests/fault/test_hostile_mutants.py`` makes as many as the issue wants; every day needs fewer.
"""

import base64
import hashlib
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from read_files import read_contained

from tqimap.sandbox import small_documents

COUNT = int(os.environ.get("MUTANTS", "240"))
SEED = 20_260_101
ATTACHMENTS = 20  # of one message
WALL_SECONDS = 5.0
FILES = Path(__file__).parents[1] / "documents/files"


def originals() -> list[bytes]:
    """One of each kind that the tests have, and the smallest of those that they make."""
    link = "http://a.evil-demo.com/x"
    made = [
        small_documents.pdf(["text"], link),
        small_documents.docx(["text"], link),
        small_documents.xlsx([["a", "b"]]),
        small_documents.rtf(["text"]),
        small_documents.zipped({"a.txt": link, "b.zip": small_documents.zipped({"c.txt": link})}),
        small_documents.tar_gz({"a.txt": link.encode()}),
        f'<html><body><a href="{link}">x</a></body></html>'.encode(),
        f'<?xml version="1.0"?><a><b c="{link}"/></a>'.encode(),
        f"From: a@b.example\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n<a href={link}>".encode(),
        f"BEGIN:VCALENDAR\r\nDESCRIPTION:{link}\r\nEND:VCALENDAR\r\n".encode(),
    ]
    return made + [path.read_bytes() for path in sorted(FILES.iterdir()) if path.suffix != ".md"]


def mutant(chance: random.Random, files: list[bytes]) -> bytes:
    """One file with one to eight changes."""
    data = bytearray(chance.choice(files))
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 4, 64, 4096)))
        match chance.randrange(5):
            case 0:
                data[start:end] = chance.randbytes(end - start)
            case 1:
                del data[start:end]
            case 2:
                data[start:start] = data[start:end]
            case 3:
                data[start:end] = chance.choice((b"\x00", b"\xff", b"\x7f\xff\xff\xff")) * (end - start)
            case 4:
                other = chance.choice(files)
                data[start:end] = other[: end - start]
    return bytes(data[: chance.randrange(len(data) + 1)]) if chance.random() < 0.2 else bytes(data)


def message(attachments: list[bytes]) -> Iterator[bytes]:
    yield b"From: a@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    for number, content in enumerate(attachments):
        yield b"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        yield b"Content-Disposition: attachment; filename=%d.dat\r\n\r\n" % number + base64.encodebytes(content)
    yield b"--b--\r\n"


@pytest.fixture(scope="module")
def mutants() -> dict[str, list[bytes]]:
    chance, files = random.Random(SEED), originals()
    return {str(n): [mutant(chance, files) for _ in range(ATTACHMENTS)] for n in range(COUNT // ATTACHMENTS)}


def test_damaged_files_end_as_files_and_nothing_else_suffers(mutants: dict[str, list[bytes]], tmp_path: Path) -> None:
    run = read_contained({name: message(contents) for name, contents in mutants.items()}, tmp_path, WALL_SECONDS)
    for name, contents in mutants.items():
        told = run[name]
        assert "unreadable" not in told
        held = {sha256 for _, _, _, sha256 in told["files"]}
        assert {hashlib.sha256(content).hexdigest() for content in contents} <= held
        assert bool(told["notes"]) >= told["partly_read"]
        assert not [note for note in told["notes"] if "fault of the reader" in note]
    assert run[""]["left"] == []
    assert run[""]["peak_mb"] < 150
