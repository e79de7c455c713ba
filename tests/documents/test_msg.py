"""MSG: every string of the item, bodies as documents, recipients, attachments, messages in messages."""

import struct

import compressed_rtf
import pytest
from office_files import children, read_ole, spot_of, texts, unread, word_97

from tqimap.documents.messages import mapi
from tqimap.documents.pieces import Field, Text

PROPERTIES = "__properties_version1.0"


def unicode(tag: int, text: str) -> tuple[str, bytes]:
    return f"__substg1.0_{tag:04X}001F", text.encode("utf-16-le")


def narrow(tag: int, data: bytes) -> tuple[str, bytes]:
    return f"__substg1.0_{tag:04X}001E", data


def binary(tag: int, data: bytes) -> tuple[str, bytes]:
    return f"__substg1.0_{tag:04X}0102", data


def code_page(number: int) -> bytes:
    return bytes(32) + struct.pack("<HHIQ", 0x0003, 0x3FFD, 0, number)


def test_strings_are_told_by_what_they_are() -> None:
    found = read_ole({PROPERTIES: b"", **dict([unicode(0x0037, "Счёт"), unicode(0x1000, "See http://b.example.net")])})
    assert Field("Subject", "Счёт", "subject") in found
    assert spot_of(found, "http://b.example.net") == "body"


def test_what_exchange_reports_of_a_mail_that_was_not_delivered_is_by_a_mail_system() -> None:
    told = "bob@quota-demo.com: <mx.quota-demo.com #5.1.1>"
    found = read_ole({PROPERTIES: b"", **dict([unicode(0x1001, told), unicode(0x6820, "dns;mx.quota-demo.com")])})
    assert [piece for piece in found if isinstance(piece, Text)] == [
        Text(told, "report", "bounce"),
        Text("dns;mx.quota-demo.com", "property 6820", "bounce"),
    ]


def test_narrow_strings_are_in_the_code_page_of_the_message() -> None:
    found = read_ole({PROPERTIES: code_page(1251), **dict([narrow(0x1000, "Привет".encode("cp1251"))])})
    assert "Привет" in texts(found)


def test_bodies_and_headers_are_documents() -> None:
    packed = compressed_rtf.compress(b"{\\rtf1 rich}")
    headers = "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a\r\nSubject: b\r\n"
    tree = dict([binary(0x1013, b"<p>html</p>"), binary(0x1009, packed), unicode(0x007D, headers)])
    assert children(read_ole({PROPERTIES: b"", **tree})) == {
        "body.html": b"<p>html</p>",
        "body.rtf": b"{\\rtf1 rich}",
        "headers.eml": b"Received: from a\r\nSubject: b\r\n",
    }


def test_a_damaged_rtf_body_is_named_and_costs_nothing_else() -> None:
    packed = bytearray(compressed_rtf.compress(b"{\\rtf1 rich}"))
    packed[-1] ^= 0xFF
    found = read_ole({PROPERTIES: b"", **dict([binary(0x1009, bytes(packed)), unicode(0x1000, "plain")])})
    assert "RTF body: damaged" in unread(found)[0]
    assert "plain" in texts(found)


def test_an_rtf_body_that_would_take_minutes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapi, "MAX_PACKED_RTF", 3)
    assert unread(read_ole({PROPERTIES: bytes(32), **dict([binary(0x1009, b"1234")])})) == [
        "RTF body of 4 bytes: too large to unpack"
    ]


def test_named_properties_are_told_by_name_and_fields_of_the_header_are_fields() -> None:
    headers, common = "8603020000000000c000000000000046", "0820060000000000c000000000000046"
    name = "x-ms-exchange-organization-authsource"
    names = {
        "__substg1.0_00020102": bytes.fromhex(headers + common),
        "__substg1.0_00030102": struct.pack("<IHHIHHIHHIHH", 0, 7, 0, 0x8580, 8, 1, 0x8054, 8, 2, 999, 7, 3),
        "__substg1.0_00040102": struct.pack("<I", 2 * len(name)) + name.encode("utf-16-le"),
    }
    strings = [
        unicode(0x8000, "mx.own.example"),
        unicode(0x8001, "me@own.example"),
        unicode(0x8002, "x"),
        unicode(0x8003, "y"),
    ]
    found = read_ole({PROPERTIES: b"", "__nameid_version1.0": names, **dict(strings)})
    assert Field(name, "mx.own.example", f"header {name}") in found
    assert "me@own.example" not in texts(found)
    assert (spot_of(found, "x"), Field("", "y", "header ") in found) == ("property 8054", True)


def test_recipients_and_attachments() -> None:
    attachment = dict([unicode(0x3707, "отчёт.pdf"), unicode(0x3704, "REPORT~1.PDF"), binary(0x3701, b"%PDF-1.7")])
    tree = {
        PROPERTIES: b"",
        "__recip_version1.0_#00000000": dict([unicode(0x3001, "Bob"), unicode(0x39FE, "bob@example.net")]),
        "__attach_version1.0_#00000000": attachment,
    }
    found = read_ole(tree)
    assert Field("To", "bob@example.net", "address") in found
    assert children(found) == {"отчёт.pdf": b"%PDF-1.7"}


def test_an_attached_message_is_read_and_told_apart() -> None:
    inner = {PROPERTIES: b"", **dict([unicode(0x0037, "inner subject"), binary(0x1013, b"<p>inner</p>")])}
    attachment = {**dict([unicode(0x3001, "fwd")]), "__substg1.0_3701000D": inner}
    found = read_ole({PROPERTIES: b"", "__attach_version1.0_#00000000": attachment})
    assert Field("Subject", "inner subject", "fwd: subject") in found
    assert children(found) == {"fwd: body.html": b"<p>inner</p>"}


def test_an_attached_object_is_read() -> None:
    attachment = {**dict([unicode(0x3001, "object")]), "__substg1.0_3701000D": dict(word_97("words of the object"))}
    found = read_ole({PROPERTIES: b"", "__attach_version1.0_#00000000": attachment})
    assert "words of the object" in texts(found)


def test_messages_in_messages_end() -> None:
    message: dict[str, object] = {PROPERTIES: b"", **dict([unicode(0x1000, "innermost")])}
    for _ in range(20):
        attachment = {**dict([unicode(0x3001, "fwd")]), "__substg1.0_3701000D": message}
        message = {PROPERTIES: b"", "__attach_version1.0_#00000000": attachment}
    assert "nested deeper than" in unread(read_ole(message))[0]  # type: ignore[arg-type]
