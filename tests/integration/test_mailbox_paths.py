"""Every way to a real mail server: TLS, STARTTLS, in the clear, each directly and through each kind of proxy."""

from pathlib import Path

import pytest
from servers.dovecot import Dovecot
from servers.socks_proxies import Asked, RecordingSocks

from tqimap.config.settings import MailServer, Proxy, ProxyType, Secret, Security
from tqimap.mailbox import Mailbox

pytestmark = pytest.mark.server

MAIL = b"Subject: one\r\n\r\nhello\r\n"
SECURITY: list[Security] = ["tls", "starttls", "plain"]


def server(dovecot: Dovecot, security: Security = "tls", **more) -> MailServer:
    port = dovecot.port if security == "tls" else dovecot.starttls_port
    settings = {"ca_file": dovecot.ca_file, "allow_cleartext_login": security == "plain", **more}
    host = settings.pop("host", "localhost")
    return MailServer(host, port, dovecot.username, Secret(dovecot.password), security, **settings)


def reads_and_marks(dovecot: Dovecot, at: MailServer, spool: Path) -> None:
    name = dovecot.deliver(MAIL)
    with Mailbox(at, spool) as mailbox:
        mailbox.select("INBOX")
        uids = mailbox.unread()
        assert [message.raw for message in mailbox.fetch(uids)] == [MAIL]
        assert dovecot.flags()[name] == ""
        assert mailbox.mark(uids) == set(uids)
    assert dovecot.flags()[name] == "S"


@pytest.mark.parametrize("security", SECURITY)
def test_mail_is_read_directly(dovecot: Dovecot, tmp_path: Path, security: Security) -> None:
    reads_and_marks(dovecot, server(dovecot, security), tmp_path)


@pytest.mark.parametrize("security", SECURITY)
def test_mail_is_read_through_socks5(dovecot: Dovecot, socks5_port: int, tmp_path: Path, security: Security) -> None:
    reads_and_marks(dovecot, server(dovecot, security, proxy=Proxy("socks5", "127.0.0.1", socks5_port)), tmp_path)


@pytest.mark.parametrize("security", SECURITY)
def test_mail_is_read_through_socks5_with_a_login(
    dovecot: Dovecot, socks5_login_port: int, tmp_path: Path, security: Security
) -> None:
    proxy = Proxy("socks5", "localhost", socks5_login_port, "proxy-user", Secret("proxy-pass"))
    reads_and_marks(dovecot, server(dovecot, security, proxy=proxy), tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["socks4", "socks4a"])
@pytest.mark.parametrize("security", SECURITY)
def test_mail_is_read_through_ssh_as_socks4(
    dovecot: Dovecot, ssh_proxy_port: int, tmp_path: Path, security: Security, host: str
) -> None:
    proxy = Proxy("socks4", "127.0.0.1", ssh_proxy_port)
    reads_and_marks(dovecot, server(dovecot, security, proxy=proxy, host=host), tmp_path)


@pytest.mark.parametrize(("kind", "version"), [("socks4", "socks4a"), ("socks5", "socks5")])
def test_the_proxy_resolves_names_that_nobody_else_knows(
    dovecot: Dovecot, tmp_path: Path, kind: ProxyType, version: str
) -> None:
    with RecordingSocks() as proxy:
        at = server(
            dovecot, proxy=Proxy(kind, "127.0.0.1", proxy.port, "me", Secret("pw")), host="mail.invalid", verify=False
        )
        reads_and_marks(dovecot, at, tmp_path)
    password = "pw" if kind == "socks5" else ""  # SOCKS4 has none
    assert proxy.asked == [Asked(version, "mail.invalid", dovecot.port, "me", password)]


def test_the_check_of_the_certificate_can_be_switched_off(tmp_path: Path, dovecot: Dovecot) -> None:
    reads_and_marks(dovecot, server(dovecot, ca_file=None, verify=False), tmp_path)
