"""Line breaks that an author puts within one paragraph or cell, to get a long hash into a narrow one."""

import re

from tqimap.indicators.text.hexadecimal import HASHES

_PIECE = re.compile(r"[0-9a-fA-F]+")
_PIECES = re.compile(r"[0-9a-fA-F]{4,}+(?:[ \t]*[\n\r\v\0]+[ \t]*[0-9a-fA-F]{1,127})+")  # NUL is a break in a page


def whole(paragraph: str) -> str:
    """The hash, where the lines of a paragraph, or cell, are the pieces of one, and none of them is a hash itself."""
    if paragraph.isprintable() or not _PIECES.fullmatch(paragraph.strip()):  # most cells have no break at all
        return paragraph
    pieces = _PIECE.findall(paragraph)
    is_hash = len("".join(pieces)) in HASHES and HASHES.keys().isdisjoint(map(len, pieces))
    return "".join(pieces) if is_hash else paragraph
