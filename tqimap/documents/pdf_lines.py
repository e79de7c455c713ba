"""Words of a page that the end of a line divides, put together where their places on the page show that they are one.

A program that sets text breaks a long word only where nothing more goes into the line. So two lines are joined where
they stand in one column, close together, and what begins the second would not have gone into the first; and then only
a URL, hash or host that goes on like one. Where a link on the page says what the word is, it decides alone.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf

from tqimap.documents.pdf_places import Boxes, Stretch, are_apart, overlap, together, words_by_line
from tqimap.indicators.hashes.file_hashes import HASHES
from tqimap.indicators.names.suffixes import suffixes

LINE_END_HYPHEN = "\ufffe"  # how pdfium writes it, having joined the two lines
MAX_PIECES = 40  # of one value: a URL of 2,000 characters in a column of 50
MAX_WORD = 2_000  # characters
MAX_LINKS = 1_000  # of a page that are compared with its text
MAX_INDENT = 4  # of a paragraph's first line, in heights of a line
WIDER = 1.25  # times as far apart as lines of one paragraph or cell: where the next one begins
OVERFLOW = 1.3  # times as wide as all others: what no border has held
LEAST_FILLED, RAGGED = 16, 3  # digits in a full line of a hash, and by how many such lines differ
MAX_HEADS = 50  # names of hashes on a page
COLUMN = 3  # points: what begins so close is of one column

_HYPHENATED = re.compile(r"(?<!\S)[^\s\ufffe]*+\ufffe\S*")  # looked for from beginnings of words only: linear
_OWN_HYPHEN = re.compile(r"://|www\.|@|\w\[?\.\]?\w|[\d_/\\]\ufffe|\ufffe\d")
_NUMBER_OF_CVE = re.compile(r"(?i:(?<=CVE-)|(?<=CVE-\d{4}-))\r\n(?=\d{4})")
_WORD = re.compile(r"\S+")
# The end of a line within what may be a URL, its scheme, a host or a hash.
_MAY_GO_ON = re.compile(
    r"(?::[\]/]*//|\bwww\[?\.)\S*\r\n\S|\bh\S{0,5}\r\n\S{0,5}//|\.\]?[a-zA-Z0-9-][a-zA-Z0-9.\[\]-]*\r\n[a-zA-Z0-9.-]"
    r"|(?<!\S)[a-zA-Z0-9-]{20,}\r\n|\d[0-9a-fA-F]*\r\n[0-9a-fA-F]"
)
_URL = re.compile(r"(?:\b[a-zA-Z*]{3,6}(?:\[:\]|:)//|\bwww\[?\.)\S*\Z")
_SCHEME_BEGUN = re.compile(r"\bh(?:[tx]{1,2}p?)?s?:?/?\Z", re.IGNORECASE)
_SCHEME = re.compile(r"h[tx]{2}ps?://\S", re.IGNORECASE)
_COMPLETE = re.compile(
    r"\W*(?:[a-zA-Z*]{3,6}\[?:|[0-9a-fA-F]{32}\b|[0-9a-fA-F]{40}\b|[0-9a-fA-F]{64}\b|\d{1,3}(?:\[?\.\]?\d{1,3}){3}|\S+@)"
)
_HOST = re.compile(r"[a-zA-Z0-9-]+(?:\[?\.\]?[a-zA-Z0-9-]+)+")
_PART_OF_HOST = re.compile(r"[a-zA-Z0-9.\[\]-]{6,}|[a-zA-Z0-9.-]+")
# What may be whole, and words with no sign of a host.
_FILE_OR_HOST = re.compile(r"\.[a-zA-Z0-9]{1,4}\Z|\A[^.]{0,19}\Z")
_FILE = re.compile(r"\.[a-zA-Z0-9]{1,4}\Z")
_NO_WORD = re.compile(r"[.\d]|[a-z]-[a-z]*-")
_NO_HOST_YET = re.compile(r"//[^/]*\Z")
_NEVER_LAST = "-=&%_"  # signs with which no URL ends
_NEVER_FIRST = _NEVER_LAST + "/?"  # of a word that stands for itself
_BROKEN_BEHIND = "/?&=-_%"
# What is hardly a word of its own: with signs inside, twice a slash, very long, or with a letter behind a digit.
_OF_A_URL = re.compile(r"[\w.~+%-]*[=&?%_#][\w%]|(?:[\w.~-]+/){2}|\w{25}|(?=\w{6})\w*?\d[a-zA-Z]")
_HEXADECIMAL = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{4,}\Z")
_HEXADECIMAL_BEGIN = re.compile(r"[0-9a-fA-F]+(?![0-9A-Za-z])")
_LABEL = re.compile(r"(?:md|sha)[-_\ufffe ]{0,3}\d{1,3}", re.IGNORECASE)
_LABEL_BEFORE = 80  # characters before a hash in which its name may stand


def joined(text: str, box: Boxes, links: Collection[str] = (), width: float = inf) -> str:
    """``text`` with the values whole. ``box`` gives the place of a character, ``links`` are the targets on the page.

    ``width`` is that of the page, in the unit of the places.
    """
    page = _Page(text, box, list(links)[:MAX_LINKS], width)
    kept: list[str] = []
    at = 0
    for end, begin in page.breaks() if _MAY_GO_ON.search(text) else ():
        kept.append(text[at:end])
        at = begin
    return "".join((*kept, text[at:]))


def unhyphenated(text: str) -> str:
    """``text`` with the words and numbers of CVE whole that a hyphen divides."""
    return _HYPHENATED.sub(_unhyphenated, _NUMBER_OF_CVE.sub("", text))


def _unhyphenated(found: re.Match[str]) -> str:
    """A word that a hyphen divides. In an address, a name or a number it is its own; elsewhere the typesetter's."""
    return found[0].replace(LINE_END_HYPHEN, "-" if _OWN_HYPHEN.search(found[0]) else "")


