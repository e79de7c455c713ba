"""Bytes to text where nobody can be trusted to have said how, and text in pieces of bounded size."""

import sys
from collections.abc import Iterator

from tqimap.documents.pieces import Text
from tqimap.mail import charset

BLOCK_CHARACTERS = 1 << 20  # of one piece, so that a bound is met between two of them
SAMPLE_BYTES = 1 << 16  # of text whose charset is guessed: the guess takes time with its length
GUESSED_LEAST = 40  # bytes beyond ASCII: the guess from fewer is chance
GUESSED_SHARE = 0.1  # of bytes beyond ASCII: text of another script has more, Western text with accents less

_WIDE_SAMPLE = 4096  # bytes looked at for the zeros of UTF-16
_WIDE_SHARE = 0.3  # of the bytes at even or odd places; Western text has nearly all, Asian text few


def decoded(data: bytes, declared: str = "") -> str:
    """Text by its byte order mark, the ``declared`` charset, UTF-8, the zeros of UTF-16, or a guess, in this order.

    Its lines end with LF alone; a CR is the end of one before it, and in a text without any (Excel for Macs).
    """
    text = _decoded(data, declared)
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")


def _decoded(data: bytes, declared: str) -> str:
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


def narrow(label: bytes) -> str:
    """A charset that the document names itself: one that could be read byte by byte is not UTF-16, whatever it says."""
    name = label.decode("ascii", "replace")
    return "utf-8" if name.lower().startswith(("utf-16", "utf-32", "utf16")) else name


def character(code: int) -> str:
    """The character of a number that a document spells out; none of one beyond Unicode or of half a character."""
    return "" if code > sys.maxunicode or 0xD800 <= code < 0xE000 else chr(code)


def _cut(text: str, start: int, end: int) -> int:
    return next((at + 1 for at in (text.rfind(blank, start, end) for blank in "\n\t ,") if at > start), end)


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
    if (
        beyond < GUESSED_LEAST
        or beyond <= len(sample) * GUESSED_SHARE
        or "\ufffd" not in sample.decode("utf-8", "replace").rstrip("\ufffd")
    ):
        return ""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else ""
