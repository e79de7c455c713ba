"""The steps of a check, told one by one as they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tqimap.errors import TqimapError

Side = Literal["configuration", "ThreatQ", "mailbox"]
Outcome = Literal["passed", "failed", "not tested"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``detail`` is what was seen, and for a failure what is wrong and what to do, on one line."""

    side: Side
    name: str
    outcome: Outcome
    detail: str
    exit_code: int = 0


class Walk:
    """The steps of one side, told as they are made; ``plan`` names those that a failure can be at, in order."""

    def __init__(self, side: Side, tell: Callable[[Step], None], plan: tuple[str, ...] = ()) -> None:
        self._side = side
        self._tell = tell
        self._plan = list(plan)

    def reached(self, name: str) -> None:
        """Whatever fails from here on is this step or a later one."""
        if name in self._plan:
            del self._plan[: self._plan.index(name)]

    def passed(self, name: str, detail: str) -> None:
        """The step was made."""
        self._finish(name)
        self._tell(Step(self._side, name, "passed", detail))

    def not_tested(self, name: str, detail: str) -> None:
        """The step cannot be made without changing something, or without what failed before."""
        self._tell(Step(self._side, name, "not tested", detail))

    def failed(self, error: TqimapError, name: str = "") -> None:
        """The step ``name``, or the one that is next in the plan, ended in ``error``."""
        name = name or self._plan[0]
        self._finish(name)
        self._tell(Step(self._side, name, "failed", str(error), error.exit_code))

    def _finish(self, name: str) -> None:
        if name in self._plan:
            del self._plan[: self._plan.index(name) + 1]
