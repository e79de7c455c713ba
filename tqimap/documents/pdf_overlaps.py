"""Cells of a page that run over the next one: pdfium sorts letters from left to right, so that those of both are mixed.

Programs that place every letter by itself, as browsers print, draw one cell after the other: in that order the letters
are words again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from tqimap.documents.pdf_columns import LINE_END_HYPHEN
from tqimap.documents.pdf_gaps import WIDE
from tqimap.documents.pdf_places import Box, Boxes

MAX_LONG = 500  # words of a page whose letters are looked at
COVERED, LEAST_COVERED = 0.3, 0.1  # of the width and of the height of a letter: kerning covers less of it
LEVEL = 0.05  # heights of a letter: by more the next one stands on another line

_LONG = re.compile(r"[!-~]{12,200}")  # what may not go into a cell; few letters of it are enough
_ALONE = re.compile(r"(?<=\n)\S(?=\r)")
_BLANK, _LINE_END = " ", "\r\n"

Order = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter: where it stands in the text and on the page, and how many were drawn before it."""

    at: int
    box: Box
    order: int = 0

    def covers(self, before: "Glyph") -> bool:
        """Whether it begins over the letter ``before`` it, or farther to the left."""
        left, bottom, right, top = before.box
        return self.box[0] < right - max(COVERED * (right - left), LEAST_COVERED * (top - bottom))

    def is_tangled(self, before: "Glyph") -> bool:
        """Whether it covers the letter ``before`` it on the line, which it follows in the text."""
        left, bottom, _, top = before.box
        is_level = abs(self.box[1] - bottom) < LEVEL * (top - bottom)
        return is_level and left < self.box[0] and self.covers(before)

    def is_apart(self, before: "Glyph") -> bool:
        """Whether a blank belongs between it and the letter drawn ``before`` it, of whatever cell."""
        _, bottom, right, top = before.box
        is_behind = self.at == before.at + 1 or self.box[0] < right + WIDE * (top - bottom)
        return self.order != before.order and (self.covers(before) or not is_behind)

    def is_on_line_of(self, before: "Glyph") -> bool:
        """Whether it stands at the height of the letter drawn ``before`` it."""
        _, bottom, _, top = before.box
        return abs(self.box[1] - bottom) < (top - bottom) / 2


def untangled(text: str, box: Boxes, order: Order) -> tuple[str, list[int]]:
    """``text`` with the letters of mixed cells as they were drawn, and where each of its characters stood before.

    ``order`` tells how many letters were drawn before one; None where that is not known.
    """
    signs = list(enumerate(text))
    for line in reversed(list(_tangled_lines(text, box))):
        glyphs = _drawn(text, line, box, order)
        if glyphs:
            signs[line.start : line.stop] = _signs(text, glyphs)
    return "".join(sign for _, sign in signs), [at for at, _ in signs]


def _tangled_lines(text: str, box: Boxes) -> Iterator[range]:
    """Those of the text, or all of it as one where pdfium takes the page for one that is written downwards."""
    if 2 * len(_ALONE.findall(text)) > text.count("\n"):
        yield range(len(text))
        return
    end = 0
    for word in islice(_LONG.finditer(text), MAX_LONG):
        if word.start() >= end:
            glyphs = [Glyph(at, box(at)) for at in range(*word.span())]
            if any(glyph.is_tangled(before) for before, glyph in pairwise(glyphs)):
                end = text.find("\r", word.end()) % (len(text) + 1)  # the last line has no end
                yield range(text.rfind("\n", 0, word.start()) + 1, end)


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
