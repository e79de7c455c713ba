"""From one attachment to all that is in it: every document inside a document, each with its path.

A reader reads one document and may fail in any way; here that is turned into a word for the report and a
search for strings in the raw bytes. Every bound is counted on what was really unpacked, never on what a
directory declares.
"""

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from tqimap.documents import carve, containers, readers
from tqimap.documents.bounded import cause
from tqimap.documents.file_type import sniff
from tqimap.documents.named_passwords import passwords
from tqimap.documents.pieces import Child, Context, Field, Furniture, Link, Piece, Text, Unread
from tqimap.documents.text_type import is_shown_as_page

MAX_NAME = 255  # characters of a name in a path; longer than any file system takes
HEARD_TEXTS = 200  # searched for passwords: those that come before a document, all properties of a message among them
HEARD_CHARACTERS = 20_000  # of each
HELD_BYTES = 64 << 20  # of locked documents that wait for a password; honest archives have one small one
MAX_REASON = 500  # characters of a word about what was not read


@dataclass(frozen=True, slots=True)
class Budget:
    """What one attachment may cost, everything inside it included. The ratio is kept by ``bounded``."""

    depth: int = 6  # levels of documents inside documents; real mail was seen with four
    children: int = 500  # documents inside, at all levels together
    unpacked: int = 200 << 20  # bytes of all of them together
    text: int = 64 << 20  # characters taken from one document
    unread: int = 20  # words about what was not read, which end in log and report; of the others their number


@dataclass(frozen=True, slots=True)
class Walked:
    """One piece, and the document it is from. For a ``Child`` the path is the child's own."""

    path: tuple[str, ...]
    piece: Piece


DEFAULT_BUDGET = Budget()
_NOTHING_TOLD = Context()


def walk(data: bytes, name: str, context: Context = _NOTHING_TOLD, budget: Budget = DEFAULT_BUDGET) -> Iterator[Walked]:
    """Read ``data`` and, depth first, every document inside. Never raises; each content is read once."""
    yield from _Walk(context, budget).all_of(data, (name[:MAX_NAME],))


class _Walk:
    """The counters of one walk."""

    def __init__(self, context: Context, budget: Budget) -> None:
        self._context = context
        self._budget = budget
        self._children = 0
        self._unpacked = 0
        self._words = 0
        self._held = 0
        self._seen: set[bytes] = set()
        self._heard: deque[str] = deque(maxlen=HEARD_TEXTS)

    def all_of(self, data: bytes, path: tuple[str, ...]) -> Iterator[Walked]:
        """The outermost document."""
        yield from self.document(data, path)
        if self._words > self._budget.unread:
            yield Walked(path, Unread(f"{self._words - self._budget.unread} more parts are unread or damaged"))

    def document(self, data: bytes, path: tuple[str, ...], *, is_body: bool = False) -> Iterator[Walked]:
        """What is locked comes last: what stands beside it may name its password."""
        locked: list[Child] = []
        pieces = self._pieces(data, replace(self._context, name=path[-1], is_body=is_body))
        self._seen.add(_digest(data))
        yield from self._told(pieces, path, locked)
        for child in locked:
            self._held -= len(child.data)
            yield from self._child(child, path)

    def _told(self, pieces: Iterator[Piece], path: tuple[str, ...], locked: list[Child]) -> Iterator[Walked]:
        """What a document says, and all documents inside but the ``locked`` ones."""
        room = self._budget.text
        for piece in pieces:
            if isinstance(piece, Child) and self._may_wait(piece):
                locked.append(piece)
            elif isinstance(piece, Child):
                yield from self._child(piece, path)
            elif isinstance(piece, Unread):
                yield from self._unread(piece.reason, path)
            else:
                room -= _characters(piece)
                if words := _words(piece):
                    self._heard.append(words[:HEARD_CHARACTERS])
                yield Walked(path, piece if room >= 0 else self._too_much_text())
            if room < 0 or self._is_spent():
                return

    def _pieces(self, data: bytes, context: Context) -> Iterator[Piece]:
        """What the reader finds, then the page that a browser would show, then what is in front of or behind a ZIP."""
        name = context.name
        format, archive = sniff(data, name), containers.archive_at(data)
        if format in containers.ZIP_FORMATS:
            yield from self._read(format, data, context)
            others = [Child(name, data[:archive])] if 0 < archive < len(data) else []
        else:
            yield from self._read(format, data[:archive], context)
            others = [Child("appended archive", data[archive:])] if archive < len(data) else []
        if is_shown_as_page(format, data, name):
            yield from self._read("html", data, context)
        yield from others

    def _read(self, format: str, data: bytes, context: Context) -> Iterator[Piece]:
        """What the reader finds; where it fails, what it had found, why it failed, and the strings."""
        try:
            yield from readers.read(format, data, context)
        except Exception as error:
            yield Unread(f"the reader for {format} failed ({cause(error)})")
            yield from carve.read(data, context)

    def _child(self, child: Child, parent: tuple[str, ...]) -> Iterator[Walked]:
        path = (*parent, child.name[:MAX_NAME] or "unnamed")
        refusal = self._refusal(child, path)
        if refusal:
            yield from self._unread(refusal, path)
            if not self._is_spent():  # too deep for a reader, but what it says in clear is not lost
                yield from (Walked(path, piece) for piece in carve.read(child.data, self._context))
        elif _digest(child.data) not in self._seen:
            self._learn()
            yield Walked(path, child)
            yield from self.document(child.data, path, is_body=child.is_body)

    def _may_wait(self, child: Child) -> bool:
        """Holds the child back where it is locked and there is room for it."""
        self._heard.append(PurePosixPath(child.name).stem[:MAX_NAME])
        if not containers.may_be_locked(child.data) or self._held + len(child.data) > HELD_BYTES:
            return False
        self._held += len(child.data)
        return True

    def _learn(self) -> None:
        """A password that a page or a message names is tried on what is inside it or stands behind it."""
        words = passwords(self._heard)
        self._heard.clear()
        if words:
            self._context = replace(self._context, passwords=(*self._context.passwords, *words))

    def _refusal(self, child: Child, path: tuple[str, ...]) -> str:
        """Why the child is not read; counts it otherwise."""
        self._children += 1
        self._unpacked += len(child.data)
        if len(path) - 1 > self._budget.depth:
            return f"only its strings were read: deeper than {self._budget.depth} documents"
        if self._children > self._budget.children:
            return f"not read: more than {self._budget.children} documents in one attachment"
        if self._unpacked > self._budget.unpacked:
            return f"not read: more than {self._budget.unpacked >> 20} MB unpacked from one attachment"
        return ""

    def _unread(self, reason: str, path: tuple[str, ...]) -> Iterator[Walked]:
        """Names inside the reason may be as long as an attacker likes."""
        self._words += 1
        if self._words <= self._budget.unread:
            yield Walked(path, Unread(reason[:MAX_REASON]))

    def _too_much_text(self) -> Unread:
        return Unread(f"partly read: more than {self._budget.text >> 20} MB of text")

    def _is_spent(self) -> bool:
        """Nothing more can be unpacked: no document that is open needs to be read on."""
        return self._children > self._budget.children or self._unpacked > self._budget.unpacked


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _words(piece: Piece) -> str:
    """What somebody wrote in it: a password may be among that."""
    match piece:
        case Text(text=text, kind="text"):
            return text
        case Field(name=name, value=value) if name.lower() == "subject":
            return value
    return ""


def _characters(piece: Piece) -> int:
    match piece:
        case Text(text=text) | Link(url=text) | Furniture(text=text) | Field(value=text):
            return len(text)
    return 0
