"""The first run, as the guide shows it: the real program on a real terminal against the simulated ThreatQ."""

import json
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from servers.scripted_https import ScriptedHttps
from servers.scripted_https import answer as answered

from tqimap.sandbox.threatq import ThreatQ

LINE = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - Intelligence Mailbox CRITICAL: "
TRUST = "Trust this certificate from now on? [y/N] "


@pytest.fixture(scope="module")
def shared() -> Iterator[ThreatQ]:
    with ThreatQ() as threatq:
        yield threatq


@pytest.fixture
def threatq() -> Iterator[ThreatQ]:
    with ThreatQ() as threatq:
        yield threatq


class Place:
    """The guide's directories below a temporary one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = root / "config" / "config.json"
        self.arguments = ["-m", "tqimap", "-c", f"{root}/config/", "-ll", f"{root}/logs/", "-f", f"{root}/files/"]
        self.arguments += ["--files", "files"]

    def spawn(self) -> pexpect.spawn:
        return pexpect.spawn(sys.executable, self.arguments, encoding="utf-8", timeout=20, dimensions=(50, 200))

    def batch(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *self.arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=30, check=False,
        )  # fmt: skip

    def write(self, **values: object) -> None:
        self.config.parent.mkdir(mode=0o700, exist_ok=True)
        self.config.write_text(json.dumps(values))
        self.config.chmod(0o600)

    def saved(self) -> dict:
        return json.loads(self.config.read_text())

    def log(self) -> str:
        return (self.root / "logs" / "tqimap.log").read_text()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def answer(session: pexpect.spawn, *pairs: tuple[str, str]) -> None:
    for prompt, text in pairs:
        session.expect_exact(prompt)
        session.sendline(text)


def end(session: pexpect.spawn) -> tuple[str, int]:
    session.expect(pexpect.EOF)
    session.close()
    return session.before.replace("\r\n", "\n"), session.exitstatus


def login(threatq: ThreatQ) -> list[tuple[str, str]]:
    return [("ThreatQ Host: ", threatq.host), ("Client ID: ", threatq.client_id), ("E-Mail Address: ", threatq.email)]


def test_the_guides_first_run(place: Place, threatq: ThreatQ) -> None:
    session = place.spawn()
    answer(session, *login(threatq), ("Password: ", threatq.password), ("Status: ", "Review"), (TRUST, "y"))
    output, code = end(session)
    assert code == 0
    assert re.search(
        rf"Connector configured\. Set information in UI\.\n{LINE}"
        r"Connector has been created, please use UI for final configuration\n$",
        output,
    )
    assert threatq.password not in output

    (connector,) = threatq.connectors()
    assert connector["name"] == "Intelligence Mailbox"
    saved = place.saved()
    assert saved["connector_id"] == connector["id"]
    assert saved["status"] == "Review"
    assert saved["threatq_fingerprint"].replace(":", "") == threatq.fingerprint.replace(":", "").upper()
    assert "password" not in saved and saved["private_client_id"] and saved["private_client_secret"]
    assert stat.S_IMODE(place.config.stat().st_mode) == 0o600
    for directory in ("config", "logs", "files", "files/files", "config/config.state"):
        assert stat.S_IMODE((place.root / directory).stat().st_mode) == 0o700, directory
    assert re.fullmatch(rf"{LINE}Connector has been created.*\n", place.log())


def test_the_form_has_the_six_settings_of_the_guide(place: Place, threatq: ThreatQ) -> None:
    environment = environment_of(threatq)
    assert place.batch(**environment).returncode == 0
    assert set(threatq.settings("Intelligence Mailbox")) == {
        "imap_server", "imap_username", "imap_password", "proxy_address", "proxy_port", "proxy_type",
    }  # fmt: skip


def test_what_the_environment_answered_is_saved_for_cron_but_for_the_password(place: Place, threatq: ThreatQ) -> None:
    place.batch(**environment_of(threatq))
    assert place.saved()["threatq_host"] == threatq.host
    assert threatq.password not in place.config.read_text()
    assert place.batch().returncode == 0
    assert "switched off" in place.log()


def test_how_threatq_was_reached_and_under_what_name_is_saved_for_cron_as_well(place: Place, threatq: ThreatQ) -> None:
    environment = environment_of(threatq) | {"TQIMAP_THREATQ_CA_FILE": threatq.ca_file, "TQIMAP_NAME": "Second Box"}
    del environment["TQIMAP_THREATQ_FINGERPRINT"]
    assert place.batch(**environment).returncode == 0
    assert place.batch().returncode == 0
    assert "Second Box" in place.log() and "switched off" in place.log()


def test_running_it_again_registers_nothing_and_a_switched_off_connector_does_nothing(
    place: Place, threatq: ThreatQ
) -> None:
    assert place.batch(**environment_of(threatq)).returncode == 0
    again = place.batch(**environment_of(threatq))
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert "switched off" in place.log()
    assert len(threatq.connectors()) == 1


def test_on_a_terminal_a_connector_that_is_switched_off_is_said_and_an_error_stands_once(
    place: Place, threatq: ThreatQ
) -> None:
    assert place.batch(**environment_of(threatq)).returncode == 0
    output, code = end(place.spawn())
    said = "WARNING: The connector is switched off in ThreatQ; no mail has been read. Switch it on under Incoming Feeds"
    assert code == 0 and said in output
    threatq.switch_on("Intelligence Mailbox")
    output, code = end(place.spawn())
    assert code == 2 and output.count("The settings of the mailbox are incomplete") == 1
    assert "ERROR: The settings of the mailbox are incomplete" in place.log()


def test_a_connector_of_that_name_is_adopted_and_said(place: Place, threatq: ThreatQ, tmp_path: Path) -> None:
    assert Place(tmp_path / "other").batch(**environment_of(threatq)).returncode == 0
    adopted = place.batch(**environment_of(threatq))
    assert adopted.returncode == 0 and "adopted" in adopted.stdout
    assert len(threatq.connectors()) == 1
    assert place.saved()["connector_id"] == threatq.connectors()[0]["id"]


def environment_of(threatq: ThreatQ) -> dict[str, str]:
    return {
        "TQIMAP_THREATQ_HOST": threatq.host,
        "TQIMAP_CLIENT_ID": threatq.client_id,
        "TQIMAP_EMAIL": threatq.email,
        "TQIMAP_PASSWORD": threatq.password,
        "TQIMAP_THREATQ_FINGERPRINT": threatq.fingerprint,
    }


def test_without_a_terminal_all_missing_keys_are_named_and_nothing_hangs(place: Place) -> None:
    done = place.batch(TQIMAP_EMAIL="me@example.org")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1
    for key in ("threatq_host", "client_id", "password", "TQIMAP_THREATQ_HOST"):
        assert key in done.stderr
    assert "email" not in done.stderr
    assert done.stderr.endswith(f". There is no {place.config} yet: is -c right?\n")  # else cron's mail says little

    place.write(threatq_host="tq.example.org")
    assert "is -c right?" not in place.batch().stderr


def test_without_a_terminal_an_unknown_certificate_names_the_key_to_set(place: Place, shared: ThreatQ) -> None:
    environment = environment_of(shared)
    del environment["TQIMAP_THREATQ_FINGERPRINT"]
    done = place.batch(**environment)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "threatq_fingerprint" in done.stderr and "threatq_ca_file" in done.stderr
    assert shared.fingerprint.replace(":", "").upper() in done.stderr.replace(":", "")
    assert not place.config.exists()


def test_a_certificate_that_is_not_trusted_ends_it(place: Place, shared: ThreatQ) -> None:
    session = place.spawn()
    answer(session, *login(shared), ("Password: ", shared.password), ("Status: ", ""))
    session.expect_exact("Subject: ")
    session.expect_exact("Issuer: ")
    session.expect_exact("Expires: ")
    session.expect_exact("SHA-256: ")
    answer(session, (TRUST, ""))
    assert end(session)[1] == 2
    assert not place.config.exists()


def test_an_answer_that_is_neither_yes_nor_no_is_asked_again(place: Place, shared: ThreatQ) -> None:
    """A no would cost all that has been typed."""
    session = place.spawn()
    answer(
        session, *login(shared), ("Password: ", shared.password), ("Status: ", ""), (TRUST, "Active"), (TRUST, "YES")
    )
    assert end(session)[1] == 0


def again(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """The three questions of the login, asked again: what is not in ``pairs`` is kept."""
    return [(prompt, dict(pairs).get(prompt, "")) for prompt in ("Client ID: ", "E-Mail Address: ", "Password: ")]


def test_a_wrong_password_is_asked_again_three_times(place: Place, shared: ThreatQ) -> None:
    place.write(threatq_ca_file=str(shared.ca_file))
    session = place.spawn()
    answer(session, *login(shared), ("Password: ", "wrong"), ("Status: ", ""))
    answer(session, *again(("Password: ", "no")), *again(("Password: ", "n")))
    output, code = end(session)
    assert code == 1 and shared.email in output
    assert place.saved() == {"threatq_ca_file": str(shared.ca_file)}


def test_the_second_password_may_be_right_and_an_unknown_status_is_asked_again(place: Place, threatq: ThreatQ) -> None:
    place.write(threatq_ca_file=str(threatq.ca_file))
    session = place.spawn()
    answer(session, *login(threatq), ("Password: ", "wrong"), ("Status: ", "Actve"))
    answer(session, *again(("Password: ", threatq.password)))
    session.expect_exact("ThreatQ has no status 'Actve'; it has Active,")
    answer(session, ("Status: ", "active"))
    assert end(session)[1] == 0
    assert place.saved()["status"] == "Active"


@pytest.mark.parametrize("mistyped", [1, 2])
def test_a_mistyped_client_or_address_costs_no_other_answer(place: Place, threatq: ThreatQ, mistyped: int) -> None:
    place.write(threatq_ca_file=str(threatq.ca_file))
    session = place.spawn()
    questions = login(threatq)
    prompt, right = questions[mistyped]
    questions[mistyped] = (prompt, right[:-1])
    answer(session, *questions, ("Password: ", threatq.password), ("Status: ", "Review"), *again((prompt, right)))
    assert end(session)[1] == 0
    assert place.saved()["status"] == "Review"


@pytest.mark.parametrize("host", ["127.0.0.1:9", "threatq.invalid"])
def test_a_mistyped_host_is_asked_again_and_no_other_answer(place: Place, threatq: ThreatQ, host: str) -> None:
    place.write(threatq_ca_file=str(threatq.ca_file))
    session = place.spawn()
    _, *others = login(threatq)
    answer(session, ("ThreatQ Host: ", host), *others, ("Password: ", threatq.password), ("Status: ", ""))
    session.expect_exact("check threatq_host")
    answer(session, ("ThreatQ Host: ", threatq.host))
    assert end(session)[1] == 0
    assert place.saved()["threatq_host"] == threatq.host


def test_a_certificate_that_was_trusted_is_that_of_one_host(place: Place, threatq: ThreatQ) -> None:
    """The first host is somebody else's; the second one shows a certificate of its own, which is asked about, too."""
    with ScriptedHttps() as other:
        other.on("POST /api/token", answered(404))
        session = place.spawn()
        _, *others = login(threatq)
        answer(session, ("ThreatQ Host: ", f"127.0.0.1:{other.port}"), *others, ("Password: ", threatq.password))
        answer(session, ("Status: ", ""), (TRUST, "y"), ("ThreatQ Host: ", threatq.host), (TRUST, "y"))
        assert end(session)[1] == 0
    assert place.saved()["threatq_fingerprint"].replace(":", "").lower() == threatq.fingerprint.replace(":", "")


