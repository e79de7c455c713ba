"""Gaps that pdfium misjudges, by the places of the letters on both sides."""

import pytest

from tqimap.documents.pdf.gaps import judged
from tqimap.documents.pdf.notes import Letter
from tqimap.documents.pdf.places import Box

WIDTH, HEIGHT, STEP = 6.0, 12.0, 14.0  # of a letter, and from line to line

Piece = tuple[float, int, str]  # where it begins, the number of its line, the words and the gap behind them


def read(*pieces: Piece) -> tuple[str, list[Box]]:
    """The text, and the box of each of its characters."""
    places = [(left + WIDTH * at, -STEP * line) for left, line, text in pieces for at in range(len(text))]
    boxes = [(left, base, left + WIDTH, base + HEIGHT) for left, base in places]
    letters = [Letter(HEIGHT, left, base) for left, base in places]
    text, _, box = judged("".join(text for *_, text in pieces), letters.__getitem__, boxes.__getitem__)
    return text, [box(at) for at in range(len(text))]


def test_pieces_of_one_line_are_one() -> None:
    pieces = (0, 0, "see http://a.example/nar\r\n"), (143.5, 0, "r\r\n"), (150.5, 0, "ow end\r\n"), (0, 1, "of it")
    text, boxes = read(*pieces)
    assert text == "see http://a.example/narrow end\r\nof it"
    assert boxes[text.index("ow")][0] == 150.5 and boxes[text.index("of")][:2] == (0, -STEP)


def test_the_end_of_a_line_is_no_blank() -> None:
    text, boxes = read((0, 0, "http://a.example/na "), (0, 1, "rrow- "), (0, 2, "final -"), (0, 3, "b.png"))
    assert text == "http://a.example/na\r\nrrow-\r\nfinal -b.png"
    assert boxes[text.index("final")][:2] == (0, -2 * STEP)


@pytest.mark.parametrize("left", [20.5, 30], ids=["a blank", "two columns"])
def test_what_stands_on_one_line_is_one_line(left: float) -> None:
    assert read((0, 0, "one\r\n"), (left, 0, "two"))[0] == "one two"


def test_a_piece_of_a_key_ends_with_its_line() -> None:
    pieces = (0, 0, "HKCU\\\r\n"), (30, 0, "Wi "), (0, 1, "ndows\\Run")
    assert read(*pieces)[0] == "HKCU\\Wi\r\nndows\\Run"


@pytest.mark.parametrize(
    "pieces",
    [
        [(0, 0, "one\r\n"), (0, 1, "two")],  # two lines
        [(30, 0, "one\r\n"), (0, 0, "two")],  # two columns, the right one first
        [(0, 0, "one\r\n"), (0, 0, "one")],  # twice in one place, to look bold
        [(0, 0, "one- "), (30, 0, "two")],  # a blank
        [(0, 0, "one - two")],
    ],
)
def test_other_gaps_are_what_they_seem(pieces: list[Piece]) -> None:
    assert read(*pieces)[0] == "".join(text for *_, text in pieces)
