"""What becomes of messages that fail: tried again, put into quarantine, and whose fault it was."""

from dataclasses import replace
from pathlib import Path

import pytest
from world import World, raises

from tqimap.errors import (
    CopyLost,
    MailboxError,
    ThreatQError,
    ThreatQLoginError,
    ThreatQUnavailable,
)
from tqimap.model import FileUpload, MessageRef
from tqimap.run.plan import Rules
from tqimap.run.triage import QUARANTINE_SECONDS


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


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
    monkeypatch.setattr(world.threatq, method, raises(ThreatQUnavailable("503")))
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
    monkeypatch.setattr(world.threatq, "make_event", raises(ThreatQUnavailable("503")))
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
    monkeypatch.setattr(world.mailbox, "dates", raises(MailboxError("gone")))
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


def _falls_over_the_bad_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ThreatQ be gone at the upload of the File that is called so, and take all others."""
    working = world.threatq.upload_file

    def fall(file: FileUpload) -> int:
        if file.attachment.name == "bad":
            raise ThreatQUnavailable("502")
        return working(file)

    monkeypatch.setattr(world.threatq, "upload_file", fall)
