"""Access tokens without a network: which source is meant, what is sent to it, and what is kept."""

import json
import stat
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tqimap.config import config
from tqimap.config.settings import ClientCredentials, Secret, ServiceAccount, TokenCommand, TokenEndpoint
from tqimap.config.token_source import token_source
from tqimap.errors import ConfigError
from tqimap.tokens import grants, kept
from tqimap.tokens.access import AccessTokens
from tqimap.tokens.kept import MARGIN, Token

NOW = 1_795_600_000.0
CLIENT = {"token_client_id": "app", "token_client_secret": "s3cret"}
MICROSOFT = {**CLIENT, "token_tenant": "contoso.com"}


def source(tmp_path: Path, **values: object):
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"imap_auth": "xoauth2", "imap_username": " intel@contoso.com ", **values}))
    settings = config.load(path, {})
    return token_source(settings.values, settings.secret("token_client_secret"))


def test_a_tenant_is_enough_for_microsoft_365(tmp_path: Path) -> None:
    assert source(tmp_path, **MICROSOFT) == ClientCredentials(
        TokenEndpoint(
            "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", "https://outlook.office365.com/.default"
        ),
        "app",
        Secret("s3cret"),
    )


def test_a_national_cloud_has_an_endpoint_and_a_scope_of_its_own(tmp_path: Path) -> None:
    url, scope = "https://login.partner.microsoftonline.cn/t/oauth2/v2.0/token", "https://partner.outlook.cn/.default"
    made = source(tmp_path, **CLIENT, token_url=url, token_scope=scope, token_proxy="http://proxy:3128")
    assert made.endpoint == TokenEndpoint(url, scope, Secret("http://proxy:3128"))


def test_a_service_account_acts_for_the_mailbox_or_whom_the_configuration_says(tmp_path: Path) -> None:
    made = source(tmp_path, token_google_key_file="key.json")
    assert made == ServiceAccount(TokenEndpoint("", "https://mail.google.com/"), "key.json", "intel@contoso.com")
    other = source(tmp_path, token_google_key_file="key.json", token_google_subject="a@contoso.com")
    assert other.subject == "a@contoso.com"


def test_a_command_is_taken_as_it_is(tmp_path: Path) -> None:
    assert source(tmp_path, token_command=["vault", "read", "-field=token"]) == TokenCommand(
        ("vault", "read", "-field=token")
    )


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({}, "token_command, token_client_id, token_google_key_file; none is set"),
        ({**MICROSOFT, "token_command": ["x"]}, "several are set"),
        (CLIENT, "token_client_id needs token_tenant"),
        ({**CLIENT, "token_url": "https://idp.example.com/token"}, "token_url and token_scope"),
        ({"token_client_id": "app", "token_tenant": "t"}, "token_client_secret or token_certificate_file; none is set"),
        ({**MICROSOFT, "token_certificate_file": "app.pem"}, "both are set"),
    ],
)
def test_a_source_that_is_none_several_or_incomplete_is_refused(tmp_path: Path, values: dict, part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        source(tmp_path, **values)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("token_url", "http://login.example.com/token"),  # the secret would be readable on the way
        ("token_tenant", "contoso.com/../x"),
        ("token_proxy", "socks5://proxy:1080"),
        ("token_proxy", "https://user:password@proxy:443"),
        ("token_proxy", "user:password@proxy:99999"),
        ("token_url", "https://[::1/token"),
        ("token_command", "vault read"),
    ],
)
def test_a_value_that_cannot_work_is_refused_at_the_start(tmp_path: Path, key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=key):
        source(tmp_path, **{**MICROSOFT, key: value})


@pytest.mark.parametrize("proxy", ["proxy", "proxy:3128", "http://proxy:3128", "http://us@er:p/%3A@proxy:3128"])
def test_a_web_proxy_for_the_endpoint_may_carry_a_login(tmp_path: Path, proxy: str) -> None:
    made = source(tmp_path, **{**MICROSOFT, "token_proxy": proxy})
    assert made.endpoint.proxy == Secret(proxy)
    assert "p/%3A" not in repr(made)


# What is sent.


def endpoint(url: str = "https://idp.example.com/token") -> TokenEndpoint:
    return TokenEndpoint(url, "mail")


