"""Windows Installer packages: strings that stand together in the pool are apart, streams are documents."""

import struct

import pytest
from office_files import compound_file

from tqimap.documents import msi
from tqimap.documents.pieces import Child, Context, Text

SIGNS = msi._SIGNS


def packed(name: str, table: bool = False) -> str:
    """Two signs in one character, as Windows Installer writes names."""
    pairs = [name[at : at + 2] for at in range(0, len(name), 2)]
    codes = [
        0x3800 + SIGNS.index(pair[0]) + (SIGNS.index(pair[1]) << 6) if len(pair) == 2 else 0x4800 + SIGNS.index(pair)
        for pair in pairs
    ]
    return ("\u4840" if table else "") + "".join(map(chr, codes))


def package(*strings: bytes) -> bytes:
    pool = struct.pack("<HH", 1252, 0)
    for string in strings:
        pool += struct.pack("<HHHH" if len(string) > 0xFFFF else "<HH", *_entry(len(string)))
    return compound_file(
        {
            packed("_StringPool", table=True): pool,
            packed("_StringData", table=True): b"".join(strings),
            packed("Property", table=True): b"\1\0\2\0",
            packed("evil.vbs"): b"open('https://script.example/')",
        }
    )


def _entry(size: int) -> tuple[int, ...]:
    return (0, size >> 16, size & 0xFFFF, 1) if size > 0xFFFF else (size, 1)


def test_strings_and_streams() -> None:
    found = list(msi.read(package(b"https://help.example/a", b"1.2.3.4", b"M\xfcller"), Context()))
    assert found == [
        Text("https://help.example/a\nversion 1.2.3.4\nMüller", "database"),
        Child("evil.vbs", b"open('https://script.example/')"),
    ]


def test_a_long_string_is_whole() -> None:
    long = b"x" * 140_000
    (text, _) = msi.read(package(long, b"next"), Context())
    assert isinstance(text, Text) and text.text == f"{long.decode()}\nnext"


@pytest.mark.parametrize("pool", [b"", b"\1", struct.pack("<HH", 9, 9) + b"\xff" * 400, bytes(4000)])
def test_a_pool_that_lies_ends(pool: bytes) -> None:
    data = compound_file({packed("_StringPool", table=True): pool, packed("_StringData", table=True): b"abc"})
    assert len("".join(piece.text for piece in msi.read(data, Context()) if isinstance(piece, Text)).strip()) <= 3
