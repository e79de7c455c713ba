"""Connectors, which ThreatQ calls Incoming Feeds: registered by a program, filled in and switched on by an analyst.

How a connector registers is publicly unknown. The body of ``POST /api/connectors`` here is a reconstruction that fits
all that is known: ``{name, namespace, category, indicator_status_id, frequency, custom_fields: [{key, label, type,
options, default, description, user_editable, mask}]}``. Afterwards ``custom_fields`` reads back as a map of the current
values.
"""

import json
from collections.abc import Mapping
from typing import Any

from . import tokens
from .database import Database
from .objects import named
from .wire import Call, Reply, Row, invalid, items, many, not_found, number, one, refused, truth, window

_FIELD_TYPES = frozenset({"text", "password", "select", "textarea", "number", "checkbox"})
_MAY_REGISTER = frozenset({"maintenance", "administrative"})


def create(call: Call) -> Reply:
    """``POST /api/connectors``: 201, the row with the connector's own private OAuth client."""
    if call.who.role not in _MAY_REGISTER:
        raise refused(403, "You do not have permission to add an integration.")
    name = str(call.field("name") or "").strip()
    if not name:
        raise invalid("name", "The name field is required.")
    if call.db.value("SELECT id FROM connectors WHERE name = ?", name):
        raise invalid("name", "The name has already been taken.")
    fields = [_declared(field) for field in items(call.field("custom_fields") or [])]
    lifetime = call.db.value("SELECT lifetime FROM clients WHERE client_id = ?", call.who.client_id)
    client = tokens.new_client(call.db, name, lifetime, call.now)
    connector_id = call.db.insert(
        "connectors", name=name, namespace=str(call.field("namespace") or ""),
        category_id=_chosen(call, "category", "connector_categories"),
        indicator_status_id=_chosen(call, "indicator_status", "indicator_statuses"),
        tlp_id=number(call.field("tlp_id")), frequency=number(call.field("frequency")),
        declared=json.dumps(fields), settings=json.dumps({field["key"]: field["default"] for field in fields}),
        gate_oauth2_client_id=client["id"], is_active=int(truth(call.field("is_active"))), created_at=call.now,
        updated_at=call.now,
    )  # fmt: skip
    call.db.run(
        "INSERT INTO sources (type, reference_id, name) VALUES ('connectors', ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET type = excluded.type, reference_id = excluded.reference_id",
        connector_id, name,
    )  # fmt: skip
    shown_client = {key: client[key] for key in ("id", "name", "client_id", "client_secret")}
    return one({**_shown(call.db, connector_id), "gate_oauth2_client": shown_client}, 201)


def _declared(field: Row) -> Row:
    """One declared field with all its members; 400 for one that no form could show."""
    key = str(field.get("key") or field.get("name") or "")
    kind, options = str(field.get("type") or "text"), field.get("options") or []
    if not key or kind not in _FIELD_TYPES or not isinstance(options, list):
        raise invalid("custom_fields", f"The field {key or '?'} needs a key, a known type and options in a list.")
    return {
        "key": key,
        "label": str(field.get("label") or key),
        "type": kind,
        "options": options,
        "default": field.get("default") if field.get("default") is not None else "",
        "description": str(field.get("description") or ""),
        "user_editable": truth(field.get("user_editable", True)),
        "mask": truth(field.get("mask", kind == "password")),
    }


def _chosen(call: Call, field: str, table: str) -> int | None:
    """The id of what is given in ``field`` or as ``{field}_id``; None where neither is there."""
    given, given_id = call.field(field), call.field(f"{field}_id")
    if given in (None, "") and given_id is None:
        return None
    found = named(call.db, table, given, given_id)
    if found is None:
        raise invalid(field, f"The selected {field.replace('_', ' ')} is invalid.")
    return found


def listing(call: Call) -> Reply:
    """``GET /api/connectors``, with ``name=``, ``id=``, ``limit``, ``offset`` and ``with=category,tlp``."""
    where, values = "1", []
    for column in ("name", "id", "namespace", "category_id"):
        if column in call.query:
            operator = "LIKE" if "%" in call.query[column] else "="
            where += f" AND {column} {operator} ?"
            values.append(call.query[column])
    ids = [row["id"] for row in call.db.all(f"SELECT id FROM connectors WHERE {where} ORDER BY id", *values)]
    limit, offset = window(call.query)
    rows = (_shown(call.db, connector_id, call.query.get("with", "")) for connector_id in ids[offset : offset + limit])
    return many(rows, total=len(ids), limit=limit, offset=offset)


