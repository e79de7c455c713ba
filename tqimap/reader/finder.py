"""From documents to answers: the engine is run over each text, in pieces, and what it found is told with its place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from tqimap.indicators import Findings, Options, find_in_header
from tqimap.indicators.second_opinion import find_all
from tqimap.model import Document, Place
from tqimap.reader.answers import LONG, MAX_TEXT, Answer, Candidate, Dropped, Found, Noted
from tqimap.reader.faults import fault

MAX_FOUND = 600_000  # candidates of one message or attachment: more than any list that people send each other
PIECE_CHARACTERS = 4 << 20  # text given to the engine at once: its findings then stay below 100 MB
LINE_CHARACTERS = 1 << 16  # a line is cut only where it is longer than this


_NOTHING = Findings()


class Finder:
    """Runs the engine and counts. With ``explain`` dropped candidates are told too, and each with its line."""

    def __init__(self, options: Options, *, explain: bool = False) -> None:
        self._options = options
        self._explain = explain
        self._dropped: Counter[str] = Counter()
        self._room = MAX_FOUND

    def document(self, document: Document, attachment: int | None = None) -> Iterator[Answer]:
        """What is found in a text."""
        offset = 0
        lines = Lines(document.text)
        for text in pieces(document.text):
            try:
                found = find_all(text, self._options, kind=document.kind, dropped=self._explain)
            except Exception as error:
                yield _unread(document.place, error)
                found = _NOTHING
            candidates = self._candidates(found, offset)
            if self._explain and document.kind == "text":
                for each in candidates:
                    place = replace(document.place, spot=lines.spot(document.place.spot, each.start))
                    yield from self._told(place, attachment, [each])
            else:
                yield from self._told(document.place, attachment, candidates)
            offset += len(text)

    def header(self, name: str, value: str, place: Place, attachment: int | None = None) -> Iterator[Answer]:
        """What is found in one field of a header, which is parsed as what it is."""
        try:
            found = find_in_header(name, value, self._options, dropped=self._explain)
        except Exception as error:
            yield _unread(place, error)
            return
        yield from self._told(place, attachment, self._candidates(found, 0))

    def dropped(self) -> Dropped:
        """How many candidates were dropped by which rule, since the last call."""
        counts, self._dropped = dict(self._dropped), Counter()
        return Dropped(counts)

    def _candidates(self, found: Findings, offset: int) -> list[Candidate]:
        """In order of appearance; what could not travel is left out, longer than any indicator is."""
        self._dropped.update(found.dropped_counts)
        all_of_them = [(item, True) for item in found.found] + [(item, False) for item in found.dropped]
        if self._explain:
            all_of_them.sort(key=lambda each: each[0].start)
        return [
            Candidate(
                item.type, item.value, item.raw, item.start + offset, item.end + offset, item.rule[:LONG], kept,
                item.attributes,
            )
            for item, kept in all_of_them
            if len(item.value) <= MAX_TEXT and len(item.raw) <= MAX_TEXT
        ]  # fmt: skip

    def _told(self, place: Place, attachment: int | None, candidates: list[Candidate]) -> Iterator[Answer]:
        if not candidates or self._room < 0:
            return
        self._room -= len(candidates)
        if self._room < 0:
            yield Noted(f"{place}: more than {MAX_FOUND} indicators, the others are left out", True)
            del candidates[self._room :]
        yield Found(place, attachment, tuple(candidates))


def _unread(place: Place, error: Exception) -> Noted:
    """The engine raises nothing; if it does, one document is lost and said, and not the message."""
    if isinstance(error, MemoryError):
        raise error
    return Noted(f"{place}: {fault(error)}", True)


class Lines:
    """Counts lines on the way through a text; positions are asked for in rising order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def spot(self, outer: str, position: int) -> str:
        """``line 3`` after what is known of the place already."""
        self._line += self._text.count("\n", self._at, position)
        self._at = position
        return f"{outer}, line {self._line}" if outer else f"line {self._line}"


def pieces(text: str) -> Iterator[str]:
    """``text`` in pieces of about ``PIECE_CHARACTERS``, cut at the end of a line where there is one near."""
    start = 0
    while len(text) - start > PIECE_CHARACTERS:
        cut = start + PIECE_CHARACTERS
        end = text.rfind("\n", cut - LINE_CHARACTERS, cut) + 1 or cut
        yield text[start:end]
        start = end
    yield text[start:] if start else text
