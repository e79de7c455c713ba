"""What stands in a text without a scheme: a host or an address alone, or with a path behind it a URL."""

import re

from .catch import Attributes, Catch, Span
from .hosts import host_fault
from .look_alikes import look_alike_in_prose
from .url_ends import trimmed
from .urls import Unbroken, read, take_url, url_fault

_WHOLE = r"(?![\w/?#%-]|\.\w)"  # nothing that a path would go on with
# The transport or another port behind a port is no path: 44.128.7.21:80/tcp; nor is a port behind an address, as
# firewalls write it: 44.128.7.21/443. A name with a number may be a short link.
_PORT = re.compile(rf":(\d{{1,5}})(?![\d.])(?:/(?:tcp|udp|\d{{1,5}}){_WHOLE})?", re.IGNORECASE)
_PORT_OF_ADDRESS = re.compile(rf"/((?!0)(?:[0-5]?\d{{1,4}}|6[0-4]\d{{3}}|65[0-4]\d\d|655[0-2]\d|6553[0-5])){_WHOLE}")
TAIL_STARTS = frozenset(":/?#")
_PATH_STARTS = frozenset("/?#")
_NO_SEQUEL = frozenset(["", *' \t\r\n"<>'])
_LIST_MAX = 16  # hosts with nothing but slashes between them; so that each is looked at a few times at most
# The next address of a list, a transport, or a port as dig writes it, is no path: 44.128.7.21/tcp, 44.128.7.21#53.
_NO_PATH = re.compile(
    rf"#\d{{1,5}}(?![\w/])|/(?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.])|(?:tcp|udp|icmp|https?|smtp|dns|tls|ssh){_WHOLE})",
    re.IGNORECASE,
)


def take_bare(catch: Catch, unbroken: Unbroken, span: Span, type_: str) -> int:
    """Take the host at this place, or the URL that begins with it; where that ends."""
    text, (start, end) = unbroken.text, span
    attributes: Attributes = ()
    if text[end : end + 1] in TAIL_STARTS and not _NO_PATH.match(text, end):
        port = _port(text, end, type_)
        behind = port.end() if port else end
        if _is_path(text, behind) and not _is_behind_user(text, start, type_):
            body = trimmed(text[start : unbroken.end(behind)], text[start - 1 : start])
            has_path = body[behind - start :].strip("/#") and not _is_list(catch, body, start)
            url = read("http", body) if has_path else None
            if url and not url_fault(url):
                take_url(catch, url, (start, start + len(body)), "URL without scheme")
                return start + len(body)
        if port and 0 < int(port[1]) < 65536:
            attributes = (("Port", port[1]),)
    name = text[start:end].lower()
    rule, host = ("host name", name) if type_ == "FQDN" else ("IPv4 address", "")
    catch.take(type_, name, span, rule, attributes, host=host)
    return end


def _port(text: str, end: int, type_: str) -> re.Match[str] | None:
    if text[end] == ":":
        return _PORT.match(text, end)
    return _PORT_OF_ADDRESS.match(text, end) if type_ == "IP Address" else None


def _is_path(text: str, at: int) -> bool:
    """Whether a path, a query or a fragment begins here; its first sign alone is none."""
    return text[at : at + 1] in _PATH_STARTS and text[at + 1 : at + 2] not in _NO_SEQUEL


def _is_list(catch: Catch, body: str, start: int) -> bool:
    """Whether all between the slashes are hosts that somebody defanged: ``evil[.]com/other[.]net``."""
    first, *names = body.split("/", _LIST_MAX)
    end = start + len(first)
    if not names or not catch.marked(start, end):
        return False
    for name in names:
        begin, end = end + 1, end + 1 + len(name)
        if host_fault(name.lower()) or look_alike_in_prose(name) or not catch.marked(begin, end):
            return False
    return True


def _is_behind_user(text: str, start: int, type_: str) -> bool:
    """Whether an address is that of another protocol: ``postgres://user:password@44.128.7.21:5432/db``."""
    return type_ == "IP Address" and text[start - 1 : start] == "@"
