"""Cells of tables by their colours: mail draws QR codes with them, to get past scanners of pictures."""

import re
from collections.abc import Mapping

from tqimap.documents.markup.html_styles import Classes

TAGS = frozenset({"table", "tr", "td", "th"})
LEAST_SIDE = 21  # squares: of the smallest QR code (ISO/IEC 18004, 6.1)
LEAST_CELLS = 5  # of a row of it, where one cell draws squares of one colour together
MAX_SIDE = 400  # the largest has 177, and somebody may draw a square with two cells
MAX_DRAWINGS = 10  # of one page
DARK, LIGHT = "\0", "\xff"

_BACKGROUND = re.compile(r"(?<![\w-])background(?:-color)?\s*+:\s*+([^;!}]{1,40})", re.IGNORECASE)
_HEXADECIMAL = re.compile(r"#(?:([0-9a-f]{6})|([0-9a-f]{3}))\b")
_DECIMAL = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})")
_DARK_NAMES = frozenset({"black", "navy", "darkblue", "midnightblue", "darkgreen", "maroon", "indigo", "darkslategray"})


class Squares:
    """What the parser tells of tables, row by row; ``drawings`` are the tables that may show a code."""

    def __init__(self, classes: Classes) -> None:
        self.drawings: list[list[str]] = []
        self._rows: list[str] = []
        self._row: list[Mapping[str, str]] = []  # the attributes of its cells
        self._classes = classes

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A table begins, a row or a cell."""
        if tag == "table":
            self.end()
        elif tag == "tr":
            self._end_row()
        elif len(self._row) < MAX_SIDE:
            self._row.append(attributes)

    def end(self) -> None:
        """The table, or the page, is over."""
        self._end_row()
        rows, self._rows = self._rows, []
        if len(rows) >= LEAST_SIDE and len(self.drawings) < MAX_DRAWINGS:
            self.drawings.append(rows)

    def _end_row(self) -> None:
        cells, self._row = self._row, []
        if len(cells) < LEAST_CELLS or len(self._rows) >= MAX_SIDE:
            return
        row = "".join(map(self._squares, cells))[:MAX_SIDE]
        if len(row) >= LEAST_SIDE:
            self._rows.append(row)

    def _squares(self, cell: Mapping[str, str]) -> str:
        columns = cell.get("colspan") or ""
        wide = min(int(columns), MAX_SIDE) if columns.isdecimal() and len(columns) < 4 else 1
        return (DARK if self._is_dark(cell) else LIGHT) * wide

    def _is_dark(self, attributes: Mapping[str, str]) -> bool:
        colour = _background(attributes.get("style") or "") or attributes.get("bgcolor") or ""
        if colour:
            return is_dark(colour)
        return any(is_dark(_background(declared)) for declared in self._classes.of(attributes))


def _background(rules: str) -> str:
    found = _BACKGROUND.search(rules) if "ackground" in rules or "BACKGROUND" in rules else None
    return found[1] if found else ""


def is_dark(colour: str) -> bool:
    """Whether more of it is black than white."""
    colour = colour.strip().lower()
    if found := _HEXADECIMAL.match(colour):
        digits = found[1] or "".join(2 * digit for digit in found[2])
        red, green, blue = bytes.fromhex(digits)
    elif found := _DECIMAL.match(colour):
        red, green, blue = map(int, found.groups())
    else:
        return colour in _DARK_NAMES
    return 299 * red + 587 * green + 114 * blue < 128_000  # ITU-R BT.601
