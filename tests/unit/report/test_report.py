"""What a run says of itself: the summary, the report for people and machines, status.json."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tqimap.errors import ConfigError
from tqimap.report import report_file, status_file
from tqimap.report.report import FileReport, IndicatorReport, MessageReport, Report

ENDED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def a_report() -> Report:
    report = Report(detailed=True, delivered=1, failed=1, files=2, new_files=1, indicators=1, relations=2)
    report.types.update(["FQDN"])
    report.failures["read"] = 1
    good = MessageReport(
        "INBOX", 7, "delivered", subject="<script>alert(1)</script> http://evil.com/", sender="a@evil.com", date=ENDED,
        files=(FileReport("a.csv", "Generic Text", 10),),
        indicators=(IndicatorReport("URL", "http://evil.com/x", "body"),), relations=2,
        dropped={"private address": 3}, notes=("a note",),
    )  # fmt: skip
    report.add(lambda: good)
    report.add(lambda: MessageReport("INBOX", 8, "failed", "it could not be read: \u202ereason"))
    return report


def test_the_page_escapes_everything_and_shows_no_live_value(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    report_file.write(path, "Intelligence Mailbox", ENDED, a_report())
    page = path.read_text()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert "http://evil.com" not in page and "hxxp://evil[.]com/x (body)" in page
    assert "\u202e" not in page and r"\u202e" in page
    assert "private address: 3" in page and "a note" in page
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_json_report_keeps_the_values(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    report_file.write(path, "Intelligence Mailbox", ENDED, a_report())
    content = json.loads(path.read_text())
    (message, _) = content["messages"]
    assert message["files"] == [{"name": "a.csv", "type": "Generic Text", "size": 10}]
    assert message["indicators"] == [{"type": "URL", "value": "http://evil.com/x", "where": "body"}]
    assert message["date"] == "2026-01-02T03:04:05+00:00"
    assert content["failures"] == {"read": 1} and content["summary"].startswith("Run finished: 1 message ")


def test_the_report_of_a_rehearsal_does_not_say_that_anything_was_done(tmp_path: Path) -> None:
    report = a_report()
    report.rehearsal = True
    report_file.write(tmp_path / "report.html", "Intelligence Mailbox", ENDED, report)
    page = (tmp_path / "report.html").read_text()
    assert "Rehearsal (nothing was changed) that ended 2026-01-02" in page
    assert "A run would end with: 1 message delivered" in page and "Run finished" not in page
    report_file.write(tmp_path / "report.json", "Intelligence Mailbox", ENDED, report)
    content = json.loads((tmp_path / "report.json").read_text())
    assert content["rehearsal"] is True and content["summary"].startswith("A run would end with: ")


@pytest.mark.parametrize(
    "name", ["report.txt", "missing/report.html", f"{'x' * 300}/report.html", "/proc/report.html", "made.html"]
)
def test_a_report_that_cannot_be_written_is_refused_before_the_run(tmp_path: Path, name: str) -> None:
    (tmp_path / "made.html").mkdir()
    with pytest.raises(ConfigError, match="--report"):
        report_file.check(tmp_path / name)


def test_the_summary_says_what_was_done_and_names_all_that_was_not() -> None:
    report = Report(delivered=2, files=1, new_files=1, indicators=3, relations=1)
    assert report.summary() == "Run finished: 2 messages delivered, 1 File (1 new), 3 indicators, 1 relation"
    report = Report(only_marked=1, partly_read=2, failed=3, quarantined=4, left=5, budget="max_messages reached")
    assert report.summary() == (
        "Run finished: 0 messages delivered, 0 Files (0 new), 0 indicators, 0 relations, 1 delivered earlier and now "
        "marked, 2 partly read, 3 failed, 4 in quarantine (tqimap --quarantine), 5 left for the next run; ended early: "
        "max_messages reached"
    )
    report.stopped = "SIGTERM received"
    assert report.summary().endswith("; ended early: SIGTERM received")


def test_the_oldest_unread_message_is_that_of_all_folders() -> None:
    report = Report()
    report.still_unread([])
    assert report.oldest_unread is None
    for day in (3, 2, 4):
        report.still_unread([ENDED.replace(day=day), ENDED.replace(day=9)])
    assert report.oldest_unread == ENDED


def test_details_are_not_even_made_where_nobody_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report()
    report.add(lambda: pytest.fail("made for nothing"))
    assert report.messages == []
    report.detailed = True
    monkeypatch.setattr("tqimap.report.report.DETAILED", 2)
    for uid in range(3):
        report.add(lambda uid=uid: MessageReport("INBOX", uid, "delivered"))
    assert [message.uid for message in report.messages] == [0, 1]


def test_the_status_says_when_it_last_went_well(tmp_path: Path) -> None:
    later = datetime(2026, 1, 3, tzinfo=UTC)
    report = Report(quarantined=2, oldest_unread=ENDED)
    status_file.write(tmp_path, ENDED, 0, Report())
    status_file.write(tmp_path, later, 3, report)
    status = json.loads((tmp_path / "status.json").read_text())
    assert status["last_success"] == "2026-01-02T03:04:05+00:00"
    assert status["last_run"] == "2026-01-03T00:00:00+00:00"
    assert status["oldest_unread"] == "2026-01-02T03:04:05+00:00"
    assert (status["exit_code"], status["quarantined"]) == (3, 2)


def test_a_run_that_could_not_begin_keeps_what_was_known(tmp_path: Path) -> None:
    status_file.write(tmp_path, ENDED, 3, Report(quarantined=2, oldest_unread=ENDED))
    status_file.write(tmp_path, datetime(2026, 1, 3, tzinfo=UTC), 1, Report(), "ThreatQ does not answer")
    status = status_file.read(tmp_path)
    assert status["error"] == "ThreatQ does not answer" and status["last_success"] is None
    assert status["oldest_unread"] == "2026-01-02T03:04:05+00:00" and status["quarantined"] == 2


def test_a_run_that_reads_no_mail_is_no_success(tmp_path: Path) -> None:
    status_file.write(tmp_path, ENDED, 0, Report(), "the connector is switched off")
    status = status_file.read(tmp_path)
    assert (status["exit_code"], status["last_success"]) == (0, None)


def test_a_status_that_cannot_be_written_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Who watches it would wonder why a run that went well is not in it."""
    (tmp_path / "status.json").mkdir()
    status_file.write(tmp_path, ENDED, 0, Report())
    (line,) = caplog.messages
    assert line == f"Cannot write {tmp_path}/status.json: Is a directory"


def test_a_damaged_status_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text('{"last_su')
    status_file.write(tmp_path, ENDED, 0, Report())
    assert status_file.read(tmp_path)["exit_code"] == 0


def test_a_full_disk_does_not_fail_the_run(tmp_path: Path) -> None:
    status_file.write(tmp_path / "gone", ENDED, 0, Report())
    assert status_file.read(tmp_path / "gone") == {}
