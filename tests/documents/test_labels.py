"""Names that have no form of their own: a heading, the cell beside one or an element says what they are."""

import struct
from collections.abc import Iterable

import pytest
from office_files import package, read_ole, record, shared_strings, texts, word_97, workbook

from tqimap.documents import text
from tqimap.documents.markup import html, xml
from tqimap.documents.office.excel import Kind
from tqimap.documents.office_xml import flat, odf, ooxml, xlsb
from tqimap.documents.pieces import Context, Piece, Text
from tqimap.documents.values import labels
from tqimap.indicators import find
from tqimap.indicators.artefacts import file_names

BELOW = [
    ("MD5", "File name", "Mutex"),
    ("1", "a b.exe", "Global\\x y"),
    ("2", "c.dll", "-"),
    ("3", "d.com.docm", "Q_1"),
]
BESIDE = [
    ("Dateiname", "a b.exe"),
    ("Mutex:", "Global\\x y"),
    ("c.dll", "filename"),
    ("d.com.docm", "FILE"),
    ("MUTEX", "Q_1"),
]
NAMES = ["a b.exe", "Global\\x y", "c.dll", "d.com.docm", "Q_1"]

Rows = list[tuple[str, ...]]


def table(rows: Rows, row: str, cell: str) -> str:
    return "".join(row.format("".join(cell.format(words) for words in cells)) for cells in rows)


def page(rows: Rows) -> Iterable[Piece]:
    return html.read(f"<table>{table(rows, '<tr>{}</tr>', '<td><p>{}</p></td>')}</table>".encode(), Context())


def word(rows: Rows) -> Iterable[Piece]:
    cells = table(rows, "<w:tr>{}</w:tr>", "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>")
    return ooxml.read(package({"word/document.xml": f'<w:d xmlns:w="urn:w"><w:tbl>{cells}</w:tbl></w:d>'}), Context())


def old_word(rows: Rows) -> Iterable[Piece]:
    return read_ole(word_97("Before\r" + table(rows, "{}\x07", "{}\x07") + "behind"))


