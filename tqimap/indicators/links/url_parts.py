"""One URL, read by the rules of RFC 3986: its scheme as it is meant, its place, and whether that leads anywhere."""

import re
from functools import lru_cache, partial
from typing import NamedTuple

from .. import caches
from ..names.addresses import address_fault
from ..names.hosts import host_fault
from ..text.prose import without_foreign_end

# Schemes as they are written to keep a link dead, and what they stand for.
_HTTP = re.compile(
    r"(?:h[a-z0-9*_.#@?!-]{2}ps?|h?[tx*]{2}ps?|x{4}s?|x{5}|m[e3][o0]ws?|hxps?|hxxxps?|hppts?|htps?|httpx|nttps?)"
    r"(?<!fttp)[!@#&]?\Z"
)
# Not those of a mere connection, tcp, udp and telnet: behind them stands a host or an address, and its port.
REAL_SCHEMES = frozenset("http https ftp ftps sftp tftp ssh ws wss smb nfs file ldap ldaps rmi git svn rsync".split())
_FTP = frozenset({"fxp", "fxps", "ftx", "fttp", "fxtp", "sfxp", "f*p"})
# Everything but blanks, controls, quotes and what RFC 3986 gives no URL; a class without \\s is searched much faster.
_BLANKS = "\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_QUOTES = (
    '<>"`|\\\\^\u201c\u201d\u2018\u2019\u00ab\u00bb\u300a-\u3011\uff01\uff08\uff09\uff0c\uff1b\uff1f\uff5b\uff5d\u2014'
)
BODY = re.compile(f"[^{_BLANKS}{_QUOTES}]+")
# With its semicolon: without one, ``&copy=1`` is a field (HTML Living Standard, 13.2.5.73).
_ENTITY = re.compile(r"&(?:(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});|amp\Z)")
_INNER_SCHEME = re.compile(r"(?<=[=/?&])h[xX]{2}p(s?)(?=://)")  # of a URL in the path or the query of another
# Not of four decimal ones, which are an address as it stands.
_NUMBERS = re.compile(r"[0-9]{8,10}|(?=[0-9.]{0,12}0x)(?:(?:0x[0-9a-f]{1,8}|[0-9]{1,10})(?:\.(?!\Z)|\Z)){1,4}")
# The port of a share by WebDAV, as Windows writes it, in ``file:`` too: evil.com@80, evil.com@SSL@8443.
_PORT_OF_SHARE = re.compile(r"\A([^@:/?#]{1,253})@(?:ssl@)?(\d{1,5}|ssl)(?=/|\Z)", re.IGNORECASE)
_PORT = re.compile(r":[0-9]{0,5}")
PORT_LIMIT = 1 << 16  # ports have 16 bits
_LITERAL = re.compile(r"\[[0-9A-Fa-f:.%]+\]")
_TAIL = re.compile("[/?#]")
_SUB_DELIMS = re.compile("[!$&'()*+,;=]")  # RFC 3986, 2.2: no name of a host and no address has one
# Not where the name goes on: behind a dot or a dash, before an escape.
_HOST_AND_PORT = re.compile(
    rf"(?:[\w.-]{{1,253}}+(?<![._-])|{_LITERAL.pattern})(?::[0-9]{{1,5}}(?![0-9]))?(?!%[0-9A-Fa-f]{{2}}|=\w)"
)
_NO_NAME = frozenset({"no host name", "no public suffix"})


class Url(NamedTuple):
    """A URL that was read: the scheme and host as they are meant, the rest as it was written."""

    scheme: str
    user: str
    host: str
    port: str
    rest: str

    def __str__(self) -> str:
        scheme, user, host, port, rest = self
        if not user and not port:
            return f"{scheme}://{host}{rest}"
        return f"{scheme}://{user}{user and '@'}{host}{port and ':'}{port}{rest}"


_URL = partial(tuple.__new__, Url)  # from a tuple of the fields, in half of the time


@lru_cache(maxsize=caches.WORDS)
def meant_scheme(written: str) -> str:
    """The scheme that is meant, if one is."""
    low = written.lower().replace("[", "").replace("]", "")
    if low in REAL_SCHEMES:
        return low
    if low in _FTP:
        return "ftps" if low.endswith("ps") else "ftp"
    if _HTTP.match(low):
        return "https" if low.rstrip("!@#&").endswith(("s", "xxxxx")) else "http"
    return ""


