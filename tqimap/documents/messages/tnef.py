"""TNEF, the ``winmail.dat`` of Outlook (MS-OXTNEF): attributes, the item's properties, attachments.

Every length is checked against what is left, and every step goes forward: a file without end ends.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tqimap.documents import code_pages
from tqimap.documents.messages import mapi
from tqimap.documents.pieces import Child, Context, Field, Piece

MAX_PROPERTIES = 20_000  # values in one block; Outlook writes some 100
MAX_ATTACHMENTS = 1000  # of one message; honest ones have tens

# Attributes (MS-OXTNEF 2.1.3.2), the lower half of the identifier
_SUBJECT = 0x8004
_BODY = 0x800C
_FROM = 0x8000
_MESSAGE_ID = 0x8009
_CODE_PAGE = 0x9007
_PROPERTIES = 0x9003
_RECIPIENTS = 0x9004
_NEW_ATTACHMENT = 0x9002
_DATA = 0x800F
_TITLE = 0x8010
_ATTACHMENT_PROPERTIES = 0x9005
_STRINGS = {_SUBJECT: mapi.SUBJECT, _MESSAGE_ID: mapi.MESSAGE_ID, _BODY: mapi.BODY}
# Sizes of the fixed types, filled up to 4 bytes (MS-OXTNEF 2.1.3.4)
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({mapi.STRING8, mapi.UNICODE, mapi.OBJECT, mapi.BINARY})
_MULTIPLE = 0x1000


@dataclass(slots=True)
class _Attachment:
    """What has been seen of one attachment; its parts come in any order."""

    title: str = ""
    long_title: str = ""
    data: list[bytes] = field(default_factory=list)

    def child(self) -> Iterator[Piece]:
        content = max(self.data, key=len, default=b"")
        if content:
            yield Child(self.long_title or self.title or "attachment", content)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The item's texts, then its attachments."""
    code_page = code_pages.FALLBACK
    attachments: list[_Attachment] = []
    for attribute, body in attributes(data):
        if attribute == _CODE_PAGE and len(body) >= 4:
            code_page = code_pages.codec(struct.unpack_from("<I", body)[0])
        elif attribute == _NEW_ATTACHMENT and len(attachments) < MAX_ATTACHMENTS:
            attachments.append(_Attachment())
        elif attribute in (_DATA, _TITLE, _ATTACHMENT_PROPERTIES):
            attachments = attachments or [_Attachment()]
            yield from _attached(attachments[-1], attribute, body, code_page)
        else:
            yield from _item(attribute, body, code_page)
    for attachment in attachments:
        yield from attachment.child()


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Attribute and value of each entry: level, identifier, length, value, checksum (MS-OXTNEF 2.1.1)."""
    at = 6  # behind signature and key
    while at + 9 <= len(data):
        _, identifier, size = struct.unpack_from("<BII", data, at)
        yield identifier & 0xFFFF, data[at + 9 : at + 9 + size]
        at += 9 + size + 2


def _item(attribute: int, body: bytes, code_page: str) -> Iterator[Piece]:
    if attribute in _STRINGS:
        yield from mapi.pieces_of(_STRINGS[attribute], mapi.STRING8, body, code_page)
    elif attribute == _FROM:
        yield Field("From", "\n".join(_addresses(body, code_page)), "sender")
    elif attribute == _PROPERTIES:
        for tag, kind, value in _Properties(body):
            yield from mapi.pieces_of(tag, kind, value, code_page)
    elif attribute == _RECIPIENTS:
        yield from _recipients(body, code_page)


def _addresses(body: bytes, code_page: str) -> Iterator[str]:
    """Name and address of a TRP structure, each behind its length (MS-OXTNEF 2.1.3.3.4)."""
    if len(body) >= 8:
        name_bytes, address_bytes = struct.unpack_from("<HH", body, 4)
        for raw in (body[8 : 8 + name_bytes], body[8 + name_bytes : 8 + name_bytes + address_bytes]):
            yield raw.rstrip(b"\0").decode(code_page, "replace").removeprefix("SMTP:")


def _recipients(body: bytes, code_page: str) -> Iterator[Piece]:
    """Rows of properties, their number in front."""
    at = 4
    while at + 4 <= len(body):
        block = _Properties(body, at)
        for tag, kind, value in block:
            yield from map(mapi.of_recipient, mapi.pieces_of(tag, kind, value, code_page))
        if block.at <= at + 4 or block.is_broken:
            return
        at = block.at


def _attached(attachment: _Attachment, attribute: int, body: bytes, code_page: str) -> Iterator[Piece]:
    if attribute == _DATA:
        attachment.data.append(body)
    elif attribute == _TITLE:
        attachment.title = body.decode(code_page, "replace").rstrip("\0")
    else:
        for tag, kind, value in _Properties(body):
            if tag == mapi.ATTACH_DATA:
                # an object begins with the identifier of its interface (MS-OXTNEF 2.1.3.4.5)
                attachment.data.append(value[16:] if kind == mapi.OBJECT else value)
            elif tag == mapi.ATTACH_LONG_NAME:
                attachment.long_title = mapi.text_of(kind, value, code_page)
            yield from mapi.pieces_of(tag, kind, value, code_page) if tag != mapi.ATTACH_DATA else ()


class _Properties:
    """Property, type and value of each in one block, read in one go from ``at``, which then tells where it ended."""

    def __init__(self, body: bytes, at: int = 0) -> None:
        self.at = at
        self.is_broken = False
        self._body = body

    def __iter__(self) -> Iterator[tuple[int, int, bytes]]:
        try:
            count = self._number()
            for _ in range(min(count, MAX_PROPERTIES)):
                kind, tag = struct.unpack("<HH", self._bytes(4))
                if tag >= 0x8000:
                    self._skip_name()
                for value in self._values(kind):
                    yield tag, kind & ~_MULTIPLE, value
        except (struct.error, KeyError):
            self.is_broken = True  # what came before it is good

    def _values(self, kind: int) -> Iterator[bytes]:
        single = kind & ~_MULTIPLE
        many = bool(kind & _MULTIPLE) or single in _VARIABLE
        for _ in range(min(self._number(), MAX_PROPERTIES) if many else 1):
            size = self._number() if single in _VARIABLE else _FIXED[single]
            value = self._bytes(size)
            self.at += -size % 4
            yield value

    def _skip_name(self) -> None:
        """A named property: its set, then a number or a name (MS-OXTNEF 2.1.3.4.2)."""
        self._bytes(16)
        if self._number() == 0:
            self._bytes(4)
        else:
            size = self._number()
            self._bytes(size)
            self.at += -size % 4

    def _number(self) -> int:
        value: int = struct.unpack("<I", self._bytes(4))[0]
        return value

    def _bytes(self, size: int) -> bytes:
        """The next bytes, all of them or an error: a length beyond the end is a lie or a cut."""
        if self.at + size > len(self._body):
            raise struct.error("beyond the end")
        self.at += size
        return self._body[self.at - size : self.at]
