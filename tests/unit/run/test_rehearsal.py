"""What ``--dry-run`` says: the lines of one message, and Files that the run itself would have made."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tqimap.model import Attachment, Event, FileUpload, Submission
from tqimap.report.report import MessageReport, Report
from tqimap.run.delivery import Delivered, Delivery
from tqimap.run.rehearsal import UnchangedThreatQ, show
from tqimap.state.ledger import Ledger, MailboxKey
from tqimap.state.made import Made


def said(*messages: MessageReport) -> list[str]:
    report = Report(detailed=True, rehearsal=True, messages=list(messages))
    lines: list[str] = []
    show(report, lines.append)
    return lines


def test_the_columns_stand_below_each_other_whatever_the_type() -> None:
    lines = said(
        MessageReport(
            "INBOX", 1, "delivered",
            files=(("list.csv", "Generic Text", 9),),
            indicators=(("URL", "a", "x"), ("Email Address", "a", "x"), ("x509 Subject", "a", "x")),
            notes=("a note",),
        )
    )  # fmt: skip
    assert [line[:16] for line in lines[1:6]] == [
        "  File          ",
        "  URL           ",
        "  Email Address ",
        "  x509 Subject  ",
        "  note          ",
    ]
    assert {line[15] for line in lines[1:6]} == {" "} and " " not in {line[16] for line in lines[1:6]}


def test_one_relation_is_no_relations() -> None:
    assert "  would make 1 relation, then mark the message as done" in said(
        MessageReport("INBOX", 1, "delivered", relations=1)
    )
    assert "  would make 2 relations, then mark the message as done" in said(
        MessageReport("INBOX", 1, "delivered", relations=2)
    )


def test_a_message_that_fails_would_stay_unread() -> None:
    failed = MessageReport("INBOX", 7, "failed", "ThreatQ refused it", "Hello", "a@x")
    assert said(failed)[:2] == ["UID 7 in INBOX, 'Hello' from a@x", "  would leave it unread: ThreatQ refused it"]


def test_events_are_made_and_related_to_nobodys_harm(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    event = Event("aa", "Mail", now, now, "", ())
    with closing(Ledger(tmp_path, MailboxKey("mail", "me"))) as ledger:
        record = Made(ledger, "tq", 1.0)
        record.begin_event("bb", 1.0)  # a run died over this one
        for key in ("aa", "bb", "aa"):
            delivery = Delivery(UnchangedThreatQ(lambda md5, size, known: None), record)
            (outcome,) = delivery.deliver([Submission((), (), (), replace(event, key=key))])
            assert outcome == Delivered((), 0, 0, 0)


def test_a_file_that_the_run_would_have_made_is_found_again() -> None:
    threatq = UnchangedThreatQ(lambda md5, size, known: None)
    content = Attachment("list.csv", "text/csv", "csv", 9, "0" * 32, "0" * 64, Path("unused"))
    made = threatq.upload_file(FileUpload(content, "Generic Text", False, datetime.now(UTC)))
    assert threatq.find_file(content.md5, content.size) == made
    assert threatq.find_file("1" * 32, content.size) is None
