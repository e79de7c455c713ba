"""IPv4 addresses and networks: four numbers with dots, unless they count versions or parts of something else."""

import re
from itertools import accumulate, count, islice
from operator import add
from typing import TYPE_CHECKING

from ..findings.among_bytes import IDENTIFIERS
from ..findings.catch import Catch, Column, Span
from ..links.in_paths import is_in_path
from ..names.addresses import ORDINARY_ADDRESS, network_fault, whole_network, with_length
from ..text.surroundings import backwards, token_start
from .items import is_item
from .tails import Bare, goes_on

if TYPE_CHECKING:
    from .versions import Numbers, Quad


# From the first dot on, since a search for a dot is the fastest there is. The number before it is looked back at: the
# empty group that takes part is the first, second or third as it has one, two or three digits, the fourth to sixth
# where a letter is glued to it. A fifth number is a port where it stands as in lines of tcpdump and BSD's netstat, and
# behind a low line, as in names of files.
_FROM_FIRST_DOT = re.compile(
    r"\.(?<=[0-9]\.)(?:(?<=(?<![A-Za-z0-9_])\d\.)()|(?<=(?<![A-Za-z0-9_])\d\d\.)()|(?<=(?<![A-Za-z0-9_])\d\d\d\.)()"
    r"|(?<=[A-Za-z_]\d\.)()|(?<=[A-Za-z_]\d\d\.)()|(?<=[A-Za-z_]\d\d\d\.)())"
    r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![A-Za-z0-9]|_(?!_+(?!\w)|[0-9]{2,5}(?!\w))\w"
    r"|\.(?![0-9]{1,5}(?: > |: )|[0-9]{4,5}\s)[0-9a-z-])"
)
# At the beginning of its line, with nothing behind it that could be against it.
_ALONE = re.compile(rf"\n(?=[1-9])({ORDINARY_ADDRESS})(?=[\n\r,;|]| [^/A-Z-])")
_MANY = 16  # numbers in a text: from here on it pays to look for those first
_LENGTH = re.compile(  # of a prefix, as a number or as a mask
    r" ?/ ?([0-9]{1,2})(?![A-Za-z0-9_]|[./]\w)"
    r"|/((?:255|254|252|248|240|224|192|128)(?:\.[0-9]{1,3}){3})(?![\w.]\w)"
)
_LAST_OF_RANGE = re.compile(r" ?[-\u2013] ?((?:[0-9]{1,3}\.){3}255)(?![\w.]\w)")  # as whois writes a network
_PRODUCT_NAME = re.compile(r"\W?cpe:[/2]")  # Common Platform Enumeration, NIST IR 7695
# Before a number: of cells run together, of a label and its value, or the emphasis of Markdown.
_GLUED_BACKWARDS = re.compile(
    rf"s?{backwards('IP')}|{backwards('ip')}\b|{backwards('Address address Host host Server server C2')}"
    rf"|(?i:_(?:{backwards('ip src dst host server c2')})\b)|_{{1,3}}\b"
)
_SENTENCE = re.compile(r"(?:\s|\A)[A-Za-z]?[a-z]{3,}\.\Z")  # its last word
_EDGES = frozenset(["", "\n"])  # of a line: what stands alone in it counts no versions
# The version of git, below a patch; a longer line of hyphens is a fence round a list.
_BEFORE_GIT = ("\n-- \n", "\n--\n", "\n-- \r\n", "\n--\r\n", "> -- \n> ", "> --\n> ")
_OF_GIT = ("1.", "2.")
_BEFORE_TITLE = frozenset(". \t")
_TITLE = re.compile(r"\.?[ \t]{1,4}[A-Z]")  # behind the number of a section
# Alone in its paragraph, with the dot behind it that numbers of sections have and addresses do not.
_HEADING = re.compile(r"\.[ \t]{1,4}[^\W\d_][^\n]{0,96}(?=\n)")
_BEFORE_HEADING = re.compile(r"(?:\n[ \t]*\r?\n[ \t]*|\n\t{2,8})\Z")
_HEADING_MAX = 24  # characters of the line before it, and of its indent
_SECTION_MAX = 2000  # characters between the beginnings of a section and of one in it
_WHOLE_VERSION = ".0.0.0"  # no computer has such an address, and a pattern escapes the dots of one, too
_OF_NUMBERS = frozenset(".0123456789")
_INSIDE = frozenset("/=")  # before a number in a path or a query
_BESIDE = 320  # characters beside a small number in which a mark shows that addresses are meant
_LOOK_BACK = 24  # characters before a number in which a label, or the last word of a sentence, has room


