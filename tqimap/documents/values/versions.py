"""Numbers that count versions and look like addresses: told with that word before them, as a sentence would do it.

What they are is not said beside them but by the name of an element or the heading of a column.
"""

import re
from functools import lru_cache
from itertools import pairwise

from tqimap.documents.values import labels, soft_breaks
from tqimap.documents.values.link_edges import EDGE

MAX_HEADING = 60  # characters
MAX_PIECES = 50  # of one cell that are looked at; a cell of versions has some five lines
MAX_COLUMNS = 500  # of one table that are looked at

_NAME = "version|release|versi[oó]n|vers[aã]o|versione|versie|wersja|версия|версии|版本|バージョン|버전"
_STEMS = ("vers", "release", "wersja", "верси", "版本", "バージョン", "버전")  # one of them is in each of those names
_HEADING = re.compile(
    rf"\s*(?:[^\W_]+[ ._/()-]+){{0,3}}(?:[^\W_]*[a-z](?=(?-i:[VR])))?(?:{_NAME})[^\W_]*"
    r"(?:[ ._/()-]+[^\W_]*){0,2}\s*",
    re.IGNORECASE,
)
_EDGES = f" \t\r\n\0\xa0{EDGE}"  # of a cell; NUL is a break between blocks
_NUMBER = re.compile(r"[\s\"]*+(?=\d{1,6}\.\d)")
_COUNT = re.compile(r"[0-9]{1,6}")
_LINES = re.compile(r"[^\n]*\n|[^\n]+\Z")
_CELLS = {sign: re.compile(rf'(?:"(?:[^"]|"")*+"|[^{sign}]|(?!))*+[{sign}]|.+\Z', re.DOTALL) for sign in "\t|;,"}


def told(words: str) -> str:
    """``words``, which are a version."""
    return f"version {words}"


def is_heading(words: str) -> bool:
    """Whether a column under ``words`` holds versions."""
    return len(words) <= MAX_HEADING and _is_heading(words)


@lru_cache(maxsize=4096)  # the same words head every table
def _is_heading(words: str) -> bool:
    return names_versions(words) and _HEADING.fullmatch(words) is not None


def names_versions(text: str) -> bool:
    """Whether a heading may be in ``text``: stems are found thirty times as fast as names in whatever case."""
    lower = text.lower()
    return any(stem in lower for stem in _STEMS)


class Tables:
    """The tables of a document while it is read, row by row: one may stand in a cell of another.

    Their words are added to ``texts``, in pieces between which ``between`` will stand, and marked there.
    """

    def __init__(self, texts: list[str], between: str = "") -> None:
        self._texts = texts
        self._between = between
        self._open: list[_Table] = []

    def begin(self) -> None:
        """A table begins."""
        self._open.append(_Table(self._texts, self._between))

    def cell(self, columns: str | None) -> None:
        """A cell begins, which takes so many ``columns``, one where there is no number."""
        if self._open:
            self._open[-1].cell(columns)

    def end_row(self) -> None:
        """A row is over."""
        if self._open:
            self._open[-1].end_row()

    def end(self) -> None:
        """The table is over."""
        self._open[-1:] = []


class _Table:
    def __init__(self, texts: list[str], between: str) -> None:
        self._texts = texts
        self._between = between
        self._names = labels.Columns()
        self._begins: list[int] = []  # of the cells of this row
        self._covered = 0  # columns behind the first that the open cell takes
        self._columns: list[int] = []
        self._width = 0

    def cell(self, columns: str | None) -> None:
        self._end_cell()
        if len(self._begins) < MAX_COLUMNS:
            self._begins.append(len(self._texts))
        self._covered = min(int(columns), MAX_COLUMNS) - 1 if columns and _COUNT.fullmatch(columns) else 0

    def end_row(self) -> None:
        """Make the hashes of a row whole, and mark its versions and names, if it has all the cells of the headings."""
        self._end_cell()
        cells = list(pairwise([*self._begins, len(self._texts)]))
        self._begins = []
        words = [self._words(*cell) for cell in cells]
        headed = [at for at, cell in enumerate(words) if is_heading(cell)]
        if headed:
            self._columns, self._width = headed, len(cells)
        elif len(cells) == self._width:
            for column in self._columns:
                self._mark(*cells[column])
        named = self._names.row(words)
        for at in reversed(range(len(cells))):
            told = labels.told(named[at], words[at]) if at in named else soft_breaks.whole(words[at])
            if told != words[at]:
                self._tell(told, *cells[at])

    def _end_cell(self) -> None:
        self._begins += [len(self._texts)] * min(self._covered, MAX_COLUMNS - len(self._begins))
        self._covered = 0

    def _words(self, start: int, end: int) -> str:
        return self._between.join(self._texts[start:end]).strip(_EDGES) if end - start <= MAX_PIECES else ""

    def _mark(self, start: int, end: int) -> None:
        for at in range(start, min(end, start + MAX_PIECES)):
            self._texts[at] = _marked(self._texts[at])

    def _tell(self, told: str, start: int, end: int) -> None:
        """Put ``told`` into a cell instead of its words, in one piece with what stands around them."""
        whole = self._between.join(self._texts[start:end])
        self._texts[start:end] = [whole.replace(self._words(start, end), told, 1)]


def in_lines(text: str) -> str:
    """``text`` with the versions marked in tables that its lines hold, as CSV, from a sheet, or in Markdown."""
    if not names_versions(text):
        return text
    *paragraphs, last = text.split("\n\n")
    return "\n".join([*(_in_paragraph(f"{each}\n") for each in paragraphs), _in_paragraph(last)])


def _in_paragraph(text: str) -> str:
    """The same of a text without an empty line, behind which no table goes on."""
    if not names_versions(text):
        return text
    table = _Lines()
    return "".join(map(table.line, _LINES.findall(text)))


class _Lines:
    """The table in which a line may stand: up to the first blank line."""

    def __init__(self) -> None:
        self._cells: re.Pattern[str] | None = None
        self._columns: list[int] = []
        self._width = 0

    def line(self, line: str) -> str:
        if names_versions(line) and self._is_head(line):
            return line
        if self._cells is None or line.isspace():
            self._cells = None
            return line
        cells = self._cells.findall(line)
        if len(cells) == self._width:
            for column in self._columns:
                cells[column] = _marked(cells[column])
        return "".join(cells)

    def _is_head(self, line: str) -> bool:
        for sign, pattern in _CELLS.items():
            if sign not in line or (f"{sign} " in line and sign in ",;" and '"' not in line):  # seen at once
                continue
            cells = pattern.findall(line[: MAX_COLUMNS * MAX_HEADING])
            columns = [at for at, cell in enumerate(cells) if is_heading(cell.strip(f'{sign}"\r\n'))]
            is_prose = sign in ",;" and any(cell[:1] == " " for cell in cells)
            if columns and len(cells) > 1 and not is_prose:
                self._cells, self._columns, self._width = pattern, columns, len(cells)
                return True
        return False


def _marked(words: str) -> str:
    found = _NUMBER.match(words)
    return f"{found[0]}{told(words[found.end() :])}" if found else words
