"""Lines of text in pictures (SVG 2, 11): each piece of text may have a place of its own, and no line ends otherwise."""

from collections.abc import Mapping

ELEMENT = "tspan"

# How LibreOffice names its pieces: in a paragraph, a line that was broken begins with a piece that has only a place.
_PARAGRAPHS, _PLACE = frozenset({"TextParagraph", "ListItem"}), "TextPosition"


class Lines:
    """The lines of one picture, as its pieces of text come."""

    def __init__(self) -> None:
        self._height = ""  # of the line

    def begins(self, attributes: Mapping[str, str]) -> bool:
        """Whether a piece of text with these attributes begins a line."""
        kind, height = attributes.get("class", ""), attributes.get("y", "")
        if kind == _PLACE:
            return False
        if kind in _PARAGRAPHS or (attributes.get("dy") and "x" in attributes):
            return True
        is_other = bool(height) and height != self._height
        self._height = height or self._height
        return is_other
