"""An attachment on its way to the disk: counted and hashed as it passes, in the process that is trusted."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from tqimap.errors import StateError
from tqimap.state import private_file


@dataclass(frozen=True, slots=True)
class Spooled:
    """A complete file in the spool directory."""

    file: Path
    size: int
    md5: str
    sha256: str


class SpoolFile:
    """A file in the spool directory, written piece by piece; not kept where it is larger than ``limit`` (0: none).

    ``size`` counts the bytes so far, also of those that are not kept.
    """

    def __init__(self, path: Path, limit: int) -> None:
        """Make the file, for its owner alone. Raises StateError where that is not possible."""
        self._path = path
        self._limit = limit
        self.size = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha256 = hashlib.sha256()
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise _failure(path, error) from error

    @property
    def is_too_large(self) -> bool:
        """Whether more was written than is kept."""
        return bool(self._limit) and self.size > self._limit

    def write(self, piece: bytes) -> None:
        """Add some bytes. Raises StateError where the disk is full."""
        self.size += len(piece)
        if self.is_too_large:
            return
        self._md5.update(piece)
        self._sha256.update(piece)
        view = memoryview(piece)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as error:
            self.discard()
            raise _failure(self._path, error) from error

    def finish(self) -> Spooled | None:
        """The complete file; None where it was too large, and is gone."""
        if self.is_too_large:
            self.discard()
            return None
        os.close(self._descriptor)
        return Spooled(self._path, self.size, self._md5.hexdigest(), self._sha256.hexdigest())

    def discard(self) -> None:
        """Close the file, incomplete as it is, and remove it."""
        os.close(self._descriptor)
        self._path.unlink(missing_ok=True)


def _failure(path: Path, error: OSError) -> StateError:
    return StateError(f"Cannot write {path}: {error.strerror}{private_file.advice(error)}. The mail stays unread")
