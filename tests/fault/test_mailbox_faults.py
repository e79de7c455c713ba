"""Every fault between here and the mailbox: one line that names the hop and the next step, and no secret.

Servers and proxies that can be made to fail are in ``tests/integration``; here they are scripted. The table that
comes of it stands in the README.
"""

import base64
import contextlib
import re
import socket
import struct
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from conftest import Fault
from servers.faulty_mail import (
    GOOD,
    SHORT,
    Make,
    bare,
    behind,
    certified,
    full_backlog,
    just,
    refused_by_proxy,
    say,
    scripted,
    to,
    wait,
)
from servers.scripted_imap import Behaviour, Command, ScriptedImap, bye, cut, stall, tagged, untagged
from servers.socks_proxies import free_port

from tqimap.config import config
from tqimap.config.settings import Bearer, Done, MailServer, Proxy, Secret, TokenCommand
from tqimap.errors import (
    CertificateError,
    ConfigError,
    MailboxConnectionLost,
    MailboxError,
    MailboxFolderError,
    MailboxLoginError,
    MailboxReadOnly,
    MailboxRefused,
    TqimapError,
    UnreachableError,
)
from tqimap.mailbox import Mailbox
from tqimap.sandbox import listening


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. ``said`` is the whole line, with example.org's names for hosts and ports."""

    edge: str
    fault: str
    world: Make
    error: type[TqimapError]
    said: str
    folder: str = "INBOX"
    done: Done = field(default_factory=Done)

    def __str__(self) -> str:
        return f"{self.edge}: {self.fault}"


def web_proxy(directory: Path) -> AbstractContextManager[MailServer]:
    """What the configuration makes of it."""
    file = directory / "config.json"
    file.write_text(
        '{"imap_server": "imap.example.org", "imap_username": "alice", "imap_password": "x",'
        '"proxy_address": "http://proxy.example.org:8080"}'
    )
    return contextlib.nullcontext(config.load(file, {}).mail_server())


def reset(connection: socket.socket) -> None:
    """What a server does that lets nobody in (Courier), once the client is connected."""
    time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


