"""The body of a message: HTML by its reader, other text as it reads."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from tqimap.documents.decoded_text import decoded
from tqimap.documents.furniture import mail_furniture
from tqimap.documents.markup import html
from tqimap.documents.pieces import Child, Context, Field, Link, Piece, Text, Unread
from tqimap.documents.scripts import strings_in_code
from tqimap.documents.text import read_text
from tqimap.mail import Part, bounces, roles
from tqimap.mail.flowed import unflowed

MAX_BYTES = 64 << 20  # of one body part: more is no text that somebody wrote

MAX_FIELDS = 2_000  # of a report; one on a message to a thousand recipients has more

_FIELD = re.compile(r"^([!-9;-~]{1,100}):[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_FOLD = re.compile(r"\r?\n[ \t]+")
_PAGE = re.compile(r"\s*+(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.IGNORECASE)


def read(part: Part) -> Iterator[Piece]:
    """The pieces of a body part, and where it was; a page that calls itself plain text is read as the page it is."""
    if address := roles.location(part):
        yield Field("Content-Location", address, "header Content-Location")
    data, whole = _bounded(part)
    if roles.is_html(part):
        pieces = html.read(data, Context(charset=part.charset, is_body=True))
        yield from _of_mail_system(pieces) if part.is_bounce else pieces
    else:
        yield from _plain(part, data)
    if not whole:
        yield Unread(f"partly read: more than {MAX_BYTES >> 20} MB of text")


def _plain(part: Part, data: bytes) -> Iterator[Piece]:
    bounce = bounces.divided(data)
    words, message = bounce or (data, b"")
    pieces = _text(part, decoded(words, part.charset))
    yield from _of_mail_system(pieces) if part.is_bounce or bounce else pieces
    if message:
        yield Child("message.eml", message)


def _of_mail_system(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """What it wrote, and whom it links to write to, told as that; of other links it may have none."""
    for piece in pieces:
        match piece:
            case Text(kind="text"):
                yield replace(piece, kind="bounce")
            case Link(url, spot) if url.startswith("mailto:"):
                yield Text(url, spot, "bounce")
            case _:
                yield piece


def _text(part: Part, text: str) -> Iterator[Piece]:
    if part.media_type in roles.REPORTS:
        return _fields(text)
    if _PAGE.match(text):
        return mail_furniture.of_body(html.read_text(text))
    text, furniture = mail_furniture.taken_out(_unfolded(part, text))
    return chain(read_text(text, part.spot), strings_in_code.encoded_commands(text, "command"), furniture)


def _fields(text: str) -> Iterator[Piece]:
    """Those of a report (RFC 3464, RFC 5965, RFC 8098), which is groups of them."""
    for found in islice(_FIELD.finditer(text), MAX_FIELDS):
        yield Field(found[1], _FOLD.sub(" ", found[2]).strip(), f"report {found[1]}")


def _unfolded(part: Part, text: str) -> str:
    """RFC 3676: the soft line breaks of ``format=flowed`` are none."""
    if part.params.get("format", "").lower() != "flowed":
        return text
    return unflowed(text, delsp=part.params.get("delsp", "").lower() == "yes")


def _bounded(part: Part) -> tuple[bytes, bool]:
    """The decoded bytes of the part as far as they are read, and whether these are all."""
    held = bytearray()
    for piece in part.chunks():
        held += piece
        if len(held) > MAX_BYTES:
            return bytes(held[:MAX_BYTES]), False
    return bytes(held), True
