"""IPv4 addresses and networks: four numbers with dots, unless they count versions or parts of something else."""

import re

from .addresses import address_fault, network_fault
from .bare import take_bare
from .catch import Catch, Span
from .urls import Unbroken

# From the first dot on; the number before it is read afterwards, since a search for a dot is the fastest there is.
_FROM_FIRST_DOT = re.compile(r"\.(?<=[0-9]\.)[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![A-Za-z0-9_]|\.[0-9a-z-])")
_PREFIX_LENGTH = re.compile(r" ?/ ?([0-9]{1,2})(?![\w.]|/\w)")
_VERSION = re.compile(
    r"(?:\bv|\b(?:version|ver|build|release|revision|rev|firmware|update|upgrade|patch|sp|product|oid|section|chapter|§)"
    r"s?(?:\s(?:number|no|is|was|of|to|from))?)[.:#=]?[\s\"'(]{0,2}\Z",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"[A-Za-z][\w.+-]*/\Z|[A-Za-z]-\Z")
_LOOK_BACK = 24  # characters before a number in which a word such as "version number" has room


def find_quads(catch: Catch) -> None:
    """Every first dot of three between numbers."""
    text = catch.rest()
    unbroken = Unbroken(text)
    done = 0
    for match in _FROM_FIRST_DOT.finditer(text):
        at, end = match.span()
        start = at - 1
        while start > at - 3 and text[start - 1 : start].isdecimal():
            start -= 1
        if start >= done and not _is_word(text[start - 1 : start]):
            done = _quad(catch, unbroken, start, end)


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _quad(catch: Catch, unbroken: Unbroken, start: int, end: int) -> int:
    text = unbroken.text
    value = text[start:end]
    before = text[max(0, start - _LOOK_BACK) : start]
    following = text[end : end + 2]
    if before[-1:] == "." and before[-2:-1].isalnum():
        return _dropped(catch, value, (start, end), "longer number")
    if "/" in following:
        length = _PREFIX_LENGTH.match(text, end)
        if length and int(length[1]) <= 32:
            return _network(catch, f"{value}/{length[1]}", (start, length.end()))
    fault = address_fault(value)
    if fault:
        return _dropped(catch, value, (start, end), fault)
    if before[-1:] not in ("", "\n") and _is_version(before) and following[:1] != ":" and not catch.marked(start, end):
        return _dropped(catch, value, (start, end), "version number")
    return take_bare(catch, unbroken, (start, end), "IP Address")


def _is_version(before: str) -> bool:
    """Whether what stands before a number says that it counts versions."""
    return bool((_PRODUCT if before[-1] in "/-" else _VERSION).search(before))


def _network(catch: Catch, value: str, span: Span) -> int:
    fault = network_fault(value)
    if fault:
        catch.drop("CIDR Block", value, span, fault)
    else:
        catch.take("CIDR Block", value, span, "network")
    return span[1]


def _dropped(catch: Catch, value: str, span: Span, rule: str) -> int:
    catch.drop("IP Address", value, span, rule)
    return span[1]