def read(call: Call, object_id: int) -> Reply:
    """``GET /api/connectors/{id}``"""
    return one(_shown(call.db, object_id, call.query.get("with", "")))


def change(call: Call, object_id: int) -> Reply:
    """``PUT /api/connectors/{id}``: the switch, the values of the fields, status, TLP, run bookkeeping."""
    _row(call.db, object_id)
    changes: dict[str, Any] = {}
    if call.field("is_active") is not None:
        changes["is_active"] = int(truth(call.field("is_active")))
    for column in ("tlp_id", "frequency", "last_import_at", "last_import_count"):
        if call.field(column) is not None:
            changes[column] = call.field(column)
    if (status_id := _chosen(call, "indicator_status", "indicator_statuses")) is not None:
        changes["indicator_status_id"] = status_id
    call.db.update("connectors", object_id, **changes, updated_at=call.now)
    if call.field("custom_fields") is not None:
        fill_in(call.db, object_id, _values(call.field("custom_fields")))
    return one(_shown(call.db, object_id, call.query.get("with", "")))


def _values(given: Any) -> dict[str, Any]:
    """The values of fields, given as a map or as rows of ``{key, value}``."""
    if isinstance(given, Mapping):
        return dict(given)
    return {str(row.get("key") or row.get("name")): row.get("value", row.get("default", "")) for row in items(given)}


def fill_in(db: Database, connector_id: int, values: Mapping[str, Any]) -> None:
    """Set some fields; the others keep what they have."""
    settings = {**settings_of(db, connector_id), **values}
    db.update("connectors", connector_id, settings=json.dumps(settings))


def rename(db: Database, connector_id: int, name: str) -> None:
    """Give a connector, and the source it is, another name; an empty or taken one changes nothing."""
    if not name or db.value("SELECT id FROM connectors WHERE name = ? AND id <> ?", name, connector_id):
        return
    db.update("connectors", connector_id, name=name)
    db.run("UPDATE OR IGNORE sources SET name = ? WHERE type = 'connectors' AND reference_id = ?", name, connector_id)


def settings_of(db: Database, connector_id: int) -> dict[str, Any]:
    """The current values of a connector's fields."""
    settings: dict[str, Any] = json.loads(_row(db, connector_id)["settings"])
    return settings


def fields_of(db: Database, connector_id: int) -> list[Row]:
    """The declared fields of a connector, for its form."""
    fields: list[Row] = json.loads(_row(db, connector_id)["declared"])
    return fields


def _row(db: Database, connector_id: int) -> Row:
    row = db.one("SELECT * FROM connectors WHERE id = ?", connector_id)
    if row is None:
        raise not_found("Connector", connector_id)
    return row


def _shown(db: Database, connector_id: int, expansions: str = "") -> Row:
    """The row as clients see it. ``is_active`` is the empty string when off: one client takes any other for on."""
    row = dict(_row(db, connector_id))
    row.pop("declared")
    row["custom_fields"] = json.loads(row.pop("settings"))
    row["is_active"] = True if row["is_active"] else ""
    wanted = expansions.split(",")
    if "category" in wanted:
        row["category"] = db.one("SELECT * FROM connector_categories WHERE id = ?", row["category_id"])
    if "tlp" in wanted:
        row["tlp"] = db.one("SELECT * FROM tlp WHERE id = ?", row["tlp_id"])
    return row


def remove(call: Call, object_id: int) -> Reply:
    """``DELETE /api/connectors/{id}``: its client goes with it, its source stays."""
    row = _row(call.db, object_id)
    call.db.run(
        "DELETE FROM tokens WHERE client_id = (SELECT client_id FROM clients WHERE id = ?)",
        row["gate_oauth2_client_id"],
    )
    call.db.run("DELETE FROM clients WHERE id = ?", row["gate_oauth2_client_id"])
    call.db.run("DELETE FROM connectors WHERE id = ?", object_id)
    return Reply(None, 204)
