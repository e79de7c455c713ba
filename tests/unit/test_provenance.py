"""Where an indicator comes from, and the Traffic Light Protocol that a mail states."""

from datetime import UTC, datetime

import pytest

from tqimap.model import Place, ReadMessage
from tqimap.provenance import LIMIT, Provenance, attributes, stated_tlp, strictest

MESSAGE = ReadMessage("<1@x>", "New C2", "desk@partner.org", (), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
ALL_OFF = Provenance(place=False, sender=False, subject=False, message_id=False, date=False)


def test_an_indicator_says_where_it_comes_from() -> None:
    assert dict(attributes(MESSAGE, Place(path=("report.zip", "inner.docx"), spot="line 3"), Provenance())) == {
        "Found In": "report.zip › inner.docx",
        "Mail Sender": "desk@partner.org",
        "Mail Subject": "New C2",
        "Message-ID": "<1@x>",
        "Mail Date": "2026-01-02 03:04:05 UTC",
    }


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(body="html", spot="link"), "body"),
        (Place(body="text", spot="line 9"), "body"),
        (Place(header="Reply-To"), "header Reply-To"),
    ],
)
def test_the_place_has_no_line_so_that_few_attributes_are_made(place: Place, text: str) -> None:
    assert ("Found In", text) in list(attributes(MESSAGE, place, Provenance()))


def test_each_attribute_can_be_switched_off() -> None:
    assert list(attributes(MESSAGE, Place(body="text"), ALL_OFF)) == []
    assert list(attributes(MESSAGE, Place(body="text"), Provenance(subject=False)))[2][0] == "Message-ID"


def test_what_the_mail_does_not_have_is_no_attribute_and_long_text_is_cut() -> None:
    message = ReadMessage("", "x" * 10_000, "", (), None)
    found = dict(attributes(message, Place(body="text"), Provenance()))
    assert set(found) == {"Found In", "Mail Subject"}
    assert len(found["Mail Subject"]) == LIMIT


@pytest.mark.parametrize(
    ("text", "tlp"),
    [
        ("[TLP:AMBER] Weekly list", "AMBER"),
        ("TLP:AMBER+STRICT", "AMBER"),
        ("TLP: CLEAR", "WHITE"),
        ("tlp:white", "WHITE"),
        ("TLP-GREEN", "GREEN"),
        ("This is TLP:GREEN; the annex is TLP:RED.", "RED"),
        ("x" * 300_000 + "\nTLP:RED", "RED"),  # at the end of a long text
        ("TLP:REDACTED", ""),
        ("XTLP:RED", ""),
        ("the traffic light is red", ""),
    ],
)
def test_the_strictest_stated_tlp_counts(text: str, tlp: str) -> None:
    assert stated_tlp([text]) == tlp


def test_of_two_tlps_the_stricter_one_wins() -> None:
    assert strictest("GREEN", "AMBER") == "AMBER"
    assert strictest("", "WHITE") == "WHITE"
    assert strictest("", "") == ""
