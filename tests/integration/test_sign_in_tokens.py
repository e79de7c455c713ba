"""Getting access tokens from an endpoint that looks at what it is sent, over real TLS and a real web proxy.

The endpoint is held against the providers' own libraries: what it accepts from them it must accept from tqimap.
"""

import json
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import google.auth.transport.requests
import msal
import pytest
import requests
from google.oauth2 import service_account
from servers.faulty_mail import answering
from servers.scripted_https import answer, cut, drip, silence
from servers.token_issuer import (
    GOOGLE_SCOPE,
    MICROSOFT,
    MICROSOFT_SCOPE,
    TENANT,
    TokenIssuer,
    write_certificate,
    write_service_account,
)
from servers.web_proxy import WebProxy

from tqimap.config.settings import ClientCredentials, Secret, ServiceAccount, TokenEndpoint
from tqimap.errors import CertificateError, ConfigError, MailboxLoginError, UnreachableError
from tqimap.tokens import endpoint as endpoints
from tqimap.tokens import grants
from tqimap.tokens.access import AccessTokens
from tqimap.tokens.kept import MARGIN

NOW = 1_795_600_000.0


@pytest.fixture(scope="module")
def running() -> Iterator[TokenIssuer]:
    with TokenIssuer(mailbox="alice@example.org", signing_key=b"k" * 32) as issuer:
        yield issuer


@pytest.fixture
def issuer(running: TokenIssuer) -> Iterator[TokenIssuer]:
    running.seen.clear()
    running.given.clear()
    yield running
    running.behave()


@pytest.fixture
def endpoint(issuer: TokenIssuer, tmp_path: Path) -> TokenEndpoint:
    return TokenEndpoint(issuer.microsoft_url, MICROSOFT_SCOPE, ca_file=issuer.write_ca(tmp_path), read_timeout=5.0)


@pytest.fixture
def client(issuer: TokenIssuer, endpoint: TokenEndpoint) -> ClientCredentials:
    return ClientCredentials(endpoint, issuer.client_id, Secret(issuer.client_secret))


def got(source: ClientCredentials | ServiceAccount) -> str:
    return next(AccessTokens(source, None).usable()).reveal()


def failed(source: ClientCredentials | ServiceAccount, kind: type[Exception]) -> str:
    """The one line that is said."""
    with pytest.raises(kind) as caught:
        got(source)
    assert "\n" not in str(caught.value) and "~qWg" not in str(caught.value)
    return str(caught.value)


# Accepted, as the providers' own libraries are.


def test_microsofts_own_library_is_accepted_with_secret_and_with_certificate(
    issuer: TokenIssuer, tmp_path: Path
) -> None:
    authority = f"https://{issuer.host}/{TENANT}"
    discovery = {"authorization_endpoint": authority, "token_endpoint": issuer.microsoft_url, "issuer": authority}
    issuer.on(f"GET /{TENANT}/v2.0/.well-known/openid-configuration", answer(200, discovery))
    with_key = {"private_key": issuer.private_key(), "public_certificate": issuer.certificate_of_the_app()}
    for credential in (issuer.client_secret, with_key):
        app = msal.ConfidentialClientApplication(
            issuer.client_id, authority=authority, client_credential=credential, instance_discovery=False,
            http_client=_trusting(issuer, tmp_path),
        )  # fmt: skip
        assert app.acquire_token_for_client([MICROSOFT_SCOPE])["access_token"] == issuer.given[-1]


def test_googles_own_library_is_accepted(issuer: TokenIssuer, tmp_path: Path) -> None:
    key = issuer.key_of_the_service_account()
    made = service_account.Credentials.from_service_account_info(key, scopes=[GOOGLE_SCOPE], subject=issuer.mailbox)
    made.refresh(google.auth.transport.requests.Request(_trusting(issuer, tmp_path)))
    assert made.token == issuer.given[-1]


def _trusting(issuer: TokenIssuer, tmp_path: Path) -> requests.Session:
    session = requests.Session()
    session.trust_env, session.verify = False, issuer.write_ca(tmp_path)
    return session


def test_a_client_gets_a_token_for_its_secret(issuer: TokenIssuer, client: ClientCredentials) -> None:
    assert got(client) == issuer.given[-1]


def test_a_client_gets_a_token_for_its_certificate(
    issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path
) -> None:
    source = replace(client, secret=None, certificate_file=write_certificate(issuer, tmp_path))
    assert got(source) == issuer.given[-1]
    assert got(source) == issuer.given[-1]  # each statement has a name of its own


