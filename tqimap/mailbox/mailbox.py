"""The connection to the mailbox as a run uses it: open, select, list, fetch, mark.

Every error that leaves here is one of ``tqimap.errors``, names server and step, and holds no secret. Every command
is bounded: each wait by the read timeout, all of them by the end of the run, that a signal brings nearer.
"""

import contextlib
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from mmap import mmap
from pathlib import Path

from tqimap.config.settings import Done, MailServer
from tqimap.deadline import Deadline
from tqimap.errors import (
    MailboxBusy,
    MailboxConnectionLost,
    MailboxError,
    MailboxFolderError,
    MailboxOutOfTime,
    MailboxReadOnly,
    MailboxRefused,
    TqimapError,
)
from tqimap.mailbox import done as done_modes
from tqimap.mailbox import refusals
from tqimap.mailbox.client import Client
from tqimap.mailbox.criteria import charset, criteria
from tqimap.mailbox.done import chunks, present
from tqimap.mailbox.entry import Entry
from tqimap.mailbox.faults import translated
from tqimap.mailbox.line import Line
from tqimap.mailbox.listing import folders
from tqimap.mailbox.steps import Tell, nobody
from tqimap.mailbox.substitutes import is_substitute
from tqimap.mailbox.wording import busy, no_more, plain
from tqimap.model import MessageSize, RawMessage
from tqimap.stop import Stop, answered_by

# A command may begin just before the deadline, and what was delivered is to be marked even after it: seconds.
GRACE = 60.0

# imaplib reads no line over 1,000,000 bytes; a UID and a blank are 11 bytes at the most. Messages.
SEARCH_WINDOW = 80_000
SEEN = Done()

# Bytes of a batch of small messages (at most 8 MB), as much again for sizes that are stated too low, as Exchange does.
FETCH_ROOM = 16_000_000

