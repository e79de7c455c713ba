"""What goes into the engine beside the text, and what comes out of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from tqimap.wanted import TYPES, Options

__all__ = ["TYPES", "Finding", "Findings", "Kind", "Options"]

Kind = Literal["text", "links", "furniture", "bounce", "strings"]
Attributes = tuple[tuple[str, str], ...]  # name and value of each


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
    attributes: Attributes = ()


class Findings(NamedTuple):
    """All findings in order of appearance; how many candidates each rule dropped; those, where they were asked for."""

    found: tuple[Finding, ...] = ()
    dropped_counts: Mapping[str, int] = MappingProxyType({})
    dropped: tuple[Finding, ...] = ()
