"""Calendars and address cards."""

import pytest

from tqimap.documents.messages import calendar
from tqimap.documents.pieces import Child, Context, Field, Furniture, Link, Piece, Text


def pieces(card: str) -> list[Piece]:
    return list(calendar.read(card.replace("\n", "\r\n").encode(), Context()))


def text(card: str) -> str:
    return "\n".join(each.text for each in pieces(card) if isinstance(each, Text) and not each.spot)


def links(card: str) -> list[str]:
    return [each.url for each in pieces(card) if isinstance(each, Link)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("SUMMARY:See exam\n ple.com now", "example.com"),
        ("SUMMARY:See exam\n\tple.com now", "example.com"),
        ("DESCRIPTION:one\\ntwo\\, three\\; four", "one\ntwo, three; four"),
        ("DESCRIPTION:back\\\\slash", "back\\slash"),
        ("ORGANIZER;CN=Ann Doe:mailto:a@x.example", "Ann Doe mailto:a@x.example"),
        ('ORGANIZER;CN="Doe: Ann":mailto:a@x.example', "Doe: Ann mailto:a@x.example"),
        ("NOTE;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:=C3=BCber=\n=20alles", "über alles"),
        ("NOTE;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:=FCber", "über"),
        ('ADR;LABEL="1 Road\\nwww.x.example":;;1 Road;;;;', "1 Road\nwww.x.example"),
        ("item1.URL:https://x.example/", "https://x.example/"),
        ("no property at all", "no property at all"),
        ("X-EMPTY:", "X-EMPTY:"),
        (":no name", ":no name"),
    ],
)
def test_values_are_unfolded_decoded_and_said_with_their_names(line: str, words: str) -> None:
    assert words in text(f"BEGIN:VCALENDAR\n{line}\nEND:VCALENDAR\n")


@pytest.mark.parametrize(
    "line",
    [
        "UID:7kukuqrfedlm2f9t0mlqq@x.example",
        "PRODID:-//Maker//Calendar 16.0.1.2//EN",
        "RELATED-TO:<a.b.c@x.example>",
        "X-WR-RELCALID:a@group.calendar.example",
        "TZURL:http://zones.example/zoneinfo/Europe/Berlin",
        "TZID:/calendar.example/Tzfile/Europe/Berlin",
    ],
)
def test_identifiers_are_no_addresses(line: str) -> None:
    assert pieces(f"BEGIN:VCALENDAR\n{line}\nEND:VCALENDAR\n") == [Text("BEGIN:  VCALENDAR\nEND:  VCALENDAR")]


def test_who_is_invited_is_a_recipient() -> None:
    found = pieces("BEGIN:VCALENDAR\nATTENDEE;CN=Ann:mailto:a@x.example\nEND:VCALENDAR\n")
    assert found[1:] == [Field("To", "mailto:a@x.example", "ATTENDEE")]


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("URL:https://x.example/a\n b", "https://x.example/ab"),
        ("ATTACH:https://x.example/file.pdf", "https://x.example/file.pdf"),
        ('DESCRIPTION;ALTREP="https://x.example/":text', "https://x.example/"),
        ("X-ALT-DESC;FMTTYPE=text/html:<a href=\"https://x.example/\">y</a>", "https://x.example/"),
        ('CONTACT;DIR="https://x.example/card";CN=Ann:Ann', "https://x.example/card"),
        ("PHOTO;VALUE=URI:https://x.example/p.jpg", "https://x.example/p.jpg"),
    ],
)  # fmt: skip
def test_every_property_that_holds_a_link_gives_it(line: str, url: str) -> None:
    assert links(f"BEGIN:VCALENDAR\n{line}\nEND:VCALENDAR\n") == [url]


@pytest.mark.parametrize(
    "line",
    [
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:aGVs\n bG8=",
        "PHOTO;ENCODING=b;TYPE=JPEG:aGVsbG8=",
        "PHOTO;BASE64:aGVsbG8=",
        "ATTACH:data:text/plain;base64,aGVsbG8=",
    ],
)
def test_enclosed_files(line: str) -> None:
    found = pieces(f"BEGIN:VCALENDAR\n{line}\nEND:VCALENDAR\n")
    assert [each.data for each in found if isinstance(each, Child)] == [b"hello"]


@pytest.mark.parametrize(
    "card",
    [
        "X" + ";a=b" * 100_000,
        "X" + ';a="' * 100_000,
        "X:" + "\\n" * 500_000,
        "\n " * 500_000,
        "NOTE;QUOTED-PRINTABLE:=\n" * 20_000,
        "A:b\n" * 200_000,
        "X;" * 300_000,
    ],
    ids=range(7),
)
def test_hostile_cards_are_gone_through(card: str) -> None:
    pieces(card)


def test_where_people_meet_is_furniture() -> None:
    meet = "https://meet.google.com/abc-defg-hij"
    card = f"DESCRIPTION:Join {meet}\\n or https://quota-demo.com/pay\nX-GOOGLE-CONFERENCE:{meet}\nURL:https://quota-demo.com/a"
    assert [each.text for each in pieces(card) if isinstance(each, Furniture)] == [meet, meet, meet]
    assert meet not in text(card) and "https://quota-demo.com/pay" in text(card)
    assert links(card) == ["https://quota-demo.com/a"]
