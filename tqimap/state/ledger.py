"""What has been done with which message: an SQLite file in the state directory.

The ledger is written after everything of a message is in ThreatQ and before the message is marked in the
mailbox, so that a run that dies in between only has to mark it. A row is keyed by server, user, folder,
UIDVALIDITY and UID (RFC 9051, 2.3.1.1): no other key survives a re-created folder.

States: ``failed`` (will be tried again), ``quarantined`` (tried again once a day or on request), ``delivered``
(in ThreatQ, not yet marked) and ``marked`` (the mailbox was seen to keep the mark).
"""

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tqimap.batched import batched
from tqimap.errors import StateError
from tqimap.model import MessageRef
from tqimap.state import private_file, schema

FILE_NAME = "ledger.sqlite3"
BUSY_SECONDS = 10.0  # only --quarantine and --retry can be beside a run; they hold the file for milliseconds
KEEP_SECONDS = 180 * 86_400  # rows of messages that have left the mailbox: half a year to ask about one
UIDS_PER_STATEMENT = 500  # parameters; SQLite's own limit was 999 for long

# What to do about an error, by SQLite's name for its kind. No later run gets over damage, as over a full disk.
_DAMAGED = ". Move it away: no mail is lost, what is unread is read again"
_NOT_WRITABLE = ". Give the user who runs tqimap the right to write there"
_ADVICE = {
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_CANTOPEN": _NOT_WRITABLE,
    "SQLITE_READONLY": _NOT_WRITABLE,
    "SQLITE_FULL": ". Make room there",
    "SQLITE_IOERR": ". Is the disk full, or failing?",
    "SQLITE_BUSY": ". Another program has it open; end that one",
    "SQLITE_PROTOCOL": ". Files on this file system cannot be locked: put the configuration on a local disk",
}

State = Literal["failed", "quarantined", "delivered", "marked"]

_COLUMNS = "id, folder, uidvalidity, uid, state, subject, reason, attempts, ended_run, first_at, changed_at"
_SELECT = f"SELECT {_COLUMNS} FROM message"


