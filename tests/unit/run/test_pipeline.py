"""One run: what is read, what is marked, what goes into quarantine, and in which order things happen."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from conftest import Fault
from fakes import RECEIVED, FakeMailbox, FakeReader, FakeThreatQ

from tqimap.errors import (
    CopyLost,
    MailboxConnectionLost,
    MailboxError,
    MailboxFolderError,
    MailboxLoginError,
    MailboxOutOfTime,
    MailboxReadOnly,
    MailboxRefused,
    StateError,
    ThreatQError,
    ThreatQLoginError,
    ThreatQUnavailable,
    UnreachableError,
)
from tqimap.model import FileUpload, MessageRef, MessageSize
from tqimap.report.report import MessageReport, Report
from tqimap.run import pipeline
from tqimap.run.budget import Limits
from tqimap.run.delivery import Delivery
from tqimap.run.ends import Ends
from tqimap.run.folder import RECONNECTS, Folder
from tqimap.run.pipeline import Run
from tqimap.run.plan import Rules
from tqimap.run.triage import QUARANTINE_SECONDS
from tqimap.state.ledger import KEEP_SECONDS, Ledger, MailboxKey
from tqimap.state.made import Made
from tqimap.state.spool import Spool
from tqimap.stop import Stop


class NoWait(Stop):
    """A stop that never waits, and that can be asked to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = ""
        self.slept: list[float] = []

    @property
    def reason(self) -> str:
        return self.asked

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class World:
    """A mailbox, a ThreatQ and a ledger; each ``run`` is a fresh process."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.mailbox = FakeMailbox()
        self.threatq = FakeThreatQ()
        self.now = 1_000_000.0
        self.rules = Rules()
        self.limits = Limits(message_bytes=1000)
        self.stop = NoWait()
        self.keep = False

    def ledger(self) -> Ledger:
        return Ledger(self.directory, MailboxKey("mail", "me"))

    def state(self, uid: int) -> str | None:
        entry = self.ledger().entries("INBOX", self.mailbox.uidvalidity, [uid]).get(uid)
        return entry.state if entry else None

    def run(self, *folders: str, detailed: bool = False) -> Report:
        ledger = self.ledger()
        with Spool(self.directory, self.directory / "config.json", keep=self.keep) as spool:
            delivery = Delivery(self.threatq, Made(ledger, "tq", self.now))
            ends = Ends(self.mailbox, FakeReader(spool.path), delivery, ledger, lambda: self.now, spool)
            report = Report(detailed=detailed)
            pipeline.Run(ends, self.rules, self.limits, self.stop, report)(folders or ["INBOX"])
            return report


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_mail_is_delivered_and_marked(world: World) -> None:
    world.mailbox.messages = {1: b"a.csv: x y\n: w", 2: b": z", 3: b"old"}
    world.mailbox.seen = {3}
    report = world.run()
    assert world.mailbox.seen == {1, 2, 3}
    assert world.threatq.related("a.csv") == {"w", "x", "y"}
    assert (report.delivered, report.files, report.new_files, report.indicators, report.relations) == (2, 1, 1, 4, 3)
    assert report.exit_code == 0
    assert [world.state(uid) for uid in (1, 2, 3)] == ["marked", "marked", None]


def test_the_report_tells_of_each_message_what_it_had_and_what_came_of_it(world: World) -> None:
    world.mailbox.messages = {1: b"a.csv: x y\n: x", 2: b"!", 3: b"b.csv: bad\n: z"}
    world.threatq.refuse = {"bad"}
    world.rules = Rules(max_relations=1)
    good, unread, refused = sorted(world.run(detailed=True).messages, key=lambda message: message.uid)
    assert good == MessageReport(
        "INBOX", 1, "delivered", "", "Mail 1", "a@x",
        files=(("a.csv", "Generic Text", 5),), indicators=(("FQDN", "x", "a.csv"), ("FQDN", "y", "a.csv")), relations=1,
        notes=("a.csv: only the first 1 of its 2 indicators are related to it",),
    )  # fmt: skip
    assert unread == MessageReport("INBOX", 2, "failed", "it could not be read: the child died")
    assert (refused.outcome, refused.subject, refused.relations) == ("failed", "Mail 3", 0)
    assert refused.reason == "ThreatQ refused the FQDN 'bad': the value is invalid"


def test_the_log_says_what_was_unread_and_what_came_of_each(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tqimap")
    world.mailbox.messages = {1: b"a.csv: x y", 2: b"!"}
    world.run()
    assert sorted(record.getMessage() for record in caplog.records) == [
        "INBOX: 2 messages unread",
        "UID 1 in INBOX, 'Mail 1': 1 File (1 new), 2 indicators, 2 relations",
        "UID 2 in INBOX stays unread: it could not be read: the child died",
    ]


@pytest.mark.parametrize(("partly", "level"), [(True, logging.WARNING), (False, logging.INFO)])
def test_what_could_not_be_read_of_a_message_is_said_and_counted(
    partly: bool, level: int, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tqimap")
    read = FakeReader._read
    told = {"notes": ("a.csv: encrypted",), "partly_read": partly, "dropped": {"a rule": 2}}
    monkeypatch.setattr(FakeReader, "_read", lambda self, uid, text: replace(read(self, uid, text), **told))
    world.mailbox.messages = {1: b"a.csv: x", 2: b"b.csv: y"}
    report = world.run()
    assert (report.partly_read, report.dropped) == (2 * partly, {"a rule": 4})
    assert ("tqimap", level, "UID 2 in INBOX: a.csv: encrypted") in caplog.record_tuples


def test_batches_that_have_been_read_ahead_are_not_begun_after_a_signal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqimap.run.batches.BATCH_MESSAGES", 1)
    monkeypatch.setattr("tqimap.run.read_batch.FULL_MESSAGES", 1)
    world.mailbox.messages = dict.fromkeys((1, 2, 3), b"a: x")
    mark = world.mailbox.mark

    def mark_late_and_stop(uids):
        time.sleep(0.3)  # the next batches are read by now
        world.stop.asked = "SIGTERM received"
        return mark(uids)

    world.mailbox.mark = mark_late_and_stop  # type: ignore[method-assign]
    report = world.run()
    assert (report.delivered, report.left, world.mailbox.seen) == (1, 2, {1})


@pytest.mark.parametrize(("limit", "posts"), [(1, [1, 1, 1]), (1000, [3])])
def test_large_messages_are_delivered_before_their_attachments_fill_the_disk(
    world: World, monkeypatch: pytest.MonkeyPatch, limit: int, posts: list[int]
) -> None:
    monkeypatch.setattr("tqimap.run.batches.BATCH_MESSAGES", 1)
    monkeypatch.setattr("tqimap.run.read_batch.FULL_BYTES", limit)
    world.mailbox.messages = {1: b"a: x", 2: b"b: y", 3: b"c: z"}
    assert world.run().delivered == 3
    assert world.threatq.posts == posts


def test_what_somebody_removes_before_it_is_fetched_is_said(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tqimap")
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    fetch = world.mailbox.fetch

    def fetch_too_late(uids):
        world.mailbox.messages.pop(2, None)
        return fetch(uids)

    world.mailbox.fetch = fetch_too_late  # type: ignore[method-assign]
    report = world.run()
    assert (report.delivered, report.failed, report.left) == (1, 0, 0)
    assert "UID 2 in INBOX has been removed meanwhile" in caplog.text


def test_what_a_server_refuses_since_it_was_removed_keeps_none_behind_it_from_being_read(world: World) -> None:
    """Some give nothing then, also of what is still there (RFC 2180, 4.1)."""
    world.mailbox.messages = {uid: b"%d: x" % uid for uid in (1, 2, 3, 4)}
    fetch = world.mailbox.fetch

    def refuse(uids):
        world.mailbox.messages.pop(2, None)
        if 2 in uids:
            raise MailboxRefused("mail refused FETCH: some messages no longer exist")
        return fetch(uids)

    world.mailbox.fetch = refuse  # type: ignore[method-assign]
    report = world.run()
    assert (report.delivered, report.failed, report.left, world.mailbox.seen) == (3, 0, 0, {1, 3, 4})


def test_after_a_signal_no_further_connection_is_tried(world: World) -> None:
    world.mailbox.messages = {1: b"a: x"}
    tries = []

    def open_in_vain() -> None:
        tries.append(1)
        world.stop.asked = "SIGTERM received"
        raise UnreachableError("Cannot reach mail:993: connection refused")

    world.mailbox.fetch = _raises(MailboxConnectionLost("the server closed it"))  # type: ignore[method-assign]
    world.mailbox.open = open_in_vain  # type: ignore[method-assign]
    with pytest.raises(MailboxConnectionLost, match="connection refused"):
        world.run()
    assert len(tries) == 1


def test_no_event_is_doubled_where_the_ledger_was_moved_away(world: World) -> None:
    """Which is advised where it is damaged; in done mode ledger all mail is read again then."""
    world.mailbox.keeps_marks = False
    world.mailbox.messages = {1: b"a.csv: x", 2: b": y"}
    world.rules = Rules(spearphish_event=True)
    for day in (1, 2):
        world.now = (RECEIVED + timedelta(days=day)).timestamp()
        assert world.run().delivered == 2
        for file in world.directory.glob("ledger.sqlite3*"):
            file.unlink()
    assert len(world.threatq.events) == 2


def test_no_event_is_doubled_where_its_mail_states_a_later_date(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sender's clock may be a day ahead; the ledger is moved away before that time has come."""
    world.mailbox.keeps_marks = False
    world.mailbox.messages = {1: b"a.csv: x"}
    world.rules = Rules(spearphish_event=True)
    read, sent = FakeReader._read, RECEIVED + timedelta(hours=23)
    monkeypatch.setattr(FakeReader, "_read", lambda self, uid, text: replace(read(self, uid, text), date=sent))
    for hours in (1, 2):
        world.now = (RECEIVED + timedelta(hours=hours)).timestamp()
        assert world.run().delivered == 1
        for file in world.directory.glob("ledger.sqlite3*"):
            file.unlink()
    assert len(world.threatq.events) == 1


