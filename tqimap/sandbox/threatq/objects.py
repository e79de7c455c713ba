"""What all collections have in common: which there are, looking one up, and its row as ThreatQ shows it."""

from dataclasses import dataclass
from typing import Any

from .database import Database
from .wire import Row, not_found, number


@dataclass(frozen=True, slots=True)
class Collection:
    """One type of objects: ``name`` is its place in paths, ``label`` the column that names an object to people."""

    name: str
    singular: str
    title: str
    plural: str
    label: str
    types: str = ""
    statuses: str = ""

    @property
    def marks(self) -> Row:
        """What every row of a custom object says of its type."""
        if self.name not in CUSTOM:
            return {}
        number = list(COLLECTIONS).index(self.name) + 1
        names = {"object_code": self.name, "object_name": self.title, "object_name_plural": self.plural}
        return {"object_id": number, **names}


# Custom objects of 4.x, by their names in paths, with what the pages call one and many of them.
CUSTOM = {
    "attack_pattern": ("Attack Pattern", "Attack Patterns"),
    "campaign": ("Campaign", "Campaigns"),
    "course_of_action": ("Course of Action", "Courses of Action"),
    "exploit_target": ("Exploit Target", "Exploit Targets"),
    "identity": ("Identity", "Identities"),
    "incident": ("Incident", "Incidents"),
    "infrastructure": ("Infrastructure", "Infrastructure"),
    "intrusion_set": ("Intrusion Set", "Intrusion Sets"),
    "malware": ("Malware", "Malware"),
    "report": ("Report", "Reports"),
    "stix_pattern": ("STIX Pattern", "STIX Patterns"),
    "tool": ("Tool", "Tools"),
    "ttp": ("TTP", "TTPs"),
    "vulnerability": ("Vulnerability", "Vulnerabilities"),
}
COLLECTIONS = {
    kind.name: kind
    for kind in (
        Collection(
            "indicators", "indicator", "Indicator", "Indicators", "value", "indicator_types", "indicator_statuses"
        ),
        Collection("attachments", "attachment", "File", "Files", "name", "attachment_types"),
        Collection("events", "event", "Event", "Events", "title", "event_types"),
        Collection("adversaries", "adversary", "Adversary", "Adversaries", "name"),
        Collection(
            "signatures", "signature", "Signature", "Signatures", "name", "signature_types", "signature_statuses"
        ),
        Collection("tasks", "task", "Task", "Tasks", "name", "", "task_statuses"),
        Collection("investigations", "investigation", "Investigation", "Investigations", "name"),
        *(Collection(name, name, *titles, "value") for name, titles in CUSTOM.items()),
    )
}
# Some clients write the plural of a custom object.
_PLURALS = {plural.lower().replace(" ", "_"): name for name, (_, plural) in CUSTOM.items()}


def collection(name: str) -> Collection:
    """The collection of that name; 404 for any other."""
    kind = COLLECTIONS.get(_PLURALS.get(name, name))
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
