"""One run over the unread mail: fetch, read, deliver, record, mark, in this order.

A message is fetched without setting a flag; it is marked only after everything that came of it is in ThreatQ
and the ledger says so. So whenever a run dies, each message is either unread (and will be read again, which
doubles nothing) or complete.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tqimap.batches import batches
from tqimap.delivery import Delivered, Delivery, Undelivered
from tqimap.errors import MailboxConnectionLost, MailboxError, MailboxReadOnly, MailboxRefused
from tqimap.ledger import Delivery as Record
from tqimap.ledger import Entry, Ledger
from tqimap.model import MessageRef, MessageSize, RawMessage, ReadMessage, Submission, Unreadable
from tqimap.plan import Planned, Rules, plan
from tqimap.printable import printable
from tqimap.report import Report
from tqimap.spool import Spool
from tqimap.stop import Stop

log = logging.getLogger("tqimap")

ATTEMPTS = 2  # failures on one message before it goes into quarantine: once may be the network's fault
QUARANTINE_SECONDS = 86_400.0  # a message in quarantine is tried again once a day
RECONNECT_SECONDS = (2.0, 5.0, 15.0)  # a server that restarts is back by then; else the next run is soon enough


class Folder(Protocol):
    """A selected folder."""

    @property
    def name(self) -> str:
        """Its name as the configuration has it."""

    @property
    def uidvalidity(self) -> int:
        """RFC 9051, 2.3.1.1."""


class Mailbox(Protocol):
    """What a run needs of the mailbox."""

    def open(self) -> None:
        """Connect and log in."""

    def close(self) -> None:
        """Log out, quietly."""

    def select(self, folder: str) -> Folder:
        """Open a folder."""

    def unread(self) -> list[int]:
        """UIDs of the messages that are not yet done, ascending."""

    def present(self, uids: Sequence[int]) -> set[int]:
        """Those of ``uids`` that the folder still holds."""

    def sizes(self, uids: Sequence[int]) -> list[MessageSize]:
        """Sizes and dates of messages."""

    def fetch(self, uids: Sequence[int]) -> Iterable[RawMessage]:
        """The messages, without setting a flag; those that the server does not give are missing."""

    def mark(self, uids: Sequence[int]) -> set[int]:
        """Mark as done; those that were seen to keep the mark."""


class Reader(Protocol):
    """What a run needs of the contained reader."""

    def read(self, batch: Sequence[RawMessage]) -> Iterator[tuple[int, ReadMessage | Unreadable]]:
        """Read a batch, in order; the attachments are spooled."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one run; 0 is no limit."""

    message_bytes: int
    messages: int = 0
    run_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Ends:
    """Everything outside that a run works on."""

    mailbox: Mailbox
    reader: Reader
    delivery: Delivery
    ledger: Ledger
    now: Callable[[], float]
    spool: Spool


