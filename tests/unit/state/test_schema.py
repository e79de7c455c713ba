"""A ledger that an earlier version has made is opened, keeps all that it says, and is never left half changed."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tqimap.errors import StateError
from tqimap.state import schema
from tqimap.state.ledger import FILE_NAME, Ledger, MailboxKey

ME = MailboxKey("mail.example.org:993", "me")

# As it was made before versions were counted.
FIRST = """
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    server TEXT NOT NULL, username TEXT NOT NULL, folder TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('failed', 'quarantined', 'delivered', 'marked')),
    message_id TEXT NOT NULL DEFAULT '', subject TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '',
    file_ids TEXT NOT NULL DEFAULT '[]', indicators INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,
    first_at REAL NOT NULL, changed_at REAL NOT NULL, present_at REAL NOT NULL,
    UNIQUE (server, username, folder, uidvalidity, uid)
) STRICT;
CREATE INDEX message_state ON message (state);
CREATE TABLE file (
    threatq TEXT NOT NULL, sha256 TEXT NOT NULL, file_id INTEGER NOT NULL, made_at REAL NOT NULL,
    PRIMARY KEY (threatq, sha256)
) STRICT;
CREATE INDEX file_id ON file (threatq, file_id);
CREATE TABLE content (sha256 TEXT PRIMARY KEY, md5 TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE event (
    threatq TEXT NOT NULL, message TEXT NOT NULL, event_id INTEGER, made_at REAL NOT NULL,
    PRIMARY KEY (threatq, message)
) STRICT;
CREATE INDEX event_id ON event (threatq, event_id);
INSERT INTO file VALUES ('tq.example.org', 'aa', 4, 1.0);
"""
INSERT = """
INSERT INTO message (server, username, folder, uidvalidity, uid, state, subject, reason, attempts,
                     first_at, changed_at, present_at)
VALUES ('mail.example.org:993', 'me', 'INBOX', 7, ?, ?, 'Subject', ?, ?, 1.0, 2.0, 3.0)
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The directory of a ledger of the first version, in which four messages are known."""
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.executescript(FIRST)
        base.executemany(INSERT, [
            (1, "failed", "the run ended over it", 0), (2, "quarantined", "the run ended over it: 502", 3),
            (3, "failed", "it could not be read", 1), (4, "marked", "", 0),
        ])  # fmt: skip
    return tmp_path


def test_it_keeps_what_it_says_and_whether_a_run_ended_over_a_message(old: Path) -> None:
    for _ in range(2):
        ledger = Ledger(old, ME)
        entries = ledger.entries("INBOX", 7, range(1, 9))
        assert [(one.state, one.reason, one.attempts, one.ended_run) for one in entries.values()] == [
            ("failed", "the run ended over it", 0, True), ("quarantined", "the run ended over it: 502", 3, True),
            ("failed", "it could not be read", 1, False), ("marked", "", 0, False),
        ]  # fmt: skip
        assert ledger.one("SELECT file_id FROM file") == (4,)
        ledger.close()


def test_a_new_one_has_the_tables_of_one_that_was_brought_up_to_date(old: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    tables = "SELECT group_concat(name || ': ' || (SELECT group_concat(name) FROM pragma_table_info(m.name)), '; ') "
    changed, new = (Ledger(path, ME).one(f"{tables} FROM sqlite_master m") for path in (old, tmp_path / "new"))
    assert changed == new


def test_a_change_that_fails_leaves_it_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the disk is full, or the process dies in between."""
    changes = schema._CHANGES
    monkeypatch.setattr(schema, "_CHANGES", (*changes, ("DELETE FROM message", "no statement")))
    with pytest.raises(StateError):
        Ledger(old, ME)
    with contextlib.closing(sqlite3.connect(old / FILE_NAME)) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (0,)
        assert "ended_run" not in [row[1] for row in base.execute("PRAGMA table_info(message)")]
    monkeypatch.setattr(schema, "_CHANGES", changes)
    assert len(Ledger(old, ME).entries("INBOX", 7, range(1, 9))) == 4


def test_of_two_that_open_it_at_once_the_second_finds_it_changed(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As ``--quarantine`` beside the first run of a new version."""

    def other_is_first(_: sqlite3.Connection) -> bool:
        monkeypatch.undo()
        Ledger(old, ME).close()
        return False

    monkeypatch.setattr(schema, "is_current", other_is_first)
    assert len(Ledger(old, ME).quarantine()) == 1


def test_while_one_changes_it_no_other_one_does(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version, refused = schema._version, []

    def other_tries(base: sqlite3.Connection) -> int:
        found = version(base)
        if base.in_transaction:
            monkeypatch.undo()
            monkeypatch.setattr("tqimap.state.ledger.BUSY_SECONDS", 0.0)
            with pytest.raises(StateError, match="database is locked") as caught:
                Ledger(old, ME)
            refused.append(caught)
        return found

    monkeypatch.setattr(schema, "_version", other_tries)
    assert len(Ledger(old, ME).quarantine()) == len(refused) == 1


def test_the_programs_before_go_on_working_on_it(old: Path) -> None:
    """Whoever goes back needs no other ledger."""
    Ledger(old, ME).close()
    with contextlib.closing(sqlite3.connect(old / FILE_NAME)) as base, base:
        base.execute(INSERT, (9, "failed", "bad", 1))
    assert Ledger(old, ME).entries("INBOX", 7, [9])[9].attempts == 1


def test_one_of_a_later_version_is_used_as_it_is(old: Path) -> None:
    Ledger(old, ME).close()
    with contextlib.closing(sqlite3.connect(old / FILE_NAME)) as base, base:
        base.execute("PRAGMA user_version = 99")
    assert len(Ledger(old, ME).quarantine()) == 1
    with contextlib.closing(sqlite3.connect(old / FILE_NAME)) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (99,)


def test_what_is_asked_of_a_ledger_in_use_does_not_wait_for_it(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--quarantine`` while a run writes."""
    monkeypatch.setattr("tqimap.state.ledger.BUSY_SECONDS", 0.0)
    ledger = Ledger(old, ME)
    with ledger._transaction():
        assert len(Ledger(old, ME).quarantine()) == 1
