"""Windows shortcuts (MS-SHLLINK): arguments, paths and icon from their places, what is appended, the rest carved."""

import struct
from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.pieces import Child, Context, Piece, Text
from tqimap.documents.scripts import strings_in_code

HEADER_BYTES = 76  # MS-SHLLINK 2.1
MIN_CHARACTERS = 4  # as short as "cmd " and a drive; a shortcut holds little else than strings

_HAS_ID_LIST, _HAS_LINK_INFO, _IS_UNICODE = 0x1, 0x2, 0x80
_STRINGS = ((0x4, "name"), (0x8, "relative path"), (0x10, "working directory"), (0x20, "arguments"), (0x40, "icon"))


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Structured strings first; then everything printable, for environment blocks and damaged shortcuts."""
    flags = struct.unpack_from("<I", data, 20)[0] if len(data) >= HEADER_BYTES else 0
    at = _after_target(data, flags)
    for bit, spot in _STRINGS:
        if flags & bit:
            text, at = _string(data, at, bool(flags & _IS_UNICODE))
            yield Text(text, spot)
            yield from strings_in_code.commands(text, spot)
    yield from carve.blocks(carve.strings(data, MIN_CHARACTERS))
    yield from _appended(data, at)


def _after_target(data: bytes, flags: int) -> int:
    """Where the string data begin (2.4): behind the item list (2.2) and the link information (2.3)."""
    at = HEADER_BYTES
    if flags & _HAS_ID_LIST:
        at += 2 + _number(data, at, 2)
    if flags & _HAS_LINK_INFO:
        at += _number(data, at, 4)
    return at


def _string(data: bytes, at: int, wide: bool) -> tuple[str, int]:
    width = 2 if wide else 1
    end = at + 2 + width * _number(data, at, 2)
    return data[at + 2 : end].decode("utf-16-le" if wide else "cp1252", "replace"), end


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _appended(data: bytes, at: int) -> Iterator[Piece]:
    """Behind the terminal block of the extra data (2.5) nothing belongs to the shortcut: there payloads hide."""
    while (size := _number(data, at, 4)) >= 4:
        at += size
    if len(data) > at + 4:
        yield Child("appended", data[at + 4 :])
