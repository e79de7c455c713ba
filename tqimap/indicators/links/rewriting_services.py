"""Mail gateways, webmail and redirectors that rewrite links, and which of them tells the link that was there how.

Only what can be read out of the link itself: nothing is looked up. Mimecast and Inky keep the target to themselves and
tell at most its domain; a link that tells nothing at all is dropped and counted.
"""

import re
from functools import cache, lru_cache
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
    """``hosts`` and ``path`` tell the service, ``target`` reads the original link out of path and query.

    The hosts are those names and all below them, blanks between them; they may be patterns, in which a dot is a dot.
    """

    name: str
    hosts: str
    path: str
    target: Target


def unwrapped(host: str, rest: str) -> tuple[str, str] | None:
    """The service that rewrote a link and the link before that, "" where it cannot be read; None for other links.

    ``host`` in lower case, ``rest`` is all from the path on.
    """
    path, _, query = rest.partition("?")
    for service in _services_at(host):
        if re.match(service.path, path):
            return service.name, _target(service, path, query)
    for service in _ANYWHERE:
        if re.match(service.path, path) and "://" in (target := _target(service, path, query)):
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
    return tuple(service for service in _SERVICES if _pattern(service.hosts).search(host))


@cache
def _pattern(hosts: str) -> re.Pattern[str]:
    """The pattern of all hosts; made when a link may first be a rewritten one, since all of them take some time."""
    names = hosts.replace(".", r"\.").replace(" ", "|")
    return re.compile(rf"(?:\A|\.)(?:{names})\Z")


