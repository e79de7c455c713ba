"""What a mail server or a library said, in words for a log line."""

import base64
import errno
import re

from tqimap.config.settings import MailServer, Secret
from tqimap.printable import printable

BACK_OFF_LIMIT = 600.0  # seconds: Exchange asks for 300; who asks for more gets the next run
EXCERPT = 160  # characters of what a server said: enough to search the web for it

# imaplib makes text of bytes and of lists of bytes by their repr.
_REPR = re.compile(r"""\[?\bb(?P<quote>['"])(?P<text>.*?)(?P=quote)\]?""")
# imaplib's and imapclient's "command: LOGIN => …", "SELECT command error: BAD …" and "select failed: …".
_COMMAND = re.compile(r"(?:command: )?(?P<name>\w+) (?:=>|command error: BAD|failed:) (?P<text>.*)", re.DOTALL)
# "Request is throttled. Suggested Backoff Time: 299961 milliseconds" (Exchange)
_BACK_OFF = re.compile(r"Backoff Time:\s*(\d{1,9})\s*milliseconds", re.IGNORECASE)
# "[UNAVAILABLE] …" of RFC 5530, and "Server Unavailable. 15" (Exchange, while what is behind it is away)
_NOT_NOW = re.compile(
    r"\[(?:INUSE|LIMIT|SERVERBUG|OVERQUOTA)\]|unavailable|too many|maximum number of|throttled|temporar", re.IGNORECASE
)
_BUSY = re.compile(r"\[UNAVAILABLE\]|throttled|temporar", re.IGNORECASE)

# Of RFC 5530 what is about the account, not about what was asked for: Gmail's bandwidth of a day, Yahoo's rate.
_NO_MORE = re.compile(r"\[(?:LIMIT|INUSE|OVERQUOTA)\]", re.IGNORECASE)

_NOWHERE = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.ENETUNREACH, errno.EHOSTUNREACH})


def plain(text: object) -> str:
    """One printable line, without Python's notation for bytes."""
    return printable(_REPR.sub(lambda match: match["text"], str(text)), EXCERPT)


def reason(error: object) -> str:
    """Why the system says something failed, without its error number."""
    if isinstance(error, UnicodeError):
        return "it is no host name"
    return plain(getattr(error, "strerror", None) or error)


def leads_nowhere(error: object) -> bool:
    """Whether this machine has no way to an address, as to those of IPv6 that a name has beside others."""
    return getattr(error, "errno", None) in _NOWHERE


def without_secrets(text: object, server: MailServer) -> str:
    """What the server said, on one printable line: a server may send back what it did not understand."""
    said = str(text)
    if isinstance(server.credential, Secret):
        for form in _sent_forms(server.username, server.credential.reveal()):
            said = said.replace(form, "***")
    return plain(said)


def _sent_forms(username: str, password: str) -> list[str]:
    """All that a password looks like on its way, and in the repr of an answer that repeats it."""
    quoted = password.replace("\\", "\\\\").replace('"', '\\"')
    encoded = base64.b64encode(f"\0{username}\0{password}".encode()).decode()
    raw = [encoded, quoted, password]
    return [form for text in raw for form in (repr(text.encode())[2:-1], text)]


def hung_up(place: str, when: str) -> str:
    """What it may mean that a server ends a connection on which nothing was said yet."""
    return f"{place} closed the connection {when}: has it too many connections, or does it not let this machine in?"


def parted(said: str) -> tuple[str, str]:
    """The command that was refused, where the library names it, and what the server said.

    imaplib calls whatever it sends with UIDs (STORE, MOVE, …) UID, which is no name of a command.
    """
    named = _COMMAND.fullmatch(said)
    return (named["name"].upper().removeprefix("UID"), named["text"]) if named else ("", said)


def back_off(text: str) -> float:
    """For how many seconds the server asks to be left alone, within bounds; 0 where it does not ask."""
    asked = _BACK_OFF.search(text)
    return min(int(asked[1]) / 1000, BACK_OFF_LIMIT) if asked else 0.0


def no_more(text: str) -> bool:
    """Whether a refusal is of everything that is asked for now."""
    return _NO_MORE.search(text) is not None


def busy(text: str) -> bool:
    """Whether a refusal of a message may be of another mind soon; what breaks on one message breaks on it again."""
    return _BUSY.search(text) is not None


def not_now(text: str) -> bool:
    """Whether a refusal is about the moment, not about who asks (RFC 5530, and what servers write instead)."""
    return _NOT_NOW.search(text) is not None
