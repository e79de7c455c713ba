"""What stands round a weak defang mark in its line, and says that the mark is one."""

import re

# Words of a line that speaks of indicators: with one of them near, a blank beside a dot is a defang mark.
_SPEAKS_OF_INDICATORS = (
    "http", "hxxp", "://", "c2", "c&c", "[", "@", "beacon", "command", "domain", " host", "hosted", "url", " ip",
    "address", "server", "contact", "connect", "download", "resolv", "malicious", "malware", "phish", "observed",
    "implant", "payload", "indicator", "ioc", "block", "sender", "mail", "traffic",
)  # fmt: skip
_SIGN = re.compile("|".join(map(re.escape, _SPEAKS_OF_INDICATORS)))
_SIGN_MAX = max(map(len, _SPEAKS_OF_INDICATORS))
_BEHIND_BLANK = tuple(word[1:] for word in _SPEAKS_OF_INDICATORS if word[0] == " ")
_LENGTHENED = "\u0130"  # the one letter that has two in place of it where it is made small
# A value that is all of its line or of a cell of a table.
_BULLET = re.compile(r"(?:[^|\n]{0,80}\|)*[\s>*\-\u2022(\[\"']*")
_END_OF_CELL = re.compile(r"[\s.,;)\]\"']*(?:\Z|\||(?<=\n))")
_LINE = 160  # characters looked at on either side for a second sign: two lines of mail
# Signs that words of prose do not have, of a label before a mark.
_OF_VALUES = frozenset("0123456789-@")


def line_start(text: str, at: int) -> int:
    """Where the line begins that holds this offset, or what is looked at of it."""
    begin = max(0, at - _LINE)
    return text.rfind("\n", begin, at) + 1 or begin


def is_cell(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a value is all of its line, or of a cell of a table; looked at up to ``limit``."""
    return bool(_END_OF_CELL.match(text, end, limit) and _BULLET.fullmatch(text, line_start(text, start), start))


class SecondSigns:
    """Looks for the other signs in a line; marks are asked about in order, and no character is looked at twice."""

    __slots__ = ("_words", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._words: tuple[_Words, _Words] | None = None  # before a value and behind it, from the first one on

    def near(self, start: int, mark: int, end: int) -> bool:
        """Whether there is one near the value that begins here, and whose first mark and end are there."""
        text = self.text
        if not _OF_VALUES.isdisjoint(text[start:mark]):
            return True
        if self._words is None:
            low = text.replace(_LENGTHENED, "_").lower()
            self._words = _Words(low), _Words(low)
        before, after = self._words
        right = text.find("\n", end, end + _LINE)
        right = right if right >= 0 else min(len(text), end + _LINE)
        found = before.has(line_start(text, start), start) or after.has(end, right)
        return found or is_cell(text, start, end, right)


class _Words:
    """Finds the words of those who speak of indicators in pieces of a text, each of which begins behind the last."""

    __slots__ = ("_from", "_low", "_to")

    def __init__(self, low: str) -> None:
        self._low, self._from, self._to = low, 0, 0  # no word begins between the two places

    def has(self, start: int, end: int) -> bool:
        """Whether there is a word in the piece; before its beginning and behind its end a blank is thought."""
        if self._low.startswith(_BEHIND_BLANK, start, end):
            return True
        if not self._from <= start <= self._to:
            self._from = self._to = start
        word = _SIGN.search(self._low, self._to, end)
        self._to = word.start() if word else max(self._to, end - _SIGN_MAX)
        return word is not None
