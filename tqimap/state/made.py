"""What has been made in ThreatQ, kept in the ledger: so a File or an Event is made once, whatever becomes of a run."""

from tqimap.model import Attachment
from tqimap.state.ledger import Ledger


class Made:
    """Which File was made from which content (SHA-256), and which Event from which message, in one ThreatQ."""

    def __init__(self, ledger: Ledger, threatq: str, now: float) -> None:
        self._ledger = ledger
        self._threatq = threatq
        self._now = now
        (first,) = ledger.one("SELECT min(made_at) FROM event WHERE threatq = ?", threatq)
        self._events_since = now if first is None else float(first)

    def file_id(self, sha256: str) -> int | None:
        """The File made from this content, if one was."""
        row = self._ledger.one("SELECT file_id FROM file WHERE threatq = ? AND sha256 = ?", self._threatq, sha256)
        return int(row[0]) if row else None

    def is_of_another(self, file_id: int, content: Attachment) -> bool:
        """Whether this File was made from here, of another content of the same MD5.

        A content of another MD5 it is no more: a ThreatQ that is restored from a backup gives its ids anew.
        """
        row = self._ledger.one(
            "SELECT min(sha256 <> ?) FROM file LEFT JOIN content USING (sha256)"
            " WHERE threatq = ? AND file_id = ? AND coalesce(md5, ?) = ?",
            content.sha256, self._threatq, file_id, content.md5, content.md5,
        )  # fmt: skip
        return bool(row[0])

    def add_file(self, content: Attachment, file_id: int) -> None:
        """Remember the File made from this content, and of no other any more."""
        self._ledger.change(
            ("DELETE FROM file WHERE threatq = ? AND file_id = ?", (self._threatq, file_id)),
            ("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", (self._threatq, content.sha256, file_id, self._now)),
            ("INSERT OR REPLACE INTO content VALUES (?, ?)", (content.sha256, content.md5)),
        )

    def begin_event(self, message: str, happened: float) -> bool:
        """Note that an Event is about to be made from this message; False where one may have been made before.

        That is where it was begun, or where the mail (``happened``, seconds since the epoch) is older than this record:
        there may have been another one, which somebody has moved away.
        """
        row = self._ledger.one(
            "INSERT OR IGNORE INTO event VALUES (?, ?, NULL, ?) RETURNING 1", self._threatq, message, self._now
        )
        return row is not None and happened >= self._events_since

    def message(self, event_id: int) -> str | None:
        """The message from which this Event was made, if it was made from here."""
        row = self._ledger.one("SELECT message FROM event WHERE threatq = ? AND event_id = ?", self._threatq, event_id)
        return str(row[0]) if row else None

    def event_id(self, message: str) -> int | None:
        """The Event made from this message, if one is known to have been."""
        row = self._ledger.one("SELECT event_id FROM event WHERE threatq = ? AND message = ?", self._threatq, message)
        return int(row[0]) if row and row[0] is not None else None

    def add_event(self, message: str, event_id: int) -> None:
        """Remember the Event made from this message, and from no other any more."""
        self._ledger.change(
            ("UPDATE event SET event_id = NULL WHERE threatq = ? AND event_id = ?", (self._threatq, event_id)),
            ("UPDATE event SET event_id = ? WHERE threatq = ? AND message = ?", (event_id, self._threatq, message)),
        )
