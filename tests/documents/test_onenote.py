"""OneNote: texts in every script, embedded files cut out, lengths that lie."""

import random
import struct
import uuid

from tqimap.documents.office import onenote
from tqimap.documents.pieces import Child, Context, Text
from tqimap.documents.walk import walk

SECTION = uuid.UUID("7B5C52E4-D88C-4DA7-AEB1-5378D02996D3").bytes_le + bytes(1000)
FILE = uuid.UUID("BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC").bytes_le


def text(value: str) -> bytes:
    data = value.encode("utf-16-le") + b"\x00\x00"
    return struct.pack("<I", len(data)) + data


def file(data: bytes, declared: int | None = None) -> bytes:
    return FILE + struct.pack("<QIQ", len(data) if declared is None else declared, 0, 0) + data


def read(data: bytes) -> tuple[str, list[Child]]:
    pieces = list(onenote.read(SECTION + data, Context()))
    texts = "\n".join(piece.text for piece in pieces if isinstance(piece, Text))
    return texts, [piece for piece in pieces if isinstance(piece, Child)]


def test_texts_in_any_script_are_read() -> None:
    found, _ = read(
        text("Счёт за октябрь") + b"\x07" + text("中文标题") + text('\ufddfHYPERLINK "http://a.example/"Öffnen')
    )
    assert "Счёт за октябрь" in found
    assert "中文标题" in found
    assert 'HYPERLINK "http://a.example/"Öffnen' in found


def test_eight_bit_texts_are_found_as_strings() -> None:
    assert "Double click to open" in read(b"\x01\x02Double click to open\x03")[0]


def test_embedded_files_are_cut_out_and_not_searched_as_text() -> None:
    found, children = read(text("invoice.hta") + file(b"<script>evil()</script>") + b"\x00" * 5 + file(b"MZ second"))
    assert children == [
        Child("embedded file 1", b"<script>evil()</script>"),
        Child("embedded file 2", b"MZ second"),
    ]
    assert "invoice.hta" in found
    assert "evil" not in found


def test_a_length_that_lies_takes_what_is_there() -> None:
    _, children = read(file(b"content", declared=1 << 62))
    assert [child.data for child in children] == [b"content"]


def test_the_section_is_recognised_and_random_damage_ends() -> None:
    chance = random.Random(4)
    whole = SECTION + text("Title") + file(b"x" * 99) + text("Text") * 20
    assert ("a.one", "embedded file 1") in [step.path for step in walk(whole, "a.one")]
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(9):
            data[chance.randrange(16, len(data))] = chance.randrange(256)
        list(walk(bytes(data), "a.one"))


def test_many_lengths_that_lead_nowhere_cost_little() -> None:
    data = SECTION + struct.pack("<I", 60_000) * 100_000
    assert read(data)[1] == []