def read(scheme: str, rest: str) -> Url | None:
    """A URL from what stands behind ``://``; None where there is no authority to read."""
    if scheme == "file" and "@" in rest:
        rest = _PORT_OF_SHARE.sub(_with_port, rest)
    authority, slash, tail = rest.partition("/")
    tail = slash + tail
    if "?" in authority or "#" in authority:
        end = len(authority.partition("?")[0].partition("#")[0])
        authority, tail = rest[:end], rest[end:]
    place = _place(authority)
    if place is None:
        return None
    if "://" in tail:
        tail = _INNER_SCHEME.sub(r"http\1", tail)
    if "&" in tail:
        tail = _ENTITY.sub(_unescaped, tail)
    return _URL((scheme, *place, tail))


def _with_port(share: re.Match[str]) -> str:
    return f"{share[1]}:{share[2] if share[2].isdecimal() else 443}"


def _unescaped(entity: re.Match[str]) -> str:
    from html import unescape  # with its two thousand names, when a URL first holds one

    return unescape(entity[0]).replace("\u00ad", "")  # the soft hyphen is shown as nothing


@lru_cache(maxsize=caches.HOSTS)
def _place(authority: str) -> tuple[str, str, str] | None:
    """User, host and port; the links of one mail lead to the same few places."""
    user, _, place = authority.rpartition("@")
    literal = _LITERAL.match(place)
    host, behind = (literal[0], place[literal.end() :]) if literal else (place, "")
    if not literal and ":" in place:
        host, colon, behind = place.partition(":")
        behind = colon + behind
    if not host or (behind and not _PORT.fullmatch(behind)):
        return None
    return user, host.lower().rstrip("."), behind[1:]


def to_its_place(body: str) -> str:
    """A body cut behind its host and port, where those are followed by what stands in none: ``evil.com,high``."""
    tail = _TAIL.search(body)
    authority = body[: tail.start()] if tail else body
    end = _place_end(authority)
    return body if end == len(authority) else body[:end]


@lru_cache(maxsize=caches.HOSTS)
def _place_end(authority: str) -> int:
    """Where the host and the port of an authority end; its own end where there are none."""
    if not _SUB_DELIMS.search(authority, authority.rfind("@") + 1) and _leads_somewhere(authority):
        return len(authority)
    shorter = authority.rstrip("_-")
    for start in dict.fromkeys((shorter.rfind("@") + 1, 0)):
        place = _HOST_AND_PORT.match(shorter, start)
        if place:
            name, dot, last = place[0].rpartition(".")
            end = start + len(name + dot + without_foreign_end(last))
            if _leads_somewhere(shorter[:end]):
                return end
    return len(authority)


def _leads_somewhere(authority: str) -> bool:
    place = _place(authority)
    return place is not None and has_form_of_place(place[1])


def has_form_of_place(host: str) -> bool:
    """Whether this has the form of a host's name or of an address, be it a private or a reserved one."""
    if host_fault(host) not in _NO_NAME:
        return True
    if not (host[:1].isdigit() or host.startswith("[")):
        return False
    address = _from_numbers(host).strip("[]")
    return (":" in address or address.replace(".", "").isdigit()) and address_fault(address) != "no address"


def url_fault(url: Url) -> str:
    """Why a URL leads to no host in the world; nothing if it does."""
    if url.port and int(url.port) >= PORT_LIMIT:
        return "no port"
    host = url.host
    fault = host_fault(host)
    if not fault:
        return ""
    if host.startswith("["):
        return address_fault(host[1:-1])
    address = _from_numbers(host)
    return address_fault(address) if address.replace(".", "").isdigit() else fault


@lru_cache(maxsize=caches.WORDS)
def _from_numbers(host: str) -> str:
    """The address that browsers take a host for which is one number, or numbers of which some are hexadecimal; the last
    of them fills what the others leave (URL Standard of WHATWG, 3.5). The host itself where it is none of these.
    """
    if not _NUMBERS.fullmatch(host):
        return host
    *octets, rest = (int(number, 16 if number.startswith("0x") else 10) for number in host.split("."))
    width = 4 - len(octets)
    if max(octets, default=0) > 255 or rest >> 8 * width:
        return host
    return ".".join(map(str, (*octets, *rest.to_bytes(width, "big"))))
