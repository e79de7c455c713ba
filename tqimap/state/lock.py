"""One run at a time on one configuration: a lock in the state directory that the kernel drops with its process."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from tqimap.errors import StateError
from tqimap.state import private_file

FILE_NAME = "lock"


@dataclass(frozen=True, slots=True)
class Holder:
    """Which run holds the lock: its process and when it started (seconds since the epoch)."""

    pid: int
    since: float


class RunLock:
    """``flock`` on a file that also says who holds it.

    A lock of a dead process never blocks, because the kernel releases it; what the file says is only for
    people. The file is never removed: two runs could otherwise hold locks on two files of one name.
    """

    def __init__(self, directory: Path, now: float) -> None:
        self._path = directory / FILE_NAME
        self._now = now
        self._file: int | None = None

    def acquire(self) -> Holder | None:
        """Take the lock: None on success, else who holds it. Raises StateError where there can be no lock."""
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._holder()
        except OSError as error:
            raise StateError(f"Cannot lock {self._path}: {error.strerror}{private_file.advice(error)}") from error
        self._note()
        return None

    def _note(self) -> None:
        text = json.dumps({"pid": os.getpid(), "since": self._now}).encode()
        assert self._file is not None
        try:
            os.pwrite(self._file, text, 0)
            os.ftruncate(self._file, len(text))
        except OSError:
            pass  # a full disk: the lock itself stands, only the note of it is missing

    def _holder(self) -> Holder:
        assert self._file is not None
        try:
            value = json.loads(os.pread(self._file, 200, 0))
            return Holder(int(value["pid"]), float(value["since"]))
        except (ValueError, KeyError, TypeError):
            return Holder(0, self._now)

    def release(self) -> None:
        """Give the lock back; harmless without it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> "RunLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
