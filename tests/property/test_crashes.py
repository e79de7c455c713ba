"""Whatever dies, at whatever effect: after the next run everything is as if nothing had happened.

The ends are in memory and the ledger is real; the same is done with real processes, servers and SIGKILL in
``tests/e2e``.
"""

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from fakes import FakeMailbox, FakeReader, FakeThreatQ
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from tqimap.report.report import Report
from tqimap.run.budget import Limits
from tqimap.run.delivery import Delivery
from tqimap.run.ends import Ends
from tqimap.run.pipeline import Run
from tqimap.run.plan import Rules
from tqimap.state.ledger import Ledger, MailboxKey
from tqimap.state.made import Made
from tqimap.state.spool import Spool
from tqimap.stop import Stop


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


class Fuse:
    """Counts the effects of a run and kills it at the nth, before or after the effect has happened."""

    def __init__(self, nth: int | None = None, *, after: bool = False) -> None:
        self.left = nth
        self.after = after
        self.count = 0

    def wrap(self, end: object, *names: str) -> object:
        return _Fused(end, names, self)

    def effect(self, call: Callable[[], object]) -> object:
        self.count += 1
        blown = self.left is not None and self.count == self.left
        if blown and not self.after:
            raise Killed
        result = call()
        if blown:
            raise Killed
        return result


class _Fused:
    def __init__(self, end: object, names: tuple[str, ...], fuse: Fuse) -> None:
        self._end, self._names, self._fuse = end, names, fuse

    def __getattr__(self, name: str):
        attribute = getattr(self._end, name)
        if name not in self._names:
            return attribute
        return lambda *arguments, **named: self._fuse.effect(lambda: attribute(*arguments, **named))


def run(directory: Path, mailbox: FakeMailbox, threatq: FakeThreatQ, fuse: Fuse) -> None:
    ledger = Ledger(directory, MailboxKey("mail", "me"))
    try:
        with Spool(directory, directory / "config.json", keep=False) as spool:
            record = fuse.wrap(Made(ledger, "tq", 0.0), "add_file", "begin_event", "add_event")
            ends = Ends(
                fuse.wrap(mailbox, "fetch", "mark"),  # type: ignore[arg-type]
                FakeReader(spool.path),
                Delivery(
                    fuse.wrap(threatq, "upload_file", "post_indicators", "relate", "make_event", "relate_event"), record
                ),  # type: ignore[arg-type]
                fuse.wrap(ledger, "deliver", "mark", "fail", "suspect"),  # type: ignore[arg-type]
                lambda: 0.0,
                spool,
            )
            Run(ends, Rules(message_as_file=True, spearphish_event=True), Limits(10_000), Stop(), Report())(["INBOX"])
    finally:
        ledger.close()


MAIL = {
    1: b"a.csv: x y\nb.csv: z\n: w",
    2: b"a.csv: x y\n: w",  # the same attachment again
    3: b": v w",
    4: b"a.csv: x y\nb.csv: z\n: w",  # the same bytes again
    5: b"c.csv: x\nc.csv: x",
}


def end_state(threatq: FakeThreatQ) -> tuple:
    names = [file.attachment.name for file in threatq.files]
    values = [value for _, value in threatq.indicators]
    relations = sorted((names[file], values[id_]) for file, id_ in threatq.relations)
    events = sorted((threatq.events[event].title, what, id_) for event, what, id_ in threatq.event_relations)
    return sorted(names), sorted(values), relations, len(threatq.events), len(events)


def test_a_death_at_any_effect_loses_and_doubles_nothing(tmp_path: Path) -> None:
    undisturbed = FakeThreatQ()
    counted = Fuse()
    (tmp_path / "0").mkdir()
    run(tmp_path / "0", FakeMailbox(dict(MAIL)), undisturbed, counted)
    assert counted.count > 10
    for nth in range(1, counted.count + 1):
        for after in (False, True):
            directory = tmp_path / f"{nth}{after}"
            directory.mkdir()
            mailbox, threatq = FakeMailbox(dict(MAIL)), FakeThreatQ()
            try:
                run(directory, mailbox, threatq, Fuse(nth, after=after))
            except Killed:
                pass
            else:
                raise AssertionError("the fuse did not blow")
            run(directory, mailbox, threatq, Fuse())
            assert end_state(threatq) == end_state(undisturbed), (nth, after)
            assert mailbox.seen == set(MAIL)
            assert not list(directory.glob(".run-*"))


class Life(RuleBasedStateMachine):
    """A mailbox over weeks: mail comes, goes, is marked unread; runs die; the folder is made anew."""

    uids = Bundle("uids")

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.mailbox = FakeMailbox()
        self.threatq = FakeThreatQ()
        self.expected: set[tuple[str, str]] = set()
        self.next = 1

    @rule(target=uids, texts=st.lists(st.sampled_from([*MAIL.values(), b"d.csv: u", b": t"]), min_size=1, max_size=3))
    def mail_comes(self, texts: list[bytes]):
        new = range(self.next, self.next + len(texts))
        self.mailbox.messages.update(zip(new, texts, strict=True))
        self.next += len(texts)
        return multiple(*new)

    @rule(uid=uids)
    def somebody_marks_it_unread(self, uid: int) -> None:
        self.mailbox.seen.discard(uid)

    @rule(uid=uids)
    def somebody_removes_it(self, uid: int) -> None:
        self.mailbox.messages.pop(uid, None)
        self.mailbox.seen.discard(uid)

    @rule()
    def the_folder_is_made_anew(self) -> None:
        self.mailbox.uidvalidity += 1

    @rule(nth=st.integers(1, 30), after=st.booleans())
    def a_run_dies(self, nth: int, after: bool) -> None:
        with contextlib.suppress(Killed):
            run(Path(self.directory.name), self.mailbox, self.threatq, Fuse(nth, after=after))

    @rule()
    def a_run(self) -> None:
        run(Path(self.directory.name), self.mailbox, self.threatq, Fuse())
        assert self.mailbox.seen == set(self.mailbox.messages)

    @invariant()
    def nothing_is_doubled(self) -> None:
        contents = [file.attachment.sha256 for file in self.threatq.files]
        assert len(contents) == len(set(contents))
        assert len(self.threatq.relations) == len(set(self.threatq.relations))

    @invariant()
    def what_is_marked_is_complete(self) -> None:
        related = set(end_state(self.threatq)[2])
        for uid in self.mailbox.seen:
            for line in self.mailbox.messages[uid].decode().splitlines():
                name, _, values = line.partition(":")
                assert all(not name or (name, value) in related for value in values.split())

    def teardown(self) -> None:
        self.directory.cleanup()


TestLife = Life.TestCase
TestLife.settings = settings(deadline=None, max_examples=30, stateful_step_count=20)
