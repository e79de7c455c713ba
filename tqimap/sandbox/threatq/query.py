"""Searching: the query language of 4.x (``POST /api/{collection}/query``) and the three older ways."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from . import annotations, cursor, listing, objects
from .database import Database, Value
from .objects import COLLECTIONS, Collection
from .wire import Call, Reply, Row, invalid, items, many, not_found, number, one, window

Condition = tuple[str, list[Value]]
_OPERATORS = {
    "+is": "{} = ?", "+is not": "{} <> ?", "+gt": "{} > ?", "+gte": "{} >= ?", "+lt": "{} < ?", "+lte": "{} <= ?",
    "+contains": "{} LIKE '%' || ? || '%'", "+like": "{} LIKE ?", "+starts with": "{} LIKE ? || '%'",
    "+ends with": "{} LIKE '%' || ?",
}  # fmt: skip
# What the search index holds of every row.
_INDEXED = "type,status,score,sources,attributes,tags,adversaries"
# A field that means the whole text of an object, and is contained in it rather than equal to it.
_MENTIONS = "mentions"
_MAX_DEPTH = 20


def run(call: Call, collection: str) -> Reply:
    """``POST /api/{collection}/query``: ``{criteria, filters, fields}``, paged by offset or by ``cursorMark``."""
    return _answer(call, objects.collection(collection), call.body if isinstance(call.body, Mapping) else {})


def save(call: Call) -> Reply:
    """``POST /api/search/query`` ``{criteria, filters}``, ``{name, query}`` or ``{name, json: {ui_query, api_query}}``:
    keep a query; its hash is good for ``…/query/hash/{hash}``, and its name for finding it among the saved searches."""
    given = call.field("json") or call.field("query") or call.body
    if not isinstance(given, Mapping):
        raise invalid("json", "The query must be an object.")
    name, body = str(call.field("name") or "") or None, json.dumps(given, sort_keys=True)
    digest = hashlib.md5(f"{name}:{body}".encode(), usedforsecurity=False).hexdigest()
    call.db.run("INSERT OR REPLACE INTO queries (hash, name, body) VALUES (?, ?, ?)", digest, name, body)
    return Reply(read_saved(call, digest).payload, 201)


def saved(call: Call) -> Reply:
    """``GET /api/search/query``: the saved searches, by ``name=`` and the like."""
    rows, counts = listing.page(call.db, "saved_queries", call.query)
    return many(map(_shown, rows), **counts)


def read_saved(call: Call, digest: str) -> Reply:
    """``GET /api/search/query/{hash}``"""
    row = call.db.one("SELECT * FROM queries WHERE hash = ?", digest)
    if row is None:
        raise not_found("Query", digest)
    return one(_shown(row))


def _shown(row: Row) -> Row:
    body = json.loads(row["body"])
    kept = body if "api_query" in body else {"api_query": body}
    return {"id": row["id"], "hash": row["hash"], "name": row["name"], "query": kept["api_query"], "json": kept}


def run_saved(call: Call, collection: str, digest: str) -> Reply:
    """``GET /api/{collection}/query/hash/{hash}``"""
    query = read_saved(call, digest).payload["data"]["query"]
    return _answer(call, objects.collection(collection), query if isinstance(query, Mapping) else {})


def _answer(call: Call, kind: Collection, body: Mapping[str, Any]) -> Reply:
    columns = _columns(call.db, kind)
    tests, values = _all_of([_condition(body.get(part) or {}, columns) for part in ("criteria", "filters")])
    source = f"FROM {kind.name} o WHERE {tests}"
    total = call.db.value(f"SELECT count(*) {source}", *values)
    limit, offset = window(call.query)
    mark, terms = call.query.get("cursorMark"), listing.terms(call.query.get("sort", ""), columns)
    more: dict[str, Any] = {"limit": limit, "offset": offset}
    if mark:
        terms = [(f"coalesce({term}, '')", descends) for term, descends in terms]
        behind, bound = cursor.after(terms, mark)
        source, values, offset = f"{source} AND ({behind})", values + bound, 0
    order = listing.ordering(terms)
    rows = call.db.all(f"SELECT o.* {source} ORDER BY {order} LIMIT ? OFFSET ?", *values, limit, offset)
    if mark:
        more = {"limit": limit, "nextCursorMark": _mark(call.db, kind, terms, rows[-1]["id"]) if rows else mark}
    return many(_flat(call, kind, rows, body.get("fields")), total=total, **more)


def _mark(db: Database, kind: Collection, terms: list[tuple[str, bool]], object_id: int) -> str:
    chosen = ", ".join(f"{term} AS term{position}" for position, (term, _) in enumerate(terms))
    row = db.one(f"SELECT {chosen} FROM {kind.name} o WHERE o.id = ?", object_id) or {}
    return cursor.mark(list(row.values()))


def _columns(db: Database, kind: Collection) -> dict[str, str]:
    """What may be asked for, and the SQL for it."""
    found = {row["name"]: f"o.{row['name']}" for row in db.all("SELECT name FROM pragma_table_info(?)", kind.name)}
    for name, table in (("type", kind.types), ("status", kind.statuses)):
        if table:
            found[f"{name}_name"] = found[name] = f"(SELECT name FROM {table} WHERE id = o.{name}_id)"
    if kind.name == "indicators":
        found["score"] = listing.SCORE
    for name, table, names in (("source", "object_sources", "sources"), ("tag", "object_tags", "tags")):
        chosen = f"SELECT group_concat(n.name) FROM {table} x JOIN {names} n ON n.id = x.{name}_id"
        where = f"WHERE x.collection = '{kind.name}' AND x.object_id = o.id"
        found[f"{name}_name"] = found[f"{name}s"] = f"({chosen} {where})"
    label = f"o.{kind.label}"
    for name in ("value", "name", "title"):
        found.setdefault(name, label)
    return {**found, _MENTIONS: f"{label} || ' ' || coalesce(o.description, '')"}


def _condition(asked: Any, columns: Mapping[str, str], depth: int = 0) -> Condition:
    """One node of a query as SQL: ``{"+and" or "+or": […]}``, ``{field: value}`` or ``{field: {op: value}}``."""
    if depth > _MAX_DEPTH or not isinstance(asked, Mapping):
        raise invalid("criteria", "The criteria cannot be understood.")
    found = []
    for name, value in asked.items():
        if name in ("+and", "+or"):
            inner = [_condition(part, columns, depth + 1) for part in (value if isinstance(value, list) else [value])]
            found.append(_all_of(inner) if name == "+and" else _any_of(inner))
        elif name in columns:
            mentioned = name == _MENTIONS and isinstance(value, str)
            found.append(_test(columns[name], {"+contains": value} if mentioned else value))
        else:
            raise invalid("criteria", f"The field {name} is unknown.")
    return _all_of(found)


def _test(column: str, value: Any) -> Condition:
    if isinstance(value, list):
        return _any_of([_test(column, each) for each in value])
    given = value if isinstance(value, Mapping) else {"+is": value}
    # One client leaves the plus sign out.
    tests = {"+" + str(name).removeprefix("+"): wanted for name, wanted in given.items()}
    if unknown := set(tests) - set(_OPERATORS):
        raise invalid("criteria", f"The operator {min(unknown)} is unknown.")
    return _all_of([(_OPERATORS[name].format(column), [wanted]) for name, wanted in tests.items()])


def _all_of(parts: list[Condition]) -> Condition:
    kept = [part for part in parts if part[0] != "1"]
    return " AND ".join(f"({sql})" for sql, _ in kept) or "1", [value for _, values in kept for value in values]


def _any_of(parts: list[Condition]) -> Condition:
    return " OR ".join(f"({sql})" for sql, _ in parts) or "1", [value for _, values in parts for value in values]


def _flat(call: Call, kind: Collection, rows: list[Row], fields: Any) -> list[Row]:
    """Rows as the search index shows them; of ``fields``, if there are any, those only, types and statuses as words:
    so the vendor's own clients read them that ask for fields."""
    more = call.query.get("with", "")
    flat = [_indexed(row) for row in listing.expand(call.db, kind, rows, f"{_INDEXED},{more}")]
    if not isinstance(fields, list) or not fields:
        return flat
    words = [{**row, **{name: row[name]["name"] for name in ("type", "status") if row.get(name)}} for row in flat]
    return [{"id": row["id"], **{str(name): row.get(str(name)) for name in fields}} for row in words]


