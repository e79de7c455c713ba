"""Links to pages on which services show what they know of a file, a weakness, a host or an address.

Such a page is what a report refers to, and no indicator itself; what it is about stands in the link.
"""

import re
from typing import NamedTuple

from ..names.addresses import address_fault, ipv6
from ..names.hosts import host_fault
from ..text.hexadecimal import HASHES
from .url_parts import Url

_OF_FILES = (
    ".virustotal.com", ".hybrid-analysis.com", ".bazaar.abuse.ch", ".yaraify.abuse.ch", ".malshare.com",
    ".otx.alienvault.com", ".opentip.kaspersky.com", ".filescan.io", ".polyswarm.network", ".labs.inquest.net",
    ".analyze.intezer.com", ".metadefender.com", ".metadefender.opswat.com", ".maltiverse.com", ".threatminer.org",
    ".koodous.com", ".malwares.com", ".manalyzer.org", ".virusshare.com",
)  # fmt: skip
# Registers of weaknesses, and pages of makers about one.
_OF_WEAKNESSES = (
    ".mitre.org", ".cve.org", ".nvd.nist.gov", ".cvedetails.com", ".msrc.microsoft.com", ".access.redhat.com",
    ".security-tracker.debian.org", ".ubuntu.com",
)  # fmt: skip
_OF_HOSTS = (
    ".virustotal.com", ".shodan.io", ".censys.io", ".abuseipdb.com", ".otx.alienvault.com", ".urlscan.io",
    ".greynoise.io", ".urlhaus.abuse.ch", ".talosintelligence.com", ".maltiverse.com", ".threatminer.org",
    ".robtex.com", ".spamhaus.org", ".criminalip.io", ".crt.sh", ".domaintools.com", ".opentip.kaspersky.com",
)  # fmt: skip
# The last two labels of all these hosts.
SITES = frozenset(".".join(host.split(".")[-2:]) for host in (*_OF_FILES, *_OF_WEAKNESSES, *_OF_HOSTS))

_CVE = re.compile(r"(?<![0-9A-Za-z])CVE-[0-9]{4}-[0-9]{4,7}(?![0-9A-Za-z])", re.IGNORECASE)
_HASH = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])")
_HOST = re.compile(
    r"(?:/(?:domains?|hostname|hosts?|ip|ipv4|ipv6|ip-address|check|(?:ip|dns)-lookup|report|query/ip|search)/"
    r"|/whois/|[?&](?:search|q|query|host|domain|ip)=(?:%25?\.)?)(?P<place>[\w.:-]{4,253})(?=[/?&#]|\Z)"
)


class Subject(NamedTuple):
    """What a page is about, by ThreatQ's name of its type, and by which rule it is taken."""

    type: str
    value: str
    rule: str


def subject_of(url: Url) -> Subject | None:
    """What the page is about to which this URL leads; None where it is no such page."""
    host = f".{url.host}"
    if host.endswith(_OF_FILES) and (sample := _HASH.search(url.rest)):
        return Subject(HASHES[len(sample[0])], sample[0].lower(), "hash of a link to an analysis")
    if host.endswith(_OF_WEAKNESSES) and (number := _CVE.search(url.rest)):
        return Subject("CVE", number[0].upper(), "number of a link to a register")
    if host.endswith(_OF_HOSTS) and (found := _HOST.search(url.rest)):
        return _place(found["place"].lower())
    return None


def _place(name: str) -> Subject | None:
    """A host or an address, where it is one that can be an indicator."""
    if ":" in name:
        address, fault = ipv6(name)
        return None if fault else Subject("IPv6 Address", address, "address of a link to a look-up")
    if name.replace(".", "").isdigit():
        return None if address_fault(name) else Subject("IP Address", name, "address of a link to a look-up")
    return None if host_fault(name) else Subject("FQDN", name, "host of a link to a look-up")
