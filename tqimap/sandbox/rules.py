"""Which request goes wrong: what both servers, and their scripted faults, have in common."""

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

Fault = TypeVar("Fault")
Asked = TypeVar("Asked")


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


@dataclass(slots=True)
class Script(Generic[Fault, Asked]):
    """The rules, the delay of each answer in seconds, and the log of what was asked: threads share them."""

    rules: list[Rule[Fault]] = field(default_factory=list)
    log: list[Asked] = field(default_factory=list)
    delay: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_fault(self, *asked: str) -> Fault | None:
        """The fault of the first rule that hits; every rule counts the request."""
        with self.lock:
            hit = [rule.fault for rule in self.rules if rule.hits(*asked)]
        return hit[0] if hit else None


class Scripted:
    """A server that follows a script; it serves while the ``with`` block runs."""

    _script: Script[Any, Any]

    def start(self) -> None:
        """Listen and serve."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop for good."""
        raise NotImplementedError

    def heal(self) -> None:
        """Forget all scripted faults."""
        with self._script.lock:
            self._script.rules.clear()

    @property
    def delay(self) -> float:
        """Seconds that every answer waits."""
        return self._script.delay

    @delay.setter
    def delay(self, seconds: float) -> None:
        self._script.delay = seconds

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
