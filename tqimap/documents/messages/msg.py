"""Outlook messages (MS-OXMSG): every string property, bodies, recipients, attachments and messages in messages."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace

from tqimap.documents import code_pages
from tqimap.documents.compound_file import Storage
from tqimap.documents.messages import mapi, mapi_names
from tqimap.documents.pieces import Child, Field, Furniture, Link, Piece, Text, Unread

MAX_DEPTH = 8  # messages attached to messages
PROPERTIES = "__properties_version1.0"  # the stream that every item has (MS-OXMSG 2.4)
PROPERTY = "__substg1.0_"
_RECIPIENT = "__recip_version1.0_"
_ATTACHMENT = "__attach_version1.0_"
STORAGES = (mapi_names.STORAGE, _RECIPIENT, _ATTACHMENT)  # of an item, read with it


def pieces(storage: Storage, embedded: Callable[[Storage], Iterator[Piece]]) -> Iterator[Piece]:
    """The item in this storage and all that is attached to it; ``embedded`` reads what is attached as a storage."""
    code_page = _code_page(storage)
    yield from _properties(storage, code_page)
    for inner in storage.storages():
        name = inner.name.lower()
        if name.startswith(_RECIPIENT):
            yield from map(mapi.of_recipient, _properties(inner, code_page))
        elif name.startswith(_ATTACHMENT):
            yield from _attachment(inner, embedded, code_page)


def _properties(storage: Storage, code_page: str) -> Iterator[Piece]:
    names = mapi_names.read(storage.file.root()) if any(map(_is_named, storage.streams())) else {}
    for stream in storage.streams():
        tag, kind = _tag(stream)
        if name := names.get(tag):
            text = mapi.text_of(kind, storage.read(stream), code_page) if kind in mapi.STRINGS else ""
            yield from mapi_names.pieces_of(name, text) if text.strip() else ()
        elif tag not in (0, mapi.ATTACH_DATA):
            yield from mapi.pieces_of(tag, kind, storage.read(stream), code_page)


def _is_named(stream: str) -> bool:
    tag, kind = _tag(stream)
    return tag >= mapi_names.FIRST and kind in mapi.STRINGS


def _tag(name: str) -> tuple[int, int]:
    """Property and type, eight hexadecimal digits in the name of the stream (MS-OXMSG 2.1.3)."""
    digits = name[len(PROPERTY) :]
    if not name.lower().startswith(PROPERTY) or len(digits) < 8:
        return 0, 0
    try:
        return int(digits[:4], 16), int(digits[4:8], 16)
    except ValueError:
        return 0, 0


def _attachment(storage: Storage, embedded: Callable[[Storage], Iterator[Piece]], code_page: str) -> Iterator[Piece]:
    """Bytes, a message or an OLE object (MS-OXMSG 2.2.2); text attached in the item's own properties too."""
    yield from _properties(storage, code_page)
    name = _name(storage, code_page)
    data = storage.read(f"{PROPERTY}37010102")
    if data:
        yield Child(name, data)
    inner = storage.storage(f"{PROPERTY}3701000D")
    if inner is None:
        return
    if len(inner.path) > 2 * MAX_DEPTH:
        yield Unread(f"{name}: messages nested deeper than {MAX_DEPTH}")
    else:
        yield from (_inside(name, piece) for piece in embedded(inner))


def _inside(name: str, piece: Piece) -> Piece:
    """A piece of an attached item, with the name of the attachment in front of its own place."""
    match piece:
        case Text() | Link() | Furniture() | Field():
            return replace(piece, spot=f"{name}: {piece.spot}")
        case Child():
            return replace(piece, name=f"{name}: {piece.name}")
    return piece


def _name(storage: Storage, code_page: str) -> str:
    for tag in (mapi.ATTACH_LONG_NAME, mapi.ATTACH_NAME, mapi.DISPLAY_NAME):
        for kind in (mapi.UNICODE, mapi.STRING8):
            text = mapi.text_of(kind, storage.read(f"{PROPERTY}{tag:04X}{kind:04X}"), code_page)
            if text:
                return text
    return "attachment"


def _code_page(storage: Storage) -> str:
    """Of the 8-bit strings, from the fixed-size properties: 16 bytes each behind a header (MS-OXMSG 2.4.1)."""
    table = storage.read(PROPERTIES)
    for header in (32, 24):
        for at in range(header, len(table) - 15, 16):
            kind, tag = struct.unpack_from("<HH", table, at)
            if tag in mapi.CODE_PAGES and kind == 0x0003:
                return code_pages.codec(struct.unpack_from("<I", table, at + 8)[0])
    return code_pages.FALLBACK
