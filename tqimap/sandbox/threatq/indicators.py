"""Indicators: created one by one or in bulk, in every spelling that clients of any generation use."""

import hashlib
from typing import Any

from . import annotations, listing, objects, relations, vocabulary
from .normalise import Normal, normalise
from .objects import COLLECTIONS, named
from .wire import Call, Reply, Row, invalid, items, many, truth

KIND = COLLECTIONS["indicators"]
# Members of an item that name objects to be related to it, besides "indicators".
_RELATED = tuple(name for name in COLLECTIONS if name != "indicators")


def consume(call: Call) -> Reply:
    """``POST /api/indicators/consume`` and ``…/consume/new``: an array; replies stand in its order."""
    ids = [_store(call, item)[0] for item in items(call.body)]
    return many(_rows(call, ids), status=201)


def create(call: Call) -> Reply:
    """``POST /api/indicators``: an object or an array; each row shows its type, and whether it was ``existing``."""
    stored = [_store(call, item) for item in items(call.body)]
    rows = _rows(call, [indicator_id for indicator_id, _ in stored])
    types = {row["id"]: row for row in call.db.all("SELECT * FROM indicator_types")}
    flags = ("Y" if existing else "N" for _, existing in stored)
    shown = ({**row, "existing": flag, "type": types[row["type_id"]]} for row, flag in zip(rows, flags, strict=True))
    return many(shown, status=201)


def change(call: Call, object_id: int) -> Reply:
    """``PUT /api/indicators/{id}``: status, value, type, description; sources and attributes are added. People may do
    what feeds may not."""
    row = objects.find(call.db, KIND, object_id)
    changes: dict[str, Any] = {}
    if call.field("status") or call.field("status_id"):
        changes["status_id"] = _known(call, call.body, "status", "indicator_statuses")
    if call.field("type") or call.field("type_id"):
        changes["type_id"] = _known(call, call.body, "type", "indicator_types")
    if call.field("value"):
        type_name = call.db.value(
            "SELECT name FROM indicator_types WHERE id = ?", changes.get("type_id", row["type_id"])
        )
        changes["value"] = normalise(type_name, str(call.field("value"))).value
    if call.field("description") is not None:
        changes["description"] = str(call.field("description"))
    call.db.update(KIND.name, object_id, **changes, updated_at=call.now, touched_at=call.now)
    annotations.add_given(call, KIND, object_id)
    return listing.single(call, KIND.name, object_id)


def store(call: Call, item: Row) -> int:
    """Create or merge one indicator; its id."""
    return _store(call, item)[0]


def _rows(call: Call, ids: list[int]) -> list[Row]:
    chosen = ",".join(map(str, set(ids)))
    found = {row["id"]: row for row in call.db.all(f"SELECT * FROM indicators WHERE id IN ({chosen})")} if ids else {}
    return [dict(found[indicator_id]) for indicator_id in ids]


def _store(call: Call, item: Row) -> tuple[int, bool]:
    """Create or merge one indicator with all that it carries; its id, and whether it was there before."""
    type_id = _known(call, item, "type", "indicator_types")
    status_id = (
        _known(call, item, "status", "indicator_statuses") if item.get("status") or item.get("status_id") else None
    )
    normal = _normal(call, type_id, item)
    indicator_id, existing = _upsert(call, normal, status_id, item)
    attributes = [{"name": name, "value": value} for name, value in normal.attributes]
    annotations.store_sources(call, KIND, indicator_id, _sources(item))
    annotations.store_attributes(call, KIND, indicator_id, attributes + items(item.get("attributes") or []))
    annotations.add_comments(call, KIND, indicator_id, item.get("comments"))
    if item.get("tags"):
        annotations.add_tags(call, KIND, indicator_id, item["tags"])
    _relate(call, indicator_id, item)
    return indicator_id, existing


def _sources(item: Row) -> Any:
    """A ``tlp_id`` beside the sources is good for those that have none of their own."""
    given = annotations.source_list(item.get("sources"))
    return [{"tlp_id": item["tlp_id"], **source} for source in given] if item.get("tlp_id") else given


