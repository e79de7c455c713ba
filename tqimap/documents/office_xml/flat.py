"""Office documents as one XML file: flat OPC, Word and Excel 2003 XML, flat OpenDocument. Binaries stand in base64.

Word opens them under the name .doc, and macros travel in them as "editdata.mso".
"""

import re
from collections.abc import Iterator, Mapping

from tqimap.documents.office_xml.dialects import OFFICE_OPEN_XML, OPEN_DOCUMENT, Dialect
from tqimap.documents.office_xml.part_text import PartText, read_part
from tqimap.documents.office_xml.parts import MAX_XML_BYTES, Part
from tqimap.documents.pieces import Child, Context, Piece, Unread
from tqimap.mail.transfer import base64_bytes

_ODF_ROOT = re.compile(rb"<(?:\w+:)?document\s[^>]*:opendocument:")  # and not that of Word by LibreOffice
_BINARIES = frozenset({"binData", "binaryData", "binary-data"})


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Text and links as of a package's parts, then the binaries."""
    text = _Document("document", OPEN_DOCUMENT if _ODF_ROOT.search(data[:4096]) else OFFICE_OPEN_XML)
    yield from read_part(Part("document", data[:MAX_XML_BYTES]), text)
    yield from text.children
    if len(data) > MAX_XML_BYTES:
        yield Unread(f"only the first {MAX_XML_BYTES >> 20} MB of the document were read")


class _Document(PartText):
    """The parts of the document, and what is embedded in it."""

    def __init__(self, name: str, dialect: Dialect) -> None:
        super().__init__(name, dialect)
        self.children: list[Child] = []
        self._binary = ""

    def attributes(self, element: str, attributes: Mapping[str, str]) -> None:
        name = next((value for key, value in attributes.items() if key.endswith("}name")), "")
        if name and (element in _BINARIES or element == "part"):
            self._binary = name
        super().attributes(element, attributes)

    def words(self, element: str, text: str) -> None:
        if element not in _BINARIES:
            super().words(element, text)
        else:
            self.children.append(Child(self._binary or "embedded", base64_bytes(text.encode("utf-8"))))
