"""Sightings that are too many for memory: kept on the disk in the frames in which they came, read back in portions."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tqimap.errors import StateError
from tqimap.model import Sighting
from tqimap.reader.answers import Found
from tqimap.reader.frames import Unpacker
from tqimap.reader.wire import decode, encode
from tqimap.state import private_file

PORTION = 20_000  # indicators that are in memory at a time: some 10 MB with all that is made of them
_READ_BYTES = 1 << 18  # taken from the file at a time


class Overflow:
    """Iterating over it gives all that was added, in portions, as often as is wanted.

    ``positions``: which File each attachment has become. The file has no name and goes with this object.
    """

    def __init__(self, spool: Path) -> None:
        """Raises StateError where there is no room in ``spool``."""
        self.positions: Sequence[int | None] = ()
        self._spool = spool
        try:
            self._file = tempfile.TemporaryFile(dir=spool)  # noqa: SIM115
        except OSError as error:
            raise self._failure(error) from error

    def add(self, found: Found) -> None:
        """Keep what was found. Raises StateError where the disk is full."""
        try:
            self._file.writelines(encode(found))
        except OSError as error:
            raise self._failure(error) from error

    def __iter__(self) -> Iterator[tuple[Sighting, ...]]:
        portion: list[Sighting] = []
        count = 0
        for found in self._founds():
            portion.append(Sighting(found.place, found.indicators, found.attachment))
            count += len(found.indicators)
            if count >= PORTION:
                yield tuple(moved(portion, self.positions))
                portion, count = [], 0
        if portion:
            yield tuple(moved(portion, self.positions))

    def _founds(self) -> Iterator[Found]:
        unpacker = Unpacker(sys.maxsize)
        try:
            self._file.seek(0)
            while data := self._file.read(_READ_BYTES):
                for kind, payload in unpacker.feed(data):
                    found = decode(kind, payload)
                    assert isinstance(found, Found)
                    yield found
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> StateError:
        advice = private_file.advice(error)
        return StateError(
            f"Cannot keep what was found in {self._spool}: {error.strerror}{advice}. The mail stays unread"
        )


def moved(some: Sequence[Sighting], positions: Sequence[int | None]) -> Iterator[Sighting]:
    """The sightings with the final numbers of their attachments."""
    for sighting in some:
        old = sighting.attachment
        new = None if old is None else positions[old]
        yield sighting if new == old else replace(sighting, attachment=new)
