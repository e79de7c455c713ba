"""XML parts of Office packages to pieces: text by paragraphs, links, fields and telling attributes apart from it.

Character data of one paragraph is joined with nothing between, since Word splits words across runs; outside
of paragraphs every element is a break, or neighbouring properties would fuse into false URLs.
The parser is in event mode: no tree, no entity from outside, bounded expansion and depth (libxml2's limits).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tqimap.documents.fields import is_external, pieces_of
from tqimap.documents.markup import doctype
from tqimap.documents.office_xml import raised_text
from tqimap.documents.office_xml.dialects import Dialect
from tqimap.documents.office_xml.parts import XML_NAMES, Part
from tqimap.documents.pieces import Link, Piece, Text
from tqimap.documents.scripts.strings_in_code import encoded_commands
from tqimap.documents.values import soft_breaks, versions
from tqimap.documents.values.edges import apart, closed
from tqimap.documents.values.link_edges import EDGE, words_apart
from tqimap.documents.workbooks.formulas import is_header, without_codes, words_of, words_of_format

FEED_BYTES = 1 << 16  # given to the parser at a time
BLOCK_CHARACTERS = 1 << 18  # of one piece of text

_BOILERPLATE = re.compile(
    r"https?://(?:(?:schemas|descriptions)\.openxmlformats\.org|openxmlformats\.org|schemas\.microsoft\.com"
    r"|schemas\.apple\.com|schemas\.liquid-technologies\.com|(?:customooxmlschemas|customschemas)\.google\.com"
    r"|purl\.(?:org|oclc\.org)|(?:www\.)?w3\.org|(?:www\.)?dublincore\.org|uri\.etsi\.org|ns\.adobe\.com"
    r"|(?:www\.)?openoffice\.org|docs\.oasis-open\.org)(?:[/:#?].*)?\Z",
    re.I | re.S,
)  # hosts of namespaces and schemas, which no document ever opens; named in full, or schemas.evil.net would pass
# Attributes that hold no plain words: formulas, and formats of numbers.
_WORDS_OF: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("formula", "expression", "condition", "Formula", "RefersTo"), words_of),
    **dict.fromkeys(("formatCode", "Format"), words_of_format),
}
_CLICKED = frozenset({"href", "HRef", "src"})
_TARGETS = frozenset({"id", "anchor", "instr", "href"})  # what tells one link from another
_NAMESPACE = re.compile(
    rb"\sxmlns(?::[\w.\-]+)?\s*=\s*(?:\"[^\"]{0,300}\"|'[^']{0,300}')|\s(?:Type|uri)=\"http://schemas[^\"]{0,300}\""
)
_TABLES = frozenset({"tbl", "table", "Table"})
_ROWS = frozenset({"tr", "table-row", "Row"})
_CELLS = frozenset({"tc", "table-cell", "covered-table-cell", "Cell"})
_REPEATED = "}number-columns-repeated"
_WITHIN_MHTML = re.compile(r"!x-usc:", re.IGNORECASE)
_MARKUP = bytes.maketrans(b"<>\0", b"   ")


def is_xml(name: str, data: bytes) -> bool:
    """By name, or by its first bytes: a hostile package may call its main part anything."""
    if name.lower().endswith(XML_NAMES):
        return True
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml")


def read_part(part: Part, text: "PartText") -> Iterator[Piece]:
    """All of one part, as ``text`` understands it.

    What is not well-formed yields what stands before the fault, and then everything as plain text.
    """
    yield from _parsed(part.data, text)
    yield from _doctype(part.name, part.data)
    if not text.is_complete and not part.trouble:
        yield Text(_without_markup(part.data), f"{part.name}, damaged")


def is_boilerplate(url: str) -> bool:
    """Whether a URL only names a namespace or a schema."""
    return bool(_BOILERPLATE.match(url))


def _parsed(data: bytes, text: "PartText") -> Iterator[Piece]:
    """Feed ``data`` to the target in portions and hand on what it has gathered after each."""
    from lxml import etree

    target: Any = text
    bounds: Any = {"resolve_entities": "internal", "no_network": True, "load_dtd": False, "huge_tree": False}
    parser = etree.XMLParser(target=target, recover=True, **bounds)
    try:
        for at in range(0, len(data), FEED_BYTES):
            parser.feed(data[at : at + FEED_BYTES])
            yield from text.gathered(BLOCK_CHARACTERS)
        parser.close()
    except (etree.XMLSyntaxError, ValueError):
        pass  # told by is_complete
    yield from text.gathered()


def _doctype(name: str, data: bytes) -> Iterator[Piece]:
    for target in doctype.targets(data[: doctype.MAX_BEFORE].decode("utf-8", "replace")):
        if not is_boilerplate(target):
            yield Link(target, f"{name} document type")


def _without_markup(data: bytes) -> str:
    """What can be read in XML that no parser takes, attribute values included, namespaces left out."""
    return _NAMESPACE.sub(b" ", data).translate(_MARKUP).decode("utf-8", "replace")


class PartText:
    """The parser's target: lxml calls ``start``, ``data``, ``end``, ``comment``, ``pi`` and ``close``."""

    def __init__(self, name: str, dialect: Dialect) -> None:
        self.name = name
        self.is_complete = False
        # Within the targets of links, by relationship; empty where a link names none.
        self.places: dict[str, set[str]] = {}
        self._dialect = dialect
        self._open: list[str] = []
        self._paragraphs: list[list[str]] = []
        self._loose: list[str] = []
        self._instruction: list[str] = []
        self._link = self._link_before = ""  # in which the text stands, and in which what is before it
        self._link_end = ""  # element
        self._lines: list[str] = []
        self._raised = raised_text.RaisedText()
        self._tables = versions.Tables(self._lines, "\n")
        self._asides: list[str] = []
        self._others: list[Piece] = []
        self._size = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        self._end_loose()
        self._open.append(name)
        self.is_complete = False
        if name in self._dialect.paragraphs:
            self._paragraphs.append([])
            self._link = self._link_before = ""
        elif name in self._dialect.breaks:
            self._add(self._dialect.breaks[name])
        elif name in self._dialect.field_marks:
            self._end_field()
        elif name in _TABLES:
            self._tables.begin()
        elif name in _CELLS:
            self._tables.cell(next((n for key, n in attributes.items() if key.endswith(_REPEATED)), None))
        elif name in self._dialect.links:
            self._link = next((value for key, value in attributes.items() if _local(key) in _TARGETS), "")
            self._link_end = self._dialect.links[name]
        elif name in raised_text.ELEMENTS and self._raised.begins(name, attributes):
            self._add(" ")
        if attributes:
            self.attributes(name, attributes)

    def data(self, text: str) -> None:
        name = self._open[-1] if self._open else ""
        if name in self._dialect.instructions:
            self._instruction.append(text)
        elif self._paragraphs and name in self._dialect.runs:
            self._add(text)
        else:
            self._loose.append(text)

    def end(self, tag: str) -> None:
        self._end_loose()
        name = self._open.pop() if self._open else ""
        self.is_complete = not self._open
        if name == self._link_end:
            self._link = self._link_end = ""
        if name in self._dialect.paragraphs and self._paragraphs:
            self.words(name, words_apart("".join(self._paragraphs.pop())))
        elif name in _ROWS:
            self._tables.end_row()
        elif name in _CELLS:
            self._lines[-1:] = map(closed, self._lines[-1:])
        elif name in _TABLES:
            self._tables.end()

    def comment(self, text: str) -> None:
        self._aside(text)

    def pi(self, target: str, data: str | None = None) -> None:
        self._aside(data or "")

    def close(self) -> None:
        self._end_loose()
        self._end_field()
        while self._paragraphs:
            self.line(words_apart("".join(self._paragraphs.pop())))

    def gathered(self, minimum: int = 0) -> Iterator[Piece]:
        """What has been understood so far, once it is ``minimum`` characters; none of it is given twice."""
        if self._size < minimum:
            return
        lines, asides, others = [*self._lines], self._asides, self._others
        self._asides, self._others, self._size = [], [], 0
        self._lines.clear()
        if lines:
            text = "\n".join(lines)
            yield Text(text, self.name)
            yield from encoded_commands(text, f"{self.name}, command")
        if asides:
            yield Text(apart(asides), self.name)
        yield from others

    def words(self, element: str, text: str) -> None:
        """The text of one paragraph, or the data of one ``element`` outside of the text."""
        if element in self._dialect.paragraphs:
            self.line(soft_breaks.whole(text))
        elif is_header(element):
            self.line(without_codes(text))
        elif element not in self._dialect.ignored and not is_boilerplate(text.strip()):
            self._line(self._asides if self._paragraphs else self._lines, text)

    def line(self, text: str) -> None:
        """A line of the text of this part."""
        self._line(self._lines, text)

    def piece(self, piece: Text | Link) -> None:
        """Something that stands apart, with a spot of its own."""
        self._others.append(piece)
        self._size += len(piece.text if isinstance(piece, Text) else piece.url)

    def attributes(self, name: str, attributes: Mapping[str, str]) -> None:
        """Links wherever they are, and the words of the author."""
        if name == "Relationship":
            self._relationship(attributes)
            return
        if name == "hyperlink":
            self._learn_place({_local(key): value for key, value in attributes.items()})
        is_ignored = name in self._dialect.ignored
        own = self._dialect.telling.get(name, frozenset())
        for qualified, value in attributes.items():
            key = _local(qualified)
            if key == "uri":
                continue  # names an extension or a schema
            if is_external(value):
                self.link(value, key)
            elif not is_ignored and (key in own or key in self._dialect.telling["*"] or "://" in value):
                self._telling(key, value)

    def link(self, url: str, where: str) -> None:
        """A URL in an attribute, unless it is one that only names a namespace; what can be clicked always counts."""
        if where in _CLICKED or not is_boilerplate(url):
            self.piece(Link(url.strip(), f"{self.name} {where}"))

    def opened(self, url: str, relationship: str) -> Iterator[str]:
        """What a link opens whose relationship has this name and ``url``."""
        yield url

    def _learn_place(self, link: Mapping[str, str]) -> None:
        """Where a link leads within its target (ECMA-376, part 1, 17.16.22 and 18.3.1.47)."""
        if relationship := link.get("id"):
            self.places.setdefault(relationship, set()).add(link.get("anchor") or link.get("location", ""))

    def _relationship(self, attributes: Mapping[str, str]) -> None:
        """Only external targets lead out of the package (ECMA-376, part 2, 9.3)."""
        target = attributes.get("Target", "")
        if attributes.get("TargetMode", "").lower() == "external" or is_external(target):
            kind = attributes.get("Type", "").rpartition("/")[2]  # attachedTemplate, oleObject, hyperlink …
            for url in _WITHIN_MHTML.split(target.strip()):  # a page, and where its part stands
                for opened in self.opened(url, attributes.get("Id", "")):
                    self.piece(Link(opened, f"{self.name} {kind or 'relationship'}"))

    def _telling(self, key: str, value: str) -> None:
        if key == "instr":
            for piece in pieces_of(value, self.name):
                self.piece(piece)
        else:
            self._aside(_WORDS_OF[key](value) if key in _WORDS_OF else value)

    def _add(self, text: str) -> None:
        if self._paragraphs:
            if self._link != self._link_before:
                self._link_before = self._link
                self._paragraphs[-1].append(EDGE)
            self._paragraphs[-1].append(text)
        else:
            self._end_loose()

    def _end_loose(self) -> None:
        if self._loose:
            loose, self._loose = "".join(self._loose), []
            self.words(self._open[-1] if self._open else "", loose)

    def _end_field(self) -> None:
        self._link, self._instruction = "".join(self._instruction), []
        if self._link:
            self._telling("instr", self._link)

    def _aside(self, text: str) -> None:
        self._line(self._asides, text)

    def _line(self, lines: list[str], text: str) -> None:
        if text and not text.isspace():
            lines.append(text.strip("\r\n"))
            self._size += len(text)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
