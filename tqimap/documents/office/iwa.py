"""Archives of Pages, Numbers and Keynote: strings of what Snappy packs in them (Snappy format description, 2011)."""

from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.pieces import Context, Data, Piece, Unread

MAX_UNPACKED = 16 << 20  # bytes of all blocks; some seconds of work, and a long document has a tenth

_BLOCK_HEAD = 4  # bytes: a zero, and the length of the block in three
_KIND = 3  # the bits of an element's first byte that tell its kind
_LITERAL, _SHORT_COPY, _COPY = 0, 1, 2  # and 3: a copy with four bytes for its distance
_LONG_LITERAL = 59  # the longest, less one, whose length the first byte holds


def is_iwa(data: Data) -> bool:
    """Whether all of it is blocks, one behind the other."""
    at = 0
    while at + _BLOCK_HEAD < len(data) and data[at] == 0:
        at += _BLOCK_HEAD + int.from_bytes(data[at + 1 : at + _BLOCK_HEAD], "little")
    return 0 < at == len(data)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The strings of all blocks together: objects of Protocol Buffers, whose texts are UTF-8."""
    unpacked = bytearray()
    at = 0
    while at < len(data) and len(unpacked) < MAX_UNPACKED:
        start = at + _BLOCK_HEAD
        at = start + int.from_bytes(data[at + 1 : start], "little")
        unpacked += _unpacked(data[start:at])
    yield from carve.read(bytes(unpacked), context)
    if at < len(data):
        yield Unread(f"only the first {len(unpacked) >> 20} MB were unpacked")


def _unpacked(block: bytes) -> bytes:
    """One block, as far as it is sound."""
    out = bytearray()
    at = _after_length(block)
    while at < len(block) and len(out) < MAX_UNPACKED:
        if block[at] & _KIND == _LITERAL:
            size, width = _literal(block, at)
            out += block[at + width : at + width + size]
            at += width + size
        else:
            size, distance, width = _copy(block, at)
            if not 0 < distance <= len(out):
                break
            begin = len(out) - distance
            source = bytes(out[begin : begin + size])
            out += (source * (size // len(source) + 1))[:size]
            at += width
    return bytes(out)


def _literal(block: bytes, at: int) -> tuple[int, int]:
    """How many bytes follow as they are, and how many say so."""
    length = block[at] >> 2
    extra = max(0, length - _LONG_LITERAL)
    if extra:
        length = int.from_bytes(block[at + 1 : at + 1 + extra], "little")
    return length + 1, 1 + extra


def _copy(block: bytes, at: int) -> tuple[int, int, int]:
    """How many bytes are repeated, how far back they are, and how many bytes say so."""
    tag = block[at]
    if tag & _KIND == _SHORT_COPY:
        return (tag >> 2 & 7) + 4, tag >> 5 << 8 | int.from_bytes(block[at + 1 : at + 2], "little"), 2
    width = 2 if tag & _KIND == _COPY else 4
    return (tag >> 2) + 1, int.from_bytes(block[at + 1 : at + 1 + width], "little"), 1 + width


def _after_length(block: bytes) -> int:
    """Where the first element is, behind the length of the unpacked block in groups of seven bits."""
    return next((at + 1 for at, byte in enumerate(block[:5]) if byte < 0x80), len(block))
