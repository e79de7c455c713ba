"""Addresses of which only the last number is written, behind a whole one: ``44.128.7.21 / .22, .23 and .24``, or
``44.128.7.21/22/23``.
"""

import re
from collections.abc import Collection

from ..findings.catch import Catch
from ..names.addresses import address_fault

_LAST = re.compile(r" \.(?<=[/,d&] \.)([0-9]{1,3})(?![\w.])")
_JOINT = "(?: ?/|,|,? and| &)"
_NEXT = re.compile(_JOINT)
_WHOLE = re.compile(rf"(?<![\w.])((?:[0-9]{{1,3}}\.){{3}})([0-9]{{1,3}}){_JOINT}\Z")
_WHOLE_MAX = 20  # characters of it
_NUMBER = re.compile("[0-9]+")
_PORTS = frozenset({20, 21, 22, 23, 25, 53, 80, 110, 139, 143})  # of services; the others are above 255
_WITH_SLASHES = re.compile(r"(?:/[0-9]{1,3}){2,16}(?![\w/?#%-]|\.\w)")


def find_last_numbers(catch: Catch, text: str, addresses: Collection[str]) -> None:
    """Each such number behind one of these addresses, or behind another."""
    network, end = "", 0
    for match in _LAST.finditer(text):
        start = match.start()
        if not (network and _NEXT.fullmatch(text, end, start)):
            whole = _WHOLE.search(text, max(0, start - _WHOLE_MAX), start)
            network = whole[1] if whole and whole[1] + whole[2] in addresses else ""
        end = match.end()
        value = network + match[1]
        if network and not address_fault(value):
            catch.take("IP Address", value, (start + 1, end), "last number of an address")


def take_with_slashes(catch: Catch, text: str, start: int, end: int) -> int:
    """The numbers that stand with slashes behind the address here, each higher than the one before, as in no path and
    no list of ports; where the last one ends, or 0.
    """
    listed = _WITH_SLASHES.match(text, end)
    if listed is None:
        return 0
    network, _, last = text[start:end].rpartition(".")
    numbers = [int(number) for number in listed[0][1:].split("/")]
    is_rising = [int(last), *numbers] == sorted({int(last), *numbers})
    if not is_rising or _PORTS.issuperset(numbers) or address_fault(f"{network}.{numbers[-1]}"):
        return 0
    for number in _NUMBER.finditer(text, end, listed.end()):
        catch.take("IP Address", f"{network}.{int(number[0])}", number.span(), "last number of an address")
    return listed.end()
