"""Several messages in one file (RFC 4155), each behind a line that begins with ``From``."""

import re
from collections.abc import Iterator

from tqimap.documents.pieces import Child, Context, Data, Piece

# Behind an empty line, before a field, and with a time of day in it: no line of a text looks like that.
_ENVELOPE = re.compile(rb"(?:\A|\n\r?\n)From [^\r\n]{1,200}\d:\d\d[^\r\n]{0,100}\r?\n(?=[!-9;-~]{1,76}:)")


def is_mbox(data: Data) -> bool:
    """Whether there is more than one message."""
    return _ENVELOPE.match(data) is not None and _ENVELOPE.search(data, 1) is not None


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Each message as a child."""
    envelopes = [found.span() for found in _ENVELOPE.finditer(data)]
    for number, (_, start) in enumerate(envelopes, 1):
        end = envelopes[number][0] if number < len(envelopes) else len(data)
        yield Child(f"message {number}.eml", data[start:end])
