"""Cells of a page that run over each other, whose letters stand in the order in which they begin."""

from collections.abc import Callable, Sequence

import pytest
from pdf_documents import page, stream

from tqimap.documents.pdf import pdf
from tqimap.documents.pdf.overlaps import untangled
from tqimap.documents.pdf.places import Box
from tqimap.documents.pieces import Context, Text

WIDTH, HEIGHT, STEP = 6.0, 10.0, 14.0  # of a letter of Courier, and from line to line
HASH, OTHER = "d41d8cd98f00b204e9800998ecf8427e", "9e107d9d372bb6826bd81d3542a419d6"

Cell = tuple[float, float, str]  # where it begins, in letters, the number of its line, and its words


def document(*cells: Cell) -> bytes:
    """One whose page has these cells, each of them drawn by itself."""
    drawn = (
        f"BT /F1 {HEIGHT} Tf {72 + WIDTH * left} {720 - STEP * line} Td <{words.encode().hex()}> Tj ET"
        for left, line, words in cells
    )
    font = "<</Type /Font /Subtype /Type1 /BaseFont /Courier>>"
    return page(more={4: stream("", "\n".join(drawn).encode()), 5: font})


def letter_by_letter(*cells: Cell) -> bytes:
    return document(*((left + at, line, letter) for left, line, words in cells for at, letter in enumerate(words)))


def shown(data: bytes) -> str:
    pieces = (piece for piece in pdf.read(data, Context()) if isinstance(piece, Text) and piece.spot == "page 1")
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("drawn", [document, letter_by_letter])
def test_a_value_that_runs_over_the_next_cell(drawn: Callable[..., bytes]) -> None:
    data = drawn((0, 0, "C:\\Temp\\media_113.exe"), (19.5, 0, "Path of the loader"))
    assert shown(data) == "C:\\Temp\\media_113.exe Path of the loader"


def test_letters_and_their_shadows_are_apart() -> None:
    assert shown(letter_by_letter((0.1, 0.05, HASH), (0, 0, HASH))) == f"{HASH} {HASH}"


def test_two_hashes_are_two() -> None:
    text = shown(letter_by_letter((0, 0, "File"), (20, 0, "Parent"), (0, 1, HASH), (20.3, 1, OTHER)))
    assert text.split() == ["File", "Parent", HASH, OTHER]


@pytest.mark.parametrize(
    "cells",
    [
        [(0, 0, "https://a.example/one"), (20.95, 0, "two")],  # closer than letters are, as by kerning
        [(20, 0, "https://a.example/two"), (0, 0, "https://a.example")],  # drawn in another order
    ],
)
def test_other_lines_are_what_they_were(cells: list[Cell]) -> None:
    together = "".join(words for *_, words in sorted(cells))
    assert "".join(shown(letter_by_letter(*cells)).split()) == together


def told(text: str, cells: list[Cell], order: list[int | None]) -> tuple[str, Sequence[int]]:
    places = [(WIDTH * (left + at), -STEP * line) for left, line, words in cells for at in range(len(words))]
    boxes: list[Box] = [(left, base, left + WIDTH, base + HEIGHT) for left, base in places]
    return untangled(text, boxes.__getitem__, order.__getitem__)


def test_a_page_that_seems_to_be_written_downwards() -> None:
    text = "a\r\nb\r\nc\r\nd\r\ne"
    cells: list[Cell] = [(0, 0, "a  "), (1, 0, "b  "), (5, 0, "c  "), (6, 0, "d  "), (0, 1, "e")]
    order = [0, None, None, 1, None, None, 2, None, None, 3, None, None, 4]
    assert told(text, cells, order) == ("ab cd\r\ne", [0, 3, 6, 6, 9, 12, 12, 12])


def test_letters_of_which_nobody_knows_when_they_were_drawn_stay() -> None:
    text = "media_113.ePxaeth"
    cells: list[Cell] = [*((at, 0, sign) for at, sign in enumerate(text[:-6]))]
    cells += [(10.5 + at / 2, 0, sign) for at, sign in enumerate(text[-6:])]
    assert told(text, cells, [None] * len(text))[0] == text