@pytest.mark.parametrize("host", ["http://127.0.0.1", "threatq..example.com", "two words"])
def test_what_is_no_host_is_asked_again_at_once(place: Place, threatq: ThreatQ, host: str) -> None:
    place.write(threatq_ca_file=str(threatq.ca_file))
    session = place.spawn()
    answer(session, ("ThreatQ Host: ", host))
    answer(session, *login(threatq), ("Password: ", threatq.password), ("Status: ", ""))
    assert end(session)[1] == 0
    assert place.saved()["threatq_host"] == threatq.host


def test_a_host_that_does_not_answer_may_be_tried_again_as_it_is(place: Place) -> None:
    session = place.spawn()
    answer(session, ("ThreatQ Host: ", "127.0.0.1:9"), ("Client ID: ", "1"), ("E-Mail Address: ", "me@example.org"))
    answer(session, ("Password: ", "secret"), ("Status: ", ""), ("ThreatQ Host: ", ""), ("ThreatQ Host: ", ""))
    output, code = end(session)
    assert code == 1 and "127.0.0.1:9 cannot be connected to" in output
    assert not place.config.exists()


def test_a_password_typed_in_place_of_a_wrong_one_in_the_file_is_saved(place: Place, threatq: ThreatQ) -> None:
    assert Place(place.root / "other").batch(**environment_of(threatq)).returncode == 0
    place.write(threatq_ca_file=str(threatq.ca_file), password="wrong")
    session = place.spawn()
    answer(session, *login(threatq), ("Status: ", ""), *again(("Password: ", threatq.password)))
    assert end(session)[1] == 0
    assert place.saved()["password"] == threatq.password


