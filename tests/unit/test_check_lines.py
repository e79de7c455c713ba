"""How a check is shown: a line for each step, in what the terminal can show, and one JSON document for machines."""

import io
import json

import pytest

from tqimap.check import show
from tqimap.check.walk import Step, Walk
from tqimap.errors import ConfigError, UnreachableError

STEPS = [
    Step("configuration", "file", "passed", "/etc/tqimap/config.json is valid"),
    Step("ThreatQ", "name", "passed", "threatq.example.com is 192.0.2.1"),
    Step("ThreatQ", "writing", "not tested", "it would change ThreatQ"),
    Step("mailbox", "folder", "failed", "There is no folder Été; there are: INBOX", 1),
]


def shown(encoding: str) -> list[str]:
    raw = io.BytesIO()
    lines = show.Lines(io.TextIOWrapper(raw, encoding=encoding, write_through=True))
    for step in STEPS:
        lines(step)
    return raw.getvalue().decode(encoding).splitlines()


def test_each_side_has_a_heading_and_each_step_a_line() -> None:
    assert shown("utf-8") == [
        "Configuration",
        "  ✓ file          /etc/tqimap/config.json is valid",
        "ThreatQ",
        "  ✓ name          threatq.example.com is 192.0.2.1",
        "  – writing       not tested: it would change ThreatQ",
        "Mailbox",
        "  ✗ folder        There is no folder Été; there are: INBOX",
    ]


@pytest.mark.parametrize(("encoding", "folder"), [("ascii", r"\xc9t\xe9"), ("latin-1", "Été")])
def test_a_terminal_that_cannot_show_ticks_gets_words(encoding: str, folder: str) -> None:
    assert shown(encoding)[3:] == [
        "  ok     name          threatq.example.com is 192.0.2.1",
        "  -      writing       not tested: it would change ThreatQ",
        "Mailbox",
        f"  FAILED folder        There is no folder {folder}; there are: INBOX",
    ]


def test_machines_get_one_document() -> None:
    text = show.document(STEPS, 1)
    assert text.isascii()
    document = json.loads(text)
    assert document["exit_code"] == 1
    assert document["steps"][-1] == {
        "side": "mailbox", "step": "folder", "outcome": "failed", "detail": "There is no folder Été; there are: INBOX",
    }  # fmt: skip
    assert [step["outcome"] for step in document["steps"]] == ["passed", "passed", "not tested", "failed"]


@pytest.mark.parametrize(
    ("passed", "failing"),
    [([], "name"), (["name"], "TCP"), (["name", "TCP"], "TLS"), (["TCP"], "TLS"), (["name", "TCP", "TLS"], "login")],
)
def test_a_failure_is_that_of_the_step_after_the_last_good_one(passed: list[str], failing: str) -> None:
    told: list[Step] = []
    walk = Walk("mailbox", told.append, ("name", "TCP", "TLS", "login"))
    for name in passed:
        walk.passed(name, "")
    walk.failed(UnreachableError("gone"))
    assert told[-1] == Step("mailbox", failing, "failed", "gone", 1)


def test_a_failure_with_a_name_of_its_own_lets_the_others_be_found() -> None:
    told: list[Step] = []
    walk = Walk("ThreatQ", told.append, ("connector", "settings", "types"))
    walk.failed(ConfigError("it is switched off"), "connector")
    walk.failed(ConfigError("IMAP Server is missing"))
    assert [(step.name, step.exit_code) for step in told] == [("connector", 2), ("settings", 2)]
