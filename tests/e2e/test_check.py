"""``tqimap --check`` on a real mail server and the simulated ThreatQ: what it says is enough to put things right.

Each fault is one that a stranger meets on the first day; the table is what is printed for it.
"""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from conftest import Fault, need
from servers import oauth
from servers.dovecot import Dovecot
from servers.scripted_https import ScriptedHttps, answer, raw
from servers.scripted_imap import Behaviour, Command, ScriptedImap, tagged, untagged
from servers.socks_proxies import free_port
from servers.token_issuer import TokenIssuer
from servers.web_proxy import WebProxy

from tqimap import cli
from tqimap.sandbox.threatq import ThreatQ
from tqimap.threatq import retries

pytestmark = pytest.mark.server

CONNECTOR = "Intelligence Mailbox"
FOLDERS = ["INBOX", "Phish", "Phish/Été & co"]
ODD = "Grüße 🔑"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    need("dovecot")
    users = {"alice@example.org": "correct horse", "bob@example.org": ODD}
    with Dovecot(users=users, extra=oauth.configuration()) as running:
        for folder in FOLDERS[:2]:
            running.deliver(b"Subject: one\r\n\r\nhxxp://evil.example/\r\n", folder)
        running.maildir("Phish/&AMk-t&AOk- &- co")  # as IMAP writes it (RFC 3501, 5.1.3)
        running.deliver(b"Subject: seen\r\n\r\nold\r\n", flags="S")
        yield running


@pytest.fixture(scope="module")
def threatq() -> Iterator[ThreatQ]:
    with ThreatQ() as running:
        yield running


def tqimap(*arguments: str) -> int:
    """The driver in this process; the servers that are started later need their umask back."""
    umask = os.umask(0o022)
    try:
        return cli.main(list(arguments))
    finally:
        os.umask(umask)


@dataclass
class Checked:
    """What was printed, line by line, and the exit code."""

    lines: list[str]
    exit_code: int

    def failures(self) -> list[str]:
        return [re.sub(r"\s+", " ", line.strip()[2:]) for line in self.lines if line.startswith("  ✗")]

    def steps(self, name: str) -> list[str]:
        """What was seen at each step of this name."""
        return [line[16:].strip() for line in self.lines if line.split()[1:2] == [name]]


@dataclass
class Place:
    """A configuration, as the first run has left it, with what a test changes in it."""

    file: Path
    values: dict
    output: Callable[[], str]

    def check(self, *options: str, **changes: object) -> Checked:
        self.file.write_text(json.dumps({**self.values, **changes}))
        self.file.chmod(0o600)
        exit_code = tqimap("-c", str(self.file), "--check", *options)
        return Checked(self.output().splitlines(), exit_code)

    def fault(self, **changes: object) -> tuple[str, int]:
        """The one failure that there is, and the exit code."""
        checked = self.check(**changes)
        (line,) = checked.failures()
        return line, checked.exit_code


