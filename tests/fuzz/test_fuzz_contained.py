"""Damaged files of every format as attachments of mail, and damaged mail, through the reader as a run uses it.

Allowed, and nothing else: each message completes, perhaps partly read; each attachment is a File with the hash of the
bytes that were sent; what stands in the body is found; a child may die, which is said in a note, but hardly any does;
nothing stays in the spool; the process that reads them all lives and stays small. 500 files in the normal suite, the
same each time; 10,000 in the long form.
"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault.read_files import read_contained
from fuzz_profile import LONG, SEED
from mutations import mutant
from seeds import SEEDS, more_files

ALL_SEEDS = SEEDS | dict(more_files())
MESSAGES = 100  # of another process
FILES = 500  # of one process that reads them
ROUNDS = 20 if LONG else 1
FILES_OF_A_MESSAGE = 25
WALL_SECONDS = 5.0  # of one child
MEMORY_MB = 150
DEATHS = FILES // 50
URL = "http://body.evil-demo.com/x"


@pytest.mark.parametrize("number", range(ROUNDS))
def test_damaged_attachments_are_files_and_their_messages_complete(number: int, tmp_path: Path) -> None:
    files = dict(damaged(SEED + number * FILES))
    names = sorted(files)
    batches = [names[start : start + FILES_OF_A_MESSAGE] for start in range(0, FILES, FILES_OF_A_MESSAGE)]
    messages = {f"message-{at}": message({name: files[name] for name in batch}) for at, batch in enumerate(batches)}
    told = read_contained(messages, tmp_path, WALL_SECONDS)
    run = told.pop("")
    for name, batch in zip(messages, batches, strict=True):
        assert "unreadable" not in told[name]
        assert URL in told[name]["values"]
        assert bool(told[name]["notes"]) >= told[name]["partly_read"]
        kept = {(file, sha256) for file, _, _, sha256 in told[name]["files"]}
        assert kept >= {(each, hashlib.sha256(files[each]).hexdigest()) for each in batch}
    deaths = [note for each in told.values() for note in each["notes"] if "died" in note]
    partly = sum(each["partly_read"] for each in told.values())
    print(f"\n{FILES} files: {partly} of {len(told)} messages partly read, {run['peak_mb']} MB, deaths: {deaths}")
    assert len(deaths) <= DEATHS
    assert run["left"] == []
    assert run["peak_mb"] < MEMORY_MB


@pytest.mark.parametrize("number", range(ROUNDS))
def test_damaged_messages_complete(number: int, tmp_path: Path) -> None:
    first = SEED + number * MESSAGES
    mails = [data for name, data in ALL_SEEDS.items() if name.endswith("eml")]
    told = read_contained(
        {f"message-{n}": [mutant(mails[n % len(mails)], n) or b"\n"] for n in range(first, first + MESSAGES)},
        tmp_path,
        WALL_SECONDS,
    )
    run = told.pop("")
    assert len(told) == MESSAGES
    assert [each["unreadable"] for each in told.values() if "unreadable" in each] == []
    assert [note for each in told.values() for note in each["notes"] if "died" in note] == []
    assert run["left"] == []
    assert run["peak_mb"] < MEMORY_MB


def damaged(first: int) -> Iterator[tuple[str, bytes]]:
    """One mutant after the other of each seed in turn, under names that are good for every file system."""
    seeds = list(ALL_SEEDS.items())
    for number in range(first, first + FILES):
        name, seed = seeds[number % len(seeds)]
        yield f"{number}-{name.replace(' ', '-')}", mutant(seed, number)


def message(files: dict[str, bytes]) -> Iterator[bytes]:
    yield b"From: a@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    yield f"--b\r\n\r\n{URL}\r\n".encode()
    for name, content in files.items():
        yield b"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        yield f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'.encode()
        yield base64.encodebytes(content)
    yield b"--b--\r\n"
