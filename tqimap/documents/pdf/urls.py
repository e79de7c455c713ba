"""URLs that the end of a line or of a page divides: whether what follows is the rest of one.

Where a link on the page says what the word is, it decides alone.
"""

import re
from collections.abc import Sequence

from tqimap.documents.pdf.cells import is_host
from tqimap.documents.pdf.columns import LINE_END_HYPHEN, Lines, begins_value, unit_of
from tqimap.indicators.artefacts.cells import EXTENSION
from tqimap.indicators.names.look_alikes import look_alike_in_prose

OTHER_LINES, NEARLY = 40, 0.8  # at the end of a page, and how long the last of them is at least, compared to these

_URL = re.compile(r"(?:\b[a-zA-Z*]{3,6}(?:\[:\]|:)//|\bwww\[?\.)\S*\Z")
_SCHEME_BEGUN = re.compile(r"\bh(?:[tx]{1,2}p?)?s?:?/?\Z", re.IGNORECASE)
_SCHEME = re.compile(r"h[tx]{2}ps?://\S", re.IGNORECASE)
_NO_HOST_YET = re.compile(r"//[^/]*\Z")
_NEVER_LAST = "-=&%_"  # signs with which no URL ends
_NEVER_FIRST = _NEVER_LAST + "/?"  # of a word that stands for itself
# What is hardly a word of its own: with signs inside, twice a slash, very long, or with a letter behind a digit.
_OF_A_URL = re.compile(r"[\w.~+%/-]*[=&?%_#][\w%]|(?:[\w.~-]+/){2}|\w{25}|(?=\w{6})\w*?\d[a-zA-Z]")
# What is hardly one though it is short: a letter, or a few in both cases.
_MIXED = re.compile(r"(?:\w*?[a-z][A-Z]){3}")
_WORD = re.compile(r"(\S{1,2000})(?:\s|\Z)")
_FIRST = re.compile(r".[/?.,;:!-]?")  # with the sign that no line begins with
_OPEN = _NEVER_LAST + "/"  # signs behind which a URL goes on
_NAME = re.compile(r"[A-Za-z]\w*_[\w.-]*")  # with which a sentence, or a line of a list, may begin as well: TA505_group
_REST = re.compile(r"(?![AaI]\b)[A-Za-z]\b|(?!\d)\w{0,3}(?:[a-z][A-Z]|\d[A-Za-z])")
# What some programs keep together behind a slash, be it of several segments.
_OF_A_PATH = re.compile(rf"[\w.~+%-]+/|[\w~+%-]+{EXTENSION}(?!\w)")
_PARAMETER = re.compile(r"[\w.%-]{1,64}=")


def ends_open(page: str) -> bool:
    """Whether the last line of a page ends in a URL, and is as long as others, so that it may go on behind the page."""
    lines = page.rstrip().splitlines()[-OTHER_LINES:]
    return bool(lines and _URL.search(lines[-1])) and len(lines[-1]) >= NEARLY * max(map(len, lines))


def over_pages(page: str, following: str) -> tuple[str, str]:
    """Both pages, with the rest of a URL on the first of them (which ``ends_open``)."""
    found = _WORD.match(following)
    word = found[1] if found else ""
    page_end = page.rstrip()
    if begins_value(word) or is_host(word.partition("/")[0]) or not (_OF_A_URL.match(word) or _MIXED.match(word)):
        return page, following
    if page_end[-1] not in _OPEN and _NAME.fullmatch(word):
        return page, following
    return page_end + word, following[len(word) :].lstrip(" ")


class Urls:
    """Those of a page, some of which are told by the links on it."""

    def __init__(self, lines: Lines, links: Sequence[str]) -> None:
        self._lines = lines
        self._links = links

    def taken(self, at: int) -> int:
        """How many lines the one takes with which a line ends, 1 where it is whole."""
        word = self._lines.last_word(at)
        found = _URL.search(word) or _SCHEME_BEGUN.search(word)
        url, lines = found[0] if found else "", 1
        for below in self._lines.below(at) if url else ():
            if not self._lines.is_hyphenated(below):  # else it is a part of the word before
                word = self._lines.first_word(below)
                if not self._goes_on(url, word, below - 1):
                    break
                url += word
            lines += 1
        return lines

    def _goes_on(self, url: str, word: str, at: int) -> bool:
        """Whether ``url``, with which this line ends, goes on with ``word``, with which the next one begins."""
        for link in self._links:
            if link.startswith(url.replace(LINE_END_HYPHEN, "-")):
                rest = link[len(url) :]
                if rest and (word.startswith(rest) or (len(word) > 1 and rest.startswith(word))):
                    return True
        if begins_value(word) or (is_host(word) and not (_is_file(word) or _NO_HOST_YET.search(url))):
            return False
        if url.isalpha() or url[-2] == ":" or url.endswith("://"):  # no more than a scheme
            return bool(_SCHEME.match(url + word))
        is_cell = self._lines.is_cell(at + 1)
        if url[-1].isalnum() and _REST.match(word) and self._is_filled_by_one_word(at, word):
            return True
        is_open, is_of_a_url = url[-1] in _NEVER_LAST, bool(_OF_A_URL.match(word))
        if (is_open and is_of_a_url) or _is_certain(url[-1], word):
            return True
        if is_open or url[-1] in "/?" or word[0] in _NEVER_FIRST:
            is_likely = is_open or word[0] in _NEVER_LAST or is_of_a_url
            unit = word if is_cell and url[-1] == "/" and _OF_A_PATH.match(word) else unit_of(word)
        else:
            is_likely, unit = url[-1].isalnum() and is_of_a_url, _FIRST.match(word)[0]  # type: ignore[index]
        return (is_cell or is_likely) and self._lines.is_filled(at, unit)

    def _is_filled_by_one_word(self, at: int, word: str) -> bool:
        """Whether this line is a piece of a word that is longer than lines are: up to its border and from it."""
        lines = self._lines
        return len(lines.words[at]) == 1 and lines.is_straight(at - 1) and lines.is_full(at, word[:1])


def _is_certain(last: str, word: str) -> bool:
    """Whether a URL that ends a line with this sign goes on with ``word``, be the line full or not."""
    if last == "-":  # programs break behind it, wherever the next piece does not fit
        return word[0].islower() or word[0].isdecimal()
    return last in "?&" and _PARAMETER.match(word) is not None


def _is_file(value: str) -> bool:
    """Whether it is rather called like a file: ``a1B.zip``."""
    return look_alike_in_prose(value) == "file name"
