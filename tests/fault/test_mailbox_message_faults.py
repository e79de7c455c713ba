"""Faults on one message or in the middle of a run: the others are read, the bad one is named, nothing hangs."""

import contextlib
import errno
import logging
import mmap
import re
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest
from conftest import Fault
from servers.faulty_mail import GOOD, LONG, SHORT, to
from servers.scripted_imap import Behaviour, Command, ScriptedImap, bye, cut, drip, stall, tagged, untagged

from tqimap.config.settings import Done
from tqimap.errors import MailboxError, StateError, Stopped, UnreachableError
from tqimap.mailbox import Mailbox, client
from tqimap.run.folder import Folder, Gone, NotFetched
from tqimap.stop import Stop

BAD = 2
OVER = Stop(1e-9)  # the time of the run is over
SUBSTITUTE = (
    b'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="us-ascii"\r\nFrom: Microsoft Exchange Server 2010\r\n'
    b"To: alice\r\nSubject: Retrieval using the IMAP4 protocol failed for the following\r\n message: 20004\r\n\r\n"
    b"The server couldn't retrieve the following message:\r\n"
)

NO_LONGER = (
    b"From: System Administrator <root@localhost>\r\nSubject: message unavailable\r\n\r\n"
    b"This message is no longer available on the server.\r\n"
)


