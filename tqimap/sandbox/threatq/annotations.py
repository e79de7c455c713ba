"""Sources, attributes, tags and comments of any object."""

import hashlib
from typing import Any

from . import objects
from .database import Database
from .objects import Collection
from .wire import Call, Reply, Row, invalid, items, many, not_found, one, truth, window

# An attribute has sources of its own, as objects have.
_ATTRIBUTE = Collection("object_attributes", "attribute", "Attribute", "Attributes", "value")

# Which rules generated a score: here there are none.
_SCORING = hashlib.md5(usedforsecurity=False).hexdigest()


def add_sources(call: Call, kind: Collection, object_id: int, given: Any) -> list[Row]:
    """Add sources to what is there; without any given, the caller is the source."""
    before = {row["source_id"] for row in source_rows(call.db, kind, [object_id])[object_id]}
    wanted = store_sources(call, kind, object_id, given)
    rows = {row["source_id"]: row for row in source_rows(call.db, kind, [object_id])[object_id]}
    members = ("id", "source_id", "creator_source_id", f"{kind.singular}_id", "name", "tlp_id", "published_at")
    return [
        {**{name: rows[source_id][name] for name in members}, "existing": int(source_id in before)}
        for source_id in wanted
    ]


def store_sources(call: Call, kind: Collection, object_id: int, given: Any) -> list[int]:
    """The same without an answer but the ids of the sources."""
    sources = source_list(given) or [{"name": call.who.name}]
    return [_store_source(call, kind, object_id, source) for source in sources]


def source_list(given: Any) -> list[Row]:
    """Sources in any spelling: a name, ``{name, tlp…}``, or a list of either."""
    found = [given] if isinstance(given, str | dict) else given or []
    if not isinstance(found, list) or not all(isinstance(source, str | dict) for source in found):
        raise invalid("sources", "The sources must be names or objects with a name.")
    return [{"name": source} if isinstance(source, str) else source for source in found if source]


def _store_source(call: Call, kind: Collection, object_id: int, source: Row) -> int:
    name = str(source.get("name", ""))
    source_id, default_tlp = call.once("source", name, lambda: _source(call.db, name))
    tlp = _tlp(call.db, source) or default_tlp
    published = source.get("published_at") or call.now
    call.db.run(
        "INSERT INTO object_sources (collection, object_id, source_id, creator_source_id, tlp_id, published_at, "
        "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "tlp_id = coalesce(excluded.tlp_id, tlp_id), updated_at = excluded.updated_at",
        kind.name, object_id, source_id, source_id, tlp, published, call.now, call.now,
    )  # fmt: skip
    return int(source_id)


def _source(db: Database, name: str) -> tuple[int, int | None]:
    """The source of that name and its own TLP; a name that nobody bears becomes one of the other sources."""
    if not name:
        raise invalid("sources", "The source name is required.")
    row = db.one("SELECT id, type, reference_id FROM sources WHERE name = ?", name)
    if row is None:
        return db.insert("sources", type="other_sources", name=name), None
    if row["type"] != "connectors":
        return row["id"], None
    return row["id"], db.value("SELECT tlp_id FROM connectors WHERE id = ?", row["reference_id"])


def _tlp(db: Database, source: Row) -> int | None:
    given = source.get("tlp")
    if given is None and source.get("tlp_id") is None:
        return None
    given = given.upper() if isinstance(given, str) else given
    found = objects.named(db, "tlp", given, source.get("tlp_id"))
    if found is None:
        raise invalid("tlp", "The selected tlp is invalid.")
    return found


def add_given(call: Call, kind: Collection, object_id: int) -> None:
    """Sources and attributes in the body of a change are added to what is there."""
    if call.field("sources"):
        add_sources(call, kind, object_id, call.field("sources"))
    store_attributes(call, kind, object_id, call.field("attributes"))


def add_attributes(call: Call, kind: Collection, object_id: int, given: Any) -> list[Row]:
    """Add attributes; one with the same name and value is refreshed, not doubled."""
    row_ids = store_attributes(call, kind, object_id, given)
    if not row_ids:
        return []
    rows = {row["id"]: row for row in attribute_rows(call.db, kind, [object_id])[object_id]}
    return [rows[row_id] for row_id in row_ids]


def store_attributes(call: Call, kind: Collection, object_id: int, given: Any) -> list[int]:
    """The same without an answer but the ids."""
    return [_store_attribute(call, kind, object_id, attribute) for attribute in items(given or [])]


