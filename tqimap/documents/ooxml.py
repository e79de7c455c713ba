"""Office Open XML (ECMA-376): DOCX, XLSX, PPTX and their macro variants, every part of the package.

Relationships, comments, headers, hidden sheets and slides, alternate content, properties, custom XML, data
connections: all of it is read, because hostile documents keep their addresses in the parts nobody looks at.
"""

import re
from collections.abc import Iterator

from tqimap.documents import worksheet
from tqimap.documents.dialects import OFFICE_OPEN_XML
from tqimap.documents.package_parts import Part, parts
from tqimap.documents.package_xml import PartText, is_xml, read_part
from tqimap.documents.pieces import Child, Context, Piece, Unread
from tqimap.mail.transfer import base64_bytes

_WITHOUT_WORDS = re.compile(r".*\.(?:odttf|fntdata|ttf)|.*/printerSettings\d*\.bin|(?:.*/)?thumbnail\.\w+", re.I)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Text, links and children of the package; a part that cannot be read costs only itself."""
    workbook = worksheet.Workbook()
    for part in parts(data):
        if part.trouble:
            yield Unread(f"{part.name}: {part.trouble}")
        if part.data and not _WITHOUT_WORDS.fullmatch(part.name):
            yield from _part(part, workbook)
    yield from workbook.cells()


def _part(part: Part, workbook: worksheet.Workbook) -> Iterator[Piece]:
    if not is_xml(part.name, part.data) or part.name.lower().endswith(".svg"):
        yield Child(part.name, part.data)
    elif not workbook.takes(part):
        yield from read_part(part, PartText(part.name, OFFICE_OPEN_XML))
        yield from _mashup(part)


def _mashup(part: Part) -> Iterator[Piece]:
    """Power Query keeps its own package, base64 in custom XML (MS-QDEFF 2.2)."""
    data = part.data.replace(b"\0", b"") if b"D\0a\0t\0a\0M\0a\0s\0h\0u\0p" in part.data else part.data
    begin = data.find(b">", max(0, data.find(b"<DataMashup")))
    end = data.find(b"</DataMashup>", begin)
    if b"<DataMashup" not in data or end < 0:
        return
    mashup = base64_bytes(data[begin + 1 : end])
    if (package := mashup.find(b"PK\x03\x04")) >= 0:
        yield Child(f"{part.name} query.zip", mashup[package:])
