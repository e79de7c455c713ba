"""Relating objects: ``/api/{a}/{a_id}/{b}``, in either direction, one or many at a time, each with its pivot."""

import json
from typing import Any

from . import objects
from .database import Database
from .objects import Collection
from .wire import Call, Reply, Row, invalid, many, number, refused

# "limit <= 1000 said to be the server's maximum"
MAX_LISTED = 1000


def relate(call: Call, kind: Collection, object_id: int, other: Collection, other_ids: list[int]) -> None:
    """Relate one object with many of another collection; a relation that stands already keeps its pivot."""
    known = call.db.all(
        f"SELECT id FROM {other.name} WHERE id IN (SELECT value FROM json_each(?))", json.dumps(other_ids)
    )
    if missing := set(other_ids) - {row["id"] for row in known}:
        raise invalid(other.name, f"The selected {other.singular} {min(missing)} is invalid.")
    if kind is other and object_id in other_ids:
        raise invalid(other.name, "An object cannot be related to itself.")
    rows = ((*_ordered(kind, object_id, other, other_id), call.now, call.now) for other_id in other_ids)
    call.db.run_many(
        "INSERT INTO relations (a, a_id, b, b_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        rows,
    )


def related(
    db: Database, kind: Collection, object_id: int, other: Collection, only: list[int] | None = None
) -> list[Row]:
    """The rows of ``other`` that the object is related to, each with its ``pivot``, in the order of the pivots."""
    theirs, ours = _columns(kind, object_id, other)
    chosen = "" if only is None else f"AND r.{theirs}_id IN (SELECT value FROM json_each('{json.dumps(only)}')) "
    both_ways = "" if kind is not other else f" OR (r.b_id = ? AND r.a = ? AND r.b = '{kind.name}')"
    key = f"CASE WHEN r.a_id = {int(object_id)} THEN r.b_id ELSE r.a_id END" if both_ways else f"r.{theirs}_id"
    values: list[Any] = [object_id, other.name] * (2 if both_ways else 1)
    rows = db.all(
        f"SELECT o.*, r.id AS pivot_id, r.created_at AS pivot_created, r.updated_at AS pivot_updated FROM relations r "
        f"JOIN {other.name} o ON o.id = {key} "
        f"WHERE ((r.{ours}_id = ? AND r.{theirs} = ? AND r.{ours} = '{kind.name}'){both_ways}) {chosen}ORDER BY r.id",
        *values,
    )
    return [_with_pivot(row, kind, object_id, other) for row in rows]


def _columns(kind: Collection, object_id: int, other: Collection) -> tuple[str, str]:
    """Which of the columns a and b is theirs and which is ours."""
    return ("b", "a") if kind.name <= other.name else ("a", "b")


def _ordered(kind: Collection, object_id: int, other: Collection, other_id: int) -> tuple[Any, ...]:
    """One relation has one row, whichever end asked for it."""
    ends = sorted(((kind.name, object_id), (other.name, other_id)))
    return (*ends[0], *ends[1])


def _with_pivot(row: Row, kind: Collection, object_id: int, other: Collection) -> Row:
    pivot = {
        "id": row.pop("pivot_id"), "src_type": kind.singular, "src_object_id": object_id, "dest_type": other.singular,
        "dest_object_id": row["id"], "created_at": row.pop("pivot_created"), "updated_at": row.pop("pivot_updated"),
    }  # fmt: skip
    return {**row, "pivot": pivot}


def add(call: Call, collection: str, object_id: int, other: str) -> Reply:
    """``POST``: ``{"id": n}``, ``[{"id": n}, …]`` or ``[n, …]``; 201, the related rows in the order asked for."""
    kind, other_kind = objects.collection(collection), objects.collection(other)
    objects.find(call.db, kind, object_id)
    wanted = wanted_ids(call.body)
    if not wanted:
        raise invalid("id", "The id field is required.")
    relate(call, kind, object_id, other_kind, wanted)
    objects.touch(call.db, kind, object_id, call.now)
    rows = {row["id"]: row for row in related(call.db, kind, object_id, other_kind, wanted)}
    return many((rows[other_id] for other_id in wanted), status=201)


def wanted_ids(body: Any) -> list[int]:
    """The ids that a body names; 400 for anything that is not one."""
    given = body if isinstance(body, list) else [body]
    found = [number(item.get("id") if isinstance(item, dict) else item) for item in given if item is not None]
    if None in found:
        raise invalid("id", "The id must be an integer.")
    return [found_id for found_id in found if found_id is not None]


def read(call: Call, collection: str, object_id: int, other: str) -> Reply:
    """``GET``, with ``limit`` and ``offset``."""
    kind, other_kind = objects.collection(collection), objects.collection(other)
    objects.find(call.db, kind, object_id)
    rows = related(call.db, kind, object_id, other_kind)
    offset = number(call.query.get("offset")) or 0
    limit = min(number(call.query.get("limit")) or MAX_LISTED, MAX_LISTED)
    return many(rows[offset : offset + limit], total=len(rows), limit=limit, offset=offset)


def remove(call: Call, collection: str, object_id: int, other: str) -> Reply:
    """``DELETE`` with the pivot ids as the body, ``[n, …]``: 204."""
    kind, other_kind = objects.collection(collection), objects.collection(other)
    pivots = wanted_ids(call.body)
    standing = {row["pivot"]["id"] for row in related(call.db, kind, object_id, other_kind)}
    if not pivots or not set(pivots) <= standing:
        raise refused(404, "No such relation.")
    call.db.run_many("DELETE FROM relations WHERE id = ?", ((pivot,) for pivot in pivots))
    return Reply(None, 204)
