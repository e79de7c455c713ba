"""The body of a message: HTML by its reader, other text as it reads."""

import re
from collections.abc import Iterator

from tqimap.documents import codes, html, versions
from tqimap.documents.decoded_text import blocks, decoded
from tqimap.documents.pieces import Context, Piece, Unread
from tqimap.mail import Part, roles
from tqimap.mail.flowed import unflowed

MAX_BYTES = 64 << 20  # of one body part: more is no text that somebody wrote

_PAGE = re.compile(r"\s*+(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.IGNORECASE)


def read(part: Part) -> Iterator[Piece]:
    """The pieces of a body part; a page that calls itself plain text is read as the page it is."""
    data, whole = _bounded(part)
    if roles.is_html(part):
        yield from html.read(data, Context(charset=part.charset))
    else:
        text = decoded(data, part.charset)
        yield from html.read_text(text) if _PAGE.match(text) else _plain(_unfolded(part, text), part.spot)
    if not whole:
        yield Unread(f"partly read: more than {MAX_BYTES >> 20} MB of text")


def _plain(text: str, spot: str) -> Iterator[Piece]:
    yield from blocks(versions.in_lines(text), spot)
    yield from codes.in_text(text)


def _unfolded(part: Part, text: str) -> str:
    """RFC 3676: the soft line breaks of ``format=flowed`` are none."""
    if part.params.get("format", "").lower() != "flowed":
        return text
    return unflowed(text, part.params.get("delsp", "").lower() == "yes")


def _bounded(part: Part) -> tuple[bytes, bool]:
    """The decoded bytes of the part as far as they are read, and whether these are all."""
    held = bytearray()
    for piece in part.chunks():
        held += piece
        if len(held) > MAX_BYTES:
            return bytes(held[:MAX_BYTES]), False
    return bytes(held), True
