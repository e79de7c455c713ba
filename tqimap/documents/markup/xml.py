"""XML of any kind: STIX 1, SVG, RSS, configurations. Text and attributes apart, no entity from outside.

The parser is libxml2's in event mode, recovering: without DTD, network and entities there is nothing to blow up.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import filterfalse, starmap

from tqimap.documents import codes
from tqimap.documents.decoded_text import blocks, decoded, narrow
from tqimap.documents.markup import doctype, html, svg_squares, svg_text, web_address
from tqimap.documents.markup.html_events import END, Asides, names_vocabularies
from tqimap.documents.pieces import Context, Link, Piece, Unread
from tqimap.documents.values import labels, versions
from tqimap.documents.values.edges import apart

MAX_BYTES = 32 << 20  # of one document; some six seconds of work if it is all tags
MAX_VALUES = 1_000_000  # texts and attributes kept of one document
MAX_PAGES = 1000  # in elements; each costs a parser
MAX_MENDED = 8 << 20  # characters of a document that is parsed once more
FEED_CHARACTERS = 1 << 16  # given to the parser at a time

_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})")
_DECLARATION_TEXT = re.compile(r"\A[\s\ufeff]*(?:<\?xml[^>]{0,500}\?>)?\s*")
# One that begins no reference (XML 1.0, 4.1), and what it is a letter in as any other.
_AMPERSAND = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!#?\w{1,40};)", re.DOTALL)
# Elements that hold words; an address in such brackets is none.
_PAGE = re.compile(r"</(?:a|b|i|p|em|strong|span|div|font|li|t[dr]|table|h[1-6])>|<br\s?/?>", re.IGNORECASE)
_BREAK = "\0"  # between elements; no XML holds one
_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_INLINE = frozenset("a b i u em strong span font tspan textPath code small big tt s mark".split())
_LINKS = frozenset({"href", "src", "action", "data", "poster"})
_STIX_COMMA = "##comma##"  # between the values of a list (STIX 1.2, CybOX 2.1: delimiter)
_OF_OPEN_IOC = frozenset({"Context", "Content"})
_NO_WORDS = frozenset({"schemaLocation", "noNamespaceSchemaLocation"})
_OF_REPORTER = "report_metadata"  # in reports of DMARC: who wrote it, and where that one is reached (RFC 7489, C)
_SHAPES = frozenset({"d", "points", "transform", "viewBox", "fill", "stroke", "style", "class"})


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Character data by elements, then attributes, comments and scripts, then links."""
    head = data[:MAX_BYTES]
    declared = _DECLARATION.match(head)
    text = decoded(head, narrow(declared[1]) if declared else context.charset)
    events, complete = _whole(_DECLARATION_TEXT.sub("", text, count=1).replace("\0", ""))
    for spot, shown in events.texts():
        yield from blocks(shown, spot)
        yield from html.read_blocks(shown, spot)
    for page in events.pages:
        yield from html.read_text(page, "page inside")
    yield from filter(None, starmap(web_address.piece, events.links))
    yield from (Link(url, "document type") for url in doctype.targets(text))
    yield from html.read_strings(events.scripts, "script")
    for rows in events.shapes.drawings:
        yield from codes.in_squares(rows)
    if not complete:
        yield from blocks(text, "markup")
    if len(data) > len(head):
        yield Unread(f"only the first {MAX_BYTES >> 20} MB of the document were read")
        yield from blocks(decoded(data[MAX_BYTES:], context.charset), "markup")