def test_nothing_is_left_on_disk(world: World) -> None:
    world.mailbox.messages = {1: b"a.csv: x", 2: b"b.csv: y"}
    world.run()
    assert {path.name for path in world.directory.iterdir() if "sqlite" not in path.name} == set()


def test_files_are_kept_on_request_under_their_own_names(world: World) -> None:
    world.keep = True
    world.mailbox.messages = {1: b"a.csv: x", 2: b"a.csv: y"}
    world.run()
    assert {p.name for p in world.directory.iterdir() if "sqlite" not in p.name} == {"a.csv", "a-1.csv"}


def test_files_of_what_failed_are_not_kept_but_made_anew_by_the_next_run(world: World) -> None:
    world.keep = True
    world.mailbox.messages = {1: b"bad.csv: x"}
    world.threatq.refuse = {"bad.csv"}
    world.run()
    assert not [p.name for p in world.directory.iterdir() if "sqlite" not in p.name]


def test_a_message_that_cannot_be_read_stays_unread_and_does_not_block_the_next(world: World) -> None:
    world.mailbox.messages = {1: b"!", 2: b"a: x"}
    report = world.run()
    assert world.mailbox.seen == {2}
    assert (report.failed, report.delivered, report.exit_code) == (1, 1, 3)
    assert world.state(1) == "failed"


def test_the_second_failure_is_quarantine_which_is_tried_again_after_a_day(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.mailbox.messages = {1: b"!"}
    world.run()
    report = world.run(detailed=True)
    assert (report.quarantined, [one.outcome for one in report.messages]) == (1, ["quarantined"])
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "UID 1 in INBOX stays unread", "UID 1 in INBOX goes into quarantine",
    ]  # fmt: skip
    quiet = world.run()
    assert (quiet.failed, quiet.quarantined, quiet.exit_code) == (0, 1, 3)
    world.mailbox.messages = {1: b"a: x"}  # whatever it was, it has been put right
    world.now += QUARANTINE_SECONDS
    healed = world.run()
    assert (healed.delivered, healed.quarantined, healed.exit_code) == (1, 0, 0)
    assert world.mailbox.seen == {1}


