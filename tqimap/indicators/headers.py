"""Fields of a message's header (RFC 5322 and what mail systems add): each is read as what it is, none as prose.

Identifiers, signatures, relays' remarks and everything unknown hold no indicator, however much they look like one.
"""

import re
from collections.abc import Callable

from .bare.emails import find_emails
from .engine import find
from .findings.catch import Catch
from .findings.finding import Findings, Options
from .names.addresses import address_fault, ipv6
from .text.edits import Edited

_NOTHING = Findings()
# ``Received: from <what it said> (<what the relay saw>) by ...``: only the sender's side, never the relay's own.
_RECEIVED_FROM = re.compile(r"\A\s*(?:\([^()]*\)\s*)?from\s(?P<from>.*?)(?=\sby\s|;|\Z)", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:IPv6:)?(?P<ip>\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{2,41})(?![\w:]|\.\d)",
    re.IGNORECASE,
)
# Hosts of the great mail services: what they relay says nothing of who wrote it.
_MAIL_SERVICES = re.compile(
    r"[\w.-]+\.(?:outlook\.com|protection\.outlook\.com|exchangelabs\.com|google\.com|googlemail\.com|amazonses\.com|yahoo\.com"
    r"|icloud\.com|apple\.com|pphosted\.com|mimecast\.com|messagelabs\.com|sendgrid\.net|mailgun\.net|barracudanetworks\.com"
    r"|hornetsecurity\.com|mcsv\.net|rsgsv\.net|mailjet\.com|zoho\.com|gmx\.net|kundenserver\.de|web\.de|t-online\.de)\b",
    re.IGNORECASE,
)  # fmt: skip
_CLIENT = re.compile(r"(?:client-ip=|\bCIP:|designates\s)(?P<ip>[0-9A-Fa-f:.]{3,45})")

Search = Callable[[Catch, str], None]


def find_in_header(name: str, value: str, options: Options, *, dropped: bool = False) -> Findings:
    """The indicators of one field, decoded and unfolded; a field that is not known gives none."""
    name = name.lower()
    if name in _PAGES:
        return find(value, options, kind="links", dropped=dropped)
    if name not in _FIELDS:
        return _NOTHING
    catch = Catch(options, (Edited(value),), dropped=dropped)
    _FIELDS[name](catch, value)
    found = catch.findings(value)
    if name != "subject":
        return found
    inside = find(value, options, dropped=dropped)  # the one field that is prose
    return Findings((*found.found, *inside.found), inside.dropped_counts, inside.dropped)


def _mailboxes(catch: Catch, value: str) -> None:
    """A list of addresses; names of persons are not searched."""
    find_emails(catch)


def _addresses(catch: Catch, value: str) -> None:
    """A field that gives the address of a machine."""
    for match in _ADDRESS.finditer(value):
        _take_address(catch, match)


def _received(catch: Catch, value: str) -> None:
    """The machine that handed the message over, unless it belongs to a great mail service."""
    sender = _RECEIVED_FROM.search(value)
    if sender:
        rule = "mail service" if _MAIL_SERVICES.search(sender["from"]) else ""
        for match in _ADDRESS.finditer(value, *sender.span("from")):
            _take_address(catch, match, rule)


def _client(catch: Catch, value: str) -> None:
    """The client's address in the report of a filter."""
    for match in _CLIENT.finditer(value):
        _take_address(catch, match)


def _take_address(catch: Catch, match: re.Match[str], rule: str = "") -> None:
    written = match["ip"].lower().rstrip(".")
    span = (match.start("ip"), match.start("ip") + len(written))
    type_, (value, fault) = "IP Address", (written, address_fault(written))
    if ":" in written:
        type_, (value, fault) = "IPv6 Address", ipv6(written)
    if fault == "no address":
        return
    if fault or rule:
        catch.drop(type_, value, span, fault or rule)
    else:
        catch.take(type_, value, span, "header field")


def _whole(type_: str) -> Search:
    """All of the field, an indicator itself on request."""

    def search(catch: Catch, value: str) -> None:
        kept = value.strip()
        if kept and catch.wants(type_):
            start = value.index(kept)
            catch.take(type_, kept, (start, start + len(kept)), "header field")

    return search


# Where a page was, or a part of it, that somebody saved as a message (MHTML; RFC 2557).
_PAGES = frozenset({"snapshot-content-location", "content-location", "content-base", "reported-uri", "reported-domain"})
_FIELDS: dict[str, Search] = {
    **dict.fromkeys(
        (
            "from", "sender", "reply-to", "return-path", "resent-from", "resent-sender", "errors-to", "mail-reply-to",
            "disposition-notification-to", "return-receipt-to", "x-sender", "x-original-from", "x-envelope-from",
            "x-google-original-from", "x-authenticated-sender", "original-mail-from",
        ),
        _mailboxes,
    ),
    **dict.fromkeys(
        (
            "x-originating-ip", "x-sender-ip", "x-source-ip", "x-client-ip", "x-remote-ip", "x-real-ip", "x-ip",
            "x-sourceip", "x-originating-client-ip", "x-client-addr", "x-senderip", "source-ip",
            "x-yahoo-post-ip", "x-aol-ip", "x-mdremoteip",
        ),
        _addresses,
    ),
    "received": _received,
    "received-spf": _client,
    "x-forefront-antispam-report": _client,
    "x-forefront-antispam-report-untrusted": _client,
    "subject": _whole("Email Subject"),
    "x-mailer": _whole("X-Mailer"),
    "user-agent": _whole("X-Mailer"),
}  # fmt: skip
