"""Classes and manifests of Java: what the program says, apart from the names that it is made of."""

import struct

from tqimap.documents.pieces import Context, Text
from tqimap.documents.programs import java_class, manifest
from tqimap.documents.walk import walk


def utf8(words: str) -> bytes:
    coded = words.encode()
    return b"\x01" + struct.pack(">H", len(coded)) + coded


def compiled(*constants: bytes, wide: int = 0) -> bytes:
    return (
        b"\xca\xfe\xba\xbe\0\0\0\x3d" + struct.pack(">H", len(constants) + wide + 1) + b"".join(constants) + b"\0\x21"
    )


def lines(data: bytes) -> list[str]:
    return "\n".join(piece.text for piece in java_class.read(data, Context()) if isinstance(piece, Text)).split("\n")


def test_strings_of_the_program_end_where_they_end_and_names_are_left_out() -> None:
    url = "http://evil.example/" + "a" * 29  # 49 characters: the low byte of its length is a digit
    data = compiled(
        utf8(url), b"\x08\0\x01", b"\x05" + bytes(8), utf8("com.example.io"), b"\x07\0\x05",
        utf8("http://noted.example/"), utf8("host.example"), b"\x08\0\x08", wide=1,
    )  # fmt: skip
    assert lines(data) == [url, "http://noted.example/", "host.example"]


def test_a_damaged_class_is_searched_for_strings() -> None:
    data = compiled(utf8("http://evil.example/"), b"\xff\0\x01")
    assert "http://evil.example/" in " ".join(
        step.piece.text for step in walk(data, "A") if isinstance(step.piece, Text)
    )


def test_a_manifest_is_unfolded_and_its_packages_are_left_out() -> None:
    fields = (
        b'Manifest-Version: 1.0\r\nExport-Package: kotlin.io;uses:="com.google.com\r\n mon.io"\r\n'
        b"Class-Path: http://evil.exam\r\n ple/a.jar\r\nMain-Class: my.main.me\r\n\r\nName: my/io/A.class\r\n"
    )
    (told,) = manifest.read(fields, Context())
    assert told == Text("Manifest-Version: 1.0\nClass-Path: http://evil.example/a.jar\n")
