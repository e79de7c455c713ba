"""Two hosts on one mailbox, against the README's advice: no mail is lost and no relation is missing."""

from pathlib import Path

import pytest
from job import LIMIT, Job
from servers.dovecot import Dovecot
from test_main_job import mail

from tqimap.sandbox.threatq import ThreatQ

pytestmark = pytest.mark.server

MESSAGES = 12


def test_two_hosts_at_the_same_time(tmp_path: Path, dovecot: Dovecot) -> None:
    for number in range(MESSAGES):
        value = f"h{number}.hosts-tqimap-demo.com\r\n"
        dovecot.deliver(mail(f"m{number}", value, (f"f{number}.csv", "text/csv", value.encode())).as_bytes())
    with ThreatQ() as threatq:
        threatq.delay = 0.02
        # The connector's own client is only given to the host that registered it.
        settings = {"imap_ca_file": dovecot.ca_file, "password": threatq.password}
        jobs = [Job(tmp_path / name, threatq, dict(settings)) for name in ("one", "two")]
        for job in jobs:
            job.register()
        jobs[0].fill_in(
            imap_server=f"{dovecot.host}:{dovecot.port}", imap_username=dovecot.username, imap_password=dovecot.password
        )
        runs = [job.start() for job in jobs]
        for run in runs:
            with run:
                run.communicate(timeout=LIMIT)
            assert run.returncode == 0
        assert set(dovecot.flags().values()) == {"S"}
        assert {file.name for file in threatq.files()} == {f"f{number}.csv" for number in range(MESSAGES)}
        for file in threatq.files():
            number = file.name.removeprefix("f").removesuffix(".csv")
            assert ("FQDN", f"h{number}.hosts-tqimap-demo.com") in threatq.indicators_of(file.id)
