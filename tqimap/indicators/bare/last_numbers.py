"""Addresses of which only the last number is written, behind a whole one: ``44.128.7.21 / .22, .23 and .24``."""

import re
from collections.abc import Collection

from ..findings.catch import Catch
from ..names.addresses import address_fault

_LAST = re.compile(r" \.(?<=[/,d&] \.)([0-9]{1,3})(?![\w.])")
_JOINT = "(?: ?/|,|,? and| &)"
_NEXT = re.compile(_JOINT)
_WHOLE = re.compile(rf"(?<![\w.])((?:[0-9]{{1,3}}\.){{3}})([0-9]{{1,3}}){_JOINT}\Z")
_WHOLE_MAX = 20  # characters of it


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
