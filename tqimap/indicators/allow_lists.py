"""Values that are never an indicator: those of the configuration, and the shipped lists."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from .finding import Options


class AllowLists(NamedTuple):
    """The lists that one set of options chooses, ready to be asked."""

    values: frozenset[str]
    own: frozenset[str]
    domains: frozenset[str]
    networks: tuple[IPv4Network | IPv6Network, ...]

    @staticmethod
    def of(options: Options) -> "AllowLists":
        """The lists of these options; they are compiled once."""
        return _compiled(tuple(options.allow), tuple(options.own_domains), tuple(options.warning_lists))

    def listing(self, type_: str, value: str) -> str:
        """The name of the list that has the value, or nothing."""
        folded = value.lower()
        if folded in self.values:
            return "allow-list"
        if type_ in ("FQDN", "URL", "Email Address"):
            return self._domain_listing(_host(type_, folded))
        if type_ in ("IP Address", "IPv6 Address") and self.networks:
            address = ip_address(value)
            return "allow-list" if any(address in network for network in self.networks) else ""
        return ""

    def _domain_listing(self, host: str) -> str:
        while host:
            if host in self.own:
                return "own domain"
            if host in self.domains:
                return "allow-list"
            host = host.partition(".")[2]
        return ""


def _host(type_: str, value: str) -> str:
    if type_ == "URL":
        authority = value.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]
        return authority.rpartition("@")[2].partition(":")[0]
    return value.rpartition("@")[2]


@lru_cache(maxsize=8)
def _compiled(allow: tuple[str, ...], own: tuple[str, ...], names: tuple[str, ...]) -> AllowLists:
    values, domains, networks = set(), set(), []
    for entry in map(str.lower, allow):
        if entry.startswith("."):
            domains.add(entry[1:])
            continue
        values.add(entry)
        if "/" in entry:
            try:
                networks.append(ip_network(entry, strict=False))
            except ValueError:
                continue
    own_domains = frozenset(entry.lower().lstrip(".@") for entry in own)
    return AllowLists(frozenset(values), own_domains, frozenset(domains), tuple(networks))
