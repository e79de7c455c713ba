"""What stands round a place in a text, and where there is such a place at all."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count

LABEL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
LABELS = "".join(sorted(LABEL))
LABEL_MAX = 64  # characters of a label: one more than a host may have (RFC 1035, 2.3.4), which shows that it has more
_EDGE = re.compile("[ \n\t\"'<>]")
_CLOSES = {"}": "{", ")": "("}
_TRAILING = ".,;:!?)]}*'\""
TOKEN_MAX = 256  # characters looked back for the beginning of a word
LINE = 160  # characters of a line looked at on either side of a value: two lines of mail
# A value that is all of its line or of a cell of a table has nothing beside it up to an edge but these.
_BULLETS, _STOPS = " \t\r\f\v>*-\u2022([\"'", " \t\r\f\v.,;)]\"'"
_EDGES = frozenset({"", "\n", "|"})
SCHEME_END = ":(?=/)//"  # in a pattern: a search for one character is twice as fast as one for three
_SHORT = 8192  # characters of a text through which a pattern goes in no time
_FIRST, _APART = 2, 1024  # characters that are looked for by themselves in any case; between one and the next later


def backwards(words: str) -> str:
    """A pattern of these words, divided by blanks, for a text that is read backwards: what stands before a place is
    found at that place, and not tried at every one before it.
    """
    return "|".join(word[::-1] for word in words.split())


def label_start(text: str, end: int, signs: str = LABELS) -> int:
    """Where the label that ends here begins, or what else is of these characters."""
    begin = end - LABEL_MAX if end > LABEL_MAX else 0
    return begin + len(text[begin:end].rstrip(signs))


def with_blanks(text: str, start: int, end: int, most: int) -> tuple[int, int]:
    """A place with the blanks on its left and right, ``most`` of them on either side."""
    begin = max(0, start - most)
    right = text[end : end + most]
    return begin + len(text[begin:start].rstrip(" ")), end + len(right) - len(right.lstrip(" "))


def token_start(text: str, end: int, least: int = 0) -> int:
    """Where the run without blanks, quotes and angle brackets that ends here begins; looked for no farther than there.

    So it is behind ``least`` where an edge of words is between the two, or more than ``TOKEN_MAX`` characters are.
    """
    begin = max(least, end - TOKEN_MAX)
    edge = _EDGE.search(text[begin:end][::-1])
    return end - edge.start() if edge else begin


def line_start(text: str, at: int, most: int) -> int:
    """Where the line begins that holds this place, or what is looked at of it: ``most`` characters before the place."""
    begin = max(0, at - most)
    return text.rfind("\n", begin, at) + 1 or begin


def line_end(text: str, at: int, most: int) -> int:
    """Where the line ends that holds this place, or what is looked at of it: ``most`` characters behind the place."""
    end = text.find("\n", at, at + most)
    return end if end >= 0 else at + most


def is_cell(text: str, start: int, end: int) -> bool:
    """Whether a value is all of its line, or of a cell of a table."""
    before = text[max(0, start - LINE) : start].rstrip(_BULLETS)
    return before[-1:] in _EDGES and text[end : end + LINE].lstrip(_STOPS)[:1] in _EDGES


def without_trailing(written: str) -> str:
    """Without the signs of the sentence round it, but with the bracket that closes one in it."""
    kept = written.rstrip(_TRAILING)
    if kept == written:
        return written
    closing = written[len(kept)]
    is_open = closing in _CLOSES and kept.count(_CLOSES[closing]) > kept.count(closing)
    return kept + closing if is_open else kept


def matches(pattern: re.Pattern[str], character: str, text: str) -> Iterable[re.Match[str]]:
    """All matches of a pattern that begins with this character, or with these plain ones.

    From one to the next a text is passed at the speed of memory, thirty times as fast as by the pattern, which takes
    less for each: so the pattern goes on alone where they are many.
    """
    if len(text) < _SHORT:
        return pattern.finditer(text) if character in text else ()
    found: list[re.Match[str]] = []
    at = text.find(character)
    for number in count(-_FIRST):
        if at < 0:
            return found
        if at < number * _APART:
            break
        match = pattern.match(text, at)
        if match:
            found.append(match)
        at = text.find(character, match.end() if match else at + 1)
    return chain(found, pattern.finditer(text, at))


def labelled(text: str, low: str, label: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """All matches of a pattern that begins with a label; that is searched in ``low``, the text in small letters."""
    at = low.find(label)
    while at >= 0:
        match = pattern.match(text, at)
        if match:
            yield match
        at = low.find(label, at + len(label))
