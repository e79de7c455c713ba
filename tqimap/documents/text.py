"""Plain text of any kind: bodies, notes, logs, tables, JSON, scripts. Nothing to parse but charset and strings."""

import re
from collections.abc import Iterator

from tqimap.documents import codes
from tqimap.documents.decoded_text import blocks, decoded
from tqimap.documents.markup import html
from tqimap.documents.pieces import Context, Piece, Unread
from tqimap.documents.values import versions

_ARMOR = "-----BEGIN PGP "
# Fields between the first line and the empty one (RFC 9580, 6.2.2) name the program and its home page.
_ARMOR_FIELDS = re.compile(
    r"^([> \t]*-----BEGIN PGP [A-Z ,/\d]{1,40}-----[ \t]*\r?\n)((?:[> \t]*[A-Z][A-Za-z]{1,20}: .*\n)+)", re.M
)
_ENCRYPTED = f"{_ARMOR}MESSAGE"
_JSON = re.compile(r"\s*[\[{]\s*[\"\[{]")
_ESCAPE = re.compile(r"\\(?:[\"\\/bfnrt]|u[0-9a-fA-F]{4})")  # RFC 8259, 7
_WHITE = frozenset({"\\n", "\\r", "\\t"})


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The text, then what its strings say once their escapes and simple disguises are undone.

    So ``https:\\/\\/example.com`` of a JSON file is whole, and the page in a script's base64 is read as a page.
    """
    text = decoded(data, context.charset)
    yield from read_text(text)
    yield from html.read_blocks(text, "lines")
    yield from html.read_strings(text, "strings")


def read_text(text: str, spot: str = "") -> Iterator[Piece]:
    """The text and what is drawn in it, without what belongs to an envelope around it."""
    if _ARMOR in text:
        text = _ARMOR_FIELDS.sub(lambda found: found[1] + "\n" * found[2].count("\n"), text)
    yield from blocks(versions.in_lines(_with_white_space(text)), spot)
    yield from codes.in_text(text)
    if _ENCRYPTED in text:
        yield Unread("encrypted with PGP")


def _with_white_space(text: str) -> str:
    """``text``, if it is JSON with paths, with what stands for the end of a line or a tab, which is no part of a path.

    Every other character stays at its place.
    """
    if "\\\\" not in text or not _JSON.match(text) or "\\" in _ESCAPE.sub("", text):
        return text
    return _ESCAPE.sub(lambda found: "\t " if found[0] in _WHITE else found[0], text)
