"""Which indicators are wanted: for who only says so, and does without the engine, which takes 60 ms to import."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

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


class Options(NamedTuple):
    """What is wanted. Every field is plain data, so that options can travel to the reader child as JSON.

    ``types`` overrides the defaults of ``TYPES`` by name. ``allow`` holds values that are never an indicator: a value,
    ``.example.com`` for a domain with all below it, a network in CIDR notation. ``own_domains``, in small letters, are
    left out with all below them. ``warning_lists`` names the shipped allow-lists to use; ``("all",)`` for every one,
    ``()`` for none. ``recipients`` are the addresses, in small letters, that the mail with the text was sent to.
    No dataclass: with what that imports, the engine would take a sixth longer to start.
    """

    types: Mapping[str, bool] = MappingProxyType({})
    hosts_of_urls: bool = False
    own_domains: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    warning_lists: tuple[str, ...] = ("all",)
    defanged_beats_allow_list: bool = True
    recipients: tuple[str, ...] = ()

    def wants(self, type_: str) -> bool:
        """Whether indicators of this type are wanted."""
        return self.types.get(type_, TYPES[type_])
