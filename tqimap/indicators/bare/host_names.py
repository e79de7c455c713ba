"""Bare names of hosts: words with dots that end in a public suffix and are not something else that looks so."""

import re
from functools import lru_cache

from .. import caches
from ..findings.catch import Catch, Span
from ..names.hosts import RESERVED, host_fault, new_fault
from ..names.look_alike_words import ATTACK_ENDINGS, ENDINGS_OF_BOTH
from ..names.look_alikes import (
    OPERATOR_STARTS,
    are_ordinary_words,
    begins_variant,
    look_alike,
    look_alike_in_prose,
    may_be_member,
    may_be_said_host,
    may_be_source,
    may_be_spoken_of,
)
from ..names.suffixes import suffixes
from ..text.prose import between_names, is_in_prose, is_prose
from ..text.surroundings import LABEL_MAX, LABELS
from .beside_names import (
    CODE_STARTS,
    ROLE_ENDS,
    begins_style,
    company,
    is_host_nevertheless,
    is_in_code,
    is_redacted,
    may_be_company,
    part_of_more,
)
from .doubts import NO_DOUBTS, Doubts, doubts_about
from .items import is_item
from .tails import Bare, goes_on
from .trimmed_names import (
    abbreviation,
    may_have_sequel,
    trimmed,
    without_footnote,
    without_sequel,
)

# From the first dot of a word to its end, so that each word is looked at once.
_FROM_FIRST_DOT = re.compile(r"\.(?=[\w-])(?<=[\w-]\.)([\w-]++)(?:\.([\w-]++))*")
_LEFT = re.compile(r"[\w-]*")
_CODE_SIGNS = frozenset("\\$")  # a word behind one is none of prose
_ESCAPES = _CODE_SIGNS | {"%"}
_JOINTS = ROLE_ENDS | {"/", "@", "*"}
_OF_MANUALS = "\\-"  # a hyphen as troff has it: libsane\-acme.so
_FILE_ENDINGS = frozenset(
    written for ending in ATTACK_ENDINGS if ending not in ENDINGS_OF_BOTH for written in (ending, ending.upper())
)
_DIGITS = frozenset("0123456789")
_BEFORE_CODE = frozenset("{ ")
_USERS = (
    "user=", "User=", "usrName=", "username=", "userName=", "suser=", "duser=", 'user="', "username: ", "Username: ",
)  # fmt: skip
_WORD_IN_CAPITALS = re.compile(r" [A-Z]{2,}\b")
_SETS = ("=", " =")
_CHECKED = ": domain of "  # behind the server that checked who may send for a domain (RFC 7208, 9.1)
_BEFORE_USER = frozenset('=" ')
# Of a name that is told in what was dropped.
_FAULTS = frozenset({"public suffix", "reserved name", "redacted address"})
_STYLE_STARTS = frozenset("{:")
_OPERATORS = OPERATOR_STARTS - {" "} | {"{"}
_TAIL, _OPERATOR = "port or path", "operator"  # what may stand behind a word


def find_hosts(catch: Catch) -> None:
    """Every word with a dot in it: is it the name of a host?"""
    text = catch.rest()
    bare = Bare(catch, text, "FQDN")
    known = suffixes().top_level
    done = 0
    for match in _FROM_FIRST_DOT.finditer(text):
        at, end = match.span()
        if at < done:
            continue
        last = match[match.lastindex or 1]
        if last not in known:
            if last in _FILE_ENDINGS:
                catch.file_ends.append(end)
                continue
            if _is_no_suffix(last, end - at):
                continue
        start = _label_start(catch.whole, text, done, (at, end))
        if start != at:
            done = _at(catch, bare, start, end) or done
    bare.take_all()


def _at(catch: Catch, bare: Bare, start: int, end: int) -> int:
    """Judge the word that stands here; where what was taken of the text ends, or 0."""
    text = bare.text
    name, certain, _, doubts = _meant_by(text[start:end])
    before, behind = text[start - 1 : start], text[end : end + 2]
    if not name:
        return 0 if certain and before != "%" else _words(catch, bare, start, end)
    after = _what_follows(behind)
    if before in _ESCAPES or not ((certain and after != _OPERATOR) or catch.marked(start, end)):
        return _word(catch, bare, start, end)
    rule = ""
    if before in _JOINTS:
        rule = _by_joint(catch, start, end, name)
    elif before in _BEFORE_CODE and text.endswith(CODE_STARTS, 0, start) and is_in_code(text, start, end, name):
        rule = "code"
    if not rule and behind == ": " and text.startswith(_CHECKED, end):
        rule = "mail service"
    if not rule and after == _TAIL:
        return bare.with_tail(start, end, name)
    if not rule and doubts and not catch.marked(start, end):
        rule = _by_neighbours(bare, start, end, doubts)
    if rule:
        catch.drop("FQDN", name, (start, end), rule)
    else:
        bare.hosts.append(start, end, name)
    return end


