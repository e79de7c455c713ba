"""One run: what is read, what is marked, and in which order things happen."""

import logging
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from fakes import RECEIVED, FakeReader
from world import World, raises

from tqimap.errors import (
    StateError,
    ThreatQUnavailable,
)
from tqimap.model import MessageRef, MessageSize
from tqimap.report.report import MessageReport
from tqimap.run import pipeline
from tqimap.run.budget import Limits
from tqimap.run.pipeline import Run
from tqimap.run.plan import Rules
from tqimap.run.triage import QUARANTINE_SECONDS
from tqimap.state.ledger import KEEP_SECONDS


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


def test_what_is_delivered_but_not_marked_is_only_marked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.mailbox.messages = {1: b"a: x"}
    monkeypatch.setattr(world.mailbox, "mark", raises(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        world.run()
    assert world.state(1) == "delivered" and not world.mailbox.seen
    monkeypatch.undo()
    monkeypatch.setattr(world.mailbox, "fetch", raises(AssertionError("it is in ThreatQ already")))
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


def test_threatq_going_away_marks_nothing(world: World) -> None:
    world.mailbox.messages = {1: b"a: x", 2: b"b: y"}
    world.threatq.relate = raises(ThreatQUnavailable("503"))  # type: ignore[method-assign]
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
