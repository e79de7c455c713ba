"""No secret is ever shown: sentinels in every secret field, faults of every kind, every output searched."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import need
from job import Job
from servers.dovecot import Dovecot

from tqimap.sandbox.threatq import ThreatQ

pytestmark = pytest.mark.server

SENTINELS = {
    key: f"SENTINEL-{number}-{key}"
    for number, key in enumerate(("password", "imap_password", "proxy_password", "private_client_secret", "passwords"))
}


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """One of its own: bad passwords make the next logins of all slower."""
    need("dovecot")
    with Dovecot(users={"alice": SENTINELS["imap_password"]}) as dovecot:
        yield dovecot


@pytest.fixture
def job(tmp_path: Path, dovecot: Dovecot) -> Iterator[Job]:
    with ThreatQ() as threatq:
        threatq.add_user("secret@sandbox.test", SENTINELS["password"])
        job = Job(tmp_path, threatq, {"imap_ca_file": dovecot.ca_file})
        job.register()
        job.fill_in(imap_server=f"{dovecot.host}:{dovecot.port}", imap_username="alice", imap_password="")
        job.settings["imap_password"] = SENTINELS["imap_password"]
        job.settings["passwords"] = f'["{SENTINELS["passwords"]}"]'
        yield job


def shown(job: Job, done: "subprocess.CompletedProcess[str]") -> list[str]:
    """Which sentinels stand in anything that the run wrote, but for the configuration itself."""
    texts = [done.stdout, done.stderr]
    texts += [
        path.read_text(errors="replace")
        for path in job.root.rglob("*")
        if path.is_file() and path.name != "config.json"
    ]
    return [secret for secret in SENTINELS.values() if any(secret in text for text in texts)]


def test_a_good_run_at_every_verbosity_shows_none(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(b"Subject: x\r\n\r\nhxxp://a[.]secret-tqimap-demo[.]com/\r\n")
    done = job.run("-v", "3", "--report", str(job.root / "report.json"))
    assert done.returncode == 0 and (job.root / "report.json").exists()
    assert shown(job, done) == []


FAULTS: dict[str, dict[str, str]] = {
    "wrong ThreatQ login": {
        "private_client_id": "nobody", "private_client_secret": SENTINELS["private_client_secret"],
    },
    "wrong ThreatQ password": {
        "private_client_id": "", "client_id": "x", "email": "secret@sandbox.test", "password": SENTINELS["password"],
    },
    "wrong mailbox password": {"imap_username": "bob"},
    "dead proxy": {"proxy_address": f"user:{SENTINELS['proxy_password']}@127.0.0.1", "proxy_port": "1"},
    "proxy with a broken name": {"proxy_address": f"user:{SENTINELS['proxy_password']}@no.such.host.invalid"},
    "web proxy": {"proxy_address": f"http://user:{SENTINELS['proxy_password']}@127.0.0.1:3128"},
    "broken proxy": {"proxy_address": f"user:{SENTINELS['proxy_password']}@127.0.0.1 x"},
    "unknown authority": {"imap_ca_file": "", "threatq_ca_file": ""},
    "dead mail server": {"imap_server": "127.0.0.1:1"},
    "wrong folder": {"folders": '["nowhere"]'},
    "wrong type": {"passwords": f'{{"x": "{SENTINELS["passwords"]}"}}'},
    "secret as a number of seconds": {"read_timeout": SENTINELS["imap_password"]},
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_shows_one(job: Job, fault: str) -> None:
    done = job.run("-v", "3", **FAULTS[fault])
    assert done.returncode in (1, 2), done.stderr
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    wanted = [SENTINELS["imap_password"]] if fault == "secret as a number of seconds" else []
    assert [secret for secret in shown(job, done) if secret not in wanted] == []


def test_a_threatq_that_says_what_it_was_sent_is_not_quoted(job: Job) -> None:
    settings = FAULTS["wrong ThreatQ password"]
    job.threatq.fail("status", path="/api/token", status=400, times=None)
    done = job.run("-v", "3", **settings)
    assert done.returncode == 1 and shown(job, done) == []


def test_none_stands_in_the_list_of_processes(job: Job) -> None:
    job.threatq.delay = 0.2
    with job.start("-v", "3") as process:
        seen = ""
        while process.poll() is None:
            listed = subprocess.run(
                ["ps", "-e", "-ww", "-o", "args"], capture_output=True, text=True, check=True
            ).stdout
            seen += "\n".join(line for line in listed.splitlines() if "tqimap" in line)
            time.sleep(0.05)
        process.communicate(timeout=60)
    assert "tqimap" in seen
    assert [secret for secret in SENTINELS.values() if secret in seen] == []


def test_no_core_file_can_hold_one(job: Job) -> None:
    job.threatq.delay = 0.5
    with job.start() as process:
        time.sleep(0.4)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        process.kill()
        process.communicate(timeout=60)
    assert next(line.split()[4] for line in limits.splitlines() if line.startswith("Max core")) == "0"
