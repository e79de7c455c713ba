"""What a run did: counted while it goes on, said in one line at its end, and in full to who asks (``--report``)."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, NamedTuple

from tqimap.model import MessageRef

DETAILED = 10_000  # messages that are kept with all they had: about 100 MB of a report at the very most

MessageOutcome = Literal["delivered", "failed", "quarantined"]


class FileReport(NamedTuple):
    """A File of a message; ``size`` in bytes."""

    name: str
    type: str
    size: int


class IndicatorReport(NamedTuple):
    """An indicator, and where it stood."""

    type: str
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class MessageReport:
    """One message, as the analyst asks for it: what it had, what came of it and why.

    ``dropped`` counts candidates that are no indicators, by rule.
    """

    folder: str
    uid: int
    outcome: MessageOutcome
    reason: str = ""
    subject: str = ""
    sender: str = ""
    date: datetime | None = None
    files: tuple[FileReport, ...] = ()
    indicators: tuple[IndicatorReport, ...] = ()
    relations: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """The counts of one run.

    ``quarantined`` is how many messages wait in quarantine when it ends, ``oldest_unread`` when the oldest message
    came that is still unread (aware, UTC), ``failures`` counts by class, ``types`` indicators by type, ``seconds``
    time by stage. ``messages`` is only filled where somebody wants the details. In a ``rehearsal`` nothing of it was
    done.
    """

    detailed: bool = False
    rehearsal: bool = False
    delivered: int = 0
    failed: int = 0
    only_marked: int = 0
    partly_read: int = 0
    files: int = 0
    new_files: int = 0
    indicators: int = 0
    relations: int = 0
    quarantined: int = 0
    left: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    oldest_unread: datetime | None = None
    messages: list[MessageReport] = field(default_factory=list)
    stopped: str = ""
    budget: str = ""

    @property
    def exit_code(self) -> int:
        """3 while a message failed in this run or waits in quarantine, else 0."""
        return 3 if self.failed or self.quarantined else 0

    def add(self, message: Callable[[], MessageReport]) -> None:
        """Keep the details of one message, if they are wanted; else they are not even made."""
        if self.detailed and len(self.messages) < DETAILED:
            self.messages.append(message())

    def set_aside(self, ref: MessageRef) -> None:
        """Note that a message which failed in this run is in quarantine now."""
        self.messages = [
            replace(one, outcome="quarantined") if (one.folder, one.uid) == (ref.folder, ref.uid) else one
            for one in self.messages
        ]

    def still_unread(self, dates: Iterable[datetime]) -> None:
        """Note when the oldest of these messages came."""
        known = [self.oldest_unread] if self.oldest_unread else []
        self.oldest_unread = min([*known, *dates], default=None)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the time that the block takes."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began

    def summary(self) -> str:
        """One line for the log."""
        early = self.stopped or self.budget
        end = f"; ended early: {early}" if early else ""
        return f"{'A run would end with' if self.rehearsal else 'Run finished'}: {self.counts()}{end}"

    def counts(self) -> str:
        """What was done until now."""
        parts = [
            f"{counted(self.delivered, 'message')} delivered",
            f"{counted(self.files, 'File')} ({self.new_files} new)",
            counted(self.indicators, "indicator"),
            counted(self.relations, "relation"),
        ]
        for count, what in (
            (self.only_marked, "delivered earlier and now marked"),
            (self.partly_read, "partly read"),
            (self.failed, "failed"),
            (self.quarantined, "in quarantine (tqimap --quarantine)"),
            (self.left, "left for the next run"),
        ):
            if count:
                parts.append(f"{count} {what}")
        return ", ".join(parts)


def counted(number: int, noun: str) -> str:
    """``1 File``, ``2 Files``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