def find_quads(catch: Catch) -> None:
    """Every first dot of three between numbers."""
    text = catch.rest()
    matches = list(islice(_FROM_FIRST_DOT.finditer(text), _MANY))
    if len(matches) == _MANY:
        catch.take_all("IP Address", _alone(text), "IPv4 address")
        matches = list(_FROM_FIRST_DOT.finditer(catch.rest()))
    if not matches:
        return
    from .versions import Numbers

    numbers = Numbers(text, catch.whole)
    bare = Bare(catch, text, "IP Address")
    done = 0
    for match in matches:
        at, end = match.span()
        group = match.lastindex or 1
        start = at - 1 - (group - 1) % 3
        if start < done:
            continue
        if group < 4 or _GLUED_BACKWARDS.match(text[max(0, start - _LOOK_BACK) : start][::-1]):
            done = _other_than_address(catch, numbers, start, end)
        else:
            done = _glued(catch, text, start, end)
        if not done and goes_on(text[end : end + 2]):
            done = _listed(bare, catch, start, end) or bare.with_tail(start, end, text[start:end])
        elif not done:
            bare.hosts.append(start, end, text[start:end])
            done = end
    bare.take_all()
    _with_others_beside(catch, numbers, bare)


def _with_others_beside(catch: Catch, numbers: "Numbers", bare: Bare) -> None:
    """What only stands where an address does: a logged query of a client, last numbers of the same network."""
    if numbers.clients:
        from .logged_queries import BEHIND_CLIENT, find_logged_names

        if any(BEHIND_CLIENT.match(bare.text, end) for end in numbers.clients):
            find_logged_names(catch)
    if " ." in bare.text:
        from .last_numbers import find_last_numbers

        find_last_numbers(catch, bare.text, frozenset(bare.hosts.values))


def _alone(text: str) -> Column:
    """The addresses of a list: the text is cut at all of them at once, and none is looked at by itself."""
    pieces = _ALONE.split(text)
    values = pieces[1::2]
    behind = islice(accumulate(map(len, pieces)), 0, len(pieces) - 1, 2)
    starts = list(map(add, behind, count(1)))  # the line ends before them are in no piece
    return Column(starts, list(map(add, starts, map(len, values))), values)


def _listed(bare: Bare, catch: Catch, start: int, end: int) -> int:
    """Take an address and others of its network, of which the last numbers stand behind it; where they end, or 0."""
    text = bare.text
    if text[end] != "/" or not text[end + 1 : end + 2].isdecimal():
        return 0
    from .last_numbers import take_with_slashes

    done = take_with_slashes(catch, text, start, end)
    if done:
        bare.hosts.append(start, end, text[start:end])
    return done


def _glued(catch: Catch, text: str, start: int, end: int) -> int:
    """Numbers behind a letter: ``v1.2.3.4``, ``setup1.2.3.4``."""
    version = text[start - 1] in "vV" and not text[start - 2 : start - 1].isalnum()
    if version and is_in_path(catch, start, end):
        return end
    return _dropped(catch, text[start:end], (start, end), "version number" if version else "part of a word")


