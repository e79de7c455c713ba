"""What goes into the engine beside the text, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

Kind = Literal["text", "links", "strings"]

# ThreatQ's names of the types, and whether a type is on by default: it is, where a value can be told from
# look-alikes with certainty. Names and addresses of persons' accounts, and what only repeats a URL, are on request.
TYPES: Mapping[str, bool] = MappingProxyType(
    {
        "IP Address": True,
        "IPv6 Address": True,
        "CIDR Block": True,
        "ASN": True,
        "FQDN": True,
        "URL": True,
        "URL Path": False,
        "Email Address": True,
        "Email Subject": False,
        "Email Attachment": False,
        "MD5": True,
        "SHA-1": True,
        "SHA-256": True,
        "SHA-384": True,
        "SHA-512": True,
        "Fuzzy Hash": True,
        "CVE": True,
        "Filename": True,
        "File Path": True,
        "Registry Key": True,
        "Mutex": True,
        "Service Name": True,
        "User-agent": True,
        "X-Mailer": False,
        "MAC Address": True,
        "Username": False,
        "x509 Serial": True,
        "x509 Subject": True,
        "String": True,
    }
)


@dataclass(frozen=True, slots=True)
class Options:
    """What is wanted. Every field is plain data, so that options can travel to the reader child as JSON.

    ``types`` overrides the defaults of ``TYPES`` by name. ``allow`` holds values that are never an indicator: a value,
    ``.example.com`` for a domain with all below it, a network in CIDR notation. ``own_domains``, in small letters, are
    left out with all below them. ``warning_lists`` names the shipped allow-lists to use; ``("all",)`` for every one,
    ``()`` for none.
    """

    types: Mapping[str, bool] = field(default_factory=dict)
    hosts_of_urls: bool = False
    own_domains: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    warning_lists: tuple[str, ...] = ("all",)
    defanged_beats_allow_list: bool = True

    def wants(self, type_: str) -> bool:
        """Whether indicators of this type are wanted."""
        return self.types.get(type_, TYPES[type_])


class Finding(NamedTuple):
    """One indicator at one place, or with ``Findings.dropped`` a candidate that was not taken.

    ``type`` is ThreatQ's name, ``value`` the normalised value, ``raw`` the text as it stood at ``start`` to ``end``;
    ``rule`` says by what rule it was taken or dropped. A tuple, since a long list makes hundred thousands of them.
    """

    type: str
    value: str
    raw: str
    start: int
    end: int
    rule: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings in order of appearance; how many candidates each rule dropped; those, where they were asked for."""

    found: tuple[Finding, ...] = ()
    dropped_counts: Mapping[str, int] = field(default_factory=dict)
    dropped: tuple[Finding, ...] = ()
