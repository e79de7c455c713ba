"""A message as Apple Mail keeps it: its length in a line of its own, the message, a property list with its flags."""

from collections.abc import Iterator

from tqimap.documents.messages import eml
from tqimap.documents.pieces import Context, Piece
from tqimap.documents.text_type import HEAD_BYTES, LENGTH_LINE


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The message; where its length is a lie, and no property list stands behind it, all that follows."""
    found = LENGTH_LINE.match(data[:HEAD_BYTES].decode("latin-1"))
    start = found.end() if found else 0
    end = start + int(found[1]) if found else len(data)
    yield from eml.read(data[start:end] if data[end:].lstrip().startswith(b"<") else data[start:], context)
