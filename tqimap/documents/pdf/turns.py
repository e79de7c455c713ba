"""Pages whose words run up, down or upside down, such as those of wide tables: read as they stand for who reads them.

pdfium finds lines only on a page that is shown upright, and counts places as if none were turned.
"""

from collections import Counter
from math import pi
from typing import Any

from pypdfium2 import raw  # type: ignore[import-untyped]

from tqimap.documents.pdf.places import Box

LETTERS = 20  # of a page that are asked how they stand

_QUARTER = pi / 2


def upright_text(page: Any) -> Any:
    """The text of the page, which is turned so that most of its letters stand upright."""
    textpage = page.get_textpage()
    rotation = _rotation(textpage)
    if rotation == page.get_rotation():
        return textpage
    textpage.close()
    page.set_rotation(rotation)
    return page.get_textpage()


def turned(box: Box, turns: int, width: float) -> Box:
    """A place on the page as it is shown, by so many quarter ``turns``, where that is ``width`` wide."""
    left, bottom, right, top = box
    match turns:
        case 1:
            return bottom, -right, top, -left
        case 2:
            return width - right, -top, width - left, -bottom
        case 3:
            return width - top, left, width - bottom, right
    return box


def _rotation(textpage: Any) -> int:
    """In degrees, clockwise, by which the page has to be turned."""
    count = textpage.count_chars()
    asked = range(0, count, max(1, count // LETTERS))
    letters = (at for at in asked if raw.FPDFText_GetUnicode(textpage, at) > ord(" "))
    angles = Counter(round(raw.FPDFText_GetCharAngle(textpage, at) / _QUARTER) % 4 for at in letters)
    return -angles.most_common(1)[0][0] % 4 * 90 if angles else 0  # they are told clockwise
