"""Texts go to the engine in pieces; what it finds is told with its place, in bounds."""

import io
import random
import zipfile

import pytest

from tqimap.indicators import Options
from tqimap.model import Document, Indicator, Place
from tqimap.reader import attachment
from tqimap.reader import finder as subject
from tqimap.reader.answers import Answer, Dropped, Explained, Found, Noted
from tqimap.reader.finder import Finder, pieces
from tqimap.reader.options import ReaderOptions

PLACE = Place(path=("list.txt",))


def values(answers: list[Answer]) -> list[str]:
    return [each.value for answer in answers if isinstance(answer, Found) for each in answer.indicators]


def test_a_long_text_is_cut_between_lines(monkeypatch) -> None:
    monkeypatch.setattr(subject, "PIECE_CHARACTERS", 100)
    monkeypatch.setattr(subject, "LINE_CHARACTERS", 50)
    text = "".join(f"http://h{number}.evil-demo.com/\n" for number in range(50))
    cut = list(pieces(text))
    assert "".join(cut) == text
    assert len(cut) > 5
    assert all(piece.endswith("\n") for piece in cut)
    assert values(list(Finder(Options()).document(Document(PLACE, text)))) == text.split()


def test_positions_are_those_in_the_whole_text(monkeypatch) -> None:
    monkeypatch.setattr(subject, "PIECE_CHARACTERS", 100)
    monkeypatch.setattr(subject, "LINE_CHARACTERS", 50)
    text = "".join(f"192.168.1.1 hxxp://h{number}[.]evil-demo[.]com/\n" for number in range(50))
    answers = Finder(Options(), explain=True).document(Document(PLACE, text))
    found = [each for answer in answers if isinstance(answer, Explained) for each in answer.candidates]
    assert len(found) == 100
    for one in found:
        assert text[one.start : one.end] == one.raw
        assert one.line == text.count("\n", 0, one.start) + 1


def test_a_text_without_lines_is_cut_all_the_same(monkeypatch) -> None:
    monkeypatch.setattr(subject, "PIECE_CHARACTERS", 100)
    monkeypatch.setattr(subject, "LINE_CHARACTERS", 50)
    assert [len(piece) for piece in pieces("x" * 250)] == [100, 100, 50]
    assert list(pieces("")) == [""]


def test_an_endless_list_is_cut_and_that_is_said(monkeypatch) -> None:
    monkeypatch.setattr(subject, "MAX_FOUND", 10)
    finder = Finder(Options())
    text = "".join(f"http://h{number}.evil-demo.com/\n" for number in range(15))
    answers = [*finder.document(Document(PLACE, text)), *finder.document(Document(PLACE, text))]
    assert len(values(answers)) == 10
    assert [answer for answer in answers if isinstance(answer, Noted)] == [
        Noted("list.txt: more than 10 indicators, the others are left out", True)
    ]


def test_dropped_candidates_are_counted_and_told_only_on_request() -> None:
    finder = Finder(Options())
    assert values(list(finder.document(Document(PLACE, "192.168.1.1 192.168.1.2")))) == []
    (dropped,) = finder.dropped()
    assert isinstance(dropped, Dropped) and sum(dropped.counts.values()) == 2
    assert list(finder.dropped()) == []
    (told,) = Finder(Options(), explain=True).document(Document(PLACE, "192.168.1.1"))
    assert isinstance(told, Explained)
    assert [(each.value, each.kept) for each in told.candidates] == [("192.168.1.1", False)]


def test_a_fault_of_the_engine_costs_one_document_and_says_where(monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("what stood in the mail")

    finder = Finder(Options())
    with monkeypatch.context() as patched:
        patched.setattr(subject, "find_all", broken)
        patched.setattr(subject, "find_in_header", broken)
        answers = [*finder.document(Document(PLACE, "x")), *finder.header("From", "x", Place(header="From"))]
    assert [type(answer) for answer in answers] == [Noted, Noted]
    assert all(answer.unread and "ValueError in reader/test_reader_finder.py" in answer.text for answer in answers)
    assert not [answer for answer in answers if "what stood" in answer.text]
    assert values(list(finder.document(Document(PLACE, "http://next.evil-demo.com/")))) == [
        "http://next.evil-demo.com/"
    ]


def test_a_lack_of_memory_is_no_fault_of_a_document(monkeypatch) -> None:
    """The child ends with it, and the next one reads the document again."""

    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(subject, "find_all", full)
    with pytest.raises(MemoryError):
        list(Finder(Options()).document(Document(PLACE, "x")))


def test_what_a_field_of_a_header_has_is_explained_without_a_line() -> None:
    (told,) = Finder(Options(own_domains=("evil-demo.com",)), explain=True).header(
        "From", "boss@evil-demo.com", Place(header="From")
    )
    assert isinstance(told, Explained)
    assert [(each.value, each.kept, each.line) for each in told.candidates] == [("boss@evil-demo.com", False, 0)]


def test_the_name_of_an_attachment_is_an_indicator_on_request() -> None:
    place = Place(path=("bill.pdf",))
    assert list(Finder(Options()).attachment_name("bill.pdf", place, 3)) == []
    (found,) = Finder(Options(types={"Email Attachment": True})).attachment_name("bill.pdf", place, 3)
    assert found == Found(place, 3, (Indicator("Email Attachment", "bill.pdf"),))


def test_the_header_of_a_message_in_an_archive_is_read_field_by_field() -> None:
    message = (
        b"Received: from evil-demo.com (evil-demo.com [44.128.7.21]) by mx.quota-demo.com with ESMTP id 5.6.7.8\r\n"
        b"Message-ID: <a1@evil-demo.com>\r\nFrom: Boss <boss@evil-demo.com>\r\nTo: me@quota-demo.com\r\n"
        b"Subject: see hxxp://evil-demo[.]com/a\r\n\r\n"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("m.eml", message)
    found = [
        each for each in attachment.read(stream.getvalue(), "m.zip", (), ReaderOptions()) if isinstance(each, Found)
    ]
    assert [(str(each.place), *(one.value for one in each.indicators)) for each in found] == [
        ("m.zip › m.eml, header Received", "44.128.7.21"),
        ("m.zip › m.eml, header From", "boss@evil-demo.com"),
        ("m.zip › m.eml, header Subject", "http://evil-demo.com/a"),
    ]


def test_random_bytes_hold_nothing_and_a_program_what_it_was_built_with() -> None:
    noise = random.Random(7).randbytes(4 << 20)
    assert values(list(attachment.read(noise, "memory.dmp", (), ReaderOptions()))) == []
    program = noise[:1000] + b"\x00quota-demo.com\x00hxxp://k.jo/gate\x00" + noise[1000:5000]
    assert values(list(attachment.read(program, "memory.dmp", (), ReaderOptions()))) == [
        "quota-demo.com",
        "http://k.jo/gate",
    ]
