"""What a page of a PDF shows, as pdfium reads it, with its words whole, and notes, versions and names told apart."""

import ctypes
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from pypdfium2 import PdfiumError, raw  # type: ignore[import-untyped]

from tqimap.documents.pdf import gaps, lines, notes, overlaps, tables, turns
from tqimap.documents.pdf.places import Box
from tqimap.documents.pieces import Link

MAX_LETTERS = 20_000  # of one page that are put into order; one in the smallest print has fewer

_SWAPPED_F = "\u6600"
_SWAPPED = re.compile("\u6600[\u6600\u6900\u6c00]{1,2}")  # ff, fi, fl, ffi, ffl


def shown(page: Any, names: tables.Names, links: Iterable[Link], *, laid_out: bool) -> str:
    """The text of the page; where it is ``laid_out`` words are whole by their places, too, and by the page's ``links``.

    Raises PdfiumError.
    """
    textpage = turns.upright_text(page)
    text = _with_ligatures(textpage.get_text_range())
    if laid_out and max(text, default="") < "\U00010000":  # places are counted in UTF-16
        text = _whole_words(text, _Letters(page, textpage, len(text)), names, [link.url for link in links])
    textpage.close()
    return lines.unhyphenated(text)


def _with_ligatures(text: str) -> str:
    """The text with the letters of ligatures whose bytes a program swapped, as Ghostscript does."""
    if _SWAPPED_F not in text:
        return text
    return _SWAPPED.sub(lambda found: "".join(chr(ord(sign) >> 8) for sign in found[0]), text)


def _whole_words(text: str, letters: "_Letters", names: tables.Names, links: list[str]) -> str:
    """The text of a page, its words whole, notes and versions told apart; as it is where pdfium knows no places."""
    try:
        if len(text) < MAX_LETTERS:
            text, letters.places = overlaps.untangled(text, letters.box, letters.order)
        noted = notes.apart(*gaps.judged(text, letters.letter, letters.box))
        named = names.told(tables.with_versions(noted))
        return lines.joined(named, links, letters.width)
    except PdfiumError:
        return text


class _Letters:
    """What pdfium knows of each character of a page; ``places`` is where each stands in the text that pdfium gave."""

    def __init__(self, page: Any, textpage: Any, count: int) -> None:
        self.places: Sequence[int] = range(count)
        self.width: float = page.get_width()
        self._page = page
        self._turns = page.get_rotation() // 90
        self._textpage = textpage
        self._box = raw.FS_RECTF()

    def box(self, at: int) -> Box:
        """Where it stands on the page. Raises PdfiumError."""
        box = self._box
        if not raw.FPDFText_GetLooseCharBox(self._textpage, self._index(at), box):
            raise PdfiumError("a letter without a place")
        return turns.turned((box.left, box.bottom, box.right, box.top), self._turns, self.width)

    def letter(self, at: int) -> notes.Letter:
        """The size of its font, and where it begins on its line."""
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._textpage, self._index(at), x, y)
        left, base, _, _ = turns.turned((x.value, y.value, x.value, y.value), self._turns, self.width)
        return notes.Letter(raw.FPDFText_GetFontSize(self._textpage, self._index(at)), left, base)

    def order(self, at: int) -> int | None:
        """How many objects were drawn before the one that it is of; None where that is not known."""
        drawn = raw.FPDFText_GetTextObject(self._textpage, self._index(at))
        return self._orders.get(ctypes.addressof(drawn.contents)) if drawn else None

    def _index(self, at: int) -> int:
        found: int = raw.FPDFText_GetCharIndexFromTextIndex(self._textpage, self.places[at])
        return found

    @cached_property
    def _orders(self) -> dict[int, int]:
        """The same for each object on the page, by its address."""
        page = self._page
        objects = (raw.FPDFPage_GetObject(page, number) for number in range(raw.FPDFPage_CountObjects(page)))
        return {ctypes.addressof(each.contents): number for number, each in enumerate(objects)}
