"""Reading that stops: bytes and records are counted as they come out, whatever a header says of their number."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from tqimap.documents.pieces import Child, Piece, Unread

MAX_MEMBER_BYTES = 64 << 20  # the largest honest members seen in mail were a third of it
FREE_BYTES = 4 << 20  # below this no ratio is suspicious: a log of blanks packs 1,000 to 1
MAX_RATIO = 200  # honest members reach 50 to 1
MAX_RECORDS = 2_000_000  # of one stream or part, 13 s at worst; a cell is one record, 65,536 rows of 30 are as many
MAX_CAUSE = 200  # characters; libraries quote the data in their messages
CHUNK_BYTES = 1 << 18  # of one step of unpacking: what a bound may be overshot by, in memory
STEP_BYTES = 1 << 12  # given to zlib and taken from it at once: what stands before a damage is lost up to that

Record = TypeVar("Record")

_OBJECT = re.compile(r" ?<[^<>]{1,80} at 0x[0-9a-f]+>")  # an address of memory in what pillow says


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out: all of it, or the beginning with the bound that was met or the error that ended it."""

    data: bytes
    bound_met: bool = False
    error: str = ""


def unpack(chunks: Iterable[bytes], packed: int) -> Unpacked:
    """Join ``chunks`` as far as the bounds allow. ``packed`` is the number of bytes that they came from."""
    return gather(chunks, min(MAX_MEMBER_BYTES, max(FREE_BYTES, MAX_RATIO * packed)))


def gather(chunks: Iterable[bytes], limit: int) -> Unpacked:
    """Join ``chunks`` up to ``limit`` bytes."""
    gathered: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            gathered.append(chunk[: limit - size])
            size += len(chunk)
            if size > limit:
                return Unpacked(b"".join(gathered), bound_met=True)
    except Exception as error:  # each unpacker has its own family; what came out before is kept
        return Unpacked(b"".join(gathered), error=cause(error))
    return Unpacked(b"".join(gathered))


def inflated(packed: Iterable[bytes], window: int = zlib.MAX_WBITS) -> Iterator[bytes]:
    """What is deflated in ``packed``, up to the end of its stream (RFC 1950; RFC 1951 with a negative ``window``).

    Raises ``zlib.error`` where it is damaged, and ``EOFError`` where its end is missing.
    """
    stream = zlib.decompressobj(window)
    for piece in packed:
        rest = piece
        while chunk := stream.decompress(rest, STEP_BYTES):
            yield chunk
            rest = stream.unconsumed_tail
        if stream.eof:
            return
    raise EOFError("ends before its stream does")


def slices(data: bytes, at: int = 0) -> Iterator[bytes]:
    """``data`` from ``at`` on, as ``inflated`` takes it."""
    return (data[start : start + STEP_BYTES] for start in range(at, len(data), STEP_BYTES))


def pieces(name: str, unpacked: Unpacked) -> Iterator[Piece]:
    """The member as a child, and a word where it is not whole."""
    if unpacked.data or not unpacked.error:
        yield Child(name, unpacked.data)
    if unpacked.bound_met:
        yield Unread(f"{name}: only the first {len(unpacked.data) >> 20} MB were unpacked")
    if unpacked.error:
        how_far = f"past its first {len(unpacked.data)} bytes " if unpacked.data else ""
        yield Unread(f"{name}: not read {how_far}({unpacked.error})")


def first_records(records: Iterable[Record], notes: list[Piece]) -> Iterator[Record]:
    """The first records: binary Office files of any size can consist of nothing but empty ones.

    Where there are more, ``notes`` gets a word about it.
    """
    for count, record in enumerate(records):
        if count >= MAX_RECORDS:
            notes.append(Unread(f"only the first {MAX_RECORDS} records were read"))
            return
        yield record


def cause(error: Exception) -> str:
    """One short line about an error from a library that read hostile data."""
    # Errors of libarchive have a message, or none at times; their str() shows addresses of memory.
    said = getattr(error, "msg", error) or ""
    kind = type(error).__name__
    line = f"{type(error).__module__ + '.' if kind == 'error' else ''}{kind}: {said}".split("\n", 1)[0]
    return _OBJECT.sub("", line[:MAX_CAUSE]).removesuffix(": ")
