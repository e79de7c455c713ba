"""What a run relies on, held against every mailbox: the one in memory, the sandbox's, and Dovecot."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.header import Header
from mmap import mmap
from pathlib import Path

import pytest
from mailbox_boxes import Box, InMemory, OnDovecot, OnServer, Pymap
from servers.dovecot import Dovecot

from tqimap.config.settings import Done
from tqimap.errors import MailboxReadOnly
from tqimap.sandbox.imap import MailServer

LONG_AGO = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def mail(number: int) -> bytes:
    return f"Subject: mail {number}\r\n\r\nbody of {number}\r\n".encode()


@pytest.fixture
def pymap() -> Iterator[Pymap]:
    with MailServer() as server:
        yield Pymap(server)


@pytest.fixture
def on_dovecot(dovecot: Dovecot) -> OnDovecot:
    return OnDovecot(dovecot)


IN_MEMORY, PYMAP, DOVECOT = "in memory", "pymap", pytest.param("on_dovecot", marks=pytest.mark.server, id="Dovecot")


@pytest.fixture(params=[IN_MEMORY, PYMAP, DOVECOT])
def box(request: pytest.FixtureRequest) -> Box:
    """Each mailbox in turn."""
    return InMemory() if request.param == IN_MEMORY else request.getfixturevalue(request.param)


@pytest.fixture(params=[PYMAP, DOVECOT])
def on_server(request: pytest.FixtureRequest) -> OnServer:
    """Those that have a server behind them."""
    return request.getfixturevalue(request.param)


def test_unread_mail_is_listed_in_order_and_fetched_without_a_trace(box: Box, tmp_path: Path) -> None:
    for number in range(3):
        box.deliver(mail(number))
    with box.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        uids = mailbox.unread()
        assert uids == sorted(uids)
        assert {message.uid: message.raw for message in mailbox.fetch(uids)} == {
            uid: mail(n) for n, uid in enumerate(uids)
        }
        assert mailbox.unread() == uids
    assert set(box.flags().values()) == {False}


def test_what_is_marked_is_read_and_listed_no_more(box: Box, tmp_path: Path) -> None:
    for number in range(3):
        box.deliver(mail(number))
    with box.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        first, second, third = mailbox.unread()
        assert mailbox.mark([first, third]) == {first, third}
        assert mailbox.mark([first]) == {first}
        assert mailbox.unread() == [second]
    assert box.flags() == {mail(0): True, mail(1): False, mail(2): True}


def test_sizes_and_dates_come_for_each_message_that_was_asked_for(box: Box, tmp_path: Path) -> None:
    box.deliver(mail(1))
    with box.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        (uid,) = mailbox.unread()
        there, gone = mailbox.sizes([uid, uid + 1000])
        (fetched,) = mailbox.fetch([uid])
        (date,) = mailbox.dates([uid, uid + 1000])
    assert (there.uid, there.size, gone.uid) == (uid, len(mail(1)), uid + 1000)
    assert date == fetched.internaldate
    assert date.utcoffset() == timedelta(0)


def test_a_message_that_somebody_removes_is_missing_and_no_error(box: Box, tmp_path: Path) -> None:
    for number in range(2):
        box.deliver(mail(number))
    with box.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        gone, there = mailbox.unread()
    box.remove(gone)
    with box.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        assert [message.uid for message in mailbox.fetch([gone, there])] == [there]
        assert mailbox.present([gone, there]) == {there}
        assert mailbox.mark([gone, there]) == {there}


def test_a_message_that_somebody_removes_from_the_open_folder_is_no_longer_present(box: Box, tmp_path: Path) -> None:
    for number in range(2):
        box.deliver(mail(number))
    with box.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        gone, there = mailbox.unread()
        box.remove(gone)
        assert mailbox.present([gone, there]) == {there}
        assert mailbox.mark([gone, there]) == {there}


def test_the_folder_keeps_its_identity(box: Box, tmp_path: Path) -> None:
    seen = set()
    for _ in range(2):
        with box.mailbox(tmp_path) as mailbox:
            seen.add(mailbox.select("INBOX").uidvalidity)
    assert len(seen) == 1


def test_nothing_asked_for_is_nothing(box: Box, tmp_path: Path) -> None:
    with box.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        assert (mailbox.unread(), mailbox.present([]), mailbox.sizes([])) == ([], set(), [])
        assert (list(mailbox.fetch([])), mailbox.mark([])) == ([], set())


def test_in_mode_ledger_the_mailbox_stays_as_it_is_and_lists_all(box: Box, tmp_path: Path) -> None:
    for number in range(2):
        box.deliver(mail(number))
    with box.mailbox(tmp_path, Done("ledger")) as mailbox:
        mailbox.select("INBOX")
        uids = mailbox.unread()
        list(mailbox.fetch(uids))
        assert mailbox.mark(uids) == set(uids)
        assert mailbox.unread() == uids
        assert not mailbox.keeps_marks
    assert set(box.flags().values()) == {False}


def test_folders_of_any_name_are_opened(on_server: OnServer, tmp_path: Path) -> None:
    name = "Phish/Été & co"
    on_server.deliver(mail(1), name)
    with on_server.mailbox(tmp_path) as mailbox:
        mailbox.select(name)
        (uid,) = mailbox.unread()
        assert [message.raw for message in mailbox.fetch([uid])] == [mail(1)]
        mailbox.mark([uid])
        mailbox.select("INBOX")
        assert mailbox.unread() == []
    assert on_server.flags(name) == {mail(1): True}


def test_only_what_arrived_since_a_day_is_listed(on_server: OnServer, tmp_path: Path) -> None:
    on_server.deliver(mail(1), received=LONG_AGO - timedelta(days=3))
    on_server.deliver(mail(2), received=LONG_AGO)
    on_server.deliver(mail(3))
    with on_server.mailbox(tmp_path, Done(since=date(2026, 1, 15))) as mailbox:
        mailbox.select("INBOX")
        fetched = list(mailbox.fetch(mailbox.unread()))
    assert [message.raw for message in fetched] == [mail(2), mail(3)]
    assert fetched[0].internaldate == LONG_AGO


ODD_SUBJECTS = (
    "(urgent",
    "[EXT]",
    "{5}x",
    "50%",
    "*",
    'say "hi"',
    r"\\server",
    "NIL",
    "1:3",
    "it's",
    "(a b",
    "Grüße (",
)


@pytest.mark.parametrize("text", ODD_SUBJECTS)
def test_any_text_is_searched_for_as_it_is(on_server: OnServer, tmp_path: Path, text: str) -> None:
    on_server.deliver(mail(0))
    on_server.deliver(f"Subject: about {Header(text, 'utf-8').encode()} again\r\n\r\nx\r\n".encode())
    with on_server.mailbox(tmp_path, Done(subjects=(text,))) as mailbox:
        mailbox.select("INBOX")
        assert len(mailbox.unread()) == 1


def test_what_is_marked_for_removal_is_not_listed(on_server: OnServer, tmp_path: Path) -> None:
    for number in range(2):
        on_server.deliver(mail(number))
    with on_server.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        first, second = mailbox.unread()
    with on_server.other_client() as other:
        other.uid("STORE", str(first), "+FLAGS", r"(\Deleted)")
        with on_server.mailbox(tmp_path) as mailbox:
            mailbox.select("INBOX")
            assert mailbox.unread() == [second]


@pytest.mark.server
def test_a_keyword_marks_and_leaves_mail_unread(on_dovecot: OnDovecot, tmp_path: Path) -> None:
    for number in range(2):
        on_dovecot.deliver(mail(number))
    for _ in range(2):
        with on_dovecot.mailbox(tmp_path, Done("keyword", keyword="$Done")) as mailbox:
            mailbox.select("INBOX")
            assert mailbox.mark(mailbox.unread()[:1])
    assert set(on_dovecot.flags().values()) == {False}
    with on_dovecot.mailbox(tmp_path, Done("keyword", keyword="$Done")) as mailbox:
        mailbox.select("INBOX")
        assert mailbox.unread() == []


def test_a_server_without_keywords_refuses_that_mode(pymap: Pymap, tmp_path: Path) -> None:
    with pymap.mailbox(tmp_path, Done("keyword")) as mailbox, pytest.raises(MailboxReadOnly, match="keyword \\$TqImap"):
        mailbox.select("INBOX")


def test_mode_move_empties_the_folder_into_another_one(on_server: OnServer, tmp_path: Path) -> None:
    on_server.deliver(mail(0), "Done")
    for number in range(1, 4):
        on_server.deliver(mail(number))
    with on_server.mailbox(tmp_path, Done("move", folder="Done")) as mailbox:
        mailbox.select("INBOX")
        first, second, third = mailbox.unread()
        assert mailbox.mark([first, third]) == {first, third}
        assert mailbox.mark([first]) == {first}
        assert mailbox.unread() == [second]
    assert set(on_server.flags()) == {mail(2)}
    assert set(on_server.flags("Done")) == {mail(0), mail(1), mail(3)}


def test_more_messages_than_a_command_may_name(on_server: OnServer, tmp_path: Path) -> None:
    for number in range(450):
        on_server.deliver(mail(number))
    with on_server.mailbox(tmp_path) as mailbox:
        assert mailbox.select("INBOX").messages == 450
        uids = mailbox.unread()
        scattered = uids[::2]
        assert [size.uid for size in mailbox.sizes(scattered)] == scattered
        assert mailbox.mark(scattered) == mailbox.present(scattered) == set(scattered)
        assert mailbox.unread() == uids[1::2]
    assert sum(on_server.flags().values()) == 225


def test_a_folder_too_large_for_one_answer_is_searched_in_parts(
    on_server: OnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqimap.mailbox.mailbox.SEARCH_WINDOW", 3)
    for number in range(10):
        on_server.deliver(mail(number))
    with on_server.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        uids = mailbox.unread()
        assert len(uids) == 10
        mailbox.mark(uids[2:7])
        assert mailbox.unread() == uids[:2] + uids[7:]


def test_a_message_over_8_mb_is_a_mapped_file(on_server: OnServer, tmp_path: Path) -> None:
    large = mail(1) + b"x" * 76 + (b"\r\n" + b"y" * 76) * 120_000 + b"\r\n"
    on_server.deliver(large)
    with on_server.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        (message,) = mailbox.fetch(mailbox.unread())
    assert isinstance(message.raw, mmap) and message.raw[:] == large


def test_mail_of_any_bytes_comes_through(on_server: OnServer, tmp_path: Path) -> None:
    odd = b"Subject: \xfc\xff {5}\r\n\r\n" + bytes(range(1, 256)).replace(b"\n", b"").replace(b"\r", b"") + b"\r\n)\r\n"
    on_server.deliver(odd)
    with on_server.mailbox(tmp_path) as mailbox:
        mailbox.select("INBOX")
        assert [message.raw for message in mailbox.fetch(mailbox.unread())] == [odd]
