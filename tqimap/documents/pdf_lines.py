"""Words of a page that the end of a line divides, put together where their places on the page show that they are one.

Two lines are joined where they stand in one column, close together, and what begins the second would not have gone into
the first; and then only a URL, hash or host that goes on like one. Where a link on the page says what the word is, it
decides alone.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from math import inf

from tqimap.documents import labels
from tqimap.documents.pdf_columns import LINE_END_HYPHEN, Lines, begins_value, unit_of
from tqimap.documents.pdf_places import Boxes, Stretch, overlap, together
from tqimap.indicators.artefacts.cells import EXTENSION
from tqimap.indicators.names.look_alikes import look_alike_in_prose
from tqimap.indicators.names.suffixes import suffixes
from tqimap.indicators.text.hexadecimal import HASHES

MAX_LINKS = 1_000  # of a page that are compared with its text
LEAST_FILLED, RAGGED = 16, 3  # digits in a full line of a hash, and by how many such lines differ
OTHER_LINES, NEARLY = 40, 0.8  # at the end of a page, and how long the last of them is at least, compared to these
MAX_HEADS = 50  # names of hashes on a page

_HYPHENATED = re.compile(r"(?<!\S)[^\s\ufffe]*+\ufffe\S*")  # looked for from beginnings of words only: linear
_OWN_HYPHEN = re.compile(r"://|www\.|@|\w\[?\.\]?\w|[\d_/\\]\ufffe|\ufffe\d")
_NUMBER_OF_CVE = re.compile(r"(?i:(?<=CVE-)|(?<=CVE-\d{4}-))\r\n(?=\d{4})")
# The end of a line within what may be a URL, its scheme, a host or a hash.
_MAY_GO_ON = re.compile(
    r"(?::[\]/]*//|\bwww\[?\.)\S*\r\n\S|\bh\S{0,5}\r\n\S{0,5}//|\.\]?[a-zA-Z0-9-][a-zA-Z0-9.\[\]-]*\r\n[a-zA-Z0-9.-]"
    r"|\\[^\\\s]*\r\n\S|Filename: |@[^@\s]*\r\n\S|(?<!\S)[a-zA-Z0-9-]{20,}\r\n|\d[0-9a-fA-F]*\r\n[0-9a-fA-F]"
)
_URL = re.compile(r"(?:\b[a-zA-Z*]{3,6}(?:\[:\]|:)//|\bwww\[?\.)\S*\Z")
_SCHEME_BEGUN = re.compile(r"\bh(?:[tx]{1,2}p?)?s?:?/?\Z", re.IGNORECASE)
_SCHEME = re.compile(r"h[tx]{2}ps?://\S", re.IGNORECASE)
_HOST = re.compile(r"[a-zA-Z0-9-]+(?:\[?\.\]?[a-zA-Z0-9-]+)+")
_PART_OF_HOST = re.compile(r"[a-zA-Z0-9.\[\]-]{6,}|[a-zA-Z0-9.-]+")
_PART_OF_MAIL = re.compile(r"[\w.+\[\]-]+(?:@|\[@\])[a-zA-Z0-9.\[\]-]*|[a-zA-Z0-9.\[\]-]+")
_MAIL = re.compile(r"[\w.+\[\]-]+?(?:\[@\]|@)(.+)")
# What may be whole, and words with no sign of a host.
_FILE_OR_HOST = re.compile(r"\.[a-zA-Z0-9]{1,4}\Z|\A[^.]{0,19}\Z")
_FILE = re.compile(r"\.[a-zA-Z0-9]{1,4}\Z")
_PATH = re.compile(r"(?:[A-Za-z]:|%\w{2,30}%|\\|HK[A-Z_]{2,20})\\\S|(?:Global|Local)\\")
_TOLD = "Filename: "
_END_OF_FILE = re.compile(r"[a-z]{1,3}")  # .doc and m
_END_OF_NAME = re.compile(r"[a-z]{1,2}")  # .co and m
_SEGMENT = re.compile(r"\\?[^\\]*")
_ADDRESS = re.compile(r"\d{1,3}(?:\[?\.\]?\d{1,3}){3}")
_PART_OF_ADDRESS = re.compile(r"\d{1,3}(?:\[?\.\]?\d{1,3}){1,3}\[?\.?\]?")
_NO_WORD = re.compile(r"[.\d]|[a-z]-[a-z]*-")
_NO_HOST_YET = re.compile(r"//[^/]*\Z")
_NEVER_LAST = "-=&%_"  # signs with which no URL ends
_NEVER_FIRST = _NEVER_LAST + "/?"  # of a word that stands for itself
# What is hardly a word of its own: with signs inside, twice a slash, very long, or with a letter behind a digit.
_OF_A_URL = re.compile(r"[\w.~+%/-]*[=&?%_#][\w%]|(?:[\w.~-]+/){2}|\w{25}|(?=\w{6})\w*?\d[a-zA-Z]")
# What is hardly one though it is short: a letter, or a few in both cases.
_MIXED = re.compile(r"(?:\w*?[a-z][A-Z]){3}")
_WORD = re.compile(r"(\S{1,2000})(?:\s|\Z)")
_FIRST = re.compile(r".[/?.,;:!-]?")  # with the sign that no line begins with
_OPEN = _NEVER_LAST + "/"  # signs behind which a URL goes on
_NAME = re.compile(r"[A-Za-z]\w*_[\w.-]*")  # with which a sentence, or a line of a list, may begin as well: TA505_group
_REST = re.compile(r"(?![AaI]\b)[A-Za-z]\b|(?!\d)\w{0,3}(?:[a-z][A-Z]|\d[A-Za-z])")
# What some programs keep together behind a slash, be it of several segments.
_OF_A_PATH = re.compile(rf"[\w.~+%-]+/|[\w~+%-]+{EXTENSION}(?!\w)")
_PARAMETER = re.compile(r"[\w.%-]{1,64}=")
_HEXADECIMAL = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{4,}\Z")
_HEXADECIMAL_BEGIN = re.compile(r"[0-9a-fA-F]+(?![0-9A-Za-z])")
_LABEL = re.compile(r"(?:md|sha)[-_\ufffe ]{0,3}\d{1,3}", re.IGNORECASE)
_LABEL_BEFORE = 80  # characters before a hash in which its name may stand


def joined(text: str, box: Boxes, links: Collection[str] = (), width: float = inf) -> str:
    """``text`` with the values whole. ``box`` gives the place of a character, ``links`` are the targets on the page.

    ``width`` is that of the page, in the unit of the places.
    """
    if not _MAY_GO_ON.search(text):
        return text
    kept: list[str] = []
    at = 0
    for end, begin in _Values(text, Lines(text, box, width), list(links)[:MAX_LINKS]).breaks():
        kept.append(text[at:end])
        at = begin
    return "".join((*kept, text[at:]))


def ends_open(page: str) -> bool:
    """Whether the last line of a page ends in a URL, and is as long as others, so that it may go on behind the page."""
    lines = page.rstrip().splitlines()[-OTHER_LINES:]
    return bool(lines and _URL.search(lines[-1])) and len(lines[-1]) >= NEARLY * max(map(len, lines))


def over_pages(page: str, following: str) -> tuple[str, str]:
    """Both pages, with the rest of a URL on the first of them (which ``ends_open``)."""
    found = _WORD.match(following)
    word = found[1] if found else ""
    page_end = page.rstrip()
    if begins_value(word) or _is_host(word.partition("/")[0]) or not (_OF_A_URL.match(word) or _MIXED.match(word)):
        return page, following
    if page_end[-1] not in _OPEN and _NAME.fullmatch(word):
        return page, following
    return page_end + word, following[len(word) :].lstrip(" ")


def unhyphenated(text: str) -> str:
    """``text`` with the words and numbers of CVE whole that a hyphen divides."""
    return _HYPHENATED.sub(_unhyphenated, _NUMBER_OF_CVE.sub("", text))


def _unhyphenated(found: re.Match[str]) -> str:
    """A word that a hyphen divides. In an address, a name or a number it is its own; elsewhere the typesetter's."""
    return found[0].replace(LINE_END_HYPHEN, "-" if _OWN_HYPHEN.search(found[0]) else "")


