"""Which kind of text a document is, by its first lines and its root element; where those say little, by its name."""

import re

from tqimap.documents.pieces import Data
from tqimap.mail import charset

HEAD_BYTES = 4096  # enough for every magic number, the first tags of a page and the first lines of a mail
SAMPLE_BYTES = 65536  # a table or a script shows itself in its first lines
BINARY_SHARE = 0.02  # more control characters than that, and it is no text in any 8-bit encoding

_ENVELOPE_LINE = re.compile(r"\A(?:>?From [^\n]*\n)+")  # of an mbox file
LENGTH_LINE = re.compile(r"(\d{1,10})[ \t]*\r?\n")  # of a message as Apple Mail keeps it
_HEADER = re.compile(r"[!-9;-~]{1,76}:(?!//)")
_MAIL_FIELDS = re.compile(
    r"^(?:From|To|Subject|Date|Received|MIME-Version|Message-ID|Return-Path|Delivered-To|Content-Type):", re.I | re.M
)
_END_OF_HEADER = re.compile(r"\r?\n\r?\n")
_PARTS = re.compile(r"^Content-Type:\s*multipart/", re.I | re.M)
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<hta:application", re.I), "hta"),
    (re.compile(r"\s*BEGIN:VCALENDAR", re.I), "ics"),
    (re.compile(r"(?:Manifest|Signature)-Version: "), "manifest"),
    (re.compile(r"\s*BEGIN:VCARD", re.I), "vcf"),
    (re.compile(r"\s*-----BEGIN (?:PKCS7|CMS)-----"), "pkcs7"),
    (re.compile(r"\s*-----BEGIN PGP MESSAGE-----"), "pgp"),
    (re.compile(r"#!|<\?php\b|@echo off\b|\s*(?:#@~\^|<#(?=[\s.])|<%[@\s]|On Error Resume Next\b)", re.I), "script"),
)
_SCRIPT_NAMES = r"\.(?:js|jse|mjs|vbs|vbe|vba|bas|ps1|psm1|bat|cmd|wsh|sh|py|pl|rb|lua|au3|ahk|scpt|command)$"
_SCRIPT_ELEMENTS = re.compile(r"<(?:job|package|component|scriptlet)\b(?:[^<]|<(?!script\b))*<script\b", re.I)
_Names = tuple[tuple[re.Pattern[str], str], ...]
_PAGE_NAME = re.compile(r"\.[sx]?html?$", re.I)
_PAGES = frozenset({"html", "hta", "eml", "mbox"})  # of messages the pages are read decoded
_MARKUP_NAMES: _Names = (
    (re.compile(r"\.hta$", re.I), "hta"),
    (re.compile(r"\.(?:wsf|wsc|sct|php)$", re.I), "script"),
    (_PAGE_NAME, "html"),  # browsers read it as a page, also where it begins as a picture
)
_SCRIPTS: _Names = ((re.compile(_SCRIPT_NAMES, re.I), "script"),)  # also where the source begins as JSON does
_NAMES: _Names = (
    *_MARKUP_NAMES,
    (re.compile(r"\.mht$", re.I), "html"),
    (re.compile(r"\.(?:csv|tsv)$", re.I), "csv"),
    (re.compile(r"\.json$", re.I), "json"),
    (re.compile(r"\.eml$", re.I), "eml"),
)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|script|table|div|meta|iframe|title|a\s+href|p>|br>)", re.I)
# The first element behind declarations, comments and the document type. Atomic, so that comments cost no backtracking.
_ROOT = re.compile(r"(?:(?>\s*(?:<\?[^>]*>|<!--.*?-->|<!(?!--)[^>]*>))|(?!))*+\s*(<(?:[\w.-]+:)?([\w.-]+)[^>]*)", re.S)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["\[\]\d\-tfn]|\{\s*["}]))')  # an object, or an array of any values
_STIX_2 = re.compile(r'"type"\s*:\s*"bundle"|"id"\s*:\s*"(?:bundle|indicator|malware|report)--[0-9a-f-]{36}"')
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b")) + b"\x7f"
_OFFICE = re.compile(
    r"schemas\.microsoft\.com/office/|schemas-microsoft-com:office:spreadsheet|:opendocument:xmlns:office:"
)


