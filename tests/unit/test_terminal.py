"""The terminal on standard input and output."""

import io
import os
import pty
import re

import pytest

from tqimap import terminal
from tqimap.errors import InputEnded
from tqimap.report.progress import Progress
from tqimap.terminal import Console


@pytest.mark.filterwarnings("ignore::getpass.GetPassWarning")
def test_a_terminal_that_has_gone_is_the_end_of_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    monkeypatch.setattr("sys.stdin", os.fdopen(theirs))
    monkeypatch.setattr("os.open", lambda *_: os.dup(theirs))  # /dev/tty, as getpass opens it
    os.close(ours)
    with pytest.raises(InputEnded):
        Console().ask_secret("Password:")


def test_a_person_at_a_terminal_sees_how_far_a_run_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdout", shown)
    monkeypatch.setattr("sys.stderr", shown)
    with Progress() as progress:
        for settled, waiting in ((1, 4), (4, 4), (1, 7)):  # the second folder has seven
            progress(settled, waiting)
            progress._bar.refresh()
    assert re.findall(r"\d+/\d+", shown.getvalue())[-1] == "1/7" and "4/4" in shown.getvalue()
    assert shown.getvalue().endswith("\r")  # and the line is empty again


def test_a_terminal_whose_output_is_closed_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as tty:
        monkeypatch.setattr("sys.stdin", tty)
        monkeypatch.setattr("sys.stderr", tty)
        monkeypatch.setattr("sys.stdout", None)  # as the shell's >&- leaves it
        assert terminal.here() is None
        with Progress() as progress:
            progress(1, 2)
    os.close(ours)
