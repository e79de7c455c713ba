"""Gaps that pdfium misjudges: it takes some pieces of kerned text for lines, and some ends of lines for blanks.

As browsers print, ``narrow may`` may come as ``nar``, ``r``, ``ow`` and ``may``; and where a line ends in a hyphen or
the next one begins with one, the two may come as one.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate, islice

from tqimap.documents.pdf.notes import Letter
from tqimap.documents.pdf.places import MAX_WORDS, Boxes

Letters = Callable[[int], Letter]

SLIP = 0.05  # heights of a letter by which the next one of a line is higher or lower
OVERLAP, WIDE = 0.2, 0.12  # by which kerning brings it nearer, or moves it away; a blank is twice as wide

_LINE_END = "\r\n"
_SIGN = r"[-/\\?&=%._~]"
# The end of a line, and blanks beside a sign that values have and prose hardly, or behind a word that begins with one.
_GAP = re.compile(
    rf"(?<=\S)(?P<end>\r\n)(?=\S)|(?:{_SIGN}|(?<={_SIGN}\r\n))\w{{0,40}}(?P<behind> )(?=\w)"
    rf"|(?<=\w)(?P<before> )(?={_SIGN})"
)


def judged(text: str, letter: Letters, box: Boxes) -> tuple[str, Letters, Boxes]:
    """``text`` with these gaps as they are, and of each of its characters what ``letter`` and ``box`` told before."""
    edits = list(_edits(text, letter, box))
    if not edits:
        return text, letter, box
    moves = [0, *accumulate(end - start - len(new) for start, end, new in edits)]
    begins = [start - move for (start, _, _), move in zip(edits, moves, strict=False)]  # in the new text

    def before(at: int) -> int:
        return at + moves[bisect_right(begins, at)]

    ends = [0, *(end for _, end, _ in edits)]
    kept = (f"{text[end:start]}{new}" for end, (start, _, new) in zip(ends, edits, strict=False))
    return "".join((*kept, text[ends[-1] :])), lambda at: letter(before(at)), lambda at: box(before(at))


def _edits(text: str, letter: Letters, box: Boxes) -> Iterator[tuple[int, int, str]]:
    """Where each gap begins and ends that is another one, with what it is."""
    for gap in islice(_GAP.finditer(text), MAX_WORDS):
        start, end = gap.span(gap.lastgroup or 0)
        boxes = box(start - 1), box(end)
        right, height = boxes[0][2], max(top - bottom for _, bottom, _, top in boxes)  # of a ligature only its ink
        before, behind = letter(start - 1), letter(end)
        drop, move = before.base - behind.base, behind.left - right
        is_level = abs(drop) < SLIP * height and behind.left > before.left
        if is_level and -OVERLAP * height < move < WIDE * height:
            yield start, end, ""
        elif is_level and move > 0 and gap["end"]:
            yield start, end, " "
        elif gap["end"] is None and drop > height / 2 and behind.left < right:
            yield start, end, _LINE_END
