"""Mutated Office files: a reader yields pieces, and raises nothing; ``ole`` alone may refuse what is no compound file.

Half of the examples mutate a sound file, since random bytes never get past the first check.
"""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_files import (
    RELATIONS,
    W,
    compound_file,
    mapi_block,
    package,
    ppt_record,
    record,
    relation,
    shared_strings,
    tnef,
    vba_project,
    word_95,
    word_97,
    workbook,
)

from tqimap.documents import odf, ole, ooxml, rtf, xlsb
from tqimap.documents import tnef as tnef_reader
from tqimap.documents.pieces import Child, Context, Hint, Link, Piece, Text, Unread

Reader = Callable[[bytes, Context], Iterator[Piece]]

MESSAGE = {"__properties_version1.0": bytes(48), "__substg1.0_1000001F": "body".encode("utf-16-le")}
SAMPLES: dict[str, tuple[Reader, bytes]] = {
    "docx": (ooxml.read, package({"word/document.xml": W.format("<w:p><w:t>words</w:t></w:p>" * 20),
                                  "_rels/.rels": RELATIONS.format(relation("http://a.example.net"))})),
    "xlsx": (ooxml.read, package({"xl/worksheets/sheet1.xml": '<s><c r="A1" t="s"><v>0</v></c><c><f>"x"</f></c></s>',
                                  "xl/sharedStrings.xml": "<s><si><t>a.b</t></si></s>"})),
    "odt": (odf.read, package({"content.xml": "<o xmlns:text='t'><text:p>words</text:p></o>"})),
    "xlsb": (xlsb.read, package({"xl/worksheets/sheet1.bin": bytes(range(256)) * 4})),
    "rtf": (rtf.read, rb"{\rtf1{\fonttbl{\f0\fcharset204 A;}}\f0\'cf{\*\objdata 0105}{\field{\*\fldinst X}}\u1040?}"),
    "tnef": (tnef_reader.read, tnef((0x0002800C, b"body\0"), (0x00069002, b""), (0x0006800F, b"data"),
                                    (0x00069003, mapi_block((0x1000, 0x001F, b"b\0"))))),
    "doc": (ole.read, compound_file({**word_97('a \x13HYPERLINK "b"\x14c\x15'),
                                     "Macros": vba_project({"M": b"Sub A()"})})),
    "doc 95": (ole.read, compound_file(word_95("Текст".encode("cp1251"), 0x0419))),
    "xls": (ole.read, compound_file({"Workbook": workbook(
        record(0xFC, shared_strings("a.b", "c")), {"S": record(0xFD, bytes(10)) + record(0x06, bytes(22))})})),
    "ppt": (ole.read, compound_file({"PowerPoint Document": ppt_record(0x03E8, ppt_record(0x0FA8, b"x"), version=15)})),
    "msg": (ole.read, compound_file({**MESSAGE, "__attach_version1.0_#00000000": {"__substg1.0_3701000D": MESSAGE}})),
}  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, sample: bytes) -> bytes:
    data = bytearray(sample)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data) - 1))
        data[at] = draw(st.sampled_from([0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF, data[at] ^ 0x20, data[at] ^ 0x01]))
    return bytes(data[: draw(st.integers(len(data) // 2, len(data)))])


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.data())
def test_a_mutated_file_gives_pieces_and_raises_nothing(name: str, chance: st.DataObject) -> None:
    reader, sample = SAMPLES[name]
    data = chance.draw(mutated(sample) | st.binary(max_size=200).map(lambda tail: sample[:40] + tail))
    try:
        found = list(reader(data, Context()))
    except Exception as error:
        assert reader is ole.read and data_is_no_compound_file(data), repr(error)
        return
    assert all(isinstance(piece, Text | Link | Child | Unread | Hint) for piece in found)


def data_is_no_compound_file(data: bytes) -> bool:
    from tqimap.documents.compound_file import CompoundFile

    try:
        CompoundFile(data)
    except Exception:
        return True
    return False
