"""What ThreatQ makes of an indicator's value when ``normalize`` is ``Y``: pure text work, no database.

Trims quotes and blanks, re-fangs, drops the scheme of a URL (kept as an attribute), turns a URL without a path into
its host, and moves the port of an address into an attribute. Hence the rule for every client: match replies by
position, never by value.
"""

import ipaddress
import re
from dataclasses import dataclass

_FANGS = (
    (re.compile(r"^\s*h(?:xx|XX|tt|TT)p(s?)(?=\[?:)", re.IGNORECASE), r"http\1"),
    (re.compile(r"\[\s*(?:\.|dot)\s*\]|\(\s*(?:\.|dot)\s*\)|\{\s*(?:\.|dot)\s*\}", re.IGNORECASE), "."),
    (re.compile(r"\[\s*(?:@|at)\s*\]|\(\s*(?:@|at)\s*\)", re.IGNORECASE), "@"),
    (re.compile(r"\[:\]|\[:(?=//)|:\](?=//)"), ":"),
    (re.compile(r"\[://\]"), "://"),
)
_QUOTES = " \t\r\n\"'`“”‘’"
_SCHEME = re.compile(r"^(https?|ftps?)://", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"^(?P<user>[^/?#@]*@)?(?P<host>\[[^\]]*\]|[^/?#:]*)(?::(?P<port>\d{1,5}))?(?P<rest>[/?#].*)?$", re.DOTALL
)
_ADDRESS_WITH_PORT = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$")
_HASHES = frozenset({"MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"})


@dataclass(frozen=True, slots=True)
class Normal:
    """An indicator as ThreatQ keeps it: the type may have changed, attributes may have been split off."""

    type: str
    value: str
    attributes: tuple[tuple[str, str], ...] = ()


def normalise(type_name: str, value: str) -> Normal:
    """The stored form of a value of that type."""
    value = refang(value.strip(_QUOTES))
    if type_name == "URL":
        return _url(value)
    if type_name == "IP Address" and (match := _ADDRESS_WITH_PORT.match(value)):
        return Normal(type_name, match[1], (("Port", match[2]),))
    if type_name in _HASHES or type_name in ("FQDN", "IPv6 Address"):
        return Normal(type_name, value.lower())
    if type_name == "Email Address" and "@" in value:
        local, _, host = value.rpartition("@")
        return Normal(type_name, f"{local}@{host.lower()}")
    return Normal(type_name, value)


def refang(value: str) -> str:
    """``hxxp[:]//evil[.]com`` → ``http://evil.com``."""
    if "[" in value or "(" in value or "{" in value or value[:1] in "hH":
        for pattern, plain in _FANGS:
            value = pattern.sub(plain, value)
    return value


def _url(value: str) -> Normal:
    scheme = _SCHEME.match(value)
    attributes = (("Protocol", scheme[1].lower()),) if scheme else ()
    match = _AUTHORITY.match(value[scheme.end() :] if scheme else value)
    if match is None:
        return Normal("URL", value)
    user, host, port, rest = match["user"] or "", match["host"].lower(), match["port"], match["rest"] or ""
    if rest in ("", "/") and not user:
        return Normal(_host_type(host), host.strip("[]"), attributes + ((("Port", port),) if port else ()))
    return Normal("URL", f"{user}{host}{':' + port if port else ''}{rest}", attributes)


def _host_type(host: str) -> str:
    try:
        return "IP Address" if ipaddress.ip_address(host.strip("[]")).version == 4 else "IPv6 Address"
    except ValueError:
        return "FQDN"
