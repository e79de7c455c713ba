"""ThreatQ going wrong on the wire: what is repeated, what is not, and what is said.

The clock of the retries is the test's own: a pause takes no time.
"""

import hashlib
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from servers.scripted_https import TOKEN, Behaviour, ScriptedHttps, answer, cut, drip, raw, silence

from tqimap.config.settings import Secret, ThreatQServer
from tqimap.errors import (
    CopyLost,
    StateError,
    ThreatQError,
    ThreatQLoginError,
    ThreatQRefused,
    ThreatQUnavailable,
    UnreachableError,
)
from tqimap.model import Attachment, Event, FileUpload, Indicator, PostedIndicator, Refused
from tqimap.sandbox.threatq import ThreatQ as Simulated
from tqimap.threatq import retries, transport
from tqimap.threatq.client import ThreatQ
from tqimap.threatq.login import ClientLogin, PasswordLogin
from tqimap.threatq.registration import register
from tqimap.threatq.session import Session

NOON = datetime(2018, 3, 16, 12, tzinfo=UTC)
STATUSES = "GET /api/indicator/statuses"
CONSUME = "POST /api/indicators/consume/new"
WELL = answer(200, {"total": 1, "data": [{"id": 1, "name": "Active"}]})
PAGE = answer(200, b"<html><head><title>It works!</title></head></html>", content_type="text/html")
PASSWORD = "geheim-5c0e"


class Time:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ScriptedHttps]:
    with ScriptedHttps() as running:
        running.ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        running.on(STATUSES, WELL)
        yield running


@pytest.fixture
def threatq(server: ScriptedHttps, clock: Time, tmp_path: Path) -> ThreatQ:
    return ThreatQ(session(server, clock, tmp_path))


def session(server: ScriptedHttps, clock: Time, tmp_path: Path, read_timeout: float = 5.0) -> Session:
    where = ThreatQServer(server.host, ca_file=str(tmp_path / "ca.pem"), read_timeout=read_timeout)
    login = PasswordLogin("client", "me@example.com", Secret(PASSWORD))
    return Session(where, login, clock=lambda: clock.now, sleep=clock.sleep)


@pytest.fixture
def simulated() -> Iterator[Simulated]:
    with Simulated() as running:
        yield running


@pytest.fixture
def real(simulated: Simulated, clock: Time) -> ThreatQ:
    """The client of the simulated ThreatQ."""
    where = ThreatQServer(simulated.host, ca_file=simulated.ca_file, read_timeout=1.0)
    login = PasswordLogin(simulated.client_id, simulated.email, Secret(simulated.password))
    return ThreatQ(Session(where, login, clock=lambda: clock.now, sleep=clock.sleep))


def ended(data: bytes) -> Behaviour:
    """These bytes, then an orderly end, which takes back none of them as a reset may."""

    def behave(connection: ssl.SSLSocket) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        time.sleep(0.1)

    return behave


def upload(path: Path, data: bytes = b"content", name: str = "invoice.pdf") -> FileUpload:
    path.write_bytes(data)
    md5, sha256 = hashlib.md5(data).hexdigest(), hashlib.sha256(data).hexdigest()
    content = Attachment(name, "application/pdf", "pdf", len(data), md5, sha256, path)
    return FileUpload(content, "PDF", False, NOON)


def posted(*values: str) -> list[PostedIndicator]:
    return [PostedIndicator(Indicator("FQDN", value), NOON) for value in values]


@pytest.mark.parametrize(
    "refusal",
    [
        answer(418, b"<html><title>Request blocked</title></html>"), answer(451), answer(406, {"errors": ["no"]}),
        answer(200, {"errors": ["in maintenance"]}),
    ],
)  # fmt: skip
def test_a_token_that_is_refused_in_the_middle_is_no_fault_of_the_message_in_hand(
    server: ScriptedHttps, threatq: ThreatQ, refusal: Behaviour
) -> None:
    """Else all mail would fail, one after the other, and go into quarantine."""
    threatq.sign_in()
    server.on(STATUSES, answer(401))
    server.on("POST /api/token", refusal)
    with pytest.raises(ThreatQError) as caught:
        threatq.statuses()
    assert not isinstance(caught.value, ThreatQRefused)
    assert "POST /api/token" in str(caught.value)


def test_a_login_may_be_refused_as_a_form_that_is_filled_in_wrongly(server: ScriptedHttps, threatq: ThreatQ) -> None:
    server.on("POST /api/token", answer(422, {"errors": {"email": ["is no address"]}}))
    with pytest.raises(ThreatQLoginError, match=r"is no address; check client_id, .*; a second factor or single"):
        threatq.sign_in()


# Repeated until it works.


