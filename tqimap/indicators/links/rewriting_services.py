"""Mail gateways, webmail and redirectors that rewrite links, and which of them tells the link that was there how.

Only what can be read out of the link itself: nothing is looked up. Mimecast and Inky keep the target to themselves and
tell at most its domain; a link that tells nothing at all is dropped and counted.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from .. import caches
from .rewritten_targets import (
    Target,
    accelerated,
    base64_field,
    behind_ru,
    between_underscores,
    field,
    in_path,
    json_field,
    json_in_base64_field,
    json_in_path,
    last_base64,
    nowhere,
    proofpoint_2,
    proofpoint_3,
    segment,
    segment_without_scheme,
    whole_query,
)

_MAX_FIELDS = 100  # of a query; the services write a dozen
_ESCAPED_SCHEME = re.compile(r"[a-z]{3,5}%3a", re.IGNORECASE)


class Service(NamedTuple):
    """``host`` and ``path`` tell the service, ``target`` reads the original link out of path and query."""

    name: str
    host: re.Pattern[str]
    path: re.Pattern[str]
    target: Target


def unwrapped(host: str, rest: str) -> tuple[str, str] | None:
    """The service that rewrote a link and the link before that, "" where it cannot be read; None for other links.

    ``host`` in lower case, ``rest`` is all from the path on.
    """
    path, _, query = rest.partition("?")
    for service in _services_at(host):
        if service.path.match(path):
            return service.name, _target(service, path, query)
    for service in _ANYWHERE:
        if service.path.match(path) and "://" in (target := _target(service, path, query)):
            return service.name, target
    return None


def _target(service: Service, path: str, query: str) -> str:
    try:
        target = service.target(path, query, parse_qs(query, max_num_fields=_MAX_FIELDS))
    except (ValueError, IndexError):  # not the form that the service writes
        return ""
    target = target.strip()
    return unquote(target) if _ESCAPED_SCHEME.match(target) else target  # a program escaped it once more


@lru_cache(maxsize=caches.WORDS)
def _services_at(host: str) -> tuple[Service, ...]:
    return tuple(service for service in _SERVICES if service.host.search(host))


def _service(name: str, host: str, path: str, target: Target) -> Service:
    return Service(name, re.compile(rf"(?:\A|\.){host}\Z"), re.compile(path), target)


def _anywhere(name: str, path: str, target: Target) -> Service:
    """A program that people run on hosts of their own."""
    return _service(name, r"[^.]+", path, target)


_CLOUDS = r"(?:outlook\.com|office365\.us|apps\.mil|partner\.outlook\.cn)"
_GOOGLE = r"google\.[a-z]{2,3}(?:\.[a-z]{2})?"
_DEREFERRER = r"deref-(?:gmx|web|mail|1und1|ionos)(?:-\d+)?\.(?:net|com|de|fr|es|ch|at|co\.uk)"
_SERVICES = (
    _service("Microsoft SafeLinks", rf"safelinks\.protection\.{_CLOUDS}", "/", field("url")),
    _service("Microsoft SafeLinks", r"statics\.teams\.(?:cdn\.office\.net|microsoft\.com)", r"/.*links", field("url")),
    _service("Proofpoint URL Defense", r"urldefense(?:\.proofpoint)?\.com", r"/v1/", field("u")),
    _service("Proofpoint URL Defense", r"urldefense(?:\.proofpoint)?\.com", r"/v2/", proofpoint_2),
    _service("Proofpoint URL Defense", r"urldefense(?:\.proofpoint)?\.(?:com|us)", r"/v3/", proofpoint_3),
    _service("Proofpoint Isolation", r"urlisolation\.com", r"/browser", field("url")),
    _service("Barracuda Link Protection", r"linkprotect\.cudasvc\.com", r"/url", field("a")),
    _service("Mimecast URL Protect", r"mimecast(?:protect)?\.(?:com|co\.za)", r"/(?:s|r)/", field("url", "domain")),
    _service("Cisco Secure Email", r"secure-web\.cisco\.com", r"/", in_path),
    _service("Trend Micro ClickTime", r"[\w-]*?(?:ctp|urlprotect)\.trendmicro\.com", r"/", field("url")),
    _service("Trend Micro ClickTime", r"[\w-]*?ctp\.asiainfo-sec\.com", r"/", field("url")),
    _service("Symantec ClickTime", r"clicktime\.(?:symantec|cloud\.postoffice)\.(?:com|net)", r"/", field("u", "url")),
    _service("Sophos Email", r"protection\.sophos\.com", r"/", base64_field("u")),
    _service("FireEye URL Defense", r"protect\d*\.fireeye\.com", r"/", field("u")),
    _service("Avanan Click-Time", r"(?:url|click)\.avanan\.click", r"/", between_underscores),
    _service("Check Point Harmony", r"(?:checkpoint|avanan|sonicwall)\.url-protection\.com", r"/v1/", field("o")),
    _service("Check Point Harmony", r"checkpoint\.url-protection\.com", r"/v2/", between_underscores),
    _service("Check Point Harmony", r"protect\.checkpoint\.com", r"/v2/", between_underscores),
    _service("Bitdefender LinkScan", r"linkscan\.io", r"/scan/", last_base64),
    _service("Trustwave MailMarshal", r"scanmail\.trustwave\.com", r"/", field("u")),
    _service("TitanHQ Link Lock", r"linklock\.titanhq\.com", r"/analyse", field("url")),
    _service("Inky", r"outlook\.inky\.com", r"/link", field("domain")),
    _service("Vade", r"vadesecure\.com", r"/(?:safeproxy/)?v\d", field("u")),
    _service("Hornetsecurity", r"atpscan\.global\.hornetsecurity\.com", r"/", field("u")),
    _service("Topsec", r"scanner\.topsec\.com", r"/", field("u")),
    _service("Mailinblack", r"mailinblack\.com", r"/securelink/", json_in_base64_field("url", "key")),
    _service("Darktrace", r"l\.antigena\.com", r"/l/", nowhere),
    _service("Proofpoint Essentials", r"url\.emailprotection\.link", r"/", nowhere),
    _service("Menlo Security", r"(?:safe|isolate)\.menlosecurity\.com", r"/", in_path),
    _service("Cloudflare Browser Isolation", r"cloudflareaccess\.com", r"/browser/", in_path),
    _service("Libraesva URL Sandbox", r"urlsand\.esvalabs\.com", r"/", field("u")),
    _service("EdgePilot", r"link\.edgepilot\.com", r"/[sx]/", field("u")),
    _service("Microsoft", r"safelink\.emails\.azure\.net", r"/redirect", field("destination")),
    _service("GMX and WEB.DE", _DEREFERRER, r"/mail/client/", field("redirectUrl")),
    _service("Mail.ru", r"(?:checklink|click|click\.my)\.mail\.ru", r"/(?:proxy|redir)\Z", field("url", "u")),
    _service("Mail.ru", r"(?:e|win)\.mail\.ru", r"/cgi-bin/link\Z", field("url")),
    _service("Yandex", r"mail\.yandex\.[a-z]{2,3}(?:\.[a-z]{2})?", r"/re\.jsx\Z", base64_field("l")),
    _service("Google", _GOOGLE, r"/url\Z", field("q", "url")),
    _service("Google", _GOOGLE, r"/amp/(?:s/)?[\w-]+\.", accelerated),
    _service("Google", r"cdn\.ampproject\.org", r"/[acv]/(?:s/)?[\w-]+\.", accelerated),
    _service("Google", rf"translate\.{_GOOGLE}", r"/(?:translate|website)\Z", field("u")),
    _service("Google", r"translate\.googleusercontent\.com", r"/translate_c\Z", field("u")),
    _service("Google", r"googleadservices\.com|(?:adclick|googleads)\.g\.doubleclick\.net", r"/", field("adurl")),
    _service("Google", r"ad\.doubleclick\.net", r"/(?:ddm/)?clk[/;]", in_path),
    _service("Bing", r"bing\.com", r"/(?:ck/a|aclick)", base64_field("u")),
    _service("Yahoo", r"r\.search\.yahoo\.com", r"/.*/RU=", behind_ru),
    _service("YouTube", r"youtube\.com", r"/redirect", field("q")),
    _service("Facebook", r"(?:facebook|instagram)\.com", r"/(?:l\.php|flx/warn)?/?\Z", field("u")),
    _service("LinkedIn", r"linkedin\.com", r"/(?:redir/redirect|safety/go)", field("url")),
    _service("Slack", r"slack-redir\.net", r"/link", field("url")),
    _service("DuckDuckGo", r"duckduckgo\.com", r"/l/", field("uddg")),
    _service("VK", r"vk\.com", r"/away\.php", field("to")),
    _service("Tumblr", r"t\.umblr\.com", r"/redirect", field("z")),
    _service("Reddit", r"out\.reddit\.com", r"/", field("url")),
    _service("Steam", r"steamcommunity\.com", r"/linkfilter", field("url", "u")),
    _service("Mandrill", r"mandrillapp\.com", r"/track/click", json_in_base64_field("url", "p")),
    _service("Mailjet", r"mjt\.lu", r"/lnk/.+/aHR0c", last_base64),
    _service("Postmark", r"(?:click|track)\.pstmrk\.it", r"/[23][mt]?s?/[^/]+/", segment_without_scheme),
    _service("Customer.io", r"customeriomail\.com", r"/e/c/", json_in_path("href", 3)),
    _service("Dynamics 365", r"mkt\.dynamics\.com", r"/", json_field("TargetUrl", "msdynmkt_target", "target")),
    _service("GovDelivery", r"govdelivery\.com", r"/CL0/", segment),
    _service("GovDelivery", r"lnks\.gd", r"/l/", json_in_path("url", 2, 1)),
    _service("Substack", r"substack\.com", r"/redirect/2/", json_in_path("e", 3)),
    _service("Squarespace", r"engage\.squarespace-mail\.com", r"/r\Z", field("u")),
    _service("Kit", r"convertkit-mail[2-4]?\.com", r"(?:/[a-z0-9]+){2}/aHR0c", last_base64),
    _service("Medium", r"medium\.com", r"/r/", field("url")),
    _service("WhatsApp", r"l\.wl\.co", r"/l", field("u")),
    _service("Messenger", r"l\.messenger\.com", r"/l\.php", field("u")),
    _service("Disqus", r"disq\.us", r"/url", field("url")),
    _service("SoundCloud", r"exit\.sc", r"/", field("url")),
    _service("Href.li", r"href\.li|anonym\.to", r"/", whole_query),
    _service("Internet Archive", r"web\.archive\.org", r"/web/\d", in_path),
)  # fmt: skip
_ANYWHERE = (
    _anywhere("Amazon SES", r"/C?L0/https?:%2F%2F[^/]+/\d/[0-9a-f]{8,16}-", segment),
    _anywhere("Outlook Web App", r"/(?:(?i:owa)/(?:.+/)?redir\.aspx|exchweb/bin/redir\.asp)\Z", field("URL", "url")),
    _anywhere("Fortinet FortiMail", r"/fmlurlsvc/\Z", field("url")),
)
