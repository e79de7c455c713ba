"""The ThreatQ client against the simulated ThreatQ, over real TLS."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tqimap.config.settings import Secret, ThreatQServer
from tqimap.connections.certificate import shown_certificate
from tqimap.errors import (
    CertificateError,
    ConfigError,
    ThreatQError,
    ThreatQLoginError,
    UnreachableError,
)
from tqimap.model import Attachment, FileUpload, Indicator, PostedIndicator, Refused
from tqimap.sandbox.threatq import ThreatQ as Simulated
from tqimap.threatq.client import ThreatQ
from tqimap.threatq.login import ClientLogin, PasswordLogin
from tqimap.threatq.payloads import CHUNK_BYTES
from tqimap.threatq.registration import register
from tqimap.threatq.session import Session

NOON = datetime(2018, 3, 16, 12, tzinfo=UTC)
NAME = "Intelligence Mailbox"


@pytest.fixture
def simulated() -> Iterator[Simulated]:
    with Simulated() as running:
        yield running


@pytest.fixture
def threatq(simulated: Simulated) -> ThreatQ:
    return ThreatQ(session(simulated))


def session(simulated: Simulated, **server: object) -> Session:
    trust = server or {"ca_file": simulated.ca_file}
    login = PasswordLogin(simulated.client_id, simulated.email, Secret(simulated.password))
    return Session(ThreatQServer(simulated.host, **trust), login)  # type: ignore[arg-type]


def upload(path: Path, data: bytes, name: str = "report.csv", locked: bool = False) -> FileUpload:
    path.write_bytes(data)
    md5, sha256 = hashlib.md5(data).hexdigest(), hashlib.sha256(data).hexdigest()
    return FileUpload(Attachment(name, "text/csv", "csv", len(data), md5, sha256, path), "Generic Text", locked, NOON)


def posted(*values: str, type_: str = "FQDN") -> list[PostedIndicator]:
    return [PostedIndicator(Indicator(type_, value), NOON) for value in values]


def test_first_run_registers_the_connector_and_gets_its_private_client(simulated: Simulated, threatq: ThreatQ) -> None:
    assert threatq.find_connector(NAME) is None
    registered = register(threatq.session, NAME, threatq.statuses()["Review"])
    assert registered is not None
    assert registered.private_client is not None
    assert simulated.connectors() == [
        {"id": registered.connector_id, "name": NAME, "category": "ThreatQ Labs", "status": "Review", "is_active": 0}
    ]
    assert set(simulated.settings(NAME)) == {
        "imap_server", "imap_username", "imap_password", "proxy_address", "proxy_port", "proxy_type",
    }  # fmt: skip
    own = Session(ThreatQServer(simulated.host, ca_file=simulated.ca_file), ClientLogin(*registered.private_client))
    simulated.fill_in(NAME, {"imap_server": "imap.example.com", "imap_password": "pw"})
    simulated.switch_on(NAME)
    shown = ThreatQ(own).connector(registered.connector_id)
    assert (shown.active, shown.status_id) == (True, 4)
    assert shown.settings == {"IMAP Server": "imap.example.com", "IMAP Password": "pw", "Proxy Type": "socks5"}


def test_a_connector_that_is_there_is_found_and_never_made_twice(simulated: Simulated, threatq: ThreatQ) -> None:
    first = register(threatq.session, NAME, 1)
    again = register(threatq.session, NAME, 1)
    assert first is not None
    assert again is not None
    assert again.connector_id == first.connector_id
    assert again.private_client is None
    found = threatq.find_connector(NAME)
    assert found is not None
    assert (found.id, found.active) == (first.connector_id, False)
    assert threatq.find_connector(NAME.lower()) is None
    assert simulated.count("connectors") == 1


def test_a_threatq_that_will_not_register_is_an_outcome_of_its_own(simulated: Simulated, threatq: ThreatQ) -> None:
    simulated.fail("status", status=404, path="/api/connectors", times=None)
    assert threatq.find_connector(NAME) is None
    assert register(threatq.session, NAME, 1) is None


def test_a_user_who_may_not_register_is_told_which_role_it_takes(simulated: Simulated) -> None:
    simulated.add_user("reader@sandbox.test", "pw", role="read-only")
    login = PasswordLogin(simulated.client_id, "reader@sandbox.test", Secret("pw"))
    reader = Session(ThreatQServer(simulated.host, ca_file=simulated.ca_file), login)
    with pytest.raises(ThreatQLoginError, match=r"reader@sandbox\.test needs the role Maintenance"):
        register(reader, NAME, 1)


def test_a_connector_that_was_removed_is_named(threatq: ThreatQ) -> None:
    with pytest.raises(ThreatQError, match=r"connector 77 is no longer in ThreatQ.*connector_id"):
        threatq.connector(77)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, (3 << 20) + 5])
def test_file_arrives_whole_and_is_found_by_its_hash(
    simulated: Simulated, threatq: ThreatQ, tmp_path: Path, size: int
) -> None:
    data = bytes(i * 7 % 251 for i in range(1000)) * (size // 1000 + 1)
    file = upload(tmp_path / "a", data[:size], "Rechnung März.csv", locked=True)
    assert threatq.find_file(file.attachment.md5, size) is None
    made = threatq.upload_file(file)
    assert threatq.find_file(file.attachment.md5, size) == made
    assert simulated.content(made) == data[:size]
    (stored,) = simulated.files()
    assert (stored.name, stored.title, stored.type) == ("Rechnung März.csv", "Rechnung März.csv", "Generic Text")
    assert (stored.locked, stored.sources) == (True, (NAME,))


def test_a_new_file_costs_look_up_one_request_a_chunk_and_creation(
    simulated: Simulated, threatq: ThreatQ, tmp_path: Path
) -> None:
    threatq.upload_file(upload(tmp_path / "first", b"first"))
    before = len(simulated.requests)
    file = upload(tmp_path / "second", bytes(3_000_000))
    threatq.find_file(file.attachment.md5, file.attachment.size)
    threatq.upload_file(file)
    assert len(simulated.requests) - before == 1 + 3 + 1


def test_file_of_an_unknown_type_takes_one_that_is_there(
    simulated: Simulated, threatq: ThreatQ, tmp_path: Path
) -> None:
    file = upload(tmp_path / "a", b"x")
    threatq.upload_file(FileUpload(file.attachment, "No Such Type", False, NOON))
    other = upload(tmp_path / "b", b"y")
    threatq.upload_file(FileUpload(other.attachment, "malware sample", False, NOON))
    assert [stored.type for stored in simulated.files()] == ["Generic Text", "Malware Sample"]


def test_same_md5_and_another_size_is_another_file(threatq: ThreatQ, tmp_path: Path) -> None:
    file = upload(tmp_path / "a", b"x")
    threatq.upload_file(file)
    assert threatq.find_file(file.attachment.md5, 2) is None


def test_indicators_come_back_by_position_whatever_threatq_makes_of_their_values(
    simulated: Simulated, threatq: ThreatQ
) -> None:
    items = [
        *posted("hxxp://Evil[.]test/a", "https://evil.test", type_="URL"),
        *posted("evil.test", "b.test"),
        *posted("192.0.2.7", type_="IP Address"),
    ]
    ids = threatq.post_indicators(items)
    assert ids[1] == ids[2], "a URL without a path is the FQDN itself"
    stored = {one.id: one for one in simulated.indicators()}
    assert [stored[id_].key for id_ in ids if isinstance(id_, int)] == [
        ("URL", "evil.test/a"), ("FQDN", "evil.test"), ("FQDN", "evil.test"), ("FQDN", "b.test"),
        ("IP Address", "192.0.2.7"),
    ]  # fmt: skip
    one = stored[ids[3]]  # type: ignore[index]
    assert (one.status, one.published_at, one.sources) == ("Active", "2018-03-16 12:00:00", (NAME,))


def test_indicators_carry_source_status_and_attributes_of_the_connector(simulated: Simulated) -> None:
    second = ThreatQ(session(simulated), "Second Mailbox", "Review")
    second.post_indicators([PostedIndicator(Indicator("FQDN", "a.test", (("Found in", "body, line 3"),)), NOON)])
    (stored,) = simulated.indicators()
    assert (stored.status, stored.sources) == ("Review", ("Second Mailbox",))
    assert stored.attributes == (("Found in", "body, line 3"),)


def test_indicators_are_posted_500_at_a_time_and_posting_again_is_harmless(
    simulated: Simulated, threatq: ThreatQ
) -> None:
    items = posted(*(f"host{i}.test" for i in range(1201)))
    first = threatq.post_indicators(items)
    assert len(set(first)) == 1201
    assert [seen.count for seen in simulated.requests if "consume" in seen.path] == [500, 500, 201]
    assert threatq.post_indicators(items) == first
    assert simulated.count("indicators") == 1201


def test_no_indicators_are_no_request(simulated: Simulated, threatq: ThreatQ) -> None:
    assert threatq.post_indicators([]) == []
    assert simulated.requests == []


@pytest.mark.parametrize("bad", [{0}, {499}, {3, 4, 250}, {0, 1, 2}])
def test_indicators_that_threatq_refuses_are_singled_out_with_the_reason(
    simulated: Simulated, threatq: ThreatQ, bad: set[int]
) -> None:
    answers = threatq.post_indicators(posted(*(" " if i in bad else f"h{i}.test" for i in range(500))))
    refused = {i for i, answer in enumerate(answers) if isinstance(answer, Refused)}
    assert refused == bad
    assert all("The value field is required" in str(answers[i]) for i in bad)
    assert simulated.count("indicators") == 500 - len(bad)


def test_an_unknown_indicator_type_is_refused_and_named(threatq: ThreatQ) -> None:
    (answer,) = threatq.post_indicators(posted("x", type_="No Such Type"))
    assert isinstance(answer, Refused)
    assert "type" in answer.reason


def test_relations_are_made_1000_at_a_time_and_once(simulated: Simulated, threatq: ThreatQ, tmp_path: Path) -> None:
    file_id = threatq.upload_file(upload(tmp_path / "a", b"x"))
    ids = [id_ for id_ in threatq.post_indicators(posted(*(f"h{i}.test" for i in range(1001)))) if isinstance(id_, int)]
    threatq.relate(file_id, [*ids, ids[0]])
    threatq.relate(file_id, ids)
    counts = [seen.count for seen in simulated.requests if seen.path == f"/api/attachments/{file_id}/indicators"]
    assert counts == [1000, 1, 1000, 1]
    assert simulated.count("relations") == 1001


def test_everything_goes_over_one_connection(simulated: Simulated, threatq: ThreatQ, tmp_path: Path) -> None:
    threatq.sign_in()
    file_id = threatq.upload_file(upload(tmp_path / "a", bytes(2_000_000)))
    threatq.relate(file_id, [id_ for id_ in threatq.post_indicators(posted("a.test")) if isinstance(id_, int)])
    assert threatq.session.repeats == 0
    assert sum(threatq.session.counts.values()) == len(simulated.requests) == 7


def test_a_token_is_renewed_before_it_ends_and_when_it_is_withdrawn(simulated: Simulated) -> None:
    now = [1000.0]
    login = PasswordLogin(simulated.client_id, simulated.email, Secret(simulated.password))
    client = Session(ThreatQServer(simulated.host, ca_file=simulated.ca_file), login, clock=lambda: now[0])
    client.get("/api/indicator/statuses")
    client.get("/api/indicator/statuses")
    assert client.counts["POST /api/token"] == 1
    now[0] += 3600 - 30
    client.get("/api/indicator/statuses")
    assert client.counts["POST /api/token"] == 2
    simulated.revoke_tokens()
    client.get("/api/indicator/statuses")
    assert client.counts["POST /api/token"] == 3


def test_a_wrong_password_is_a_login_error_that_names_host_and_user(simulated: Simulated) -> None:
    login = PasswordLogin(simulated.client_id, simulated.email, Secret("falsch-4711"))
    with pytest.raises(ThreatQLoginError) as caught:
        Session(ThreatQServer(simulated.host, ca_file=simulated.ca_file), login).sign_in()
    assert simulated.host in str(caught.value)
    assert simulated.email in str(caught.value)
    assert "falsch-4711" not in str(caught.value)
    assert len(simulated.requests) == 1, "a refused login is not tried again"


def test_a_pinned_certificate_needs_no_authority_and_no_name() -> None:
    with Simulated(certificate="wrong-name") as simulated:
        assert ThreatQ(session(simulated, fingerprint=simulated.fingerprint)).statuses()
        plain = simulated.fingerprint.replace(":", "").lower()
        assert ThreatQ(session(simulated, fingerprint=plain)).statuses()


@pytest.mark.parametrize(
    ("quality", "words"),
    [
        ("good", "from an authority that is not trusted here.*threatq_ca_file"),
        ("expired", "expired on 2020-01-01; renew it, or set threatq_fingerprint"),
        ("wrong-name", r"is for elsewhere\.test, not for 127\.0\.0\.1; set threatq_host to a name that it is for"),
    ],
)
def test_a_certificate_that_does_not_verify_is_shown_and_nothing_is_sent(quality: str, words: str) -> None:
    with Simulated(certificate=quality) as simulated:  # type: ignore[arg-type]
        trust = {"verify": True} if quality == "good" else {"ca_file": simulated.ca_file}
        with pytest.raises(CertificateError, match=words) as caught:
            session(simulated, **trust).sign_in()
        assert caught.value.certificate is not None
        assert shown_certificate(caught.value.certificate).sha256.replace(":", "").lower() == (
            simulated.fingerprint.replace(":", "").lower()
        )
        assert f"set threatq_fingerprint to {shown_certificate(caught.value.certificate).sha256}" in str(caught.value)
        assert simulated.requests == []


def test_another_certificate_than_the_pinned_one_is_refused_before_anything_is_sent(simulated: Simulated) -> None:
    with pytest.raises(CertificateError, match="is another one than that of threatq_fingerprint") as caught:
        session(simulated, fingerprint="00" * 32).sign_in()
    assert simulated.fingerprint.replace(":", "").upper() in str(caught.value).replace(":", "")
    assert "threatq_ca_file" not in str(caught.value)  # a pinned fingerprint stands in for the authority
    assert simulated.requests == []


def test_verification_can_be_switched_off(simulated: Simulated, recwarn: pytest.WarningsRecorder) -> None:
    session(simulated, verify=False).sign_in()
    assert len(simulated.requests) == 1
    assert not recwarn.list


def test_the_environment_brings_neither_proxy_nor_trust_nor_login(
    simulated: Simulated, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login evil password evil\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert ThreatQ(session(simulated)).statuses()


@pytest.mark.parametrize(
    ("content", "words"), [(None, "Cannot read threatq_ca_file"), ("no PEM", "holds no certificate in PEM form")]
)
def test_a_ca_file_that_is_none_is_named(tmp_path: Path, content: str | None, words: str) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ConfigError, match=words):
        Session(ThreatQServer("127.0.0.1", ca_file=str(file)), PasswordLogin("a", "b", Secret("c")))


def test_a_fingerprint_that_is_none_is_named() -> None:
    with pytest.raises(ConfigError, match="64 hex digits"):
        Session(ThreatQServer("127.0.0.1", fingerprint="ab:cd"), PasswordLogin("a", "b", Secret("c")))


def test_a_closed_port_is_said_at_once() -> None:
    with Simulated() as simulated:
        host, ca_file = simulated.host, simulated.ca_file
        waited: list[float] = []
        simulated.stop()
        login = PasswordLogin("a", "b", Secret("c"))
        with pytest.raises(UnreachableError, match=r"cannot be connected to: .*refused"):
            Session(ThreatQServer(host, ca_file=ca_file), login, sleep=waited.append).sign_in()
        assert waited == []


def test_a_name_that_does_not_exist_is_said_at_once() -> None:
    login = PasswordLogin("a", "b", Secret("c"))
    with pytest.raises(UnreachableError, match=r"nowhere\.invalid cannot be resolved; check threatq_host"):
        Session(ThreatQServer("nowhere.invalid"), login).sign_in()
