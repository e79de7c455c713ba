"""XLS and XLSB: cells with their place, hidden and macro sheets, links, comments, strings cut by CONTINUE."""

import struct

import pytest
from office_files import (
    RELATIONS,
    compound_file,
    links,
    package,
    read_ole,
    record,
    relation,
    shared_strings,
    spot_of,
    texts,
    workbook,
)

from tqimap.documents.file_type import sniff
from tqimap.documents.office.excel import Kind
from tqimap.documents.office_xml import xlsb
from tqimap.documents.pieces import Context, Piece
from tqimap.documents.workbooks.biff_strings import literals
from tqimap.documents.workbooks.cells import cell_name, rk_number


def read(globals_: bytes, sheets: dict[str, bytes], version: int = 0x0600) -> list[Piece]:
    return read_ole({"Workbook" if version >= 0x0600 else "Book": workbook(globals_, sheets, version)})


def labelsst(row: int, column: int, index: int) -> bytes:
    return record(Kind.LABELSST, struct.pack("<HHHI", row, column, 0, index))


def test_a_shared_string_is_told_with_the_cell_where_it_first_stands() -> None:
    strings = record(Kind.SST, shared_strings("plain", "http://s.example.net/ы"))
    found = read(strings, {"One": labelsst(0, 0, 0), "Two": labelsst(3, 1, 1) + labelsst(9, 9, 1)})
    assert spot_of(found, "http://s.example.net/ы") == "Two!B4"
    assert texts(found).count("http://s.example.net/ы") == 1
    assert "plain" in texts(found)


def test_what_a_cell_accepts_and_tells_its_user_is_read() -> None:
    told = b"".join(
        struct.pack("<HB", len(words), 0) + words for words in (b"title", b"\0", b"http://p.example.net", b"A")
    )
    accepted = b"\x17\x1f\0http://v.example.net\0example.org"
    body = bytes(4) + told + struct.pack("<HH", len(accepted), 0) + accepted + bytes(4)
    found = texts(read(record(Kind.DV, body) + record(Kind.DV, body[:20]), {"S": b""})).split("\n")
    assert {"title", "http://p.example.net", "http://v.example.net", "example.org"} <= set(found)


def test_words_of_a_format_of_numbers_are_read() -> None:
    body = struct.pack("<HHB", 164, 21, 0) + b'0.00"http://f.net";;@'
    assert "http://f.net" in texts(read(record(Kind.FORMAT, body), {"S": b""})).split("\n")


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 9, 10, 11, 12, 30])
def test_a_string_that_goes_on_in_the_next_record_is_whole(cut: int) -> None:
    body = (
        shared_strings("abc") + struct.pack("<HB", 22, 0) + b"http://cut.example.net" + struct.pack("<HB", 2, 0) + b"ok"
    )
    begin = 8 + 3 + 6 + 3  # where the characters of the second string begin
    head, tail = body[: begin + cut], body[begin + cut :]
    strings = record(Kind.SST, struct.pack("<II", 3, 3) + head[8:])
    strings += record(Kind.CONTINUE, b"\0" + tail) if cut < 22 else record(Kind.CONTINUE, tail)
    found = texts(read(strings, {"S": b""}))
    assert "http://cut.example.net" in found
    assert "ok" in found.split("\n")


@pytest.mark.parametrize(
    ("before", "sheet_type", "format"),
    [
        (b"", 1, "xls+macros"),
        (b"", 0, "xls"),
        (record(Kind.FILEPASS, bytes(6)), 1, "xls"),  # what stands behind it is encrypted
        (record(Kind.EOF, b""), 1, "xls"),  # a sheet is no list of sheets
    ],
)
@pytest.mark.parametrize("stream", ["Workbook", "Book"])
def test_a_sheet_of_excel_4_macros_makes_a_document_with_macros(before, sheet_type, format, stream) -> None:
    sheet = record(Kind.BOUNDSHEET, struct.pack("<IBB", 0, 2, sheet_type) + b"\x01\0M")
    data = compound_file({stream: record(Kind.BOF, struct.pack("<HH", 0x0600, 5)) + before + sheet})
    assert sniff(data) == format


def test_strings_before_a_damage_are_kept() -> None:
    strings = struct.pack("<II", 99, 99) + shared_strings("kept.example.net")[8:] + b"\xff\xff"
    assert "kept.example.net" in texts(read(record(Kind.SST, strings), {"S": b""}))


