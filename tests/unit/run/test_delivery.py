"""Delivery: nothing twice, nothing lost, and what ThreatQ refuses is named with its message."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import FakeThreatQ

from tqimap.model import Attachment, Event, FileUpload, Indicator, PostedIndicator, Submission
from tqimap.run.delivery import Delivered, Delivery, Undelivered
from tqimap.state.ledger import Ledger, MailboxKey
from tqimap.state.made import Made

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Record:
    """The ledger's record of Files, without its disk."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.md5s: dict[str, str] = {}
        self.begun: set[str] = set()
        self.events: dict[str, int] = {}

    def file_id(self, sha256: str) -> int | None:
        return self.ids.get(sha256)

    def is_of_another(self, file_id: int, content: Attachment) -> bool:
        same = [sha256 for sha256, id_ in self.ids.items() if id_ == file_id and self.md5s[sha256] == content.md5]
        return bool(same) and content.sha256 not in same

    def add_file(self, content: Attachment, file_id: int) -> None:
        self.ids[content.sha256], self.md5s[content.sha256] = file_id, content.md5

    def begin_event(self, message: str, happened: float) -> bool:
        return message not in self.begun

    def message(self, event_id: int) -> str | None:
        return next((message for message, id_ in self.events.items() if id_ == event_id), None)

    def event_id(self, message: str) -> int | None:
        return self.events.get(message)

    def add_event(self, message: str, event_id: int) -> None:
        self.events[message] = event_id


@pytest.fixture
def threatq() -> FakeThreatQ:
    return FakeThreatQ()


def file(name: str, md5: str | None = None, sha256: str | None = None) -> FileUpload:
    content = Attachment(
        name, "application/pdf", "pdf", 3, md5 or f"md5 {name}", sha256 or f"sha {name}", Path("spooled")
    )
    return FileUpload(content, "PDF", False, NOON)


def posted(value: str, at: datetime = NOON, **attributes: str) -> PostedIndicator:
    return PostedIndicator(Indicator("FQDN", value, tuple(attributes.items())), at)


def submission(files: dict[str, str], body: str = "") -> Submission:
    """``files`` maps names to the values in them; ``body`` values are related to all. Values are single words."""
    values = list(dict.fromkeys((body + " " + " ".join(files.values())).split()))
    relations = [tuple(values.index(v) for v in dict.fromkeys((body + " " + own).split())) for own in files.values()]
    return Submission(tuple(map(file, files)), tuple(map(posted, values)), tuple(relations))


def test_files_indicators_and_relations(threatq: FakeThreatQ) -> None:
    (outcome,) = Delivery(threatq, Record()).deliver([submission({"a.pdf": "x y", "b.pdf": "y z"}, body="w")])
    assert outcome == Delivered(files=(0, 1), new_files=2, indicators=4, relations=6)
    assert threatq.related("a.pdf") == {"w", "x", "y"}
    assert threatq.related("b.pdf") == {"w", "y", "z"}


def of_event(key: str, wanted: Submission) -> Submission:
    return replace(wanted, event=Event(key, f"Mail {key}", NOON, NOON, "", ()))


def test_an_event_is_related_to_files_and_indicators(threatq: FakeThreatQ) -> None:
    """Values of several messages are posted once a batch for all their Events, and again for an Event to come."""
    delivery = Delivery(threatq, Record())
    first = [of_event("1", submission({"a.pdf": "x"}, body="y")), of_event("2", submission({}, body="y"))]
    assert all(isinstance(outcome, Delivered) for outcome in delivery.deliver(first))
    assert threatq.posts == [2]
    delivery.deliver([of_event("3", submission({}, body="x"))])
    values = [value for _, value in threatq.indicators]
    related = {(event, values[id_]) for event, what, id_ in threatq.event_relations if what == "indicator"}
    assert related == {(0, "x"), (0, "y"), (1, "y"), (2, "x")}
    assert {row for row in threatq.event_relations if row[1] == "File"} == {(0, "File", 0)}


