"""Pages, Numbers and Keynote: what Snappy packs is whole, and damage ends."""

import random

import pytest

from tqimap.documents.office import iwa
from tqimap.documents.pieces import Child, Text
from tqimap.documents.walk import walk


def block(size: int, *elements: bytes) -> bytes:
    packed = bytes([size & 0x7F | 0x80, size >> 7]) + b"".join(elements)
    return b"\0" + len(packed).to_bytes(3, "little") + packed


def literal(text: bytes) -> bytes:
    return bytes([len(text) - 1 << 2]) + text if len(text) <= 60 else bytes([60 << 2, len(text) - 1]) + text


def strings(data: bytes) -> str:
    return "\n".join(step.piece.text for step in walk(data, "Document.iwa") if isinstance(step.piece, Text))


@pytest.mark.parametrize(
    ("elements", "text"),
    [
        ([literal(b"https://pages.example/long")], "https://pages.example/long"),
        ([literal(b"https://pages.example/" + b"long" * 20)], "https://pages.example/" + "long" * 20),
        ([literal(b"https://pages.example/lo"), b"\x01\x08", literal(b"end")], "https://pages.example/loamplend"),
        ([literal(b"https://pages.example/ab"), b"\x1e\x02\x00"], "https://pages.example/ab" + "abababab"),
        ([literal(b"https://pages.example/ab"), b"\x1f\x02\x00\x00\x00"], "https://pages.example/abababababab"[:32]),
        ([literal(b"https://pages.example/ab"), b"\x1e\x99\x00", literal(b"x")], "https://pages.example/ab"),
        (
            [literal(b"https://far.example/"), *[literal(b"-" * 60)] * 5, b"\x2e\x38\x01"],
            "https://far.example/" + "-" * 300 + "far.example/",
        ),
    ],
)
def test_what_snappy_packs_is_whole(elements: list[bytes], text: str) -> None:
    assert strings(block(300, *elements)) == text


def test_what_two_blocks_divide_is_whole() -> None:
    data = block(300, literal(b"https://pages.ex")) + block(300, literal(b"ample/a"))
    assert strings(data) == "https://pages.example/a"


def test_other_data_that_begins_with_a_zero_is_none() -> None:
    assert not iwa.is_iwa(bytes(8)) and not iwa.is_iwa(b"\0\xff\0\0" + bytes(99))


def test_random_damage_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iwa, "MAX_UNPACKED", 1 << 16)
    chance = random.Random(6)
    for _ in range(300):
        data = block(300, chance.randbytes(200))
        assert not [step for step in walk(data, "a") if isinstance(step.piece, Child)]
