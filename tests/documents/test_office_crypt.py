"""Office documents with a password: opened by a known one, which is told; else named as unread."""

import io
import random
import struct
import sys
import tempfile
from pathlib import Path

import olefile
import pytest
from office_files import W, children, hints, package, read_ole, unread

from tqimap.documents.office import ole
from tqimap.documents.pieces import Context, Piece

msoffcrypto_ooxml = pytest.importorskip("msoffcrypto.format.ooxml")
FILES = Path(__file__).with_name("files")
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
BODY = W.format("<w:p><w:t>secret</w:t></w:p>")
MEDIA = random.Random(1).randbytes(5000)  # the library's writer wants more than one mini stream
CLEAR = package({"[Content_Types].xml": TYPES, "word/document.xml": BODY, "word/media/a.png": MEDIA})


def encrypted(password: str) -> bytes:
    stream = io.BytesIO()
    msoffcrypto_ooxml.OOXMLFile(io.BytesIO(CLEAR)).encrypt(password, stream)
    return stream.getvalue()


def read(data: bytes, *passwords: str) -> list[Piece]:
    return list(ole.read(data, Context(passwords=passwords)))


@pytest.mark.parametrize(
    "password", ["Rechnung-2026", "infected", "VelvetSweatshop"], ids=["told", "customary", "default"]
)
def test_a_known_password_opens_a_document_and_is_told(password: str) -> None:
    found = read(encrypted(password), "wrong", "Rechnung-2026")
    assert children(found) == {"decrypted": CLEAR}
    assert hints(found) == [f"opened with the password {password}"]


def test_a_document_that_no_known_password_opens_is_named() -> None:
    found = read(encrypted("unknown"), "wrong")
    assert children(found) == {}
    assert "none of 6 known passwords opens it" in unread(found)[0]


def test_a_workbook_of_2003_is_opened() -> None:
    found = read((FILES / "password.xls").read_bytes(), "password")
    assert hints(found) == ["opened with the password password"]
    (clear,) = children(found).values()
    assert not unread(read(clear))


def test_a_workbook_is_opened_without_a_file_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise AssertionError("a confined child may write no file")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    assert hints(read((FILES / "password.xls").read_bytes(), "password"))


def test_a_stream_in_a_circle_which_the_library_would_write_for_ever_is_named() -> None:
    workbook = bytearray((FILES / "password.xls").read_bytes())
    (table,) = struct.unpack_from("<I", workbook, 76)  # the first sector of the table of sectors (MS-CFB 2.2)
    first = olefile.OleFileIO(bytes(workbook)).root.kids_dict["workbook"].isectStart
    place, following = 512 * (table + 1) + 4 * first, first
    while following < 0xFFFFFFFE:
        last, (following,) = following, struct.unpack_from("<I", workbook, 512 * (table + 1) + 4 * following)
    struct.pack_into("<I", workbook, place + 4 * (last - first), first)
    assert unread(read(bytes(workbook), "password")) == ["Office document with a password: its streams never end"]


def test_a_document_that_asks_for_a_billion_rounds_is_not_tried() -> None:
    data = encrypted("infected").replace(b'spinCount="100000"', b'spinCount="9999999"')
    assert "none of 0 known passwords" in unread(read(data))[0]


def test_slides_are_encrypted_whatever_the_stream_of_their_user_says() -> None:
    found = read_ole({"PowerPoint Document": bytes(8), "Current User": bytes(20), "EncryptedSummary": bytes(8)})
    assert len(unread(found)) == 1
    assert "Office document with a password" in unread(found)[0]


def test_damaged_encryption_is_named() -> None:
    data = encrypted("infected").replace(b"<keyData", b"<brokenX")
    assert "not opened" in unread(read(data))[0]


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert "pip install 'tqIMAP[office-crypt]'" in unread(read(encrypted("x")))[0]
