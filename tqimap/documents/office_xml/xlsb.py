"""Binary workbooks (MS-XLSB): a package whose sheets and strings are records instead of XML."""

import re
import struct
from collections.abc import Iterable, Iterator

from tqimap.documents import carve
from tqimap.documents.bounded import first_records
from tqimap.documents.office_xml import ooxml
from tqimap.documents.office_xml.parts import Part, parts
from tqimap.documents.office_xml.worksheet import attribute_pairs, file_of
from tqimap.documents.pieces import Child, Context, Piece
from tqimap.documents.workbooks.biff_strings import literals
from tqimap.documents.workbooks.cells import MAX_NAME, MAX_PLACED, Cells, cell_name, number, rk_number
from tqimap.documents.workbooks.formulas import without_codes

# Types of records (MS-XLSB 2.3.2)
ROW = 0
RK_CELL = 2
REAL = 5
INLINE = 6
SHARED = 7
FORMULA_STRING = 8
LAST_CELL = 11
SHORT_CELLS = range(12, 19)  # the same in the same order, without their column
STRING_ITEM = 19
SHEET = 156
HEADERS = 479

MIN_CHARACTERS = 4  # of a string in a record that is not taken apart; shorter ones are chance

_BARE = frozenset({157, 476, 485})  # numbers: calculation, margins, format (MS-XLSB 2.3.2)
_SHEET = re.compile(r"(?:.*/)?(?:worksheets|macrosheets|dialogsheets)/[^/]+\.bin", re.I)
_BOOK = re.compile(r"(?:.*/)?workbook\.bin", re.I)
_STRINGS = re.compile(r"(?:.*/)?sharedStrings\.bin", re.I)
_RELATIONS = re.compile(r"(?:.*/)?workbook\.bin\.rels", re.I)
_WITHOUT_WORDS = re.compile(r"(?:.*/)?(?:styles|calcChain|binaryIndex\d*)\.bin", re.I)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The XML parts as in any package; the binary ones by their records."""
    binary: list[Part] = []
    for piece in ooxml.read(data, context):
        if isinstance(piece, Child) and piece.name.lower().endswith(".bin") and _is_records(piece):
            binary.append(Part(piece.name, piece.data))
        else:
            yield piece
    yield from _Workbook(binary, _relations(data)).pieces()


def _is_records(child: Child) -> bool:
    return child.data[:4] != b"\xd0\xcf\x11\xe0" and "vbaproject" not in child.name.lower()


def _relations(data: bytes) -> dict[str, str]:
    """Which sheet's file a relationship of the workbook means."""
    for part in parts(data):
        if _RELATIONS.fullmatch(part.name):
            return attribute_pairs(part, "Relationship", "Id", "Target")
    return {}


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and body of each record: both type and length are numbers in groups of 7 bits (MS-XLSB 2.1.4)."""
    at = 0
    while at < len(data):
        kind, at = _packed(data, at, 2)
        size, at = _packed(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _packed(data: bytes, at: int, longest: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(data[at : at + longest]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, at + index + 1
    return value, at + longest


class _Workbook:
    """The binary parts of one workbook: first the names of its sheets, last the shared strings."""

    def __init__(self, binary: list[Part], files: dict[str, str]) -> None:
        self._binary = binary
        self._files = files
        self._cells = Cells()
        self._titles: dict[str, str] = {}
        self._notes: list[Piece] = []

    def pieces(self) -> Iterator[Piece]:
        self._cells.know(self._strings_ahead())
        for part in sorted(self._binary, key=_order):
            if not _WITHOUT_WORDS.fullmatch(part.name):
                yield from self._cells.told(self._words(part), self._title(part.name))
        yield from self._notes

    def _strings_ahead(self) -> dict[int, str]:
        """The shared strings by their index."""
        parts = (part for part in self._binary if _STRINGS.fullmatch(part.name))
        bodies = (body for part in parts for kind, body in records(part.data) if kind == STRING_ITEM)
        numbered = zip(range(MAX_PLACED), bodies, strict=False)
        return {index: wide(body, 1) for index, body in numbered if len(body) <= 2 * MAX_NAME}

    def _title(self, name: str) -> str:
        return self._titles.get(file_of(name), name)

    def _words(self, part: Part) -> Iterator[tuple[str, str]]:
        """The words of a row of cells come together, once all of it is known: one of them may say what others are."""
        row = index = 0
        found: list[tuple[str, str]] = []  # in the row
        is_sheet = _SHEET.fullmatch(part.name)
        for kind, body in _with_columns(first_records(records(part.data), self._notes)):
            if is_sheet and kind == ROW and len(body) >= 4:
                before, (row,) = row, struct.unpack_from("<I", body)
                if row != before:
                    self._cells.rows.end()
                    yield from found
                    found = []
            elif is_sheet and kind <= LAST_CELL and len(body) >= 12:
                found += self._cell(kind, body, f"{self._title(part.name)}!{cell_name(row, _column(body))}")
            elif kind == STRING_ITEM:
                self._cells.rows.end()
                yield wide(body, 1), self._cells.first(index)
                index += 1
            elif kind == SHEET:
                yield self._sheet(body), ""
            elif kind == HEADERS:
                yield from ((without_codes(text), "") for text in _headers(body))
            elif kind not in _BARE and len(body) > MIN_CHARACTERS:
                yield from ((text, "") for text in carve.strings(body, MIN_CHARACTERS))
        self._cells.rows.end()
        yield from found

    def _cell(self, kind: int, body: bytes, cell: str) -> Iterator[tuple[str, str]]:
        """A cell's body begins with column and style, 4 bytes each (MS-XLSB 2.5.9)."""
        if kind == SHARED:
            self._cells.place(struct.unpack_from("<I", body, 8)[0], cell)
        elif kind == RK_CELL:
            yield number(rk_number(struct.unpack_from("<I", body, 8)[0])), ""
        elif kind == REAL and len(body) >= 16:
            yield number(struct.unpack_from("<d", body, 8)[0]), ""
        elif kind in (INLINE, FORMULA_STRING):
            text = wide(body, 8)
            self._cells.rows.add(cell, text, cell)
            yield text, cell
        if kind >= FORMULA_STRING:
            yield from ((text, cell) for text in literals(body[8:], 2, False, ""))

    def _sheet(self, body: bytes) -> str:
        """Relationship and name of a sheet, behind its state and number (MS-XLSB 2.4.311)."""
        begin = 8 if wide(body, 8).startswith("rId") else 12  # a beta of 2007 wrote four bytes more
        relation = wide(body, begin)
        title = wide(body, begin + 4 + 2 * len(relation))
        self._titles[file_of(self._files.get(relation, relation))] = title
        return title