class _Page:
    def __init__(self, text: str, box: Boxes, links: Sequence[str], width: float) -> None:
        self._text = text
        self._box = box
        self._links = links
        self._width = width
        self._columns: dict[int, _Column] = {}

    def breaks(self) -> Iterator[tuple[int, int]]:
        """Each end of a line within a word: where the line ends, and where the next one begins."""
        at = 0
        while at < len(self._lines) - 1:
            run = max(value(at) for value in (self._hash, self._url, self._host))
            yield from ((upper[-1].end, lower[0].start) for upper, lower in pairwise(self._lines[at : at + run]))
            at += max(1, run - 1)

    @cached_property
    def _lines(self) -> list[list[Stretch]]:
        return words_by_line(self._text, self._box)

    # --- values: how many lines the one takes with which a line ends, 1 where it is whole

    def _hash(self, at: int) -> int:
        begin = _HEXADECIMAL.search(self._last_word(at))
        pieces, is_full = [begin[0]] if begin else [], True
        for below in self._below(at) if pieces else ():
            piece = _HEXADECIMAL_BEGIN.match(self._first_word(below))
            if not piece:
                break
            pieces.append(piece[0])
            is_full = is_full and self._is_full(below - 1, piece[0][:1])
            if self._is_hash(pieces, is_full, self._lines[at][-1]):
                return len(pieces)
        return 1

    def _is_hash(self, pieces: list[str], is_full: bool, word: Stretch) -> bool:
        """Pieces of one hash, and not values of their own below each other."""
        whole = "".join(pieces)
        if len(whole) not in HASHES or not re.search(r"[a-fA-F]", whole) or not re.search(r"\d", whole):
            return False
        if label := self._label(word, len(pieces[0])):
            return _plain(label) == _plain(HASHES[len(whole)])
        sizes = [len(piece) for piece in pieces]
        return (is_full or _fill_lines(sizes)) and len(set(sizes)) > 1 and HASHES.keys().isdisjoint(sizes)

    def _label(self, word: Stretch, digits: int) -> str:
        """What the hash is called with which ``word`` ends: in its line, at the head of its column, or close before."""
        start = word.end - digits
        before = list(_LABEL.finditer(self._text, max(0, start - _LABEL_BEFORE), start))
        if before and "\n" not in self._text[before[-1].end() : start]:
            return before[-1][0]
        heads = (label for head, label in reversed(self._heads) if head.end < word.start and overlap(head, word))
        return next(heads, before[-1][0] if before else "")

    @cached_property
    def _heads(self) -> list[tuple[Stretch, str]]:
        """Names of hashes that may be at the head of a column, for they stand alone in theirs."""
        alone = (each for line in self._lines for each in together(line))
        heads = ((each, _LABEL.match(self._text, each.start, each.end)) for each in alone)
        return [(each, found[0]) for each, found in heads if found][:MAX_HEADS]

    def _url(self, at: int) -> int:
        word = self._last_word(at)
        found = _URL.search(word) or _SCHEME_BEGUN.search(word)
        url, lines = found[0] if found else "", 1
        for below in self._below(at) if url else ():
            word = self._first_word(below)
            if not self._url_goes_on(url, word, below - 1):
                break
            url += word
            lines += 1
        return lines

    def _host(self, at: int) -> int:
        """Only where a host is all that stands in its column."""
        pieces = [self._last_word(at)]
        if not _PART_OF_HOST.fullmatch(pieces[0]) or not self._is_alone_above(at):
            return 1
        for below in self._below(at):
            word = self._first_word(below)
            if not (self._is_alone(below) and _PART_OF_HOST.fullmatch(word) and self._is_filled(below - 1, word[:1])):
                return 1
            pieces.append(word)
            if _is_host("".join(pieces)):
                return len(pieces) if _are_of_one_host(pieces) else 1
        return 1

    def _url_goes_on(self, url: str, word: str, at: int) -> bool:
        """Whether ``url``, with which this line ends, goes on with ``word``, with which the next one begins."""
        for link in self._links:
            if link.startswith(url.replace(LINE_END_HYPHEN, "-")):
                rest = link[len(url) :]
                if rest and (word.startswith(rest) or (len(word) > 1 and rest.startswith(word))):
                    return True
        if _COMPLETE.match(word) or (_is_host(word) and not _NO_HOST_YET.search(url)):
            return False
        if url.isalpha() or url[-2] == ":" or url.endswith("://"):  # no more than a scheme
            return bool(_SCHEME.match(url + word))
        is_cell = self._is_alone(at + 1) and self._is_alone_above(at)
        is_open, is_of_a_url = url[-1] in _NEVER_LAST, bool(_OF_A_URL.match(word))
        if is_open and is_of_a_url:
            return True
        if is_open or url[-1] in "/?" or word[0] in _NEVER_FIRST:
            is_likely, unit = is_open or word[0] in _NEVER_LAST or is_of_a_url, _unit(word)
        else:
            is_likely, unit = url[-1].isalnum() and is_of_a_url, word[:1]
        return (is_cell or is_likely) and self._is_filled(at, unit)

    # --- places

    def _last_word(self, at: int) -> str:
        """That of a line that does not end in a blank, with what a hyphen divides from it."""
        end = self._lines[at][-1].end
        if self._text[end : end + 2] != "\r\n":
            return ""
        start = max(self._text.rfind(blank, max(0, end - MAX_WORD), end) for blank in " \t\n")
        return self._text[start + 1 : end]

    def _first_word(self, at: int) -> str:
        """Up to a blank, over a hyphen at the end of the line."""
        found = _WORD.match(self._text, self._lines[at][0].start)
        return found[0] if found else ""

    def _below(self, at: int) -> Iterator[int]:
        """The next lines, as long as each stands straight below the one before it that is one word."""
        for below in range(at + 1, min(at + MAX_PIECES, len(self._lines))):
            if not self._uppers[below - 1] or (below > at + 1 and len(self._lines[below - 1]) > 1):
                return
            yield below

    def _is_alone(self, at: int) -> bool:
        """Whether the first word of the line is all that stands in its column."""
        line = self._lines[at]
        return len(line) == 1 or are_apart(line[0], line[1])

    def _is_alone_above(self, at: int) -> bool:
        upper = self._uppers[at]
        return upper is not None and upper.start == self._lines[at][-1].start

    @cached_property
    def _uppers(self) -> list[Stretch | None]:
        """Of each line what stands straight above the next one, up to its end."""
        return [*(_above(line, lower[0]) for line, lower in pairwise(self._lines)), None]

    def _is_filled(self, at: int, unit: str) -> bool:
        """Whether the line reaches to the border of its column, or of its block, so that it may have been broken."""
        return self._is_full(at, unit) or self._fills_block(at)

    def _is_full(self, at: int, unit: str) -> bool:
        """Whether ``unit``, with which the next line begins, would not have gone into this one."""
        upper, lower = self._uppers[at], self._lines[at + 1][0]
        if upper is None:
            return False
        column = self._column(round(lower.left))
        width = self._box(min(lower.start + len(unit), lower.end) - 1)[2] - lower.left
        others = len(column.broken) - bisect_left(column.broken, upper.right - 1.5 * upper.sign)
        is_full = others > 1 and upper.right + width > column.right  # one of them is this line itself
        return is_full or upper.right + width > self._margin

    @cached_property
    def _margin(self) -> float:
        """Where the right margin begins at the earliest: hardly a page has a wider one than on its left side."""
        return self._width - min(line[0].left for line in self._lines)

    def _fills_block(self, at: int) -> bool:
        """Whether this line and one beside it end at the border of their block: one line alone shows none."""
        return self._ends_at_border(at) and (self._ends_at_border(at - 1) or self._ends_at_border(at + 1))

    def _ends_at_border(self, at: int) -> bool:
        upper = self._uppers[at] if at >= 0 else None
        word = self._first_word(at + 1) if upper else ""
        if upper is None or _COMPLETE.match(word):
            return False
        is_behind_sign = self._text[upper.end - 1] in _BROKEN_BEHIND
        lower = self._lines[at + 1][0]
        end = min(lower.start + len(_unit(word) if is_behind_sign else word[:1]), lower.end)
        widest, without_overflow = self._borders[at]
        return upper.right + self._box(end - 1)[2] - lower.left > (without_overflow if is_behind_sign else widest)

    @cached_property
    def _borders(self) -> list[tuple[float, float]]:
        """Of each line how far the lines reach that stand straight above and below it at the same distance."""
        pairs = list(enumerate(self._uppers))
        drops = [inf, *(upper.top - self._lines[at + 1][0].top if upper else inf for at, upper in pairs), inf]
        borders: list[tuple[float, float]] = []
        block: list[Stretch] = []
        for at, upper in pairs:
            block.append(upper or together(self._lines[at])[0])
            if drops[at + 1] == inf or drops[at + 1] > WIDER * min(drops[at], drops[at + 2]):
                borders += [_border(block)] * len(block)
                block = []
        return borders

    def _column(self, left: int) -> "_Column":
        if left not in self._columns:
            rights = [each.right for line in self._lines for each in together(line) if abs(each.left - left) <= COLUMN]
            broken = [
                upper.right
                for at, upper in enumerate(self._uppers)
                if upper
                and abs(self._lines[at + 1][0].left - left) <= COLUMN
                and not _COMPLETE.match(self._first_word(at + 1))
            ]
            self._columns[left] = _Column(max((*rights, *broken)), sorted(broken))
        return self._columns[left]


