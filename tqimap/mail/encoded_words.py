"""Encoded words (RFC 2047) in a header text, wherever they stand: senders put them between quotes, too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tqimap.mail.charset import decode as decode_charset
from tqimap.mail.transfer import base64_bytes, quoted_printable

_OPENING = re.compile(r"=\?([^?\s]{1,64})\?([bq])\?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    charset: str
    data: bytes


def decode(text: str) -> str:
    """``text`` with each encoded word read; blanks between two of them are none (RFC 2047, 6.2)."""
    if "=?" not in text:
        return text
    out: list[str] = []
    run: list[_Word] = []
    at = 0
    for word in _words(text):
        gap = text[at : word.start]
        joined = bool(run) and not gap.strip()
        if run and not (joined and run[-1].charset == word.charset):
            out.append(_read(run))
            run = []
        if not joined:
            out.append(gap)
        run.append(word)
        at = word.end
    return "".join(out) + (_read(run) if run else "") + text[at:]


def _read(run: list[_Word]) -> str:
    """Adjacent words of one charset, joined before they are read: a character may be split between them."""
    return decode_charset(b"".join(word.data for word in run), run[0].charset)


def _words(text: str) -> Iterator[_Word]:
    opening = _OPENING.search(text)
    while opening:
        end = text.find("?=", opening.end())
        if end < 0:
            return
        for later in _OPENING.finditer(text, opening.end(), end):
            opening = later  # the one before it never ended
        yield _word(opening, end, text[opening.end() : end])
        opening = _OPENING.search(text, end + 2)


def _word(opening: re.Match[str], end: int, encoded: str) -> _Word:
    raw = encoded.encode("utf-8", "surrogatepass")
    data = base64_bytes(raw) if opening[2] in "bB" else quoted_printable(raw.replace(b"_", b" "))
    return _Word(opening.start(), end + 2, opening[1].partition("*")[0].lower(), data)