class Run:
    """One run over some folders. Build it, call it once."""

    def __init__(self, ends: Ends, rules: Rules, limits: Limits, stop: Stop) -> None:
        self._ends = ends
        self._rules = rules
        self._limits = limits
        self._stop = stop
        self._report = Report()
        self._bytes = 0
        self._begun = 0
        self._failed: set[MessageRef] = set()

    def __call__(self, folders: Sequence[str]) -> Report:
        """Read the folders in turn. Raises TqimapError where the run as a whole cannot go on."""
        try:
            for name in folders:
                if not self._ending():
                    self._folder(self._ends.mailbox.select(name))
        finally:
            self._report.failed = len(self._failed)
            self._report.quarantined = len(self._ends.ledger.with_state("quarantined"))
        return self._report

    def _folder(self, folder: Folder) -> None:
        uids = self._ends.mailbox.unread()
        known = self._ends.ledger.entries(folder.name, folder.uidvalidity, uids)
        waiting, only_mark = triage(uids, known, self._ends.now())
        self._mark(folder, only_mark)
        self._report.only_marked += len(only_mark)
        self._close_gone(folder)
        for uid in waiting:
            if (entry := known.get(uid)) and entry.state == "marked":
                log.info("%s is unread again: it is read as a new delivery", entry.ref)
        small = self._within_limit(folder, self._ends.mailbox.sizes(waiting))
        allowed = self._within_budget(small)
        begun = 0
        for batch in batches(allowed):
            if self._ending():
                break
            begun += len(batch)
            for messages in self._fetched(folder, batch):
                self._deliver(folder, messages)
        self._report.left += len(small) - begun

    def _ending(self) -> bool:
        self._report.stopped = self._report.stopped or self._stop.reason
        return bool(self._report.stopped)

    def _within_limit(self, folder: Folder, sizes: Iterable[MessageSize]) -> list[MessageSize]:
        """The messages that are not too large; the others go straight into quarantine."""
        small = []
        for message in sizes:
            if message.size <= self._limits.message_bytes:
                small.append(message)
            else:
                reason = f"it has {message.size} bytes, more than max_message_bytes ({self._limits.message_bytes})"
                self._fail(_ref(folder, message.uid), reason, quarantine=True)
        return small

    def _within_budget(self, sizes: list[MessageSize]) -> list[MessageSize]:
        """As many of the messages as max_messages and max_run_bytes still allow; always one, or none would ever be."""
        limits, allowed = self._limits, []
        for message in sizes:
            if limits.messages and self._begun >= limits.messages:
                self._report.budget = "max_messages reached"
                break
            if limits.run_bytes and self._begun and self._bytes + message.size > limits.run_bytes:
                self._report.budget = "max_run_bytes reached"
                break
            allowed.append(message)
            self._begun += 1
            self._bytes += message.size
        return allowed

    def _fetched(self, folder: Folder, batch: list[MessageSize]) -> Iterator[list[RawMessage]]:
        """The messages of ``batch``, in one piece where all is well.

        One bad message spoils the whole FETCH, often with the connection: then the batch is halved until the
        bad one is alone (facts of IMAP servers, findings 5 and 10).
        """
        work = [[message.uid for message in batch]]
        while work:
            uids = work.pop()
            try:
                messages = list(self._ends.mailbox.fetch(uids))
            except MailboxRefused as error:
                work.extend(self._smaller(folder, uids, error))
            except MailboxConnectionLost as error:
                log.warning("%s", error)
                self._reconnect(folder)
                work.extend(self._smaller(folder, uids, error))
            else:
                self._absent(folder, set(uids) - {message.uid for message in messages})
                yield messages

    def _smaller(self, folder: Folder, uids: list[int], error: MailboxError) -> list[list[int]]:
        """What to fetch instead of ``uids``: halves, or the single message once more, or nothing."""
        if self._ending():
            return []
        if len(uids) > 1:
            middle = len(uids) // 2
            return [uids[middle:], uids[:middle]]
        quarantined = self._fail(_ref(folder, uids[0]), f"it could not be fetched: {error}")
        return [] if quarantined else [uids]

    def _absent(self, folder: Folder, uids: set[int]) -> None:
        """The server said OK and gave nothing: a failure, unless the message has been removed meanwhile."""
        if not uids:
            return
        still_there = self._ends.mailbox.present(sorted(uids))
        for uid in sorted(uids):
            if uid in still_there:
                self._fail(_ref(folder, uid), "the server lists it but gives no content")
            else:
                log.info("%s has been removed meanwhile", _ref(folder, uid))

    def _reconnect(self, folder: Folder) -> None:
        """Open the folder again after a lost connection. Raises the last error where the server stays away."""
        mailbox = self._ends.mailbox
        for last, seconds in enumerate(RECONNECT_SECONDS, 1 - len(RECONNECT_SECONDS)):
            mailbox.close()
            self._stop.sleep(seconds)
            try:
                mailbox.open()
                again = mailbox.select(folder.name)
            except MailboxConnectionLost:
                if not last or self._stop.reason:
                    raise
            else:
                break
        if again.uidvalidity != folder.uidvalidity:
            raise MailboxError(f"The folder {folder.name} was made anew during the run; the next run reads it")

    def _deliver(self, folder: Folder, messages: list[RawMessage]) -> None:
        """Read the messages and bring all that came of them into ThreatQ; record it, then mark them."""
        raw = {message.uid: message for message in messages}
        read = self._read(folder, messages)
        outcomes = self._ends.delivery.deliver([item.submission for item in read.values()], self._ending)
        records = []
        for (uid, item), outcome in zip(read.items(), outcomes, strict=False):
            if isinstance(outcome, Undelivered):
                self._fail(_ref(folder, uid), outcome.reason, subject=item.message.subject)
            else:
                records.append(self._delivered(_ref(folder, uid), item, outcome, _sha256(raw[uid])))
            attachments = [file.attachment for file in item.submission.files]
            self._ends.spool.release(attachments, uploaded=isinstance(outcome, Delivered))
        self._report.left += len(read) - len(outcomes)
        self._ends.ledger.deliver(records, self._ends.now())
        self._mark(folder, [record.ref.uid for record in records])

    def _read(self, folder: Folder, messages: list[RawMessage]) -> "dict[int, _Read]":
        """The plans of those messages that could be read."""
        raw = {message.uid: message for message in messages}
        plans: dict[int, _Read] = {}
        for uid, result in self._ends.reader.read(messages):
            if isinstance(result, Unreadable):
                self._fail(_ref(folder, uid), f"it could not be read: {result.reason}")
                continue
            message_file = self._ends.spool.hold_message(raw[uid], result) if self._rules.message_as_file else None
            planned = plan(result, raw[uid].internaldate, self._rules, message_file)
            plans[uid] = _Read(result, planned)
        return plans

    def _delivered(self, ref: MessageRef, item: "_Read", outcome: Delivered, sha256: str) -> Record:
        """Count and say what was delivered; the record of it."""
        report, message = self._report, item.message
        report.delivered += 1
        self._failed.discard(ref)  # a second try within the run went well
        report.files += len(outcome.file_ids)
        report.new_files += outcome.new_files
        report.indicators += outcome.indicators
        report.relations += outcome.relations
        report.partly_read += message.partly_read
        for rule, count in message.dropped.items():
            report.dropped[rule] = report.dropped.get(rule, 0) + count
        log.info(
            "%s, %r: %d Files (%d new), %d indicators, %d relations",
            ref, printable(message.subject), len(outcome.file_ids), outcome.new_files, outcome.indicators,
            outcome.relations,
        )  # fmt: skip
        for note in (*message.notes, *item.planned.warnings):
            log.log(logging.WARNING if message.partly_read else logging.INFO, "%s: %s", ref, printable(note))
        return Record(ref, message.message_id, message.subject, sha256, outcome.file_ids, outcome.indicators)

    def _mark(self, folder: Folder, uids: Sequence[int]) -> None:
        """Mark messages as done, see that the mailbox keeps it, and record that."""
        if not uids:
            return
        try:
            kept = self._ends.mailbox.mark(uids)
        except MailboxConnectionLost as error:
            log.warning("%s", error)
            self._reconnect(folder)
            kept = self._ends.mailbox.mark(uids)  # idempotent
        self._ends.ledger.mark(folder.name, folder.uidvalidity, kept, self._ends.now())
        lost = sorted(set(uids) - kept)
        if lost and (still_there := self._ends.mailbox.present(lost)):
            raise MailboxReadOnly(
                f"{len(still_there)} messages of {folder.name} are in ThreatQ, but the server does not keep them "
                "marked; give the user the right to set flags, or use the done mode ledger"
            )

    def _fail(self, ref: MessageRef, reason: str, *, quarantine: bool = False, subject: str = "") -> bool:
        """Count, record and say a failure on one message; whether it is in quarantine now."""
        allowed = 1 if quarantine else ATTEMPTS
        quarantined = self._ends.ledger.fail(ref, reason, self._ends.now(), subject=subject, attempts_allowed=allowed)
        self._failed.add(ref)
        log.error("%s %s: %s", ref, "goes into quarantine" if quarantined else "stays unread", printable(reason, 500))
        return quarantined

    def _close_gone(self, folder: Folder) -> None:
        """Forget failures of messages that have left the folder, and rows that are old."""
        ledger, now = self._ends.ledger, self._ends.now()
        rows = [entry for entry in ledger.unsettled(now) if entry.ref.folder == folder.name]
        current = {entry.ref.uid for entry in rows if entry.ref.uidvalidity == folder.uidvalidity}
        there = self._ends.mailbox.present(sorted(current)) if current else set()
        still = [entry.id for entry in rows if entry.ref in {_ref(folder, uid) for uid in there}]
        ledger.prune([entry.id for entry in rows if entry.id not in still], still, now)


@dataclass(frozen=True, slots=True)
class _Read:
    """A message that was read, and what is to be sent of it."""

    message: ReadMessage
    planned: Planned

    @property
    def submission(self) -> Submission:
        return self.planned.submission


def triage(uids: Iterable[int], known: dict[int, Entry], now: float) -> tuple[list[int], list[int]]:
    """Which messages to read, and which only to mark because they are in ThreatQ already.

    A message in quarantine is left alone until a day has passed.
    """
    waiting, only_mark = [], []
    for uid in uids:
        entry = known.get(uid)
        if entry is None or entry.state in ("failed", "marked"):
            waiting.append(uid)
        elif entry.state == "delivered":
            only_mark.append(uid)
        elif now - entry.changed_at >= QUARANTINE_SECONDS:
            waiting.append(uid)
    return waiting, only_mark


def _ref(folder: Folder, uid: int) -> MessageRef:
    return MessageRef(folder.name, folder.uidvalidity, uid)


def _sha256(message: RawMessage) -> str:
    return hashlib.sha256(message.raw).hexdigest()