@pytest.mark.parametrize("kind", ["Files", "indicators", "relations"])
def test_a_threatq_that_breaks_on_all_of_a_kind_puts_no_mail_into_quarantine(
    world: World, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """An outage, as of its file store, is not the fault of the messages: each run tries them."""
    world.mailbox.messages = {1: b"a: x", 2: b"b: y", 3: b"", 4: b"c: z"}
    world.threatq.breaks = {kind}
    for _ in range(4):
        report = world.run()
        assert (report.failed, report.quarantined, report.exit_code) == (3, 0, 3)
    assert world.mailbox.seen == {3}
    said = f"ThreatQ took no {kind} in this run, and broke on those of 3 messages"
    assert [r.levelname for r in caplog.records if r.getMessage().startswith(said)] == ["ERROR"] * 4
    world.threatq.breaks = set()
    assert world.run().delivered == 3
    assert len(world.threatq.files) == 3


@pytest.mark.parametrize("poison", ["bad.csv", "bad", "Mail 1"])
def test_a_message_on_which_threatq_breaks_alone_goes_into_quarantine(
    world: World, poison: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Also the first one of a run, before ThreatQ has taken anything."""
    world.rules = Rules(spearphish_event=poison == "Mail 1")
    world.threatq.breaks = {poison}
    world.mailbox.messages = {1: b"bad.csv: bad", 2: b"a: x"}
    assert (world.run().quarantined, world.state(1)) == (0, "failed")
    for _ in range(3):
        assert (world.run().quarantined, world.state(1)) == (0, "failed")  # nothing shows whose fault it is
    world.mailbox.messages[4] = b"c: z"
    assert (world.run().quarantined, world.state(1)) == (0, "failed")
    world.mailbox.messages[3] = b"b: y"
    report = world.run(detailed=True)
    assert (report.failed, report.quarantined, world.state(1)) == (1, 1, "quarantined")
    assert sorted((m.uid, m.outcome) for m in report.messages) == [(1, "quarantined"), (3, "delivered")]
    assert any(r.getMessage().startswith("UID 1 in INBOX goes into quarantine: ") for r in caplog.records)
    (entry,) = world.ledger().quarantine()
    assert entry.attempts == 3 and "500 (4 times" in entry.reason


def test_an_outage_that_begins_in_one_run_and_ends_in_the_next_puts_no_mail_into_quarantine(world: World) -> None:
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    world.threatq.breaks = {"b"}
    world.run()
    world.mailbox.messages[3] = b"c: z"
    assert world.run().quarantined == 0
    world.threatq.breaks = set()
    assert world.run().delivered == 1


def test_an_attachment_whose_copy_is_lost_holds_up_no_other_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a virus scanner on this machine removes it each time: that ended each run at this message."""
    upload = world.threatq.upload_file

    def scanned(file: FileUpload) -> int:
        if file.attachment.name == "bad.exe":
            raise CopyLost("The copy of bad.exe cannot be read")
        return upload(file)

    monkeypatch.setattr(world.threatq, "upload_file", scanned)
    world.mailbox.messages = {1: b"bad.exe: x", 2: b"a: y"}
    report = world.run(detailed=True)
    assert [m.reason for m in report.messages] == ["The copy of bad.exe cannot be read", ""]
    assert world.mailbox.seen == {2}
    assert world.run().quarantined == 1


def test_messages_that_fail_in_each_run_use_up_no_budget_of_others(world: World) -> None:
    world.limits = replace(world.limits, messages=2)
    world.threatq.breaks = {"bad1", "bad2"}
    world.mailbox.messages = {1: b"bad1: x", 2: b"bad2: y", 3: b"a: z", 4: b"b: z", 5: b"c: z"}
    for _ in range(3):
        world.run()
    assert world.mailbox.seen == {3, 4, 5}


def test_what_threatq_denies_is_the_fault_of_the_message_though_it_breaks_on_others(world: World) -> None:
    world.threatq.breaks, world.threatq.refuse = {"y"}, {"x"}
    world.mailbox.messages = {1: b"a: x y"}
    world.run()
    assert world.run().quarantined == 1


def test_a_run_that_ends_because_threatq_is_away_blames_no_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.mailbox.messages = {uid: b"bad: x" if uid == 1 else f"f{uid}: v{uid}".encode() for uid in range(1, 4)}
    world.threatq.breaks = {"bad"}

    def away(*_: object) -> None:
        raise ThreatQUnavailable("ThreatQ answered with 503")

    monkeypatch.setattr(world.threatq, "relate", away)
    for _ in range(3):
        with pytest.raises(ThreatQUnavailable):
            world.run()
    assert [world.state(uid) for uid in (1, 2, 3)] == ["failed"] * 3
    assert {e.attempts for e in world.ledger().entries("INBOX", 1, [1, 2, 3]).values()} == {0}


@pytest.mark.parametrize("error", [ThreatQUnavailable("502"), ThreatQLoginError("403")])
@pytest.mark.parametrize("method", ["upload_file", "post_indicators", "relate"])
def test_a_message_that_takes_threatq_down_holds_up_no_other_one(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str, error: ThreatQError
) -> None:
    """Nor one that it denies as if it denied everything. It ended each run, and nothing behind it was read."""
    working, down = getattr(world.threatq, method), []

    def fall(*arguments: object) -> object:
        if method == "relate":
            poisoned = world.threatq.files[arguments[0]].attachment.name == "bad"  # type: ignore[call-overload]
        else:
            poisoned = "bad" in str(arguments)
        if poisoned:
            down.append(world.now)
            raise error
        return working(*arguments)

    monkeypatch.setattr(world.threatq, method, fall)
    world.mailbox.messages = {1: b"bad: bad", 2: b"a: x", 3: b"b: y"}
    for _ in range(2):  # together with others, then alone, but before ThreatQ has taken anything
        world.now += 3600
        with pytest.raises(ThreatQError) as caught:
            world.run()
    assert caught.value.__notes__[-1] == (
        "UID 1 in INBOX was in hand alone; where each run ends so, ThreatQ may fall over it: move it to another folder"
    )
    for number in range(3):
        assert world.state(1) == "failed"
        assert world.ledger().entries("INBOX", 1, [1])[1].attempts == number
        world.now += 3600
        world.mailbox.messages[10 + number] = b"c%d: z%d" % (number, number)
        with pytest.raises(ThreatQError):
            world.run()
        assert world.mailbox.seen == {2, 3, *range(10, 11 + number)}
    assert world.state(1) == "quarantined" and len(down) == 5
    (entry,) = world.ledger().quarantine()
    assert entry.reason == f"the run ended over it: {error}"
    world.mailbox.messages[20] = b"d: w"
    assert (world.run().delivered, len(down)) == (1, 5)


def test_what_may_take_threatq_down_is_delivered_apart_from_what_failed_otherwise(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else nobody would know which of them it was."""
    world.mailbox.messages = {1: b"bad: x", 2: b"b: y", 3: b"c: z"}
    refs = [MessageRef("INBOX", 1, uid) for uid in (1, 2)]
    world.ledger().suspect(refs[:1], "the run ended over it: 502", world.now, ended_run=True)
    world.ledger().fail(refs[1], "it could not be read", world.now + 1, attempts_allowed=2)
    _falls_over_the_bad_file(world, monkeypatch)
    with pytest.raises(ThreatQUnavailable):
        world.run()
    entries = world.ledger().entries("INBOX", 1, [1, 2])
    assert [(entries[uid].reason, entries[uid].attempts) for uid in (1, 2)] == [
        ("the run ended over it: 502", 1), ("it could not be read", 1),
    ]  # fmt: skip


def test_what_may_take_threatq_down_stays_apart_whatever_else_fails_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the mail server has not given it meanwhile: it was delivered together with others then."""
    world.mailbox.messages = {1: b"bad: x", 2: b"b: y"}
    refs = [MessageRef("INBOX", 1, uid) for uid in (1, 2)]
    world.ledger().suspect(refs, "the run ended over it: 502", world.now, ended_run=True)
    world.ledger().suspect(refs[:1], "the mail server went away when it was asked for", world.now + 1)
    world.ledger().fail(refs[1], "busy", world.now + 2, attempts_allowed=2, counts=False)
    world.mailbox.messages[3] = b"c: z"
    _falls_over_the_bad_file(world, monkeypatch)
    with pytest.raises(ThreatQUnavailable):
        world.run()
    entries = world.ledger().entries("INBOX", 1, [1, 2])
    assert [entries[uid].attempts for uid in (1, 2)] == [1, 0]


def test_of_several_messages_over_which_threatq_goes_away_none_is_to_blame(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it has taken others before: it may be any of them."""
    monkeypatch.setattr("tqimap.run.read_batch.FULL_MESSAGES", 2)
    monkeypatch.setattr("tqimap.run.pipeline.batches", lambda sizes: ([size] for size in sizes))
    world.mailbox.messages = {1: b"a: x", 2: b"b: y", 3: b"bad: z", 4: b"d: w"}
    _falls_over_the_bad_file(world, monkeypatch)
    with pytest.raises(ThreatQUnavailable) as caught:
        world.run()
    assert not hasattr(caught.value, "__notes__")
    entries = world.ledger().entries("INBOX", 1, [1, 2, 3, 4])
    assert [(uid, entry.state, entry.attempts) for uid, entry in sorted(entries.items())] == [
        (1, "marked", 0), (2, "marked", 0), (3, "failed", 0), (4, "failed", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(("method", "other"), [("upload_file", "known: z%d"), ("post_indicators", "f%d:")])
def test_a_threatq_that_goes_away_in_each_run_puts_no_mail_into_quarantine(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str, other: str
) -> None:
    """Whatever else it still takes: indicators and their relations to a File that it has, or Files alone."""
    world.mailbox.messages = {1: b"known: k"}
    world.run()
    working = getattr(world.threatq, method)
    monkeypatch.setattr(world.threatq, method, _raises(ThreatQUnavailable("503")))
    world.mailbox.messages[2] = b"a: x"
    for number in range(5):
        world.now += 3600
        world.mailbox.messages[10 + number] = (other % number).encode()
        with pytest.raises(ThreatQUnavailable):
            world.run()
    monkeypatch.setattr(world.threatq, method, working)
    assert (world.run().quarantined, world.mailbox.seen) == (0, set(world.mailbox.messages))


def test_a_threatq_that_goes_away_at_each_event_puts_no_mail_into_quarantine(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it has taken the Files of that very message."""
    world.rules = Rules(spearphish_event=True)
    world.mailbox.messages = {1: b"a: x"}
    monkeypatch.setattr(world.threatq, "make_event", _raises(ThreatQUnavailable("503")))
    for number in range(5):
        world.now += 3600
        world.threatq.removed.update(range(number + 1))  # so that its File is made again
        with pytest.raises(ThreatQUnavailable):
            world.run()
    assert world.state(1) == "failed"


@pytest.mark.parametrize("kind", ["Files", "indicators"])
def test_a_threatq_that_denies_all_of_a_kind_puts_no_mail_into_quarantine(
    world: World, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """As where it wants another form, or the login lacks a right: each run tries them, and the log says why."""
    world.mailbox.messages = {1: b"a: x", 2: b"b: y", 3: b"c: z"}
    world.threatq.refuse = set("abc" if kind == "Files" else "xyz")
    for _ in range(3):
        report = world.run()
        assert (report.failed, report.quarantined, report.exit_code) == (3, 0, 3)
    said = f"ThreatQ took no {kind} in this run, and refused those of 3 messages: the lines above say why"
    assert sum(record.getMessage().startswith(said) for record in caplog.records) == 3
    world.threatq.refuse = set()
    assert world.run().delivered == 3


def test_what_is_denied_to_few_is_their_own_fault(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """In a mailbox with little mail nothing else may come for days, and each run would tell of them."""
    world.mailbox.messages = {1: b"a: x y", 2: b"b: z"}
    world.threatq.refuse = {"x", "y", "z"}
    assert world.run().quarantined == 0
    report = world.run(detailed=True)
    assert (report.quarantined, {one.outcome for one in report.messages}) == (2, {"quarantined"})
    assert [entry.subject for entry in world.ledger().quarantine()] == ["Mail 1", "Mail 2"]
    assert "UID 1 in INBOX stays unread: ThreatQ refused all 2 indicators, first the FQDN 'x': the" in caplog.text
    assert "UID 1 in INBOX goes into quarantine: ThreatQ has refused it before" in caplog.text


def test_what_is_denied_counts_though_the_run_ends_early(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.mailbox.messages = {1: b"a: bad", 2: b"b: y"}
    world.threatq.refuse = {"bad"}
    monkeypatch.setattr(world.mailbox, "dates", _raises(MailboxError("gone")))
    for _ in range(2):
        with pytest.raises(MailboxError):
            world.run()
    assert world.state(1) == "quarantined"


def test_a_clock_that_was_put_right_leaves_nothing_in_quarantine_for_years(world: World) -> None:
    world.mailbox.messages = {1: b"!"}
    world.now += 1e8  # the clock had jumped ahead
    world.run()
    world.run()
    assert world.state(1) == "quarantined"
    world.now -= 1e8
    world.mailbox.messages = {1: b"a: x"}
    assert world.run().delivered == 1


def test_a_failure_whose_message_has_left_the_mailbox_is_closed(world: World) -> None:
    world.mailbox.messages = {1: b"!"}
    world.run()
    world.run()
    del world.mailbox.messages[1]
    assert world.run().exit_code == 0


def test_a_failure_whose_message_somebody_has_read_is_closed(world: World) -> None:
    """Whoever has worked it off by hand need not know of the quarantine; made unread again it is tried as a new one."""
    world.mailbox.messages = {1: b"!", 2: b"!"}
    world.run()
    world.run()
    world.mailbox.seen = {1}
    report = world.run()
    assert (report.quarantined, world.state(1), world.state(2)) == (1, None, "quarantined")
    world.mailbox.seen = set()
    assert (world.run().failed, world.state(1)) == (1, "failed")


def test_a_failure_in_a_folder_that_is_no_longer_read_fails_no_run(world: World) -> None:
    world.mailbox.messages = {1: b"!"}
    world.run()
    assert world.run().exit_code == 3
    world.mailbox.messages = {}
    other = world.run("Other")
    assert (other.quarantined, other.exit_code) == (0, 0)
    assert len(world.ledger().quarantine()) == 1  # it is still listed, and is there when the folder is read again


def test_a_failure_in_a_folder_that_was_made_anew_is_closed(world: World) -> None:
    world.mailbox.messages = {1: b"!"}
    world.run()
    world.mailbox.uidvalidity = 2
    world.mailbox.messages = {1: b"a: x"}
    assert world.run().exit_code == 0


def test_what_is_delivered_but_not_marked_is_only_marked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.mailbox.messages = {1: b"a: x"}
    monkeypatch.setattr(world.mailbox, "mark", _raises(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        world.run()
    assert world.state(1) == "delivered" and not world.mailbox.seen
    monkeypatch.undo()
    monkeypatch.setattr(world.mailbox, "fetch", _raises(AssertionError("it is in ThreatQ already")))
    report = world.run()
    assert (report.delivered, report.only_marked) == (0, 1)
    assert world.mailbox.seen == {1} and world.state(1) == "marked"


def test_unread_again_is_a_new_delivery_that_doubles_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tqimap")
    world.mailbox.messages = {1: b"a: x", 2: b"!"}
    world.run()
    world.mailbox.seen = set()
    assert world.run().delivered == 1
    assert [r.getMessage()[:17] for r in caplog.records if "unread again" in r.getMessage()] == ["UID 1 in INBOX is"]
    assert len(world.threatq.files) == len(world.threatq.relations) == 1


def test_where_the_mailbox_keeps_no_marks_the_ledger_tells_what_is_done(world: World) -> None:
    world.mailbox.keeps_marks = False
    world.mailbox.messages = {1: b"a: x", 2: b"!"}
    assert world.run().delivered == 1
    world.mailbox.messages[3] = b"b: y"
    report = world.run()
    assert (report.delivered, report.only_marked) == (1, 0)
    assert [world.state(uid) for uid in (1, 2, 3)] == ["marked", "quarantined", "marked"]
    world.now += QUARANTINE_SECONDS
    assert (world.run().delivered, world.state(2)) == (0, "quarantined")  # only what failed is tried again


def test_a_message_over_the_limit_is_never_fetched(world: World) -> None:
    world.mailbox.messages = {1: b"a: " + b"x" * 1000, 2: b"b: y", 3: b"c: " + b"z" * 997}
    report = world.run()
    assert (report.failed, report.quarantined, report.delivered) == (1, 1, 2)
    assert world.state(1) == "quarantined"


def test_a_message_over_the_limit_that_was_stated_to_be_smaller_is_not_read(world: World) -> None:
    world.mailbox.messages = {1: b": " + b"x" * 1000, 2: b": y"}
    world.mailbox.sizes = lambda uids: [MessageSize(uid, 1) for uid in uids]  # type: ignore[method-assign]
    report = world.run(detailed=True)
    assert (report.failed, report.delivered) == (1, 1) and list(world.threatq.indicators) == [("FQDN", "y")]
    (failed,) = [message for message in report.messages if message.outcome == "failed"]
    assert (failed.uid, failed.reason) == (1, "it has 1002 bytes, more than max_message_bytes (1000)")


def test_a_message_of_just_the_largest_size_is_read(world: World) -> None:
    world.mailbox.messages = {1: b": x" + b" " * 997}
    report = world.run()
    assert (report.delivered, report.failed) == (1, 0)


def test_budgets_leave_the_rest_for_the_next_run(world: World) -> None:
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 8)}
    world.limits = Limits(message_bytes=1000, messages=3)
    report = world.run()
    assert (report.delivered, report.left, report.exit_code, report.budget) == (3, 4, 0, "max_messages reached")
    assert world.mailbox.seen == {1, 2, 3}
    world.limits = Limits(message_bytes=1000, run_bytes=8)
    report = world.run()
    assert (report.delivered, report.left, report.budget) == (2, 2, "max_run_bytes reached")


def test_a_message_larger_than_the_budget_of_a_run_has_one_of_its_own(world: World) -> None:
    """And what comes behind it waits, however small: else it would never be its turn."""
    world.limits = Limits(message_bytes=1000, run_bytes=20)
    world.mailbox.messages = {1: b": v1", 2: b": v2" + b" " * 100, 3: b": v3"}
    for seen in ({1}, {1, 2}, {1, 2, 3}):
        world.run()
        assert world.mailbox.seen == seen


def test_a_signal_ends_the_run_before_the_next_message(world: World) -> None:
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    upload = world.threatq.upload_file

    def upload_and_stop(file):
        world.stop.asked = "SIGTERM received"
        return upload(file)

    world.threatq.upload_file = upload_and_stop  # type: ignore[method-assign]
    report = world.run()
    assert (report.delivered, report.left, report.stopped) == (1, 1, "SIGTERM received")
    assert world.mailbox.seen == {1}


def test_a_run_that_is_over_opens_no_further_folder(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    select = world.mailbox.select
    monkeypatch.setattr(world.mailbox, "select", lambda name: opened.append(name) or select(name))
    unread = world.mailbox.unread
    monkeypatch.setattr(world.mailbox, "unread", lambda: setattr(world.stop, "asked", "SIGTERM received") or unread())
    assert world.run("INBOX", "Phish").stopped == "SIGTERM received"
    assert opened == ["INBOX"]


def test_one_bad_message_is_singled_out_of_its_batch(world: World) -> None:
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 21)}
    world.mailbox.fetch = _bad(world.mailbox, 13, MailboxConnectionLost("connection lost"))  # type: ignore[method-assign]
    report = world.run()
    assert world.mailbox.seen == set(range(1, 21)) - {13}
    assert (report.delivered, report.failed, report.quarantined) == (19, 1, 1)
    assert world.state(13) == "quarantined" and report.failures == {"fetch": 2}


def test_a_message_that_is_refused_because_somebody_has_removed_it_is_no_failure(world: World) -> None:
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    world.mailbox.fetch = _bad(world.mailbox, 2, MailboxRefused("NO [EXPUNGEISSUED] gone"))  # type: ignore[method-assign]
    world.mailbox.present = lambda uids: set(uids) - {2}  # type: ignore[method-assign]
    report = world.run()
    assert (report.delivered, report.failed, report.exit_code) == (1, 0, 0)


def test_a_refused_fetch_does_not_cost_the_connection(world: World) -> None:
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 5)}
    world.mailbox.fetch = _bad(world.mailbox, 2, MailboxRefused("NO [SERVERBUG]"))  # type: ignore[method-assign]
    assert world.run().delivered == 3
    assert world.mailbox.opened == 0


@pytest.mark.parametrize("count", [3, 5])
def test_a_server_that_refuses_every_message_is_at_fault_itself(world: World, count: int) -> None:
    """As Exchange while something behind it is away: nothing goes into quarantine for a day because of some minutes."""
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, count + 1)}
    fetch = world.mailbox.fetch
    world.mailbox.fetch = _raises(MailboxRefused("mail refused FETCH: Server Unavailable. 15"))  # type: ignore[method-assign]
    with pytest.raises(MailboxError, match=rf"Server Unavailable\. 15; so it did for all {count} messages"):
        world.run()
    assert [world.state(uid) for uid in range(1, count + 1)] == ["failed"] * count
    world.mailbox.fetch = fetch  # type: ignore[method-assign]
    assert world.run().delivered == count


@pytest.mark.parametrize(("refused", "good"), [({1, 2}, set()), ({1, 3, 5}, {2, 4})])
def test_a_server_that_gives_others_or_refuses_few_is_not_at_fault(
    world: World, refused: set[int], good: set[int]
) -> None:
    world.mailbox.messages = {uid: b": v%d" % uid for uid in refused | good}
    fetch = world.mailbox.fetch

    def some(uids: list[int]):
        return _raise(MailboxRefused("NO [SERVERBUG]")) if refused.intersection(uids) else fetch(uids)  # type: ignore[func-returns-value]

    world.mailbox.fetch = some  # type: ignore[method-assign]
    report = world.run()
    assert (report.failed, world.mailbox.seen) == (len(refused), good)
    assert {world.state(uid) for uid in refused} == {"quarantined"}


def test_messages_that_are_new_are_asked_for_together_and_those_that_failed_one_by_one(world: World) -> None:
    """A command takes a round trip; one bad message would spoil that for all others."""
    world.mailbox.messages = {1: b"!", 2: b"!"}
    fetch, asked = world.mailbox.fetch, []
    world.mailbox.fetch = lambda uids: asked.append(list(uids)) or fetch(uids)  # type: ignore[method-assign,assignment,func-returns-value]
    world.run()
    world.run()
    assert asked == [[1, 2], [1], [2]]


def test_after_a_signal_nothing_more_is_asked_for(world: World) -> None:
    world.mailbox.messages = dict.fromkeys(range(1, 4), b": x")
    fetching = Folder(world.mailbox, "INBOX", world.stop).fetch([1, 2, 3], singly=True)
    assert [message.uid for message in next(fetching)] == [1]  # type: ignore[union-attr]
    world.stop.asked = "SIGTERM received"
    assert list(fetching) == []


def test_what_somebody_removes_before_it_is_marked_is_no_failure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    relate = world.threatq.relate

    def removing(file_id: int, ids: list[int]) -> None:
        world.mailbox.messages.pop(1, None)
        relate(file_id, ids)

    monkeypatch.setattr(world.threatq, "relate", removing)
    assert (world.run().delivered, world.mailbox.seen) == (2, {2})


def test_messages_that_are_refused_for_good_hold_up_the_others_for_two_runs(world: World) -> None:
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 6)}
    fetch = world.mailbox.fetch
    world.mailbox.fetch = _raises(MailboxRefused("NO [SERVERBUG]"))  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(MailboxError, match="all 5 messages"):
            world.run()
    world.mailbox.fetch = fetch  # type: ignore[method-assign]
    world.mailbox.messages[6] = b": v6"
    report = world.run()
    assert (report.delivered, report.quarantined) == (1, 5)


