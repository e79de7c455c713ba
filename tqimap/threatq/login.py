"""How the connector proves who it is, and what it gets for that: a token for a while.

No grant is sent alike by all public clients: some put its parameters into the query, some into a JSON body, and
ThreatQ reads them from either. So both carry them, except for what is secret: that never stands in a URL, which
proxies and servers log.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tqimap.config.config import Config
from tqimap.config.settings import Secret
from tqimap.connections import http
from tqimap.errors import ConfigError

TOKEN_PATH = "/api/token"

REFUSED = frozenset({400, 401, 403, 422})  # the login, as a whole or as a form with a field that cannot be right

RENEW_AHEAD = 60.0  # seconds before its end a token is renewed: longer than a request with a large chunk takes
ASSUMED_LIFETIME = 1800.0  # seconds, where ThreatQ names none: what its SDK assumes

_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")  # fits one header line (RFC 6750, 2.1, allows less)


@dataclass(frozen=True, slots=True)
class PasswordLogin:
    """A person's login through the public client of ThreatQ's web front end."""

    client_id: str
    email: str
    password: Secret

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, in each form in which it is sent."""
        password = self.password.reveal()
        return (json.dumps(password)[1:-1], password)

    @property
    def advice(self) -> str:
        """What to do where it is refused."""
        return "check client_id, email and password; a second factor or single sign-on cannot be used here"

    def __str__(self) -> str:
        return self.email


@dataclass(frozen=True, slots=True)
class ClientLogin:
    """The login of a private OAuth client, which stands for itself."""

    client_id: str
    client_secret: Secret

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, in each form in which it is sent."""
        return (http.basic(f"{self.client_id}:{self.client_secret.reveal()}"), self.client_secret.reveal())

    @property
    def advice(self) -> str:
        """What to do where it is refused."""
        return (
            "check private_client_id and private_client_secret, or take them out and set client_id, email and password"
        )

    def __str__(self) -> str:
        return f"the private client {self.client_id}"


Login = PasswordLogin | ClientLogin


def configured_login(settings: Config) -> Login:
    """How this connector logs in: with its private client where it has one. Raises ConfigError."""
    private = settings.has("private_client_id") or (
        settings.has("private_client_secret") and not settings.has("password")
    )
    keys = ("private_client_id", "private_client_secret") if private else ("client_id", "email", "password")
    missing = [key for key in ("threatq_host", *keys) if not settings.has(key)]
    if missing:
        raise ConfigError(
            f"The login to ThreatQ is incomplete: {', '.join(missing)}. Set what is missing in {settings.path} "
            "or in the environment"
        )
    if private:
        return ClientLogin(settings.text("private_client_id"), settings.secret("private_client_secret"))
    return PasswordLogin(settings.text("client_id"), settings.text("email"), settings.secret("password"))


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The parts of the request for a token; ``basic`` is user and password of HTTP Basic."""

    query: Mapping[str, str]
    body: Mapping[str, str]
    basic: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """An access token; ``renew_at`` on the clock of who asked for it, in seconds."""

    value: Secret
    renew_at: float


def token_request(login: Login) -> TokenRequest:
    """What to send for ``login``."""
    if isinstance(login, PasswordLogin):
        grant = {"grant_type": "password", "client_id": login.client_id}
        return TokenRequest(grant, {**grant, "email": login.email, "password": login.password.reveal()})
    grant = {"grant_type": "client_credentials"}
    return TokenRequest(grant, grant, (login.client_id, login.client_secret.reveal()))


def token(reply: Mapping[str, Any], now: float) -> Token | None:
    """The token in ThreatQ's reply; None where there is none that could be sent back."""
    value = reply.get("access_token")
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        return None
    lifetime = http.lifetime(reply.get("expires_in")) or ASSUMED_LIFETIME
    return Token(Secret(value), now + max(lifetime - RENEW_AHEAD, lifetime / 2))