def _indexed(row: Row) -> Row:
    """The score is a number, a tag its name, a source's type has another name; what is null is left out."""
    for name, kept in (("type", ("id", "name", "class")), ("status", ("id", "name", "description"))):
        if row.get(name):
            row[name] = {key: row[name][key] for key in kept if key in row[name]}
    for source in row["sources"]:
        source["source_type"] = source.pop("type")
    for attribute in row["attributes"]:
        del attribute["attribute"], attribute["sources"]
    row["tags"] = [tag["name"] for tag in row["tags"]]
    if "score" in row:
        row["score"] = row["score"]["manual_score"] or row["score"]["generated_score"]
    return {name: value for name, value in row.items() if value is not None}


def by_text(call: Call) -> Reply:
    """``GET /api/search?query=&limit=``: ``{id, value, object}`` of every object whose name holds the text."""
    text, limit = call.query.get("query", ""), number(call.query.get("limit")) or 10
    found: list[Row] = []
    for kind in COLLECTIONS.values():
        shown = "'\"' || coalesce(title, '') || '\" ' || name" if kind.name == "attachments" else kind.label
        rows = call.db.all(
            f"SELECT id, {shown} AS value FROM {kind.name} WHERE {shown} LIKE '%' || ? || '%' LIMIT ?", text, limit
        )
        found += [{**row, "object": kind.singular} for row in rows]
    return many(found[:limit])


