"""From a child's answers to a ReadMessage: the attachments go to the spool, the findings become sightings.

Runs in the main process and trusts the answers no further than their types: an index beyond what there is, or
bytes that belong to no attachment, end the child like a death.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tqimap.mail.names import safe_name
from tqimap.model import Attachment, Place, ReadMessage, Sighting
from tqimap.reader.answers import (
    MAX_RULES,
    Answer,
    Attached,
    Closed,
    Data,
    Dropped,
    Explained,
    Found,
    Noted,
    Opened,
    Read,
    Sniffed,
    Split,
    Wording,
)
from tqimap.reader.frames import Forged
from tqimap.reader.overflow import PORTION, Overflow, moved
from tqimap.reader.spooling import Spooled, SpoolFile

MAX_ATTACHMENTS = 2000  # a sound child stops at half of it
MAX_NOTES = 100  # of one message: nobody reads more
MAX_FOUND = 1_200_000  # indicators of one message, at all places: a sound child stops at half of it

_FORMAT = re.compile(r"[a-z0-9+-]{1,40}")
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}", re.IGNORECASE)  # RFC 6838, 4.2


@dataclass(slots=True)
class Held:
    """An attachment as far as it is known."""

    name: str
    media_type: str
    path: tuple[str, ...]
    is_file: bool
    format: str = ""
    spooled: Spooled | None = None
    is_read: bool = False

    @property
    def content(self) -> tuple[str, str]:
        """The same name with the same bytes is the same attachment."""
        return (self.name, self.spooled.sha256 if self.spooled else "")

    def attachment(self) -> Attachment:
        """The attachment as the pipeline takes it."""
        assert self.spooled is not None
        file = self.spooled
        return Attachment(self.name, self.media_type, self.format, file.size, file.md5, file.sha256, file.file)


class Assembly:
    """Takes the answers on one message."""

    def __init__(self, spool: Path, number: int, max_attachment_bytes: int) -> None:
        self._spool = spool
        self._number = number
        self._limit = max_attachment_bytes
        self._opened: Opened | None = None
        self._wording = Wording((), "")
        self._attachments: list[Held] = []
        self._open: SpoolFile | None = None
        self._sightings: list[Sighting] = []
        self._overflow: Overflow | None = None
        self._count = 0
        self._dropped: Counter[str] = Counter()
        self._notes: dict[str, None] = {}
        self._partly_read = False
        self._split = False
        self.explained: list[Explained] = []

    @property
    def passwords(self) -> tuple[str, ...]:
        """Words in the message that may open its attachments."""
        return self._wording.passwords

    @property
    def is_split(self) -> bool:
        """Whether all attachments are safe: then the message completes, even where the rest cannot be read."""
        return self._split

    def unread(self) -> list[tuple[int, Held]]:
        """The attachments that still need a child of their own, each content once."""
        seen: set[tuple[str, str]] = set()
        unread = []
        for index, held in enumerate(self._attachments):
            if held.spooled is not None and not held.is_read and held.content not in seen:
                unread.append((index, held))
            seen.add(held.content)
        return unread

    def note(self, text: str, *, unread: bool) -> None:
        """Add a line for the log; with ``unread`` the message is partly read."""
        self._partly_read = self._partly_read or unread
        if len(self._notes) < MAX_NOTES:
            self._notes[text] = None

    def take(self, answer: Answer) -> None:
        """An answer of the child that reads the message. Raises Forged where it cannot be one."""
        match answer:
            case Opened() if self._opened is None:
                self._opened = answer
            case Attached() if self._opened is not None and not self._split:
                self._attach(answer)
            case Data(piece) if self._open is not None:
                self._open.write(piece)
            case Closed(format) if self._open is not None:
                self._close(format)
            case Split() if self._opened is not None and self._open is None:
                self._split = True
            case Read(index):
                self._held(index).is_read = True
            case Wording():
                self._wording = answer
            case Found() | Explained():
                if answer.attachment is not None:
                    self._held(answer.attachment)
                self._find(answer)
            case _:
                self._take_count(answer)

    def take_inside(self, index: int, answer: Answer) -> None:
        """An answer of the child that reads attachment ``index`` alone. Raises Forged where it cannot be one."""
        held = self._attachments[index]
        match answer:
            case Sniffed(format):
                held.format = _format(format)
            case Found(place) | Explained(place):
                inside = Place(path=(*held.path, *(place.path or (held.name,))), spot=place.spot)
                self._find(replace(answer, place=inside, attachment=index))
            case _:
                self._take_count(answer)

    def finish(self) -> ReadMessage:
        """The message. Files in the spool that are none in the end are removed."""
        assert self._opened is not None
        kept, position = self._files()
        if self._overflow is not None:
            self._overflow.positions = position
        opened = self._opened
        return ReadMessage(
            message_id=opened.message_id,
            subject=opened.subject,
            sender=opened.sender,
            recipients=opened.recipients,
            date=datetime.fromisoformat(opened.date) if opened.date else None,
            attachments=tuple(kept),
            sightings=tuple(moved(self._sightings, position)),
            more=self._overflow or (),
            dropped=dict(self._dropped),
            notes=tuple(self._notes),
            partly_read=self._partly_read,
            tlp=self._wording.tlp,
        )

    def discard(self) -> None:
        """Forget the message; its attachments leave the spool."""
        if self._open is not None:
            self._open.discard()
        for held in self._attachments:
            if held.spooled is not None:
                held.spooled.file.unlink(missing_ok=True)

    def _attach(self, answer: Attached) -> None:
        if self._open is not None or len(self._attachments) == MAX_ATTACHMENTS:
            raise Forged("it sent an attachment where none can be")
        name = safe_name(answer.name, "unnamed.bin")
        self._open = SpoolFile(self._spool / f"attachment-{self._number}-{len(self._attachments)}", self._limit)
        media_type = answer.media_type if _MEDIA_TYPE.fullmatch(answer.media_type) else "application/octet-stream"
        self._attachments.append(Held(name, media_type, answer.path, answer.is_file))

    def _close(self, format: str) -> None:
        assert self._open is not None
        held = self._attachments[-1]
        held.format = _format(format)
        held.spooled = self._open.finish()
        if held.spooled is None:
            limit = f"more than max_attachment_bytes ({self._limit})"
            self.note(f"{held.name}: it has {self._open.size} bytes, {limit}, and becomes no File", unread=True)
        self._open = None

    def _held(self, index: int) -> Held:
        if index >= len(self._attachments):
            raise Forged("it told of an attachment that is not there")
        return self._attachments[index]

    def _take_count(self, answer: Answer) -> None:
        match answer:
            case Dropped(counts) if len(self._dropped) < MAX_RULES:
                self._dropped.update(counts)
            case Noted(text, unread):
                self.note(text, unread=unread)
            case _:
                raise Forged(f"it sent {type(answer).__name__} where it does not belong")

    def _find(self, found: Found | Explained) -> None:
        self._count += len(found.candidates if isinstance(found, Explained) else found.indicators)
        if self._count > MAX_FOUND:
            raise Forged("it found more than there can be")
        if isinstance(found, Explained):
            self.explained.append(found)
        elif self._count <= PORTION:
            self._sightings.append(Sighting(found.place, found.indicators, found.attachment))
        else:
            self._overflow = self._overflow or Overflow(self._spool)
            self._overflow.add(found)

    def _files(self) -> tuple[list[Attachment], list[int | None]]:
        """What becomes a File, and for each attachment its place among those; None where it is part of the body."""
        kept: list[Attachment] = []
        known: dict[tuple[str, str], int] = {}
        position: list[int | None] = []
        for held in self._attachments:
            if held.spooled is None or not held.is_file:
                position.append(None)
            elif held.content in known:
                position.append(known[held.content])
            else:
                position.append(len(kept))
                known[held.content] = len(kept)
                kept.append(held.attachment())
                continue
            if held.spooled is not None:
                held.spooled.file.unlink(missing_ok=True)
        return kept, position


def _format(text: str) -> str:
    return text if _FORMAT.fullmatch(text) else "unknown"
