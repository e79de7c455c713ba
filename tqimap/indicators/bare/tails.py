"""What stands in a text without a scheme: a host or an address alone, or with a path behind it a URL."""

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from .. import caches
from ..findings.catch import Catch, Column
from ..links.rewritten_links import may_stand_for_more
from ..links.url_ends import SHAFTS, before_text, trimmed
from ..links.url_parts import PORT_LIMIT, read
from ..links.urls import Unbroken, Urls
from ..names.hosts import host_fault
from ..names.look_alikes import is_source, look_alike_in_prose
from ..names.suffixes import COMMON
from .go_modules import VERSION_STARTS, is_go_module
from .services import is_of_service

if TYPE_CHECKING:
    from .neighbours import Neighbours
    from .said_hosts import SaidHosts

_WHOLE = r"(?![\w/?#%-]|\.\w)"  # nothing that a path would go on with
# The transport or another port behind a port is no path: 44.128.7.21:80/tcp; nor is a port behind an address, as
# firewalls write it: 44.128.7.21/443. A name with a number may be a short link.
_PORT = re.compile(rf":(\d{{1,5}})(?![\d.])(?:/(?:tcp|udp|\d{{1,5}}){_WHOLE})?", re.IGNORECASE)
_PORT_OF_ADDRESS = re.compile(rf"/((?!0)(?:[0-5]?\d{{1,4}}|6[0-4]\d{{3}}|65[0-4]\d\d|655[0-2]\d|6553[0-5])){_WHOLE}")
_PATH_STARTS = frozenset("/?#")
_JOINTS = frozenset("/@")
_NO_SEQUEL = frozenset(["", *' \t\r\n"<>'])
_DIGEST = "@sha256:"  # behind the name of a container's image
# The directories of a whole path, read backwards, which no server is asked for: /www/hosts/ before evil.com/docs.
_DIRECTORIES = re.compile(r"(?:/[\w.+~-]{1,40}){1,6}/(?=[\s\"'(=>])(?! (?:TEG|TSOP|DAEH|TUP)(?!\w))")
_DIRECTORIES_MAX = 96  # characters of them
_LIST_MAX = 16  # hosts with nothing but slashes between them; so that each is looked at a few times at most
# The next address of a list, a transport, or a port as dig writes it, is no path: 44.128.7.21/tcp, 44.128.7.21#53. Nor
# is the next attribute of a name in a certificate, as OpenSSL writes it, nor what BIND was asked for: evil.com/AAAA/IN.
_ATTRIBUTE = "(?:CN|OU?|C|ST|L|(?:country|stateOrProvince|locality|organization|organizationalUnit)Name|emailAddress)="
_QUESTION = rf"[A-Z]{{1,10}}[0-9]{{0,2}}/(?:IN|CH|HS){_WHOLE}|IN(?=')"  # a type and a class (RFC 1035, 3.2)
_OTHER_THAN_PATH = (  # behind a slash; first by its first character, which most paths do not begin with
    rf"(?=[\dA-Zcehidlostu])(?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.])"
    rf"|(?i:tcp|udp|icmp|https?|smtp|dns|tls|ssh){_WHOLE}|{_ATTRIBUTE}|{_QUESTION})"
)
# Nor is the comma between two values, as CybOX writes it: 44.128.7.21##comma##44.128.7.22.
_NO_PATH = re.compile(rf"#(?:\d{{1,5}}(?![\w/])|#)|/{_OTHER_THAN_PATH}")
_LINE_AND_COLUMN = re.compile(r":\d{1,5}:\d{1,4}(?![\d.])")  # of a compiler's message
# How a pattern of a script is matched: /evil\.com/i.
_FLAGS = re.compile(r"/[gimsuy]{1,3}(?![\w./?#%-])")
# A path with which the rules below have nothing to do, as of the URLs in ``plain_urls``: letters, and signs that end no
# URL, up to a blank or a quote.
_PLAIN_PATH = re.compile(rf"/(?!/|{_OTHER_THAN_PATH})[A-Za-z0-9/._~%=?+-]{{1,2000}}+(?<![._~?])(?=[\s\"<>|]|\Z)")


@lru_cache(maxsize=caches.WORDS)
def goes_on(behind: str) -> bool:
    """Whether a port or a path may begin with these two characters behind a host; else the first is of the sentence."""
    return behind[1:].isdecimal() if behind[:1] == ":" else _is_path(behind)


@lru_cache(maxsize=caches.WORDS)
def _is_path(behind: str) -> bool:
    """Whether a path, a query or a fragment begins with these two characters; its first sign alone is none."""
    return behind[:1] in _PATH_STARTS and behind[1:] not in _NO_SEQUEL


