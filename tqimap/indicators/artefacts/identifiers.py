"""Values that begin with a name of their own: CVE and AS numbers, and what browsers call themselves."""

import re
from itertools import chain

from ..findings.catch import Catch, Span
from ..text.surroundings import labelled, matches

# Each begins with plain letters: a search for those is ten times as fast as one for either case.
_CVE = re.compile(
    r"(?:CVE|cve|Cve)[-_:. \u2013\u2014]{0,3}(\d{4})[-_. \u2013\u2014]{0,3}(?:(?<=-)\r?\n[> ]{0,8})?"
    r"(\d{4,7})(?![\dA-Za-z])"
)
# AS1 to AS4 without the N are versions of a protocol more often than the networks of these numbers, AS400 a computer.
_ASN = tuple(
    (name[0], re.compile(rf"{name}(\d{{1,10}})(?![A-Za-z0-9_]|\.\d)"))
    for name in (
        "AS(?!400(?!\\d))(?:N(?!1(?![0-9]))s?[\"']?[ :=#-]{0,3}[\"']?| numbers?[\"']?:? "
        "|(?=[ #_-]?[0-9]{3}| #[0-9]{3}|[ #]?[5-9])(?<![A-Z]{4} AS)[ _-]?#?)",
        "as(?:n(?!1(?![0-9]))s?[\"']?[ :=#-]{0,3}[\"']?|(?=[0-9]{4,10}(?![\\w.]))| number (?<![a-z] as number ))",
    )
)
_ASN_PUBLIC_MAX, _ASN_PRIVATE_MIN = 1_000_000, 4_200_000_000
_ASN_OF_DOCUMENTS = frozenset([*range(64496, 64512), *range(65536, 65552)])  # RFC 5398
_ASN_IN_WORDS = re.compile(r"autonomous system(?: number)?:? #?(\d{1,10})(?!\w|\.\d)", re.IGNORECASE)
# What follows in a list that names the kind of its members once. The next CVE has its year, a hyphen, or is close by:
# CVE-2026-1235/1236, CVE-2026-2101, -2102 and 2024-3401.
_AND = r"(?:\s?[,;/&]\s?(?:and\s|&\s)?|\s(?:and|or|to|through|und|bis|et|y)\s)"
_NEXT_CVE = re.compile(rf"(?:{_AND}|[-\u2013])(?P<hyphen>-)?(?:(?P<year>\d{{4}})-)?(?P<number>\d{{4,7}})(?![\w-]|\.\d)")
_CLOSE = 64  # to the number before it
_NEXT_ASN = re.compile(rf"{_AND}(\d{{3,6}})(?!\w|[.%-]\w|\s?%)")
_ENDS_OF_LIST = re.compile(r"[,;.)\]]|\s(?:and|&|or|und)\s|\s*?(?:\n|\Z)")
_LIST_MAX = 64  # members that are looked for behind one label
_AGENT = re.compile(  # from its rarest letter on
    r"z(?<=oz)illa/\d\.\d{1,2}(?: ?\([^()\n]{0,200}+(?:\([^()\n]{0,100}+\)[^()\n]{0,100}+|(?!)){0,2}+\)"
    r"| [A-Za-z][\w.-]{0,40}/[\w.:-]{1,60}| like Gecko| Mobile| Safari| Version){0,30}"
)


def find_identifiers(catch: Catch) -> None:
    """CVE and AS numbers."""
    text = catch.rest()
    low = catch.low()
    for cve in labelled(text, low, "cve", _CVE):
        _cve(catch, cve[1], cve[2], cve.span())
        _next_cves(catch, text, cve)
    in_words = labelled(text, low, "autonomous system", _ASN_IN_WORDS)
    for match in chain(in_words, *(matches(pattern, letter, text) for letter, pattern in _ASN)):
        before = text[match.start() - 1 : match.start()]
        if _is_given_out(match[1]) and not (before.isascii() and (before.isalnum() or (before and before in "-_./$"))):
            catch.take("ASN", f"AS{int(match[1])}", match.span(), "AS number")
            _next_asns(catch, text, match)


def _next_asns(catch: Catch, text: str, first: re.Match[str]) -> None:
    """The members of a list behind the first: ``ASNs: 64999, 65001``; behind the label of one they are long."""
    is_list, at = "s" in first[0][2:], first.end()
    for _ in range(_LIST_MAX):
        match = _NEXT_ASN.match(text, at)
        is_one = match and (is_list or (len(match[1]) > 4 and _ENDS_OF_LIST.match(text, match.end())))
        if not (match and is_one and _is_given_out(match[1])):
            return
        catch.take("ASN", f"AS{int(match[1])}", match.span(1), "AS number")
        at = match.end()


def _is_given_out(digits: str) -> bool:
    """Whether this may be the number of a network: none is given out between two bounds (IANA's registry, RFC 6996)."""
    number = int(digits)
    is_within = number < _ASN_PUBLIC_MAX or _ASN_PRIVATE_MIN <= number < 2**32
    return digits[0] != "0" and is_within and number not in _ASN_OF_DOCUMENTS


def _cve(catch: Catch, year: str, number: str, span: Span) -> None:
    value = f"CVE-{year}-{number}"
    if 1999 <= int(year) <= 2099:
        catch.take("CVE", value, span, "CVE")
    else:
        catch.drop("CVE", value, span, "no year of CVE")


def _next_cves(catch: Catch, text: str, first: re.Match[str]) -> None:
    """The members of a list behind the first."""
    year, number, at = first[1], first[2], first.end()
    for _ in range(_LIST_MAX):
        match = _NEXT_CVE.match(text, at)
        if not match or not (match["year"] or match["hyphen"] or _is_close(number, match)):
            return
        year, number, at = match["year"] or year, match["number"], match.end()
        _cve(catch, year, number, (match.start("year" if match["year"] else "number"), at))


def _is_close(number: str, match: re.Match[str]) -> bool:
    """Whether a number may be the one behind another, where neither a year nor a hyphen says so; behind a slash also a
    smaller one, which elsewhere may be a year: CVE-2024-1709/1708.
    """
    following = match["number"]
    far = int(following) - int(number)
    if len(number) != len(following):
        return False
    return 0 < far <= _CLOSE or (match[0][0] == "/" and -_CLOSE <= far < 0)


def find_agents(catch: Catch) -> None:
    """Names of browsers; each begins with Mozilla for historical reasons."""
    text = catch.rest()
    for match in matches(_AGENT, "z", text):
        start = max(0, match.start() - 2)
        value = catch.whole[start : match.end()].rstrip(" ;,")
        if "(" in value and value[0] in "Mm":
            catch.take("User-agent", value, (start, start + len(value)), "user agent")