@pytest.mark.parametrize(
    "failure",
    [
        answer(429), answer(500), answer(502, b"<html>Bad Gateway</html>"), answer(503), answer(504),
        *map(answer, (408, 520, 521, 522, 523, 524)),
        cut(), cut(b"HTTP/1.1 200 OK\r\nContent-Le"), cut(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"),
        raw(b"rubbish\r\n\r\n"), cut(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\nxx"),
    ],
)  # fmt: skip
def test_a_passing_failure_is_survived(
    server: ScriptedHttps, threatq: ThreatQ, clock: Time, failure: Behaviour
) -> None:
    threatq.sign_in()
    server.on(STATUSES, failure, failure, WELL)
    assert threatq.statuses() == {"Active": 1}
    assert threatq.session.repeats == 2
    assert 0 < clock.slept[0] <= retries.FIRST_PAUSE < 2 * sum(clock.slept)


@pytest.mark.parametrize(("failures", "lines"), [(retries.PATIENCE - 1, 0), (retries.PATIENCE, 1), (7, 1)])
def test_a_long_wait_is_told_once(
    server: ScriptedHttps, threatq: ThreatQ, caplog: pytest.LogCaptureFixture, failures: int, lines: int
) -> None:
    server.on(STATUSES, *[answer(503)] * failures, WELL)
    threatq.statuses()
    assert caplog.text.count("with 503") == caplog.text.count("; asking again for up to 17") == lines


def test_a_server_that_is_silent_is_asked_again(server: ScriptedHttps, clock: Time, tmp_path: Path) -> None:
    threatq = ThreatQ(session(server, clock, tmp_path, read_timeout=0.3))
    threatq.sign_in()
    server.on(STATUSES, silence, WELL)
    assert threatq.statuses() == {"Active": 1}


def test_the_server_says_when_to_come_back(server: ScriptedHttps, threatq: ThreatQ, clock: Time) -> None:
    server.on(STATUSES, answer(429, retry_after="17"), answer(503, retry_after="86400"), WELL)
    threatq.statuses()
    assert clock.slept == [17, retries.LONGEST_RETRY_AFTER]


def test_posting_indicators_again_after_a_lost_answer_doubles_nothing(simulated: Simulated, real: ThreatQ) -> None:
    simulated.fail("cut", path="/api/indicators/consume/new", effect=True, times=2)
    assert len(real.post_indicators(posted("a.test", "b.test"))) == 2
    assert simulated.count("indicators") == 2


def test_relating_again_after_a_lost_answer_doubles_nothing(
    simulated: Simulated, real: ThreatQ, tmp_path: Path
) -> None:
    file_id = real.upload_file(upload(tmp_path / "a"))
    ids = [id_ for id_ in real.post_indicators(posted("a.test", "b.test")) if isinstance(id_, int)]
    simulated.fail("cut", path="/api/attachments/*/indicators", effect=True)
    real.relate(file_id, ids)
    assert simulated.count("relations") == 2


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_relation_that_is_refused_because_it_is_there_is_made_without_the_old_ones(
    server: ScriptedHttps, threatq: ThreatQ, status: int
) -> None:
    path = "/api/attachments/9/indicators"
    server.on(f"GET {path}", answer(200, {"data": [{"id": 1}, {"id": 2}]}), answer(200, {"data": []}))
    server.on(f"POST {path}", answer(status, {"errors": ["already related"]}), answer(201, {"data": [{"id": 3}]}))
    threatq.relate(9, [1, 2, 3])
    assert server.requests(f"POST {path}")[-1].json == [{"id": 3}]


def test_a_file_that_is_gone_is_named_when_something_is_to_be_related_to_it(
    server: ScriptedHttps, threatq: ThreatQ
) -> None:
    server.on("POST /api/attachments/9/indicators", answer(404, {"errors": ["no such File"]}))
    with pytest.raises(ThreatQRefused, match="POST /api/attachments/9/indicators with 404: no such File"):
        threatq.relate(9, [1, 2])
    assert not server.requests("GET /api/attachments/9/indicators")


@pytest.mark.parametrize("told", [{"total": 0, "data": []}, {"data": None}, {"status": "ok"}], ids=str)
@pytest.mark.parametrize("related", [[1, 2], [1], []])
def test_a_threatq_that_takes_relations_and_makes_none_is_noticed(
    server: ScriptedHttps, threatq: ThreatQ, related: list[int], told: dict[str, object]
) -> None:
    """A list of nothing may mean that nothing was new, and what is no list may be of a filter in between; whether it
    was is read back."""
    path = "/api/attachments/9/indicators"
    server.on(f"POST {path}", answer(200, told))
    listed = answer(200, {"total": len(related), "data": [{"id": one} for one in related]})
    server.on(f"GET {path}", listed)
    if related == [1, 2]:
        threatq.relate(9, [1, 2])
        return
    with pytest.raises(ThreatQRefused, match=f"^ThreatQ answered POST {path} without a relation: nothing was related"):
        threatq.relate(9, [1, 2])


def test_a_threatq_that_restarts_is_waited_for(simulated: Simulated, real: ThreatQ, clock: Time) -> None:
    real.sign_in()
    simulated.stop()
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        clock.now += seconds
        if len(pauses) == 3:
            simulated.start()

    real.session._sleep = sleep
    assert real.statuses()
    assert len(pauses) == 3


# Given up, in bounded time.


@pytest.mark.parametrize("failure", [answer(503), answer(502), answer(500), answer(429), cut()])
def test_a_lasting_failure_ends_within_the_bound(
    server: ScriptedHttps, threatq: ThreatQ, clock: Time, failure: Behaviour
) -> None:
    threatq.sign_in()
    server.on(STATUSES, failure)
    with pytest.raises(ThreatQUnavailable, match=r"127\.0\.0\.1:\d+ .*GET /api/indicator/statuses") as caught:
        threatq.statuses()
    assert retries.RETRY_SECONDS - retries.LONGEST_PAUSE <= sum(clock.slept) <= retries.RETRY_SECONDS
    assert len(clock.slept) < 30
    assert "\n" not in str(caught.value)


def test_a_threatq_that_is_gone_is_unavailable(simulated: Simulated, real: ThreatQ, clock: Time) -> None:
    real.sign_in()
    simulated.stop()
    with pytest.raises(ThreatQUnavailable, match="cannot be connected to"):
        real.statuses()
    assert sum(clock.slept) <= retries.RETRY_SECONDS


def test_whoever_is_silent_from_the_start_is_unreachable(server: ScriptedHttps, clock: Time, tmp_path: Path) -> None:
    server.on("POST /api/token", silence)
    with pytest.raises(UnreachableError, match="did not answer within"):
        session(server, clock, tmp_path, read_timeout=0.2).sign_in()
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (silence, r"did not answer within 0\.2 s \(read_timeout\)"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), r"did not answer within 0\.2 s \(read_timeout\)"),
        (ended(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), "broke off within its answer"),
        (ended(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"), "broke off within its answer"),
        (cut(), "broke off: .*"),
        (ended(b"* OK IMAP4rev1 ready\r\n"), r"does not speak HTTP: \* OK IMAP4rev1 ready.*; check threatq_host"),
    ],
)
def test_how_an_exchange_broke_is_told_in_words(
    server: ScriptedHttps, clock: Time, tmp_path: Path, behaviour: Behaviour, said: str
) -> None:
    server.on("POST /api/token", behaviour)
    with pytest.raises(UnreachableError, match=rf"^ThreatQ at 127\.0\.0\.1:\d+ {said}$"):
        session(server, clock, tmp_path, read_timeout=0.2).sign_in()


def test_a_handshake_without_an_answer_is_told_in_words(clock: Time) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        where = ThreatQServer(f"127.0.0.1:{listening.getsockname()[1]}", verify=False, connect_timeout=0.2)
        with pytest.raises(UnreachableError, match=r": The handshake operation timed out$"):
            Session(where, PasswordLogin("a", "b", Secret("c")), sleep=clock.sleep).sign_in()


def test_a_server_that_drips_is_cut_off(
    server: ScriptedHttps, threatq: ThreatQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    threatq.sign_in()
    monkeypatch.setattr(transport, "EXCHANGE_SECONDS", 0.5)
    server.on(STATUSES, drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000, 0.05), WELL)
    started = time.monotonic()
    assert threatq.statuses() == {"Active": 1}
    assert time.monotonic() - started < 5


# Files are made once.


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("action", ["cut", "hang", "status"])
def test_a_lost_answer_to_the_making_of_a_file_makes_no_second_one(
    simulated: Simulated, real: ThreatQ, tmp_path: Path, action: str, done: bool
) -> None:
    simulated.behaviour.duplicates = "second"
    simulated.fail(action, method="POST", path="/api/attachments", effect=done)  # type: ignore[arg-type]
    file = upload(tmp_path / "a")
    made = real.upload_file(file)
    assert [stored.id for stored in simulated.files()] == [made]
    assert simulated.content(made) == b"content"


@pytest.mark.parametrize("done", [True, False])
def test_a_lost_answer_to_the_making_of_an_event_makes_no_second_one(
    simulated: Simulated, real: ThreatQ, done: bool
) -> None:
    """Where it is not there after that it is made by the next run, which looks again."""
    event = Event("aa", "Mail", NOON, NOON, "From: a@x", ())
    simulated.fail("cut", method="POST", path="/api/events", effect=done)
    if not done:
        with pytest.raises(ThreatQUnavailable, match="POST /api/events"):
            real.make_event(event)
    made = real.make_event(event)
    assert real.find_event(event) == made and real.has_event(made, event) and not real.has_event(made + 1, event)
    assert simulated.count("events") == 1


def test_a_lost_chunk_is_sent_again(simulated: Simulated, real: ThreatQ, tmp_path: Path) -> None:
    data = b"0123456789abcdef" * (3 << 16)
    for effect in (True, False):
        simulated.fail("cut", path="/api/attachments/upload", nth=2, effect=effect)
        made = real.upload_file(upload(tmp_path / "a", data + bytes([effect])))
        assert simulated.content(made) == data + bytes([effect])


def test_two_uploads_of_one_name_at_once_are_told_apart(simulated: Simulated, real: ThreatQ, tmp_path: Path) -> None:
    """The other one's content is staged under our name between our two steps."""
    login = PasswordLogin(simulated.client_id, simulated.email, Secret(simulated.password))
    other = Session(ThreatQServer(simulated.host, ca_file=simulated.ca_file), login)
    theirs = upload(tmp_path / "theirs", b"theirs")
    send = real.session.send_part
    calls: list[str] = []
    often: tuple[int, ...] = (1,)

    def interleaved(path: str, form: dict[str, str], part: bytes) -> object:
        reply = send(path, form, part)
        calls.append(form["resumableFilename"])
        if len(calls) in often:
            ThreatQ(other)._files._send_chunks(theirs.attachment, form["resumableFilename"])
        return reply

    real.session.send_part = interleaved  # type: ignore[assignment, method-assign]
    made = real.upload_file(upload(tmp_path / "ours", b"ours"))
    assert simulated.content(made) == b"ours"
    assert calls[1].startswith("invoice-")
    assert next(stored for stored in simulated.files() if stored.id == made).title == "invoice.pdf"
    often = (3, 4)
    with pytest.raises(ThreatQRefused, match=r"twice made a File of other content than that of invoice\.pdf"):
        real.upload_file(upload(tmp_path / "ours", b"ours again"))


def test_a_file_that_threatq_always_fails_to_make_is_the_message_s_failure(
    simulated: Simulated, real: ThreatQ, tmp_path: Path
) -> None:
    simulated.fail("status", status=500, method="POST", path="/api/attachments", times=None)
    with pytest.raises(ThreatQRefused, match="while other requests succeed"):
        real.upload_file(upload(tmp_path / "a"))


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_file_that_is_refused_because_another_host_has_made_it_is_found(
    simulated: Simulated, real: ThreatQ, tmp_path: Path, status: int
) -> None:
    simulated.fail("status", status=status, method="POST", path="/api/attachments", effect=True)
    assert real.upload_file(upload(tmp_path / "a")) == simulated.files()[0].id


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_file_that_is_refused_and_not_there_is_refused_at_once(
    simulated: Simulated, real: ThreatQ, tmp_path: Path, status: int
) -> None:
    simulated.fail("status", status=status, method="POST", path="/api/attachments")
    with pytest.raises(ThreatQRefused, match=f"POST /api/attachments with {status}"):
        real.upload_file(upload(tmp_path / "a"))
    assert simulated.files() == []


@pytest.mark.parametrize("outcome", [cut(), answer(502), answer(409, {"errors": ["it exists"]})])
def test_a_file_that_may_have_been_made_is_looked_up_and_not_made_again(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path, outcome: Behaviour
) -> None:
    file = upload(tmp_path / "a")
    row = {"id": 7, "hash": file.attachment.md5, "file_size": file.attachment.size}
    server.on("POST /api/attachments/upload", answer(200))
    server.on("POST /api/attachments", outcome, answer(201, {"data": {"id": 8}}))
    server.on("GET /api/attachments", answer(200, {"data": [row]}))
    assert threatq.upload_file(file) == 7
    assert len(server.requests("POST /api/attachments")) == 1


def test_a_locked_file_may_show_the_hash_of_the_archive_that_it_is_kept_in(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path
) -> None:
    server.on("POST /api/attachments/upload", answer(200))
    server.on("POST /api/attachments", answer(201, {"data": {"id": 7, "hash": "0" * 32}}))
    assert threatq.upload_file(replace(upload(tmp_path / "a"), malware_locked=True)) == 7


def test_a_file_of_another_size_is_another_one(server: ScriptedHttps, threatq: ThreatQ) -> None:
    rows = [{"id": 3, "hash": "aa", "file_size": 8}, {"id": 4, "hash": "aa", "file_size": 7}]
    server.on("GET /api/attachments", answer(200, {"data": rows}))
    assert threatq.find_file("aa", 7) == 4
    assert [seen.query for seen in server.requests("GET /api/attachments")] == [
        "hash=aa"
    ]  # not all Files are asked for


def test_a_relation_that_is_answered_with_nothing_is_made(server: ScriptedHttps, threatq: ThreatQ) -> None:
    server.on("POST /api/attachments/7/indicators", answer(204, b""))
    threatq.relate(7, [1])
    assert len(server.requests("POST /api/attachments/7/indicators")) == 1


@pytest.mark.parametrize("status", [400, 404, 405, 422])
def test_a_look_up_that_is_refused_is_no_fault_of_a_message(
    server: ScriptedHttps, threatq: ThreatQ, status: int
) -> None:
    """Which file it is for, nobody can tell from it: all mail with attachments would go into quarantine."""
    server.on("GET /api/attachments", answer(status, {"errors": ["unknown field: hash"]}))
    with pytest.raises(ThreatQRefused, match="unknown field: hash") as caught:
        threatq.find_file("aa", 1)
    assert caught.value.broken


def test_a_file_is_refused_with_what_threatq_says(simulated: Simulated, real: ThreatQ, tmp_path: Path) -> None:
    simulated.fail("status", status=413, method="POST", path="/api/attachments/upload")
    with pytest.raises(ThreatQRefused, match=r"413: .*nginx: client_max_body_size 2m"):
        real.upload_file(upload(tmp_path / "a"))


def test_a_spooled_file_that_is_gone_is_named(real: ThreatQ, tmp_path: Path) -> None:
    file = upload(tmp_path / "a")
    (tmp_path / "a").unlink()
    with pytest.raises(CopyLost, match=r"invoice\.pdf, .*/a, cannot be read: No such file .* virus scanner"):
        real.upload_file(file)


def test_that_somebody_removes_the_directory_of_all_copies_is_no_fault_of_a_message(
    real: ThreatQ, tmp_path: Path
) -> None:
    """Two such runs put all mail with attachments into quarantine."""
    (tmp_path / "run").mkdir()
    file = upload(tmp_path / "run" / "a")
    shutil.rmtree(tmp_path / "run")
    with pytest.raises(StateError, match="/run for copies of attachments is gone: who removes it") as caught:
        real.upload_file(file)
    assert not isinstance(caught.value, CopyLost)


@pytest.mark.parametrize("left", [b"", b"cont", b"CONTENT"])
def test_a_spooled_file_that_somebody_has_changed_is_never_made_a_file(
    simulated: Simulated, real: ThreatQ, tmp_path: Path, left: bytes
) -> None:
    """As where a virus scanner cleans it."""
    file = upload(tmp_path / "a")
    (tmp_path / "a").write_bytes(left)
    with pytest.raises(CopyLost, match=r"invoice\.pdf, .*/a, has been changed. .* virus scanner"):
        real.upload_file(file)
    assert simulated.files() == []


@pytest.mark.parametrize("failure", [answer(502, b"<html>Bad Gateway</html>"), cut()])
@pytest.mark.parametrize("path", ["/api/attachments/upload", "/api/attachments"])
def test_an_upload_that_takes_all_of_threatq_down_is_not_taken_for_a_refusal(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path, failure: Behaviour, path: str
) -> None:
    """Nor for a fault of the address: whoever delivers has to know that nothing else can be sent."""
    threatq.sign_in()
    server.on("POST /api/attachments/upload", answer(201, {"data": []}))
    for request in (f"POST {path}", "GET /api/attachments", STATUSES):
        server.on(request, failure)
    with pytest.raises(ThreatQUnavailable):
        threatq.upload_file(upload(tmp_path / "a"))


# Poison: one value, or one request, that ThreatQ breaks on.


@pytest.mark.parametrize(
    "breaks",
    [
        answer(500, {"errors": ["SQLSTATE"]}),
        answer(413, b"<html>too large</html>"),
        cut(),
        answer(422),
        *(answer(status, b"<html>blocked</html>") for status in (403, 406, 408, 418, 451, 520, 524)),
        answer(200, b"<html>blocked</html>"),
        answer(200, b'<br />\n<b>Warning</b>: foreach() ...<br />\n{"data": []}'),
        answer(507),
        answer(302, Location="https://filter.test/blocked"),
    ],
)
def test_the_one_indicator_that_breaks_threatq_is_found(
    server: ScriptedHttps, threatq: ThreatQ, breaks: Behaviour
) -> None:
    def consume(connection: object) -> None:
        items = server.seen[-1].json
        assert isinstance(items, list)
        poisoned = any(item["value"] == "poison.test" for item in items)
        rows = [{"id": 100 + int(item["value"][1:3])} for item in items if not poisoned]
        (breaks if poisoned else answer(201, {"data": rows}))(connection)  # type: ignore[arg-type]

    server.on(CONSUME, consume)
    values = [f"h{i:02}.test" for i in range(20)]
    answers = threatq.post_indicators(posted(*values[:7], "poison.test", *values[7:]))
    assert [one for one in answers if not isinstance(one, Refused)] == list(range(100, 120))
    assert isinstance(answers[7], Refused)


@pytest.mark.parametrize("breaks", [answer(500, {"message": "Server Error"}), answer(504), cut()])
def test_a_threatq_that_breaks_on_every_indicator_does_not_hold_the_run(
    server: ScriptedHttps, threatq: ThreatQ, breaks: Behaviour
) -> None:
    """One request each for 500 indicators, each repeated, would take hours."""
    server.on(CONSUME, breaks)
    answers = threatq.post_indicators(posted(*(f"h{i}.test" for i in range(500))))
    assert len(answers) == 500 and all(isinstance(one, Refused) for one in answers)
    assert len(server.requests(CONSUME)) == retries.PATIENCE + 3


@pytest.mark.parametrize(
    ("failure", "broken"),
    [
        *((answer(status, b"<html>x</html>"), True) for status in (200, 400, 403, 404, 413, 500, 502, 503)),
        *((answer(status), True) for status in (408, 500, 501, 504, 507, 520)),
        (cut(), True),
        (answer(302, Location="https://filter.test/blocked"), True),
        *((answer(status, {"errors": ["no"]}), False) for status in (200, 400, 404, 409, 413, 422)),
    ],
)
def test_what_does_not_come_from_threatq_may_be_the_fault_of_what_is_in_between(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path, failure: Behaviour, broken: bool
) -> None:
    """Or ThreatQ is ill: so that it alone brings no message into quarantine. What ThreatQ says itself does."""
    server.on("POST /api/attachments/upload", failure)
    with pytest.raises(ThreatQRefused) as caught:
        threatq.upload_file(upload(tmp_path / "a"))
    assert caught.value.broken == broken


@pytest.mark.parametrize("status", [403, 200])
def test_what_a_filter_in_front_of_threatq_blocks_is_the_fault_of_one_message(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path, status: int
) -> None:
    """Else it would hold up all mail behind it for ever. ThreatQ itself denies in JSON."""
    blocked = b"<html><head><title>Request blocked</title></head></html>"
    server.on("POST /api/attachments/upload", answer(status, blocked))
    server.on("GET /api/attachments", answer(200, {"data": []}))
    with pytest.raises(ThreatQRefused, match=rf"upload with {status}: a web page \(Request blocked\)"):
        threatq.upload_file(upload(tmp_path / "shell.php"))


def test_a_page_for_every_request_is_no_fault_of_a_message(server: ScriptedHttps, threatq: ThreatQ) -> None:
    threatq.sign_in()
    server.on(CONSUME, PAGE)
    server.on(STATUSES, PAGE)
    with pytest.raises(ThreatQError, match="check threatq_host") as caught:
        threatq.post_indicators(posted("a.test", "b.test"))
    assert not isinstance(caught.value, ThreatQRefused)


def test_a_broken_threatq_is_not_mistaken_for_a_bad_indicator(server: ScriptedHttps, threatq: ThreatQ) -> None:
    threatq.sign_in()
    server.on(CONSUME, answer(500))
    server.on(STATUSES, answer(500))
    with pytest.raises(ThreatQUnavailable):
        threatq.post_indicators(posted("a.test", "b.test"))


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_is_refused_for_all_indicators_is_not_split(server: ScriptedHttps, threatq: ThreatQ, status: int) -> None:
    for path in ("consume/new", "consume", ""):
        server.on(f"POST /api/indicators/{path}".rstrip("/"), answer(status))
    with pytest.raises(ThreatQError):
        threatq.post_indicators(posted(*(f"h{i}.test" for i in range(100))))
    assert len(server.seen) < 8


@pytest.mark.parametrize("path", ["/api/indicators/consume", "/api/indicators"])
def test_an_older_path_is_used_where_the_new_one_is_unknown(server: ScriptedHttps, threatq: ThreatQ, path: str) -> None:
    server.on(f"POST {path}", answer(201, {"data": [{"id": 5}]}))
    assert threatq.post_indicators(posted("a.test")) == [5]
    assert threatq.post_indicators(posted("b.test")) == [5]
    assert len(server.requests(CONSUME)) == 1


@pytest.mark.parametrize("rows", [-1, 1, -2])
def test_a_reply_of_another_length_is_not_matched_by_position(simulated: Simulated, real: ThreatQ, rows: int) -> None:
    simulated.fail("rows", rows=rows, path="/api/indicators/consume/new")
    answers = real.post_indicators(posted("a.test", "b.test", "c.test"))
    stored = {one.id: one.value for one in simulated.indicators()}
    assert [stored[one] for one in answers if isinstance(one, int)] == ["a.test", "b.test", "c.test"]


def test_a_value_of_which_nothing_comes_back_fails_its_message_alone(server: ScriptedHttps, threatq: ThreatQ) -> None:
    """As where ThreatQ leaves out what is whitelisted: it ended each run, and held up all mail behind it."""

    def consume(connection: object) -> None:
        items = server.seen[-1].json
        assert isinstance(items, list)
        rows = [{"id": 100 + int(item["value"][1:3])} for item in items if item["value"] != "h07.test"]
        answer(201, {"data": rows})(connection)  # type: ignore[arg-type]

    server.on(CONSUME, consume)
    answers = threatq.post_indicators(posted(*(f"h{i:02}.test" for i in range(20))))
    assert [one for one in answers if not isinstance(one, Refused)] == [*range(100, 107), *range(108, 120)]
    assert answers[7] == Refused("ThreatQ answered 1 posted to /api/indicators/consume/new with 0", broken=True)


def test_a_reply_that_never_has_the_right_length_fails_what_was_posted_and_says_so(
    server: ScriptedHttps, threatq: ThreatQ
) -> None:
    """In few requests."""
    server.on(CONSUME, answer(201, {"data": [{"id": 1}] * 600}))
    answers = threatq.post_indicators(posted(*(f"h{i}.test" for i in range(500))))
    said = Refused("ThreatQ answered 500 posted to /api/indicators/consume/new with 600", broken=True)
    assert answers == [said] * 500
    assert len(server.requests(CONSUME)) == 4


def test_a_part_is_sent_as_threatqs_own_front_end_sends_it(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path
) -> None:
    server.on("POST /api/attachments/upload", answer(200))
    server.on("POST /api/attachments", answer(201, {"data": {"id": 7}}))
    threatq.upload_file(upload(tmp_path / "a"))
    (part,) = server.requests("POST /api/attachments/upload")
    assert b'name="file"; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\ncontent\r\n' in part.body


# Answers that are none.


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (PAGE, r"web page \(It works!\) instead of JSON; check threatq_host"),
        (answer(200, b'{"data": [{"id": 1, "na'), "broken JSON .*; check threatq_host"),
        (answer(200, {"data": {"id": 1}}), "without a list of objects in data; check threatq_host"),
        (answer(200, {"data": [{"name": "x"}]}), "no id"),
        (answer(200, [1]), "not an object; check threatq_host"),
        (answer(200), "without a list"),
        (answer(200, {"errors": ["quota"], "data": []}), "with 200: quota"),
        (answer(501, {"errors": ["later"]}), "with 501: later"),
    ],
)
def test_what_is_no_answer_of_threatq_is_said(
    server: ScriptedHttps, threatq: ThreatQ, behaviour: Behaviour, words: str
) -> None:
    server.on(STATUSES, behaviour)
    with pytest.raises(ThreatQError, match=words) as caught:
        threatq.statuses()
    assert "GET /api/indicator/statuses" in str(caught.value)
    assert str(caught.value).isprintable()
    no_message_is_to_blame = not isinstance(caught.value, ThreatQRefused)
    assert no_message_is_to_blame == ("quota" not in words)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: ScriptedHttps, threatq: ThreatQ, status: int) -> None:
    with ScriptedHttps(ca=server.ca) as elsewhere:
        server.on(STATUSES, answer(status, location=f"https://{elsewhere.host}/api/indicator/statuses"))
        with pytest.raises(ThreatQError, match=r"redirects .* hxxps://127.*not followed"):
            threatq.statuses()
        server.on("POST /api/token", answer(status, location=f"https://{elsewhere.host}/api/token"))
        with pytest.raises(ThreatQError, match="redirects"):
            threatq.sign_in()
        assert elsewhere.seen == []


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"]
)
def test_an_endless_answer_is_cut_off(
    server: ScriptedHttps, threatq: ThreatQ, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(transport, "MAX_ANSWER_BYTES", 1 << 20)
    server.on(STATUSES, raw(head + b" " * (2 << 20)))
    with pytest.raises(ThreatQError, match="more than 1 MiB"):
        threatq.statuses()


def test_a_header_without_end_is_bounded(server: ScriptedHttps, threatq: ThreatQ) -> None:
    threatq.sign_in()
    server.on(STATUSES, raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"), WELL)
    assert threatq.statuses() == {"Active": 1}


def test_a_server_that_speaks_no_tls_is_said(tmp_path: Path, clock: Time) -> None:
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def greet() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"220 mail.example.com ESMTP\r\n" * 10)
                connection.recv(1000)

        threading.Thread(target=greet, daemon=True).start()
        login = PasswordLogin("client", "me@example.com", Secret(PASSWORD))
        with pytest.raises(
            UnreachableError, match=r"does not speak TLS .*; check threatq_host: is it the port for HTTPS"
        ):
            Session(ThreatQServer(f"127.0.0.1:{port}"), login, clock=lambda: clock.now, sleep=clock.sleep).sign_in()


def test_the_authority_that_signed_is_enough_whoever_signed_that_one(clock: Time, tmp_path: Path) -> None:
    """The authority that the error names, and that threatq_ca_file then holds, need not be a root."""
    with ScriptedHttps(ca=trustme.CA().create_child_ca()) as server:
        server.ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        session(server, clock, tmp_path).sign_in()


# The login.


@pytest.mark.parametrize(
    "nothing", [answer(404, b"<html><title>404 Not Found</title></html>"), answer(405), answer(404)]
)
def test_where_no_token_is_to_be_had_is_no_threatq(server: ScriptedHttps, threatq: ThreatQ, nothing: Behaviour) -> None:
    """For instance a ThreatQ below a path of the host: the path is dropped."""
    server.on("POST /api/token", nothing)
    with pytest.raises(ThreatQError, match=r"with 40[45]: .*; check threatq_host: there is no ThreatQ at its root"):
        threatq.statuses()


def test_a_denied_token_is_renewed_once_and_the_request_repeated(server: ScriptedHttps, threatq: ThreatQ) -> None:
    server.on(STATUSES, answer(401), WELL)
    assert threatq.statuses() == {"Active": 1}
    assert len(server.requests("POST /api/token")) == 2


def test_a_login_that_is_denied_everything_ends_the_run(server: ScriptedHttps, threatq: ThreatQ) -> None:
    server.on(STATUSES, answer(401, {"errors": ["The resource owner denied the request."]}))
    with pytest.raises(ThreatQLoginError, match=r"me@example\.com.*denies.*owner denied.*Maintenance"):
        threatq.statuses()
    assert len(server.requests(STATUSES)) == 2


@pytest.mark.parametrize("reply", [{}, {"access_token": ""}, {"access_token": "a\r\nX: 1"}, {"access_token": ["x"]}])
def test_a_reply_without_token_is_said(server: ScriptedHttps, threatq: ThreatQ, reply: object) -> None:
    server.on("POST /api/token", answer(200, reply))
    with pytest.raises(ThreatQError, match="without a usable token"):
        threatq.sign_in()


def test_no_secret_is_shown_even_if_the_server_repeats_it(server: ScriptedHttps, threatq: ThreatQ) -> None:
    def echo(connection: object) -> None:
        received = server.seen[-1]
        said = received.body.decode() + received.headers.get("authorization", "")
        answer(400, {"errors": [said]})(connection)  # type: ignore[arg-type]

    server.on("POST /api/token", echo)
    with pytest.raises(ThreatQLoginError) as refused:
        threatq.sign_in()
    server.on("POST /api/token", answer(200, {"access_token": TOKEN}))
    server.on(STATUSES, echo)
    with pytest.raises(ThreatQRefused) as denied:
        threatq.statuses()
    for error in (refused.value, denied.value):
        assert PASSWORD not in str(error)
        assert TOKEN not in str(error)


@pytest.mark.parametrize(
    ("login", "secrets"),
    [
        (PasswordLogin("client", "me@example.com", Secret('gehé"im-5c0e')), ["im-5c0e", "geh"]),
        (ClientLogin("client", Secret("geheim-5c0e")), ["geheim-5c0e", "Y2xpZW50OmdlaGVpbS01YzBl"]),
    ],
)
def test_a_secret_is_known_in_each_form_in_which_it_was_sent(
    server: ScriptedHttps, clock: Time, tmp_path: Path, login: PasswordLogin | ClientLogin, secrets: list[str]
) -> None:
    def echo(connection: object) -> None:
        received = server.seen[-1]
        answer(400, {"errors": [received.headers.get("authorization", ""), received.body.decode()]})(connection)  # type: ignore[arg-type]

    server.on("POST /api/token", echo)
    with pytest.raises(ThreatQLoginError, match=r"\*\*\*") as refused:
        Session(ThreatQServer(server.host, ca_file=str(tmp_path / "ca.pem")), login, sleep=clock.sleep).sign_in()
    assert not [secret for secret in secrets if secret in str(refused.value)]


def test_a_client_secret_goes_by_http_basic_and_never_into_the_address(
    server: ScriptedHttps, clock: Time, tmp_path: Path
) -> None:
    where = ThreatQServer(server.host, ca_file=str(tmp_path / "ca.pem"))
    Session(where, ClientLogin("id", Secret(PASSWORD))).sign_in()
    (request,) = server.seen
    assert PASSWORD not in request.query
    assert request.headers["authorization"].startswith("Basic ")
    assert request.json == {"grant_type": "client_credentials"}


# Registration, whatever this ThreatQ makes of it.


@pytest.mark.parametrize(
    "reply",
    [
        {"data": {"id": 7, "gate_oauth2_client": {"client_id": "ci", "client_secret": "cs"}}},
        {"data": {"id": "7", "client_id": "ci", "client_secret": "cs"}},
        {"total": 1, "data": [{"id": 7, "oauth2_client": {"client_id": "ci", "client_secret": "cs"}}]},
        {"data": {"id": 7}, "client": {"client_id": "ci", "client_secret": "cs"}},
    ],
)
def test_the_private_client_is_found_wherever_it_stands(server: ScriptedHttps, threatq: ThreatQ, reply: object) -> None:
    server.on("POST /api/connectors", answer(201, reply))
    registered = register(threatq.session, "Mailbox", 1)
    assert registered is not None
    assert registered.connector_id == 7
    assert registered.private_client == ("ci", Secret("cs"))


def test_a_registration_without_private_client_keeps_the_password(server: ScriptedHttps, threatq: ThreatQ) -> None:
    server.on("POST /api/connectors", answer(201, {"data": {"id": 7, "gate_oauth2_client_id": 3}}))
    registered = register(threatq.session, "Mailbox", 1)
    assert registered is not None
    assert registered.private_client is None


@pytest.mark.parametrize("status", [400, 404, 405, 422])
def test_a_threatq_that_does_not_know_registration_is_no_failure(
    server: ScriptedHttps, threatq: ThreatQ, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.on("POST /api/connectors", answer(status, {"errors": ["no such thing"]}))
    server.on("GET /api/connectors", answer(200, {"total": 0, "data": []}))
    assert register(threatq.session, "Mailbox", 1) is None
    assert "no such thing" in caplog.text


def test_a_lost_answer_to_a_registration_makes_no_second_connector(simulated: Simulated, real: ThreatQ) -> None:
    simulated.fail("cut", method="POST", path="/api/connectors", effect=True)
    registered = register(real.session, "Mailbox", 1)
    assert registered is not None
    assert simulated.connectors()[0]["id"] == registered.connector_id
    assert simulated.count("connectors") == 1


def test_a_lost_registration_is_made_again(simulated: Simulated, real: ThreatQ) -> None:
    simulated.fail("cut", method="POST", path="/api/connectors")
    registered = register(real.session, "Mailbox", 1)
    assert registered is not None
    assert registered.private_client is not None
    assert simulated.count("connectors") == 1


@pytest.mark.parametrize("breaks", [answer(500, {"message": "Server Error"}), cut()])
def test_a_threatq_that_breaks_on_a_registration_each_time_does_not_know_it(
    server: ScriptedHttps, threatq: ThreatQ, breaks: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    server.on("POST /api/connectors", breaks)
    server.on("GET /api/connectors", answer(200, {"total": 0, "data": []}))
    assert register(threatq.session, "Mailbox", 1) is None
    assert "did not register the connector" in caplog.text
    assert len(server.requests("POST /api/connectors")) == 3


def test_a_threatq_that_is_down_is_no_threatq_that_does_not_register(server: ScriptedHttps, threatq: ThreatQ) -> None:
    server.on("POST /api/connectors", answer(500))
    server.on("GET /api/connectors", answer(500))
    with pytest.raises(ThreatQUnavailable):
        register(threatq.session, "Mailbox", 1)


@pytest.mark.parametrize("total", [{"total": 5}, {"total": "5"}, {}])
def test_a_list_that_comes_in_pages_is_read_whole(
    server: ScriptedHttps, threatq: ThreatQ, total: dict[str, object]
) -> None:
    """Types and statuses beyond the first page are there too; a short list counts once."""
    rows = [{"id": number, "name": f"Status {number}"} for number in range(1, 6)]
    pages = [answer(200, {**total, "data": page}) for page in (rows[:2], rows[2:4], rows[4:], [])]
    server.on(STATUSES, *pages)
    assert threatq.statuses() == {row["name"]: row["id"] for row in rows}
    assert [seen.query for seen in server.requests(STATUSES)][:3] == ["", "offset=2", "offset=4"]


def test_a_list_whose_pages_cannot_be_turned_ends(server: ScriptedHttps, threatq: ThreatQ) -> None:
    server.on(STATUSES, answer(200, {"total": 9, "data": [{"id": 1, "name": "Active"}]}))
    assert threatq.statuses() == {"Active": 1}
    assert len(server.requests(STATUSES)) == 2


@pytest.mark.parametrize("said", [b"", b"OK", b"[]", b"true", b'{"data":{}}'])
def test_a_chunk_is_sent_whatever_threatq_says_of_it(
    server: ScriptedHttps, threatq: ThreatQ, said: bytes, tmp_path: Path
) -> None:
    server.on("POST /api/attachments/upload", answer(200, said))
    server.on("GET /api/attachments/types", answer(200, {"total": 0, "data": []}))
    server.on("POST /api/attachments", answer(201, {"data": {"id": 7}}))
    assert threatq.upload_file(upload(tmp_path / "a", b"x")) == 7


@pytest.mark.parametrize("said", [b'{"errors":["disk full"]}', b"<html><title>Login</title></html>", b'{"data":'])
def test_a_chunk_that_threatq_complains_of_is_not_sent(
    server: ScriptedHttps, threatq: ThreatQ, said: bytes, tmp_path: Path
) -> None:
    server.on("POST /api/attachments/upload", answer(200, said))
    with pytest.raises(ThreatQError):
        threatq.upload_file(upload(tmp_path / "a", b"x"))


def test_the_connection_is_kept_alive_and_made_anew_when_it_was_closed(server: ScriptedHttps, threatq: ThreatQ) -> None:
    for _ in range(5):
        threatq.statuses()
    assert server.connections == 1
    server.on(STATUSES, answer(200, {"data": []}, connection="close"), WELL)
    threatq.statuses()
    threatq.statuses()
    assert server.connections == 2
    assert threatq.session.repeats == 0


def test_a_batch_that_takes_too_long_is_posted_in_smaller_ones(
    server: ScriptedHttps, clock: Time, tmp_path: Path
) -> None:
    """Each wait for an answer costs the read timeout, so that the time is over before the patience is."""
    threatq = ThreatQ(session(server, clock, tmp_path, read_timeout=0.1))
    threatq.sign_in()

    def consume(connection: object) -> None:
        items = server.seen[-1].json
        assert isinstance(items, list)
        clock.now += 60
        (silence if len(items) > 5 else answer(201, {"data": [{"id": 1} for _ in items]}))(connection)  # type: ignore[arg-type]

    server.on(CONSUME, consume)
    assert threatq.post_indicators(posted(*(f"h{i}.test" for i in range(10)))) == [1] * 10


def test_indicators_with_too_large_an_answer_are_posted_in_smaller_batches(
    server: ScriptedHttps, threatq: ThreatQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_ANSWER_BYTES", 5_000)

    def consume(connection: object) -> None:
        items = server.seen[-1].json
        assert isinstance(items, list)
        answer(201, {"data": [{"id": 1, "description": "x" * 1_000} for _ in items]})(connection)  # type: ignore[arg-type]

    server.on(CONSUME, consume)
    assert threatq.post_indicators(posted(*(f"h{i}.test" for i in range(10)))) == [1] * 10


@pytest.mark.parametrize("status", [429, 503])
def test_a_threatq_that_is_busy_with_what_is_posted_is_waited_for(
    server: ScriptedHttps, threatq: ThreatQ, status: int
) -> None:
    """However well it answers what is only read: no message is at fault."""
    taken = answer(201, {"data": [{"id": 1}]})
    server.on(CONSUME, *[answer(status)] * (retries.PATIENCE + 2), taken)
    assert threatq.post_indicators(posted("a.test")) == [1]


def test_what_threatq_is_always_too_busy_for_holds_up_nothing_else(
    server: ScriptedHttps, threatq: ThreatQ, clock: Time, tmp_path: Path
) -> None:
    """Neither the mail behind it for ever, nor a run for three minutes each time."""
    server.on("POST /api/attachments/upload", answer(503, b"<html><title>Backend fetch failed</title></html>"))
    began = clock.now
    with pytest.raises(ThreatQRefused, match=r"503: .*Backend fetch failed.* while other requests succeed"):
        threatq.upload_file(upload(tmp_path / "a"))
    assert abs(clock.now - began - retries.RETRY_SECONDS) <= retries.LONGEST_PAUSE
    began = clock.now
    with pytest.raises(ThreatQRefused, match=r"503: .*while other requests succeed"):
        threatq.upload_file(upload(tmp_path / "b"))
    assert clock.now - began < retries.LONGEST_PAUSE


def test_an_outage_of_a_part_of_threatq_is_waited_for_once(
    server: ScriptedHttps, threatq: ThreatQ, clock: Time, tmp_path: Path
) -> None:
    """Not with each message that has an attachment; as soon as one is taken the next one is repeated again."""
    path = "POST /api/attachments/upload"
    server.on(path, answer(500))
    for name in "abc":
        began = clock.now
        with pytest.raises(ThreatQRefused, match=r"500: .*while other requests succeed"):
            threatq.upload_file(upload(tmp_path / name))
    assert clock.now - began <= retries.FIRST_PAUSE
    assert len(server.requests(path)) == retries.PATIENCE + 2
    server.on(path, answer(200))
    server.on("POST /api/attachments", answer(201, {"data": {"id": 7}}))
    assert threatq.upload_file(upload(tmp_path / "d")) == 7
    server.on(path, answer(500), answer(200))
    assert threatq.upload_file(upload(tmp_path / "e")) == 7


@pytest.mark.parametrize("busy", [answer(500), answer(503)])
def test_an_outage_of_a_part_of_threatq_makes_nobody_impatient_with_another_part(
    server: ScriptedHttps, threatq: ThreatQ, busy: Behaviour
) -> None:
    server.on("POST /api/attachments/7/indicators", answer(500))
    with pytest.raises(ThreatQRefused):
        threatq.relate(7, [1])
    server.on(CONSUME, busy, answer(201, {"data": [{"id": 1}]}))
    assert threatq.post_indicators(posted("a.test")) == [1]


def test_a_part_of_threatq_that_is_busy_is_waited_for_though_it_was_out_before(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path
) -> None:
    server.on("POST /api/attachments", answer(201, {"data": {"id": 7}}))
    server.on("POST /api/attachments/upload", answer(500))
    with pytest.raises(ThreatQRefused):
        threatq.upload_file(upload(tmp_path / "a"))
    server.on("POST /api/attachments/upload", *[answer(503)] * (retries.PATIENCE + 2), answer(200))
    assert threatq.upload_file(upload(tmp_path / "b")) == 7


def test_relations_of_all_files_are_one_part_of_threatq(server: ScriptedHttps, threatq: ThreatQ) -> None:
    for file_id, how_often in ((7, "4 times"), (8, "once more")):
        server.on(f"POST /api/attachments/{file_id}/indicators", answer(500))
        with pytest.raises(ThreatQRefused, match=rf"500: .* \({how_often}, while other requests succeed\)"):
            threatq.relate(file_id, [1])
    assert len(server.requests("POST /api/attachments/8/indicators")) == 1


def test_an_outage_of_all_of_threatq_is_waited_for_though_a_part_was_out_before(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path
) -> None:
    server.on("POST /api/attachments/upload", *[answer(500)] * (retries.PATIENCE + 2), answer(200))
    server.on("POST /api/attachments", answer(201, {"data": {"id": 7}}))
    with pytest.raises(ThreatQRefused):
        threatq.upload_file(upload(tmp_path / "a"))
    server.on(STATUSES, answer(500), WELL)
    assert threatq.upload_file(upload(tmp_path / "b")) == 7


def test_a_long_refusal_is_one_too(server: ScriptedHttps, threatq: ThreatQ) -> None:
    """Of a long answer to what is related no more is read than is needed, but its status counts."""
    server.on("POST /api/attachments/7/indicators", answer(404, {"message": "There is no such File. " * 100}))
    with pytest.raises(ThreatQRefused, match="with 404: There is no such File"):
        threatq.relate(7, [1])


def test_a_token_that_cannot_be_renewed_is_no_fault_of_the_request(server: ScriptedHttps, threatq: ThreatQ) -> None:
    server.on(CONSUME, answer(401))
    server.on("POST /api/token", answer(200, {"access_token": TOKEN}), answer(500))
    with pytest.raises(ThreatQUnavailable, match="POST /api/token"):
        threatq.post_indicators(posted("a.test"))


def test_a_threatq_that_lists_no_file_types_takes_the_name(
    server: ScriptedHttps, threatq: ThreatQ, tmp_path: Path
) -> None:
    server.on("POST /api/attachments/upload", answer(200))
    server.on("POST /api/attachments", answer(201, {"data": {"id": 3}}))
    assert threatq.upload_file(upload(tmp_path / "a")) == 3
    (created,) = server.requests("POST /api/attachments")
    assert isinstance(created.json, dict)
    assert created.json["type"] == "PDF"


def test_a_threatq_that_ignores_the_hash_does_not_make_one_file_of_another(
    server: ScriptedHttps, threatq: ThreatQ
) -> None:
    others = [{"id": 1, "name": "x"}, {"id": 2, "hash": "f" * 32, "file_size": 7}, {"id": 3, "hash": None}]
    mine = [{"id": 9, "hash": "A" * 32, "file_size": "7"}, {"id": 5, "hash": "a" * 32}]
    server.on("GET /api/attachments", answer(200, {"data": others}), answer(200, {"data": others + mine}))
    assert threatq.find_file("a" * 32, 7) is None
    assert threatq.find_file("a" * 32, 7) == 5
    assert [threatq.find_file("a" * 32, 7, known) for known in (9, 2)] == [9, 5]


@pytest.mark.parametrize(
    ("row", "is_it"),
    [
        ({"title": "Mail", "happened_at": "2018-03-16 12:00:00"}, True),
        ({"title": "Renamed", "happened_at": "2018-03-16 12:00:00"}, True),
        ({"title": "Mail", "happened_at": "2018-03-17 12:00:00"}, True),
        ({}, True),
        ({"title": "Of another", "happened_at": "2018-03-17 12:00:00"}, False),
    ],
)
def test_an_event_of_another_time_and_title_is_another_one(
    server: ScriptedHttps, threatq: ThreatQ, row: dict[str, str], is_it: bool
) -> None:
    """As in a ThreatQ that was restored from a backup, which gives its ids anew."""
    server.on("GET /api/events/7", answer(200, {"data": {"id": 7, **row}}))
    assert threatq.has_event(7, Event("aa", "Mail", NOON, NOON, "", ())) is is_it
