"""The steps for people, as lines, and for machines, as one JSON document."""

import json
from collections.abc import Sequence
from typing import TextIO

from tqimap import __version__
from tqimap.check.walk import Outcome, Step

_MARKS: dict[Outcome, str] = {"passed": "✓", "failed": "✗", "not tested": "–"}
_PLAIN_MARKS: dict[Outcome, str] = {"passed": "ok", "failed": "FAILED", "not tested": "-"}
_NAME_WIDTH = 13  # the longest name of a step but those of folders


class Lines:
    """One line for each step as it comes, below a heading for each side. ``stream`` says what it can show."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._side = ""
        self._marks = _MARKS if _shows("".join(_MARKS.values()), stream) else _PLAIN_MARKS

    def __call__(self, step: Step) -> None:
        """Show a step."""
        if step.side != self._side:
            self._side = step.side
            self._write(f"{step.side[0].upper()}{step.side[1:]}")
        mark = self._marks[step.outcome]
        width = max(map(len, self._marks.values()))
        detail = f"not tested: {step.detail}" if step.outcome == "not tested" else step.detail
        self._write(f"  {mark:{width}} {step.name:{_NAME_WIDTH}} {detail}")

    def _write(self, line: str) -> None:
        encoding = self._stream.encoding or "ascii"
        print(line.encode(encoding, "backslashreplace").decode(encoding), file=self._stream, flush=True)


def document(steps: Sequence[Step], exit_code: int) -> str:
    """All steps as JSON; ``exit_code`` is what the check ends with."""
    value = {
        "tqimap": __version__,
        "exit_code": exit_code,
        "steps": [
            {"side": step.side, "step": step.name, "outcome": step.outcome, "detail": step.detail} for step in steps
        ],
    }
    return json.dumps(value, indent=2)  # ASCII, whatever the terminal can show


def _shows(text: str, stream: TextIO) -> bool:
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
