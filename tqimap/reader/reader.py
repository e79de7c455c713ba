"""Reading messages: the order of children, what a death costs, and what comes of it all.

A batch is read in one child, and some batches after it. If that dies, each message it had not answered is read
again in a child of its own. Attachments that are not text are read one by one in another child; a death there is a
finding: the raw bytes are carved, the File is uploaded all the same, and the message is partly read.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from mmap import mmap
from pathlib import Path
from typing import IO

from tqimap.errors import StateError
from tqimap.mapped import pieces
from tqimap.model import RawMessage, ReadMessage, Unreadable
from tqimap.reader.answers import Answer, Done, Explained, Imported
from tqimap.reader.assembly import Assembly, Held
from tqimap.reader.children import Child, Died, Helper
from tqimap.reader.frames import Forged
from tqimap.reader.lasting import Lasting
from tqimap.reader.options import ReaderOptions
from tqimap.state import private_file

NESTING = 10  # an attachment counts once more for each message that it is inside; see handover.py
MAX_MODULES = 100  # that are imported in the helper: there are some fifty


class Reader:
    """The contained reader. The helper starts at the first batch and ends with the ``with`` block."""

    def __init__(self, spool: Path, options: ReaderOptions | None = None) -> None:
        self._spool = spool
        self._options = options or ReaderOptions()
        self._helper = Helper(self._options.to_json(), self._options.limits.wall_seconds)
        self._batches = Lasting(self._helper, self._options.limits.jobs)
        self._attachments = Lasting(self._helper, self._options.limits.jobs)
        self._modules: dict[str, None] = {}
        self._numbers = count()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._batches.end()
        self._attachments.end()
        self._helper.close()

    def read(self, batch: Sequence[RawMessage]) -> Iterator[tuple[int, ReadMessage | Unreadable]]:
        """Read a batch, in order. Raises StateError where there is no room for the attachments, or no process."""
        done = 0
        if len(batch) > 1:
            for assembly in self._together(batch):
                yield batch[done].uid, self._completed(assembly)
                done += 1
        for message in batch[done:]:
            yield message.uid, self._single({"messages": _spans([message])}, message.raw, self._assembly())

    def explain(self, name: str, content: bytes) -> tuple[list[Explained], tuple[str, ...]]:
        """Every candidate in a file, a message or anything else, kept or dropped; and what is worth a line.

        The options must say ``explain``. The same code as for a message of the mailbox, contained in the same way.
        """
        assembly = self._assembly()
        result = self._single({"file": name}, content, assembly)
        assembly.discard()
        return assembly.explained, (result.reason,) if isinstance(result, Unreadable) else result.notes

    def _together(self, batch: Sequence[RawMessage]) -> Iterator[Assembly]:
        """The messages that one child gets through, in order, none more after its death."""
        with (
            self._source([message.raw for message in batch]) as source,
            suppress(Died),
            self._batches.job(self._modules) as child,
        ):
            child.do({"messages": _spans(batch)}, source, _size(batch))
            for _ in batch:
                yield self._next(child)

    def _next(self, child: Child) -> Assembly:
        """The next message of a batch. Raises Died."""
        assembly = self._assembly()
        try:
            self._take(child, assembly)
        except Died:
            assembly.discard()
            raise
        return assembly

    def _single(self, job: Mapping[str, object], content: bytes | mmap, assembly: Assembly) -> ReadMessage | Unreadable:
        """Do a job on one message. It completes, whatever dies, as soon as its attachments are safe."""
        with self._source([content]) as source:
            try:
                with self._helper.begin(tuple(self._modules)) as child:
                    child.do(job, source, len(content) * NESTING)
                    self._take(child, assembly)
            except Died as death:
                if not assembly.is_split:
                    assembly.discard()
                    return Unreadable(f"its reader died: {death}")
                assembly.note(f"partly read, its reader died: {death}", unread=True)
        return self._completed(assembly)

    def _completed(self, assembly: Assembly) -> ReadMessage:
        """The message, after each attachment that is not read yet has been read."""
        deadline = time.monotonic() + self._options.limits.message_seconds
        for index, held in assembly.unread():
            if time.monotonic() < deadline:
                self._read_attachment(assembly, index, held)
            else:
                assembly.note(f"{held.name}: not read, the time for this message is used up", unread=True)
        return assembly.finish()

    def _read_attachment(self, assembly: Assembly, index: int, held: Held) -> None:
        """Read it in a child; what that cannot read is searched for strings. Its copy may be gone by now."""
        assert held.spooled is not None
        try:
            opened = held.spooled.file.open("rb")
        except OSError as error:
            assembly.note(f"{held.name}: not read, its copy is gone: {error.strerror}", unread=True)
            return
        with opened as source:
            job = {"attachment": held.name, "passwords": assembly.passwords}
            try:
                self._take_inside(job, source, assembly, index)
            except Died as death:
                assembly.note(f"{held.name}: extractor died: {death}; only its strings were read", unread=True)
                self._carve(source, assembly, index, held)

    def _carve(self, source: IO[bytes], assembly: Assembly, index: int, held: Held) -> None:
        try:
            self._take_inside({"carve": held.name}, source, assembly, index)
        except Died as death:
            assembly.note(f"{held.name}: not read, its strings neither: {death}", unread=True)

    def _take(self, child: Child, assembly: Assembly) -> None:
        """The answers on the next message, up to Done. Raises Died."""
        self._give(child, assembly.take)
        if not assembly.is_split:
            raise Died("it ended without an answer")

    def _take_inside(self, job: Mapping[str, object], source: IO[bytes], assembly: Assembly, index: int) -> None:
        with self._attachments.job(self._modules) as child:
            child.do(job, source.fileno())
            self._give(child, partial(assembly.take_inside, index))

    def _give(self, child: Child, take: Callable[[Answer], None]) -> None:
        """Let ``take`` have the answers up to Done. Raises Died, also at one that cannot be one."""
        try:
            for answer in self._answers(child):
                take(answer)
        except Forged as error:
            raise Died(str(error)) from error

    def _answers(self, child: Child) -> Iterator[Answer]:
        """The answers up to Done; what was imported for them is remembered for the next child."""
        for answer in child.answers():
            match answer:
                case Done():
                    return
                case Imported(modules):
                    if len(self._modules) < MAX_MODULES:
                        self._modules.update(dict.fromkeys(modules))
                case _:
                    yield answer

    def _assembly(self) -> Assembly:
        return Assembly(self._spool, next(self._numbers), self._options.max_attachment_bytes)

    @contextmanager
    def _source(self, contents: Sequence[bytes | mmap]) -> Iterator[int]:
        """A nameless file in the spool that holds the contents one after the other, open for reading only."""
        try:
            with tempfile.TemporaryFile(dir=self._spool, buffering=0) as file:
                for content in contents:
                    _copy(content, file)
                descriptor = os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDONLY)
        except OSError as error:
            raise StateError(f"Cannot write to {self._spool}: {error.strerror}{private_file.advice(error)}") from error
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def _copy(content: bytes | mmap, file: IO[bytes]) -> None:
    for piece in pieces(content):
        view = memoryview(piece)
        while view:
            view = view[file.write(view) :]


def _spans(batch: Sequence[RawMessage]) -> list[tuple[int, int, str]]:
    """Start, length and time of reception of each message in the file of the batch."""
    spans, start = [], 0
    for message in batch:
        spans.append((start, len(message.raw), message.internaldate.isoformat()))
        start += len(message.raw)
    return spans


def _size(batch: Sequence[RawMessage]) -> int:
    """Bytes of attachments that a sound child may hand over."""
    return NESTING * sum(len(message.raw) for message in batch)
