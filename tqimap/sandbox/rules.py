"""Which request goes wrong: what the scripted faults of both servers have in common."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Generic, TypeVar

Fault = TypeVar("Fault")


@dataclass(slots=True)
class Rule(Generic[Fault]):
    """A fault for the ``nth`` request (from 1) that matches, and the ``times - 1`` after it; None: for all after it.

    ``patterns`` are those of the parts of a request, and may hold ``*``.
    """

    fault: Fault
    patterns: tuple[str, ...]
    nth: int = 1
    times: int | None = 1
    seen: int = 0

    def hits(self, *asked: str) -> bool:
        """Count the request if it matches, and say whether it goes wrong."""
        if not all(map(fnmatchcase, asked, self.patterns)):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)