def test_an_event_that_was_removed_is_made_anew(threatq: FakeThreatQ) -> None:
    """An analyst removes what came of a message and marks it unread, so that it is read again."""
    record = Record()
    message = of_event("1", submission({"a.pdf": "x"}))
    Delivery(threatq, record).deliver([message])
    threatq.events.clear()
    (outcome,) = Delivery(threatq, record).deliver([message])
    assert isinstance(outcome, Delivered) and len(threatq.events) == 1
    Delivery(threatq, record).deliver([message])
    assert len(threatq.events) == 1


def test_an_event_that_may_have_been_made_is_looked_for(threatq: FakeThreatQ) -> None:
    message = of_event("1", submission({"a.pdf": "x"}))
    for record in (Record(), Record()):  # the second is new, as where the ledger was moved away
        record.begun = {"1"}
        Delivery(threatq, record).deliver([message])
    assert len(threatq.events) == 1


def test_an_event_of_another_message_is_none_of_this_one(threatq: FakeThreatQ) -> None:
    """Though that has the same subject and date, as copies for two recipients have."""
    record = Record()
    record.begun = {"1", "2"}
    first, second = (of_event(key, submission({}, body="x")) for key in "12")
    second = replace(second, event=replace(second.event, title=first.event.title))
    Delivery(threatq, record).deliver([first, second])
    assert len(threatq.events) == 2


def test_a_refused_event_is_named(threatq: FakeThreatQ) -> None:
    threatq.refuse.add("Mail 1")
    (outcome,) = Delivery(threatq, Record()).deliver([of_event("1", submission({}, body="x"))])
    assert outcome == Undelivered("ThreatQ refused the Event Mail 1: 422 the title is invalid", "Events")


def test_a_message_without_files_gives_its_indicators(threatq: FakeThreatQ) -> None:
    (outcome,) = Delivery(threatq, Record()).deliver([submission({}, body="w x")])
    assert outcome == Delivered((), 0, 2, 0)
    assert len(threatq.indicators) == 2


def test_delivering_again_doubles_nothing(threatq: FakeThreatQ) -> None:
    batch = [submission({"a.pdf": "x"}, body="w"), submission({"a.pdf": "y"})]
    for _ in range(2):
        Delivery(threatq, Record()).deliver(batch)
    assert len(threatq.files) == 1
    assert threatq.related("a.pdf") == {"w", "x", "y"}
    assert len(threatq.relations) == len(set(threatq.relations)) == 3


def test_a_file_that_is_there_is_not_uploaded(threatq: FakeThreatQ) -> None:
    threatq.files.append(file("old.pdf", md5="same"))
    delivery = Delivery(threatq, Record())
    (outcome,) = delivery.deliver([Submission((file("new.pdf", md5="same"),), (), ((),))])
    assert outcome == Delivered((0,), 0, 0, 0)


@pytest.mark.parametrize(("recorded", "kept"), [(0, 1), (1, 0)])
def test_of_two_files_of_one_content_the_recorded_one_may_be_removed(
    threatq: FakeThreatQ, recorded: int, kept: int
) -> None:
    """Two hosts made one each, and an analyst tidied up."""
    record = Record()
    threatq.files += [file("logo.png"), file("logo.png")]
    record.add_file(file("logo.png").attachment, recorded)
    message = submission({"logo.png": "x"})
    assert Delivery(threatq, record).deliver([message]) == [Delivered((recorded,), 0, 1, 1)]
    threatq.removed.add(recorded)
    assert Delivery(threatq, record).deliver([message]) == [Delivered((kept,), 0, 1, 1)]
    assert list(record.ids.values()) == [kept]


def test_two_contents_of_one_md5_are_two_files(threatq: FakeThreatQ) -> None:
    record = Record()
    one, other = file("a", "same", "sha 1"), file("b", "same", "sha 2")
    for _ in range(2):
        for upload in (one, other):
            Delivery(threatq, record).deliver([Submission((upload,), (), ((),))])
    assert [upload.attachment.name for upload in threatq.files] == ["a", "b"]