def test_a_string_may_change_its_width_where_it_is_cut() -> None:
    strings = record(Kind.SST, struct.pack("<IIHB", 1, 1, 6, 0) + b"abc")
    strings += record(Kind.CONTINUE, b"\x01" + "где".encode("utf-16-le"))
    assert "abcгде" in texts(read(strings, {"S": b""}))


def test_rich_and_phonetic_strings_do_not_shift_the_next() -> None:
    rich = struct.pack("<HBHI", 2, 0x0C, 1, 6) + b"ab" + b"\xff" * 4 + b"\xee" * 6
    strings = record(Kind.SST, struct.pack("<II", 2, 2) + rich + struct.pack("<HB", 4, 0) + b"next")
    assert "next" in texts(read(strings, {"S": b""})).split("\n")


def test_cells_of_all_kinds() -> None:
    cells = record(Kind.LABEL, struct.pack("<HHHHB", 0, 0, 0, 11, 0) + b"label.words")
    cells += record(Kind.NUMBER, struct.pack("<HHHd", 0, 1, 0, 1234.5))
    cells += record(Kind.RK, struct.pack("<HHHI", 0, 2, 0, 77 << 2 | 2))
    cells += record(Kind.MULRK, struct.pack("<HHHIHIH", 0, 3, 0, 88 << 2 | 2, 0, 99 << 2 | 2, 4))
    token = b"\x17\x1a\0http://formula.example.net\x42\x02\x6e\0"
    cells += record(Kind.FORMULA, struct.pack("<HHH8sHIH", 0, 5, 0, b"\0\0\0\0\0\0\xff\xff", 0, 0, len(token)) + token)
    cells += record(Kind.STRING, struct.pack("<HB", 6, 0) + b"result")
    found = read(b"", {"S": cells})
    for words in ("label.words", "1234.5", "77", "88", "99", "http://formula.example.net", "result"):
        assert words in texts(found)
    assert spot_of(found, "label.words") == "S!A1"
    assert spot_of(found, "http://formula.example.net") == "S!F1"
    assert "example.netB" not in texts(found)


@pytest.mark.parametrize(
    ("tokens", "strings"),
    [
        (b"\x17\x03\0abcB\x02\x6e\0", ["abc"]),  # the token behind it looks like a letter
        (b"\x17\x02\x01a\0\x36\x04\x08", ["aж"]),
        (b"\x17\x02\0ab\x17\x02\0cd\x08\x17\x01\0e\x08", ["abcde"]),
        (b"\x17\x02\0ab\x17\x02\0cd\x42\x02", ["ab", "cd"]),  # two arguments of a function
        (b"\x1e\x17\0\x17\x05\0ab", []),
        # CHAR(104)&"ttp", then CONCATENATE of three, and of more than there are
        (b"\x1e\x68\0\x41\x6f\0\x17\x03\0ttp\x08", ["http"]),
        (b"\x1e\x68\0\x17\x03\0ttp", ["ttp"]),
        (b"\x17\x01\0a\x17\x01\0b\x17\x01\0c\x42\x03\x50\x01\x08", ["abc"]),
        (b"\x17\x01\0a\x17\x01\0b\x17\x01\0c\x42\x02\x50\x01\x08", ["abc"]),
        (b"\x17\x01\0a\x17\x01\0b\x42\x03\x50\x01", ["a", "b"]),
    ],
)
def test_literals_of_a_formula_end_where_they_end(tokens: bytes, strings: list[str]) -> None:
    assert list(filter(None, literals(tokens, 1, True, "latin-1"))) == strings


def test_excel_95_is_read_in_its_code_page() -> None:
    label = "Счёт: http://b5.example.net".encode("cp1251")
    cells = record(Kind.LABEL, struct.pack("<HHHH", 0, 0, 0, len(label)) + label)
    found = read(record(Kind.CODEPAGE, struct.pack("<H", 1251)), {"Sheet": cells}, version=0x0500)
    assert "Счёт: http://b5.example.net" in texts(found)