@pytest.fixture(scope="module")
def registered(threatq: ThreatQ, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The configuration after a first run, the connector switched on."""
    file = tmp_path_factory.mktemp("first") / "config.json"
    answers = {
        "threatq_host": threatq.host, "client_id": threatq.client_id, "email": threatq.email,
        "password": threatq.password, "threatq_ca_file": threatq.ca_file,
    }  # fmt: skip
    file.write_text(json.dumps(answers))
    file.chmod(0o600)
    assert tqimap("-c", str(file)) == 0
    threatq.switch_on(CONNECTOR)
    return json.loads(file.read_text())


@pytest.fixture
def place(registered: dict, dovecot: Dovecot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    capsys.readouterr()
    mailbox = {
        "imap_server": f"localhost:{dovecot.port}", "imap_username": "alice@example.org",
        "imap_password": "correct horse", "imap_ca_file": dovecot.ca_file, "connect_timeout": 5,
    }  # fmt: skip
    return Place(tmp_path / "config.json", {**registered, **mailbox}, lambda: capsys.readouterr().out)


# All is well.


def test_every_step_of_a_good_way_is_told(place: Place, dovecot: Dovecot, threatq: ThreatQ) -> None:
    checked = place.check(folders=FOLDERS[:1])
    assert (checked.failures(), checked.exit_code) == ([], 0)
    names = [line.split()[1] for line in checked.lines if line.startswith("  ")]
    assert names == [
        "file",
        "name", "connection", "TLS", "token", "clock", "rights", "writing", "connector", "settings", "types",
        "name", "connection", "TLS", "greeting", "capabilities", "login", "folder", "flags",
    ]  # fmt: skip
    assert checked.steps("folder") == ["INBOX: 2 messages, 1 to be read"]
    for seen in checked.steps("TLS"):
        assert "for localhost, 127.0.0.1" in seen and "tqimap sandbox" in seen and "valid until 3000-01-01" in seen
    assert checked.steps("writing")[0].startswith("not tested: ")


def test_nothing_is_changed(place: Place, dovecot: Dovecot, threatq: ThreatQ, tmp_path: Path) -> None:
    flags, before = dovecot.flags(username="alice@example.org"), len(threatq.requests)
    place.check()
    asked = {f"{seen.method} {seen.path}" for seen in threatq.requests[before:]}
    assert {request for request in asked if not request.startswith("GET ")} == {"POST /api/token"}
    assert dovecot.flags(username="alice@example.org") == flags
    assert [path.name for path in tmp_path.iterdir()] == ["config.json"]
    assert json.loads(place.file.read_text()) == place.values


@pytest.mark.parametrize(
    ("changes", "step", "seen"),
    [
        ({"imap_security": "starttls"}, "TLS", "TLSv1"),
        ({"imap_username": "bob@example.org", "imap_password": ODD}, "login", "bob@example.org by password"),
        ({"imap_verify": False, "imap_ca_file": ""}, "login", "alice@example.org by password"),
        ({"done": "ledger"}, "folder", "INBOX: 2 messages, the ledger knows which of them have been read"),
    ],
)
def test_other_good_ways(place: Place, dovecot: Dovecot, changes: dict, step: str, seen: str) -> None:
    if "imap_security" in changes:
        changes = {**changes, "imap_server": f"localhost:{dovecot.starttls_port}"}
    checked = place.check(**changes)
    assert (checked.failures(), checked.exit_code) == ([], 0)
    assert seen in checked.steps(step)[-1]


def test_a_pinned_certificate_and_one_that_is_not_verified_are_told(place: Place, threatq: ThreatQ) -> None:
    pinned = place.check(threatq_ca_file="", threatq_fingerprint=threatq.fingerprint)
    unverified = place.check(threatq_ca_file="", threatq_verify=False)
    assert pinned.exit_code == unverified.exit_code == 0
    assert pinned.steps("TLS")[0].startswith("pinned (threatq_fingerprint)")
    assert unverified.steps("TLS")[0].startswith("not verified (threatq_verify is false)")


def test_a_configuration_that_others_can_read_is_told_and_left_as_it_is(place: Place) -> None:
    place.check()
    place.file.chmod(0o644)
    assert tqimap("-c", str(place.file), "--check") == 0
    assert "can be read by others" in place.output()
    assert place.file.stat().st_mode & 0o777 == 0o644


def test_a_threatq_that_is_busy_for_long_is_told_while_it_is_waited_for(
    place: Place, threatq: ThreatQ, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(retries, "FIRST_PAUSE", 0.001)
    place.check()
    threatq.fail("status", status=503, path="/api/indicator/statuses", times=retries.PATIENCE)
    assert tqimap("-c", str(place.file), "--check") == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"tqimap: ThreatQ at {threatq.host} answered GET /api/indicator/statuses with 503")
    assert line.endswith("; asking again for up to 180 s")


def test_several_folders_of_any_name_each_have_a_line(place: Place) -> None:
    assert place.check(folders=FOLDERS).steps("folder") == [
        "INBOX: 2 messages, 1 to be read",
        "Phish: 1 message, 1 to be read",
        "Phish/Été & co: 0 messages, 0 to be read",
    ]


def test_through_a_proxy(place: Place, socks5_port: int) -> None:
    checked = place.check(proxy_address="localhost", proxy_port=socks5_port)
    assert (checked.failures(), checked.exit_code) == ([], 0)
    assert f"socks5 localhost:{socks5_port}" in checked.steps("proxy")[0]


def test_what_fails_behind_a_proxy_is_told_at_its_step(place: Place, socks5_port: int) -> None:
    behind = {"proxy_address": "localhost", "proxy_port": socks5_port}
    for changes, step in (({"imap_ca_file": ""}, "TLS"), ({"imap_server": "localhost:1"}, "proxy")):
        line, _ = place.fault(**behind, **changes)
        assert line.startswith(f"{step} "), line


def test_with_a_token(place: Place, tmp_path: Path) -> None:
    with TokenIssuer(mailbox="alice@example.org", signing_key=oauth.SIGNING_KEY) as issuer:
        app = {
            "imap_auth": "xoauth2", "imap_password": "", "token_client_id": issuer.client_id,
            "token_client_secret": issuer.client_secret, "token_url": issuer.microsoft_url,
            "token_scope": "https://outlook.office365.com/.default", "token_ca_file": issuer.write_ca(tmp_path),
        }  # fmt: skip
        checked = place.check(**app)
        assert (checked.failures(), checked.exit_code) == ([], 0)
        assert "XOAUTH2" in checked.steps("settings")[0]
        refused, code = place.fault(**{**app, "token_client_secret": "wrong"})
    assert refused.startswith("token The token endpoint localhost") and "AADSTS7000215" in refused and code == 1
    assert not (tmp_path / "config.state").exists()


# One thing is wrong: the line that is printed for it is enough to put it right.


@dataclass(frozen=True)
class Case:
    """What is changed, the step that fails, what its line must say, and the exit code."""

    fault: str
    changes: dict
    step: str
    said: tuple[str, ...]
    exit_code: int


CASES = [
    Case(
        "wrong password", {"imap_password": "wrong"}, "login",
        ("localhost refused the login of alice@example.org", "Check IMAP Username and IMAP Password"), 1,
    ),
    Case("wrong folder", {"folders": ["INBOX", "Phsh"]}, "folder", ("There is no folder Phsh", "Phish"), 1),
    Case("unknown authority", {"imap_ca_file": ""}, "TLS", ("tqimap sandbox", "imap_ca_file", "SHA-256"), 2),
    Case("CA file that is none", {"imap_ca_file": __file__}, "settings", ("imap_ca_file", "PEM"), 2),
    Case("unknown name", {"imap_server": "no.invalid"}, "name", ("no.invalid cannot be resolved", "IMAP Server"), 1),
    Case("closed port", {"imap_server": "localhost:1"}, "connection", ("localhost:1", "connection refused", "993"), 1),
    Case("web proxy by its URL", {"proxy_address": "http://p:3128"}, "settings", ("HTTP/HTTPS proxy", "socks5"), 2),
    Case("missing settings", {"imap_username": ""}, "settings", ("IMAP Username (imap_username)",), 2),
    # A connector in ThreatQ has a status of its own.
    Case("unknown status", {"status": "Bogus", "connector_id": 0}, "types", ("status is 'Bogus'", "Active"), 2),
    Case("nowhere to move to", {"done": "move"}, "settings", ("done_folder must name the folder",), 2),
    Case("no source of tokens", {"imap_auth": "xoauth2"}, "settings", ("token_command", "token_client_id"), 2),
    Case("wrong secret", {"private_client_secret": "wrong"}, "token", ("refused the login", "private client"), 1),
    Case("ThreatQ's authority", {"threatq_ca_file": ""}, "TLS", ("threatq_ca_file", "threatq_fingerprint"), 2),
    Case("ThreatQ's name", {"threatq_host": "tq.invalid"}, "name", ("tq.invalid", "threatq_host"), 1),
    Case("ThreatQ's port", {"threatq_host": "localhost:1"}, "connection", ("localhost:1", "refused"), 1),
    Case("not registered", {"connector_id": None}, "connector", ("is in ThreatQ but not set up", "run tqimap -c"), 2),
    Case("removed connector", {"connector_id": 99}, "connector", ("no longer in ThreatQ", "connector_id"), 1),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.fault for case in CASES])
def test_a_fault_is_told_at_its_step_with_what_to_do(
    place: Place, case: Case, fault_table: Callable[[Fault], None]
) -> None:
    line, code = place.fault(**case.changes)
    assert line.startswith(f"{case.step} ") and all(words in line for words in case.said), line
    assert code == case.exit_code
    assert "correct horse" not in line
    fault_table(Fault("--check", case.fault, line, code))


@pytest.mark.parametrize(
    ("certificate", "said"),
    [
        ("expired", [r"expired on \d{4}-\d\d-\d\d", "renew"]),
        ("wrong-name", ["not for localhost", "Set IMAP Server to a name that it is for"]),
    ],
)
def test_a_bad_certificate_is_described(place: Place, certificate: str, said: list[str]) -> None:
    with Dovecot(certificate=certificate) as bad:  # type: ignore[arg-type]
        for server, security in ((bad.port, "tls"), (bad.starttls_port, "starttls")):
            line, code = place.fault(
                imap_server=f"localhost:{server}", imap_security=security, imap_ca_file=bad.ca_file
            )
            assert line.startswith("TLS ") and all(re.search(words, line) for words in said), line
            assert code == 2


def test_a_web_proxy_in_place_of_a_socks_proxy(place: Place) -> None:
    with WebProxy() as proxy:
        line, code = place.fault(proxy_address=proxy.place)
    assert line.startswith("proxy ") and "HTTP/HTTPS proxy" in line and proxy.place in line and code == 1


def test_a_proxy_that_is_not_there(place: Place) -> None:
    line, code = place.fault(proxy_address="localhost", proxy_port=free_port())
    assert line.startswith("proxy ") and "Check Proxy Address and Proxy Port" in line and code == 1


def test_a_server_that_is_no_imap_server(place: Place, threatq: ThreatQ) -> None:
    line, code = place.fault(imap_server=threatq.host, imap_ca_file=threatq.ca_file, connect_timeout=0.5)
    assert line.startswith("greeting ") and "said nothing" in line and threatq.host in line and code == 1


def test_a_switched_off_connector_is_told_and_the_rest_is_looked_at_all_the_same(
    place: Place, threatq: ThreatQ
) -> None:
    threatq.switch_off(CONNECTOR)
    try:
        checked = place.check()
    finally:
        threatq.switch_on(CONNECTOR)
    (line,) = checked.failures()
    assert "switched off" in line and "Incoming Feeds" in line and checked.exit_code == 2
    assert "to be read" in checked.steps("folder")[0]


def test_both_sides_are_looked_at_where_the_settings_stand_in_the_configuration(place: Place) -> None:
    checked = place.check(private_client_secret="wrong", folders=["Nowhere"])
    assert [line.split()[0] for line in checked.failures()] == ["token", "folder"]
    assert checked.exit_code == 1
    checked = place.check(private_client_secret="wrong", done="move")  # moves to nowhere
    assert [line.split()[0] for line in checked.failures()] == ["token"]
    assert checked.steps("settings")[0].startswith("not tested")


def test_a_broken_configuration_is_all_there_is(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    line, code = place.fault(imap_sever="x")
    assert line.startswith("file ") and "did you mean imap_server?" in line and code == 2
    place.file.unlink()
    assert tqimap("-c", str(place.file), "--check") == 2
    assert "does not exist" in capsys.readouterr().out
    assert not place.file.exists()
    assert tqimap("-c", str(place.file.with_name("x" * 300 + ".json")), "--check") == 2
    assert "File name too long" in capsys.readouterr().out


def test_what_is_wrong_on_the_side_of_threatq_before_it_is_asked(place: Place) -> None:
    line, code = place.fault(threatq_host="")
    assert line.startswith("login The login to ThreatQ is incomplete: threatq_host. Set what is missing in ")
    assert code == 2
    line, code = place.fault(threatq_host="", connector_id=None)
    assert line.startswith("login threatq_host is missing: run tqimap -c ") and code == 2
    line, code = place.fault(threatq_ca_file=__file__)
    assert line.startswith("TLS threatq_ca_file ") and line.endswith("holds no certificate in PEM form") and code == 2


# What no real mail server can be made to say here.


@pytest.fixture
def imap(place: Place) -> Iterator[ScriptedImap]:
    with ScriptedImap({1: b"Subject: one\r\n\r\n"}, capabilities="IMAP4rev1 AUTH=XOAUTH2") as running:
        place.values |= {
            "imap_server": f"127.0.0.1:{running.port}", "imap_security": "plain", "allow_cleartext_login": True,
        }  # fmt: skip
        yield running


def examined(flags: str) -> Behaviour:
    return untagged(
        "1 EXISTS", f"OK [PERMANENTFLAGS ({flags})] kept", "OK [UIDVALIDITY 7] valid", then="OK [READ-ONLY] done"
    )


def test_flags_that_a_server_says_it_keeps_are_told(place: Place, imap: ScriptedImap) -> None:
    imap.on("EXAMINE", examined(r"\Seen \*"))
    assert place.check().steps("flags") == [r"INBOX keeps \Seen \*, says the server"]
    assert not {line.split()[0] for line in imap.seen} & {"SELECT", "STORE", "FETCH"}


def test_flags_that_a_server_does_not_keep_are_a_fault(place: Place, imap: ScriptedImap) -> None:
    imap.on("EXAMINE", examined(r"\Deleted"))
    line, code = place.fault()
    assert (
        line.startswith(r"folder The server does not keep the flag \Seen in INBOX") and "ledger" in line and code == 1
    )


def test_moving_needs_the_folder_to_move_to(place: Place, dovecot: Dovecot) -> None:
    line, _ = place.fault(done="move", done_folder="Nowhere")
    assert line.startswith("folder There is no folder Nowhere (done_folder)")
    assert place.check(done="move", done_folder="Phish").exit_code == 0


def test_exchange_that_lets_in_but_gives_no_access(place: Place, imap: ScriptedImap) -> None:
    imap.on("EXAMINE", tagged("BAD User is authenticated but not connected."))
    line, code = place.fault()
    assert line.startswith("folder ") and "right to this mailbox" in line and "README" in line and code == 1


def test_gmail_that_refuses_a_token_is_quoted(place: Place, imap: ScriptedImap) -> None:
    reason = b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}'

    def refuse(command: Command) -> None:
        for challenge in (b"", base64.b64encode(reason)):
            command.send(b"+ " + challenge + b"\r\n")
            command.connection.recv(4096)
        command.end("NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)")

    imap.on("AUTHENTICATE", refuse)
    line, code = place.fault(imap_auth="xoauth2", token_command=["echo", "t0ken"])
    assert line.startswith("login ") and '"status":"400"' in line and "Invalid credentials" in line and code == 1
    assert "t0ken" not in line


# What ThreatQ says about itself.


@pytest.fixture
def scripted(place: Place, tmp_path: Path) -> Iterator[ScriptedHttps]:
    with ScriptedHttps() as running:
        running.ca.cert_pem.write_to_path(str(tmp_path / "scripted.pem"))
        place.values |= {"threatq_host": running.host, "threatq_ca_file": str(tmp_path / "scripted.pem")}
        yield running


def test_a_clock_that_is_wrong_is_told(place: Place, scripted: ScriptedHttps) -> None:
    late = format_datetime(datetime.now(UTC) - timedelta(hours=2), usegmt=True)
    scripted.on("POST /api/token", answer(200, {"access_token": "t"}, date=late))
    line = place.check().failures()[0]
    assert re.match(r"clock ThreatQ's clock is 7[12]\d\d s behind", line) and "clock source" in line


def test_a_user_without_rights_is_told(place: Place, scripted: ScriptedHttps) -> None:
    scripted.on("GET /api/indicator/statuses", answer(403, {"errors": ["forbidden"]}))
    line = place.check().failures()[0]
    assert line.startswith("rights ") and "Maintenance or Administrative" in line


def test_another_web_server_in_place_of_threatq_is_told(place: Place, scripted: ScriptedHttps) -> None:
    page = b"<html><title>It works!</title></html>"
    scripted.on("POST /api/token", raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(page) + page))
    line = place.check().failures()[0]
    assert line.startswith("token ") and "It works!" in line


# For machines and for old terminals.


def test_json_is_one_document(place: Place) -> None:
    document = json.loads("\n".join(place.check("--json", folders=["Phsh"]).lines))
    failed = [step for step in document["steps"] if step["outcome"] == "failed"]
    assert document["exit_code"] == 1
    assert [(step["side"], step["step"]) for step in failed] == [("mailbox", "folder")]
    assert {step["side"] for step in document["steps"]} == {"configuration", "ThreatQ", "mailbox"}


def test_json_goes_with_a_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tqimap("-c", str(tmp_path), "--json") == 2
    assert "--check" in capsys.readouterr().err


def test_the_program_itself_on_a_terminal_without_ticks(place: Place) -> None:
    place.check(folders=["Phsh/Été"])  # a name that libraries warn of, on their own accord
    done = subprocess.run(
        [sys.executable, "-m", "tqimap", "-c", str(place.file), "--check"], env={"PYTHONIOENCODING": "ascii"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr == ""
    assert "  ok     login" in done.stdout and "  FAILED folder" in done.stdout and done.stdout.isascii()
