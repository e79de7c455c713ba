"""Elements that their style makes lines or cells, whatever they are called: ``display`` (CSS Display 3, 2)."""

import re
from collections.abc import Mapping
from functools import lru_cache

from tqimap.documents.markup.html_styles import Classes

LINE_END, CELL_END = "\x00", "\t"

_LINES = frozenset({"block", "flex", "grid", "list-item", "table", "table-row", "flow-root"})
_CELLS = frozenset({"table-cell", "inline-block", "inline-flex", "inline-grid", "inline-table"})
_PARTED = _LINES | _CELLS
_OF_CELLS = frozenset({"flex", "inline-flex", "grid", "inline-grid"})  # what stands in them is parted, be it inline
_DISPLAY = re.compile(r"(?<![\w-])display\s*+:\s*+([a-z-]{1,20})", re.IGNORECASE)


class Layout:
    """What parts the elements of one page, as the parser tells them with their depth.

    ``open`` are those that are parted and have not ended: their depth, and what ends them.
    """

    def __init__(self, classes: Classes) -> None:
        self.open: list[tuple[int, str]] = []
        self._classes = classes
        self._depths: list[int] = []  # of what stands directly in an element of cells

    def start(self, depth: int, attributes: Mapping[str, str]) -> str:
        """What parts an element that begins from what stands before it; empty where nothing does."""
        display = self._display(attributes) if attributes else ""
        is_cell = display in _CELLS or (depth in self._depths[-1:])
        end = LINE_END if display in _LINES else CELL_END if is_cell else ""
        if end:
            self.open.append((depth, end))
        if display in _OF_CELLS:
            self._depths.append(depth + 1)
        return end

    def end(self, depth: int) -> str:
        """What parts an element that ends from what stands behind it."""
        if self._depths and self._depths[-1] == depth + 1:
            self._depths.pop()
        return self.open.pop()[1] if self.open and self.open[-1][0] == depth else ""

    def _display(self, attributes: Mapping[str, str]) -> str:
        own = _display(attributes.get("style") or "")
        classes = () if own else self._classes.of(attributes)
        return next(filter(_PARTED.__contains__, map(_display_of_class, classes)), "") if classes else own


def _display(declarations: str) -> str:
    found = _DISPLAY.search(declarations) if "isplay" in declarations or "ISPLAY" in declarations else None
    return found[1].lower() if found else ""


_display_of_class = lru_cache(maxsize=1024)(_display)  # asked for again by each element
