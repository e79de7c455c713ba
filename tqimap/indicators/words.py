"""Values that one pattern tells from everything else: hashes, CVE, AS numbers, MAC and IPv6 addresses."""

import re

from .addresses import address_fault, network_fault
from .catch import Catch

_HASHES = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}
_HEX = re.compile(r"(?<![0-9A-Za-z+/=_-])(?=[0-9a-fA-F]{32})[0-9a-fA-F]{32,}+(?![0-9A-Za-z+/_-])")
_CVE = re.compile(r"[cC][vV][eE][-\u2013_ ](\d{4})[-\u2013_ ](\d{4,7})(?!\d)")
_ASN = re.compile(r"\bAS[N ]?(?:\s?#?)(\d{1,10})\b")
_COLONS = re.compile(r":(?::|[0-9A-Fa-f]{1,4}:)")
_V6 = "0123456789abcdefABCDEF:."
_V6_RUN = re.compile(r"[0-9A-Fa-f:]+(?:\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])(?:/(\d{1,3})\b)?")


def find_hashes(catch: Catch) -> None:
    """Runs of hexadecimal digits of the right length that stand alone."""
    for match in _HEX.finditer(catch.rest()):
        type_ = _HASHES.get(len(match[0]))
        if type_ is None:
            continue
        value = match[0].lower()
        if len(set(value)) < 3:
            catch.drop(type_, value, *match.span(), "all digits alike")
        else:
            catch.take(type_, value, *match.span(), "hash")


def find_names(catch: Catch) -> None:
    """CVE and AS numbers."""
    text = catch.rest()
    for match in _CVE.finditer(text):
        year = int(match[1])
        value = f"CVE-{match[1]}-{match[2]}"
        if 1999 <= year <= 2099:
            catch.take("CVE", value, *match.span(), "CVE")
        else:
            catch.drop("CVE", value, *match.span(), "no year of CVE")
    for match in _ASN.finditer(text):
        if 0 < int(match[1]) < 2**32:
            catch.take("ASN", "AS" + match[1], *match.span(), "AS number")


def find_colons(catch: Catch) -> None:
    """IPv6 addresses and networks."""
    text = catch.rest()
    done = 0
    for colon in _COLONS.finditer(text):
        at = colon.start()
        if at < done:
            continue
        begin = max(done, at - 4)
        piece = text[begin:at]
        start = begin + len(piece.rstrip("0123456789abcdefABCDEF"))
        run = _V6_RUN.match(text, start)
        if run is None or (start and (text[start - 1].isalnum() or text[start - 1] in ":._")):
            continue
        done = run.end()
        value = run[0].lower()
        if run[1]:
            if not network_fault(value):
                catch.take("CIDR Block", value, *run.span(), "network")
            continue
        fault = address_fault(value)
        if not fault:
            catch.take("IPv6 Address", value, *run.span(), "address")
        elif fault != "no address":
            catch.drop("IPv6 Address", value, *run.span(), fault)
