"""Faults on both sides, again and again, until all is quiet: the end state is that of runs without faults.

The short form runs with the other tests. ``TQIMAP_SOAK_SEED=5 tox -e soak`` is the long one.
"""

import os
import random
from collections.abc import Iterator
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

MESSAGES = int(os.environ.get("TQIMAP_SOAK_MESSAGES", "25"))
SEED = int(os.environ.get("TQIMAP_SOAK_SEED", "1"))
RUNS = 40  # by far more than it takes: one that is not quiet by then never is
CUT = 0.08  # share of commands and requests at which the connection breaks
STATUSES = (429, 500, 502, 503)


class Weather(Gate):
    """Breaks connections by chance, before or after the other end has acted; nobody is killed."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self.cuts = 0

    def passes(self, name: str) -> Instant | None:
        self.effects.append(name)
        if self._chance.random() >= CUT:
            return None
        self.cuts += 1
        return self._chance.choice(("before", "withheld"))

    def kill(self) -> None:
        """The link closes by itself."""


def the_mail(chance: random.Random) -> Iterator[bytes]:
    shared = [f"s{n}.soak-tqimap-demo.com\n" for n in range(5)]
    for number in range(MESSAGES):
        message = EmailMessage(policy=SMTP)
        message["From"], message["Subject"] = "a@partner.test", f"mail {number % 9}"  # doubled, as are Message-IDs
        message["Message-ID"], message["Date"] = f"<{number % 9}@x.test>", "Fri, 16 Jan 2026 18:05:46 +0100"
        message.set_content(f"b{number}.soak-tqimap-demo.com and {chance.choice(shared)}")
        for file in range(chance.randint(0, 2)):
            content = chance.choice([*shared, f"a{number}x{file}.soak-tqimap-demo.com\n"])
            message.add_attachment(content.encode(), maintype="text", subtype="csv", filename=f"f{file}.csv")
        yield message.as_bytes()


def end_state(threatq: ThreatQ) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    content = {file.id: file.md5 for file in threatq.files()}
    pairs = [(md5, value) for id_, md5 in content.items() for _, value in threatq.indicators_of(id_)]
    assert len(threatq.relations()) == len(pairs)
    return sorted(content.values()), sorted(each.key for each in threatq.indicators()), sorted(pairs)


def test_faults_by_chance_change_nothing_in_the_end(tmp_path: Path) -> None:
    need("dovecot")
    certificate = listening.issue(tmp_path, "relay")
    with Dovecot(users={"calm": "soak", "stormy": "soak"}, connections=200) as dovecot:
        for raw in the_mail(random.Random(SEED)):
            for user in ("calm", "stormy"):
                dovecot.deliver(raw, username=user)
        calm = _calm(tmp_path / "calm", dovecot)
        weather = Weather(random.Random(SEED))
        with ThreatQ() as threatq:
            job = Job(tmp_path / "stormy", threatq)
            job.register()
            _until_quiet(job, dovecot, weather, certificate)
            assert end_state(threatq) == calm
        assert weather.cuts > 0, "the weather was too good to show anything"
        assert all("S" in flags for flags in dovecot.flags(username="stormy").values())


def _calm(root: Path, dovecot: Dovecot) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    with ThreatQ() as threatq:
        job = Job(root, threatq, {"imap_ca_file": dovecot.ca_file})
        job.register()
        job.fill_in(imap_server=f"{dovecot.host}:{dovecot.port}", imap_username="calm", imap_password="soak")
        assert job.run().returncode == 0
        return end_state(threatq)


def _until_quiet(job: Job, dovecot: Dovecot, weather: Weather, certificate: listening.Certificate) -> None:
    """Runs under faults, quarantine taken up again before each, until one goes well."""
    chance, context = random.Random(SEED + 1), certificate.server_context
    for _ in range(RUNS):
        for _ in range(chance.randint(0, 4)):
            status, nth = chance.choice(STATUSES), chance.randint(1, 40)
            job.threatq.fail("status", status=status, nth=nth, effect=chance.random() < 0.5)
        with (
            CuttingRelay(("127.0.0.1", job.threatq.port), context(), weather, http_requests) as to_threatq,
            CuttingRelay(("127.0.0.1", dovecot.port), context(), weather, imap_commands) as to_mail,
        ):
            job.settings = {
                "threatq_host": f"localhost:{to_threatq.port}", "imap_server": f"localhost:{to_mail.port}",
                "imap_username": "stormy", "imap_password": "soak", "threatq_ca_file": str(certificate.ca_file),
                "imap_ca_file": str(certificate.ca_file),
            }  # fmt: skip
            done = job.run()
        assert done.returncode in (0, 1, 3), done.stderr
        assert "Traceback" not in done.stderr + done.stdout
        job.threatq.heal()
        if done.returncode == 0 and all("S" in flags for flags in dovecot.flags(username="stormy").values()):
            return
        assert job.run("--retry", "all").returncode == 0
    raise AssertionError("it never became quiet")
