"""Getting messages out of a mailbox that refuses some, loses connections, is busy or slow, and how that is said."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Fault
from fakes import FakeMailbox
from world import World, raises

from tqimap.errors import (
    MailboxConnectionLost,
    MailboxError,
    MailboxFolderError,
    MailboxLoginError,
    MailboxOutOfTime,
    MailboxReadOnly,
    MailboxRefused,
    UnreachableError,
)
from tqimap.run.folder import RECONNECTS, Folder


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


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

    world.mailbox.fetch = raises(MailboxConnectionLost("the server closed it"))  # type: ignore[method-assign]
    world.mailbox.open = open_in_vain  # type: ignore[method-assign]
    with pytest.raises(MailboxConnectionLost, match="connection refused"):
        world.run()
    assert len(tries) == 1


def test_one_bad_message_is_singled_out_of_its_batch(world: World) -> None:
    world.mailbox.messages = {uid: b": v%d" % uid for uid in range(1, 21)}
    world.mailbox.fetch = _bad(world.mailbox, 13, MailboxConnectionLost("connection lost"))  # type: ignore[method-assign]
    report = world.run()
    assert world.mailbox.seen == set(range(1, 21)) - {13}
    assert (report.delivered, report.failed, report.quarantined) == (19, 1, 1)
    assert world.state(13) == "quarantined" and report.failures == {"fetch": 1}


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
    world.mailbox.fetch = raises(MailboxRefused("mail refused FETCH: Server Unavailable. 15"))  # type: ignore[method-assign]
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
    world.mailbox.fetch = raises(MailboxRefused("NO [SERVERBUG]"))  # type: ignore[method-assign]
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


def test_a_connection_that_is_lost_is_given_up_before_a_wait(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Else it may count among the sessions of which the server allows only some. The log says why nothing goes on."""
    steps: list[str] = []
    world.mailbox.messages = {1: b"a: x"}
    world.mailbox.fetch = _once(MailboxConnectionLost("reset"), world.mailbox.fetch)  # type: ignore[method-assign]
    monkeypatch.setattr(world.mailbox, "close", lambda: steps.append("close"))
    monkeypatch.setattr(world.stop, "sleep", lambda seconds: steps.append("wait"))
    monkeypatch.setattr(world.mailbox, "open", lambda: steps.append("open"))
    report = world.run(detailed=True)
    assert steps == ["close", "wait", "open"]
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "reset; connecting again"),
        ("WARNING", "UID 1 in INBOX is asked for once more: it could not be fetched: reset"),
    ]
    assert [message.outcome for message in report.messages] == ["delivered"]
    assert (report.exit_code, report.failures) == (0, {})


def test_a_message_that_there_was_no_time_to_ask_for_once_more_has_failed(world: World) -> None:
    """And says so, as one that was asked for twice in vain."""

    def refuse_late(uids: object) -> None:
        world.stop.asked = "the time for one run (run_seconds) is over"
        raise MailboxRefused("NO [SERVERBUG]")

    world.mailbox.messages = {1: b"a: x"}
    world.mailbox.fetch = refuse_late  # type: ignore[method-assign]
    report = world.run()
    assert (report.failed, report.exit_code, world.state(1)) == (1, 3, "failed")


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
    world.mailbox.fetch = raises(MailboxConnectionLost("reset"))  # type: ignore[method-assign]
    world.mailbox.open = raises(MailboxConnectionLost("away"))  # type: ignore[method-assign]
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


def _raise(error: BaseException | None) -> None:
    if error is not None:
        raise error


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
