"""HTML as it is shown, what it hides, and every address it can lead to.

Text is laid out by blocks, so that words of neighbouring cells are not glued and inline tags split no value.
The parser is libxml2's in event mode, the only one of ten that were tried that gets through every hostile page
within seconds: a million nested elements, links or attributes, and constructs that never end.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from itertools import chain

from tqimap.documents import codes
from tqimap.documents.decoded_text import blocks, decoded, narrow
from tqimap.documents.furniture import mail_furniture
from tqimap.documents.markup import web_address
from tqimap.documents.markup.html_events import END, Events
from tqimap.documents.markup.html_styles import Classes
from tqimap.documents.pieces import Child, Context, Piece, Unread
from tqimap.documents.scripts import disguises, strings_in_code
from tqimap.documents.values.edges import apart
from tqimap.mail import charset

MAX_BYTES = 32 << 20  # of one page; some six seconds of work if it is all tags
MAX_PAGES = 1_000  # in a page: comments, srcdoc, strings of scripts; each costs a parser, and honest ones have tens
MAX_DEPTH = 4  # of pages in pages: scripts that write scripts were seen with two
FEED_CHARACTERS = 1 << 16  # given to the parser at a time
SNIFFED_BYTES = 4096  # in which the page may name its charset (the HTML standard says 1,024)

_META_CHARSET = re.compile(rb"<meta[^>]{1,500}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([a-z0-9_:.-]{2,40})", re.IGNORECASE)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Visible text, then what is not seen, each with its spot, then link targets resolved against ``<base>``."""
    head = data[:MAX_BYTES]
    known = context.charset if charset.lookup(context.charset) else _declared(head)
    page = read_text(decoded(head, known))
    yield from mail_furniture.of_body(page) if context.is_body else page
    if len(data) > len(head):
        yield Unread(f"only the first {MAX_BYTES >> 20} MB of the page were read")
        yield from blocks(decoded(data[MAX_BYTES:], context.charset), "markup")


@dataclass(frozen=True, slots=True)
class _Room:
    """For pages in pages: how deep this one lies, and what is left of the number that all of them share."""

    depth: int = 0
    pages: Iterator[int] = field(default_factory=lambda: iter(range(MAX_PAGES)))

    def for_one_more(self) -> bool:
        return self.depth < MAX_DEPTH and next(self.pages, None) is not None

    def inside(self) -> "_Room":
        return _Room(self.depth + 1, self.pages)


def read_text(text: str, spot: str = "", room: _Room | None = None) -> Iterator[Piece]:
    """The pieces of a page that is decoded already; ``spot`` is put in front of that of each piece.

    Comments, srcdoc and scripts hold pages in turn; those for which there is no room are told as text.
    """
    room = room or _Room()
    events = parsed(text)
    for where, shown in events.texts():
        yield from blocks(shown, _spot(spot, where))
        yield from codes.in_text(shown)
        yield from read_blocks(shown, _spot(spot, where), room)
        yield from strings_in_code.encoded_commands(shown, _spot(_spot(spot, where), "command"))
    for rows in (*events.squares.drawings, *events.shapes.drawings):
        yield from codes.in_squares(rows)
    if not (events.begun and events.ended):  # a tag that never ends, or no page at all: read for what is in it
        yield from blocks(text, _spot(spot, "markup"))
    yield from _targets(events, spot)
    others: list[str] = []
    for where, page in events.pages:
        if room.for_one_more():
            yield from read_text(page, _spot(spot, where), room.inside())
        else:
            others.append(page)
    yield from blocks("\n".join(others), _spot(spot, "pages inside"))
    yield from read_strings(events.scripts, _spot(spot, "script"), room)


def read_strings(code: str, spot: str, room: _Room | None = None) -> Iterator[Piece]:
    """What the strings in ``code`` say once they are decoded: pages as pages, the others as one text."""
    room = room or _Room()
    yield from _read_hidden(strings_in_code.hidden(code), spot, room)


def read_blocks(text: str, spot: str, room: _Room | None = None) -> Iterator[Piece]:
    """What lines of base64, and bytes of the registry, in ``text`` stand for, likewise."""
    yield from _read_hidden(chain(disguises.blocks(text), disguises.values(text)), spot, room or _Room())


def _read_hidden(told: Iterable[str | Child], spot: str, room: _Room) -> Iterator[Piece]:
    plain: list[str] = []
    for found in told:
        if isinstance(found, Child):
            yield found
        elif strings_in_code.MARKUP.search(found) and room.for_one_more():
            yield from read_text(found, _spot(spot, "decoded"), room.inside())
        else:
            plain.append(found)
    yield from blocks("\n".join(plain), _spot(spot, "decoded"))


def parsed(text: str) -> Events:
    """All that the parser says of the page. NUL, at which it would stop, is left out."""
    from lxml import etree

    clean = text.replace("\0", "")
    classes = Classes()
    classes.learn(clean)
    events = Events(classes)
    parser = etree.HTMLParser(target=events, encoding="utf-8")  # type: ignore[arg-type]  # text comes as str
    for start in range(0, len(clean), FEED_CHARACTERS):
        parser.feed(clean[start : start + FEED_CHARACTERS].encode("utf-8", "replace"))
    parser.feed(END.encode())
    with suppress(etree.XMLSyntaxError):  # of a page without any element
        parser.close()
    events.look_for_end()
    told = copy(events)
    # The parser and its target hold each other: all that was told would wait until cycles are freed.
    vars(events).clear()
    return told


def _targets(events: Events, spot: str) -> Iterator[Piece]:
    base = web_address.cleaned(events.base)
    others: list[str] = []
    for address, where in events.links:
        if found := web_address.piece(address, _spot(spot, where), base):
            yield found
        elif "://" in address:
            others.append(address)
    yield from blocks(apart(others), _spot(spot, "attributes"))


def _spot(outer: str, inner: str) -> str:
    return f"{outer}, {inner}" if outer and inner else outer or inner


def _declared(head: bytes) -> str:
    found = _META_CHARSET.search(head[:SNIFFED_BYTES])
    return narrow(found[1]) if found else ""
