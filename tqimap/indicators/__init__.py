"""Text in, indicators out: ThreatQ's types, normalised values, where they stood, and why each was taken or dropped."""

from .engine import find
from .findings.finding import TYPES, Finding, Findings, Kind, Options
from .headers import find_in_header

__all__ = ["TYPES", "Finding", "Findings", "Kind", "Options", "find", "find_in_header"]
