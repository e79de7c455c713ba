"""Lines that are link targets: each is one whole URL, an address to write to, or nothing that leads anywhere."""

import re

from .catch import Catch, Span
from .urls import meant_scheme, read, take_url

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.*-]*):")
# As browsers read a target (WHATWG URL Standard, 4.4): controls are left out, blanks are escaped.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_BLANK = re.compile(r"\s")
# They lead to a place inside the document or the reader's machine, or hold their content themselves.
_LEADS_NOWHERE = frozenset(
    {"cid", "data", "tel", "sms", "about", "blob", "mid", "x-apple-data-detectors", "callto", "skype"}
)


def find_links(catch: Catch) -> None:
    """Take the lines that are URLs as they stand; leave what speaks of other things to be searched as text."""
    text = catch.rest()
    start = 0
    for line in text.split("\n"):
        target = line.strip()
        begin = start + line.find(target)
        if target:
            _target(catch, target, begin)
        start += len(line) + 1


def _target(catch: Catch, target: str, start: int) -> None:
    scheme = _SCHEME.match(target)
    end = start + len(target)
    if target.startswith("//"):
        _url(catch, "http", target[2:], (start, end))
    elif scheme and scheme[1].lower() in _LEADS_NOWHERE:
        catch.drop("URL", target, (start, end), "leads nowhere")
    elif scheme and target.startswith("://", scheme.end(1)):
        name = meant_scheme(scheme[1])
        if name:
            _url(catch, name, target[scheme.end() + 2 :], (start, end))


def _url(catch: Catch, scheme: str, rest: str, span: Span) -> None:
    url = read(scheme, _BLANK.sub("%20", _CONTROL.sub("", rest)))
    if url:
        take_url(catch, url, span, "link")