class _Values:
    """Those of a page. Of each kind: how many lines the one takes with which a line ends, 1 where it is whole."""

    def __init__(self, text: str, lines: Lines, links: Sequence[str]) -> None:
        self._text = text
        self._lines = lines
        self._links = links
        self._ended = -1  # the line in which the last value has ended that goes over several
        self._kinds = (self._hash, self._url, self._host, self._mail, self._address, self._path, self._file)

    def breaks(self) -> Iterator[tuple[int, int]]:
        """Each end of a line within a word: where the line ends, and where the next one begins."""
        at = 0
        while at < len(self._lines.words) - 1:
            run = max(value(at) for value in self._kinds)
            below = range(at + 1, at + run)
            yield from (self._lines.gap(line) for line in below if not self._lines.is_hyphenated(line))
            if run > 1:
                self._ended = at + run - 1
            at += run if run > 1 and len(self._lines.words[self._ended]) == 1 else max(1, run - 1)

    def _hash(self, at: int) -> int:
        begin = _HEXADECIMAL.search(self._lines.last_word(at))
        pieces, is_full, lines = [begin[0]] if begin and not self._is_cut_off(at) else [], True, 1
        for below in self._lines.below(at) if pieces else ():
            piece = _HEXADECIMAL_BEGIN.match(self._lines.first_word(below))
            if not piece:
                break
            pieces.append(piece[0])
            is_full = is_full and self._lines.is_full(below - 1, piece[0][:1])
            if self._is_hash(pieces, is_full, self._lines.words[at][-1]):  # which may be the beginning of a longer one
                lines = len(pieces)
        return lines

    def _is_cut_off(self, at: int) -> bool:
        """Whether a hash that is not whole goes on in this line: the rest of one may look like another one."""
        above = self._lines.last_word(at - 1) if at - 1 > self._ended and self._lines.is_straight(at - 1) else ""
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

    def _url(self, at: int) -> int:
        word = self._lines.last_word(at)
        found = _URL.search(word) or _SCHEME_BEGUN.search(word)
        url, lines = found[0] if found else "", 1
        for below in self._lines.below(at) if url else ():
            if not self._lines.is_hyphenated(below):  # else it is a part of the word before
                word = self._lines.first_word(below)
                if not self._url_goes_on(url, word, below - 1):
                    break
                url += word
            lines += 1
        return lines

    def _host(self, at: int) -> int:
        """Only where a host is all that stands in its column."""
        first = self._lines.last_word(at).replace(LINE_END_HYPHEN, "-")
        if not _PART_OF_HOST.fullmatch(first) or not self._lines.is_alone_above(at):
            return 1
        pieces, lines = [first], 1
        for piece, line in self._pieces_of_name(at, first, _PART_OF_HOST):
            pieces.append(piece)
            if _is_host("".join(pieces)):
                lines = line if lines > 1 or _are_of_one_host(pieces) else 1
                if lines == 1:
                    break
            elif lines > 1:
                break
        return lines

    def _mail(self, at: int) -> int:
        """An address of mail that is all that stands in its column: without a domain it is none."""
        mail, lines = self._lines.last_word(at).replace(LINE_END_HYPHEN, "-"), 1
        if "@" not in mail or not _PART_OF_MAIL.fullmatch(mail) or not self._lines.is_alone_above(at):
            return 1
        for piece, line in self._pieces_of_name(at, mail, _PART_OF_MAIL):
            mail += piece
            if _is_mail(mail):
                lines = line
            elif lines > 1:
                break
        return lines

    def _pieces_of_name(self, at: int, name: str, part: re.Pattern[str]) -> Iterator[tuple[str, int]]:
        """What goes on with ``name`` in cells below, and how many lines it takes with that.

        Behind a name that is whole only a few letters do, the end of it.
        """
        lines = 1
        for below in self._lines.below(at):
            lines += 1
            if self._lines.is_hyphenated(below):  # a part of the word before
                continue
            word = self._lines.first_word(below)
            piece = word.replace(LINE_END_HYPHEN, "-")
            may_be_whole = (lines > 2 or "@" in name) and not _END_OF_NAME.fullmatch(word)
            is_whole = may_be_whole and _is_host(name.rpartition("@")[2])
            is_part = part.fullmatch(piece) and self._lines.is_alone(below) and not ("@" in name and begins_value(word))
            if is_whole or not is_part or not self._lines.is_filled(below - 1, _unit_of_name(name, word)):
                return
            name += piece
            yield piece, lines + word.count(LINE_END_HYPHEN)

    def _address(self, at: int) -> int:
        """One of IPv4 that is all that stands in its column, in two lines."""
        first = self._lines.last_word(at)
        below = next(self._lines.below(at), 0) if _PART_OF_ADDRESS.fullmatch(first) else 0
        rest = self._lines.first_word(below) if below else ""
        if not below or not self._lines.is_cell(below) or not self._lines.is_filled(at, rest[:1]):
            return 1
        return 2 if _ADDRESS.fullmatch(first + rest) else 1

    def _path(self, at: int) -> int:
        """A path of a file or key, or a name with a namespace, that is all that stands in its column."""
        path, lines = self._lines.last_stretch(at), 1
        for below in self._lines.below(at) if _PATH.match(path) else ():
            word = self._lines.first_word(below)
            is_whole = _FILE.search(path) is not None or _PATH.match(word) is not None
            unit = _unit_of_path(path, word)
            if is_whole or not self._lines.is_cell(below) or not self._lines.is_filled(below - 1, unit):
                break
            path += word
            lines += 1
        return lines

    def _file(self, at: int) -> int:
        """A name that its label tells (``pdf_tables``) and that is all that stands in its column."""
        name, lines, whole = self._lines.last_stretch(at), 1, 1
        for below in self._lines.below(at) if name.startswith(_TOLD) else ():
            word = self._lines.first_word(below)
            is_open = whole == 1 or _END_OF_FILE.fullmatch(word)
            if not is_open or not self._lines.is_alone(below) or not self._lines.is_filled(below - 1, word[:1]):
                break
            name += word
            lines += 1
            whole = lines if labels.holds("Filename", name.removeprefix(_TOLD)) else whole
        return whole

    def _url_goes_on(self, url: str, word: str, at: int) -> bool:
        """Whether ``url``, with which this line ends, goes on with ``word``, with which the next one begins."""
        for link in self._links:
            if link.startswith(url.replace(LINE_END_HYPHEN, "-")):
                rest = link[len(url) :]
                if rest and (word.startswith(rest) or (len(word) > 1 and rest.startswith(word))):
                    return True
        if begins_value(word) or (_is_host(word) and not (_is_file(word) or _NO_HOST_YET.search(url))):
            return False
        if url.isalpha() or url[-2] == ":" or url.endswith("://"):  # no more than a scheme
            return bool(_SCHEME.match(url + word))
        is_cell = self._lines.is_cell(at + 1)
        if url[-1].isalnum() and _REST.match(word) and self._is_filled_by_one_word(at, word):
            return True
        is_open, is_of_a_url = url[-1] in _NEVER_LAST, bool(_OF_A_URL.match(word))
        if (is_open and is_of_a_url) or _is_certain(url[-1], word):
            return True
        if is_open or url[-1] in "/?" or word[0] in _NEVER_FIRST:
            is_likely = is_open or word[0] in _NEVER_LAST or is_of_a_url
            unit = word if is_cell and url[-1] == "/" and _OF_A_PATH.match(word) else unit_of(word)
        else:
            is_likely, unit = url[-1].isalnum() and is_of_a_url, _FIRST.match(word)[0]  # type: ignore[index]
        return (is_cell or is_likely) and self._lines.is_filled(at, unit)

    def _is_filled_by_one_word(self, at: int, word: str) -> bool:
        """Whether this line is a piece of a word that is longer than lines are: up to its border and from it."""
        lines = self._lines
        return len(lines.words[at]) == 1 and lines.is_straight(at - 1) and lines.is_full(at, word[:1])