def wide(body: bytes, at: int) -> str:
    """A string behind its length in 4 bytes (MS-XLSB 2.5.168)."""
    size = int.from_bytes(body[at : at + 4], "little")
    return "" if size == 0xFFFFFFFF else body[at + 4 : at + 4 + 2 * size].decode("utf-16-le", "replace")


def _headers(body: bytes) -> Iterator[str]:
    """Header and footer of all pages, the even and the first one, behind flags (MS-XLSB 2.4.46)."""
    at = 2
    for _ in range(6):
        text = wide(body, at)
        yield text
        at += 4 + 2 * len(text)


def _with_columns(records: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Records, those of cells that stand behind the last one told with the column where that is."""
    column = 0
    for kind, body in records:
        if kind in SHORT_CELLS:
            column += 1
            yield kind - LAST_CELL, struct.pack("<I", column) + body
            continue
        if kind <= LAST_CELL:
            column = _column(body)
        yield kind, body


def _column(body: bytes) -> int:
    return min(int.from_bytes(body[:4], "little"), 0x3FFF)  # the last column a sheet has


def _order(part: Part) -> int:
    """The book before the sheets that it names, the strings of all sheets last."""
    if _BOOK.fullmatch(part.name):
        return 0
    return 2 if _STRINGS.fullmatch(part.name) else 1
