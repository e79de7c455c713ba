"""A message as Apple Mail keeps it: its length in a line of its own, the message, a property list with its flags."""

import re
from collections.abc import Iterator

from tqimap.documents import eml
from tqimap.documents.pieces import Context, Piece

_LENGTH = re.compile(rb"(\d{1,10})[ \t]*\r?\n")


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The message; where its length is a lie, all that follows."""
    found = _LENGTH.match(data)
    start = found.end() if found else 0
    end = start + int(found[1]) if found else len(data)
    yield from eml.read(data[start:end] if end <= len(data) else data[start:], context)
