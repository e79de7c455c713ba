"""Entering the mailbox with an access token: OAUTHBEARER (RFC 7628), and XOAUTH2, its older form at the big providers.

A server that refuses says why in a challenge, which is answered before the refusal itself comes; imapclient drops it.
"""

import imaplib
from collections.abc import Callable, Iterable, Iterator

from imapclient import exceptions  # type: ignore[import-untyped]

from tqimap.config.settings import MailServer, Secret, TokenMechanism
from tqimap.errors import MailboxLoginError
from tqimap.mailbox.client import Client
from tqimap.mailbox.steps import Tell
from tqimap.printable import printable
from tqimap.tokens.access import AccessTokens

CHALLENGE = 300  # characters of a challenge that are shown: status, scope and schemes have about a hundred

# What ends the dialogue after a challenge: a lone separator (RFC 7628, 3.2.3), or nothing at all.
_LAST_WORD = {"OAUTHBEARER": b"\x01", "XOAUTH2": b""}


class Dialogue:
    """The client's side of the mechanism; keeps the ``challenge`` that it gets instead of a welcome."""

    def __init__(self, first: bytes, last: bytes) -> None:
        self.challenge = b""
        self._words = [first, last]

    def __call__(self, challenge: bytes) -> bytes:
        self.challenge = challenge
        return self._words.pop(0) if self._words else b""

    @property
    def reason(self) -> str:
        """The challenge decoded, on one line; empty where the server gave none."""
        return printable(self.challenge.decode("utf-8", "replace").strip(), CHALLENGE)


def log_in(
    client: Client,
    server: MailServer,
    mechanism: TokenMechanism,
    tokens: Iterable[Secret],
    refused: Callable[[Exception, str], Exception],
) -> None:
    """Log in with the first of ``tokens`` that is accepted. ``refused`` makes the error of the last refusal.

    Raises that, MailboxLoginError where the server does not know the ``mechanism``, and what getting a token raises.
    """
    if not client.has_capability(f"AUTH={mechanism}"):
        raise MailboxLoginError(f"{server.host} does not offer {mechanism}. {other_ways(client)}")
    failure: Exception | None = None
    for token in tokens:
        dialogue = Dialogue(first_word(server, mechanism, token), _LAST_WORD[mechanism])
        try:
            client.sasl_login(mechanism, dialogue)
        except exceptions.LoginError as error:
            failure = refused(error, dialogue.reason)
            if isinstance(error.__context__, imaplib.IMAP4.abort):
                break
        else:
            return
    if failure is not None:
        raise failure


def told(tokens: AccessTokens, passed: Tell) -> Iterator[Secret]:
    """The tokens; ``passed`` hears where each is from."""
    for token in tokens.usable():
        passed("token", str(tokens))
        yield token


def first_word(server: MailServer, mechanism: TokenMechanism, token: Secret) -> bytes:
    """The initial response, with user and token."""
    bearer = f"auth=Bearer {token.reveal()}\x01\x01"
    if mechanism == "XOAUTH2":
        return f"user={server.username}\x01{bearer}".encode()
    name = server.username.replace("=", "=3D").replace(",", "=2C")  # RFC 5801, 4
    return f"n,a={name},\x01host={server.host}\x01port={server.port}\x01{bearer}".encode()


def other_ways(client: Client) -> str:
    """What to set instead: the ways to sign in that the server offers and tqimap knows."""
    ways = {"password": not client.has_capability("LOGINDISABLED") or client.has_capability("AUTH=PLAIN")}
    ways |= {name.lower(): client.has_capability(f"AUTH={name}") for name in _LAST_WORD}
    names = " or ".join(name for name, offered in ways.items() if offered)
    return f"Set imap_auth to {names}" if names else "It offers no way to sign in that tqimap knows"
