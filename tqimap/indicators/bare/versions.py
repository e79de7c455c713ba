"""Four numbers with dots that are no address, by what stands round them: they count versions, or are of a telephone.

Loaded when the first number is looked at: the patterns take some milliseconds to make, and most texts have none.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from .. import caches
from ..names.addresses import address_fault
from ..text.surroundings import line_end, line_start
from .address_words import OF_ADDRESSES, SIGN
from .version_words import BEFORE_LOW, COUNTS_VERSIONS, begins_edition, is_counted, word_before

# What stands behind the name of a product and counts its versions: they begin low, or are whole (``106.0.0.0``).
_LOW = re.compile(r"[12]?[0-9]\.|3[01]\.|[0-9]+\.0\.")
_SHORT = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){3}(?![0-9])")  # as all numbers of sections are
_IN_ANGLES = re.compile(r"[0-9.]{7,15}\s?>")
# One address in five hundred is so small, and most versions in ordinary mail are, and all sections, identifiers and
# scores; as few have 90 to 99 in the third place, as trials of GNOME and X.org do. But these stand for any address in
# examples.
_SMALL = re.compile(
    r"(?!1\.2\.3\.|4\.3\.2\.1|5\.6\.7\.8|9\.8\.7\.6|([0-9]+)\.\1\.\1\.\1(?![0-9]))"
    r"(?:[12]?[0-9]|3[01])\.(?:[12]?[0-9]|3[01])\.(?:[12]?[0-9]|3[01]|9[0-9])\."
)
# Numbers of versions that are no address: of three parts, or with a long last one; no date, and none of a User-agent.
_NO_ADDRESS = re.compile(
    r"(?<![\w.,/-])v?(?![0-9]{1,2}\.[0-9]{1,2}\.(?:19|20)[0-9]{2}\b)"
    r"[0-9]{1,3}(?:\.[0-9]{1,5}){2}(?:\.[0-9]{4,8})?(?![\w.]\w|\w)"
)
_AMONG = 3  # of them, that a number beside them is taken for one
_PIECE, _BESIDE = 320, 80  # characters of a text that are looked at for them at once, and on either side of those
_TO = (" to ", " -> ", " \u2192 ")
_NEXT_VERSION = re.compile(rf"(?:{'|'.join(_TO)})v?[0-9]+(?:\.[0-9]+){{1,2}}(?:\.0)?(?![.\w])")
# The file of a program, and the image of a container behind its path: igb.sys (12.19.2.45), ci/maven:3.9.6.1.
_HAS_VERSIONS = re.compile(r"(?:\.(?:sys|exe|dll|msi|jar|whl|deb|rpm) \(v?|[a-z0-9]/[a-z0-9._-]{1,64}:)\Z")
_BEHIND_NAMES = frozenset("(v:")  # of files and images
# Numbers of versions in a line, all of them: 5.2.x before 5.2.1.1.
_OF_VERSIONS = re.compile(r"(?<![0-9.])[0-9]{1,2}(?:\.[0-9]{1,2})?\.x\b")
_RANGE = re.compile(r"\s?(?:-|\u2013|to|through|/|bis)\s?(?=[0-9])")
_NAME = re.compile(r"[A-Z][A-Za-z]{2,}[\w!+-]*\Z")
_SENTENCE_ENDS = frozenset(["", *"\n.!?"])
_LETTER = re.compile(r"[^\W\d_]")
# An address that begins higher than versions do.
_HIGH = re.compile(r"(?<![\w.])(?:3[2-9]|[4-9][0-9]|1[0-9]{2}|2[0-4][0-9])(?:\.[0-9]{1,3}){3}(?![\w.])")
_SIGNATURES = ("\n-- \n", "\n-- \r\n")
_CELL_EDGES = frozenset(["", *"\n\r\t;|,\"'`="])
_LINE_EDGES = frozenset(["", *"\n\r\t|"])  # a comma with a blank is one of a sentence
_LAST = frozenset(" .")
_CELL_MAX = 8  # blanks beside a number in a cell
_LINE = 160  # characters before a number, and behind it, in which such a sign has room
_NAME_MAX = 64  # characters before a number in which a name and those words have room
_SEQUELS_MAX = 4  # numbers that are gone back over to the word that counts them
# Of a package, in brackets: libxext (2:1.0.99.4-1); behind a smaller number the second one ends a range.
_PACKAGED = re.compile(r"([0-9]{1,3})-([0-9]{1,3})([\w.+~]*)\)")
_BEFORE_PACKAGED = re.compile(r" \((?:[0-9]:)?\Z")
_VERSION_NUMBER = "version number"  # the rule


class Quad(NamedTuple):
    """What four numbers with dots show by themselves, wherever they stand."""

    value: str
    fault: str  # why they are no address that can be an indicator
    is_small: bool  # three of them as small as those of sections and versions
    begins_low: bool  # as most versions do, and the fewest addresses
    is_short: bool  # none of them has three digits, as in all sections and one address in forty


@lru_cache(maxsize=caches.WORDS)
def _quad(value: str) -> Quad:
    """The four numbers that are written so."""
    shows = (pattern.match(value) is not None for pattern in (_SMALL, _LOW, _SHORT))
    return Quad(value, address_fault(value), *shows)


class Numbers:
    """The numbers of one text: how many before each there is one that counts versions, so that no list is gone back in
    twice; and in which pieces of the text versions are listed.
    """

    def __init__(self, text: str, whole: str) -> None:
        """``whole`` is the text with what was taken from it."""
        self.text, self._whole = text, whole
        self.clients: list[int] = []  # where addresses of computers of one's own end, before a blank
        self._steps: dict[int, int] = {}
        self._known, self._has_sign = 0, False
        self._pieces: dict[int, tuple[bool, bool]] = {}
        self._named: dict[int, bool] = {}

    def begins_low(self, start: int) -> bool:
        """Whether the number here begins as most versions do, and the fewest addresses."""
        return _LOW.match(self.text, start) is not None

    def quad(self, start: int, end: int) -> Quad:
        """The four numbers here by themselves."""
        return _quad(self.text[start:end])

    def other(self, quad: Quad, start: int, end: int) -> str:
        """What four numbers are that are no address: those of a version or of a telephone; or nothing."""
        text = self.text
        if begins_edition(text, end):
            return _VERSION_NUMBER
        behind = text[end : end + 1]
        if behind == "-" and quad.begins_low and self._is_packaged(start, end):
            return _VERSION_NUMBER
        counted = self._counted(start)
        last = text[start - 1 : start]
        if counted or not (" " in (last, behind) or last in _BEHIND_NAMES):
            return counted
        if quad.is_small and _is_of_file(text, start, end):
            return _VERSION_NUMBER
        return _VERSION_NUMBER if quad.begins_low and self._piece(start)[0] else ""

    def is_whole_version(self, start: int, end: int) -> bool:
        """Whether the small number here ends as the address of no computer does, and begins no range; it is not all of
        its cell either, but for one that ends so as only those of the largest networks do: `1.0.0.0`.
        """
        text = self.text
        if not text.startswith(".0", end - 2) or _RANGE.match(text, end):
            return False
        return text.startswith(".0.0.0", end - 6) or not _is_cell(text, start, end)

    def lacks_sign(self, start: int, end: int) -> bool:
        """Whether nothing shows that the number here, which is so small that a sign has to, is an address."""
        text = self.text
        if text.endswith(_SIGNATURES, 0, start):  # below a patch, git's own version
            return True
        if _is_cell(text, start, end):
            return self._piece(start)[0]
        if start >= self._known:  # numbers are asked about in order, and those of one line have the same signs
            self._known = line_end(text, end, _LINE)
            line = self._whole[self._context_start(start) : self._known].lower()
            has_sign = not _LETTER.search(line) or bool(SIGN.search(line)) or self._piece(start)[1]
            self._has_sign = has_sign and not _OF_VERSIONS.search(line)
        return not self._has_sign or self._is_behind_name(start)

    def _is_packaged(self, start: int, end: int) -> bool:
        """Whether the number here is that of a package with its revision, in brackets."""
        text = self.text
        if not _BEFORE_PACKAGED.search(text, max(0, start - 4), start):
            return False
        packaged = _PACKAGED.match(text, text.rfind(".", start, end) + 1)
        return packaged is not None and bool(packaged[3] or int(packaged[2]) <= int(packaged[1]))

    def _is_behind_name(self, start: int) -> bool:
        """Whether a small number stands within a sentence behind a proper name that speaks of no addresses: a product's
        more often than that of who has it.
        """
        *_, before, name, blank = ("", "", *self.text[max(0, start - _NAME_MAX) : start].rsplit(" ", 2))
        if blank or not _NAME.match(name) or before[-1:] in _SENTENCE_ENDS:
            return False
        if OF_ADDRESSES.match(name.lower()) or OF_ADDRESSES.match(before.rpartition(" ")[2].lower()):
            return False
        return not self._names_have_addresses(start)

    def _names_have_addresses(self, start: int) -> bool:
        """Whether another name near has an address that begins high: ``Oslo 5.8.18.7, Lyon 44.128.7.21``."""
        piece = start // _PIECE
        if piece not in self._named:
            self._named[piece] = any(map(_is_named, _HIGH.finditer(_beside(self.text, piece))))
        return self._named[piece]

    def _context_start(self, at: int) -> int:
        """Where the line begins that holds this place, or the one before it, unless the place is that of an item."""
        begin = line_start(self.text, at, _LINE)
        return line_start(self.text, max(0, begin - 1), _LINE) if self.text[begin:at].strip() else begin

    def _piece(self, at: int) -> tuple[bool, bool]:
        """Whether there is a list of versions in this piece of the text and no word of addresses; a high address."""
        piece = at // _PIECE
        if piece not in self._pieces:
            beside = _beside(self.text, piece)
            among = len(_NO_ADDRESS.findall(beside)) >= _AMONG and not OF_ADDRESSES.search(beside.lower())
            self._pieces[piece] = among, _HIGH.search(beside) is not None
        return self._pieces[piece]

    def _counted(self, start: int) -> str:
        """What the number here is by what stands before it, if no address; nothing where that does not tell."""
        at, steps, other = start, 0, ""
        while steps < _SEQUELS_MAX:
            if at in self._steps:
                steps += self._steps[at]
                break
            word = word_before(self.text, at)
            if word and self._is_version(word, at):
                break
            if word is None or word.lastgroup != "number":
                other = "telephone number" if word and word.lastgroup == "telephone" and not steps else ""
                steps = _SEQUELS_MAX
            else:
                steps, at = steps + 1, at - word.end()
        self._steps[start] = steps
        is_version = steps < _SEQUELS_MAX and (not steps or self.begins_low(start))
        return _VERSION_NUMBER if is_version else other

    def _is_version(self, word: re.Match[str], at: int) -> bool:
        """Whether the number here is that of a version, by the word before it."""
        kind = word.lastgroup
        if kind in COUNTS_VERSIONS or (kind == "section" and _SHORT.match(self.text, at)):
            return True
        counts = kind in BEFORE_LOW or (kind == "word" and is_counted(word["word"][::-1]))
        if not counts or ("<" in self.text[max(0, at - 2) : at] and _IN_ANGLES.match(self.text, at)):
            return False
        return self.begins_low(at)


def _beside(text: str, piece: int) -> str:
    """A piece of the text by its number, with what is beside it."""
    begin = piece * _PIECE
    return text[max(0, begin - _BESIDE) : begin + _PIECE + _BESIDE]


def _is_named(high: re.Match[str]) -> bool:
    """Whether a proper name that speaks of no addresses stands before an address."""
    *_, name, blank = ("", *high.string[max(0, high.start() - _NAME_MAX) : high.start()].rsplit(" ", 2))
    is_name = not blank and _NAME.match(name) and not OF_ADDRESSES.match(name.lower())
    return bool(is_name) and not address_fault(high[0])


def _is_of_file(text: str, start: int, end: int) -> bool:
    """Whether a small number stands behind the name of a file or an image, or before the version that comes next."""
    if text.startswith(_TO, end) and _NEXT_VERSION.match(text, end):
        return True
    before = text[start - 1 : start]
    return before in _BEHIND_NAMES and bool(_HAS_VERSIONS.search(text, max(0, start - _NAME_MAX), start))


def _is_cell(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands in the line of a number, or in its cell."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    starts = ends = _CELL_EDGES
    if before == " ":
        before, starts = text[max(0, start - _CELL_MAX) : start].rstrip(" ")[-1:], _LINE_EDGES
    if behind in _LAST:
        behind, ends = text[end : end + _CELL_MAX].lstrip(" .")[:1], _LINE_EDGES
    return before in starts and behind in ends
