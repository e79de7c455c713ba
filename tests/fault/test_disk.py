"""A disk that is full or read-only: one line, the exit code, mail unread, nothing half written."""

import json
import os
import resource
import subprocess
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from job import LIMIT, Job
from servers.dovecot import Dovecot

from tqimap.config import config_file
from tqimap.errors import StateError

BIG = 300_000
TOO_LARGE = "File too large. Raise the limit of this user for the size of files (ulimit -f)"


def mail_of(size: int) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "big"
    message.set_content("b[.]disk-tqimap-demo[.]com")
    message.add_attachment(os.urandom(size), maintype="application", subtype="octet-stream", filename="big.bin")
    return message.as_bytes()


def limited(job: Job, most: int, *more: str) -> "subprocess.CompletedProcess[str]":
    """A run that can write no file longer than ``most``: the error of a full disk, without filling one."""
    environment = job.environment | {"PYTHONDONTWRITEBYTECODE": "1"}  # Python would keep half of what it compiles
    return subprocess.run(
        [*job.program, *job.arguments, *more], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=LIMIT, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )  # fmt: skip


@pytest.mark.server
def test_no_room_for_an_attachment_leaves_the_mail_unread(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail_of(BIG))
    done = limited(job, BIG // 2)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "File too large. Raise the limit" in done.stderr
    assert list(dovecot.flags().values()) == [""] and job.threatq.files() == [] and job.leftovers() == []
    assert job.run().returncode == 0
    assert list(dovecot.flags().values()) == ["S"]


@pytest.mark.server
def test_no_room_for_the_log_does_not_end_a_run(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail_of(100))
    log = job.root / "logs" / "tqimap.log"
    log.parent.mkdir()
    log.write_text("x" * 200_000)
    done = limited(job, 150_000)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(dovecot.flags().values()) == ["S"]


@pytest.mark.server
def test_a_ledger_that_cannot_be_written_ends_the_run_before_anything_is_marked(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail_of(100))
    state = job.root / "config" / "config.state"
    state.mkdir()
    (state / "ledger.sqlite3").write_bytes(b"this is no database" * 100)
    done = job.run()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "ledger.sqlite3" in done.stderr
    assert list(dovecot.flags().values()) == [""]


@pytest.mark.server
def test_no_room_for_the_report_hides_no_error(job: Job) -> None:
    """Both are told, and the exit code is that of the run."""
    job.settings["threatq_fingerprint"] = "ab" * 32
    done = limited(job, 100, "--report", str(job.root / "run.json"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "is another one than that of threatq_fingerprint; " in done.stderr
    assert done.stderr.endswith(f"; Cannot write the report {job.root}/run.json: {TOO_LARGE}\n")


@pytest.mark.server
@pytest.mark.parametrize("failing", [True, False])
def test_no_room_for_the_report_of_a_run_that_ended(job: Job, dovecot: Dovecot, failing: bool) -> None:
    many = "".join(f"n{number}[.]report-tqimap-demo[.]com\r\n" for number in range(3000))
    dovecot.deliver(f"Subject: many\r\n\r\n{many}".encode())
    if failing:
        job.threatq.fail("status", method="POST", path="/api/attachments", status=422, times=None)
        dovecot.deliver(mail_of(100))
    done = limited(job, 200_000, "--report", str(job.root / "run.json"))
    assert done.returncode == (3 if failing else 1)
    assert done.stderr == f"tqimap: Cannot write the report {job.root}/run.json: {TOO_LARGE}\n"
    assert sorted(dovecot.flags().values()) == (["", "S"] if failing else ["S"])


@pytest.mark.server
@pytest.mark.parametrize("place", ["config", "config/config.state", "files/files", "logs"])
def test_a_disk_that_is_mounted_to_be_read_only(job: Job, dovecot: Dovecot, place: str) -> None:
    dovecot.deliver(mail_of(100))
    assert job.run(max_messages="1").returncode == 0  # all places are there
    unread = dovecot.deliver(mail_of(100))
    where = job.root / place
    command = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    alone = ["unshare", "--mount", "/bin/sh", "-c", command, str(where), *job.program, *job.arguments]
    environment = job.environment | {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(alone, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False)
    if not done.stderr.startswith("tqimap: "):
        pytest.skip(f"nothing can be mounted here: {done.stderr}")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith(f" {where} must be readable and writable by the user who runs tqimap\n")
    assert dovecot.flags()[unread] == ""


def test_a_configuration_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    config_file.save(path, {"email": "a@b.c"})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(StateError, match="The file is unchanged"):
            config_file.save(path, {"email": "x" * 1000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert json.loads(path.read_text()) == {"email": "a@b.c"}
    assert [each.name for each in tmp_path.iterdir()] == ["config.json"]
