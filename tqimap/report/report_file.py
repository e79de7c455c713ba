"""``--report FILE``: all that a run did, as JSON for machines or as one HTML page for people.

JSON keeps values as they are sent; the page shows every value defanged and every string escaped, since the sender
of a mail chooses them.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from tempfile import TemporaryFile
from typing import Any

from tqimap.errors import ConfigError, StateError
from tqimap.printable import defanged, printable
from tqimap.report.report import MessageReport, Report
from tqimap.state import private_file

CELL = 300  # characters of a cell of the page
LISTED = 500  # indicators of one message on the page; the JSON report has them all


def check(path: Path) -> None:
    """Raises ConfigError before the run where no report could be written after it."""
    if path.suffix.lower() not in (".json", ".html"):
        raise ConfigError(f"--report {path}: the name must end in .json or .html")
    if os.path.isdir(path):
        raise ConfigError(f"--report {path}: there is a directory of that name")
    try:
        with TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        reason = f"{error.strerror}{private_file.advice(error)}"
        raise ConfigError(f"--report {path}: cannot write to {path.parent}: {reason}") from error


def write(path: Path, name: str, ended: datetime, report: Report) -> None:
    """Write the report of the run of connector ``name`` that ended at ``ended``. Raises StateError."""
    text = _json(name, ended, report) if path.suffix.lower() == ".json" else _page(name, ended, report)
    try:
        private_file.write(path, text)
    except OSError as error:
        raise StateError(f"Cannot write the report {path}: {error.strerror}{private_file.advice(error)}") from error


def _json(name: str, ended: datetime, report: Report) -> str:
    told = {each.name: getattr(report, each.name) for each in fields(report) if each.name != "detailed"}
    messages = [_as_json(message) for message in report.messages]
    content = {"connector": name, "ended": ended, "summary": report.summary(), **told, "messages": messages}
    return json.dumps(content, indent=1, ensure_ascii=False, default=_moment) + "\n"


def _as_json(message: MessageReport) -> dict[str, Any]:
    """All of it, with a name for everything."""
    told = {each.name: getattr(message, each.name) for each in fields(message)}
    return told | {key: [each._asdict() for each in told[key]] for key in ("files", "indicators")}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _page(name: str, ended: datetime, report: Report) -> str:
    template = Template(Path(__file__).with_name("report_file.html").read_text(encoding="utf-8"))
    outcomes = {"delivered": report.delivered, "failed": report.failed, "left": report.left}
    return template.substitute(
        name=_cell(name),
        kind="Rehearsal (nothing was changed)" if report.rehearsal else "Run",
        ended=_cell(_moment(ended)),
        summary=_cell(report.summary()),
        outcomes=_chart(outcomes),
        types=_chart(dict(report.types.most_common())),
        dropped=_chart(dict(report.dropped.most_common())),
        stages="".join(f"<tr><td>{_cell(k)}</td><td>{v:.2f}</td></tr>" for k, v in report.seconds.items()),
        messages="".join(_message(message) for message in report.messages),
    )


def _message(message: MessageReport) -> str:
    """One row of the table of messages, with all its details folded away."""
    cells = (
        f"{message.folder} {message.uid}",
        message.date.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if message.date else "",
        message.sender,
        message.subject,
        message.outcome,
    )
    row = "".join(f"<td>{_cell(cell)}</td>" for cell in cells)
    numbers = (len(message.files), len(message.indicators), message.relations, sum(message.dropped.values()))
    row += "".join(f'<td class="number">{number}</td>' for number in numbers)
    return f'<tbody class="{message.outcome}"><tr>{row}</tr><tr><td colspan="9">{_details(message)}</td></tr></tbody>'


def _details(message: MessageReport) -> str:
    parts = [f"<p>{_cell(text)}</p>" for text in (message.reason, *message.notes) if text]
    parts += [_list("Files", [f"{name} ({kind}, {size} bytes)" for name, kind, size in message.files])]
    parts += [
        _list("Indicators", [f"{kind}: {defanged(value)} ({where})" for kind, value, where in message.indicators])
    ]
    parts += [_list("Not taken", [f"{rule}: {count}" for rule, count in message.dropped.items()])]
    return f"<details><summary>details</summary>{''.join(parts)}</details>"


def _list(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{_cell(line)}</li>" for line in lines[:LISTED])
    more = f"<li>and {len(lines) - LISTED} more</li>" if len(lines) > LISTED else ""
    return f"<h4>{title}</h4><ul>{items}{more}</ul>"


def _chart(counts: Mapping[str, int]) -> str:
    """Horizontal bars, longest first as they come, drawn with CSS alone."""
    most = max(counts.values(), default=0) or 1
    return "".join(
        f'<tr><td>{_cell(name)}</td><td class="number">{count}</td><td class="bar">{_bar(count / most)}</td></tr>'
        for name, count in counts.items()
    )


def _bar(share: float) -> str:
    return f'<i style="width:{share:.1%}"></i>' if share else ""


def _cell(text: Any) -> str:
    """A string from outside, on a page: one line, its URLs unclickable, escaped."""
    return escape(printable(text, CELL))
