"""Structured field values with parameters: Content-Type and Content-Disposition (RFC 2045, 5.1; RFC 2183; RFC 2231)."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from tqimap.mail import encoded_words
from tqimap.mail.charset import decode as decode_charset

MAX_PARAMETERS = 1_000  # a sender may write a hundred thousand; honest fields have fewer than twenty

# A value that quotes opened ends with the quote; where it never comes, with the next semicolon, as does a bare value.
_PARAMETER = re.compile(r';\s*+([^\s=;"]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^;]*+))[^;]*+', re.DOTALL)
_SECTION = re.compile(r"(.+?)(?:\*(\d{1,4}))?(\*)?", re.DOTALL)
_QUOTED_PAIR = re.compile(r'\\([\\"])')

_Piece = tuple[int, bool, str]


def split(value: str) -> tuple[str, dict[str, str]]:
    """The first word of a field in lower case, and its parameters by lower-case name, decoded."""
    word, semicolon, rest = value.partition(";")
    return word.strip().lower(), parameters(semicolon + rest) if semicolon else {}


def parameters(text: str) -> dict[str, str]:
    """The parameters in ``text``, which begins with a semicolon; where a name comes twice, the first counts."""
    plain: dict[str, str] = {}
    pieces: dict[str, list[_Piece]] = {}
    for name, value in _written(text):
        section = _SECTION.fullmatch(name)
        if section and (section[2] or section[3]):
            pieces.setdefault(section[1], []).append((int(section[2] or 0), bool(section[3]), value))
        else:
            plain.setdefault(name, encoded_words.decode(value))
    return plain | {name: _joined(found) for name, found in pieces.items()}


def _written(text: str) -> Iterator[tuple[str, str]]:
    for count, found in enumerate(_PARAMETER.finditer(text)):
        if count == MAX_PARAMETERS:
            return
        name, quoted, bare = found.groups()
        value = bare.strip().lstrip('"') if quoted is None else _QUOTED_PAIR.sub(r"\1", quoted)
        yield name.lower(), value


def _joined(pieces: list[_Piece]) -> str:
    """The value of ``name*0*=…; name*1=…`` (RFC 2231, 3 and 4): the charset stands in front of the first piece."""
    pieces.sort(key=lambda piece: piece[0])
    charset = ""
    number, extended, value = pieces[0]
    if extended and value.count("'") >= 2:
        charset, _language, value = value.split("'", 2)
        pieces[0] = (number, extended, value)
    data = []
    for _number, extended, value in pieces:
        raw = value.encode("utf-8", "surrogatepass")
        data.append(unquote_to_bytes(raw) if extended else raw)
    return encoded_words.decode(decode_charset(b"".join(data), charset))
