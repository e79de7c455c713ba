"""The mailbox's side: name, proxy, connection, TLS, greeting, capabilities, login, folders, flags, unread mail."""

from collections.abc import Sequence
from dataclasses import replace

from tqimap import locations
from tqimap.check.walk import Walk
from tqimap.config.config import Config
from tqimap.config.settings import Bearer, DoneMode, MailServer
from tqimap.errors import ConfigError, TqimapError
from tqimap.mailbox import Mailbox
from tqimap.printable import printable
from tqimap.report.report import counted
from tqimap.stop import Stop

DEADLINE_SECONDS = 300.0  # for all of it: somebody is waiting


def look(settings: Config, server: MailServer, walk: Walk) -> None:
    """Make the steps, up to the first that fails."""
    try:
        done = replace(settings.done(), rehearsal=True)
        with (
            locations.temporary_directory() as spool,
            Mailbox(server, spool, stop=Stop(DEADLINE_SECONDS), done=done, passed=walk.passed) as mailbox,
        ):
            for folder in settings["folders"]:
                _folder(mailbox, folder, done.mode, walk)
    except TqimapError as error:
        if not isinstance(error, ConfigError):
            walk.reached("name")
        walk.failed(error)


def _folder(mailbox: Mailbox, folder: str, mode: DoneMode, walk: Walk) -> None:
    opened, name = mailbox.select(folder), printable(folder)
    unread = f"{len(mailbox.unread())} to be read"
    if mode == "ledger":
        unread = "the ledger knows which of them have been read"
    walk.passed("folder", f"{name}: {counted(opened.messages, 'message')}, {unread}")
    if mode in ("seen", "keyword"):
        _flags(name, opened.permanent_flags, walk)


def _flags(folder: str, permanent: Sequence[str], walk: Walk) -> None:
    """Whether what is marked stays marked; a folder opened by EXAMINE may not tell."""
    if permanent:
        walk.passed("flags", f"{folder} keeps {printable(' '.join(permanent))}, says the server")
    else:
        walk.not_tested("flags", f"whether {folder} keeps them shows only when it is opened to write")


def plan(server: MailServer, folders: Sequence[str]) -> tuple[str, ...]:
    """The steps of this mailbox, in order."""
    steps = ["settings", "name", "proxy" if server.proxy else "connection"]
    steps += ["TLS", "greeting"] if server.security == "tls" else ["greeting"]
    steps += ["TLS"] if server.security == "starttls" else []
    steps += ["capabilities"]
    steps += ["token"] if isinstance(server.credential, Bearer) else []
    return (*steps, "login", *("folder" for _ in folders))
