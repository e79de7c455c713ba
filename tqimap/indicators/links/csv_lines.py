"""Lines of CSV that begin with a URL: where its cell ends, since a URL may hold commas and semicolons of its own.

So something besides the separator has to show that a cell follows: a value in one that stands in no path, one without
anything in it, a head line, or the form of the next line.
"""

import re
from functools import lru_cache

from .. import caches
from ..names.hosts import host_fault
from ..names.look_alikes import look_alike_in_prose
from ..text.surroundings import line_end

_LINE_MAX = 2000  # characters of a line that are looked at
_INDENT, _INDENT_MAX = " \t>", 16  # blanks and the marks of a quoted mail before it
_HEAD = re.compile(
    r"^[ \t>]{0,16}\"?(?:url|uri|link|ioc|indicator|value|address)s?\"?(?:[,;]\"?[\w .#()/-]{0,60}\"?)+\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_VALUE = re.compile(
    r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|\".*|(?i:h[tx]{2}ps?)://.+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.+Z-]*)?|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]{1,5})?"
)
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[a-z]{2,24}")
_WORDS = re.compile(r"[^\W\d_][\w +-]*")
_OF_A_PATH = re.compile(r"(?!N/A\Z)(?:[^/?=]*[/?=].*|.*%[0-9A-Fa-f]{2}.*|.*\.(?:[a-z]?html?|php|aspx?|jsp))")


class Rows:
    """The lines of one text, and how many commas or semicolons those of its CSV have."""

    __slots__ = ("_forms", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._forms: set[tuple[str, int]] = set()

    def first_cell(self, span: tuple[int, int], body: str) -> str:
        """What of a URL's body, in a text from ``span[1]`` on, is in its cell; ``span[0]`` is where its scheme is."""
        if not self._begins_line(span[0]):
            return body
        end = line_end(self._text, span[1], _LINE_MAX)
        for separator in ",;":
            first, *cells = self._text[span[1] : end].rstrip("\r").split(separator)
            own = next((number for number in range(len(cells), 0, -1) if _is_of_a_path(cells[number - 1])), 0)
            cell = separator.join((first, *cells[:own]))
            form = (separator, len(cells))
            if len(cell) < len(body) and self._is_row(cell, cells[own:], form, (span[0], end)):
                self._forms.add(form)
                return cell
        return body

    def _begins_line(self, start: int) -> bool:
        begin = max(0, start - _INDENT_MAX)
        _, newline, indent = self._text[begin:start].rpartition("\n")
        return not indent.strip(_INDENT) and bool(newline or not begin)

    def _is_row(self, cell: str, behind: list[str], form: tuple[str, int], span: tuple[int, int]) -> bool:
        """Whether what is behind the piece that is the URL's for certain are cells, in a line that is this span."""
        if any(map(_is_value, behind)):
            return not _ends_with_value(cell)
        if len(behind) == form[1] and form in self._known():
            return True
        if not all(not words or _WORDS.fullmatch(words) for words in behind):
            return False
        return "" in behind or self._is_like_next(cell, form, span[1]) or self._is_below_value(form, span[0])

    def _known(self) -> set[tuple[str, int]]:
        """The forms of head lines, and of the lines of CSV so far: a separator, and how many of it there are."""
        if not self._forms:
            heads = [head[0] for head in _HEAD.finditer(self._text)]
            self._forms = {("", 0), *((separator, head.count(separator)) for head in heads for separator in ",;")}
        return self._forms

    def _is_like_next(self, cell: str, form: tuple[str, int], end: int) -> bool:
        """Whether the next line is of this form, and begins with another value, or with a URL of another site.

        Each site has one form for all of its own.
        """
        following = self._text[end + 1 : line_end(self._text, end + 1, _LINE_MAX)]
        if following.count(form[0]) != form[1]:
            return False
        scheme, colon, url = following.partition("://")
        if colon and scheme.strip(_INDENT).isalpha():
            return url.partition("/")[0] != cell.partition("/")[0]
        return _is_value(following.partition(form[0])[0].strip(_INDENT))

    def _is_below_value(self, form: tuple[str, int], start: int) -> bool:
        """Whether the line before this one is of this form, and begins with another value than a URL."""
        above = self._text[max(0, start - _LINE_MAX) : start].rstrip(_INDENT)[:-1].rpartition("\n")[2]
        return above.count(form[0]) == form[1] and _is_value(above.partition(form[0])[0].strip(_INDENT))


@lru_cache(maxsize=caches.WORDS)
def _is_value(cell: str) -> bool:
    """Whether this stands in a cell and hardly in a path: a hash, an address, a date, a URL, a host, a quoted text."""
    if _VALUE.fullmatch(cell):
        return True
    return bool(_HOST.fullmatch(cell)) and not host_fault(cell.lower()) and not look_alike_in_prose(cell)


def _ends_with_value(cell: str) -> bool:
    """A list in a URL: ``?from=2026-01-01,2026-02-01``, ``/compare/a.com,b.com``; a hash is the name of a sample."""
    last = re.split("[=/]", cell)[-1]
    return _is_value(last) and not last.isalnum()


def _is_of_a_path(piece: str) -> bool:
    return bool(_OF_A_PATH.fullmatch(piece)) and not _is_value(piece)
