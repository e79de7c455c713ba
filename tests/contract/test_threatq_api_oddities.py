# ruff: noqa: E501 - a table of oddities
"""The simulated ThreatQ refuses what it cannot make sense of; it never breaks (500), whatever is sent wherever."""

import gzip
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from threatq_api import TIMEOUT, Client

from tqimap.sandbox.threatq import ThreatQ
from tqimap.sandbox.threatq.app import _GENERIC, _TABLE

HUGE = 10**30
ODD_BODIES: list[Any] = [
    None, [], {}, "text", 7, True, [None], [[]], [{}], ["x"], [7], {"id": HUGE}, [{"id": "x"}], [{"id": None}], {"value": {}},
    [{"type": [], "value": "x"}], [{"type": {"id": {}}, "value": "x"}], [{"type": "FQDN", "value": ["a.com"]}],
    [{"type": "FQDN", "value": "a.com", "sources": 7}], [{"type": "FQDN", "value": "a.com", "sources": [7]}],
    [{"type": "FQDN", "value": "a.com", "attributes": "x"}], [{"type": "FQDN", "value": "a.com", "indicators": [{}]}],
    [{"type": "FQDN", "value": "a.com", "tags": {"name": {}}}], [{"type_id": HUGE, "value": "a.com"}],
    [{"type": "FQDN", "value": "a.com", "sources": [{"name": "x", "tlp": {}}]}], {"type": "FQDN", "value": "\ud800.com"},
    {"name": [], "type": {}}, {"name": "x", "custom_fields": "x"}, {"name": "x", "custom_fields": [7], "category": []},
    {"is_active": {}, "custom_fields": [[]], "frequency": {}}, {"title": {}, "type": "Incident", "happened_at": []},
    {"title": "t", "type": "Incident", "description": {"a": 1}}, {"name": "n", "description": [7]}, {"text": {}, "title": []},
    {"criteria": [], "filters": 7}, {"criteria": {"value": {"+contains": {}}}}, {"criteria": {"+or": {"+and": 7}}},
    {"criteria": {"value": [[["x"]]]}}, {"fields": [[]]}, {"fields": {"a": 1}}, {"indicators": [[7]]}, {"indicators": 7},
    {"indicators": [[{"field": {}, "operator": [], "value": {}}]]}, {"manual_score": "high"}, {"attachment_id": "x"},
    {"file": "x", "resumableFilename": "x"}, {"import_source": [], "indicator_global_status": HUGE},
]  # fmt: skip
ODD_QUERIES = [
    "limit=-1",
    f"limit={HUGE}&offset={HUGE}",
    "sort=;drop&with=,,a.b,sources",
    "id=%00",
    "cursorMark=%FF",
    "value[]=x",
]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with ThreatQ() as tq:
        yield Client(tq)


def refill(client: Client) -> None:
    """An object of each sort, so that a path with an id leads somewhere."""
    client.call("POST", "/api/indicators", 201, json={"type": "FQDN", "status": "Active", "value": "known.com"})
    client.upload("known.txt", b"known")
    client.call(
        "POST", "/api/events", 201, json={"title": "t", "type": "Incident", "happened_at": "2026-01-01 00:00:00"}
    )
    client.send("POST", "/api/connectors", json={"name": "Known", "custom_fields": [{"key": "k"}]})
    client.call("POST", "/api/imports", 201, json={"text": "evil.com"})


PATHS = sorted({(method, path) for method, path, _ in [*_TABLE, *_GENERIC]} | {("POST", "/api/attachments")})


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_no_request_breaks_the_server(client: Client, method: str, path: str) -> None:
    refill(client)
    ids = {"object_id": 1, "part_id": 1, "event_id": 1, "digest": "x"}
    for collection, other in (("indicators", "attachments"), ("malware", "nonsense")):
        place = path.replace(":int", "").format(**ids, collection=collection, other=other)
        for query in ODD_QUERIES:
            assert client.send(method, f"{place}?{query}").status_code < 500, query
        for body in [] if method == "GET" else ODD_BODIES:
            reply = client.send(method, place, json=body)
            assert reply.status_code < 500, body
            assert reply.status_code < 400 or "errors" in reply.text
        if "{collection}" not in path:
            break


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("so deep that no parser follows", b"[" * 100_000),
        ("a number that JSON has not", b'{"type": "FQDN", "value": "a.com", "score": NaN}'),
        ("no Unicode", b'{"value": "\xff"}'),
        ("compressed", gzip.compress(b"{}")),
        ("cut", b'{"value": "a.com'),
    ],
)
def test_what_is_not_json_is_refused(client: Client, what: str, body: bytes) -> None:
    reply = client.call("POST", "/api/indicators", 400, data=body, headers={"Content-Type": "application/json"})
    assert reply == {"errors": ["The request body is not valid JSON."]}, what


def test_a_client_that_leaves_in_the_middle_of_its_request_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    with ThreatQ() as tq:
        bearer = Client(tq).session.headers["Authorization"]
        host, port = tq.host.rsplit(":", 1)
        plain = socket.create_connection((host, int(port)), TIMEOUT)
        with ssl.create_default_context(cafile=str(tq.ca_file)).wrap_socket(plain, server_hostname=host) as connection:
            head = f"POST /api/indicators HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer}\r\nContent-Length: 9\r\n\r\n"
            connection.sendall(head.encode() + b"{")
        Client(tq)
    assert not caplog.records
