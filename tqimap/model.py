"""The values that travel through a run: mail in, submission out. Frozen, and without any I/O.

Words are those of the standards: UID and UIDVALIDITY (RFC 9051), Message-ID (RFC 5322), attachment and
media type (MIME), File, indicator, status and source (ThreatQ).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from mmap import mmap
from pathlib import Path
from typing import Literal, NamedTuple

Key = tuple[str, str]  # type and value: what ThreatQ knows an indicator by
Attributes = tuple[tuple[str, str], ...]  # name and value of each


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Which message of which folder: UIDs are only good together with UIDVALIDITY (RFC 9051, 2.3.1.1)."""

    folder: str
    uidvalidity: int
    uid: int

    def __str__(self) -> str:
        return f"UID {self.uid} in {self.folder}"


@dataclass(frozen=True, slots=True)
class MessageSize:
    """The size of a message in bytes, as the server gives it before it is fetched; Exchange estimates."""

    uid: int
    size: int


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message as the server gave it: the bytes, or a mapped file where they are too many for memory.

    ``internaldate`` is when the server received it (RFC 9051, 2.3.3), aware, in UTC.
    """

    uid: int
    internaldate: datetime
    raw: bytes | mmap


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a message something stood; exactly one of ``header``, ``body`` and ``path`` is set.

    ``path`` leads from the attachment of the message to the member: ``("report.zip", "inner.docx")``.
    ``spot`` is finer: ``line 3``, ``page 2``, ``Sheet1!B4``, ``link``.
    """

    header: str = ""
    body: Literal["", "text", "html"] = ""
    path: tuple[str, ...] = ()
    spot: str = ""

    def __str__(self) -> str:
        if self.header:
            where = f"header {self.header}"
        elif self.body:
            where = f"body {self.body}"
        else:
            where = " › ".join(self.path)
        return f"{where}, {self.spot}" if self.spot else where


@dataclass(frozen=True, slots=True)
class Document:
    """Decoded text with its place.

    ``kind`` is ``links`` where each line is one whole link target, never prose, ``furniture`` where the text is what
    every mail of a sender holds, ``bounce`` where a mail system wrote it of a message that it did not deliver, and
    ``strings`` where the text was found among bytes.
    """

    place: Place
    text: str
    kind: Literal["text", "links", "furniture", "bounce", "strings"] = "text"


class Indicator(NamedTuple):
    """A value of one of ThreatQ's indicator types, by ThreatQ's exact type name, as it is sent.

    A tuple, since a long list makes hundred thousands of them.
    """

    type: str
    value: str
    attributes: Attributes = ()

    @property
    def key(self) -> Key:
        """Type and value."""
        return self[:2]


@dataclass(frozen=True, slots=True)
class Sighting:
    """The indicators of one place, in order of appearance.

    ``attachment`` is the index of the attachment that carries them, None for the body.
    """

    place: Place
    indicators: tuple[Indicator, ...]
    attachment: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment of a message, decoded and spooled: it becomes a File.

    ``name`` is safe to show and to use as a file name; ``format`` is what the content is (``pdf``, ``zip`` …,
    never taken from the name); ``file`` holds the original bytes until they have been uploaded.
    """

    name: str
    media_type: str
    format: str
    size: int
    md5: str
    sha256: str
    file: Path


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """All that reading one message gave. ``notes`` say what could not be read or is worth a line in the log.

    ``more`` are sightings that are too many for memory, in portions.
    ``tlp`` is the strictest Traffic Light Protocol mark that the message states, in ThreatQ's words.
    """

    message_id: str
    subject: str
    sender: str
    recipients: tuple[str, ...]
    date: datetime | None
    attachments: tuple[Attachment, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    more: Iterable[tuple[Sighting, ...]] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    partly_read: bool = False
    tlp: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that its reader child could not get through, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class FileUpload:
    """One File to be in ThreatQ: found there by its hash, or uploaded. ``published_at`` is aware, in UTC."""

    attachment: Attachment
    type: str
    malware_locked: bool
    published_at: datetime
    tlp: str = ""


class PostedIndicator(NamedTuple):
    """One indicator as it is posted; ``published_at`` is the date of the message it stood in, in UTC.

    ``status`` is empty where the connector's default status is meant; ``events`` are the Events that it is related to.
    """

    indicator: Indicator
    published_at: datetime
    tlp: str = ""
    status: str = ""
    events: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One Event of type Spearphish for one message, to which its Files and indicators are related.

    ``key`` names the message by its content, so that no Event is made twice; ``happened_at`` is aware, in UTC.
    ``earliest`` is that or, where its sender's clock is ahead, when the mail arrived: none was made of it before.
    """

    key: str
    title: str
    happened_at: datetime
    earliest: datetime
    description: str
    attributes: Attributes
    tlp: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What is to be sent of one message: Files, indicators, and which indicators belong to which File.

    ``relations[i]`` holds the indexes into ``indicators`` of those that are related to ``files[i]``. ``event`` is
    None where no Event is wanted.
    """

    files: tuple[FileUpload, ...]
    indicators: tuple[PostedIndicator, ...]
    relations: tuple[tuple[int, ...], ...]
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """ThreatQ would not take one value; ``reason`` is what it said. ``broken``: it did not deny it, but broke on it."""

    reason: str
    broken: bool = False
