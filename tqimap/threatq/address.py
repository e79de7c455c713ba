"""The answer to ``ThreatQ Host:``: a name or an address, also with a port, also as the URL out of a browser."""

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import urlsplit

from tqimap.errors import ConfigError
from tqimap.printable import printable

HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class Address:
    """Where ThreatQ listens; ``host`` is a name or an address, an IPv6 address without brackets."""

    host: str
    port: int = HTTPS_PORT

    @property
    def url(self) -> str:
        """``https://host:port``, the port only where it is not HTTPS's own."""
        return f"https://{self}"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS_PORT else f"{host}:{self.port}"


def address(text: str) -> Address:
    """The address that ``text`` stands for; a path is dropped, as ThreatQ's own SDK does. Raises ConfigError."""
    text = text.strip()
    scheme, _, rest = text.rpartition("://")
    if scheme and scheme.lower() != "https":
        raise ConfigError(
            f"ThreatQ Host {printable(rest.rpartition('@')[2])}: ThreatQ is spoken to over HTTPS only, since the login "
            f"could be read on the way; give the host without {scheme[:20]}://"
        )
    try:
        return _address(f"[{rest}]" if _is_ipv6(rest) else rest)
    except ValueError as error:
        raise ConfigError(
            "ThreatQ Host must be a host name or an address, with :port where it is not 443, "
            f"not {printable(text.rpartition('@')[2])!r}: {error}"
        ) from error


def unresolved(where: Address) -> str:
    """What is said of a name that leads nowhere."""
    return f"ThreatQ's name {printable(where.host)} cannot be resolved; check threatq_host"


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _address(text: str) -> Address:
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("no host name in it")  # urlsplit would drop some of these silently
    parts = urlsplit(f"//{text}")
    if "@" in parts.netloc:
        raise ValueError("a login does not belong here")
    host, port = parts.hostname or "", HTTPS_PORT if parts.port is None else parts.port
    if not host or any(character in "%\\\"'<>|`{}^" for character in host):
        raise ValueError("no host name in it")
    if not port:
        raise ValueError("the port must be a number from 1 to 65535")
    return Address(_ascii(host), port)


def _ascii(host: str) -> str:
    """Raises ValueError where a label is empty or too long."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("no host name in it") from error
