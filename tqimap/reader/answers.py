"""What a child says of the message or the attachment that it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tqimap.documents.pieces import Exposed
from tqimap.model import Attributes, Indicator, Place

MAX_TEXT = 65_536  # characters of one string: the longest URL that the engine gives is shorter
MAX_NAMES = 64  # names in a path, recipients, passwords
MAX_RULES = 1000  # that drop candidates: there are some fifty
LONG = 512  # characters of what is short by nature: a type, a rule, a format


@dataclass(frozen=True, slots=True)
class Opened:
    """A message begins. ``date`` is ISO 8601 with its offset, or empty."""

    message_id: str
    subject: str
    sender: str
    recipients: tuple[str, ...]
    date: str


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment begins; its bytes follow as ``Data``. ``path`` are the names of the messages it is inside.

    Where ``is_file`` is false it is part of the body, such as a picture in a page: read, but no File.
    """

    name: str
    media_type: str
    path: tuple[str, ...] = ()
    is_file: bool = True


@dataclass(frozen=True, slots=True)
class Data:
    """Some bytes of the attachment that was begun last."""

    piece: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The attachment that was begun last is complete; ``format`` is empty where nobody has looked into it yet."""

    format: str


@dataclass(frozen=True, slots=True)
class Split:
    """All attachments of the message have been handed over."""


class Candidate(NamedTuple):
    """A value of one of ThreatQ's types, where it stood in its document, and what became of it.

    ``start`` and ``end`` count code points from 0, ``line`` from 1; it is 0 where there are no lines.
    """

    type: str
    value: str
    raw: str
    start: int
    end: int
    line: int
    rule: str
    kept: bool
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The indicators of one document, each once, in order of appearance.

    ``attachment`` counts from 0 within the message; None is the message itself.
    """

    place: Place
    attachment: int | None
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """All candidates of one document, told instead of ``Found`` where somebody asked why."""

    place: Place
    attachment: int | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many candidates each rule has dropped."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Noted:
    """A line for the log; ``unread`` where something was not read."""

    text: str
    unread: bool


@dataclass(frozen=True, slots=True)
class Read:
    """This attachment has been read by the child that reads the message."""

    attachment: int


@dataclass(frozen=True, slots=True)
class Wording:
    """What the message says of itself: words that may open what is attached to it, and its TLP."""

    passwords: tuple[str, ...]
    tlp: str


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What an attachment is, by its content."""

    format: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported for it: the next child finds it there (the helper takes only what it knows)."""

    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The message, or the attachment, has been read."""


Answer = (
    Opened
    | Attached
    | Data
    | Closed
    | Split
    | Found
    | Explained
    | Dropped
    | Noted
    | Read
    | Wording
    | Sniffed
    | Imported
    | Exposed
    | Done
)
