"""What delivery relies on, held against every ThreatQ: the one in memory, and the real client on the simulated one."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from fakes import FakeThreatQ

from tqimap.config.settings import Secret, ThreatQServer
from tqimap.model import Attachment, Event, FileUpload, Indicator, PostedIndicator, Refused
from tqimap.run import delivery
from tqimap.sandbox.threatq import ThreatQ as Simulated
from tqimap.threatq.client import ThreatQ
from tqimap.threatq.login import PasswordLogin
from tqimap.threatq.session import Session

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVENT = Event("a message", "Mail 1", NOON, NOON, "From: a", (("Found In", "body"),))
REFUSED = " "  # no ThreatQ takes an indicator without a value


class End(Protocol):
    """A ThreatQ, and what is in it afterwards."""

    threatq: delivery.ThreatQ

    def of_file(self, file_id: int) -> list[int]:
        """The indicators related to the File."""

    def of_event(self, event_id: int) -> tuple[list[int], list[int]]:
        """The Files and the indicators related to the Event."""

    def attributes(self, value: str) -> set[tuple[str, str]]:
        """Those of an indicator."""


class InMemory:
    """The fake."""

    def __init__(self) -> None:
        self.threatq = FakeThreatQ(refuse={REFUSED})

    def of_file(self, file_id: int) -> list[int]:
        return sorted(id_ for file, id_ in self.threatq.relations if file == file_id)

    def of_event(self, event_id: int) -> tuple[list[int], list[int]]:
        rows = sorted(row for row in self.threatq.event_relations if row[0] == event_id)
        return [row[2] for row in rows if row[1] == "File"], [row[2] for row in rows if row[1] == "indicator"]

    def attributes(self, value: str) -> set[tuple[str, str]]:
        return self.threatq.indicators["FQDN", value]


class Simulation:
    """The real client, over TLS."""

    def __init__(self, simulated: Simulated) -> None:
        login = PasswordLogin(simulated.client_id, simulated.email, Secret(simulated.password))
        self._session = Session(ThreatQServer(simulated.host, ca_file=simulated.ca_file), login)
        self._simulated = simulated
        self.threatq = ThreatQ(self._session)

    def _ids(self, path: str) -> list[int]:
        return sorted(row["id"] for row in self._session.get(path)["data"])

    def of_file(self, file_id: int) -> list[int]:
        return self._ids(f"/api/attachments/{file_id}/indicators")

    def of_event(self, event_id: int) -> tuple[list[int], list[int]]:
        return self._ids(f"/api/events/{event_id}/attachments"), self._ids(f"/api/events/{event_id}/indicators")

    def attributes(self, value: str) -> set[tuple[str, str]]:
        (found,) = [indicator for indicator in self._simulated.indicators() if indicator.value == value]
        return set(found.attributes)


@pytest.fixture(params=["in memory", "simulated"])
def end(request: pytest.FixtureRequest) -> Iterator[End]:
    """Each ThreatQ in turn."""
    if request.param == "in memory":
        yield InMemory()
    else:
        with Simulated() as simulated:
            yield Simulation(simulated)


def file(folder: Path, data: bytes) -> FileUpload:
    (folder / "a.csv").write_bytes(data)
    md5, sha256 = hashlib.md5(data).hexdigest(), hashlib.sha256(data).hexdigest()
    content = Attachment("a.csv", "text/csv", "csv", len(data), md5, sha256, folder / "a.csv")
    return FileUpload(content, "Generic Text", False, NOON)


def post(end: End, *values: str, told: str = "body", events: tuple[int, ...] = ()) -> list[int | Refused]:
    return end.threatq.post_indicators(
        [PostedIndicator(Indicator("FQDN", value, (("Found In", told),)), NOON, events=events) for value in values]
    )


def test_a_file_is_found_by_its_content_once_it_is_there(end: End, tmp_path: Path) -> None:
    wanted = file(tmp_path, b"content")
    assert end.threatq.find_file(wanted.attachment.md5, 7) is None
    made = end.threatq.upload_file(wanted)
    assert end.threatq.find_file(wanted.attachment.md5, 7) == made
    assert end.threatq.find_file("0" * 32, 7) is None


def test_ids_stand_in_the_order_posted_and_posting_again_merges(end: End) -> None:
    first = post(end, "x.test", "y.test", "z.test")
    assert len(set(first)) == 3
    assert post(end, "z.test", "x.test", told="header Subject") == [first[2], first[0]]
    assert end.attributes("x.test") == {("Found In", "body"), ("Found In", "header Subject")}


def test_a_refused_value_stands_in_its_place(end: End) -> None:
    before, refused, behind = post(end, "x.test", REFUSED, "y.test")
    assert isinstance(refused, Refused)
    assert refused.reason
    assert [before, behind] == post(end, "x.test", "y.test")


def test_relating_twice_relates_once(end: End, tmp_path: Path) -> None:
    made, ids = end.threatq.upload_file(file(tmp_path, b"content")), post(end, "x.test", "y.test")
    for _ in range(2):
        end.threatq.relate(made, [id_ for id_ in ids if not isinstance(id_, Refused)])
    assert end.of_file(made) == sorted(ids)


def test_an_event_is_found_and_has_its_files_and_indicators(end: End, tmp_path: Path) -> None:
    assert end.threatq.find_event(EVENT) is None
    event, made = end.threatq.make_event(EVENT), end.threatq.upload_file(file(tmp_path, b"content"))
    assert end.threatq.find_event(EVENT) == event
    assert (end.threatq.has_event(event, EVENT), end.threatq.has_event(event + 1, EVENT)) == (True, False)
    for _ in range(2):
        end.threatq.relate_event(event, [made])
        ids = post(end, "x.test", "y.test", events=(event,))
    post(end, "z.test")
    assert end.of_event(event) == ([made], sorted(ids))


def test_an_event_without_files_may_be_related_to_none(end: End) -> None:
    event = end.threatq.make_event(EVENT)
    end.threatq.relate_event(event, [])
    assert end.of_event(event) == ([], [])
