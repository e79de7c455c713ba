"""The ledger: what it remembers, what it forgets, and that it is private and whole."""

import contextlib
import re
import shutil
import sqlite3
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tqimap.errors import StateError
from tqimap.model import MessageRef
from tqimap.state import ledger as ledgers
from tqimap.state.ledger import FILE_NAME, KEEP_SECONDS, DeliveredMessage, Ledger, MailboxKey

ME = MailboxKey("mail.example.org:993", "me")
ONE = MessageRef("INBOX", 7, 1)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path, ME)


def delivery(ref: MessageRef, sha256: str = "aa") -> DeliveredMessage:
    return DeliveredMessage(ref, f"<{ref.uid}@x>", "Subject", sha256, (4, 5), 9)


def state(ledger: Ledger, ref: MessageRef) -> str | None:
    entry = ledger.entries(ref.folder, ref.uidvalidity, [ref.uid]).get(ref.uid)
    return entry.state if entry else None


def test_delivered_then_marked(ledger: Ledger) -> None:
    ledger.deliver([delivery(ONE)], 100.0)
    assert state(ledger, ONE) == "delivered"
    ledger.mark("INBOX", 7, [1], 101.0)
    entry = ledger.entries("INBOX", 7, [1])[1]
    assert (entry.state, entry.first_at, entry.changed_at) == ("marked", 100.0, 101.0)


@pytest.mark.parametrize("failed", [False, True])
def test_whoever_asks_later_finds_what_was_delivered(failed: bool, ledger: Ledger, tmp_path: Path) -> None:
    if failed:
        ledger.fail(ONE, "bad", 99.0, attempts_allowed=1, subject="Cut off")
    ledger.deliver([delivery(ONE)], 100.0)
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as base:
        row = base.execute("SELECT message_id, subject, sha256, file_ids, indicators FROM message").fetchone()
    assert row == ("<1@x>", "Subject", "aa", "[4, 5]", 9)
    entry = ledger.entries("INBOX", 7, [1])[1]
    assert (entry.reason, entry.attempts, entry.changed_at) == ("", 0, 100.0)


def test_only_a_delivered_message_can_be_marked(ledger: Ledger) -> None:
    ledger.fail(ONE, "bad", 1.0, attempts_allowed=2)
    ledger.mark("INBOX", 7, [1, 2], 2.0)
    assert state(ledger, ONE) == "failed"
    assert state(ledger, MessageRef("INBOX", 7, 2)) is None


def test_a_message_of_another_folder_or_of_one_made_anew_is_not_marked(ledger: Ledger) -> None:
    others = [replace(ONE, folder="Phish"), replace(ONE, uidvalidity=8)]
    ledger.deliver([delivery(ref) for ref in (ONE, *others)], 1.0)
    ledger.mark("INBOX", 7, [1], 2.0)
    assert [state(ledger, ref) for ref in (ONE, *others)] == ["marked", "delivered", "delivered"]


def test_the_second_failure_is_quarantine_and_a_delivery_ends_it(ledger: Ledger) -> None:
    assert not ledger.fail(ONE, "bad", 1.0, attempts_allowed=2, subject="Hello")
    assert ledger.fail(ONE, "still bad", 2.0, attempts_allowed=2)
    (entry,) = ledger.quarantine()
    assert (entry.reason, entry.subject, entry.attempts) == ("still bad", "Hello", 2)
    ledger.deliver([delivery(ONE)], 3.0)
    assert ledger.in_quarantine(["INBOX"]) == 0
    assert not ledger.fail(ONE, "bad again", 4.0, attempts_allowed=2)


def test_a_failure_that_does_not_count_brings_no_message_nearer_to_quarantine(ledger: Ledger) -> None:
    for now in (1.0, 2.0, 3.0):
        assert not ledger.fail(ONE, "busy", now, attempts_allowed=2, counts=False)
    assert not ledger.fail(ONE, "bad", 4.0, attempts_allowed=2)
    assert not ledger.fail(ONE, "busy", 5.0, attempts_allowed=2, counts=False)
    assert ledger.fail(ONE, "bad", 6.0, attempts_allowed=2)
    assert ledger.fail(ONE, "busy", 7.0, attempts_allowed=3, counts=False)  # nor out of it
    assert [entry.attempts for entry in ledger.quarantine()] == [2]


