"""``tqimap --demo`` and the sandbox in the foreground, as a newcomer calls them; and that the demo cannot be fooled."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pexpect
import pytest
import requests

from tqimap.sandbox import __main__ as sandbox
from tqimap.sandbox import demo, scenario
from tqimap.sandbox.analyst import Analyst
from tqimap.sandbox.imap import MailServer
from tqimap.sandbox.threatq import ThreatQ

SAMPLES = scenario.samples(datetime.now(UTC))


class ByHand:
    """Does to ThreatQ what tqimap should, straight from what the sample mail is known to hold."""

    def __init__(self, tq: ThreatQ) -> None:
        self._tq = tq
        self._session = requests.Session()
        self._session.trust_env, self._session.verify = False, tq.ca_file
        login = {"grant_type": "password", "client_id": tq.client_id, "email": tq.email, "password": tq.password}
        token = self.post("/api/token", json=login)["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        self.post("/api/connectors", json={"name": demo.CONNECTOR, "category": "ThreatQ Labs"})

    def post(self, path: str, **sent: Any) -> Any:
        reply = self._session.post(self._tq.url + path, timeout=10, **sent)
        assert reply.ok, reply.text
        return reply.json()

    def indicators(self, keys: set[scenario.Key], **more: Any) -> list[int]:
        common = {"status": "Active", "sources": [{"name": demo.CONNECTOR}], "normalize": "N", **more}
        sent = [{"type": kind, "value": value, **common} for kind, value in sorted(keys)]
        return [row["id"] for row in self.post("/api/indicators/consume/new", json=sent)["data"]]

    def file(self, name: str, content: bytes) -> int:
        file = {"file": (name, content)}
        row = self.post("/api/attachments", data={"name": name, "type": "Generic Text"}, files=file)["data"]
        return int(row["id"])

    def relate(self, file_id: int, indicator_ids: list[int]) -> None:
        self.post(f"/api/attachments/{file_id}/indicators", json=[{"id": each} for each in indicator_ids])


def attachments(sample: scenario.Sample) -> Iterator[tuple[str, bytes]]:
    """Name and content of the attachments of a mail without nested ones."""
    import email
    import email.policy

    message = email.message_from_bytes(sample.raw, policy=email.policy.default)
    for part in message.iter_attachments():
        yield str(part.get_filename()), part.get_payload(decode=True)  # type: ignore[misc]


@contextmanager
def played(*titles: str) -> Iterator[tuple[ByHand, ThreatQ, MailServer, list[scenario.Sample]]]:
    """A ThreatQ that holds what the named sample mails contain, and a mailbox where they are read."""
    samples = [each for each in SAMPLES if each.title in titles]
    with ThreatQ() as tq, MailServer() as mail:
        hand = ByHand(tq)
        for sample in samples:
            mail.deliver(sample.raw, seen=True)
            body = hand.indicators(set(sample.body))
            for (name, content), file in zip(attachments(sample), sample.files, strict=True):
                hand.relate(hand.file(name, content), [*body, *hand.indicators(set(file.indicators))])
        yield hand, tq, mail, samples


CSV, AGAIN, PROSE = "A list as CSV", "The list again, under another name", "Defanged prose: a new loader"


def test_a_threatq_that_holds_what_the_mail_says_shows_no_difference() -> None:
    with played(CSV, AGAIN, PROSE, "JSON, XML and HTML", "Documents", "Archives") as (_, tq, mail, samples):
        assert demo.differences(tq, mail, samples) == []
        text = demo.summary(tq, samples)
    assert "6 messages read, 11 Files," in text
    assert "indicators.csv (Generic Text" in text


def test_every_way_to_differ_is_named() -> None:
    with played(CSV, PROSE) as (hand, tq, mail, samples):
        hand.indicators({("FQDN", "nobody-said-that.com")})
        assert demo.differences(tq, mail, samples) == ["invented indicator: FQDN nobody-said-that.com"]
    with played(CSV) as (hand, tq, mail, _):
        both = [each for each in SAMPLES if each.title in (CSV, AGAIN)]
        assert "missing indicator: IP Address 44.128.9.31" in demo.differences(tq, mail, both)
        hand.indicators({("IP Address", "44.128.9.31")})
        assert demo.differences(tq, mail, both) == ["missing relation of indicators.csv: IP Address 44.128.9.31"]
    with played(CSV, PROSE) as (hand, tq, mail, samples):
        hand.relate(1, hand.indicators({("FQDN", "gate.backup-tqimap-demo.net")}))
        extra = "invented relation of indicators.csv: FQDN gate.backup-tqimap-demo.net"
        assert demo.differences(tq, mail, samples) == [extra]
    with played(CSV) as (hand, tq, mail, samples):
        hand.file("extra.txt", b"extra")
        mail.deliver(b"Subject: unread\n\n")
        assert demo.differences(tq, mail, samples) == ["invented File: File extra.txt", "1 messages are still unread"]
    with played(CSV) as (hand, tq, mail, samples):
        hand.indicators({("FQDN", "panel.stealer-tqimap-demo.com")}, status="Review")
        assert "has status Review" in " ".join(demo.differences(tq, mail, samples))


def test_an_empty_threatq_misses_everything() -> None:
    with ThreatQ() as tq, MailServer() as mail:
        problems = demo.differences(tq, mail, SAMPLES)
        wanted = scenario.expected(SAMPLES)
    assert len([each for each in problems if each.startswith("missing indicator")]) == len(wanted.indicators) > 30
    assert len([each for each in problems if each.startswith("no File has")]) == len(wanted.files) > 15


def test_the_sample_mail_is_dated_before_now_and_names_nothing_that_exists() -> None:
    now = datetime.now(UTC)
    for sample in scenario.samples(now):
        keys = sample.body.union(*(file.indicators for file in sample.files))
        for kind, value in keys:
            assert (
                kind not in ("FQDN", "URL", "Email Address") or "-tqimap-demo." in value or value.startswith("44.128.")
            )


def test_the_demo_tells_the_whole_story_and_leaves_nothing(tmp_path: Path) -> None:
    """As in a fresh shell: no home, no terminal, an empty working directory."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = {"PATH": "/usr/bin:/bin", "TMPDIR": str(temporary), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "tqimap", "--demo"], env=environment, cwd=tmp_path, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Connector configured. Set information in UI." in done.stdout
    assert done.stdout.count("Connector has been created") == 1
    files = scenario.expected(SAMPLES).files
    assert f"{len(SAMPLES)} messages read, {len(files)} Files" in done.stdout
    (log,) = re.findall(r"Run finished: (\d+) messages delivered, (\d+) Files .* (\d+) indicators", done.stdout)
    assert log[0] == f"{len(SAMPLES)}"
    assert f"(The log counts message by message, {log[2]} indicators and {log[1]} Files: a list" in done.stdout
    assert done.stderr == ""
    assert list(temporary.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["tmp"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_demo_can_be_stopped_and_leaves_nothing(tmp_path: Path, number: signal.Signals, code: int) -> None:
    command, environment = (
        [sys.executable, "-m", "tqimap", "--demo"],
        {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
    )
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "simulated ThreatQ" in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(20) == code
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_without_umlauts_is_told_the_same_story(tmp_path: Path) -> None:
    environment = {"TMPDIR": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "tqimap", "--demo"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Gr??e: ?Rechnung? ?ber 7 ?" in done.stdout


@contextmanager
def foreground(directory: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``python -m tqimap.sandbox`` in the foreground of another terminal, and what it printed."""
    with subprocess.Popen(
        [sys.executable, "-m", "tqimap.sandbox"], env={"TMPDIR": str(directory)}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        try:
            yield process, "".join(lines)
        finally:
            process.terminate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_sandbox_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with foreground(tmp_path) as (process, _):
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert list(tmp_path.iterdir()) == []


def test_who_follows_what_the_sandbox_prints_sees_the_files(tmp_path: Path) -> None:
    with foreground(tmp_path) as (_, text):
        printed = dict(re.findall(r"^ *(\S.*?) {2,}(\S+)", text, re.MULTILINE))
        url, authority = printed["ThreatQ, pages and API"], re.findall(r"TQIMAP_THREATQ_CA_FILE=(\S+)", text)[0]
        commands = "".join(re.findall(r"^   ((?:export|/\S+ -m tqimap) .*\n)", text, re.MULTILINE))
        environment = {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)}
        terminal = pexpect.spawn("/bin/sh", ["-ec", commands], env=environment, encoding="utf-8", timeout=30)
        answers = {"ThreatQ Host": url, **printed, "Status": re.findall(r"Status: (\w+)\)", text)[0]}
        for question in ("ThreatQ Host", "Client ID", "E-Mail Address", "Password", "Status"):
            terminal.expect_exact(f"{question}: ")
            terminal.sendline(answers[question])
        terminal.expect_exact("Connector configured. Set information in UI.")
        terminal.expect(pexpect.EOF)
        analyst = Analyst(url, authority)
        analyst.log_in(printed["E-Mail Address"], printed["Password"])
        server = re.findall(r"\(IMAP Server: (\S+)\)", text)[0]
        settings = {name: printed[name] for name in ("IMAP Username", "IMAP Password")}
        analyst.fill_in(demo.CONNECTOR, {"IMAP Server": server, **settings})
        analyst.switch_on(demo.CONNECTOR)
        done = subprocess.run(["/bin/sh", "-ec", commands], env=environment, timeout=60, check=False)
        assert done.returncode == 0
        page = analyst.page("/files")
    assert [name for name in scenario.expected(SAMPLES).names.values() if name.isascii() and name not in page] == []


def test_a_port_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        sandbox.main(["--imap-port", "99999"])
    assert ended.value.code == 2 and "invalid port value: '99999'" in capsys.readouterr().err