def test_a_service_account_gets_a_token_for_a_mailbox(
    issuer: TokenIssuer, endpoint: TokenEndpoint, tmp_path: Path
) -> None:
    source = _account(issuer, endpoint, tmp_path, issuer.mailbox)
    assert got(source) == issuer.given[-1]


def _account(issuer: TokenIssuer, endpoint: TokenEndpoint, tmp_path: Path, subject: str) -> ServiceAccount:
    google = replace(endpoint, url="", scope=GOOGLE_SCOPE)
    return ServiceAccount(google, write_service_account(issuer, tmp_path), subject)


# Refused: what the endpoint says is shown, and who asked.


def test_a_wrong_secret(client: ClientCredentials) -> None:
    said = failed(replace(client, secret=Secret("wrong")), MailboxLoginError)
    assert "invalid_client: AADSTS7000215: Invalid client secret provided" in said
    assert "localhost" in said and client.client_id in said
    assert "Trace ID" not in said


def test_an_unknown_app(client: ClientCredentials) -> None:
    assert "AADSTS700016" in failed(replace(client, client_id="other"), MailboxLoginError)


def test_a_certificate_that_is_not_registered(client: ClientCredentials, tmp_path: Path) -> None:
    with TokenIssuer(mailbox="x", signing_key=b"k" * 32) as other:
        stranger = write_certificate(other, tmp_path)
    said = failed(replace(client, secret=None, certificate_file=stranger), MailboxLoginError)
    assert "AADSTS700027" in said


