"""Strings of JSON, JavaScript and their like, and what scripts of phishing pages hide in them.

Undone are the escapes of the languages, strings put together from pieces or turned round, percent-encoding, character
codes, hexadecimal digits and base64: what one look at the source undoes. Nothing is ever run.
"""

import re
import sys
from collections.abc import Iterator
from itertools import chain
from urllib.parse import unquote_to_bytes

from tqimap.documents.decoded_text import decoded
from tqimap.documents.pieces import Child, Text
from tqimap.mail.transfer import base64_bytes

# An escape outside of strings, or a string; other than template strings they end with their line.
_STRING = re.compile(
    r"""\\.|"((?:[^"\\\n]|\\.)*+)"|'((?:[^'\\\n]|\\.)*+)'|`((?:[^`\\]|\\.)*+)`""",
    re.DOTALL,
)
_PLUS = re.compile(r"\s*+(?:\+|\)?\s*+\.concat\s*+\()\s*+")
_JOIN = re.compile(r"""\]\s*+\.join\s*+\(\s*+(?:''|""|``)\s*+\)""")
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{2}|[1-7])|(.))", re.DOTALL
)
_SHORT_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "v": " ", "0": " ", "\n": ""}
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}.{0,8}?){3}|%u[0-9a-fA-F]{4}")
_WIDE_PERCENT = re.compile(r"%u([0-9a-fA-F]{4})")
_CODE = r"\s*+(?:0[xX][0-9a-fA-F]{1,2}|\d{1,3})\s*+"
_CODES = re.compile(rf"fromCharCode\s*+\(([\s\d,xXa-fA-F]++)\)|\[((?:{_CODE},){{8,}}+{_CODE})\]")
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2}){16,}+")
# PowerShell takes every beginning of -EncodedCommand.
_COMMAND = re.compile(
    r"\s[-/]e[a-z]{0,13}\s++[\"']?((?:[A-Za-z0-9+/]{4}){4,}+(?:[A-Za-z0-9+/]{2,3}={0,2})?)", re.IGNORECASE
)
_BACKWARDS = re.compile(r"//:s?ptth", re.IGNORECASE)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){6,}+(?:[A-Za-z0-9+/]{2,3}={0,2})?")
_PLAIN_BASE64 = str.maketrans("-_", "+/", "\r\n")  # from the alphabet for URLs (RFC 4648, 5), and in one line
_SIGNS = (b"PK\x03\x04", b"%PDF", b"MZ", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rt", b"\x89PNG")
_SAMPLE = 4096  # characters by which text is told from chance
_TEXT_SHARE = 0.95  # of printable characters: what base64 held by chance has about a third


def hidden(text: str) -> Iterator[str | Child]:
    """What the strings in ``text`` say where it differs from what they show; files in base64 as children."""
    for string, is_joined in chain(_strings(text), _joined(text)):
        yield from _undone(string, is_joined)
    for found in _CODES.finditer(text):
        if told := _from_codes(found[1] or found[2]):
            yield told
    yield from _commands(text)


def commands(text: str, spot: str) -> Iterator[Text | Child]:
    """What encoded commands of PowerShell say, on a command line or in a script whose strings are read otherwise."""
    for command in _commands(text):
        yield command if isinstance(command, Child) else Text(command, f"{spot}, decoded")


def _commands(text: str) -> Iterator[str | Child]:
    for found in _COMMAND.finditer(text):
        if command := _from_base64(found[1]):
            yield command


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


def _joined(text: str) -> Iterator[tuple[str, bool]]:
    """The strings of each array that is joined with nothing between them."""
    at = 0
    for found in _JOIN.finditer(text):
        begin = text.rfind("[", at, found.start())
        strings = _STRING.finditer(text, begin, found.start()) if begin >= 0 else ()
        yield "".join(string[1] or string[2] or string[3] or "" for string in strings), True
        at = found.end()


def _undone(string: str, is_joined: bool) -> Iterator[str | Child]:
    plain = unescaped(string) if "\\" in string else string
    if is_joined or plain != string:
        yield plain
    if _BACKWARDS.search(plain):
        yield plain[::-1]
    if "%" in plain and _PERCENT.search(plain) and (page := _unquoted(plain)):
        yield page
    encoded = plain.rpartition("base64,")[2].strip().translate(_PLAIN_BASE64)
    if _HEXADECIMAL.fullmatch(encoded) and (told := _readable(bytes.fromhex(encoded))):
        yield told
    elif len(encoded) >= 24 and _BASE64.fullmatch(encoded) and (inner := _from_base64(encoded)):
        yield inner
        if isinstance(inner, str):  # it may be encoded once more; each time it is shorter
            yield from _undone(inner, False)


def unescaped(string: str) -> str:
    """The inside of a quoted string with its escapes read (RFC 8259, 7, and those of JavaScript)."""
    text = _ESCAPE.sub(_character, string)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in string else text


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


def _from_codes(codes: str) -> str:
    numbers = [int(code, 0) for code in re.findall(r"0[xX][0-9a-fA-F]{1,6}|[1-9]\d{0,6}", codes)]
    text = "".join(chr(number) for number in numbers if number <= sys.maxunicode)
    return text if sum(map(str.isprintable, text)) >= len(text) * _TEXT_SHARE else ""


def _from_base64(encoded: str) -> str | Child:
    data = base64_bytes(encoded.encode("ascii"))
    if data.startswith(_SIGNS):
        return Child("string", data, "base64")
    return _readable(data)


def _readable(data: bytes) -> str:
    """The text in ``data``; nothing where it is none."""
    try:
        text = decoded(data) if data.count(0) > len(data) // 3 else data.decode("utf-8")
    except ValueError:
        return ""
    sample = text[:_SAMPLE]
    printable = sum(character.isprintable() or character in "\r\n\t" for character in sample)
    return text if printable >= len(sample) * _TEXT_SHARE else ""
