"""How long to wait before an exchange is repeated, and when to stop: pure rules, random numbers come in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Longest time spent on one request with all its repeats: an appliance restarts its services in about two minutes.
RETRY_SECONDS = 180.0
FIRST_PAUSE = 0.5  # seconds
LONGEST_PAUSE = 20.0  # seconds; a server that is back is noticed within that time
LONGEST_RETRY_AFTER = 60.0  # seconds; a server that asks for more gets asked again after that

# So many exchanges that broke while the server was seen at work are the fault of the request itself. For any other
# reason, so many failures, over some four seconds, are worth a line in the log: the run goes on, but not soon.
PATIENCE = 4

UNAVAILABLE = 503
BUSY = frozenset({429, UNAVAILABLE})  # not now: the request has not been looked at
BROKEN = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524})  # tried and failed, by the request or by the server


def pause(attempt: int, chance: float) -> float:
    """Seconds to wait after failure ``attempt`` (from 0): doubled each time, with jitter by ``chance`` (0 to 1)."""
    full = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempt, 16))
    return full * (0.5 + chance / 2)


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that the server asks to wait (RFC 9110, 10.2.3), at most ``LONGEST_RETRY_AFTER``; 0 if it does not.

    A date is taken relative to the server's own ``Date``, so that no clock has to be right.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return 0.0
    if text.isascii() and text.isdigit() and len(text) < 10:
        return min(float(text), LONGEST_RETRY_AFTER)
    if (until := _date(text)) is None or (now := server_time(headers)) is None:
        return 0.0
    return min(max(0.0, (until - now).total_seconds()), LONGEST_RETRY_AFTER)


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """When the server says that it answered (RFC 9110, 6.6.1), to the second; None where it does not say so."""
    return _date(headers.get("date", ""))


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)  # -0000 gives a date without zone, in UTC
