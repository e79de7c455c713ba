"""What stands round a weak defang mark in its line, and says that the mark is one."""

import re
import sys

# Words of a line that speaks of indicators: with one of them near, a blank beside a dot is a defang mark. None of them
# holds another, but for what begins at the same place.
_SIGN = re.compile(
    r"http|hxxp|://|c2|c&c|\[|@|beacon|command|domain|host(?<![^ \n]host)|hosted|url|ip(?<![^ \n]ip)|address|server"
    "|contact|connect|download|resolv|malicious|malware|phish|observed|implant|payload|indicator|ioc|block|sender|mail"
    "|traffic"
)
_LENGTHENED = "\u0130"  # the one letter that has two in place of it where it is made small
# A value that is all of its line or of a cell of a table has nothing beside it up to an edge but these.
_BULLETS, _STOPS = " \t\r\f\v>*-\u2022([\"'", " \t\r\f\v.,;)]\"'"
_EDGES = frozenset({"", "\n", "|"})
_LINE = 160  # characters looked at on either side for a second sign: two lines of mail
# Signs that words of prose do not have, of a label before a mark.
_OF_VALUES = frozenset("0123456789-@")


def line_start(text: str, at: int) -> int:
    """Where the line begins that holds this offset, or what is looked at of it."""
    begin = max(0, at - _LINE)
    return text.rfind("\n", begin, at) + 1 or begin


def is_cell(text: str, start: int, end: int) -> bool:
    """Whether a value is all of its line, or of a cell of a table."""
    before = text[max(0, start - _LINE) : start].rstrip(_BULLETS)
    return before[-1:] in _EDGES and text[end : end + _LINE].lstrip(_STOPS)[:1] in _EDGES


class SecondSigns:
    """Looks for the other signs in a line; marks are asked about in order, and no character is looked at twice."""

    __slots__ = ("_words", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._words: tuple[_Words, _Words] | None = None  # before a value and behind it, from the first one on

    def near(self, start: int, mark: int, end: int) -> bool:
        """Whether there is one near the value that begins here, and whose first mark and end are there."""
        text = self.text
        if not _OF_VALUES.isdisjoint(text[start:mark]) or is_cell(text, start, end):
            return True
        if self._words is None:
            low = text.replace(_LENGTHENED, "_").lower()
            self._words = _Words(low), _Words(low)
        before, after = self._words
        right = text.find("\n", end, end + _LINE)
        return before.has(line_start(text, start), start) or after.has(end, right if right >= 0 else end + _LINE)


class _Words:
    """Finds the words of those who speak of indicators in pieces of a text, each of which begins behind the last.

    It knows the first word behind one place. That one answers for all pieces that begin between the two: where it does
    not end in the piece, no other does.
    """

    __slots__ = ("_end", "_from", "_low", "_start")

    def __init__(self, low: str) -> None:
        self._low, self._from, self._start, self._end = low, 0, -1, -1

    def has(self, start: int, end: int) -> bool:
        """Whether there is a word in the piece."""
        if not self._from <= start <= self._start:
            word = _SIGN.search(self._low, start)
            self._from = start
            self._start, self._end = word.span() if word else (sys.maxsize, sys.maxsize)
        return self._end <= end
