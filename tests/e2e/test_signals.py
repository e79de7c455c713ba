"""Ctrl-C and SIGTERM while the run waits for somebody else.

A second one ends it at once, with its own code; the first one does after some seconds where ThreatQ or the mailbox has
been asked and does not answer, and at once between two tries.
"""

import contextlib
import fcntl
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from job import Job
from servers.scripted_https import silence
from servers.scripted_imap import Behaviour, ScriptedImap, cut, stall, tagged, untagged
from servers.token_issuer import MICROSOFT, TokenIssuer

from tqimap.sandbox.threatq import ThreatQ

MAIL = b"Subject: one\r\n\r\nhello\r\n"
WITH_INDICATOR = b"Subject: two\r\n\r\nhxxp://gate[.]signals-tqimap-demo[.]com/\r\n"
TOKENS = "IMAP4rev1 AUTH=XOAUTH2"
AT_ONCE = 20.0  # seconds: well below every timeout that the run could wait for


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    with ThreatQ() as threatq:
        settings = {"imap_username": "alice", "imap_password": "secret", "imap_security": "plain"}
        job = Job(tmp_path_factory.mktemp("job"), threatq, settings | {"allow_cleartext_login": "true"})
        job.register()
        yield job


def with_file(content: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "three"
    message.set_content("hxxp://gate[.]signals-tqimap-demo[.]com/\n")
    message.add_attachment(content, filename="a.txt")
    return message.as_bytes()


def until(happened: Callable[[], object]) -> None:
    for _ in range(1000):
        if happened():
            return
        time.sleep(0.01)
    pytest.fail("the run has not got there")


@pytest.mark.parametrize(
    ("command", "number"),
    [("LOGIN", signal.SIGINT), ("SEARCH", signal.SIGTERM), ("FETCH", signal.SIGINT), ("FETCH", signal.SIGTERM)],
)
def test_a_second_signal_ends_a_run_that_waits_for_the_mailbox(job: Job, command: str, number: signal.Signals) -> None:
    silent: Behaviour = stall()
    with ScriptedImap({1: MAIL}) as server:
        server.on(command, silent)
        server.on("LOGOUT", silent)
        job.settings["imap_server"] = f"127.0.0.1:{server.port}"
        with job.start() as run:
            until(lambda: any(command in seen for seen in server.seen))
            run.send_signal(number)
            time.sleep(0.1)  # two signals at the same time are one
            assert run.poll() is None
            run.send_signal(number)
            output, errors = run.communicate(timeout=AT_ONCE)
    assert run.returncode == 128 + number
    assert (output, errors) == ("", "tqimap: interrupted\n")


@pytest.mark.parametrize(
    ("path", "number"),
    [("/api/token", signal.SIGTERM), ("/api/indicators/consume/new", signal.SIGINT), ("*", signal.SIGTERM)],
)
def test_one_signal_ends_the_wait_for_a_threatq_that_is_away(job: Job, path: str, number: signal.Signals) -> None:
    """Nobody is there to take the message in hand; it stays unread, and the next run delivers it."""
    with ScriptedImap({1: WITH_INDICATOR}) as server:
        job.settings["imap_server"] = f"127.0.0.1:{server.port}"
        job.threatq.fail("status", path=path, status=503, retry_after=60, times=None)
        asked = len(job.threatq.requests)
        try:
            with job.start() as run:
                until(lambda: any(seen.status == 503 for seen in job.threatq.requests[asked:]))
                time.sleep(0.3)  # by then it waits
                run.send_signal(number)
                _, errors = run.communicate(timeout=AT_ONCE)
        finally:
            job.threatq.heal()
        assert run.returncode == 128 + number
        assert errors == f"tqimap: {number.name} received while ThreatQ was waited for\n"
        assert not server.flags[1]
        assert job.status()["exit_code"] == 128 + number and job.status()["quarantined"] == 0
        assert (job.run().returncode, server.flags[1]) == (0, {r"\Seen"})


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/token"), ("POST", "/api/attachments"), ("POST", "/api/indicators/*")],
)
def test_one_signal_ends_the_wait_for_an_answer_that_does_not_come(job: Job, method: str, path: str) -> None:
    """Long before the read timeout; what ThreatQ has done all the same is not done twice by the next run."""
    with ScriptedImap({1: with_file(method + path)}) as server:
        job.settings["imap_server"] = f"127.0.0.1:{server.port}"
        job.threatq.fail("hang", method=method, path=path, effect=True)
        files = len(job.threatq.files())
        with job.start() as run:
            until(lambda: job.threatq._script.rules[-1].seen)
            run.send_signal(signal.SIGTERM)
            _, errors = run.communicate(timeout=AT_ONCE)
        assert (run.returncode, errors) == (143, "tqimap: SIGTERM received while ThreatQ was waited for\n")
        assert not server.flags[1]
        assert (job.run().returncode, server.flags[1]) == (0, {r"\Seen"})
    assert len(job.threatq.files()) == files + 1


@pytest.mark.parametrize(("command", "number"), [("FETCH", signal.SIGINT), ("STORE", signal.SIGTERM)])
def test_one_signal_ends_the_wait_for_a_mailbox_that_is_silent(job: Job, command: str, number: signal.Signals) -> None:
    """Long before the read timeout, a minute; what is in ThreatQ by then only gets its mark from the next run."""
    with ScriptedImap({1: WITH_INDICATOR}) as server:
        server.on(command, stall())
        job.settings["imap_server"] = f"127.0.0.1:{server.port}"
        with job.start() as run:
            until(lambda: any(command in seen for seen in server.seen))
            run.send_signal(number)
            _, errors = run.communicate(timeout=AT_ONCE)
        assert run.returncode == 128 + number
        assert errors == f"tqimap: {number.name} received while 127.0.0.1 was waited for\n"
        assert job.status()["exit_code"] == 128 + number and not server.flags[1]
        server.on(command)
        asked = len(job.threatq.requests)
        assert (job.run().returncode, server.flags[1]) == (0, {r"\Seen"})
        posted = [seen for seen in job.threatq.requests[asked:] if "consume" in seen.path]
        assert bool(posted) == (command == "FETCH")


def test_one_signal_ends_the_wait_for_a_token_endpoint_that_is_silent(job: Job, tmp_path: Path) -> None:
    with ScriptedImap({1: MAIL}, capabilities=TOKENS) as server, TokenIssuer("alice", b"k" * 32) as issuer:
        issuer.on(f"POST {MICROSOFT}", silence)
        settings = {
            "imap_server": f"127.0.0.1:{server.port}", "imap_auth": "xoauth2", "token_url": issuer.microsoft_url,
            "token_scope": "mail", "token_client_id": issuer.client_id, "token_client_secret": issuer.client_secret,
            "token_ca_file": issuer.write_ca(tmp_path),
        }  # fmt: skip
        with replace(job, settings={**job.settings, **settings}).start() as run:
            until(lambda: issuer.seen)
            run.send_signal(signal.SIGTERM)
            _, errors = run.communicate(timeout=AT_ONCE)
    assert (run.returncode, errors) == (143, "tqimap: SIGTERM received while 127.0.0.1 was waited for\n")


def test_one_signal_ends_the_wait_for_a_command_that_prints_no_token(job: Job, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    command = json.dumps(["/bin/sh", "-c", f"/usr/bin/touch {begun}; exec /bin/sleep 25"])
    with ScriptedImap({1: MAIL}, capabilities=TOKENS) as server:
        settings = {"imap_server": f"127.0.0.1:{server.port}", "imap_auth": "xoauth2", "token_command": command}
        with replace(job, settings={**job.settings, **settings}).start() as run:
            until(begun.exists)
            run.send_signal(signal.SIGINT)
            _, errors = run.communicate(timeout=AT_ONCE)
    assert (run.returncode, errors) == (130, "tqimap: SIGINT received while 127.0.0.1 was waited for\n")


@pytest.mark.parametrize("rest", ["exec /bin/sleep 25", "exec /bin/sleep 25 >&-"], ids=["silent", "printed all"])
@pytest.mark.parametrize("key", ["imap_password", "private_client_secret"])
def test_one_signal_ends_the_wait_for_the_command_for_a_secret(job: Job, tmp_path: Path, key: str, rest: str) -> None:
    begun = tmp_path / "begun"
    command = json.dumps({"command": ["/bin/sh", "-c", f"/usr/bin/touch {begun}; {rest}"]})
    with replace(job, settings={**job.settings, "imap_server": "127.0.0.1:1", key: command}).start() as run:
        until(begun.exists)
        run.send_signal(signal.SIGTERM)
        _, errors = run.communicate(timeout=AT_ONCE)
    assert run.returncode == 143
    assert re.fullmatch(
        rf"tqimap: SIGTERM received: The command for {key} \(/bin/sh\) did not end within \d s\n", errors
    )


@pytest.mark.parametrize("key", ["token_command", "imap_password"])
def test_ctrl_c_that_reaches_the_command_for_a_secret_as_well_is_no_wrong_configuration(
    job: Job, tmp_path: Path, key: str
) -> None:
    """As on a terminal, which sends it to both."""
    begun = tmp_path / "begun"
    command = ["/bin/sh", "-c", f"echo $$ > {begun}.new; /bin/mv {begun}.new {begun}; exec /bin/sleep 25"]
    with ScriptedImap({1: MAIL}, capabilities=TOKENS) as server:
        settings = {"imap_server": f"127.0.0.1:{server.port}", "imap_password": json.dumps({"command": command})}
        if key == "token_command":
            settings |= {"imap_password": "", "imap_auth": "xoauth2", "token_command": json.dumps(command)}
        with replace(job, settings={**job.settings, **settings}).start() as run:
            until(begun.exists)
            run.send_signal(signal.SIGINT)
            os.kill(int(begun.read_text()), signal.SIGINT)
            _, errors = run.communicate(timeout=AT_ONCE)
    what = f"The command for {key} (/bin/sh) failed with exit code -2"
    assert (run.returncode, errors) == (130, f"tqimap: SIGINT received: {what}\n")
    assert job.status()["exit_code"] == 130


def test_a_lost_mailbox_is_looked_for_only_once_more_after_a_signal(job: Job) -> None:
    with ScriptedImap({1: MAIL}) as server:
        server.on("FETCH", untagged("1 FETCH (UID 1 RFC822.SIZE 24)"), cut())
        server.on("LOGIN", tagged("OK done"), stall())
        settings = {"imap_server": f"127.0.0.1:{server.port}", "read_timeout": "2"}
        with replace(job, settings={**job.settings, **settings}).start() as run:
            until(lambda: any("BODY" in seen for seen in server.seen))
            run.send_signal(signal.SIGTERM)
            _, errors = run.communicate(timeout=AT_ONCE)
    assert (run.returncode, errors) == (1, "tqimap: 127.0.0.1 said nothing for 2 s\n")
    assert sum("LOGIN" in seen for seen in server.seen) == 2 and not server.flags[1]


def test_a_second_signal_ends_a_run_whose_output_nobody_takes(job: Job) -> None:
    """As with ``tqimap | less`` that nobody looks at, or a collector of logs that hangs."""
    with ScriptedImap({1: MAIL}) as server, full_pipe() as pipe:
        job.settings["imap_server"] = f"127.0.0.1:{server.port}"
        command = [*job.program, *job.arguments, "-ll", "stdout", "-v", "3"]
        asked = len(job.threatq.requests)
        with subprocess.Popen(command, env=job.environment, stdout=pipe, stderr=subprocess.PIPE, text=True) as run:
            until(lambda: len(job.threatq.requests) > asked + 2)
            time.sleep(0.5)  # the way to the mailbox is logged step by step
            for _ in range(2):
                run.send_signal(signal.SIGTERM)
                time.sleep(0.5)  # two that come before it wakes up are one
            try:
                _, errors = run.communicate(timeout=AT_ONCE)
            finally:
                run.kill()
    assert (run.returncode, errors) == (143, "tqimap: interrupted\n")


@contextlib.contextmanager
def full_pipe() -> Iterator[int]:
    """The end to write to."""
    reading, writing = os.pipe()
    os.write(writing, bytes(fcntl.fcntl(writing, fcntl.F_GETPIPE_SZ)))
    yield writing
    os.close(reading)
    os.close(writing)