EXCHANGE_THROTTLE = "Request is throttled. Suggested Backoff Time: 299961 milliseconds"
NO_IMAP = "imap.example.org:993 is not an IMAP server: {}. Check host and port of IMAP Server"
NO_STARTTLS = (
    "imap.example.org:993 does not do STARTTLS, and the password is not sent in the clear. Set imap_security to tls "
    "and use its port (993)"
)
SILENT = (
    "The proxy proxy.example.org:1080 does not answer: it said nothing for N s. It must speak socks5; it cannot be a "
    "HTTP/HTTPS proxy"
)
WRONG_TYPE = "The proxy proxy.example.org:1080 does not speak {}. Try Proxy Type {}; it cannot be a HTTP/HTTPS proxy"
HUNG_UP = (
    "imap.example.org:993 closed the connection {}: has it too many connections, or does it not let this machine in?"
)
HOW_TO_TLS = "Is the port right (993 for TLS, 143 for STARTTLS)?"
WAY = [
    Row("name", "cannot be resolved", just(lambda: replace(to(993), host="imap..example.org")), UnreachableError,
        "The name imap..example.org cannot be resolved: it is no host name. Check IMAP "
        "Server; where only a proxy can resolve it, set Proxy Address"),
    Row("TCP", "nothing listens", just(lambda: to(free_port())), UnreachableError,
        f"Cannot reach imap.example.org:993: connection refused. {HOW_TO_TLS}"),
    Row("TCP", "nothing listens, at an address of IPv6", just(lambda: replace(to(free_port()), host="::1")),
        UnreachableError, f"Cannot reach [::1]:993: connection refused. {HOW_TO_TLS}"),
    Row("TCP", "no answer", full_backlog, UnreachableError,
        "Cannot reach imap.example.org:993: no answer for N s. Is there a firewall, or a proxy to use?"),
    Row("TLS", "the port does not speak TLS at once", scripted("tls"), UnreachableError,
        "TLS with imap.example.org:993 failed: it does not speak TLS at once. Use port 993, or set imap_security to "
        "starttls"),
    Row("TLS", "only versions before 1.2", bare(say(bytes.fromhex("15030100020246")), "tls"), UnreachableError,
        "TLS with imap.example.org:993 failed: it speaks no TLS from version 1.2 on. Who runs the server has to update "
        "it"),
    Row("TLS", "no answer", bare(wait, "tls", patience=SHORT), UnreachableError,
        "imap.example.org:993 did not answer the TLS handshake for N s; is it the port for TLS (993)?"),
    Row("TLS", "closes", bare(lambda c: c.recv(1000), "tls"), UnreachableError,
        HUNG_UP.format("during the TLS handshake")),
    Row("TLS", "a reset", bare(reset, "tls"), UnreachableError, HUNG_UP.format("during the TLS handshake")),
    Row("TLS", "certificate expired", certified("expired"), CertificateError,
        "The certificate of imap.example.org:993 expired on 2020-01-01. Who runs the server has to renew it"),
    Row("TLS", "certificate for another name", certified("wrong-name"), CertificateError,
        "The certificate of imap.example.org:993 is for elsewhere.test, not for imap.example.org. Set IMAP Server to a "
        "name that it is for"),
    Row("TLS", "unknown authority", certified("good", trusted=False), CertificateError,
        "The certificate of imap.example.org:993 is from an authority that is not trusted here (O=tqimap sandbox, "
        "OU=…). Set imap_ca_file to a PEM file with that authority's certificate; SHA-256 of the one shown: …"),
    Row("TLS", "certificate expired, with STARTTLS", certified("expired", "starttls"), CertificateError,
        "The certificate of imap.example.org:993 expired on 2020-01-01. Who runs the server has to renew it"),
    Row("TLS", "CA file missing", just(lambda: to(993, "tls", ca_file="/nowhere/ca.pem")), ConfigError,
        "Cannot read imap_ca_file /nowhere/ca.pem: No such file or directory"),
    Row("TLS", "CA file is none", just(lambda: to(993, "tls", ca_file="/dev/null")), ConfigError,
        "imap_ca_file /dev/null holds no certificate in PEM form"),
    Row("greeting", "none", scripted(greeting=None, patience=SHORT), UnreachableError,
        "imap.example.org:993 accepted the connection but said nothing for N s; it may expect TLS at once "
        "(imap_security tls, port 993)"),
    Row("greeting", "BYE", scripted(greeting=b"* BYE Too busy, come back later\r\n"), MailboxConnectionLost,
        'imap.example.org:993 turned us away: "Too busy, come back later"'),
    Row("greeting", "BYE to the first command", scripted(script={"CAPABILITY": bye("[UNAVAILABLE] Too busy")}),
        MailboxConnectionLost, 'imap.example.org:993 turned us away: "[UNAVAILABLE] Too busy"'),
    Row("greeting", "closes", bare(lambda c: None), UnreachableError,
        HUNG_UP.format("before it greeted")),
    Row("greeting", "a reset", bare(reset), UnreachableError, HUNG_UP.format("before it greeted")),
    Row("greeting", "a web server", bare(lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")), MailboxError,
        NO_IMAP.format("unexpected response: HTTP/1.1 400 Bad Request")),
    Row("greeting", "an SMTP server", bare(lambda c: c.sendall(b"220 mx ESMTP\r\n") or c.recv(9)), MailboxError,
        NO_IMAP.format("unexpected response: 220 mx ESMTP")),
    Row("greeting", "a POP3 server", bare(lambda c: c.sendall(b"+OK ready\r\n") or c.recv(9)), MailboxError,
        NO_IMAP.format("it greeted with something else")),
    Row("greeting", "a line without end", bare(lambda c: c.sendall(b"x" * 1_100_000)), MailboxError,
        NO_IMAP.format("got more than 1000000 bytes")),
    Row("greeting", "logged in already, so that STARTTLS is too late",
        scripted("starttls", greeting=b"* PREAUTH hello\r\n", capabilities="IMAP4rev1 STARTTLS"), MailboxError,
        "imap.example.org:993 greets as if we had logged in already (PREAUTH), and then nothing can be encrypted; "
        "somebody on the way can make it so, too. Set imap_security to tls and use its port (993)"),
    Row("STARTTLS", "not offered", scripted("starttls"), MailboxError,
        NO_STARTTLS),
    Row("STARTTLS", "refused", scripted("starttls", capabilities="IMAP4rev1 STARTTLS", script={
        "STARTTLS": tagged("NO not now")}), MailboxError,
        NO_STARTTLS),
    Row("STARTTLS", "offered, then nothing", scripted("starttls", capabilities="IMAP4rev1 STARTTLS", script={
        "STARTTLS": lambda c: (c.end(), wait(c.connection))}, patience=SHORT), UnreachableError,
        "imap.example.org:993 did not answer the TLS handshake for N s; is it the port for TLS (993)?"),
    Row("STARTTLS", "offered, then the connection closes", scripted("starttls", capabilities="IMAP4rev1 STARTTLS",
        script={"STARTTLS": cut()}), MailboxConnectionLost,
        "The connection to imap.example.org was lost during STARTTLS: the server closed it"),
    Row("clear text", "not allowed", just(lambda: to(143, allow_cleartext_login=False)), ConfigError,
        "imap_security is plain: everybody on the way could read the password. Use tls or starttls, or set "
        "allow_cleartext_login"),
    Row("login", "wrong password", scripted(script={
        "LOGIN": tagged("NO [AUTHENTICATIONFAILED] Authentication failed.")}), MailboxLoginError,
        "imap.example.org refused the login of alice: [AUTHENTICATIONFAILED] Authentication failed. Check IMAP "
        "Username and IMAP Password; with two-step verification that is an app password"),
    Row("login", "a password that has expired", scripted(script={
        "LOGIN": tagged("NO [EXPIRED] Password expired")}), MailboxLoginError,
        "imap.example.org refused the login of alice: [EXPIRED] Password expired. Give the user a new password, and "
        "set IMAP Password to it"),
    Row("login", "a user that is locked", scripted(script={
        "LOGIN": tagged("NO [CONTACTADMIN] Account disabled")}), MailboxLoginError,
        "imap.example.org refused the login of alice: [CONTACTADMIN] Account disabled. Ask who runs the mail server"),
    Row("login", "over TLS only (Dovecot)", scripted(script={
        "LOGIN": tagged("NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure connections.")}),
        MailboxLoginError,
        "imap.example.org refused the login of alice: [PRIVACYREQUIRED] Plaintext authentication disallowed on "
        "non-secure connections. Set imap_security to tls (port 993) or starttls (143)"),
    Row("login", "the server repeats the password", scripted(script={
        "LOGIN": lambda c: c.end(f"BAD what is {c.name} {c.arguments}?")}), MailboxLoginError,
        "imap.example.org refused the login of alice: what is LOGIN \"alice\" \"***\"?. Check "
        "IMAP Username and IMAP Password; with two-step verification that is an app password"),
    Row("login", "disabled without TLS, and no AUTH=PLAIN (Cyrus)",
        scripted(capabilities="IMAP4rev1 STARTTLS LOGINDISABLED"), MailboxLoginError,
        "imap.example.org takes no such password: LOGIN is switched off, and there is no AUTH=PLAIN. Set imap_security "
        "to tls or starttls: it may take one over TLS"),
    Row("login", "disabled with TLS too, and no AUTH=PLAIN",
        certified("good", capabilities="IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"), MailboxLoginError,
        "imap.example.org takes no such password: LOGIN is switched off, and there is no AUTH=PLAIN. Set imap_auth to "
        "xoauth2"),
    Row("login", "disabled with TLS too, and no other way",
        certified("good", capabilities="IMAP4rev1 LOGINDISABLED AUTH=GSSAPI"), MailboxLoginError,
        "imap.example.org takes no such password: LOGIN is switched off, and there is no AUTH=PLAIN. It offers no way "
        "to sign in that tqimap knows"),
    Row("login", "too many connections", scripted(script={
        "LOGIN": tagged("NO [ALERT] Too many simultaneous connections. (Failure)")}), MailboxConnectionLost,
        "imap.example.org lets nobody in now: [ALERT] Too many simultaneous connections. (Failure)"),
    Row("login", "throttled", scripted(script={"LOGIN": bye(EXCHANGE_THROTTLE)}), MailboxConnectionLost,
        f"imap.example.org lets nobody in now: {EXCHANGE_THROTTLE}"),
    Row("login", "something behind the server is away", scripted(script={
        "LOGIN": tagged("NO Server Unavailable. 15")}), MailboxConnectionLost,
        "imap.example.org lets nobody in now: Server Unavailable. 15"),
    Row("login", "the connection closes", scripted(script={"LOGIN": cut()}), MailboxConnectionLost,
        "imap.example.org lets nobody in now: it closed the connection"),
    Row("login", "no answer", scripted(script={"LOGIN": stall()}, patience=SHORT), MailboxConnectionLost,
        "imap.example.org said nothing for N s"),
    Row("folder", "missing", scripted(script={"SELECT": tagged("NO Mailbox doesn't exist: Phsih")}), MailboxFolderError,
        "There is no folder Phsih; there are: Phish, INBOX", folder="Phsih"),
    Row("folder", "missing, and what is there is only a way to others", scripted(script={
        "SELECT": tagged("NO gone"), "LIST": untagged(
            r'LIST (\NoSelect) "/" Ph', r'LIST (\NonExistent) "/" Phi', 'LIST () "/" INBOX')}), MailboxFolderError,
        "There is no folder Phsih; there are: INBOX", folder="Phsih"),
    Row("folder", "missing, and not listed", scripted(script={
        "SELECT": tagged("NO gone"), "LIST": tagged("NO nothing")}), MailboxFolderError,
        "The folder Phsih cannot be opened: imap.example.org refused SELECT: gone",
        folder="Phsih"),
    Row("folder", "no INBOX, but others (Cyrus)", scripted(script={
        "SELECT": tagged("NO Mailbox does not exist"), "LIST": untagged('LIST () "." user.bob.Phish')}),
        MailboxFolderError,
        "The folder INBOX cannot be opened: imap.example.org refused SELECT: Mailbox does not exist; there are: "
        "user.bob.Phish"),
    Row("folder", "INBOX in small letters, that cannot be opened", scripted(script={
        "SELECT": tagged("NO Permission denied")}), MailboxFolderError,
        "The folder inbox cannot be opened: imap.example.org refused SELECT: Permission denied", folder="inbox"),
    Row("folder", "login without a mailbox (Exchange)", scripted(script={
        "SELECT": tagged("BAD User is authenticated but not connected.")}), MailboxError,
        "alice may log in, but imap.example.org refused SELECT: User is authenticated but not connected. Either the "
        "user or app lacks the right to this mailbox, or IMAP Username names another one, or too many sessions are "
        "open (README, Signing in)"),
    Row("folder", "read-only", scripted(script={
        "SELECT": untagged("0 EXISTS", "OK [UIDVALIDITY 7] x", then="OK [READ-ONLY] done")}), MailboxReadOnly,
        "INBOX is read-only for alice: nothing could be marked in it. Give the user the right to set flags, or set "
        "done to ledger"),
    Row("folder", "keeps no \\Seen", scripted(script={
        "SELECT": untagged("0 EXISTS", "OK [PERMANENTFLAGS (\\Deleted)] x", "OK [UIDVALIDITY 7] x")}), MailboxReadOnly,
        "The server does not keep the flag \\Seen in INBOX. Give the user the right to set flags, or set done to "
        "ledger"),
    Row("folder", "keeps no keywords", scripted(script={
        "SELECT": untagged("0 EXISTS", "OK [PERMANENTFLAGS (\\Seen)] x", "OK [UIDVALIDITY 7] x")}), MailboxReadOnly,
        "The server does not keep the keyword $TqImap in INBOX. Set done to seen, move or ledger",
        done=Done("keyword")),
    Row("folder", "cannot MOVE", scripted(capabilities="IMAP4rev1"), MailboxReadOnly,
        "The server cannot MOVE messages. Set done to seen, keyword or ledger", done=Done("move", folder="Phish")),
    Row("folder", "the one to move to is missing", scripted(script={
        "LIST": (untagged(),)}), MailboxReadOnly,
        "There is no folder Done (done_folder). Make it, or name another one", done=Done("move", folder="Done")),
    Row("folder", "the one to move to has another name", scripted(script={
        "LIST": (untagged(), untagged('LIST () "." INBOX', 'LIST () "." INBOX.Done'))}), MailboxReadOnly,
        "There is no folder Done (done_folder); there are: INBOX.Done, INBOX. Make it, or name another one",
        done=Done("move", folder="Done")),
    Row("folder", "no UIDVALIDITY", scripted(script={"SELECT": untagged("0 EXISTS")}), MailboxFolderError,
        "imap.example.org gives INBOX no UIDVALIDITY: its messages cannot be told apart for good"),
    Row("folder", "throttled", scripted(script={"SELECT": tagged(f"BAD {EXCHANGE_THROTTLE}")}), MailboxConnectionLost,
        f"imap.example.org refused SELECT: {EXCHANGE_THROTTLE}"),
    Row("search", "refused", scripted(script={"SEARCH": tagged("NO [SERVERBUG] sorry")}), MailboxRefused,
        "imap.example.org refused SEARCH: [SERVERBUG] sorry. The next run tries again"),
    Row("search", "BAD", scripted(script={"SEARCH": tagged("BAD Unsupported search criterion: UNSEEN")}),
        MailboxRefused, "imap.example.org refused SEARCH: Unsupported search criterion: UNSEEN"),
    Row("search", "an answer that is none", scripted(script={"SEARCH": untagged(b"SEARCH 1 \xff")}),
        MailboxConnectionLost, "imap.example.org answered what cannot be understood (UnicodeDecodeError)"),
    Row("search", "an endless line", scripted(script={"SEARCH": untagged(b"SEARCH " + b"1 " * 600_000)}),
        MailboxConnectionLost,
        "The connection to imap.example.org was lost during SEARCH: got more than 1000000 bytes"),
    Row("mark", "refused", scripted(script={"STORE": tagged("NO [READ-ONLY] no")}), MailboxRefused,
        "imap.example.org refused STORE: [READ-ONLY] no. The mail is in ThreatQ, but not marked: the user needs the "
        "right to set flags, or set done to ledger"),
    Row("mark", "BAD", scripted(script={"STORE": tagged("BAD no.")}), MailboxRefused,
        "imap.example.org refused a command: no. The mail is in ThreatQ, but not marked: the user needs the right to "
        "set flags, or set done to ledger"),
    Row("mark", "refused, in mode move", scripted(script={"MOVE": tagged("NO Permission denied")}), MailboxRefused,
        "imap.example.org refused MOVE: Permission denied. The mail is in ThreatQ, but not marked: the user needs the "
        "rights to remove messages here and to add them to Phish, or set done to ledger",
        done=Done("move", folder="Phish")),
    Row("mark", "the connection closes", scripted(script={"STORE": cut()}), MailboxConnectionLost,
        "The connection to imap.example.org was lost: the server closed it"),
    Row("mark", "the folder becomes read-only", scripted(script={
        "STORE": untagged("OK [READ-ONLY] now")}), MailboxReadOnly,
        "imap.example.org: the folder has become read-only"),
    Row("proxy", "its name cannot be resolved",
        just(lambda: to(993, proxy=Proxy("socks5", "proxy..example.org", 1080))), UnreachableError,
        "The proxy's name proxy..example.org cannot be resolved: it is no host name. Check Proxy Address"),
    Row("proxy", "the address of a web proxy", web_proxy, ConfigError,
        "Proxy Address http://… is a web proxy; the proxy of the mailbox cannot be a HTTP/HTTPS proxy: give a SOCKS "
        "proxy (socks4 or socks5)"),
    Row("proxy", "down", just(lambda: to(993, proxy=Proxy("socks5", "127.0.0.1", free_port()))), UnreachableError,
        "The proxy proxy.example.org:1080 cannot be reached: Connection refused. Check Proxy Address and Proxy Port"),
    Row("proxy", "hangs, or is a web proxy that waits for a line", behind(wait, patience=SHORT), UnreachableError,
        SILENT),
    Row("proxy", "hangs after its greeting", behind(say(b"\x05\x00", b""), patience=SHORT), UnreachableError,
        SILENT),
    Row("proxy", "a web proxy, as socks5", behind(say(b"HTTP/1.1 400 Bad Request\r\n\r\n")), UnreachableError,
        WRONG_TYPE.format("socks5", "socks4")),
    Row("proxy", "a web proxy, as socks4", behind(say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "socks4"), UnreachableError,
        WRONG_TYPE.format("socks4", "socks5")),
    Row("proxy", "socks4 only, asked for socks5", behind(say(b"\x00\x5b\0\0\0\0\0\0")), UnreachableError,
        WRONG_TYPE.format("socks5", "socks4")),
    Row("proxy", "socks5 only, asked for socks4", behind(lambda c: c.recv(1000), "socks4"), UnreachableError,
        "The proxy proxy.example.org:1080 closed the connection. Either it could not reach imap.example.org:993, or it "
        "does not let this machine in, or it does not speak socks4: try Proxy Type socks5"),
    Row("proxy", "wants a login", behind(say(b"\x05\xff")), UnreachableError,
        "The proxy proxy.example.org:1080 wants a login. Set proxy_username and proxy_password, or put user:password@ "
        "before Proxy Address"),
    Row("proxy", "refuses the login", behind(say(b"\x05\x02", b"\x01\x01"), login=True), UnreachableError,
        "The proxy proxy.example.org:1080 refused the user name or the password. Check proxy_username and "
        "proxy_password"),
    Row("proxy", "wants another kind of login", behind(say(b"\x05\xff"), login=True), UnreachableError,
        "The proxy proxy.example.org:1080 takes no login by user name and password; it wants another kind"),
    Row("proxy", "a password that is too long for it",
        just(lambda: to(993, proxy=Proxy("socks5", "127.0.0.1", 1080, "bob", Secret("x" * 128)))), ConfigError,
        "User name and password of the proxy can have 127 bytes each at the most"),
    Row("proxy", "the server refuses the connection", refused_by_proxy(5), UnreachableError,
        "The proxy proxy.example.org:1080 could not reach imap.example.org:993: connection refused (0x05). Check IMAP "
        "Server: the proxy resolves the name itself"),
    Row("proxy", "cannot resolve the name", refused_by_proxy(1), UnreachableError,
        "The proxy proxy.example.org:1080 could not reach imap.example.org:993: general socks server failure (0x01). "
        "Check IMAP Server: the proxy resolves the name itself"),
    Row("proxy", "forbids it", refused_by_proxy(2), UnreachableError,
        "The proxy proxy.example.org:1080 could not reach imap.example.org:993: connection not allowed by ruleset "
        "(0x02). Ask who runs the proxy to allow it"),
    Row("proxy", "refuses, as socks4", refused_by_proxy(0x5B, "socks4"), UnreachableError,
        "The proxy proxy.example.org:1080 could not reach imap.example.org:993: request rejected or failed (0x5b). "
        "Check IMAP Server: the proxy resolves the name itself. With Proxy Type socks5 it would tell more, and take a "
        "login"),
]  # fmt: skip


@pytest.mark.parametrize("row", WAY, ids=str)
def test_a_fault_on_the_way(row: Row, tmp_path: Path, fault_table: Callable[[Fault], None]) -> None:
    with pytest.raises(TqimapError) as caught, row.world(tmp_path) as server:
        use(server, row, tmp_path)
    error = caught.value
    assert as_examples(str(error)) == row.said
    assert type(error) is row.error
    fault_table(Fault(row.edge, row.fault, row.said, error.exit_code))
    for text in (str(error), repr(error), *traceback.format_exception_only(error)):
        assert "\n" not in text.strip() and "s3ntinel" not in text


def use(server: MailServer, row: Row, spool: Path) -> None:
    """All that a run does with a mailbox."""
    with Mailbox(server, spool, done=row.done) as mailbox:
        mailbox.select(row.folder)
        uids = mailbox.unread()
        mailbox.sizes(uids)
        mailbox.fetch(uids)
        mailbox.mark(uids)


def as_examples(text: str) -> str:
    """The line as the README has it: hosts of examples, nothing that differs from run to run."""
    text = re.sub(r"\[::1\]:\d+", "[::1]:993", text)
    text = re.sub(r"localhost(:\d+)?", lambda m: "imap.example.org" + (":993" if m[1] else ""), text)
    text = re.sub(r"127\.0\.0\.1:\d+", "proxy.example.org:1080", text)
    text = text.replace(f"for {SHORT:g} s", "for N s")
    text = re.sub(r"OU=[^)]+\)", "OU=…)", text)
    return re.sub(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", "…", text)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"SELECT": untagged("0 EXISTS", f"OK [UIDVALIDITY {10**20}] x")}, "gives INBOX no UIDVALIDITY"),
        ({"SEARCH": untagged(f"SEARCH 1 {10**20}")}, "answered SEARCH with a UID that is none"),
        ({"SEARCH": untagged(f"ESEARCH UID ALL 1:{10**20}")}, "localhost answered SEARCH with .* no folder holds as"),
    ],
)
def test_numbers_beyond_all_bounds_are_foreseen(script: dict[str, Behaviour], said: str, tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match=said), scripted(script=script)(tmp_path) as server:
        use(server, Row("", "", just(lambda: server), MailboxError, ""), tmp_path)


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 LITERAL+"])
def test_a_server_that_cannot_search_beyond_ascii_is_said_to_be_that(capabilities: str, tmp_path: Path) -> None:
    """As Exchange does, before or after it has got the words to search for."""

    def refuse(command: Command) -> None:
        words = b"" if "+}" in command.arguments else b"\r\n"  # only with LITERAL+ they come unasked
        while not words.endswith(b"\r\n"):
            words += command.connection.recv(1000)
        command.end("NO [BADCHARSET (US-ASCII)] The specified charset is not supported.")

    with (
        ScriptedImap(capabilities=capabilities).on("SEARCH", refuse) as imap,
        Mailbox(to(imap.port), tmp_path, done=Done(subjects=("Grüße",))) as mailbox,
    ):
        mailbox.select("INBOX")
        with pytest.raises(MailboxRefused) as caught:
            mailbox.unread()
        assert mailbox.present([1]) == set()  # the connection still stands
    assert str(caught.value).endswith(
        ": [BADCHARSET (US-ASCII)] The specified charset is not supported. "
        "It may not search in UTF-8: write senders and subjects in ASCII"
    )


