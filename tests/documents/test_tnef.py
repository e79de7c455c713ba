"""TNEF: the item's texts, attachments with their long names, objects; lengths that lie."""

import struct

import pytest
from office_files import children, mapi_block, spot_of, texts, tnef

from tqimap.documents.messages import tnef as reader
from tqimap.documents.pieces import Context, Field, Piece

SUBJECT, BODY, CODE_PAGE, PROPERTIES, RECIPIENTS = 0x00018004, 0x0002800C, 0x00069007, 0x00069003, 0x00069004
NEW_ATTACHMENT, TITLE, DATA, ATTACHMENT = 0x00069002, 0x00018010, 0x0006800F, 0x00069005


def read(*attributes: tuple[int, bytes]) -> list[Piece]:
    return list(reader.read(tnef(*attributes), Context()))


def test_texts_of_the_item_are_in_its_code_page() -> None:
    found = read(
        (CODE_PAGE, struct.pack("<II", 1251, 0)),
        (SUBJECT, "Счёт\0".encode("cp1251")),
        (BODY, b"http://t.example.net\0"),
    )
    assert Field("Subject", "Счёт", "subject") in found
    assert spot_of(found, "http://t.example.net") == "body"


def test_the_sender_in_a_structure_of_its_own() -> None:
    name, address = b"Eve\0", b"SMTP:eve@example.net\0"
    body = struct.pack("<4H", 4, 0, len(name), len(address)) + name + address
    assert read((0x00008000, body)) == [Field("From", "Eve\neve@example.net", "sender")]


def test_properties_of_the_item() -> None:
    block = mapi_block((0x0037, 0x001F, "Subject".encode("utf-16-le")), (0x1013, 0x0102, b"<p>html</p>"))
    found = read((PROPERTIES, block))
    assert Field("Subject", "Subject", "subject") in found
    assert children(found) == {"body.html": b"<p>html</p>"}


def test_named_multiple_and_fixed_properties_do_not_shift_the_next() -> None:
    block = struct.pack("<I", 5)
    block += struct.pack("<HH16xII", 0x0003, 0x8001, 0, 7) + struct.pack("<I", 1)  # named by a number
    block += (
        struct.pack("<HH16xII", 0x001E, 0x8002, 1, 6) + b"n\0a\0m\0" + bytes(2) + struct.pack("<II4s", 1, 3, b"abc")
    )
    block += struct.pack("<HHI", 0x101F, 0x8000 - 1, 2) + (struct.pack("<I", 2) + b"x\0" + bytes(2)) * 2
    block += struct.pack("<HHQ", 0x0040, 0x3007, 1)
    block += struct.pack("<HHII8s", 0x001F, 0x1000, 1, 8, "last".encode("utf-16-le"))
    assert texts(read((PROPERTIES, block))).split("\n") == ["abc", "x", "x", "last"]


def test_recipients() -> None:
    row = mapi_block((0x39FE, 0x001E, b"bob@example.net"))
    assert read((RECIPIENTS, struct.pack("<I", 2) + row + row)) == [Field("To", "bob@example.net", "address")] * 2


def test_attachments_with_their_best_name() -> None:
    long_name = mapi_block((0x3707, 0x001F, "отчёт за год.xlsx".encode("utf-16-le")))
    found = read(
        (NEW_ATTACHMENT, bytes(14)), (TITLE, b"REPORT~1.XLS\0"), (DATA, b"PK one"), (ATTACHMENT, long_name),
        (NEW_ATTACHMENT, bytes(14)), (DATA, b"two"), (TITLE, b"b.txt\0"),
    )  # fmt: skip
    assert children(found) == {"отчёт за год.xlsx": b"PK one", "b.txt": b"two"}


def test_an_object_is_given_without_the_identifier_of_its_interface() -> None:
    inner = tnef((BODY, b"inner\0"))
    block = mapi_block((0x3701, 0x000D, bytes(16) + inner))
    assert children(read((NEW_ATTACHMENT, b""), (ATTACHMENT, block))) == {"attachment": inner}


@pytest.mark.parametrize(
    "block",
    [
        struct.pack("<I", 0xFFFFFFFF),
        struct.pack("<IHHI", 1, 0x001F, 0x1000, 0xFFFFFFFF) + struct.pack("<I", 0) * 50_000,
        struct.pack("<IHHII", 1, 0x001F, 0x1000, 1, 0xFFFFFFF0) + b"abc",
        struct.pack("<IHH", 1, 0x7777, 0x1000) + b"unknown type",
        struct.pack("<IHH16xII", 1, 0x001F, 0x8001, 1, 0xFFFFFFF0),
    ],
    ids=["count", "values", "length", "type", "name"],
)
def test_numbers_that_lie_end_only_their_block(block: bytes) -> None:
    found = read((PROPERTIES, block), (RECIPIENTS, struct.pack("<I", 9) + block), (BODY, b"after\0"))
    assert texts(found).split("\n")[-1] == "after"


def test_a_file_of_nothing_but_beginnings_ends() -> None:
    assert read(*[(NEW_ATTACHMENT, b"")] * 50_000) == []
    assert list(reader.read(tnef()[:6] + bytes(1 << 20), Context())) == []
