"""What stands round a weak defang mark in its line, and says that the mark is one."""

import re
import sys
from functools import cached_property

from ..text.surroundings import LINE, is_cell, line_end, line_start

# Words of a line that speaks of indicators: with one of them near, a blank beside a dot is a defang mark; with one of
# mail, an "at" is. None of them holds another, but for what begins at the same place.
_SIGN = re.compile(
    r"http|hxxp|://|c2|c&c|\[|@|beacon|command|domain|host(?<![^ \n]host)|hosted|url|ip(?<![^ \n]ip)|address|server"
    "|contact|connect|download|resolv|malicious|malware|phish|observed|implant|payload|indicator|ioc|block|sender|mail"
    "|traffic"
)
_SIGN_OF_MAIL = re.compile("mail|sender|contact|address|write|reply|from")
_LENGTHENED = "\u0130"  # the one letter that has two in place of it where it is made small
# Signs that words of prose do not have, of a label before a mark.
_OF_VALUES = frozenset("0123456789-@")


class SecondSigns:
    """Looks for the other signs in a line; marks are asked about in order, and no character is looked at twice."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _words(self) -> tuple["_Words", "_Words", "_Words"]:
        """Those before a value, behind it, and those of mail before it; most texts have no use for them."""
        low = self.text.replace(_LENGTHENED, "_").lower()
        return _Words(low, _SIGN), _Words(low, _SIGN), _Words(low, _SIGN_OF_MAIL)

    def near(self, start: int, mark: int, end: int) -> bool:
        """Whether there is one near the value that begins here, and whose first mark and end are there."""
        text = self.text
        if not _OF_VALUES.isdisjoint(text[start:mark]) or is_cell(text, start, end):
            return True
        before, after, _ = self._words
        return before.has(line_start(text, start, LINE), start) or after.has(end, line_end(text, end, LINE))

    def of_mail(self, start: int) -> bool:
        """Whether the line speaks of mail before the value that begins here."""
        return self._words[2].has(line_start(self.text, start, LINE), start)


class _Words:
    """Finds the words of those who speak of indicators in pieces of a text, each of which begins behind the last.

    It knows the first word behind one place. That one answers for all pieces that begin between the two: where it does
    not end in the piece, no other does.
    """

    __slots__ = ("_end", "_from", "_low", "_start", "_words")

    def __init__(self, low: str, words: re.Pattern[str]) -> None:
        self._low, self._words = low, words
        self._from, self._start, self._end = 0, -1, -1

    def has(self, start: int, end: int) -> bool:
        """Whether there is a word in the piece."""
        if not self._from <= start <= self._start:
            word = self._words.search(self._low, start)
            self._from = start
            self._start, self._end = word.span() if word else (sys.maxsize, sys.maxsize)
        return self._end <= end
