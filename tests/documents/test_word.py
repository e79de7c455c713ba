"""DOC: text of Word 97 to 2003 by its pieces, of Word 6 and 95 in the code page of its language; fields; objects."""

import struct

import pytest
from office_files import children, compound_file, font_95, links, read_ole, texts, unread, vba_project, word_95, word_97

from tqimap.documents.file_type import sniff
from tqimap.documents.office import ole
from tqimap.documents.pieces import Context


@pytest.mark.parametrize("compressed", [False, True], ids=["16 bits", "8 bits"])
def test_text_of_word_97(compressed: bool) -> None:
    found = read_ole(word_97("First\rSecond\x0bline\x07cell\x1ehyphen\x1f soft\x01", compressed))
    assert "First\nSecond\nline\ncell-hyphen soft" in texts(found)


@pytest.mark.parametrize(("storage", "format"), [("Macros", "doc+macros"), ("ObjectPool", "doc")])
def test_a_document_with_macros_is_told_from_one_without(storage: str, format: str) -> None:
    assert sniff(compound_file({**word_97("text"), storage: {"a": b"b"}})) == format


def test_cyrillic_text_of_word_97() -> None:
    assert "счёт на http://пример.рф/путь" in texts(read_ole(word_97("счёт на http://пример.рф/путь")))


@pytest.mark.parametrize(
    ("language", "code_page", "words"),
    [
        (0x0419, "cp1251", "Русский текст"),
        (0x0422, "cp1251", "Український"),
        (0x0405, "cp1250", "Příliš žluťoučký"),
        (0x0408, "cp1253", "Ελληνικά"),
        (0x041F, "cp1254", "Türkçe ğış"),
        (0x040D, "cp1255", "שלום"),
        (0x0401, "cp1256", "مرحبا"),
        (0x0426, "cp1257", "Latviešu ķ"),
        (0x0411, "cp932", "日本語"),
        (0x0412, "cp949", "한국어"),
        (0x0804, "cp936", "简体中文"),
        (0x0404, "cp950", "繁體中文"),
        (0x0407, "cp1252", "Größe – über"),
    ],
)
def test_text_of_word_95_is_in_the_code_page_of_its_language(language: int, code_page: str, words: str) -> None:
    assert words in texts(read_ole(word_95(words.encode(code_page), language)))


def test_text_of_an_english_word_95_is_in_the_code_page_of_its_fonts() -> None:
    fonts = struct.pack("<H", 50) + font_95(b"Arial", 0) + font_95(b"Times Cyr", 204) + font_95(b"Arial Cyr", 204)
    assert "Русский" in texts(read_ole(word_95("Русский".encode("cp1251"), 0x0409, fonts)))


def test_word_95_for_asia_has_16_bits() -> None:
    assert "日本語の文書" in texts(read_ole(word_95("日本語の文書".encode("utf-16-le"), 0x0411, identifier=0x8098)))


def test_pieces_of_a_word_95_that_was_saved_fast() -> None:
    document = bytearray(word_95("мирПривет ".encode("cp1251"), 0x0419)["WordDocument"])  # type: ignore[arg-type]
    table = struct.pack("<3I", 0, 7, 10) + struct.pack("<HIHHIH", 0, 1027, 0, 0, 1024, 0)
    struct.pack_into("<II", document, 0x160, len(document), len(table) + 5)
    tree = {"WordDocument": bytes(document) + b"\x02" + struct.pack("<I", len(table)) + table}
    assert "Привет мир" in texts(read_ole(tree))


def test_a_field_gives_its_target_and_its_result_apart() -> None:
    found = read_ole(word_97('See \x13HYPERLINK "http://a.example.net/x"\x14http://shown.example.net\x15.\r'))
    assert links(found) == ["http://a.example.net/x"]
    assert "See http://shown.example.net.\n" in texts(found)


def test_a_field_that_leads_to_a_place_names_no_address_without_it() -> None:
    found = read_ole(word_97('\x13HYPERLINK "http://a.example.net/x" \\l "top"\x14shown\x15.\r'))
    assert links(found) == ["http://a.example.net/x#top"]
    assert 'HYPERLINK "http://a.example.net/x#top"' in texts(found)
    assert 'x"' not in texts(found)


def test_words_at_the_edges_of_a_field_are_two() -> None:
    found = read_ole(
        word_97("at\x13HYPERLINK x\x14x.net\x15now \x13HYPERLINK y\x14y.net\x15/a \x13REF z\x14z.net\x15\r")
    )
    assert "at x.net now y.net/a z.net" in texts(found).split("\n")


def test_nested_and_unfinished_fields_lose_nothing() -> None:
    found = read_ole(word_97('\x13IF \x13HYPERLINK "http://b.example.net"\x15 x\x14y\x15 z \x13DDEAUTO cmd\r\rlost?'))
    assert links(found) == ["http://b.example.net"]
    for words in ("IF", "y z", "DDEAUTO cmd", "lost?"):
        assert words in texts(found)


def test_the_result_of_a_field_in_an_instruction_does_not_end_it() -> None:
    found = read_ole(word_97('\x13HYPERLINK \x13REF a\x14x\x15 "http://c.example.net"\x14shown\x15.'))
    assert links(found) == ["http://c.example.net"]
    assert "shown." in texts(found).split("\n")[0]


def test_what_is_too_short_for_a_document_is_said_and_searched() -> None:
    found = read_ole({"WordDocument": b"words of it"})
    assert unread(found) == ["Word document: too short"]
    assert "words of it" in texts(found)


