"""Calendars and address cards: iCalendar (RFC 5545), vCard 2.1 to 4.0 (RFC 6350)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tqimap.documents.decoded_text import blocks, decoded
from tqimap.documents.furniture import mail_furniture
from tqimap.documents.markup import html, web_address
from tqimap.documents.pieces import Child, Context, Field, Furniture, Link, Piece
from tqimap.mail import charset
from tqimap.mail.transfer import base64_bytes, quoted_printable

_FOLD = re.compile(r"\r?\n[ \t]")
# Up to the first colon outside of quotes; a group ("item1.") may stand in front of the name.
_LINE = re.compile(
    r'(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^:;="]*+(?:=(?:"[^"]*+"|[^:;"]|(?!))*+)?)*+):(.*)', re.DOTALL
)
_PARAMETER = re.compile(r';([^:;="]+)(?:=((?:"[^"]*+"|[^:;"]|(?!))*+))?')
_ESCAPE = re.compile(r"\\([\\;,nN:])")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}:(?=\S)", re.IGNORECASE)

# Of the event, the calendar, its time zone and the program that made it: most look like addresses of mail, none is one.
_IDENTIFIERS = frozenset({"UID", "PRODID", "RELATED-TO", "X-WR-RELCALID", "TZURL", "TZID"})


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    params: Mapping[str, str]
    value: str

    @property
    def is_base64(self) -> bool:
        return self.params.get("encoding", "").lower() in ("b", "base64") or "base64" in self.params


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The values of all properties as text, one a line; addresses as links; what is enclosed, as children.

    Who is invited is told as the recipients of a mail are.
    """
    shown: list[str] = []
    others: list[Piece] = []
    for line in _lines(decoded(data, context.charset)):
        found = _LINE.fullmatch(line)
        if not found:
            shown.append(line)
            continue
        entry = _Property(found[1].upper(), _params(found[2]), found[3])
        if entry.name in _IDENTIFIERS:
            continue
        if entry.name == "ATTENDEE":
            others.append(Field("To", _value(entry), "ATTENDEE"))
        elif entry.is_base64:
            others.append(Child(f"{entry.name.lower()}.bin", base64_bytes(entry.value.encode("ascii", "replace"))))
        else:
            shown.append(_shown(entry))
            others.extend(_more(entry))
    text, meetings = mail_furniture.of_invitation("\n".join(shown))
    yield from blocks(text)
    yield from meetings
    yield from others


def _lines(text: str) -> Iterator[str]:
    """Content lines, unfolded (RFC 5545, 3.1); in vCard 2.1 a quoted-printable value folds by ``=``."""
    gathered = ""
    for line in _FOLD.sub("", text).splitlines():
        if gathered:
            gathered = gathered[:-1] + line
        elif "QUOTED-PRINTABLE" in line[:200].upper():
            gathered = line
        elif line.strip():
            yield line
        if gathered and not gathered.endswith("="):
            yield gathered
            gathered = ""
    if gathered:
        yield gathered


def _params(text: str) -> dict[str, str]:
    return {found[1].lower(): (found[2] or "").strip('"') for found in _PARAMETER.finditer(text)}


def _value(entry: _Property) -> str:
    value = entry.value
    if entry.params.get("encoding", "").lower() == "quoted-printable" or "quoted-printable" in entry.params:
        value = charset.decode(quoted_printable(value.encode("utf-8", "replace")), entry.params.get("charset", ""))
    return _unescaped(value)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _shown(entry: _Property) -> str:
    said = " ".join(filter(None, map(entry.params.get, ("cn", "label"))))
    return f"{entry.name}: {_unescaped(said)} {_value(entry)}"


def _more(entry: _Property) -> Iterator[Piece]:
    """Links in the value and the parameters, and the HTML of a description."""
    value = _value(entry)
    spot = entry.name
    if entry.params.get("fmttype", "").lower() == "text/html" and not _ADDRESS.match(value):
        yield from html.read_text(value, spot)
    inner = web_address.enclosed(value, spot)
    if inner:
        yield inner
    for text in (value, *entry.params.values()):
        if _ADDRESS.match(text) and not inner and not re.search(r"\s", text):
            yield _link(web_address.cleaned(text), spot)


def _link(url: str, spot: str) -> Link | Furniture:
    return Furniture(url, spot) if mail_furniture.of_link(url, "") == mail_furniture.MEETING else Link(url, spot)
