"""Working ahead: the next batch is fetched while this one is read and delivered."""

import contextlib
import math
import queue
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

POLL_SECONDS = 0.1  # how soon it is noticed that nobody wants more, or that a signal has come


@dataclass(frozen=True, slots=True)
class _End:
    """The producer has ended: ``error`` is why, None where there are no more items."""

    error: BaseException | None = None


class Ahead(Generic[Item]):
    """Iterates over ``items``, which a thread of its own produces up to ``depth`` items ahead.

    An exception of the producer is raised where the consumer would have got the next item. Leaving the
    ``with`` block ends the producer after the item in hand, and waits for that, unless a second Ctrl-C
    wants the process to be gone at once. Each time nothing has come for ``patience`` seconds, None does.
    """

    def __init__(self, items: Iterable[Item], depth: int, patience: float = math.inf) -> None:
        self._items = items
        self._patience = patience
        self._made: queue.Queue[Item | _End] = queue.Queue(depth)
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._produce, name="ahead", daemon=True)

    def __enter__(self) -> Iterator[Item | None]:
        self._thread.start()
        return self._consume()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._enough.set()
        while kind is not KeyboardInterrupt and self._thread.is_alive():
            self._thread.join(POLL_SECONDS)  # in pieces, for the sake of signals

    def _consume(self) -> Iterator[Item | None]:
        while not isinstance(made := self._next(), _End):
            yield made
        if made.error is not None:
            raise made.error

    def _next(self) -> Item | _End | None:
        """Wait in pieces: a signal that another thread has taken is acted on when the main one wakes up."""
        end = time.monotonic() + self._patience
        while time.monotonic() < end:
            with contextlib.suppress(queue.Empty):
                return self._made.get(timeout=POLL_SECONDS)
        return None

    def _produce(self) -> None:
        end = _End()
        try:
            for item in self._items:
                if not self._put(item):
                    return
        except BaseException as error:
            end = _End(error)
        self._put(end)

    def _put(self, made: Item | _End) -> bool:
        """Hand over one item; False where nobody wants it any more."""
        while not self._enough.is_set():
            try:
                self._made.put(made, timeout=POLL_SECONDS)
            except queue.Full:
                continue
            return True
        return False
