"""S/MIME (RFC 8551): the message that is inside a signature, and the word that one is encrypted.

Of the structure (CMS, RFC 5652) only the content counts: certificates and revocation lists name authorities, not
what somebody wrote. Encodings by BER with lengths left open are customary (ITU-T X.690, 8.1.3.6), as are contents
in many pieces, so the values are read one after the other, whatever they are nested in.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from tqimap.documents.bounded import inflated, pieces, slices, unpack
from tqimap.documents.pieces import Child, Context, Piece, Unread
from tqimap.mail.transfer import base64_bytes

_IDENTIFIER, _OCTETS, _CONSTRUCTED = 0x06, 0x04, 0x20
_DATA, _COMPRESSED = (bytes.fromhex(f"2a864886f70d01{end}") for end in ("0701", "09100109"))
_ENCRYPTED = tuple(bytes.fromhex(f"2a864886f70d01{end}") for end in ("0703", "09100117"))
_PEM = re.compile(rb"\s*-----BEGIN[^-]*-----([^-]*)")

_Value = tuple[int, bytes]


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The signed message as a child; nothing of a signature that stands beside its message."""
    armoured = _PEM.match(data)
    values = _values(base64_bytes(armoured[1]) if armoured else data)
    _, kind = next(values, (0, b""))
    if kind in _ENCRYPTED:
        yield Unread("encrypted with S/MIME, not read")
        return
    gathered = bytearray()  # and no list of them: there may be a piece for every two bytes
    for octets in _content(values):
        gathered += octets
    content = bytes(gathered)
    if kind == _COMPRESSED:
        yield from pieces("message.eml", unpack(inflated(slices(content)), len(content)))
    elif content:
        yield Child("message.eml", content)


def _content(values: Iterator[_Value]) -> Iterator[bytes]:
    """The octets that follow the first mention of data as the type of the content."""
    for value in values:
        if value == (_IDENTIFIER, _DATA):
            break
    yield from (octets for _, octets in takewhile(lambda value: value[0] == _OCTETS, values))


def _values(data: bytes) -> Iterator[_Value]:
    """Tag and bytes of each value that holds no others, in order; up to what is no length (X.690, 8.1)."""
    at = 0
    while at + 2 <= len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size > 0x80:
            size, at = int.from_bytes(data[at : at + size - 0x80]), at + size - 0x80
        if tag & _CONSTRUCTED:
            continue
        if (tag, size) != (0, 0):  # the end of what had no length
            yield tag, data[at : at + size]
        at += size