def _store_attribute(call: Call, kind: Collection, object_id: int, attribute: Row) -> int:
    name, value = str(attribute.get("name") or ""), attribute.get("value")
    if not name or value in (None, ""):
        missing = "value" if name else "name"
        raise invalid(missing, f"The {missing} field is required.")
    attribute_id = call.once("attribute", name, lambda: _attribute_id(call, name))
    if truth(attribute.get("overwrite_existing")):
        call.db.run(
            "DELETE FROM object_attributes WHERE collection = ? AND object_id = ? AND attribute_id = ? AND value <> ?",
            kind.name, object_id, attribute_id, str(value),
        )  # fmt: skip
    row_id: int = call.db.value(
        "INSERT INTO object_attributes (collection, object_id, attribute_id, value, created_at, updated_at, "
        "touched_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET updated_at = excluded.updated_at, "
        "touched_at = excluded.touched_at RETURNING id",
        kind.name, object_id, attribute_id, str(value), call.now, call.now, call.now,
    )  # fmt: skip
    if attribute.get("sources"):
        store_sources(call, _ATTRIBUTE, row_id, attribute["sources"])
    return row_id


def _attribute_id(call: Call, name: str) -> int:
    found = call.db.value("SELECT id FROM attributes WHERE name = ?", name)
    return int(found or call.db.insert("attributes", name=name, created_at=call.now, updated_at=call.now))


def attribute_rows(db: Database, kind: Collection, object_ids: list[int]) -> dict[int, list[Row]]:
    """The attributes of objects, as ThreatQ shows them, by object id."""
    found = db.all(
        f"SELECT o.id, o.object_id AS {kind.singular}_id, o.attribute_id, a.name, o.value, o.created_at, o.updated_at, "
        "o.touched_at, a.created_at AS first_created, a.updated_at AS last_updated FROM object_attributes o "
        "JOIN attributes a ON a.id = o.attribute_id WHERE o.collection = ? "
        f"AND o.object_id IN ({','.join(map(str, object_ids))}) ORDER BY o.id",
        kind.name,
    )
    sources = source_rows(db, _ATTRIBUTE, [row["id"] for row in found])
    by_object: dict[int, list[Row]] = {object_id: [] for object_id in object_ids}
    for row in found:
        created, updated = row.pop("first_created"), row.pop("last_updated")
        attribute = {"id": row["attribute_id"], "name": row["name"], "created_at": created, "updated_at": updated}
        by_object[row[f"{kind.singular}_id"]].append({**row, "sources": sources[row["id"]], "attribute": attribute})
    return by_object


def source_rows(db: Database, kind: Collection, object_ids: list[int]) -> dict[int, list[Row]]:
    """The sources of objects, as ThreatQ shows them, by object id."""
    found = db.all(
        f"SELECT o.id, s.type, s.reference_id, s.name, o.tlp_id, o.object_id AS {kind.singular}_id, o.source_id, "
        "o.creator_source_id, o.published_at, o.created_at, o.updated_at, o.id AS pivot FROM object_sources o "
        "JOIN sources s ON s.id = o.source_id WHERE o.collection = ? "
        f"AND o.object_id IN ({','.join(map(str, object_ids))}) ORDER BY o.id",
        kind.name,
    )
    for row in found:
        row["pivot"] = {"id": row["id"]}
    return _grouped(found, f"{kind.singular}_id", object_ids)


def tag_rows(db: Database, kind: Collection, object_ids: list[int]) -> dict[int, list[Row]]:
    """The tags of objects, by object id."""
    found = db.all(
        f"SELECT t.id, t.name, o.object_id FROM object_tags o JOIN tags t ON t.id = o.tag_id WHERE o.collection = ? "
        f"AND o.object_id IN ({','.join(map(str, object_ids))}) ORDER BY o.id",
        kind.name,
    )
    return _grouped(found, "object_id", object_ids)


def comment_rows(db: Database, kind: Collection, object_ids: list[int]) -> dict[int, list[Row]]:
    """The comments on objects, by object id."""
    found = db.all(
        "SELECT id, object_id, value, creator AS source_name, created_at, updated_at FROM comments "
        f"WHERE collection = ? AND object_id IN ({','.join(map(str, object_ids))}) ORDER BY id",
        kind.name,
    )
    for row in found:
        row["sources"] = [{"name": row["source_name"]}]
    return _grouped(found, "object_id", object_ids)


def score_rows(db: Database, object_ids: list[int]) -> dict[int, Row]:
    """The scores of indicators; one that nobody scored has a generated score of 0."""
    found = db.all(
        "SELECT i.id, i.id AS indicator_id, coalesce(s.generated_score, 0.0) AS generated_score, s.manual_score, "
        "? AS score_config_hash, i.created_at, i.updated_at FROM indicators i "
        "LEFT JOIN scores s ON s.indicator_id = i.id "
        f"WHERE i.id IN ({','.join(map(str, object_ids))})",
        _SCORING,
    )
    return {row["id"]: row for row in found}


