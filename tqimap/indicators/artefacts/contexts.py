"""Values that have no form of their own and are taken only where the text says what they are: ``Mutex: Global\\x7``."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..findings.catch import Catch, Span
from ..hashes.file_hashes import take_hash
from ..links.in_paths import is_in_path
from ..names.hosts import host_fault
from ..names.look_alikes import look_alike_in_prose
from ..text.late_patterns import late
from ..text.surroundings import matches, without_trailing
from .cells import CELL_END, EXTENSION, VALUES, Cells
from .trimmed_paths import undoubled

_OPENING, _CLOSING = "\"'`\u201c\u2018\u201e\u201a\xab", "\"'`\u201c\u201d\u2018\u2019\xbb"  # quotes
_BEFORE_QUOTED = r"(?=[\"'`\xab?])"  # in small letters, where a question mark stands for a curly one
_QUOTED = rf"[{_OPENING}](?P<quoted>[^{_OPENING}{_CLOSING}\n]{{2,200}})[{_CLOSING}]"
_NO_LABEL = r"(?![\w -]{4,14}:\s\")"  # with which the value follows once more
_BARE = rf"{_NO_LABEL}(?:\*\*)?(?P<bare>[\w{{\\$%.][^\s,;\"'`<>()|]{{2,200}})"
# Behind "named", and "service:", a word of the sentence may follow: it has to be written as no word is.
_NAMED = r"(?<=named)\s|(?<=called)\s"
_BARE_NAME = (
    rf"(?:(?<!named\s)(?<!called\s)(?<!service:)(?<!service:\s)|(?=\S{{0,99}}?(?-i:[0-9_\\{{]|[a-z][A-Z]))){_BARE}"
)
# Between the members of a list; bare ones are taken where their form alone shows that they are none of the sentence.
_NEXT = re.compile(rf"\s?(?:,\s(?:and|or)|,|;|/|and|or|&)\s(?=([{_OPENING}])?)")
_NEXT_OF_ARRAY = re.compile(r"\s{0,40},\s{0,40}(?=([\"'])|(?!))")
_BULLET = re.compile(r"\s{0,8}[-*\u2022]\s{1,3}")
_LINE_END = re.compile(r"[ \t]{0,8}(?:\r?\n|\Z)")
# Nor do types of a program name anything: service_name: str.
_NOTHING = frozenset("none null n/a unknown empty undefined str string int bool bytes optional self true false".split())
_PLACE = re.compile(r"\$\{|\{\w{0,16}\}|%[sd]\b|\A\$[a-z_]\w*(?:\\n)?\Z")  # for a word, in a program's text
# No service is called so: a place in a pattern or in a string of a program, or a setting.
_NO_SERVICE = re.compile(r"\A(?:[ ,.]|\$[A-Za-z_]|0x[0-9a-fA-F]+\Z)|[(\[=<>;^|]|\$\w*\{")
_IN_CODE = re.compile(r"[\w.]+[(\[]|\w*user_?agent\w*", re.IGNORECASE)  # what stands for a user agent there
_DOTTED = re.compile(r"[\w.-]{1,253}")
_OF_NO_WORD = re.compile(r"[0-9_\\{%$.-]|[a-z][A-Z]")  # in what may stand below a value without a bullet
# Behind a word in the line of a label that is no name: "robust mutexes: Lost wake-ups", "mutex: flag-like option".
_SENTENCE = re.compile(r" (?!(?:was|is|for|to|in|by|and|or|on|at|which|that|as|if|it|seen|\w+s|\w+ed)\b)[a-z]{2}")
_WORD_TYPES = frozenset({"Mutex", "Service Name", "Username"})  # whose values may look like words of a sentence
_LIST_MAX = 64  # members that are looked for behind one label


class Context(NamedTuple):
    """``label`` is in lower case and begins with ``opening``, plain letters by which a text is passed over."""

    type: str
    opening: str
    label: re.Pattern[str]
    value: str  # a pattern that is made when the label is first found: all of them take some milliseconds


def _context(type_: str, opening: str, rest: str, value: str = rf"(?:{_QUOTED}|{_BARE_NAME})") -> Context:
    return Context(type_, opening, re.compile(opening + rest), value)


_IS = r"(?:\s?(?:name|named|called|created|object|is|was|the|following|with)){0,4}"
# Of columns, or before the value in the next line; the label may be in bold letters, with its colon or without.
_BOLD = r"(?:[*_]{1,3}|\[/b\]|</(?:b|strong)>)?"
_COLON = rf"{_BOLD}(?:[ \t]{{4,40}}|\s{{0,3}})[:=]{_BOLD}(?:[ \t]{{4,40}}|\s{{0,3}}[ \t]{{0,40}})"
# Of JSON and the like: a name in quotes, and behind the colon a value in quotes, or several in brackets.
_KEYED = rf"(?:{_COLON}|[\"']\s{{0,3}}[:=]\s{{0,3}}(?:\[\s{{0,40}})?(?=[\"']))"
_ALONE = rf"(?P<cell>{CELL_END})"  # where nothing else shows that a value follows
_HEX_PAIRS = r"(?P<bare>(?:[0-9A-Fa-f]{2}[: ]?){4,40}(?![0-9A-Za-z])|[0-9A-Fa-f]{8,40}(?![0-9A-Za-z]))"
_LINE = rf"(?:{_QUOTED}|{_NO_LABEL}(?P<bare>[^\s\"][^\n\"]{{3,300}}))"
_NAME = rf"[^\s,;:*?<>()|/\\{_OPENING}{_CLOSING}]"
# A name with blanks is known by its ends where it is a cell, of CSV or of a table, or all that stands behind "name:".
_CELL = (
    r"(?:(?<=[,;|\t])|(?<=[,;|] )|(?<=name:)|(?<=name: ))"
    rf"[^\s,;:*?\"<>|/\\]{{1,60}}(?: [^\s,;:*?\"<>|/\\]{{1,60}}){{0,14}}?{EXTENSION}"
    r"(?=\s?(?:[,;|\t\r\n]|\Z))"
)
_FILE = (
    rf"(?:[{_OPENING}](?P<quoted>{_NAME}{{1,60}}(?: {_NAME}{{1,60}}){{0,6}}?{EXTENSION})[{_CLOSING}]"
    rf"|(?:\*\*)?(?P<bare>{_CELL}|{_NAME}{{1,120}}?{EXTENSION}(?![\w./\\(\[-])))"
)
_BETWEEN = (*":=\\,;|\t", *_OPENING, "named", "called", "  ")  # between every label and its value, or in it
_CONTEXTS = (
    _context(
        "Mutex",
        "mut",
        rf"(?:ex(?:es)?|ants?)(?:{_IS}(?:(?::name)?{_COLON}|\s{_BEFORE_QUOTED}|\s(?=(?:global|local)\\)|{_NAMED}"
        rf"|\s?[|\t]\s?(?=[\"'`]?(?:global|local)\\))|(?:[ _]?names?)?(?:{_KEYED}|{_ALONE}))",
    ),
    _context(
        "Service Name",
        "service",
        rf"(?:\s?(?:name|named|called)(?:{_COLON}|{_NAMED})|:\s{{0,3}}"  # service="HTTPS" is that of a firewall
        rf"|\s?(?:name|named|called)?\s(?:is\s|as\s)?{_BEFORE_QUOTED}|[ _-]?names?(?:{_KEYED}|{_ALONE}))",
    ),
    _context(
        "User-agent",
        "user",
        rf"[-_ ]?agents?(?:\sstrings?)?(?:{_IS}{_COLON}|{_KEYED}|{_ALONE})",
        _LINE,
    ),
    _context("Username", "user", rf"\s?(?:name|id)?{_COLON}"),
    # Also as rules of Suricata look for it: tls.cert_serial; content:"5C:19"
    _context("x509 Serial", "serial", rf"(?:(?:\s(?:number|no\.?))?{_COLON}(?:0x)?|; ?content:\s?\")", _HEX_PAIRS),
    # As long as most serial numbers are; a hash of one is said to be that, or longer.
    _context("x509 Serial", "certificate", rf"{_COLON}(?:0x)?", r"(?P<bare>[0-9A-Fa-f]{32}(?![0-9A-Za-z]))"),
    _context(
        "x509 Subject",
        "subject",
        rf"(?:\s(?:dn|name))?{_COLON}",
        r"(?P<bare>(?:CN|O|OU|C|L|ST)\s?=\s?[^\n]{1,200})",
    ),
    _context(
        "Filename",
        "file",
        rf"(?:[\s:_.-]?name|s?\s(?:named|called))?s?(?:(?<=name)\|[a-z0-9/]{{3,12}}(?:{_COLON}|[,;\t]\"?)"
        rf"|{_COLON}|(?<=name)\s?[,;|\t]\s?|\s{_BEFORE_QUOTED}"
        rf"|(?<=file){_KEYED}|(?<=name|ames){_KEYED}|(?:\|[a-z0-9/-]{{3,12}})?{_ALONE})",
        _FILE,
    ),
    # Not behind a colon: so does a mail program name the attachments of every mail that is sent on.
    _context("Filename", "attach", rf"ments?(?:\s(?:named|called)\s|\s{_BEFORE_QUOTED})", _FILE),
)
_INDENT_MAX = 64  # characters before a key of YAML
# Where the next column, or what else is told of a certificate, begins.
_BEHIND_SUBJECT = re.compile(
    r"\s\s|\t|[,;|]?\s(?:serial|issuer|valid|not (?:before|after)|thumbprint|fingerprint|sha-?\d)[^=:]{0,20}:",
    re.IGNORECASE,
)
_COMMON_NAME = re.compile(r"[^\n]{0,120}?\bCN\s?=\s?(?:\*\.)?([\w.-]{4,253})")


def find_in_context(catch: Catch) -> None:
    """Look only where the words stand; most texts have none of them."""
    text = catch.rest()
    if not any(sign in text for sign in _BETWEEN):
        return
    low = catch.low()
    for context in _CONTEXTS:
        if catch.wants(context.type):
            labels = _Labels(catch, context, text)
            done = 0
            for label in matches(context.label, context.opening, low):
                if label.start() >= done:
                    done = labels.take_of(label)


class _Labels:
    """The labels of one type in one text."""

    def __init__(self, catch: Catch, context: Context, text: str) -> None:
        self._catch, self._context, self._text = catch, context, text
        self._cells = Cells(text, context.type)

    def take_of(self, label: re.Match[str]) -> int:
        """Take the value behind a label, and those that follow it in a list; where the last one ends is told."""
        text, end = self._text, label.end()
        if text[label.start() - 1 : label.start()].isalnum() or is_in_path(self._catch, label.start(), end):
            return end
        if text[end : end + 1] > "\x7f" and _ends_before_quote(label) and text[end] not in _OPENING:
            return end  # a letter of another script
        if (self._context.type == "Service Name" and _is_key(text, label)) or _is_part_of_name(text, label):
            return end
        cells = self._cells.values(label) if self._context.type in VALUES else []
        for span in cells:
            _take(self._catch, self._context, text, span)
        if cells or label.lastgroup == "cell":
            return end
        line = text.rfind("\n", label.start(), end) + 1  # where the value is in the next one
        blanks = text[line:end] if line and self._context.value != _LINE and "[" not in label[0] else ""
        below = blanks or (line and _BULLET.match(text, line))
        for value in _below(self._context, text, line, blanks) if below else _beside(self._context, text, label):
            if line and not below and self._context.type in _WORD_TYPES and _is_word_of_sentence(text, value):
                break
            if not line and self._context.type == "Mutex" and _begins_sentence(text, value):
                break
            _take(self._catch, self._context, text, value.span("quoted" if value.groupdict().get("quoted") else "bare"))
            end = value.end()
        return end


def _beside(context: Context, text: str, label: re.Match[str]) -> Iterator[re.Match[str]]:
    """The value in the same sentence, and the other ones of a list: ``"a.exe", "b.dll" and "c.ps1"``."""
    pattern, at = late(context.value, re.IGNORECASE), label.end()
    next_one = _NEXT_OF_ARRAY if "[" in label[0] else _NEXT
    for _ in range(_LIST_MAX):
        value = pattern.match(text, at)
        if value is None or (at != label.end() and _is_clause(value)):
            return
        yield value
        following = next_one.match(text, value.end())
        if not following or not (following[1] or (context.type == "Filename" and _is_no_host(text, following.end()))):
            return
        at = following.end()


def _is_clause(value: re.Match[str]) -> bool:
    """Whether what follows in a list is the name of a file behind other words: ``file: a.exe; the loader b.dll``."""
    return value.lastgroup == "bare" and " " in value["bare"]


def _is_no_host(text: str, at: int) -> bool:
    """Whether a name with dots that begins here is none of a host."""
    name = _DOTTED.match(text, at)
    return name is not None and bool(host_fault(name[0].lower()) or look_alike_in_prose(name[0]))


def _below(context: Context, text: str, line: int, blanks: str) -> Iterator[re.Match[str]]:
    """The members of a list below its heading, each alone in its line, behind a bullet or the same blanks."""
    pattern = late(context.value, re.IGNORECASE)
    at = line
    for _ in range(_LIST_MAX):
        bullet = _BULLET.match(text, at)
        if not bullet and not (blanks and text.startswith(blanks, at)):
            return
        value = pattern.match(text, bullet.end() if bullet else at + len(blanks))
        end = value and _LINE_END.match(text, value.end())
        if not (value and end) or value[0].endswith(":"):  # the heading of another list
            return
        if at != line and not bullet and not _OF_NO_WORD.search(value[0]):
            return
        yield value
        at = end.end()


def _take(catch: Catch, context: Context, text: str, span: Span) -> None:
    start, end = span
    source = catch.whole if context.type == "User-agent" else text  # with the address of a robot
    if context.type == "x509 Subject" and (behind := _BEHIND_SUBJECT.search(text, start, end)):
        end = behind.start()
    kept = without_trailing(source[start:end].rstrip(" \t\r*"))
    if _PLACE.search(kept) or text[end : end + 1] == "(":  # that of a call
        return
    if context.type == "User-agent" and _IN_CODE.fullmatch(kept):
        return
    if context.type == "Service Name" and _NO_SERVICE.search(kept):
        return
    if len(kept) > 1 and kept.strip() and kept.lower() not in _NOTHING:
        value = undoubled(kept) if context.type == "Mutex" else kept  # doubled in JSON and in STIX
        catch.take(context.type, value, (start, start + len(kept)), "named by its label")
        if context.type == "x509 Subject":
            _common_name(catch, kept, start)
        elif context.type == "Filename":
            take_hash(catch, kept, start)


def _ends_before_quote(label: re.Match[str]) -> bool:
    """Whether a label ends with a blank alone, so that only a quote shows that a value follows."""
    return label[0][-1].isspace() and label[0].rstrip()[-1] not in ":="


def _is_key(text: str, label: re.Match[str]) -> bool:
    """Whether a label is a key of YAML, which names no service of Windows: in rules of Sigma, in settings."""
    before = text[max(0, label.start() - _INDENT_MAX) : label.start()].rpartition("\n")[2]
    return text.startswith("service:", label.start()) and not before.strip(" -\t")


def _is_part_of_name(text: str, label: re.Match[str]) -> bool:
    """Whether a label ends the name of something else: ``hash-mutex: merged``, ``self.mutex = mutex or``, that of a
    unit of systemd, ``quota.service: 4.1 OK``.
    """
    before = text[label.start() - 1 : label.start()]
    if before == "." and label[0].startswith("service:"):
        return True
    return label[0].startswith("mut") and (before == "-" or (before == "." and "=" in label[0]))


def _is_word_of_sentence(text: str, value: re.Match[str]) -> bool:
    """Whether what stands in the line below a label is the first word of more."""
    return not (_OF_NO_WORD.search(value[0]) or _LINE_END.match(text, value.end()))


def _begins_sentence(text: str, value: re.Match[str]) -> bool:
    """Whether a word behind a label in the same line begins what is said of it."""
    word = value[0]
    return word.replace("-", "").isalpha() and word[1:].islower() and _SENTENCE.match(text, value.end()) is not None


def _common_name(catch: Catch, subject: str, start: int) -> None:
    """The host that a certificate is for, where its subject names one."""
    name = _COMMON_NAME.match(subject)
    if name and not host_fault(name[1].lower()):
        span = (start + name.start(1), start + name.end(1))
        catch.take("FQDN", name[1].lower(), span, "common name of a certificate", host=name[1].lower())