def _unit_of_name(name: str, word: str) -> str:
    """What of ``word`` a program keeps together that has broken a name of a host: all of it behind a hyphen."""
    return unit_of(word) if name.endswith("-") else word[:1]


def _unit_of_path(path: str, word: str) -> str:
    """What of ``word`` a program keeps together that has broken a path behind a separator, as far as that shows."""
    segment = _SEGMENT.match(word)
    return segment[0] if segment and path.endswith("\\") else word[:1]


def _is_certain(last: str, word: str) -> bool:
    """Whether a URL that ends a line with this sign goes on with ``word``, be the line full or not."""
    if last == "-":  # programs break behind it, wherever the next piece does not fit
        return word[0].islower() or word[0].isdecimal()
    return last in "?&" and _PARAMETER.match(word) is not None


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


def _is_host(value: str) -> bool:
    return bool(_HOST.fullmatch(value)) and value.rpartition(".")[2].lstrip("]").lower() in suffixes().top_level


def _is_mail(value: str) -> bool:
    found = _MAIL.fullmatch(value)
    return found is not None and _is_host(found[1])


def _is_file(value: str) -> bool:
    """Whether it is rather called like a file: ``a1B.zip``."""
    return look_alike_in_prose(value) == "file name"


def _are_of_one_host(pieces: list[str]) -> bool:
    """Where the first may be whole: in three lines or more, some of them no words, at most one of them a file."""
    first, second, *_ = pieces
    if not _FILE_OR_HOST.search(first) or first[-1] == "-" or second[0] in ".-" or _END_OF_NAME.fullmatch(second):
        return True
    begun = pieces[:-1]
    files = sum(map(bool, map(_FILE.search, begun)))
    return len(begun) > 1 and files < 2 and not any(map(_is_host, begun)) and any(map(_NO_WORD.search, begun))
