"""How often a run talks to ThreatQ, and what it imports: counts, which hold on every machine."""

import subprocess
import sys
import time
from collections import Counter
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from job import Job
from servers.dovecot import Dovecot

pytestmark = pytest.mark.server

CHUNK = 1 << 20
FOR_THE_RUN = 5  # token, connector, the types and statuses that this ThreatQ has
HEAVY = ("lxml", "pypdfium2", "olefile", "iocextract", "requests", "tqimap.indicators")


def mail(number: int, values: list[str], *files: tuple[str, bytes]) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"], message["Message-ID"] = (
        "a@partner.test",
        f"Mail {number}",
        f"<{number}@x.test>",
    )
    message.set_content("\n".join(values))
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def requests_of_a_run(job: Job, **settings: str) -> Counter[str]:
    """By method and path, without ids."""
    before = len(job.threatq.requests)
    done = job.run(**settings)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return Counter(
        f"{seen.method} " + "/".join("N" if part.isdigit() else part for part in seen.path.split("/"))
        for seen in job.threatq.requests[before:]
    )


def test_requests_are_few(job: Job, dovecot: Dovecot) -> None:
    """60 messages in two batches with 1,230 indicators; a File of three chunks, one of one chunk in two messages."""
    text = "\n".join(f"row{number}.requests-tqimap-demo.com" for number in range(1110)).encode()
    small, large = ("list.csv", text), ("large.bin", bytes(2 * CHUNK + 1))
    for number in range(60):
        files = {0: (small,), 1: (large,), 2: (small,)}.get(number, ())
        values = [f"a{number}.requests-tqimap-demo.com", f"b{number}.requests-tqimap-demo.com"]
        dovecot.deliver(mail(number, values, *files))
    counts = requests_of_a_run(job)
    posted = counts.pop("POST /api/indicators/consume/new")
    assert len(job.threatq.indicators()) >= 1230 and posted == -(-len(job.threatq.indicators()) // 500)
    assert counts.pop("GET /api/attachments") == 3  # a look-up for each attachment
    assert counts.pop("POST /api/attachments/upload") == 1 + 3
    assert counts.pop("POST /api/attachments") == 2
    assert counts.pop("POST /api/attachments/N/indicators") == 2 + 1 + 1  # 1,112 and 2; the second mail's own 2
    assert sum(counts.values()) <= FOR_THE_RUN, counts
    assert all(flags == "S" for flags in dovecot.flags().values())
    assert sum(requests_of_a_run(job).values()) <= FOR_THE_RUN  # nothing is unread any more


def loaded_by_a_run(job: Job) -> list[str]:
    """The modules in its main process."""
    program = "import sys; from tqimap.cli import main; code = main(sys.argv[1:]); print(*sys.modules); sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", program, *job.arguments],
        env=job.environment, cwd="/", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    loaded = done.stdout.split()
    assert "imapclient" in loaded
    return loaded


def test_a_run_without_unread_mail_imports_nothing_that_it_does_not_need(job: Job) -> None:
    assert [name for name in loaded_by_a_run(job) if name.startswith((*HEAVY, "tqimap.reader.children"))] == []


def test_what_reads_mail_is_imported_by_the_helper_alone(job: Job, dovecot: Dovecot) -> None:
    dovecot.deliver(mail(0, ["a0.requests-tqimap-demo.com"]))
    assert [name for name in loaded_by_a_run(job) if name.startswith(HEAVY)] == []
    assert job.threatq.count("indicators")


def test_an_event_costs_two_requests(job: Job, dovecot: Dovecot) -> None:
    """One to make it, one for its Files; its indicators are told of it as they are posted. Those of mail that is older
    than the first Event of all are looked for before."""
    dovecot.deliver(mail(9, ["first.requests-tqimap-demo.com"]))
    first = requests_of_a_run(job, event="spearphish")
    assert {path: count for path, count in first.items() if "/api/events" in path} == {
        "GET /api/events": 1,
        "POST /api/events": 1,
    }
    time.sleep(1)  # when mail was received is known to the second
    for number, files in enumerate([(), (("a.csv", b"a"), ("b.csv", b"b"))]):
        dovecot.deliver(mail(number, [f"{part}{number}.requests-tqimap-demo.com" for part in "abc"], *files))
    counts = requests_of_a_run(job, event="spearphish")
    assert {path: count for path, count in counts.items() if "/api/events" in path} == {
        "POST /api/events": 2,
        "POST /api/events/N/attachments": 1,
    }
    assert counts["POST /api/indicators/consume/new"] == 1
    related = [[row["value"][1:2] for row in job.get(f"/api/events/{id_}/indicators")] for id_ in (2, 3)]
    assert related == [["0"] * 3, ["1"] * 3]