def test_what_the_file_has_is_not_asked(place: Place, threatq: ThreatQ) -> None:
    place.write(
        threatq_host=threatq.host,
        client_id=threatq.client_id,
        email=threatq.email,
        threatq_ca_file=str(threatq.ca_file),
    )
    session = place.spawn()
    assert session.expect_exact(["Password: ", "ThreatQ Host: ", "Client ID: ", "E-Mail Address: "]) == 0
    session.sendline(threatq.password)
    answer(session, ("Status: ", ""))
    assert end(session)[1] == 0


def test_a_password_from_a_command_is_never_written_to_the_file(place: Place, threatq: ThreatQ) -> None:
    Place(place.root / "other").batch(
        **environment_of(threatq)
    )  # so that this one is adopted, without a private client
    command = {"command": ["printf", "%s", threatq.password]}
    place.write(
        threatq_host=threatq.host, client_id=threatq.client_id, email=threatq.email, password=command,
        threatq_ca_file=str(threatq.ca_file),
    )  # fmt: skip
    assert place.batch().returncode == 0
    assert place.saved()["password"] == command


def test_a_threatq_that_does_not_register_connectors_is_no_obstacle(place: Place, threatq: ThreatQ) -> None:
    threatq.fail("status", status=404, method="POST", path="/api/connectors", times=None)
    done = place.batch(**environment_of(threatq))
    assert done.returncode == 0
    assert "configuration file" in done.stdout
    assert place.saved()["connector_id"] == 0


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"TQIMAP_THREATQ_HOST": "127.0.0.1:9"}, "127.0.0.1:9"),
        ({"TQIMAP_THREATQ_HOST": "http://127.0.0.1"}, "http"),
        ({"TQIMAP_PASSWORD": "sentinel-secret"}, "refused the login"),
    ],
)
def test_a_foreseen_failure_is_one_line_without_a_secret(
    place: Place, shared: ThreatQ, values: dict[str, str], part: str
) -> None:
    done = place.batch(**(environment_of(shared) | values))
    assert done.returncode in (1, 2) and done.stdout == ""
    assert done.stderr.count("\n") == 1 and part in done.stderr
    assert "sentinel-secret" not in done.stderr + place.log()
    assert "Traceback" not in done.stderr + place.log()
    assert not place.config.exists()


@pytest.mark.parametrize("prompt", ["ThreatQ Host: ", "Password: ", "Status: ", TRUST])
@pytest.mark.parametrize("key", ["c", "d"])
def test_who_goes_away_leaves_nothing(place: Place, shared: ThreatQ, prompt: str, key: str) -> None:
    session = place.spawn()
    questions = [*login(shared), ("Password: ", shared.password), ("Status: ", ""), (TRUST, "y")]
    answer(session, *questions[: [question for question, _ in questions].index(prompt)])
    session.expect_exact(prompt)
    time.sleep(0.1)  # Python shows the question before it waits for the answer, and a signal in between waits too
    session.sendcontrol(key)
    output, code = end(session)
    assert code == 130 and re.fullmatch(r"(\^C)?\n+tqimap: (interrupted|the input has ended)\n", output)
    assert not place.config.exists()
