"""Cells of a workbook, whatever its format: which are told one by one, and where a shared string first stands."""

import re
import struct
from collections.abc import Iterator, Mapping

from tqimap.documents.pieces import Piece, Text
from tqimap.documents.values import labels, versions

MAX_APART = 10_000  # cells told one by one, since each costs a document downstream; the others go by sheet
MAX_PLACED = 500_000  # shared strings whose first cell is remembered, about 100 MB
MAX_COLUMNS = 64  # of a sheet in which labels are looked for
MAX_NAME = 300  # characters of a cell that is a label or has one
BLOCK_CHARACTERS = 1 << 18  # of one piece of text

_TELLING = re.compile(r"\S[.:@]\S|[.(\[{] ?(?:\.|dot|@|at)\b|[\[({][.:@]|[0-9a-f]{32}|\\\\", re.I)


class Rows:
    """The cells of sheets, row by row, as far as one of them may say what another one holds."""

    def __init__(self) -> None:
        self.types: dict[str, str] = {}  # of values, by the cell where they first stand
        self._at = ("", "")  # sheet and row
        self._cells: list[tuple[int, str, str]] = []  # column of each in it, words, and where they first stood
        self._columns = labels.Columns()

    def add(self, cell: str, words: str, first: str) -> None:
        """The next cell, its words, and the cell where these first stood."""
        sheet, _, place = cell.rpartition("!")
        letters = place.rstrip("0123456789")
        if (sheet, place[len(letters) :]) != self._at:
            self.end()
            if sheet != self._at[0]:
                self._columns = labels.Columns()
            self._at = (sheet, place[len(letters) :])
        column = column_number(letters)
        if column < MAX_COLUMNS and len(words) <= MAX_NAME:
            self._cells.append((column, words.strip(), first))

    def end(self) -> None:
        """The row is over."""
        if len(self._cells) > 1 or (self._cells and not self._columns.are_unknown):
            words, firsts = [""] * MAX_COLUMNS, [""] * MAX_COLUMNS
            for column, written, first in self._cells:
                words[column], firsts[column] = written, first
            for column, type_ in self._columns.row(words).items():
                self.types.setdefault(firsts[column], type_)
        self._cells = []


class Cells:
    """The cells of one workbook."""

    def __init__(self) -> None:
        self.rows = Rows()
        self._strings: Mapping[int, str] = {}
        self._first: dict[int, str] = {}
        self._apart = 0
        self._of_versions: set[str] = set()  # columns

    def know(self, strings: Mapping[int, str]) -> None:
        """These are the shared strings, before any of them is placed: a label may be among them."""
        if any(map(labels.type_of, strings.values())):
            self._strings = strings

    def place(self, index: int, cell: str) -> None:
        """The shared string ``index`` stands in ``cell``."""
        if len(self._first) < MAX_PLACED:
            self._first.setdefault(index, cell)
        if index in self._strings and (first := self.first(index)):
            self.rows.add(cell, self._strings[index], first)

    def first(self, index: int) -> str:
        """The cell where a shared string first stood, empty where it is not known."""
        return self._first.get(index, "")

    def apart(self, words: str, cell: str) -> Text | None:
        """The words with their cell, where they may hold an indicator and not too many have been told so.

        What is headed as versions is told as such: their numbers look like addresses. So is a name of which
        a label says what it is.
        """
        column = cell.rstrip("0123456789")
        if cell and versions.is_heading(words):
            self._of_versions.add(column)
        type_ = self.rows.types.get(cell, "")
        if type_ and self._apart < MAX_APART:
            self._apart += 1
            return Text(labels.told(type_, words.strip()), cell)
        if not cell or self._apart >= MAX_APART or not _TELLING.search(words):
            return None
        self._apart += 1
        return Text(versions.told(words) if column in self._of_versions else words, cell)

    def told(self, pairs: Iterator[tuple[str, str]], spot: str) -> Iterator[Piece]:
        """Pairs of words and cell as pieces; what is not told apart stands together, a line each, under ``spot``."""
        lines: list[str] = []
        size = 0
        for text, cell in pairs:
            if apart := self.apart(text, cell):
                yield apart
            elif words := labels.without_colon(text.strip()):
                lines.append(words)
                size += len(words)
            if size > BLOCK_CHARACTERS:
                yield Text("\n".join(lines), spot)
                lines, size = [], 0
        if lines:
            yield Text("\n".join(lines), spot)


def cell_name(row: int, column: int) -> str:
    """``B4`` for the fourth row and second column, both counted from 0."""
    letters = ""
    column += 1
    while column > 0:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def column_number(letters: str) -> int:
    """The number of the column ``AB``, counted from 0."""
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + ord(letter) - 64
    return number - 1 if number > 0 else 0


def rk_number(packed: int) -> float:
    """A number in 30 bits: integer or the upper half of a double, perhaps times 100 (MS-XLS 2.5.217)."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30) * (packed >> 31))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value


def number(value: float) -> str:
    """As a sheet shows it: without a fraction that is not there."""
    return f"{value:.15g}"
