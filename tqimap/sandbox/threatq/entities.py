"""Events, adversaries, signatures, tasks and custom objects: created, changed and deleted alike."""

import hashlib
import json
from typing import Any

from . import annotations, indicators, listing, objects, relations
from .objects import COLLECTIONS, Collection
from .wire import Call, Reply, Row, invalid, items, many, number, one, refused

# What makes two objects of a collection the same one; custom objects go by their value.
_IDENTITY = {
    "events": ("title", "type_id", "happened_at"),
    "adversaries": ("name",),
    "signatures": ("name", "value"),
    "tasks": ("id",),
    "investigations": ("id",),
}
_OWN = frozenset({"id", "created_at", "updated_at", "touched_at"})


def create(call: Call, collection: str) -> Reply:
    """``POST /api/{collection}``: one object is answered by one (``data`` is an object), an array by an array."""
    kind = objects.collection(collection)
    stored = [store(call, kind, item) for item in items(call.body)]
    found = [objects.find(call.db, kind, object_id) for object_id in stored]
    rows = listing.expand(call.db, kind, found, "type,status")
    return many(rows, status=201) if isinstance(call.body, list) else one(rows[0], 201)


def consume(call: Call, collection: str) -> Reply:
    """``POST /api/{collection}/consume``: an array; replies stand in its order. Files come by upload only."""
    kind = objects.collection(collection)
    if kind.name == "attachments":
        raise refused(404, "Files cannot be consumed.")
    stored = [store(call, kind, item) for item in items(call.body)]
    rows = [objects.find(call.db, kind, object_id) for object_id in stored]
    return many(listing.expand(call.db, kind, rows, ""), status=201)


def change(call: Call, collection: str, object_id: int) -> Reply:
    """``PUT /api/{collection}/{id}``, with ``with=`` as for reading; sources and attributes are added."""
    kind = objects.collection(collection)
    objects.find(call.db, kind, object_id)
    columns = _columns(call, kind, items(call.body or {})[0])
    call.db.update(kind.name, object_id, **columns, updated_at=call.now, touched_at=call.now)
    annotations.add_given(call, kind, object_id)
    return listing.single(call, collection, object_id)


def describe(call: Call, collection: str, object_id: int) -> Reply:
    """``POST /api/{collection}/{id}/description`` ``{value}``, which adversaries get in a step of its own."""
    kind = objects.collection(collection)
    objects.find(call.db, kind, object_id)
    call.db.update(kind.name, object_id, description=str(call.field("value") or ""), updated_at=call.now)
    return Reply(description(call, collection, object_id).payload, 201)


def description(call: Call, collection: str, object_id: int) -> Reply:
    """``GET`` of the same."""
    text = objects.find(call.db, objects.collection(collection), object_id)["description"]
    return one({"id": object_id, "value": text, "description": text})


def add_node(call: Call, object_id: int) -> Reply:
    """``POST /api/investigations/{id}/nodes`` ``{object_id, object_type}``: put an object on the board."""
    board = COLLECTIONS["investigations"]
    objects.find(call.db, board, object_id)
    kinds = {kind.singular: kind for kind in COLLECTIONS.values()}
    kind, wanted = kinds.get(str(call.field("object_type"))), number(call.field("object_id"))
    if kind is None or wanted is None:
        raise invalid("object_type", "The object_type and object_id fields are required.")
    pivot = relations.relate_one(call, board, object_id, kind, wanted)
    node = {"id": pivot["id"], "investigation_id": object_id, "object_id": wanted, "object_type": kind.singular}
    return one({**node, "created_at": pivot["created_at"], "updated_at": pivot["updated_at"]}, 201)


def delete(call: Call, collection: str, object_id: int) -> Reply:
    """``DELETE /api/{collection}/{id}``: 204; relations, sources and the like go with it."""
    kind = objects.collection(collection)
    objects.find(call.db, kind, object_id)
    for table in ("object_sources", "object_attributes", "object_tags", "comments"):
        call.db.run(f"DELETE FROM {table} WHERE collection = ? AND object_id = ?", kind.name, object_id)
    call.db.run(
        "DELETE FROM relations WHERE (a = ? AND a_id = ?) OR (b = ? AND b_id = ?)",
        kind.name, object_id, kind.name, object_id,
    )  # fmt: skip
    if kind.name == "attachments":
        call.db.run("DELETE FROM contents WHERE attachment_id = ?", object_id)
    call.db.run(f"DELETE FROM {kind.name} WHERE id = ?", object_id)
    return Reply(None, 204)


def store(call: Call, kind: Collection, item: Row) -> int:
    """Create an object or merge into the one that is the same; its id."""
    columns = _columns(call, kind, item)
    if not columns.get(kind.label):
        raise invalid(kind.label, f"The {kind.label} field is required.")
    if kind.name == "events" and not columns.get("type_id"):
        raise invalid("type", "The type field is required.")
    object_id = _same(call, kind, columns)
    if object_id is None:
        columns.setdefault("published_at", call.now)
        times = {"created_at": call.now, "updated_at": call.now, "touched_at": call.now}
        if kind.name == "events":
            columns["hash"] = hashlib.md5(repr(sorted(columns.items())).encode(), usedforsecurity=False).hexdigest()
        object_id = call.db.insert(kind.name, **columns, **times)
    else:
        call.db.update(kind.name, object_id, **columns, touched_at=call.now)
    _annotate(call, kind, object_id, item)
    return object_id


def _columns(call: Call, kind: Collection, item: Row) -> dict[str, Any]:
    """The members of an item that are columns; types and statuses in any spelling, empty strings as unset."""
    known = {row["name"] for row in call.db.all("SELECT name FROM pragma_table_info(?)", kind.name)} - _OWN
    found = {name: _plain(value) for name, value in item.items() if name in known and value not in (None, "")}
    for name, table in (("type", kind.types), ("status", kind.statuses)):
        if table and (item.get(name) or item.get(f"{name}_id")):
            word = objects.named(call.db, table, item.get(name), item.get(f"{name}_id"))
            if word is None:
                raise invalid(name, f"The selected {name} is invalid.")
            found[f"{name}_id"] = word
    return found


def _plain(value: Any) -> Any:
    """A description may come as ``[{"value": …}]``."""
    if isinstance(value, list):
        return "\n".join(str(part.get("value", "")) if isinstance(part, dict) else str(part) for part in value)
    return json.dumps(value) if isinstance(value, dict) else value


def _same(call: Call, kind: Collection, columns: dict[str, Any]) -> int | None:
    identity = _IDENTITY.get(kind.name, ("value",))
    tests = " AND ".join(f"{name} IS ?" for name in identity)
    found: int | None = call.db.value(f"SELECT id FROM {kind.name} WHERE {tests}", *map(columns.get, identity))
    return found


def _annotate(call: Call, kind: Collection, object_id: int, item: Row) -> None:
    sources = item.get("sources") or item.get("source")  # the latter from the vendor's client, for signatures
    annotations.add_sources(call, kind, object_id, sources)
    annotations.add_attributes(call, kind, object_id, item.get("attributes"))
    annotations.add_comments(call, kind, object_id, item.get("comments"))
    if item.get("tags"):
        annotations.add_tags(call, kind, object_id, item["tags"])
    for name, other in COLLECTIONS.items():
        if isinstance(item.get(name), list) and item[name]:
            by_value = name == "indicators"
            wanted = indicators.inline_ids(call, item[name], sources) if by_value else relations.wanted_ids(item[name])
            relations.relate(call, kind, object_id, other, wanted)