class _Events(Asides):
    """All that is told of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []  # that elements hold as their text; known once ``texts`` are told
        self._text: list[str] = []
        self._in_script = False
        self.shapes = svg_squares.Shapes()
        self._lines = svg_text.Lines()
        self._type = self._searched = ""  # what the data of this element is, and that of the next Content
        self._data_from = self._reporter_from = 0  # in the text

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each kind of text with its spot; character data has none."""
        text = "".join(self._text)
        values: Iterator[str] = filter(None, map(str.strip, text.split(_BREAK)))
        if "<" in text:
            values = filterfalse(self._is_page, values)
        yield "", _BLANK_LINES.sub("\n", apart(values)).replace(_STIX_COMMA, ", ")
        yield from self.asides()

    def _is_page(self, text: str) -> bool:
        """Whether this is the source of a page, as feeds and reports keep it, and it is read as one."""
        if len(self.pages) == MAX_PAGES or not _PAGE.search(text):
            return False
        self.pages.append(text)
        return True

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        self._in_script = name == "script"
        self._break(name)
        if name in svg_squares.TAGS:
            self.shapes.start(name, attributes)
        elif name == svg_text.ELEMENT and self._lines.begins(attributes):
            self._text.append(_BREAK)
        if _is_version(name):
            self._text.append(versions.told(""))
        elif name == _OF_REPORTER:
            self._reporter_from = len(self._text)
        self._type = _type_of(tag)
        if name in _OF_OPEN_IOC:
            self._open_ioc(name, attributes)
        if self._type:
            self._data_from = len(self._text)
        for attribute, value in attributes.items():
            self._attribute(name, _local(attribute), value)

    def end(self, tag: str) -> None:
        self._in_script = False
        name = _local(tag)
        if self._type:
            self._name()
        if name == _OF_REPORTER:
            del self._text[self._reporter_from :]
        self._break(name)
        if name in svg_squares.TAGS:
            self.shapes.end(name)

    def data(self, text: str) -> None:
        (self._scripts if self._in_script else self._text).append(text)

    def comment(self, text: str) -> None:
        if text == END[4:-3]:
            self.ended = True
        else:
            self._comments.append(text)

    def pi(self, target: str, data: str | None = None) -> None:
        self._comments.append(f"{target} {data or ''}")

    def _open_ioc(self, name: str, attributes: Mapping[str, str]) -> None:
        """What is searched in a place of the item is said before it is."""
        if name == "Content":
            self._type, self._searched = self._searched, ""
        else:
            self._searched = _type_of_place(attributes.get("search", ""))

    def _name(self) -> None:
        """Tell the data of an element as the name that it is."""
        words = "".join(self._text[self._data_from :]).strip()
        if labels.holds(self._type, words):
            self._text[self._data_from :] = [labels.told(self._type, words)]
        self._type = ""

    def _break(self, name: str) -> None:
        if name not in _INLINE:
            self._text.append(_BREAK)

    def _attribute(self, element: str, name: str, value: str) -> None:
        if name in _LINKS:
            self.links.setdefault((value, f"{element} {name}"))
        elif name.startswith("on"):
            self._scripts.append(value)
        elif not value or name in _NO_WORDS or name in _SHAPES or names_vocabularies(name, value):
            return
        elif len(self._attributes) < MAX_VALUES:
            self._attributes.setdefault(versions.told(value) if _is_version(name) else value)


def _whole(text: str) -> tuple[_Events, bool]:
    """The same as ``_parsed``, for addresses that somebody wrote by hand, too: ``?a=1&b=2``.

    The parser leaves such an ``&b`` out, and the address would go on without it.
    """
    events, complete = _parsed(text)
    escaped = (
        text
        if complete or len(text) > MAX_MENDED
        else _AMPERSAND.sub(lambda found: "&amp;" if found[0] == "&" else found[0], text)
    )
    return (events, complete) if escaped == text else _parsed(escaped)


def _parsed(text: str) -> tuple[_Events, bool]:
    """What the parser tells, and whether it came through to the end."""
    from lxml import etree

    events = _Events()
    parser = etree.XMLParser(
        target=events,  # type: ignore[arg-type]  # text comes as str
        encoding="utf-8",
        resolve_entities="internal",  # type: ignore[arg-type]  # the stubs know only bool
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    try:
        for start in range(0, len(text), FEED_CHARACTERS):
            parser.feed(text[start : start + FEED_CHARACTERS].encode("utf-8", "replace"))
        parser.feed(END.encode())  # not every error that ends the document early is told
        parser.close()
    except etree.XMLSyntaxError:
        return events, False
    return events, events.ended and not any(error.level == etree.ErrorLevels.FATAL for error in parser.feed_error_log)


@lru_cache(maxsize=1024)
def _type_of(tag: str) -> str:
    """The type of indicator that the data of an element are, by its name."""
    return "Mutex" if tag.endswith("#MutexObject-2}Name") else labels.type_of(_local(tag))


@lru_cache(maxsize=1024)
def _is_version(name: str) -> bool:
    """Whether numbers with dots in an element or attribute of this name count versions and are no addresses."""
    return name.lower().endswith("version")


def _type_of_place(search: str) -> str:
    """The type of what OpenIOC searches in a place: ``FileItem/FileName``."""
    item, _, name = search.rpartition("/")
    if name.lower() == "name":
        return "Mutex" if item.endswith("Handle") else "Service Name" if item == "ServiceItem" else ""
    return labels.type_of(name)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
