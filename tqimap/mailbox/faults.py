"""What goes wrong on an open connection, as one of our own errors: who, what, and never a secret."""

import contextlib
import imaplib
import re
from collections.abc import Iterator

from imapclient import exceptions  # type: ignore[import-untyped]

from tqimap.config.settings import MailServer
from tqimap.errors import MailboxConnectionLost, MailboxError, MailboxReadOnly, MailboxRefused, TqimapError
from tqimap.mailbox.wording import back_off, parted, without_secrets

# imapclient calls it an abort where a server refuses a command before it has sent a literal of it (RFC 9051, 4.3).
_LITERAL_REFUSED = re.compile(r".* waiting for continuation response: \('(?:NO|BAD)', (?P<text>.*?)\)?", re.DOTALL)


@contextlib.contextmanager
def translated(server: MailServer) -> Iterator[None]:
    """Raises MailboxError or one of its kinds for whatever imapclient raises in the block."""
    try:
        yield
    except TqimapError:
        raise
    except Exception as error:  # answers are hostile: the parsers of the libraries may raise anything
        raise foreseen(error, server) from error


def foreseen(error: Exception, server: MailServer) -> MailboxError:
    """The error of ours that ``error`` is. The order matters: imaplib's readonly is an abort, its abort an error."""
    host = server.host
    command, said = parted(without_secrets(error, server))
    match error:
        case exceptions.InvalidCriteriaError():  # below the server's words stands advice for who writes programs
            said = without_secrets(str(error).partition("\n\n")[0], server)
            return MailboxRefused(f"{host} refused SEARCH: {said}")
        case imaplib.IMAP4.readonly():
            return MailboxReadOnly(f"{host}: the folder has become read-only")
        case exceptions.ProtocolError():
            return MailboxRefused(f"{host} answered what cannot be understood")
        case imaplib.IMAP4.abort() if answer := _LITERAL_REFUSED.fullmatch(said):
            return MailboxRefused(f"{host} refused {command or 'a command'}: {answer['text']}")
        case imaplib.IMAP4.abort():
            during = f" during {command}" if command else ""
            return MailboxConnectionLost(f"The connection to {host} was lost{during}: {_loss(said)}", back_off(said))
        case imaplib.IMAP4.error():
            seconds = back_off(said)
            refusal = MailboxConnectionLost if seconds else MailboxRefused  # a throttled connection is closed soon
            return refusal(f"{host} refused {command or 'a command'}: {said}", seconds)
        case TimeoutError():
            return MailboxConnectionLost(f"{host} said nothing for {server.read_timeout:g} s")
        case OSError():
            return MailboxConnectionLost(f"The connection to {host} was lost: {error.strerror or said}")
    return MailboxConnectionLost(f"{host} answered what cannot be understood ({type(error).__name__})")


def _loss(said: str) -> str:
    """imaplib's words for a lost connection, which may hold a piece of mail, in our own."""
    if "socket error: EOF" in said or "unterminated line" in said:
        return "the server closed it"
    if "unexpected" in said:
        return "the server answered out of turn"
    return said
