"""What real servers and proxies do when something is wrong: each is told apart, and good mail is still read."""

import contextlib
import logging
import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import need
from servers import dovecot_settings
from servers.dovecot import Dovecot
from servers.socks_proxies import free_port

from tqimap.config.settings import Done, MailServer, Proxy, ProxyType, Secret, Security
from tqimap.errors import (
    CertificateError,
    MailboxConnectionLost,
    MailboxError,
    MailboxLoginError,
    MailboxReadOnly,
    UnreachableError,
)
from tqimap.mailbox import Mailbox
from tqimap.run.folder import Folder, NotFetched
from tqimap.sandbox.listening import Quality
from tqimap.stop import Stop

pytestmark = pytest.mark.server

MAIL = b"Subject: one\r\n\r\nhello\r\n"


class Impatient(Stop):
    """Waits for nothing."""

    def sleep(self, seconds: float) -> None:
        pass


@pytest.fixture(scope="module")
def strict() -> Iterator[Dovecot]:
    """A server of its own for bad passwords, since they slow down everybody's logins; two connections at a time."""
    need("dovecot")
    with Dovecot(connections=2) as running:
        yield running


def at(dovecot: Dovecot, security: Security = "tls", **more) -> MailServer:
    port = dovecot.port if security == "tls" else dovecot.starttls_port
    settings = {"ca_file": dovecot.ca_file, **more}
    return MailServer("localhost", port, dovecot.username, Secret(dovecot.password), security, **settings)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("quality", "said"),
    [
        ("expired", "expired on 2020-01-01"),
        ("wrong-name", "is for elsewhere.test, not for localhost"),
    ],
)
def test_a_bad_certificate_is_described_and_nothing_is_sent(
    tmp_path: Path, quality: Quality, said: str, security: Security
) -> None:
    need("dovecot")
    with Dovecot(certificate=quality) as dovecot:
        with pytest.raises(CertificateError, match=said) as caught:
            Mailbox(at(dovecot, security), tmp_path).open()
        assert caught.value.certificate
        assert f"<{dovecot.username}>" not in dovecot.log


def test_a_bad_certificate_is_seen_through_a_proxy_too(tmp_path: Path, socks5_port: int) -> None:
    need("dovecot")
    with Dovecot(certificate="wrong-name") as dovecot:
        server = at(dovecot, proxy=Proxy("socks5", "127.0.0.1", socks5_port))
        with pytest.raises(CertificateError, match=r"is for elsewhere\.test, not for localhost"):
            Mailbox(server, tmp_path).open()


def test_too_many_connections_are_no_wrong_password(strict: Dovecot, tmp_path: Path) -> None:
    with (
        Mailbox(at(strict), tmp_path),
        Mailbox(at(strict), tmp_path),
        pytest.raises(MailboxConnectionLost, match=r"lets nobody in now: .*Maximum number of connections"),
    ):
        Mailbox(at(strict), tmp_path).open()


def test_a_wrong_password_names_server_and_user(strict: Dovecot, tmp_path: Path) -> None:
    server = replace(at(strict), credential=Secret("s3ntinel"))
    with pytest.raises(MailboxLoginError) as caught:
        Mailbox(server, tmp_path).open()
    said = str(caught.value)
    assert said.startswith("localhost refused the login of alice@example.org: [AUTHENTICATIONFAILED] ")
    assert "s3ntinel" not in said


@contextlib.contextmanager
def inbox(dovecot: Dovecot, spool: Path) -> Iterator[Folder]:
    """INBOX as a run has it."""
    with Mailbox(at(dovecot), spool) as mailbox:
        yield Folder(mailbox, "INBOX", Impatient())


def read(dovecot: Dovecot, spool: Path) -> tuple[list[bytes], list[str]]:
    """What comes of all unread mail: contents, and reasons for what could not be read."""
    with inbox(dovecot, spool) as folder:
        return sorted_out(folder.fetch(folder.unread()))


def sorted_out(items: Iterable[object]) -> tuple[list[bytes], list[str]]:
    contents: list[bytes] = []
    reasons = []
    for item in items:
        match item:
            case NotFetched(_, reason):
                reasons.append(reason)
            case list():
                contents += [bytes(message.raw) for message in item]
    return contents, reasons


def test_a_file_that_the_server_cannot_read_costs_only_itself(dovecot: Dovecot, tmp_path: Path) -> None:
    for number in range(5):
        name = dovecot.deliver(MAIL)
        if number == 2:
            (dovecot.maildir() / "new" / name).chmod(0)
    contents, reasons = read(dovecot, tmp_path)
    assert contents == [MAIL] * 4
    assert len(reasons) == 2 and all("could not be fetched" in reason for reason in reasons)


