"""What ``--dry-run`` says: the lines of one message, and Files that the run itself would have made."""

from datetime import UTC, datetime
from pathlib import Path

from tqimap.model import Attachment, FileUpload
from tqimap.rehearsal import UnchangedThreatQ, show
from tqimap.report import MessageReport, Report


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


def test_a_file_that_the_run_would_have_made_is_found_again() -> None:
    threatq = UnchangedThreatQ(lambda md5, size, known: None)
    content = Attachment("list.csv", "text/csv", "csv", 9, "0" * 32, "0" * 64, Path("unused"))
    made = threatq.upload_file(FileUpload(content, "Generic Text", False, datetime.now(UTC)))
    assert threatq.find_file(content.md5, content.size) == made
    assert threatq.find_file("1" * 32, content.size) is None
