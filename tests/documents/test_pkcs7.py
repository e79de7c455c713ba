"""S/MIME: what is signed is read, what is encrypted is named, and authorities are no indicators."""

import base64
import tracemalloc
import zlib

import pytest

from tqimap.documents.file_type import sniff
from tqimap.documents.messages import pkcs7
from tqimap.documents.pieces import Child, Context, Piece, Unread
from tqimap.documents.walk import walk

MESSAGE = b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
    b"<a href='https://signed.example/'>x</a>"
)


def value(tag: int, *content: bytes) -> bytes:
    """One value by DER (ITU-T X.690, 8.1)."""
    body = b"".join(content)
    length = bytes([len(body)]) if len(body) < 0x80 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes([tag]) + length + body


def unended(tag: int, *content: bytes) -> bytes:
    """The same with its length left open (8.1.3.6)."""
    return bytes([tag, 0x80, *b"".join(content), 0, 0])


def identifier(end: str) -> bytes:
    return value(0x06, bytes.fromhex("2a864886f70d01" + end))


SIGNED, DATA, VERSION = identifier("0702"), identifier("0701"), value(0x02, b"\x01")
ALGORITHMS = value(0x31, value(0x30, identifier("0101"), value(0x05)))
CERTIFICATES = value(
    0xA0, value(0x30, value(0x30, value(0x02, b"\x07"), value(0x04, b"http://crl.authority.example/root.crl")))
)


def signed(*content: bytes) -> bytes:
    inner = value(0x30, DATA, *content)
    return value(0x30, SIGNED, value(0xA0, value(0x30, VERSION, ALGORITHMS, inner, CERTIFICATES)))


def in_pieces() -> bytes:
    pieces = [value(0x04, MESSAGE[at : at + 30]) for at in range(0, len(MESSAGE), 30)]
    inner = unended(0x30, DATA, unended(0xA0, unended(0x24, *pieces)))
    return unended(0x30, SIGNED, unended(0xA0, unended(0x30, VERSION, ALGORITHMS, inner, CERTIFICATES)))


def compressed() -> bytes:
    inner = value(0x30, DATA, value(0xA0, value(0x04, zlib.compress(MESSAGE))))
    return value(0x30, identifier("09100109"), value(0xA0, value(0x30, VERSION, ALGORITHMS, inner)))


SIGNED_MESSAGE = signed(value(0xA0, value(0x04, MESSAGE)))


def read(data: bytes) -> list[Piece]:
    assert sniff(data, "smime.p7m") == "pkcs7"
    return list(pkcs7.read(data, Context()))


@pytest.mark.parametrize(
    "data",
    [
        SIGNED_MESSAGE,
        in_pieces(),
        compressed(),
        b"-----BEGIN PKCS7-----\n" + base64.encodebytes(SIGNED_MESSAGE) + b"-----END PKCS7-----\n",
    ],
    ids=["whole", "in pieces without length", "compressed", "PEM"],
)
def test_the_message_inside_is_read(data: bytes) -> None:
    assert read(data) == [Child("message.eml", MESSAGE)]
    links = [step for step in walk(data, "smime.p7m") if step.path == ("smime.p7m", "message.eml")]
    assert "https://signed.example/" in str(links)


def test_a_message_in_pieces_of_nothing_takes_little_memory() -> None:
    data = b"\x30\x80" + SIGNED + b"\xa0\x80\x30\x80" + DATA + b"\xa0\x80\x24\x80" + b"\x04\x01a" * 300_000
    tracemalloc.start()
    assert [len(piece.data) for piece in pkcs7.read(data, Context()) if isinstance(piece, Child)] == [300_000]
    assert tracemalloc.get_traced_memory()[1] < 2 * len(data)
    tracemalloc.stop()


def test_a_signature_beside_its_message_holds_nothing_of_an_author() -> None:
    assert read(signed()) == []


@pytest.mark.parametrize("kind", ["0703", "09100117"])
def test_an_encrypted_message_is_named(kind: str) -> None:
    data = value(0x30, identifier(kind), value(0xA0, value(0x30, VERSION, value(0x04, MESSAGE))))
    assert read(data) == [Unread("encrypted with S/MIME, not read")]


@pytest.mark.parametrize("end", [16, 40, 60, len(SIGNED_MESSAGE) // 2])
def test_what_is_cut_short_is_read_as_far_as_it_goes(end: int) -> None:
    assert all(isinstance(piece, Child) and MESSAGE.startswith(piece.data) for piece in read(SIGNED_MESSAGE[:end]))
