"""The bodies that ThreatQ gets, member by member as its own clients send them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tqimap.model import Attachment, Event, FileUpload, Indicator, PostedIndicator
from tqimap.threatq import payloads

NOON = datetime(2018, 3, 16, 12, 0, 5, tzinfo=UTC)
REPORT = Attachment("invoice.pdf", "application/pdf", "pdf", 3 << 20, "0" * 32, "ab" * 32, Path("spooled"))


def test_indicator_goes_by_names_and_is_normalised_by_threatq() -> None:
    item = PostedIndicator(Indicator("IP Address", "192.0.2.7", (("Found in", "body"),)), NOON)
    (payload,) = json.loads(payloads.indicators([item], "Intelligence Mailbox", "Review"))
    assert payload == {
        "type": "IP Address",
        "status": "Review",
        "value": "192.0.2.7",
        "class": "network",
        "normalize": "Y",
        "published_at": "2018-03-16 12:00:05",
        "sources": [{"name": "Intelligence Mailbox", "published_at": "2018-03-16 12:00:05"}],
        "attributes": [{"name": "Found in", "value": "body", "sources": [{"name": "Intelligence Mailbox"}]}],
    }


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("network", "IP Address, URL, FQDN, Email Address, User-agent, CIDR Block, Email Subject, String"),
        ("host", "MD5, SHA-1, SHA-256, SHA-384, SHA-512, Filename, Fuzzy Hash, Mutex, Registry Key, CVE, Username"),
    ],
)
def test_classes_are_those_of_threatqs_own_client(kind: str, types: str) -> None:
    items = [PostedIndicator(Indicator(type_, "x"), NOON) for type_ in types.split(", ")]
    assert {payload["class"] for payload in json.loads(payloads.indicators(items, "Mailbox", "Active"))} == {kind}


def test_class_and_attributes_are_left_out_where_there_are_none_to_name() -> None:
    item = PostedIndicator(Indicator("Hash ION", "x"), NOON)
    (payload,) = json.loads(payloads.indicators([item], "Mailbox", "Active"))
    assert "class" not in payload
    assert "attributes" not in payload


def test_what_a_message_says_of_its_indicators_goes_with_each() -> None:
    """TLP by its id, a status of its own, and the Events that it is related to."""
    item = PostedIndicator(Indicator("FQDN", "a.example"), NOON, "AMBER", "Whitelisted", (7, 8))
    (payload,) = json.loads(payloads.indicators([item], "Mailbox", "Active"))
    assert payload["status"] == "Whitelisted"
    assert payload["sources"] == [{"name": "Mailbox", "published_at": "2018-03-16 12:00:05", "tlp_id": 2}]
    assert payload["events"] == [{"id": 7}, {"id": 8}]


def test_a_tlp_goes_by_the_id_that_it_has_in_every_threatq() -> None:
    told = [payloads.source("Mailbox", NOON, tlp).get("tlp_id") for tlp in ("RED", "AMBER", "GREEN", "WHITE", "")]
    assert told == [1, 2, 3, 4, None]


def test_an_event_goes_by_the_name_and_the_id_of_its_type() -> None:
    event = Event("aa", "Mail \udc80", NOON, NOON, "From: a", (("Mail Sender", "a"),), "RED")
    assert payloads.event(event, "Mailbox") == {
        "title": "Mail ?",
        "type": "Spearphish",
        "type_id": 1,
        "happened_at": "2018-03-16 12:00:05",
        "description": "From: a",
        "sources": [{"name": "Mailbox", "published_at": "2018-03-16 12:00:05", "tlp_id": 1}],
        "attributes": [{"name": "Mail Sender", "value": "a", "sources": [{"name": "Mailbox"}]}],
    }


def test_no_value_breaks_out_of_the_text_that_is_posted() -> None:
    values = ['a"},{"value":"b', "back\\slash", "line\nend\u2028", "münchen.example", "half \ud800"]
    items = [PostedIndicator(Indicator("FQDN", value, (("Found In", value),)), NOON) for value in values]
    posted = json.loads(payloads.indicators(items, "Mailbox", "Active"))
    assert [each["value"] for each in posted] == values
    assert [each["attributes"][0]["value"] for each in posted] == values


def test_dates_are_sent_in_utc() -> None:
    assert payloads.timestamp(NOON.astimezone(timezone(timedelta(hours=-8)))) == "2018-03-16 12:00:05"


def test_file_has_name_title_type_lock_and_source() -> None:
    upload = FileUpload(REPORT, "PDF", True, NOON)
    assert payloads.file(upload, "invoice-1.pdf", "PDF", "Intelligence Mailbox") == {
        "name": "invoice-1.pdf",
        "title": "invoice.pdf",
        "type": "PDF",
        "malware_locked": True,
        "sources": [{"name": "Intelligence Mailbox", "published_at": "2018-03-16 12:00:05"}],
    }


@pytest.mark.parametrize(("size", "count"), [(0, 1), (1, 1), (1 << 20, 1), ((1 << 20) + 1, 2), (200 << 20, 200)])
def test_chunks_cover_the_file(size: int, count: int) -> None:
    assert payloads.chunks(size) == count


def test_chunk_says_where_it_belongs() -> None:
    form = payloads.chunk(REPORT, "invoice.pdf", 3, 1 << 20)
    assert form["resumableChunkNumber"] == "3"
    assert form["resumableTotalChunks"] == "3"
    assert form["resumableTotalSize"] == str(3 << 20)
    assert form["resumableFilename"] == "invoice.pdf"
    assert "." not in form["resumableIdentifier"]


def test_chunks_of_other_content_belong_together_under_another_identifier() -> None:
    other = replace(REPORT, sha256="cd" * 32)
    mine, theirs = (payloads.chunk(content, "a.pdf", 1, 1)["resumableIdentifier"] for content in (REPORT, other))
    assert mine != theirs


@pytest.mark.parametrize(
    ("name", "unique"),
    [("invoice.pdf", "invoice-abababababab.pdf"), ("README", "README-abababababab"), (".env", ".env-abababababab")],
)
def test_unique_name_keeps_the_extension(name: str, unique: str) -> None:
    assert payloads.unique_name(replace(REPORT, name=name)) == unique


def test_lone_surrogates_do_not_stop_an_upload() -> None:
    form = payloads.chunk(replace(REPORT, media_type="a\udcff"), "b\udcff.pdf", 1, 1)
    assert [value.encode() for value in form.values()]
