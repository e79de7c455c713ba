"""URLs of the plainest form: most of a list, and read four times as fast as by the rules for all.

It is the form in which those rules have nothing to do: between blanks or quotes, a usual scheme, a host in small
letters, a path of letters and signs that never end a URL, neither user nor entity. What is not certain is left to
``urls``.
"""

import re
from functools import lru_cache

from .. import caches
from ..findings.catch import Catch
from ..names.hosts import is_place
from ..text.surroundings import SCHEME_END, matches
from .rewritten_links import may_be_rewritten, may_stand_for_more
from .url_ends import GOES_ON, before_text
from .urls import Urls, is_namespace

# What may stand beside one: blanks, and other signs that no URL holds; between them round brackets, and a comma.
_BESIDE = r"\s\"<>|"
_SECURE, _OTHER = r"(?:https|hxxps)://", r"(?:http|hxxp)://"
# A port of five digits could be none.
_PLAIN = re.compile(
    rf"{SCHEME_END}(?:(?:(?<=[{_BESIDE}]{_SECURE})|(?<=[{_BESIDE}]\({_SECURE}))(?P<secure>)"
    rf"|(?<=[{_BESIDE}]{_OTHER})|(?<=[{_BESIDE}]\({_OTHER}))"
    r"(?P<host>[a-z0-9.-]{1,253}+)(?::[0-9]{1,4})?"
    rf"(?:/[A-Za-z0-9/._~%=&?+-]{{0,2000}}+(?<![.?])(?<!&amp)(?<!&[lg]t)(?<!&nbsp)(?<!&quot))?(?=[,;)]{{0,2}}(?:[{_BESIDE}]|\Z))"
)


def find_plain_urls(catch: Catch) -> None:
    """Take them as columns."""
    urls = Urls(catch, "URL")
    if not urls.only_whole:
        return
    text = catch.rest()
    for match in matches(_PLAIN, ":", text):
        rest, secure, host = match.group(0, "secure", "host")
        if _is_plain_host(host) and "&&" not in rest and not may_be_rewritten(rest):
            at, end = match.span()
            if text[end : end + 1] in GOES_ON and before_text(text, at + 3, end) < end:
                continue
            scheme = "http" if secure is None else "https"
            start = at - len(scheme)
            if text[start - 1] == '"' and is_namespace(text, start):
                urls.drop(scheme + rest, start, end)
            else:
                urls.rows.append((start, end, scheme + rest, host))
    urls.take_all()


@lru_cache(maxsize=caches.HOSTS)
def _is_plain_host(host: str) -> bool:
    """Whether links to this host are what they seem to be."""
    return is_place(host) and not may_stand_for_more(host)
