"""Text that nobody marked up, in a body or a file: what stands in it, without what belongs to its envelope."""

import re
from collections.abc import Iterator

from tqimap.documents import codes, versions
from tqimap.documents.decoded_text import blocks
from tqimap.documents.pieces import Piece, Unread

_ARMOR = "-----BEGIN PGP "
# Fields between the first line and the empty one (RFC 9580, 6.2.2) name the program and its home page.
_ARMOR_FIELDS = re.compile(
    r"^([> \t]*-----BEGIN PGP [A-Z ,/\d]{1,40}-----[ \t]*\r?\n)((?:[> \t]*[A-Z][A-Za-z]{1,20}: .*\n)+)", re.M
)
_ENCRYPTED = f"{_ARMOR}MESSAGE"


def read(text: str, spot: str = "") -> Iterator[Piece]:
    """The text, and what is drawn in it."""
    if _ARMOR in text:
        text = _ARMOR_FIELDS.sub(lambda found: found[1] + "\n" * found[2].count("\n"), text)
    yield from blocks(versions.in_lines(text), spot)
    yield from codes.in_text(text)
    if _ENCRYPTED in text:
        yield Unread("encrypted with PGP")
