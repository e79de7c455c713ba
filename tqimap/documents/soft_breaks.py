"""Line breaks that an author puts within one paragraph, to get a long hash into a narrow cell."""

import re

from tqimap.indicators.text.hexadecimal import HASHES

_PIECES = re.compile(r"[0-9a-fA-F]{4,}(?:[ \t]*\n[ \t]*[0-9a-fA-F]{1,127})+")


def whole(paragraph: str) -> str:
    """The hash, where the lines of the paragraph are the pieces of one, and none of them is a hash itself."""
    if "\n" not in paragraph or not _PIECES.fullmatch(paragraph.strip()):
        return paragraph
    pieces = paragraph.split()
    is_hash = len("".join(pieces)) in HASHES and HASHES.keys().isdisjoint(map(len, pieces))
    return "".join(pieces) if is_hash else paragraph
