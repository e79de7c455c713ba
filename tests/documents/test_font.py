"""Fonts: the words in their table of names, and nothing of their glyphs."""

import struct

import pytest

from tqimap.documents.pieces import Text
from tqimap.documents.walk import walk

GLYPHS = b"\x09aacute.sc\x08foo.case"


def font(*names: str, at: int = 0, kind: bytes = b"\0\1\0\0") -> bytes:
    """A font with these names, that begins at ``at`` of its file."""
    records, strings = b"", b""
    for number, name in enumerate(names):
        coded = name.encode("utf-16-be" if number % 2 == 0 else "mac-roman")
        records += struct.pack(">6H", 3 if number % 2 == 0 else 1, 1, 0x409, number, len(coded), len(strings))
        strings += coded
    table = struct.pack(">3H", 0, len(names), 6 + len(records)) + records + strings
    start = at + 12 + 2 * 16
    directory = kind + struct.pack(">H6x", 2)
    directory += struct.pack(">4s3I", b"name", 0, start, len(table))
    directory += struct.pack(">4s3I", b"post", 0, start + len(table), len(GLYPHS))
    return directory + table + GLYPHS


def said(data: bytes) -> list[str]:
    return "\n".join(step.piece.text for step in walk(data, "a.ttf") if isinstance(step.piece, Text)).split("\n")


@pytest.mark.parametrize("kind", [b"\0\1\0\0", b"OTTO", b"true"])
def test_names_are_read_and_glyphs_are_not(kind: bytes) -> None:
    assert said(font("Größe", "http://maker.example/", kind=kind)) == ["Größe", "http://maker.example/"]


def test_every_font_of_a_collection_and_what_stands_behind_it() -> None:
    header = b"ttcf\0\1\0\0" + struct.pack(">III", 2, 20, 20 + len(font("one")))
    collection = header + font("one", at=20) + font("two", at=20 + len(font("one")))
    assert said(collection + b"\0http://hidden.example/") == ["one", "two", "http://hidden.example/"]


def test_tables_and_names_that_overlap_are_bounded() -> None:
    records = struct.pack(">6H", 3, 1, 0x409, 1, 60_000, 0) * 5_000
    table = struct.pack(">3H", 0, 5_000, 6) + records
    start = 12 + 16 * 60_000
    tables = struct.pack(">4s3I", b"name", 0, start, len(table)) * 60_000
    data = b"\0\1\0\0" + struct.pack(">H6x", 60_000) + tables + table
    assert sum(len(line) for line in said(data)) < 2 * len(data)


def test_a_damaged_font_is_searched_for_strings() -> None:
    data = font("one", "http://other.example/")
    assert "http://other.example/" in " ".join(said(data.replace(b"\0\x02", b"\0\x7f", 1)))
