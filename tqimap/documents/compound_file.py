"""Storages and streams of a compound file (MS-CFB), read by olefile; damage costs the stream it is in."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import olefile

from tqimap.documents.pieces import Data

# Streams of an honest file do not overlap; a hostile directory may name the same sectors a thousand times.
MAX_READ_RATIO = 2
FREE_BYTES = 1 << 20  # read besides, whatever the size of the file
SECTOR, LARGEST_SECTOR = 512, 4096  # bytes (MS-CFB 2.2); olefile refuses a file whose last sector is cut short
_WITH_SECTORS = (olefile.STGTY_STREAM, olefile.STGTY_ROOT)
MAX_ENTRIES = 20_000  # names in the whole directory; a mail with 1,000 attachments has fewer


class Directory(olefile.OleFileIO):  # type: ignore[type-arg]
    """olefile, without its search for streams that share sectors: for 20,000 streams it takes half a minute."""

    def __init__(self, data: Data) -> None:
        self._bytes = len(data)
        cut = -len(data) % LARGEST_SECTOR
        super().__init__(io.BytesIO(bytes(data) + bytes(cut) if cut else data))  # never a path, which it would open

    def _open(self, start: int, size: int = olefile.olefile.UNKNOWN_SIZE, force_FAT: bool = False) -> Any:
        """A stream that is longer than the file runs in a circle, which olefile follows for gigabytes."""
        if size != olefile.olefile.UNKNOWN_SIZE:
            size = min(size, self._bytes)
        return super()._open(start, size, force_FAT)

    def _check_duplicate_stream(self, first_sect: int, minifat: bool = False) -> None:
        """Whoever shares sectors is met by the bound on the bytes read."""


class CompoundFile:
    """The file, and how much more of it may be read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._directory: Any = Directory(data)
        self._room = FREE_BYTES + MAX_READ_RATIO * len(data)

    def is_endless(self) -> bool:
        """Whether the sectors of a stream run in a circle: olefile bounds what it reads of one, but writes for ever."""
        ole = self._directory
        entries = [entry for entry in ole.direntries if entry and entry.entry_type in _WITH_SECTORS]
        ole.loadminifat()
        small = [entry.isectStart for entry in entries if entry.is_minifat]
        large = [entry.isectStart for entry in entries if not entry.is_minifat]
        return _has_circle(ole.fat, large) or _has_circle(ole.minifat, small)

    def root(self) -> "Storage":
        """The storage that all others are in."""
        return Storage(self, self._directory.root, ())

    def stream(self, entry: Any) -> bytes:
        """The whole stream, or nothing where it is damaged or the file has been read often enough."""
        if self._room < 0:
            return b""
        try:
            content: bytes = self._directory._open(entry.isectStart, entry.size).read()
        except Exception:  # OSError for most damage, IndexError and others for the rest
            return b""
        self._room -= len(content)
        return content if self._room >= 0 else b""


def _has_circle(following: Sequence[int], starts: Iterable[int]) -> bool:
    """Whether one of the chains that start there comes back to itself; each sector is looked at once."""
    known: set[int] = set()
    for start in starts:
        at, chain = start, set[int]()
        while at < len(following) and at not in known:
            if at in chain:
                return True
            chain.add(at)
            at = following[at]
        known |= chain
    return False


class Storage:
    """One storage: a folder of streams and of further storages. Names compare without case (MS-CFB 2.6.4)."""

    def __init__(self, file: CompoundFile, entry: Any, path: tuple[str, ...]) -> None:
        self.file = file
        self.path = path
        self._streams: dict[str, Any] = {}
        self._storages: dict[str, Any] = {}
        for child in entry.kids[:MAX_ENTRIES]:
            if child.kids or child.entry_type == 1:
                self._storages[child.name] = child
            else:
                self._streams[child.name.lower()] = child

    @property
    def is_root(self) -> bool:
        """Whether all others are in it."""
        return not self.path

    def has(self, name: str) -> bool:
        """Whether there is such a stream."""
        return name.lower() in self._streams

    def read(self, name: str) -> bytes:
        """The bytes of a stream; none where it does not exist."""
        entry = self._streams.get(name.lower())
        return self.file.stream(entry) if entry is not None else b""

    def streams(self) -> list[str]:
        """The names of the streams, as they are written."""
        return [entry.name for entry in self._streams.values()]

    def storages(self) -> Iterator["Storage"]:
        """The storages that stand directly in this one."""
        for name, entry in self._storages.items():
            yield Storage(self.file, entry, (*self.path, name))

    def storage(self, name: str) -> "Storage | None":
        """The one of these with this name, if there is one."""
        return next((inner for inner in self.storages() if inner.name.lower() == name.lower()), None)

    @property
    def name(self) -> str:
        """As it is written; empty for the root."""
        return self.path[-1] if self.path else ""