def test_a_file_shorter_than_its_name_says_costs_only_itself(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.deliver(MAIL)
    dovecot.deliver(MAIL, name="1700000000.M1.test,S=5000,W=5100")
    dovecot.deliver(MAIL)
    contents, reasons = read(dovecot, tmp_path)
    assert contents == [MAIL] * 2
    assert len(reasons) == 2


def test_an_empty_message_is_not_taken_for_mail(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.deliver(b"")
    dovecot.deliver(MAIL)
    contents, reasons = read(dovecot, tmp_path)
    assert contents == [MAIL]
    assert [reason.partition(".")[0] for reason in reasons] == ["the server lists it but gives no content"]


def test_a_server_process_that_dies_is_replaced_by_the_next(
    dovecot: Dovecot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "tqimap")
    for _ in range(3):
        dovecot.deliver(MAIL)
    with inbox(dovecot, tmp_path) as folder:
        uids = folder.unread()
        os.kill(dovecot.session(), signal.SIGKILL)
        assert sorted_out(folder.fetch(uids)) == ([MAIL] * 3, [])
        os.kill(dovecot.session(), signal.SIGKILL)
        assert folder.mark(uids) == set(uids)
    assert caplog.text.count("connecting again") == 2
    assert set(dovecot.flags().values()) == {"S"}


def test_a_folder_that_may_not_be_marked_is_refused_but_for_the_ledger(tmp_path: Path) -> None:
    need("dovecot")
    dovecot = Dovecot()
    dovecot.extra = dovecot_settings.rights(dovecot.directory, dovecot.username, {"INBOX": "lr"})
    with dovecot:
        dovecot.deliver(MAIL)
        with Mailbox(at(dovecot), tmp_path) as mailbox, pytest.raises(MailboxReadOnly, match="INBOX"):
            mailbox.select("INBOX")
        with Mailbox(at(dovecot), tmp_path, done=Done("ledger")) as mailbox:
            mailbox.select("INBOX")
            assert [message.raw for message in mailbox.fetch(mailbox.unread())] == [MAIL]


@pytest.mark.parametrize(
    ("rights", "done", "missing"),
    [
        ("lr", Done(), "s"), ("lrs", Done(), ""), ("lrs", Done("keyword"), "w"), ("lrw", Done("keyword"), ""),
        ("lrst", Done("move", folder="Phish"), "e"), ("lrte", Done("move", folder="Phish"), ""),
        ("lr", Done("ledger"), ""),
    ],
)  # fmt: skip
def test_a_rehearsal_sees_what_the_user_may_not_do(rights: str, done: Done, missing: str, tmp_path: Path) -> None:
    """EXAMINE tells of no flags that are kept; the rights do (RFC 4314)."""
    need("dovecot")
    dovecot = Dovecot()
    by_folder = {"INBOX": rights, "Phish": "lri"}
    dovecot.extra = dovecot_settings.rights(dovecot.directory, dovecot.username, by_folder)
    refusal = pytest.raises(MailboxReadOnly, match=rf"may not .* in INBOX .*without {missing}\)")
    with dovecot:
        dovecot.deliver(MAIL)
        dovecot.deliver(MAIL, "Phish")
        mailbox = Mailbox(at(dovecot), tmp_path, done=replace(done, rehearsal=True))
        with mailbox, refusal if missing else contextlib.nullcontext():
            mailbox.select("INBOX")


def test_a_folder_that_is_missing_names_those_that_are_there(dovecot: Dovecot, tmp_path: Path) -> None:
    for name in ("Phish", "Phish/Reported", "Archive"):
        dovecot.deliver(MAIL, name)
    with Mailbox(at(dovecot), tmp_path) as mailbox:
        with pytest.raises(MailboxError, match="There is no folder phish reported; there are: Phish/Reported, Phish"):
            mailbox.select("phish reported")
        mailbox.select("Phish/Reported")  # the connection still stands


@pytest.mark.parametrize(
    ("login", "said"),
    [((), "wants a login. Set proxy_username"), (("proxy-user", Secret("wrong")), "refused the user name or the pass")],
    ids=["none", "wrong"],
)
def test_a_proxy_that_wants_another_login(
    dovecot: Dovecot, socks5_login_port: int, tmp_path: Path, login: tuple, said: str
) -> None:
    server = at(dovecot, proxy=Proxy("socks5", "127.0.0.1", socks5_login_port, *login))
    with pytest.raises(UnreachableError, match=said):
        Mailbox(server, tmp_path).open()


@pytest.mark.parametrize(
    ("port", "kind", "said"),
    [
        ("socks5_port", "socks5", r"could not reach localhost:\d+: connection refused \(0x05\)"),
        ("socks5_port", "socks4", r"closed the connection\. .*try Proxy Type socks5"),
        ("ssh_proxy_port", "socks5", r"could not reach localhost:\d+|closed the connection"),
    ],
)
def test_a_proxy_that_does_not_get_there(
    request: pytest.FixtureRequest, tmp_path: Path, port: str, kind: ProxyType, said: str
) -> None:
    proxy = Proxy(kind, "127.0.0.1", request.getfixturevalue(port))
    server = MailServer("localhost", free_port(), "alice", Secret("x"), proxy=proxy)
    with pytest.raises(UnreachableError, match=said):
        Mailbox(server, tmp_path).open()
