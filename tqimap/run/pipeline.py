"""One run over the unread mail: fetch, read, deliver, record, mark, in this order.

A message is fetched without setting a flag; it is marked only after everything that came of it is in ThreatQ
and the ledger says so. So whenever a run dies, each message is either unread (and will be read again, which
doubles nothing) or complete.

The stages overlap: while one batch is delivered the next is read and the one after that is fetched, each in a
thread of its own. Only the main thread, which delivers, touches the ledger and ThreatQ.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from tqimap import mapped
from tqimap.errors import MailboxFolderError, MailboxReadOnly, TqimapError
from tqimap.model import MessageRef, MessageSize, RawMessage, ReadMessage, Unreadable
from tqimap.printable import printable
from tqimap.report.report import MessageOutcome, Report, counted
from tqimap.run.ahead import Ahead
from tqimap.run.batches import batches
from tqimap.run.budget import Budget, Limits
from tqimap.run.delivery import Delivered, Delivery, Outcome, Undelivered
from tqimap.run.folder import Folder, Gone, Mailbox, NotFetched
from tqimap.run.plan import Rules, plan
from tqimap.run.read_batch import Batch, Read, unknown
from tqimap.run.triage import triage
from tqimap.state.ledger import DeliveredMessage, Ledger
from tqimap.state.spool import Spool
from tqimap.stop import Stop

log = logging.getLogger("tqimap")

ATTEMPTS = 2  # failures on one message before it goes into quarantine: once may be the network's fault
EACH_RUN = sys.maxsize  # failures on one that the server refuses for the moment: each run tries it
WINDOW_MESSAGES = 10_000  # whose sizes and states are known at a time: some 10 MB
STAGE_DEPTH = 1  # batches that wait between two stages: one hides every pause, more only cost memory

_Fetched = list[RawMessage] | NotFetched | Gone


class Reader(Protocol):
    """What a run needs of the contained reader."""

    def read(self, batch: Sequence[RawMessage]) -> Iterator[tuple[int, ReadMessage | Unreadable]]:
        """Read a batch, in order; the attachments are spooled."""


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

    def __init__(
        self,
        ends: Ends,
        rules: Rules,
        limits: Limits,
        stop: Stop,
        report: Report,
        *,
        progress: Callable[[int, int], None] = lambda settled, waiting: None,
    ) -> None:
        """``report`` is filled as the run goes on; ``progress`` is told how many messages are settled, of how many."""
        self._ends = ends
        self._rules = rules
        self._budget = Budget(limits)
        self._stop = stop
        self._report = report
        self._progress = progress
        self._failed: set[MessageRef] = set()
        self._closed: MailboxFolderError | None = None

    def __call__(self, folders: Sequence[str]) -> None:
        """Read the folders in turn.

        Raises TqimapError where the run as a whole cannot go on, and in the end where a folder could not be opened.
        """
        try:
            for name in folders:
                if not self._ending() and (folder := self._opened(name)):
                    self._folder(folder)
            if self._closed:
                raise self._closed
        finally:
            self._report.failed = len(self._failed)
            self._report.quarantined = self._ends.ledger.in_quarantine(folders)

    def _opened(self, name: str) -> Folder | None:
        """The folder; None where it cannot be opened, which keeps no other one from being read."""
        try:
            return Folder(self._ends.mailbox, name, self._stop)
        except MailboxFolderError as error:
            if self._closed is None:
                self._closed = error
            elif str(error) != str(self._closed):
                log.error("%s", error)
            return None

    def _folder(self, folder: Folder) -> None:
        """Read a folder, in windows, so that the memory of a run does not grow with what lies in it."""
        uids = folder.unread()
        log.info("%s: %s unread", folder.name, counted(len(uids), "message"))
        self._close_gone(folder, uids)
        for start in range(0, len(uids), WINDOW_MESSAGES):
            if self._ending() or (start and self._report.budget):
                self._report.left += len(uids) - start
                break
            tell = partial(self._tell, start, len(uids))
            self._window(folder, uids[start : start + WINDOW_MESSAGES], tell)

    def _tell(self, before: int, waiting: int, settled: int) -> None:
        self._progress(before + settled, waiting)

    def _window(self, folder: Folder, uids: Sequence[int], tell: Callable[[int], None]) -> None:
        """Read some of the messages of a folder; ``tell`` is told how many of them have come to an end."""
        known = self._ends.ledger.entries(folder.name, folder.uidvalidity, uids)
        waiting, only_mark = triage(uids, known, self._ends.now(), again=folder.keeps_marks)
        self._mark(folder, only_mark)
        self._report.only_marked += len(only_mark)
        for uid in waiting:
            if (entry := known.get(uid)) and entry.state == "marked":
                log.info("%s is unread again: it is read as a new delivery", entry.ref)
        small = self._within_limit(folder, folder.sizes(waiting))
        allowed = self._budget.allowed(small)
        self._report.budget = self._budget.reached
        settled = self._work_off(folder, allowed, tell)
        self._report.left += len(small) - len(settled)
        resting = [uid for uid, entry in known.items() if entry.state == "quarantined"]
        unread = {uid for uid in (*waiting, *resting) if uid not in settled or folder.ref(uid) in self._failed}
        self._report.still_unread(folder.dates(sorted(unread)))

    def _work_off(self, folder: Folder, allowed: Sequence[MessageSize], tell: Callable[[int], None]) -> set[int]:
        """Fetch, read and deliver, overlapping; the UIDs of the messages that have come to an end, good or bad."""
        settled: set[int] = set()
        with (
            Ahead(self._fetching(folder, allowed), STAGE_DEPTH) as fetched,
            Ahead(self._reading(fetched), STAGE_DEPTH) as read,
        ):
            for item in read:
                if self._ending():
                    break
                match item:
                    case Batch():
                        settled.update(self._deliver(folder, item))
                    case NotFetched(uid, reason, busy):
                        self._fail(folder.ref(uid), "fetch", reason, attempts=EACH_RUN if busy else ATTEMPTS)
                        settled.add(uid)
                    case Gone(uid):
                        log.info("%s has been removed meanwhile", folder.ref(uid))
                        settled.add(uid)
                tell(len(settled))
        return settled

    def _fetching(self, folder: Folder, allowed: Sequence[MessageSize]) -> Iterator[_Fetched]:
        """The first stage, in a thread of its own."""
        for batch in batches(allowed):
            if self._stop.reason:
                break
            fetching = folder.fetch([message.uid for message in batch])
            while True:
                with self._report.timed("fetch"):
                    item = next(fetching, None)
                if item is None:
                    break
                yield from self._of_stated_size(item)

    def _of_stated_size(self, fetched: _Fetched) -> Iterator[_Fetched]:
        """What was fetched; a message that is too large, though the server has said otherwise, is not."""
        if isinstance(fetched, list):
            for message in fetched:
                if too_large := self._budget.too_large(len(message.raw)):
                    yield NotFetched(message.uid, too_large)
            fetched = [message for message in fetched if not self._budget.too_large(len(message.raw))]
        yield fetched

    def _reading(self, fetched: Iterable[_Fetched]) -> Iterator[Batch | NotFetched | Gone]:
        """The second stage, in a thread of its own: batches that give little are delivered together."""
        batch = Batch()
        failure = None
        try:
            for item in fetched:
                if not isinstance(item, list):
                    yield item
                    continue
                with self._report.timed("read"):
                    self._read(item, batch)
                if batch.is_full():
                    yield batch
                    batch = Batch()
        except TqimapError as error:
            failure = error  # what has been read before is good all the same
        if len(batch):
            yield batch
        if failure:
            raise failure

    def _ending(self) -> bool:
        self._report.stopped = self._report.stopped or self._stop.reason
        return bool(self._report.stopped)

    def _within_limit(self, folder: Folder, sizes: Iterable[MessageSize]) -> list[MessageSize]:
        """The messages that are not too large; the others go straight into quarantine."""
        small = []
        for message in sizes:
            if too_large := self._budget.too_large(message.size):
                self._fail(folder.ref(message.uid), "size", too_large, attempts=1)
            else:
                small.append(message)
        return small

    def _read(self, messages: list[RawMessage], batch: Batch) -> None:
        """Add the plans of those messages that could be read, and why the others could not."""
        raw = {message.uid: message for message in messages}
        batch.bytes += sum(len(message.raw) for message in messages)
        for uid, result in self._ends.reader.read(messages):
            if isinstance(result, Unreadable):
                batch.unreadable[uid] = result.reason
                continue
            message_file = self._ends.spool.hold_message(raw[uid], result) if self._rules.message_as_file else None
            sha256 = mapped.sha256(raw[uid].raw)
            plans = plan(result, raw[uid].internaldate, self._rules, message_file, sha256)
            item = batch.read[uid] = Read(result, next(plans), sha256, plans)
            batch.indicators += len(item.submission.indicators)

    def _deliver(self, folder: Folder, batch: Batch) -> list[int]:
        """Bring all that came of the messages into ThreatQ, record it, then mark them; the UIDs that are settled."""
        for uid, reason in batch.unreadable.items():
            self._fail(folder.ref(uid), "read", f"it could not be read: {reason}")
        with self._report.timed("deliver"):
            outcomes = self._ends.delivery.deliver([item.submission for item in batch.read.values()], self._ending)
        records, files, settled = [], [], [*batch.unreadable]
        for (uid, read), first in zip(batch.read.items(), outcomes, strict=False):
            settled.append(uid)
            item, outcome = self._completed(read, first)
            if isinstance(outcome, Undelivered):
                self._fail(folder.ref(uid), "deliver", outcome.reason, item=item)
            else:
                records.append(self._delivered(folder.ref(uid), item, outcome))
            files.append(([file.attachment for file in item.submission.files], isinstance(outcome, Delivered)))
        with self._report.timed("mark"):
            self._ends.ledger.deliver(records, self._ends.now())
            for attachments, uploaded in files:
                self._ends.spool.release(attachments, uploaded=uploaded)
            self._mark(folder, [record.ref.uid for record in records])
        return settled

    def _completed(self, item: Read, outcome: Outcome) -> tuple[Read, Outcome]:
        """Deliver the rest of a message that has more indicators than fit into memory."""
        while isinstance(outcome, Delivered) and (planned := next(item.more, None)):
            with self._report.timed("deliver"):
                outcome = self._ends.delivery.deliver_more(planned.submission, outcome)
            self._report.types.update(posted.indicator.type for posted in planned.submission.indicators)
            told = replace(item.planned, warnings=planned.warnings, dropped=planned.dropped)
            item = replace(item, planned=told)
        return item, outcome

    def _delivered(self, ref: MessageRef, item: Read, outcome: Delivered) -> DeliveredMessage:
        """Count and say what was delivered; the record of it."""
        report, message = self._report, item.message
        report.delivered += 1
        self._failed.discard(ref)  # a second try within the run went well
        report.files += len(outcome.file_ids)
        report.new_files += outcome.new_files
        report.indicators += outcome.indicators
        report.relations += outcome.relations
        report.partly_read += message.partly_read
        report.dropped.update(item.dropped)
        report.types.update(posted.indicator.type for posted in item.submission.indicators)
        report.add(lambda: item.report(ref, "delivered", relations=outcome.relations))
        log.info(
            "%s, %r: %s (%d new), %s, %s",
            ref, printable(message.subject), counted(len(outcome.file_ids), "File"), outcome.new_files,
            counted(outcome.indicators, "indicator"), counted(outcome.relations, "relation"),
        )  # fmt: skip
        for note in message.notes:
            log.log(logging.WARNING if message.partly_read else logging.INFO, "%s: %s", ref, printable(note))
        for warning in item.planned.warnings:
            log.warning("%s: %s", ref, printable(warning))
        return DeliveredMessage(
            ref, message.message_id, message.subject, item.sha256, outcome.file_ids, outcome.indicators
        )

    def _mark(self, folder: Folder, uids: Sequence[int]) -> None:
        """Mark messages as done, see that the mailbox keeps it, and record that."""
        kept = folder.mark(uids)
        self._ends.ledger.mark(folder.name, folder.uidvalidity, kept, self._ends.now())
        lost = sorted(set(uids) - kept)
        if still_there := folder.present(lost):
            raise MailboxReadOnly(
                f"The mail in {folder.name} is in ThreatQ, but the server does not keep it marked ({len(still_there)} "
                f"of {len(uids)}). Give the user the right to mark it, or set done to ledger"
            )

    def _fail(
        self, ref: MessageRef, kind: str, reason: str, *, attempts: int = ATTEMPTS, item: Read | None = None
    ) -> None:
        """Count, record and say a failure on one message; after ``attempts`` of them it is in quarantine."""
        subject = item.message.subject if item else ""
        quarantined = self._ends.ledger.fail(ref, reason, self._ends.now(), subject=subject, attempts_allowed=attempts)
        self._failed.add(ref)
        self._report.failures[kind] += 1
        outcome: MessageOutcome = "quarantined" if quarantined else "failed"
        self._report.add(lambda: (item.report if item else unknown)(ref, outcome, reason))
        log.error("%s %s: %s", ref, "goes into quarantine" if quarantined else "stays unread", printable(reason, 500))

    def _close_gone(self, folder: Folder, unread: Sequence[int]) -> None:
        """Forget failures of messages that are not to be read any more, and old rows of those that have left."""
        ledger, now = self._ends.ledger, self._ends.now()
        rows = [entry for entry in ledger.unsettled(now) if entry.ref.folder == folder.name]
        current = [entry for entry in rows if entry.ref.uidvalidity == folder.uidvalidity]
        done = {entry.ref.uid for entry in current if entry.state in ("delivered", "marked")}
        waiting = {entry.ref.uid for entry in current}.intersection(unread)
        there = {folder.ref(uid) for uid in waiting.union(folder.present(sorted(done)))}
        gone = [entry.id for entry in rows if entry.ref not in there]
        ledger.prune(gone, [entry.id for entry in rows if entry.ref in there], now)
