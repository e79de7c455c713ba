"""Values that are all of a cell, divided by the ends of its lines: hosts, addresses, paths and names of files.

Behind a separator a path goes on in a sentence as well.
"""

import re
from collections.abc import Iterator

from tqimap.documents.pdf.columns import LINE_END_HYPHEN, Lines, begins_value, unit_of
from tqimap.documents.values import labels
from tqimap.indicators.artefacts.cells import EXTENSION
from tqimap.indicators.names.suffixes import suffixes

LEAST_MAIL = 20  # characters of what is no word though it has no dot

_HOST = re.compile(r"[a-zA-Z0-9-]+(?:\[?\.\]?[a-zA-Z0-9-]+)+")
_PART_OF_HOST = re.compile(r"[a-zA-Z0-9.\[\]-]{6,}|[a-zA-Z0-9.-]+")
_PART_OF_MAIL = re.compile(r"[\w.+\[\]-]+(?:@|\[@\])[a-zA-Z0-9.\[\]-]*|[a-zA-Z0-9.\[\]-]+")
_MAIL = re.compile(r"[\w.+\[\]-]+?(?:\[@\]|@)(.+)")
# What may be whole, and words with no sign of a host.
_FILE_OR_HOST = re.compile(r"\.[a-zA-Z0-9]{1,4}\Z|\A[^.]{0,19}\Z")
_FILE = re.compile(r"\.[a-zA-Z0-9]{1,4}\Z")
_PATH = re.compile(r"(?:[A-Za-z]:|%\w{2,30}%|\\|HK[A-Z_]{2,20})\\\S|(?:Global|Local)\\")
_NAME_OF_FILE = re.compile(rf"[\w~%-][\w.~%-]*{EXTENSION}(?!\w)")
_TOLD = "Filename: "
_END_OF_FILE = re.compile(r"[a-z]{1,3}")  # .doc and m
_END_OF_NAME = re.compile(r"[a-z]{1,2}")  # .co and m
_SEGMENT = re.compile(r"\\?[^\\]*")
_ADDRESS = re.compile(r"\d{1,3}(?:\[?\.\]?\d{1,3}){3}")
_PART_OF_ADDRESS = re.compile(r"\d{1,3}(?:\[?\.\]?\d{1,3}){1,3}\[?\.?\]?")
_NO_WORD = re.compile(r"[.\d]|[a-z]-[a-z]*-")


class Cells:
    """Those of a page."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._kinds = (self._host, self._mail, self._address, self._path, self._end_of_path, self._file)

    def taken(self, at: int) -> int:
        """How many lines the value takes with which a line ends, 1 where it is whole."""
        return max(kind(at) for kind in self._kinds)

    def _host(self, at: int) -> int:
        """Only where a host is all that stands in its column."""
        first = self._lines.last_word(at).replace(LINE_END_HYPHEN, "-")
        if not _PART_OF_HOST.fullmatch(first) or not self._lines.is_alone_above(at):
            return 1
        pieces, lines = [first], 1
        for piece, line in self._pieces_of_name(at, first, _PART_OF_HOST):
            pieces.append(piece)
            if is_host("".join(pieces)):
                lines = line if lines > 1 or _are_of_one_host(pieces) else 1
                if lines == 1:
                    break
            elif lines > 1:
                break
        return lines

    def _mail(self, at: int) -> int:
        """An address of mail that is all that stands in its column: without a domain it is none.

        What stands before its sign is a part of it where it is no word, host or file.
        """
        mail, lines = self._lines.last_word(at).replace(LINE_END_HYPHEN, "-"), 1
        if (
            not ("@" in mail or _may_begin_mail(mail))
            or not _PART_OF_MAIL.fullmatch(mail)
            or not self._lines.is_alone_above(at)
        ):
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
            is_whole = may_be_whole and is_host(name.rpartition("@")[2])
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

    def _end_of_path(self, at: int) -> int:
        """A path, also in a sentence, of which the name of the file stands in the next line."""
        path = self._lines.last_word(at)
        below = next(self._lines.below(at), 0) if path.endswith("\\") and _PATH.match(path) else 0
        name = self._lines.first_word(below) if below else ""
        return 2 if _NAME_OF_FILE.match(name) and self._lines.is_filled(at, name) else 1

    def _file(self, at: int) -> int:
        """A name that its label tells (``tables``) and that is all that stands in its column."""
        name, lines, whole = self._lines.last_stretch(at), 1, 1
        for below in self._lines.below(at) if name.startswith(_TOLD) else ():
            word = self._lines.first_word(below)
            is_open = whole == 1 or _END_OF_FILE.fullmatch(word)
            is_broken = name[-1] == "." or word[:1] == "." or self._lines.is_filled(below - 1, word[:1])
            if not is_open or not is_broken or not self._lines.is_alone(below):
                break
            name += word
            lines += 1
            whole = lines if labels.holds("Filename", name.removeprefix(_TOLD)) else whole
        return whole


def is_host(value: str) -> bool:
    """Whether it is a name of a host, some of whose dots may be in brackets."""
    return bool(_HOST.fullmatch(value)) and value.rpartition(".")[2].lstrip("]").lower() in suffixes().top_level


def _unit_of_name(name: str, word: str) -> str:
    """What of ``word`` a program keeps together that has broken a name of a host: all of it behind a hyphen."""
    return unit_of(word) if name.endswith("-") else word[:1]


def _unit_of_path(path: str, word: str) -> str:
    """What of ``word`` a program keeps together that has broken a path behind a separator, as far as that shows."""
    segment = _SEGMENT.match(word)
    return segment[0] if segment and path.endswith("\\") else word[:1]


def _is_mail(value: str) -> bool:
    found = _MAIL.fullmatch(value)
    return found is not None and is_host(found[1])


def _may_begin_mail(value: str) -> bool:
    """Whether this stands for no more than the beginning of an address: it is no word, host or file."""
    is_word = "." not in value and len(value) < LEAST_MAIL
    return not (is_word or is_host(value) or _NAME_OF_FILE.fullmatch(value))


def _are_of_one_host(pieces: list[str]) -> bool:
    """Where the first may be whole: in three lines or more, some of them no words, at most one of them a file."""
    first, second, *_ = pieces
    if not _FILE_OR_HOST.search(first) or first[-1] == "-" or second[0] in ".-" or _END_OF_NAME.fullmatch(second):
        return True
    begun = pieces[:-1]
    files = sum(map(bool, map(_FILE.search, begun)))
    return len(begun) > 1 and files < 2 and not any(map(is_host, begun)) and any(map(_NO_WORD.search, begun))
