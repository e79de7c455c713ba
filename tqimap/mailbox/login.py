"""Entering the mailbox with user and password (RFC 9051, 6.2)."""

import imaplib

from imapclient import exceptions  # type: ignore[import-untyped]

from tqimap.errors import ConfigError, MailboxConnectionLost, MailboxError, MailboxLoginError
from tqimap.mailbox.client import Client
from tqimap.mailbox.line import tls_context, tls_errors
from tqimap.mailbox.wording import back_off, not_now, plain
from tqimap.settings import MailServer

# Where passwords no longer open a mailbox, or only passwords made for the purpose do.
_PROVIDERS = {
    "outlook.office365.com": "Exchange Online takes no passwords for IMAP any more",
    "imap.gmail.com": "Gmail takes app passwords only",
}


def refuse_clear_text(server: MailServer) -> None:
    """Raises ConfigError where the password would go over the network in the clear, unless that is allowed."""
    if server.security == "plain" and not server.allow_cleartext_login:
        raise ConfigError(
            "imap_security is plain: the password would be readable on the way. Use tls or starttls, "
            "or set allow_cleartext_login"
        )


def start_tls(client: Client, server: MailServer) -> None:
    """Secure the connection before anything else is said. Raises MailboxError, CertificateError, UnreachableError."""
    context = tls_context(server)
    try:
        with tls_errors(server):
            client.starttls(context)
    except imaplib.IMAP4.abort as error:
        raise MailboxConnectionLost(f"{server.host} went away when STARTTLS began: {plain(error)}") from error
    except imaplib.IMAP4.error as error:
        raise MailboxError(
            f"{server.host}:{server.port} does not offer STARTTLS, and the password is not sent in the clear: "
            "use imap_security tls and its port (993)"
        ) from error


def log_in(client: Client, server: MailServer) -> None:
    """Log in. Raises MailboxLoginError, or MailboxConnectionLost where the refusal is not about the password."""
    username, password = server.username, server.password.reveal()
    try:
        if (username + password).isascii() and not client.has_capability("LOGINDISABLED"):
            client.login(_quoted(username), password)
        else:
            client.plain_login(username, password)
    except exceptions.CapabilityError as error:
        raise MailboxLoginError(
            f"{server.host} takes no password here: it offers neither LOGIN nor AUTH=PLAIN for it"
        ) from error
    except exceptions.LoginError as error:
        raise _refused(server, error) from error


def _refused(server: MailServer, error: Exception) -> MailboxError:
    said = plain(error).replace(password, "***") if (password := server.password.reveal()) else plain(error)
    lost = isinstance(error.__context__, imaplib.IMAP4.abort)  # imapclient calls a lost connection a refused login
    if lost or not_now(said):
        return MailboxConnectionLost(f"{server.host} lets nobody in now: {said}", back_off(said))
    known = _PROVIDERS.get(server.host.lower())
    hint = f"{known}; see the README on signing in" if known else "Check IMAP Username and IMAP Password"
    return MailboxLoginError(f"{server.host} refused the login of {plain(server.username)}: {said}. {hint}")


def _quoted(text: str) -> str:
    """A quoted string (RFC 9051, 4.3): imaplib quotes passwords, but no user names."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
