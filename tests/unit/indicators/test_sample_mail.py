"""The sample mail of the demonstration: every value that it promises comes out of the engine, and nothing else."""

from datetime import UTC, datetime

import pytest

from tqimap.indicators import find
from tqimap.sandbox import scenario

_BODIES = [scenario._defanged_prose, scenario._small_talk, scenario._foreign_letters]


@pytest.mark.parametrize("maker", _BODIES, ids=lambda maker: maker.__name__)
def test_a_body_gives_what_the_sample_promises(maker) -> None:  # type: ignore[no-untyped-def]
    import email
    import email.policy

    sample = maker(datetime(2026, 1, 1, tzinfo=UTC))
    body = email.message_from_bytes(sample.raw, policy=email.policy.default).get_body(("plain",))
    found = {(f.type, f.value.partition("://")[2] or f.value) for f in find(body.get_content()).found}
    assert found == set(sample.body)


def test_a_list_as_csv_gives_what_the_sample_promises() -> None:
    found = {(f.type, f.value.partition("://")[2] or f.value) for f in find(scenario._LIST.decode()).found}
    assert found == set(scenario._LIST_KEYS)
