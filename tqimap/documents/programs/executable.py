"""Programs: strings, and the archive that a self-extracting one carries behind its code; a ZIP is found by the walk."""

import re
import zlib
from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.pieces import Child, Context, Piece

# The signatures alone stand as constants in every program that handles archives.
_SEVEN_ZIP = re.compile(rb"7z\xbc\xaf\x27\x1c\x00.(.{4})(.{20})", re.S)  # checksum of the start header
_RAR = re.compile(rb"Rar!\x1a\x07(?:\x00..\x73|\x01\x00.{4})", re.S)  # the main header follows


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """All strings, then the archive with all that follows it."""
    yield from carve.read(data, context)
    at = _archive_at(data)
    if at > 0:
        yield Child("appended archive", data[at:])


def _archive_at(data: bytes) -> int:
    """Where an archive begins, -1 where there is none."""
    checked = (match for match in _SEVEN_ZIP.finditer(data) if zlib.crc32(match[2]).to_bytes(4, "little") == match[1])
    found = next(checked, None) or _RAR.search(data)
    return found.start() if found else -1
