"""What of one message goes to ThreatQ: Files, indicators and relations by the guide's rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tqimap.model import Attachment, Event, Indicator, Place, ReadMessage, Sighting
from tqimap.provenance import Provenance
from tqimap.run.plan import ATTRIBUTES, Planned, Rules
from tqimap.run.plan import plan as plans

RECEIVED = datetime(2026, 5, 1, tzinfo=UTC)
SENT = datetime(2026, 4, 30, tzinfo=UTC)
SILENT = Provenance(place=False, sender=False, subject=False, message_id=False, date=False)


def attachment(name: str, format_: str = "csv") -> Attachment:
    return Attachment(name, "text/csv", format_, 1, "m" * 32, "s" * 64, Path("spooled"))


def seen(value: str, carrier: int | None = None, type_: str = "FQDN") -> Sighting:
    place = Place(body="text") if carrier is None else Place(path=(f"file{carrier}",))
    return Sighting(place, (Indicator(type_, value),), carrier)


def message(*sightings: Sighting, files: tuple[Attachment, ...] = (), **more: object) -> ReadMessage:
    values = {"date": SENT, "sender": "desk@cert.partner.org", "subject": "Subject", "recipients": (), **more}
    return ReadMessage("<1@x>", attachments=files, sightings=sightings, **values)  # type: ignore[arg-type]


def plan(message_: ReadMessage, received: datetime, rules: Rules) -> Planned:
    """Of a message that fits into memory."""
    (planned,) = plans(message_, received, rules)
    return planned


def test_the_body_is_related_to_every_file_and_a_file_to_its_own() -> None:
    files = (attachment("a.csv"), attachment("b.csv"))
    submission = plan(message(seen("x", 0), seen("w"), seen("x", 1), seen("y", 1), files=files), RECEIVED, Rules())
    values = [item.indicator.value for item in submission.submission.indicators]
    assert values == ["x", "w", "y"]
    assert submission.submission.relations == ((1, 0), (1, 0, 2))


def test_a_message_without_attachments_still_gives_its_indicators() -> None:
    submission = plan(message(seen("x")), RECEIVED, Rules()).submission
    assert len(submission.indicators) == 1 and submission.files == ()


def test_the_date_of_the_message_counts_and_reception_where_it_has_none() -> None:
    assert plan(message(seen("x")), RECEIVED, Rules()).submission.indicators[0].published_at == SENT
    assert plan(message(seen("x"), date=None), RECEIVED, Rules()).submission.indicators[0].published_at == RECEIVED


def test_a_value_at_two_places_has_the_provenance_of_both() -> None:
    rules = Rules(provenance=Provenance(sender=False, subject=False, message_id=False, date=False))
    (item,) = plan(message(seen("x"), seen("x", 0), files=(attachment("a"),)), RECEIVED, rules).submission.indicators
    assert item.indicator.attributes == (("Found In", "body"), ("Found In", "file0"))


def test_what_the_engine_says_of_a_value_goes_before_where_it_stood() -> None:
    wrapped = Sighting(Place(body="text"), (Indicator("URL", "http://x.example/", (("Redirector", "r.example"),)),))
    rules = Rules(provenance=replace(SILENT, place=True))
    (item,) = plan(message(wrapped), RECEIVED, rules).submission.indicators
    assert item.indicator.attributes == (("Redirector", "r.example"), ("Found In", "body"))


def test_types_that_this_threatq_does_not_have_are_left_out_and_said() -> None:
    rules = Rules(known_types=frozenset({"FQDN"}))
    planned = plan(message(seen("x"), seen("AS1", type_="ASN"), seen("AS2", type_="ASN")), RECEIVED, rules)
    assert [item.indicator.value for item in planned.submission.indicators] == ["x"]
    assert planned.warnings == ()
    assert planned.dropped == {"ASN: no such type in this ThreatQ": 2}


def test_a_tlp_goes_on_files_and_indicators() -> None:
    submission = plan(message(seen("x"), files=(attachment("a"),), tlp="AMBER"), RECEIVED, Rules()).submission
    assert submission.indicators[0].tlp == submission.files[0].tlp == "AMBER"


@pytest.mark.parametrize(
    ("sender", "status"),
    [
        ("a@partner.org", "Review"),
        ("a@cert.partner.org", "Review"),
        ("a@vip.partner.org", "Active"),
        ("a@notpartner.org", ""),
        ("", ""),
    ],
)
def test_the_status_may_depend_on_the_senders_domain(sender: str, status: str) -> None:
    rules = Rules(status_by_domain={"partner.org": "Review", "vip.partner.org": "Active"})
    (item,) = plan(message(seen("x"), sender=sender), RECEIVED, rules).submission.indicators
    assert item.status == status


@pytest.mark.parametrize(
    ("format_", "type_", "locked"),
    [("pdf", "PDF", False), ("exe", "Malware Sample", True), ("csv", "Generic Text", False)],
)
def test_the_type_of_a_file_comes_from_its_content(format_: str, type_: str, locked: bool) -> None:
    (file,) = plan(message(files=(attachment("invoice.doc", format_),)), RECEIVED, Rules()).submission.files
    assert (file.type, file.malware_locked) == (type_, locked)


def test_an_event_is_made_on_request_from_what_the_message_says_of_itself() -> None:
    rules = Rules(spearphish_event=True, provenance=SILENT)
    phish = message(
        seen("x"), sender="a@evil.com", subject="<b>Invoice</b>", recipients=("me@x.org", "you@x.org"), tlp="RED"
    )
    (planned,) = plans(phish, RECEIVED, rules, sha256="aa")
    assert planned.submission.event == Event(
        key="aa",
        title="<b>Invoice</b>",
        happened_at=SENT,
        earliest=SENT,
        description="From: a@evil.com<br>To: me@x.org, you@x.org<br>Subject: &lt;b&gt;Invoice&lt;/b&gt;",
        attributes=(
            ("Mail Sender", "a@evil.com"), ("Mail Subject", "<b>Invoice</b>"), ("Message-ID", "<1@x>"),
            ("Mail Date", "2026-04-30 00:00:00 UTC"),
        ),
        tlp="RED",
    )  # fmt: skip
    assert plan(phish, RECEIVED, Rules()).submission.event is None


def test_an_event_of_mail_from_a_clock_that_is_ahead_may_be_as_old_as_its_arrival() -> None:
    ahead = RECEIVED + timedelta(hours=5)
    event = plan(message(date=ahead), RECEIVED, Rules(spearphish_event=True)).submission.event
    assert event is not None and (event.happened_at, event.earliest) == (ahead, RECEIVED)


def test_the_event_of_a_message_without_subject_is_named_by_its_sender() -> None:
    event = plan(message(subject="", date=None), RECEIVED, Rules(spearphish_event=True)).submission.event
    assert event is not None and event.title == "Mail of desk@cert.partner.org"
    assert (event.description, event.happened_at) == ("From: desk@cert.partner.org", RECEIVED)


def test_no_more_than_the_first_indicators_are_related_to_a_file_and_that_is_said_with_both_numbers() -> None:
    found = [seen("w"), seen("w", 0), *(seen(f"x{number}", 0) for number in range(9))]
    planned = plan(message(*found, files=(attachment("a.csv"),)), RECEIVED, Rules(max_relations=4))
    assert planned.submission.relations == ((0, 1, 2, 3),)
    assert planned.warnings == ("a.csv: only the first 4 of its 10 indicators are related to it",)
    assert len(planned.submission.indicators) == 10
    assert ("Found In", "file0") in planned.submission.indicators[-1].indicator.attributes


def test_zero_sets_no_limit_to_relations() -> None:
    found = [seen(f"x{number}", 0) for number in range(20_000)]
    planned = plan(message(*found, files=(attachment("a.csv"),)), RECEIVED, Rules(max_relations=0))
    assert len(planned.submission.relations[0]) == 20_000 and planned.warnings == ()


def test_a_value_in_very_many_places_has_a_bounded_number_of_attributes() -> None:
    places = [Place(path=("a.zip", f"{number}.txt")) for number in range(1000)]
    found = [Sighting(place, (Indicator("FQDN", "x"),), 0) for place in places]
    (item,) = plan(message(*found, files=(attachment("a.zip"),)), RECEIVED, Rules()).submission.indicators
    assert len(item.indicator.attributes) == ATTRIBUTES
    assert item.indicator.attributes[0] == ("Found In", "a.zip › 0.txt")


def test_what_does_not_fit_into_memory_follows_for_the_same_files() -> None:
    more = [(seen("y", 0), seen("AS1", 0, "ASN")), (seen("z"), seen("x", 0))]
    rules = Rules(max_relations=3, known_types=frozenset({"FQDN"}))
    first, second, third = plans(message(seen("w"), seen("x", 0), files=(attachment("a"),), more=more), RECEIVED, rules)
    assert first.submission.files == second.submission.files == third.submission.files
    posted = [[item.indicator.value for item in each.submission.indicators] for each in (first, second, third)]
    assert posted == [["w", "x"], ["y"], ["z", "x"]]
    assert [each.submission.relations for each in (first, second, third)] == [((0, 1),), ((0,),), ((),)]
    assert third.warnings == ("a: only the first 3 of its 5 indicators are related to it",)
    assert third.dropped == {"ASN: no such type in this ThreatQ": 1}
