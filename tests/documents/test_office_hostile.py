"""Hostile Office files of every known kind: each ends within the caps of its reader, and what is honest is found.

Caps are lowered so that the files stay small; the processor's time is bounded by the caps, so no test looks at a clock.
"""

import struct
import zlib

import pytest
from office_files import (
    RELATIONS,
    W,
    children,
    compound_file,
    package,
    ppt_record,
    read_ole,
    record,
    relation,
    texts,
    unread,
    word_97,
    workbook,
)

from tqimap.documents import bounded
from tqimap.documents.office import ole, rtf, rtf_words
from tqimap.documents.office_xml import odf, ooxml, xlsb
from tqimap.documents.office_xml import parts as package_parts
from tqimap.documents.pieces import Context, Piece


def read(parts: dict[str, str | bytes]) -> list[Piece]:
    return list(ooxml.read(package(parts), Context()))


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY l0 "lol">{entities}]><a><t>&l9;</t></a>'


def quadratic() -> str:
    return f'<!DOCTYPE a [<!ENTITY x "{"x" * 100_000}">]><a><t>{"&x;" * 20_000}</t></a>'


@pytest.mark.parametrize("bomb", [laughs(), quadratic()], ids=["billion laughs", "quadratic"])
def test_entities_do_not_multiply(bomb: str) -> None:
    found = read({"word/document.xml": bomb, "word/comments.xml": W.format("<w:p><w:t>honest</w:t></w:p>")})
    assert len(texts(found)) < 12_000_000  # what libxml2 allows; unbounded it would be 3 and 2 gigabytes
    assert "honest" in texts(found)


def test_an_entity_does_not_read_a_file(tmp_path: pytest.TempPathFactory) -> None:
    secret = tmp_path / "secret"  # type: ignore[operator]
    secret.write_text("not for the sender")
    found = read({"word/document.xml": f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a><t>&x;</t></a>'})
    assert "not for the sender" not in texts(found)


def test_a_huge_part_is_read_to_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_parts, "MAX_XML_BYTES", 1 << 20)
    body = "<w:p><w:t>http://begin.example.net</w:t></w:p>" + "<w:p><w:t>aaaa</w:t></w:p>" * 200_000
    found = read({"word/document.xml": W.format(body), "word/comments.xml": W.format("<w:p><w:t>x</w:t></w:p>")})
    assert "http://begin.example.net" in texts(found)
    assert len(texts(found)) < 1 << 20
    assert unread(found)[0] == "word/document.xml: only the first 1048576 bytes were read: the package is too large"


def test_a_bomb_among_the_media_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_parts, "MAX_MEDIA_BYTES", 1000)
    found = read({"word/media/image1.png": bytes(1 << 20)})
    assert children(found) == {"word/media/image1.png": bytes(1000)}
    assert len(unread(found)) == 1


def test_deep_tables_end_with_what_stands_in_them() -> None:
    body = "<w:tbl><w:tr><w:tc>" * 20_000 + "<w:p><w:t>http://deep.example.net</w:t></w:p>"
    assert "http://deep.example.net" in texts(read({"word/document.xml": W.format(body)}))


@pytest.mark.parametrize(
    "opened", ["<w:p><w:t>a</w:t>", "<w:del>", "<w:p a='"], ids=["paragraphs", "deleted", "attribute"]
)
def test_what_is_never_closed_ends(opened: str) -> None:
    found = read({"word/document.xml": f'<w:d xmlns:w="w"><w:p><w:t>first</w:t></w:p>{opened * 50_000}'})
    assert "first" in texts(found)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("customXml/item1.xml", "<DataMashup " * 100_000),
        ("word/document.xml", "<!DOCTYPE [ " * 100_000),
        ("word/document.xml", " xmlns:a='" * 100_000),
        ("word/document.xml", "<w:p " + " ".join(f'a{i}="http://h{i}.example.net"' for i in range(50_000)) + "/>"),
        ("word/document.xml", W.format("<w:p><w:instrText>" + "QUOTE 1 " * 100_000 + "</w:instrText></w:p>")),
        ("word/document.xml", W.format("<w:p><w:instrText>HYPERLINK " + '"' * 100_001 + "</w:instrText></w:p>")),
        ("word/_rels/document.xml.rels", RELATIONS.format(relation("http://h.example.net") * 50_000)),
        ("xl/worksheets/sheet1.xml", "<s>" + '<c r="A1" t="str"><v>a.example.net</v></c>' * 50_000 + "</s>"),
    ],
    ids=["mashup", "doctype", "namespaces", "attributes", "codes", "quotes", "relations", "telling cells"],
)  # fmt: skip
def test_repetition_costs_no_more_than_its_length(part: str, content: str) -> None:
    assert len(read({part: content})) < 60_000


