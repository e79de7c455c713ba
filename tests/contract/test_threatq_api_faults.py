"""The simulated ThreatQ goes wrong when it is told to, exactly there and exactly so; and starts and stops cleanly."""

import http.client
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from threatq_api import Client, assert_holds

from tqimap.sandbox.threatq import ThreatQ

HOST = [{"type": "FQDN", "status": "Active", "value": "evil.com"}]
CONSUME = "/api/indicators/consume"


def wait_for_the_end(client: Client) -> None:
    with pytest.raises(requests.ConnectionError):
        client.send("POST", CONSUME, json=HOST)


@pytest.fixture
def tq() -> Iterator[ThreatQ]:
    with ThreatQ() as server:
        yield server


@pytest.fixture
def client(tq: ThreatQ) -> Client:
    return Client(tq)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_status_comes_with_its_documented_body_and_without_effect(tq: ThreatQ, client: Client, status: int) -> None:
    tq.fail("status", status=status, path=CONSUME, retry_after=2 if status == 429 else None)
    reply = client.send("POST", CONSUME, json=HOST)
    assert reply.status_code == status
    body = reply.json()
    assert_holds(body["data"] if status == 400 else body, {"errors": ...})
    assert reply.headers.get("Retry-After") == ("2" if status == 429 else None)
    assert tq.count("indicators") == 0
    client.call("POST", CONSUME, 201, json=HOST)


def test_the_nth_request_that_matches_goes_wrong_and_as_many_after_it_as_asked_for(tq: ThreatQ, client: Client) -> None:
    tq.fail("status", status=503, method="POST", path="/api/indicators/*", nth=2, times=2)
    client.call("GET", "/api/indicators/1", 404)
    got = [client.send("POST", CONSUME, json=HOST).status_code for _ in range(5)]
    assert got == [201, 503, 503, 201, 201]
    tq.fail("status", status=500, times=None)
    assert [client.send("GET", "/api/indicators").status_code for _ in range(3)] == [500] * 3
    tq.heal()
    client.call("GET", "/api/indicators")


@pytest.mark.parametrize("effect", [False, True])
def test_a_cut_loses_the_answer_and_with_effect_nothing_else(tq: ThreatQ, client: Client, effect: bool) -> None:
    tq.fail("cut", path=CONSUME, effect=effect)
    with pytest.raises(requests.ConnectionError):
        client.send("POST", CONSUME, json=HOST)
    assert tq.count("indicators") == int(effect)
    assert tq.requests[-1].status == 0
    client.call("POST", CONSUME, 201, json=HOST)


def test_an_error_may_hide_that_the_request_was_carried_out(tq: ThreatQ, client: Client) -> None:
    tq.fail("status", status=500, path=CONSUME, effect=True)
    client.call("POST", CONSUME, 500, json=HOST)
    assert tq.count("indicators") == 1


def test_a_hang_gives_no_answer_and_does_not_keep_others_waiting_nor_the_end(tq: ThreatQ, client: Client) -> None:
    tq.fail("hang", path=CONSUME)
    with pytest.raises(requests.ReadTimeout):
        client.send("POST", CONSUME, json=HOST, timeout=0.3)
    tq.fail("hang", path=CONSUME)
    waiting = threading.Thread(target=wait_for_the_end, args=(client,))
    waiting.start()
    assert Client(tq).call("GET", "/api/indicators")["total"] == 0
    tq.stop()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_page_in_place_of_json(tq: ThreatQ, client: Client) -> None:
    tq.fail("html", path=CONSUME)
    reply = client.send("POST", CONSUME, json=HOST)
    assert reply.status_code == 200
    assert reply.headers["Content-Type"].startswith("text/html")
    assert b"<html>" in reply.content


def test_json_of_another_shape(tq: ThreatQ, client: Client) -> None:
    tq.fail("shape", path=CONSUME)
    assert "data" not in client.call("POST", CONSUME, 200, json=HOST)
    assert tq.count("indicators") == 0


def test_json_that_ends_half_way(tq: ThreatQ, client: Client) -> None:
    tq.fail("truncate", path=CONSUME)
    with pytest.raises(requests.RequestException):
        client.send("POST", CONSUME, json=HOST).json()
    assert tq.count("indicators") == 1


