"""OpenDocument 1.3: ODT, ODS, ODP and their templates, every part of the package, macros included."""

import re
from collections.abc import Iterator

from tqimap.documents.office_xml.dialects import OPEN_DOCUMENT
from tqimap.documents.office_xml.part_text import PartText, is_xml, read_part
from tqimap.documents.office_xml.parts import Part, parts
from tqimap.documents.pieces import Child, Context, Piece, Unread

_WITHOUT_WORDS = re.compile(
    r"mimetype|Thumbnails/.*|.*/TablePreview\d+\.svm|.*\.(?:ttf|otf)|layout-cache|Configurations2/.*\.xml", re.I
)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Text, links and children of the package; what is encrypted is named once."""
    sealed = False
    for part in parts(data):
        sealed = sealed or _is_sealed(part)
        if part.trouble and not sealed:
            yield Unread(f"{part.name}: {part.trouble}")
        if part.data and not _WITHOUT_WORDS.fullmatch(part.name):
            yield from _part(part)
    if sealed:
        yield Unread("OpenDocument with a password: no library opens it")


def _part(part: Part) -> Iterator[Piece]:
    if not is_xml(part.name, part.data):
        yield Child(part.name, part.data)
    else:
        yield from read_part(part, PartText(part.name, OPEN_DOCUMENT))


def _is_sealed(part: Part) -> bool:
    """Parts are encrypted one by one, and the manifest says so (OpenDocument 1.3, part 2, 4.8)."""
    return part.name == "META-INF/manifest.xml" and b"encryption-data" in part.data
