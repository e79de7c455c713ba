"""One folder of the mailbox, kept open and read whatever the server does.

A lost connection is opened again with back-off; one bad message, which spoils the whole FETCH of its batch, is
singled out; what a server says it has and does not give is noticed.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from tqimap.batched import batched
from tqimap.errors import (
    MailboxBusy,
    MailboxConnectionLost,
    MailboxError,
    MailboxOutOfTime,
    MailboxRefused,
    UnreachableError,
)
from tqimap.model import MessageRef, MessageSize, RawMessage
from tqimap.stop import Stop

log = logging.getLogger("tqimap")

RECONNECT_SECONDS = (2.0, 5.0, 15.0)  # a server that restarts is back by then; else the next run is soon enough
RECONNECTS = 20  # of one run: more, and the server is ill, not one message
FETCH_TRIES = 2  # of one message: the first failure may be the network's
SIZES = 200  # of messages that are asked for at once: one that the server cannot open spoils the answer
SEVERAL = 3  # messages that are not given, and no other one: rarely their own fault
NO_CONTENT = "the server lists it but gives no content. Look at it with a mail program, and delete it if it is empty"

Answer = TypeVar("Answer")


class Selected(Protocol):
    """A folder as the server opened it."""

    @property
    def uidvalidity(self) -> int:
        """RFC 9051, 2.3.1.1."""


class Mailbox(Protocol):
    """What is needed of the connection to the mailbox; all of it may be repeated without harm."""

    @property
    def keeps_marks(self) -> bool:
        """Whether a message that is done is not listed as unread again; else the ledger alone knows."""

    def open(self) -> None:
        """Connect and log in."""

    def close(self) -> None:
        """Log out, quietly."""

    def select(self, folder: str) -> Selected:
        """Open a folder."""

    def unread(self) -> list[int]:
        """UIDs of the messages that are not yet done, ascending."""

    def present(self, uids: Sequence[int]) -> set[int]:
        """Those of ``uids`` that the folder still holds."""

    def sizes(self, uids: Sequence[int]) -> list[MessageSize]:
        """Sizes of messages."""

    def dates(self, uids: Sequence[int]) -> list[datetime]:
        """When the server received messages."""

    def fetch(self, uids: Sequence[int]) -> Iterable[RawMessage]:
        """The messages, without setting a flag; those that the server does not give are missing."""

    def mark(self, uids: Sequence[int]) -> set[int]:
        """Mark as done; those that were seen to keep the mark."""


@dataclass(frozen=True, slots=True)
class NotFetched:
    """One message that the server did not give, and why.

    ``busy`` where it may give it soon; ``again`` where it is asked for once more in this run.
    """

    uid: int
    reason: str
    busy: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """One message that somebody has removed since it was listed: no failure."""

    uid: int


@dataclass(frozen=True, slots=True)
class Suspects:
    """Messages that were asked for when the server went away for good: perhaps it falls over one of them."""

    uids: tuple[int, ...]


class Folder:
    """An open folder. Two threads may use it: one that fetches, one that marks; each command has it alone."""

    def __init__(self, mailbox: Mailbox, name: str, stop: Stop) -> None:
        self.name = name
        self._mailbox = mailbox
        self._stop = stop
        self._lock = threading.RLock()
        self._reconnects = 0
        self.uidvalidity = 0  # until the folder is open; RFC 9051 has no such value
        self.uidvalidity = self._steadily(lambda: mailbox.select(name)).uidvalidity

    @property
    def keeps_marks(self) -> bool:
        """Whether the mailbox itself tells what is done; where it does not, the ledger does."""
        return self._mailbox.keeps_marks

    def ref(self, uid: int) -> MessageRef:
        """The full identity of a message of this folder."""
        return MessageRef(self.name, self.uidvalidity, uid)

    def unread(self) -> list[int]:
        """UIDs of the messages that are not yet done, ascending."""
        return self._steadily(self._mailbox.unread)

    def present(self, uids: Sequence[int]) -> set[int]:
        """Those of ``uids`` that the folder still holds."""
        return self._steadily(lambda: self._mailbox.present(uids)) if uids else set()

    def sizes(self, uids: Sequence[int]) -> list[MessageSize]:
        """Sizes of messages; 0 where a server cannot open one of those near by, as fetching will show."""
        return [
            size
            for some in batched(uids, SIZES)
            for size in self._perhaps(partial(self._mailbox.sizes, some), [MessageSize(uid, 0) for uid in some])
        ]

    def dates(self, uids: Sequence[int]) -> list[datetime]:
        """When the server received messages; none where it cannot tell that of one of them."""
        return self._perhaps(partial(self._mailbox.dates, uids), []) if uids else []

    def mark(self, uids: Sequence[int]) -> set[int]:
        """Mark as done; those that were seen to keep the mark."""
        return self._steadily(lambda: self._mailbox.mark(uids)) if uids else set()

    def fetch(
        self, uids: Sequence[int], *, singly: bool = False
    ) -> Iterator[list[RawMessage] | NotFetched | Gone | Suspects]:
        """The messages, in one list where all is well, or ``singly``, each by a command of its own.

        A batch that fails is halved until the bad message is alone; that one is tried ``FETCH_TRIES`` times, the last
        time after all others. Raises MailboxError where the server gives none of several: then it is at fault itself.
        """
        work = [([uid], 1) for uid in reversed(uids)] if singly else [(list(uids), 1)]
        given, refusal = 0, ""
        while work and not self._stop.reason:
            some, tries = work.pop()
            if tries > 1 and not given and len(work) + 1 >= SEVERAL:
                raise MailboxError(f"{refusal}; so it did for all {len(work) + 1} messages that were asked for")
            try:
                with self._lock:
                    messages = list(self._mailbox.fetch(some))
            except MailboxOutOfTime as error:
                yield from self._too_slow(some, error)
                return
            except (MailboxRefused, MailboxConnectionLost) as error:
                try:
                    self._after(error)
                except MailboxError:
                    yield Suspects(tuple(some))
                    raise
                if error.back_off:
                    work.append((some, tries))  # the server is busy, and no message is to blame
                elif len(some) > 1:
                    middle = len(some) // 2
                    work += [(some[middle:], 1), (some[:middle], 1)]
                else:
                    yield (outcome := self._alone(some[0], error, again=tries < FETCH_TRIES))
                    if isinstance(outcome, NotFetched) and outcome.again:
                        work.insert(0, (some, tries + 1))
                        refusal = str(error)
            else:
                given += len(messages)
                yield messages
                yield from self._missing(set(some) - {message.uid for message in messages})

    def _alone(self, uid: int, error: MailboxError, *, again: bool) -> NotFetched | Gone:
        """What became of the one message that was asked for; some servers refuse one that is gone (RFC 2180, 4.1)."""
        if isinstance(error, MailboxRefused) and not self.present([uid]):
            return Gone(uid)
        return NotFetched(uid, f"it could not be fetched: {error}", isinstance(error, MailboxBusy), again)

    def _too_slow(self, uids: Sequence[int], error: MailboxOutOfTime) -> Iterator[NotFetched]:
        """Nothing where they were asked for late: the next run asks for them again, and sooner.

        Whoever had half of a run for himself is to blame; of several nobody knows who it was, before each comes singly.
        """
        if error.seconds < self._stop.seconds / 2:
            return
        alone = len(uids) == 1
        advice = "Raise run_seconds, or take it out of the folder" if alone else "The next run asks for each alone"
        for uid in uids:
            yield NotFetched(uid, f"it could not be fetched: {error}. {advice}", busy=not alone)

    def _missing(self, uids: set[int]) -> Iterator[NotFetched | Gone]:
        """The server said OK and gave nothing: a failure, unless the message has been removed meanwhile."""
        still_there = self.present(sorted(uids))
        for uid in sorted(uids):
            if uid in still_there:
                yield NotFetched(uid, NO_CONTENT)
            else:
                yield Gone(uid)

    def _perhaps(self, command: Callable[[], Answer], otherwise: Answer) -> Answer:
        """The answer to what a run can do without: ``otherwise`` where the server does not give it."""
        try:
            return self._steadily(command)
        except (MailboxRefused, MailboxConnectionLost) as error:
            self._after(error)
            return otherwise

    def _steadily(self, command: Callable[[], Answer]) -> Answer:
        """The answer to ``command``, which is repeated once on a new connection where this one is lost."""
        with self._lock:
            try:
                return command()
            except MailboxConnectionLost as error:
                self._after(error)
                return command()

    def _after(self, error: MailboxError) -> None:
        """Be ready for the next command: a refusal leaves the connection standing, anything else does not."""
        if isinstance(error, MailboxConnectionLost):
            log.warning("%s; connecting again", error)
            with self._lock:
                self._reconnect(error)

    def _reconnect(self, error: MailboxError) -> None:
        """Open the folder again. Raises the last error where the server stays away, or is always lost again."""
        self._reconnects += 1
        if self._reconnects > RECONNECTS:
            raise MailboxError(f"The connection was lost {RECONNECTS} times in this run, last: {error}")
        for seconds in RECONNECT_SECONDS:
            self._mailbox.close()
            self._stop.sleep(max(seconds, error.back_off))
            try:
                self._mailbox.open()
                selected = self._mailbox.select(self.name)
            except MailboxConnectionLost as again:
                error = again
            except UnreachableError as away:
                error = MailboxConnectionLost(str(away))
            else:
                return self._check(selected)
            if self._stop.reason:
                break
        raise error

    def _check(self, selected: Selected) -> None:
        if self.uidvalidity not in (0, selected.uidvalidity):
            raise MailboxError(f"The folder {self.name} was made anew during the run; the next run reads it")
