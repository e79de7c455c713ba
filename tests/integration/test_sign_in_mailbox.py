"""Entering a real mail server with tokens from an endpoint that looks at what it is sent, and with odd passwords."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import need
from servers import oauth
from servers.dovecot import Dovecot
from servers.scripted_https import answer
from servers.token_issuer import (
    GOOGLE_SCOPE,
    MICROSOFT,
    MICROSOFT_SCOPE,
    TokenIssuer,
    write_certificate,
    write_service_account,
)

from tqimap.config.settings import (
    Bearer,
    ClientCredentials,
    MailServer,
    Secret,
    ServiceAccount,
    TokenCommand,
    TokenEndpoint,
    TokenMechanism,
    TokenSource,
)
from tqimap.errors import MailboxLoginError, UnreachableError
from tqimap.mailbox import Mailbox

pytestmark = pytest.mark.server

ALICE = "alice@example.org"
SHARED = "contoso\\svc\\phish"  # on-site Exchange: domain, user, shared mailbox
ODD = 'Grüße "\\ 🔑'


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    need("dovecot")
    users = {ALICE: ODD, SHARED.replace("\\", "\\\\"): "plain"}  # as Dovecot's file has them
    with Dovecot(users=users, extra=oauth.configuration() + "auth_username_chars =\n") as running:
        yield running


@pytest.fixture(scope="module")
def running() -> Iterator[TokenIssuer]:
    with TokenIssuer(mailbox=ALICE, signing_key=oauth.SIGNING_KEY) as issuer:
        yield issuer


@pytest.fixture
def issuer(running: TokenIssuer) -> Iterator[TokenIssuer]:
    running.given.clear()
    yield running
    running.behave()


@pytest.fixture
def client(issuer: TokenIssuer, tmp_path: Path) -> ClientCredentials:
    endpoint = TokenEndpoint(issuer.microsoft_url, MICROSOFT_SCOPE, ca_file=issuer.write_ca(tmp_path))
    return ClientCredentials(endpoint, issuer.client_id, Secret(issuer.client_secret))


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    return tmp_path / "token.json"


def server(dovecot: Dovecot, credential: Secret | Bearer, username: str = ALICE) -> MailServer:
    return MailServer(dovecot.host, dovecot.port, username, credential, ca_file=dovecot.ca_file)


def enter(where: MailServer, tmp_path: Path, token_file: Path | None = None) -> None:
    """Log in, and see that it is the right mailbox."""
    with Mailbox(where, tmp_path, token_file=token_file) as mailbox:
        mailbox.select("INBOX")


def by_token(dovecot: Dovecot, source: TokenSource, mechanism: TokenMechanism = "XOAUTH2") -> MailServer:
    return server(dovecot, Bearer(mechanism, source))


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_client_enters_with_its_secret(
    dovecot: Dovecot, client: ClientCredentials, tmp_path: Path, mechanism: TokenMechanism
) -> None:
    enter(by_token(dovecot, client, mechanism), tmp_path)


def test_a_client_enters_with_its_certificate(
    dovecot: Dovecot, issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path
) -> None:
    source = replace(client, secret=None, certificate_file=write_certificate(issuer, tmp_path))
    enter(by_token(dovecot, source), tmp_path)


def test_a_service_account_enters_the_mailbox_that_it_acts_for(
    dovecot: Dovecot, issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path
) -> None:
    endpoint = replace(client.endpoint, url="", scope=GOOGLE_SCOPE)
    source = ServiceAccount(endpoint, write_service_account(issuer, tmp_path), ALICE)
    enter(by_token(dovecot, source, "OAUTHBEARER"), tmp_path)


def test_a_program_prints_the_token(dovecot: Dovecot, issuer: TokenIssuer, tmp_path: Path) -> None:
    enter(by_token(dovecot, TokenCommand(("echo", issuer.token(ALICE, 60)))), tmp_path)


def test_a_kept_token_serves_the_next_logins(
    dovecot: Dovecot, issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path, token_file: Path
) -> None:
    for _ in range(3):
        enter(by_token(dovecot, client), tmp_path, token_file)
    assert len(issuer.given) == 1


def test_a_connection_that_is_opened_again_gets_a_new_token_when_the_old_one_has_ended(
    dovecot: Dovecot, issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path, token_file: Path
) -> None:
    with Mailbox(by_token(dovecot, client), tmp_path, token_file=token_file) as mailbox:
        _spoil(token_file, expires=time.time() - 1)
        mailbox.open()
        mailbox.select("INBOX")
    assert len(issuer.given) == 2


def test_a_kept_token_that_the_server_refuses_is_replaced_once(
    dovecot: Dovecot, issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path, token_file: Path
) -> None:
    enter(by_token(dovecot, client), tmp_path, token_file)
    _spoil(token_file, token="withdrawn")
    enter(by_token(dovecot, client), tmp_path, token_file)
    assert len(issuer.given) == 2
    assert json.loads(token_file.read_text())["token"] == issuer.given[-1]


def _spoil(token_file: Path, **changes: object) -> None:
    token_file.write_text(json.dumps({**json.loads(token_file.read_text()), **changes}))


@pytest.mark.parametrize(
    ("mechanism", "challenge"), [("XOAUTH2", '"status":"401"'), ("OAUTHBEARER", '"status":"invalid_token"')]
)
def test_a_refused_token_shows_the_challenge_decoded(
    dovecot: Dovecot, issuer: TokenIssuer, tmp_path: Path, mechanism: TokenMechanism, challenge: str
) -> None:
    token = issuer.token(ALICE, -60)
    with pytest.raises(MailboxLoginError) as caught:
        enter(by_token(dovecot, TokenCommand(("echo", token)), mechanism), tmp_path)
    said = str(caught.value)
    assert challenge in said and ALICE in said and dovecot.host in said and mechanism in said
    assert token not in said and "\n" not in said


def test_an_endpoint_that_refuses_is_told_apart_from_a_server_that_does(
    dovecot: Dovecot, client: ClientCredentials, tmp_path: Path
) -> None:
    with pytest.raises(MailboxLoginError, match=r"token endpoint.*AADSTS7000215"):
        enter(by_token(dovecot, replace(client, secret=Secret("wrong"))), tmp_path)


def test_an_endpoint_that_is_away_is_another_try_for_the_next_run(
    dovecot: Dovecot, issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqimap.tokens.endpoint.PAUSES", (0.0,))
    issuer.on(f"POST {MICROSOFT}", answer(503))
    with pytest.raises(UnreachableError, match=r"token endpoint"):
        enter(by_token(dovecot, client), tmp_path)


def test_a_server_without_the_mechanism_names_what_it_offers(tmp_path: Path) -> None:
    need("dovecot")
    with Dovecot() as plain, pytest.raises(MailboxLoginError, match=r"does not offer XOAUTH2.*imap_auth.*password"):
        enter(by_token(plain, TokenCommand(("echo", "token"))), tmp_path)


def test_a_password_of_any_characters_enters(dovecot: Dovecot, tmp_path: Path) -> None:
    enter(server(dovecot, Secret(ODD)), tmp_path)


def test_a_shared_mailbox_is_a_part_of_the_user_name(dovecot: Dovecot, tmp_path: Path) -> None:
    enter(server(dovecot, Secret("plain"), SHARED), tmp_path)
