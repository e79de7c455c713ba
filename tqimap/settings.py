"""Frozen values that say how to reach the two ends. ``config`` makes them, the adapters take them."""

from dataclasses import dataclass
from typing import Literal

Security = Literal["tls", "starttls", "plain"]
ProxyType = Literal["socks4", "socks5"]


class Secret:
    """A string that shows itself only to who asks for it: its text form is a mask."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself. Call it only where it goes onto the wire."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A SOCKS proxy in front of the mail server (guide, 3.2); it resolves host names itself."""

    type: ProxyType
    host: str
    port: int
    username: str = ""
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class MailServer:
    """How to reach and enter one mailbox. Timeouts in seconds."""

    host: str
    port: int
    username: str
    password: Secret
    security: Security = "tls"
    ca_file: str | None = None
    verify: bool = True
    allow_cleartext_login: bool = False
    proxy: Proxy | None = None
    connect_timeout: float = 20.0
    read_timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class ThreatQServer:
    """How to reach ThreatQ. ``host`` is ``name`` or ``name:port``; always HTTPS, never the mailbox's proxy.

    ``fingerprint`` pins the certificate: SHA-256 of its DER form, hex digits with or without colons.
    It stands in for the authority *and* for the host name, so that a bare IP address works.
    """

    host: str
    ca_file: str | None = None
    fingerprint: str | None = None
    verify: bool = True
    connect_timeout: float = 20.0
    read_timeout: float = 60.0