def test_a_failure_that_does_not_count_makes_no_quarantine_of_those_before_it(ledger: Ledger) -> None:
    """Which may be as many as are enough where something else fails."""
    for now in (1.0, 2.0):
        assert not ledger.fail(ONE, "ThreatQ broke on it", now, attempts_allowed=3)
    assert not ledger.fail(ONE, "busy", 3.0, attempts_allowed=2, counts=False)
    assert ledger.fail(ONE, "ThreatQ broke on it", 4.0, attempts_allowed=3)


def test_a_suspicion_counts_against_none_and_takes_none_out_of_quarantine(ledger: Ledger) -> None:
    two, three = replace(ONE, uid=2), replace(ONE, uid=3)
    ledger.fail(ONE, "too large", 1.0, attempts_allowed=1)
    ledger.deliver([delivery(two)], 1.0)
    ledger.mark("INBOX", 7, [2], 1.0)  # somebody has made it unread again
    for now in (2.0, 3.0, 4.0):
        ledger.suspect([ONE, two, three], "the run ended over it: 502", now, ended_run=True)
    entries = ledger.entries("INBOX", 7, [1, 2, 3])
    assert [(one.state, one.attempts) for one in entries.values()] == [("quarantined", 1), ("failed", 0), ("failed", 0)]
    assert {one.reason for one in entries.values()} == {"the run ended over it: 502"}
    assert [(one.first_at, one.changed_at) for one in entries.values()] == [(1.0, 4.0), (1.0, 4.0), (2.0, 4.0)]


def test_over_a_suspicion_of_another_kind_no_run_has_ended(ledger: Ledger) -> None:
    ledger.suspect([ONE], "the mail server went away", 1.0)
    entry = ledger.entries("INBOX", 7, [1])[1]
    assert (entry.state, entry.ended_run) == ("failed", False)


def test_that_a_run_ended_over_a_message_is_known_until_it_is_delivered(ledger: Ledger) -> None:
    ledger.suspect([ONE], "the run ended over it: 502", 1.0, ended_run=True)
    ledger.suspect([ONE], "the mail server went away", 2.0)
    ledger.fail(ONE, "busy", 3.0, attempts_allowed=2, counts=False)
    assert ledger.entries("INBOX", 7, [1])[1].ended_run
    ledger.deliver([delivery(ONE)], 4.0)
    assert not ledger.entries("INBOX", 7, [1])[1].ended_run


def test_retry_takes_a_message_out_of_quarantine(ledger: Ledger) -> None:
    ledger.fail(ONE, "too large", 1.0, attempts_allowed=1)
    (entry,) = ledger.quarantine()
    assert ledger.retry([entry.id, 999]) == 1
    assert state(ledger, ONE) == "failed"
    assert not ledger.fail(ONE, "bad", 2.0, attempts_allowed=2)


def test_what_a_run_has_delivered_meanwhile_is_not_taken_up_again(ledger: Ledger) -> None:
    ledger.fail(ONE, "too large", 1.0, attempts_allowed=1)
    (entry,) = ledger.quarantine()
    ledger.deliver([delivery(ONE)], 2.0)
    assert (ledger.retry([entry.id]), state(ledger, ONE)) == (0, "delivered")


def test_a_uid_means_nothing_without_its_uidvalidity_folder_and_mailbox(ledger: Ledger, tmp_path: Path) -> None:
    ledger.deliver([delivery(ONE)], 1.0)
    assert state(ledger, MessageRef("INBOX", 8, 1)) is None
    assert state(ledger, MessageRef("Other", 7, 1)) is None
    assert state(Ledger(tmp_path, MailboxKey("mail.example.org:993", "you")), ONE) is None


def test_old_rows_and_failures_are_unsettled(ledger: Ledger) -> None:
    two, three = MessageRef("INBOX", 7, 2), MessageRef("INBOX", 7, 3)
    ledger.deliver([delivery(ONE)], 0.0)
    ledger.deliver([delivery(two)], 50.0)
    ledger.fail(three, "bad", 60.0, attempts_allowed=2)
    now = KEEP_SECONDS + 10.0
    assert {entry.ref for entry in ledger.unsettled(now)} == {ONE, three}
    old = ledger.entries("INBOX", 7, [1])[1].id
    ledger.prune([], [old], now)
    assert {entry.ref for entry in ledger.unsettled(now)} == {three}
    ledger.prune([old], [], now)
    assert state(ledger, ONE) is None


