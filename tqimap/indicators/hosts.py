"""Names of hosts: which are valid, and which bare names in a text are meant as one."""

import re
from functools import lru_cache

from .suffixes import is_icann_suffix, is_private_suffix, suffixes

_NAME = re.compile(r"(?:[\w](?:[\w-]{0,61}\w)?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59}|i2p)\Z")
# RFC 6761, RFC 8375, RFC 6762 and names in common use inside networks: nobody else can reach them.
_RESERVED = frozenset(
    [
        "test",
        "example",
        "invalid",
        "localhost",
        "local",
        "localdomain",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "arpa",
    ]
)
# Roots outside the DNS, by the form of their names (RFC 7686).
_ALTERNATIVE = re.compile(r"(?:.*\.)?(?:[a-z2-7]{16}|[a-z2-7]{56})\.onion\Z|.*\.(?:i2p|bit|bazar|eth|lib|emc|coin)\Z")


@lru_cache(maxsize=65536)
def host_fault(name: str) -> str:
    """Why a lower-case name without a dot at its end is no name of a host in the world; nothing if it is one."""
    if len(name) > 253 or not _NAME.match(name):
        return "no host name"
    top = name.rpartition(".")[2]
    if top in suffixes().top_level:
        return "public suffix" if is_icann_suffix(name) else ""
    if top in _RESERVED:
        return "reserved name"
    return "" if _ALTERNATIVE.match(name) else "no public suffix"


def is_somebody_elses_suffix(name: str) -> bool:
    """Whether the name is one below which everybody can have names, such as ``github.io``."""
    return is_private_suffix(name)
