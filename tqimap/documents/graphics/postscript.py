"""PostScript and EPS: what its strings say. Pictures and fonts in it are digits that look like hashes, code like hosts.

No program is run: a word that is printed in pieces stays in pieces, unless these stand in one array.
"""

import re
from collections.abc import Iterable, Iterator

from tqimap.documents import carve
from tqimap.documents.bounded import first_records
from tqimap.documents.pieces import Context, Piece

_TITLE = b"%%Title:"
# A comment, an end of an array, a wide gap in one, or a string, in which parentheses may stand in pairs (PostScript
# Language Reference, 3.2.2). One without an end is taken as far as it goes, or each of its signs would begin another.
_TOKEN = re.compile(
    rb"%[^\r\n]*|[\[\]]|-(?:[2-9]\d\d|\d{4})|\(((?:[^()\\]+|\\.|\((?:[^()\\]+|\\.|(?!))*+\)|(?!))*+)\)?", re.DOTALL
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\n", b"t": b"\t", b"b": b"", b"f": b"\n", b"\n": b"", b"\r": b"", b"\r\n": b""}
# Lines of pictures in base 85, which hold any sign, also parentheses.
_DATA = re.compile(rb"^[!-~]{60,}[\r\n]+(?:[!-~]{60,}[\r\n]+)+", re.MULTILINE)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The title and all strings, a line each."""
    notes: list[Piece] = []
    yield from carve.blocks(_lines(first_records(_TOKEN.finditer(_DATA.sub(b"\n", data)), notes)), kind="strings")
    yield from notes


def _lines(tokens: Iterable[re.Match[bytes]]) -> Iterator[str]:
    pieces: list[bytes] = []  # of an array
    is_array = False
    for token in tokens:
        word, string = token[0], token[1]
        if string is not None:
            pieces.append(_ESCAPE.sub(_escaped, string))
        elif word.startswith(_TITLE):
            pieces.append(word.removeprefix(_TITLE).strip(b" ()"))
        elif word in (b"[", b"]"):
            is_array = word == b"["
        elif word.startswith(b"-") and pieces:
            pieces.append(b" ")
        if pieces and not is_array:
            yield b"".join(pieces).decode("latin-1")
            pieces = []
    if pieces:
        yield b"".join(pieces).decode("latin-1")


def _escaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign[:1] in b"01234567":
        return bytes([int(sign, 8) & 0xFF])
    return _ESCAPED.get(sign, sign)
