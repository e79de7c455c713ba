"""Questions to the person at the terminal. Without a terminal nothing is ever asked, so that cron cannot hang."""

import contextlib
import getpass
import sys
from collections.abc import Iterator
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
        with _answering():
            return input(f"{question} ").strip()

    def ask_secret(self, question: str) -> str:
        """Raises InputEnded."""
        with _answering():
            return getpass.getpass(f"{question} ")

    def say(self, text: str) -> None:
        """Show a line."""
        print(text, flush=True)


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    """Ends the line of the question where no answer does. Raises InputEnded."""
    try:
        yield
    except (EOFError, OSError, KeyboardInterrupt) as error:  # OSError: the terminal has gone, and no signal told us
        with contextlib.suppress(OSError):
            print(flush=True)
        if isinstance(error, KeyboardInterrupt):
            raise
        raise InputEnded("the input has ended") from error


def here() -> Terminal | None:
    """The terminal, if a person sits at one."""
    return Console() if all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)) else None
