"""Values that have no form of their own and are taken only where the text says what they are: ``Mutex: Global\\x7``."""

import re
from functools import cache
from typing import NamedTuple

from .catch import Catch
from .hashes import take_hash
from .hosts import host_fault
from .in_paths import is_in_path
from .surroundings import without_trailing

_QUOTED = r"[\"'`\u201c\u2018](?P<quoted>[^\"'`\u201c\u201d\u2018\u2019\n]{2,200})[\"'`\u201d\u2019]"
_BARE = r"(?P<bare>[\w{\\$%.][^\s,;\"'`<>()|]{2,200})"


class Context(NamedTuple):
    """``label`` is in lower case and begins with plain letters: so the search for it is done in C."""

    type: str
    label: re.Pattern[str]
    value: str  # a pattern that is made when the label is first found: all of them take some milliseconds


def _context(type_: str, label: str, value: str = rf"(?:{_QUOTED}|{_BARE})") -> Context:
    return Context(type_, re.compile(label), value)


@cache
def _of_value(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_IS = r"(?:\s?(?:name|named|called|created|object|is|was|the|following|with)){0,4}"
_COLON = r"\s{0,3}[:=]\s{0,3}"
_HEX_PAIRS = r"(?P<bare>(?:[0-9A-Fa-f]{2}[: ]?){4,40}(?![0-9A-Za-z])|[0-9A-Fa-f]{8,40}(?![0-9A-Za-z]))"
_LINE = rf"(?:{_QUOTED}|(?P<bare>[^\s\"][^\n\"]{{3,300}}))"
# Only kinds of files that carry an attack: a README is named in every other text.
_EXTENSION = (
    r"\.(?:exe|dll|scr|sys|com|bat|cmd|ps1|vb[se]|jse?|ws[fh]|hta|lnk|ms[ip]|jar|apk|dmg|pkg|iso|img|vhdx?|zip|rar|7z|gz|tar"
    r"|cab|ace|do[ct][xm]?|xl[sltb][xmb]?|xll|pp[tsa][xm]?|rtf|pdf|one|chm|cpl|reg|inf|scf|url|s?html?|svg|eml|msg|php|aspx?"
    r"|jspx?|sh|py|pl|elf|so|bin|dat|tmp|iqy|slk|swf|ocx|drv)"
)
_NAME = r"[^\s,;:*?\"'`<>()|/\\\u201c\u201d\u2018\u2019]"
# A name with blanks is known by its ends where it is a cell: of CSV, or of a table.
_CELL = (
    rf"(?:(?<=[,;|\t])|(?<=[,;|] ))[^\s,;:*?\"<>|/\\]{{1,60}}(?: [^\s,;:*?\"<>|/\\]{{1,60}}){{0,14}}?{_EXTENSION}"
    r"(?=\s?(?:[,;|\t\r\n]|\Z))"
)
_FILE = (
    rf"(?:[\"'`\u201c\u2018](?P<quoted>{_NAME}{{1,60}}(?: {_NAME}{{1,60}}){{0,6}}?{_EXTENSION})[\"'`\u201d\u2019]"
    rf"|(?P<bare>{_CELL}|{_NAME}{{1,120}}?{_EXTENSION}(?![\w./\\(\[-])))"
)
_BETWEEN = ":=\"'`\u201c\u2018\\,;|\t"  # one of these stands between every label and its value, or in it
_CONTEXTS = (
    _context(
        "Mutex", rf"mut(?:ex(?:es)?|ants?){_IS}(?:(?::name)?{_COLON}|\s(?=[\"'`\u201c\u2018])|\s(?=(?:global|local)\\))"
    ),
    _context(
        "Service Name",
        rf"service\s?(?:name|named|called)?(?:{_COLON}|\s(?:is\s|as\s)?(?=[\"'`\u201c\u2018]))",
    ),
    _context("User-agent", rf"user[- ]agent(?:\sstring)?{_IS}{_COLON}", _LINE),
    _context("Username", rf"user\s?(?:name|id)?{_COLON}"),
    _context("x509 Serial", rf"serial(?:\s(?:number|no\.?))?{_COLON}(?:0x)?", _HEX_PAIRS),
    _context(
        "x509 Subject", rf"subject(?:\s(?:dn|name))?{_COLON}", r"(?P<bare>(?:(?:CN|O|OU|C|L|ST)\s?=\s?[^\n]{1,200}))"
    ),
    _context(
        "Filename",
        rf"file(?:[\s:]?name|s?\s(?:named|called))?s?(?:{_COLON}|(?<=name)\s?[,;|\t]\s?|\s(?=[\"'`\u201c\u2018]))",
        _FILE,
    ),
)
_INDENT_MAX = 64  # characters before a key of YAML
_COMMON_NAME = re.compile(r"[^\n]{0,120}?\bCN\s?=\s?(?:\*\.)?([\w.-]{4,253})")


def find_in_context(catch: Catch) -> None:
    """Look only where the words stand; most texts have none of them."""
    text = catch.rest()
    if not any(sign in text for sign in _BETWEEN):
        return
    low = catch.low()
    for context in _CONTEXTS:
        if catch.wants(context.type):
            for label in context.label.finditer(low):
                _value(catch, context, text, label)


def _value(catch: Catch, context: Context, text: str, label: re.Match[str]) -> None:
    value = _of_value(context.value).match(text, label.end())
    if value is None or text[label.start() - 1 : label.start()].isalnum():
        return
    if is_in_path(catch, label.start(), label.end()):
        return
    start, end = value.span("quoted" if value.groupdict().get("quoted") else "bare")
    source = catch.whole if context.type == "User-agent" else text  # with the address of a robot
    kept = without_trailing(source[start:end].rstrip())
    if context.type == "Service Name" and _is_key(text, label):
        return
    if text[end : end + 1] == "(" or (kept[:1] == "$" and kept[1:].isidentifier()):  # a call, a variable
        return
    if len(kept) > 1 and kept.strip():
        catch.take(context.type, kept, (start, start + len(kept)), "named by its label")
        if context.type == "x509 Subject":
            _common_name(catch, kept, start)
        elif context.type == "Filename":
            take_hash(catch, kept, start)


def _is_key(text: str, label: re.Match[str]) -> bool:
    """Whether a label is a key of YAML, which names no service of Windows: in rules of Sigma, in settings."""
    before = text[max(0, label.start() - _INDENT_MAX) : label.start()].rpartition("\n")[2]
    return text.startswith("service:", label.start()) and not before.strip(" -\t")


def _common_name(catch: Catch, subject: str, start: int) -> None:
    """The host that a certificate is for, where its subject names one."""
    name = _COMMON_NAME.match(subject)
    if name and not host_fault(name[1].lower()):
        span = (start + name.start(1), start + name.end(1))
        catch.take("FQDN", name[1].lower(), span, "common name of a certificate", host=name[1].lower())
