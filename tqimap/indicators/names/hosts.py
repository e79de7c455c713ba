"""Names of hosts: which of them can be one in the world, and why the others cannot."""

import re
from functools import lru_cache

from .. import caches
from .addresses import address_fault
from .suffixes import is_icann_suffix, suffixes

# Pictures stand in names of some registries (IDNA 2003), though only a URL shows that a name is meant.
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"
_NAME = re.compile(
    rf"(?:(?!-)[\w{_PICTURES}-]{{1,63}}+(?<!-)\.|(?!))++(?:[^\W\d_]{{2,63}}|xn--[a-z0-9-]{{2,59}}|i2p)\Z"
)
# RFC 6761, RFC 8375, RFC 6762 and names in common use inside networks: nobody else can reach them.
RESERVED = frozenset("arpa corp example home internal intranet invalid lan local localdomain localhost test".split())
# Numbers of an address that were made unknown, with what is a suffix as well: 44.128.7.xxx, 44.128.xxx.xxx
_HIDDEN_NUMBERS = re.compile(r"(?:[0-9x]{1,3}\.){3}xxx\Z")
# Roots outside the DNS, by the form of their names (RFC 7686).
_ALTERNATIVE = re.compile(r"(?:.*\.)?(?:[a-z2-7]{16}|[a-z2-7]{56})\.onion\Z|.*\.(?:i2p|bit|bazar|eth|lib|emc|coin)\Z")


@lru_cache(maxsize=caches.HOSTS)
def host_fault(name: str) -> str:
    """Why a lower-case name without a dot at its end is no name of a host in the world; nothing if it is one."""
    return new_fault(name)


def new_fault(name: str) -> str:
    """The same for a name that is asked about for the first time, or whose answer is kept by who asks."""
    if len(name) > 253 or not _NAME.match(name):
        return "no host name"
    top = name.rpartition(".")[2]
    if top in RESERVED:
        return "reserved name"
    if top == "xxx" and _HIDDEN_NUMBERS.match(name):
        return "redacted address"
    if top in suffixes().top_level:
        return "public suffix" if is_icann_suffix(name) else ""
    return "" if _ALTERNATIVE.match(name) else "no public suffix"


def is_place(name: str) -> bool:
    """Whether this is, in lower case, the name of a host in the world, or its address."""
    return not host_fault(name) or (name.count(".") == 3 and not address_fault(name))
