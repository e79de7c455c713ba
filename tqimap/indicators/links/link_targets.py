"""Lines that are link targets: each is one whole URL, an address to write to, or nothing that leads anywhere."""

import re

from ..findings.catch import Catch
from .url_parts import meant_scheme, read
from .urls import Urls

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
    text, urls = catch.rest(), Urls(catch, "link")
    start = 0
    for line in text.split("\n"):
        target = line.strip()
        begin = start + line.find(target)
        if target:
            _target(catch, urls, target, begin)
        start += len(line) + 1
    urls.take_all()


def _target(catch: Catch, urls: Urls, target: str, start: int) -> None:
    scheme = _SCHEME.match(target)
    end = start + len(target)
    if target.startswith("//"):
        _url(urls, "http", target[2:], start, end)
    elif scheme and scheme[1].lower() in _LEADS_NOWHERE:
        catch.drop("URL", target, (start, end), "leads nowhere")
    elif scheme and target.startswith("://", scheme.end(1)):
        name = meant_scheme(scheme[1])
        if name:
            _url(urls, name, target[scheme.end() + 2 :], start, end)


def _url(urls: Urls, scheme: str, rest: str, start: int, end: int) -> None:
    url = read(scheme, _BLANK.sub("%20", _CONTROL.sub("", rest)))
    if url:
        urls.take(url, start, end)
