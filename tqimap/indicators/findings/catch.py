"""Where the recognisers put what they find; what they have taken is blanked out for those that come after."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import chain, repeat
from operator import itemgetter
from typing import NamedTuple, Self

from ..text.edits import Edited
from ..text.folding import with_lost
from ..text.surroundings import TOKEN_MAX, token_start
from .allow_lists import allow_lists
from .among_bytes import other_than_meant
from .finding import TYPES, Attributes, Finding, Findings, Kind, Options

Span = tuple[int, int]
_Candidate = tuple[int, int, str, str, str, Attributes]  # start, end, type, value, rule, attributes


_PLAIN = frozenset({"host name", "IPv4 address"})
_OF_NO_SENDER = frozenset({"IP Address", "IPv6 Address", "CIDR Block", "CVE"})  # a signature holds none of these
_ON_THE_WAY = frozenset({"FQDN", "IP Address", "IPv6 Address", "Email Address"})  # of a mail
_JUDGED_BY_KIND = frozenset({"furniture", "bounce", "strings"})
_WITH_CAPITALS = frozenset({"URL", "File Path"})  # types of long lists whose values are not written in small letters


class Column(NamedTuple):
    """Values of one type in order of place, and where they begin and end: a long list costs less than its members."""

    starts: list[int]
    ends: list[int]
    values: list[str]

    @classmethod
    def empty(cls) -> Self:
        """One to be filled."""
        return cls([], [], [])

    def append(self, start: int, end: int, value: str) -> None:
        """One value more."""
        self.starts.append(start)
        self.ends.append(end)
        self.values.append(value)


class Catch:
    """Collects candidates of one text. Offsets are those of the refanged text until ``findings`` maps them back.

    ``whole`` is that text, and ``text`` what is left of it; at ``file_ends`` words end as the names of files do,
    and at ``hash_starts`` hashes of files begin.
    """

    def __init__(self, options: Options, layers: Sequence[Edited], kind: Kind = "text", *, dropped: bool) -> None:
        self.text = self.whole = layers[-1].text
        self.file_ends: list[int] = []
        self.hash_starts: list[int] = []
        self._layers = [layer for layer in layers if layer.edited]
        self._wanted = {**TYPES, **options.types}
        self._lists = allow_lists(options)
        self.hosts_of_urls, self.paths_of_urls = options.hosts_of_urls, self._wanted["URL Path"]
        self.recipients = frozenset(options.recipients)
        self.line_of_recipients = -1  # where the last one began that names those of a mail within the text
        self._marks_win = options.defanged_beats_allow_list
        self._keep_dropped = dropped
        self._kind, self._judges_kind = kind, kind in _JUDGED_BY_KIND
        self._word = ("", 0, 0)  # the text, the place that was asked about last, and where its word begins
        self._taken: list[Span] = []
        self._low: str | None = None
        self._found: list[_Candidate] = []
        self._dropped: list[_Candidate] = []
        self._counts: dict[str, int] = {}

    @cached_property
    def _marks(self) -> list[int]:
        """Where marks were edited, in the text after all edits."""
        places: list[int] = []
        for layer in self._layers:
            places = layer.marks(places)
        return places

    def marked(self, start: int, end: int) -> bool:
        """Whether the piece was defanged where it stands."""
        index = bisect_left(self._marks, start)
        return index < len(self._marks) and self._marks[index] < end

    def wants(self, type_: str) -> bool:
        """Whether this type is wanted; a recogniser of one type alone need not run for nothing."""
        return self._wanted[type_]

    def take(
        self, type_: str, value: str, span: Span, rule: str, attributes: Attributes = (), *, host: str = ""
    ) -> None:
        """A valid value; kept unless its type is not wanted, or an allow-list has it or the host that it names."""
        if not self._wanted[type_]:
            return self.drop(type_, value, span, "type not wanted")
        other = self._by_kind(type_, value, span) if self._judges_kind else ""
        if other:
            return self.drop(type_, value, span, other)
        listed = self._lists.listing(type_, value, host)
        if listed and not (self._marks_win and self.marked(*span)):
            return self.drop(type_, value, span, listed)
        self._taken.append(span)
        self._found.append((*span, type_, value, rule, attributes))
        return None

    def _by_kind(self, type_: str, value: str, span: Span) -> str:
        """By what rule a valid value is none in a text of this kind; nothing if it may be one."""
        if self._kind == "strings":
            return other_than_meant(type_, value, self.text, *span)
        if self.marked(*span):
            return ""
        if self._kind == "bounce":
            return "on the way of a mail" if type_ in _ON_THE_WAY else ""
        # What git signs its patches with is its version.
        of_sender = type_ not in _OF_NO_SENDER or value == self.whole.strip()
        return "furniture of a mail" if of_sender else ""

    def take_all(self, type_: str, column: Column, rule: str, hosts: Collection[str] = ()) -> None:
        """Valid values of one type, and the hosts that they name; as columns where nothing is against any."""
        starts, ends, values = column
        if not values:
            return
        spans = zip(starts, ends, strict=True)
        low = map(str.lower, values) if type_ in _WITH_CAPITALS else values
        if not self._wanted[type_] or self._judges_kind or self._lists.may_have(low, hosts):
            for span, value, host in zip(spans, values, chain(hosts, repeat("")), strict=False):
                self.take(type_, value, span, rule, host=host)
        else:
            self._taken += spans
            self._found += zip(starts, ends, repeat(type_), values, repeat(rule), repeat(()), strict=False)

    def drop(self, type_: str, value: object, span: Span, rule: str, *, leave: bool = False) -> None:
        """A candidate that is none, and by what rule; with ``leave`` it may still hold something else.

        The value is written out only where dropped candidates are kept: hostile texts hold thousands of them.
        """
        if not leave:
            self._taken.append(span)
        self._counts[rule] = self._counts.get(rule, 0) + 1
        if self._keep_dropped:
            self._dropped.append((*span, type_, str(value), rule, ()))

    def rest(self) -> str:
        """The text, with blanks where something was taken or dropped since the last call."""
        if self._taken:
            self.text = _blanked(self.text, self._taken)
            self._taken = []
        return self.text

    def word_start(self, at: int) -> int:
        """Where the word begins in the text that ends at this place; of a long one no character is looked at twice
        where places are asked about in order.
        """
        text, last, begin = self._word
        if text is not self.text or at < last:
            last = begin = 0
        start = token_start(self.text, at, last)
        start = start if start > last else max(begin, at - TOKEN_MAX)
        self._word = self.text, at, start
        return start

    def low(self) -> str:
        """The rest in small letters, of the same length whatever letters there are: words are searched faster in it.

        It stays as it was at the first call: what is found in it later may be taken by now, and has to match the rest.
        """
        if self._low is None:
            self._low = self.rest().encode("latin-1", "replace").lower().decode("latin-1")
        return self._low

    def findings(self, original: str) -> Findings:
        """Everything, in order of appearance, with the offsets of the original text and what stood there."""
        return Findings(self._placed(self._found, original), self._counts, self._placed(self._dropped, original))

    def _placed(self, candidates: list[_Candidate], original: str) -> tuple[Finding, ...]:
        if not candidates:
            return ()
        candidates = sorted(candidates)
        starts, ends, *fields = (list(map(itemgetter(field), candidates)) for field in range(6))
        places = self._old_places(starts, ends)
        raws = [original[start:end] for start, end in zip(*places, strict=True)]
        types, folded, rules, attributes = fields
        values = with_lost(folded, self.whole)
        marked = _with_marks(rules, values, raws) if self._layers else rules
        rows = zip(types, values, raws, *places, marked, attributes, strict=True)
        return tuple(map(tuple.__new__, repeat(Finding), rows))  # its own constructor takes five times as long

    def _old_places(self, starts: list[int], ends: list[int]) -> tuple[list[int], list[int]]:
        """The same places in the text before all edits."""
        ordered = old_ends = sorted(ends)
        for layer in reversed(self._layers):
            starts, old_ends = layer.old_starts(starts), layer.old_ends(old_ends)
        if ends == ordered:
            return starts, old_ends
        return starts, list(map(dict(zip(ordered, old_ends, strict=True)).__getitem__, ends))


def _with_marks(rules: Sequence[str], values: Sequence[str], raws: Sequence[str]) -> list[str]:
    """The rules, but where the text had to be changed for a value that needs no other sign, that it was defanged."""
    return [
        rule if raw == value or rule not in _PLAIN or raw.lower() == value else "defanged"
        for rule, value, raw in zip(rules, values, raws, strict=True)
    ]


def _blanked(text: str, spans: list[Span]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end > done:
            pieces.append(text[done:start].ljust(end - done))
            done = end
    pieces.append(text[done:])
    return "".join(pieces)
