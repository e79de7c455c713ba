"""The tables of the ledger, and how one that an earlier version has made is brought up to date."""

import sqlite3

# One change after the other, each of several statements: a ledger of version n (PRAGMA user_version) has the first n.
# One of version 0 is new, or it was made before versions were counted, and has the tables of the first change.
# Columns and tables are only added, so that the programs before go on working on what a later one has made.
_CHANGES = (
    (
        """CREATE TABLE IF NOT EXISTS message (
            id INTEGER PRIMARY KEY,
            server TEXT NOT NULL, username TEXT NOT NULL, folder TEXT NOT NULL,
            uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('failed', 'quarantined', 'delivered', 'marked')),
            message_id TEXT NOT NULL DEFAULT '', subject TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '',
            file_ids TEXT NOT NULL DEFAULT '[]', indicators INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,
            first_at REAL NOT NULL, changed_at REAL NOT NULL, present_at REAL NOT NULL,
            UNIQUE (server, username, folder, uidvalidity, uid)
        ) STRICT""",
        "CREATE INDEX IF NOT EXISTS message_state ON message (state)",
        """CREATE TABLE IF NOT EXISTS file (
            threatq TEXT NOT NULL, sha256 TEXT NOT NULL, file_id INTEGER NOT NULL, made_at REAL NOT NULL,
            PRIMARY KEY (threatq, sha256)
        ) STRICT""",
        "CREATE INDEX IF NOT EXISTS file_id ON file (threatq, file_id)",
        "CREATE TABLE IF NOT EXISTS content (sha256 TEXT PRIMARY KEY, md5 TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """CREATE TABLE IF NOT EXISTS event (
            threatq TEXT NOT NULL, message TEXT NOT NULL, event_id INTEGER, made_at REAL NOT NULL,
            PRIMARY KEY (threatq, message)
        ) STRICT""",
        "CREATE INDEX IF NOT EXISTS event_id ON event (threatq, event_id)",
    ),
    (
        "ALTER TABLE message ADD COLUMN ended_run INTEGER NOT NULL DEFAULT 0 CHECK (ended_run IN (0, 1))",
        # It was told from the words of the reason before.
        "UPDATE message SET ended_run = 1 WHERE reason LIKE 'the run ended over it%'",
    ),
)


def is_current(base: sqlite3.Connection) -> bool:
    """Whether the ledger has all tables and columns. Raises sqlite3.Error."""
    return _version(base) >= len(_CHANGES)


def bring_up_to_date(base: sqlite3.Connection) -> None:
    """Make what is missing now, within the transaction that is open. Raises sqlite3.Error."""
    for change in _CHANGES[_version(base) :]:
        for statement in change:
            base.execute(statement)
    base.execute(f"PRAGMA user_version = {len(_CHANGES)}")


def _version(base: sqlite3.Connection) -> int:
    (version,) = base.execute("PRAGMA user_version").fetchone()
    return int(version)
