"""What was made in ThreatQ: it is known again by its content, or by its message, in this ThreatQ alone."""

from pathlib import Path

import pytest

from tqimap.state.ledger import Ledger, MailboxKey
from tqimap.state.made import Made


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path, MailboxKey("mail.example.org:993", "me"))


def test_files_are_known_by_their_content(ledger: Ledger) -> None:
    files = Made(ledger, "tq.example.org", 1.0)
    files.add_file("aa", 4)
    assert (files.file_id("aa"), files.sha256(4)) == (4, "aa")
    assert (files.file_id("bb"), files.sha256(5)) == (None, None)
    assert Made(ledger, "other.example.org", 1.0).file_id("aa") is None


def test_an_event_is_begun_once_and_known_when_it_is_made(ledger: Ledger) -> None:
    events = Made(ledger, "tq.example.org", 1.0)
    assert events.event_id("aa") is None
    assert events.begin_event("aa", 2.0) and not events.begin_event("aa", 2.0)
    assert events.event_id("aa") is None
    events.add_event("aa", 7)
    assert (events.event_id("aa"), events.event_id("bb")) == (7, None)
    assert (events.message(7), events.message(8)) == ("aa", None)
    assert Made(ledger, "other.example.org", 1.0).begin_event("aa", 2.0)


def test_an_event_of_mail_from_before_the_record_may_have_been_made(ledger: Ledger) -> None:
    """The record may be new because somebody has moved the old one away."""
    assert not Made(ledger, "tq", 100.0).begin_event("of old mail", 99.0)
    assert Made(ledger, "tq", 200.0).begin_event("of new mail", 150.0)
    assert not Made(ledger, "tq", 200.0).begin_event("of old mail that waited", 99.0)
    assert not Made(ledger, "another tq", 200.0).begin_event("of mail that is older than its record", 150.0)
