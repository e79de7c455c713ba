"""Cursors of the search index: a mark is the place of a row in the order that was asked for, so that what changes
between two pages is neither skipped nor shown twice, and a later call goes on with what is new since then."""

import base64
import binascii
import json
from collections.abc import Sequence

from .database import Value
from .wire import invalid

START = "*"


def mark(values: Sequence[Value]) -> str:
    """The mark of a row, which is made of what it is sorted by."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def after(terms: Sequence[tuple[str, bool]], given: str) -> tuple[str, list[Value]]:
    """The condition, as SQL and its values, that holds for rows behind the mark.

    ``terms`` are what is sorted by, each with whether it descends. Raises Refusal for a mark of another order.
    """
    if given == START:
        return "1", []
    try:
        values = json.loads(base64.urlsafe_b64decode(given.encode()))
    except (binascii.Error, ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != len(terms):
        raise invalid("cursorMark", "The cursorMark is invalid.")
    ways, bound = [], []
    for position, (term, descends) in enumerate(terms):
        same = [f"{earlier} = ?" for earlier, _ in terms[:position]]
        ways.append(" AND ".join([*same, f"{term} {'<' if descends else '>'} ?"]))
        bound += values[: position + 1]
    return " OR ".join(f"({way})" for way in ways), bound
