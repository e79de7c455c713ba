"""Pages of XPS (ECMA-388): runs of glyphs, each with its place, and with what it reads as in an attribute."""

from collections.abc import Mapping
from itertools import zip_longest

from tqimap.documents.office_xml.dialects import OFFICE_OPEN_XML
from tqimap.documents.office_xml.part_text import PartText

# Of the size of the font: a letter whose width is not said (it is the font's), and between two words, at the least.
_LETTER, _GAP = 0.6, 0.15


class FixedPage(PartText):
    """Runs beside each other are one line; those in different frames are none, whatever their places."""

    def __init__(self, name: str) -> None:
        super().__init__(name, OFFICE_OPEN_XML)
        self._runs: list[str] = []  # of the line
        self._height: tuple[str, str] = ("", "")
        self._end = 0.0  # of the last run

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith("}Glyphs"):
            self._glyphs(attributes)
            attributes = {key: value for key, value in attributes.items() if key.startswith("FixedPage.")}
        elif tag.endswith("}Canvas"):
            self._end_line()
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        if tag.endswith(("}Canvas", "}FixedPage")):
            self._end_line()
        super().end(tag)

    def close(self) -> None:
        self._end_line()
        super().close()

    def _glyphs(self, run: Mapping[str, str]) -> None:
        text = run.get("UnicodeString", "").removeprefix("{}")
        height = run.get("OriginY", ""), run.get("RenderTransform", "")
        size, start = _number(run.get("FontRenderingEmSize", "")) or 1, _number(run.get("OriginX", ""))
        if height != self._height:
            self._end_line()
        elif start - self._end > _GAP * size:
            self._runs.append(" ")
        self._runs.append(text)
        self._height = height
        self._end = start + _width(text, run.get("Indices", "")) * size

    def _end_line(self) -> None:
        if self._runs:
            self.line("".join(self._runs))
        self._runs, self._height = [], ("", "")


def _width(text: str, indices: str) -> float:
    """Of a run, in sizes of its font: the second number of each glyph is its own, in hundredths (ECMA-388, 12.1.3)."""
    glyphs = indices.split(";") if indices else []
    widths = [glyph.split(",")[1:2] for glyph, _ in zip_longest(glyphs, text, fillvalue="")]
    return sum(_number(width[0]) / 100 if width and width[0] else _LETTER for width in widths)


def _number(digits: str) -> float:
    try:
        return float(digits)
    except ValueError:
        return 0.0
