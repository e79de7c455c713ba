"""When a run is to end early: a signal, or its own time is over. Asked between messages, never in the middle of one."""

import math
import signal
import time
from collections.abc import Callable
from types import FrameType

from tqimap.deadline import SLICE_SECONDS
from tqimap.errors import Stopped

EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}  # 128 + signal, as a shell reports it

# How much longer an answer is waited for: whoever stops a container or a service kills it after ten seconds and more.
STOPPED_SECONDS = 5.0


def answered_by(asked: float, signalled: float) -> float:
    """Until when an answer to what was ``asked`` then is waited for, after a signal (all on the monotonic clock)."""
    return max(asked, signalled) + STOPPED_SECONDS


class Stop:
    """Remembers SIGINT and SIGTERM until the message in hand is done.

    A second signal ends the run at once: KeyboardInterrupt with the exit code.
    """

    def __init__(self, seconds: float = 0) -> None:
        """``seconds`` bounds the run; 0 is no limit."""
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds if seconds else None
        self.signalled_at = math.inf  # monotonic clock
        self._signal: signal.Signals | None = None

    def listen(self) -> "Stop":
        """Take over the signals of this process."""
        for number in EXIT_CODES:
            signal.signal(number, self._caught)
        return self

    def _caught(self, number: int, _: FrameType | None) -> None:
        if self._signal is not None:
            raise KeyboardInterrupt(EXIT_CODES[signal.Signals(number)])
        self._signal, self.signalled_at = signal.Signals(number), time.monotonic()

    def patience(self) -> float:
        """Until when an answer is waited for that was asked for before a signal (monotonic clock)."""
        return self.signalled_at + STOPPED_SECONDS

    @property
    def reason(self) -> str:
        """Why no further message should be begun; empty while the run may go on."""
        if self._signal is not None:
            return f"{self._signal.name} received"
        if self.deadline is not None and time.monotonic() >= self.deadline:
            return "the time for one run (run_seconds) is over"
        return ""

    def sleep(self, seconds: float) -> None:
        """Wait, but no longer than until somebody wants the run to end."""
        _sleep(seconds, lambda: bool(self.reason))

    def pause(self, seconds: float, whom: str) -> None:
        """Wait for ``whom`` on behalf of the message in hand, also after the run's time. Raises Stopped on a signal."""
        _sleep(seconds, lambda: self._signal is not None)
        if self._signal is not None:
            raise self.stopped(whom)

    def stopped(self, whom: str) -> Stopped:
        """The error that ends a run which a signal has found waiting for ``whom``."""
        return Stopped(f"{self.reason} while {whom} was waited for", self.exit_code)

    @property
    def exit_code(self) -> int:
        """130 or 143 after a signal, else 0: a budget that is used up is no failure."""
        return EXIT_CODES[self._signal] if self._signal is not None else 0


def _sleep(seconds: float, enough: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while not enough() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, SLICE_SECONDS))  # which a signal does not end (PEP 475)
