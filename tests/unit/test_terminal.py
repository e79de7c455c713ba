"""The terminal on standard input and output."""

import os
import pty

import pytest

from tqimap import terminal
from tqimap.errors import InputEnded
from tqimap.progress import Progress
from tqimap.terminal import Console


@pytest.mark.filterwarnings("ignore::getpass.GetPassWarning")
def test_a_terminal_that_has_gone_is_the_end_of_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    monkeypatch.setattr("sys.stdin", os.fdopen(theirs))
    monkeypatch.setattr("os.open", lambda *_: os.dup(theirs))  # /dev/tty, as getpass opens it
    os.close(ours)
    with pytest.raises(InputEnded):
        Console().ask_secret("Password:")


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
