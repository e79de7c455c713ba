"""PostScript and EPS: what strings say and how they are put together, and nothing of fonts, pictures and code."""

import time

import pytest
from office_files import texts, unread

from tqimap.documents import bounded
from tqimap.documents.file_type import sniff
from tqimap.documents.graphics import postscript
from tqimap.documents.pieces import Context, Piece

HEAD = b"%!PS-Adobe-3.0 EPSF-3.0\n%%Title: (a.example.net)\n%%Creator: b.example.org\n%%EndComments\n"


def read(program: bytes) -> list[Piece]:
    return list(postscript.read(HEAD + program, Context()))


@pytest.mark.parametrize(
    ("program", "lines"),
    [
        (b"72 720 moveto (see) show (a.example.org) show", ["see", "a.example.org"]),
        (b"[(exam)-12(ple.)3.5(net)] TJ [(and)-278(more)] TJ", ["example.net", "and more"]),
        (rb"(a\055b\(c\)\\d\9) show", ["a-b(c)\\d9"]),
        (b"(http://a.exa\\\nmple.net/(1)) show", ["http://a.example.net/(1)"]),
        (b"[ /Action << /URI (http://l.example.net/) >> /ANN pdfmark", ["http://l.example.net/"]),
        (b"(%pipe%curl http://p.example.net/) run % no (word) of it", ["%pipe%curl http://p.example.net/"]),
        (b"(never closed (http://o.example.net", ["never closed ", "http://o.example.net"]),
    ],
)
def test_strings_are_told_as_they_are_printed(program: bytes, lines: list[str]) -> None:
    assert texts(read(program)).split("\n") == ["a.example.net", *lines]


def test_digits_of_fonts_and_pictures_are_no_hashes_and_code_is_no_host() -> None:
    digits = b"0001000000380152005400" + b"7d" * 21 + b"\n"
    base_85 = b"Gb!$H(hi.me)" + b"s8W-!5X7S" * 6 + b"\n"
    program = b"/sfnts [<" + digits + b">] def 10 setrgbcolor.show\n" + digits * 3 + base_85 * 3 + b"~>\n"
    assert texts(read(program)) == "a.example.net"


@pytest.mark.parametrize("head", [b"%!PS-Adobe-3.0\n", b"\x04%!PS\n", b"\xc5\xd0\xd3\xc6" + bytes(26) + b"%!PS"])
def test_it_is_told_by_its_first_signs(head: bytes) -> None:
    assert sniff(head + b"(x) show\n" * 9, "a.jpg") == "postscript"
    assert sniff(head + b"%PDF-1.7\n1 0 obj\n") == "pdf"


@pytest.mark.parametrize(
    "piece", [b"(", b"(a", b"((a)", b"\\", b"[(", b"%(", b"(\\", b"((\\)", b"-200", b"!" * 61 + b"\n"]
)
def test_hostile_programs_are_read_in_linear_time(piece: bytes) -> None:
    begun = time.process_time()
    read(piece * (500_000 // len(piece)))
    assert time.process_time() - begun < 3


def test_more_strings_than_any_program_has_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_RECORDS", 9)
    assert unread(read(b"(a)" * 10)) == ["only the first 9 records were read"]
