"""What every exchange over HTTP writes and reads alike: credentials, how long a token is good, the title of a page."""

import base64
import re

_TITLE = re.compile(r"<title[^>]{0,100}>([^<]{1,500})</title>", re.IGNORECASE)


def basic(login: str) -> str:
    """The credentials of HTTP Basic (RFC 7617) for ``user:password``, in UTF-8."""
    return base64.b64encode(login.encode()).decode()


def lifetime(expires_in: object) -> float:
    """Seconds that a token is good for, given as a number or as digits (RFC 6749, 5.1); 0 where that is not told."""
    if not isinstance(expires_in, int | float | str) or isinstance(expires_in, bool):
        return 0.0
    try:
        seconds = float(expires_in)
    except (ValueError, OverflowError):
        return 0.0
    return seconds if 0 < seconds < float("inf") else 0.0


def page_title(page: str) -> str | None:
    """The title of a web page, without blanks around it; None where it has none."""
    found = _TITLE.search(page)
    return found[1].strip() if found else None
