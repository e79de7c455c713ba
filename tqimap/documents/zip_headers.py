"""Local headers of a ZIP archive (APPNOTE 4.3.7), read without a directory."""

import re
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from tqimap.documents.bounded import MAX_MEMBER_BYTES, inflated, pieces, slices, unpack
from tqimap.documents.pieces import Child, Data, Piece, Unread

MAX_UNLISTED = 1000  # members; honest archives have none

_HEADER = struct.Struct("<4s5H3I2H")
_SIGNATURE = b"PK\x03\x04"
_DESCRIPTOR = b"PK\x07\x08"
_ENCRYPTED = 1
_SIZE_FOLLOWS = 8  # bits of the general purpose flags (APPNOTE 4.4.4)
STORED, DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """One local header; ``start`` is where the packed data begin, ``size`` what it says of their length."""

    name: str
    flags: int
    method: int
    size: int
    start: int


def local_header(data: Data, at: int) -> LocalHeader | None:
    """The header at offset ``at``; None where there is none."""
    fixed = bytes(data[at : at + _HEADER.size])
    if len(fixed) < _HEADER.size or not fixed.startswith(_SIGNATURE):
        return None
    _, _, flags, method, _, _, _, size, _, name_bytes, extra_bytes = _HEADER.unpack(fixed)
    name_at = at + _HEADER.size
    name = bytes(data[name_at : name_at + name_bytes]).decode("utf-8", "replace")
    return LocalHeader(name, flags, method, size, name_at + name_bytes + extra_bytes)


def local_headers(data: Data) -> Iterator[tuple[int, LocalHeader]]:
    """Each header in ``data``, with its offset, whatever it stands in."""
    for found in re.finditer(re.escape(_SIGNATURE), data):
        if header := local_header(data, found.start()):
            yield found.start(), header


def stretch(data: bytes, at: int, packed: int) -> tuple[int, int]:
    """From the local header at ``at`` to the end of its ``packed`` bytes."""
    header = local_header(data, at)
    return (at, header.start + packed) if header else (at, at)


def is_readable(data: bytes, at: int) -> bool:
    """Whether the member at offset ``at`` could be read without a directory."""
    header = local_header(data, at)
    return header is not None and header.method in (STORED, DEFLATED)


def members_outside(data: bytes, covered: list[tuple[int, int]]) -> Iterator[Piece]:
    """Members whose local header is in none of the ``covered`` stretches."""
    ends = _running_ends(sorted(covered))
    skip_to = unlisted = 0
    for at, header in local_headers(data):
        if at < skip_to or _is_covered(at, ends):
            continue
        unlisted += 1
        if unlisted > MAX_UNLISTED:
            yield Unread(f"more than {MAX_UNLISTED} members outside of the directory")
            return
        if not header.name.endswith("/"):
            yield from _member(data, header)
        if header.method == STORED:  # it may be an archive itself, with headers of its own
            skip_to = _stored_end(data, header)


def _running_ends(stretches: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Starts in order, and beside each the furthest end of all that start up to there."""
    ends: list[int] = []
    for _, end in stretches:
        ends.append(max(end, ends[-1] if ends else 0))
    return [start for start, _ in stretches], ends


def _is_covered(at: int, stretches: tuple[list[int], list[int]]) -> bool:
    starts, ends = stretches
    before = bisect_right(starts, at)
    return before > 0 and at < ends[before - 1]


def _member(data: bytes, header: LocalHeader) -> Iterator[Piece]:
    if header.flags & _ENCRYPTED:
        yield Unread(f"{header.name}: encrypted, outside of the directory")
    elif header.method == STORED:
        yield Child(header.name, data[header.start : _stored_end(data, header)])
    elif header.method == DEFLATED:
        chunks = inflated(slices(data, header.start), -zlib.MAX_WBITS)
        yield from pieces(header.name, unpack(chunks, len(data) - header.start))
    else:
        yield Unread(f"{header.name}: method {header.method} cannot be read outside of the directory")


def _stored_end(data: bytes, header: LocalHeader) -> int:
    """By the size in the header, or where the descriptor behind the data begins (4.3.9)."""
    if header.size or not header.flags & _SIZE_FOLLOWS:
        return header.start + header.size
    descriptor = data.find(_DESCRIPTOR, header.start, header.start + MAX_MEMBER_BYTES)
    return descriptor if descriptor >= 0 else header.start + MAX_MEMBER_BYTES