def test_what_is_delivered_again_is_not_old(ledger: Ledger) -> None:
    now = KEEP_SECONDS + 10.0
    ledger.deliver([delivery(ONE)], 0.0)
    assert ledger.unsettled(now)
    ledger.deliver([delivery(ONE)], now)
    assert not ledger.unsettled(now)


def test_the_quarantine_is_listed_oldest_first(ledger: Ledger) -> None:
    for uid, now in ((1, 3.0), (2, 1.0), (3, 2.0), (4, 1.0)):
        ledger.fail(replace(ONE, uid=uid), "bad", now, attempts_allowed=1)
    assert [entry.ref.uid for entry in ledger.quarantine()] == [2, 4, 3, 1]


def test_many_uids_are_asked_in_groups(ledger: Ledger) -> None:
    refs = [MessageRef("INBOX", 7, uid) for uid in range(1, 2502)]
    ledger.deliver(map(delivery, refs), 1.0)
    assert len(ledger.entries("INBOX", 7, range(1, 100_000))) == 2501


def test_it_is_private_and_survives_a_restart(ledger: Ledger, tmp_path: Path) -> None:
    ledger.deliver([delivery(ONE)], 1.0)
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert state(Ledger(tmp_path, ME), ONE) == "delivered"


def test_a_file_that_is_no_ledger_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 1000)
    with pytest.raises(StateError, match=rf"{FILE_NAME} is damaged: file is not a database\. Move it away: no mail"):
        Ledger(tmp_path, ME)


def test_a_ledger_with_a_page_gone_is_damaged_too(tmp_path: Path, ledger: Ledger) -> None:
    ledger.deliver([delivery(MessageRef("INBOX", 7, uid)) for uid in range(1, 500)], 1.0)
    ledger.close()
    with (tmp_path / FILE_NAME).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    with pytest.raises(StateError, match="is damaged: database disk image is malformed"):
        Ledger(tmp_path, ME).entries("INBOX", 7, range(1, 500))


def test_what_cannot_be_opened_is_named_with_the_way_out(tmp_path: Path, ledger: Ledger) -> None:
    ledger.close()
    with pytest.raises(StateError, match=r"unable to open database file\. Give the user who runs tqimap the right to "):
        ledgers.copy(tmp_path, tmp_path / "nowhere")
    with pytest.raises(StateError, match="cannot be used: File name too long"):
        ledgers.copy(tmp_path / ("x" * 300), tmp_path)


def test_a_full_disk_is_named_with_the_way_out(ledger: Ledger) -> None:
    (pages,) = ledger.one("PRAGMA page_count")
    ledger.one(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StateError, match=r"database or disk is full\. Make room there$"):
        ledger.deliver([delivery(MessageRef("INBOX", 1, uid), "a" * 5000) for uid in range(1, 50)], now=1.0)


@pytest.mark.parametrize(
    ("kind", "advice"),
    [("SQLITE_IOERR_WRITE", "Is the disk full, or failing?"), ("SQLITE_READONLY_DIRECTORY", "the right to write there"),
     ("SQLITE_FULL", "Make room there"), ("SQLITE_BUSY", "Another program has it open; end that one"),
     ("SQLITE_PROTOCOL", "put the configuration on a local disk"), ("SQLITE_ERROR", "")],
)  # fmt: skip
def test_every_kind_of_an_error_has_its_way_out(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, kind: str, advice: str
) -> None:
    error = sqlite3.OperationalError("no")
    error.sqlite_errorname = kind

    class Broken:
        def execute(self, *_: object) -> None:
            raise error

    monkeypatch.setattr(ledger, "_base", Broken())
    with pytest.raises(StateError, match=f"ledger.sqlite3 cannot be used: no.*{re.escape(advice)}$"):
        ledger.in_quarantine(["INBOX"])
    monkeypatch.undo()


def test_a_failed_transaction_leaves_nothing_half_written(ledger: Ledger) -> None:
    broken = DeliveredMessage(MessageRef("INBOX", 7, 2), None, "", "", (), 0)  # type: ignore[arg-type]
    with pytest.raises(StateError):
        ledger.deliver([delivery(ONE), broken], 1.0)
    assert state(ledger, ONE) is None
    ledger.deliver([delivery(ONE)], 1.0)
    assert state(ledger, ONE) == "delivered"


