"""RTF: text in any code page, notes apart, fields, objects however they are disguised, HTML wrapped in RTF."""

import struct

import pytest
from office_files import children, links, texts, unread

from tqimap.documents.office import rtf
from tqimap.documents.pieces import Context, Piece


def read(body: str | bytes) -> list[Piece]:
    encoded = body if isinstance(body, bytes) else body.encode("latin-1")
    return list(rtf.read(b"{\\rtf1\\ansi\\ansicpg1252" + encoded + b"}", Context()))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\b http://exa\b0 mple.net\par next", "http://example.net\nnext"),
        (r"{\b http://exa}{\i mple.net}", "http://example.net"),
        (r"http://exa{\footnote a note}mple.net", "http://example.net"),
        (r"a\tab b\line c\emdash d\~e\_f\-g", "a\tb\nc—d\u00a0e-fg"),
        (r"\'e9\'E8 \{x\} \\", "éè {x} \\"),
        (r"\u1055?\u1088?\u1080? \uc0\u1074\u1077\uc2\u1090\'3f\'3f!", "При вет!"),
        (r"\u-3913?", "\uf0b7"),
        (r"\ansicpg1251 \'cf\'f0\'e8", "При"),
        (r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Cyr;}}\f1\'cf\f0\'cf", "ПÏ"),
        (r"{\fonttbl{\f0\fcharset128 Mincho;}}\f0\'93\'fa\'96\'7b", "日本"),
        (r"{\colortbl;\red0;}{\stylesheet{\s1 Heading;}{\*\cs1 Char;}}x{\*\generator W}", "x"),
        (r"at 44.128.7.2{\super 1} and", "at 44.128.7.2 1 and"),  # the number of a note
        (r"at 44.128.7.2{\up8 1} and {\b e{\up2 x}}ample", "at 44.128.7.2 1 and example"),
        (r"at{\field{\*\fldinst X}{\fldrslt {\b x.n}{\i et}}}now", "at x.net now"),  # both edges of a link
        (r"{\field{\*\fldinst X}{\fldrslt x.net}}/a", "x.net/a"),
        (r"new.example{\deleted\revauthdel1 old.example}", "new.example"),  # what replaced it
        (r"IP\cell Version\cell\row 44.128.7.2\cell 44.128.7.3\cell\row", "44.128.7.2\tversion 44.128.7.3\t"),
        (
            r"File name\cell Hash\cell\row a.exe\cell 1\par 2\cell\row b.dll\cell 3\cell\row\pard Read c.exe",
            'File name\tHash\t\nFilename: "a.exe"\t1\n2\t\nFilename: "b.dll"\t3\t\nRead c.exe',
        ),
        (
            r"MD5\cell 9e107d9d372bb682\line 6bd81d3542a419d6\cell\row SHA1\cell 1\line 2\cell\row",
            "MD5\t9e107d9d372bb6826bd81d3542a419d6\t\nSHA1\t1\n2\t",
        ),
        (
            r"File\par\cell MD5\par\cell\row{{a.exe\par}\cell}{{1\par 2\par}\cell}\intbl\row",  # as pandoc writes it
            'File\tMD5\t\nFilename: "a.exe"\t1\n2\t',
        ),
        ("one\r\ntwo", "onetwo"),  # line ends of the file are no text
        (r"}}}\par {\b after a brace}" "\r\n" r"{\i  too many}", "\nafter a brace too many"),
    ],
)
def test_text_is_whole_through_its_formatting(body: str, text: str) -> None:
    assert text in texts(read(body))


def test_notes_and_properties_are_lines_of_their_own() -> None:
    found = texts(read(r"{\info{\author Eve}{\*\company ACME}}a{\annotation b}c{\header d}{\*\unknownword e}"))
    assert sorted(found.split("\n")) == ["ACME", "Eve", "ac", "b", "d", "e"]


def test_a_template_is_told_by_its_path_and_not_by_its_name() -> None:
    assert texts(read(r"{\*\template Normal.dot}")) == ""
    assert texts(read(r"{\*\template http://a.example.net/b.dot}")) == "http://a.example.net/b.dot"
    assert texts(read(r"{\*\template C:\\b.dot}")) == "C:\\b.dot"