def test_a_lost_connection_is_opened_again_with_back_off(world: World) -> None:
    world.mailbox.messages = {1: b"a: x"}
    fetch, opening = world.mailbox.fetch, [MailboxConnectionLost("away"), MailboxConnectionLost("away"), None]
    world.mailbox.fetch = _once(MailboxConnectionLost("reset"), fetch)  # type: ignore[method-assign]
    world.mailbox.open = lambda: _raise(opening.pop(0))  # type: ignore[method-assign]
    report = world.run()
    assert (report.delivered, report.failed) == (1, 0)
    assert world.stop.slept == [2.0, 5.0, 15.0]


def test_a_connection_that_is_lost_again_and_again_ends_the_run(world: World) -> None:
    world.mailbox.messages = dict.fromkeys(range(1, 100), b"a: x")
    world.mailbox.fetch = lambda uids: _raise(MailboxConnectionLost("reset"))  # type: ignore[method-assign]
    with pytest.raises(MailboxError, match=f"lost {RECONNECTS} times in this run, last: reset"):
        world.run()
    assert world.mailbox.opened == RECONNECTS


@pytest.fixture
def slow(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[int, float], None]:
    """``slow(bad, seconds)``: from now on a run is over before message ``bad`` has come, having waited so long."""
    monkeypatch.setattr("tqimap.run.read_batch.FULL_SECONDS", 0.2)
    monkeypatch.setattr("tqimap.run.pipeline.IDLE_SECONDS", 0.05)
    fetch, fetched = world.mailbox.fetch, set()

    def come_late(bad: int, seconds: float) -> None:
        def fetch_slowly(uids: list[int]):
            if bad not in uids:
                fetched.update(uids)
                return fetch(uids)
            for _ in range(200):
                if {("FQDN", f"v{uid}") for uid in fetched} <= world.threatq.indicators.keys():
                    break  # whatever came before is in ThreatQ by now
                time.sleep(0.05)
            world.stop.asked = "the time for one run (run_seconds) is over"
            raise MailboxOutOfTime("Gave up on mail: one command took 90 s", seconds)

        world.stop.seconds, world.mailbox.fetch = 100.0, fetch_slowly  # type: ignore[method-assign]

    return come_late