def advanced(call: Call) -> Reply:
    """``POST /api/search/advanced``: ``{"indicators": [[{field, operator, value}, …], …]}``, the older language."""
    names = {"indicator_type": "type_id", "indicator_value": "value", "indicator_status": "status_id"}
    operators = {"is": "+is", "like": "+contains", "is not": "+is not"}
    groups = call.field("indicators") or []
    parts = []
    for group in groups if isinstance(groups, list) else [groups]:
        tests = [
            {
                names.get(str(test.get("field")), str(test.get("field"))): {
                    operators.get(str(test.get("operator")), "+is"): test.get("value")
                }
            }
            for test in items(group)
        ]
        parts.append({"+and": tests})
    return _answer(call, COLLECTIONS["indicators"], {"criteria": {"+or": parts}} if parts else {})


def by_value(call: Call) -> Reply:
    """``GET /api/indicators/search?value=&limit=&with=``: rows with their status, which one client relies on."""
    rows, counts = listing.page(call.db, "indicators", call.query)
    expansions = "status,type," + call.query.get("with", "")
    return many(listing.expand(call.db, COLLECTIONS["indicators"], rows, expansions), **counts)


def set_score(call: Call, object_id: int) -> Reply:
    """``PUT /api/indicator/{id}/scores`` ``{manual_score}``; null goes back to the generated one."""
    objects.find(call.db, COLLECTIONS["indicators"], object_id)
    given = call.field("manual_score")
    sql = "INSERT OR REPLACE INTO scores (indicator_id, generated_score, manual_score) VALUES (?, 0.0, ?)"
    call.db.run(sql, object_id, given)
    row = annotations.score_rows(call.db, [object_id])[object_id]
    return one({**row, "manual_score": given})
