"""When a message was sent, by its own Date field where that can be believed."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # no mail that is read today is older: such a date is made up
AHEAD = timedelta(days=1)  # a sender's clock may be off by a zone, not by more
MAX_LENGTH = 200  # characters: the longest honest date has some forty


# Two of them: what the text leaves out is filled in from these, and only what does not depend on that was really said.
_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))


def sent_at(value: str, received: datetime) -> datetime | None:
    """The date in the field ``value``, in UTC; None where INTERNALDATE, ``received``, has to stand in for it.

    That is: missing, unreadable, before 1990, or more than a day after the reception. RFC 5322 by the standard
    library, other spellings by python-dateutil where they name their zone as an offset or as UTC.
    """
    text = value.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    date = _standard(text)
    if date is None or date.tzinfo is None:
        date = _spelled_otherwise(text) or date
    date = date and _in_utc(date)
    return date if date and EARLIEST <= date <= received + AHEAD else None


def _in_utc(date: datetime) -> datetime | None:
    """A date without a zone is UTC (RFC 5322, 3.3, for -0000)."""
    try:
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):  # the year 10,000, and zones of more than a day
        return None


def _standard(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _spelled_otherwise(text: str) -> datetime | None:
    from dateutil import parser

    try:
        first, second = (parser.parse(text, default=default) for default in _DEFAULTS)
        return first if first == second and first.tzinfo else None
    except (ValueError, TypeError, OverflowError, ArithmeticError, AttributeError, IndexError):
        return None
