"""One run over the unread mail: fetch, read, deliver, record, mark, in this order.

A message is fetched without setting a flag; it is marked only after everything that came of it is in ThreatQ
and the ledger says so. So whenever a run dies, each message is either unread (and will be read again, which
doubles nothing) or complete.

The stages overlap: while one batch is delivered the next is read and the one after that is fetched, each in a
thread of its own. Only the main thread, which settles the messages, touches the ledger and ThreatQ.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

from tqimap import mapped
from tqimap.errors import MailboxFolderError, MailboxRefused, TqimapError
from tqimap.model import MessageSize, RawMessage, Unreadable
from tqimap.printable import printable
from tqimap.report.report import Report, counted
from tqimap.run.ahead import Ahead
from tqimap.run.batches import batches
from tqimap.run.budget import Budget, Limits
from tqimap.run.ends import Ends
from tqimap.run.folder import Folder, Gone, NotFetched, Suspects
from tqimap.run.plan import Rules, plan
from tqimap.run.read_batch import Batch, Read
from tqimap.run.settling import Settling
from tqimap.run.triage import triage
from tqimap.stop import Stop

log = logging.getLogger("tqimap")

WINDOW_MESSAGES = 10_000  # whose sizes and states are known at a time: some 10 MB
STAGE_DEPTH = 1  # batches that wait between two stages: one hides every pause, more only cost memory

IDLE_SECONDS = 1.0  # without a message from the mailbox, after which it is looked whether there is enough to deliver

_Unread = NotFetched | Gone | Suspects
_Fetched = list[RawMessage] | _Unread


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
        self._settling = Settling(ends, report, self._ending)
        self._closed: MailboxFolderError | None = None

    def __call__(self, folders: Sequence[str]) -> None:
        """Read the folders in turn.

        Raises TqimapError where the run as a whole cannot go on, and in the end where a folder could not.
        """
        try:
            for name in folders:
                if not self._ending():
                    self._one(name)
            if self._closed:
                raise self._closed
        finally:
            self._settling.blame()
            self._report.failed = len(self._settling.failed)
            self._report.quarantined = self._ends.ledger.in_quarantine(folders)

    def _one(self, name: str) -> None:
        """Read a folder; that it cannot be opened, or refuses something, keeps no other one from being read."""
        try:
            self._folder(Folder(self._ends.mailbox, name, self._stop))
        except MailboxFolderError as error:
            self._close(error)
        except MailboxRefused as error:
            self._close(MailboxFolderError(f"{printable(name)}: {error}"))

    def _close(self, error: MailboxFolderError) -> None:
        """Keep the first error for the end; others are said at once."""
        if self._closed is None:
            self._closed = error
        elif str(error) != str(self._closed):
            log.error("%s", error)

    def _folder(self, folder: Folder) -> None:
        """Read a folder, in windows, so that the memory of a run does not grow with what lies in it."""
        uids = folder.unread()
        log.info("%s: %s unread", folder.name, counted(len(uids), "message"))
        self._settling.forget(folder, uids)
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
        fresh, failed, only_mark = triage(uids, known, self._ends.now(), again=folder.keeps_marks)
        waiting = [*fresh, *failed]
        self._settling.mark(folder, only_mark)
        self._report.only_marked += len(only_mark)
        for uid in waiting:
            if (entry := known.get(uid)) and entry.state == "marked":
                log.info("%s is unread again: it is read as a new delivery", entry.ref)
        small = self._within_limit(folder, folder.sizes(waiting))
        allowed = self._budget.allowed(small)
        self._report.budget = self._budget.reached
        alone = {uid for uid in failed if known[uid].ended_run}
        settled = self._work_off(folder, allowed, set(failed), alone, tell)
        if left := len(small) - len(settled):
            self._report.left += left
            self._ending()  # notes why, where it is not the budget
        resting = [uid for uid, entry in known.items() if entry.state == "quarantined"]
        unread = {uid for uid in (*waiting, *resting) if uid not in settled or folder.ref(uid) in self._settling.failed}
        self._report.still_unread(folder.dates(sorted(unread)))

    def _work_off(
        self,
        folder: Folder,
        allowed: Sequence[MessageSize],
        failed: Collection[int],
        alone: Collection[int],
        tell: Callable[[int], None],
    ) -> set[int]:
        """Fetch, read and deliver, overlapping; the UIDs of the messages that have come to an end, good or bad.

        What has ``failed`` before is fetched singly, and of that delivered ``alone`` what may take ThreatQ down.
        """
        settled: set[int] = set()
        with (
            Ahead(self._fetching(folder, allowed, failed), STAGE_DEPTH, IDLE_SECONDS) as fetched,
            Ahead(self._reading(fetched, alone), STAGE_DEPTH) as read,
        ):
            for item in read:
                if self._ending() and not isinstance(item, NotFetched | Suspects):
                    break
                settled.update(self._settled(folder, item))
                tell(len(settled))
        return settled

    def _settled(self, folder: Folder, item: Batch | _Unread | None) -> Sequence[int]:
        """Settle what came out of the stages; the UIDs of the messages that have come to their end by that."""
        match item:
            case Batch():
                return self._settling.deliver(folder, item)
            case NotFetched(uid, reason, busy, again=True):
                self._settling.put_off(folder.ref(uid), reason, counts=not busy)
            case NotFetched(uid, reason, busy):
                self._settling.fail(folder.ref(uid), "fetch", reason, counts=not busy)
                return [uid]
            case Suspects(uids):
                refs = [folder.ref(uid) for uid in uids]
                self._settling.suspect(refs, "the mail server went away when it was asked for")
            case Gone(uid):
                log.info("%s has been removed meanwhile", folder.ref(uid))
                return [uid]
        return []

    def _fetching(self, folder: Folder, allowed: Sequence[MessageSize], failed: Collection[int]) -> Iterator[_Fetched]:
        """The first stage, in a thread of its own; what has ``failed`` before comes singly, and spoils no batch."""
        for batch in batches(allowed):
            if self._stop.reason:
                break
            uids = [message.uid for message in batch]
            fetching = folder.fetch(uids, singly=any(uid in failed for uid in uids))
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

    def _reading(self, fetched: Iterable[_Fetched | None], alone: Collection[int]) -> Iterator[Batch | _Unread]:
        """The second stage, in a thread of its own: batches that give little are delivered together.

        What was read does not wait for a message that is slow to come: the run may end before that is there.
        """
        batch = Batch()
        failure = None
        try:
            for item in fetched:
                if isinstance(item, _Unread):
                    yield item
                    continue
                apart = any(message.uid in alone for message in item or ())
                if apart and len(batch):
                    yield batch
                    batch = Batch()
                if item:
                    with self._report.timed("read"):
                        self._read(item, batch)
                if len(batch) and (apart or batch.is_full()):
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
                self._settling.fail(folder.ref(message.uid), "size", too_large, attempts=1)
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
