"""The child's end of the pipe."""

import os
from collections.abc import Iterable

from tqimap.documents.pieces import Exposed
from tqimap.reader.answers import Answer, Found, Split
from tqimap.reader.wire import encode

BUFFER_BYTES = 1 << 16  # what a pipe takes at once; small answers are collected


class Output:
    """Writes answers to a pipe, collected, up to the moment from which this process cannot be trusted.

    Where it is ``careful`` what must outlive this process is not held back.
    """

    def __init__(self, descriptor: int, *, careful: bool) -> None:
        self._descriptor = descriptor
        self._careful = careful
        self._held = bytearray()

    def send(self, answers: Iterable[Answer]) -> None:
        """Write the answers as they are made. The next one may be the death of this process."""
        for answer in answers:
            for frame in encode(answer):
                self._held += frame
                if len(self._held) >= BUFFER_BYTES:
                    self.flush()
            if isinstance(answer, Exposed) or (self._careful and isinstance(answer, Split | Found)):
                self.flush()

    def flush(self) -> None:
        """Write what has been collected."""
        view = memoryview(self._held)
        while view:
            view = view[os.write(self._descriptor, view) :]
        self._held = bytearray()
