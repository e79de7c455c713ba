"""What was made in ThreatQ: it is known again by its content, or by its message, in this ThreatQ alone."""

from pathlib import Path

import pytest

from tqimap.model import Attachment
from tqimap.state.ledger import Ledger, MailboxKey
from tqimap.state.made import Made


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path, MailboxKey("mail.example.org:993", "me"))


def content(sha256: str, md5: str = "m") -> Attachment:
    return Attachment("a.txt", "text/plain", "text", 1, md5, sha256, Path("spooled"))


def test_files_are_known_by_their_content(ledger: Ledger) -> None:
    files = Made(ledger, "tq.example.org", 1.0)
    files.add_file(content("aa"), 4)
    assert (files.file_id("aa"), files.file_id("bb")) == (4, None)
    assert Made(ledger, "other.example.org", 1.0).file_id("aa") is None


def test_a_file_is_of_another_content_only_where_that_has_the_same_md5(ledger: Ledger) -> None:
    """Else its id was given anew, in a ThreatQ that was restored from a backup."""
    files = Made(ledger, "tq.example.org", 1.0)
    files.add_file(content("aa", "m"), 4)
    assert files.is_of_another(4, content("bb", "m"))
    assert not files.is_of_another(4, content("aa", "m"))
    assert not files.is_of_another(4, content("bb", "n"))
    assert not files.is_of_another(5, content("bb", "m"))
    assert not Made(ledger, "other.example.org", 1.0).is_of_another(4, content("bb", "m"))
    ledger.one("DELETE FROM content")  # written before there was this table
    assert files.is_of_another(4, content("bb", "m")) and not files.is_of_another(4, content("aa", "m"))


def test_an_id_is_remembered_of_what_has_it_now(ledger: Ledger) -> None:
    made = Made(ledger, "tq.example.org", 1.0)
    for sha256 in ("aa", "bb"):
        made.add_file(content(sha256), 4)
        made.begin_event(sha256, 2.0)
        made.add_event(sha256, 4)
    assert (made.file_id("aa"), made.file_id("bb")) == (None, 4)
    assert (made.event_id("aa"), made.event_id("bb"), made.message(4)) == (None, 4, "bb")
    assert not made.begin_event("aa", 2.0), "it may have been made, and is looked for"


def test_what_is_made_is_forgotten_by_nothing_else_that_is_made(ledger: Ledger) -> None:
    here, there = (Made(ledger, name, 1.0) for name in ("tq.example.org", "other.example.org"))
    for made, sha256, id_ in ((here, "aa", 4), (here, "bb", 5), (there, "cc", 4)):
        made.add_file(content(sha256), id_)
        made.begin_event(sha256, 2.0)
        made.add_event(sha256, id_)
    assert (here.file_id("aa"), here.file_id("bb"), there.file_id("cc")) == (4, 5, 4)
    assert (here.event_id("aa"), here.event_id("bb"), there.event_id("cc")) == (4, 5, 4)


def test_a_file_or_event_that_was_made_anew_is_known_by_its_new_id(ledger: Ledger) -> None:
    """Somebody has removed the one before in ThreatQ."""
    made = Made(ledger, "tq.example.org", 1.0)
    made.begin_event("message", 2.0)
    for id_ in (4, 5):
        made.add_file(content("aa"), id_)
        made.add_event("message", id_)
    assert (made.file_id("aa"), made.event_id("message")) == (5, 5)


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
    assert Made(ledger, "tq", 300.0).begin_event("of mail from between the two", 120.0)
    assert not Made(ledger, "tq", 200.0).begin_event("of old mail that waited", 99.0)
    assert not Made(ledger, "another tq", 200.0).begin_event("of mail that is older than its record", 150.0)