def _by_joint(catch: Catch, start: int, end: int, name: str) -> str:
    """By what rule a name behind one of these signs is none of a host, be it defanged or not."""
    if is_redacted(catch.text, start, end):
        return "redacted name"
    return "" if catch.marked(start, end) else part_of_more(catch.text, start, end, name)


def _is_no_suffix(last: str, length: int) -> bool:
    """Whether no host ends with this unknown label, nor with one before it; ``length`` counts from the first dot on."""
    if last in RESERVED:
        return False
    if not (last.isascii() and last.isalnum() and (length == len(".a") or last.islower() or last.isdecimal())):
        return False
    return not (last[-1].isdecimal() and without_footnote(last))


@lru_cache(maxsize=caches.HOSTS)
def _meant_by(written: str) -> tuple[str, bool, str | None, Doubts | None]:
    """The host that a word is as it stands, or nothing; whether that is certain in any sentence; by what rule it is
    none in a sentence; and where there is no rule the doubts, if it is not certain, or may be a member or a source.

    Where it is not certain, a mark has to show that it is one, or what stands round it: also which part of it is, where
    the rule is None.
    """
    name, last = written.lower(), written.rpartition(".")[2]
    if written[0] in "_-" or abbreviation(written) or is_in_prose(written):
        return "", False, None, None
    fault, titled = new_fault(name), last.istitle()
    if fault:
        return "", fault == "no public suffix" and last.isalnum() and not titled, None, None
    rule, may_go_on = look_alike_in_prose(written), may_have_sequel(name)
    certain = not (rule or may_go_on or may_be_company(written) or (titled and not written.isascii()))
    doubts = None if rule or (certain and not _may_be_other(name)) else doubts_about(written)
    return "" if titled and not certain else name, certain, None if titled or may_go_on else rule, doubts


def _may_be_other(name: str) -> bool:
    """Whether names of source files or of members of objects end like this one, or it is two ordinary words."""
    return may_be_source(name.rpartition(".")[2]) or may_be_member(name) or are_ordinary_words(name)


@lru_cache(maxsize=caches.WORDS)
def _what_follows(behind: str) -> str:
    """Whether these two characters begin what belongs to a word before them: a port or path, or an operator.

    The exclamation mark of a detection name is one, too: something may stand behind it that is no sentence.
    """
    if goes_on(behind):
        return _TAIL
    is_state = behind[:1] == ":" and (behind[1:].islower() or behind == "::")  # of an element that has a style
    is_operator = behind[:1] in _OPERATORS or behind == " =" or is_state or begins_variant(behind)
    return _OPERATOR if is_operator else ""


def _label_start(whole: str, text: str, done: int, dots: Span) -> int:
    """Where the label before the first dot begins, or the one behind it where that is the number of a line; a longer
    one than a host may have is cut off.
    """
    at, end = dots
    if text[at - 1] in _DIGITS and "." in text[at + 1 : end] and is_item(whole, at + 1, end):
        return at + 1
    begin = at - LABEL_MAX if at - LABEL_MAX > done else done
    piece = text[begin:at]
    if piece.isascii():
        return begin + len(piece.rstrip(LABELS))
    left = _LEFT.match(piece[::-1])
    return at - (left.end() if left else 0)


def _words(catch: Catch, bare: Bare, start: int, end: int) -> int:
    """Judge one word, or several that prose of a script without blanks holds together; where what was taken ends."""
    text = bare.text
    if not text[start:end].isascii():
        for prose in between_names(text, start, end):
            if _ends_in_suffix(text, start, prose.start()):
                _word(catch, bare, start, prose.start())
                start = prose.end()
    return _word(catch, bare, start, end)


