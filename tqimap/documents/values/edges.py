"""Values that a document keeps apart, such as attributes and cells, told a line each.

A URL that ends one does not go on in the next, as it does in the lines of a mail; words still speak of the value that
stands below them, which behind a blank line they would not.
"""

from collections.abc import Iterable

_EDGE = "\t"  # over which no URL goes on, and a value ends in a cell as it does at the end of a line


def apart(values: Iterable[str]) -> str:
    """The values in lines of their own."""
    return "\n".join(map(closed, values)).removesuffix(_EDGE)


def closed(value: str) -> str:
    """The value with one edge behind it, where it may hold a URL."""
    return f"{value.removesuffix(_EDGE)}{_EDGE}" if "//" in value else value
