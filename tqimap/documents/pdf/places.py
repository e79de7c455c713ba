"""Where the words of a page stand: by lines, and in a line by columns."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, chain, pairwise
from typing import Self

MAX_WORDS = 5_000  # of a page whose places are asked for: a page in the smallest print has fewer
LEAST_BEGUN = 3  # stretches that begin at one place: those of prose do so by chance
NARROW = 3  # points: no column is
WIDE_GAP = 0.8  # heights of a line: what words of one column are not apart

Box = tuple[float, float, float, float]  # left, bottom, right, top, in any unit
Boxes = Callable[[int], Box]  # of each character of a text

_LINE = re.compile(r"[^\r\n\ufffe]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one line without a wider gap between them: where they stand in the text, and where on the page."""

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """From the lowest sign to the highest, in points."""
        return self.top - self.bottom

    @property
    def sign(self) -> float:
        """The width of a character, on average, in points."""
        return (self.right - self.left) / (self.end - self.start)


class Page:
    """The text of a page, and where each of its characters stands."""

    def __init__(self, text: str, box: Boxes) -> None:
        self.text = text
        self.box = box

    @cached_property
    def lines(self) -> list[list[Stretch]]:
        """The words of each line that holds some, as far as they are looked at."""
        found: list[list[Stretch]] = []
        words = 0
        for line in _LINE.finditer(self.text):
            stretches = [_stretch(*word.span(), self.box) for word in _WORD.finditer(self.text, *line.span())]
            words += len(stretches)
            if words > MAX_WORDS:
                break
            if stretches:
                found.append(stretches)
        return found

    @cached_property
    def begins(self) -> frozenset[int]:
        """Where several stretches begin, in whole units: a column does, be it ever so close to the one before it."""
        counts = Counter(round(stretch.left) for line in self.lines for stretch in together(line))
        return frozenset(left for left, count in counts.items() if count >= LEAST_BEGUN)

    def inserted(self, insertions: Sequence[tuple[int, str]]) -> Self:
        """The page with words at some places of its text, in order of these.

        What was inserted takes no room: it stands where begins what follows.
        """
        if not insertions:
            return self
        places = [place for place, _ in insertions]
        shifts = [0, *accumulate(len(words) for _, words in insertions)]
        begins = [place + shift for place, shift in zip(places, shifts, strict=False)]

        def moved(at: int) -> Box:
            before = bisect_right(begins, at)
            old = at - shifts[before]
            if not before or old >= places[before - 1]:
                return self.box(old)
            left, bottom, _, top = self.box(places[before - 1])
            return left, bottom, left, top

        pieces = (self.text[start:end] for start, end in pairwise([0, *places, len(self.text)]))
        words = (*(words for _, words in insertions), "")
        return type(self)("".join(chain.from_iterable(zip(pieces, words, strict=True))), moved)


def _stretch(start: int, end: int, box: Boxes) -> Stretch:
    first, last = box(start), box(end - 1)
    _, bottom, _, top = max(first, last, key=_height)  # that of a ligature is no higher than its ink
    return Stretch(start, end, first[0], bottom, last[2], top)


def _height(box: Box) -> float:
    return box[3] - box[1]


def together(words: list[Stretch]) -> list[Stretch]:
    """The stretches of a line, given its words."""
    stretches = words[:1]
    for word in words[1:]:
        last = stretches[-1]
        if are_apart(last, word):
            stretches.append(word)
        else:
            top, bottom = max(last.top, word.top), min(last.bottom, word.bottom)  # of some letters only their ink
            stretches[-1] = replace(last, end=word.end, right=word.right, top=top, bottom=bottom)
    return stretches


def goes_over(words: Sequence[Stretch], begins: frozenset[int]) -> bool:
    """Whether a line goes over where others begin, and none of its words begins there."""
    own = {round(word.left) + slip for word in words for slip in (-1, 0, 1)}
    left, right = words[0].left + NARROW, words[-1].right - NARROW
    return any(left < begin < right and begin not in own for begin in begins)


def cells(words: list[Stretch], begins: frozenset[int]) -> list[Stretch]:
    """The stretches of a line, parted also where other lines begin."""
    starts = [at for at, word in enumerate(words) if at == 0 or round(word.left) in begins]
    runs = (words[start:end] for start, end in zip(starts, [*starts[1:], len(words)], strict=True))
    return [stretch for run in runs for stretch in together(run)]


def are_apart(before: Stretch, word: Stretch) -> bool:
    """Whether a wider gap is between two words of a line."""
    return not before.right <= word.left < before.right + WIDE_GAP * before.height


def overlap(upper: Stretch, lower: Stretch) -> bool:
    """Whether something of the one is straight above something of the other."""
    return upper.left < lower.right and lower.left < upper.right
