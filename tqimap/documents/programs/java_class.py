"""Classes of Java (JVM Specification, 4.4): the strings of the program, apart from the names that it is made of."""

import struct
from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.pieces import Context, Piece, Unread

_UTF8, _LONG, _DOUBLE, _STRING = 1, 5, 6, 8
# Bytes of each other kind of constant.
_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The string constants, and whatever else holds an address, as annotations may."""
    try:
        told = _told(data)
    except (KeyError, IndexError, struct.error):
        yield Unread("damaged: only its strings were read")
        yield from carve.read(data, context)
    else:
        yield from carve.blocks(told, kind="text")


def _told(data: bytes) -> Iterator[str]:
    words: dict[int, str] = {}
    constants: set[int] = set()
    for index, kind, value in _constants(data):
        if kind == _UTF8:
            words[index] = value.decode("utf-8", "replace")
        elif kind == _STRING:
            constants.add(int.from_bytes(value, "big"))
    return (word for index, word in words.items() if index in constants or "://" in word)


def _constants(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Index, kind and value of each in the pool, which stands behind the number of the version."""
    (count,) = struct.unpack_from(">H", data, 8)
    at, index = 10, 1
    while index < count:
        kind = data[at]
        size = struct.unpack_from(">H", data, at + 1)[0] if kind == _UTF8 else _SIZES[kind]
        start = at + (3 if kind == _UTF8 else 1)
        yield index, kind, data[start : start + size]
        at = start + size
        index += 2 if kind in (_LONG, _DOUBLE) else 1  # which take the place of two
