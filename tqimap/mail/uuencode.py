"""Files that stand uuencoded in a text body, as mail carried them before MIME."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tqimap.mail.message import Part
from tqimap.mail.transfer import ENCODINGS

MAX_FILES = 100  # of one text: what follows stays text

_BEGIN = re.compile(rb"(?:\A|\n)begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n(?=[ -`]{2,}\r?\n)")
_END = re.compile(rb"\n[` ]?\r?\nend[ \t]*(?:\r?\n|\Z)")


def without_uuencoded(part: Part) -> Iterator[Part]:
    """``part`` itself, or where it is text with uuencoded files: the text between them, and each file as a part."""
    at = part.start
    if part.media_type == "text/plain" and part.encoding not in ENCODINGS:
        for _ in range(MAX_FILES):
            begin = _begin(part, at)
            end = _END.search(part.raw, begin.end() - 1, part.end) if begin else None
            if begin is None or end is None:
                break
            yield replace(part, start=at, end=_start(begin))
            yield _file(part, begin, end.end())
            at = end.end()
    if at == part.start or at < part.end:
        yield replace(part, start=at)


def _begin(part: Part, at: int) -> re.Match[bytes] | None:
    if part.raw.find(b"begin ", at, part.end) < 0:
        return None
    return _BEGIN.search(part.raw, max(at - 1, 0), part.end)


def _file(part: Part, begin: re.Match[bytes], end: int) -> Part:
    return Part(
        media_type="application/octet-stream",
        raw=part.raw,
        start=_start(begin),
        end=end,
        encoding="x-uuencode",
        disposition="attachment",
        name=begin[1].decode("utf-8", "replace").strip(),
        within=part.within,
    )


def _start(begin: re.Match[bytes]) -> int:
    return begin.start() + (begin.group()[:1] == b"\n")
