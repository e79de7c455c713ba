"""One message of the mailbox for ``--explain uid:N``: fetched with PEEK from a folder opened with EXAMINE."""

import re

from tqimap import locations
from tqimap.config.config import Config
from tqimap.config.settings import Done
from tqimap.errors import ConfigError
from tqimap.mailbox import Mailbox
from tqimap.stop import Stop
from tqimap.threatq.client import ThreatQ
from tqimap.threatq.login import configured_login
from tqimap.threatq.session import Session

DEADLINE_SECONDS = 300.0  # for all that the mailbox is asked: somebody is waiting

_NAME = re.compile(r"uid:(\d{1,10})(?::(.+))?")


def named(text: str) -> tuple[int, str] | None:
    """UID and folder, which may be empty, where ``text`` is ``uid:N`` or ``uid:N:FOLDER``; None for a file's name."""
    match = _NAME.fullmatch(text)
    return (int(match[1]), match[2] or "") if match and 0 < int(match[1]) < 1 << 32 else None


def fetch(settings: Config, uid: int, folder: str) -> bytes:
    """The message, from the first of the configured folders unless one is named. Raises TqimapError."""
    settings = _completed(settings)
    folder = folder or settings["folders"][0]
    with (
        locations.temporary_directory() as spool,
        Mailbox(
            settings.mail_server(), spool, stop=Stop(DEADLINE_SECONDS), done=Done("ledger"),
            max_message_bytes=settings["max_message_bytes"],
        ) as mailbox,
    ):  # fmt: skip
        mailbox.select(folder)
        for message in mailbox.fetch([uid]):
            return bytes(message.raw)
    raise ConfigError(f"There is no message with UID {uid} in {folder}")


def _completed(settings: Config) -> Config:
    """The settings with what is filled in in ThreatQ's form."""
    if not settings["connector_id"]:
        return settings
    session = Session(settings.threatq_server(), configured_login(settings))
    connector = ThreatQ(session).connector(settings["connector_id"])
    session.close()
    return settings.with_form(connector.settings)
