"""Whatever dies, at whatever effect: after the next run everything is as if nothing had happened.

Every IMAP command, HTTP request and write to disk of a run is an effect. For each of them the process is killed with
SIGKILL before it, and again when it has been done but the process has not learnt so; that the process has learnt it,
is the instant before the next effect. Then it runs again, and mailbox and ThreatQ must be as after a run that nobody
disturbed. The effects are found by an undisturbed run; one of a kind that is not in the table below fails.
"""

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from conftest import need
from job import Job
from servers.cutting_relay import CuttingRelay, Gate, Instant, http_requests, imap_commands
from servers.dovecot import Dovecot

from tqimap.sandbox import listening
from tqimap.sandbox.threatq import ThreatQ

pytestmark = pytest.mark.server

KINDS = {
    "IMAP CAPABILITY", "IMAP LOGIN", "IMAP AUTHENTICATE", "IMAP SELECT", "IMAP SEARCH", "IMAP UID SEARCH",
    "IMAP UID FETCH", "IMAP UID STORE", "IMAP LOGOUT", "IMAP NOOP",
    "POST /api/token", "GET /api/connectors/N", "GET /api/indicator/statuses", "GET /api/indicator/types",
    "GET /api/attachments", "GET /api/attachments/types", "POST /api/attachments/upload", "POST /api/attachments",
    "POST /api/indicators/consume/new", "POST /api/attachments/N/indicators",
    "ledger delivered", "ledger marked", "ledger pruned", "ledger File",
    "spool write", "spool finish", "spool release", "status written",
}  # fmt: skip
MOST_EFFECTS = 200
AT_ONCE = 2  # cores of the smallest machine that this runs on
MANY = 600  # indicators of one list: more than one request takes


@dataclass(frozen=True)
class EndState:
    files: list[tuple[str, str]]
    indicators: list[tuple[str, str]]
    relations: list[tuple[str, str]]
    unread: int


def mail(number: int, text: str, **files: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"], message["Message-ID"] = (
        "a@partner.test",
        f"mail {number}",
        f"<{number}@x.test>",
    )
    message["Date"] = "Fri, 16 Jan 2026 18:05:46 +0100"
    message.set_content(text)
    for name, content in files.items():
        message.add_attachment(content.encode(), maintype="text", subtype="csv", filename=f"{name}.csv")
    return message.as_bytes()


def the_mail() -> Iterator[bytes]:
    """Several attachments, shared ones, equal bytes, none at all, and more indicators than one request takes."""
    shared = "shared.kill-tqimap-demo.com\n"
    yield mail(1, "body1.kill-tqimap-demo.com", a="a1.kill-tqimap-demo.com\n", b="b1.kill-tqimap-demo.com\n", c=shared)
    yield mail(2, "body2.kill-tqimap-demo.com", c=shared)
    yield mail(3, "body3.kill-tqimap-demo.com")
    yield mail(4, "many", many="".join(f"h{n}.kill-tqimap-demo.com\n" for n in range(MANY)))
    yield mail(5, "twins", c=shared, d="d5.kill-tqimap-demo.com\n")
    yield mail(5, "twins", c=shared, d="d5.kill-tqimap-demo.com\n")
    yield mail(7, "nothing to find", e="nothing\n")
    yield mail(8, "body8.kill-tqimap-demo.com", f="a1.kill-tqimap-demo.com\nbody1.kill-tqimap-demo.com\n")


class Scene:
    """A mailbox and a ThreatQ of its own, each behind a relay that knows how to kill."""

    def __init__(self, root: Path, dovecot: Dovecot, number: int, relay_certificate: listening.Certificate) -> None:
        self.root, self.dovecot, self.username = root, dovecot, f"kill{number}"
        self.certificate = relay_certificate
        for raw in the_mail():
            dovecot.deliver(raw, username=self.username)

    def run(self, threatq: ThreatQ, job: Job, gate: Gate, kill: tuple[str, int, Instant] | None = None) -> int:
        """One run through the relays; its exit code, -9 where it was killed."""
        name, nth, instant = kill or ("", 0, "before")
        notes = self.root / "notes"
        job.program = (
            sys.executable, str(Path(__file__).with_name("mortal.py")), str(notes), name, str(nth),
            "after" if instant == "withheld" else instant,
        )  # fmt: skip
        context = self.certificate.server_context
        with (
            CuttingRelay(("127.0.0.1", threatq.port), context(), gate, http_requests) as to_threatq,
            CuttingRelay(("127.0.0.1", self.dovecot.port), context(), gate, imap_commands) as to_mail,
        ):
            job.settings = {
                "threatq_host": f"localhost:{to_threatq.port}", "imap_server": f"localhost:{to_mail.port}",
                "imap_username": self.username, "imap_password": "kill",
                "threatq_ca_file": str(self.certificate.ca_file), "imap_ca_file": str(self.certificate.ca_file),
            }  # fmt: skip
            with job.start() as process:
                gate.started(process.pid)
                _, errors = process.communicate(timeout=60)
        if notes.exists():
            gate.effects += notes.read_text().split("\n")[:-1]
            notes.unlink()
        assert process.returncode in (0, -9), errors
        return process.returncode

    def end_state(self, threatq: ThreatQ) -> EndState:
        names = {file.id: file.name for file in threatq.files()}
        pairs = [(name, value) for id_, name in names.items() for _, value in threatq.indicators_of(id_)]
        assert len(threatq.relations()) == len(pairs), "a relation was made twice"
        return EndState(
            files=sorted((file.name, file.md5) for file in threatq.files()),
            indicators=sorted(indicator.key for indicator in threatq.indicators()),
            relations=sorted(pairs),
            unread=sum("S" not in flags for flags in self.dovecot.flags(username=self.username).values()),
        )


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    need("dovecot")
    with Dovecot(users={f"kill{n}": "kill" for n in range(2 * MOST_EFFECTS + 10)}, connections=200) as dovecot:
        yield dovecot


def test_a_death_at_any_effect_loses_and_doubles_nothing(
    tmp_path: Path, dovecot: Dovecot, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = listening.issue(tmp_path, "relay")

    def play(number: int, kill: tuple[str, int, Instant] | None) -> tuple[list[str], EndState, bool]:
        root = tmp_path / str(number)
        root.mkdir()
        with ThreatQ() as threatq:
            job = Job(root, threatq)
            job.register()
            scene = Scene(root, dovecot, number, certificate)
            gate = Gate(*kill) if kill else Gate()
            killed = scene.run(threatq, job, gate, kill) == -9
            if killed:
                assert scene.run(threatq, job, Gate()) == 0
            state = scene.end_state(threatq)
            assert job.leftovers() == [], "a dead run left attachments behind"
        shutil.rmtree(root)
        return gate.effects, state, killed

    effects, undisturbed, _ = play(0, None)
    counts = Counter(effects)
    with capsys.disabled():
        print("\neffects of a run:", ", ".join(f"{count} {name}" for name, count in counts.items()))
    assert set(counts) <= KINDS, "a new kind of effect: think about it, then put it into the table"
    assert undisturbed.unread == 0 and len(undisturbed.files) == 7
    assert sum(counts.values()) <= MOST_EFFECTS
    kills = [
        (name, nth, instant)
        for name, count in counts.items()
        for nth in range(1, count + 1)
        for instant in ("before", "withheld")
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(play, range(1, len(kills) + 1), kills))
    for kill, (_, state, killed) in zip(kills, results, strict=True):
        assert killed, f"{kill} was not reached"
        assert state == undisturbed, kill
