"""Questions to the person at the terminal. Without a terminal nothing is ever asked, so that cron cannot hang."""

import getpass
import sys
from typing import Protocol


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
        """Raises EOFError where the input ends."""
        return input(f"{question} ").strip()

    def ask_secret(self, question: str) -> str:
        """Raises EOFError where the input ends."""
        try:
            return getpass.getpass(f"{question} ")
        except OSError as error:  # the terminal has gone, and nothing told us by a signal
            raise EOFError from error

    def say(self, text: str) -> None:
        """Show a line."""
        print(text, flush=True)


def here() -> Terminal | None:
    """The terminal, if a person sits at one."""
    return Console() if all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)) else None