def test_a_message_that_takes_longer_than_a_run_holds_up_no_other_one(
    world: World, slow: Callable[[int, float], None], caplog: pytest.LogCaptureFixture
) -> None:
    """It ended each run, before anything behind it was read."""
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 5)}
    slow(2, 90.0)
    runs = []
    for _ in range(4):
        world.stop.asked, world.now = "", world.now + 3600
        report = world.run()
        runs.append((report.delivered, report.failed, report.quarantined, report.exit_code))
    assert runs == [(0, 4, 0, 3), (1, 1, 0, 3), (2, 1, 1, 3), (0, 0, 1, 3)]
    assert world.mailbox.seen == {1, 3, 4}
    said = "UID 2 in INBOX {}: it could not be fetched: Gave up on mail: one command took 90 s. {}"
    lines = [record.getMessage() for record in caplog.records if record.getMessage().startswith("UID 2 ")]
    assert lines == [
        said.format("stays unread", "The next run asks for each alone"),
        said.format("stays unread", "Raise run_seconds, or take it out of the folder"),
        said.format("goes into quarantine", "Raise run_seconds, or take it out of the folder"),
    ]


def test_a_message_that_is_begun_late_and_cut_off_is_left_for_the_next_run(
    world: World, slow: Callable[[int, float], None]
) -> None:
    world.mailbox.messages = {1: b": v1", 2: b": v2"}
    slow(2, 49.0)
    report = world.run()
    assert (report.failed, report.left, report.exit_code) == (0, 2, 0)
    assert report.summary().endswith("ended early: the time for one run (run_seconds) is over")


