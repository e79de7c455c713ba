"""Values that were broken within a cell of a table in text: the rest stands below, in a row of nothing else.

    | hxxp://5.252.178[.]4 | URL | Payload |
    | 8/load/x64.dll       |     |         |

A row goes on with the one above where some of its cells are empty and those that are not stand below cells that are
full. What stands in the two is put together where that is a value, and where they were not two of them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..names.hosts import is_place
from ..text.edits import Edit
from ..text.hexadecimal import HASHES, HEXADECIMAL

_ROW = re.compile(r"\n[> \t]{0,8}[|\u2502][^\n|\u2502]*(?:[|\u2502][^\n|\u2502]*){1,12}[|\u2502][ \t\r]*(?=\n|\Z)")
_CELL = re.compile(r"(?<=[|\u2502])[^|\u2502\n]*(?=[|\u2502])")
_ROWS_MAX = 8  # that one value is broken into
_BLANKS_OF_FULL = 1  # behind what fills a cell
_GOES_ON = tuple("-./_=&?")  # with these ends no value, so that the cell need not be full
_PLACE = re.compile(r"(?:[a-z*]{2,6}://)?([\w.-]{4,253}?)(?::[0-9]{1,5})?(?:[/?#].*)?\Z")


class _Cell(NamedTuple):
    """What is written in a cell, where that begins, and how many blanks are behind it."""

    written: str
    start: int
    blanks: int


def joined_cells(text: str) -> Iterator[Edit]:
    """The edits that put what is broken together where it begins, and take it away below."""
    rows: list[list[_Cell]] = []
    end = -1
    for row in _ROW.finditer(text):
        cells = list(_cells(text, *row.span()))
        goes_on = rows and row.start() == end and len(rows) < _ROWS_MAX and _is_rest(rows, cells)
        if not goes_on:
            yield from _joined(rows)
            rows = []
        rows.append(cells)
        end = row.end()
    yield from _joined(rows)


def _cells(text: str, start: int, end: int) -> Iterator[_Cell]:
    for cell in _CELL.finditer(text, start, end):
        left = cell[0].lstrip(" ")
        written = left.rstrip(" ")
        yield _Cell(written, cell.end() - len(left), len(left) - len(written))


def _is_rest(rows: list[list[_Cell]], cells: list[_Cell]) -> bool:
    """Whether a row has empty cells below the first one's, and all others of it go on with what is above them."""
    if len(cells) != len(rows[0]):
        return False
    pairs = list(zip(rows[0], rows[-1], cells, strict=True))
    has_empty = any(first.written and not cell.written for first, _, cell in pairs)
    return has_empty and all(_may_go_on(above) for _, above, cell in pairs if cell.written)


def _may_go_on(cell: _Cell) -> bool:
    return cell.written != "" and (cell.blanks <= _BLANKS_OF_FULL or cell.written.endswith(_GOES_ON))


def _joined(rows: list[list[_Cell]]) -> Iterator[Edit]:
    """Those of the columns of rows that go on with one another."""
    for column in zip(*rows, strict=True) if len(rows) > 1 else ():
        first, *rest = column
        pieces = [cell.written for cell in rest if cell.written]
        if pieces and _is_value(first.written, pieces):
            end = first.start + len(first.written)
            yield (end, end, "".join(pieces))
            for cell in rest:
                yield (cell.start, cell.start + len(cell.written), "")


def _is_value(first: str, pieces: list[str]) -> bool:
    """Whether pieces are together a value, and not each of them by itself."""
    whole = first + "".join(pieces)
    if " " in whole or (_is_whole(first) and all(map(_is_whole, pieces))):
        return False
    return _is_whole(whole)


def _is_whole(written: str) -> bool:
    if HEXADECIMAL.match(written):
        return len(written) in HASHES
    place = _PLACE.match(written.lower().replace("[.]", ".").replace("[:]", ":"))
    return place is not None and is_place(place[1])
