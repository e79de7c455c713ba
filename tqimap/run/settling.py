"""How a message comes to its end: delivered, recorded and then marked; or it fails, and that is recorded."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from tqimap.errors import MailboxReadOnly, ThreatQError
from tqimap.model import MessageRef
from tqimap.printable import printable
from tqimap.report.report import MessageOutcome, Report, counted
from tqimap.run.delivery import Delivered, Outcome, Undelivered
from tqimap.run.ends import Ends
from tqimap.run.folder import Folder
from tqimap.run.read_batch import Batch, Read, unknown
from tqimap.state.ledger import DeliveredMessage

log = logging.getLogger("tqimap")

ATTEMPTS = 2  # failures on one message before it goes into quarantine: once may be the network's fault
BREAKS = 3  # where ThreatQ breaks on it: an outage may begin in one run and end in the next, which makes two
SEVERAL = 3  # messages that ThreatQ denies, and none that it takes: rarely their own fault


class Settling:
    """Settles the messages of one run. ``failed`` are those of which something failed, and nothing went well since."""

    def __init__(self, ends: Ends, report: Report, stopped: Callable[[], bool]) -> None:
        """``report`` counts; no message is begun any more when ``stopped`` says so."""
        self.failed: set[MessageRef] = set()
        self._ends = ends
        self._report = report
        self._stopped = stopped
        self._refused: dict[MessageRef, Undelivered] = {}

    def deliver(self, folder: Folder, batch: Batch) -> list[int]:
        """Bring all that came of the messages into ThreatQ, record it, then mark them; the UIDs that are settled."""
        try:
            return self._deliver(folder, batch)
        except ThreatQError as error:
            self._run_ended([folder.ref(uid) for uid in batch.read], error)
            raise

    def _deliver(self, folder: Folder, batch: Batch) -> list[int]:
        for uid, reason in batch.unreadable.items():
            self.fail(folder.ref(uid), "read", f"it could not be read: {reason}")
        with self._report.timed("deliver"):
            outcomes = self._ends.delivery.deliver([item.submission for item in batch.read.values()], self._stopped)
        records, files, settled = [], [], [*batch.unreadable]
        for (uid, read), first in zip(batch.read.items(), outcomes, strict=False):
            settled.append(uid)
            item, outcome = self._completed(read, first)
            if isinstance(outcome, Undelivered):
                self._undelivered(folder.ref(uid), item, outcome)
            else:
                records.append(self._delivered(folder.ref(uid), item, outcome))
            files.append(([file.attachment for file in item.submission.files], isinstance(outcome, Delivered)))
        with self._report.timed("mark"):
            self._ends.ledger.deliver(records, self._ends.now())
            for attachments, uploaded in files:
                self._ends.spool.release(attachments, uploaded=uploaded)
            self.mark(folder, [record.ref.uid for record in records])
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
        self.failed.discard(ref)  # a second try within the run went well
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

    def _undelivered(self, ref: MessageRef, item: Read, outcome: Undelivered) -> None:
        """A failure of this machine counts at once; where ThreatQ refuses something, ``blame`` tells."""
        if outcome.kind:
            self._refused[ref] = outcome
        self.fail(ref, "deliver", outcome.reason, counts=not outcome.kind, item=item)

    def _run_ended(self, refs: Sequence[MessageRef], error: ThreatQError) -> None:
        """ThreatQ takes nothing any more, perhaps because of one of these: the next run delivers each alone, the last.

        Whichever ends a run alone may be to blame.
        """
        reason = f"the run ended over it: {error}"
        self._ends.ledger.suspect(refs, reason, self._ends.now(), ended_run=True)
        if len(refs) == 1:
            error.add_note(
                f"{refs[0]} was in hand alone; where each run ends so, ThreatQ may fall over it: "
                "move it to another folder"
            )
            self._refused[refs[0]] = Undelivered(reason, self._ends.delivery.in_hand, broken=True)

    def blame(self) -> None:
        """When the run is over: whose fault it is that ThreatQ refused something of a message."""
        ill: Counter[tuple[str, bool]] = Counter()
        for ref, outcome in self._refused.items():
            if self._is_fault_of_threatq(outcome):
                ill[outcome.kind, outcome.broken] += 1
            elif self._ends.ledger.fail(
                ref, outcome.reason, self._ends.now(), attempts_allowed=BREAKS if outcome.broken else ATTEMPTS
            ):
                self._report.set_aside(ref)
                why = f"breaks on it, and takes {outcome.kind} of others" if outcome.broken else "has refused it before"
                log.error("%s goes into quarantine: ThreatQ %s", ref, why)
        for (kind, broken), messages in ill.items():
            how, why = ("broke on", "it may be ill itself") if broken else ("refused", "the lines above say why")
            log.error(
                "ThreatQ took no %s in this run, and %s those of %s: %s. Look at it, and at what is in front of it; "
                "each run tries them again, and none goes into quarantine for that",
                kind, how, counted(messages, "message"), why,
            )  # fmt: skip

    def _is_fault_of_threatq(self, outcome: Undelivered) -> bool:
        """Where it took nothing of the kind in the whole run, as when its store of files is away or it wants another
        form. To deny something says less than to break on it: it takes several messages."""
        if outcome.kind in self._ends.delivery.taken:
            return False
        alike = sum((one.kind, one.broken) == (outcome.kind, False) for one in self._refused.values())
        return outcome.broken or alike >= SEVERAL

    def mark(self, folder: Folder, uids: Sequence[int]) -> None:
        """Mark messages as done, see that the mailbox keeps it, and record that."""
        kept = folder.mark(uids)
        self._ends.ledger.mark(folder.name, folder.uidvalidity, kept, self._ends.now())
        lost = sorted(set(uids) - kept)
        if still_there := folder.present(lost):
            raise MailboxReadOnly(
                f"The mail in {folder.name} is in ThreatQ, but the server does not keep it marked ({len(still_there)} "
                f"of {len(uids)}). Give the user the right to mark it, or set done to ledger"
            )

    def fail(
        self,
        ref: MessageRef,
        kind: str,
        reason: str,
        *,
        attempts: int = ATTEMPTS,
        counts: bool = True,
        item: Read | None = None,
    ) -> None:
        """Count, record and say a failure on one message; after ``attempts`` that count it is in quarantine."""
        subject = item.message.subject if item else ""
        quarantined = self._ends.ledger.fail(
            ref, reason, self._ends.now(), subject=subject, attempts_allowed=attempts, counts=counts
        )
        self.failed.add(ref)
        self._report.failures[kind] += 1
        outcome: MessageOutcome = "quarantined" if quarantined else "failed"
        self._report.add(lambda: (item.report if item else unknown)(ref, outcome, reason))
        log.error("%s %s: %s", ref, "goes into quarantine" if quarantined else "stays unread", printable(reason, 500))

    def put_off(self, ref: MessageRef, reason: str, *, counts: bool) -> None:
        """Record a failure on a message that is asked for once more in this run, which may go well."""
        self._ends.ledger.fail(ref, reason, self._ends.now(), attempts_allowed=ATTEMPTS, counts=counts)
        self.failed.add(ref)
        log.warning("%s is asked for once more: %s", ref, printable(reason, 500))

    def suspect(self, refs: Iterable[MessageRef], reason: str) -> None:
        """Let the next run take these messages last, and one by one; it counts against none, and is not said."""
        self._ends.ledger.suspect(refs, reason, self._ends.now())

    def forget(self, folder: Folder, unread: Sequence[int]) -> None:
        """Forget failures of messages that are not to be read any more, and old rows of those that have left."""
        ledger, now = self._ends.ledger, self._ends.now()
        rows = [entry for entry in ledger.unsettled(now) if entry.ref.folder == folder.name]
        current = [entry for entry in rows if entry.ref.uidvalidity == folder.uidvalidity]
        done = {entry.ref.uid for entry in current if entry.state in ("delivered", "marked")}
        waiting = {entry.ref.uid for entry in current}.intersection(unread)
        there = {folder.ref(uid) for uid in waiting.union(folder.present(sorted(done)))}
        gone = [entry.id for entry in rows if entry.ref not in there]
        ledger.prune(gone, [entry.id for entry in rows if entry.ref in there], now)
