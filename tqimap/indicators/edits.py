"""Replacing pieces of a text without losing where everything stood."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """``text[start:end]`` is replaced by ``new``."""

    start: int
    end: int
    new: str


class Edited:
    """A text with edits done to it, and the way back from its offsets to those of the text before."""

    __slots__ = ("_ends", "_old_ends", "_old_starts", "_starts", "edited", "text")

    def __init__(self, text: str, edits: Iterable[Edit] = ()) -> None:
        """Do the edits in order of place; one that begins inside another is left out."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._old_starts: list[int] = []
        self._old_ends: list[int] = []
        pieces: list[str] = []
        done = length = 0
        for start, end, new in sorted(edits):
            if start < done:
                continue
            pieces += (text[done:start], new)
            length += start - done
            self._starts.append(length)
            length += len(new)
            self._ends.append(length)
            self._old_starts.append(start)
            self._old_ends.append(end)
            done = end
        pieces.append(text[done:])
        self.text = "".join(pieces)
        self.edited = bool(self._starts)

    def touched(self, start: int, end: int) -> bool:
        """Whether there is an edit inside this span of the new text."""
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] < end

    def old_start(self, offset: int) -> int:
        """Where the piece that begins at this offset of the new text began in the old one."""
        index = bisect_right(self._starts, offset) - 1
        return self._old(offset, index, self._old_starts)

    def old_end(self, offset: int) -> int:
        """Where the piece that ends at this offset of the new text ended in the old one."""
        index = bisect_left(self._starts, offset) - 1
        return self._old(offset, index, self._old_ends)

    def _old(self, offset: int, index: int, inside: Sequence[int]) -> int:
        if index < 0:
            return offset
        if offset < self._ends[index]:
            return inside[index]
        return self._old_ends[index] + offset - self._ends[index]