def _known(call: Call, item: Row, name: str, table: str) -> int:
    given, given_id = item.get(name), item.get(f"{name}_id")
    if isinstance(given, str):
        found = call.once(table, f"{given}/{given_id}", lambda: named(call.db, table, given, given_id))
    else:
        found = named(call.db, table, given, given_id)
    if found is None:
        raise invalid(name, f"The selected {name} is invalid.")
    return int(found)


def _normal(call: Call, type_id: int, item: Row) -> Normal:
    type_name = call.once(
        "type", type_id, lambda: call.db.value("SELECT name FROM indicator_types WHERE id = ?", type_id)
    )
    value = item.get("value")
    if not isinstance(value, str) or not value.strip():
        raise invalid("value", "The value field is required.")
    if not truth(item.get("normalize", call.query.get("normalize", "Y"))):
        return Normal(type_name, value)
    normal = normalise(type_name, value)
    if normal.type == type_name or named(call.db, "indicator_types", normal.type):
        return normal
    return Normal(type_name, value.strip())  # an installation of 2016 knows no IPv6 Address


def _upsert(call: Call, normal: Normal, status_id: int | None, item: Row) -> tuple[int, bool]:
    """Type and normalised value are an indicator's identity."""
    db = call.db
    type_id = call.once("type id", normal.type, lambda: named(db, "indicator_types", normal.type))
    before = db.one("SELECT id, status_id FROM indicators WHERE value = ? AND type_id = ?", normal.value, type_id)
    if before is None:
        return _insert(call, normal, type_id, status_id, item), False
    changes: dict[str, Any] = {"touched_at": call.now}
    if status_id is not None and not _protected(call, before["status_id"]):
        changes["status_id"] = status_id
    for name in ("description", "last_detected_at"):
        if item.get(name):
            changes[name] = str(item[name])
    db.update(KIND.name, before["id"], **changes)
    return before["id"], True


def _insert(call: Call, normal: Normal, type_id: int, status_id: int | None, item: Row) -> int:
    status = status_id or call.db.value("SELECT id FROM indicator_statuses WHERE name = ?", vocabulary.DEFAULT_STATUS)
    digest = hashlib.md5(f"{type_id}:{normal.value}".encode(), usedforsecurity=False).hexdigest()
    return call.db.insert(
        KIND.name,
        **{"class": vocabulary.indicator_class(normal.type)},
        type_id=type_id, status_id=status, value=normal.value, hash=digest, description=item.get("description") or None,
        last_detected_at=item.get("last_detected_at") or None, published_at=item.get("published_at") or call.now,
        created_at=call.now, updated_at=call.now, touched_at=call.now,
    )  # fmt: skip


def _protected(call: Call, status_id: int) -> bool:
    sql = "SELECT protected FROM indicator_statuses WHERE id = ?"
    return bool(call.once("protected", status_id, lambda: call.db.value(sql, status_id)) == "Y")


def _relate(call: Call, indicator_id: int, item: Row) -> None:
    """Relations named inline: other objects by id, indicators by value as well."""
    for name in _RELATED:
        if item.get(name):
            relations.relate(call, KIND, indicator_id, COLLECTIONS[name], relations.wanted_ids(item[name]))
    if item.get("indicators"):
        others = [each for each in inline_ids(call, item["indicators"], item.get("sources")) if each != indicator_id]
        relations.relate(call, KIND, indicator_id, KIND, others)


def inline_ids(call: Call, given: Any, sources: Any) -> list[int]:
    """The ids of indicators that another object names, by id or by value; new ones are stored and become Indirect."""
    ids = []
    for inline in items(given):
        if "value" in inline:
            new_status = {"status": vocabulary.INDIRECT_STATUS} if _is_new(call, inline) else {}
            ids.append(store(call, {"sources": sources, **new_status, **inline}))
        else:
            ids += relations.wanted_ids([inline])
    return ids


def _is_new(call: Call, inline: Row) -> bool:
    normal = _normal(call, _known(call, inline, "type", "indicator_types"), inline)
    where = "i.value = ? AND t.name = ?"
    found = call.db.value(
        f"SELECT i.id FROM indicators i JOIN indicator_types t ON t.id = i.type_id WHERE {where}",
        normal.value,
        normal.type,
    )
    return found is None
