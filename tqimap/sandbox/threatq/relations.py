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
    wanted = json.dumps(other_ids)
    known = call.db.all(f"SELECT id FROM {other.name} WHERE id IN (SELECT value FROM json_each(?))", wanted)
    if missing := set(other_ids) - {row["id"] for row in known}:
        raise invalid(other.name, f"The selected {other.singular} {min(missing)} is invalid.")
    if kind is other and object_id in other_ids:
        raise invalid(other.name, "An object cannot be related to itself.")
    call.db.run_many(
        "INSERT INTO relations (a, a_id, b, b_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        ((*_ends(kind, object_id, other, other_id), call.now, call.now) for other_id in other_ids),
    )


def relate_one(call: Call, kind: Collection, object_id: int, other: Collection, other_id: int) -> Row:
    """Relate one object with another; the pivot of their relation."""
    relate(call, kind, object_id, other, [other_id])
    pivot: Row = _chosen(call.db, kind, object_id, other, [other_id])[0]["pivot"]
    return pivot


def _ends(kind: Collection, object_id: int, other: Collection, other_id: int) -> tuple[Any, ...]:
    """One relation has one row, whichever end asked for it."""
    first, second = sorted(((kind.name, object_id), (other.name, other_id)))
    return (*first, *second)


def related(
    db: Database, kind: Collection, object_id: int, other: Collection, *, limit: int = -1, offset: int = 0
) -> list[Row]:
    """The rows of ``other`` that the object is related to, each with its ``pivot``, in the order of the pivots."""
    rows = db.all(
        "SELECT o.*, l.id AS pivot_id, l.created_at AS pivot_created, l.updated_at AS pivot_updated FROM links l "
        f"JOIN {other.name} o ON o.id = l.there_id WHERE l.here = ? AND l.here_id = ? AND l.there = ? "
        "ORDER BY l.id LIMIT ? OFFSET ?",
        kind.name, object_id, other.name, limit, offset,
    )  # fmt: skip
    return [_with_pivot(row, kind, object_id, other) for row in rows]


def _chosen(db: Database, kind: Collection, object_id: int, other: Collection, other_ids: list[int]) -> list[Row]:
    """The related rows of these ids, in their order."""
    rows = db.all(
        "SELECT o.*, l.id AS pivot_id, l.created_at AS pivot_created, l.updated_at AS pivot_updated FROM links l "
        f"JOIN {other.name} o ON o.id = l.there_id WHERE l.here = ? AND l.here_id = ? AND l.there = ? "
        "AND l.there_id IN (SELECT value FROM json_each(?))",
        kind.name, object_id, other.name, json.dumps(other_ids),
    )  # fmt: skip
    shown = {row["id"]: _with_pivot(row, kind, object_id, other) for row in rows}
    return [shown[other_id] for other_id in other_ids]


def _with_pivot(row: Row, kind: Collection, object_id: int, other: Collection) -> Row:
    pivot = {
        "id": row.pop("pivot_id"), "src_type": kind.singular, "src_object_id": object_id, "dest_type": other.singular,
        "dest_object_id": row["id"], "created_at": row.pop("pivot_created"), "updated_at": row.pop("pivot_updated"),
    }  # fmt: skip
    more = {"deleted_at": None, "sync_hash": row["hash"]} if other.name == "indicators" else {}
    return {**row, **more, "pivot": pivot}


def add(call: Call, collection: str, object_id: int, other: str) -> Reply:
    """``POST``: ``{"id": n}``, ``[{"id": n}, …]`` or ``[n, …]``; 201, the related rows in the order asked for."""
    kind, other_kind = objects.collection(collection), objects.collection(other)
    objects.find(call.db, kind, object_id)
    wanted = wanted_ids(call.body)
    if not wanted:
        raise invalid("id", "The id field is required.")
    relate(call, kind, object_id, other_kind, wanted)
    objects.touch(call.db, kind, object_id, call.now)
    return many(_chosen(call.db, kind, object_id, other_kind, wanted), status=201)


def wanted_ids(body: Any) -> list[int]:
    """The ids that a body names; 400 for anything that is not one."""
    given = body if isinstance(body, list) else [body]
    found = [number(item.get("id") if isinstance(item, dict) else item) for item in given if item is not None]
    if None in found:
        raise invalid("id", "The id must be an integer.")
    return [found_id for found_id in found if found_id is not None]


def count(db: Database, kind: Collection, object_id: int, other: Collection) -> int:
    """How many objects of ``other`` the object is related to."""
    where = "here = ? AND here_id = ? AND there = ?"
    return int(db.value(f"SELECT count(*) FROM links WHERE {where}", kind.name, object_id, other.name))


def counts(db: Database, kind: Collection, object_ids: list[int]) -> dict[int, int]:
    """How many relations objects have, by object id; one without any is left out."""
    rows = db.all(
        "SELECT here_id, count(*) AS number FROM links WHERE here = ? "
        "AND here_id IN (SELECT value FROM json_each(?)) GROUP BY here_id",
        kind.name, json.dumps(object_ids),
    )  # fmt: skip
    return {row["here_id"]: row["number"] for row in rows}


def remove(call: Call, collection: str, object_id: int, other: str) -> Reply:
    """``DELETE`` with the pivot ids as the body, ``[n, …]``: 204."""
    kind, other_kind = objects.collection(collection), objects.collection(other)
    pivots = wanted_ids(call.body)
    standing = call.db.all(
        "SELECT id FROM links WHERE here = ? AND here_id = ? AND there = ? AND id IN (SELECT value FROM json_each(?))",
        kind.name, object_id, other_kind.name, json.dumps(pivots),
    )  # fmt: skip
    if not pivots or set(pivots) - {row["id"] for row in standing}:
        raise refused(404, "No such relation.")
    call.db.run_many("DELETE FROM relations WHERE id = ?", ((pivot,) for pivot in pivots))
    return Reply(None, 204)