def test_the_name_of_a_variable_is_no_part_of_what_it_holds() -> None:
    assert texts(read(r"{\*\docvar {host}{a.example.net}}")).split("\n") == ["host", "a.example.net"]


def test_deleted_text_is_a_line_of_its_own() -> None:
    assert set(texts(read(r"a{\deleted old.example}b")).split("\n")) == {"ab", "old.example"}


def test_a_field_gives_its_target_apart_from_its_result() -> None:
    field = r'{\field{\*\fldinst{\b HYPER}{LINK "http://f.example.net/\\\\a"}}{\fldrslt shown}}'
    found = read(f"see {field}.")
    assert links(found) == ["http://f.example.net/\\a"]
    assert "see shown." in texts(found)


def ole1(class_name: bytes, native: bytes, form: int = 2, topic: bytes = b"") -> bytes:
    strings = b"".join(struct.pack("<I", len(s)) + s for s in (class_name + b"\0", topic, b""))
    return struct.pack("<II", 0x0501, form) + strings + struct.pack("<I", len(native)) + native


@pytest.mark.parametrize(
    "between",
    ["", "\r\n", r"{\*\nothing 99}", r"\par\'41 ", "\t \x00g"],
    ids=["plain", "lines", "group inside", "control words", "other characters"],
)
def test_an_object_is_found_in_any_disguise(between: str) -> None:
    data = ole1(b"Word.Document.8", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 inside").hex()
    disguised = between.join((data[:3], data[3:20], data[20:]))
    found = read(r"{\object\objemb{\*\objdata " + disguised + "}{\\result x}}")
    assert children(found) == {"Word.Document.8": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 inside"}


def test_binary_data_in_an_object_is_part_of_it() -> None:
    data = ole1(b"Package", b"\x02\0a.exe\0C:\\a.exe\0" + bytes(8) + b"C:\\t\0" + struct.pack("<I", 2) + b"MZ")
    body = rb"{\*\objdata " + data[:10].hex().encode() + rb"\bin%d " % len(data[10:]) + data[10:] + b"}"
    assert children(read(body)) == {"a.exe": b"MZ"}


def test_binary_data_may_stand_anywhere_in_an_object() -> None:
    body = rb"{\*\objdata ffff\bin3 }{\ ee\bin1 Zdd}"
    assert children(read(body)) == {"object": b"\xff\xff}{\\\xeeZ\xdd"}


def test_a_linked_object_is_a_link() -> None:
    data = ole1(b"htmlfile", b"", form=1, topic=b"http://linked.example.net/x.hta\0")
    assert links(read(r"{\*\objdata " + data.hex() + "}")) == ["http://linked.example.net/x.hta"]


def test_an_object_with_a_false_header_is_searched_for_a_compound_file() -> None:
    data = b"\x01\x05\0\0\x02\0\0\0\xff\xff\xff\xff junk \xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 inside"
    assert children(read(r"{\*\objdata " + data.hex() + "}")) == {"object": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 inside"}


def test_an_object_without_names_and_data_tells_nothing() -> None:
    assert read(r"{\*\objdata " + "00" * 24 + "}") == []


def test_pictures_that_may_hold_a_code_are_children() -> None:
    assert children(read(r"{\pict\pngblip " + b"\x89PNG data".hex() + "}{\\pict\\emfblip 0100}")) == {
        "picture": b"\x89PNG data"
    }


def test_html_in_rtf_is_unwrapped() -> None:
    body = (
        r'\fromhtml1 {\*\htmltag64 <a href="http://h.example.net">}\htmlrtf {\field shown twice}\htmlrtf0 '
        r"shown{\*\htmltag72 </a>}"
    )
    assert children(read(body)) == {"body.html": b'<a href="http://h.example.net">shown</a>'}


def test_what_stands_behind_the_document_is_searched() -> None:
    found = list(rtf.read(b"{\\rtf1 a}\0\0MZ http://behind.example.net", Context()))
    assert "http://behind.example.net" in texts(found)


def test_a_document_without_an_end_is_read() -> None:
    found = list(
        rtf.read(rb"{\rtf1 text {\footnote note {\field{\*\fldinst HYPERLINK http://open.example.net", Context())
    )
    assert links(found) == ["http://open.example.net"]
    assert "note" in texts(found)
    assert "text" in texts(found)
    assert not unread(found)