def test_far_cells_and_repeated_strings_cost_nothing() -> None:
    sheet = '<s><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far.example.net</t></is></c></row>{}</s>'
    used = '<row><c t="s"><v>0</v></c></row>' * 20_000
    found = read(
        {
            "xl/worksheets/sheet1.xml": sheet.format(used),
            "xl/sharedStrings.xml": f"<s><si><t>{'x' * 100_000}</t></si></s>",
        }
    )
    assert "far.example.net" in texts(found)
    assert len(texts(found)) < 200_000


def test_too_many_parts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_parts, "MAX_PARTS", 50)
    found = read({f"word/p{i}.xml": "<a>x</a>" for i in range(60)})
    assert texts(found).count("x") == 50
    assert unread(found) == ["word/p50.xml: not read, nor what follows: more than 50 parts"]


@pytest.mark.parametrize("directory", [True, False], ids=["by the directory", "by local headers"])
def test_members_over_one_body_are_read_a_few_times_only(directory: bool) -> None:
    """Blocks without content: megabytes to unpack, and nothing that a bound on unpacked bytes would count."""
    blocks = b"\0\0\0\xff\xff" * 300_000 + zlib.compress(b"<a>end</a>", wbits=-15)
    whole = bytearray(package({"a.xml": "<a/>"}))
    local, central = whole[: whole.index(b"PK\x01\x02")][:35], whole[whole.index(b"PK\x01\x02") : -22]
    struct.pack_into("<III", central, 16, zlib.crc32(b"<a>end</a>"), len(blocks), 10)
    body, count = bytes(local) + blocks, 200
    if directory:
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, count * len(central), len(body), 0)
        hostile = body + bytes(central) * count + end
    else:
        extras = range((count - 1) * 35, -1, -35)  # each reaches over the headers behind it to the same body
        headers = (bytes(local[:28]) + struct.pack("<H", extra) + bytes(local[30:]) for extra in extras)
        hostile = b"".join(headers) + blocks
    found = list(ooxml.read(hostile, Context()))
    assert texts(found).count("end") <= 10
    assert sum("BadZipFile" in reason for reason in unread(found)) >= 180


def test_an_open_document_repeats_nothing() -> None:
    cell = '<table:table-cell xmlns:table="t" table:number-columns-repeated="16384"><p>cell</p></table:table-cell>'
    row = f'<r xmlns:table="t" table:number-rows-repeated="1048576">{cell}</r>'
    assert texts(list(odf.read(package({"content.xml": row}), Context()))) == "cell"


