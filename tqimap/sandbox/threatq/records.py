"""What a ThreatQ holds, as values: for assertions, for a summary, and for an analyst's work without the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import attachments, connectors
from .database import Database


@dataclass(frozen=True, slots=True)
class File:
    """A File as ThreatQ holds it. ``md5`` and ``size`` (bytes) are those of its content."""

    id: int
    name: str
    title: str
    type: str
    md5: str
    size: int
    locked: bool
    sources: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredIndicator:
    """An indicator after ThreatQ's own normalisation."""

    id: int
    type: str
    value: str
    status: str
    published_at: str
    sources: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]

    @property
    def key(self) -> tuple[str, str]:
        """Type and value: its identity."""
        return self.type, self.value


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between an object of one collection and one of another; ``id`` is its pivot id."""

    id: int
    a: str
    a_id: int
    b: str
    b_id: int


class Records:
    """Reads the database beside the server that writes it. Use one instance in one thread."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def files(self) -> list[File]:
        """All Files, in the order of their creation."""
        sources, tags = self._sources("attachments"), self._tags("attachments")
        rows = self._db.all(
            "SELECT a.*, t.name AS type FROM attachments a LEFT JOIN attachment_types t ON t.id = a.type_id "
            "ORDER BY a.id"
        )
        return [
            File(
                r["id"], r["name"], r["title"], r["type"], r["hash"], r["file_size"], bool(r["malware_locked"]),
                sources.get(r["id"], ()), tags.get(r["id"], ()),
            )
            for r in rows
        ]  # fmt: skip

    def content(self, file_id: int) -> bytes:
        """The bytes of a File."""
        return b"".join(attachments.content(self._db, file_id))

    def indicators(self) -> list[StoredIndicator]:
        """All indicators, in the order of their creation."""
        sources, attributes = self._sources("indicators"), self._attributes("indicators")
        rows = self._db.all(
            "SELECT i.id, t.name AS type, i.value, s.name AS status, i.published_at FROM indicators i "
            "JOIN indicator_types t ON t.id = i.type_id JOIN indicator_statuses s ON s.id = i.status_id ORDER BY i.id"
        )
        return [
            StoredIndicator(**r, sources=sources.get(r["id"], ()), attributes=attributes.get(r["id"], ())) for r in rows
        ]

    def relations(self) -> list[Relation]:
        """All relations."""
        return [Relation(*r.values()) for r in self._db.all("SELECT id, a, a_id, b, b_id FROM relations ORDER BY id")]

    def indicators_of(self, file_id: int) -> set[tuple[str, str]]:
        """Type and value of the indicators that are related to a File."""
        rows = self._db.all(
            "SELECT t.name AS type, i.value FROM relations r JOIN indicators i ON i.id = r.b_id "
            "JOIN indicator_types t ON t.id = i.type_id "
            "WHERE r.a = 'attachments' AND r.b = 'indicators' AND r.a_id = ?",
            file_id,
        )
        return {(r["type"], r["value"]) for r in rows}

    def count(self, table: str) -> int:
        """The number of rows of a table: ``indicators``, ``attachments``, ``relations`` …"""
        return int(self._db.value(f"SELECT count(*) FROM {table}"))

    def connectors(self) -> list[dict[str, Any]]:
        """The registered connectors: id, name, category, status, is_active (0 or 1)."""
        return self._db.all(
            "SELECT c.id, c.name, g.name AS category, s.name AS status, c.is_active FROM connectors c LEFT JOIN "
            "connector_categories g ON g.id = c.category_id LEFT JOIN indicator_statuses s "
            "ON s.id = c.indicator_status_id"
        )

    def settings(self, name: str) -> dict[str, Any]:
        """The values of a connector's fields, by key."""
        return connectors.settings_of(self._db, self._connector(name))

    def fill_in(self, name: str, values: Mapping[str, Any]) -> None:
        """Set some of a connector's fields, as an analyst does in the form."""
        with self._db.transaction():
            connectors.fill_in(self._db, self._connector(name), values)

    def switch_on(self, name: str) -> None:
        """Switch a connector on, as an analyst does."""
        self._switch(name, 1)

    def switch_off(self, name: str) -> None:
        self._switch(name, 0)

    def _switch(self, name: str, on: int) -> None:
        with self._db.transaction():
            self._db.update("connectors", self._connector(name), is_active=on)

    def revoke_tokens(self) -> None:
        """Make every access token stale: the next call with one gets 401."""
        with self._db.transaction():
            self._db.run("DELETE FROM tokens WHERE kind = 'access'")

    def set_token_lifetime(self, seconds: int) -> None:
        """The lifetime of all tokens that are issued from now on."""
        with self._db.transaction():
            self._db.run("UPDATE clients SET lifetime = ?", seconds)

    def _connector(self, name: str) -> int:
        found = self._db.value("SELECT id FROM connectors WHERE name = ?", name)
        if found is None:
            raise LookupError(f"no connector is named {name}")
        return int(found)

    def _sources(self, collection: str) -> dict[int, tuple[str, ...]]:
        return self._gather(
            "SELECT o.object_id, s.name FROM object_sources o JOIN sources s ON s.id = o.source_id "
            "WHERE o.collection = ? ORDER BY o.id",
            collection,
        )

    def _tags(self, collection: str) -> dict[int, tuple[str, ...]]:
        return self._gather(
            "SELECT o.object_id, t.name FROM object_tags o JOIN tags t ON t.id = o.tag_id "
            "WHERE o.collection = ? ORDER BY o.id",
            collection,
        )

    def _attributes(self, collection: str) -> dict[int, tuple[tuple[str, str], ...]]:
        rows = self._db.all(
            "SELECT o.object_id, a.name, o.value FROM object_attributes o JOIN attributes a ON a.id = o.attribute_id "
            "WHERE o.collection = ? ORDER BY o.id",
            collection,
        )
        found: dict[int, tuple[tuple[str, str], ...]] = {}
        for row in rows:
            found[row["object_id"]] = (*found.get(row["object_id"], ()), (row["name"], row["value"]))
        return found

    def _gather(self, sql: str, collection: str) -> dict[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        for row in self._db.all(sql, collection):
            found[row["object_id"]] = (*found.get(row["object_id"], ()), row["name"])
        return found
