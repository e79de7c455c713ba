"""Frozen values that say how to reach the two ends. ``config`` makes them, the adapters take them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Security = Literal["tls", "starttls", "plain"]
ProxyType = Literal["socks4", "socks5"]
TokenMechanism = Literal["XOAUTH2", "OAUTHBEARER"]
DoneMode = Literal["seen", "keyword", "move", "ledger"]


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


def place(host: str, port: int) -> str:
    """``host:port``, ``[v6]:port`` (RFC 3986, 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A SOCKS proxy in front of the mail server (guide, 3.2); it resolves host names itself."""

    type: ProxyType
    host: str
    port: int
    username: str = ""
    password: Secret | None = None

    @property
    def place(self) -> str:
        """Host and port, for a person."""
        return place(self.host, self.port)


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Where access tokens are given out (RFC 6749, 3.2), and for what ``scope``. Always HTTPS. Timeouts in seconds.

    ``proxy`` is the address of a web proxy on the way to it, which may hold a login; the mailbox's SOCKS proxy is
    never used. An empty ``url`` is the one that the key file of a service account names.
    """

    url: str
    scope: str
    proxy: Secret | None = None
    ca_file: str | None = None
    connect_timeout: float = 20.0
    read_timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """An OAuth client that stands for itself (RFC 6749, 4.4), as an app in Microsoft 365 does.

    It shows either its ``secret`` or a statement signed with the key in ``certificate_file`` (PEM, both in one).
    """

    endpoint: TokenEndpoint
    client_id: str
    secret: Secret | None = None
    certificate_file: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A Google service account that may act for ``subject``, a mailbox (domain-wide delegation)."""

    endpoint: TokenEndpoint
    key_file: str
    subject: str


@dataclass(frozen=True, slots=True)
class TokenCommand:
    """A program that prints an access token in its first line."""

    command: tuple[str, ...]


TokenSource = ClientCredentials | ServiceAccount | TokenCommand


@dataclass(frozen=True, slots=True)
class Bearer:
    """Entering the mailbox with an access token instead of a password."""

    mechanism: TokenMechanism
    source: TokenSource


@dataclass(frozen=True, slots=True)
class MailServer:
    """How to reach and enter one mailbox; ``credential`` is a password or where to get a token. Timeouts in seconds."""

    host: str
    port: int
    username: str
    credential: Secret | Bearer
    security: Security = "tls"
    ca_file: str | None = None
    verify: bool = True
    allow_cleartext_login: bool = False
    proxy: Proxy | None = None
    connect_timeout: float = 20.0
    read_timeout: float = 60.0

    @property
    def place(self) -> str:
        """Host and port, for a person."""
        return place(self.host, self.port)


def one_inbox(folder: str) -> str:
    """A folder's name; INBOX alone is the same in small letters (RFC 9051, 5.1)."""
    return "INBOX" if folder.upper() == "INBOX" else folder


@dataclass(frozen=True, slots=True)
class Done:
    """Which messages are to be read, and how one is marked when all that came of it is in ThreatQ.

    ``seen`` reads what is not ``\\Seen``, ``keyword`` what has not got ``keyword``, ``move`` what is still in the
    folder and goes to ``folder`` afterwards; ``ledger`` leaves the mailbox untouched and reads what the ledger does
    not know. Only what arrived on or after ``since``, and whose From or Subject holds one of ``senders`` or
    ``subjects``, where those are set. A ``rehearsal`` finds the same messages and marks none.
    """

    mode: DoneMode = "seen"
    keyword: str = "$TqImap"
    folder: str = ""
    since: date | None = None
    senders: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    rehearsal: bool = False


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
