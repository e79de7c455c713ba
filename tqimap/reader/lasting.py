"""A child that does several jobs, which share what a new one costs, but none behind one that may own it since."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tqimap.reader.children import Child, Helper


class Lasting:
    """One child after the other; each does up to ``jobs`` jobs, none more after it was exposed or has failed."""

    def __init__(self, helper: Helper, jobs: int) -> None:
        self._helper = helper
        self._jobs = jobs
        self._left = 0
        self._child: Child | None = None

    @contextmanager
    def job(self, modules: Iterable[str]) -> Iterator[Child]:
        """The child for one job; where it is a new one ``modules`` are imported before. Raises StateError."""
        if self._child is None:
            self._child = self._helper.begin(tuple(modules))
            self._left = self._jobs
        self._left -= 1
        is_done = False
        try:
            yield self._child
            is_done = True
        finally:
            if not is_done or self._left == 0 or self._child.is_exposed:
                self.end()

    def end(self) -> None:
        """Kill the child; the next job has a new one."""
        if self._child is not None:
            self._child.close()
            self._child = None
