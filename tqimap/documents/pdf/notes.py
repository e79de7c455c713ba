"""Raised numbers of notes, which stand in the text of a page as if they were the end of the value before them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from tqimap.documents.pdf.places import MAX_WORDS, Boxes, Page

MAX_DIGITS = 3  # of the number of a note
LEAST_HASH = 32  # digits; other values have a dot
RAISED = 0.15  # of the size of the font, at least
SMALLER = 0.95  # times the size of the font, at most; LaTeX takes 0.7, Chromium 0.83

_WORD = re.compile(r"\S+")
_BEHIND = ".,;:)]"  # a note, of the sentence


@dataclass(frozen=True, slots=True)
class Letter:
    """The size of its font, and where on the page it begins on its line."""

    size: float
    left: float
    base: float


def apart(text: str, letter: Callable[[int], Letter], box: Boxes) -> Page:
    """The page with a blank before each such number."""
    return Page(text, box).inserted([(place, " ") for place in _numbers(text, letter)])


def _numbers(text: str, letter: Callable[[int], Letter]) -> Iterator[int]:
    """Where a raised number begins behind what may be a value."""
    for word in islice(_WORD.finditer(text), MAX_WORDS):
        if "." not in word[0] and word.end() - word.start() < LEAST_HASH:
            continue
        stem = word[0].rstrip(_BEHIND)
        digits = len(stem) - len(stem.rstrip("0123456789"))
        for at in range(len(stem) - 1, max(0, len(stem) - 1 - min(digits, MAX_DIGITS)), -1):
            if _is_raised(letter(word.start() + at), letter(word.start() + at - 1)):
                yield word.start() + at
                break


def _is_raised(letter: Letter, before: Letter) -> bool:
    return (
        letter.size < SMALLER * before.size
        and letter.base - before.base > RAISED * before.size
        and letter.left > before.left  # and not one in a word that is turned
    )
