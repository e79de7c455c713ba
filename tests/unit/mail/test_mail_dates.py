"""When a message was sent, and when its Date field is not to be believed."""

from datetime import UTC, datetime, timedelta

import pytest

from tqimap.mail.dates import sent_at

RECEIVED = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("Mon, 06 May 2024 10:11:12 +0200", "2024-05-06 08:11:12"),
        ("6 May 2024 10:11:12 GMT", "2024-05-06 10:11:12"),
        ("Mon, 06 May 2024 10:11:12 -0000", "2024-05-06 10:11:12"),
        ("Mon, 06 May 2024 03:11 PDT", "2024-05-06 10:11:00"),
        ("Mon, 06 May 2024 10:11:12 +0200 (CEST)", "2024-05-06 08:11:12"),
        ("  Mon,  6  May  2024 10:11:12 +0200 ", "2024-05-06 08:11:12"),
        ("2024-05-06T10:11:12Z", "2024-05-06 10:11:12"),
        ("2024-05-06 10:11:12 +0200", "2024-05-06 08:11:12"),
        ("May 6, 2024 10:11:12 AM +02:00", "2024-05-06 08:11:12"),
        ("Mon, 06 May 90 10:11:12 +0000", "1990-05-06 10:11:12"),
        ("Tue, 07 May 2024 11:59:00 +0000", "2024-05-07 11:59:00"),
    ],
)
def test_dates_that_are_believed(value: str, sent: str) -> None:
    assert sent_at(value, RECEIVED) == datetime.fromisoformat(sent).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "   ",
        "yesterday",
        "Mon, 1 Jan 99999999999 00:00:00 +0000",
        "Mon, 99 Foo 2024 99:99:99 +9999",
        "Sun, 31 Dec 1989 23:59:59 +0000",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Tue, 07 May 2024 12:00:01 +0000",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "May 6, 2024 10:11:12 -9999",
        "2024-05-06 10:11:12",
        "10:11 +0200",
        "May 2024 +0200",
        "x" * 100_000,
        "(" * 150,
        "\udcff\0",
        "1" * 199,
    ],
)
def test_dates_that_are_not(value: str) -> None:
    assert sent_at(value, RECEIVED) is None


def test_the_day_ahead_is_counted_from_the_reception() -> None:
    assert sent_at("Tue, 07 May 2024 12:00:01 +0000", RECEIVED + timedelta(hours=1)) is not None
