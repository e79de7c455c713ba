"""Hostile documents (see hostile_files.py): the run goes on, the File is there, the memory stays small.

All are read in one process after the other, so that what one leaves behind would meet the next.
"""

import base64
import hashlib
from pathlib import Path

import pytest
from hostile_files import DOCUMENTS
from read_files import read_contained

WALL_SECONDS = 1.0  # of one child; the whole run waits longer only where it carves after a death
MEMORY_MB = 150
URL = "http://body.evil-demo.com/x"


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return {name: maker() for name, maker in DOCUMENTS.items()}


@pytest.fixture(scope="module")
def run(contents: dict[str, bytes], tmp_path_factory) -> dict[str, dict]:
    messages = {name: [message(content)] for name, content in contents.items()}
    return read_contained(messages, tmp_path_factory.mktemp("hostile"), WALL_SECONDS)


def message(content: bytes) -> bytes:
    head = (
        "From: a@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\n\r\n{URL}\r\n--b\r\nContent-Type: application/octet-stream\r\n"
        'Content-Disposition: attachment; filename="file.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return head.encode() + base64.encodebytes(content) + b"--b--\r\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_file_is_there_and_the_message_completes(
    name: str, run: dict[str, dict], contents: dict[str, bytes]
) -> None:
    told = run[name]
    assert "unreadable" not in told
    ((file, _, size, sha256),) = told["files"]
    assert (file, size) == ("file.dat", len(contents[name]))
    assert sha256 == hashlib.sha256(contents[name]).hexdigest()
    assert URL in told["values"]
    assert bool(told["notes"]) >= told["partly_read"]


def test_what_a_hostile_document_hides_is_found_and_what_it_is_after_is_not_given(run: dict[str, dict]) -> None:
    assert "http://after.evil-demo.com/x" in run["docx-file-entity"]["values"]  # and no line of /etc/passwd is:
    assert not [note for note in run["docx-file-entity"]["notes"] if "root" in note]
    assert "http://in.evil-demo.com/x" in run["zip-traversal"]["values"]
    assert not Path("/tmp/owned.txt").exists()
    assert "http://in.evil-demo.com/x" in run["quine-of-tars"]["values"]


def test_the_main_process_stays_small_and_leaves_nothing(run: dict[str, dict]) -> None:
    assert run[""]["peak_mb"] < MEMORY_MB
    assert run[""]["left"] == []
