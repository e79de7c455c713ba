"""tqimap as a process of its own; a signal to the demonstration ends that first, and then all else in its order."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

# A run over the sample mail takes seconds; one that takes this long hangs.
RUN_LIMIT = 120


class Program:
    """Calls of tqimap, one at a time, from the main thread. ``stopped`` is the signal that came, or 0.

    A signal raises nothing: an exception at the wrong moment would leave a process behind that nobody waits for.
    """

    def __init__(self) -> None:
        self.stopped = 0
        self._process: subprocess.Popen[str] | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, number: int, _: object) -> None:
        self.stopped = number
        if self._process:
            self._process.terminate()

    def run(self, options: Sequence[str], answers: Mapping[str, str]) -> tuple[str, str]:
        """What one call printed, and the sentence that says how it failed, or nothing. ``answers``: its environment."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TQIMAP_")}
        with subprocess.Popen(
            [sys.executable, "-m", "tqimap", *options], env={**kept, **answers}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ) as process:  # fmt: skip
            self._process = process
            if self.stopped:
                process.terminate()
            try:
                printed = process.communicate(timeout=RUN_LIMIT)[0]
            except subprocess.TimeoutExpired:
                process.kill()
                return "", f"tqimap was still running after {RUN_LIMIT} s"
            finally:
                self._process = None
        return printed, f"tqimap ended with exit code {process.returncode}" if process.returncode else ""
