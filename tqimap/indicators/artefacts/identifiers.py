"""Values that begin with a name of their own: CVE and AS numbers, and what browsers call themselves."""

import re
from itertools import chain

from ..findings.catch import Catch
from ..text.surroundings import labelled, matches

# Each begins with plain letters: a search for those is ten times as fast as one for either case.
_CVE_LABEL = re.compile("cve")
_CVE = re.compile(
    r"(?:CVE|cve|Cve)[-_:. \u2013\u2014]{0,3}(\d{4})[-_. \u2013\u2014]{0,3}(?:(?<=-)\r?\n[> ]{0,8})?"
    r"(\d{4,7})(?![\dA-Za-z])"
)
# AS1 to AS4 without the N are versions of a protocol more often than the networks of these numbers, AS400 a computer.
_ASN = tuple(
    re.compile(rf"{name}(\d{{1,10}})(?![A-Za-z0-9_]|\.\d)")
    for name in (
        "AS(?!400(?!\\d))(?:N(?!1(?![0-9]))[\"']?[ :=#-]{0,3}[\"']?| number[\"']?:? "
        "|(?=[ #_-]?[0-9]{3}| #[0-9]{3}|[ #]?[5-9])(?<![A-Z]{4} AS)[ _-]?#?)",
        "as(?:n(?!1(?![0-9]))[\"']?[ :=#-]{0,3}[\"']?|(?=[0-9]{4,10}(?![\\w.]))| number (?<![a-z] as number ))",
    )
)
_ASN_PUBLIC_MAX, _ASN_PRIVATE_MIN = 1_000_000, 4_200_000_000
_ASN_LABEL = re.compile("autonomous system")
_ASN_IN_WORDS = re.compile(r"autonomous system(?: number)?:? #?(\d{1,10})(?!\w|\.\d)", re.IGNORECASE)
_AGENT = re.compile(  # from its rarest letter on
    r"z(?<=oz)illa/\d\.\d{1,2}(?: ?\([^()\n]{0,200}+(?:\([^()\n]{0,100}+\)[^()\n]{0,100}+|(?!)){0,2}+\)"
    r"| [A-Za-z][\w.-]{0,40}/[\w.:-]{1,60}| like Gecko| Mobile| Safari| Version){0,30}"
)


def find_identifiers(catch: Catch) -> None:
    """CVE and AS numbers."""
    text = catch.rest()
    low = catch.low()
    for cve in labelled(text, _CVE_LABEL.finditer(low), _CVE):
        _cve(catch, cve)
    in_words = labelled(text, matches(_ASN_LABEL, "autonomous system", low), _ASN_IN_WORDS)
    for match in chain(in_words, *(pattern.finditer(text) for pattern in _ASN)):
        before = text[match.start() - 1 : match.start()]
        if _is_given_out(match[1]) and not (before.isascii() and (before.isalnum() or (before and before in "-_./$"))):
            catch.take("ASN", f"AS{int(match[1])}", match.span(), "AS number")


def _is_given_out(digits: str) -> bool:
    """Whether this may be the number of a network: none is given out between two bounds (IANA's registry, RFC 6996)."""
    return digits[0] != "0" and (int(digits) < _ASN_PUBLIC_MAX or _ASN_PRIVATE_MIN <= int(digits) < 2**32)


def _cve(catch: Catch, match: re.Match[str]) -> None:
    value = f"CVE-{match[1]}-{match[2]}"
    if 1999 <= int(match[1]) <= 2099:
        catch.take("CVE", value, match.span(), "CVE")
    else:
        catch.drop("CVE", value, match.span(), "no year of CVE")


def find_agents(catch: Catch) -> None:
    """Names of browsers; each begins with Mozilla for historical reasons."""
    text = catch.rest()
    for match in _AGENT.finditer(text):
        start = max(0, match.start() - 2)
        value = catch.whole[start : match.end()].rstrip(" ;,")
        if "(" in value and value[0] in "Mm":
            catch.take("User-agent", value, (start, start + len(value)), "user agent")
