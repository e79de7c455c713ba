"""Whole runs of the installed program that sign in with tokens, through a SOCKS proxy and a web proxy of their own."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import need
from job import Job
from servers import oauth
from servers.dovecot import Dovecot
from servers.socks_proxies import RecordingSocks
from servers.token_issuer import MICROSOFT_SCOPE, TokenIssuer
from servers.web_proxy import WebProxy

from tqimap.sandbox.threatq import ThreatQ

pytestmark = pytest.mark.server

ALICE = "alice@example.org"
MAIL = b"Subject: %d\r\nMessage-ID: <%d@x>\r\n\r\nhttp://login.evil-tqimap-demo.com/%d\r\n"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    need("dovecot")
    with Dovecot(users={ALICE: "unused"}, extra=oauth.configuration()) as running:
        yield running


@pytest.fixture
def issuer() -> Iterator[TokenIssuer]:
    with TokenIssuer(mailbox=ALICE, signing_key=oauth.SIGNING_KEY) as running:
        yield running


@pytest.fixture
def threatq() -> Iterator[ThreatQ]:
    with ThreatQ() as running:
        yield running


@pytest.fixture
def job(tmp_path: Path, threatq: ThreatQ, dovecot: Dovecot, issuer: TokenIssuer) -> Job:
    """Registered and switched on; the form has no password."""
    app = {
        "imap_ca_file": dovecot.ca_file, "imap_auth": "oauthbearer", "token_client_id": issuer.client_id,
        "token_client_secret": issuer.client_secret, "token_url": issuer.microsoft_url,
        "token_scope": MICROSOFT_SCOPE, "token_ca_file": issuer.write_ca(tmp_path),
    }  # fmt: skip
    job = Job(tmp_path, threatq, app)
    job.register()
    job.fill_in(imap_server=f"localhost:{dovecot.port}", imap_username=ALICE)
    return job


def read(job: Job, dovecot: Dovecot, number: int) -> None:
    """A run reads a new message."""
    name = dovecot.deliver(MAIL % (number, number, number))
    done = job.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert dovecot.flags()[name] == "S"


def test_runs_share_a_token_that_only_their_user_can_read(job: Job, dovecot: Dovecot, issuer: TokenIssuer) -> None:
    for number in range(2):
        read(job, dovecot, number)
    assert len(issuer.given) == 1
    file = job.root / "config" / "config.state" / "token.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["token"] == issuer.given[0]
    assert not any(secret in job.log() for secret in (issuer.given[0], issuer.client_secret))


def test_each_proxy_gets_its_own_traffic_only(job: Job, dovecot: Dovecot, issuer: TokenIssuer) -> None:
    with RecordingSocks() as socks, WebProxy() as web:
        job.settings |= {"proxy_address": f"127.0.0.1:{socks.port}", "token_proxy": f"http://{web.place}"}
        read(job, dovecot, 10)
        assert [(asked.host, asked.port) for asked in socks.asked] == [("localhost", dovecot.port)]
        assert web.asked == [issuer.host]


def test_a_refused_client_ends_the_run_with_one_line_and_the_mail_stays_unread(
    job: Job, dovecot: Dovecot, issuer: TokenIssuer
) -> None:
    name = dovecot.deliver(MAIL % (20, 20, 20))
    done = job.run(token_client_secret="wrong-secret")
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "AADSTS7000215" in done.stderr and issuer.client_id in done.stderr and "wrong-secret" not in done.stderr
    assert "S" not in dovecot.flags()[name]
