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
OVER_AN_EVENT = {
    "GET /api/events",
    "POST /api/events",
    "POST /api/events/N/attachments",
    "ledger Event begun",
    "ledger Event",
}
MOST_EFFECTS = 200
USERNAMES = [f"kill{number}" for number in range(2 * MOST_EFFECTS + 50)]
AT_ONCE = 2  # cores of the smallest machine that this runs on
MANY = 600  # indicators of one list: more than one request takes


@dataclass(frozen=True)
class EndState:
    files: list[tuple[str, str]]
    indicators: list[tuple[str, str]]
    relations: list[tuple[str, str]]
    events: int
    of_events: int  # Files and indicators related to them
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


@dataclass
class Scene:
    """A mailbox and a ThreatQ of its own, each behind a relay that knows how to kill."""

    root: Path
    dovecot: Dovecot
    username: str
    certificate: listening.Certificate
    settings: dict[str, str]

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
                **self.settings,
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
        related = threatq.relations()
        of_files = [relation for relation in related if {relation.a, relation.b} == {"attachments", "indicators"}]
        assert len(of_files) == len(pairs), "a relation was made twice"
        return EndState(
            files=sorted((file.name, file.md5) for file in threatq.files()),
            indicators=sorted(indicator.key for indicator in threatq.indicators()),
            relations=sorted(pairs),
            events=threatq.count("events"),
            of_events=len(related) - len(pairs),
            unread=sum("S" not in flags for flags in self.dovecot.flags(username=self.username).values()),
        )


@dataclass
class Theatre:
    """Plays a scene with one kill or none: a run, another where the first was killed, and how all stands then."""

    root: Path
    dovecot: Dovecot
    certificate: listening.Certificate
    mail: list[bytes]
    settings: dict[str, str]

    def play(self, username: str, kill: tuple[str, int, Instant] | None) -> tuple[list[str], EndState, bool]:
        root = self.root / username
        root.mkdir()
        with ThreatQ() as threatq:
            job = Job(root, threatq)
            job.register()
            scene = Scene(root, self.dovecot, username, self.certificate, self.settings)
            for raw in self.mail:
                self.dovecot.deliver(raw, username=username)
            gate = Gate(*kill) if kill else Gate()
            killed = scene.run(threatq, job, gate, kill) == -9
            if killed:
                assert scene.run(threatq, job, Gate()) == 0
            state = scene.end_state(threatq)
            assert job.leftovers() == [], "a dead run left attachments behind"
        shutil.rmtree(root)
        return gate.effects, state, killed

    def play_all(self, usernames: Iterator[str], counts: Counter[str], undisturbed: EndState) -> None:
        """Once for a kill before each effect, once for one after it."""
        kills = [
            (name, nth, instant)
            for name, count in counts.items()
            for nth in range(1, count + 1)
            for instant in ("before", "withheld")
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            results = list(pool.map(self.play, usernames, kills))
        for kill, (_, state, killed) in zip(kills, results, strict=True):
            assert killed, f"{kill} was not reached"
            assert state == undisturbed, kill


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    need("dovecot")
    with Dovecot(users=dict.fromkeys(USERNAMES, "kill"), connections=200) as dovecot:
        yield dovecot


@pytest.fixture(scope="module")
def usernames() -> Iterator[str]:
    """A mailbox for each run."""
    return iter(USERNAMES)


def test_a_death_at_any_effect_loses_and_doubles_nothing(
    tmp_path: Path, dovecot: Dovecot, usernames: Iterator[str], capsys: pytest.CaptureFixture[str]
) -> None:
    theatre = Theatre(tmp_path, dovecot, listening.issue(tmp_path, "relay"), list(the_mail()), {})
    effects, undisturbed, _ = theatre.play(next(usernames), None)
    counts = Counter(effects)
    with capsys.disabled():
        print("\neffects of a run:", ", ".join(f"{count} {name}" for name, count in counts.items()))
    assert set(counts) <= KINDS, "a new kind of effect: think about it, then put it into the table"
    assert undisturbed.unread == 0 and len(undisturbed.files) == 7
    assert sum(counts.values()) <= MOST_EFFECTS
    theatre.play_all(usernames, counts, undisturbed)


def test_a_death_over_an_event_loses_and_doubles_nothing(
    tmp_path: Path, dovecot: Dovecot, usernames: Iterator[str]
) -> None:
    """The other effects are those of above."""
    mail = list(the_mail())[1:3]
    theatre = Theatre(tmp_path, dovecot, listening.issue(tmp_path, "relay"), mail, {"event": "spearphish"})
    effects, undisturbed, _ = theatre.play(next(usernames), None)
    counts = Counter(effect for effect in effects if effect in OVER_AN_EVENT)
    assert set(effects) <= KINDS | OVER_AN_EVENT and set(counts) == OVER_AN_EVENT
    assert (undisturbed.events, undisturbed.of_events) == (2, 1 + 2 + 1)
    theatre.play_all(usernames, counts, undisturbed)
