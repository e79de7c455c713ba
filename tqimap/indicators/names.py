"""Bare names of hosts: words with dots that end in a public suffix and are not something else that looks so."""

import re
from functools import lru_cache

from .bare import TAIL_STARTS, take_bare
from .catch import Catch, Column
from .hosts import PROSE_BETWEEN, host_fault, without_foreign_beginning, without_foreign_end
from .look_alikes import OPERATOR_STARTS, look_alike, look_alike_in_prose
from .suffixes import suffixes
from .surroundings import LABELS
from .urls import Unbroken

# From the first dot of a word to its end, so that each word is looked at once.
_FROM_FIRST_DOT = re.compile(r"\.(?<=[\w-]\.)[\w-]+(?:\.[\w-]+)*")
_LEFT = re.compile(r"[\w-]*")
_CODE_SIGNS = frozenset("\\$")  # a word behind one is none of prose
_ESCAPES = _CODE_SIGNS | {"%"}
_BLANKS = frozenset(" \r\n\t")
_SEQUEL = re.compile(r"(?:[a-z]{2,}ed|like|[A-Z][a-z]{2,})\Z")  # evil.com-hosted, evil.com-based, evil.com-Server
_BELONGS = TAIL_STARTS | OPERATOR_STARTS - {" "}
_ESCAPE = re.compile(r"[0-9A-Fa-f]{2}\w")


def find_hosts(catch: Catch) -> None:
    """Every word with a dot in it: is it the name of a host?"""
    text = catch.rest()
    unbroken = Unbroken(text)
    known = suffixes().top_level
    plain = Column.empty()
    done = 0
    for match in _FROM_FIRST_DOT.finditer(text):
        at, end = match.span()
        last = text[text.rfind(".", at, end) + 1 : end]
        if at < done or (last not in known and _is_no_suffix(last, end - at)):
            continue
        start = _label_start(text, done, at)
        if start == at:
            continue
        word = text[start:end]
        name = _plain_name(word) or (not last.istitle() and catch.marked(start, end) and _host_name(word))
        if name and _is_apart(text[start - 1 : start], text[end : end + 2]):
            plain.append(start, end, name)
            done = end
        else:
            done = _words(catch, unbroken, start, end)
    catch.take_all("FQDN", plain, "host name", plain.values)


def _is_no_suffix(last: str, length: int) -> bool:
    """Whether no host ends with this unknown label, nor with one before it; the length is from the first dot on."""
    return last.isascii() and last.isalnum() and (length == len(".a") or last.islower() or last.isdecimal())


@lru_cache(maxsize=65536)
def _plain_name(written: str) -> str:
    """The host that a word is for certain, in any sentence; nothing where what stands round it has to be asked."""
    name = _host_name(written)
    return "" if name and look_alike_in_prose(written) else name


def _host_name(written: str) -> str:
    """The host that a word is as it stands, whatever else it looks like; or nothing."""
    name = written.lower()
    is_plain = written.isascii() and written[0] != "_" and not host_fault(name)
    return name if is_plain else ""


def _is_apart(before: str, after: str) -> bool:
    """Whether a word has no signs beside it that may belong to it: no escape, port, path, or operator of a program.

    A colon without a number behind it is one of the sentence.
    """
    if before in _ESCAPES or after == " =":
        return False
    return after[:1] not in _BELONGS or (after[0] == ":" and not after[1:].isdecimal())


def _label_start(text: str, done: int, at: int) -> int:
    """Where the label before this dot begins; a longer one than a host may have is cut off."""
    begin = at - 64 if at - 64 > done else done
    piece = text[begin:at]
    stripped = piece.rstrip(LABELS)
    if stripped and stripped[-1] > "\x7f" and stripped[-1].isalnum():
        left = _LEFT.match(piece[::-1])
        return at - (left.end() if left else 0)
    return begin + len(stripped)


def _words(catch: Catch, unbroken: Unbroken, start: int, end: int) -> int:
    """Judge one word, or several that prose of a script without blanks holds together; where what was taken ends."""
    text = unbroken.text
    if not text[start:end].isascii():
        for prose in PROSE_BETWEEN.finditer(text, start, end):
            if _ends_in_suffix(text, start, prose.start()):
                _word(catch, unbroken, start, prose.start())
                start = prose.end()
    return _word(catch, unbroken, start, end)


def _ends_in_suffix(text: str, start: int, end: int) -> bool:
    """Whether the label before this place is one that a name ends with, and there is another before it."""
    dot = text.rfind(".", max(start, end - 64), end)
    return dot > start and text[dot + 1 : end].lower() in suffixes().top_level


def _word(catch: Catch, unbroken: Unbroken, start: int, end: int) -> int:
    """Judge one word; where what was taken of the text ends."""
    text, word_end = unbroken.text, end
    start, name = _trimmed(text, start, end)
    name = _without_sequel(name, text[start + len(name) : start + len(name) + 1])
    fault = host_fault(name.lower())
    end = start + len(name)
    if not fault and text[start - 1 : start] not in _CODE_SIGNS:
        return _host(catch, unbroken, start, end)
    if fault in ("public suffix", "reserved name"):
        catch.drop("FQDN", name.lower(), (start, end), fault)
    return word_end


def _without_sequel(name: str, after: str) -> str:
    """A word without the sentence that follows without a blank, and without the rest of a compound."""
    rest, _, last = name.rpartition(".")
    fault = host_fault(name.lower())
    if last.istitle() and (fault or (after in _BLANKS and _is_in_small_letters(rest))):
        return rest
    top, _, sequel = last.partition("-")
    return f"{rest}.{top}" if fault and _SEQUEL.match(sequel) else name


def _is_in_small_letters(name: str) -> bool:
    """Whether this is the name of a host, and so written that a capital behind it begins something else."""
    return name.rpartition(".")[2].islower() and not host_fault(name.lower())


def _trimmed(text: str, start: int, end: int) -> tuple[int, str]:
    """A word without signs of layout, and without prose of a script that puts no blanks between words."""
    name = text[start:end]
    if not (name[0].isalnum() and name[-1].isalnum()):
        name = name.rstrip("-_").lstrip("-")
        if name.startswith("__") or text[end - 1] == "_":
            name = name.lstrip("_")
        start += text[start:end].find(name)
    if text[start - 1 : start] == "%" and _ESCAPE.match(name):
        start, name = start + 2, name[2:]
    if name.isascii():
        return start, name
    first, dot, rest = name.partition(".")
    kept = without_foreign_beginning(first) + dot + rest
    rest, dot, last = kept.rpartition(".")
    return start + len(name) - len(kept), rest + dot + without_foreign_end(last)


def _host(catch: Catch, unbroken: Unbroken, start: int, end: int) -> int:
    text = unbroken.text
    rule = look_alike(text, start, end)
    if rule and not catch.marked(start, end):
        catch.drop("FQDN", text[start:end].lower(), (start, end), rule, leave=rule == "file name")
        return end
    return take_bare(catch, unbroken, (start, end), "FQDN")
