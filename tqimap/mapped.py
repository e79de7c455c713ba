"""Going through a message that may be a mapped file, without its pages counting as memory of this process."""

import hashlib
from collections.abc import Iterator
from mmap import MADV_DONTNEED, mmap

PIECE_BYTES = 1 << 20  # in memory at a time


def pieces(raw: bytes | mmap) -> Iterator[bytes]:
    """``raw`` in pieces of at most 1 MiB; of a mapped file no more than one is in memory."""
    for start in range(0, len(raw), PIECE_BYTES):
        yield raw[start : start + PIECE_BYTES]
        if isinstance(raw, mmap):
            raw.madvise(MADV_DONTNEED)


def sha256(raw: bytes | mmap) -> str:
    """The hash of ``raw``, in hex digits."""
    digest = hashlib.sha256()
    for piece in pieces(raw):
        digest.update(piece)
    return digest.hexdigest()
