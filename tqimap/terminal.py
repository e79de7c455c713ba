"""Questions to the person at the terminal. Without a terminal nothing is ever asked, so that cron cannot hang."""

import getpass
import sys
from typing import Protocol

from tqimap.errors import InputEnded


class Terminal(Protocol):
    """Somebody who answers."""

    def ask(self, question: str) -> str:
        """The answer to ``question``, without surrounding blanks."""

    def ask_secret(self, question: str) -> str:
        """The answer to ``question``, not shown while it is typed."""

    def say(self, text: str) -> None:
        """Show a line."""


class Console:
    """The terminal on standard input and output."""

    def ask(self, question: str) -> str:
        """Raises InputEnded."""
        try:
            return input(f"{question} ").strip()
        except (EOFError, OSError) as error:
            raise InputEnded("the input has ended") from error

    def ask_secret(self, question: str) -> str:
        """Raises InputEnded."""
        try:
            return getpass.getpass(f"{question} ")
        except (EOFError, OSError) as error:  # OSError: the terminal has gone, and nothing told us by a signal
            raise InputEnded("the input has ended") from error

    def say(self, text: str) -> None:
        """Show a line."""
        print(text, flush=True)


def here() -> Terminal | None:
    """The terminal, if a person sits at one."""
    return Console() if all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)) else None
