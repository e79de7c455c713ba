"""``status.json`` in the state directory: what monitoring reads to notice that the mailbox is silently dead.

ThreatQ shows no log of custom connectors, so this file is the only place where that can be seen from outside. It is
replaced atomically at the end of every run, good or bad.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqimap.report.report import Report
from tqimap.state import private_file

log = logging.getLogger("tqimap")

FILE_NAME = "status.json"


def write(state: Path, now: datetime, exit_code: int, report: Report, error: str = "") -> None:
    """Say how the run that ends ``now`` went; ``error`` is why it could not go on, or read no mail.

    A disk that is full must not turn a good run into a bad one: then the old file stays, and the log says so.
    """
    before = read(state)
    unseen = before if error or report.stopped else {}  # what a run that was cut off did not come to see is as it was
    status = {
        "last_run": _moment(now),
        "last_success": _moment(now) if exit_code == 0 and not error else before.get("last_success"),
        "exit_code": exit_code,
        "error": error,
        "delivered": report.delivered,
        "left": report.left,
        "oldest_unread": _moment(report.oldest_unread) or unseen.get("oldest_unread"),
        "quarantined": report.quarantined or unseen.get("quarantined", 0),
        "failures": dict(report.failures),
    }
    path = state / FILE_NAME
    try:
        private_file.write(path, json.dumps(status, indent=2) + "\n")
    except OSError as failed:
        log.warning("Cannot write %s: %s%s", path, failed.strerror, private_file.advice(failed))


def read(state: Path) -> Mapping[str, Any]:
    """What the last run said; nothing where there was none, or where the file cannot be read."""
    try:
        status = json.loads((state / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return status if isinstance(status, dict) else {}


def _moment(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
