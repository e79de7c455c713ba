"""The server parses: ``/api/imports`` for a text or a File, ``/api/events/import`` for the text of a phishing mail.

Both go in steps: create, set source and status, look, and ``GET …/commit``, which is what stores the outcome.
"""

import hashlib
import json
from typing import Any

from . import annotations, attachments, entities, indicators, objects, parser, relations
from .database import Value
from .objects import COLLECTIONS
from .wire import Call, Reply, Row, invalid, many, not_found, number, one, truth

_REVIEW = 4  # the id of that status
_EVENT_PARTS = ("title", "happened_at", "description")


def create(call: Call) -> Reply:
    """``POST /api/imports``: ``{text | attachment_id, content_type_id, normalize, derive}``, or a file as in an upload.

    With ``derive`` the host of each URL becomes an indicator, too.
    """
    upload, text, attachment_id = call.field("file"), call.field("text"), number(call.field("attachment_id"))
    if upload is not None and hasattr(upload, "file"):
        text = upload.file.read().decode("utf-8", "replace")
    if attachment_id is not None:
        objects.find(call.db, COLLECTIONS["attachments"], attachment_id)
        text = b"".join(attachments.content(call.db, attachment_id)).decode("utf-8", "replace")
    if not text:
        raise invalid("text", "A text, a file or an attachment_id is required.")
    normalize = "Y" if truth(call.field("normalize", "Y")) else "N"
    derive = int(truth(call.field("derive")))
    return one(
        _shown(_begin(call, text=str(text), normalize=normalize, attachment_id=attachment_id, derive=derive)), 201
    )


def _begin(call: Call, **columns: Value) -> Row:
    times = {"created_at": call.now, "updated_at": call.now}
    import_id = call.db.insert("imports", source=json.dumps(call.who.name), status_id=_REVIEW, **columns, **times)
    return _find(call, import_id)


def change(call: Call, object_id: int) -> Reply:
    """``PUT /api/imports/{id}``: ``{delete_after_import, import_source, indicator_global_status}``."""
    _find(call, object_id)
    changes: dict[str, Any] = {"updated_at": call.now}
    if call.field("import_source"):
        changes["source"] = json.dumps(call.field("import_source"))
    if status := number(call.field("indicator_global_status")) or number(call.field("indicator_status_id")):
        changes["status_id"] = status
    if call.field("delete_after_import") is not None:
        changes["delete_after"] = int(truth(call.field("delete_after_import")))
    if call.field("normalize") is not None:
        changes["normalize"] = "Y" if truth(call.field("normalize")) else "N"
    call.db.update("imports", object_id, **changes)
    return one(_shown(_find(call, object_id)))


def preview(call: Call, object_id: int) -> Reply:
    """``GET /api/imports/{id}/indicators``: what the text holds; nothing is stored yet."""
    row = _find(call, object_id)
    found = enumerate(_parsed(row), 1)
    types = {each["name"]: each for each in call.db.all("SELECT * FROM indicator_types")}
    shown = (
        {
            "id": position, "import_id": object_id, "value": value, "type_id": types[name]["id"], "type": types[name],
            "class": types[name]["class"], "status_id": row["status_id"],
        }
        for position, (name, value) in found
    )  # fmt: skip
    return many(shown)


def remove(call: Call, object_id: int) -> Reply:
    """``DELETE /api/imports/{id}``: 204."""
    _find(call, object_id)
    call.db.run("DELETE FROM imports WHERE id = ?", object_id)
    return Reply(None, 204)


def commit(call: Call, object_id: int) -> Reply:
    """``GET /api/imports/{id}/commit``: store the indicators, related to the File they came from."""
    row = _find(call, object_id)
    stored = _store_indicators(call, row)
    if row["attachment_id"] and stored:
        relations.relate(call, COLLECTIONS["attachments"], row["attachment_id"], indicators.KIND, stored)
    if row["delete_after"] and row["attachment_id"]:
        entities.delete(call, "attachments", row["attachment_id"])
    call.db.run("DELETE FROM imports WHERE id = ?", object_id)
    return one({"id": object_id, "message": "Import committed", "indicators": [{"id": each} for each in stored]})


def _find(call: Call, import_id: int) -> Row:
    row = call.db.one("SELECT * FROM imports WHERE id = ?", import_id)
    if row is None:
        raise not_found("Import", import_id)
    return row


def _find_event(call: Call, import_id: int) -> Row:
    """The import of a mail; 404 for that of a mere text."""
    row = _find(call, import_id)
    if not row["event"]:
        raise not_found("Import of an event", import_id)
    return row


