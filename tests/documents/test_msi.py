"""Windows Installer packages: strings that stand together in the pool are apart, streams are documents."""

import struct

import pytest
from office_files import compound_file, installer, installer_name

from tqimap.documents.pieces import Child, Context, Text
from tqimap.documents.programs import msi
from tqimap.documents.walk import walk


def test_strings_and_streams() -> None:
    found = list(msi.read(installer(b"https://help.example/a", b"1.2.3.4", b"M\xfcller"), Context()))
    assert found == [
        Text("https://help.example/a\nversion 1.2.3.4\nMüller", "database"),
        Child("evil.vbs", b"open('https://script.example/')"),
    ]


def test_it_is_told_by_its_class_and_read() -> None:
    assert ("a.msi", "evil.vbs") in [step.path for step in walk(installer(b"x"), "a.msi")]


def test_a_long_string_is_whole() -> None:
    long = b"x" * 140_000
    (text, _) = msi.read(installer(long, b"next"), Context())
    assert isinstance(text, Text) and text.text == f"{long.decode()}\nnext"


@pytest.mark.parametrize("pool", [b"", b"\1", struct.pack("<HH", 9, 9) + b"\xff" * 400, bytes(4000)])
def test_a_pool_that_lies_ends(pool: bytes) -> None:
    data = compound_file(
        {installer_name("_StringPool", table=True): pool, installer_name("_StringData", table=True): b"abc"}
    )
    assert len("".join(piece.text for piece in msi.read(data, Context()) if isinstance(piece, Text)).strip()) <= 3
