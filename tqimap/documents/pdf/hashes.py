"""Hashes that the end of a line divides: which pieces are of one, and not values of their own below each other."""

import re
from functools import cached_property

from tqimap.documents.pdf.columns import Lines
from tqimap.documents.pdf.places import Stretch, overlap, together
from tqimap.indicators.text.hexadecimal import HASHES

LEAST_FILLED, RAGGED = 16, 3  # digits in a full line of a hash, and by how many such lines differ
MAX_HEADS = 50  # names of hashes on a page

_HEXADECIMAL = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{4,}\Z")
_HEXADECIMAL_BEGIN = re.compile(r"[0-9a-fA-F]+(?![0-9A-Za-z])")
_LABEL = re.compile(r"(?:md|sha)[-_\ufffe ]{0,3}\d{1,3}", re.IGNORECASE)
_LABEL_BEFORE = 80  # characters before a hash in which its name may stand


class Hashes:
    """Those of a page."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._text = lines.page.text

    def taken(self, at: int, ended: int) -> int:
        """How many lines the one takes with which a line ends, 1 where it is whole.

        ``ended`` is the line in which the last value has ended that goes over several.
        """
        begin = _HEXADECIMAL.search(self._lines.last_word(at))
        pieces, is_full, lines = [begin[0]] if begin and not self._is_cut_off(at, ended) else [], True, 1
        for below in self._lines.below(at) if pieces else ():
            piece = _HEXADECIMAL_BEGIN.match(self._lines.first_word(below))
            if not piece:
                break
            pieces.append(piece[0])
            is_full = is_full and self._lines.is_full(below - 1, piece[0][:1])
            if self._is_hash(pieces, is_full, self._lines.words[at][-1]):  # which may be the beginning of a longer one
                lines = len(pieces)
        return lines

    def _is_cut_off(self, at: int, ended: int) -> bool:
        """Whether a hash that is not whole goes on in this line: the rest of one may look like another one."""
        above = self._lines.last_word(at - 1) if at - 1 > ended and self._lines.is_straight(at - 1) else ""
        digits = _HEXADECIMAL.fullmatch(above)
        return digits is not None and len(above) >= LEAST_FILLED and len(above) not in HASHES

    def _is_hash(self, pieces: list[str], is_full: bool, word: Stretch) -> bool:
        """Pieces of one hash, and not values of their own below each other."""
        whole = "".join(pieces)
        if len(whole) not in HASHES or not re.search(r"[a-fA-F]", whole) or not re.search(r"\d", whole):
            return False
        if label := self._label(word, len(pieces[0])):
            return _plain(label) == _plain(HASHES[len(whole)])
        sizes = [len(piece) for piece in pieces]
        are_rests = HASHES.keys().isdisjoint(sizes) or (is_full and _is_within(sizes))
        return (is_full or _fill_lines(sizes)) and len(set(sizes)) > 1 and are_rests

    def _label(self, word: Stretch, digits: int) -> str:
        """What the hash is called with which ``word`` ends: in its line, at the head of its column, or close before."""
        start = word.end - digits
        before = list(_LABEL.finditer(self._text, max(0, start - _LABEL_BEFORE), start))
        if before and "\n" not in self._text[before[-1].end() : start]:
            return before[-1][0]
        heads = (label for head, label in reversed(self._heads) if head.end < word.start and overlap(head, word))
        is_close = before and not self._text[before[-1].end() : start].strip(" :\r\n")
        return next(heads, before[-1][0] if is_close else "")

    @cached_property
    def _heads(self) -> list[tuple[Stretch, str]]:
        """Names of hashes that may be at the head of a column, for they stand alone in theirs."""
        alone = (each for line in self._lines.words for each in together(line))
        heads = ((each, _LABEL.match(self._text, each.start, each.end)) for each in alone)
        return [(each, found[0]) for each, found in heads if found][:MAX_HEADS]


def _fill_lines(sizes: list[int]) -> bool:
    """Whether pieces of these ``sizes`` are lines that are filled, and the rest."""
    *filled, rest = sizes
    return (
        len(filled) > 1 and rest < min(filled) and min(filled) >= LEAST_FILLED and max(filled) - min(filled) <= RAGGED
    )


def _is_within(sizes: list[int]) -> bool:
    """Whether only a piece in the middle is as long as a hash: a list begins or ends with one."""
    return len(sizes) > 2 and HASHES.keys().isdisjoint((sizes[0], sizes[-1]))


def _plain(label: str) -> str:
    return re.sub(r"[^a-z\d]", "", label.lower())
