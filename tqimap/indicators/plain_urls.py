"""URLs of the plainest form, between blanks: most of a list, and read four times as fast as by the rules for all.

It is the form in which those rules have nothing to do: a usual scheme, a host in small letters, a path of letters and
signs that never end a URL, neither user nor port nor entity. What is not certain is left to ``urls``.
"""

import re

from .catch import Catch, Span
from .hosts import host_fault
from .urls import may_stand_for_more

_PLAIN = re.compile(
    r"://(?:(?<=\s(?:https|hxxps)://)(?P<secure>)|(?<=\s(?:http|hxxp)://))(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"(?P<rest>/[A-Za-z0-9/._~%=?+-]{0,2000}+(?<![.?]))?(?=\s|\Z)"
)


def find_plain_urls(catch: Catch) -> None:
    """Take them as one column."""
    if catch.hosts_of_urls or catch.paths_of_urls:
        return
    urls: dict[Span, str] = {}
    hosts: list[str] = []
    for match in _PLAIN.finditer(catch.rest()):
        secure, host, rest = match.groups()
        if not host_fault(host) and not may_stand_for_more(host):
            at, end = match.span()
            scheme = "http" if secure is None else "https"
            urls[at - len(scheme), end] = f"{scheme}://{host}{rest or ''}"
            hosts.append(host)
    catch.take_all("URL", urls, "URL", hosts)
