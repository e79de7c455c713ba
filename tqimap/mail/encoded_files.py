"""Files that stand uuencoded or in yEnc in a text body, as mail carried them before MIME and news do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tqimap.mail.message import Part
from tqimap.mail.transfer import ENCODINGS

MAX_FILES = 100  # of one text: what follows stays text


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file begins, with its name, and how it ends; ``mark`` is what is quickly looked for."""

    encoding: str
    mark: bytes
    begin: re.Pattern[bytes]
    end: re.Pattern[bytes]


_FORMS = (
    _Form(
        "x-uuencode",
        b"begin ",
        re.compile(rb"(?:\A|\n)begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n(?=[ -`]{2,}\r?\n)"),
        re.compile(rb"\n[` ]?\r?\nend[ \t]*(?:\r?\n|\Z)"),
    ),
    _Form(
        "x-yenc",
        b"=ybegin ",
        re.compile(rb"(?:\A|\n)=ybegin [^\r\n]{1,200}?name=([^\r\n]{1,255})\r?\n"),
        re.compile(rb"\n=yend [^\r\n]{1,200}(?:\r?\n|\Z)"),
    ),
)


def without_encoded_files(part: Part) -> Iterator[Part]:
    """``part`` itself, or where it is text with such files: the text between them, and each file as a part."""
    at = part.start
    if part.media_type == "text/plain" and part.encoding not in ENCODINGS:
        for form in (form for form in _FORMS if part.raw.find(form.mark, part.start, part.end) >= 0):
            for begin, end in _files(part, form, at):
                yield replace(part, start=at, end=_start(begin))
                yield _file(part, form, begin, end)
                at = end
    if at == part.start or at < part.end:
        yield replace(part, start=at)


def _files(part: Part, form: _Form, at: int) -> Iterator[tuple[re.Match[bytes], int]]:
    """The beginning of each file, and where it ends."""
    for _ in range(MAX_FILES):
        begin = form.begin.search(part.raw, max(at - 1, 0), part.end)
        end = form.end.search(part.raw, begin.end() - 1, part.end) if begin else None
        if begin is None or end is None:
            return
        yield begin, end.end()
        at = end.end()


def _file(part: Part, form: _Form, begin: re.Match[bytes], end: int) -> Part:
    return Part(
        media_type="application/octet-stream",
        raw=part.raw,
        start=_start(begin),
        end=end,
        encoding=form.encoding,
        disposition="attachment",
        name=begin[1].decode("utf-8", "replace").strip(),
        within=part.within,
    )


def _start(begin: re.Match[bytes]) -> int:
    return begin.start() + (begin.group()[:1] == b"\n")
