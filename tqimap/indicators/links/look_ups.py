"""Links to pages on which services show what they know of a file or a weakness.

Such a page is what a report refers to, and no indicator itself; what it is about stands in the link. A page about a
host or an address is left alone: it is looked up to show that it is harmless, too, and who means it writes it.
"""

import re
from typing import NamedTuple

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
# The last two labels of all these hosts.
SITES = frozenset(".".join(host.split(".")[-2:]) for host in (*_OF_FILES, *_OF_WEAKNESSES))

_CVE = re.compile(r"(?<![0-9A-Za-z])CVE-[0-9]{4}-[0-9]{4,7}(?![0-9A-Za-z])", re.IGNORECASE)
_HASH = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])")


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
    return None
