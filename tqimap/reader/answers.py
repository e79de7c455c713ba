"""What a child says, and how it is written on the wire: small JSON arrays, and raw bytes for attachments.

``decode`` is the border between a process that may be in the hands of whoever wrote the mail and the main
process: every value is checked for type, length and range, or the whole answer is refused.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import Any, Literal, NamedTuple, cast

from tqimap.model import Attributes, Indicator, Place
from tqimap.reader.frames import MAX_PAYLOAD, Forged, pack

MAX_TEXT = 65_536  # characters of one string: the longest URL that the engine gives is shorter
MAX_NAMES = 64  # names in a path, recipients, passwords
MAX_COUNT = 1 << 31  # no place and no number of anything in a message is larger
MAX_RULES = 1000  # that drop candidates: there are some fifty
LONG = 512  # characters of what is short by nature: a type, a rule, a format
MANY = 2000  # indicators or candidates in one frame; one alone always fits into it


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

    counts: dict[str, int]


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
    | Done
)


def encode(answer: Answer) -> Iterator[bytes]:
    """The frames of ``answer``: one, or several where it is large."""
    match answer:
        case Data(piece):
            for start in range(0, len(piece), MAX_PAYLOAD):
                yield pack(_KINDS[Data], piece[start : start + MAX_PAYLOAD])
        case Found(place, attachment, rows) | Explained(place, attachment, rows):
            head = _json([place.header, place.body, place.path, place.spot, attachment])[:-1]
            for start in range(0, len(rows), MANY):
                yield from _columns(_KINDS[type(answer)], head, rows[start : start + MANY])
        case _:
            values = [getattr(answer, name) for name in type(answer).__slots__]
            yield pack(_KINDS[type(answer)], _json(values))


def decode(kind: int, payload: bytes) -> Answer:
    """The answer in a frame. Raises Forged where it is none."""
    type_ = _TYPES.get(kind)
    if type_ is None:
        raise Forged("it sent a frame of an unknown kind")
    if type_ is Data:
        return Data(payload)
    try:
        values = _Values(_DECODER.decode(payload.decode("utf-8", "surrogatepass")))
    except (ValueError, RecursionError) as error:
        raise Forged("it sent what is no JSON") from error
    answer = _TAKERS[type_](values)
    values.finish()
    return answer


class _Values:
    """An array from a child, taken value by value; each must be what the taker wants. Raises Forged."""

    def __init__(self, values: Any) -> None:
        if not isinstance(values, list):
            raise Forged("it sent no array where one belongs")
        self._values = iter(values)

    def _next(self, kind: type) -> Any:
        value = next(self._values, self)
        if type(value) is not kind:
            raise Forged(f"it sent no {kind.__name__} where one belongs")
        return value

    def text(self, limit: int = MAX_TEXT) -> str:
        return _text(next(self._values, self), limit)

    def texts(self) -> tuple[str, ...]:
        values = self._next(list)
        if len(values) > MAX_NAMES:
            raise Forged("it sent too many strings")
        inner = _Values(values)
        return tuple(inner.text() for _ in values)

    def count(self) -> int:
        value = cast(int, self._next(int))
        if not 0 <= value < MAX_COUNT:
            raise Forged("it sent a number out of range")
        return value

    def count_or_none(self) -> int | None:
        value = next(self._values, self)
        return None if value is None else _Values([value]).count()

    def flag(self) -> bool:
        return cast(bool, self._next(bool))

    def counts(self) -> dict[str, int]:
        value = self._next(dict)
        if len(value) > MAX_RULES:
            raise Forged("it sent too many counts")
        return {_Values([key]).text(LONG): _Values([number]).count() for key, number in value.items()}

    def array(self) -> list[Any]:
        return cast(list[Any], self._next(list))

    def finish(self) -> None:
        if next(self._values, self) is not self:
            raise Forged("it sent more values than belong there")


def _text(value: Any, limit: int = MAX_TEXT) -> str:
    if type(value) is not str:
        raise Forged("it sent no str where one belongs")
    if len(value) > limit:
        raise Forged("it sent a string that is too long")
    return value if value.isascii() else value.encode("utf-8", "replace").decode()  # no lone surrogates


def _opened(values: _Values) -> Opened:
    opened = Opened(values.text(), values.text(), values.text(), values.texts(), values.text(LONG))
    try:
        aware = not opened.date or datetime.fromisoformat(opened.date).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise Forged("it sent a date that is none")
    return opened


def _place(values: _Values) -> Place:
    header, body = values.text(), values.text(LONG)
    if body not in ("", "text", "html"):
        raise Forged("it sent a place that is none")
    return Place(header, cast(Literal["", "text", "html"], body), values.texts(), values.text())


def _indicators(values: _Values) -> tuple[Indicator, ...]:
    types, found, attributes = _table(values, len(Indicator._fields))
    return tuple(map(Indicator, map(sys.intern, _column(types, LONG)), _column(found), _all_attributes(attributes)))


def _candidates(values: _Values) -> tuple[Candidate, ...]:
    types, found, raws, starts, ends, lines, rules, kept, attributes = _table(values, len(Candidate._fields))
    if not set(map(type, (*starts, *ends, *lines))) <= {int} or not set(map(type, kept)) <= {bool}:
        raise Forged("it sent a candidate that stands nowhere")
    if any(not 0 <= start <= end < MAX_COUNT for start, end in zip(starts, ends, strict=True)):
        raise Forged("it sent a candidate that stands nowhere")
    texts = (_column(types, LONG), _column(found), _column(raws))
    return tuple(map(Candidate, *texts, starts, ends, lines, _column(rules, LONG), kept, _all_attributes(attributes)))


def _table(values: _Values, width: int) -> list[list[Any]]:
    """Columns of equal length, each checked as a whole, for speed: a long list makes hundred thousands of rows."""
    columns = [values.array() for _ in range(width)]
    if len(set(map(len, columns))) != 1 or len(columns[0]) > MANY:
        raise Forged("it sent no table where one belongs")
    return columns


def _column(texts: list[Any], limit: int = MAX_TEXT) -> list[str]:
    if not set(map(type, texts)) <= {str}:
        raise Forged("it sent no str where one belongs")
    if max(map(len, texts), default=0) > limit:
        raise Forged("it sent a string that is too long")
    return texts if "".join(texts).isascii() else [_text(text, limit) for text in texts]


def _all_attributes(column: list[Any]) -> Iterable[Attributes]:
    if not any(column):
        return repeat((), len(column))
    return map(_attributes, column)


def _attributes(value: Any) -> Attributes:
    return tuple((pair.text(LONG), pair.text()) for pair in map(_Values, _Values([value]).array()))


_KINDS: dict[type, int] = {
    Opened: 1, Attached: 2, Data: 3, Closed: 4, Found: 5, Dropped: 6, Noted: 7, Read: 8, Wording: 9, Sniffed: 10,
    Done: 11, Imported: 12, Split: 13, Explained: 14,
}  # fmt: skip
_TYPES = {kind: type_ for type_, kind in _KINDS.items()}
_TAKERS: dict[type, Callable[[_Values], Answer]] = {
    Opened: _opened,
    Attached: lambda values: Attached(values.text(), values.text(), values.texts(), values.flag()),
    Closed: lambda values: Closed(values.text(LONG)),
    Split: lambda values: Split(),
    Found: lambda values: Found(_place(values), values.count_or_none(), _indicators(values)),
    Explained: lambda values: Explained(_place(values), values.count_or_none(), _candidates(values)),
    Dropped: lambda values: Dropped(values.counts()),
    Noted: lambda values: Noted(values.text(), values.flag()),
    Read: lambda values: Read(values.count()),
    Wording: lambda values: Wording(values.texts(), values.text(LONG)),
    Sniffed: lambda values: Sniffed(values.text(LONG)),
    Imported: lambda values: Imported(values.texts()),
    Done: lambda values: Done(),
}


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # made once: json.dumps makes one a call
_DECODER = json.JSONDecoder()  # json.loads looks for an encoding as well


def _json(values: list[Any]) -> bytes:
    return _ENCODER.encode(values).encode("utf-8", "surrogatepass")


def _columns(kind: int, head: bytes, rows: tuple[tuple[Any, ...], ...]) -> Iterator[bytes]:
    """Column by column, which is read and written several times as fast as row by row; halved until it fits."""
    payload = head + b"," + _json(list(zip(*rows, strict=True)))[1:]
    if len(payload) <= MAX_PAYLOAD:
        yield pack(kind, payload)
    else:
        middle = len(rows) // 2
        yield from _columns(kind, head, rows[:middle])
        yield from _columns(kind, head, rows[middle:])
