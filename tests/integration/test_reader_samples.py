"""The sample mail through the real reader: every File and every indicator that ThreatQ must hold comes out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tqimap.model import RawMessage, ReadMessage
from tqimap.reader.reader import Reader
from tqimap.sandbox import scenario
from tqimap.sandbox.threatq.normalise import normalise

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SAMPLES = scenario.samples(NOW)


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> Iterator[dict[int, ReadMessage]]:
    spool = tmp_path_factory.mktemp("spool")
    batch = [RawMessage(uid, NOW, sample.raw) for uid, sample in enumerate(SAMPLES)]
    with Reader(spool) as reader:
        results = list(reader.read(batch))
    assert [uid for uid, _ in results] == list(range(len(SAMPLES)))
    assert all(isinstance(result, ReadMessage) for _, result in results)
    yield dict(results)


def keys(message: ReadMessage, attachment: int | None) -> set[tuple[str, str]]:
    """Types and values as ThreatQ keeps them."""
    found = (i for each in message.sightings if each.attachment == attachment for i in each.indicators)
    kept = (normalise(indicator.type, indicator.value) for indicator in found)
    return {(normal.type, normal.value) for normal in kept}


@pytest.mark.parametrize("uid", range(len(SAMPLES)), ids=[sample.title for sample in SAMPLES])
def test_a_sample_gives_what_it_must(uid: int, read: dict[int, ReadMessage]) -> None:
    sample, message = SAMPLES[uid], read[uid]
    assert [note for note in message.notes if "opened with the password" not in note] == []
    assert not message.partly_read
    assert keys(message, None) == sample.body
    assert [(file.name, file.md5) for file in message.attachments] == [(file.name, file.md5) for file in sample.files]
    for number, file in enumerate(sample.files):
        assert keys(message, number) == file.indicators, file.name
        spooled: Path = message.attachments[number].file
        assert spooled.stat().st_size == message.attachments[number].size
