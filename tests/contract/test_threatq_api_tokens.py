"""Contract of the simulated ThreatQ: every way in which a client of any generation asks for a token."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from threatq_api import Client, assert_holds

from tqimap.sandbox.threatq import ThreatQ

PAIR = {"access_token": str, "token_type": "Bearer", "expires_in": 3600, "refresh_token": str}


@pytest.fixture(scope="module")
def tq() -> Iterator[ThreatQ]:
    with ThreatQ() as server:
        yield server


@pytest.fixture(scope="module")
def client(tq: ThreatQ) -> Client:
    return Client(tq, login=False)


@pytest.fixture(scope="module")
def private(tq: ThreatQ) -> tuple[str, str]:
    """The private OAuth client of a registered connector."""
    made = Client(tq).call("POST", "/api/connectors", 201, json={"name": "Sibling", "category": "ThreatQ Labs"})["data"]
    return made["gate_oauth2_client"]["client_id"], made["gate_oauth2_client"]["client_secret"]


Sent = Callable[[ThreatQ, tuple[str, str]], dict[str, Any]]
LOGINS: dict[str, Sent] = {
    "SDK: grant in the query, login as JSON": lambda tq, _: {
        "params": {"grant_type": "password", "client_id": tq.client_id},
        "json": {"email": tq.email, "password": tq.password},
    },
    "all in a JSON body": lambda tq, _: {
        "json": {"grant_type": "password", "client_id": tq.client_id, "email": tq.email, "password": tq.password}
    },
    "all in a form": lambda tq, _: {
        "data": {"grant_type": "password", "client_id": tq.client_id, "email": tq.email, "password": tq.password}
    },
    "grant both in query and body": lambda tq, _: {
        "params": {"grant_type": "password", "client_id": tq.client_id},
        "json": {"grant_type": "password", "client_id": tq.client_id, "email": tq.email, "password": tq.password},
    },
    "JSON in a body that claims to be a form": lambda tq, _: {
        "params": {"grant_type": "password", "client_id": tq.client_id},
        "data": f'{{"email": "{tq.email}", "password": "{tq.password}"}}',
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    },
    "SDK: private, Basic, the body an array": lambda _, private: {
        "params": {"grant_type": "client_credentials"}, "auth": private, "json": list(private),
    },
    "private, Basic and JSON": lambda _, private: {"auth": private, "json": {"grant_type": "client_credentials"}},
    "private, Basic and form": lambda _, private: {"auth": private, "data": {"grant_type": "client_credentials"}},
    "private, id and secret in the query": lambda _, private: {
        "params": {"grant_type": "client_credentials", "client_id": private[0], "client_secret": private[1]}
    },
}  # fmt: skip


@pytest.mark.parametrize("way", LOGINS)
def test_every_way_to_log_in_gives_a_token_that_works(
    tq: ThreatQ, client: Client, private: tuple[str, str], way: str
) -> None:
    pair = client.call("POST", "/api/token", **LOGINS[way](tq, private))
    assert_holds(pair, PAIR)
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    assert client.call("GET", "/api/indicator/statuses", headers=bearer)["total"] == 5


WRONG: dict[str, Sent] = {
    "password": lambda tq, _: {
        "params": {"grant_type": "password", "client_id": tq.client_id}, "json": {"email": tq.email, "password": "x"},
    },
    "e-mail address": lambda tq, _: {
        "params": {"grant_type": "password", "client_id": tq.client_id},
        "json": {"email": "nobody@sandbox.test", "password": tq.password},
    },
    "client id": lambda tq, _: {
        "params": {"grant_type": "password", "client_id": "0" * 32},
        "json": {"email": tq.email, "password": tq.password},
    },
    "secret": lambda _, private: {"params": {"grant_type": "client_credentials"}, "auth": (private[0], "x")},
    "public client without a user": lambda tq, _: {
        "params": {"grant_type": "client_credentials"}, "auth": (tq.client_id, ""),
    },
    "Basic that is none": lambda _, __: {
        "params": {"grant_type": "client_credentials"}, "headers": {"Authorization": "Basic ###"},
    },
    "grant": lambda tq, _: {"json": {"grant_type": "implicit", "client_id": tq.client_id}},
    "refresh token": lambda _, __: {"params": {"grant_type": "refresh_token", "refresh_token": "x"}},
    "nothing at all": lambda _, __: {},
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_login_is_400_with_a_reason(tq: ThreatQ, client: Client, private: tuple[str, str], what: str) -> None:
    reply = client.call("POST", "/api/token", 400, **WRONG[what](tq, private))
    assert_holds(reply, {"errors": [str]})


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer x", "Basic eDp4", "x"])
def test_without_a_good_token_every_call_is_401(client: Client, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    assert_holds(client.call("GET", "/api/indicators", 401, headers=headers), {"errors": [str]})
    assert_holds(client.call("POST", "/api/indicators/consume/new", 401, headers=headers, json=[]), {"errors": [str]})


def test_a_private_client_can_be_made_on_the_appliance(tq: ThreatQ, client: Client) -> None:
    login = tq.add_client("Collector")
    assert_holds(client.call("POST", "/api/token", **LOGINS["private, Basic and form"](tq, login)), PAIR)


def test_the_word_bearer_needs_its_capital(tq: ThreatQ, client: Client) -> None:
    """As the real server does: one connector met it in a live test, an older one capitalises ``token_type`` itself."""
    token = client.call("POST", "/api/token", **LOGINS["all in a form"](tq, ("", "")))["access_token"]
    client.call("GET", "/api/indicators", 401, headers={"Authorization": f"bearer {token}"})


@pytest.mark.parametrize("mode", ["public", "private"])
def test_a_refresh_token_is_good_once(tq: ThreatQ, client: Client, private: tuple[str, str], mode: str) -> None:
    """The SDK sends the old access token along, in private mode the client's Basic login instead."""
    way = "SDK: grant in the query, login as JSON" if mode == "public" else "SDK: private, Basic, the body an array"
    first = client.call("POST", "/api/token", **LOGINS[way](tq, private))
    asked: dict[str, Any] = {"params": {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}}
    if mode == "public":
        asked["headers"] = {"Authorization": f"Bearer {first['access_token']}"}
    else:
        asked["auth"] = private
    second = client.call("POST", "/api/token", **asked)
    assert_holds(second, PAIR)
    assert second["access_token"] != first["access_token"]
    client.call("POST", "/api/token", 400, **asked)