def test_a_mailbox_that_the_service_account_may_not_act_for(
    issuer: TokenIssuer, endpoint: TokenEndpoint, tmp_path: Path
) -> None:
    said = failed(_account(issuer, endpoint, tmp_path, "boss@example.org"), MailboxLoginError)
    assert "unauthorized_client" in said and issuer.service_account in said and "boss@example.org" in said


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeats without a pause."""
    monkeypatch.setattr(endpoints, "PAUSES", (0.0, 0.0))


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("reply", "kind", "part"),
    [
        (answer(200, b"<html><title>Please log in</title></html>"), MailboxLoginError, "a web page (Please log in)"),
        (answer(200, {"token_type": "Bearer"}), MailboxLoginError, "without an access token"),
        (answer(200, {"access_token": "a\x01b"}), MailboxLoginError, "without an access token"),
        (answer(200, {"access_token": ["a"]}), MailboxLoginError, "without an access token"),
        (answer(200, b"[" * 50_000), MailboxLoginError, "without an access token"),
        (answer(400, b""), MailboxLoginError, "(400): nothing"),
        (answer(400, {"error": "x\r\n2026 - forged CRITICAL"}), MailboxLoginError, "(400): x"),
        (answer(302, b"", location="https://elsewhere.example"), ConfigError, "redirects"),
        (answer(503, b"<html><title>Busy</title></html>"), UnreachableError, "answered 503: a web page (Busy)"),
        (cut(), UnreachableError, "cannot be reached"),
        (silence, UnreachableError, "timed out"),
    ],
)
def test_an_endpoint_that_answers_something_else(
    issuer: TokenIssuer, client: ClientCredentials, reply, kind, part: str
) -> None:
    issuer.on(f"POST {MICROSOFT}", reply)
    source = replace(client, endpoint=replace(client.endpoint, read_timeout=0.3))
    assert part in failed(source, kind)


def test_an_endpoint_that_sends_a_byte_now_and_then_is_left(
    issuer: TokenIssuer, client: ClientCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(connection: ssl.SSLSocket) -> None:
        drip(b"HTTP/1.1 200 OK\r\n", 0.05)(connection)
        cut()(connection)

    monkeypatch.setattr(endpoints, "EXCHANGE_SECONDS", 0.3)
    issuer.on(f"POST {MICROSOFT}", slow)
    assert "the exchange takes too long" in failed(client, UnreachableError)  # each byte would be in time


def test_a_bad_moment_is_survived(
    issuer: TokenIssuer, client: ClientCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = answer(200, {"access_token": "t0ken", "expires_in": "3599"})
    issuer.on(f"POST {MICROSOFT}", answer(503), answer(429), well)
    slept: list[float] = []
    monkeypatch.setattr(endpoints, "time", SimpleNamespace(sleep=slept.append, monotonic=time.monotonic))
    token = endpoints.fetch(grants.request(client, NOW), lambda: NOW)
    assert (token.value, token.expires) == (Secret("t0ken"), NOW + 3599)
    assert slept == list(endpoints.PAUSES)


# On the way.


def test_an_unknown_authority_names_the_key_to_set(client: ClientCredentials) -> None:
    said = failed(replace(client, endpoint=replace(client.endpoint, ca_file=None)), CertificateError)
    assert "token_ca_file" in said and "localhost" in said


def test_a_certificate_for_another_name(client: ClientCredentials) -> None:
    url = client.endpoint.url.replace("localhost", "127.0.0.1")
    said = failed(replace(client, endpoint=replace(client.endpoint, url=url)), CertificateError)
    assert "127.0.0.1" in said


@pytest.mark.parametrize(("url", "part"), [
    ("https://localhost:1/token", "localhost:1 cannot be reached: Connection refused"),
    ("https://nowhere.invalid/token", "its name cannot be resolved; is a web proxy (token_proxy) needed?"),
])  # fmt: skip
def test_an_endpoint_that_is_not_there(client: ClientCredentials, url: str, part: str) -> None:
    assert part in failed(replace(client, endpoint=replace(client.endpoint, url=url)), UnreachableError)


def test_a_ca_file_that_is_none_is_named(client: ClientCredentials, tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("x")
    for name, part in ((tmp_path / "x.pem", "holds no certificate"), (tmp_path / "y.pem", "No such file")):
        assert part in failed(replace(client, endpoint=replace(client.endpoint, ca_file=str(name))), ConfigError)


@pytest.mark.parametrize("login", ["", "proxy user:p@ss:%20/wörd"])
def test_the_endpoint_behind_a_web_proxy(issuer: TokenIssuer, client: ClientCredentials, login: str) -> None:
    with WebProxy(login) as proxy:
        assert got(_behind(client, f"http://{login}{'@' if login else ''}{proxy.place}")) == issuer.given[-1]
        assert proxy.asked == [issuer.host]


def _behind(client: ClientCredentials, proxy: str) -> ClientCredentials:
    return replace(client, endpoint=replace(client.endpoint, proxy=Secret(proxy)))


@pytest.mark.parametrize(
    ("login", "refuse", "part"),
    [("user:right", "", "407 Proxy Authentication Required"), ("", "403 Forbidden", "403 Forbidden")],
)
def test_a_web_proxy_that_refuses(client: ClientCredentials, login: str, refuse: str, part: str) -> None:
    with WebProxy(login, refuse) as proxy:
        said = failed(_behind(client, f"user:wrong@{proxy.place}"), UnreachableError)
    assert part in said and f"{proxy.place} (token_proxy)" in said and "wrong" not in said


def test_a_web_proxy_that_answers_without_end(
    issuer: TokenIssuer, client: ClientCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte would be in time, and a run would wait for the next one for ever."""

    sent: list[bytes] = []

    def dribble(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(1000):
            connection.sendall(b"x")
            sent.append(b"x")
            time.sleep(0.01)

    monkeypatch.setattr("tqimap.tokens.tunnel.TUNNEL_SECONDS", 0.5)
    with answering(dribble) as port:
        said = failed(_behind(client, f"127.0.0.1:{port}"), UnreachableError)
    assert f"cannot be reached through the proxy 127.0.0.1:{port} (token_proxy)" in said and len(sent) < 1000


def test_a_web_proxy_that_is_not_there(client: ClientCredentials) -> None:
    assert "127.0.0.1:1 (token_proxy)" in failed(_behind(client, "127.0.0.1:1"), UnreachableError)


def test_nothing_of_it_comes_from_the_environment(
    issuer: TokenIssuer, client: ClientCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert got(client) == issuer.given[-1]


# Kept until it ends, and dropped once when it is refused.


def test_a_token_is_asked_for_once_until_shortly_before_its_end(
    issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path
) -> None:
    file, now = tmp_path / "token.json", [NOW]
    first = next(AccessTokens(client, file, lambda: now[0]).usable())
    now[0] += 3599 - MARGIN - 1
    assert next(AccessTokens(client, file, lambda: now[0]).usable()) == first
    now[0] += 1
    assert next(AccessTokens(client, file, lambda: now[0]).usable()) != first
    assert len(issuer.given) == 2


def test_a_kept_token_that_is_refused_is_replaced_once(
    issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path
) -> None:
    file = tmp_path / "token.json"
    first = next(AccessTokens(client, file).usable())
    tried = list(AccessTokens(client, file).usable())  # who asks for all of them has been refused each
    assert tried == [first, Secret(issuer.given[-1])] and len(issuer.given) == 2
    assert next(AccessTokens(client, file).usable()) == tried[-1]


def test_no_secret_reaches_the_file_or_the_log(
    issuer: TokenIssuer, client: ClientCredentials, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "token.json"
    list(AccessTokens(client, file).usable())
    assert set(json.loads(file.read_text())) == {"identity", "expires", "token"}
    assert issuer.client_secret not in file.read_text() + caplog.text
    assert issuer.given[-1] not in caplog.text
