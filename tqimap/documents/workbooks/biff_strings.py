"""Strings of BIFF records, which may be cut anywhere and go on in CONTINUE records (MS-XLS 2.5.293, 2.5.294)."""

import re
import struct
from collections.abc import Iterator

_CONCATENATION = b"\x08"  # a token of a compiled formula
# A literal, or an integer that CHAR makes a character of (MS-XLS 2.5.198.66, 2.5.198.62: ptgInt, ptgFunc).
_BEGIN = re.compile(rb"\x17|\x1e(.)\x00[\x21\x41\x61]\x6f\x00", re.DOTALL)
_CONCATENATE = re.compile(rb"[\x22\x42\x62](.)\x50\x01", re.DOTALL)  # a function of so many arguments
_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08


def counted(body: bytes, biff8: bool, code_page: str) -> str:
    """A string behind its length in characters; in BIFF8 a byte of flags tells the width."""
    if len(body) < 3:
        return ""
    size = struct.unpack_from("<H", body)[0]
    if not biff8:
        return body[2 : 2 + size].decode(code_page, "replace")
    if body[2] & _WIDE:
        return body[3 : 3 + 2 * size].decode("utf-16-le", "replace")
    return body[3 : 3 + size].decode("latin-1")


def literals(tokens: bytes, count_bytes: int, flags: bool, code_page: str) -> Iterator[str]:
    """The literals of a compiled formula (MS-XLS 2.5.198.89), those joined by & or CONCATENATE as one.

    A literal is a token, its length in one byte or two, in BIFF8 flags, and its characters, without an end: the
    next token may look like one more letter of a host's name.
    """
    stack: list[str] = []
    at = end = 0
    while found := _BEGIN.search(tokens, at):
        if found[1]:
            text, after = found[1].decode("latin-1"), found.end()
        else:
            text, after = _literal(tokens, found.end(), count_bytes, flags, code_page)
        if not text:
            at = found.start() + 1
            continue
        if found.start() != end:
            yield from stack
            stack.clear()
        stack.append(text)
        at = end = _joined(stack, tokens, after)
    yield from stack


def _joined(stack: list[str], tokens: bytes, at: int) -> int:
    """Join what is joined behind the last literal; where the tokens for it end."""
    while len(stack) > 1:
        function = _CONCATENATE.match(tokens, at)
        if function and len(stack) >= function[1][0] > 0:
            count, at = function[1][0], function.end()
        elif tokens[at : at + 1] == _CONCATENATION:
            count, at = 2, at + 1
        else:
            break
        stack[-count:] = ["".join(stack[-count:])]
    return at


def _literal(tokens: bytes, at: int, count_bytes: int, flags: bool, code_page: str) -> tuple[str, int]:
    """The literal at ``at`` and where it ends; empty where there is none, since any byte may be 0x17."""
    size = int.from_bytes(tokens[at : at + count_bytes], "little")
    at += count_bytes
    wide = count_bytes == 2
    if flags:
        wide = tokens[at : at + 1] == b"\x01"
        at += 1
    end = at + (2 * size if wide else size)
    text = tokens[at:end].decode("utf-16-le" if wide else code_page, "replace")
    return (text, end) if len(text) == size and text.isprintable() else ("", at)


class Segments:
    """One record and its continuations, read from the front."""

    def __init__(self, kind: int = 0, body: bytes = b"") -> None:
        self.kind = kind
        self.body = body
        self._bodies = [body]
        self._segment = 0
        self._at = 0

    def add(self, body: bytes) -> None:
        """Take a continuation."""
        self._bodies.append(body)

    def shared(self, count: int, limit: int) -> Iterator[str]:
        """The strings of an SST record, as many as there are."""
        self._at = 8
        for _ in range(min(count, limit)):
            size, flags = struct.unpack("<HB", self._bytes(3))
            runs = struct.unpack("<H", self._bytes(2))[0] if flags & _RICH else 0
            extension = struct.unpack("<I", self._bytes(4))[0] if flags & _EXTENDED else 0
            yield "".join(self._characters(size, flags))
            self._skip(4 * runs + extension)
            if self._is_over():
                return

    def text_object(self) -> str:
        """The text of a comment or text box: in the continuation, its length in the record (MS-XLS 2.4.329)."""
        size = struct.unpack_from("<H", self.body, 10)[0]
        self._segment, self._at = 1, 1
        if len(self._bodies) < 2 or not self._bodies[1]:
            return ""
        return "".join(self._characters(size, self._bodies[1][0]))

    def _characters(self, size: int, flags: int) -> Iterator[str]:
        """Characters up to ``size``; where they go on in the next segment, a byte of flags comes first."""
        while size > 0 and not self._is_over():
            width = 2 if flags & _WIDE else 1
            piece = self._bodies[self._segment][self._at : self._at + size * width]
            yield piece.decode("utf-16-le" if width == 2 else "latin-1", "replace")
            self._at += len(piece)
            size -= max(1, len(piece) // width)
            if size > 0 and self._next():
                flags = self._bodies[self._segment][0] if self._bodies[self._segment] else flags
                self._at = 1

    def _bytes(self, size: int) -> bytes:
        found = b""
        while len(found) < size and not self._is_over():
            piece = self._bodies[self._segment][self._at : self._at + size - len(found)]
            found += piece
            self._at += len(piece)
            if len(found) < size:
                self._next()
        return found

    def _skip(self, size: int) -> None:
        while size > 0 and not self._is_over():
            step = min(size, len(self._bodies[self._segment]) - self._at)
            self._at += step
            size -= step
            if size > 0:
                self._next()

    def _next(self) -> bool:
        self._segment += 1
        self._at = 0
        return not self._is_over()

    def _is_over(self) -> bool:
        return self._segment >= len(self._bodies)
