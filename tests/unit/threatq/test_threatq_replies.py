"""Answers of ThreatQ taken apart, and of what is not ThreatQ at all."""

import json

import pytest

from tqimap.errors import ThreatQError
from tqimap.threatq import replies


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"data": {"errors": {"value": ["The value field is required."]}}}, "value: The value field is required."),
        ({"errors": ["Access denied", ["Ask the owner"]]}, "Access denied; Ask the owner"),
        ({"errors": {"name": ["taken"], "type": "unknown"}}, "name: taken; type: unknown"),
        ({"name": "x", "message": "No such route"}, "No such route"),
        (
            {"error": "invalid_client", "error_description": "Client authentication failed"},
            "Client authentication failed",
        ),
        ({"data": {"errors": ["same"]}, "errors": ["same"]}, "same"),
        ([], "no reason given"),
        ({"errors": None}, "no reason given"),
    ],
)
def test_what_the_server_says_is_found_in_every_shape(body: object, text: str) -> None:
    assert replies.complaint(json.dumps(body).encode()).startswith(text)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"errors": ["a\nb\x1b[31m\u202e" + "x" * 9999]}).encode(),
        b"plain\r\n\x00text" + b"y" * 9999,
        b"\xff\xfe\x00",
        b"<html><title>Gate\nway</title>" + b"z" * 99999,
        b"[" * 100_000,
    ],
)
def test_what_a_hostile_server_says_is_one_short_harmless_line(body: bytes) -> None:
    line = replies.complaint(body)
    assert len(line) <= 220
    assert line.isprintable()


def test_web_page_instead_of_json_is_called_one_with_its_title_and_the_request() -> None:
    page = b"\n<!DOCTYPE html><html><head><title>Sign in to the proxy</title></head></html>"
    with pytest.raises(ThreatQError, match=r"GET /api/x with a web page \(Sign in to the proxy\)"):
        replies.decoded(page, "GET /api/x")


@pytest.mark.parametrize(
    "body",
    [b'{"data": [{"id": 1}', b"\xff\xff", b"null", b'"text"', b"[]", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5000],
)
def test_broken_json_is_an_error_that_names_the_request(body: bytes) -> None:
    with pytest.raises(ThreatQError, match="GET /api/x"):
        replies.decoded(body, "GET /api/x")


def test_an_empty_answer_is_an_empty_reply() -> None:
    assert replies.decoded(b"", "DELETE /api/x") == {}


@pytest.mark.parametrize("data", [None, [], [{}, {}], "x", 1])
def test_one_object_is_wanted(data: object) -> None:
    with pytest.raises(ThreatQError, match="POST /api/x"):
        replies.row({"data": data}, "POST /api/x")


def test_one_object_may_stand_in_an_array_of_one() -> None:
    assert replies.row({"data": [{"id": 1}]}, "x") == {"id": 1}


@pytest.mark.parametrize("data", [None, {}, "x", [1], [{}, None]])
def test_a_list_of_objects_is_wanted(data: object) -> None:
    with pytest.raises(ThreatQError, match="GET /api/x"):
        replies.rows({"data": data}, "GET /api/x")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (7, 7),
        ("7", 7),
        (0, 0),
        (True, None),
        (-1, None),
        ("7 ", None),
        ("٣", None),
        ("9" * 5000, None),
        (None, None),
        (1.5, None),
    ],
)
def test_ids_are_numbers_or_digits(given: object, found: int | None) -> None:
    assert replies.number(given) == found


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        (b"", True),
        (b' {"total": 2, "data": [{"id": 1}, {"id": 2}]}\n', True),
        (b'{"data": [], "errors": ["no such File"]}', False),
        (b'{"total": 2, "data": [{"id": 1', False),
        (b"<!DOCTYPE html><title>Sign in</title>", False),
        (b"[]", False),
    ],
    ids=["nothing", "rows", "errors", "cut off", "a web page", "a list"],
)
def test_success_is_seen_without_decoding(body: bytes, taken: bool) -> None:
    assert replies.is_success(body) is taken
