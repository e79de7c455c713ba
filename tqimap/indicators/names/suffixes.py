"""The public suffix list: which names are real domains, and which are only the ends of some.

The file is read at the first question; it says itself from what day it is.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

COMMON = frozenset({"com", "net", "org"})  # under which nearly anything may be a name


class Suffixes(NamedTuple):
    """The rules of both sections; of that of ICANN also what its wildcards are below, and every top-level label."""

    icann: frozenset[str]
    private: frozenset[str]
    wildcards: frozenset[str]
    top_level: frozenset[str]


@cache
def suffixes() -> Suffixes:
    """The list as it stands in the package."""
    text = (Path(__file__).parent.parent / "data/suffixes.txt").read_text(encoding="utf-8")
    icann, private = (part.split("\n") for part in text.split("\n\n"))
    rules = [rule for rule in icann if not rule.startswith("#")]
    wildcards = frozenset(rule[2:] for rule in rules if rule.startswith("*."))
    top_level = frozenset(rule.rpartition(".")[2] for rule in rules)
    return Suffixes(frozenset(rules), frozenset(private), wildcards, top_level)


def is_icann_suffix(name: str) -> bool:
    """Whether a lower-case name is itself a suffix under which a registry sells names: ``uk``, ``co.uk``."""
    icann, _, wildcards, _ = suffixes()
    return name in icann or (name.partition(".")[2] in wildcards and f"!{name}" not in icann)


def is_private_suffix(name: str) -> bool:
    """Whether a lower-case name belongs to somebody who gives away names below it: ``github.io``, ``ddns.net``.

    Not one that a wildcard stands for: those are given away already, as ``ec2-44-128-7-21.compute-1.amazonaws.com``.
    """
    return name in suffixes().private
