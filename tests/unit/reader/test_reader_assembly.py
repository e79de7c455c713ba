"""Answers to a ReadMessage: files with their hashes, numbers of attachments, and answers that cannot be true."""

import hashlib
from pathlib import Path

import pytest

from tqimap.errors import StateError
from tqimap.model import Indicator, Place, ReadMessage, Sighting
from tqimap.reader import assembly as subject
from tqimap.reader.answers import (
    Answer,
    Attached,
    Closed,
    Data,
    Done,
    Dropped,
    Found,
    Noted,
    Opened,
    Read,
    Sniffed,
    Split,
    Wording,
)
from tqimap.reader.assembly import Assembly
from tqimap.reader.frames import Forged

OPENED = Opened("<1@x>", "Subject", "a@x", ("b@x",), "2026-01-01T11:00:00+00:00")
HOST = Indicator("FQDN", "evil.example")


def attachment(name: str, content: bytes, format: str = "pdf", *, is_file: bool = True) -> list[Answer]:
    return [Attached(name, "application/pdf", (), is_file), Data(content), Closed(format)]


def assembled(spool: Path, *given: Answer, limit: int = 0) -> ReadMessage:
    made = Assembly(spool, 0, limit)
    for answer in (OPENED, *given):
        made.take(answer)
    return made.finish()


def sighting(place: Place, attachment: int | None) -> Sighting:
    return Sighting(place, (HOST,), attachment)


def test_an_attachment_is_spooled_counted_and_hashed(tmp_path: Path) -> None:
    pieces = [b"first", b"", b"second" * 100_000]
    content = b"".join(pieces)
    given = [Attached("a.pdf", "application/pdf"), *map(Data, pieces), Closed("pdf"), Split()]
    message = assembled(tmp_path, *given)
    assert not message.partly_read
    (one,) = message.attachments
    assert (one.name, one.format, one.size) == ("a.pdf", "pdf", len(content))
    assert one.md5 == hashlib.md5(content).hexdigest()
    assert one.sha256 == hashlib.sha256(content).hexdigest()
    assert one.file.read_bytes() == content
    assert one.file.stat().st_mode & 0o077 == 0


def test_an_empty_attachment_is_a_file_too(tmp_path: Path) -> None:
    (one,) = assembled(tmp_path, Attached("empty.txt", "text/plain"), Closed("empty"), Split()).attachments
    assert one.size == 0


def test_the_same_content_twice_is_one_attachment_and_indicators_follow(tmp_path: Path) -> None:
    message = assembled(
        tmp_path,
        *attachment("logo.png", b"picture", is_file=False),
        *attachment("a.pdf", b"same"),
        *attachment("b.pdf", b"same"),
        *attachment("a.pdf", b"same"),
        *attachment("c.pdf", b"other"),
        Split(),
        *(Found(Place(path=(str(number),)), number, (HOST,)) for number in range(5)),
        Found(Place(body="text"), None, (HOST,)),
    )
    assert [each.name for each in message.attachments] == ["a.pdf", "b.pdf", "c.pdf"]
    assert [each.attachment for each in message.sightings] == [None, 0, 1, 0, 2, None]
    assert len(list(tmp_path.iterdir())) == 3


def test_more_than_fits_into_memory_follows_with_the_same_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "PORTION", 2)
    found = [Found(Place(path=(str(number),)), number, (HOST, HOST)) for number in (1, 2, 1)]
    picture, attached = attachment("logo.png", b"picture", is_file=False), attachment("a.pdf", b"x")
    message = assembled(tmp_path, *picture, *attached, *attached, Split(), *found)
    assert [(each.attachment, len(each.indicators)) for each in message.sightings] == [(0, 2)]
    more = [sighting for portion in message.more for sighting in portion]
    assert more == [Sighting(Place(path=(number,)), (HOST, HOST), 0) for number in ("2", "1")]


def test_what_is_too_large_becomes_no_file_and_that_is_said(tmp_path: Path) -> None:
    message = assembled(tmp_path, *attachment("big.iso", bytes(101)), *attachment("b.pdf", b"x"), Split(), limit=100)
    assert [each.name for each in message.attachments] == ["b.pdf"]
    assert message.partly_read
    assert message.notes == ("big.iso: it has 101 bytes, more than max_attachment_bytes (100), and becomes no File",)
    assert len(list(tmp_path.iterdir())) == 1


