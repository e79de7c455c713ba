"""The connector as ThreatQ keeps it, an Incoming Feed, with what the analyst typed into its form.

The shape of ``custom_fields`` is publicly unknown (a client of ThreatQ's makers begins with an empty map), so every
plausible one is read: a map of values, a map of objects with a ``value``, a list of rows as operation plugins have
them, or one of these as a text of JSON.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tqimap.config.config import FORM
from tqimap.errors import ThreatQError, ThreatQRefused
from tqimap.threatq import replies
from tqimap.threatq.replies import Row
from tqimap.threatq.session import Session

PATH = "/api/connectors"
LISTED_AT_ONCE = 1000  # what ThreatQ's SDK asks for; a server that ignores the name then still shows all

_LABELS = {re.sub(r"[^a-z]", "", label.lower()): label for label in FORM}
_OFF = ("", "0", "false", "n", "no", "off", "none", "null")
_MASK = re.compile(r"[*•●·xX]{3,}|[*•●·]+")


@dataclass(frozen=True, slots=True)
class Connector:
    """A connector. ``settings``: what is filled in of the form, by label; a masked value counts as not filled in."""

    id: int
    name: str
    active: bool
    settings: Mapping[str, str]
    status_id: int | None = None


def connector(row: Row, what: str) -> Connector:
    """The connector that ``row`` shows. Raises ThreatQError for a row without id."""
    return Connector(
        id=replies.row_id(row, what),
        name=str(row.get("name", "")),
        active=is_on(row.get("is_active")),
        settings=settings(row.get("custom_fields")),
        status_id=replies.number(row.get("indicator_status_id")),
    )


def find(session: Session, name: str) -> Connector | None:
    """The connector of exactly this name; None also where ThreatQ has no connectors to ask for."""
    try:
        reply = session.get(PATH, name=name, limit=str(LISTED_AT_ONCE))
    except ThreatQRefused as error:
        if error.status in (404, 405):
            return None
        raise
    named = [row for row in replies.rows(reply, f"GET {PATH}") if row.get("name") == name]
    return connector(named[0], f"GET {PATH}") if named else None


def read(session: Session, connector_id: int) -> Connector:
    """The connector of this id. Raises ThreatQError if it is gone."""
    path = f"{PATH}/{connector_id}"
    try:
        reply = session.get(path)
    except ThreatQRefused as error:
        if error.status != 404:
            raise
        raise ThreatQError(
            f"The connector {connector_id} is no longer in ThreatQ; take connector_id out of the configuration and "
            "run tqimap again, which registers it anew"
        ) from error
    return connector(replies.row(reply, f"GET {path}"), f"GET {path}")


def is_on(value: object) -> bool:
    """``is_active`` in all spellings of the years: off is ``""``, ``"0"``, 0, false, ``"False"`` or null (2.1)."""
    return str("" if value is None else value).strip().lower() not in _OFF


def settings(custom_fields: object) -> Mapping[str, str]:
    """Label and value of each field of the form that is filled in."""
    found = {}
    for key, value in _pairs(_decoded(custom_fields)):
        label = _LABELS.get(re.sub(r"[^a-z]", "", key.lower()))
        if label and value.strip() and not _MASK.fullmatch(value.strip()):
            found[label] = value
    return found


def _decoded(custom_fields: object) -> object:
    """A column of JSON is shown as a text where a server does not decode it."""
    if not isinstance(custom_fields, str):
        return custom_fields
    try:
        return json.loads(custom_fields)
    except (ValueError, RecursionError):
        return None


def _pairs(custom_fields: object) -> Iterator[tuple[str, str]]:
    if isinstance(custom_fields, Mapping):
        for key, value in custom_fields.items():
            yield str(key), _text(value)
    elif isinstance(custom_fields, list):
        for field in custom_fields:
            if isinstance(field, Mapping):
                yield from ((str(field[name]), _text(field)) for name in ("label", "name", "key") if field.get(name))


def _text(value: Any) -> str:
    """A plain value, or the value of an object around it."""
    if isinstance(value, Mapping):
        value = value.get("value")
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