class Bare:
    """The hosts of one text and the URLs that begin with them, collected as columns."""

    def __init__(self, catch: Catch, text: str, type_: str) -> None:
        """``type_`` is that of all the hosts: FQDN or IP Address."""
        self.text, self.hosts = text, Column.empty()
        self._catch, self._unbroken, self._type = catch, Unbroken(text), type_
        self._is_address = type_ == "IP Address"
        self._rule = "IPv4 address" if self._is_address else "host name"
        self._urls = Urls(catch, "URL without scheme")

    @cached_property
    def neighbours(self) -> "Neighbours":
        """What the lines round names say; loaded when the first one is asked about."""
        from .neighbours import Neighbours

        return Neighbours(self.text, self._catch.whole)

    @cached_property
    def said_hosts(self) -> "SaidHosts":
        """What says that names are hosts; loaded when the first one is asked about."""
        from .said_hosts import SaidHosts

        return SaidHosts(self._catch.whole)

    def take_all(self) -> None:
        """Take what was collected."""
        hosts = self.hosts
        self._catch.take_all(self._type, hosts, self._rule, () if self._is_address else hosts.values)
        self._urls.take_all()

    def with_tail(self, start: int, end: int, name: str) -> int:
        """Take a host that a port or a path may stand behind, or the URL that begins with it; where that ends."""
        text, port = self.text, None
        path = _PLAIN_PATH.match(text, end) if self._urls.only_whole else None
        if path and self._is_plain_url(start, name, path[0]):
            if not self._is_module(start, path.end()):
                self._urls.rows.append((start, path.end(), f"http://{name}{path[0]}", name))
            return path.end()
        if not (_NO_PATH.match(text, end) or self._is_pattern(start, end)):
            port = self._port(end)
            if not port or int(port[1]) < PORT_LIMIT:
                done = self._take_url(start, port.end() if port else end)
                if done:
                    return done
        if port and not self._is_address and is_source(name) and _LINE_AND_COLUMN.match(text, end):
            self._catch.drop("FQDN", name, (start, end), "file name")
        elif port and 0 < int(port[1]) < PORT_LIMIT:
            host = "" if self._is_address else name
            self._catch.take(self._type, name, (start, end), self._rule, (("Port", port[1]),), host=host)
        else:
            self.hosts.append(start, end, name)
        return end

    def _is_plain_url(self, start: int, name: str, path: str) -> bool:
        """Whether the rules for all have nothing to do with what stands before the path either."""
        text, end = self.text, start + len(name + path)
        if (self._is_address and path[1].isdecimal()) or may_stand_for_more(name):
            return False
        if text[start - 1 : start] in _JOINTS and self._begins_no_url(start):
            return False
        if "." not in path and path[-1] not in SHAFTS:
            return True
        return before_text(text, start, end) == end and not _is_list(self._catch, name + path, start)

    def _is_pattern(self, start: int, end: int) -> bool:
        """Whether a script's pattern ends behind a host: how it is matched is no path."""
        return self.text[start - 1 : start] == "/" == self.text[end] and _FLAGS.match(self.text, end) is not None

    def _port(self, at: int) -> re.Match[str] | None:
        text = self.text
        if text[at] == ":":
            return _PORT.match(text, at)
        return _PORT_OF_ADDRESS.match(text, at) if self._is_address else None

    def _take_url(self, start: int, behind: int) -> int:
        """Take the URL of a host and a path, which would begin at ``behind``; where it ends, or 0 if there is none."""
        text = self.text
        if not _is_path(text[behind : behind + 2]) or self._begins_no_url(start):
            return 0
        before = text[start - 1 : start]
        if before == "/" == text[start - 2 : start - 1]:  # as a script writes one without a scheme
            before = text[start - 3 : start - 2]
        body = trimmed(text[start : self._unbroken.end(behind)], before)
        body = body[: before_text(text, start, start + len(body)) - start]
        if "," in body or ";" in body:
            body = self._unbroken.rows.first_cell((start, start), body)
        body = body.partition(_DIGEST)[0]  # of the body, which may be a small part of a long run
        has_path = body[behind - start :].strip("/#*") and not _is_list(self._catch, body, start)
        url = read("http", body) if has_path else None
        if url is None:
            return 0
        end = start + len(body)
        if not self._is_module(start, start + len(body.partition("@")[0])):
            self._urls.keep(url, start, end)
        return end

    def _is_module(self, start: int, end: int) -> bool:
        """Whether this is none of a host, but a module of Go; it is dropped then."""
        text = self.text
        if not text.startswith(VERSION_STARTS, end) or self._catch.marked(start, end):
            return False
        if not is_go_module(text, start, end):
            return False
        self._catch.drop("URL", text[start:end], (start, end), "code")
        return True

    def _begins_no_url(self, start: int) -> bool:
        """Whether a place is that of another protocol, ``postgres://user:password@44.128.7.21:5432/db``, or a directory
        that is called like one.
        """
        text = self.text
        before = text[start - 1 : start]
        if before not in _JOINTS:
            return False
        if (self._is_address and before == "@") or is_of_service(text, start):
            return True
        return before == "/" and _DIRECTORIES.match(text[max(0, start - _DIRECTORIES_MAX) : start][::-1]) is not None


def _is_list(catch: Catch, body: str, start: int) -> bool:
    """Whether all behind the slashes are hosts that somebody defanged: ``evil[.]com/other[.]net``; or were addresses.

    The first may stand as it is: in a link that was defanged its host would be, before a name in its path. So may all
    whose ends are those of hosts alone and differ: ``evil.com/other.net``.
    """
    first, *names = body.rstrip("/").split("/", _LIST_MAX)
    if not names or "." not in names[0]:
        return False
    end = start + len(first)
    differ = body[-1] != "/" and (_have_own_ends(first, names) or _are_siblings(first, names))
    for name in names:
        begin, end = end + 1, end + 1 + len(name)
        if not ((differ or catch.marked(begin, end)) and _is_name(name)):
            return False
    return True


@lru_cache(maxsize=caches.HOSTS)
def _is_name(written: str) -> bool:
    """Whether this can be nothing but the name of a host."""
    return not (host_fault(written.lower()) or look_alike_in_prose(written))


def _are_siblings(first: str, names: list[str]) -> bool:
    """Whether all are names below the domain of the first: ``dl1.evil.com/dl2.evil.com``."""
    if first.count(".") == 1:
        return False
    domain = "." + ".".join(first.rsplit(".", 2)[-2:])
    return all(name != first and name.endswith(domain) for name in names)


def _have_own_ends(first: str, names: list[str]) -> bool:
    ends = {name.rpartition(".")[2] for name in (first, *names)}
    return len(ends) > 1 and COMMON.issuperset(ends)
