"""IPv4 addresses and networks: four numbers with dots, unless they count versions or parts of something else."""

import re

from .addresses import address_fault, network_fault
from .bare import take_bare
from .catch import Catch, Span
from .urls import Unbroken


def _backwards(words: str) -> str:
    """Alternatives of a pattern."""
    return "|".join(word[::-1] for word in words.split())


# From the first dot on, since a search for a dot is the fastest there is. The number before it is looked back at: the
# empty group that takes part is the first, second or third as it has one, two or three digits, the fourth to sixth
# where a letter is glued to it. A fifth number is a port where it stands as in lines of tcpdump and BSD's netstat.
_FROM_FIRST_DOT = re.compile(
    r"\.(?<=[0-9]\.)(?:(?<=(?<![A-Za-z0-9_])\d\.)()|(?<=(?<![A-Za-z0-9_])\d\d\.)()|(?<=(?<![A-Za-z0-9_])\d\d\d\.)()"
    r"|(?<=[A-Za-z_]\d\.)()|(?<=[A-Za-z_]\d\d\.)()|(?<=[A-Za-z_]\d\d\d\.)())"
    r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![A-Za-z0-9]|_\w|\.(?![0-9]{1,5}(?: > |: )|[0-9]{4,5}\s)[0-9a-z-])"
)
_PREFIX_LENGTH = re.compile(r" ?/ ?([0-9]{1,2})(?![\w.]|/\w)")
_COUNTED = (
    "ver build release revision rev firmware update upgrade patch sp product oid section chapter paragraph"
    " clause article appendix annex table figure"
)
_PRODUCTS = (
    "chrome chromium firefox edge safari opera android ios ipados macos fortios pan-os junos asyncos esxi vcenter"
    " acrobat reader player openssl php java jre jdk oracle webkit gecko wordpress magento drupal tomcat linux kernel"
    " ubuntu debian mysql mariadb postgresql"
)
_BETWEEN = "number no is was of to from"
# For a text that is read backwards from the number on: so a place is tried once, not every one before it.
_NOISREV = re.compile(
    rf"[\s\"'(>]{{0,2}}[.:#=]?[\s\"']?_{{0,2}}"
    rf"(?:v\b|(?:(?:{_backwards(_BETWEEN)})\s)?s?(?:noisrev|(?:{_backwards(_COUNTED)})\b)|§)"
    rf"|\s(?:cd\s)?(?:{_backwards(_PRODUCTS)})\b|\s?=[=<>~!]|-[a-z]"
    # A product and a slash, but no protocol, and no way that a proxy took.
    rf"|/(?!(?:{_backwards('tcp udp icmp ip src dst host direct parent')})(?![\w.+-]))[\w.+-]*[a-z]"
)
# Another number before one: if it counts versions, so does this one.
_LEUQES = re.compile(
    rf"\s(?:(?:{_backwards('and or to through until')})\s)?(?:,|-\s)?[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?![\w.])"
)
_SEQUELS_MAX = 4
_EDITION = re.compile(
    r"-(?:rc|alpha|beta|pre|dev|ga|final|release|snapshot|hotfix|node|ubuntu|deb|el)[0-9.]*\b", re.IGNORECASE
)
_ENOHP = re.compile(
    rf"[\s:.()]{{0,3}}(?:(?:0\(\s?)?[0-9]{{1,3}}\+|(?:{_backwards('tel phone telephone fax mobile cell fon mob')})\b)"
)
_GLUED = re.compile(r"(?:IP|[Aa]ddress|[Hh]ost|[Ss]erver|C2|\b_)\Z")  # cells run together, or the emphasis of Markdown
_MAYBE_NETWORK = frozenset(" /")
_EDGES = frozenset(["", "\n"])  # of a line: what stands alone in it counts no versions
_LOOK_BACK = 24  # characters before a number in which a word such as "version number" has room


def find_quads(catch: Catch) -> None:
    """Every first dot of three between numbers."""
    text = catch.rest()
    unbroken = Unbroken(text)
    alone: dict[Span, str] = {}
    done = 0
    for match in _FROM_FIRST_DOT.finditer(text):
        at, end = match.span()
        group = match.lastindex or 1
        start = at - 1 - (group - 1) % 3
        if start < done:
            continue
        value = text[start:end]
        if text[start - 1 : start] in _EDGES and text[end : end + 1] in _EDGES and not address_fault(value):
            alone[start, end] = value
        elif group < 4 or _GLUED.search(text, max(0, start - _LOOK_BACK), start):
            done = _quad(catch, unbroken, start, end)
        else:
            done = _glued(catch, text, start, end)
    catch.take_all("IP Address", alone, "IPv4 address")


def _glued(catch: Catch, text: str, start: int, end: int) -> int:
    """Numbers behind a letter: ``v1.2.3.4``, ``setup1.2.3.4``."""
    version = text[start - 1] in "vV" and not text[start - 2 : start - 1].isalnum()
    return _dropped(catch, text[start:end], (start, end), "version number" if version else "part of a word")


def _quad(catch: Catch, unbroken: Unbroken, start: int, end: int) -> int:
    """Judge four numbers by what stands round them; where what was taken of the text ends."""
    text = unbroken.text
    value = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "." and text[start - 2 : start - 1] != ".":  # also an object identifier with its leading dot
        return _dropped(catch, value, (start, end), "longer number")
    if after in _MAYBE_NETWORK:
        length = _PREFIX_LENGTH.match(text, end)
        if length and int(length[1]) <= 32:
            return _network(catch, f"{value}/{length[1]}", (start, length.end()))
    fault = address_fault(value)
    if fault:
        return _dropped(catch, value, (start, end), fault)
    other = _other_number(text, start, end) if before not in _EDGES and after != ":" else ""
    if other and not catch.marked(start, end):
        return _dropped(catch, value, (start, end), other)
    return take_bare(catch, unbroken, (start, end), "IP Address")


def _other_number(text: str, start: int, end: int) -> str:
    """What a number is that is no address, by what stands round it: that of a version or of a telephone; or nothing."""
    if _EDITION.match(text, end) or _is_version(text, start):
        return "version number"
    return "telephone number" if _ENOHP.match(text[max(0, start - _LOOK_BACK) : start][::-1].lower()) else ""


def _is_version(text: str, start: int) -> bool:
    """Whether what stands before a number says that it counts versions."""
    for _ in range(_SEQUELS_MAX):
        erofeb = text[max(0, start - _LOOK_BACK) : start][::-1].lower()
        if _NOISREV.match(erofeb):
            return True
        other = _LEUQES.match(erofeb)
        if other is None:
            return False
        start -= other.end()
    return False


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
