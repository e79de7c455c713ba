"""OneNote sections (MS-ONESTORE): embedded files cut out by their GUID, all strings carved.

The structure is not parsed: the carve read every sample, a parser ten of sixteen (facts: attachments, section 3).
"""

import re
from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.pieces import Child, Context, Piece

_FILE_DATA = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")  # {BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC}, 2.6.13
_DATA_AT = 36  # behind GUID, length (8 bytes) and 12 unused bytes


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Strings, then each embedded file; names of files are among the strings."""
    yield from carve.read(data, context)
    for number, found in enumerate(re.finditer(re.escape(_FILE_DATA), data), 1):
        size = int.from_bytes(data[found.end() : found.end() + 8], "little")
        start = found.start() + _DATA_AT
        if size:
            yield Child(f"embedded file {number}", data[start : start + size])