def open_document(rows: Rows) -> Iterable[Piece]:
    cells = table(
        rows, "<table:table-row>{}</table:table-row>", "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    )
    content = f'<o xmlns:table="urn:t" xmlns:text="urn:x"><table:table>{cells}</table:table></o>'
    return odf.read(package({"content.xml": content}), Context())


def excel_2003(rows: Rows) -> Iterable[Piece]:
    cells = table(rows, "<ss:Row>{}</ss:Row>", "<ss:Cell><ss:Data>{}</ss:Data></ss:Cell>")
    book = '<?xml version="1.0"?><ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{}</ss:Workbook>'
    return flat.read(book.format(f"<ss:Table>{cells}</ss:Table>").encode(), Context())


def shared(rows: Rows) -> tuple[list[str], list[tuple[int, int, int]]]:
    """The shared strings of a sheet, sorted as some programs write them, and the cells with their numbers."""
    strings = sorted({words for cells in rows for words in cells})
    places = [
        (row, column, strings.index(words)) for row, cells in enumerate(rows) for column, words in enumerate(cells)
    ]
    return strings, places


def excel(rows: Rows) -> Iterable[Piece]:
    strings, places = shared(rows)
    cells = [f'<c r="{"ABC"[c]}{r + 1}" t="s"><v>{index}</v></c>' for r, c, index in places]
    items = "".join(f"<si><t>{words}</t></si>" for words in strings)
    sheet = "".join(cells).replace('<c r="A', '</row><row><c r="A').removeprefix("</row>") + "</row>"
    return ooxml.read(
        package({"xl/sharedStrings.xml": items.join(("<sst>", "</sst>")), "xl/worksheets/s.xml": f"<w>{sheet}</w>"}),
        Context(),
    )


def excel_inline(rows: Rows) -> Iterable[Piece]:
    cells = "".join(
        '<row r="{}">{}</row>'.format(
            r,
            "".join(f'<c r="{"ABC"[c]}{r}" t="inlineStr"><is><t>{words}</t></is></c>' for c, words in enumerate(cells)),
        )
        for r, cells in enumerate(rows, start=1)
    )
    return ooxml.read(package({"xl/worksheets/s.xml": f"<w>{cells}</w>"}), Context())


def old_excel(rows: Rows) -> Iterable[Piece]:
    strings, places = shared(rows)
    cells = (record(Kind.LABELSST, struct.pack("<HHHI", r, c, 0, index)) for r, c, index in places)
    return read_ole({"Workbook": workbook(record(Kind.SST, shared_strings(*strings)), {"S": b"".join(cells)}, 0x0600)})


def binary_excel(rows: Rows) -> Iterable[Piece]:
    def one(kind: int, body: bytes) -> bytes:
        return bytes([kind, len(body)]) + body

    strings, places = shared(rows)
    items = (one(19, b"\0" + struct.pack("<I", len(words)) + words.encode("utf-16-le")) for words in strings)
    cells = (one(0, struct.pack("<I", r)) + one(7, struct.pack("<III", c, 0, index)) for r, c, index in places)
    parts = {"xl/sharedStrings.bin": b"".join(items), "xl/worksheets/s.bin": b"".join(cells)}
    return xlsb.read(package(parts), Context())


def old_excel_inline(rows: Rows) -> Iterable[Piece]:
    cells = (
        record(Kind.LABEL, struct.pack("<4HB", r, c, 0, len(words), 0) + words.encode())
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
    )
    return read_ole({"Workbook": workbook(b"", {"S": b"".join(cells)}, 0x0600)})


def binary_excel_inline(rows: Rows) -> Iterable[Piece]:
    """The first cell of a row with its column, the others without one, as SheetJS writes them."""

    def one(kind: int, body: bytes) -> bytes:
        return bytes([kind, len(body)]) + body

    def string(words: str) -> bytes:
        return bytes(4) + struct.pack("<I", len(words)) + words.encode("utf-16-le")

    sheet = b""
    for r, (first, *others) in enumerate(rows):
        sheet += one(0, struct.pack("<I", r)) + one(6, bytes(4) + string(first))
        sheet += b"".join(one(17, string(words)) for words in others)
    return xlsb.read(package({"xl/worksheets/s.bin": sheet}), Context())


def lines(rows: Rows) -> Iterable[Piece]:
    return text.read(table(rows, "{}\n", "{};").replace(";\n", "\n").encode(), Context())


def found(pieces: Iterable[Piece]) -> list[str]:
    texts_ = [piece.text for piece in pieces if isinstance(piece, Text)]
    names = [each.value for shown in texts_ for each in find(shown).found if each.type in ("Filename", "Mutex")]
    return sorted(set(names))


KINDS = [
    *(page, word, old_word, open_document, excel_2003, excel, excel_inline, old_excel, old_excel_inline, binary_excel),
    binary_excel_inline,
]


@pytest.mark.parametrize("kind", [*KINDS, lines], ids=lambda kind: kind.__name__)
def test_names_below_their_heading(kind) -> None:
    assert found(kind(BELOW)) == sorted(NAMES)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_names_beside_their_label(kind) -> None:
    assert found(kind(BESIDE)) == sorted(NAMES)


@pytest.mark.parametrize("kind", [*KINDS, lines], ids=lambda kind: kind.__name__)
def test_what_is_no_name_is_none(kind) -> None:
    assert found(kind([("Mutex", "first_seen", "MD5"), ("none", "2026", "1"), ("yes", "No", "FirstSeen")])) == []
    assert found(kind([("File", "Size"), ("See the list", "a.exe"), ("notes", "b.exe")])) == []


def test_a_name_in_pieces_and_one_that_leads_somewhere() -> None:
    cells = (
        "<tr><td>Mutex<td><span>Global\\</span><b>x</b>_1<td>z</tr><tr><td><a href='/x'>File</a><td><a href=y>a.exe</a>"
    )
    assert found(html.read(f"<table>{cells}</table>".encode(), Context())) == ["Global\\x_1", "a.exe"]


def test_a_table_in_a_cell_of_another() -> None:
    inner = "<table><tr><td>Mutex<td>Q_1</table>"
    assert found(html.read(f"<table><tr><td>x<td>{inner}<td>y</tr></table>".encode(), Context())) == ["Q_1"]


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ('<i><Context search="FileItem/FileName"/><Content type="string">a b.exe</Content></i>', 'Filename: "a b.exe"'),
        ('<i><Context search="ProcessItem/HandleList/Handle/Name"/><Content>_A_2</Content></i>', 'Mutex: "_A_2"'),
        ('<i><Context search="ServiceItem/name"/><Content>EvilSvc</Content></i>', 'Service Name: "EvilSvc"'),
        ('<m:Name xmlns:m="http://cybox.mitre.org/objects#MutexObject-2">Global\\a</m:Name>', 'Mutex: "Global\\a"'),
        ("<F:File_Name xmlns:F='u'>a.exe</F:File_Name>", 'Filename: "a.exe"'),
        ("<a><User_Agent>Quota/4.0</User_Agent></a>", 'User-agent: "Quota/4.0"'),
        ('<i><Context search="FileItem/Md5sum"/><Content>a_A.exe</Content></i>', "a_A.exe"),
        ("<a><file>notes</file><file><b>a.exe</b></file></a>", "notes\na.exe"),
    ],
)
def test_elements_of_open_ioc_and_stix(page: str, name: str) -> None:
    assert next(piece.text for piece in xml.read(page.encode(), Context()) if isinstance(piece, Text)) == name


@pytest.mark.parametrize("words", ["Filename", "FILE_NAME:", "**File name**", "Dateiname", "имя файла", "file-name"])
def test_labels(words: str) -> None:
    assert labels.type_of(words) == "Filename"


@pytest.mark.parametrize("words", sorted(file_names.LABELS))
def test_what_announces_a_file_in_a_text_heads_a_column_as_well(words: str) -> None:
    assert labels.type_of(words.capitalize()) == "Filename"
    assert labels.may_be_in(f"<t>{words.capitalize()}</t>".encode())
    assert labels.may_be_in_text(f"{words.capitalize()}\r\na.exe")


@pytest.mark.parametrize(
    "words", ["", "The file name", "profile", "file name of the mail that came", "Attachment", "-"]
)
def test_other_words(words: str) -> None:
    assert labels.type_of(words) == ""


def test_the_place_of_a_name_is_its_cell() -> None:
    assert any(isinstance(each, Text) and each.spot.endswith("!B2") and "a b.exe" in each.text for each in excel(BELOW))
    assert texts(list(excel(BELOW))).count("a b.exe") == 1
