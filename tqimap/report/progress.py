"""A progress bar for the person at a terminal, and for nobody else: cron gets nothing."""

import sys
from types import TracebackType
from typing import Any


class Progress:
    """Shows how many messages are settled, on standard error, and only where that is a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        return self

    def __call__(self, settled: int, waiting: int) -> None:
        """``settled`` of ``waiting`` messages of a folder have come to an end."""
        if not all(stream and stream.isatty() for stream in (sys.stdout, sys.stderr)):
            return
        if self._bar is None or self._bar.total != waiting:
            from tqdm import tqdm

            self.close()
            self._bar = tqdm(total=waiting, unit="mail", leave=False, dynamic_ncols=True)
        self._bar.update(settled - self._bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
