"""Runs that are set high or low, as the number of a note is, which is no part of the value before it."""

import re
from collections.abc import Mapping

ELEMENTS = frozenset({"vertAlign", "position", "rPr", "span", "style", "text-properties"})
# In half points, as LibreOffice writes it; what converters of PDF move by less is a word.
_FAR = re.compile(r"-?(?:[4-9]|\d{2,3})")


class RaisedText:
    """Told element by element (local names); in OpenDocument runs have named styles, which stand before them."""

    def __init__(self) -> None:
        self._style = ""
        self._raising: set[str] = set()  # styles

    def begins(self, element: str, attributes: Mapping[str, str]) -> bool:
        """Whether such a run begins with one of ``ELEMENTS`` (ECMA-376, part 1; OpenDocument 1.3, part 3, 20.384)."""
        match element:
            case "vertAlign":
                return any(value in ("superscript", "subscript") for value in attributes.values())
            case "position":
                return any(map(_FAR.fullmatch, attributes.values()))
            case "rPr":  # of DrawingML
                return attributes.get("baseline", "0") != "0"
            case "span":
                return _value(attributes, "}style-name") in self._raising
            case "style":
                self._style = _value(attributes, "}name")
            case "text-properties":
                position = _value(attributes, "}text-position")
                if position and not position.startswith("0%"):
                    self._raising.add(self._style)
        return False


def _value(attributes: Mapping[str, str], ending: str) -> str:
    return next((value for name, value in attributes.items() if name.endswith(ending)), "")
