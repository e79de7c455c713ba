"""What a string or lines of text stand for: base64, hexadecimal digits, percent-encoding, words turned round."""

import re
import sys
import zlib
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from tqimap.documents.decoded_text import decoded
from tqimap.documents.pieces import Child
from tqimap.mail.transfer import base64_bytes

LEAST_ENCODED = 24  # characters; fewer are a word
MAX_RATIO = 50  # of what is deflated in a string; scripts reach ten
MAX_BLOCKS = 1_000  # of base64 in one text that are decoded

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{2}|[1-7])|(.))", re.DOTALL
)
_SHORT_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "v": " ", "0": " ", "\n": ""}
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}.{0,8}?){3}|%u[0-9a-fA-F]{4}")
_WIDE_PERCENT = re.compile(r"%u([0-9a-fA-F]{4})")
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2}){16,}+")
_BACKWARDS = re.compile(r"//:s?ptth", re.IGNORECASE)
_ENCODED = re.compile(r"[A-Za-z0-9+/_\t\r\n =-]++")  # of these signs is all that is decoded
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){6,}+(?:[A-Za-z0-9+/]{2,3}={0,2})?")
# Lines of nothing else: what certutil decodes, what a page keeps in an element for its script.
_LINE = r"[A-Za-z0-9+/_-]"
_BETWEEN = r"(?:[ \t]++|[ \t]*+\r?\n[ \t]*+)"
_BLOCK = re.compile(
    rf"\n[ \t]*+({_LINE}{{24,}}+(?:{_BETWEEN}(?!-----){_LINE}++(?=[=\s]|\Z)|(?!))*+={{0,2}})[ \t]*+\r?$", re.MULTILINE
)
_REGISTRY_BYTES = re.compile(r"=hex(?:\([0-9a-f]\))?:((?:[0-9a-fA-F]{2},(?:\\\r?\n\s*+)?|(?!)){7,}+[0-9a-fA-F]{2})")
_PLAIN_BASE64 = str.maketrans("-_", "+/", "\t\r\n ")  # from the alphabet for URLs (RFC 4648, 5), and in one line
_SIGNS = (b"PK\x03\x04", b"%PDF", b"MZ", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rt", b"\x89PNG")
_SAMPLE = 4096  # characters by which text is told from chance
_TEXT_SHARE = 0.95  # of printable characters: what base64 held by chance has about a third


def undone(string: str, *, is_joined: bool = False) -> Iterator[str | Child]:
    """What the inside of a quoted string says where that is not what it shows; always where it ``is_joined``."""
    plain = unescaped(string) if "\\" in string else string
    if is_joined or plain != string:
        yield plain
    if "//:" in plain and _BACKWARDS.search(plain):
        yield plain[::-1]
    if "%" in plain and _PERCENT.search(plain) and (page := _unquoted(plain)):
        yield page
    if len(plain) >= LEAST_ENCODED and _ENCODED.fullmatch(encoded := plain.rpartition("base64,")[2]):
        yield from _decoded(encoded.translate(_PLAIN_BASE64))


def _decoded(encoded: str) -> Iterator[str | Child]:
    if _HEXADECIMAL.fullmatch(encoded) and (told := told_by(bytes.fromhex(encoded))):
        yield told
    elif inner := (_from_base64(encoded) or _from_base64(encoded[::-1])):
        yield inner
        if isinstance(inner, str):  # it may be encoded once more; each time it is shorter
            yield from undone(inner)


def blocks(text: str) -> Iterator[str | Child]:
    """What lines of base64 in ``text`` stand for that are no part of a string."""
    for _, found in zip(range(MAX_BLOCKS), _BLOCK.finditer(f"\n{text}"), strict=False):
        if told := _from_base64(found[1].translate(_PLAIN_BASE64)):
            yield told


def values(text: str) -> Iterator[str]:
    """What the bytes say that a file of registry keys keeps in hexadecimal digits."""
    for found in _REGISTRY_BYTES.finditer(text):
        told = told_by(bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", found[1])).removesuffix(b"\0\0"))
        if isinstance(told, str) and told:
            yield told


def unescaped(string: str) -> str:
    """The inside of a quoted string with its escapes read (RFC 8259, 7, and those of JavaScript)."""
    text = _ESCAPE.sub(_character, string)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in string else text


def told_by(data: bytes) -> str | Child:
    """A document by its first bytes, or the text that ``data`` is, also deflated; nothing where it is neither."""
    if data.startswith(_SIGNS):
        return Child("string", data, "base64")
    data = _inflated(data) or data
    try:
        text = decoded(data) if data.count(0) > len(data) // 3 else data.decode("utf-8")
    except ValueError:
        return ""
    return text if is_readable(text) else ""


def _inflated(data: bytes) -> bytes:
    """What is packed in ``data``, as zlib or as raw deflate (RFC 1950, 1951); nothing where that is not all of it."""
    stream = zlib.decompressobj(zlib.MAX_WBITS if data[:1] == b"x" else -zlib.MAX_WBITS)
    try:
        unpacked = stream.decompress(data, MAX_RATIO * len(data))
    except zlib.error:
        return b""
    return unpacked if stream.eof and not stream.unused_data else b""


def is_readable(text: str) -> bool:
    """Whether nearly all of it can be printed."""
    sample = text[:_SAMPLE]
    printable = sum(character.isprintable() or character in "\r\n\t" for character in sample)
    return printable >= len(sample) * _TEXT_SHARE


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if found[4]:
        return chr(int(found[4], 8))
    if not code:
        return _SHORT_ESCAPES.get(found[5], found[5])
    return chr(int(code, 16)) if int(code, 16) <= sys.maxunicode else ""


def _unquoted(string: str) -> str:
    """What ``unescape`` makes of it, where that is more than an address with something encoded in it."""
    wide = _WIDE_PERCENT.sub(lambda found: chr(int(found[1], 16)), string)
    text = unquote_to_bytes(wide.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    return text if "<" in text or string.count("%") * 6 >= len(string) else ""


def _from_base64(encoded: str) -> str | Child:
    """Letters of one case alone are words, or the digits of a hash or UUID: base64 has both, but for one in 100,000."""
    if encoded.islower() or encoded.isupper() or not _BASE64.fullmatch(encoded):
        return ""
    return told_by(base64_bytes(encoded.encode("ascii")))
