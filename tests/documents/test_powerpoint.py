"""PPT: text atoms, links, embedded objects and pictures out of one stream of records."""

import struct
import zlib

from office_files import children, links, ppt_record, read_ole, texts

from tqimap.documents.pieces import Piece


def read(*records: bytes, pictures: bytes = b"") -> list[Piece]:
    slide = ppt_record(0x03EE, b"".join(records), version=0x0F)
    return read_ole({"PowerPoint Document": ppt_record(0x03E8, slide, version=0x0F), "Pictures": pictures})


def test_texts_of_both_widths() -> None:
    found = texts(read(ppt_record(0x0FA0, "Слайд\rдва".encode("utf-16-le")), ppt_record(0x0FA8, b"one\x0btwo")))
    assert found == "Слайд\nдва\none\ntwo"


def cell(left: int, top: int, words: str) -> bytes:
    """A shape in a group, as a table has one for each cell (MS-ODRAW 2.2.14)."""
    anchor = ppt_record(0xF00F, struct.pack("<4i", left, top, left + 9, top + 9))
    text = ppt_record(0xF00D, ppt_record(0x0FA8, words.encode()), version=0x0F)
    return ppt_record(0xF004, ppt_record(0xF00A, bytes(8)) + anchor + text, version=0x0F)


def test_names_in_a_table_are_told_by_its_headings() -> None:
    words = (("Filename", "Note"), ("a.exe", "seen"), ("b.dll", "seen"))
    rows = [cell(9 * column, 9 * row, each) for row, line in enumerate(words) for column, each in enumerate(line)]
    found = texts(read(*rows, ppt_record(0x0FA8, b"c.exe")))
    assert found == 'Filename\tNote\nFilename: "a.exe"\tseen\nFilename: "b.dll"\tseen\nc.exe'


def test_a_target_is_a_link_and_a_title_is_text() -> None:
    target = ppt_record(0x0FBA, "http://p.example.net/a".encode("utf-16-le"), 1)
    found = read(ppt_record(0x0FD7, ppt_record(0x0FBA, "Title".encode("utf-16-le")) + target, version=0x0F))
    assert links(found) == ["http://p.example.net/a"]
    assert texts(found) == "Title"


def test_objects_are_unpacked() -> None:
    packed = struct.pack("<I", 9) + zlib.compress(b"inner file")
    found = read(ppt_record(0x1011, packed, instance=1))
    assert children(found) == {"embedded object": b"inner file"}
    assert children(read(ppt_record(0x1011, b"as it is"))) == {"embedded object": b"as it is"}
    assert children(read(ppt_record(0x1011, b"\0\0\0\0no zlib", instance=1))) == {}


def test_pictures_are_children() -> None:
    picture = ppt_record(0xF01E, bytes(17) + b"\x89PNG picture", instance=0x6E0)
    found = read(pictures=picture + ppt_record(0xF01D, bytes(33) + b"\xff\xd8\xff jpeg", instance=0x46B))
    assert children(found) == {"picture 1": b"\x89PNG picture", "picture 2": b"\xff\xd8\xff jpeg"}


def test_a_record_longer_than_the_stream_gives_what_is_there() -> None:
    assert "cut sh" in texts(read_ole({"PowerPoint Document": struct.pack("<HHI", 0, 0x0FA8, 5000) + b"cut sh"}))
