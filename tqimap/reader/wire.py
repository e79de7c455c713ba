"""How answers go from a child to the main process: small JSON arrays, and raw bytes for attachments.

``decode`` is the border between a process that may be in the hands of whoever wrote the mail and the main
process: every value is checked for type, length and range, or the whole answer is refused.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any, Literal, cast

from tqimap.batched import batched
from tqimap.documents.pieces import Exposed
from tqimap.model import Attributes, Indicator, Place
from tqimap.reader.answers import (
    LONG,
    MAX_NAMES,
    MAX_RULES,
    MAX_TEXT,
    Answer,
    Attached,
    Candidate,
    Closed,
    Data,
    Done,
    Dropped,
    Explained,
    Found,
    Imported,
    Noted,
    Opened,
    Read,
    Sniffed,
    Split,
    Wording,
)
from tqimap.reader.frames import MAX_PAYLOAD, Forged, pack

MAX_COUNT = 1 << 31  # no place and no number of anything in a message is larger
MANY = 2000  # indicators or candidates in one frame; one alone always fits into it


def encode(answer: Answer) -> Iterator[bytes]:
    """The frames of ``answer``: one, or several where it is large."""
    match answer:
        case Data(piece):
            for start in range(0, len(piece), MAX_PAYLOAD):
                yield pack(_KINDS[Data], piece[start : start + MAX_PAYLOAD])
        case Found(place, attachment, rows) | Explained(place, attachment, rows):
            head = _json([place.header, place.body, place.path, place.spot, attachment])[:-1]
            for some in batched(rows, MANY):
                yield from _columns(_KINDS[type(answer)], head, some)
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
    Done: 11, Imported: 12, Split: 13, Explained: 14, Exposed: 15,
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
    Exposed: lambda values: Exposed(),
    Done: lambda values: Done(),
}


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # made once: json.dumps makes one a call
_DECODER = json.JSONDecoder()  # json.loads looks for an encoding as well


def _json(values: list[Any]) -> bytes:
    return _ENCODER.encode(values).encode("utf-8", "surrogatepass")


def _columns(kind: int, head: bytes, rows: Sequence[tuple[Any, ...]]) -> Iterator[bytes]:
    """Column by column, which is read and written several times as fast as row by row; halved until it fits."""
    payload = head + b"," + _json(list(zip(*rows, strict=True)))[1:]
    if len(payload) <= MAX_PAYLOAD:
        yield pack(kind, payload)
    else:
        middle = len(rows) // 2
        yield from _columns(kind, head, rows[:middle])
        yield from _columns(kind, head, rows[middle:])
