"""IP addresses and networks (``ipaddress`` decides), and which of them can be an indicator."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network, summarize_address_range
from itertools import islice

from .. import caches

_OCTETS = frozenset(map(str, range(256)))
# First octets of which no part is set aside for special use (RFC 6890): most addresses need no closer look.
_ORDINARY = frozenset(map(str, (set(range(1, 224)) - {10, 100, 127, 169, 172, 192, 198, 203})))
# A pattern for addresses of which that alone is true: they are indicators for certain.
_OCTET = r"\.(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
ORDINARY_ADDRESS = (
    r"(?!(?:0|10|100|127|169|172|192|198|203)\.)(?:1[0-9][0-9]|2[01][0-9]|22[0-3]|[1-9]?[0-9])" + 3 * _OCTET
)


def address_fault(value: str) -> str:
    """Why an address cannot be an indicator; nothing if it can."""
    octets = value.split(".")
    if octets[0] in _ORDINARY and len(octets) == 4 and _OCTETS.issuperset(octets):
        return ""
    return _closer_look(value)


@lru_cache(maxsize=caches.WORDS)
def _closer_look(value: str) -> str:
    try:
        address = ip_address(value)
    except ValueError:
        return "no address"
    return _use_fault(address)


def _use_fault(address: IPv4Address | IPv6Address) -> str:
    if address.is_loopback or address.is_unspecified or address.is_multicast or address.is_reserved:
        return "special address"
    if address.is_link_local:
        return "private address"
    return "" if address.is_global else "private or documentation address"


# An address as most are written: shortened, and without a zero that could be left out as well.
_USUAL = re.compile(r"[0-9a-f]{4}(?:::?[1-9a-f][0-9a-f]{0,3}){0,6}(?:::)?\Z")


@lru_cache(maxsize=caches.WORDS)
def ipv6(value: str) -> tuple[str, str]:
    """An IPv6 address as RFC 5952 writes it, and why it cannot be an indicator."""
    if value[0] not in "23":  # of all addresses only 2000::/3 is given out (RFC 4291, 2.4)
        return value, "special address" if "::" in value or value.count(":") == 7 else "no address"
    if _USUAL.match(value) and value.count(":") < 7 and value.count("::") == 1 and "2003" <= value[:4] < "3f00":
        return value, ""
    try:
        address = IPv6Address(value)
    except ValueError:
        return value, "no address"
    ordinary = 0x2003 <= int(address) >> 112 < 0x3F00  # below and above are parts for special ends
    return str(address), "" if ordinary else _use_fault(address)


@lru_cache(maxsize=caches.WORDS)
def network_fault(value: str) -> str:
    """Why a network in CIDR notation cannot be an indicator; nothing if it can."""
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        return "no network"
    if network.prefixlen == 0:
        return "special address"
    return _use_fault(network.network_address)


@lru_cache(maxsize=caches.WORDS)
def whole_network(first: str, last: str) -> str:
    """The network of IPv4 that begins and ends with these addresses; nothing where none does."""
    try:
        networks = list(islice(summarize_address_range(IPv4Address(first), IPv4Address(last)), 2))
    except (ValueError, TypeError):
        return ""
    return str(networks[0]) if len(networks) == 1 else ""


def with_length(value: str) -> str:
    """A network of IPv4 with the length of its prefix, be that written as a mask; nothing if it is neither."""
    address, _, written = value.partition("/")
    if "." not in written:
        return value if int(written) <= 32 else ""
    try:
        return f"{address}/{ip_network(f'0.0.0.0/{written}').prefixlen}"
    except ValueError:
        return ""
