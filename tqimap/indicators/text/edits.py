"""Replacing pieces of a text without losing where everything stood."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from operator import add, gt, itemgetter, sub
from typing import Self

Edit = tuple[int, int, str]  # text[start:end] becomes new


class Edited:
    """A text with edits done to it, and the way back from its offsets to those of the text before.

    All is kept in columns and computed column by column: a long list has a hundred thousand edits.
    """

    __slots__ = ("_are_marks", "_ends", "_old_ends", "_old_starts", "_shifts", "_starts", "_stays", "edited", "text")

    def __init__(self, text: str, edits: Iterable[Edit] = (), *, are_marks: bool = True) -> None:
        """Do the edits in order of place; one that begins inside another is left out.

        ``are_marks`` says that where they are somebody meant the values beside them.
        """
        ordered = sorted(edits)
        self.edited = False
        self._are_marks = are_marks
        self._starts: list[int] = []  # of the edits, in the new text; so are the ends
        self._ends: list[int] = []
        # How far the new text falls behind the old one before each edit, and at the end.
        self._shifts: Sequence[int] = []
        # Where the edits were in the old text: what begins or ends inside one, began before it or ended behind it.
        # Empty where none is so long that it has an inside.
        self._old_starts: list[int] = []
        self._old_ends: list[int] = []
        self._stays = False  # whether every edit is of one character for another, so that all stays where it is
        self.text = text
        if ordered:
            self._edit(text, ordered)

    @classmethod
    def joined(cls, pieces: list[str], width: int, new: str) -> Self:
        """A text that was cut at marks of one width, with the same new text in place of each mark."""
        edited = cls(new.join(pieces))
        kept, shift = len(new), width - len(new)
        edited.edited = len(pieces) > 1
        edited._ends = list(accumulate(map(kept.__add__, map(len, pieces[:-1]))))
        edited._starts = list(map((-kept).__add__, edited._ends))
        edited._shifts = range(0, len(pieces) * shift, shift)
        return edited

    @classmethod
    def cut(cls, text: str, pattern: re.Pattern[str], meant: Callable[[str], str]) -> Self:
        """A text with what each match of a pattern means in its place; the pattern has one group, round all of it."""
        pieces = pattern.split(text)
        ends = list(accumulate(map(len, pieces)))
        meanings = {each: meant(each) for each in set(pieces[1::2])}
        new = pieces[1::2] = list(map(meanings.__getitem__, pieces[1::2]))
        edited = cls("".join(pieces))
        if new:
            edited._keep(ends[:-1:2], ends[1::2], list(map(len, new)))
        return edited

    def _edit(self, text: str, ordered: list[Edit]) -> None:
        starts, ends, new = _columns(ordered)
        if any(map(gt, ends, starts[1:])):
            starts, ends, new = _columns(list(_apart(ordered)))
        kept = [text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True)]
        self.text = "".join(chain.from_iterable(zip(kept, [*new, ""], strict=True)))
        self._keep(starts, ends, list(map(len, new)))

    def _keep(self, starts: list[int], ends: list[int], lengths: list[int]) -> None:
        """Keep where the edits were in the old text, and how long is what stands in the new one for each."""
        widths = list(map(sub, ends, starts))
        self.edited, self._stays = True, set(widths) == {1} == set(lengths)
        self._shifts = [0, *accumulate(map(sub, widths, lengths))]
        self._starts = list(map(sub, starts, self._shifts))
        self._ends = list(map(add, self._starts, lengths))
        self._old_starts, self._old_ends = [*starts, sys.maxsize], [0, *ends]

    def marks(self, below: list[int]) -> list[int]:
        """Where in the new text marks were edited, in order: here, or before at those places of the old text."""
        places = list(self._starts) if self._are_marks else []
        if not below:
            return places
        old_ends = map(add, self._ends, self._shifts[1:])
        edits = zip([*old_ends, sys.maxsize], [*self._starts, sys.maxsize], self._shifts, strict=True)
        end, start, shift = next(edits)
        for place in below:  # side by side with the edits, as in ``old_starts``
            while end <= place:
                end, start, shift = next(edits)
            new = place - shift
            places.append(new if new < start else start)
        places.sort()
        return places

    def old_starts(self, offsets: list[int]) -> list[int]:
        """Where the pieces that begin at these offsets of the new text, given in order, began in the old one."""
        if self._stays:
            return offsets
        edits = zip([*self._ends, sys.maxsize], self._shifts, self._old_starts or repeat(sys.maxsize), strict=False)
        end, shift, limit = next(edits)
        old = []
        for offset in offsets:  # side by side with the edits; to look each up among them takes three times as long
            while end <= offset:
                end, shift, limit = next(edits)
            place = offset + shift
            old.append(place if place < limit else limit)
        return old

    def old_ends(self, offsets: list[int]) -> list[int]:
        """Where the pieces that end at these offsets of the new text, given in order, ended in the old one."""
        if self._stays:
            return offsets
        edits = zip([*self._starts, sys.maxsize], self._shifts, self._old_ends or repeat(0), strict=False)
        start, shift, limit = next(edits)
        old = []
        for offset in offsets:
            while start < offset:
                start, shift, limit = next(edits)
            place = offset + shift
            old.append(place if place > limit else limit)
        return old


def _columns(edits: list[Edit]) -> tuple[list[int], list[int], list[str]]:
    """Each by itself: ``zip`` would make an iterator for every edit, all of them at once."""
    return list(map(itemgetter(0), edits)), list(map(itemgetter(1), edits)), list(map(itemgetter(2), edits))


def _apart(ordered: list[Edit]) -> Iterator[Edit]:
    done = 0
    for edit in ordered:
        if edit[0] >= done:
            yield edit
            done = edit[1]