def _ends_in_suffix(text: str, start: int, end: int) -> bool:
    """Whether the label before this place is one that a name ends with, and there is another before it."""
    dot = text.rfind(".", max(start, end - LABEL_MAX), end)
    return dot > start and text[dot + 1 : end].lower() in suffixes().top_level


def _word(catch: Catch, bare: Bare, start: int, end: int) -> int:
    """Judge one word; where what was taken of the text ends."""
    text, at = bare.text, 1 if start else 0
    lead, name, rule, doubts = _judged(text[start - at : end + 2], at, end - start)
    if not name:
        return end
    begin, low = start + lead, name.lower()
    finish = begin + len(name)
    rule = rule or company(text, begin, name) or _by_neighbours(bare, begin, finish, doubts)
    if not rule and text[begin - 1 : begin] in ROLE_ENDS:
        rule = part_of_more(text, begin, finish, low)
    if text[finish:end].isdecimal() and not catch.marked(begin, finish):
        return end
    if rule in _FAULTS:
        catch.drop("FQDN", low, (begin, finish), rule)
    elif rule and not (
        catch.marked(begin, finish)
        or is_host_nevertheless(bare, begin, low, rule)
        or (rule == "code" and may_be_spoken_of(low) and bare.neighbours.speak_of_hosts(begin, finish))
        or (may_be_said_host(low, rule) and bare.said_hosts.say(begin, finish))
    ):
        if rule == "file name" and low.rpartition(".")[2] in ENDINGS_OF_BOTH:
            catch.file_ends.append(finish)
        catch.drop("FQDN", low, (begin, finish), rule, leave=rule == "file name")
        return finish
    elif finish == end and goes_on(text[end : end + 2]):
        return bare.with_tail(begin, finish, low)
    else:
        bare.hosts.append(begin, finish, low)
    return end


def _by_neighbours(bare: Bare, start: int, end: int, doubts: Doubts) -> str:
    """By what rule a name is none of a host by what stands in the lines round it; nothing if it may be one."""
    text, neighbours = bare.text, bare.neighbours
    if doubts.source and neighbours.are_sources(start, end) and not bare.said_hosts.say(start, end):
        return "file name"
    if text[start - 1 : start] in _BEFORE_USER and text.endswith(_USERS, 0, start):
        return "name of a user"
    if doubts.sentence and neighbours.begins_sentence(start, end):
        return "sentence or code"
    if doubts.member and neighbours.are_code(start, end):
        return "code"
    if doubts.capitals and _WORD_IN_CAPITALS.match(text, end):
        return "sentence or code"
    if doubts.words and neighbours.are_words(start, end):
        return "two words"
    if text[end : end + 1] in _STYLE_STARTS and begins_style(text, end):
        return "code"
    return "code" if text.startswith(_SETS, end) and neighbours.are_settings(start, end) else ""


@lru_cache(maxsize=caches.WORDS)
def _judged(line: str, at: int, length: int) -> tuple[int, str, str, Doubts]:
    """Where in a word the name begins that is in it, that name or nothing, by what rule it is none of a host, and what
    it may be else where none says so.

    ``line`` is the word, which is ``at`` that place in it, with the character before it and the two behind it.
    """
    lead, name = trimmed(line[at : at + length], escaped=line[:at] == "%")
    if not name:
        return lead, "", "", NO_DOUBTS
    start, end = at + lead, at + lead + len(name)
    _, certain, in_prose, doubts = _meant_by(name)
    if in_prose is None:
        name = without_sequel(name, line[end:])
        fault, end = host_fault(name.lower()), start + len(name)
        if fault:
            return lead, name if fault in _FAULTS else "", fault, NO_DOUBTS
        in_prose, doubts = look_alike_in_prose(name), doubts_about(name)
    is_of_code = line[start - 1 : start] in _CODE_SIGNS or line[start - 2 : start] == _OF_MANUALS
    if is_of_code or _is_of_prose(name, line[end : end + 1]):
        return lead, "", "", NO_DOUBTS
    rule = look_alike(line, start, end, in_prose)
    return lead, name, rule, doubts or (NO_DOUBTS if rule or certain else doubts_about(name))


def _is_of_prose(name: str, after: str) -> bool:
    """Whether prose without blanks goes on before and behind a suffix alone: "24 domains in .garden" in Chinese."""
    label, _, top = name.partition(".")
    return after.isalpha() and is_prose(after) and not label.isascii() and top.isascii() and "." not in top