def test_what_is_remembered_of_a_threatq_that_was_restored_makes_nothing_twice(
    threatq: FakeThreatQ, tmp_path: Path
) -> None:
    """The ids of what was made after its backup are given anew, by us and by others."""
    record = Made(Ledger(tmp_path, MailboxKey("mail", "me")), "tq", 0.0)
    lost = [of_event(key, submission({name: "x"})) for key, name in (("1", "a"), ("2", "b"))]
    Delivery(threatq, record).deliver(lost)
    threatq.files[:] = [file("of others")]
    others = Event("other", "Mail of others", NOON + timedelta(days=1), NOON, "", ())
    threatq.events[:] = [others]
    threatq.event_relations.clear()
    later = [of_event(key, submission({name: "x"})) for key, name in (("3", "of others"), ("4", "c"))]
    for _ in range(2):
        Delivery(threatq, record).deliver([*later, *lost])
    assert [one.attachment.name for one in threatq.files] == ["of others", "c", "a", "b"]
    assert [event.title for event in threatq.events] == ["Mail of others", "Mail 3", "Mail 4", "Mail 1", "Mail 2"]
    assert 0 not in {event for event, _, _ in threatq.event_relations}


def test_an_event_that_an_analyst_has_renamed_is_still_that_of_its_message(threatq: FakeThreatQ) -> None:
    record = Record()
    message = of_event("1", submission({}, body="x"))
    Delivery(threatq, record).deliver([message])
    threatq.events[0] = replace(threatq.events[0], title="Emotet, second wave")
    Delivery(threatq, record).deliver([message])
    assert len(threatq.events) == 1


def test_a_value_is_posted_once_a_batch_with_all_that_is_said_of_it(threatq: FakeThreatQ) -> None:
    """The provenance of all, the earliest date, the strictest TLP, the first status."""
    seen = []
    threatq.post_indicators = lambda items: seen.extend(items) or list(range(len(items)))  # type: ignore[method-assign]
    late, early = NOON, NOON - timedelta(days=1)
    said = [
        posted("x", late, From="a")._replace(tlp="GREEN"),
        posted("x", early, From="b")._replace(tlp="RED", status="Review"),
        posted("x", late, From="b")._replace(tlp="WHITE", status="Active"),
    ]
    Delivery(threatq, Record()).deliver([Submission((), (each,), ()) for each in said])
    merged = Indicator("FQDN", "x", (("From", "a"), ("From", "b")))
    assert seen == [PostedIndicator(merged, early, "RED", "Review")]


def test_a_value_is_posted_again_only_with_new_provenance(threatq: FakeThreatQ) -> None:
    delivery = Delivery(threatq, Record())
    for attributes in ({"From": "a"}, {"From": "a"}, {}, {"From": "b"}, {"From": "a"}):
        delivery.deliver([Submission((), (posted("x", NOON, **attributes),), ())])
    assert threatq.posts == [1, 1]
    assert threatq.indicators["FQDN", "x"] == {("From", "a"), ("From", "b")}


def test_a_value_is_posted_again_where_fewer_may_see_it_or_its_status_is_another(threatq: FakeThreatQ) -> None:
    """With ``provenance`` switched off nothing but that tells two messages apart."""
    seen: list[PostedIndicator] = []
    threatq.post_indicators = lambda items: seen.extend(items) or list(range(len(items)))  # type: ignore[method-assign]
    delivery = Delivery(threatq, Record())
    said = (("GREEN", ""), ("", ""), ("RED", ""), ("GREEN", ""), ("", "Review"), ("RED", "Review"), ("", "Active"))
    for tlp, status in said:
        delivery.deliver([Submission((), (posted("x")._replace(tlp=tlp, status=status),), ())])
    assert [(item.tlp, item.status) for item in seen] == [
        ("GREEN", ""), ("RED", ""), ("RED", "Review"), ("RED", "Active"),
    ]  # fmt: skip


def test_the_status_that_was_posted_last_is_the_one_that_stands(threatq: FakeThreatQ) -> None:
    seen: list[PostedIndicator] = []
    threatq.post_indicators = lambda items: seen.extend(items) or list(range(len(items)))  # type: ignore[method-assign]
    delivery = Delivery(threatq, Record())
    for status, attributes in (("Review", {}), ("", {"From": "a"}), ("Review", {})):
        delivery.deliver([Submission((), (posted("x", **attributes)._replace(status=status),), ())])
    assert [item.status for item in seen] == ["Review", "", "Review"]