def test_what_was_read_does_not_wait_for_a_message_that_is_slow_to_come(
    world: World, slow: Callable[[int, float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run may be over before that is there, and so in each run."""
    monkeypatch.setattr("tqimap.run.batches.BATCH_MESSAGES", 1)
    world.mailbox.messages = {1: b": v1", 2: b": v2"}
    slow(2, 90.0)
    report = world.run()
    assert (report.delivered, report.failed, world.mailbox.seen) == (1, 1, {1})


def test_a_connection_lost_between_two_folders_is_opened_again(world: World) -> None:
    world.mailbox.messages = {1: b"a: x"}
    selecting = iter([None, MailboxConnectionLost("autologout"), None, None])
    select = world.mailbox.select
    world.mailbox.select = lambda name: _raise(next(selecting)) or select(name)  # type: ignore[method-assign]
    assert world.run("INBOX", "Phish").exit_code == 0
    assert world.mailbox.opened == 1


def test_a_server_that_cannot_be_reached_for_a_while_is_tried_again(world: World) -> None:
    world.mailbox.messages = {1: b"a: x"}
    opening = [UnreachableError("connection refused"), None]
    world.mailbox.fetch = _once(MailboxConnectionLost("reset"), world.mailbox.fetch)  # type: ignore[method-assign]
    world.mailbox.open = lambda: _raise(opening.pop(0))  # type: ignore[method-assign]
    assert world.run().delivered == 1


def test_a_busy_server_is_left_alone_as_long_as_it_asks_and_no_message_is_blamed(world: World) -> None:
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    asked = []
    fetch = _once(MailboxConnectionLost("throttled", back_off=300.0), world.mailbox.fetch)
    world.mailbox.fetch = lambda uids: asked.append(uids) or fetch(uids)  # type: ignore[method-assign]
    report = world.run()
    assert world.stop.slept == [300.0]
    assert asked == [[1, 2], [1, 2]]
    assert (report.delivered, report.failed) == (2, 0)


def test_a_server_that_stays_away_ends_the_run(world: World) -> None:
    world.mailbox.messages = {1: b"a: x"}
    world.mailbox.fetch = _raises(MailboxConnectionLost("reset"))  # type: ignore[method-assign]
    world.mailbox.open = _raises(MailboxConnectionLost("away"))  # type: ignore[method-assign]
    with pytest.raises(MailboxConnectionLost, match="away"):
        world.run()
    assert not world.mailbox.seen


def test_a_message_that_makes_the_server_fall_holds_up_no_other_one(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Each run ended at it, since the server is not back within it; who it is, one fetch for each shows."""
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 5)}
    fallen = []

    def fetch(uids: list[int], good=world.mailbox.fetch):
        if 2 in uids:
            fallen.append(uids)
            raise MailboxConnectionLost("the server closed it")
        return good(uids)

    def open_again() -> None:
        if fallen:
            raise UnreachableError("connection refused")

    world.mailbox.fetch, world.mailbox.open = fetch, open_again  # type: ignore[method-assign]
    for _ in range(3):
        fallen.clear()
        world.now += 3600
        with pytest.raises(MailboxConnectionLost, match="connection refused"):
            world.run()
    assert set(world.threatq.indicators) == {("FQDN", f"v{uid}") for uid in (1, 3, 4)}
    assert not [record for record in caplog.records if record.levelname == "ERROR"], "it may be the server's own fault"
    assert world.state(2) == "failed"
    world.mailbox.fetch = FakeMailbox.fetch.__get__(world.mailbox)  # type: ignore[method-assign]
    fallen.clear()
    assert world.run().exit_code == 0
    assert world.mailbox.seen == {1, 2, 3, 4}


def test_a_folder_made_anew_during_the_run_ends_it(world: World, fault_table: Callable[[Fault], None]) -> None:
    world.mailbox.messages = {1: b"a: x"}

    def recreated(_: list[int]):
        world.mailbox.uidvalidity = 2
        raise MailboxConnectionLost("bye")

    world.mailbox.fetch = recreated  # type: ignore[method-assign]
    with pytest.raises(MailboxError, match="made anew") as caught:
        world.run()
    fault_table(Fault("folder", "made anew during the run", str(caught.value), caught.value.exit_code))


def test_a_message_that_is_there_but_has_no_content_is_a_failure_and_one_removed_is_none(world: World) -> None:
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    world.mailbox.unreadable = {1}
    report = world.run()
    assert (report.failed, report.delivered) == (1, 1)
    world.mailbox.unreadable = set()
    sizes = world.mailbox.sizes

    def removed_meanwhile(uids):
        answer = sizes(uids)
        world.mailbox.messages.pop(1)
        return answer

    world.mailbox.sizes = removed_meanwhile  # type: ignore[method-assign]
    assert world.run().exit_code == 0


def test_a_server_that_keeps_no_flags_is_noticed_and_nothing_is_sent_twice(
    world: World, fault_table: Callable[[Fault], None]
) -> None:
    world.mailbox.messages = {1: b"a: x"}
    world.mailbox.mark = lambda uids: set()  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(MailboxReadOnly, match="does not keep it marked") as caught:
            world.run()
    fault_table(Fault("mark", "OK, but not kept", str(caught.value), caught.value.exit_code))
    assert len(world.threatq.files) == 1


def test_a_folder_that_cannot_be_opened_keeps_no_other_from_being_read(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.mailbox.messages = {1: b"a: x"}
    select = world.mailbox.select
    unusable = {
        "Old": MailboxFolderError("There is no folder Old"),
        "Shared": MailboxReadOnly("Shared is read-only"),
        "Also old": MailboxFolderError("There is no folder Old"),
    }
    world.mailbox.select = lambda name: _raise(unusable.get(name)) or select(name)  # type: ignore[method-assign]
    with pytest.raises(MailboxFolderError, match="no folder Old") as caught:
        world.run("Old", "Shared", "INBOX", "Also old")
    assert caught.value.exit_code == 1
    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == ["Shared is read-only"]
    assert world.mailbox.seen == {1}


def test_a_connection_that_is_lost_for_good_ends_the_run_with_its_folder(world: World) -> None:
    asked = []
    world.mailbox.select = lambda name: asked.append(name) or _raise(MailboxLoginError("refused"))  # type: ignore[method-assign,assignment,func-returns-value]
    with pytest.raises(MailboxLoginError):
        world.run("INBOX", "Phish")
    assert asked == ["INBOX"]


def test_threatq_going_away_marks_nothing(world: World) -> None:
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    world.threatq.relate = _raises(ThreatQUnavailable("503"))  # type: ignore[method-assign]
    with pytest.raises(ThreatQUnavailable):
        world.run()
    assert not world.mailbox.seen and world.state(1) == "failed"


def test_what_threatq_refuses_of_one_message_is_said(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.mailbox.messages = {1: b"a: bad", 2: b"b: good"}
    world.threatq.refuse = {"bad"}
    assert world.run().failed == 1
    assert world.mailbox.seen == {2}
    assert "UID 1 in INBOX stays unread: ThreatQ refused the FQDN 'bad': the value is invalid" in caplog.text


def test_the_message_itself_can_be_a_file(world: World) -> None:
    world.rules = Rules(message_as_file=True)
    world.mailbox.messages = {1: b": w\na: x"}
    report = world.run()
    assert report.files == 2
    assert world.threatq.related("Mail 1.eml") == {"w", "x"}
    assert world.threatq.related("a") == {"w", "x"}


def test_relations_are_bounded_and_said(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tqimap")
    world.rules = Rules(max_relations=2)
    world.mailbox.messages = {1: b"a: x y z"}
    report = world.run()
    assert (report.indicators, report.relations) == (3, 2)
    assert "only the first 2 of its 3 indicators" in caplog.text


def test_the_state_of_another_uid_does_not_matter(world: World) -> None:
    world.ledger().fail(MessageRef("INBOX", 1, 5), "bad", world.now, attempts_allowed=1)
    world.mailbox.messages = {1: b"a: x"}
    assert world.run().exit_code == 0


def test_a_look_at_many_old_rows_takes_a_step_for_each(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.mailbox.messages = dict.fromkeys(range(1, 301), b": x")
    world.run()
    refs = []
    monkeypatch.setattr(pipeline.Folder, "ref", lambda folder, uid: refs.append(uid) or MessageRef("INBOX", 1, uid))
    world.now += KEEP_SECONDS + 1  # a year of mail comes of age in one run
    world.run()
    assert len(refs) < 1000
    assert world.state(300) == "marked"


def test_the_server_is_asked_for_old_mail_once_in_half_a_year(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for the same messages in each run."""
    world.mailbox.messages = {1: b": x", 2: b": y"}
    world.run()
    asked: list[list[int]] = []
    present = world.mailbox.present
    monkeypatch.setattr(world.mailbox, "present", lambda uids: asked.append(list(uids)) or present(uids))
    for seconds, uids in ((KEEP_SECONDS + 1, [[1, 2]]), (1, []), (KEEP_SECONDS, [[1, 2]])):
        world.now += seconds
        asked.clear()
        world.run()
        assert asked == uids


def test_the_report_tells_since_when_something_is_unread(world: World) -> None:
    """What was left, what failed and what rests in quarantine; not what was delivered or has gone."""
    day = timedelta(days=1)
    world.mailbox.dates = lambda uids: [RECEIVED + uid * day for uid in uids]  # type: ignore[method-assign]
    world.mailbox.messages = {1: b"a: x"}
    assert world.run().oldest_unread is None
    world.mailbox.messages |= {2: b": x", 3: b"!", 4: b": y", 5: b": z"}
    world.limits = Limits(message_bytes=1000, messages=3)
    report = world.run()
    assert (report.left, report.oldest_unread) == (1, RECEIVED + 3 * day)
    world.limits = Limits(message_bytes=1000)
    assert [world.run().oldest_unread for _ in range(2)] == [RECEIVED + 3 * day] * 2
    assert world.state(3) == "quarantined"


def test_what_the_server_does_not_give_and_what_has_gone_is_not_left_over(world: World) -> None:
    world.mailbox.messages = {1: b": x", 2: b": y", 3: b": z"}
    world.mailbox.unreadable = {2, 3}
    world.mailbox.present = lambda uids: set(uids) - {3}  # type: ignore[method-assign]
    report = world.run()
    assert (report.delivered, report.failed, report.left, report.exit_code) == (1, 1, 0, 3)


def test_a_stop_between_two_windows_leaves_the_rest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WINDOW_MESSAGES", 2)
    world.mailbox.messages = dict.fromkeys(range(1, 8), b": x")
    mark = world.mailbox.mark

    def mark_and_stop(uids):
        world.stop.asked = "SIGTERM received"
        return mark(uids)

    world.mailbox.mark = mark_and_stop  # type: ignore[method-assign]
    report = world.run()
    assert (report.delivered, report.left, report.stopped) == (2, 5, "SIGTERM received")


def test_who_looks_on_sees_how_many_of_all_have_come_to_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WINDOW_MESSAGES", 3)
    world.mailbox.messages = dict.fromkeys(range(1, 6), b": x")
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(
        pipeline, "Run", partial(Run, progress=lambda settled, waiting: seen.append((settled, waiting)))
    )
    world.run()
    assert seen == [(3, 5), (5, 5)]


def test_a_budget_that_is_used_up_ends_the_asking_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else each run over a small part of a large backlog asks for the sizes and dates of all of it."""
    monkeypatch.setattr(pipeline, "WINDOW_MESSAGES", 10)
    asked: list[int] = []
    sizes = world.mailbox.sizes
    world.mailbox.sizes = lambda uids: asked.extend(uids) or sizes(uids)  # type: ignore[method-assign]
    world.mailbox.messages = dict.fromkeys(range(1, 101), b": x")
    world.limits = Limits(message_bytes=1000, messages=12)
    report = world.run()
    assert (report.delivered, report.left, len(asked)) == (12, 88, 20)
    assert report.oldest_unread is not None


def _raise(error: BaseException | None) -> None:
    if error is not None:
        raise error


def _falls_over_the_bad_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ThreatQ be gone at the upload of the File that is called so, and take all others."""
    working = world.threatq.upload_file

    def fall(file: FileUpload) -> int:
        if file.attachment.name == "bad":
            raise ThreatQUnavailable("502")
        return working(file)

    monkeypatch.setattr(world.threatq, "upload_file", fall)


def _raises(error: BaseException):
    def call(*_: object) -> None:
        raise error

    return call


def _once(error: BaseException, then):
    errors = [error]

    def call(*arguments: object):
        if errors:
            raise errors.pop()
        return then(*arguments)

    return call


def _bad(mailbox: FakeMailbox, uid: int, error: BaseException):
    fetch = mailbox.fetch

    def call(uids: list[int]):
        if uid in uids:
            raise error
        return fetch(uids)

    return call


def test_batches_that_give_little_are_delivered_together(world: World) -> None:
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 121)}
    assert world.run().delivered == 120
    assert world.threatq.posts == [120]


def test_batches_that_give_much_are_delivered_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tqimap.run.read_batch.FULL_INDICATORS", 100)
    world.mailbox.messages = {uid: b": a%d b%d c%d" % (uid, uid, uid) for uid in range(1, 121)}
    assert world.run().delivered == 120
    assert world.threatq.posts == [150, 150, 60]  # as they were fetched, 50 messages each


def test_what_was_read_before_a_failure_is_delivered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 121)}
    read = FakeReader.read

    def full_disk(self, batch):
        if batch[0].uid > 50:
            raise StateError("no space left")
        return read(self, batch)

    monkeypatch.setattr(FakeReader, "read", full_disk)
    with pytest.raises(StateError):
        world.run()
    assert world.mailbox.seen == set(range(1, 51))


def test_a_large_folder_is_read_in_windows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WINDOW_MESSAGES", 3)
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 9)}
    asked, sizes = [], world.mailbox.sizes
    world.mailbox.sizes = lambda uids: asked.append(list(uids)) or sizes(uids)  # type: ignore[method-assign]
    world.limits = Limits(message_bytes=1000, messages=7)
    report = world.run()
    assert asked == [[1, 2, 3], [4, 5, 6], [7, 8]]
    assert (report.delivered, report.left) == (7, 1)
    assert world.mailbox.seen == {1, 2, 3, 4, 5, 6, 7}


def test_after_a_signal_no_further_window_is_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WINDOW_MESSAGES", 2)
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 8)}
    asked, sizes, mark = [], world.mailbox.sizes, world.mailbox.mark

    def mark_and_stop(uids):
        world.stop.asked = "SIGTERM received"
        return mark(uids)

    world.mailbox.sizes = lambda uids: asked.append(list(uids)) or sizes(uids)  # type: ignore[method-assign]
    world.mailbox.mark = mark_and_stop  # type: ignore[method-assign]
    report = world.run()
    assert (asked, report.delivered, report.left) == ([[1, 2]], 2, 5)


@pytest.fixture
def read_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sightings fit into memory."""
    read = FakeReader.read

    def read_much(self, batch):
        for uid, result in read(self, batch):
            portions = [result.sightings[start : start + 2] for start in range(0, len(result.sightings), 2)]
            yield uid, replace(result, sightings=portions[0], more=portions[1:])

    monkeypatch.setattr(FakeReader, "read", read_much)


@pytest.mark.usefixtures("read_in_portions")
@pytest.mark.parametrize("refused", ["u", "y"])
def test_more_than_fits_into_memory_is_delivered_before_the_message_is_marked(
    refused: str, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.rules = Rules(max_relations=3)
    world.mailbox.messages = {1: b"a: u v w x y\n: z"}
    world.threatq.refuse = {refused}
    assert world.run().failed == 1 and not world.mailbox.seen
    world.threatq.refuse = set()
    report = world.run()
    assert (report.delivered, report.files, report.indicators, report.relations) == (1, 1, 6, 3)
    assert report.types == {"FQDN": 6}
    assert world.threatq.related("a") == {"u", "v", "w"}
    assert {value for _, value in world.threatq.indicators} == {"u", "v", "w", "x", "y", "z"}
    assert "only the first 3 of its 6 indicators are related to it" in caplog.text
    assert world.mailbox.seen == {1}


@pytest.mark.usefixtures("read_in_portions")
def test_what_this_threatq_has_no_type_for_is_counted_of_all_portions(world: World) -> None:
    world.rules = Rules(known_types=frozenset({"IP Address"}))
    world.mailbox.messages = {1: b": u v w x y"}
    assert world.run().dropped == {"FQDN: no such type in this ThreatQ": 5}
