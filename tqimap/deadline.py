"""Until when something is waited for (monotonic clock): asked again and again, since a signal brings it nearer."""

import math
import time
from collections.abc import Callable

Deadline = Callable[[], float]

SLICE_SECONDS = 0.5  # a wait is cut into pieces, in between which its end may have come nearer


def never() -> float:
    """No end."""
    return math.inf


def within(seconds: float, until: Deadline) -> Deadline:
    """So many seconds from now, or ``until`` then, whichever is sooner."""
    end = time.monotonic() + seconds
    return lambda: min(end, until())
