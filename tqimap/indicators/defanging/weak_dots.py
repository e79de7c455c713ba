"""Dots of a name that stand apart or are spelled, ``evil . com``, ``evil dot com``, ``evil-dot-com``.

All of that is ordinary text more often than not. It counts only where the pieces join to a valid value under a known
suffix and the line holds a second sign: another mark, a word of somebody who speaks of indicators, or nothing else in
the line or cell.
"""

import re
from collections.abc import Generator, Iterator
from functools import lru_cache

from .. import caches
from ..names.hosts import is_place
from ..names.look_alike_words import (
    ABBREVIATIONS,
    ARTICLES,
    FILE_ENDINGS,
    LITTLE_WORDS,
    MEMBER_ENDINGS,
    WORD_ENDINGS,
)
from ..names.suffixes import COMMON, is_icann_suffix, suffixes
from ..text.edits import Edit
from ..text.surroundings import LABELS, label_start, matches, token_start
from .second_sign import SecondSigns

_LABELS_AT_MOST = 8  # of a name with blanks before its dots
_SCHEME_OF_LOW_LINES = re.compile(r"h[tx*]{2}ps?__\w", re.IGNORECASE)
# The labels behind a spaced mark. The patterns begin with the mark itself, not with the blank before it: no character
# is as common as the blank, and in a text of short words a search for one is four times as slow as for another.
_CHAIN = r" [\w@-]{1,64}(?:(?:\.(?![_-](?<=[_-]..))| \. | [dD][oO][tT] )[\w@-]{1,64})*"
# Or in other fences; the character before it is the one behind it.
_FENCE = r"[-_'\"`|^*~!=+#]"
_DOT = re.compile(
    rf"\.(?:(?<= \.)(?:(?P<chain>{_CHAIN})|(?=(?P<top>[a-z]{{2,24}})(?![\w.-])))|(?={_FENCE}\w)(?<=\w{_FENCE}\.))"
)
# One pattern for small letters and one for capitals, since a search for plain characters is the fastest: with blanks
# beside it, in other fences, with half its brackets, or in capitals between small letters.
_DOT_WORDS = tuple(
    (
        word[0],
        re.compile(
            rf"{word}(?:(?= )(?<= ...)(?P<chain>{_CHAIN})|(?=[-_*|'\"#~]\w)(?<=\w[-_*|'\"#~]...)(?P<fenced>)"
            rf"|(?=[-_*] [\w-])(?<=\w [-_*]...)(?P<apart>)|(?P<half>\])(?=\w)(?<=\w...\]){glued})"
        ),
    )
    for word, glued in (("dot", ""), ("D(?:OT|ot)", r"|(?=[a-z0-9])(?<=[a-z0-9]DOT)"))
)
_SPACED_DOT = re.compile(r" (?:\.|[dD][oO][tT]) ")
# Of several labels, and with an at sign between them.
_OF_HOSTS, _OF_VALUES = f"{LABELS}.", f"{LABELS}.@"
_OF_NAMES = frozenset("0123456789-.@")  # signs that words of prose do not have, of a name before a suffix
# Behind a suffix that is itself what the sentence speaks of: the 24 .xyz domains; of one, a 62-byte .onion address.
_KIND = re.compile(
    r" (?:tld|domain|address|host|hostname|name|site|website|url|link|mirror|zone|extension|(?P<file>file|archive))"
    r"(?P<several>e?s)?\b",
    re.IGNORECASE,
)
_BEFORE_NAME_IN_RULE = ("Domain (", "Lookup (")
_LATIN = frozenset({"i.e", "e.g"})
_ANOTHER_ENDING = re.compile(r" \.([a-z0-9]{1,24})(?!\w)")
_MEASURE = re.compile(r"\d+(?:-[a-z]+)?\Z")
_VERSION = re.compile(r"\d+(?:\.\d+)+\Z")  # before the end of a file's name: Setup 1.4.14 .zip
_SHORT_WORDS = frozenset({"to", "is", "it", "in", "at", "me", "my", "us", "no", "so", "be", "do", "am", "as", "a"})


def weak_dots(signs: SecondSigns) -> Iterator[Edit]:
    """The edits that put a dot in their place."""
    yield from _dots(signs)
    yield from _dot_words(signs)


