"""Labels that are all of a cell, in lines of a table or in an object of JSON: the cells whose value they speak of.

type,value               Filename | MD5           {"type": "mutex", "comment": "",
mutex,Global\\x7          a.exe    | 9e10…          "value": "Global\\\\x7"}

Where no sign parts the columns, blanks that align them do.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter

from ..names.look_alike_words import ATTACK_ENDINGS
from ..text.late_patterns import late

# A pattern: that of the end of a label, or of a string in JSON.
CELL_END = r"(?=[\"'`*]{0,3}(?:[ \t]{0,8}(?:[,;|\t\r\n}]|\Z)| {2,64}[^ :=]))"
EXTENSION = rf"\.(?:{'|'.join(ATTACK_ENDINGS)})"
# What is all of a cell: a name is written as no word is, no path, and no heading (FirstSeen, first_seen, MD5).
_NAME = (
    r"(?:global|local)\\[^\"\n]{2,120}|(?!(?:md5|sha-?\d{1,3}|ipv?[46])\Z)(?=\S*[A-Za-z])"
    r"(?=\S*?(?-i:[0-9{\\]|[a-z][A-Z]|_\S*?[A-Z]|[A-Z]\S*?_))[^\s\"/@]{3,200}(?<!\\)"
)
VALUES = {
    "Mutex": _NAME,
    "Service Name": _NAME,
    "User-agent": r"[A-Za-z][^\"\n/]{1,60}/\d[^\"\n]{0,300}",
    "Filename": rf"[^\s\\/:*?\"<>|][^\\/:*?\"<>|\n]{{0,120}}{EXTENSION}",
}

_Span = tuple[int, int]

_LINE_MAX = 4000  # characters of a line that are looked at on either side of the label
_MEMBERS_MAX = 40  # of an object of JSON that are looked at behind its type
_OBJECT_MAX = 1000  # characters before it
_IN_VAIN_MAX = 1000  # labels one behind the other without a value
_SEPARATORS = ",;|\t"
_BLANKS = "  "  # as many at least part the cells of a table whose columns blanks align
_AROUND = " \"'`*\r"  # a cell's words: blanks, quotes and what makes them bold
_WORDS_BEFORE = re.compile(r"(?:[A-Za-z]{1,16}[ _-]){0,2}\Z")  # of the label: Original Filename, windows-service-name
_CELLS = {sign: re.compile(rf'(?: *"(?:[^"\n]|"")*"(?= *(?:{sign}|\Z))|[^{sign}\n]*)({sign}|\Z)') for sign in ",;\t"}
_CELLS["|"] = re.compile(r"[^|\n]*(\||\Z)")
_CELLS[_BLANKS] = re.compile(r"[^ \n]+(?: [^ \n]+)*( {2,}| ?\Z)")
_LABEL = re.compile(rf"[A-Za-z]{{1,16}}(?:[ _.:-][A-Za-z]{{1,16}}){{0,2}}(?:\|[a-z0-9/-]{{3,12}})?{CELL_END}")
_TYPE = re.compile(r"\"(?:type|dataType)\"\s{0,3}:\s{0,3}\"(?:[a-z]{1,16}-)?\Z")
_MEMBER = re.compile(
    r"\s{0,40},\s{0,40}\"(\w{1,40})\"\s{0,3}:\s{0,3}(?:\"((?:[^\"\\\n]|\\.|(?!))*+)\"|\[[^\[\]{}\"]*\]"
    r"|\{[^{}]{0,2000}\}|[^\s\",{}\[\]]+)"
)
_NAMED = re.compile(r"\"(?:value|name|indicator|data)\"\s{0,3}:\s{0,3}\"((?:[^\"\\\n]|\\.|(?!))*+)\"")
_VALUES = frozenset({"value", "name", "indicator", "data"})
_LETTER = re.compile(r"\w")
_CERTAIN = re.compile(r"[\d_\\]")


def of_cell(type_: str) -> re.Pattern[str]:
    """The pattern of all of a cell that holds such a value, made when it is first needed."""
    return late(VALUES[type_], re.IGNORECASE)


class Cells:
    """The tables in the lines of one text, looked at from the labels of one type of value, in order."""

    def __init__(self, text: str, type_: str) -> None:
        self._text = text
        self._type = type_
        self._line: tuple[int, str] = (-1, "")  # the one that was split last, by its begin, and by what sign
        self._cells: list[_Span] = []  # in it
        self._known = 0  # up to where it is known which columns are headed
        self._in_vain = 0  # labels since the last value

    def values(self, label: re.Match[str]) -> list[_Span]:
        """Where the values are of which a label speaks that is all of a cell."""
        if self._in_vain > _IN_VAIN_MAX:
            return []
        found = list(self._found(label))
        self._in_vain = 0 if found else self._in_vain + 1
        return found

    def _found(self, label: re.Match[str]) -> Iterator[_Span]:
        text, start = self._text, label.start()
        words = _LABEL.match(text, start)
        if words is None:
            return
        end = words.end()
        if text[end : end + 1] == '"' and _TYPE.search(text[max(0, start - 40) : start]):
            spans = _of_object(text, start, end + 1)
            yield from filter(self._holds, map(self._first, spans) if "|" in words[0] else spans)
        else:
            yield from self._in_table(start, end)

    def _in_table(self, start: int, end: int) -> Iterator[_Span]:
        """The values below a label that stands between these two, or else the one beside it."""
        text = self._text
        begin, stop = text.rfind("\n", max(0, start - _LINE_MAX), start) + 1, text.find("\n", end, end + _LINE_MAX)
        stop = stop if stop >= 0 else len(text)
        sign = _sign(text[max(begin, start - 64) : start], text[end : end + 80])
        if not sign or max(start - begin, stop - end) > _LINE_MAX:
            return
        if self._line != (begin, sign):
            self._line, self._cells = (begin, sign), _split(text, begin, stop, sign)
        at = bisect_right(self._cells, start, key=itemgetter(0)) - 1
        if at < 0 or not _WORDS_BEFORE.fullmatch(text[self._cells[at][0] : start]):
            return
        below = self._below(stop, sign, at) if start >= self._known else iter(())
        if first := next(below, None):
            yield first
            yield from below
            return
        beside = list(filter(self._holds, [*self._cells[at + 1 : at + 2], *self._cells[max(0, at - 1) : at]]))
        if beside:
            yield max(beside, key=lambda cell: bool(_CERTAIN.search(text, *cell)))

    def _first(self, span: _Span) -> _Span:
        """What stands first in a value of two, as MISP writes it: ``a.exe|9e10…``."""
        start, end = span
        bar = self._text.find("|", start, end)
        return start, end if bar < 0 else bar

    def _holds(self, cell: _Span) -> bool:
        return of_cell(self._type).fullmatch(self._text, *cell) is not None

    def _below(self, stop: int, sign: str, column: int) -> Iterator[_Span]:
        """The cells of a column under its heading, if the first of them holds a value, up to the end of the table."""
        width, offset, is_heading = len(self._cells), self._cells[column][0] - self._line[0], False
        self._known = stop
        while stop < len(self._text):
            begin, stop = stop + 1, self._text.find("\n", stop + 1)
            stop = stop if stop >= 0 else len(self._text)
            cells = _split(self._text, begin, stop, sign) if stop - begin <= _LINE_MAX else []
            if len(cells) != width or (sign == _BLANKS and cells[column][0] - begin != offset):
                return
            if self._holds(cells[column]):
                is_heading = True
                yield cells[column]
            elif not is_heading and _LETTER.search(self._text, *cells[column]):
                return
            self._known = stop


def _of_object(text: str, start: int, end: int) -> Iterator[_Span]:
    """What the object of JSON is called whose type stands between these two."""
    at = end
    for _ in range(_MEMBERS_MAX):
        member = _MEMBER.match(text, at)
        if not member or member[1] in ("type", "dataType"):
            break
        if member[1] in _VALUES and member[2]:
            yield member.span(2)
            return
        at = member.end()
    least = max(0, start - _OBJECT_MAX)
    names = list(_NAMED.finditer(text, text.rfind("}", least, start) + 1 or least, start))
    yield from (name.span(1) for name in names[-1:])


def _sign(before: str, behind: str) -> str:
    """What parts the cells of a line, by what stands on both sides of a label; empty where that is none of them."""
    right = behind.lstrip(_AROUND)[:1]
    if right and right in _SEPARATORS:
        return right
    if behind.startswith(_BLANKS) and right not in ("", "\n"):
        return _BLANKS
    if right not in ("", "\n"):
        return ""
    cells = _WORDS_BEFORE.sub("", before, count=1)
    left = cells.rstrip(_AROUND)[-1:]
    if left and left in _SEPARATORS:
        return left
    return _BLANKS if left and cells.endswith(_BLANKS) else ""


def _split(text: str, begin: int, stop: int, sign: str) -> list[_Span]:
    """The words of each cell of a line, without what stands around them."""
    cells: list[_Span] = []
    for cell in _CELLS[sign].finditer(text, begin, stop):
        words = text[cell.start() : cell.start(1)]
        start = cell.start() + len(words) - len(words.lstrip(_AROUND))
        cells.append((start, max(start, cell.start() + len(words.rstrip(_AROUND)))))
        if not cell[1]:  # at the end
            break
    return cells
