"""The sandbox's mailbox as any IMAP client sees it: TLS, STARTTLS, logins, folders, flags, and a clean end."""

import gc
import imaplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tqimap.sandbox.imap import MailServer
from tqimap.sandbox.imap_faults import Action

MAIL = b"Subject: one\nContent-Type: text/plain\n\nhello\n"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def trusting(mail: MailServer) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=mail.ca_file)


def log_in(mail: MailServer) -> imaplib.IMAP4:
    client = imaplib.IMAP4_SSL(mail.host, mail.port, ssl_context=trusting(mail), timeout=10)
    client.login(mail.username, mail.password)
    return client


def test_mail_is_delivered_fetched_with_crlf_and_marked(mail: MailServer) -> None:
    uid = mail.deliver(MAIL, internal_date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    client = log_in(mail)
    assert client.select("INBOX")[0] == "OK"
    assert client.uid("SEARCH", "UNSEEN")[1] == [str(uid).encode()]
    fetched = client.uid("FETCH", str(uid), "(INTERNALDATE BODY.PEEK[])")[1]
    assert b"02-Jan-2026 03:04:05 +0000" in b"".join(part if isinstance(part, bytes) else part[0] for part in fetched)
    assert fetched[0][1] == MAIL.replace(b"\n", b"\r\n")
    assert mail.unseen() == [uid]
    client.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")
    assert mail.flags() == {uid: frozenset({"\\Seen"})}
    assert mail.unseen() == []
    client.logout()


def test_folders_are_made_as_mail_comes_for_them(mail: MailServer) -> None:
    mail.deliver(MAIL, "Phish/Été", seen=True)
    client = log_in(mail)
    assert any(b"Phish/&AMk-t&AOk-" in line for line in client.list()[1])
    assert [message.flags for message in mail.messages("Phish/Été")] == [frozenset({"\\Seen"})]
    assert mail.messages() == []


def test_starttls_is_offered_on_the_other_port_only(mail: MailServer) -> None:
    client = imaplib.IMAP4(mail.host, mail.starttls_port, timeout=10)
    assert "STARTTLS" in client.capabilities
    client.starttls(trusting(mail))
    assert client.login(mail.username, mail.password)[0] == "OK"
    assert "STARTTLS" not in log_in(mail).capabilities


def test_a_wrong_password_is_refused(mail: MailServer) -> None:
    client = imaplib.IMAP4_SSL(mail.host, mail.port, ssl_context=trusting(mail), timeout=10)
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        client.login(mail.username, "wrong")


def test_a_message_of_20_mb_comes_through_whole(mail: MailServer) -> None:
    raw = b"Subject: big\r\n\r\n" + b"x" * 76 + b"\r\n" + (b"y" * 76 + b"\r\n") * 270_000
    uid = mail.deliver(raw)
    client = log_in(mail)
    client.select("INBOX")
    assert client.uid("FETCH", str(uid), "(BODY.PEEK[])")[1][0][1] == raw


@pytest.mark.parametrize("quality", ["expired", "wrong-name"])
def test_a_bad_certificate_can_be_had(quality: str) -> None:
    with MailServer(certificate=quality) as mail, pytest.raises(ssl.SSLCertVerificationError):  # type: ignore[arg-type]
        imaplib.IMAP4_SSL(mail.host, mail.port, ssl_context=trusting(mail), timeout=10)


def test_a_taken_port_is_an_error_in_the_caller(mail: MailServer) -> None:
    with pytest.raises(OSError, match="in use"):
        MailServer(mail.port).__enter__()


def test_the_end_drops_open_connections_and_leaves_no_thread() -> None:
    threads = set(threading.enumerate())
    with MailServer() as mail:
        client = log_in(mail)
        port = mail.port
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        client.noop()
        client.noop()
    assert {thread for thread in threading.enumerate() if "imap" in thread.name} <= threads
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)


def test_many_messages_are_delivered_at_once(mail: MailServer) -> None:
    uids = mail.deliver_all(b"Subject: %d\n\nhost%d.example.com\n" % (number, number) for number in range(1200))
    assert len(set(uids)) == 1200
    assert mail.unseen() == uids
    client = log_in(mail)
    assert client.select("INBOX")[1] == [b"1200"]


def selected(mail: MailServer) -> tuple[imaplib.IMAP4, str]:
    uid = mail.deliver(MAIL)
    client = log_in(mail)
    client.select("INBOX")
    return client, str(uid)


def test_a_refused_command_has_no_effect_unless_it_is_told_to(mail: MailServer) -> None:
    client, uid = selected(mail)
    mail.fail("no", "UID STORE", nth=2)
    assert client.uid("STORE", uid, "+FLAGS", "(\\Flagged)")[0] == "OK"
    kind, answer = client.uid("STORE", uid, "+FLAGS", "(\\Seen)")
    assert (kind, answer) == ("NO", [b"[UNAVAILABLE] Try again later."])
    assert mail.flags() == {int(uid): frozenset({"\\Flagged"})}
    mail.fail("no", "UID STORE", effect=True)
    assert client.uid("STORE", uid, "+FLAGS", "(\\Seen)")[0] == "NO"
    assert mail.unseen() == []


@pytest.mark.parametrize("action", ["cut", "bye"])
@pytest.mark.parametrize("effect", [False, True])
def test_a_lost_connection_leaves_the_command_undone_or_done(mail: MailServer, action: Action, effect: bool) -> None:
    client, uid = selected(mail)
    mail.fail(action, "UID STORE", effect=effect)
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        client.uid("STORE", uid, "+FLAGS", "(\\Seen)")
    assert mail.unseen() == ([] if effect else [int(uid)])
    log_in(mail).logout()


def test_a_hang_gives_no_answer_and_does_not_keep_others_waiting_nor_the_end(mail: MailServer) -> None:
    client, uid = selected(mail)
    mail.fail("hang", "UID FETCH", times=None)
    client.sock.settimeout(0.3)
    with pytest.raises(TimeoutError):
        client.uid("FETCH", uid, "(FLAGS)")
    assert log_in(mail).select("INBOX")[0] == "OK"


def test_a_fault_may_take_the_place_of_the_greeting(mail: MailServer) -> None:
    for action in ("bye", "cut"):
        mail.fail(action, "CONNECT")
        with pytest.raises((imaplib.IMAP4.error, OSError)):
            log_in(mail)
    mail.fail("no", "LOGIN", times=None)
    with pytest.raises(imaplib.IMAP4.error, match="UNAVAILABLE"):
        log_in(mail)
    mail.heal()
    assert log_in(mail).noop()[0] == "OK"


def test_the_log_tells_what_was_asked_and_answers_can_be_delayed(mail: MailServer) -> None:
    client, uid = selected(mail)
    mail.delay = 0.1
    before = time.monotonic()
    client.uid("FETCH", uid, "(FLAGS)")
    assert time.monotonic() - before >= 0.1
    asked = ["CONNECT", "CAPABILITY", "LOGIN", "SELECT", "UID FETCH"]
    if mail.commands[1] == "LOGIN":  # Python 3.14 takes the capabilities from the greeting
        asked.remove("CAPABILITY")
    assert mail.commands == asked


def test_an_idle_connection_outlives_a_collection_of_garbage(mail: MailServer) -> None:
    """Nothing but a task refers to a connection that waits: the server must hold on to that task."""
    client, _ = selected(mail)
    gc.collect()
    assert client.noop()[0] == "OK"
