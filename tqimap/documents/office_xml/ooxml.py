"""Office Open XML (ECMA-376): DOCX, XLSX, PPTX and their macro variants, and XPS, every part of the package.

Relationships, comments, headers, hidden sheets and slides, alternate content, properties, custom XML, data
connections: all of it is read, because hostile documents keep their addresses in the parts nobody looks at.
"""

import re
from collections.abc import Iterator, Mapping, Set

from tqimap.documents.office_xml import worksheet
from tqimap.documents.office_xml.dialects import OFFICE_OPEN_XML
from tqimap.documents.office_xml.fixed_page import FixedPage
from tqimap.documents.office_xml.part_text import PartText, is_xml, read_part
from tqimap.documents.office_xml.parts import Part, parts
from tqimap.documents.pieces import Child, Context, Piece, Unread
from tqimap.mail.transfer import base64_bytes

MAX_PLACES = 100  # within one target; Office gives each link a target of its own
MAX_URL = 1 << 13  # characters of a target within which a place may be; browsers take fewer

_RELATIONS = ".rels"
_WITHOUT_WORDS = re.compile(r".*\.(?:odttf|fntdata|ttf)|.*/printerSettings\d*\.bin|(?:.*/)?thumbnail\.\w+", re.I)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Text, links and children of the package; a part that cannot be read costs only itself."""
    package = _Package()
    for part in parts(data):
        if part.trouble:
            yield Unread(f"{part.name}: {part.trouble}")
        if part.data and not _WITHOUT_WORDS.fullmatch(part.name):
            yield from package.part(part)
    yield from package.rest()


class _Package:
    """What is read part by part, and what only together: sheets with their strings, links with where they lead."""

    def __init__(self) -> None:
        self._workbook = worksheet.Workbook()
        self._places: dict[str, Mapping[str, Set[str]]] = {}  # within the targets of links, by part and relationship
        self._relations: list[Part] = []

    def part(self, part: Part) -> Iterator[Piece]:
        """The pieces of a part that stands for itself."""
        name = part.name.lower()
        if not is_xml(part.name, part.data) or name.endswith(".svg"):
            yield Child(part.name, part.data)
        elif self._workbook.takes(part):
            return
        elif name.endswith(_RELATIONS):
            self._relations.append(part)
        else:
            text = FixedPage(part.name) if name.endswith(".fpage") else PartText(part.name, OFFICE_OPEN_XML)
            yield from read_part(part, text)
            yield from _mashup(part)
            self._places[part.name] = text.places

    def rest(self) -> Iterator[Piece]:
        """The pieces of all others, once the last part has come."""
        yield from self._workbook.cells()
        places = self._places | self._workbook.places
        for part in self._relations:
            folder, _, name = part.name.rpartition("/")
            owner = folder.removesuffix("_rels") + name[: -len(_RELATIONS)]
            yield from read_part(part, _Relations(part.name, places.get(owner, {})))


class _Relations(PartText):
    """The relationships of a part, in whose links ``places`` are named."""

    def __init__(self, name: str, places: Mapping[str, Set[str]]) -> None:
        super().__init__(name, OFFICE_OPEN_XML)
        self._places = places

    def opened(self, url: str, relationship: str) -> Iterator[str]:
        places = sorted(self._places.get(relationship, ()))[:MAX_PLACES] if len(url) <= MAX_URL else ()
        return (f"{url}#{place}" if place and "#" not in url else url for place in places or [""])


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
