"""What a run did: counted while it goes on, and said in one line at its end."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """The counts of one run. ``quarantined`` is how many messages wait in quarantine when it ends."""

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
    dropped: dict[str, int] = field(default_factory=dict)
    stopped: str = ""
    budget: str = ""

    @property
    def exit_code(self) -> int:
        """3 while a message failed in this run or waits in quarantine, else 0."""
        return 3 if self.failed or self.quarantined else 0

    def summary(self) -> str:
        """One line for the log."""
        parts = [
            f"{self.delivered} messages delivered",
            f"{self.files} Files ({self.new_files} new)",
            f"{self.indicators} indicators",
            f"{self.relations} relations",
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
        early = self.stopped or self.budget
        end = f"; ended early: {early}" if early else ""
        return f"Run finished: {', '.join(parts)}{end}"