def _dots(signs: SecondSigns) -> Iterator[Edit]:
    """Blanks round a dot, and ``'.'``, ``|.|`` and the like."""
    text, done, fenced = signs.text, 0, 0
    for match in matches(_DOT, ".", text):
        start, end = match.span()
        if match.lastgroup == "chain":
            yield from _spaced_dots(signs, start - 1, end)
        elif match.lastgroup == "top":
            done = yield from _lone_blank(text, match, done)
        elif start > fenced and text[start - 1] == text[end]:
            edits, fenced = _fenced(signs, start - 1, end + 1)
            yield from edits


def _dot_words(signs: SecondSigns) -> Iterator[Edit]:
    """``evil dot com``, ``evil-dot-com``, ``evil -dot- com``, ``evildot]com``, ``evilDOTcom``."""
    text = signs.text
    for letter, pattern in _DOT_WORDS:
        done = dict.fromkeys(("dot", "DOT", "Dot"), 0)
        for match in matches(pattern, letter, text):
            start, end = match.span()
            if match["chain"]:
                yield from _spaced_dots(signs, start - 1, end)
            elif match["half"]:
                if "[" not in text[token_start(text, start) : start]:
                    yield (start, end, ".")
            elif start > done[match[0]]:
                width = 2 if match["apart"] is not None else 0 if match["fenced"] is None else 1
                if not width or text[start - 1] == text[end]:
                    edits, done[match[0]] = _fenced(signs, start - width, end + width)
                    yield from edits


def _fenced(signs: SecondSigns, start: int, end: int) -> tuple[list[Edit], int]:
    """All marks like this one in a word that is a host without them; and where the word ends."""
    text = signs.text
    mark, begin = text[start:end], label_start(text, start, _OF_HOSTS)
    run = _run_with(mark).match(text, begin)
    if run is None:
        return [], end
    done = run.end()
    address = _spelled_in_a_word(run[0], mark)
    if address and (mark.isupper() or len(address) > 2 or signs.near(begin, start, done) or signs.of_mail(begin)):
        return [(begin + at, begin + end, sign) for at, end, sign in address], done
    labels = _labels_between(run[0], mark)
    if not labels:
        return [], done
    if labels == 2:
        # Behind another mark with the same fences, name -at- evil -dot- com, no other sign is asked for.
        sure = mark[0] == " " and text[begin - 2 : begin] == mark[-2:]
        return [(start, end, ".")] if sure or signs.near(begin, begin, done) else [], done
    return [(begin + at.start(), begin + at.end(), ".") for at in re.finditer(re.escape(mark), run[0])], done


@lru_cache(maxsize=caches.RUNS)
def _spelled_in_a_word(run: str, mark: str) -> tuple[Edit, ...]:
    """The edits of ``name_AT_host_DOT_com``, where both words have the same fence; none where this is no address."""
    spelled = mark.replace("DOT", "AT").replace("dot", "at")
    local, found, host = run.rpartition(spelled) if spelled != mark else ("", "", run)
    if not local or not _labels_between(host, mark):
        return ()
    dots = [(*dot.span(), ".") for dot in re.finditer(re.escape(mark), run)]
    return tuple(sorted([*dots, (len(local), len(local + found), "@")]))


@lru_cache(maxsize=caches.RUNS)
def _labels_between(run: str, mark: str) -> int:
    """How many labels there are between marks like this one, if they are together a host or an address; or 0."""
    labels = run.split(mark)
    return len(labels) if is_place(".".join(labels).strip("-_.").lower()) else 0


@lru_cache(maxsize=256)  # marks, of which a text has a handful; a pattern takes some kilobytes
def _run_with(mark: str) -> re.Pattern[str]:
    return re.compile(rf"[\w.-]{{1,253}}(?:{re.escape(mark)}[\w.-]{{0,253}}){{0,20}}")