def test_a_client_with_a_secret_sends_the_form_of_the_rfc() -> None:
    request = grants.request(ClientCredentials(endpoint(), "app", Secret("s")), NOW)
    assert request.form == {
        "grant_type": "client_credentials", "client_id": "app", "scope": "mail", "client_secret": "s"
    }  # fmt: skip
    assert urlsplit(request.url).query == ""


def test_tokens_of_different_clients_scopes_and_endpoints_are_told_apart() -> None:
    sources = [
        ClientCredentials(endpoint(), "app", Secret("s")),
        ClientCredentials(endpoint(), "other", Secret("s")),
        ClientCredentials(endpoint("https://other.example.com/token"), "app", Secret("s")),
        ClientCredentials(TokenEndpoint("https://idp.example.com/token", "calendar"), "app", Secret("s")),
    ]
    assert len({grants.request(one, NOW).identity for one in sources}) == len(sources)


KEYLESS = {"client_email": "a@b", "private_key": "x", "private_key_id": "1", "token_uri": "https://x/token"}


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "Cannot read token_google_key_file"),
        ("not json", "is not JSON"),
        ("[]", "no key of a service account"),
        ('{"type": "authorized_user", "client_id": "x"}', "no key of a service account"),
        (json.dumps({**KEYLESS, "token_uri": "http://x/token"}), "not https"),
        (json.dumps(KEYLESS), "holds no RSA key that can be used"),
        (b"\xff\xfe", "is not text"),
    ],
)
def test_a_key_file_that_is_none_is_named(tmp_path: Path, content: str | bytes | None, part: str) -> None:
    file = tmp_path / "key.json"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigError) as caught:
        grants.request(ServiceAccount(endpoint(""), str(file), "a@b"), NOW)
    assert part in str(caught.value) and str(file) in str(caught.value)


CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (CERTIFICATE, "holds no private key"),
        (KEY, "holds no certificate"),
        (KEY + CERTIFICATE.replace("MAA=", "MAA"), "certificate that cannot be read"),
        (KEY + CERTIFICATE, "holds no RSA key that can be used"),
    ],
)
def test_a_certificate_file_that_is_incomplete_is_named(tmp_path: Path, content: str, part: str) -> None:
    file = tmp_path / "app.pem"
    file.write_text(content)
    with pytest.raises(ConfigError) as caught:
        grants.request(ClientCredentials(endpoint(), "app", None, str(file)), NOW)
    assert part in str(caught.value) and "MAA=" not in str(caught.value)


def test_without_the_extra_that_signs_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "app.pem"
    file.write_text(KEY + CERTIFICATE)
    monkeypatch.setitem(sys.modules, "jwt", None)
    with pytest.raises(ConfigError, match=r"tqIMAP\[oauth\]"):
        grants.request(ClientCredentials(endpoint(), "app", None, str(file)), NOW)


# What is kept.


def test_a_kept_token_is_private_and_good_until_shortly_before_its_end(tmp_path: Path) -> None:
    file = tmp_path / "token.json"
    kept.write(file, "me", Token(Secret("t0ken"), NOW + 3600))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept.read(file, "me", NOW) == Secret("t0ken")
    assert kept.read(file, "me", NOW + 3600 - MARGIN - 1) == Secret("t0ken")
    assert kept.read(file, "me", NOW + 3600 - MARGIN) is None
    assert kept.read(file, "somebody else", NOW) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"{}", b'{"identity": "me", "expires": "x"}'])
def test_a_file_that_holds_no_token_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "token.json"
    file.write_bytes(content)
    assert kept.read(file, "me", NOW) is None


def test_a_token_that_cannot_be_kept_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept.write(tmp_path / "missing" / "token.json", "me", Token(Secret("t0ken"), NOW + 3600))
    assert "Cannot keep the access token" in caplog.text and "t0ken" not in caplog.text


# A command.


def test_a_command_gives_the_first_line_it_prints_and_nothing_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "token.json"
    tokens = AccessTokens(TokenCommand(("printf", "t0ken\\nfor people\\n")), file)
    assert list(tokens.usable()) == [Secret("t0ken")]
    assert not file.exists()


def test_a_command_that_fails_is_named_by_its_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"token_command \(false\) failed with exit code 1"):
        list(AccessTokens(TokenCommand(("false",)), None).usable())
