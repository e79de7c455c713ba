"""Plain text of any kind: notes, logs, tables, JSON, scripts. Nothing to parse but the charset and the escapes."""

import re
from collections.abc import Iterator

from tqimap.documents.pieces import Context, Piece, Text
from tqimap.mail import charset

BLOCK_CHARACTERS = 1 << 20  # of one piece, so that a bound is met between two of them
SAMPLE_BYTES = 1 << 16  # of text whose charset is guessed: the guess takes time with its length
GUESSED_SHARE = 0.1  # of bytes beyond ASCII: text of another script has more, Western text with accents less

_WIDE_SAMPLE = 4096  # bytes looked at for the zeros of UTF-16
_WIDE_SHARE = 0.3  # of the bytes at even or odd places; Western text has nearly all, Asian text few
# An escape outside of strings, or a string of JSON, JavaScript and most languages; strings end with their line.
_STRING = re.compile(r"""\\.|"((?:[^"\\\n]|\\.)*+)"|'((?:[^'\\\n]|\\.)*+)'""")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SHORT_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "v": " ", "0": " "}


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The text, then once more its strings that have escapes in them: ``https:\\/\\/example.com`` is whole there."""
    text = decoded(data, context.charset)
    yield from blocks(text)
    yield from blocks("\n".join(_unescaped_strings(text)), "unescaped strings")


def decoded(data: bytes, declared: str = "") -> str:
    """Text by its byte order mark, the ``declared`` charset, UTF-8, the zeros of UTF-16, or a guess, in this order."""
    if charset.bom(data):
        return charset.decode(data)
    wide = _wide(data[:_WIDE_SAMPLE])
    if wide or charset.lookup(declared):
        return charset.decode(data, wide or declared)
    return charset.decode(data, _guessed(data))


def blocks(text: str, spot: str = "") -> Iterator[Text]:
    """``text`` in pieces of bounded size, cut between lines where there are any; none where it is blank."""
    start = 0
    while len(text) - start > BLOCK_CHARACTERS:
        end = _cut(text, start, start + BLOCK_CHARACTERS)
        yield Text(text[start:end], spot)
        start = end
    if text[start:].strip():
        yield Text(text[start:], spot)


def _cut(text: str, start: int, end: int) -> int:
    return next((at + 1 for at in (text.rfind(blank, start, end) for blank in "\n\t ,") if at > start), end)


def _unescaped_strings(text: str) -> Iterator[str]:
    if "\\/" not in text and "\\u" not in text and "\\x" not in text:
        return
    for found in _STRING.finditer(text):
        string = found[1] or found[2]
        if string and "\\" in string:
            yield unescaped(string)


def unescaped(string: str) -> str:
    """The inside of a quoted string with its escapes read (RFC 8259, 7, and those of JavaScript)."""
    text = _ESCAPE.sub(_character, string)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in string else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SHORT_ESCAPES.get(found[3], found[3])


def _wide(sample: bytes) -> str:
    """UTF-16 that nobody announced, by the zeros in every other place."""
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half < 4 or max(even, odd) < half * _WIDE_SHARE or min(even, odd) > half * _WIDE_SHARE / 3:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _guessed(data: bytes) -> str:
    """The most likely charset of text that is not UTF-8; empty where UTF-8 or windows-1252 will do."""
    sample = data[:SAMPLE_BYTES]
    beyond = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    if beyond <= len(sample) * GUESSED_SHARE or "\ufffd" not in sample.decode("utf-8", "replace").rstrip("\ufffd"):
        return ""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else ""
