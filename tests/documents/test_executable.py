"""Programs are searched for strings of every width; archives behind their code are opened."""

import io
import zipfile

import libarchive
import pytest

from tqimap.documents import carve
from tqimap.documents.pieces import Child, Context, Text, Unread
from tqimap.documents.programs import executable
from tqimap.documents.walk import walk

PROGRAM = b"MZ\x90\x00" + bytes(60) + b"\x01http://narrow.example/a\x02" + "http://wide.example/b".encode("utf-16-le")


def packed(format: str) -> bytes:
    written: list[bytes] = []
    write = lambda data: (written.append(bytes(data)), len(data))[1]  # noqa: E731
    with libarchive.custom_writer(write, format) as archive:
        archive.add_file_from_memory("a.txt", 3, b"one")
    return b"".join(written)


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", b"one")
    return target.getvalue()


def strings(data: bytes) -> list[str]:
    return [line for piece in carve.read(data, Context()) if isinstance(piece, Text) for line in piece.text.split("\n")]


def test_strings_of_every_width() -> None:
    big = b"\x01" + "http://big.example/c".encode("utf-16-be")
    assert {"http://narrow.example/a", "http://wide.example/b", "http://big.example/c"} <= set(strings(PROGRAM + big))


def test_runs_shorter_than_an_address_are_chance() -> None:
    assert strings(b"\x00abc\x001.1.1.1\x00defgh\x00") == ["1.1.1.1"]


def certificate(text: bytes) -> bytes:
    """One of version 3 (RFC 5280, 4.1), as far as it is told from other bytes."""
    fields = b"\xa0\x03\x02\x01\x02\x02\x01\x07" + bytes(300) + text
    signed = b"0\x82" + len(fields).to_bytes(2, "big") + fields
    return b"0\x82" + len(signed).to_bytes(2, "big") + signed


def test_authorities_in_the_certificates_of_a_signature_are_not_what_the_program_says() -> None:
    signed = PROGRAM + certificate(b"http://crl.authority.example/root.crl0") + b"0http://behind.example/d"
    assert strings(signed)[:2] == ["http://narrow.example/a", "0http://behind.example/d"]
    assert not any(
        "authority" in string for string in strings(signed + certificate(b"http://cut.authority.example")[:-9])
    )


def test_a_certificate_itself_is_searched() -> None:
    assert strings(certificate(b"phishing.example")) == ["phishing.example"]


def test_a_string_where_the_search_is_cut_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carve, "STRETCH_BYTES", 100)
    monkeypatch.setattr(carve, "CUT_BYTES", 40)
    found = [
        piece.text for piece in carve.read(b"\x01" * 80 + b"https://stretch.example/path" + b"\x01" * 80, Context())
    ]
    assert found == ["https://stretch.example/path"]


def test_a_carve_is_bounded_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carve, "MAX_SCANNED_BYTES", 1 << 20)
    monkeypatch.setattr(carve, "MAX_TEXT", 2 << 20)
    pieces = list(carve.read(b"strings\x00" * (1 << 18), Context()))
    assert sum(len(piece.text) for piece in pieces if isinstance(piece, Text)) <= 2 << 20
    assert pieces[-1] == Unread("only the first 1 MB were searched for strings")


@pytest.mark.parametrize("archive", [zipped(), packed("7zip")], ids=["zip", "7z"])
@pytest.mark.parametrize("program", [PROGRAM, PROGRAM + b"PK\x03\x04"], ids=["program", "program that knows archives"])
def test_a_self_extracting_archive_is_opened(program: bytes, archive: bytes) -> None:
    children = [step.piece for step in walk(program + archive, "setup.exe") if isinstance(step.piece, Child)]
    assert children[:2] == [Child("appended archive", archive), Child("a.txt", b"one")]


@pytest.mark.parametrize("constant", [b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40), b"Rar!\x1a\x07\x00"])
def test_a_program_that_only_knows_the_signatures_of_archives_has_none(constant: bytes) -> None:
    pieces = list(executable.read(PROGRAM + constant + bytes(100), Context()))
    assert not any(isinstance(piece, Child) for piece in pieces)
