"""Real files of every Office format, made by the programs themselves: words and links that must be found in each."""

from pathlib import Path

import pytest
from office_files import W, cuts, links, package, texts

from tqimap.documents.pieces import Context, Piece
from tqimap.documents.walk import walk

FILES = Path(__file__).with_name("files")

EXPECTED = {
    "testWORD_header_hyperlink.doc": (
        ["ab@example.com"],
        ["mailto:ab@example.com", "http://tw-systemhaus.de"],
    ),
    "testWORD_numbered_list.docx": (
        ["Intervening table", "Footnote list 2a", "comment list 2a", "Allison, Timothy B."],
        [],
    ),
    "SimpleMacro.docm": (["This is a macro word processing document", "Sub TestMacro()"], []),
    "testComment.xls": (["Here is a comment", "Here is some text"], []),
    "password.xls": (["A ZIP bomb is a variant of mail-bombing", "Лист1"], []),
    "testEXCEL.xlsb": (["This is an example spreadsheet", "testing document extractors", "Sheet3"], []),
    "testEXCEL_hyperlinks.xlsx": (
        ["should have link to Tika's getting started page", "http_tika_link"],
        ["http://tika.apache.org/1.12/gettingstarted.html", "mailto:user@tika.apache.org?subject=help"],
    ),
    "testPPT.ppt": (["Sample Powerpoint Slide", "Powerpoint X for Mac", "Keith Bennett"], []),
    "testODTEmbedded.odt": (["This document has bold and italic text."], []),
    "test-columnar.ods": (["Square of the Record Number", "henry feldman"], []),
    "testODPMacro.odp": (['Shell("calc.exe")', "vnd.sun.star.script:Standard.testmodule.Main"], []),
    "testRTFHyperlinkAndStyles.rtf": (["Blackened Salmon julienne", 'HYPERLINK "..\\\\..\\\\SPICE'], []),
    "testMSG.msg": (["MIME registry use cases", "jukka.zitting@gmail.com", "hermes.apache.org"], []),
    "bug52400-winmail-simple.dat": (["Gaggletest2@anderson5.net"], []),
}


def read(data: bytes, name: str) -> list[Piece]:
    return [walked.piece for walked in walk(data, name, Context(passwords=("password",)))]


@pytest.mark.parametrize("name", EXPECTED)
def test_words_and_links_of_real_files(name: str) -> None:
    found = read((FILES / name).read_bytes(), name)
    words, targets = EXPECTED[name]
    for expected in words:
        assert expected in texts(found)
    assert set(targets) <= set(links(found))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_file_cut_short_is_read_as_far_as_it_goes(name: str) -> None:
    """Nothing raises, and of the nine tenths something is left to read, if only its strings."""
    *_, longest = [read(part, name) for part in cuts((FILES / name).read_bytes(), 9)]
    assert longest


def test_text_of_a_cut_package_survives() -> None:
    whole = package(
        {"word/document.xml": W.format("<w:p><w:t>http://cut.example.net</w:t></w:p>" * 3), "z.bin": bytes(9)}
    )
    assert "http://cut.example.net" in texts(read(whole[: len(whole) // 2], "cut.docx"))
