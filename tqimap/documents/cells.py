"""Cells of a workbook, whatever its format: which are told one by one, and where a shared string first stands."""

import re
import struct
from collections.abc import Iterator

from tqimap.documents import versions
from tqimap.documents.pieces import Piece, Text

MAX_APART = 10_000  # cells told one by one, since each costs a document downstream; the others go by sheet
MAX_PLACED = 500_000  # shared strings whose first cell is remembered, about 100 MB
BLOCK_CHARACTERS = 1 << 18  # of one piece of text

_TELLING = re.compile(r"\S[.:@]\S|[.(\[{] ?(?:\.|dot|@|at)\b|[\[({][.:@]|[0-9a-f]{32}|\\\\", re.I)


class Cells:
    """The cells of one workbook."""

    def __init__(self) -> None:
        self._first: dict[int, str] = {}
        self._apart = 0
        self._of_versions: set[str] = set()  # columns

    def place(self, index: int, cell: str) -> None:
        """The shared string ``index`` stands in ``cell``."""
        if len(self._first) < MAX_PLACED:
            self._first.setdefault(index, cell)

    def first(self, index: int) -> str:
        """The cell where a shared string first stood, empty where it is not known."""
        return self._first.get(index, "")

    def apart(self, words: str, cell: str) -> Text | None:
        """The words with their cell, where they may hold an indicator and not too many have been told so.

        What is headed as versions is told as such: their numbers look like addresses.
        """
        column = cell.rstrip("0123456789")
        if cell and versions.is_heading(words):
            self._of_versions.add(column)
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
            elif words := text.strip():
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
