"""Words of a page that the end of a line divides, put together where their places on the page show that they are one.

A program that sets text breaks a long word only where nothing more goes into the line. So two lines are joined where
they stand in one column, close together, and what begins the second would not have gone into the first; and then only
a URL, hash or host that goes on like one. Where a link on the page says what the word is, it decides alone.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tqimap.indicators.suffixes import suffixes

LINE_END_HYPHEN = "\ufffe"  # how pdfium writes it, having joined the two lines
MAX_WORDS = 5_000  # of a page whose places are asked for: a page in the smallest print has fewer
MAX_PIECES = 40  # of one value: a URL of 2,000 characters in a column of 50
MAX_LINKS = 1_000  # of a page that are compared with its text

Box = tuple[float, float, float, float]  # left, bottom, right, top, in any unit

_HYPHENATED = re.compile(r"(?<!\S)[^\s\ufffe]*+\ufffe\S*")  # looked for from beginnings of words only: linear
_OWN_HYPHEN = re.compile(r"://|www\.|@|\w\[?\.\]?\w|[\d_/\\]\ufffe|\ufffe\d")
_LINE = re.compile(r"[^\r\n\ufffe]+")
_WORD = re.compile(r"\S+")
_MAY_GO_ON = re.compile(r"(?:://|[.\]])\S*\r\n\S|[0-9a-fA-F]{4}\r\n[0-9a-fA-F]")
_URL = re.compile(r"(?:\b[a-zA-Z*]{3,6}(?:\[:\]|:)//|\bwww\[?\.)\S*\Z")
_COMPLETE = re.compile(
    r"\W*(?:[a-zA-Z*]{3,6}\[?:|[0-9a-fA-F]{32}\b|[0-9a-fA-F]{40}\b|[0-9a-fA-F]{64}\b|\d{1,3}(?:\[?\.\]?\d{1,3}){3}|\S+@)"
)
_HOST = re.compile(r"[a-zA-Z0-9-]+(?:\[?\.\]?[a-zA-Z0-9-]+)+")
_HOST_SIGNS = re.compile(r"[a-zA-Z0-9.\[\]-]+")
_NEVER_LAST = "-=&?%_"  # signs with which no URL ends
_UNIT = re.compile(r"[^/?&=._-]*[/?&=._-]?")  # of a URL: what programs that break it behind its signs keep together
_OF_A_URL = re.compile(r"[\w.~+%-]*[/=&?%_#](?=[\w%])|\w*(?:\d[a-zA-Z]|[a-zA-Z]\d|[a-z][A-Z])|\w{25}|\w+\.[a-z]{2,4}\b")
_HEXADECIMAL = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{8,}\Z")
_HEXADECIMAL_BEGIN = re.compile(r"[0-9a-fA-F]+(?![0-9A-Za-z])")
_HASH_SIZES = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
_LABEL = re.compile(r"(?:md|sha)[-_\ufffe ]{0,3}\d{1,3}", re.IGNORECASE)
_LABEL_BEFORE = 80  # characters before a hash in which its name may stand


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
        return self.top - self.bottom

    @property
    def sign(self) -> float:
        """The width of a character, on average."""
        return (self.right - self.left) / (self.end - self.start)


def joined(text: str, box: Callable[[int], Box], links: Collection[str] = ()) -> str:
    """``text`` with the words whole. ``box`` gives the place of a character, ``links`` are the targets on the page."""
    page = _Page(text, box, list(links)[:MAX_LINKS])
    kept: list[str] = []
    at = 0
    for end, begin in page.breaks() if _MAY_GO_ON.search(text) else ():
        kept.append(text[at:end])
        at = begin
    return _HYPHENATED.sub(_unhyphenated, "".join((*kept, text[at:])))


def _unhyphenated(found: re.Match[str]) -> str:
    """A word that a hyphen divides. In an address, a name or a number it is its own; elsewhere the typesetter's."""
    return found[0].replace(LINE_END_HYPHEN, "-" if _OWN_HYPHEN.search(found[0]) else "")


