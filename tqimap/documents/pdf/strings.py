"""String objects of PDF (ISO 32000-1, 7.3.4): literal with escapes and nested brackets, or hexadecimal."""

import re
from collections.abc import Collection, Iterator

BLANK = rb"[\x00\t\n\f\r ]"  # white space (7.2.2), as a pattern
MAX_STRING_BYTES = 1 << 20  # a script; file names and targets are much shorter

_BEGIN = re.compile(rb"(?:%b|[\[\]])*+(\(|<(?!<))" % BLANK)  # of a string, and of the next one in an array
_BRACKETS = re.compile(rb"\\.|[()]", re.S)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.S)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\r\n": b"", b"\r": b"", b"\n": b""}

_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\s]++)(?:>|\Z)")
# Of the document: the programs that made it, and what tells it from others (14.3.3, 14.4; DocChecksum is OpenOffice's).
_NO_WORDS = re.compile(
    rb"/(?:Producer|Creator)%b*(?:\((?:[^()\\]|\\.){0,400}\)|<[0-9A-Fa-f\s]*+>)"
    rb"|/ID%b*\[%b*<[^\[\]]{0,300}\]|/DocChecksum%b*/[0-9A-Fa-f]*+" % (BLANK, BLANK, BLANK, BLANK),
    re.S,
)


def legible(document: bytes) -> bytes:
    """The bytes of a document with what its hexadecimal strings say in their place: their digits may look like hashes.

    Without what tells nothing of its content. What is in streams stays as it is.
    """
    return _HEXADECIMAL.sub(lambda found: b"<%b>" % from_hexadecimal(found[1]), _NO_WORDS.sub(b"", document))


def values(text: bytes, keys: Collection[bytes]) -> Iterator[tuple[bytes, str]]:
    """Each of the ``keys`` of any dictionary whose value is a string, with that string.

    Strings of an array have the key of the array. A string that is an object of its own has the key ``obj``:
    dictionaries refer to such strings by number.
    """
    names = b"|".join(re.escape(key) for key in sorted(keys, key=len, reverse=True))
    at = 0  # linear: what has been read as a string is not looked at again
    for found in re.finditer(rb"(?:/(%s)(?:%b*+\[)*+|\bobj)%b*+(?=\(|<(?!<))" % (names, BLANK, BLANK), text):
        if found.start() >= at:
            at = found.end()
            while begin := _BEGIN.match(text, at):
                raw, at = (_literal if begin[1] == b"(" else _hexadecimal)(text, begin.end())
                value = text_string(raw)
                if value.strip():
                    yield found[1] or b"obj", value


def text_string(raw: bytes) -> str:
    """UTF-16 or UTF-8 where a byte order mark says so (7.9.2.2), else PDFDocEncoding, near enough Windows-1252."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("cp1252", "replace")


def _literal(text: bytes, start: int) -> tuple[bytes, int]:
    """The string whose opening bracket ended at ``start``, and where it ends; cut where it is never closed."""
    depth, limit = 1, min(len(text), start + MAX_STRING_BYTES)
    for found in _BRACKETS.finditer(text, start, limit):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return _ESCAPE.sub(_unescape, text[start : found.start()]), found.end()
    return _ESCAPE.sub(_unescape, text[start:limit]), limit


def _unescape(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    if escaped[:1].isdigit() and escaped[0] < ord("8"):
        return bytes([int(escaped, 8) & 0xFF])
    return _ESCAPED.get(escaped, escaped)


def _hexadecimal(text: bytes, start: int) -> tuple[bytes, int]:
    end = text.find(b">", start, start + 2 * MAX_STRING_BYTES)
    end = min(len(text), start + 2 * MAX_STRING_BYTES) if end < 0 else end
    return from_hexadecimal(text[start:end]), end + 1


def from_hexadecimal(text: bytes) -> bytes:
    """The bytes whose digits are in ``text``; a last one that is missing is zero (7.3.4.3)."""
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", text)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
