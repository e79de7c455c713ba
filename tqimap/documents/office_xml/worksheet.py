"""Sheets of an XLSX workbook (ECMA-376, part 1, 18.3): every text once, with the cell where it first stands.

Shared strings are read after the sheets and given once each, so that a string of a megabyte in half a million
cells costs a megabyte.
"""

import re
from collections.abc import Iterator, Mapping, Set

from tqimap.documents.office_xml.dialects import OFFICE_OPEN_XML
from tqimap.documents.office_xml.part_text import PartText, read_part
from tqimap.documents.office_xml.parts import Part
from tqimap.documents.pieces import Piece
from tqimap.documents.values import labels
from tqimap.documents.workbooks.cells import MAX_NAME, MAX_PLACED, Cells
from tqimap.documents.workbooks.formulas import words_of

_SHEET = re.compile(r"(?:.*/)?(?:worksheets|macrosheets|dialogsheets)/[^/]+\.xml", re.I)
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2"})
_STRINGS = re.compile(r"(?:.*/)?sharedStrings\.xml", re.I)
_BOOK = re.compile(r"(?:.*/)?workbook\.xml", re.I)
_RELATIONS = re.compile(r"(?:.*/)?workbook\.xml\.rels", re.I)


class Workbook:
    """Sheets and strings are kept until the whole package has been seen, and read then."""

    def __init__(self) -> None:
        self._sheets: list[Part] = []
        self._strings: list[Part] = []
        self._titles: dict[str, str] = {}  # relationship to the name that the user sees
        self._files: dict[str, str] = {}  # file to relationship
        self.places: dict[str, Mapping[str, Set[str]]] = {}  # within the targets of links, by part and relationship

    def takes(self, part: Part) -> bool:
        """Whether the part is read by ``cells`` alone; looks for the names of sheets on the way."""
        if _SHEET.fullmatch(part.name):
            self._sheets.append(part)
        elif _STRINGS.fullmatch(part.name):
            self._strings.append(part)
        else:
            self._learn(part)
            return False
        return True

    def cells(self) -> Iterator[Piece]:
        """What stands in all sheets, each under its name, then the strings that they share."""
        cells = Cells()
        cells.know(self._strings_ahead())
        for part in self._sheets:
            title = self._titles.get(self._files.get(file_of(part.name), ""), part.name)
            sheet = _Sheet(title, cells)
            yield from read_part(part, sheet)
            self.places[part.name] = sheet.places
        for part in self._strings:
            yield from read_part(part, _Strings(part.name, cells))

    def _strings_ahead(self) -> dict[int, str]:
        """The shared strings by their index, if there may be labels among them."""
        ahead = _Ahead("", Cells())
        for part in self._strings:
            if labels.may_be_in(part.data):
                for _ in read_part(part, ahead):
                    pass
        return ahead.strings

    def _learn(self, part: Part) -> None:
        if _BOOK.fullmatch(part.name):
            self._titles = attribute_pairs(part, "sheet", "id", "name")
        elif _RELATIONS.fullmatch(part.name):
            files = attribute_pairs(part, "Relationship", "Target", "Id")
            self._files = {file_of(target): relation for target, relation in files.items()}


def file_of(path: str) -> str:
    """The name of a sheet's file with its folder: sheets of charts have the same names in another one."""
    return "/".join(path.split("/")[-2:])


class _Cells(PartText):
    """A part whose words stand in cells."""

    def __init__(self, name: str, cells: Cells) -> None:
        super().__init__(name, OFFICE_OPEN_XML)
        self._cells = cells

    def cell(self, words: str, cell: str) -> None:
        """The words of one cell, with the cell where they may hold an indicator."""
        if apart := self._cells.apart(words, cell):
            self.piece(apart)
        else:
            self.line(labels.without_colon(words))


class _Sheet(_Cells):
    """Cells with their values, formulas and inline strings; what else is in the part as everywhere."""

    def __init__(self, title: str, cells: Cells) -> None:
        super().__init__(title, cells)
        self._row: list[tuple[str, str]] = []  # words of their own, with their cells
        self._cell = ""  # or the range that a rule is for
        self._type = ""

    def attributes(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "c":
            self._cell = f"{self.name}!{attributes.get('r', '')}"
            self._type = attributes.get("t", "n")
        else:
            if "sqref" in attributes:
                self._cell = f"{self.name}!{attributes['sqref'].split(' ')[0]}"
            super().attributes(element, attributes)

    def words(self, element: str, text: str) -> None:
        if element == "v" and self._type == "s":
            if text.isdecimal() and len(text) < 9:
                self._cells.place(int(text), self._cell)
        elif element in _FORMULAS:
            self.cell(words_of(text), self._cell)
        elif element in ("v", "is") and self._type != "n":
            self._cells.rows.add(self._cell, text, self._cell)
            self._row.append((text, self._cell))
        elif element == "v":
            self.cell(text, "")
        else:
            super().words(element, text)

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag.endswith("}row") or tag == "row":
            self._end_row()

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_row(self) -> None:
        self._cells.rows.end()
        for words, cell in self._row:
            self.cell(words, cell)
        self._row = []


class _Strings(_Cells):
    """The table of shared strings; the index of each is its order."""

    def __init__(self, name: str, cells: Cells) -> None:
        super().__init__(name, cells)
        self._index = 0

    def words(self, element: str, text: str) -> None:
        if element == "si":
            self.cell(text, self._cells.first(self._index))
            self._index += 1
        else:
            super().words(element, text)


class _Ahead(_Cells):
    """The shared strings by their index, those that are no longer than a name."""

    def __init__(self, name: str, cells: Cells) -> None:
        super().__init__(name, cells)
        self.strings: dict[int, str] = {}
        self._index = 0

    def words(self, element: str, text: str) -> None:
        if element == "si":
            if len(text) <= MAX_NAME and len(self.strings) < MAX_PLACED:
                self.strings[self._index] = text
            self._index += 1


class _Pairs(PartText):
    """Two attributes of each ``element``, as key and value."""

    def __init__(self, part: Part, element: str, key: str, value: str) -> None:
        super().__init__(part.name, OFFICE_OPEN_XML)
        self._wanted = (element, key, value)
        self.pairs: dict[str, str] = {}

    def attributes(self, element: str, attributes: Mapping[str, str]) -> None:
        wanted, key, value = self._wanted
        if element == wanted:
            local = {name.rpartition("}")[2]: text for name, text in attributes.items()}
            self.pairs[local.get(key, "")] = local.get(value, "")


def attribute_pairs(part: Part, element: str, key: str, value: str) -> dict[str, str]:
    """Of every ``element`` of the part, the attribute ``key`` with the attribute ``value``."""
    pairs = _Pairs(part, element, key, value)
    for _ in read_part(part, pairs):
        pass
    return pairs.pairs