@pytest.mark.parametrize(("rows", "expected"), [(-1, 1), (1, 3)])
def test_fewer_or_more_rows_than_were_sent(tq: ThreatQ, client: Client, rows: int, expected: int) -> None:
    tq.fail("rows", rows=rows, path=CONSUME)
    sent = [*HOST, {"type": "FQDN", "status": "Active", "value": "worse.com"}]
    assert len(client.call("POST", CONSUME, 201, json=sent)["data"]) == expected


def test_every_answer_can_be_delayed(tq: ThreatQ, client: Client) -> None:
    tq.delay = 0.2
    before = time.monotonic()
    client.call("GET", "/api/indicators")
    assert time.monotonic() - before >= 0.2


def test_the_log_tells_what_was_asked_and_how_it_was_answered(tq: ThreatQ, client: Client) -> None:
    client.call("POST", CONSUME + "/", 201, json=HOST * 3)
    client.call("GET", "/api/indicators?limit=1")
    client.call("GET", "/api/indicators/7", 404)
    seen = [(each.method, each.path, each.query, each.status, each.count) for each in tq.requests]
    assert seen == [
        ("POST", "/api/token", "", 200, 0),
        ("POST", CONSUME, "", 201, 3),
        ("GET", "/api/indicators", "limit=1", 200, 0),
        ("GET", "/api/indicators/7", "", 404, 0),
    ]


def test_a_server_that_is_stopped_refuses_and_comes_back_with_its_data_and_tokens(tq: ThreatQ, client: Client) -> None:
    client.call("POST", CONSUME, 201, json=HOST)
    port = tq.port
    tq.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)
    tq.start()
    assert tq.port == port
    assert client.call("GET", "/api/indicators")["total"] == 1


def test_a_taken_port_is_an_error_in_the_caller_and_leaves_nothing(tq: ThreatQ) -> None:
    second = ThreatQ(port=tq.port)
    with pytest.raises(OSError, match="in use"):
        second.__enter__()
    assert not second.directory.exists()


def test_several_run_at_once_and_know_nothing_of_each_other(tq: ThreatQ, client: Client) -> None:
    with ThreatQ() as other:
        client.call("POST", CONSUME, 201, json=HOST)
        assert (tq.count("indicators"), other.count("indicators")) == (1, 0)
        assert Client(other).call("GET", "/api/indicators")["total"] == 0


def handshake(tq: ThreatQ) -> bytes:
    """The certificate that is shown to a client who verifies; raises ``ssl.SSLError`` if it does not verify."""
    context = ssl.create_default_context(cafile=tq.ca_file)
    with (
        socket.create_connection(("127.0.0.1", tq.port), 10) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as wrapped,
    ):
        return wrapped.getpeercert(binary_form=True) or b""


def test_the_certificate_is_the_one_that_is_named_and_may_be_a_bad_one(tq: ThreatQ) -> None:
    assert handshake(tq) == tq.certificate
    assert len(tq.fingerprint) == 64
    with ThreatQ(certificate="expired") as old, pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        handshake(old)
    with ThreatQ(certificate="wrong-name") as other, pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(other)


def test_leaving_the_block_leaves_no_thread_no_port_and_no_file() -> None:
    threads = set(threading.enumerate())
    with ThreatQ() as tq:
        Client(tq).call("POST", CONSUME, 201, json=HOST)
        directory, port = tq.directory, tq.port
    assert set(threading.enumerate()) <= threads
    assert not directory.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)


def test_http_1_1_keeps_its_connection(tq: ThreatQ) -> None:
    context = ssl.create_default_context(cafile=tq.ca_file)
    connection = http.client.HTTPSConnection("127.0.0.1", tq.port, timeout=10, context=context)
    connection.connect()
    first = connection.sock
    for _ in range(3):
        connection.request("GET", "/api/indicators")
        reply = connection.getresponse()
        reply.read()
        assert (reply.version, reply.status) == (11, 401)
    assert connection.sock is first
    connection.close()


def test_it_runs_as_a_process_of_its_own_and_ends_on_a_signal() -> None:
    import json

    command = [sys.executable, "-m", "tqimap.sandbox.threatq"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        given = {"grant_type": "password", "client_id": facts["client_id"], "email": facts["email"]}
        session = requests.Session()
        session.trust_env, session.verify = False, facts["ca_file"]
        body = {**given, "password": facts["password"]}
        reply = session.post(f"https://{facts['host']}/api/token", json=body, timeout=10)
        assert reply.status_code == 200
        process.terminate()
        assert process.wait(10) == 0
    assert not Path(facts["database"]).exists()