_SAFELINKS = " ".join(
    f"safelinks.protection.{cloud}" for cloud in ("outlook.com", "office365.us", "apps.mil", "partner.outlook.cn")
)
_TEAMS = "statics.teams.cdn.office.net statics.teams.microsoft.com"
_MIMECAST = "mimecast.com mimecast.co.za mimecastprotect.com mimecastprotect.co.za"
_GOOGLE = "google.[a-z]{2,3}(?:.[a-z]{2})?"
_ADVERTISING = "googleadservices.com adclick.g.doubleclick.net googleads.g.doubleclick.net"
_DEREFERRER = r"deref-(?:gmx|web|mail|1und1|ionos)(?:-\d+)?.(?:net|com|de|fr|es|ch|at|co.uk)"
_KIT = "convertkit-mail.com convertkit-mail2.com convertkit-mail3.com convertkit-mail4.com"
_SERVICES = (
    Service("Microsoft SafeLinks", _SAFELINKS, "/", field("url")),
    Service("Microsoft SafeLinks", _TEAMS, r"/.*links", field("url")),
    Service("Proofpoint URL Defense", "urldefense.com urldefense.proofpoint.com", r"/v1/", field("u")),
    Service("Proofpoint URL Defense", "urldefense.com urldefense.proofpoint.com", r"/v2/", proofpoint_2),
    Service("Proofpoint URL Defense", "urldefense.com urldefense.us urldefense.proofpoint.com", r"/v3/", proofpoint_3),
    Service("Proofpoint Isolation", "urlisolation.com", r"/browser", field("url")),
    Service("Barracuda Link Protection", "linkprotect.cudasvc.com", r"/url", field("a")),
    Service("Mimecast URL Protect", _MIMECAST, r"/(?:s|r)/", field("url", "domain")),
    Service("Cisco Secure Email", "secure-web.cisco.com", r"/", in_path),
    Service("Trend Micro ClickTime", r"[\w-]*ctp.trendmicro.com [\w-]*urlprotect.trendmicro.com", r"/", field("url")),
    Service("Trend Micro ClickTime", r"[\w-]*ctp.asiainfo-sec.com", r"/", field("url")),
    Service("Symantec ClickTime", "clicktime.symantec.com clicktime.cloud.postoffice.net", r"/", field("u", "url")),
    Service("Sophos Email", "protection.sophos.com", r"/", base64_field("u")),
    Service("FireEye URL Defense", r"protect\d*.fireeye.com", r"/", field("u")),
    Service("Avanan Click-Time", "url.avanan.click click.avanan.click", r"/", between_underscores),
    Service("Check Point Harmony", r"(?:checkpoint|avanan|sonicwall).url-protection.com", r"/v1/", field("o")),
    Service("Check Point Harmony", "checkpoint.url-protection.com", r"/v2/", between_underscores),
    Service("Check Point Harmony", "protect.checkpoint.com", r"/v2/", between_underscores),
    Service("Bitdefender LinkScan", "linkscan.io", r"/scan/", last_base64),
    Service("Trustwave MailMarshal", "scanmail.trustwave.com", r"/", field("u")),
    Service("TitanHQ Link Lock", "linklock.titanhq.com", r"/analyse", field("url")),
    Service("Inky", "outlook.inky.com", r"/link", field("domain")),
    Service("Vade", "vadesecure.com", r"/(?:safeproxy/)?v\d", field("u")),
    Service("Hornetsecurity", "atpscan.global.hornetsecurity.com", r"/", field("u")),
    Service("Topsec", "scanner.topsec.com", r"/", field("u")),
    Service("Mailinblack", "mailinblack.com", r"/securelink/", json_in_base64_field("url", "key")),
    Service("Darktrace", "l.antigena.com", r"/l/", nowhere),
    Service("Proofpoint Essentials", "url.emailprotection.link", r"/", nowhere),
    Service("Menlo Security", "safe.menlosecurity.com isolate.menlosecurity.com", r"/", in_path),
    Service("Cloudflare Browser Isolation", "cloudflareaccess.com", r"/browser/", in_path),
    Service("Libraesva URL Sandbox", "urlsand.esvalabs.com", r"/", field("u")),
    Service("EdgePilot", "link.edgepilot.com", r"/[sx]/", field("u")),
    Service("Microsoft", "safelink.emails.azure.net", r"/redirect", field("destination")),
    Service("GMX and WEB.DE", _DEREFERRER, r"/mail/client/", field("redirectUrl")),
    Service("Mail.ru", "checklink.mail.ru click.mail.ru click.my.mail.ru", r"/(?:proxy|redir)\Z", field("url", "u")),
    Service("Mail.ru", "e.mail.ru win.mail.ru", r"/cgi-bin/link\Z", field("url")),
    Service("Yandex", r"mail.yandex.[a-z]{2,3}(?:.[a-z]{2})?", r"/re\.jsx\Z", base64_field("l")),
    Service("Google", _GOOGLE, r"/url\Z", field("q", "url")),
    Service("Google", _GOOGLE, r"/amp/(?:s/)?[\w-]+\.", accelerated),
    Service("Google", "cdn.ampproject.org", r"/[acv]/(?:s/)?[\w-]+\.", accelerated),
    Service("Google", f"translate.{_GOOGLE}", r"/(?:translate|website)\Z", field("u")),
    Service("Google", "translate.googleusercontent.com", r"/translate_c\Z", field("u")),
    Service("Google", _ADVERTISING, r"/", field("adurl")),
    Service("Google", "ad.doubleclick.net", r"/(?:ddm/)?clk[/;]", in_path),
    Service("Bing", "bing.com", r"/(?:ck/a|aclick)", base64_field("u")),
    Service("Yahoo", "r.search.yahoo.com", r"/.*/RU=", behind_ru),
    Service("YouTube", "youtube.com", r"/redirect", field("q")),
    Service("Facebook", "facebook.com instagram.com", r"/(?:l\.php|flx/warn)?/?\Z", field("u")),
    Service("LinkedIn", "linkedin.com", r"/(?:redir/redirect|safety/go)", field("url")),
    Service("Slack", "slack-redir.net", r"/link", field("url")),
    Service("DuckDuckGo", "duckduckgo.com", r"/l/", field("uddg")),
    Service("VK", "vk.com", r"/away\.php", field("to")),
    Service("Tumblr", "t.umblr.com", r"/redirect", field("z")),
    Service("Reddit", "out.reddit.com", r"/", field("url")),
    Service("Steam", "steamcommunity.com", r"/linkfilter", field("url", "u")),
    Service("Mandrill", "mandrillapp.com", r"/track/click", json_in_base64_field("url", "p")),
    Service("Mailjet", "mjt.lu", r"/lnk/.+/aHR0c", last_base64),
    Service("Postmark", "click.pstmrk.it track.pstmrk.it", r"/[23][mt]?s?/[^/]+/", segment_without_scheme),
    Service("Customer.io", "customeriomail.com", r"/e/c/", json_in_path("href", 3)),
    Service("Dynamics 365", "mkt.dynamics.com", r"/", json_field("TargetUrl", "msdynmkt_target", "target")),
    Service("GovDelivery", "govdelivery.com", r"/CL0/", segment),
    Service("GovDelivery", "lnks.gd", r"/l/", json_in_path("url", 2, 1)),
    Service("Substack", "substack.com", r"/redirect/2/", json_in_path("e", 3)),
    Service("Squarespace", "engage.squarespace-mail.com", r"/r\Z", field("u")),
    Service("Kit", _KIT, r"(?:/[a-z0-9]+){2}/aHR0c", last_base64),
    Service("Medium", "medium.com", r"/r/", field("url")),
    Service("WhatsApp", "l.wl.co", r"/l", field("u")),
    Service("Messenger", "l.messenger.com", r"/l\.php", field("u")),
    Service("Disqus", "disq.us", r"/url", field("url")),
    Service("SoundCloud", "exit.sc", r"/", field("url")),
    Service("Href.li", "href.li anonym.to", r"/", whole_query),
    Service("Internet Archive", "web.archive.org", r"/web/\d", in_path),
)  # fmt: skip
# Programs that people run on hosts of their own.
_ANYWHERE = (
    Service("Amazon SES", "", r"/C?L0/https?:%2F%2F[^/]+/\d/[0-9a-f]{8,16}-", segment),
    Service("Outlook Web App", "", r"/(?:(?i:owa)/(?:.+/)?redir\.aspx|exchweb/bin/redir\.asp)\Z", field("URL", "url")),
    Service("Fortinet FortiMail", "", r"/fmlurlsvc/\Z", field("url")),
)
# The last two labels of the hosts of all services. Those of a host under many suffixes are a pattern, and nobody's.
SITES = frozenset(".".join(host.split(".")[-2:]) for service in _SERVICES for host in service.hosts.split())