# UIDs and UIDVALIDITY have 32 bits (RFC 9051, 9). More than that can be kept, but not more than this.
NUMBER_LIMIT = 1 << 63


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as the server opened it; ``permanent_flags`` are those that it says it keeps."""

    uidvalidity: int
    messages: int
    permanent_flags: tuple[str, ...] = ()


class Mailbox:
    """One mailbox, entered while the ``with`` block runs.

    Each method raises MailboxError or one of its kinds; ``open`` also UnreachableError, CertificateError, ConfigError.
    """

    def __init__(
        self,
        server: MailServer,
        spool: Path,
        *,
        stop: Stop | None = None,
        done: Done = SEEN,
        max_message_bytes: int = sys.maxsize,
        token_file: Path | None = None,
        passed: Tell = nobody,
    ) -> None:
        """Large messages go to ``spool``, a token to ``token_file``; ``passed`` hears of each step into the mailbox.

        No command goes on for long after ``stop`` wants the end: any raises Stopped after a signal.
        """
        self._server = server
        self._stop = stop or Stop()
        self._most = max_message_bytes + FETCH_ROOM
        self._criteria, self._charset = criteria(done), charset(done)
        self._mode = done_modes.mode(done)
        self.keeps_marks = done.mode != "ledger"
        self._line = Line()
        self._entry = Entry(server, self._line, spool, token_file, passed)
        self._client: Client | None = None
        self._selected = Selected(0, 0)
        self._marks_by_itself: MailboxReadOnly | None = None

    def __enter__(self) -> "Mailbox":
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is KeyboardInterrupt:
            self._line.cut()  # no goodbye: another thread may be waiting for an answer that does not come
        self.close()

    def open(self) -> None:
        """Connect and log in."""
        self.close()
        try:
            with self._bounded() as until:
                self._client = self._entry.enter(until)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Log out, quietly."""
        client, self._client = self._client, None
        if client is not None:
            with self._bounded():
                client.end()
        self._line.close()

    def select(self, folder: str) -> Selected:
        """Open a folder. Raises MailboxReadOnly where the done mode cannot work in it."""
        try:
            with self._talking() as client:
                opened = client.select_folder(folder, readonly=self._mode.read_only)
        except MailboxReadOnly as error:
            raise MailboxReadOnly(
                f"{plain(folder)} is read-only for {plain(self._server.username)}: nothing could be marked in it. Give "
                "the user the right to set flags, or set done to ledger"
            ) from error
        except MailboxRefused as error:
            raise refusals.not_opened(folder, self._server.username, error, self._folders) from error
        with self._talking() as client:
            self._mode.check(client, folder, opened)
        self._selected = self._opened(folder, opened)
        return self._selected

    def _opened(self, folder: str, answer: done_modes.Opened) -> Selected:
        uidvalidity, messages = (answer.get(key) for key in (b"UIDVALIDITY", b"EXISTS"))
        if not (isinstance(uidvalidity, int) and uidvalidity < NUMBER_LIMIT):
            raise MailboxFolderError(
                f"{self._server.host} gives {plain(folder)} no UIDVALIDITY: its messages cannot be told apart for good"
            )
        return Selected(uidvalidity, messages if isinstance(messages, int) else 0, _permanent_flags(answer))

    def unread(self) -> list[int]:
        """UIDs of the messages that are not yet done, ascending."""
        found: set[int] = set()
        try:
            with self._talking() as client:
                for window in _windows(self._selected.messages):
                    found.update(client.search([*window, *self._mode.criteria, *self._criteria], self._charset))
        except MailboxRefused as error:
            raise refusals.not_searched(error, self._charset) from error
        if max(found, default=0) >= NUMBER_LIMIT:
            raise MailboxError(f"{self._server.host} answered SEARCH with a UID that is none")
        return sorted(found)

    def present(self, uids: Sequence[int]) -> set[int]:
        """Those of ``uids`` that the folder still holds."""
        with self._talking() as client:
            return set(present(client, uids))

    def sizes(self, uids: Sequence[int]) -> list[MessageSize]:
        """Sizes of messages, of each one: of what the server says nothing, fetching will tell."""
        answers = self._told(uids, "RFC822.SIZE")
        return [MessageSize(uid, size if isinstance(size := answers.get(uid), int) else 0) for uid in uids]

    def dates(self, uids: Sequence[int]) -> list[datetime]:
        """When the server received messages (RFC 9051, 2.3.3), in UTC; nothing of those that it does not know."""
        return [_received(date) for date in self._told(uids, "INTERNALDATE").values()]

    def _told(self, uids: Sequence[int], item: str) -> dict[int, object]:
        """What the server says of one item of messages."""
        told: dict[int, object] = {}
        with self._talking() as client:
            for some in chunks(uids):
                told.update((uid, answer.get(item.encode())) for uid, answer in client.fetch(some, [item]).items())
        return told

    def fetch(self, uids: Sequence[int]) -> list[RawMessage]:
        """The messages, without setting a flag; those that the server does not give are missing.

        Where it sends far more than max_message_bytes the connection ends, whatever it has said of their size.
        Raises MailboxReadOnly where it has set a flag before and not taken it back.
        """
        if self._marks_by_itself:
            raise self._marks_by_itself
        try:
            with self._talking() as client, client.at_most(self._most):
                answers = client.fetch(list(uids), ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"])
        except MailboxRefused as error:
            if busy(str(error)):
                raise MailboxBusy(str(error)) from error
            if not no_more(str(error)):
                raise
            said = str(error).rstrip(".")
            raise MailboxError(f"{said}. Nothing more can be fetched now; the next run goes on") from error
        self._keep_open(answers)
        messages = []
        for uid in uids:
            raw = answers.get(uid, {}).get(b"BODY[]")
            if isinstance(raw, bytes | mmap) and raw and not is_substitute(raw):
                messages.append(RawMessage(uid, _received(answers[uid].get(b"INTERNALDATE")), raw))
        return messages

    def _keep_open(self, fetched: done_modes.Answers) -> None:
        """Where messages stay marked because they were fetched, they are delivered, and no more is fetched."""
        is_off = False
        with contextlib.suppress(MailboxRefused, MailboxReadOnly), self._talking() as client:
            is_off = self._mode.keep_open(client, fetched)
        if not is_off:
            self._marks_by_itself = MailboxReadOnly(
                f"{self._server.host} marks messages as read when they are fetched, and does not take that back: those "
                "of a run that dies would be lost. Set done to keyword, move or ledger"
            )

    def mark(self, uids: Sequence[int]) -> set[int]:
        """Mark as done; those that were seen to keep the mark.

        A server may refuse it for all where others have removed one of them (RFC 2180, 4.2.1). Raises MailboxReadOnly
        where it marks what is not done, too.
        """
        kept = self._marked(uids)
        if self._marks_by_itself:
            raise self._marks_by_itself
        return kept

    def _marked(self, uids: Sequence[int]) -> set[int]:
        is_set = False
        try:
            with self._talking() as client:
                self._mode.mark(client, uids)
                is_set = True
                return self._mode.kept(client, uids)
        except MailboxRefused as error:
            there = self._still_there(uids)
            if len(there) < len(uids):
                return self._marked(there)
            raise refusals.not_marked(error, self._mode.needs, is_set=is_set) from error

    def _still_there(self, uids: Sequence[int]) -> Sequence[int]:
        """Those that the folder still holds; all, where the server tells no news either."""
        with contextlib.suppress(MailboxRefused, MailboxReadOnly):
            return sorted(self.present(uids))
        return uids

    def _folders(self) -> list[str]:
        with contextlib.suppress(MailboxError), self._talking() as client:
            return folders(client)
        return []

    @contextlib.contextmanager
    def _talking(self) -> Iterator[Client]:
        """The client, with whatever goes wrong in what it does put into our own errors."""
        if self._client is None:
            raise MailboxConnectionLost(f"Not connected to {self._server.host}")
        with self._bounded(), translated(self._server):
            yield self._client

    @contextlib.contextmanager
    def _bounded(self) -> Iterator[Deadline]:
        """Cut the connection where a command goes on for too long: a byte a second would hold it for ever.

        Gives until when it may; what waits elsewhere has to look at that itself.
        """
        begun = time.monotonic()
        until = partial(self._end, begun)
        with self._line.cut_at(until):
            try:
                yield until
            except TqimapError as error:
                if time.monotonic() >= until():
                    raise self._gave_up(time.monotonic() - begun) from error
                raise

    def _end(self, begun: float) -> float:
        """Until when (monotonic clock) a command that was begun at that time may take."""
        by_signal = answered_by(begun, self._stop.signalled_at)
        if self._stop.deadline is None:
            return by_signal
        return min(by_signal, max(self._stop.deadline, begun + GRACE))

    def _gave_up(self, seconds: float) -> TqimapError:
        if self._stop.exit_code:
            return self._stop.stopped(self._server.host)
        sent = f"; it has sent {self._client.received} bytes in all" if self._client else ""
        return MailboxOutOfTime(
            f"Gave up on {self._server.host}: the time for all of it is over (run_seconds for a run), and one command "
            f"took {seconds:.0f} s{sent}",
            seconds,
        )


def _permanent_flags(opened: Mapping[bytes, object]) -> tuple[str, ...]:
    flags = opened.get(b"PERMANENTFLAGS")
    if not isinstance(flags, tuple):
        return ()
    return tuple(flag.decode("ascii", "replace") for flag in flags if isinstance(flag, bytes))


def _windows(messages: int) -> Iterator[list[str]]:
    """Ranges of message numbers, so that no answer to SEARCH is too long; for most folders one, without limits.

    From the last to the first: whoever moves up because others are removed meanwhile is seen twice, never passed over.
    """
    if messages <= SEARCH_WINDOW:
        yield []
        return
    last = "*"
    for first in reversed(range(1, messages + 1, SEARCH_WINDOW)):
        yield [f"{first}:{last}"]
        last = str(first - 1)


def _received(date: object) -> datetime:
    """When the server received a message; now, where it does not say so."""
    try:
        return date.astimezone(UTC) if isinstance(date, datetime) else datetime.now(UTC)
    except (ValueError, OverflowError):
        return datetime.now(UTC)
