"""What ThreatQ answers, taken apart by pure functions. Whatever it sends, only ThreatQError leaves here.

``what`` names the request in an error: ``POST /api/attachments``.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from tqimap.connections.http import page_title
from tqimap.errors import ThreatQError
from tqimap.printable import printable

Row = Mapping[str, Any]

_HTML = re.compile(rb"\s*<(!doctype|html|\?xml|head|body)", re.IGNORECASE)

COMPLAINTS = 5  # sentences of the server that are shown: the first ones say it all


def decoded(body: bytes, what: str) -> dict[str, Any]:
    """The JSON object in ``body``; ``{}`` for an empty one (204)."""
    if not body.strip():
        return {}
    if is_page(body):
        raise _none(what, f"with a web page{_title(body)} instead of JSON")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _none(what, f"with broken JSON ({len(body)} bytes): {_cause(error)}") from error
    if not isinstance(value, dict):
        raise _none(what, "with JSON that is not an object")
    return cast(dict[str, Any], value)


def _none(what: str, how: str) -> ThreatQError:
    """The error of what is no answer of a ThreatQ."""
    return ThreatQError(f"ThreatQ answered {what} {how}; check threatq_host, and whether something stands in between")


def is_page(body: bytes) -> bool:
    """Whether a body is a web page, which ThreatQ's API never answers."""
    return _HTML.match(body) is not None


def is_success(body: bytes) -> bool:
    """Whether a body is empty or an object without errors, as far as can be seen without decoding all of it."""
    body = body.strip()
    return not body or (body.startswith(b"{") and body.endswith(b"}") and b'"errors"' not in body)


def row(reply: Mapping[str, Any], what: str) -> Row:
    """The one object that was asked for: ``{"data": {…}}``, or an array of one."""
    data = reply.get("data")
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise _none(what, "without the object in data")
    return data


def rows(reply: Mapping[str, Any], what: str) -> list[Row]:
    """The objects of ``{"total": n, "data": [{…}, …]}``."""
    data = reply.get("data")
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise _none(what, "without a list of objects in data")
    return data


def row_id(item: Row, what: str) -> int:
    """The id of an object."""
    found = number(item.get("id"))
    if found is None:
        raise _none(what, "with an object that has no id")
    return found


def number(value: object) -> int | None:
    """A whole number from 0, given as one or as digits; ids come in both forms."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    if isinstance(value, str) and len(value) <= 18 and value.isascii() and value.isdigit():
        return int(value)
    return None


def complaint(body: bytes, secrets: Iterable[str] = ()) -> str:
    """What the server says is wrong, on one line, bounded: either shape of 1.4, OAuth's shape, a page's title.

    Of the ``secrets``, which it may repeat, nothing is left.
    """
    text = _complaint(body)
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    return printable(text) or "no reason given"


def _complaint(body: bytes) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return f"a web page{_title(body)}" if is_page(body) else body[:2000].decode("utf-8", "replace").strip()
    return "; ".join(list(dict.fromkeys(_said(value)))[:COMPLAINTS])


def _said(value: object) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    data = value.get("data")
    if isinstance(data, dict):
        yield from _sentences(data.get("errors"))
    yield from _sentences(value.get("errors"))
    for key in ("message", "error_description", "error"):
        if isinstance(value.get(key), str | dict):
            yield from _sentences(value[key])


def _sentences(errors: object) -> Iterator[str]:
    """The strings of ``"…"``, ``["…", ["…"]]`` and ``{"field": ["…"]}``, two levels deep."""
    if isinstance(errors, str):
        yield errors
    elif isinstance(errors, list):
        for item in errors:
            yield from (str(inner) for inner in (item if isinstance(item, list) else [item]))
    elif isinstance(errors, dict):
        for field, found in errors.items():
            yield from (f"{field}: {inner}" for inner in (found if isinstance(found, list) else [found]))


def _title(body: bytes) -> str:
    title = page_title(body[:20_000].decode("utf-8", "replace"))
    return "" if title is None else f" ({printable(title, 80)})"


def _cause(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else printable(error, 100)