class Impatient(Stop):
    """Waits for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@dataclass(frozen=True, slots=True)
class Row:
    """What a server does when asked for the bad message among good ones, and why that message is not read then."""

    fault: str
    behaviour: Behaviour
    reason: str
    patience: float = LONG

    def __str__(self) -> str:
        return self.fault


def given(literal: bytes) -> Behaviour:
    """This in place of the content, and all else as it should be."""
    return untagged(b"2 FETCH (UID 2 BODY[] " + literal + b")")


def uids(command: Command) -> list[int]:
    return [int(uid) for uid in command.arguments.split(" ")[0].split(",")]


def spoil(imap: ScriptedImap, behaviour: Behaviour) -> None:
    """The good messages of a batch are sent as they should be, then the bad one is not."""

    def fetch(command: Command) -> None:
        if "BODY" not in command.arguments:
            answer_others(command, uids(command))
            command.end()
            return
        answer_others(command, [uid for uid in uids(command) if uid != BAD])
        (behaviour if BAD in uids(command) else tagged("OK done"))(command)

    def answer_others(command: Command, which: list[int]) -> None:
        for uid in which:
            command.send(imap.answer(uid, command.arguments))

    imap.on("FETCH", fetch)


SILENT = stall()
NOT_GIVEN = "the server lists it but gives no content. Look at it with a mail program, and delete it if it is empty"
LOST = "it could not be fetched: The connection to imap.example.org was lost"
ROWS = [
    Row("the connection closes in the middle", cut(b"* 2 FETCH (UID 2 BODY[] {100}\r\nabc"),
        f"{LOST} during FETCH: the server closed it"),
    Row("a reset in the middle", cut(b"* 2 FETCH (UID 2 BODY[] {100}\r\nabc", reset=True),
        f"{LOST}: Connection reset by peer"),
    Row("silence in the middle", stall(b"* 2 FETCH (UID 2 BODY[] {100}\r\nabc"),
        "it could not be fetched: imap.example.org said nothing for N s", patience=SHORT),
    Row("the server is stopped", bye("Server shutting down."), f"{LOST} during FETCH: Server shutting down."),
    Row("NO", tagged("NO [SERVERBUG] some messages could not be fetched"),
        "it could not be fetched: imap.example.org refused FETCH: [SERVERBUG] some messages could not be fetched"),
    Row("BAD", tagged("BAD Server Unavailable. 15"),
        "it could not be fetched: imap.example.org refused FETCH: Server Unavailable. 15"),
    Row("OK, and nothing", tagged("OK FETCH completed."), NOT_GIVEN),
    Row("NIL", given(b"NIL"), NOT_GIVEN),
    Row("a number", given(b"17"), NOT_GIVEN),
    Row("empty", given(b"{0}\r\n"), NOT_GIVEN),
    Row("a substitute text (Exchange)", given(b"{%d}\r\n%s" % (len(SUBSTITUTE), SUBSTITUTE)), NOT_GIVEN),
    Row("a substitute text (Courier)", given(b"{%d}\r\n%s" % (len(NO_LONGER), NO_LONGER)), NOT_GIVEN),
    Row("10 GB announced, then the end", cut(b"* 2 FETCH (UID 2 BODY[] {10000000000}\r\nabc"),
        f"{LOST} during FETCH: the server closed it"),
    Row("shorter than announced", given(b"{5000}\r\nabc"),
        "it could not be fetched: imap.example.org said nothing for N s", patience=SHORT),
    Row("an answer without end", given(b'"abc'),
        "it could not be fetched: imap.example.org answered what cannot be understood"),
    Row("an answer too deep", given(b"(" * 50_000 + b")" * 50_000),
        "it could not be fetched: imap.example.org answered what cannot be understood (RecursionError)"),
    Row("noise", cut(b"\x00\xff noise about s3ntinel\r\n"),
        f"{LOST} during FETCH: the server answered out of turn"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_fault_on_one_message(row: Row, tmp_path: Path, fault_table: Callable[[Fault], None]) -> None:
    with ScriptedImap(dict.fromkeys((1, BAD, 3), GOOD)) as imap:
        spoil(imap, row.behaviour)
        with Mailbox(to(imap.port, patience=row.patience), tmp_path) as mailbox:
            folder = Folder(mailbox, "INBOX", Impatient())
            read, failures = fetch(folder, [1, BAD, 3])
            assert read == {1, 3}
            assert {uid for uid, _ in failures} == {BAD}
            assert {as_example(reason) for _, reason in failures} == {row.reason}
            assert folder.mark(sorted(read)) == read
        assert imap.flags[BAD] == set()
    assert list(tmp_path.iterdir()) == []
    fault_table(Fault("message", row.fault, f"UID 2 in INBOX stays unread: {row.reason}", 3))


def fetch(folder: Folder, wanted: list[int]) -> tuple[set[int], list[tuple[int, str]]]:
    read: set[int] = set()
    failures = []
    for item in folder.fetch(wanted):
        match item:
            case NotFetched(uid, reason):
                failures.append((uid, reason))
            case list():
                read.update(message.uid for message in item if message.raw == GOOD)
    return read, failures


def as_example(text: str) -> str:
    return re.sub(rf"for {SHORT:g} s", "for N s", text).replace("localhost", "imap.example.org")


@pytest.mark.parametrize(
    "text",
    ["[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)", "[LIMIT] Rate limit hit.", "[INUSE] x"],
)
def test_what_the_account_may_not_have_now_is_blamed_on_no_message(
    text: str, tmp_path: Path, fault_table: Callable[[Fault], None]
) -> None:
    """Else two runs over a spent allowance, as Gmail's of a day, would put all mail into quarantine."""
    with ScriptedImap({1: GOOD, 2: GOOD}) as imap:
        imap.on("FETCH", tagged(f"NO {text}"))
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            folder = Folder(mailbox, "INBOX", Impatient())
            with pytest.raises(MailboxError) as caught:
                fetch(folder, [1, 2])
    said = f"imap.example.org refused FETCH: {text.rstrip('.')}. Nothing more can be fetched now; the next run goes on"
    assert as_example(str(caught.value)) == said and caught.value.exit_code == 1
    if "bandwidth" in text:
        fault_table(Fault("run", "the allowance is used up (Gmail)", said, 1))


def test_a_throttled_connection_waits_as_long_as_asked_and_blames_nobody(tmp_path: Path) -> None:
    with ScriptedImap({1: GOOD}) as imap:
        imap.on("FETCH", bye("Request is throttled. Suggested Backoff Time: 299961 milliseconds"), imap.do_fetch)
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            stop = Impatient()
            assert fetch(Folder(mailbox, "INBOX", stop), [1]) == ({1}, [])
    assert stop.slept == [pytest.approx(299.961)]


def test_a_back_off_of_days_is_not_waited_for(tmp_path: Path) -> None:
    with ScriptedImap({1: GOOD}) as imap:
        imap.on("FETCH", bye("Suggested Backoff Time: 999999999 milliseconds"), imap.do_fetch)
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            stop = Impatient()
            fetch(Folder(mailbox, "INBOX", stop), [1])
    assert stop.slept == [600.0]