@dataclass(frozen=True, slots=True)
class MailboxKey:
    """Which mailbox the rows belong to: part of their key."""

    server: str
    username: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as far as a run or its user asks for it. Times are seconds since the epoch.

    ``ended_run`` says that a run has ended over it, perhaps since ThreatQ falls over it: it is delivered alone.
    """

    id: int
    ref: MessageRef
    state: State
    subject: str
    reason: str
    attempts: int
    ended_run: bool
    first_at: float
    changed_at: float


@dataclass(frozen=True, slots=True)
class DeliveredMessage:
    """What is worth remembering of a message that is in ThreatQ."""

    ref: MessageRef
    message_id: str
    subject: str
    sha256: str
    file_ids: tuple[int, ...]
    indicators: int


class Ledger:
    """The open ledger. Each method is one transaction. Raises StateError where the file cannot be used."""

    def __init__(self, directory: Path, mailbox: MailboxKey) -> None:
        self._path = directory / FILE_NAME
        self._mailbox = mailbox
        with self._translated():
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite would take the mode of the umask
            self._base = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = FULL")  # what it says must be true after a power cut
            current = schema.is_current(self._base)
        if not current:
            with self._transaction():
                schema.bring_up_to_date(self._base)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def entries(self, folder: str, uidvalidity: int, uids: Iterable[int]) -> dict[int, Entry]:
        """What is known of ``uids``, by UID."""
        found: dict[int, Entry] = {}
        with self._translated():
            for some in batched(list(uids), UIDS_PER_STATEMENT):
                rows = self._select(
                    f"folder = ? AND uidvalidity = ? AND uid IN ({_placeholders(some)})", folder, uidvalidity, *some
                )
                found.update((entry.ref.uid, entry) for entry in rows)
        return found

    def in_quarantine(self, folders: Collection[str]) -> int:
        """How many messages of these folders are in quarantine."""
        with self._translated():
            return sum(entry.ref.folder in folders for entry in self._select("state = 'quarantined'"))

    def quarantine(self) -> list[Entry]:
        """All messages in quarantine, of every mailbox that this ledger has seen, oldest first."""
        with self._translated():
            rows = self._base.execute(f"{_SELECT} WHERE state = 'quarantined' ORDER BY first_at, id")
            return list(map(_entry, rows))

    def deliver(self, messages: Iterable[DeliveredMessage], now: float) -> None:
        """Record that everything of these messages is in ThreatQ."""
        rows = [
            (*self._key(m.ref), "delivered", m.message_id, m.subject, m.sha256, json.dumps(m.file_ids), m.indicators,
             "", 0, now, now, now)
            for m in messages
        ]  # fmt: skip
        with self._transaction():
            self._base.executemany(
                """INSERT INTO message (server, username, folder, uidvalidity, uid, state, message_id, subject, sha256,
                                        file_ids, indicators, reason, attempts, first_at, changed_at, present_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT (server, username, folder, uidvalidity, uid) DO UPDATE SET
                       state = excluded.state, message_id = excluded.message_id, subject = excluded.subject,
                       sha256 = excluded.sha256, file_ids = excluded.file_ids, indicators = excluded.indicators,
                       reason = '', attempts = 0, ended_run = 0,
                       changed_at = excluded.changed_at, present_at = excluded.present_at""",
                rows,
            )

    def mark(self, folder: str, uidvalidity: int, uids: Iterable[int], now: float) -> None:
        """Record that the mailbox was seen to keep the mark of these messages."""
        with self._transaction():
            for some in batched(list(uids), UIDS_PER_STATEMENT):
                self._base.execute(
                    f"""UPDATE message SET state = 'marked', changed_at = ? WHERE server = ? AND username = ?
                        AND folder = ? AND uidvalidity = ? AND state = 'delivered'
                        AND uid IN ({_placeholders(some)})""",
                    (now, self._mailbox.server, self._mailbox.username, folder, uidvalidity, *some),
                )

    def fail(
        self,
        ref: MessageRef,
        reason: str,
        now: float,
        *,
        attempts_allowed: int,
        counts: bool = True,
        subject: str = "",
    ) -> bool:
        """Record a failure on a message; whether it is in quarantine now, to which only those that count bring it.

        None takes it out.
        """
        with self._translated():
            (state,) = self._base.execute(
                """INSERT INTO message (server, username, folder, uidvalidity, uid, state, subject, reason, attempts,
                                        first_at, changed_at, present_at)
                   VALUES (?, ?, ?, ?, ?, iif(? >= ?, 'quarantined', 'failed'), ?, ?, ?, ?, ?, ?)
                   ON CONFLICT (server, username, folder, uidvalidity, uid) DO UPDATE SET
                       state = iif(state = 'quarantined' OR (excluded.attempts AND attempts + excluded.attempts >= ?),
                                   'quarantined', 'failed'),
                       attempts = attempts + excluded.attempts,
                       reason = excluded.reason, subject = iif(excluded.subject = '', subject, excluded.subject),
                       changed_at = excluded.changed_at, present_at = excluded.present_at
                   RETURNING state""",
                (*self._key(ref), counts, attempts_allowed, subject, reason, counts, now, now, now, attempts_allowed),
            ).fetchone()
        return bool(state == "quarantined")

    def suspect(self, refs: Iterable[MessageRef], reason: str, now: float, *, ended_run: bool = False) -> None:
        """Record a failure that may be the fault of one of these messages; it counts against none of them."""
        rows = [(*self._key(ref), reason, ended_run, now, now, now) for ref in refs]
        with self._transaction():
            self._base.executemany(
                """INSERT INTO message (server, username, folder, uidvalidity, uid, state, reason, ended_run,
                                        first_at, changed_at, present_at)
                   VALUES (?, ?, ?, ?, ?, 'failed', ?, ?, ?, ?, ?)
                   ON CONFLICT (server, username, folder, uidvalidity, uid) DO UPDATE SET
                       state = iif(state = 'quarantined', state, 'failed'),
                       reason = excluded.reason, ended_run = max(ended_run, excluded.ended_run),
                       changed_at = excluded.changed_at, present_at = excluded.present_at""",
                rows,
            )

    def retry(self, ids: Iterable[int]) -> int:
        """Take messages out of quarantine, so that the next run reads them; how many there were."""
        with self._transaction():
            return sum(
                self._base.execute(
                    "UPDATE message SET state = 'failed', attempts = 0 WHERE id = ? AND state = 'quarantined'", (id_,)
                ).rowcount
                for id_ in ids
            )

    def unsettled(self, now: float) -> list[Entry]:
        """Rows whose message may have left the mailbox unnoticed: failures, and what is older than ``KEEP_SECONDS``."""
        with self._translated():
            return list(self._select("(state IN ('failed', 'quarantined') OR present_at < ?)", now - KEEP_SECONDS))

    def prune(self, gone: Iterable[int], there: Iterable[int], now: float) -> None:
        """Forget the rows ``gone`` (ids) and note that the messages of the rows ``there`` still exist."""
        with self._transaction():
            self._base.executemany("DELETE FROM message WHERE id = ?", [(id_,) for id_ in gone])
            self._base.executemany("UPDATE message SET present_at = ? WHERE id = ?", [(now, id_) for id_ in there])

    def one(self, statement: str, *values: object) -> Any:
        """The first row of one statement, or None. Raises StateError."""
        with self._translated():
            return self._base.execute(statement, values).fetchone()

    def change(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        """Statements with their values, all or none of them. Raises StateError."""
        with self._transaction():
            for statement, values in statements:
                self._base.execute(statement, values)

    def _key(self, ref: MessageRef) -> tuple[str, str, str, int, int]:
        return (self._mailbox.server, self._mailbox.username, ref.folder, ref.uidvalidity, ref.uid)

    def _select(self, condition: str, *values: object) -> Iterator[Entry]:
        rows = self._base.execute(
            f"{_SELECT} WHERE server = ? AND username = ? AND {condition}",
            (self._mailbox.server, self._mailbox.username, *values),
        )
        return map(_entry, rows)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._translated(), self._base:
            self._base.execute("BEGIN IMMEDIATE")
            yield

    def _translated(self) -> AbstractContextManager[None]:
        return _translated(self._path)


def copy(directory: Path, target: Path) -> None:
    """Copy the ledger in ``directory``, if there is one, as it stands now, whatever a run is writing into it.

    Raises StateError.
    """
    path = directory / FILE_NAME
    with _translated(path):
        try:
            path.stat()
        except FileNotFoundError:
            return
        try:
            _copy(path, "mode=rw", target)
        except sqlite3.OperationalError:  # SQLite makes two files beside it to read one that runs may be writing
            log = Path(f"{path}-wal")
            if log.exists() and log.stat().st_size:
                raise
            _copy(path, "immutable=1", target)


def _copy(path: Path, how: str, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", timeout=BUSY_SECONDS, uri=True)) as base,
        closing(sqlite3.connect(target / FILE_NAME)) as copied,
    ):
        base.backup(copied)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """The one place that turns what SQLite and the disk say into our own error."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        kind = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])  # SQLITE_IOERR of SQLITE_IOERR_WRITE
        advice = private_file.advice(error) if isinstance(error, OSError) else _ADVICE.get(kind, "")
        what = "is damaged" if advice is _DAMAGED else "cannot be used"
        raise StateError(f"The ledger {path} {what}: {reason}{advice}") from error


def _entry(row: tuple[Any, ...]) -> Entry:
    id_, folder, uidvalidity, uid, state, subject, reason, attempts, ended_run, *times = row
    ref = MessageRef(folder, uidvalidity, uid)
    return Entry(id_, ref, state, subject, reason, attempts, bool(ended_run), *times)


def _placeholders(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