def test_a_value_that_is_known_is_related_without_being_posted_again(threatq: FakeThreatQ) -> None:
    delivery = Delivery(threatq, Record())
    for name in ("a", "b"):
        delivery.deliver([submission({name: "x y"})])
    assert threatq.posts == [2] and threatq.related("b") == {"x", "y"}


def test_of_the_values_that_were_posted_the_latest_are_remembered(
    threatq: FakeThreatQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqimap.run.posted.CACHED_IDS", 2)
    delivery = Delivery(threatq, Record())
    for values in ("x y", "x", "z", "x", "y"):  # z takes the place of y, which is posted again
        delivery.deliver([submission({}, body=values)])
    assert threatq.posts == [2, 1, 1]


def test_a_relation_is_asked_for_once_a_batch(threatq: FakeThreatQ, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, list[int]]] = []
    monkeypatch.setattr(threatq, "relate", lambda file_id, ids: asked.append((file_id, list(ids))))
    batch = [submission({"a": "x y"}), submission({"a": "y z"}), submission({"a": "x"})]
    outcomes = Delivery(threatq, Record()).deliver(batch)
    assert asked == [(0, [0, 1]), (0, [2])]
    assert [outcome.relations for outcome in outcomes if isinstance(outcome, Delivered)] == [2, 2, 1]


def test_a_file_that_is_removed_meanwhile_fails_its_message(threatq: FakeThreatQ) -> None:
    threatq.removed.add(0)
    (outcome,) = Delivery(threatq, Record()).deliver([submission({"a": "x"})])
    assert outcome == Undelivered("ThreatQ refused to relate what came of it: 404 no such File", "relations")


def test_a_refused_value_fails_its_message_alone_and_is_named(threatq: FakeThreatQ) -> None:
    threatq.refuse = {"bad", "worse", "worst"}
    batch = [submission({"a": "good bad"}), submission({"b": "good"}), submission({}, body="bad good worse worst")]
    batch += [submission({}, body="worst bad"), submission({}, body="worst good bad")]
    one, two, three, four, five = Delivery(threatq, Record()).deliver(batch)
    assert one == Undelivered("ThreatQ refused the FQDN 'bad': the value is invalid", "indicators")
    assert isinstance(two, Delivered)
    assert three == Undelivered("ThreatQ refused the FQDN 'bad' (and 2 more): the value is invalid", "indicators")
    first = "ThreatQ refused all 2 indicators, first the FQDN 'worst'"
    assert four == Undelivered(f"{first}: the value is invalid", "indicators")
    assert five == Undelivered("ThreatQ refused the FQDN 'worst' (and 1 more): the value is invalid", "indicators")
    assert threatq.related("a") == {"good"}


def test_a_value_that_was_refused_is_posted_again(threatq: FakeThreatQ) -> None:
    delivery = Delivery(threatq, Record())
    threatq.refuse = {"x"}
    assert isinstance(delivery.deliver([submission({}, body="x")])[0], Undelivered)
    threatq.refuse = set()
    assert isinstance(delivery.deliver([submission({}, body="x")])[0], Delivered)


def test_a_refused_file_fails_its_message_alone_and_is_named(threatq: FakeThreatQ) -> None:
    threatq.refuse = {"huge"}
    one, two = Delivery(threatq, Record()).deliver([submission({"huge": "x"}), submission({"b": "y"})])
    assert isinstance(one, Undelivered) and "File huge" in one.reason and "413" in one.reason
    assert isinstance(two, Delivered)


def test_a_stop_begins_no_further_message_but_completes_those_begun(threatq: FakeThreatQ) -> None:
    batch = [submission({"a": "x"}), submission({"b": "y"}), submission({"c": "z"})]
    answers = iter([False, True])
    outcomes = Delivery(threatq, Record()).deliver(batch, lambda: next(answers))
    assert len(outcomes) == 2 and all(isinstance(outcome, Delivered) for outcome in outcomes)
    assert [upload.attachment.name for upload in threatq.files] == ["a", "b"]
    assert threatq.related("b") == {"y"}