class _Page:
    def __init__(self, text: str, box: Callable[[int], Box], links: Sequence[str]) -> None:
        self._text = text
        self._box = box
        self._links = links

    def breaks(self) -> Iterator[tuple[int, int]]:
        """Each end of a line within a word: where the line ends, and where the next one begins."""
        lines = self._lines
        at = 0
        while at < len(lines) - 1:
            run = self._value(at)
            yield from ((before[-1].end, behind[0].start) for before, behind in pairwise(lines[at : at + run]))
            at += max(1, run - 1)

    @cached_property
    def _lines(self) -> list[list[Stretch]]:
        lines = []
        words = 0
        for found in _LINE.finditer(self._text):
            line = [self._stretch(*word.span()) for word in _WORD.finditer(self._text, *found.span())]
            words += len(line)
            if words > MAX_WORDS:
                break
            if line:
                lines.append(_together(line))
        return lines

    @cached_property
    def _columns(self) -> list[Stretch]:
        """All stretches from the left to the right; those of a column stand together."""
        return sorted((stretch for line in self._lines for stretch in line), key=lambda each: each.left)

    def _stretch(self, start: int, end: int) -> Stretch:
        left, bottom, _, top = self._box(start)
        return Stretch(start, end, left, bottom, self._box(end - 1)[2], top)

    # --- values

    def _value(self, at: int) -> int:
        """How many lines the value takes with which this line ends; 1 where it is whole."""
        return max(self._hash(at), self._url_or_host(at))

    def _hash(self, at: int) -> int:
        begin = _HEXADECIMAL.search(self._last_word(at))
        pieces = [begin[0]] if begin else []
        while pieces and self._is_below(at + len(pieces) - 1) and len(pieces) < MAX_PIECES:
            word = self._first_word(at + len(pieces))
            piece = _HEXADECIMAL_BEGIN.match(word)
            if not piece:
                break
            pieces.append(piece[0])
            if self._is_hash(pieces, self._lines[at][-1].end):
                return len(pieces)
            if word != piece[0] or not self._is_one_word(at + len(pieces) - 1):
                break
        return 1

    def _is_hash(self, pieces: list[str], end: int) -> bool:
        """Pieces of one hash, and not values of their own below each other."""
        whole = "".join(pieces)
        if len(whole) not in _HASH_SIZES or not re.search(r"[a-fA-F]", whole) or not re.search(r"\d", whole):
            return False
        start = max(0, end - len(pieces[0]) - _LABEL_BEFORE)
        labels = _LABEL.findall(self._text, start, end - len(pieces[0]))
        if labels and re.sub(r"[^a-z\d]", "", labels[-1].lower()) == _HASH_SIZES[len(whole)]:
            return len(pieces[-1]) <= len(pieces[0]) + 2
        longest = max(map(len, pieces))
        is_full = all(len(piece) >= longest - longest // 6 for piece in pieces[:-1])
        return is_full and len(pieces[-1]) < len(pieces[0]) and not any(len(piece) in _HASH_SIZES for piece in pieces)

    def _url_or_host(self, at: int) -> int:
        value = self._last_word(at)
        lines = 1
        while at + lines < len(self._lines) and lines < MAX_PIECES:
            word = self._first_word(at + lines)
            if not self._goes_on(value, word, at + lines - 1):
                break
            value += word
            lines += 1
            if not self._is_one_word(at + lines - 1):
                break
        return lines

    def _goes_on(self, value: str, word: str, at: int) -> bool:
        """Whether ``value``, with which this line ends, goes on with ``word``, with which the next one begins."""
        url = _URL.search(value)
        if url:
            verdict = self._linked(url[0], word)
            if verdict is not None:
                return verdict
            return not _COMPLETE.match(word) and self._is_below(at) and self._url_goes_on(url[0], word, at)
        if not (self._is_one_word(at) and self._is_one_word(at + 1) and _HOST_SIGNS.fullmatch(value)):
            return False
        is_host = _HOST.fullmatch(value + word) and _has_suffix(value + word) and "." in value + word
        return bool(is_host) and not _has_suffix(value) and self._is_below(at) and self._is_full(at, word[:1])

    def _linked(self, url: str, word: str) -> bool | None:
        """What a link on the page says; None where none begins so."""
        url = url.replace(LINE_END_HYPHEN, "-")
        for link in self._links:
            if link.startswith(url) and (rest := link[len(url) :]):
                return word.startswith(rest) or (rest.startswith(word) and len(word) > 1)
        return None

    def _url_goes_on(self, url: str, word: str, at: int) -> bool:
        if url[-1] in "/.,_-=&?%" or word[0] in "/?&=%":
            unit = _UNIT.match(word)
            is_known = url[-1] in _NEVER_LAST or word[0] in "?&=%" or bool(_OF_A_URL.match(word))
            return is_known and self._is_full(at, unit[0] if unit and unit[0] else word)
        is_known = bool(_OF_A_URL.match(word)) or self._is_one_word(at + 1)
        return is_known and self._is_full(at, word[:1])

    # --- places

    def _last_word(self, at: int) -> str:
        start, end = self._lines[at][-1].start, self._lines[at][-1].end
        if self._text[end : end + 2] != "\r\n":
            return ""
        start = max(self._text.rfind(blank, 0, end) + 1 for blank in " \t\r\n")
        return self._text[start:end]

    def _first_word(self, at: int) -> str:
        if at >= len(self._lines):
            return ""
        found = _WORD.match(self._text, self._lines[at][0].start)
        return found[0] if found else ""

    def _is_one_word(self, at: int) -> bool:
        """Whether the word that the line ends or begins with is all that stands in its column."""
        line = self._lines[at]
        return len(self._text[line[-1].start : line[-1].end].split()) == 1

    def _is_below(self, at: int) -> bool:
        """Whether the next line stands straight below the last stretch of this one."""
        if at + 1 >= len(self._lines):
            return False
        upper, lower = self._lines[at][-1], self._lines[at + 1][0]
        indent = 4 * upper.height if len(self._lines[at]) == 1 else 0  # of a paragraph's first line
        return (
            _follows(upper, lower) and -0.25 * upper.height <= upper.left - lower.left <= indent + 0.25 * upper.height
        )

    def _is_full(self, at: int, unit: str) -> bool:
        """Whether ``unit``, with which the next line begins, would not have gone into this one."""
        upper, lower = self._lines[at][-1], self._lines[at + 1][0]
        width = self._box(lower.start + len(unit) - 1)[2] - lower.left
        edge = self._edge(upper, lower)
        return edge is not None and upper.right + width > edge

    def _edge(self, upper: Stretch, lower: Stretch) -> float | None:
        """Up to where the lines of the column reach, as lines beside ``upper`` show it; None where none does."""
        others = [
            each.right for each in self._columns if abs(each.left - lower.left) <= 0.25 * lower.height and each != upper
        ]
        edge = max(others)
        return edge if edge > upper.right - 1.5 * upper.sign else None


def _together(words: list[Stretch]) -> list[Stretch]:
    """The stretches of a line, given its words."""
    stretches = words[:1]
    for word in words[1:]:
        last = stretches[-1]
        if last.right <= word.left < last.right + last.height * 0.8:
            stretches[-1] = Stretch(last.start, word.end, last.left, last.bottom, word.right, last.top)
        else:
            stretches.append(word)
    return stretches


def _follows(upper: Stretch, lower: Stretch) -> bool:
    """In the same size of letters, on the next line."""
    drop = upper.top - lower.top
    return 0.5 * upper.height < drop < 2 * upper.height and abs(upper.height - lower.height) < 0.25 * upper.height


def _has_suffix(name: str) -> bool:
    return "." in name and name.rpartition(".")[2].lower() in suffixes().top_level
