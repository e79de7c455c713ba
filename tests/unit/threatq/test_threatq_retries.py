"""How long to wait before a repeat."""

import pytest

from tqimap.threatq import retries


def test_pauses_grow_to_a_bound_and_keep_half_of_it_for_chance() -> None:
    assert [retries.pause(attempt, 1.0) for attempt in range(4)] == [0.5, 1.0, 2.0, 4.0]
    assert [retries.pause(attempt, 0.0) for attempt in range(2)] == [0.25, 0.5]
    assert retries.pause(10_000, 1.0) == retries.LONGEST_PAUSE


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "99999"}, retries.LONGEST_RETRY_AFTER),
        ({"retry-after": "9" * 500}, 0),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "\xb2"}, 0),
        ({}, 0),
        ({"retry-after": "Fri, 16 Mar 2018 18:00:30 GMT", "date": "Fri, 16 Mar 2018 18:00:00 GMT"}, 30),
        ({"retry-after": "Fri, 16 Mar 2018 17:00:00 GMT", "date": "Fri, 16 Mar 2018 18:00:00 GMT"}, 0),
        ({"retry-after": "Fri, 16 Mar 2018 18:00:00 -0000", "date": "Fri, 16 Mar 2018 18:00:00 GMT"}, 0),
        ({"retry-after": "Fri, 16 Mar 2018 18:00:00 GMT"}, 0),
        ({"retry-after": f"Fri, 16 Mar {'9' * 20} 18:00:00 GMT"}, 0),
    ],
)
def test_retry_after_is_honoured_within_bounds(headers: dict[str, str], seconds: float) -> None:
    assert retries.retry_after(headers) == seconds