def text_type(sample: bytes, name: str) -> str:
    """The format of text that begins with ``sample``; empty where that is no text."""
    text = _decode(sample)
    if not text:
        return ""
    for mark, format in _MARKS:
        if mark.match(text) or (format == "hta" and mark.search(text)):
            return format
    return (
        _markup(text, name)
        or _mail(text)
        or _by_name(name, _SCRIPTS)
        or _json(text)
        or _by_name(name, _NAMES)
        or _csv(text)
        or "text"
    )


def _decode(sample: bytes) -> str:
    """The sample as text, good enough to recognise a kind; empty where it is no text."""
    if charset.bom(sample):
        return charset.decode(sample)
    if sample.count(0) > len(sample) // 4:
        codec = "utf-16-le" if sample[1:2] == b"\x00" else "utf-16-be"
        sample = sample.decode(codec, "replace").encode("utf-8", "replace")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return sample.decode("latin-1") if controls <= BINARY_SHARE * len(sample) else ""


def _markup(text: str, name: str) -> str:
    """By the root element: what stands deeper may be quoted, such as a picture in a page."""
    start = text.lstrip()[:HEAD_BYTES]
    if not start.startswith("<"):
        return ""
    found = _ROOT.match(start)
    tag, root = (found[1], found[2].lower()) if found else ("", "")
    declared = start.startswith("<?xml")
    if root == "stix_package" or "stix.mitre.org" in tag:
        return "stix"
    if _OFFICE.search(tag):
        return "office-xml+macros" if 'macrosPresent="yes"' in tag else "office-xml"
    if _SCRIPT_ELEMENTS.match(start, found.start(1) if found else 0):
        return "script"
    by_name = _by_name(name, _MARKUP_NAMES)
    if by_name or root in ("html", "svg"):
        return by_name or root
    return "xml" if declared or "xmlns" in tag or not _HTML.search(start) else "html"


def _mail(text: str) -> str:
    """Mail begins with header fields, of which at least two are those of RFC 5322 or MIME."""
    length = LENGTH_LINE.match(text)
    start = text[length.end() :] if length else _ENVELOPE_LINE.sub("", text.lstrip("\r\n"), count=1)
    header = _END_OF_HEADER.split(start, maxsplit=1)[0]
    fields = {match.group().lower() for match in _MAIL_FIELDS.finditer(header)} if _HEADER.match(header) else ()
    if len(fields) < 2:
        return ""
    return "emlx" if length else "eml"


def is_mail_of_parts(data: Data, head: bytes) -> bool:
    """Whether a message of several parts begins here: their bytes may be of any kind."""
    if not _HEADER.match(head.decode("latin-1")):
        return False
    text = bytes(data[:SAMPLE_BYTES]).decode("latin-1")
    return _mail(text) == "eml" and _PARTS.search(_END_OF_HEADER.split(text, maxsplit=1)[0]) is not None


def _json(text: str) -> str:
    if not _JSON.match(text):
        return ""
    return "stix2" if _STIX_2.search(text) else "json"


def _by_name(name: str, names: _Names) -> str:
    return next((format for known, format in names if known.search(name)), "")


def _csv(text: str) -> str:
    """A table: the same number of separators, at least one, in each of its first lines."""
    lines = [line for line in text.split("\n", 20)[:20] if line.strip()]
    for separator in (",", ";", "\t"):
        counts = {line.count(separator) for line in lines}
        if len(lines) >= 3 and len(counts) == 1 and counts != {0}:
            return "csv"
    return ""


def is_shown_as_page(format: str, data: Data, name: str) -> bool:
    """Whether a browser makes a page of what is, by its content, something else: it goes by the name."""
    if format in _PAGES or not _PAGE_NAME.search(name):
        return False
    return _HTML.search(bytes(data[:SAMPLE_BYTES]).decode("latin-1")) is not None
