"""What reading some messages gave, on its way from the stage that reads to the one that delivers."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tqimap import provenance
from tqimap.model import MessageRef, ReadMessage, Submission
from tqimap.report.report import FileReport, IndicatorReport, MessageOutcome, MessageReport
from tqimap.run.plan import Planned

# What is delivered together, recorded and then marked: as much as dies undelivered with a run, and is done again.
FULL_INDICATORS = 5_000  # ten full requests: the one that is not full then hardly counts
FULL_MESSAGES = 500
FULL_BYTES = 64_000_000  # whose attachments wait on the disk
FULL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Read:
    """A message that was read, what is to be sent of it, and the SHA-256 of its bytes; ``more`` is sent after it."""

    message: ReadMessage
    planned: Planned
    sha256: str
    more: Iterator[Planned]

    @property
    def submission(self) -> Submission:
        """What is to be sent first."""
        return self.planned.submission

    @property
    def dropped(self) -> Counter[str]:
        """Candidates that are not posted, by rule."""
        return Counter(self.message.dropped) + Counter(self.planned.dropped)

    def report(self, ref: MessageRef, outcome: MessageOutcome, reason: str = "", relations: int = 0) -> MessageReport:
        """This message in the report of the run."""
        message = self.message
        found = {
            indicator.key: provenance.where(sighting.place)
            for sighting in reversed(message.sightings)
            for indicator in sighting.indicators
        }
        posted = (item.indicator for item in self.submission.indicators)
        return MessageReport(
            ref.folder, ref.uid, outcome, reason, message.subject, message.sender, message.date,
            files=tuple(FileReport(f.attachment.name, f.type, f.attachment.size) for f in self.submission.files),
            indicators=tuple(IndicatorReport(*i.key, found[i.key]) for i in posted),
            relations=relations,
            dropped=dict(self.dropped),
            notes=(*message.notes, *self.planned.warnings),
        )  # fmt: skip


@dataclass(slots=True)
class Batch:
    """What reading some messages gave, by UID; ``unreadable`` has the reasons."""

    read: dict[int, Read] = field(default_factory=dict)
    unreadable: dict[int, str] = field(default_factory=dict)
    indicators: int = 0
    bytes: int = 0
    begun: float = field(default_factory=time.monotonic)

    def __len__(self) -> int:
        return len(self.read) + len(self.unreadable)

    def is_full(self) -> bool:
        """Whether to deliver it now: it is worth its requests, large enough, or old enough."""
        return (
            self.indicators >= FULL_INDICATORS
            or len(self) >= FULL_MESSAGES
            or self.bytes >= FULL_BYTES
            or time.monotonic() - self.begun >= FULL_SECONDS
        )


def unknown(ref: MessageRef, outcome: MessageOutcome, reason: str) -> MessageReport:
    """A message that was never read, in the report of the run."""
    return MessageReport(ref.folder, ref.uid, outcome, reason)
