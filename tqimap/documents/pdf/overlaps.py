"""Cells of a page that run over the next one: pdfium sorts letters from left to right, so that those of both are mixed.

Programs draw one cell after the other: in that order the letters are words again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from tqimap.documents.pdf.columns import LINE_END_HYPHEN
from tqimap.documents.pdf.gaps import WIDE
from tqimap.documents.pdf.places import Box, Boxes

MAX_LONG = 500  # words of a page that are looked at
COVERED, LEAST_COVERED = 0.3, 0.1  # of the width and of the height of a letter: kerning covers less of it
LEVEL = 0.2  # heights of a letter: by more the next one stands on another line; shadows are that low

_LONG = re.compile(r"[!-~]{12,200}")  # what may not go into a cell; few letters of it are enough
_ALONE = re.compile(r"(?<=\n)\S(?=\r)")
_BLANK, _LINE_END = " ", "\r\n"

Order = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter: where it stands in the text and on the page, and how many things were drawn before it."""

    at: int
    box: Box
    order: int

    def is_apart(self, before: "Glyph") -> bool:
        """Whether a blank belongs between it and the letter drawn ``before`` it, of whatever cell."""
        _, bottom, right, top = before.box
        is_behind = self.at == before.at + 1 or self.box[0] < right + WIDE * (top - bottom)
        return self.order != before.order and (_covers(self.box, before.box) or not is_behind)

    def is_on_line_of(self, before: "Glyph") -> bool:
        """Whether it stands at the height of the letter drawn ``before`` it."""
        _, bottom, _, top = before.box
        return abs(self.box[1] - bottom) < (top - bottom) / 2


def untangled(text: str, box: Boxes, order: Order) -> tuple[str, Sequence[int]]:
    """``text`` with the letters of mixed cells as they were drawn, and where each of its characters stood before.

    ``order`` tells how many things were drawn before a letter; None where that is not known.
    """
    lines = list(_tangled_lines(text, box))
    if not lines:
        return text, range(len(text))
    signs = list(enumerate(text))
    for line in reversed(lines):
        glyphs = _drawn(text, line, box, order)
        if glyphs:
            signs[line.start : line.stop] = _signs(text, glyphs)
    return "".join(sign for _, sign in signs), [at for at, _ in signs]


def _tangled_lines(text: str, box: Boxes) -> Iterator[range]:
    """Those of the text, or all of it as one where pdfium takes the page for one that is written downwards."""
    if 2 * len(_ALONE.findall(text)) > text.count("\n"):
        yield range(len(text))
        return
    widths = _Widths(text, box)
    end = 0
    for word in islice(_LONG.finditer(text), MAX_LONG):
        if word.start() >= end and widths.are_less(*word.span()):
            end = text.find("\r", word.end()) % (len(text) + 1)  # the last line has no end
            yield range(text.rfind("\n", 0, word.start()) + 1, end)


class _Widths:
    """How wide letters are, as they were last seen: a word as wide as all of its letters needs no closer look."""

    def __init__(self, text: str, box: Boxes) -> None:
        self._text = text
        self._box = box
        self._known: dict[str, float] = {}

    def are_less(self, start: int, end: int) -> bool:
        """Whether letters of a word cover others."""
        left, bottom, _, top = self._box(start)
        width = self._box(end - 1)[2] - left
        letters = self._text[start:end]
        if width < 0:  # the line stands on its head
            return False
        for at, letter in enumerate(letters, start):
            if letter not in self._known:
                self._learn(letter, self._box(at))
        if width > sum(map(self._known.__getitem__, letters)) - LEAST_COVERED * (top - bottom):
            return False
        boxes = list(map(self._box, range(start, end)))
        for letter, box in zip(letters, boxes, strict=True):
            self._learn(letter, box)
        return any(map(_is_mixed, boxes, boxes[1:]))

    def _learn(self, letter: str, box: Box) -> None:
        left, _, right, _ = box
        self._known[letter] = right - left


def _is_mixed(before: Box, letter: Box) -> bool:
    """Whether a letter covers the one before it on its line."""
    _, bottom, _, top = before
    return abs(letter[1] - bottom) < LEVEL * (top - bottom) and _covers(letter, before)


def _covers(letter: Box, before: Box) -> bool:
    """Whether a letter begins over the one ``before`` it, or farther to the left."""
    left, bottom, right, top = before
    return letter[0] < right - max(COVERED * (right - left), LEAST_COVERED * (top - bottom))


def _drawn(text: str, line: range, box: Boxes, order: Order) -> list[Glyph]:
    """The letters of a ``line`` as they were drawn; none where that is not known of all of them."""
    orders = {at: order(at) for at in line}
    if any(number is None and not text[at].isspace() for at, number in orders.items()):
        return []
    glyphs = [Glyph(at, box(at), number) for at, number in orders.items() if number is not None]
    return sorted(glyphs, key=lambda glyph: glyph.order)


def _signs(text: str, glyphs: list[Glyph]) -> Iterator[tuple[int, str]]:
    """Each letter and the blanks between them, with where it stands in ``text``."""
    for before, glyph in pairwise([glyphs[0], *glyphs]):
        if text[before.at] != LINE_END_HYPHEN:
            gap = _LINE_END if not glyph.is_on_line_of(before) else _BLANK if glyph.is_apart(before) else ""
            yield from ((glyph.at, sign) for sign in gap)
        yield glyph.at, text[glyph.at]
