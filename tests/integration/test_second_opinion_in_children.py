"""iocextract gives its opinion where mail is read: in a child, and only on marks that nobody resolved."""

from datetime import UTC, datetime
from pathlib import Path

from tqimap.model import RawMessage, ReadMessage
from tqimap.reader.reader import Reader

RECEIVED = datetime(2026, 1, 2, tzinfo=UTC)


def values(tmp_path: Path, text: str) -> set[str]:
    raw = f"Subject: x\r\n\r\n{text}\r\n".encode()
    with Reader(tmp_path) as reader:
        ((_, message),) = reader.read([RawMessage(1, RECEIVED, raw)])
    assert isinstance(message, ReadMessage) and not message.partly_read
    return {indicator.value for sighting in message.sightings for indicator in sighting.indicators}


def test_a_mark_that_only_iocextract_understands_is_resolved_in_the_child(tmp_path: Path) -> None:
    assert "http://opinion-tqimap-demo.com/x" in values(tmp_path, "get http:__opinion-tqimap-demo[.com/x today")


def test_text_that_keeps_iocextract_busy_for_hours_is_read_at_once(tmp_path: Path) -> None:
    hostile = "x[.]" * 20_000 + "x\r\n\r\nBlock good[.]opinion-tqimap-demo[.]com"
    assert "good.opinion-tqimap-demo.com" in values(tmp_path, hostile)
