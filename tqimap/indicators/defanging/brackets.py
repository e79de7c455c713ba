"""Defang marks in brackets of any kind, which speak for themselves: ``evil[.]com``, ``name(at)evil{dot}com``.

Every pattern looks only a bounded way on, so that a text of nothing but half marks is still read in linear time.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from .. import caches
from ..names.hosts import is_place
from ..names.look_alike_words import PART_ENDINGS
from ..names.suffixes import COMMON, is_icann_suffix, suffixes
from ..text.edits import Edit
from ..text.surroundings import LABELS, label_start, matches, token_start, with_blanks

# What words between brackets mean; of signs it is the sign.
_MEANT = {
    "dot": ".", "dot.": ".", ".dot": ".", "d0t": ".", "dott": ".", "d.o.t": ".", ":.": ".",
    "point": ".", "punkt": ".", "punto": ".", "ponto": ".", "punt": ".", "punct": ".", "period": ".", "piste": ".",
    ",": ".", "..": ".", "at": "@", "@t": "@", "et": "@", "ät": "@", "a": "@",
    "arroba": "@", "arobase": "@", "chiocciola": "@",
    "tochka": ".", "tečka": ".", "tecka": ".", "точка": ".", "点": ".", "собака": "@",
    "colon": ":", ":\\\\": "://", "slash": "/", "dash": "-", "hyphen": "-",
}  # fmt: skip
_WORDS = (  # those in other letters are Russian and Chinese
    r"[dD](?i:[o0]tt?|ot\.|\.o\.t|ash)|@[tT]|[aA](?i:t|rroba|robase)?|[eEäÄ][tT]|[pP](?i:oint|eriod|iste|unk?t|unct|[ou]nto)"
    r"|[cC](?i:olon|hiocciola)|[sS](?i:lash)|[hH](?i:yphen)|[tT](?i:ochka|e[cč]ka)"
    "|[тТ](?i:очка)|点|[сС](?i:обака)"
)  # each with its first letter as a class, by which it is passed over at once where another stands
_MARK = rf"\.(?:\.|(?i:dot))?|[,@?=&_-]|:\.|:{{1,2}}(?://?|\\\\)?|//?|(?:{_WORDS})"
# What is not looked at again: of ``[.]`` before a word, which is undone by now, only one behind no word, as in
# ``evil [.]com`` and ``evil\\[.]com``.
_NOT_PLAIN = {"[": r"(?:(?!\.\]\w)|(?<=\W\[))", "(": "", "{": ""}
# That the other kinds of them mean.
_SIGNS = {"dot": ".", "at": "@", "nothing": ".", "half": ".", "slash": "/", "scheme": "://"}
_SURE = frozenset({"dot", "at"})
_CALLS = frozenset({"not", "map", "select", "has", "is", "where"})  # of CSS and jq: :not(.dev), map(.name)
# Which name a sign that stands between brackets: the period (.) in a number.
_NAMES_OF_SIGNS = frozenset(
    "dot dots period comma point stop at sign symbol character char separator delimiter group".split()
)
_BREAKS, _QUOTATION = frozenset("\r\n"), frozenset("\n >")
_IN_NAMES, _BEHIND_SIGNS = frozenset("_-"), frozenset("[_-")  # besides letters and digits
_BLANKS_BESIDE = 3  # on either side of a mark; more stand between cells
# A line that ends behind a mark, or before it, with the marks of a quoted mail.
_LINE_END = re.compile(r"\r?\n[> \t]{0,8}(?=\w)")
_LINE_END_BACKWARDS = re.compile(r"[> \t]{0,8}\n\r?(?=\w)")
_NAME_BEHIND = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_BREAK_MAX = 10  # characters of it
_NEXT_SENTENCE = re.compile(" [A-Z][a-z]")
_LISTING = frozenset({"and", "or", "the", "a", "und", "oder", "et", "ou"})  # before a suffix alone: and [.]org
_ENDS_OF_DOTS = frozenset(".)]}")
_FOUR_NUMBERS_BACKWARDS = re.compile(r"\d{1,3}(?:[\])}]?(?:\.|tod)[\[({]?\d{1,3}){3}(?!\w)")  # with dots, or "dot"
_ADDRESS_MAX = 32  # characters of an address with its marks
_LABEL_IN_BRACKETS = re.compile(r"\[(\w{1,63})\]")
_COLUMNS = frozenset({"id", "no", "in", "is"})  # that are called as countries are
_LABEL_BEHIND = re.compile(r" {1,3}([\w-]{1,63})")
_GLUED_MARKS = frozenset({"a", "et"})  # with a blank beside them they are the words of a list, or of a sentence
_ANGLED = re.compile(r"<(?=[.@dDaA])(?P<mark>\.|@|(?i:dot|at))\\?>")  # in Markdown with backslashes
# Between the signs of Markdown for bold letters, as of a mark that stood out in HTML.
_BOLD = re.compile(r"\*\*(?<=\w\*\*)[\[({]?(?P<mark>\.|@|(?i:dot|at))[\])}]?\*\*(?=\w)")
_CLOSING = r"(?:\\?[\])}]){1,6}[\[({]?(?=\w)"
_CLOSED_DOT = re.compile(
    rf"\.(?=[\])}}\[({{\\])(?:(?<=[\w-]\.)(?:{_CLOSING}|\\?[\[({{](?P<label>\w{{1,63}})\\?[\])}}])"
    rf"|(?<=[\w-][\])}}]\.)(?P<closed>)(?:[\[({{](?=\w)|{_CLOSING}))"
)
_LABEL_BACKWARDS = re.compile(r"( {1,2})[\w-]{1,63} {0,2}[\])}]")  # behind a whole mark
_LABEL_MAX = 68  # characters of it
_LAST_LABEL = re.compile(r"[a-z]{2,24}(?![\w\])}])")
_AT_BRACKET = re.compile(r"@(?:[\])}]|[\[({](?=[a-zA-Z][\w-]*(?:\.|[\])}](?!\w))))(?=\w)(?<=\w@.)")


@cache
def marks_behind(opening: str) -> re.Pattern[str]:
    """The pattern of marks that begin with this bracket, made when a text first holds one: each takes two milliseconds.

    One pattern for each opening bracket, since a search for one character is many times as fast as for one of three;
    each looks at the next character first, since most brackets are ordinary ones, and at no run that is longer than a
    mark's. A dot or an at sign between two letters comes first of all: of those nothing else has to be asked.
    Alternatives begin with a plain character where they can, since those are passed over where another stands. A mark
    in several brackets is taken with the outermost; one that means a dot or an at sign needs a letter or a blank before
    it. What is no mark is passed over as a whole, that it is not looked at again from its next bracket on.
    """
    return re.compile(
        rf"{re.escape(opening)}(?=[^bBf-gF-Gi-oI-OqrQRuvxyzUVXYZ0-9]){_NOT_PLAIN[opening]}"
        r"(?![\])}][^\w-]|[\[({< ]{9})"
        r"(?:[.dD](?:(?<=\w.\.)|(?<=[dD])[oO][tT](?<=\w.{4}))[\])}]\.?(?=\w)(?P<dot>)"
        r"|[@aA](?:(?<=[\w-].@)|(?<=[aA])[tT](?<=[\w-].{3}))[\])}](?=[\w\[-])(?P<at>)"
        r"|(?<![\[({].)(?![.@aA](?<![\w \n\\-]..))"
        rf"(?:\[\}}|[\[({{< ]{{0,8}}+)['\"\\`^*~_-]?(?P<mark>{_MARK})"
        r"['\"`^*~_-]?(?:\{\]|[\])}>\\ ]{0,8})[\])}>]"
        r"|[hHsSwW](?:(?<=[sS])|(?<=[hH])..[pP][sS]?|(?<=[wW])[wW]{2})[\])](?P<word>)"
        r"|(?=[\[({.@\])}dD/:])(?:(?<=[\w-].)|(?<=[\w-]\\.))(?:"
        r"[\[({]{0,6}+(?P<one>[.@])[\[\](){}]{0,2}+(?=[\w-])(?=(?P<closing>[\w-]{2,63}[\])}](?![\])}.]))?)"
        r"|(?P<nothing>[\])}])(?=[\w-])(?!(?:ing|able|i[nst]|a[st]|are|to|so|no|me|be|by)\b)|(?P<half>[dD][oO][tT])(?=\w{2,24}(?![\w\]]))|(?P<slash>/)(?=[\w.-]{1,99}+(?!\]))"
        r"|(?P<scheme>://)(?=\w)(?<=[pPsS].://)|(?P<number>[:/]\d{1,5})[\])}](?![\w.]))"
        r"|(?P<no_mark>[\[({]{0,6}+[.@](?:[\])}>]|[\[\](){}]{0,2})))"
    )


def bracketed_marks(text: str) -> Iterator[Edit]:
    """The edits that put what they mean in their place."""
    for opening in filter(text.__contains__, "[({"):
        for match in matches(marks_behind(opening), opening, text):
            kind = match.lastgroup
            if kind in _SURE:
                yield (*match.span(), _SIGNS[kind])
            elif kind != "no_mark":
                yield from _bracketed(text, match)
            elif match[0][1:] == "." and text[match.start() - 1] == " ":
                yield from _half_apart(text, *match.span())
    for pattern, sign in ((_ANGLED, "<"), (_BOLD, "*")):
        for match in matches(pattern, sign, text):
            start, end = match.span()
            yield from _marked(text, start - (text[start - 1 : start] == "\\"), end, match)
    yield from _closed_dots(text)
    for match in matches(_AT_BRACKET, "@", text):
        yield (*match.span(), "@")


def _half_apart(text: str, start: int, end: int) -> Iterable[Edit]:
    """Half a mark behind a blank, where a whole one is before the last label: ``evil [.] co [.uk``."""
    before = _LABEL_BACKWARDS.match(text[max(0, start - _LABEL_MAX) : start][::-1])
    return ((start - before.end(1), end, "."),) if before and _LAST_LABEL.match(text, end) else ()


def _closed_dots(text: str) -> Iterator[Edit]:
    """``evil.]com``, ``evil.[com]``, ``evil].[com``."""
    for match in matches(_CLOSED_DOT, ".", text):
        start, end = match.span()
        label = match["label"] or (text[end : end + 3] if text[start - 1 : end] == "}.{" else "")
        if (label and not _is_label(text, start, label)) or _is_of_database(text, start):
            continue
        if match.lastgroup == "closed":  # evil].[com, evil].]com
            start -= 1
        yield (start, end, "." + (match["label"] or ""))


def _is_of_database(text: str, dot: int) -> bool:
    """Whether brackets stand round the names of tables and columns, as SQL Server writes them: ``[dbo].[Reviews]``, and
    not round each label of a host: ``[evil].[xyz]``.
    """
    behind = _LABEL_IN_BRACKETS.match(text, dot + 1)
    if behind is None:
        return False
    if text[dot - 1] == "]":
        start, label = label_start(text, dot - 1), behind[1].lower()
        if label in suffixes().top_level and label == behind[1] and label not in PART_ENDINGS:
            return False
        is_country = len(label) == len("de") and label not in _COLUMNS
        is_name = text[start - 1 : start] == "[" and "-" not in text[start : dot - 1]
        return is_name and not (label.isdecimal() or is_country or label in COMMON)
    return text[label_start(text, dot) : dot].lower() == "dbo"


def _is_label(text: str, dot: int, label: str) -> bool:
    """Whether a word in brackets behind a dot is the last label of a name: not in ``{me}.{name}``, nor ``lib.[ch]``."""
    if label.lower() == "dot":  # a mark of its own
        return False
    if "[" not in text[dot + 1 : dot + 3]:
        return label.lower() in COMMON
    start = label_start(text, dot)
    return label != "ch" or text[start - 1 : start] == "."


def _bracketed(text: str, match: re.Match[str]) -> Iterable[Edit]:
    start, end = match.span()
    if text[start - 1 : start] == "\\":
        start -= 1
    kind = match.lastgroup
    if kind == "mark":
        return _marked(text, start, end, match)
    if kind == "number":
        return ((start, end, match["number"]),) if _is_place_before(text, start) else ()
    if kind == "word":
        follows = text[end : end + 1] in (":", "s", "[", ".") and (start == 0 or text[start - 1] != "]")
        return ((start, end, match[0][1:-1]),) if follows else ()
    if kind == "closing":
        if text[label_start(text, start) : start] in _CALLS:
            return ()
        closing = match.end("closing")
        return (start, end, match["one"]), (closing - 1, closing, "")
    return ((start, end, match["one"] or _SIGNS[kind or ""]),)


def _is_place_before(text: str, start: int) -> bool:
    """Whether an address ends here, or the place of a URL, so that a number in brackets is a port or a length; no slice
    of a script: ``name[:10]``.
    """
    if "://" in text[token_start(text, start) : start]:
        return True
    return _FOUR_NUMBERS_BACKWARDS.match(text[max(0, start - _ADDRESS_MAX) : start][::-1]) is not None


def _marked(text: str, start: int, end: int, match: re.Match[str]) -> Iterable[Edit]:
    """A mark inside brackets counts between two pieces of a value, with a few blanks at most on either side."""
    mark, before, after = match["mark"], text[start - 1 : start], text[end : end + 1]
    if after in _BREAKS or (before in _QUOTATION and "\n" in text[max(0, start - _BREAK_MAX) : start]):
        broken = _broken(text, start, end, mark)
        if broken:
            return broken
    if before == " " or after == " ":
        return _beside_blanks(text, start, end, match)
    meant = _between(before, mark, after)
    if not meant or (after == "[" and mark.lower() in _GLUED_MARKS and match[0].lower() != "[et]"):
        return ()
    label = _LABEL_IN_BRACKETS.match(text, end) if meant == "." and after == "[" else None
    if label and label[1].lower() != "dot":
        return ((start, label.end(), f".{label[1]}"),)
    return ((start, end, meant),)


def _broken(text: str, start: int, end: int, mark: str) -> Iterable[Edit]:
    """A dot at the end of a line or the beginning of one, where a name or an address was broken in two."""
    if _MEANT.get(mark.lower(), mark) != ".":
        return ()
    behind = _LINE_END.match(text, end)
    before = None if behind else _LINE_END_BACKWARDS.match(text[max(0, start - _BREAK_MAX) : start][::-1])
    if behind:
        end = behind.end()
    elif before:
        start -= before.end()
    else:
        return ()
    begin, rest = label_start(text, start, f"{LABELS}."), _NAME_BEHIND.match(text, end)
    first = text[begin:start].lower()
    whole = f"{first}.{rest[0].lower()}" if rest else ""
    in_path = text[begin - 1 : begin] == "/" != text[begin - 2 : begin - 1]
    return ((start, end, "."),) if not in_path and is_place(whole) and not is_place(first) else ()


def _is_whole(text: str, mark: int, end: int) -> bool:
    """Whether what stands before a mark is a whole name or address, which goes not on behind the mark and a blank."""
    start = label_start(text, mark)
    last = text[start:mark].lower()
    if last.isdecimal():
        return _FOUR_NUMBERS_BACKWARDS.match(text[max(0, mark - _ADDRESS_MAX) : mark][::-1]) is not None
    if last not in suffixes().top_level or text[start - 1 : start] not in _ENDS_OF_DOTS:
        return False
    label = _LABEL_BEHIND.match(text, end)
    following = label[1].lower() if label else ""
    # Nothing but suffixes, and yet login.live[.] com is one name.
    return following not in COMMON and not is_icann_suffix(f"{last}.{following}")


@lru_cache(maxsize=caches.WORDS)
def _between(before: str, mark: str, after: str) -> str:
    """What a mark means between these two characters; nothing where it cannot stand between them in a value."""
    low = mark.lower()
    meant = _MEANT.get(low, low)
    if meant in ".@":
        fits = (before.isalnum() or before in _IN_NAMES) and (after.isalnum() or after in _BEHIND_SIGNS)
    else:
        fits = before != "" != after and not before.isspace() and not after.isspace()
    return meant if fits else ""


def _beside_blanks(text: str, start: int, end: int, match: re.Match[str]) -> Iterable[Edit]:
    """A mark with a blank before it or behind it."""
    before, after, mark = text[start - 1 : start], text[end : end + 1], match["mark"].lower()
    if mark in _GLUED_MARKS and match[0].lower() != "[et]":
        return ()
    if before == " " == after and _is_no_mark(text, start, match[0]):
        return ()
    meant = _MEANT.get(mark, mark)
    if meant == ".":
        if before.islower() and _NEXT_SENTENCE.match(text, end):
            return ((start, end, "."),)  # somebody put brackets round every full stop
        if after == " " and _is_whole(text, start, end):
            return ((start, end, "."),)  # or round those at the ends of what is in a list
    if before == " " != after and text[start - 2 : start - 1].isalpha() and _follows_word_of_list(text, start - 1):
        return ()  # evil.com, [.]net and [.]org
    start, end = with_blanks(text, start, end, _BLANKS_BESIDE if meant in ".@" else 1)
    meant = _between(text[start - 1 : start], mark, text[end : end + 1])
    return ((start, end, meant),) if meant else ()


def _is_no_mark(text: str, start: int, written: str) -> bool:
    """Whether brackets between blanks leave words out, ``see [..] in``, are a pattern, show the sign just named, or are
    round what DNS over TLS is called for short.
    """
    if ".." in written or ".*" in written or written[1:-1] == "DoT":
        return True
    return text[label_start(text, start - 1) : start - 1].lower() in _NAMES_OF_SIGNS


def _follows_word_of_list(text: str, blank: int) -> bool:
    return text[label_start(text, blank) : blank].lower() in _LISTING
