"""Frames on the pipe from a child: one byte of kind, four bytes of length (big endian), then the payload.

A child may be in the hands of whoever wrote the mail: whatever it sends is cut into bounded frames or refused,
and nothing is ever unpickled.
"""

import struct
from collections.abc import Iterator

MAX_PAYLOAD = 1 << 20  # bytes; what a single frame can make the main process hold
_HEADER = struct.Struct(">BI")


class Forged(Exception):
    """What came over the pipe is not what a sound child sends; ``str`` says why, in our own words."""


def pack(kind: int, payload: bytes) -> bytes:
    """One frame. ``payload`` has at most ``MAX_PAYLOAD`` bytes."""
    return _HEADER.pack(kind, len(payload)) + payload


class Unpacker:
    """Cuts a stream into frames. ``limit`` bounds the bytes of the whole stream, until more is allowed."""

    def __init__(self, limit: int) -> None:
        self._room = limit
        self._held = bytearray()

    def allow(self, limit: int) -> None:
        """From here on ``limit`` bytes may come."""
        self._room = limit

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The frames that ``data`` completes. Raises Forged."""
        self._room -= len(data)
        if self._room < 0:
            raise Forged("it answered without end")
        self._held += data
        at = 0
        while len(self._held) - at >= _HEADER.size:
            kind, length = _HEADER.unpack_from(self._held, at)
            if length > MAX_PAYLOAD:
                raise Forged("it sent a frame that is too long")
            end = at + _HEADER.size + length
            if end > len(self._held):
                break
            yield kind, bytes(memoryview(self._held)[at + _HEADER.size : end])
            at = end
        del self._held[:at]