@dataclass(frozen=True, slots=True)
class _Column:
    """How far to the right it reaches, and where those of its lines end that may be broken."""

    right: float
    broken: list[float]


def _unit(word: str) -> str:
    """What of the beginning of ``word`` a program keeps together that breaks URLs behind their signs."""
    return re.split(r"(?<=[/?-])", word, maxsplit=1)[0]


def _above(words: list[Stretch], lower: Stretch) -> Stretch | None:
    """What of a line stands straight above a word and reaches to the end of the line."""
    slack = 0.25 * lower.height
    first = next((at for at, word in enumerate(words) if abs(word.left - lower.left) <= slack), 0)
    indent = words[first].left - lower.left  # of the first line of a paragraph
    upper = together(words[first:])
    if len(upper) > 1 or not -slack <= indent <= MAX_INDENT * lower.height or not _follows(upper[0], lower):
        return None
    return upper[0]


def _border(block: list[Stretch]) -> tuple[float, float]:
    """How far lines below each other reach; and without the widest, where that is a word that no border has held."""
    widest, second = (sorted(block, key=lambda line: line.right)[-2:] * 2)[-1:-3:-1]
    is_overflow = widest.right - widest.left > OVERFLOW * (second.right - second.left)
    return widest.right, second.right if is_overflow else widest.right


