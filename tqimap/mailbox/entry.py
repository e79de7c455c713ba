"""Entering the mailbox: greeting, STARTTLS, login (RFC 9051, 6.2). What fails names its step."""

import contextlib
import imaplib
import ssl
from dataclasses import replace
from pathlib import Path

from imapclient import exceptions  # type: ignore[import-untyped]

from tqimap.config.settings import Bearer, MailServer, Secret
from tqimap.deadline import Deadline
from tqimap.errors import (
    CertificateError,
    ConfigError,
    MailboxConnectionLost,
    MailboxError,
    MailboxLoginError,
    TqimapError,
    UnreachableError,
)
from tqimap.mailbox import bearer, providers
from tqimap.mailbox.client import Client
from tqimap.mailbox.faults import translated
from tqimap.mailbox.line import Line
from tqimap.mailbox.steps import Tell, nobody
from tqimap.mailbox.tls import explained, seen, tls_context, tls_errors
from tqimap.mailbox.wording import back_off, hung_up, not_now, parted, plain, without_secrets
from tqimap.printable import printable
from tqimap.tokens.access import AccessTokens


class Entry:
    """The way into one mailbox; it may be taken again and again. ``passed`` is told each step."""

    def __init__(self, server: MailServer, line: Line, spool: Path, token_file: Path | None, passed: Tell) -> None:
        self._server = server
        self._line = line
        self._spool = spool
        self._token_file = token_file
        self._passed = passed

    def enter(self, until: Deadline) -> Client:
        """Connect, secure the connection, log in; a token is waited for ``until`` then.

        Raises UnreachableError, CertificateError, MailboxError, ConfigError.
        """
        self._refuse_clear_text()
        try:
            client = self._greeted()
            try:
                with translated(self._server):
                    self._log_in(client, until)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    self._line.cut()  # no goodbye
                client.end()
                raise
        except CertificateError as error:
            raise explained(error, self._server, self._shown_certificate()) from error.__cause__
        return client

    def _refuse_clear_text(self) -> None:
        if self._server.security == "plain" and not self._server.allow_cleartext_login:
            raise ConfigError(
                "imap_security is plain: everybody on the way could read the password. Use tls or starttls, or set "
                "allow_cleartext_login"
            )

    def _greeted(self) -> Client:
        """A connection on which the server has greeted as an IMAP server does."""
        try:
            client = Client(self._server, self._line, self._spool, self._passed)
        except TimeoutError as error:
            raise UnreachableError(self._silence()) from error
        except ConnectionError as error:
            raise UnreachableError(hung_up(self._place, "before it greeted")) from error
        except OSError as error:
            reason = plain(error.strerror or error)
            raise UnreachableError(f"{self._place} failed before it greeted: {reason}") from error
        except imaplib.IMAP4.error as error:
            raise self._no_greeting(error) from error
        self._passed("greeting", printable(client.welcome.decode("utf-8", "replace")))
        return client

    def _silence(self) -> str:
        hint = "" if self._server.security == "tls" else "; it may expect TLS at once (imap_security tls, port 993)"
        return f"{self._place} accepted the connection but said nothing for {self._server.connect_timeout:g} s{hint}"

    def _no_greeting(self, error: imaplib.IMAP4.error) -> TqimapError:
        command, said = parted(plain(error))  # imaplib asks for the capabilities at once
        said = said.removeprefix("invalid greeting: ")  # from Python 3.14 on
        if said.endswith("EOF"):
            return UnreachableError(hung_up(self._place, "before it greeted"))
        if said.startswith("* BYE ") or (command and "unexpected" not in said):
            return MailboxConnectionLost(
                f'{self._place} turned us away: "{said.removeprefix("* BYE ")}"', back_off(said)
            )
        what = "it greeted with something else" if said == "None" or said.startswith("+") else said
        return MailboxError(f"{self._place} is not an IMAP server: {what}. Check host and port of IMAP Server")

    def _log_in(self, client: Client, until: Deadline) -> None:
        if self._server.security == "starttls":
            self._start_tls(client)
            self._passed("TLS", seen(client.socket()))
        self._passed("capabilities", printable(b" ".join(client.capabilities()).decode("ascii", "replace")))
        if client.is_logged_in:
            self._passed("login", "not needed: the server greets as if we had logged in already (PREAUTH)")
            return
        credential = self._server.credential
        if isinstance(credential, Bearer):
            tokens = AccessTokens(credential.source, self._token_file, until=until)
            usable = bearer.told(tokens, self._passed)
            bearer.log_in(client, self._server, credential.mechanism, usable, self._refused)
        else:
            self._log_in_with_password(client, credential)
        way = credential.mechanism if isinstance(credential, Bearer) else "password"
        self._passed("login", f"{printable(self._server.username)} by {way}")

    def _start_tls(self, client: Client) -> None:
        """Secure the connection before anything else is said."""
        if client.is_logged_in:
            raise MailboxError(
                f"{self._place} greets as if we had logged in already (PREAUTH), and then nothing can be encrypted; "
                "somebody on the way can make it so, too. Set imap_security to tls and use its port (993)"
            )
        context = tls_context(self._server)
        try:
            with tls_errors(self._server, self._server.read_timeout):
                client.starttls(context)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise MailboxError(
                f"{self._place} does not do STARTTLS, and the password is not sent in the clear. Set imap_security to "
                "tls and use its port (993)"
            ) from error

    def _log_in_with_password(self, client: Client, secret: Secret) -> None:
        """LOGIN, or AUTHENTICATE PLAIN where the password is not ASCII or the server wants that."""
        username, password = self._server.username, secret.reveal()
        ascii_only = (username + password).isascii() and (username + password).isprintable()
        try:
            if ascii_only and not client.has_capability("LOGINDISABLED"):
                client.login(_quoted(username), password)
            elif client.has_capability("AUTH=PLAIN"):
                client.plain_login(username, password)
            else:
                raise self._no_way_in(client, ascii_only)
        except exceptions.LoginError as error:
            raise self._refused(error) from error

    def _no_way_in(self, client: Client, ascii_only: bool) -> MailboxLoginError:
        why = "is switched off" if ascii_only else "takes ASCII only"
        if self._server.security == "plain":
            advice = "Set imap_security to tls or starttls: it may take one over TLS"
        elif ascii_only:
            advice = bearer.other_ways(client)
        else:
            advice = "Give the user a password in ASCII"
        return MailboxLoginError(
            f"{self._server.host} takes no such password: LOGIN {why}, and there is no AUTH=PLAIN. {advice}"
        )

    def _refused(self, error: Exception, challenge: str = "") -> MailboxError:
        """imapclient calls a lost connection a refused login; and not every refusal is about who asks."""
        server = self._server
        _, said = parted(without_secrets(error, server).rstrip("."))
        lost = isinstance(error.__context__, imaplib.IMAP4.abort)
        if lost or not_now(said):
            what = "it closed the connection" if said.endswith("EOF") else said
            return MailboxConnectionLost(f"{server.host} lets nobody in now: {what}", back_off(said))
        what = f"the {server.credential.mechanism} token" if isinstance(server.credential, Bearer) else "the login"
        why = f"{said}; {challenge}" if challenge else said
        return MailboxLoginError(
            f"{server.host} refused {what} of {plain(server.username)}: {why}. {providers.advice(server, said)}"
        )

    def _shown_certificate(self) -> bytes | None:
        """The certificate (DER) that did not verify, by a second connection on which nothing is said but STARTTLS."""
        server = replace(self._server, verify=False)
        with contextlib.suppress(TqimapError, imaplib.IMAP4.error, OSError):
            if server.security == "tls":
                with self._line.connect(server, nobody) as secured:
                    return _certificate(secured)
            client = Client(server, self._line, self._spool)
            try:
                client.starttls(tls_context(server))
                return _certificate(client.socket())
            finally:
                client.end()
        return None

    @property
    def _place(self) -> str:
        return self._server.place


def _certificate(secured: object) -> bytes | None:
    return secured.getpeercert(binary_form=True) if isinstance(secured, ssl.SSLSocket) else None


def _quoted(text: str) -> str:
    """A quoted string (RFC 9051, 4.3): imaplib quotes passwords, but no user names."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
