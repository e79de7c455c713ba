"""Real PDF, archive and OneNote files, made by the programs themselves: what must be found in each, and where."""

from pathlib import Path

import pytest

from tqimap.documents.pieces import Text, Unread
from tqimap.documents.walk import Walked, walk

FILES = Path(__file__).with_name("files")
ARCHIVED = {
    "testEXCEL.xls": "Sample Excel Worksheet - Numbers and their Squares",
    "testHTML.html": "Test Indexation Html",
    "testOpenOffice2.odt": "This is a sample Open Office document",
    "testPDF.pdf": "http://incubator.apache.org/tika/",
    "testPPT.ppt": "Sample Powerpoint Slide",
    "testRTF.rtf": "Test d’indexation Word",
    "testTXT.txt": "http://www.apache.org",
    "testWORD.doc": "This is a sample Microsoft Word Document.",
    "testXML.xml": "Archimède et Lius",
}


def read(name: str) -> list[Walked]:
    return list(walk((FILES / name).read_bytes(), name))


def text_at(steps: list[Walked], *path: str) -> str:
    return "\n".join(step.piece.text for step in steps if step.path[1:] == path and isinstance(step.piece, Text))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("testPopupAnnotation.pdf", ["this is the note"]),
        ("testPDF_bookmarks.pdf", ["Denmark bookmark is here", "This is a page about France"]),
        ("testPDF_jsActionOnPage.pdf", ["app.alert('TIKA test');"]),
        (
            "test-tika-4303-Chinese-notes.one",
            ["中文标题", "使用突出显示和标记", "https://support.microsoft.com/zh-cn/office/"],
        ),
    ],
)
def test_texts_of_real_files(name: str, expected: list[str]) -> None:
    found = text_at(read(name))
    assert [text for text in expected if text not in found] == []


def test_files_embedded_for_each_system_in_a_real_pdf() -> None:
    texts = {step.piece.text for step in read("testPDF_multiFormatEmbFiles.pdf") if isinstance(step.piece, Text)}
    for system in ("non os specific", "mac", "dos", "unix"):
        assert f"This is the contents of a {system} embedded file" in texts


@pytest.mark.parametrize(("name", "folder"), [("test-documents.rar", "test-documents/"), ("test-documents.cab", "")])
def test_documents_of_nine_formats_in_real_archives(name: str, folder: str) -> None:
    steps = read(name)
    assert {member: text in text_at(steps, folder + member) for member, text in ARCHIVED.items()} == dict.fromkeys(
        ARCHIVED, True
    )
    assert not any(isinstance(step.piece, Unread) for step in steps)


def test_a_tar_in_a_gzip_in_a_tar() -> None:
    path = ("folderContainingTgz/inner/nested.tgz", "nested.tar", "folderWithinTgz/testTXT.txt")
    assert "http://www.apache.org" in text_at(read("test-nested-tarball.tar"), *path)


def test_an_encrypted_7z_is_named_as_such() -> None:
    _, step = read("test7Z_protected_passTika.7z")
    assert isinstance(step.piece, Unread)
    assert step.piece.reason.startswith("text.txt: not read (ArchiveError: The file content is encrypted")


def test_members_whose_places_the_directory_has_wrong_are_read_by_their_headers() -> None:
    paths = {step.path[1:] for step in read("testZip_with_DataDescriptor.zip") if not isinstance(step.piece, Unread)}
    assert paths == {("en4",)}  # all five have the same content, which is read once
