"""Strings out of bytes that no reader understands: 8-bit and UTF-16 in both byte orders. Needs no parser.

It is the reader of unknown formats and of programs, and what is left where a reader failed or died.
"""

import re
from collections.abc import Iterator
from itertools import chain

from tqimap.documents.pdf.strings import legible
from tqimap.documents.pieces import Context, Kind, Piece, Text, Unread

MIN_CHARACTERS = 6  # shorter runs in machine code are chance; the shortest IPv4 address has seven
MAX_SCANNED_BYTES = 64 << 20  # a second of work
MAX_TEXT = 16 << 20  # characters; a program of honest size has a tenth of it
BLOCK_TEXT = 1 << 20  # characters of one piece
STRETCH_BYTES = 1 << 20  # searched at once; more would only be fresh memory, which costs more than the search for it
CUT_BYTES = 4096  # before the end of a stretch, where a byte that is in no string is looked for

_PDF_WINDOW = 1024  # bytes in which a PDF begins (ISO 32000-1, Annex H)
# How an X.509 certificate goes on behind the heads of its two sequences: version 3, serial number (RFC 5280, 4.1).
_TO_BE_SIGNED = b"\xa0\x03\x02\x01\x02\x02"
_CERTIFICATE_HEAD = 8

_PRINTABLE = frozenset(b"\t" + bytes(range(0x20, 0x7F)))
# Each byte by its kind: P can be printed, 0 is zero, - is any other.
_KINDS = bytes(ord("P") if byte in _PRINTABLE else ord("-") if byte else ord("0") for byte in range(256))
_NARROW = re.compile(rb"P+")
_WIDE = re.compile(rb"P(?:0P)*")


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The reader interface over ``strings``: one piece per block, and a word where the bound was met."""
    stretches = _stretches(data)
    if b"%PDF-" in data[:_PDF_WINDOW]:
        stretches = map(legible, stretches)
    yield from blocks(chain.from_iterable(map(strings, stretches)), kind="strings")
    if len(data) > MAX_SCANNED_BYTES:
        yield Unread(f"only the first {MAX_SCANNED_BYTES >> 20} MB were searched for strings")


def _stretches(data: bytes) -> Iterator[bytes]:
    """What is searched, in stretches that are cut where no string is, so that only one is in memory again."""
    start, end = 0, min(len(data), MAX_SCANNED_BYTES)
    while start < end:
        cut = min(start + STRETCH_BYTES, end)
        gap = data[cut - CUT_BYTES : cut].translate(_KINDS).rfind(b"-") if cut < end else -1
        if gap >= 0:
            cut += gap + 1 - CUT_BYTES
        yield data[start:cut]
        start = cut


def strings(data: bytes, minimum: int = MIN_CHARACTERS) -> Iterator[str]:
    """Runs of printable characters: ASCII, then UTF-16, in which both byte orders look the same from inside."""
    data = _without_certificates(data)
    kinds = data.translate(_KINDS)
    for start, end in _runs(kinds, b"P" * minimum, _NARROW):
        yield data[start:end].decode("ascii")
    for start, end in _runs(kinds, b"P0" * (minimum - 1) + b"P", _WIDE):
        yield data[start:end:2].decode("ascii")


def _without_certificates(data: bytes) -> bytes:
    """``data`` with zeros for the certificates of signatures: what they name is of authorities, not of the author.

    A certificate that is the document itself stays.
    """
    blank: bytearray | None = None
    at = data.find(_TO_BE_SIGNED, _CERTIFICATE_HEAD + 1)
    while at >= 0:
        start = at - _CERTIFICATE_HEAD
        if data[start : start + 2] == data[start + 4 : start + 6] == b"0\x82":
            blank = blank or bytearray(data)
            end = min(at - 4 + int.from_bytes(data[start + 2 : start + 4]), len(data))
            blank[start:end] = bytes(end - start)
        at = data.find(_TO_BE_SIGNED, at + 1)
    return data if blank is None else bytes(blank)


def _runs(kinds: bytes, least: bytes, run: re.Pattern[bytes]) -> Iterator[tuple[int, int]]:
    """Where a run is that begins as ``least``. Looking for that first is ten times as fast as the pattern alone."""
    at = kinds.find(least)
    while at >= 0 and (found := run.match(kinds, at)):
        yield found.span()
        at = kinds.find(least, found.end())


def blocks(lines: Iterator[str], spot: str = "strings", kind: Kind = "text") -> Iterator[Piece]:
    """One string a line, gathered into pieces of bounded size, up to a bounded total."""
    gathered: list[str] = []
    size = total = 0
    for line in lines:
        gathered.append(line)
        size += len(line) + 1
        if size >= BLOCK_TEXT:
            yield Text("\n".join(gathered), spot, kind)
            gathered, total, size = [], total + size, 0
        if total >= MAX_TEXT:
            yield Unread(f"only the first {MAX_TEXT >> 20} MB of strings were taken")
            return
    if gathered:
        yield Text("\n".join(gathered), spot, kind)
