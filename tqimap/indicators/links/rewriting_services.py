"""Mail gateways and redirectors that rewrite links, and how each tells the link that was there before.

Only what can be read out of the link itself: nothing is looked up. Mimecast keeps the target to itself and tells at
most its domain; a link that tells nothing at all is dropped and counted.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from .. import caches

Query = Mapping[str, list[str]]


class Service(NamedTuple):
    """``host`` and ``path`` tell the service, ``target`` reads the original link out of path and query."""

    name: str
    host: re.Pattern[str]
    path: re.Pattern[str]
    target: Callable[[str, str, Query], str]


def unwrapped(host: str, rest: str) -> tuple[str, str] | None:
    """The service that rewrote a link and the link before that, "" where it cannot be read; None for other links.

    ``host`` in lower case, ``rest`` is all from the path on.
    """
    path, _, query = rest.partition("?")
    for service in _services_at(host):
        if service.path.match(path):
            try:
                target = service.target(path, query, parse_qs(query, max_num_fields=_MAX_FIELDS))
            except (ValueError, IndexError):  # not the form that the service writes
                target = ""
            return service.name, target.strip()
    return None


@lru_cache(maxsize=caches.WORDS)
def _services_at(host: str) -> tuple[Service, ...]:
    return tuple(service for service in _SERVICES if service.host.search(host))


_MAX_FIELDS = 100  # of a query; the services write a dozen


def _field(*names: str) -> Callable[[str, str, Query], str]:
    """The value of the first of these fields that holds something."""
    return lambda path, query, fields: next((fields[name][0] for name in names if name in fields), "")


def _proofpoint_2(path: str, query: str, fields: Query) -> str:
    """``-`` stands for ``%`` and ``_`` for ``/``: https-3A__example.com_path."""
    return unescape(unquote(fields["u"][0].translate(str.maketrans("-_", "%/")))) if "u" in fields else ""


def _proofpoint_3(path: str, query: str, fields: Query) -> str:
    """``__`` link ``__;`` Base64 of what stands for each ``*``, or for ``**`` and a letter that counts."""
    whole = f"{path}?{query}" if query else path
    match = re.match(r"/v3/__(?P<link>.+?)__;(?P<replaced>[\w-]*)!", whole)
    if match is None:
        return ""
    replaced = iter(_decoded(match["replaced"]))

    def character(mark: re.Match[str]) -> str:
        number = _RUN_LENGTHS.find(mark[1]) + 2 if mark[1] else 1
        return "".join(next(replaced, "") for _ in range(number))

    link = re.sub(r"\*(?:\*([A-Za-z0-9_-]))?", character, match["link"])
    return re.sub(r"\A(https?|ftp):/(?!/)", r"\1://", link)


_RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _in_path(path: str, query: str, fields: Query) -> str:
    """The link itself stands in the path, as it was or escaped."""
    whole = unquote(f"{path}?{query}" if query else path)
    match = re.search(r"(?:h[tx]{2}ps?|ftp):/{1,2}(?P<rest>.+)", whole)
    return match[0].replace(":/", "://", 1).replace(":///", "://") if match else ""


def _accelerated(path: str, query: str, fields: Query) -> str:
    """``s/`` before the host of a link by TLS; the query is a part of the path."""
    host = path.removeprefix("/amp/")
    link = re.sub("%3f", "?", host.removeprefix("s/"), count=1, flags=re.IGNORECASE)
    return f"https://{link}" if host.startswith("s/") else f"http://{link}"


def _avanan(path: str, query: str, fields: Query) -> str:
    """``___`` link ``___.`` and what the service keeps for itself."""
    return f"{path}?{query}".partition("___")[2].partition("___")[0]


def _base64_field(*names: str) -> Callable[[str, str, Query], str]:
    """The link stands in a field in Base64, at Bing behind ``a1``."""

    def target(path: str, query: str, fields: Query) -> str:
        return _decoded(_field(*names)(path, query, fields).removeprefix("a1"))

    return target


def _last_base64(path: str, query: str, fields: Query) -> str:
    return _decoded(path.rpartition("/")[2])


def _decoded(encoded: str) -> str:
    """Base64 for URLs (RFC 4648, 5), without the signs that fill it up."""
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8", "replace")


def _mandrill(path: str, query: str, fields: Query) -> str:
    """JSON inside JSON in Base64; the link is the field ``url``."""
    text = _base64_field("p")(path, query, fields)
    match = re.search(r'\\?"url\\?"\s*:\s*\\?"(?P<link>[^"]+?)\\?"', text)
    return re.sub(r"\\+/", "/", match["link"]) if match else ""


def _simple_email_service(path: str, query: str, fields: Query) -> str:
    """The link, escaped, is one segment of the path, before three of the service: /CL0/https:%2F%2Fhost/1/id/x=1."""
    return unquote(path.split("/")[2])


def _substack(path: str, query: str, fields: Query) -> str:
    """JSON in Base64, and a signature behind a stop; the link is the field ``e``."""
    text = _decoded(path.rpartition("/")[2].partition(".")[0])
    match = re.search(r'"e":"(?P<link>[^"]+)"', text)
    return match["link"] if match else ""


def _whole_query(path: str, query: str, fields: Query) -> str:
    return unquote(query)


def _service(name: str, host: str, path: str, target: Callable[[str, str, Query], str]) -> Service:
    return Service(name, re.compile(rf"(?:\A|\.){host}\Z"), re.compile(path), target)


_SERVICES = (
    _service("Microsoft SafeLinks", r"safelinks\.protection\.(?:outlook\.com|office365\.us)", "/", _field("url")),
    _service("Microsoft SafeLinks", r"statics\.teams\.(?:cdn\.office\.net|microsoft\.com)", r"/.*links", _field("url")),
    _service("Proofpoint URL Defense", r"urldefense(?:\.proofpoint)?\.com", r"/v1/", _field("u")),
    _service("Proofpoint URL Defense", r"urldefense(?:\.proofpoint)?\.com", r"/v2/", _proofpoint_2),
    _service("Proofpoint URL Defense", r"urldefense(?:\.proofpoint)?\.(?:com|us)", r"/v3/", _proofpoint_3),
    _service("Barracuda Link Protection", r"linkprotect\.cudasvc\.com", r"/url", _field("a")),
    _service("Mimecast URL Protect", r"mimecast(?:protect)?\.(?:com|co\.za)", r"/(?:s|r)/", _field("url", "domain")),
    _service("Cisco Secure Email", r"secure-web\.cisco\.com", r"/", _in_path),
    _service("Trend Micro ClickTime", r"ctp\.trendmicro\.com|imsva\d*\.com", r"/", _field("url")),
    _service("Symantec ClickTime", r"clicktime\.(?:symantec|cloud\.postoffice)\.(?:com|net)", r"/", _field("u", "url")),
    _service("Sophos Email", r"protection\.sophos\.com", r"/", _base64_field("u")),
    _service("FireEye URL Defense", r"protect\d*\.fireeye\.com", r"/", _field("u")),
    _service("Avanan Click-Time", r"(?:url|click)\.avanan\.click|checkpoint\.url-protection\.com", r"/", _avanan),
    _service("Bitdefender LinkScan", r"linkscan\.io", r"/scan/", _last_base64),
    _service("Google", r"google\.[a-z]{2,3}(?:\.[a-z]{2})?", r"/url\Z", _field("q", "url")),
    _service("Google", r"google\.[a-z]{2,3}(?:\.[a-z]{2})?", r"/amp/", _accelerated),
    _service("Google", r"googleadservices\.com|adclick\.g\.doubleclick\.net", r"/", _field("adurl")),
    _service("Bing", r"bing\.com", r"/ck/a", _base64_field("u")),
    _service("YouTube", r"youtube\.com", r"/redirect", _field("q")),
    _service("Facebook", r"(?:facebook|instagram)\.com", r"/(?:l\.php|flx/warn)?/?\Z", _field("u")),
    _service("LinkedIn", r"linkedin\.com", r"/(?:redir/redirect|safety/go)", _field("url")),
    _service("Slack", r"slack-redir\.net", r"/link", _field("url")),
    _service("DuckDuckGo", r"duckduckgo\.com", r"/l/", _field("uddg")),
    _service("VK", r"vk\.com", r"/away\.php", _field("to")),
    _service("Tumblr", r"t\.umblr\.com", r"/redirect", _field("z")),
    _service("Reddit", r"out\.reddit\.com", r"/", _field("url")),
    _service("Steam", r"steamcommunity\.com", r"/linkfilter", _field("url", "u")),
    _service("Mandrill", r"mandrillapp\.com", r"/track/click", _mandrill),
    _service("Amazon SES", r"(?:awstrack\.me|tldrnewsletter\.com)", r"/C?L0/", _simple_email_service),
    _service("GovDelivery", r"govdelivery\.com", r"/CL0/", _simple_email_service),
    _service("Substack", r"substack\.com", r"/redirect/2/", _substack),
    _service("Kit", r"convertkit-mail[2-4]?\.com", r"(?:/[a-z0-9]+){2}/aHR0c", _last_base64),
    _service("Menlo Security", r"safe\.menlosecurity\.com", r"/", _in_path),
    _service("Libraesva URL Sandbox", r"urlsand\.esvalabs\.com", r"/", _field("u")),
    _service("EdgePilot", r"link\.edgepilot\.com", r"/s/", _field("u")),
    _service("Proofpoint Isolation", r"urlisolation\.com", r"/browser", _field("url")),
    _service("Microsoft", r"safelink\.emails\.azure\.net", r"/redirect", _field("destination")),
    _service("Medium", r"medium\.com", r"/r/", _field("url")),
    _service("WhatsApp", r"l\.wl\.co", r"/l", _field("u")),
    _service("Messenger", r"l\.messenger\.com", r"/l\.php", _field("u")),
    _service("Disqus", r"disq\.us", r"/url", _field("url")),
    _service("SoundCloud", r"exit\.sc", r"/", _field("url")),
    _service("Href.li", r"href\.li|anonym\.to", r"/", _whole_query),
)  # fmt: skip
