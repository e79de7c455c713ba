"""What mail servers do at the edges of the rules and beyond: no mail is lost, none doubled, none taken for another.

Each oddity is done by a scripted server, and whole runs go over it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fakes import FakeReader, FakeThreatQ
from servers.faulty_mail import to
from servers.scripted_imap import Behaviour, Command, ScriptedImap, bye, cut, tagged, untagged

from tqimap.config.settings import Done
from tqimap.errors import MailboxError, ThreatQUnavailable, TqimapError
from tqimap.mailbox import Mailbox
from tqimap.report.report import Report
from tqimap.run.budget import Limits
from tqimap.run.delivery import Delivery
from tqimap.run.ends import Ends
from tqimap.run.folder import Folder, Gone
from tqimap.run.pipeline import Run
from tqimap.run.plan import Rules
from tqimap.state.ledger import Ledger, MailboxKey
from tqimap.state.made import Made
from tqimap.state.spool import Spool
from tqimap.stop import Stop

SEEN = "\\Seen"


class Impatient(Stop):
    """Waits for nothing."""

    def sleep(self, seconds: float) -> None:
        pass


def mail(uid: int) -> bytes:
    """What the fake reader takes for one attachment with one indicator, both of that number."""
    return b"%d.csv: v%d" % (uid, uid)


@dataclass
class World:
    """A scripted server, a ThreatQ and a ledger; each ``run`` is a fresh process."""

    imap: ScriptedImap
    directory: Path
    done: Done = field(default_factory=Done)
    threatq: FakeThreatQ = field(default_factory=FakeThreatQ)

    def run(self, *folders: str) -> Report:
        report = Report()
        ledger = Ledger(self.directory, MailboxKey("mail", "alice"))
        with Spool(self.directory, self.directory / "config.json", keep=False) as spool, self.mailbox() as mailbox:
            delivery = Delivery(self.threatq, Made(ledger, "tq", 1.0))
            ends = Ends(mailbox, FakeReader(spool.path), delivery, ledger, lambda: 1.0, spool)
            Run(ends, Rules(), Limits(1000), Impatient(), report)(folders or ["INBOX"])
        return report

    def mailbox(self) -> Mailbox:
        return Mailbox(to(self.imap.port, patience=5.0), self.directory, done=self.done)

    def folder(self, mailbox: Mailbox) -> Folder:
        return Folder(mailbox, "INBOX", Impatient())

    @property
    def delivered(self) -> list[str]:
        """The attachments that ThreatQ has, with what is related to each."""
        return sorted(f"{file.attachment.name} {self.related(file.attachment.name)}" for file in self.threatq.files)

    def related(self, name: str) -> str:
        return " ".join(self.threatq.related(name))

    @property
    def seen(self) -> set[int]:
        return {uid for uid in self.imap.messages if SEEN in self.imap.flags[uid]}


@pytest.fixture
def world(tmp_path: Path):
    """Two messages whose UIDs are the sequence numbers of none, or of another one."""
    with ScriptedImap({2: mail(2), 5: mail(5)}) as imap:
        yield World(imap, tmp_path)


def amid(imap: ScriptedImap, *lines: str, when: str = "", first: bool = False) -> Behaviour:
    """FETCH as it should be, for these items with more lines before the end, or before all else."""

    def fetch(command: Command) -> None:
        lines_now = [f"* {line}\r\n".encode() for line in lines if when in command.arguments]
        command.send(b"".join(lines_now if first else []))
        for uid in map(int, command.arguments.split(" ")[0].split(",")):
            if uid in imap.messages:
                command.send(imap.answer(uid, command.arguments))
        command.send(b"".join([] if first else lines_now))
        command.end()

    return fetch


UNASKED = {
    "flags of another one": ["2 FETCH (FLAGS ())"],  # that is UID 5
    "flags of both": ["1 FETCH (FLAGS ())", "2 FETCH (FLAGS ())"],
    "content of another one": ["2 FETCH (BODY[] {3}\r\nfoo)"],
    "news of new mail": ["3 EXISTS", "1 RECENT", "OK [UIDNEXT 9] predicted"],
    "a removed one": ["EXPUNGE", "VANISHED 1,9"],
    "an alert": ["OK [ALERT] Maintenance tonight", "NO [ALERT] Mailbox is at 95% of quota"],
    "flags with modification sequences": ["2 FETCH (FLAGS (\\Recent) MODSEQ (12))"],
    "one that was not asked for": ["7 FETCH (UID 7 FLAGS (\\Seen) BODY[] {3}\r\nfoo)"],
}


@pytest.mark.parametrize("first", [False, True], ids=["after", "before"])
@pytest.mark.parametrize("lines", UNASKED.values(), ids=UNASKED)
def test_what_nobody_asked_for_changes_nothing(lines: list[str], first: bool, world: World) -> None:
    """RFC 9051, 7: any untagged line may come at any time, and without a UID unless it answers a UID command."""
    world.imap.on("FETCH", amid(world.imap, *lines, first=first))
    assert world.run().delivered == 2
    assert world.delivered == ["2.csv v2", "5.csv v5"]
    assert world.seen == {2, 5}
    assert world.run().delivered == 0


def test_content_without_a_uid_is_nobodys(world: World) -> None:
    """It is of the second message in the folder, whatever its UID; who takes that number for a UID takes mail for
    another."""
    world.imap.on("FETCH", lambda command: (
        untagged(b"2 FETCH (BODY[] {%d}\r\n%s)" % (len(mail(5)), mail(5)))(command)
        if "BODY" in command.arguments else world.imap.do_fetch(command)
    ))  # fmt: skip
    assert world.run().failed == 2
    assert (world.delivered, world.seen) == ([], set())


def test_flags_of_another_message_do_not_stand_for_those_that_were_asked_for(world: World) -> None:
    """STORE said OK and did nothing; somebody marks the second message, UID 5, meanwhile."""
    world.imap.on("STORE", tagged("OK done"))
    world.imap.on("FETCH", amid(world.imap, "2 FETCH (FLAGS (\\Seen))", when="FLAGS)"))
    with world.mailbox() as mailbox:
        assert world.folder(mailbox).mark([2]) == set()


def test_what_was_told_before_a_message_was_removed_does_not_make_it_present(world: World) -> None:
    """As where another client sets \\Deleted and expunges: NOOP tells of both."""

    def news(command: Command) -> None:
        world.imap.messages.pop(2, None)
        untagged("1 FETCH (UID 2 FLAGS (\\Deleted))", "1 EXPUNGE", "1 EXISTS")(command)

    with world.mailbox() as mailbox:
        folder = world.folder(mailbox)
        world.imap.on("NOOP", news)
        assert folder.present([2, 5]) == {5}
        assert list(folder.fetch([2])) == [[], Gone(2)]


@pytest.mark.parametrize("told", ["SEARCH  2  5 ", "SEARCH 5 2 2", "SEARCH 2 5 (MODSEQ 917162500)"])
def test_what_is_found_may_be_told_with_blanks_and_in_any_order(told: str, world: World) -> None:
    """Yahoo ends the line with a blank."""
    world.imap.on("SEARCH", untagged(told))
    assert world.run().delivered == 2
    assert world.delivered == ["2.csv v2", "5.csv v5"]


@pytest.mark.parametrize(
    "told",
    ['ESEARCH (TAG "x") UID ALL 2,5', "ESEARCH UID COUNT 2 ALL 5,1:3", "ESEARCH (TAG x) UID MODSEQ 7 ALL 2:2,5:4"],
)
def test_what_is_found_may_be_told_in_the_form_of_imap4rev2(told: str, world: World) -> None:
    """RFC 9051, 7.3.4: what a server of that revision answers, as some do without being asked to."""
    world.imap.on("SEARCH", untagged(told))
    assert world.run().delivered == 2
    assert world.delivered == ["2.csv v2", "5.csv v5"]


@pytest.mark.parametrize(
    "told",
    [
        ["ESEARCH UID"],
        ['ESEARCH (TAG "x") UID COUNT 0'],
        [],
        ["SEARCH"],
        ["SEARCH "],
        ["SEARCH  "],
        ["SEARCH ", "SEARCH"],
    ],
    ids=str,
)
def test_nothing_found_is_no_error_however_it_is_told(told: list[str], world: World) -> None:
    world.imap.on("SEARCH", untagged(*told))
    assert world.run().delivered == 0


class ThreatQIsDown(FakeThreatQ):
    """Takes nothing."""

    def find_file(self, md5: str, size: int, known: int | None = None) -> int | None:
        raise ThreatQUnavailable("ThreatQ is down")


def peeking_marks(imap: ScriptedImap, tell: str, then: str = "") -> None:
    """A server for which BODY.PEEK[] is BODY[], and that tells the new flags there.

    It takes a flag off again, or only answers ``then``.
    """

    def fetch(command: Command) -> None:
        for uid in map(int, command.arguments.split(" ")[0].split(",")):
            answer = imap.answer(uid, command.arguments)
            if "BODY" in command.arguments:
                imap.flags[uid].add(SEEN)
                answer = {
                    "among the items": imap.answer(uid, command.arguments),
                    "behind them": answer + b"* %d FETCH (UID %d FLAGS (\\Seen))\r\n" % (uid, uid),
                }[tell]
            command.send(answer)
        command.end()

    def store(command: Command) -> None:
        if command.arguments.split(" ")[1] == "-FLAGS.SILENT":
            if then:
                return command.end(then)
            for uid in map(int, command.arguments.split(" ")[0].split(",")):
                imap.flags[uid].discard(SEEN)
            return command.end()
        return imap.do_store(command)

    imap.on("FETCH", fetch).on("STORE", store)


@pytest.mark.parametrize("tell", ["among the items", "behind them"])
def test_mail_that_the_server_marks_because_it_was_looked_at_is_not_lost(tell: str, world: World) -> None:
    peeking_marks(world.imap, tell)
    world.threatq = ThreatQIsDown()
    with pytest.raises(ThreatQUnavailable):
        world.run()
    assert world.seen == set()
    world.threatq = FakeThreatQ()
    assert world.run().delivered == 2
    assert world.seen == {2, 5}
    assert world.delivered == ["2.csv v2", "5.csv v5"]


@pytest.mark.parametrize("answer", ["NO [NOPERM] Permission denied", "OK done"], ids=["refuses", "does nothing"])
def test_mail_that_stays_marked_because_it_was_looked_at_is_delivered_and_no_more_is_fetched(
    answer: str, world: World
) -> None:
    """Else what was fetched and not delivered, as when a run dies, would be lost."""
    world.imap.messages.update({uid: mail(uid) for uid in range(6, 64)})
    peeking_marks(world.imap, "among the items", then=answer)
    with pytest.raises(MailboxError) as caught:
        world.run("INBOX", "Phish")
    assert str(caught.value) == (
        "localhost marks messages as read when they are fetched, and does not take that back: those of a run that dies "
        "would be lost. Set done to keyword, move or ledger"
    )
    assert len(world.delivered) == len(world.seen) == 50
    world.done = Done("ledger")
    assert world.run().delivered == 10
    assert len(world.delivered) == 60


def test_the_only_mail_that_stays_marked_because_it_was_looked_at_is_told_too(world: World) -> None:
    del world.imap.messages[5]
    peeking_marks(world.imap, "among the items", then="NO [NOPERM] Permission denied")
    with pytest.raises(MailboxError, match="marks messages as read when they are fetched"):
        world.run()
    assert (world.delivered, world.seen) == (["2.csv v2"], {2})


REFUSALS = [
    "[UNAVAILABLE] Backend down", "[INUSE] Locked", "[LIMIT] Slow down", "Server Unavailable. 15",
    "[OVERQUOTA] Mailbox is full",
]  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize(("command", "done"), [("STORE", Done()), ("MOVE", Done("move", folder="Phish"))])
def test_a_mark_refused_for_the_moment_is_set_by_the_next_run(
    code: str, command: str, done: Done, world: World
) -> None:
    """Rights are no cure for that."""
    world.done = done
    world.imap.on(command, tagged(f"NO {code}"))
    with pytest.raises(MailboxError) as caught:
        world.run()
    said = f"INBOX: localhost refused {command}: {code}. The mail is in ThreatQ, but not marked"
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith("; the next run does that")


@pytest.mark.parametrize(("command", "done"), [("STORE", Done()), ("MOVE", Done("move", folder="Phish"))])
def test_a_mark_that_is_set_but_not_told_is_no_missing_right(command: str, done: Done, world: World) -> None:
    world.done = done

    def fetch(asked: Command) -> None:
        is_after = any(line.startswith(f"UID {command}") for line in world.imap.seen)
        asked.end("BAD Command Error. 12") if is_after else world.imap.do_fetch(asked)

    world.imap.on("MOVE", lambda asked: (world.imap.messages.clear(), asked.end())[0])
    world.imap.on("FETCH", fetch)
    with pytest.raises(MailboxError) as caught:
        world.run()
    assert str(caught.value) == (
        "INBOX: localhost refused FETCH: Command Error. 12. The mail is in ThreatQ, but whether it stays marked was "
        "not told; the next run sees that"
    )
    world.imap.on("FETCH", world.imap.do_fetch)
    assert (world.run().delivered, len(world.delivered)) == (0, 2)


@pytest.mark.parametrize("text", ["[EXPUNGEISSUED] Some messages no longer exist", "Some messages no longer exist"])
@pytest.mark.parametrize(
    ("command", "done", "gone"),
    [("STORE", Done(), {2}), ("STORE", Done(), {2, 5}), ("MOVE", Done("move", folder="Phish"), {2})],
)
def test_mail_that_is_removed_before_it_is_marked_keeps_no_other_from_being_marked(
    text: str, command: str, done: Done, gone: set[int], world: World
) -> None:
    """A server may refuse all of it then (RFC 2180, 4.2.1)."""

    def mark(imap_command: Command) -> None:
        for uid in gone:
            world.imap.messages.pop(uid, None)
        wanted = set(map(int, imap_command.arguments.split(" ")[0].split(",")))
        if wanted & gone:
            imap_command.end(f"NO {text}")
        elif command == "STORE":
            world.imap.do_store(imap_command)
        else:
            world.imap.messages.clear()
            imap_command.end()

    world.done = done
    world.imap.on(command, mark)
    report = world.run()
    assert (report.delivered, report.exit_code) == (2, 0)
    assert world.run().delivered == 0
    assert world.seen == set(world.imap.messages)


@pytest.mark.parametrize("text", ["[UNAVAILABLE] Try later", "Temporary failure, please try again"])
def test_a_message_refused_for_the_moment_is_tried_by_each_run(
    text: str, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """And never rests in quarantine; that it is not read yet is said each time."""

    def fetch(command: Command) -> None:
        asked_for = command.arguments.split(" ")[0].split(",")
        (tagged(f"NO {text}") if "2" in asked_for and "BODY" in command.arguments else world.imap.do_fetch)(command)

    world.imap.on("FETCH", fetch)
    for _ in range(3):
        caplog.clear()
        report = world.run()
        assert (report.failed, report.quarantined, report.exit_code) == (1, 0, 3)
        why = f"it could not be fetched: localhost refused FETCH: {text}"
        assert [record.getMessage() for record in caplog.records] == [
            f"UID 2 in INBOX is asked for once more: {why}", f"UID 2 in INBOX stays unread: {why}",
        ]  # fmt: skip
    assert (world.delivered, world.seen) == (["5.csv v5"], {5})
    world.imap.on("FETCH", world.imap.do_fetch)
    assert world.run().exit_code == 0
    assert world.seen == {2, 5}


@pytest.mark.parametrize("command", ["SELECT", "SEARCH", "STORE"])
def test_a_folder_that_refuses_something_keeps_none_behind_it_from_being_read(command: str, world: World) -> None:
    """As where its index is broken, or the user may not mark in it, which shows only then."""
    world.imap.on(command, tagged("NO [NOPERM] Not here"), getattr(world.imap, f"do_{command.lower()}"))
    with pytest.raises(MailboxError, match=r"\[NOPERM\] Not here"):
        world.run("INBOX", "Phish")
    assert world.seen == {2, 5}
    assert world.delivered == ["2.csv v2", "5.csv v5"]


def test_a_folder_that_keeps_no_marks_keeps_none_behind_it_from_being_read(world: World) -> None:
    world.imap.on("STORE", tagged("OK done"), world.imap.do_store)
    with pytest.raises(MailboxError, match="The mail in INBOX is in ThreatQ, but the server does not keep it marked"):
        world.run("INBOX", "Phish")
    assert world.seen == {2, 5}


def asked_of_the_second(imap: ScriptedImap, item: str, fault: Behaviour) -> Behaviour:
    """FETCH as it should be, but for this item of UID 5, alone or among others."""

    def fetch(command: Command) -> None:
        spoiled = item in command.arguments and "5" in command.arguments.split(" ")[0].split(",")
        (fault if spoiled else imap.do_fetch)(command)

    return fetch


@pytest.mark.parametrize("fault", [tagged("NO [SERVERBUG] Internal error"), bye("Internal error"), cut()])
@pytest.mark.parametrize("item", ["RFC822.SIZE", "INTERNALDATE)"])
def test_a_message_whose_size_or_date_cannot_be_told_keeps_no_other_from_being_read(
    item: str, fault: Behaviour, world: World
) -> None:
    """Dovecot has to open a message to tell its size, or, in some stores, when it came."""
    world.imap.on("FETCH", asked_of_the_second(world.imap, item, fault))
    world.threatq.refuse = {"v5"}  # so that it stays unread, and its date is asked for
    assert world.run().delivered == 1
    assert (world.delivered, world.seen) == (["2.csv v2", "5.csv "], {2})


def test_messages_that_are_all_refused_for_the_moment_are_blamed_for_nothing(world: World) -> None:
    world.imap.messages.update({uid: mail(uid) for uid in (6, 7)})
    world.imap.on("FETCH", lambda command: (
        command.end("NO [UNAVAILABLE] Backend down") if "BODY" in command.arguments else world.imap.do_fetch(command)
    ))  # fmt: skip
    for _ in range(3):
        with pytest.raises(MailboxError, match=r"\[UNAVAILABLE\] Backend down; so it did for all 4 messages"):
            world.run()
    world.imap.on("FETCH", world.imap.do_fetch)
    assert world.run().delivered == 4


@pytest.mark.parametrize("code", REFUSALS[:4])
def test_a_folder_that_cannot_be_opened_now_is_read_by_the_next_run(code: str, world: World) -> None:
    world.imap.on("SELECT", tagged(f"NO {code}"), world.imap.do_select)
    with pytest.raises(MailboxError) as caught:
        world.run()
    assert str(caught.value) == (
        f"The folder INBOX cannot be opened: localhost refused SELECT: {code}. The next run tries again"
    )
    assert world.run().delivered == 2


@pytest.mark.parametrize("command", ["SELECT", "SEARCH", "FETCH", "STORE", "NOOP"])
@pytest.mark.parametrize("text", ["[UNAVAILABLE] Going down", "Autologout; idle for too long", "Connection closed. 14"])
def test_a_goodbye_in_the_middle_neither_loses_nor_doubles(text: str, command: str, world: World) -> None:
    world.imap.on(command, bye(text), getattr(world.imap, f"do_{command.lower()}"))
    assert world.run().delivered == 2
    assert world.delivered == ["2.csv v2", "5.csv v5"]
    assert world.seen == {2, 5}


def test_a_mark_that_was_set_before_the_connection_was_lost_is_no_new_mail(world: World) -> None:
    """Also where the server stays away: the next run has nothing to do."""

    def store_and_go(command: Command) -> None:
        for uid in map(int, command.arguments.split(" ")[0].split(",")):
            world.imap.flags[uid].add(SEEN)
        bye("Server restarts")(command)

    world.imap.on("STORE", store_and_go)
    with pytest.raises(TqimapError):
        world.run()
    world.imap.on("STORE", world.imap.do_store)
    assert world.run().delivered == 0
    assert world.delivered == ["2.csv v2", "5.csv v5"]


def test_a_folder_made_anew_in_the_middle_is_read_from_the_beginning_by_the_next_run(world: World) -> None:
    """The UIDs of before are those of other messages now."""
    anew = untagged("2 EXISTS", "OK [UIDVALIDITY 8] valid", then="OK [READ-WRITE] done")

    def other(command: Command) -> None:
        world.imap.messages.clear()
        world.imap.messages.update({2: mail(3), 5: mail(4)})
        anew(command)

    world.imap.on("SELECT", world.imap.do_select, other, anew).on("STORE", cut(), world.imap.do_store)
    with pytest.raises(MailboxError, match="was made anew during the run; the next run reads it"):
        world.run()
    assert world.seen == set()
    assert world.run().delivered == 2
    assert world.delivered == ["2.csv v2", "3.csv v3", "4.csv v4", "5.csv v5"]
    assert world.seen == {2, 5}


def test_mail_that_vanishes_between_being_found_and_fetched_is_no_failure(world: World) -> None:
    def vanish(command: Command) -> None:
        world.imap.do_search(command)
        world.imap.messages.pop(2, None)

    world.imap.on("SEARCH", vanish, world.imap.do_search)
    report = world.run()
    assert (report.delivered, report.failed) == (1, 0)
    assert world.delivered == ["5.csv v5"]


@pytest.mark.parametrize(
    "content",
    [
        b"BODY[]<0> {10}\r\n5.csv: v5\n", b"BODY[TEXT] {3}\r\nfoo", b"BODY[] NIL", b'BODY[] ""', b"BODY[] {0}\r\n",
        b"BODY NIL", b"RFC822 NIL", b"BODY[] 5 BODY[] NIL",
    ],
)  # fmt: skip
def test_what_is_not_the_whole_message_is_none(content: bytes, world: World) -> None:
    """And the other one is read."""

    def fetch(command: Command) -> None:
        if "BODY" not in command.arguments:
            return world.imap.do_fetch(command)
        for uid in map(int, command.arguments.split(" ")[0].split(",")):
            command.send(world.imap.answer(2) if uid == 2 else b"* 2 FETCH (UID 5 " + content + b")\r\n")
        return command.end()

    world.imap.on("FETCH", fetch)
    report = world.run()
    assert (report.delivered, report.failed) == (1, 1)
    assert (world.delivered, world.seen) == (["2.csv v2"], {2})


FORMS: list[Callable[[bytes], bytes]] = [
    lambda raw: b"body[] {%d}\r\n%s" % (len(raw), raw),
    lambda raw: b'BODY[] "%s"' % raw,
    lambda raw: b"MODSEQ (7) BODY[] {%d}\r\n%s FLAGS (\\Recent) " % (len(raw), raw),
    lambda raw: b"BODY[] ~{%d}\r\n%s" % (len(raw), raw),
]


@pytest.mark.parametrize("form", FORMS, ids=["in lower case", "quoted", "among what was not asked for", "a literal8"])
def test_a_message_may_be_given_in_any_form(form: Callable[[bytes], bytes], world: World) -> None:
    def fetch(command: Command) -> None:
        if "BODY" not in command.arguments:
            return world.imap.do_fetch(command)
        for number, uid in enumerate(map(int, command.arguments.split(" ")[0].split(",")), 1):
            command.send(b"* %d FETCH (%s UID %d)\r\n" % (number, form(mail(uid)), uid))
        return command.end()

    world.imap.on("FETCH", fetch)
    assert world.run().delivered == 2
    assert world.delivered == ["2.csv v2", "5.csv v5"]


@pytest.mark.parametrize("attribute", [r"\Noselect", r"\NonExistent", r"\HasChildren \noselect"])
def test_mail_is_not_moved_into_what_is_no_folder(attribute: str, world: World) -> None:
    """A name on the way to others: the server refuses to move into it when all is delivered."""
    world.done = Done("move", folder="Archive")
    world.imap.on("LIST", untagged(f'LIST ({attribute}) "/" Archive'))
    with pytest.raises(MailboxError, match=r"There is no folder Archive \(done_folder\). Make it, or name another one"):
        world.run()
    assert world.delivered == []


@pytest.mark.parametrize("name", ['"R&D"', '"&2D0-"'])
def test_a_folder_whose_name_breaks_the_rules_hides_no_other(name: str, world: World) -> None:
    """Names are in modified UTF-7 (RFC 3501, 5.1.3); not all programs that make folders know that."""
    world.imap.on("LIST", untagged(f'LIST () "/" {name}', 'LIST () "/" "Gr&APwA3w-e"', 'LIST () "/" Phish'))
    world.imap.on("SELECT", tagged("NO [NONEXISTENT] No such folder"))
    with pytest.raises(MailboxError, match="There is no folder Phsh; there are: Phish, Grüße"):
        world.run("Phsh")


def test_what_the_server_can_do_may_change_with_the_login(world: World) -> None:
    """Cyrus, Dovecot and others tell all of it only then."""

    def move(command: Command) -> None:
        for uid in map(int, command.arguments.split(" ")[0].split(",")):
            world.imap.messages.pop(uid, None)
        untagged("OK [COPYUID 7 2,5 1:2] Moved", "1 EXPUNGE", "1 EXPUNGE")(command)

    world.done = Done("move", folder="Phish")
    able, unable = untagged("CAPABILITY IMAP4rev1 MOVE UIDPLUS"), untagged("CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR")
    world.imap.on("CAPABILITY", unable, able).on("MOVE", move)
    assert world.run().delivered == 2
    assert world.imap.messages == {}