def test_what_somebody_has_removed_is_gone_though_the_server_refuses_to_give_it(tmp_path: Path) -> None:
    """RFC 2180, 4.1.3: NO, where a part of what was asked for is no more."""
    with ScriptedImap(dict.fromkeys((1, 3), GOOD)) as imap:
        imap.on("FETCH", lambda command: (
            command.end("NO Some of the requested messages no longer exist")
            if BAD in uids(command) and "BODY" in command.arguments else imap.do_fetch(command)
        ))  # fmt: skip
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            folder = Folder(mailbox, "INBOX", Impatient())
            items = list(folder.fetch([1, BAD, 3]))
    assert [item for item in items if not isinstance(item, list)] == [Gone(BAD)]
    assert sorted(message.uid for some in items if isinstance(some, list) for message in some) == [1, 3]


@pytest.mark.parametrize("removed", [None, 1, 400_000_000], ids=["as it is", "the first goes", "one in between goes"])
def test_a_large_folder_is_searched_in_as_many_parts_as_it_has_messages(
    removed: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far apart their UIDs; and none is passed over where others move up meanwhile (RFC 9051, 7.5.1)."""
    monkeypatch.setattr("tqimap.mailbox.mailbox.SEARCH_WINDOW", 2)
    with ScriptedImap(dict.fromkeys((1, 2, 400_000_000, 400_000_001, 4_000_000_000), GOOD)) as imap:

        def search(command: Command) -> None:
            first, last = command.arguments.split()[0].split(":")
            found = list(imap.messages)[int(first) - 1 : None if last == "*" else int(last)]
            imap.messages.pop(removed, None)
            untagged(" ".join(["SEARCH", *map(str, found)]))(command)

        imap.on("SEARCH", search)
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            mailbox.select("INBOX")
            assert set(imap.messages) <= set(mailbox.unread()) | {removed}
    assert [line.split()[2] for line in imap.seen if line.startswith("UID SEARCH")] == ["5:*", "3:4", "1:2"]


@pytest.mark.parametrize(
    "lines",
    [
        ("SEARCH 1 3", "SEARCH 7"),
        ("SEARCH", "SEARCH 7 3", "2 EXISTS", "SEARCH 1"),
        ("SEARCH 1 3 (MODSEQ 9)", "SEARCH 7"),
    ],
)
def test_what_is_found_may_be_told_in_several_lines(lines: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing in RFC 3501 (7.2.5) has it in one."""
    with ScriptedImap({1: GOOD, 3: GOOD, 7: GOOD}) as imap:
        imap.on("SEARCH", untagged(*lines))
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            mailbox.select("INBOX")
            assert mailbox.unread() == [1, 3, 7]


def test_flags_that_others_change_meanwhile_do_not_disturb(tmp_path: Path) -> None:
    with ScriptedImap({1: GOOD, 3: GOOD}) as imap:

        def busy(command: Command) -> None:
            command.send(b"* 2 FETCH (UID 3 FLAGS (\\Flagged))\r\n* 3 EXISTS\r\n")
            command.send(imap.answer(1))
            command.send(b"* 1 FETCH (FLAGS (\\Seen))\r\n")
            command.end()

        imap.on("FETCH", busy)
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            mailbox.select("INBOX")
            assert [(message.uid, message.raw) for message in mailbox.fetch([1])] == [(1, GOOD)]


def test_a_mail_about_the_substitute_text_is_a_mail(tmp_path: Path) -> None:
    mails = [
        b"Received: by mx\r\n" + SUBSTITUTE,
        GOOD + SUBSTITUTE,
        b"Received: by mx\r\n" + NO_LONGER,
        NO_LONGER + b"?",
    ]
    with ScriptedImap(dict(enumerate(mails, 1))) as imap, Mailbox(to(imap.port), tmp_path) as mailbox:
        mailbox.select("INBOX")
        assert [message.uid for message in mailbox.fetch([1, 2, 3, 4])] == [1, 2, 3, 4]


def test_what_somebody_removes_meanwhile_is_gone_though_the_server_tells_late(tmp_path: Path) -> None:
    """Courier goes on to answer for it, with a text of its own, until it is asked for news."""
    with ScriptedImap({1: GOOD, BAD: NO_LONGER}) as imap:
        imap.on("STORE", lambda command: (imap.flags[1].add("\\Seen"), command.end()))
        imap.on("NOOP", lambda command: (imap.messages.pop(BAD, None), untagged("2 EXPUNGE", "1 EXISTS")(command)))
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            folder = Folder(mailbox, "INBOX", Impatient())
            assert folder.mark([1, BAD]) == {1}
            *_, last = folder.fetch([1, BAD])
            assert last == Gone(BAD)
            assert folder.present([1, BAD]) == {1}


def test_a_mark_that_the_server_does_not_keep_is_noticed(tmp_path: Path) -> None:
    with ScriptedImap({1: GOOD, 2: GOOD}) as imap:
        imap.on("STORE", lambda command: (imap.flags[1].add("\\Seen"), command.end()))
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            mailbox.select("INBOX")
            assert mailbox.mark([1, 2]) == {1}


def test_a_mark_that_only_the_session_remembers_is_noticed(tmp_path: Path) -> None:
    """Courier, where it may not write into the directory of the mail, tells the truth after NOOP."""
    with ScriptedImap({1: GOOD}) as imap:
        imap.on("NOOP", lambda command: (imap.flags.clear(), untagged("1 FETCH (FLAGS ())")(command)))
        with Mailbox(to(imap.port), tmp_path) as mailbox:
            mailbox.select("INBOX")
            assert mailbox.mark([1]) == set()


@pytest.mark.parametrize("lost", [cut(), cut(reset=True), SILENT], ids=["closed", "reset", "silence"])
def test_a_connection_lost_while_marking_is_opened_again_and_the_mark_is_set(lost: Behaviour, tmp_path: Path) -> None:
    with ScriptedImap({1: GOOD}) as imap:
        imap.on("STORE", lost, imap.do_store)
        with Mailbox(to(imap.port, patience=SHORT if lost is SILENT else LONG), tmp_path) as mailbox:
            folder = Folder(mailbox, "INBOX", Impatient())
            assert folder.mark([1]) == {1}
    assert imap.flags[1] == {"\\Seen"} and imap.connections == 2


@pytest.mark.parametrize("name", ["SEARCH", "FETCH", "SELECT", "LOGIN"])
def test_a_byte_now_and_then_does_not_hold_a_run_beyond_its_time(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault_table: Callable[[Fault], None]
) -> None:
    monkeypatch.setattr("tqimap.mailbox.mailbox.GRACE", SHORT)
    line = b"* 1 FETCH (UID 1 BODY[] {90000}\r\n" if name == "FETCH" else b"* OK "
    with ScriptedImap({1: GOOD}) as imap:
        imap.on(name, drip(line + b"x" * 90_000, 0.02))
        with pytest.raises(MailboxError) as caught, Mailbox(to(imap.port), tmp_path, stop=OVER) as mailbox:
            mailbox.select("INBOX")
            mailbox.unread()
            mailbox.fetch([1])
    said = (
        "Gave up on imap.example.org: the time for all of it is over (run_seconds for a run), and one command took N s"
    )
    shown = re.sub(r"took \S+ s", "took N s", as_example(str(caught.value)))
    assert re.sub(r"; it has sent \d+ bytes in all", "", shown) == said
    assert ("bytes in all" in shown) == (name != "LOGIN")
    assert re.search(r"took [0-9] s", str(caught.value)), "how long it really took"
    if name == "FETCH":
        fault_table(Fault("run", "a byte now and then", f"{said}; it has sent N bytes in all", 1))


@pytest.mark.parametrize("name", ["CAPABILITY", "LOGIN", "SELECT", "SEARCH", "STORE"])
def test_lines_without_end_do_not_fill_the_memory(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """imaplib keeps each of them until the command ends."""
    monkeypatch.setattr(client, "ANSWER_BYTES", 1_000_000)
    sent = []

    def flood(command: Command) -> None:
        while sum(sent) < 100_000_000:
            command.send(b"* OK still at it\r\n" * 1000)
            sent.append(19_000)
        command.end()

    with ScriptedImap({1: GOOD}) as imap:
        imap.on(name, flood)
        with pytest.raises(MailboxError, match="1000000 bytes"), Mailbox(to(imap.port), tmp_path) as mailbox:
            mailbox.select("INBOX")
            mailbox.unread()
            mailbox.mark([1])
    assert sum(sent) < 20_000_000


def test_each_command_may_be_answered_with_as_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All mail of a run together is more than one answer may have; what is no mail may have less."""
    monkeypatch.setattr(client, "ANSWER_BYTES", 2000)
    monkeypatch.setattr("tqimap.mailbox.mailbox.FETCH_ROOM", 1000)
    large = GOOD + b"x" * 4000
    mail = dict.fromkeys(range(1, 6), large)
    with ScriptedImap(mail) as imap, Mailbox(to(imap.port), tmp_path, max_message_bytes=5000) as mailbox:
        mailbox.select("INBOX")
        for uid in mail:
            assert [message.raw for message in mailbox.fetch([uid])] == [large]
        imap.on("SEARCH", untagged(*["OK still at it"] * 200))
        with pytest.raises(MailboxError, match="more than 2000 bytes"):
            mailbox.unread()


@pytest.mark.parametrize("announced", [2_000, 1_000_000])
def test_literals_count_and_are_refused_before_they_are_read(
    announced: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqimap.mailbox.mailbox.FETCH_ROOM", 1000)

    def many(command: Command) -> None:
        for number in range(5):
            command.send(b"* 1 FETCH (UID 1 X%d {%d}\r\n" % (number, announced) + b"x" * 2_000 + b")\r\n")
        command.connection.recv(1)  # until we have hung up

    with ScriptedImap({1: GOOD}) as imap, Mailbox(to(imap.port), tmp_path, max_message_bytes=5000) as mailbox:
        imap.on("FETCH", many)
        mailbox.select("INBOX")
        with pytest.raises(MailboxError, match="more than 6000 bytes"):
            mailbox.fetch([1])


def test_a_greeting_that_never_ends_is_cut_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tqimap.mailbox.mailbox.GRACE", SHORT)
    with ScriptedImap(greeting=b"* OK ") as imap:
        imap._talk = lambda connection: drip(b"x" * 900, 0.02)(Command(connection, "", "", ""))  # type: ignore[method-assign]
        with pytest.raises(MailboxError, match="Gave up"):
            Mailbox(to(imap.port), tmp_path, stop=OVER).open()


@pytest.mark.parametrize("name", ["greeting", "LOGIN", "SELECT", "SEARCH", "STORE", "NOOP"])
def test_a_silent_server_is_not_waited_for_after_a_signal(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal came before the command, as that for a run which still marks what it has delivered."""
    monkeypatch.setattr("tqimap.stop.STOPPED_SECONDS", SHORT)
    stop = Stop()
    stop._caught(signal.SIGTERM, None)
    with ScriptedImap({1: GOOD}, greeting=None if name == "greeting" else b"* OK ready\r\n") as imap:
        imap.on(name, stall())
        with (
            pytest.raises(Stopped, match=r"^SIGTERM received while localhost was waited for$") as caught,
            Mailbox(to(imap.port, patience=LONG), tmp_path, stop=stop) as mailbox,
        ):
            mailbox.select("INBOX")
            mailbox.unread()
            mailbox.mark([1])
    assert caught.value.exit_code == 143


def test_a_server_that_answers_is_still_asked_after_a_signal(tmp_path: Path) -> None:
    stop = Stop()
    stop._caught(signal.SIGTERM, None)
    with ScriptedImap({1: GOOD}) as imap, Mailbox(to(imap.port), tmp_path, stop=stop) as mailbox:
        mailbox.select("INBOX")
        assert mailbox.mark([1]) == {1}


@pytest.mark.parametrize("date", ['"01-Jan-0001 00:00:00 +1400"', '"31-Dec-9999 23:59:59 -1200"', "NIL"])
def test_a_date_that_cannot_be_is_now_and_costs_no_message(date: str, tmp_path: Path) -> None:
    with ScriptedImap({1: GOOD}) as imap, Mailbox(to(imap.port), tmp_path) as mailbox:
        imap.on("FETCH", untagged(f"1 FETCH (UID 1 INTERNALDATE {date} BODY[] {{{len(GOOD)}}}\r\n{GOOD.decode()})"))
        mailbox.select("INBOX")
        (message,) = mailbox.fetch([1])
    assert message.raw == GOOD
    assert message.internaldate.year not in (1, 9999) and message.internaldate.tzinfo is UTC


def test_a_message_that_is_still_there_has_not_been_moved(tmp_path: Path) -> None:
    """Whatever the server says: who believed it would never look at that message again."""
    with (
        ScriptedImap({1: GOOD, 2: GOOD}) as imap,
        Mailbox(to(imap.port), tmp_path, done=Done("move", folder="INBOX")) as mailbox,
    ):
        imap.on("MOVE", tagged("OK done"))
        mailbox.select("INBOX")
        assert mailbox.mark([1, 2]) == set()


def test_what_was_delivered_is_still_marked_after_the_deadline(tmp_path: Path) -> None:
    with ScriptedImap({1: GOOD}) as imap, Mailbox(to(imap.port), tmp_path, stop=OVER) as mailbox:
        mailbox.select("INBOX")
        assert mailbox.mark([1]) == {1}


def test_a_large_message_is_on_disk_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LITERAL_IN_MEMORY", 1000)
    monkeypatch.setattr(client, "PIECE", 300)
    large = GOOD + b"0123456789" * 200
    with ScriptedImap({1: GOOD, 2: large}) as imap, Mailbox(to(imap.port), tmp_path) as mailbox:
        mailbox.select("INBOX")
        small, big = mailbox.fetch([1, 2])
        assert small.raw == GOOD and isinstance(small.raw, bytes)
        assert isinstance(big.raw, mmap.mmap) and big.raw[:] == large
    assert list(tmp_path.iterdir()) == []


def test_a_spool_that_cannot_be_written_ends_the_run_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "LITERAL_IN_MEMORY", 10)
    with ScriptedImap({1: GOOD}) as imap, Mailbox(to(imap.port), tmp_path / "gone") as mailbox:
        mailbox.select("INBOX")
        with pytest.raises(StateError, match=r"large message to .*/gone: No such file"):
            mailbox.fetch([1])


def test_a_disk_that_is_full_says_where_to_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(client, "LITERAL_IN_MEMORY", 10)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with ScriptedImap({1: GOOD}) as imap, Mailbox(to(imap.port), tmp_path) as mailbox:
        mailbox.select("INBOX")
        with pytest.raises(StateError, match=r"large message to .*: No space left on device\. Make room there"):
            mailbox.fetch([1])


def test_no_mail_and_no_password_in_the_log_of_the_libraries(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedImap({1: b"Subject: s3cret-plan\r\n\r\n"}) as imap, Mailbox(to(imap.port), tmp_path) as mailbox:
        mailbox.select("INBOX")
        mailbox.fetch(mailbox.unread())
    assert "s3cret-plan" not in caplog.text and "s3ntinel" not in caplog.text


def test_a_failed_entry_leaves_no_connection_open(tmp_path: Path) -> None:
    ended = []

    def refuse(command: Command) -> None:
        command.end("NO no")
        while command.connection.recv(1000):
            pass
        ended.append(True)

    with ScriptedImap() as imap, contextlib.suppress(MailboxError):
        imap.on("LOGIN", refuse)
        Mailbox(to(imap.port, patience=SHORT), tmp_path).open()
    end = time.monotonic() + 5
    while not ended and time.monotonic() < end:
        time.sleep(0.01)
    assert ended


def test_a_library_that_has_moved_what_is_built_upon_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("imapclient.IMAPClient._create_IMAP4")
    with pytest.raises(MailboxError, match="no _create_IMAP4 any more; install"):
        Mailbox(to(1), tmp_path).open()


def test_a_server_that_cannot_be_reached_again_is_waited_for(tmp_path: Path) -> None:
    """The same mailbox object opens again and again; a failure to do so is the same as the first time."""
    with ScriptedImap({1: GOOD}) as imap:
        mailbox = Mailbox(to(imap.port), tmp_path)
        mailbox.open()
        mailbox.open()
        assert imap.connections == 2
    with pytest.raises(UnreachableError):
        mailbox.open()
