"""Replacing pieces of a text without losing where everything stood."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import add, gt, sub

Edit = tuple[int, int, str]  # text[start:end] becomes new


class Edited:
    """A text with edits done to it, and the way back from its offsets to those of the text before."""

    __slots__ = ("_ends", "_old_ends", "_old_starts", "_starts", "edited", "text")

    def __init__(self, text: str, edits: Iterable[Edit] = ()) -> None:
        """Do the edits in order of place; one that begins inside another is left out."""
        ordered = sorted(edits)
        self.edited = bool(ordered)
        self._starts: list[int] = []
        self.text = text
        if ordered:
            self._edit(text, ordered)

    def _edit(self, text: str, ordered: list[Edit]) -> None:
        starts, ends, new = _columns(ordered)
        if any(map(gt, ends, starts[1:])):
            starts, ends, new = _columns(_apart(ordered))
        kept = [text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True)]
        if len(set(new)) == 1:  # as in a list where everybody writes [.]
            self.text = new[0].join(kept)
        else:
            self.text = "".join(piece for pair in zip(kept, [*new, ""], strict=True) for piece in pair)
        lengths = list(map(len, new))
        grown = accumulate(map(sub, lengths, map(sub, ends, starts)))
        # A first edit that does nothing, so that there is one before every place.
        self._old_starts, self._old_ends = [0, *starts], [0, *ends]
        self._starts = [0, starts[0], *map(add, starts[1:], grown)]
        self._ends = [0, *map(add, self._starts[1:], lengths)]

    def touched(self, start: int, end: int) -> bool:
        """Whether there is an edit inside this span of the new text."""
        index = bisect_left(self._starts, start, 1)
        return index < len(self._starts) and self._starts[index] < end

    def old_starts(self, offsets: list[int]) -> list[int]:
        """Where the pieces that begin at these offsets of the new text began in the old one."""
        edits = [bisect_right(self._starts, offset) - 1 for offset in offsets]
        return self._old(offsets, edits, self._old_starts)

    def old_ends(self, offsets: list[int]) -> list[int]:
        """Where the pieces that end at these offsets of the new text ended in the old one."""
        edits = [max(0, bisect_left(self._starts, offset) - 1) for offset in offsets]
        return self._old(offsets, edits, self._old_ends)

    def _old(self, offsets: list[int], edits: list[int], inside: list[int]) -> list[int]:
        """Each offset lies behind the edit of this index, or inside it."""
        ends, old_ends = self._ends, self._old_ends
        return [
            inside[edit] if offset < ends[edit] else old_ends[edit] + offset - ends[edit]
            for offset, edit in zip(offsets, edits, strict=True)
        ]


def _columns(edits: Iterable[Edit]) -> tuple[list[int], list[int], list[str]]:
    starts, ends, new = zip(*edits, strict=True)
    return list(starts), list(ends), list(new)


def _apart(ordered: list[Edit]) -> Iterator[Edit]:
    done = 0
    for edit in ordered:
        if edit[0] >= done:
            yield edit
            done = edit[1]
