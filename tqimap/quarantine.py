"""``--quarantine`` and ``--retry``: what failed for good, and taking it up again."""

import os
import time
from contextlib import closing
from pathlib import Path

from tqimap.errors import ConfigError
from tqimap.printable import printable
from tqimap.report.report import counted
from tqimap.state.ledger import FILE_NAME, Entry, Ledger, MailboxKey

_HEAD = ("ID", "MESSAGE", "SUBJECT", "ATTEMPTS", "AGE", "REASON")
_WIDTHS = (5, 26, 40, 8, 5)  # of all columns but the last


def show(state_directory: Path) -> int:
    """Print the quarantine as a table; the exit code, 3 while it is not empty."""
    entries = _entries(state_directory)
    if not entries:
        print("The quarantine is empty.")
        return 0
    print(_row(_HEAD))
    for entry in entries:
        print(_row(_cells(entry, time.time())))
    print("\nTake up again in the next run: tqimap --retry ID, or --retry all")
    return 3


def retry(state_directory: Path, which: str) -> int:
    """Take one message or all out of quarantine, so that the next run reads it; the exit code.

    Raises ConfigError where there is none of this ID.
    """
    entries = _entries(state_directory)
    chosen = [entry.id for entry in entries if which in ("all", str(entry.id))]
    if which != "all" and not chosen:
        raise ConfigError(f"{printable(which)} is not in quarantine; tqimap --quarantine lists what is")
    count = 0
    if chosen:
        with _ledger(state_directory) as ledger:
            count = ledger.retry(chosen)
    print(f"{counted(count, 'message')} taken out of quarantine for the next run.")
    return 0


def _entries(state_directory: Path) -> list[Entry]:
    try:
        if FILE_NAME not in os.listdir(state_directory):
            return []
    except OSError as error:
        raise ConfigError(
            f"Cannot read {state_directory}: {error.strerror}. Is -c right, and has a run been made with it?"
        ) from error
    with _ledger(state_directory) as ledger:
        return ledger.quarantine()


def _ledger(state_directory: Path) -> "closing[Ledger]":
    return closing(Ledger(state_directory, MailboxKey("", "")))  # whose messages they are does not matter here


def _cells(entry: Entry, now: float) -> tuple[str, ...]:
    subject = printable(entry.subject, _WIDTHS[2]) or "-"
    return (str(entry.id), printable(entry.ref, _WIDTHS[1]), subject, str(entry.attempts),
            _age(now - entry.first_at), printable(entry.reason))  # fmt: skip


def _row(cells: tuple[str, ...]) -> str:
    fixed = "  ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False))
    return f"{fixed}  {cells[-1]}"


def _age(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds >= length:
            return f"{int(seconds // length)}{unit}"
    return f"{max(0, int(seconds))}s"
