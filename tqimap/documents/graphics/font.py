"""Fonts (OpenType, sfnt): their table of names. The names of their glyphs look like hosts: ``aacute.sc``."""

import struct
from collections.abc import Iterator
from itertools import chain

from tqimap.documents import carve
from tqimap.documents.pieces import Context, Piece, Text, Unread

MAX_FONTS = 100  # of one collection; the largest have some ten
MAX_TABLES = 200  # of one font; honest ones have some twenty
MAX_SHARED = 4  # times that a byte is part of a name: some records share their string

_COLLECTION = b"ttcf"
_MACINTOSH = 1  # the platform whose names are not in UTF-16


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """What the font is called, who made it and where from; strings only of what stands behind the font."""
    names: dict[str, None] = {}
    end, room = 0, len(data)  # tables that overlap are read no further
    try:
        for tag, start, size in chain.from_iterable(_tables(data, at) for at in _fonts(data)):
            end = max(end, start + size)
            if tag == b"name" and size <= room:
                names |= dict.fromkeys(_names(data[start : start + size]))
                room -= size
    except struct.error:
        yield Unread("damaged: only its strings were read")
        end = 0
    yield Text("\n".join(names), "names")
    yield from carve.read(data[end:], context)


def _fonts(data: bytes) -> tuple[int, ...]:
    """Where the directory of each font is; one at the beginning, unless this is a collection."""
    if not data.startswith(_COLLECTION):
        return (0,)
    count = min(struct.unpack_from(">I", data, 8)[0], MAX_FONTS)
    return struct.unpack_from(f">{count}I", data, 12)


def _tables(data: bytes, at: int) -> Iterator[tuple[bytes, int, int]]:
    """Tag, place and size of each table of a font."""
    (count,) = struct.unpack_from(">H", data, at + 4)
    for number in range(min(count, MAX_TABLES)):
        tag, _, start, size = struct.unpack_from(">4s3I", data, at + 12 + 16 * number)
        yield tag, start, size


def _names(table: bytes) -> Iterator[str]:
    _, count, strings = struct.unpack_from(">3H", table)
    room = MAX_SHARED * len(table)
    for number in range(count):
        platform, _, _, _, size, at = struct.unpack_from(">6H", table, 6 + 12 * number)
        room -= size
        if room < 0:
            return
        name = table[strings + at : strings + at + size]
        yield name.decode("mac-roman" if platform == _MACINTOSH else "utf-16-be", "replace")
