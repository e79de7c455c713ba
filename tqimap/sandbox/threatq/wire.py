"""Requests and replies as values, and the shapes of both: the API functions see nothing of HTTP but this."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .database import Database

Row = dict[str, Any]
_DIGITS = 19
_LARGEST = 2**63 - 1
# Nobody says what the real server does without a limit; clients ask for 25 to 1000.
DEFAULT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: a user (through a public client), or a private client on its own."""

    name: str
    client_id: str
    user_id: int | None = None
    role: str = "maintenance"


@dataclass(frozen=True, slots=True)
class Call:
    """One request: query parameters, the decoded body (JSON, or the fields of a form), and the caller.

    ``moment`` is the time in seconds since 1970, ``now`` the same as ThreatQ writes it (UTC).
    """

    db: Database
    who: Principal
    moment: float
    now: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    _found: dict[tuple[str, object], Any] = field(default_factory=dict, repr=False)

    def field(self, name: str, default: Any = None) -> Any:
        """A member of a body that is one object; ``default`` for any other body."""
        return self.body.get(name, default) if isinstance(self.body, Mapping) else default

    def once(self, what: str, key: str | int, find: Callable[[], Any]) -> Any:
        """What ``find`` gives, asked once in a request: hundreds of items name the same few types and sources."""
        place = (what, key)
        if place not in self._found:
            self._found[place] = find()
        return self._found[place]


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: ``payload`` None means no body (204)."""

    payload: Any
    status: int = 200


class Refusal(Exception):
    """The API says no; raised by API functions, made an answer in one place. Nothing of the call remains."""

    def __init__(self, status: int, payload: Any) -> None:
        super().__init__(status)
        self.status = status
        self.payload = payload


def invalid(field_name: str, message: str) -> Refusal:
    """400 in the shape of the validator: ``{"data":{"errors":{"<field>":["…"]}}}``."""
    return Refusal(400, {"data": {"errors": {field_name: [message]}}})


def refused(status: int, message: str) -> Refusal:
    """Any other refusal: ``{"errors":["…"]}``."""
    return Refusal(status, {"errors": [message]})


def not_found(what: str, key: object) -> Refusal:
    return refused(404, f"{what} {key} not found")


def many(rows: Iterable[Row], total: int | None = None, status: int = 200, **more: Any) -> Reply:
    """``{"total", "data": […]}``."""
    data = list(rows)
    return Reply({"total": len(data) if total is None else total, "data": data, **more}, status)


def one(row: Row, status: int = 200) -> Reply:
    """``{"data": {…}}``."""
    return Reply({"data": row}, status)


def items(body: Any) -> list[Row]:
    """The objects of a body that is one object or an array of them."""
    found = body if isinstance(body, list) else [body]
    if not all(isinstance(item, Mapping) for item in found):
        raise refused(400, "The body must be a JSON object or an array of objects.")
    return [dict(item) for item in found]


def number(value: Any) -> int | None:
    """An id, whether it came as a number or as digits; None for anything else, and for what SQLite cannot hold."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST else None


def window(query: Mapping[str, str]) -> tuple[int, int]:
    """``limit`` and ``offset`` of a listing."""
    return number(query.get("limit")) or DEFAULT_LIMIT, number(query.get("offset")) or 0


def truth(value: Any) -> bool:
    """A flag in any spelling that clients of one generation or another send."""
    return value not in (None, "", 0, "0", False, "false", "False", "N", "n", "off", "no")
