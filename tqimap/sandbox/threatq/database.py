"""The simulated ThreatQ's data in one SQLite file: the server writes it, anybody may read it beside."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import vocabulary

Value = str | int | float | bytes | None
# A reader beside a busy writer waits this long for a lock, in seconds; WAL makes it rare.
_LOCK_WAIT = 10.0
_CACHED_STATEMENTS = 512
_CUSTOM = (
    "CREATE TABLE {name} (id INTEGER PRIMARY KEY, value TEXT, description TEXT, status_id INTEGER, type_id INTEGER, "
    "created_at TEXT, updated_at TEXT, touched_at TEXT, published_at TEXT)"
)

_PLAIN_WORDS = {
    "event_types": vocabulary.EVENT_TYPES,
    "signature_types": vocabulary.SIGNATURE_TYPES,
    "signature_statuses": vocabulary.SIGNATURE_STATUSES,
    "task_statuses": vocabulary.TASK_STATUSES,
}


class Unstorable(Exception):
    """A value that no column can hold: not text or a number, too large, or text that is no Unicode."""


class Database:
    """A connection with the few verbs that the API needs. Rows come as dicts. One thread at a time."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            path,
            isolation_level=None,
            timeout=_LOCK_WAIT,
            cached_statements=_CACHED_STATEMENTS,
            check_same_thread=False,
        )
        self._connection.row_factory = _as_dict
        # Nothing here outlives its directory: a lost disk write does no harm.
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "temp_store=MEMORY", "cache_size=-65536"):
            self._connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: an exception inside undoes the whole."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _execute(self, sql: str, values: Sequence[Any]) -> sqlite3.Cursor:
        """Run one statement. Raises Unstorable where a client's value cannot be bound."""
        try:
            return self._connection.execute(sql, values)
        except (sqlite3.ProgrammingError, sqlite3.InterfaceError, OverflowError, UnicodeEncodeError) as exc:
            raise Unstorable(str(exc)) from exc

    def all(self, sql: str, *values: Value) -> list[dict[str, Any]]:
        return self._execute(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> dict[str, Any] | None:
        """The first row, or None."""
        row: dict[str, Any] | None = self._execute(sql, values).fetchone()
        return row

    def value(self, sql: str, *values: Value) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, *values)
        return None if row is None else next(iter(row.values()))

    def run(self, sql: str, *values: Value) -> int:
        """Execute, and return the row id of an insert."""
        return self._execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, rows: Iterable[tuple[Value, ...]]) -> None:
        self._connection.executemany(sql, rows)

    def insert(self, table: str, **columns: Value) -> int:
        """Insert one row and return its id. Table and column names are the program's own, never a client's."""
        marks = ", ".join("?" * len(columns))
        return self.run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", *columns.values())

    def update(self, table: str, row_id: int, **columns: Value) -> None:
        if columns:
            changes = ", ".join(f"{name} = ?" for name in columns)
            self.run(f"UPDATE {table} SET {changes} WHERE id = ?", *columns.values(), row_id)


def create(path: Path, generation: vocabulary.Generation, custom: Iterable[str], now: str) -> Database:
    """A new database with ThreatQ's own vocabulary in it, and a table for each collection of ``custom`` objects."""
    db = Database(path)
    for statement in Path(__file__).with_name("schema.sql").read_text(encoding="utf-8").split(";\n"):
        db.run(statement)
    for name in custom:
        db.run(_CUSTOM.format(name=name))
    with db.transaction():
        _fill(db, generation, now)
    return db


def _fill(db: Database, generation: vocabulary.Generation, now: str) -> None:
    for name in vocabulary.indicator_types(generation):
        kind = vocabulary.indicator_class(name)
        db.insert("indicator_types", name=name, **{"class": kind}, created_at=now, updated_at=now)
    for name, description in vocabulary.INDICATOR_STATUSES:
        protected = "Y" if name in vocabulary.PROTECTED_STATUSES else "N"
        row = {"name": name, "description": description, "protected": protected}
        db.insert("indicator_statuses", **row, created_at=now, updated_at=now)
    for name in vocabulary.ATTACHMENT_TYPES:
        parsable = "N" if name in vocabulary.UNPARSABLE_ATTACHMENTS else "Y"
        db.insert("attachment_types", name=name, is_parsable=parsable, created_at=now, updated_at=now)
    for table, words in _PLAIN_WORDS.items():
        for name in words:
            db.insert(table, name=name, created_at=now, updated_at=now)
    for table, names in (("tlp", vocabulary.TLP), ("connector_categories", vocabulary.CONNECTOR_CATEGORIES)):
        db.run_many(f"INSERT INTO {table} (name) VALUES (?)", ((name,) for name in names))


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