def test_what_it_says_is_true_after_a_power_cut(ledger: Ledger) -> None:
    assert ledger.one("PRAGMA journal_mode") == ("wal",)
    assert ledger.one("PRAGMA synchronous") == (2,)  # FULL: each transaction is on the disk when it ends


def test_a_copy_is_whole_while_a_run_is_at_work(tmp_path: Path) -> None:
    """SQLite's files are of one moment only together; copied one after the other they gave broken ledgers."""
    done = threading.Event()

    def work() -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as base:
            base.execute("PRAGMA synchronous = OFF")
            base.execute("PRAGMA wal_autocheckpoint = 20")  # so often that no copy is spared one
            while not done.is_set():
                base.execute("UPDATE file SET sha256 = hex(randomblob(250)) WHERE file_id % 7 = 3")

    Ledger(tmp_path, ME).close()
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as base, base:
        rows = ((f"{number:0500}", number) for number in range(5000))
        base.executemany("INSERT INTO file VALUES ('threatq', ?, ?, 1.0)", rows)
    run = threading.Thread(target=work, daemon=True)
    run.start()
    try:
        for number in range(5):
            target = tmp_path / str(number)
            target.mkdir()
            ledgers.copy(tmp_path, target)
            with contextlib.closing(sqlite3.connect(target / FILE_NAME)) as copied:
                assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        done.set()
        run.join()


def test_copying_changes_nothing_and_needs_no_ledger(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / "copy").mkdir()
    ledgers.copy(tmp_path / "copy", tmp_path)
    ledger.fail(ONE, "bad", 1.0, attempts_allowed=1)
    ledger.close()
    before = {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir() if each.is_file()}
    ledgers.copy(tmp_path, tmp_path / "copy")
    assert before == {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir() if each.is_file()}
    assert state(Ledger(tmp_path / "copy", ME), ONE) == "quarantined"


def test_a_copy_needs_no_right_to_write_beside_the_ledger(tmp_path: Path, ledger: Ledger) -> None:
    """SQLite wants to put two files there to read one; on a full disk, too, it cannot."""
    ledger.fail(ONE, "bad", 1.0, attempts_allowed=1)
    ledger.close()
    (tmp_path / f"{FILE_NAME}-shm").mkdir()  # in the way, for root as well
    (tmp_path / "copy").mkdir()
    ledgers.copy(tmp_path, tmp_path / "copy")
    assert state(Ledger(tmp_path / "copy", ME), ONE) == "quarantined"


def test_a_copy_is_made_on_a_full_disk_too(tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier try there has left a log with nothing in it."""
    ledger.fail(ONE, "bad", 1.0, attempts_allowed=1)
    ledger.close()
    (tmp_path / f"{FILE_NAME}-wal").touch()
    (tmp_path / "copy").mkdir()
    connect = sqlite3.connect

    def full(name: object, **more: object) -> sqlite3.Connection:
        if str(name).endswith("mode=rw"):
            raise sqlite3.OperationalError("disk I/O error")
        return connect(name, **more)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(sqlite3, "connect", full)
    ledgers.copy(tmp_path, tmp_path / "copy")
    monkeypatch.undo()
    assert state(Ledger(tmp_path / "copy", ME), ONE) == "quarantined"


def test_a_copy_has_what_a_run_that_died_has_left_in_the_log_of_the_ledger(tmp_path: Path, ledger: Ledger) -> None:
    ledger.fail(ONE, "bad", 1.0, attempts_allowed=1)
    died = tmp_path / "died"
    (died / f"{FILE_NAME}-shm").mkdir(parents=True)
    for name in (FILE_NAME, f"{FILE_NAME}-wal"):
        shutil.copy(tmp_path / name, died)
    (tmp_path / "copy").mkdir()
    ledgers.copy(died, tmp_path / "copy")
    assert state(Ledger(tmp_path / "copy", ME), ONE) == "quarantined"


def test_a_ledger_whose_log_cannot_be_read_is_not_copied_without_it(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / "copy").mkdir()
    ledger.close()
    (tmp_path / f"{FILE_NAME}-wal" / "log").mkdir(parents=True)
    with pytest.raises(StateError, match="Give the user who runs tqimap the right to write there"):
        ledgers.copy(tmp_path, tmp_path / "copy")
