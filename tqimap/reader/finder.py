"""From documents to answers: the engine is run over each text, in pieces, and what it found is told with its place."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from tqimap.documents.pieces import Exposed
from tqimap.indicators import Finding, Findings, Options, find_in_header
from tqimap.indicators.second_opinion import find_all
from tqimap.model import Document, Indicator, Place
from tqimap.reader.answers import LONG, MAX_TEXT, Answer, Candidate, Dropped, Explained, Found, Noted
from tqimap.reader.faults import fault
from tqimap.reader.texts import HeaderField, Item

MAX_FOUND = 600_000  # candidates of one message or attachment: more than any list that people send each other
PIECE_CHARACTERS = 4 << 20  # text given to the engine at once: its findings then stay below 100 MB
LINE_CHARACTERS = 1 << 16  # a line is cut only where it is longer than this
_ATTACHMENT_TYPE = "Email Attachment"
_NOTHING = Findings()
_Row = TypeVar("_Row")


class Finder:
    """Runs the engine and counts. With ``explain`` it tells candidates, kept and dropped, instead of indicators."""

    def __init__(self, options: Options, *, explain: bool = False) -> None:
        self._options = options
        self._explain = explain
        self._dropped: Counter[str] = Counter()
        self._room = MAX_FOUND  # below 0 when more has been found than that

    def item(self, item: Item, attachment: int | None = None, recipients: tuple[str, ...] = ()) -> Iterator[Answer]:
        """What is found in whatever a reader gave, in a text that was mailed to these addresses."""
        match item:
            case Noted() | Exposed():
                yield item
            case HeaderField(place, name, value):
                yield from self.header(name, value, place, attachment, recipients)
            case Document():
                yield from self.document(item, attachment, recipients)

    def document(
        self, document: Document, attachment: int | None = None, recipients: tuple[str, ...] = ()
    ) -> Iterator[Answer]:
        """What is found in a text; whoever got the mail that it is from is nobody to be looked for."""
        options = self._options_for(recipients)
        offset, lines = 0, Lines(document)
        for text in pieces(document.text):
            try:
                found = find_all(text, options, kind=document.kind, dropped=self._explain)
            except Exception as error:
                yield _unread(document.place, error)
                found = _NOTHING
            yield from self._told(document.place, attachment, found, offset, lines)
            offset += len(text)

    def header(
        self, name: str, value: str, place: Place, attachment: int | None = None, recipients: tuple[str, ...] = ()
    ) -> Iterator[Answer]:
        """What is found in one field of a header, which is parsed as what it is."""
        try:
            found = find_in_header(name, value, self._options_for(recipients), dropped=self._explain)
        except Exception as error:
            yield _unread(place, error)
            return
        yield from self._told(place, attachment, found)

    def _options_for(self, recipients: tuple[str, ...]) -> Options:
        """Those for a text that was mailed to these addresses; all fields of a header share them."""
        if recipients != self._options.recipients:
            self._options = self._options._replace(recipients=recipients)
        return self._options

    def attachment_name(self, name: str, place: Place, attachment: int) -> Iterator[Answer]:
        """The name under which a file was mailed, an indicator on request."""
        if self._options.wants(_ATTACHMENT_TYPE):
            named = Finding(_ATTACHMENT_TYPE, name, name, 0, len(name), "name of an attachment")
            yield from self._told(place, attachment, Findings((named,)))

    def dropped(self) -> Iterator[Answer]:
        """How many candidates were dropped by which rule, since the last call."""
        if self._dropped:
            counts, self._dropped = dict(self._dropped), Counter()
            yield Dropped(counts)

    def _told(
        self, place: Place, attachment: int | None, found: Findings, offset: int = 0, lines: "Lines | None" = None
    ) -> Iterator[Answer]:
        """What was found in a header or, from ``offset`` on, in a document; no more than there is room for."""
        self._dropped.update(found.dropped_counts)
        if self._room < 0 or not (found.found or found.dropped):
            return
        if self._explain:
            yield Explained(place, attachment, self._within_room(_candidates(found, offset, lines)))
        else:
            yield Found(place, attachment, self._within_room(_indicators(found)))
        if self._room < 0:
            yield Noted(f"{place}: more than {MAX_FOUND} indicators, the others are left out", True)

    def _within_room(self, rows: Sequence[_Row]) -> tuple[_Row, ...]:
        fitting = tuple(rows[: self._room])
        self._room -= len(rows)
        return fitting


def _indicators(found: Findings) -> list[Indicator]:
    """Each once, in order of appearance; what could not travel is left out, longer than any indicator is."""
    short = (Indicator(item.type, item.value, item.attributes) for item in found.found if len(item.value) <= MAX_TEXT)
    return list(dict.fromkeys(short))


def _candidates(found: Findings, offset: int, lines: "Lines | None") -> list[Candidate]:
    """Kept and dropped ones, in order of appearance."""
    all_of_them = [(item, True) for item in found.found] + [(item, False) for item in found.dropped]
    all_of_them.sort(key=lambda each: each[0].start)
    return [
        Candidate(
            item.type, item.value, item.raw, item.start + offset, item.end + offset,
            lines.number(item.start + offset) if lines else 0, item.rule[:LONG], kept, item.attributes,
        )
        for item, kept in all_of_them
        if len(item.value) <= MAX_TEXT and len(item.raw) <= MAX_TEXT
    ]  # fmt: skip


def _unread(place: Place, error: Exception) -> Noted:
    """The engine raises nothing; if it does, one document is lost and said, and not the message."""
    if isinstance(error, MemoryError):
        raise error
    return Noted(f"{place}: {fault(error)}", True)


class Lines:
    """Counts the lines of a document, from 1; positions are asked for in rising order."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._at = 0
        self._line = 1

    def number(self, position: int) -> int:
        """Of the line that holds this position; 0 in a list of links, which has none."""
        if self._document.kind in ("links", "furniture"):
            return 0
        self._line += self._document.text.count("\n", self._at, position)
        self._at = position
        return self._line


def pieces(text: str) -> Iterator[str]:
    """``text`` in pieces of about ``PIECE_CHARACTERS``, cut at the end of a line where there is one near."""
    start = 0
    while len(text) - start > PIECE_CHARACTERS:
        cut = start + PIECE_CHARACTERS
        end = text.rfind("\n", cut - LINE_CHARACTERS, cut) + 1 or cut
        yield text[start:end]
        start = end
    yield text[start:] if start else text
