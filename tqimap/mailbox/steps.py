"""Who is told each step of the way into the mailbox, as ``--check`` and the log are."""

from collections.abc import Callable

Tell = Callable[[str, str], None]  # takes a step that was made, and what was seen


def nobody(step: str, detail: str) -> None:
    """Is told, and says nothing."""
