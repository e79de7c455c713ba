"""Whether a place is in the path or the query of a URL without a scheme: such a URL is found last, and as a whole."""

import re
from functools import lru_cache

from .. import caches
from ..findings.catch import Catch
from ..names.hosts import is_place
from ..names.look_alikes import look_alike_in_prose
from ..text.surroundings import TOKEN_MAX

_SIGNS = frozenset("/=#?&vV")  # before what may stand there
# The URL up to such a place, behind what opens it or says that it is one. What a comma parts from the path is another
# value.
_LEAD = re.compile(
    r"\W{0,4}(?:[A-Za-z_-]{1,16}[:=]\W{0,2})?(?P<host>\w[\w.-]{3,253})(?::[0-9]{1,5})?(?P<tail>[?#/][^\s,;|]*)"
)


def is_in_path(catch: Catch, start: int, end: int) -> bool:
    """Whether all from here to there is, by what stands before it: ``quota-demo.com/login?email=bob@quota-demo.com``.

    What was defanged in a path is a value of its own, but for one in a query.
    """
    text = catch.text
    if text[start - 1 : start] not in _SIGNS:
        return False
    begin = catch.word_start(start)
    lead = _LEAD.fullmatch(text, begin, start) if start - begin < TOKEN_MAX or not begin else None
    if lead is None or not _may_lead(lead["host"]):
        return False
    tail = lead["tail"]
    if "?" in tail or "#" in tail:
        return True
    # Where only hosts stand before it, it is the next one of a list.
    first = tail.split("/", 3)[1:3]
    return any(part and not _is_host(part) for part in first) and not catch.marked(start, end)


@lru_cache(maxsize=caches.WORDS)
def _is_host(written: str) -> bool:
    return is_place(written.lower())


@lru_cache(maxsize=caches.WORDS)
def _may_lead(written: str) -> bool:
    """Whether a URL may begin with this: with an address, or with a name that is none of a file."""
    return _is_host(written) and (written[-1].isdigit() or not look_alike_in_prose(written))
