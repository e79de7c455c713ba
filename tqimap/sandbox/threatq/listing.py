"""``GET`` of collections and vocabularies: ``limit``, ``offset``, ``sort``, ``with`` and filters by field."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from . import annotations, objects, relations
from .database import Database
from .objects import COLLECTIONS, Collection
from .wire import Call, Reply, Row, invalid, many, not_found, one, window

# A score stands in a table of its own; ``o`` is the indicator.
SCORE = "coalesce((SELECT max(coalesce(manual_score, generated_score)) FROM scores WHERE indicator_id = o.id), 0)"
_NO_FILTERS = frozenset({"limit", "offset", "sort", "with"})


def page(db: Database, table: str, query: Mapping[str, str]) -> tuple[list[Row], Row]:
    """One page of a table and its ``total``, ``limit`` and ``offset``. Filters are equality, or LIKE with ``%``."""
    columns = {row["name"]: row["name"] for row in db.all("SELECT name FROM pragma_table_info(?)", table)}
    # One client escapes its wildcard twice.
    wanted = {
        name: text.replace("%25", "%") for name, text in query.items() if name in columns and name not in _NO_FILTERS
    }
    tests = [f"{name} {'LIKE' if '%' in value else '='} ?" for name, value in wanted.items()]
    where = " AND ".join(tests) or "1"
    limit, offset = window(query)
    total = db.value(f"SELECT count(*) FROM {table} WHERE {where}", *wanted.values())
    by = order(query.get("sort", ""), columns | ({"score": SCORE} if table == "indicators" else {}))
    sql = f"SELECT * FROM {table} o WHERE {where} ORDER BY {by} LIMIT ? OFFSET ?"
    return db.all(sql, *wanted.values(), limit, offset), {"total": total, "limit": limit, "offset": offset}


def order(sort: str, columns: Mapping[str, str]) -> str:
    """``sort=-created_at,id`` as SQL."""
    return ordering(terms(sort, columns))


def terms(sort: str, columns: Mapping[str, str]) -> list[tuple[str, bool]]:
    """What is sorted by, each with whether it descends; the id settles the rest.

    ``columns`` tells the SQL for each field; unknown fields are ignored.
    """
    chosen: dict[str, bool] = {}
    for field in map(str.strip, [*sort.split(","), "id"]):
        name = field.lstrip("+-")
        if name in columns:
            chosen.setdefault(columns[name], field.startswith("-"))
    return list(chosen.items())


def ordering(terms: Sequence[tuple[str, bool]]) -> str:
    """The same as SQL."""
    return ", ".join(f"{term} {'DESC' if descends else 'ASC'}" for term, descends in terms)


def collection(call: Call, collection: str) -> Reply:
    """``GET /api/{collection}``"""
    kind = objects.collection(collection)
    rows, counts = page(call.db, kind.name, call.query)
    return many(expand(call.db, kind, rows, call.query.get("with", "")), **counts)


def single(call: Call, collection: str, object_id: int) -> Reply:
    """``GET /api/{collection}/{id}``"""
    kind = objects.collection(collection)
    row = objects.find(call.db, kind, object_id)
    return one(expand(call.db, kind, [row], call.query.get("with", ""))[0])


def details(call: Call, collection: str, object_id: int) -> Reply:
    """``GET /api/{collection}/{id}/details``: the object with all that it has."""
    kind = objects.collection(collection)
    everything = ",".join(["type", "status", "score", *annotations.READERS, *COLLECTIONS])
    return one(expand(call.db, kind, [objects.find(call.db, kind, object_id)], everything)[0])


def related(call: Call, collection: str, object_id: int, other: str) -> Reply:
    """``GET /api/{a}/{id}/{b}``: related objects with their pivots, by ``limit`` (1000 at most) and ``offset``."""
    kind, other_kind = objects.collection(collection), objects.collection(other)
    objects.find(call.db, kind, object_id)
    limit, offset = window(call.query)
    limit = min(limit, relations.MAX_LISTED)
    rows = relations.related(call.db, kind, object_id, other_kind, limit=limit, offset=offset)
    total = relations.count(call.db, kind, object_id, other_kind)
    return many(expand(call.db, other_kind, rows, call.query.get("with", "")), total=total, limit=limit, offset=offset)


def vocabulary(call: Call, table: str) -> Reply:
    """``GET`` of types or statuses, with filters by field."""
    rows, counts = page(call.db, table, call.query)
    return many(rows, **counts)


def add_word(call: Call, table: str) -> Reply:
    """``POST /api/event/types`` ``{name}``: a new type, or the one of that name."""
    name = str(call.field("name") or "").strip()
    if not name:
        raise invalid("name", "The name field is required.")
    found = call.db.value(f"SELECT id FROM {table} WHERE name = ?", name)
    word_id = found or call.db.insert(table, name=name, created_at=call.now, updated_at=call.now)
    return Reply({"data": call.db.one(f"SELECT * FROM {table} WHERE id = ?", word_id)}, 200 if found else 201)


def word(call: Call, table: str, object_id: int) -> Reply:
    """``GET`` of one type or status."""
    row = call.db.one(f"SELECT * FROM {table} WHERE id = ?", object_id)
    if row is None:
        raise not_found("Type or status", object_id)
    return one(row)


def expand(db: Database, kind: Collection, rows: list[Row], expansions: str) -> list[Row]:
    """Rows with what ``with=a,b.c`` asks for beside their own columns: ``b.c`` is ``b`` with ``c``."""
    wanted: dict[str, list[str]] = {}
    for path in expansions.split(","):
        name, _, rest = path.strip().partition(".")
        wanted.setdefault(name, []).append(rest)
    shown = [{**row, **kind.marks} for row in rows]
    for name, below in wanted.items() if rows else ():
        found = _found(db, kind, rows, name, ",".join(below))
        for row in shown:
            if row["id"] in found:
                row[name] = found[row["id"]]
    return shown


def _found(db: Database, kind: Collection, rows: list[Row], name: str, below: str) -> Mapping[int, Any]:
    """What rows have under one name, by their ids; related objects with what is asked for below them."""
    ids = [row["id"] for row in rows]
    if name in annotations.READERS:
        return annotations.READERS[name](db, kind, ids)
    if name == "score":
        return annotations.score_rows(db, ids) if kind.name == "indicators" else {}
    if name not in COLLECTIONS:
        return _words(db, kind, rows, name)
    other = COLLECTIONS[name]
    # Two levels are the deepest that any client asks for; related objects may lead round in a circle.
    below = ",".join(path.partition(".")[0] for path in below.split(","))
    return {row_id: expand(db, other, relations.related(db, kind, row_id, other), below) for row_id in ids}


def _words(db: Database, kind: Collection, rows: list[Row], name: str) -> dict[int, Row | None]:
    """``with=type`` and ``with=status``: the row of the vocabulary."""
    table = {"type": kind.types, "status": kind.statuses}.get(name)
    if not table:
        return {}
    wanted = json.dumps([row[f"{name}_id"] for row in rows])
    words = {
        row["id"]: row for row in db.all(f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", wanted)
    }
    return {row["id"]: words.get(row[f"{name}_id"]) for row in rows}
