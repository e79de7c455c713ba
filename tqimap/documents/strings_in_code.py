"""Strings of JSON, JavaScript and their like, and what scripts of phishing pages hide in them.

Undone are the escapes of the languages, strings put together from pieces, percent-encoding, character codes and
base64: what one look at the source undoes. Nothing is ever run.
"""

import re
import sys
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from tqimap.documents.decoded_text import decoded
from tqimap.documents.pieces import Child
from tqimap.mail.transfer import base64_bytes

# An escape outside of strings, or a string; other than template strings they end with their line.
_STRING = re.compile(
    r"""\\.|"((?:[^"\\\n]|\\.)*+)"|'((?:[^'\\\n]|\\.)*+)'|`((?:[^`\\]|\\.)*+)`""",
    re.DOTALL,
)
_PLUS = re.compile(r"\s*+\+\s*+")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SHORT_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "v": " ", "0": " ", "\n": ""}
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}.{0,8}?){3}|%u[0-9a-fA-F]{4}")
_WIDE_PERCENT = re.compile(r"%u([0-9a-fA-F]{4})")
_CODES = re.compile(r"fromCharCode\s*+\(([\s\d,xXa-fA-F]++)\)|\[((?:\s*+\d{1,3}\s*+,){8,}+\s*+\d{1,3}\s*+)\]")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){6,}+(?:[A-Za-z0-9+/]{2,3}={0,2})?")
_SIGNS = (b"PK\x03\x04", b"%PDF", b"MZ", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rt", b"\x89PNG")
_SAMPLE = 4096  # characters by which text is told from chance
_TEXT_SHARE = 0.95  # of printable characters: what base64 held by chance has about a third


def hidden(text: str) -> Iterator[str | Child]:
    """What the strings in ``text`` say where it differs from what they show; files in base64 as children."""
    for string, is_joined in _strings(text):
        yield from _undone(string, is_joined)
    for found in _CODES.finditer(text):
        if told := _from_codes(found[1] or found[2]):
            yield told


def _strings(text: str) -> Iterator[tuple[str, bool]]:
    """The strings, those with only a plus between them as one; whether it was more than one."""
    run: list[str] = []
    end = 0
    for found in _STRING.finditer(text):
        string = found[1] or found[2] or found[3]
        if string is None:
            continue
        if run and not _PLUS.fullmatch(text, end, found.start()):
            yield "".join(run), len(run) > 1
            run = []
        run.append(string)
        end = found.end()
    if run:
        yield "".join(run), len(run) > 1


def _undone(string: str, is_joined: bool) -> Iterator[str | Child]:
    plain = unescaped(string) if "\\" in string else string
    if is_joined or plain != string:
        yield plain
    if "%" in plain and _PERCENT.search(plain) and (page := _unquoted(plain)):
        yield page
    encoded = plain.rpartition("base64,")[2].strip()
    if len(encoded) >= 24 and _BASE64.fullmatch(encoded) and (inner := _from_base64(encoded)):
        yield inner


def unescaped(string: str) -> str:
    """The inside of a quoted string with its escapes read (RFC 8259, 7, and those of JavaScript)."""
    text = _ESCAPE.sub(_character, string)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in string else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if not code:
        return _SHORT_ESCAPES.get(found[4], found[4])
    return chr(int(code, 16)) if int(code, 16) <= sys.maxunicode else ""


def _unquoted(string: str) -> str:
    """What ``unescape`` makes of it, where that is more than an address with something encoded in it."""
    wide = _WIDE_PERCENT.sub(lambda found: chr(int(found[1], 16)), string)
    text = unquote_to_bytes(wide.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    return text if "<" in text or string.count("%") * 6 >= len(string) else ""


def _from_codes(codes: str) -> str:
    numbers = [int(code, 0) for code in re.findall(r"0[xX][0-9a-fA-F]{1,6}|[1-9]\d{0,6}", codes)]
    text = "".join(chr(number) for number in numbers if number <= sys.maxunicode)
    return text if sum(map(str.isprintable, text)) >= len(text) * _TEXT_SHARE else ""


def _from_base64(encoded: str) -> str | Child | None:
    data = base64_bytes(encoded.encode("ascii"))
    if data.startswith(_SIGNS):
        return Child("string", data, "base64")
    try:
        text = decoded(data) if data.count(0) > len(data) // 3 else data.decode("utf-8")
    except ValueError:
        return None
    sample = text[:_SAMPLE]
    printable = sum(character.isprintable() or character in "\r\n\t" for character in sample)
    return text if printable >= len(sample) * _TEXT_SHARE else None
