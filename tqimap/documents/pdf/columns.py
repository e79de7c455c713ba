"""Lines of a page by their places: which stand in one column, and which are so full that a word may go on below.

A program that sets text breaks a long word only where nothing more goes into the line.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf

from tqimap.documents.pdf.places import Page, Stretch, are_apart, cells, goes_over, together

LINE_END_HYPHEN = "\ufffe"  # how pdfium writes it, having joined the two lines
MAX_PIECES = 40  # of one value: a URL of 2,000 characters in a column of 50
MAX_WORD = 2_000  # characters
MAX_INDENT = 4  # of a paragraph's first line, in heights of a line
WIDER = 1.25  # times as far apart as lines of one paragraph or cell: where the next one begins
OVERFLOW = 1.3  # times as wide as all others: what no border has held
COLUMN = 3  # points: what begins so close is of one column

_BROKEN_BEHIND = "/?&=-_%"
_WORD = re.compile(r"\S+")
_COMPLETE = re.compile(
    r"\W*(?:[a-zA-Z*]{3,6}\[?:|[0-9a-fA-F]{32}\b|[0-9a-fA-F]{40}\b|[0-9a-fA-F]{64}\b|\d{1,3}(?:\[?\.\]?\d{1,3}){3}|\S+@)"
)


class Lines:
    """The lines of one page, counted from 0 as they stand in its text."""

    def __init__(self, page: Page, width: float) -> None:
        """``width`` is that of the page, in the unit of its places."""
        self.page = page
        self._text = page.text
        self._box = page.box
        self._width = width
        self._columns: dict[tuple[int, bool], _Column] = {}

    @cached_property
    def words(self) -> list[list[Stretch]]:
        """Those of each line, where they stand."""
        return self.page.lines

    def last_word(self, at: int) -> str:
        """That of a line that does not end in a blank, with what a hyphen divides from it."""
        end = self.words[at][-1].end
        if self._text[end : end + 2] != "\r\n":
            return ""
        start = max(self._text.rfind(blank, max(0, end - MAX_WORD), end) for blank in " \t\n")
        return self._text[start + 1 : end]

    def first_word(self, at: int) -> str:
        """Up to a blank, over a hyphen at the end of the line."""
        found = _WORD.match(self._text, self.words[at][0].start)
        return found[0] if found else ""

    def gap(self, at: int) -> tuple[int, int]:
        """Where the line before this one ends, and where this one begins."""
        return self.words[at - 1][-1].end, self.words[at][0].start

    def is_hyphenated(self, at: int) -> bool:
        """Whether a hyphen divides the first word of this line from the last one before it."""
        return LINE_END_HYPHEN in self._text[slice(*self.gap(at))]

    def below(self, at: int) -> Iterator[int]:
        """The next lines, as long as each stands straight below the one before it that is one word."""
        for below in range(at + 1, min(at + MAX_PIECES, len(self.words))):
            if not self._uppers[below - 1] or (below > at + 1 and len(self.words[below - 1]) > 1):
                return
            yield below

    def is_alone(self, at: int) -> bool:
        """Whether the first word of the line is all that stands in its column."""
        line = self.words[at]
        return len(line) == 1 or are_apart(line[0], line[1])

    def is_alone_above(self, at: int) -> bool:
        """Whether the last word of the line is all that stands in its column above the next line."""
        upper = self._uppers[at]
        return upper is not None and upper.start == self.words[at][-1].start

    def is_cell(self, at: int) -> bool:
        """Whether the first word of this line, and the one straight above it, are all that stands in their column."""
        return self.is_alone(at) and self.is_alone_above(at - 1)

    def is_straight(self, at: int) -> bool:
        """Whether what ends this line goes on straight below it; no line does above the first."""
        return at >= 0 and self._uppers[at] is not None

    def last_stretch(self, at: int) -> str:
        """What stands in the last column of a line, where one goes on in the next line."""
        upper = self._uppers[at]
        return self._text[upper.start : upper.end] if upper and self.last_word(at) else ""

    @cached_property
    def _uppers(self) -> list[Stretch | None]:
        """Of each line what stands straight above the next one, up to its end."""
        return [*(_above(line, lower[0]) for line, lower in pairwise(self.words)), None]

    def is_filled(self, at: int, unit: str) -> bool:
        """Whether the line reaches to the border of its column, or of its block, so that it may have been broken."""
        return self.is_full(at, unit) or self._fills_block(at)

    def is_full(self, at: int, unit: str) -> bool:
        """Whether ``unit``, with which the next line begins, would not have gone into this one."""
        upper, lower = self._uppers[at], self.words[at + 1][0]
        if upper is None:
            return False
        column = self._column(at)
        width = self._box(min(lower.start + len(unit), lower.end) - 1)[2] - lower.left
        others = len(column.broken) - bisect_left(column.broken, upper.right - 1.5 * upper.sign)
        is_full = others > 1 and upper.right + width > column.right  # one of them is this line itself
        return is_full or upper.right + width > self._margin

    @cached_property
    def _margin(self) -> float:
        """Where the right margin begins at the earliest: hardly a page has a wider one than on its left side."""
        return self._width - min(line[0].left for line in self.words)

    def _fills_block(self, at: int) -> bool:
        """Whether this line and one beside it end at the border of their block: one line alone shows none."""
        return self._ends_at_border(at) and (self._ends_at_border(at - 1) or self._ends_at_border(at + 1))

    def _ends_at_border(self, at: int) -> bool:
        upper = self._uppers[at] if at >= 0 else None
        word = self.first_word(at + 1) if upper else ""
        if upper is None or begins_value(word):
            return False
        is_behind_sign = self._text[upper.end - 1] in _BROKEN_BEHIND
        lower = self.words[at + 1][0]
        end = min(lower.start + len(unit_of(word) if is_behind_sign else word[:1]), lower.end)
        widest, without_overflow = self._borders[at]
        return upper.right + self._box(end - 1)[2] - lower.left > (without_overflow if is_behind_sign else widest)

    @cached_property
    def _borders(self) -> list[tuple[float, float]]:
        """Of each line how far the lines reach that stand straight above and below it at the same distance."""
        pairs = list(enumerate(self._uppers))
        drops = [inf, *(upper.top - self.words[at + 1][0].top if upper else inf for at, upper in pairs), inf]
        borders: list[tuple[float, float]] = []
        block: list[Stretch] = []
        for at, upper in pairs:
            block.append(upper or together(self.words[at])[0])
            if drops[at + 1] == inf or drops[at + 1] > WIDER * min(drops[at], drops[at + 2]):
                borders += [_border(block)] * len(block)
                block = []
        return borders

    @cached_property
    def _over_columns(self) -> list[bool]:
        """Of each line whether it goes over the columns of a table, as prose does, or ends a paragraph of that."""
        over = [goes_over(line, self.page.begins) for line in self.words]
        return [
            now or (before and self.is_straight(at)) for at, (before, now) in enumerate(pairwise([False, *over]), -1)
        ]

    def _column(self, at: int) -> "_Column":
        """That in which this line goes on in the next one: in a table, or in what stands around it."""
        left, is_over = round(self.words[at + 1][0].left), self._over_columns[at]
        if (left, is_over) not in self._columns:
            rights, broken = (_near(ends, left, is_over) for ends in (self._rights, self._broken))
            self._columns[left, is_over] = _Column(max((*rights, *broken)), sorted(broken))
        return self._columns[left, is_over]

    @cached_property
    def _rights(self) -> "_Ends":
        """Where what begins in a place ends."""
        ends: _Ends = defaultdict(list)
        for line, is_over in zip(self.words, self._over_columns, strict=True):
            for each in cells(line, frozenset() if is_over else self.page.begins):
                ends[round(each.left), is_over].append((each.left, each.right))
        return ends

    @cached_property
    def _broken(self) -> "_Ends":
        """The same for what may go on in the next line, by where that begins."""
        ends: _Ends = defaultdict(list)
        for at, (upper, is_over) in enumerate(zip(self._uppers, self._over_columns, strict=True)):
            if upper and not begins_value(self.first_word(at + 1)):
                lower = self.words[at + 1][0]
                ends[round(lower.left), is_over].append((lower.left, upper.right))
        return ends


def _near(ends: "_Ends", left: int, is_over: bool) -> list[float]:
    """Where all ends that begins in the column at this place."""
    places = ((place, is_over) for place in range(left - COLUMN - 1, left + COLUMN + 2))
    return [right for place in places for begin, right in ends[place] if abs(begin - left) <= COLUMN]


_Ends = defaultdict[tuple[int, bool], list[tuple[float, float]]]  # by rounded place, and whether over columns


@dataclass(frozen=True, slots=True)
class _Column:
    """How far to the right it reaches, and where those of its lines end that may be broken."""

    right: float
    broken: Sequence[float]


def begins_value(word: str) -> bool:
    """Whether a value begins with this word, which is then not the rest of another."""
    return _COMPLETE.match(word) is not None


def unit_of(word: str) -> str:
    """What of the beginning of ``word`` a program keeps together that breaks URLs behind their signs."""
    return re.split(r"(?<=[/?-])", word, maxsplit=1)[0]


def _above(words: list[Stretch], lower: Stretch) -> Stretch | None:
    """What of a line stands straight above a word and reaches to the end of the line."""
    slack = 0.25 * lower.height
    first = next((at for at, word in enumerate(words) if abs(word.left - lower.left) <= slack), 0)
    indent = words[first].left - lower.left  # of the first line of a paragraph
    upper = together(words[first:])
    if len(upper) > 1 or not -slack <= indent <= MAX_INDENT * lower.height or not _follows(upper[0], lower):
        return None
    return upper[0]


def _border(block: list[Stretch]) -> tuple[float, float]:
    """How far lines below each other reach; and without the widest, where that is a word that no border has held."""
    by_width = sorted(block, key=lambda line: line.right)
    widest, second = by_width[-1], by_width[-2:][0]  # of a single line itself
    is_overflow = widest.right - widest.left > OVERFLOW * (second.right - second.left)
    return widest.right, second.right if is_overflow else widest.right


def _follows(upper: Stretch, lower: Stretch) -> bool:
    """In the same size of letters, on the next line."""
    drop = upper.top - lower.top
    return 0.5 * upper.height < drop < 2 * upper.height and abs(upper.height - lower.height) < 0.25 * upper.height