def _grouped(found: list[Row], key: str, object_ids: list[int]) -> dict[int, list[Row]]:
    by_object: dict[int, list[Row]] = {object_id: [] for object_id in object_ids}
    for row in found:
        by_object[row[key]].append(row)
    return by_object


def add_tags(call: Call, kind: Collection, object_id: int, given: Any) -> list[Row]:
    """Add tags, given as names or as ``{name}``."""
    rows = []
    for tag in given if isinstance(given, list) else [given]:
        name = str((tag.get("name") if isinstance(tag, dict) else tag) or "")
        if not name:
            raise invalid("name", "The name field is required.")
        call.db.run("INSERT OR IGNORE INTO tags (name) VALUES (?)", name)
        tag_id = call.db.value("SELECT id FROM tags WHERE name = ?", name)
        call.db.run(
            "INSERT OR IGNORE INTO object_tags (collection, object_id, tag_id) VALUES (?, ?, ?)",
            kind.name, object_id, tag_id,
        )  # fmt: skip
        rows.append({"id": tag_id, "name": name})
    return rows


def add_comments(call: Call, kind: Collection, object_id: int, given: Any) -> list[Row]:
    """Add comments, ``{value}`` each."""
    if not given:
        return []
    for comment in items(given):
        if not comment.get("value"):
            raise invalid("value", "The value field is required.")
        call.db.insert(
            "comments", collection=kind.name, object_id=object_id, value=str(comment["value"]), creator=call.who.name,
            created_at=call.now, updated_at=call.now,
        )  # fmt: skip
    return comment_rows(call.db, kind, [object_id])[object_id][-len(given) :]


READERS = {"sources": source_rows, "attributes": attribute_rows, "tags": tag_rows, "comments": comment_rows}
_WRITERS = {"sources": add_sources, "attributes": add_attributes, "tags": add_tags, "comments": add_comments}
_TABLES = {"sources": "object_sources", "attributes": "object_attributes", "comments": "comments"}


def read(call: Call, collection: str, object_id: int, part: str) -> Reply:
    """``GET /api/{collection}/{id}/{attributes|sources|tags|comments}``, by ``limit`` and ``offset``."""
    kind = objects.collection(collection)
    objects.find(call.db, kind, object_id)
    rows, (limit, offset) = READERS[part](call.db, kind, [object_id])[object_id], window(call.query)
    return many(rows[offset : offset + limit], total=len(rows), limit=limit, offset=offset)


def add(call: Call, collection: str, object_id: int, part: str) -> Reply:
    """``POST`` of one or more of them: 201, ``data`` always an array."""
    kind = objects.collection(collection)
    objects.find(call.db, kind, object_id)
    if call.body in (None, [], {}):
        raise invalid(part, f"The {part} field is required.")
    given = call.body if isinstance(call.body, list) else [call.body]
    rows = _WRITERS[part](call, kind, object_id, given)
    objects.touch(call.db, kind, object_id, call.now)
    return many(rows, status=201)


def change(call: Call, collection: str, object_id: int, part: str, part_id: int) -> Reply:
    """``PUT …/attributes/{id}`` or ``…/comments/{id}``: a new ``value``."""
    kind = objects.collection(collection)
    row = _part(call, kind, object_id, part, part_id)
    if part == "sources" or call.field("value") in (None, ""):
        raise invalid("value", "The value field is required.")
    call.db.update(_TABLES[part], row["id"], value=str(call.field("value")), updated_at=call.now)
    return one(next(r for r in READERS[part](call.db, kind, [object_id])[object_id] if r["id"] == part_id))


def remove(call: Call, collection: str, object_id: int, part: str, part_id: int) -> Reply:
    """``DELETE …/{part}/{id}``: 204."""
    kind = objects.collection(collection)
    if part == "tags":
        where = "collection = ? AND object_id = ? AND tag_id = ?"
        call.db.run(f"DELETE FROM object_tags WHERE {where}", kind.name, object_id, part_id)
    else:
        call.db.run(f"DELETE FROM {_TABLES[part]} WHERE id = ?", _part(call, kind, object_id, part, part_id)["id"])
    return Reply(None, 204)


def _part(call: Call, kind: Collection, object_id: int, part: str, part_id: int) -> Row:
    objects.find(call.db, kind, object_id)
    where = "id = ? AND collection = ? AND object_id = ?"
    table = _TABLES.get(part)
    row = call.db.one(f"SELECT * FROM {table} WHERE {where}", part_id, kind.name, object_id) if table else None
    if row is None:
        raise not_found(part.rstrip("s").capitalize(), part_id)
    return row