def _shown(row: Row) -> Row:
    shown = {
        "id": row["id"], "attachment_id": row["attachment_id"], "normalize": row["normalize"],
        "import_source": json.loads(row["source"]), "indicator_global_status": row["status_id"],
        "delete_after_import": row["delete_after"], "created_at": row["created_at"], "updated_at": row["updated_at"],
    }  # fmt: skip
    if row["event"]:
        # One client addresses the event by the id of its import, others by the id shown here: they are the same.
        shown |= {"events": [{**json.loads(row["event"]), "id": row["id"]}], "attachments": []}
    return shown


def _parsed(row: Row) -> list[parser.Found]:
    found = parser.parse_mail(row["text"]) if row["event"] else parser.parse(row["text"])
    return [*found, *parser.hosts(found)] if row["derive"] else found


def _store_indicators(call: Call, row: Row) -> list[int]:
    source = json.loads(row["source"])
    common = {
        "status_id": row["status_id"],
        "normalize": row["normalize"],
        "sources": source if isinstance(source, list) else [source],
    }
    return [
        indicators.store(call, {"type": name, "value": value, **common}) for name, value in dict.fromkeys(_parsed(row))
    ]


def parse_signatures(call: Call) -> Reply:
    """``POST /api/signatures/import`` ``{type_id, text}``: the rules in a text, to be sent to ``consume`` next."""
    text, type_id = str(call.field("text") or "").strip(), number(call.field("type_id"))
    if not text or type_id is None:
        raise invalid("text", "The text and type_id fields are required.")
    name = call.db.value("SELECT name FROM signature_types WHERE id = ?", type_id)
    found = (
        {"name": title, "value": rule, "type_id": type_id, "hash": _digest(rule), "attributes": []}
        for title, rule in parser.signatures(name, text)
    )
    return many(found)


def _digest(rule: str) -> str:
    return hashlib.md5(rule.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def create_event(call: Call) -> Reply:
    """``POST /api/events/import``: ``{type, title, text, description, happened_at, sources}``."""
    if not call.field("text") or not call.field("title"):
        raise invalid("text", "The text and title fields are required.")
    event = {name: call.field(name) for name in (*_EVENT_PARTS, "type", "type_id", "sources")}
    return one(_shown(_begin(call, text=str(call.field("text")), normalize="Y", event=json.dumps(event))), 201)


def read_event(call: Call, object_id: int) -> Reply:
    """``GET /api/events/import/{id}``"""
    return one(_shown(_find_event(call, object_id)))


def change_event(call: Call, object_id: int, event_id: int) -> Reply:
    """``PUT /api/events/import/{id}/events/{event_id}``: ``{title, happened_at, description}``."""
    row = _find_event(call, object_id)
    event = json.loads(row["event"]) | {name: call.field(name) for name in _EVENT_PARTS if call.field(name)}
    call.db.update("imports", object_id, event=json.dumps(event), updated_at=call.now)
    return one(_shown(_find(call, object_id)))


def commit_event(call: Call, object_id: int) -> Reply:
    """``GET /api/events/import/{id}/commit``: the event's id stands in ``id`` and in ``events[0].id``."""
    row = _find_event(call, object_id)
    event = json.loads(row["event"])
    event_id = entities.store(call, COLLECTIONS["events"], {**event, "type": "Spearphish", "type_id": None})
    stored = _store_indicators(call, {**row, "source": json.dumps(event.get("sources") or call.who.name)})
    if stored:
        relations.relate(call, COLLECTIONS["events"], event_id, indicators.KIND, stored)
    attach_mail(call, event_id, row["text"])
    call.db.run("DELETE FROM imports WHERE id = ?", object_id)
    found = objects.find(call.db, COLLECTIONS["events"], event_id)
    return one({**found, "events": [found], "indicators": [{"id": each} for each in stored]})


def spearphish(call: Call, object_id: int) -> Reply:
    """``POST /api/events/{id}/spearphish`` ``{value}``: attach the text of the mail to an event."""
    objects.find(call.db, COLLECTIONS["events"], object_id)
    if not call.field("value"):
        raise invalid("value", "The value field is required.")
    attach_mail(call, object_id, str(call.field("value")))
    return one({"event_id": object_id, "value": call.field("value")}, 201)


def attach_mail(call: Call, event_id: int, text: str) -> None:
    """The raw mail of an event is kept as a comment on it."""
    annotations.add_comments(call, COLLECTIONS["events"], event_id, [{"value": text}])