def _spaced_dots(signs: SecondSigns, mark: int, end: int) -> Iterator[Edit]:
    """The marks of a name that goes on behind the first of them up to ``end``."""
    text = signs.text
    start = label_start(text, mark, _OF_VALUES)
    if start == mark or text[start] == "-":  # the name of an option: -C . setup.py
        return
    marks = list(_SPACED_DOT.finditer(text, mark, end))
    labels = _SPACED_DOT.sub(".", text[start:end]).split(".")
    numeric = len(labels) == 4 and all(label.isdigit() and len(label) < 4 for label in labels)
    if not numeric:
        last = labels[-1].lower()
        lone_word = last in _SHORT_WORDS and len(marks) < 2 and text[start - 1 : start] != "/"
        if last not in suffixes().top_level or labels[-1].istitle() or lone_word:
            return
        spelled = "dot" in text[mark:end].lower() and len(labels[-1]) > 2
        if spelled and len(marks) < 2 and _is_of_sentence(labels):
            return
        spelled = spelled and last not in MEMBER_ENDINGS
        is_word = not spelled and last in WORD_ENDINGS and "-" not in labels[-2]
        is_word = is_word or (not spelled and _is_of_a_rule(labels) and text[end : end + 1] != "/")
        if is_word or not (len(marks) > 1 or spelled or signs.near(start, mark, end)):
            return
    for match in marks:
        yield (*match.span(), ".")


def _is_of_sentence(labels: list[str]) -> bool:
    """Whether what the word stands between is a phrase of its own: ``the dot com bubble``, ``asp dot net``."""
    first = labels[0].lower()
    return len(labels) == 2 and (
        first == "a" or first in ARTICLES or first in LITTLE_WORDS or f"{first}.{labels[1].lower()}" in ABBREVIATIONS
    )


def _is_of_a_rule(labels: list[str]) -> bool:
    """Whether these are signs of a grammar or of a proof rather than a name: ``E . PLUS``."""
    return len(labels) == 2 and len(labels[0]) == 1 and labels[1].lower() not in COMMON


def _lone_blank(text: str, match: re.Match[str], done: int) -> Generator[Edit, None, int]:
    """``evil-site .com``: before a suffix, behind what looks like the rest of a name.

    The blanks before its other labels go as well, but for those up to ``done``, which went with another name. Returns
    up to where they are gone now.
    """
    top, end = match["top"], match.end()
    if top not in suffixes().top_level:
        return done
    mark = match.start() - 1
    start = label_start(text, mark, _OF_VALUES)
    left = text[start:mark]
    if left[:1] == "-":  # the name of an option: --update-section .bar
        return done
    behind = end + len(top)
    if text[behind : behind + 1] == "{":  # of a style sheet: div.note .info{
        return done
    is_before_word = text[behind : behind + 1] == " "
    kind = _KIND.match(text, behind) if is_before_word else None
    if _MEASURE.match(left) and text[behind : behind + 1] == ",":  # 38 .pm, .t and .h files
        return done
    if (
        (kind and (kind["several"] or top in FILE_ENDINGS or _MEASURE.match(left)))
        or _VERSION.match(left)
        or left in _LATIN
    ):
        return done
    more = _ANOTHER_ENDING.match(text, behind) if is_before_word else None
    if more and not is_icann_suffix(f"{top}.{more[1]}"):
        return done  # a list of endings: .gif .ps .ai
    if not _OF_NAMES.isdisjoint(left[1:]) or _is_in_url(text, start, left) or _is_in_rule(text, start, behind):
        yield (mark, end, ".")
    if more:
        return done
    first, labels = start, 0
    while left[:1] == "." and start > done and text[start - 1] == " " and labels < _LABELS_AT_MOST:
        yield (start - 1, start, "")
        begin = label_start(text, start - 1, _OF_VALUES)
        start, left, labels = begin, text[begin : start - 1], labels + 1
    return max(done, first)


def _is_in_rule(text: str, start: int, end: int) -> bool:
    """Whether a name stands between brackets as in messages of Suricata's rules: ``CnC Domain (evil .com) in DNS``."""
    behind = text[end : end + 5]
    return text.endswith(_BEFORE_NAME_IN_RULE, 0, start) and (behind[:1] == ")" or behind == " in T")


def _is_in_url(text: str, start: int, left: str) -> bool:
    """Whether a label that begins here stands behind a scheme, or behind one that low lines follow."""
    before = text[max(0, start - 4) : start]
    if "://" in before and before.rstrip(" ").endswith("://"):
        return True
    return "__" in left and _SCHEME_OF_LOW_LINES.match(left) is not None
