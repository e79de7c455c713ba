"""Excel 5 to 2003 (MS-XLS; BIFF5 and BIFF8): every record that can hold words, hidden and macro sheets included.

Records are read in one pass and no grid of cells is built, so that a cell at the far corner costs nothing.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice

from tqimap.documents import carve, code_pages
from tqimap.documents.bounded import first_records
from tqimap.documents.compound_file import Storage
from tqimap.documents.office import crypt
from tqimap.documents.pieces import Context, Link, Piece
from tqimap.documents.workbooks.biff_strings import Segments, counted, literals
from tqimap.documents.workbooks.cells import Cells, cell_name, number, rk_number
from tqimap.documents.workbooks.formulas import without_codes, words_of_format

FIRST_RECORDS = 100  # in which encryption is told
GLOBAL_RECORDS = 20_000  # before the sheets; some thousand styles are honest
WORDS_AT_ONCE = 10_000  # of one sheet that are told together
MAX_SHARED = 1_000_000  # strings of one workbook; a sheet has 65,536 rows


class Kind(IntEnum):
    """Types of records (MS-XLS 2.3) by their names there."""

    FORMULA = 0x06
    EOF = 0x0A
    HEADER = 0x14
    FOOTER = 0x15
    NAME = 0x18
    FILEPASS = 0x2F
    CONTINUE = 0x3C
    CODEPAGE = 0x42
    BOUNDSHEET = 0x85
    MULRK = 0xBD
    RSTRING = 0xD6
    SST = 0xFC
    LABELSST = 0xFD
    TXO = 0x01B6
    HLINK = 0x01B8
    DV = 0x01BE
    NUMBER = 0x0203
    LABEL = 0x0204
    STRING = 0x0207
    RK = 0x027E
    FORMAT = 0x041E
    BOF = 0x0809


_CELLS = frozenset({Kind.LABELSST, Kind.LABEL, Kind.RSTRING, Kind.NUMBER, Kind.RK, Kind.MULRK, Kind.FORMULA})
_BIFF8 = 0x0600
_MACRO_SHEET = b"\x01"
_BARE = frozenset(
    {0x31, 0x0293, 0xE0, 0xBE, 0x0201, 0x0208, 0xD7, 0x7D, 0x08C8, 0x087D, 0x0892, 0x4D, 0x0896}
    | {0x10, 0x26, 0x27, 0x28, 0x29, 0xA1, 0x088E, 0x0225}
)  # fonts, styles, blanks, rows, margins, the printer: no words of an author
_URL_MONIKER = bytes.fromhex("E0C9EA79F9BACE118C8200AA004BA90B")  # MS-OSHARED 2.3.7.6
_LINK_FLAGS, _HAS_PLACE = 28, 0x08  # behind range, class and version; the place within the target (MS-OSHARED 2.3.7.1)
_MIN_CHARACTERS = 4  # of a string in a record that is not taken apart; shorter ones are chance


@dataclass(slots=True)
class _Book:
    """What is known of the workbook so far."""

    cells: Cells = field(default_factory=Cells)
    biff8: bool = True
    code_page: str = code_pages.FALLBACK
    titles: dict[int, str] = field(default_factory=dict)  # offset of a sheet's BOF to its name
    sheet: str = "workbook"
    strings: list[str] = field(default_factory=list)
    links: list[Piece] = field(default_factory=list)
    notes: list[Piece] = field(default_factory=list)


def pieces(storage: Storage, context: Context) -> Iterator[Piece]:
    """The words of all sheets, then the links. A file for both Excel 95 and 97 has two workbooks."""
    for stream in filter(None, map(storage.read, ("Workbook", "Book"))):
        if _is_encrypted(stream):
            yield from crypt.pieces(storage, context)
            return
        book = _Book()
        yield from _sheets(stream, book)
        yield from book.links
        yield from book.notes


def _is_encrypted(stream: bytes) -> bool:
    """The record that says so is among the first (MS-XLS 2.1.7.20.3)."""
    return any(kind == Kind.FILEPASS for kind, _, _ in islice(records(stream), FIRST_RECORDS))


def has_macro_sheets(stream: bytes) -> bool:
    """Whether one of the sheets that the workbook lists is one of Excel 4 macros (MS-XLS 2.4.28)."""
    for kind, _, body in islice(records(stream), GLOBAL_RECORDS):
        if kind in (Kind.EOF, Kind.FILEPASS):  # behind it the sheets, or ciphertext
            return False
        if kind == Kind.BOUNDSHEET and body[5:6] == _MACRO_SHEET:
            return True
    return False


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, offset and body of each record; a body that is cut short is given as it is."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, at, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheets(stream: bytes, book: _Book) -> Iterator[Piece]:
    """Record by record; words gather under the name of the sheet that they stand in."""
    pending = Segments()
    words: list[tuple[str, str]] = []
    for kind, offset, body in first_records(records(stream), book.notes):
        if kind == Kind.CONTINUE:
            pending.add(body)
            continue
        words += _segmented(pending, book)
        pending = Segments(kind, body)
        if kind == Kind.BOF or len(words) > WORDS_AT_ONCE:
            yield from book.cells.told(iter(words), book.sheet)
            words = []
        if kind == Kind.BOF:
            _begin(body, offset, book)
    words += _segmented(pending, book)
    book.cells.rows.end()
    yield from book.cells.told(iter(words), book.sheet)
    unplaced = ((text, book.cells.first(index)) for index, text in enumerate(book.strings))
    yield from book.cells.told(unplaced, "shared strings")


def _begin(body: bytes, offset: int, book: _Book) -> None:
    book.sheet = book.titles.get(offset, book.sheet)
    if offset == 0 and len(body) >= 2:  # Excel 95 writes the version of 97 into its sheets
        book.biff8 = struct.unpack_from("<H", body)[0] >= _BIFF8


def _segmented(record: Segments, book: _Book) -> list[tuple[str, str]]:
    """The words of one record with all its continuations. A body too short for its fields has no words."""
    try:
        return list(_words(record, book))
    except (struct.error, IndexError):
        return []


def _words(record: Segments, book: _Book) -> Iterator[tuple[str, str]]:
    kind, body = record.kind, record.body
    match kind:
        case Kind.EOF | Kind.BOF:
            return
        case Kind.CODEPAGE:
            book.code_page = code_pages.codec(struct.unpack_from("<H", body)[0])
        case Kind.BOUNDSHEET:
            book.titles[struct.unpack_from("<I", body)[0]] = title = _short(body[6:], book)
            yield title, ""
        case Kind.SST:
            for text in record.shared(struct.unpack_from("<I", body, 4)[0], MAX_SHARED):
                book.strings.append(text)  # one by one: those before a damage are kept
            book.cells.know(dict(enumerate(book.strings)))
        case Kind.TXO:
            yield record.text_object(), ""
        case Kind.HLINK:
            yield from _link(body, book)
        case _:
            yield from _cell(kind, body, book)


def _cell(kind: int, body: bytes, book: _Book) -> Iterator[tuple[str, str]]:
    if kind not in _CELLS:
        yield from _other(kind, body, book)
        return
    row, column = struct.unpack_from("<HH", body)
    cell = f"{book.sheet}!{cell_name(row, column)}"
    match kind:
        case Kind.LABELSST:
            book.cells.place(struct.unpack_from("<I", body, 6)[0], cell)
        case Kind.LABEL | Kind.RSTRING:
            text = counted(body[6:], book.biff8, book.code_page)
            book.cells.rows.add(cell, text, cell)
            yield text, cell
        case Kind.NUMBER:
            yield number(struct.unpack_from("<d", body, 6)[0]), ""
        case Kind.RK:
            yield number(rk_number(struct.unpack_from("<I", body, 6)[0])), ""
        case Kind.MULRK:
            for at in range(6, len(body) - 5, 6):
                yield number(rk_number(struct.unpack_from("<I", body, at)[0])), ""
        case Kind.FORMULA:
            yield from ((text, cell) for text in literals(body[22:], 1, book.biff8, _narrow(book)))


def _narrow(book: _Book) -> str:
    """The code page of strings with one byte a character: in BIFF8 the lower half of Unicode."""
    return "latin-1" if book.biff8 else book.code_page


def _other(kind: int, body: bytes, book: _Book) -> Iterator[tuple[str, str]]:
    if kind == Kind.STRING:
        yield counted(body, book.biff8, book.code_page), ""
    elif kind in (Kind.HEADER, Kind.FOOTER):
        text = counted(body, True, "") if book.biff8 else _short(body, book)
        yield without_codes(text), ""
    elif kind == Kind.FORMAT:
        yield words_of_format(counted(body[2:], True, "") if book.biff8 else _short(body[2:], book)), ""
    elif kind == Kind.NAME:
        yield from ((text, "") for text in literals(body, 1, book.biff8, _narrow(book)))
        yield from ((text, "") for text in carve.strings(body, _MIN_CHARACTERS))
    elif kind == Kind.DV:
        yield from ((text, "") for text in _validation(body))
    elif kind not in _BARE and len(body) > _MIN_CHARACTERS:
        yield from ((text, "") for text in carve.strings(body, _MIN_CHARACTERS))


def _validation(body: bytes) -> Iterator[str]:
    """Titles and texts of what is told the user of a cell, then the formulas for it, or a list (MS-XLS 2.4.90)."""
    at = 4
    for _ in range(4):
        size, flags = struct.unpack_from("<HB", body, at)
        yield counted(body[at:], True, "")
        at += 3 + (2 * size if flags & 1 else size)
    yield from carve.strings(body[at:], _MIN_CHARACTERS)


def _short(body: bytes, book: _Book) -> str:
    """A name with its length in one byte (MS-XLS 2.5.240)."""
    return counted(body[:1] + b"\0" + body[1:], book.biff8, book.code_page)


def _link(body: bytes, book: _Book) -> Iterator[tuple[str, str]]:
    """A hyperlink's URL apart, its label and the place in the document as words (MS-XLS 2.4.140)."""
    row, column = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, 4)[0]
    cell = f"{book.sheet}!{cell_name(row, column)}"
    at = body.find(_URL_MONIKER)
    if at >= 0:
        size = struct.unpack_from("<I", body, at + 16)[0]
        url, behind = _terminated(body[at + 20 : at + 20 + size]), body[at + 20 + size :]
        has_place = len(body) > _LINK_FLAGS and body[_LINK_FLAGS] & _HAS_PLACE
        place = _terminated(behind[4:]) if has_place and "#" not in url else ""
        book.links.append(Link(f"{url}#{place}" if place else url, f"{cell} link"))
        body = body[:at] + behind
    yield from ((text, cell) for text in carve.strings(body, _MIN_CHARACTERS))


def _terminated(text: bytes) -> str:
    """UTF-16 up to its zero."""
    return text.decode("utf-16-le", "replace").partition("\0")[0]
