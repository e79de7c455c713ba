"""What is sent for a token, and for how long it is good."""

import json
from pathlib import Path

import pytest

from tqimap.config import config
from tqimap.config.settings import Secret
from tqimap.errors import ConfigError
from tqimap.threatq import login
from tqimap.threatq.login import ClientLogin, PasswordLogin

PERSON = PasswordLogin("9b22884a1876e5ca19f2c95292650ee3", "imap@domain.com", Secret("geheim"))
PRIVATE = ClientLogin("9b22", Secret("geheim"))


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ({"client_id": "9b", "email": "me@x.org", "password": "x"}, "threatq_host"),
        ({"threatq_host": "tq", "client_id": "9b"}, "email, password"),
        ({"threatq_host": "tq", "private_client_id": "9b"}, "private_client_secret"),
        ({"threatq_host": "tq", "client_id": "9b", "email": "me@x.org", "private_client_secret": "x"},
         "private_client_id"),
        ({}, "threatq_host, client_id, email, password"),
    ],
)  # fmt: skip
def test_what_is_missing_of_the_login_is_named_by_its_keys(
    written: dict[str, str], missing: str, tmp_path: Path
) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(written))
    with pytest.raises(ConfigError, match=f"^The login to ThreatQ is incomplete: {missing}. Set what is missing in "):
        login.configured_login(config.load(file, {}))


def test_a_password_is_used_where_only_a_secret_was_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    written = {"threatq_host": "tq", "client_id": "9b", "email": "me@x.org", "password": "x"}
    file.write_text(json.dumps({**written, "private_client_secret": "y"}))
    assert login.configured_login(config.load(file, {})) == PasswordLogin("9b", "me@x.org", Secret("x"))


def test_password_is_sent_in_the_body_only() -> None:
    request = login.token_request(PERSON)
    assert request.query == {"grant_type": "password", "client_id": PERSON.client_id}
    assert request.body == {**request.query, "email": "imap@domain.com", "password": "geheim"}
    assert request.basic is None


def test_client_secret_is_sent_by_http_basic_only() -> None:
    request = login.token_request(PRIVATE)
    assert request.basic == ("9b22", "geheim")
    assert "geheim" not in f"{request.query}{request.body}"


@pytest.mark.parametrize(
    ("expires_in", "renewed_after"),
    [
        (3600, 3540),
        ("3600", 3540),
        (172799, 172739),
        (60, 30),
        (2, 1),
        (None, 1740),
        (0, 1740),
        (-5, 1740),
        ("soon", 1740),
        pytest.param(10**400, 1740, id="beyond any float"),
    ],
)
def test_token_is_renewed_before_its_end(expires_in: object, renewed_after: float) -> None:
    got = login.token({"access_token": "abc", "expires_in": expires_in}, 1000.0)
    assert got is not None
    assert got.renew_at == 1000.0 + renewed_after


@pytest.mark.parametrize("value", [None, "", 7, "a b", "a\r\nX-Evil: 1", "ü", "x" * 10_000])
def test_what_fits_no_header_is_no_token(value: object) -> None:
    assert login.token({"access_token": value}, 0.0) is None


def test_logins_do_not_show_their_secret() -> None:
    assert "geheim" not in f"{PERSON} {PERSON!r} {PRIVATE} {PRIVATE!r}"