# --- binary formats ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tree",
    [
        {"Workbook": workbook(b"", {"S": bytes(20_000)})},
        {"PowerPoint Document": bytes(40_000)},
        {"PowerPoint Document": struct.pack("<HHI", 15, 0x03E8, 0xFFFFFFFF) * 5_000},
    ],
    ids=["Excel", "PowerPoint", "containers"],
)
def test_empty_records_without_end_are_bounded(tree: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_RECORDS", 1000)
    found = read_ole(tree)
    assert unread(found) == ["only the first 1000 records were read"] or not texts(found)


def test_empty_records_of_a_binary_workbook_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_RECORDS", 1000)
    found = list(xlsb.read(package({"xl/worksheets/sheet1.bin": bytes(20_000)}), Context()))
    assert unread(found) == ["only the first 1000 records were read"]


def test_lying_lengths_in_a_workbook_end() -> None:
    strings = record(
        0xFC, struct.pack("<IIHB", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFF, 0x0D) + struct.pack("<HI", 0xFFFF, 0xFFFFFFFF)
    )
    cells = record(0x01B8, b"\xff" * 8) + record(0x01B6, b"\xff" * 18) + record(0x06, b"\xff" * 5)
    honest = record(0x0204, struct.pack("<HHHHB", 0, 0, 0, 6, 0) + b"honest")
    found = read_ole({"Workbook": workbook(strings + record(0x3C, b"") * 2000, {"S": cells + honest})})
    assert "honest" in texts(found)


def test_pieces_of_a_word_document_that_overlap_are_taken_once() -> None:
    tree = dict(word_97("a" * 5000, compressed=True))
    count = 2000
    table = (
        b"\x02" + struct.pack("<I", 12 * count + 4) + struct.pack(f"<{count + 1}I", *range(0, 5000 * count + 1, 5000))
    )
    table += struct.pack("<HIH", 0, 2048 | 1 << 30, 0) * count
    document = bytearray(tree["WordDocument"])  # type: ignore[arg-type]
    struct.pack_into("<II", document, 0x01A2, 0, len(table))
    assert len(texts(read_ole({"WordDocument": bytes(document), "1Table": table}))) <= 2 * len(document)


def test_a_packed_object_that_grows_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_MEMBER_BYTES", 5000)
    bomb = ppt_record(0x1011, bytes(4) + zlib.compress(bytes(10_000_000)), instance=1)
    found = read_ole({"PowerPoint Document": bomb})
    assert children(found) == {"embedded object": bytes(5000)}
    assert unread(found) == ["embedded object: only the first 0 MB were unpacked"]


def test_streams_by_the_thousand_are_told_apart_in_time() -> None:
    """20,000 are half a minute's work where each is compared with all before it."""
    found = read_ole({f"s{index:05}": b"words" if index == 19_999 else b"x" for index in range(20_000)})
    assert texts(found) == "words"


def test_a_stream_in_a_circle_is_no_longer_than_the_file() -> None:
    data = bytearray(compound_file({"A": b"http://circle.example.net ".ljust(5000, b"x")}))
    struct.pack_into("<I", data, data.index("A".encode("utf-16-le") + bytes(62)) + 0x78, 0xFFFFFFF0)
    struct.pack_into("<I", data, len(data) - 512 + 4 * 9, 0)  # behind its tenth sector comes the first again
    found = texts(list(ole.read(bytes(data), Context())))
    assert "http://circle.example.net" in found
    assert len(found) <= len(data)


def test_a_last_sector_that_is_cut_short_costs_nothing_else() -> None:
    data = compound_file({**word_97("по частям"), "B": b"b" * 5000})
    found = list(ole.read(data[:-100], Context()))
    assert "по частям" in texts(found)
    assert unread(found) == ["the file is cut short: read as far as it goes, and its strings"]
    assert not unread(list(ole.read(data, Context())))


def test_storages_in_storages_end() -> None:
    tree: dict[str, object] = {"WordDocument": b"x"}
    for _ in range(40):
        tree = {"deeper": tree}
    assert "storages nested deeper than 12" in unread(read_ole(tree))  # type: ignore[arg-type]


# --- RTF -----------------------------------------------------------------------------------------------------------

HEAD = rb"{\rtf1\ansi "


@pytest.mark.parametrize(
    "body",
    [
        b"{" * 300_000,
        b"}" * 300_000,
        b"{}" * 300_000,
        b"\\" * 300_001,
        rb"{\object{\*\objdata 0105\bin2147483647 abc}}",
        rb"\bin99999999999999999999 ",
        rb"\u99999999999 \u-99999999999 \uc99999999 \u65 " * 1000,
        rb"\f999999999\ansicpg0\ansicpg999999999 " * 1000,
        rb"{\*\deep a" * 50_000,
        rb"{\field{\*\fldinst HYPERLINK }" * 20_000,
        rb"{\*\objdata 01}" * 20_000,
        rb"{\fonttbl{\f0\fcharset" * 20_000,
        rb"{\pict" + b"89504e47" * 100_000,
    ],
    ids=["open", "close", "pairs", "backslashes", "2 GB", "longer", "unicode", "fonts", "deep", "fields", "objects",
         "font tables", "picture"],
)  # fmt: skip
def test_rtf_of_any_shape_ends(body: bytes) -> None:
    found = list(rtf.read(HEAD + rb"\par honest\par " + body, Context()))
    assert "honest" in texts(found)


def test_rtf_is_read_to_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "MAX_TOKENS", 1000)
    found = list(rtf.read(HEAD + rb"word\par " * 1000 + b"http://late.example.net", Context()))
    assert "RTF: only the first" in unread(found)[0]
    assert "http://late.example.net" in texts(found)  # by its string, behind what was read


def test_words_of_rtf_are_known_once() -> None:
    assert not rtf_words.INLINE & set(rtf_words.DESTINATIONS)
