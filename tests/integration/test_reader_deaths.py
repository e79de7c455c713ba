"""What the death of a child costs: one message, one attachment, or nothing at all."""

import functools
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tqimap.errors import StateError
from tqimap.model import RawMessage, ReadMessage, Unreadable
from tqimap.reader import reader
from tqimap.reader.assembly import Assembly, Held
from tqimap.reader.children import Helper
from tqimap.reader.confinement import Limits
from tqimap.reader.options import ReaderOptions
from tqimap.reader.reader import Reader

RECEIVED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PROGRAM = Path(__file__).with_name("mortal_reader.py")
HASTY = ReaderOptions(limits=Limits(wall_seconds=2))


def command(control: int) -> list[str]:
    boot = f"import sys, runpy; sys.path[:] = {sys.path!r}; runpy.run_path({str(PROGRAM)!r}, run_name='__main__')"
    return [sys.executable, "-I", "-c", boot, str(control)]


@pytest.fixture
def spool(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(reader, "Helper", functools.partial(Helper, start=command))
    return tmp_path


def message(uid: int, text: str = "", **attachments: bytes) -> RawMessage:
    made = EmailMessage(policy=SMTP)
    made["Message-ID"] = f"<{uid}@x>"
    made.set_content(f"{text}\nhttp://h{uid}.evil-demo.com/x\n")
    for name, content in attachments.items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return RawMessage(uid, RECEIVED, made.as_bytes())


def urls(result: ReadMessage) -> list[tuple[str, int | None]]:
    return [(i.value, each.attachment) for each in result.sightings for i in each.indicators if i.type == "URL"]


def read(
    spool: Path, *batch: RawMessage, options: ReaderOptions | None = None
) -> Iterator[tuple[int, ReadMessage | Unreadable]]:
    with Reader(spool, options) as contained:
        yield from contained.read(batch)


def test_a_message_that_kills_its_child_costs_itself_alone(spool: Path) -> None:
    results = dict(read(spool, message(1), message(2, "die at once"), message(3), message(4)))
    assert list(results) == [1, 2, 3, 4]
    assert results[2] == Unreadable("its reader died: signal SIGSEGV")
    for uid in (1, 3, 4):
        assert urls(results[uid]) == [(f"http://h{uid}.evil-demo.com/x", None)]
        assert not results[uid].partly_read


def test_a_message_that_hangs_costs_its_deadline(spool: Path) -> None:
    results = dict(read(spool, message(1), message(2, "hang at once"), options=HASTY))
    assert results[2] == Unreadable("its reader died: deadline")
    assert isinstance(results[1], ReadMessage)


def test_one_child_reads_several_batches_and_the_death_of_it_costs_none_of_them(spool: Path, monkeypatch) -> None:
    begun = []
    begin = Helper.begin
    monkeypatch.setattr(Helper, "begin", lambda *given: begun.append(1) or begin(*given))
    batches = [[message(2 * number), message(2 * number + 1)] for number in range(5)]
    batches[1][1] = message(3, "die at once")
    with Reader(spool, ReaderOptions(limits=Limits(jobs=2))) as contained:
        results = {uid: result for batch in batches for uid, result in contained.read(batch)}
    assert list(results) == list(range(10))
    assert [uid for uid, result in results.items() if isinstance(result, Unreadable)] == [3]
    assert urls(results[8]) == [("http://h8.evil-demo.com/x", None)]
    assert len(begun) == 1 + 1 + 2  # for two batches each, and for the message that killed the first


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One for each child."""
    begin, children = Helper.begin, []
    monkeypatch.setattr(Helper, "begin", lambda *given: children.append(len(children)) or begin(*given))
    return children


def test_a_child_reads_several_attachments_but_none_after_one_for_a_library_in_c(spool: Path, begun: list[int]) -> None:
    unknown = b"\x00\x01 http://in-a-bin.evil-demo.com/ \x00"
    pdf = b"%PDF-1.4 http://in-a-pdf.evil-demo.com/"
    mails = [message(1, a_bin=unknown, b_bin=unknown), message(2, c_pdf=pdf, d_pdf=pdf), message(3, e_bin=unknown)]
    with Reader(spool) as contained:
        results = [contained.read([mail]).__next__()[1] for mail in mails]
    assert [urls(result)[1:] for result in results] == [
        [("http://in-a-bin.evil-demo.com/", 0), ("http://in-a-bin.evil-demo.com/", 1)],
        [("http://in-a-pdf.evil-demo.com/", 0), ("http://in-a-pdf.evil-demo.com/", 1)],
        [("http://in-a-bin.evil-demo.com/", 0)],
    ]
    # For each message, for the first three attachments, for the second PDF, for the last attachment.
    assert len(begun) == 3 + 3


def test_a_child_that_dies_over_an_attachment_costs_only_that(spool: Path, begun: list[int]) -> None:
    deadly = b"\x00\x01 die in the attachment http://carved.evil-demo.com/ \x00"
    sound = [b"\x00\x01 http://sound-%d.evil-demo.com/ \x00" % number for number in range(2)]
    ((_, result),) = read(spool, message(1, a_bin=sound[0], b_bin=deadly, c_bin=sound[1]))
    found = ["http://sound-0.evil-demo.com/", "http://carved.evil-demo.com/", "http://sound-1.evil-demo.com/"]
    assert urls(result)[1:] == [(url, index) for index, url in enumerate(found)]
    assert [note for note in result.notes if "died" in note] == [
        "b.bin: extractor died: signal SIGSEGV; only its strings were read"
    ]
    assert len(begun) == 1 + 2


def test_a_caller_that_stops_listening_gets_no_answers_on_an_old_batch(spool: Path) -> None:
    with Reader(spool) as contained:
        given_up = contained.read([message(1), message(2)])
        assert next(given_up)[0] == 1
        given_up.close()
        assert [uid for uid, _ in contained.read([message(3), message(4)])] == [3, 4]
        (_, result), _ = contained.read([message(5), message(6)])
    assert urls(result) == [("http://h5.evil-demo.com/x", None)]


def test_a_child_that_says_nothing_but_done_is_not_believed(spool: Path) -> None:
    results = dict(read(spool, message(1), message(2, "say nothing"), message(3)))
    assert results[2] == Unreadable("its reader died: it ended without an answer")
    assert urls(results[3]) == [("http://h3.evil-demo.com/x", None)]


def test_after_the_split_a_message_completes_with_all_its_files(spool: Path) -> None:
    text = b"http://in-the-text.evil-demo.com/\n"
    first, second = read(spool, message(1), message(2, "die after the split", a_txt=text, b_bin=b"\x00" + text))
    assert isinstance(first[1], ReadMessage)
    result = second[1]
    assert isinstance(result, ReadMessage)
    assert result.partly_read
    assert "partly read, its reader died: signal SIGSEGV" in result.notes
    assert [file.file.read_bytes() for file in result.attachments] == [text, b"\x00" + text]
    assert urls(result) == [
        ("http://h2.evil-demo.com/x", None),  # what was found before the death
        ("http://in-the-text.evil-demo.com/", 0),  # the text is read in a child of its own after it
        ("http://in-the-text.evil-demo.com/", 1),
    ]


@pytest.mark.parametrize(("word", "death"), [("die", "signal SIGSEGV"), ("hang", "deadline")])
def test_an_attachment_that_kills_its_child_is_carved_and_uploaded(spool: Path, word: str, death: str) -> None:
    content = b"\x00\x01 %s in the attachment http://carved.evil-demo.com/y \x00" % word.encode()
    batch = message(1, a_bin=content, b_bin=b"\x00\x01http://next.evil-demo.com/z")
    ((_, result),) = read(spool, batch, options=HASTY)
    assert result.notes == (f"a.bin: extractor died: {death}; only its strings were read",)
    assert result.partly_read
    assert result.attachments[0].file.read_bytes() == content
    assert ("http://carved.evil-demo.com/y", 0) in urls(result)
    assert ("http://next.evil-demo.com/z", 1) in urls(result)


def test_an_attachment_that_nothing_can_read_is_still_a_file(spool: Path) -> None:
    ((_, result),) = read(spool, message(1, a_bin=b"\x00\x01 die in every way"))
    assert [file.name for file in result.attachments] == ["a.bin"]
    assert result.notes[-1] == "a.bin: not read, its strings neither: signal SIGSEGV"


def test_an_attachment_that_a_virus_scanner_has_removed_is_said_to_be_unread(
    spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its writing and its reading; its upload then fails the message."""
    read_attachment = Reader._read_attachment

    def scanned(self: Reader, assembly: Assembly, index: int, held: Held) -> None:
        assert held.spooled is not None
        held.spooled.file.unlink()
        read_attachment(self, assembly, index, held)

    monkeypatch.setattr(Reader, "_read_attachment", scanned)
    ((_, result),) = read(spool, message(1, a_pdf=b"%PDF-1.4 x"))
    assert isinstance(result, ReadMessage)
    assert result.partly_read and result.notes == ("a.pdf: not read, its copy is gone: No such file or directory",)


def test_attachments_that_never_end_do_not_hold_up_the_mailbox(spool: Path) -> None:
    hanging = {f"a{number}_bin": b"\x00 %d hang in the attachment" % number for number in range(5)}
    options = ReaderOptions(limits=Limits(wall_seconds=0.3, message_seconds=0.2))
    with Reader(spool, options) as contained:
        ((_, result),) = contained.read([message(1, **hanging)])
    assert len(result.attachments) == 5
    assert len([note for note in result.notes if note.endswith("the time for this message is used up")]) == 4


def test_nothing_stays_in_the_spool_but_the_attachments(spool: Path) -> None:
    batch = [message(1, a_bin=b"\x00"), message(2, "die at once", a_bin=b"\x01"), message(3, a_bin=b"\x02")]
    results = dict(read(spool, *batch))
    files = {file.file for result in results.values() if isinstance(result, ReadMessage) for file in result.attachments}
    assert set(spool.iterdir()) == files
    assert len(files) == 2


def test_a_batch_that_nobody_wants_to_the_end_leaves_no_process(spool: Path) -> None:
    contained = Reader(spool)
    with contained:
        results = contained.read([message(uid) for uid in range(20)])
        next(results)
        results.close()
        assert [uid for uid, _ in contained.read([message(7)])] == [7]
        process = contained._helper._process
    assert process.returncode is not None


def test_a_helper_that_does_not_start_ends_the_run_with_its_last_words(tmp_path: Path, monkeypatch) -> None:
    def broken(control: int) -> list[str]:
        return [sys.executable, "-I", "-c", "raise ImportError('no lxml here')"]

    monkeypatch.setattr(reader, "Helper", functools.partial(Helper, start=broken))
    with pytest.raises(StateError, match="did not start: ImportError: no lxml here"):
        list(read(tmp_path, message(1)))


def test_no_room_for_the_batch_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="Cannot write to"):
        list(read(tmp_path / "gone", message(1)))