def _fill_lines(sizes: list[int]) -> bool:
    """Whether pieces of these ``sizes`` are lines that are filled, and the rest."""
    *filled, rest = sizes
    return (
        len(filled) > 1 and rest < min(filled) and min(filled) >= LEAST_FILLED and max(filled) - min(filled) <= RAGGED
    )


def _plain(label: str) -> str:
    return re.sub(r"[^a-z\d]", "", label.lower())


def _is_host(value: str) -> bool:
    return bool(_HOST.fullmatch(value)) and value.rpartition(".")[2].lstrip("]").lower() in suffixes().top_level


def _are_of_one_host(pieces: list[str]) -> bool:
    """Where the first may be whole: in three lines or more, some of them no words, at most one of them a file."""
    first, second, *_ = pieces
    if not _FILE_OR_HOST.search(first) or second[0] in ".-":
        return True
    begun = pieces[:-1]
    files = sum(map(bool, map(_FILE.search, begun)))
    return len(begun) > 1 and files < 2 and not any(map(_is_host, begun)) and any(map(_NO_WORD.search, begun))


def _follows(upper: Stretch, lower: Stretch) -> bool:
    """In the same size of letters, on the next line."""
    drop = upper.top - lower.top
    return 0.5 * upper.height < drop < 2 * upper.height and abs(upper.height - lower.height) < 0.25 * upper.height