def test_only_what_nobody_has_read_yet_needs_a_child(tmp_path: Path) -> None:
    made = Assembly(tmp_path, 0, 100)
    for answer in (
        OPENED,
        *attachment("a.txt", b"text", "text"),
        *attachment("b.pdf", b"pdf"),
        *attachment("b.pdf", b"pdf"),
        *attachment("big.pdf", bytes(101)),
        Split(),
        Read(0),
    ):
        made.take(answer)
    assert [index for index, _ in made.unread()] == [1]


def test_places_inside_an_attachment_begin_with_its_message(tmp_path: Path) -> None:
    made = Assembly(tmp_path, 0, 0)
    for answer in (OPENED, Attached("in.zip", "application/zip", ("fw.eml",)), Data(b"x"), Closed(""), Split()):
        made.take(answer)
    made.take_inside(0, Sniffed("zip"))
    made.take_inside(0, Found(Place(path=("in.zip", "a.txt"), spot="line 1"), None, (HOST,)))
    made.take_inside(0, Found(Place(header="From"), 7, (HOST,)))
    message = made.finish()
    assert message.attachments[0].format == "zip"
    assert message.sightings == (
        sighting(Place(path=("fw.eml", "in.zip", "a.txt"), spot="line 1"), 0),
        sighting(Place(path=("fw.eml", "in.zip")), 0),
    )


def test_counts_notes_and_wording_are_kept(tmp_path: Path) -> None:
    message = assembled(
        tmp_path, Split(), Dropped({"version": 2}), Dropped({"version": 1}), Noted("a", False), Noted("b", True),
        Noted("a", False), Wording(("pw",), "RED"),
    )  # fmt: skip
    assert (message.dropped, message.notes, message.partly_read, message.tlp) == (
        {"version": 3},
        ("a", "b"),
        True,
        "RED",
    )


def test_notes_do_not_grow_without_end(tmp_path: Path) -> None:
    message = assembled(tmp_path, Split(), *(Noted(str(number), False) for number in range(1000)))
    assert len(message.notes) == subject.MAX_NOTES


@pytest.mark.parametrize(
    "given",
    [
        [OPENED],
        [Data(b"of nothing")],
        [Closed("pdf")],
        [Attached("a", "b"), Attached("c", "d")],
        [Attached("a", "b"), Split()],
        [Split(), Attached("late", "b")],
        [Read(0)],
        [*attachment("a", b"x"), Read(1)],
        [Found(Place(body="text"), 0, (HOST,))],
        [Sniffed("pdf")],
        [Done()],
    ],
    ids=str,
)
def test_an_answer_that_cannot_be_true_is_refused(tmp_path: Path, given: list[Answer]) -> None:
    made = Assembly(tmp_path, 0, 0)
    made.take(OPENED)
    with pytest.raises(Forged):
        for answer in given:
            made.take(answer)
    made.discard()
    assert list(tmp_path.iterdir()) == []


def test_nothing_counts_before_the_message_is_opened(tmp_path: Path) -> None:
    for answer in (Split(), Attached("a", "b")):
        made = Assembly(tmp_path, 0, 0)
        with pytest.raises(Forged):
            made.take(answer)
        assert not made.is_split


def test_rules_without_number_are_refused(tmp_path: Path) -> None:
    made = Assembly(tmp_path, 0, 0)
    with pytest.raises(Forged):
        for number in range(20):
            made.take(Dropped({f"{number} {rule}": 1 for rule in range(100)}))


def test_indicators_without_number_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "MAX_FOUND", 3)
    found = Found(Place(body="text"), None, (HOST,))
    assembled(tmp_path, Split(), *[found] * 3)
    with pytest.raises(Forged, match="more than there can be"):
        assembled(tmp_path, Split(), *[found] * 4)


def test_names_and_formats_of_a_child_are_not_trusted(tmp_path: Path) -> None:
    given = [Attached("../../x\n", "text/plain\r\nX: y"), Data(b"x"), Closed("pdf; rm"), Split()]
    (one,) = assembled(tmp_path, *given).attachments
    assert one.media_type == "application/octet-stream"
    assert "/" not in one.name
    assert one.name.isprintable()
    assert one.format == "unknown"


def test_a_full_disk_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "attachment-0-0").touch()
    with pytest.raises(StateError, match="Cannot write"):
        assembled(tmp_path, *attachment("a", b"x"))
