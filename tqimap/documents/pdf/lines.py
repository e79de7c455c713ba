"""Words of a page that the end of a line divides, put together where their places on the page show that they are one.

Two lines are joined where they stand in one column, close together, and what begins the second would not have gone into
the first; and then only a URL, hash or host that goes on like one.
"""

import re
from collections.abc import Collection, Iterator
from math import inf

from tqimap.documents.pdf.cells import Cells
from tqimap.documents.pdf.columns import LINE_END_HYPHEN, Lines
from tqimap.documents.pdf.hashes import Hashes
from tqimap.documents.pdf.places import Page
from tqimap.documents.pdf.urls import Urls

MAX_LINKS = 1_000  # of a page that are compared with its text

_HYPHENATED = re.compile(r"(?<!\S)[^\s\ufffe]*+\ufffe\S*")  # looked for from beginnings of words only: linear
_OWN_HYPHEN = re.compile(r"://|www\.|@|\w\[?\.\]?\w|[\d_/\\]\ufffe|\ufffe\d")
_NUMBER_OF_CVE = re.compile(r"(?i:(?<=CVE-)|(?<=CVE-\d{4}-))\r\n(?=\d{4})")
# The end of a line within what may be a URL, its scheme, a host or a hash.
_MAY_GO_ON = re.compile(
    r"(?::[\]/]*//|\bwww\[?\.)\S*\r\n\S|\bh\S{0,5}\r\n\S{0,5}//|\.\]?[a-zA-Z0-9-][a-zA-Z0-9.\[\]-]*\r\n[a-zA-Z0-9.-]"
    r"|\\[^\\\s]*\r\n\S|Filename: |@[^@\s]*\r\n\S|(?<!\S)[a-zA-Z0-9-]{20,}\r\n|\d[0-9a-fA-F]*\r\n[0-9a-fA-F]"
)


def joined(page: Page, links: Collection[str] = (), width: float = inf) -> str:
    """The text of ``page`` with the values whole.

    ``links`` are the targets on it; ``width`` is that of all of it, in the unit of its places.
    """
    if not _MAY_GO_ON.search(page.text):
        return page.text
    kept: list[str] = []
    at = 0
    for end, begin in _breaks(Lines(page, width), list(links)[:MAX_LINKS]):
        kept.append(page.text[at:end])
        at = begin
    return "".join((*kept, page.text[at:]))


def _breaks(lines: Lines, links: list[str]) -> Iterator[tuple[int, int]]:
    """Each end of a line within a word: where the line ends, and where the next one begins."""
    hashes, urls, cells = Hashes(lines), Urls(lines, links), Cells(lines)
    at, ended = 0, -1  # the line in which the last value has ended that goes over several
    while at < len(lines.words) - 1:
        run = max(hashes.taken(at, ended), urls.taken(at), cells.taken(at))
        below = range(at + 1, at + run)
        yield from (lines.gap(line) for line in below if not lines.is_hyphenated(line))
        if run > 1:
            ended = at + run - 1
        at += run if run > 1 and len(lines.words[ended]) == 1 else max(1, run - 1)


def unhyphenated(text: str) -> str:
    """``text`` with the words and numbers of CVE whole that a hyphen divides."""
    return _HYPHENATED.sub(_unhyphenated, _NUMBER_OF_CVE.sub("", text))


def _unhyphenated(found: re.Match[str]) -> str:
    """A word that a hyphen divides. In an address, a name or a number it is its own; elsewhere the typesetter's."""
    return found[0].replace(LINE_END_HYPHEN, "-" if _OWN_HYPHEN.search(found[0]) else "")