def test_embedded_documents_and_packed_files_are_read() -> None:
    native = b"\x02\0report.exe\0C:\\Users\\eve\\report.exe\0" + bytes(4) + struct.pack("<I", 6) + b"C:\\t.\0"
    native += struct.pack("<I", 2) + b"MZ"
    inner = word_97("text of the inner document")
    tree = {
        **word_97("outer"),
        "ObjectPool": {
            "_1": {"\x01Ole10Native": struct.pack("<I", len(native)) + native},
            "_2": inner,
            "_3": {"Package": b"PK\x03\x04 a document"},
        },
    }
    found = read_ole(tree)
    assert children(found) == {"report.exe": b"MZ", "ObjectPool/_3/Package": b"PK\x03\x04 a document"}
    assert "text of the inner document" in texts(found)
    assert "C:\\Users\\eve\\report.exe" in texts(found)


def test_a_document_that_libreoffice_embeds_is_a_child() -> None:
    found = read_ole({"package_stream": b"PK\x03\x04 a chart", "properties_stream": bytes(16)})
    assert children(found) == {"package_stream": b"PK\x03\x04 a chart"}


def test_a_packed_file_has_its_wide_names() -> None:
    native = b"\x02\0?.exe\0C:\\?.exe\0" + bytes(4) + struct.pack("<I", 6) + b"C:\\t.\0" + struct.pack("<I", 2) + b"MZ"
    for name in ("C:\\Temp\\отчёт.exe", "отчёт.exe", "C:\\Users\\Ева\\отчёт.exe"):
        native += struct.pack("<I", len(name)) + name.encode("utf-16-le")
    found = read_ole({"\x01Ole10Native": struct.pack("<I", len(native)) + native})
    assert children(found) == {"отчёт.exe": b"MZ"}
    assert "C:\\Users\\Ева\\отчёт.exe" in texts(found)


def properties(code_page: int, *values: tuple[int, int, bytes]) -> bytes:
    """A property set of one section."""
    body, places = b"", b""
    base = 8 + 8 * (len(values) + 1)
    for number, kind, value in ((1, 2, b""), *values):
        places += struct.pack("<II", number, base + len(body))
        size = len(value) // 2 if kind == 0x1F else len(value)
        packed = struct.pack("<II", kind, code_page if kind == 2 else size) + value
        body += packed + bytes(-len(packed) % 4)
    section = struct.pack("<II", base + len(body), len(values) + 1) + places + body
    identifier = bytes.fromhex("E0859FF2F94F6810AB9108002B27B3D9")
    return struct.pack("<HHI16xI16sI", 0xFFFE, 0, 0, 1, identifier, 48) + section


def test_properties_are_in_their_code_page() -> None:
    summary = properties(
        1251, (2, 0x1E, "Счёт\0".encode("cp1251")), (4, 0x1F, "Ева\0".encode("utf-16-le")), (7, 0x1E, b"Normal.dot\0")
    )
    found = texts(read_ole({**word_97("x"), "\x05SummaryInformation": summary}))
    assert "Счёт\nЕва" in found
    assert "Normal.dot" not in found


def test_damaged_properties_are_searched_for_strings() -> None:
    tree = {**word_97("x"), "\x05SummaryInformation": bytes(24) + b"\1\0\0\0http://p.example.net"}
    assert "http://p.example.net" in texts(read_ole(tree))


def test_a_moniker_in_another_stream_is_found() -> None:
    tree = {**word_97("x"), "ObjectPool": {"_1": {"\x01Ole": "http://moniker.example.net/a.hta".encode("utf-16-le")}}}
    assert "http://moniker.example.net/a.hta" in texts(read_ole(tree))


@pytest.mark.parametrize("bait", ["EncryptedPackage", "__properties_version1.0", "dir", "Workbook"])
def test_a_stream_that_misleads_hides_nothing(bait: str) -> None:
    tree = {bait: b"", **word_97("http://hidden.example.net"), "Macros": vba_project({"M": b"Sub AutoOpen()"})}
    found = texts(read_ole(tree))
    assert "http://hidden.example.net" in found
    assert "Sub AutoOpen()" in found


def test_a_document_without_its_table_is_searched_for_strings() -> None:
    tree = {"WordDocument": word_97("http://rescued.example.net/path", compressed=True)["WordDocument"]}
    found = read_ole(tree)
    assert "http://rescued.example.net/path" in texts(found)
    assert unread(found) == ["Word document: no piece of text found"]


def test_a_chain_of_sectors_in_a_circle_ends() -> None:
    data = bytearray(compound_file(word_97("a" * 3000)))
    table = len(data) - 512  # the only sector of the allocation table, at the end
    struct.pack_into("<I", data, table + 4 * 3, 2)
    list(ole.read(bytes(data), Context()))


def test_streams_that_share_their_sectors_are_not_read_for_ever() -> None:
    shared = b"http://shared.example.net/" + b"x" * 200_000
    data = bytearray(compound_file({f"s{i}": shared if i == 0 else b"y" for i in range(300)}))
    first = data.index("s0".encode("utf-16-le") + b"\0" * 60)
    for at in range(first + 128, first + 128 * 300, 128):
        data[at + 116 : at + 124] = data[first + 116 : first + 124]
    read = texts(list(ole.read(bytes(data), Context()))).count("http://shared.example.net/")
    assert 1 <= read <= 10
