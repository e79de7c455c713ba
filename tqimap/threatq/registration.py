"""Registering the connector in ThreatQ: **a reconstruction**, the only place that knows about it.

Which body ``POST /api/connectors`` wants and what it answers is publicly unknown: no public client of ThreatQ
registers a connector. The body here names everything in the words of the rows that can be read back, and the words
of operation plugins for the fields of the form. Where ThreatQ does not take it, the same settings stand in the
configuration file.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tqimap.config.config import FORM
from tqimap.config.settings import Secret
from tqimap.errors import ThreatQRefused, ThreatQUnavailable
from tqimap.threatq import connector as connectors
from tqimap.threatq import replies
from tqimap.threatq.connector import PATH
from tqimap.threatq.session import Session

log = logging.getLogger("tqimap")

CATEGORY = "ThreatQ Labs"  # the tab of Incoming Feeds (guide, 3.2)
NAMESPACE = "tqimap"
TRIES = 3  # with the waits of the session between them: what breaks as often is no accident
PROXY_TYPES = ("socks4", "socks5")
_KINDS = {"imap_password": "password", "proxy_type": "select"}  # of fields that are no plain text
_NOTES = {  # below a field (guide, figure 6)
    "proxy_address": "To use a proxy, enter the address here. This connector will not use the https/http proxy used in "
    "ThreatQ since this proxy needs to be socks.",
}

# Answers that mean: not here, or not in this form. 403 is none of them: another user may be allowed to.
_WILL_NOT = frozenset({400, 404, 405, 409, 415, 422, 501})

# Where the answer may keep the private OAuth client of the connector.
_CLIENT_KEYS = ("gate_oauth2_client", "oauth2_client", "oauth_client", "client")


@dataclass(frozen=True, slots=True)
class Registered:
    """The connector is in ThreatQ; ``private_client`` is client id and secret where ThreatQ gave it its own."""

    connector_id: int
    private_client: tuple[str, Secret] | None


def payload(name: str, status_id: int) -> Mapping[str, Any]:
    """The body that registers the connector ``name``, switched off until the analyst has filled in the form."""
    return {
        "name": name,
        "namespace": f"{NAMESPACE}.{name.lower().replace(' ', '_')}",
        "category": CATEGORY,
        "indicator_status_id": status_id,
        "is_active": False,
        "custom_fields": [_field(label, key) for label, key in FORM.items()],
    }


def _field(label: str, key: str) -> Mapping[str, Any]:
    kind = _KINDS.get(key, "text")
    return {
        "key": key,
        "label": label,
        "type": kind,
        "options": list(PROXY_TYPES) if kind == "select" else None,
        "default": PROXY_TYPES[1] if kind == "select" else "",
        "description": _NOTES.get(key, ""),
        "mask": kind == "password",
        "user_editable": True,
    }


def register(session: Session, name: str, status_id: int) -> Registered | None:
    """Register the connector ``name``, whose indicators get the status ``status_id`` by default.

    None where this ThreatQ will not: the settings can stand in the configuration file.

    So that no connector is ever made twice, it is looked for by its name after a lost answer, and where another run
    was quicker. A ThreatQ that breaks on this each time, while it can be asked for connectors, does not know the body.
    """
    for _ in range(TRIES):
        try:
            return _registered(session.post(PATH, payload(name, status_id), idempotent=False))
        except (ThreatQRefused, ThreatQUnavailable) as error:
            there = connectors.find(session, name)
            if there is not None:
                return Registered(there.id, None)
            if isinstance(error, ThreatQRefused) and error.status not in _WILL_NOT:
                raise
            failure = error
        if isinstance(failure, ThreatQRefused):
            break
    log.warning("ThreatQ did not register the connector: %s", failure)
    return None


def _registered(reply: Mapping[str, Any]) -> Registered:
    row = replies.row(reply, f"POST {PATH}")
    return Registered(replies.row_id(row, f"POST {PATH}"), _private_client([row, reply]))


def _private_client(places: list[Mapping[str, Any]]) -> tuple[str, Secret] | None:
    """Client id and secret, beside the connector's fields or in an object of their own."""
    for candidate in _candidates(places):
        client_id, secret = candidate.get("client_id"), candidate.get("client_secret")
        if isinstance(client_id, str) and isinstance(secret, str) and client_id and secret:
            return client_id, Secret(secret)
    return None


def _candidates(places: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for place in places:
        yield place
        yield from (place[key] for key in _CLIENT_KEYS if isinstance(place.get(key), Mapping))
