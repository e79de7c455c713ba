"""Plain text of any kind: notes, logs, tables, JSON, scripts. Nothing to parse but the charset and the strings."""

from collections.abc import Iterator

from tqimap.documents import html, plain
from tqimap.documents.decoded_text import decoded
from tqimap.documents.pieces import Context, Piece


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The text, then what its strings say once their escapes and simple disguises are undone.

    So ``https:\\/\\/example.com`` of a JSON file is whole, and the page in a script's base64 is read as a page.
    """
    text = decoded(data, context.charset)
    yield from plain.read(text)
    yield from html.read_blocks(text, "lines")
    yield from html.read_strings(text, "strings")
