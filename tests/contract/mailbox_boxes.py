"""Mailboxes that all have to behave alike: the one in memory that other tests run on, pymap's, and Dovecot's.

A box puts mail in and looks at it from behind; ``server`` is how to get at it by IMAP.
"""

import contextlib
import imaplib
import os
import ssl
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from fakes import FakeMailbox
from servers.dovecot import Dovecot

from tqimap.config.settings import Done, MailServer, Secret
from tqimap.mailbox import Mailbox
from tqimap.sandbox import imap as sandbox

SEEN = Done()


class Box(ABC):
    """One mailbox with an empty INBOX."""

    @abstractmethod
    def deliver(self, raw: bytes, folder: str = "INBOX", *, received: datetime | None = None) -> None:
        """Put a message into a folder, which is made if it is missing."""

    @abstractmethod
    def flags(self, folder: str = "INBOX") -> dict[bytes, bool]:
        """Each message of the folder and whether it is seen."""

    @abstractmethod
    def remove(self, uid: int) -> None:
        """Take a message away, as another client would."""

    @abstractmethod
    def mailbox(self, spool: Path, done: Done = SEEN):
        """A context with what is tested."""


class InMemory(Box):
    """``tests/fakes.py``."""

    def __init__(self) -> None:
        self._fake = FakeMailbox()

    def deliver(self, raw: bytes, folder: str = "INBOX", *, received: datetime | None = None) -> None:
        self._fake.messages[len(self._fake.messages) + 1] = raw

    def flags(self, folder: str = "INBOX") -> dict[bytes, bool]:
        return {raw: uid in self._fake.seen for uid, raw in self._fake.messages.items()}

    def remove(self, uid: int) -> None:
        del self._fake.messages[uid]

    @contextlib.contextmanager
    def mailbox(self, spool: Path, done: Done = SEEN) -> Iterator[FakeMailbox]:
        self._fake.keeps_marks = done.mode != "ledger"
        self._fake.open()
        yield self._fake
        self._fake.close()


class OnServer(Box):
    """A box behind real IMAP."""

    server: MailServer

    def remove(self, uid: int) -> None:
        with self.other_client() as client:
            client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
            client.expunge()

    @contextlib.contextmanager
    def other_client(self) -> Iterator[imaplib.IMAP4]:
        """Somebody else, who has INBOX open."""
        context = ssl.create_default_context(cafile=self.server.ca_file)
        client = imaplib.IMAP4_SSL(self.server.host, self.server.port, ssl_context=context, timeout=20)
        assert isinstance(self.server.credential, Secret)
        client.login(self.server.username, self.server.credential.reveal())
        client.select("INBOX")
        yield client
        client.logout()

    def mailbox(self, spool: Path, done: Done = SEEN) -> Mailbox:
        return Mailbox(self.server, spool, done=done)


class Pymap(OnServer):
    """The sandbox's mailbox. It keeps no keywords."""

    def __init__(self, mail: sandbox.MailServer) -> None:
        self._mail = mail
        self.server = MailServer(mail.host, mail.port, mail.username, Secret(mail.password), ca_file=mail.ca_file)

    def deliver(self, raw: bytes, folder: str = "INBOX", *, received: datetime | None = None) -> None:
        self._mail.deliver(raw, folder, internal_date=received)

    def flags(self, folder: str = "INBOX") -> dict[bytes, bool]:
        return {message.raw: "\\Seen" in message.flags for message in self._mail.messages(folder)}


class OnDovecot(OnServer):
    """The reference."""

    def __init__(self, dovecot: Dovecot) -> None:
        self._dovecot = dovecot
        secret = Secret(dovecot.password)
        self.server = MailServer(dovecot.host, dovecot.port, dovecot.username, secret, ca_file=dovecot.ca_file)

    def deliver(self, raw: bytes, folder: str = "INBOX", *, received: datetime | None = None) -> None:
        name = self._dovecot.deliver(raw, _modified_utf7(folder))
        if received is not None:
            file = self._dovecot.maildir(_modified_utf7(folder)) / "new" / name
            os.utime(file, (received.timestamp(), received.timestamp()))

    def flags(self, folder: str = "INBOX") -> dict[bytes, bool]:
        maildir = self._dovecot.maildir(_modified_utf7(folder))
        files = [*(maildir / "new").iterdir(), *(maildir / "cur").iterdir()]
        return {file.read_bytes(): "S" in file.name.partition(":2,")[2] for file in files}


def _modified_utf7(folder: str) -> str:
    """The name of a folder's directory (RFC 9051, A.1)."""
    from imapclient.imap_utf7 import encode

    return encode(folder).decode("ascii")
