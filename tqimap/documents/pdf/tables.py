"""Tables of a page, which are nothing but words that stand beside and below each other."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from tqimap.documents.pdf.columns import COLUMN
from tqimap.documents.pdf.places import Page, Stretch, overlap, together
from tqimap.documents.pdf.places import cells as cells_of
from tqimap.documents.values import labels, versions

MAX_COLUMNS = 10  # of versions in one table
MAX_LINES = 5  # of one name in a narrow cell

_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6}){3}")  # of versions only those that look like addresses
_EMPTY = re.compile(r"\W*|n/?a\W?|unknown|none", re.IGNORECASE)


def with_versions(page: Page) -> Page:
    """The page with the versions told that stand in columns with that heading."""
    if not (_NUMBER.search(page.text) and versions.names_versions(page.text)):
        return page
    return page.inserted([(place, versions.told("")) for place in sorted(_numbers(page))])


class Names:
    """The names in the tables of one document, page by page: a table may go on without its headings."""

    def __init__(self) -> None:
        self._heads: list[Stretch] = []  # of the last table
        self._columns: dict[Stretch | None, str] = {}  # those of them that name values, and of what type these are

    def told(self, page: Page) -> Page:
        """The next page with the names told that have their label beside them or at the head of their column."""
        if not (self._columns or labels.may_be_in_text(page.text)):
            return page
        names = sorted((place, f"{type_}: ") for place, type_ in self._names(page))
        if not names:  # the table has ended before
            self._heads, self._columns = [], {}
        return page.inserted(names)

    def _names(self, page: Page) -> Iterator[tuple[int, str]]:
        """Where a name begins, and of what type it is."""
        text, lines = page.text, page.lines
        done = 0  # up to where a name ended
        for number, line in enumerate(lines):
            cells = cells_of(line, page.begins)
            words = [text[cell.start : cell.end] for cell in cells]
            named = labels.types_of(words)
            found = labels.beside(named, words)
            if named and not found and len(cells) > 1:
                self._heads, self._columns = cells, {cells[at]: type_ for at, type_ in named.items()}
                continue
            is_whole = len(cells) == len(self._heads)
            for at, cell in enumerate(cells):
                head = self._head_of(cell) or (self._heads[at] if is_whole else None)
                name, type_ = cell, found.get(at) or self._columns.get(head)
                if not type_:
                    name, type_ = self._file_in(cell, line, text)
                if type_ and name.start >= done:
                    end = _end_of_name(type_, text, name, lines[number + 1 : number + MAX_LINES])
                    done = end or done
                    yield from [(name.start, type_)] if end else ()

    def _file_in(self, cell: Stretch, line: Sequence[Stretch], text: str) -> tuple[Stretch, str | None]:
        """The name of a file with which a cell begins, and its type, where the next cell seems to go on with it."""
        word = next(word for word in line if word.start == cell.start)
        type_ = self._columns.get(self._head_of(word))
        return word, type_ if type_ == "Filename" and labels.holds(type_, text[word.start : word.end]) else None

    def _head_of(self, cell: Stretch) -> Stretch | None:
        """The only one below which something of the cell stands."""
        above = [head for head in self._heads if overlap(head, cell)] if self._columns else []
        return above[0] if len(above) == 1 else None


def _end_of_name(type_: str, text: str, cell: Stretch, below: Sequence[Sequence[Stretch]]) -> int:
    """Where the name ends that begins in a cell, that of a file also in the next lines of its column; 0 for none."""
    name, end = text[cell.start : cell.end], cell.end
    for word, *_ in below if type_ == "Filename" else ():
        if labels.holds(type_, name) or abs(word.left - cell.left) > COLUMN:
            break
        name, end = name + text[word.start : word.end], word.end
    return end if labels.holds(type_, name) else 0


def _numbers(page: Page) -> Iterator[int]:
    """Where a version begins."""
    heads: list[Stretch] = []
    columns: list[Stretch] = []  # the heads of those that hold versions, and have not ended yet
    text = page.text
    for line in page.lines:
        cells = together(line)
        headed = [cell for cell in cells if versions.is_heading(text[cell.start : cell.end])]
        if headed and len(cells) > 1:
            heads, columns = sorted(cells, key=_left), headed[:MAX_COLUMNS]
            continue
        for cell in cells if columns else ():
            begun = bisect_left(heads, cell.right, key=_left)
            above = [head for head in heads[max(0, begun - 2) : begun] if overlap(head, cell)]
            words = text[cell.start : cell.end]
            if len(above) == 1 and above[0] in columns and _NUMBER.match(words):
                yield cell.start
            elif len(above) > 1 or not (_EMPTY.fullmatch(words) or any(map(str.isdigit, words))):
                columns = [head for head in columns if head not in above]


def _left(cell: Stretch) -> float:
    return cell.left
