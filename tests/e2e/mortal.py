"""Starts tqimap with a wrapper round everything that it writes to disk: each such effect is noted, one may be deadly.

    python mortal.py NOTES NAME NTH before|after ARGUMENTS…

``before``: killed before the effect; ``after``: killed as soon as it is done.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable

from tqimap.reader import spooling
from tqimap.state import private_file, spool
from tqimap.state.ledger import Ledger
from tqimap.state.made import Made


def main() -> int:
    notes, name, nth, instant, *arguments = sys.argv[1:]
    counts: Counter[str] = Counter()
    descriptor = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def wrap(owner: object, attribute: str, effect: str) -> None:
        original = getattr(owner, attribute)

        def mortal(*given: object, **named: object) -> object:
            counts[effect] += 1
            os.write(descriptor, f"{effect}\n".encode())
            deadly = (effect, str(counts[effect])) == (name, nth)
            if deadly and instant == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = original(*given, **named)
            if deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(owner, attribute, mortal)

    for owner, attribute, effect in EFFECTS:
        wrap(owner, attribute, effect)
    from tqimap.cli import main as run

    return run(arguments)


EFFECTS: list[tuple[object, str, str]] = [
    (Ledger, "deliver", "ledger delivered"),
    (Ledger, "mark", "ledger marked"),
    (Ledger, "fail", "ledger failed"),
    (Ledger, "suspect", "ledger suspected"),
    (Ledger, "prune", "ledger pruned"),
    (Made, "add_file", "ledger File"),
    (Made, "begin_event", "ledger Event begun"),
    (Made, "add_event", "ledger Event"),
    (spooling.SpoolFile, "write", "spool write"),
    (spooling.SpoolFile, "finish", "spool finish"),
    (spool.Spool, "release", "spool release"),
    (private_file, "write", "status written"),
]

assert all(isinstance(getattr(owner, attribute), Callable) for owner, attribute, _ in EFFECTS)  # type: ignore[arg-type]

if __name__ == "__main__":
    sys.exit(main())
