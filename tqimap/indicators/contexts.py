"""Values that have no form of their own and are taken only where the text says what they are: ``Mutex: Global\\x7``."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .catch import Catch

_QUOTED = r"[\"'`\u201c\u2018](?P<quoted>[^\"'`\u201c\u201d\u2018\u2019\n]{2,200})[\"'`\u201d\u2019]"
_BARE = r"(?P<bare>[^\s,;\"'`<>()|]{3,200})"


class Context(NamedTuple):
    """``word`` (lower case) must be in the text at all; ``label`` is matched where the word stands."""

    type: str
    word: str
    label: re.Pattern[str]
    value: re.Pattern[str]


def _context(type_: str, word: str, label: str, value: str = rf"(?:{_QUOTED}|{_BARE})") -> Context:
    return Context(type_, word, re.compile(label, re.IGNORECASE), re.compile(value, re.IGNORECASE))


_IS = r"(?:\s?(?:name|named|called|created|object|is|was|the|following|with)){0,4}"
_COLON = r"\s{0,3}[:=]\s{0,3}"
_HEX_PAIRS = r"(?P<bare>(?:[0-9A-Fa-f]{2}[: ]?){4,40}(?![0-9A-Za-z])|[0-9A-Fa-f]{8,40}(?![0-9A-Za-z]))"
_CONTEXTS = (
    _context("Mutex", "mutex", rf"mutex(?:es)?{_IS}(?:{_COLON}|\s(?=[\"'`\u201c\u2018])|\s(?=(?:Global|Local)\\))"),
    _context("Mutex", "mutant", rf"mutant{_IS}{_COLON}"),
    _context(
        "Service Name",
        "service",
        rf"service\s?(?:name|named|called)(?:{_COLON}|\s(?:is\s|as\s)?(?=[\"'`\u201c\u2018]))|service\s(?=[\"'`\u201c\u2018])",
    ),
    _context("User-agent", "user-agent", rf"user-agent(?:\sstring)?{_IS}{_COLON}", rf"(?:{_QUOTED}|(?P<bare>[^\n\"]{{4,300}}))"),
    _context("User-agent", "user agent", rf"user agent(?:\sstring)?{_IS}{_COLON}", rf"(?:{_QUOTED}|(?P<bare>[^\n\"]{{4,300}}))"),
    _context("Username", "user", rf"user\s?(?:name|id)?{_COLON}"),
    _context("x509 Serial", "serial", rf"serial(?:\s(?:number|no\.?))?{_COLON}(?:0x)?", _HEX_PAIRS),
    _context("x509 Subject", "subject", rf"subject(?:\s(?:dn|name))?{_COLON}", r"(?P<bare>(?:(?:CN|O|OU|C|L|ST)\s?=\s?[^\n]{1,200}))"),
    _context("Fuzzy Hash", "tlsh", rf"tlsh(?:\shash)?{_COLON}", r"(?P<bare>(?:T1)?[0-9A-Fa-f]{70})(?![0-9A-Za-z])"),
    _context(
        "Filename", "file",
        rf"(?:\bfile\s?name|attachment(?:\sname)?|\bfiles?\s(?:named|called)|\bfile)s?(?:{_COLON}|\s(?=[\"'`\u201c\u2018]))",
        r"(?:[\"'`\u201c\u2018](?P<quoted>[^\"'`\u201c\u201d\u2018\u2019\n/\\]{1,120}\.[A-Za-z][A-Za-z0-9]{1,4})[\"'`\u201d\u2019]"
        r"|(?P<bare>[^\s,;\"'`<>()|/\\]{1,120}\.[A-Za-z][A-Za-z0-9]{1,4})(?![\w./\\]))",
    ),
)  # fmt: skip
_TRAILING = ".,;:!?)]}"


def find_in_context(catch: Catch) -> None:
    """Look only where the words stand; most texts have none of them."""
    text = catch.rest()
    low = text.lower() if len(text.lower()) == len(text) else text
    for context in _CONTEXTS:
        if catch.wants(context.type) and context.word in low:
            for start, end in _values(context, text, low):
                catch.take(context.type, text[start:end], start, end, f"after the word {context.word}")


def _values(context: Context, text: str, low: str) -> Iterator[tuple[int, int]]:
    at = low.find(context.word)
    while at >= 0:
        label = context.label.match(text, at)
        value = context.value.match(text, label.end()) if label else None
        end = at + len(context.word)
        if value and label and not (at and text[at - 1].isalnum()):
            start, end = value.span("quoted" if value.groupdict().get("quoted") else "bare")
            end = start + len(text[start:end].rstrip().rstrip(_TRAILING))
            if end - start > 1 and text[start:end].strip():
                yield start, end
        at = low.find(context.word, max(end, at + 1))
