"""What all collections have in common: which there are, looking one up, and its row as ThreatQ shows it."""

from dataclasses import dataclass
from typing import Any

from .database import Database
from .wire import Row, not_found, number


@dataclass(frozen=True, slots=True)
class Collection:
    """One type of objects: the plural is its place in paths, ``label`` the column that names an object to people."""

    name: str
    singular: str
    title: str
    label: str
    types: str = ""
    statuses: str = ""


# Custom objects of 4.x, by the plural names that clients use in paths.
CUSTOM = {
    "attack_pattern": "Attack Pattern",
    "campaign": "Campaign",
    "course_of_action": "Course of Action",
    "exploit_target": "Exploit Target",
    "identities": "Identity",
    "incident": "Incident",
    "infrastructure": "Infrastructure",
    "intrusion_set": "Intrusion Set",
    "malware": "Malware",
    "report": "Report",
    "tool": "Tool",
    "ttp": "TTP",
    "vulnerability": "Vulnerability",
}
COLLECTIONS = {
    kind.name: kind
    for kind in (
        Collection("indicators", "indicator", "Indicator", "value", "indicator_types", "indicator_statuses"),
        Collection("attachments", "attachment", "File", "name", "attachment_types"),
        Collection("events", "event", "Event", "title", "event_types"),
        Collection("adversaries", "adversary", "Adversary", "name"),
        Collection("signatures", "signature", "Signature", "name", "signature_types", "indicator_statuses"),
        Collection("tasks", "task", "Task", "name"),
        *(Collection(name, name, title, "value") for name, title in CUSTOM.items()),
    )
}


def collection(name: str) -> Collection:
    """The collection of that plural name; 404 for any other."""
    kind = COLLECTIONS.get(name)
    if kind is None:
        raise not_found("Object type", name)
    return kind


def find(db: Database, kind: Collection, object_id: int) -> Row:
    """The row of one object; 404 when there is none."""
    row = db.one(f"SELECT * FROM {kind.name} WHERE id = ?", object_id)
    if row is None:
        raise not_found(kind.title, object_id)
    return row


def named(db: Database, table: str, given: Any, given_id: Any = None) -> int | None:
    """The id in a vocabulary table, given as name, ``{name}``, ``{id}``, id, or separate ``…_id``; None if unknown."""
    if isinstance(given, dict):
        given_id = given.get("id", given_id)
        given = given.get("name")
    if given not in (None, ""):
        found = db.value(f"SELECT id FROM {table} WHERE name = ?", str(given))
        if found is not None:
            return int(found)
        given_id = given if given_id is None else given_id
    wanted = number(given_id)
    return None if wanted is None else db.value(f"SELECT id FROM {table} WHERE id = ?", wanted)


def touch(db: Database, kind: Collection, object_id: int, now: str) -> None:
    db.run(f"UPDATE {kind.name} SET touched_at = ? WHERE id = ?", now, object_id)
