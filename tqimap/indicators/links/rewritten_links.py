"""Links that services rewrote, and what they were before that; which links may stand for something else at all."""

from functools import lru_cache

from .. import caches
from ..findings.finding import Attributes
from . import look_ups, rewriting_services
from .url_parts import BODY, Url, meant_scheme, read

_BY_NAME = ("google.", "deref-", "mail.yandex.")  # services with hosts under many suffixes
_REWRITTEN_AT_MOST = 4  # gateways one behind the other
# Sites that have pages of their own besides their redirector: a link that names no target is one of those.
_REDIRECTORS = frozenset(
    {"Google", "Bing", "YouTube", "Facebook", "LinkedIn", "Reddit", "VK", "Steam", "Tumblr", "Medium",
     "Substack", "Dynamics 365", "Internet Archive", "Href.li"}
)  # fmt: skip
# The last two labels of the hosts of all that stand for something else.
_SITES = look_ups.SITES | rewriting_services.SITES


def original(url: Url) -> tuple[Url | None, Attributes]:
    """The link before services rewrote it, and by which; None where the service does not tell it."""
    attributes: Attributes = ()
    wrapper = str(url)
    for _ in range(_REWRITTEN_AT_MOST):
        found = rewriting_services.unwrapped(url.host, url.rest)
        if found is None:
            return url, attributes
        name, link = found
        scheme, separator, rest = link.partition("://")
        inner = _inner(meant_scheme(scheme) or "http", rest if separator else link)
        if inner is None or "." not in inner.host:
            plain = name in _REDIRECTORS
            return (url if plain else None), attributes
        attributes = (("Rewritten By", name), ("Rewritten Link", wrapper))
        url = inner
    return url, attributes


@lru_cache(maxsize=caches.HOSTS)
def may_stand_for_more(host: str) -> bool:
    """Whether links to this host may be rewritten ones, or show what a service knows of something."""
    return ".".join(host.rsplit(".", 2)[-2:]) in _SITES or any(map(host.__contains__, _BY_NAME))


def may_be_rewritten(rest: str) -> bool:
    """Whether this, from the path on, may be of a link that a program rewrote which runs on hosts of many people."""
    # Spelled out, since it is asked of each URL; in all of them something is escaped, and in few others.
    return "%" in rest and ("/redir.asp" in rest or "L0/http" in rest or "/fmlurlsvc/" in rest)


def _inner(scheme: str, rest: str) -> Url | None:
    """A link out of a link; what was escaped for that and may stand in no URL is escaped again, or ends it."""
    body = BODY.match(rest.replace(" ", "%20"))
    return read(scheme, body[0]) if body else None
