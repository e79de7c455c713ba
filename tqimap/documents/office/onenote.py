"""OneNote sections (MS-ONESTORE): embedded files by their GUID, texts by their length, the rest carved.

The tree of objects is not parsed: a carve read all of sixteen samples, pyOneNote, which parses it, ten. Texts of
properties are UTF-16 with a length before and a zero behind, wherever they stand; older texts are 8-bit and found as
strings.
"""

import re
from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.pieces import Child, Context, Piece

_FILE_DATA = re.compile(re.escape(bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")))  # {BDE316E7-…}, 2.6.13
_DATA_AT = 36  # behind GUID, length (8 bytes) and 12 unused bytes
MAX_LOOKS = 16  # how often, on average, a byte is decoded as part of what might be a text; honest files: once

_LENGTH = re.compile(rb"(?=([\x00-\xff]{2})\x00\x00[^\x00])", re.S)  # of a text, in bytes; longer ones are split


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Texts and strings outside of the embedded files (names of files are among them), then these files."""
    files = list(_files(data))
    for stretch in _outside(data, files):
        yield from carve.blocks(_texts(stretch), "texts")
        yield from carve.read(stretch, context)
    for number, file in enumerate(files, 1):
        yield Child(f"embedded file {number}", data[file])


def _files(data: bytes) -> Iterator[slice]:
    end = 0
    for found in _FILE_DATA.finditer(data):
        size = int.from_bytes(data[found.end() : found.end() + 8], "little")
        start = found.start() + _DATA_AT
        if size and start >= end:
            end = min(len(data), start + size)
            yield slice(start, end)


def _outside(data: bytes, files: list[slice]) -> Iterator[bytes]:
    at = 0
    for file in files:
        yield data[at : file.start]
        at = file.stop
    yield data[at:]


def _texts(data: bytes) -> Iterator[str]:
    """Each text once. What a length leads to is looked at only where it ends in a zero, as a text does."""
    seen: set[str] = set()
    at, room = 0, MAX_LOOKS * len(data)
    for found in _LENGTH.finditer(data):
        size, start = int.from_bytes(found[1], "little"), found.start() + 4
        if found.start() < at or size < 4 or size % 2 or data[start + size - 2 : start + size] != b"\x00\x00":
            continue
        room -= size
        if room < 0:
            return
        text = data[start : start + size - 2].decode("utf-16-le", "replace")
        if not _is_text(text):
            continue
        at = start + size
        if text not in seen:
            seen.add(text)
            yield text


def _is_text(text: str) -> bool:
    """Printable but for line ends and the mark of a field (U+FDDF before the word HYPERLINK)."""
    return "\ufffd" not in text and all(character.isprintable() or character in "\t\n\v\r\ufddf" for character in text)