def test_a_list_of_folders_that_cannot_be_read_hides_no_error(tmp_path: Path) -> None:
    """R&D is no name that IMAP allows, but there are servers that have it."""
    with ScriptedImap().on("LIST", untagged(), untagged('LIST () "/" "R&D"')) as imap:
        mailbox = Mailbox(to(imap.port), tmp_path, done=Done("move", folder="Done"))
        with pytest.raises(MailboxReadOnly, match=r"There is no folder Done \(done_folder\)"), mailbox:
            mailbox.select("INBOX")


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 STARTTLS"], ids=["not offered", "refused"])
def test_without_starttls_the_password_is_never_sent(capabilities: str, tmp_path: Path) -> None:
    with ScriptedImap(capabilities=capabilities) as imap:
        imap.on("STARTTLS", tagged("NO not now"))
        with pytest.raises(MailboxError):
            Mailbox(to(imap.port, "starttls"), tmp_path).open()
    assert imap.seen and not [line for line in imap.seen if "LOGIN" in line or "AUTHENTICATE" in line]


NO_IPV6 = (socket.AF_APPLETALK, socket.SOCK_STREAM, 0, "", ("2001:db8::1", 993, 0, 0))  # a family that we do not have


@pytest.mark.parametrize("by_proxy", [False, True])
def test_an_address_that_this_machine_has_no_way_to_hides_no_error_of_another(
    by_proxy: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name often has addresses of IPv6, too, which are tried last where nothing of it works."""
    port = free_port()
    there = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))
    server = to(port)
    if by_proxy:
        server = replace(server, proxy=Proxy("socks5", "127.0.0.1", port))
    for addresses, said in (
        ([there, NO_IPV6], "Connection refused"), ([NO_IPV6, there], "Connection refused"), ([NO_IPV6], "not supported")
    ):  # fmt: skip
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=addresses, **__: found)
        with pytest.raises(UnreachableError, match=f"(?i){said}"), Mailbox(server, tmp_path) as mailbox:
            mailbox.open()


def test_a_network_that_is_out_of_reach_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [NO_IPV6])
    said = r"993: Address family not supported by protocol\. Is there a firewall, or a proxy to use\?"
    with pytest.raises(UnreachableError, match=said), Mailbox(to(993), tmp_path) as mailbox:
        mailbox.open()


def test_a_greeting_that_is_no_text_is_shown_as_far_as_it_is_one(tmp_path: Path) -> None:
    """And what would clear the terminal of who reads it (``--check``) does not."""
    steps = []
    with ScriptedImap(greeting=b"* OK Gr\xfc\xdfe\x1b[2J\r\n") as imap:
        Mailbox(to(imap.port), tmp_path, passed=lambda step, seen: steps.append((step, seen))).open()
    assert ("greeting", "* OK Gr\ufffd\ufffde\\x1b[2J") in steps


@pytest.mark.parametrize("credential", [Secret("x"), Bearer("XOAUTH2", TokenCommand(("false",)))], ids=type)
def test_who_is_logged_in_by_the_greeting_needs_no_login(credential: Secret | Bearer, tmp_path: Path) -> None:
    """RFC 9051, 7.1.4: as a tunnel or a connection over which the server knows its user."""
    steps = []
    with ScriptedImap({1: GOOD}, greeting=b"* PREAUTH [CAPABILITY IMAP4rev1] welcome, alice\r\n") as imap:
        server = replace(to(imap.port), credential=credential)
        with Mailbox(server, tmp_path, passed=lambda step, seen: steps.append((step, seen))) as mailbox:
            mailbox.select("INBOX")
            assert [message.raw for message in mailbox.fetch(mailbox.unread())] == [GOOD]
    assert not [line for line in imap.seen if line.split()[0] in ("LOGIN", "AUTHENTICATE")]
    assert steps[-1] == ("login", "not needed: the server greets as if we had logged in already (PREAUTH)")


def test_a_certificate_of_what_never_greets_is_described_all_the_same(tmp_path: Path) -> None:
    """As that of a web server, whose port was taken for one of mail: the second look at it asks for no greeting."""
    with (
        ScriptedImap(greeting=None, tls=listening.issue(tmp_path, "web").server_context()) as web,
        pytest.raises(CertificateError, match=r"is from an authority that is not trusted here .* Set imap_ca_file"),
    ):
        Mailbox(to(web.port, "tls", ca_file=str(listening.issue(tmp_path, "imap").ca_file)), tmp_path).open()


def test_a_certificate_that_cannot_be_looked_at_again_is_told_in_openssls_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server may be gone by then."""
    monkeypatch.setattr("tqimap.mailbox.entry.Entry._shown_certificate", lambda _: None)
    with (
        certified("good", trusted=False)(tmp_path) as server,
        pytest.raises(
            CertificateError, match=r"^The certificate of localhost:\d+ does not verify: unable to get local"
        ),
    ):
        Mailbox(server, tmp_path).open()


def test_a_fault_of_a_certificate_that_only_openssl_knows_is_told_in_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a key that is too short."""
    monkeypatch.setattr("tqimap.mailbox.tls.fault", lambda *_: "")
    with (
        certified("good", trusted=False)(tmp_path) as server,
        pytest.raises(
            CertificateError, match=r"^The certificate of localhost:\d+ does not verify: unable to get local"
        ),
    ):
        Mailbox(server, tmp_path).open()


def test_a_command_after_a_connection_that_could_not_be_opened_again_is_no_bug(tmp_path: Path) -> None:
    """As the marking of what was delivered, where the thread that fetches has found the server gone."""
    with scripted()(tmp_path) as server, Mailbox(server, tmp_path) as mailbox:
        mailbox.select("INBOX")
        mailbox.close()
        with pytest.raises(MailboxConnectionLost, match=r"^Not connected to localhost"):
            mailbox.mark([1])


def test_what_comes_in_the_clear_behind_starttls_is_forgotten(tmp_path: Path) -> None:
    """Else somebody on the way could put an answer into the secured connection (CVE-2011-0411)."""
    context = listening.issue(tmp_path, "imap")
    with ScriptedImap({1: GOOD}, starttls=context.server_context()) as imap:
        imap.on("STARTTLS", lambda command: command.send(f"{command.tag} OK go\r\n* BYE forged\r\n".encode()))
        with Mailbox(to(imap.port, "starttls", ca_file=str(context.ca_file)), tmp_path) as mailbox:
            mailbox.select("INBOX")
            assert [message.raw for message in mailbox.fetch([1])] == [GOOD]


@pytest.mark.parametrize("password", ["pass\r\nA1 DELETE INBOX", "Grüße"], ids=["control characters", "not ASCII"])
def test_a_password_that_login_cannot_carry_goes_by_authenticate(password: str, tmp_path: Path) -> None:
    with ScriptedImap() as imap:
        Mailbox(replace(to(imap.port), credential=Secret(password)), tmp_path).open()
    sent = base64.b64encode(f"\0alice\0{password}".encode()).decode()
    assert ["AUTHENTICATE PLAIN", sent] == imap.seen[1:3]


def test_a_password_that_nothing_can_carry_is_said_to_be_that(tmp_path: Path) -> None:
    with certified("good", capabilities="IMAP4rev1")(tmp_path) as server, pytest.raises(MailboxLoginError) as caught:
        Mailbox(replace(server, credential=Secret("Grüße")), tmp_path).open()
    assert str(caught.value).endswith(
        "LOGIN takes ASCII only, and there is no AUTH=PLAIN. Give the user a password in ASCII"
    )


@pytest.mark.parametrize(
    ("told", "may"),
    [
        (untagged("MYRIGHTS INBOX lrswipd"), True), (untagged('MYRIGHTS "INBOX" lrsd'), True),
        (untagged("MYRIGHTS {5}\r\nINBOX lrd"), True), (untagged("MYRIGHTS INBOX lrw"), False), (untagged(), True),
        (untagged("MYRIGHTS"), True), (tagged("NO not you"), True),
    ],
)  # fmt: skip
def test_rights_are_understood_as_any_server_tells_them(told: Behaviour, may: bool, tmp_path: Path) -> None:
    """Those of RFC 2086 too, where d stands for t and e; what is not told does not count."""
    with ScriptedImap(capabilities="IMAP4rev1 ACL MOVE").on("MYRIGHTS", told) as imap:
        mailbox = Mailbox(to(imap.port), tmp_path, done=Done("move", folder="Phish", rehearsal=True))
        refusal = pytest.raises(MailboxReadOnly, match="rights lrw, without te")
        with mailbox, contextlib.nullcontext() if may else refusal:
            mailbox.select("INBOX")


@pytest.mark.parametrize(("flags", "keeps"), [("()", True), ("(\\Deleted)", False), ("(\\Seen)", True)])
def test_a_rehearsal_believes_a_list_of_flags_that_is_not_empty(flags: str, keeps: bool, tmp_path: Path) -> None:
    """In a folder opened with EXAMINE a server (Dovecot) may say that it keeps none just now."""
    opened = untagged("0 EXISTS", f"OK [PERMANENTFLAGS {flags}] x", "OK [UIDVALIDITY 7] x", then="OK [READ-ONLY] done")
    with ScriptedImap().on("EXAMINE", opened) as imap:
        mailbox = Mailbox(to(imap.port), tmp_path, done=Done(rehearsal=True))
        with mailbox, contextlib.nullcontext() if keeps else pytest.raises(MailboxReadOnly, match="not keep the flag"):
            mailbox.select("INBOX")


@pytest.mark.parametrize(
    ("given", "done", "missing"),
    [
        ("lrw", Done(rehearsal=True), "s"), ("lrs", Done(rehearsal=True), ""),
        ("lrs", Done("keyword", rehearsal=True), "w"), ("lrw", Done("keyword", rehearsal=True), ""),
        ("lr", Done("ledger", rehearsal=True), ""),
    ],
)  # fmt: skip
def test_each_mark_needs_a_right_of_its_own(given: str, done: Done, missing: str, tmp_path: Path) -> None:
    """RFC 4314, 4: s for \\Seen, w for keywords; who marks nothing needs none."""
    with ScriptedImap(capabilities="IMAP4rev1 ACL").on("MYRIGHTS", untagged(f"MYRIGHTS INBOX {given}")) as imap:
        mailbox = Mailbox(to(imap.port), tmp_path, done=done)
        refusal = pytest.raises(MailboxReadOnly, match=f"rights {given}, without {missing}")
        with mailbox, refusal if missing else contextlib.nullcontext():
            mailbox.select("INBOX")


@pytest.mark.parametrize(
    ("told", "done", "keeps"),
    [
        (["OK [PERMANENTFLAGS ()] none"], Done(), False),
        ([], Done(), True),  # whoever does not say so keeps all flags (RFC 9051, 7.1)
        (["OK [PERMANENTFLAGS (\\seen)] in any case"], Done(), True),
        (["OK [PERMANENTFLAGS (\\Seen \\*)] also new ones"], Done("keyword"), True),
        (["OK [PERMANENTFLAGS (\\Seen $tqimap)] this one"], Done("keyword"), True),
        (["OK [PERMANENTFLAGS (\\Answered \\*)] new keywords, but no such flag"], Done(), False),
        (["OK [PERMANENTFLAGS (\\*)] whatever"], Done(), True),  # no flag is named at all (servers of go-imap)
    ],
)
def test_a_folder_that_would_not_keep_the_mark_is_refused(
    told: list[str], done: Done, keeps: bool, tmp_path: Path
) -> None:
    """Else every run would send everything again."""
    opened = untagged("0 EXISTS", *told, "OK [UIDVALIDITY 7] x", then="OK [READ-WRITE] done")
    refusal = pytest.raises(MailboxReadOnly, match="The server does not keep the")
    with ScriptedImap().on("SELECT", opened) as imap:
        mailbox = Mailbox(to(imap.port), tmp_path, done=done)
        with mailbox, contextlib.nullcontext() if keeps else refusal:
            mailbox.select("INBOX")