def _other_than_address(catch: Catch, numbers: "Numbers", start: int, end: int) -> int:
    """Take or drop four numbers that what stands round them makes something else; where that ends, or 0."""
    text = numbers.text
    value = text[start:end]
    before, behind = text[start - 1 : start], text[end : end + 2]
    if before in _INSIDE and not _is_behind_number(text, start) and is_in_path(catch, start, end):
        return end
    # Also an object identifier with its leading dot.
    if before == "." and text[start - 2 : start - 1] != "." and not _may_follow_a_dot(catch.whole, numbers, start, end):
        return _dropped(catch, value, (start, end), "longer number")
    if behind[:1] == "/" or behind == " /":
        length = _LENGTH.match(text, end)
        network = with_length(f"{value}/{length[length.lastindex or 1]}") if length else ""
        if length and network:
            return _network(catch, network, (start, length.end()))
    if value.endswith(".0") and (last := _LAST_OF_RANGE.match(text, end)):
        network = whole_network(value, last[1])
        if network:
            return _network(catch, network, (start, last.end()))
    quad = numbers.quad(start, end)
    if quad.fault:
        if behind[:1] == " ":
            numbers.clients.append(end)
        return _dropped(catch, value, (start, end), quad.fault)
    if catch.marked(start, end) and not value.endswith(_WHOLE_VERSION):
        return 0
    other = _by_surroundings(catch, numbers, quad, (start, end))
    return _dropped(catch, value, (start, end), other) if other else 0


def _by_surroundings(catch: Catch, numbers: "Numbers", quad: "Quad", span: Span) -> str:
    """By what rule four numbers are no address by what stands round them; nothing if they are one."""
    text, (start, end) = numbers.text, span
    before, behind = text[start - 1 : start], text[end : end + 2]
    if before == ":" and _PRODUCT_NAME.match(text, token_start(text, start)):
        return "version number"
    if behind[:1] == ":" and behind[1:].isdecimal():  # a port, not the colon of a sentence
        return ""
    if quad.value.startswith(IDENTIFIERS):
        return "object identifier"
    if quad.is_small and (
        numbers.is_whole_version(start, end)
        or (numbers.lacks_sign(start, end) and not catch.marked(start - _BESIDE, end + _BESIDE))
    ):
        return "small number"
    if quad.value.startswith(_OF_GIT) and text.endswith(_BEFORE_GIT, 0, start):
        return "version number"
    if behind[:1] == "." and (quad.is_small or quad.is_short) and _is_heading(text, start, end):
        return "number of a section"
    other = numbers.other(quad, start, end) if before not in _EDGES else ""
    may_be_section = quad.begins_low or quad.is_short
    begins_title = may_be_section and behind[:1] in _BEFORE_TITLE and _TITLE.match(text, end)
    if not other and begins_title and _is_section(text, start, end):
        return "number of a section"
    return other


def _is_behind_number(text: str, start: int) -> bool:
    """Whether what is in front of the slash before a number ends as an address does: as one of a list."""
    return text[start - 2 : start - 1].isdecimal() and "." in text[max(0, start - 5) : start - 1]


def _is_heading(text: str, start: int, end: int) -> bool:
    if not _HEADING.match(text, end):
        return False
    return _BEFORE_HEADING.search(text, max(0, start - _HEADING_MAX), start) is not None


def _is_section(text: str, start: int, end: int) -> bool:
    """Whether the section that this one is part of was begun before it: 5.3.3 before 5.3.3.1."""
    whole = text[start:end].rpartition(".")[0]
    begin = max(0, start - _SECTION_MAX)
    at = max(text.rfind(f"{whole} ", begin, start), text.rfind(f"{whole}. ", begin, start))
    return at >= 0 and text[max(0, at - 1) : at] not in _OF_NUMBERS


def _may_follow_a_dot(whole: str, numbers: "Numbers", start: int, end: int) -> bool:
    """Whether the dot before an address is the end of a sentence, or of the number of its line."""
    text = numbers.text
    if not numbers.begins_low(start) and _SENTENCE.search(text, max(0, start - _LOOK_BACK), start):
        return True
    return is_item(whole, start, end)


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
