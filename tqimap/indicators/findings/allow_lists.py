"""Values that are never an indicator: those of the configuration, and the shipped lists."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from .. import caches
from .finding import Options

_FILES = ("warning_lists.txt", "house_lists.txt")
_OF_LINKS = "list references"  # not of addresses of mail: others write in the name of an authority
_LIST_NAME = re.compile(r"\[([\w.-]+)\]")
_ADDRESSES = frozenset({"IP Address", "IPv6 Address"})


class AllowLists:
    """The lists that one set of options chooses, ready to be asked; each entry with the name of its list."""

    def __init__(
        self, values: dict[str, str], domains: dict[str, str], networks: tuple[IPv4Network | IPv6Network, ...]
    ) -> None:
        self.values = values
        self.domains = domains
        self.networks = networks

    def listing(self, type_: str, value: str, host: str) -> str:
        """The name of the list that has the value or the host that it names, or nothing."""
        listed = self.values.get(value.lower(), "")
        if listed:
            return listed
        if host:
            listed = _domain_listing(self, host)
            return "" if listed == _OF_LINKS and type_ == "Email Address" else listed
        if self.networks and type_ in _ADDRESSES:
            address = ip_address(value)
            return "allow-list" if any(address in network for network in self.networks) else ""
        return ""

    def may_have(self, values: Iterable[str], hosts: Iterable[str]) -> bool:
        """Whether one of these values may be listed, or one of the hosts that they name; all in small letters."""
        if self.networks or not self.values.keys().isdisjoint(values):
            return True
        domains = set(hosts)
        while domains:  # all of them at once, then the domains that they are in, which are ever fewer
            if not self.domains.keys().isdisjoint(domains):
                return True
            domains = {domain.partition(".")[2] for domain in domains if "." in domain}
        return False


@lru_cache(maxsize=caches.HOSTS)
def _domain_listing(lists: AllowLists, host: str) -> str:
    domains = lists.domains
    while host:
        if host in domains:
            return domains[host]
        host = host.partition(".")[2]
    return ""


def allow_lists(options: Options) -> AllowLists:
    """The lists of these options; they are compiled once."""
    return _compiled(tuple(options.allow), tuple(options.own_domains), tuple(options.warning_lists))


@lru_cache(maxsize=8)  # sets of options, of which a run has one
def _compiled(allow: tuple[str, ...], own: tuple[str, ...], names: tuple[str, ...]) -> AllowLists:
    values: dict[str, str] = {}
    domains: dict[str, str] = {}
    for name, entry in _shipped():
        if name in names or "all" in names:
            (domains if _is_name(entry) else values).setdefault(entry, f"list {name}")
    networks = []
    for entry in map(str.lower, allow):
        if entry.startswith("."):
            domains[entry[1:]] = "allow-list"
        elif "/" in entry and (network := _network(entry)):
            networks.append(network)
        else:
            values[entry] = "allow-list"
    domains |= dict.fromkeys(own, "own domain")
    return AllowLists(values, domains, tuple(networks))


@cache
def _shipped() -> tuple[tuple[str, str], ...]:
    folder = Path(__file__).parent.parent / "data"
    return tuple(
        entry for name in _FILES for entry in _entries((folder / name).read_text(encoding="utf-8").splitlines())
    )


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    name = ""
    for line in map(str.strip, lines):
        heading = _LIST_NAME.match(line)
        if heading:
            name = heading[1]
        elif line and not line.startswith("#"):
            yield name, line


def _is_name(entry: str) -> bool:
    return "." in entry and not entry.rpartition(".")[2].isdigit()


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None