def test_a_link_is_apart_from_its_label() -> None:
    url = "http://link.example.net/a\0".encode("utf-16-le")
    moniker = bytes.fromhex("E0C9EA79F9BACE118C8200AA004BA90B") + struct.pack("<I", len(url)) + url
    body = struct.pack("<4H", 1, 1, 2, 2) + bytes(24) + struct.pack("<I", 6) + "Label\0".encode("utf-16-le") + moniker
    found = read(b"", {"S": record(Kind.HLINK, body)})
    assert links(found) == ["http://link.example.net/a"]
    assert "Label" in texts(found)


def test_a_link_leads_to_a_place_within_its_target() -> None:
    url, place = (words.encode("utf-16-le") for words in ("http://link.example.net/a\0", "Sheet2!A1\0"))
    moniker = bytes.fromhex("E0C9EA79F9BACE118C8200AA004BA90B") + struct.pack("<I", len(url) + 24) + url + bytes(24)
    body = struct.pack("<4H", 1, 1, 2, 2) + bytes(16) + struct.pack("<II", 2, 0x0B) + moniker
    found = read(b"", {"S": record(Kind.HLINK, body + struct.pack("<I", len(place) // 2) + place)})
    assert links(found) == ["http://link.example.net/a#Sheet2!A1"]


def test_a_comment_stands_in_the_continuation_of_its_object() -> None:
    note = record(Kind.TXO, struct.pack("<HH6xHHI", 0, 0, 12, 0, 0)) + record(Kind.CONTINUE, b"\0remark.words")
    assert "remark.words" in texts(read(b"", {"S": note}))


def test_far_cells_cost_nothing() -> None:
    cells = record(Kind.LABEL, struct.pack("<HHHHB", 65535, 255, 0, 5, 0) + b"f.net")
    assert spot_of(read(b"", {"S": record(Kind.RK, bytes(10)) + cells}), "f.net") == "S!IV65536"


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (3, 1, "B4"), (0, 25, "Z1"), (0, 26, "AA1"), (1048575, 16383, "XFD1048576")],
)
def test_names_of_cells(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name


@pytest.mark.parametrize(
    ("packed", "value"), [(77 << 2 | 2, 77), ((-5 << 2 | 2) & 0xFFFFFFFF, -5), (123 << 2 | 3, 1.23), (0x3FF00000, 1.0)]
)
def test_packed_numbers(packed: int, value: float) -> None:
    assert rk_number(packed) == value


# --- XLSB ----------------------------------------------------------------------------------------------------------


def brt(kind: int, body: bytes) -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(body)]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def test_codes_in_headers_of_a_binary_sheet_are_no_part_of_their_words() -> None:
    missing = b"\xff\xff\xff\xff"
    sheet = brt(479, bytes(2) + wide("&Ca.example.net") + missing + wide("&L&10b.example.net") + 3 * missing)
    found = list(xlsb.read(package({"xl/worksheets/sheet1.bin": sheet}), Context()))
    assert texts(found).split() == ["a.example.net", "b.example.net"]


def test_a_binary_workbook_is_read_with_places() -> None:
    sheet = (
        brt(0, struct.pack("<I", 3))
        + brt(7, struct.pack("<III", 1, 0, 1))
        + brt(6, struct.pack("<II", 2, 0) + wide("in.line"))
    )
    sheet += brt(5, struct.pack("<IId", 3, 0, 2.5)) + brt(
        494, struct.pack("<4I", 0, 0, 0, 0) + wide("rId1") + wide("tip.text")
    )
    found = list(
        xlsb.read(
            package(
                {
                    "xl/sharedStrings.bin": brt(19, b"\0" + wide("first"))
                    + brt(19, b"\0" + wide("http://b.example.net/ж")),
                    "xl/worksheets/sheet1.bin": sheet,
                    "xl/workbook.bin": brt(156, struct.pack("<II", 0, 1) + wide("rId5") + wide("Orders")),
                    "xl/_rels/workbook.bin.rels": RELATIONS.format(
                        relation("worksheets/sheet1.bin", "Internal", "rId5")
                    ),
                    "xl/worksheets/_rels/sheet1.bin.rels": RELATIONS.format(relation("http://rel.example.net")),
                    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros",
                }
            ),
            Context(),
        )
    )
    assert spot_of(found, "http://b.example.net/ж") == "Orders!B4"
    assert spot_of(found, "in.line") == "Orders!C4"
    assert links(found) == ["http://rel.example.net"]
    for words in ("first", "2.5", "tip.text", "Orders"):
        assert words in texts(found)