def test_tokens_expire_after_the_lifetime_of_their_client_and_can_be_revoked() -> None:
    with ThreatQ(token_lifetime=0) as tq:
        Client(tq).call("GET", "/api/indicators", 401)
        tq.set_token_lifetime(3600)
        client = Client(tq)
        client.call("GET", "/api/indicators")
        tq.revoke_tokens()
        client.call("GET", "/api/indicators", 401)


def client_of_role(tq: ThreatQ, role: str) -> Client:
    """A client that is logged in as a new user of this role."""
    email = f"new.{role}@sandbox.test"
    tq.add_user(email, "secret", role=role)
    client = Client(tq, login=False)
    given = {"grant_type": "password", "client_id": tq.client_id, "email": email, "password": "secret"}
    token = client.call("POST", "/api/token", json=given)["access_token"]
    client.session.headers["Authorization"] = f"Bearer {token}"
    return client


def test_a_read_only_user_reads_and_is_refused_the_rest(tq: ThreatQ) -> None:
    client = client_of_role(tq, "read-only")
    client.call("GET", "/api/indicators")
    client.call("POST", "/api/indicators/query", json={})
    client.call("POST", "/api/search/query", 403, json={"name": "Mine", "query": {}})
    refused = {"errors": [str]}
    assert_holds(client.call("POST", "/api/indicators", 403, json={"type": "FQDN", "value": "a.com"}), refused)
    assert_holds(client.call("POST", "/api/connectors", 403, json={"name": "Not mine"}), refused)


def test_an_integration_is_added_by_maintenance_or_administration_only(tq: ThreatQ) -> None:
    client = client_of_role(tq, "analyst")
    client.call("POST", "/api/indicators", 201, json={"type": "FQDN", "status": "Active", "value": "a.com"})
    client.call("POST", "/api/connectors", 403, json={"name": "Not mine"})
