"""Strings out of bytes that no reader understands: 8-bit and UTF-16 in both byte orders. Needs no parser.

It is the reader of unknown formats and of programs, and what is left where a reader failed or died.
"""

import re
from collections.abc import Iterator
from itertools import chain

from tqimap.documents.pieces import Context, Piece, Text, Unread

MIN_CHARACTERS = 6  # shorter runs in machine code are chance; the shortest IPv4 address has seven
MAX_SCANNED_BYTES = 64 << 20  # a second of work
MAX_TEXT = 16 << 20  # characters; a program of honest size has a tenth of it
BLOCK_TEXT = 1 << 20  # characters of one piece


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The reader interface over ``strings``: one piece per block, and a word where the bound was met."""
    scanned = data[:MAX_SCANNED_BYTES]
    yield from blocks(strings(scanned))
    if len(data) > len(scanned):
        yield Unread(f"only the first {MAX_SCANNED_BYTES >> 20} MB were searched for strings")


def strings(data: bytes, minimum: int = MIN_CHARACTERS) -> Iterator[str]:
    """Runs of printable characters: ASCII, then UTF-16 little and big endian."""
    narrow = re.finditer(rb"[\t\x20-\x7e]{%d,}" % minimum, data)
    little = re.finditer(rb"(?:[\t\x20-\x7e]\x00){%d,}" % minimum, data)
    big = re.finditer(rb"(?:\x00[\t\x20-\x7e]){%d,}" % minimum, data)
    return chain(
        (match[0].decode("ascii") for match in narrow),
        (match[0].decode("utf-16-le") for match in little),
        (match[0].decode("utf-16-be") for match in big),
    )


def blocks(lines: Iterator[str], spot: str = "strings") -> Iterator[Piece]:
    """One string a line, gathered into pieces of bounded size, up to a bounded total."""
    gathered: list[str] = []
    size = total = 0
    for line in lines:
        gathered.append(line)
        size += len(line) + 1
        if size >= BLOCK_TEXT:
            yield Text("\n".join(gathered), spot)
            gathered, total, size = [], total + size, 0
        if total >= MAX_TEXT:
            yield Unread(f"only the first {MAX_TEXT >> 20} MB of strings were taken")
            return
    if gathered:
        yield Text("\n".join(gathered), spot)
