"""Defang marks of the scheme of a URL and of what stands beside it, and URLs that were broken or escaped as a whole."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from .. import caches
from ..names.hosts import is_place
from ..names.suffixes import COMMON, suffixes
from ..text.edits import Edit
from ..text.surroundings import SCHEME_END, matches, token_start
from .broken_lines import joined_lines

_COLON_SLASHES = re.compile(
    r":(?= ?[/\\_])(?!//[\w\[])(?<=[a-zA-Z*]{2}:) ?"
    r"(?:/ ?/ ?|__|\\{1,3}+/\\{1,3}+/|\\\\(?:\\\\)?+|(?P<odd>/{3,4} ?|/\\?|\\)(?=[a-z0-9-]+\.))(?=[\w\[])"
)
_COLON_APART = re.compile(r":(?=///?\w)(?<=[pPsS] :)")
# A bracket before a host that is no IPv6 address, with or without the one behind it; one in bold letters; commas for
# dots; a blank behind the last dot.
_ODD_HOST = re.compile(
    SCHEME_END + r"(?:[\[(\])}](?P<host>[\w-]{1,63}+(?:\.[\w-]{1,63}+|(?!)){1,20}+)\]?"
    r"|\*\*(?P<bold>[\w-]{1,63}+(?:\.[\w-]{1,63}+|(?!)){1,20}+)(?:\*\*)?"
    r"|(?=[\w.-]{2,1400}+ )(?P<apart>[\w-]{1,63}+(?:\.[\w-]{1,63}+|(?!)){0,20}+)\. "
    r"(?P<top>[a-z]{2,24})(?=(?P<path>/)|[:\s]|\Z)"
    r"|(?P<commas>[\w-]{1,63}+(?:[,\uff0c][\w-]{1,63}+|(?!)){1,8}+)(?=[/:\s]|\Z))"
)
_BRACKET_LEFT = re.compile(r"\](?=[/:.\s]|\Z)")  # behind a host
_HOST_SIGNS = re.compile(r"[\w.-]{1,253}")
_HOST_MAX = 256  # characters of a host, with the signs before it
_SCHEME_MAX = 8  # characters of the scheme before it
# Turned, or escaped as in JSON, and in JSON that is a string of JSON; a backslash at the end escapes a quote instead.
_SLASHES = re.compile(r"\\{1,3}+(?:/|(?!\Z))")
_NO_COLON = re.compile(r"//(?:(?=\w)(?<=[psPS]//)| (?=\w)(?<=[psPS]// ))")
# Behind the colon that Proofpoint writes as -3A, too.
_LOW_LINES = re.compile(r"__(?=\w)(?:(?<=[psPS]__)|(?<=(?P<colon>-3A)__))")
_WHOLE_SCHEME = re.compile(r"(?<![\w/=.-])(?:h[a-z*]{2}ps?|s?ftps?|m[e3][o0]ws?)\Z", re.IGNORECASE)
# Before two backslashes; behind any other word they begin the path of a share.
_END_OF_SCHEME = re.compile(r"(?:h[a-z*]{2}ps?|[fs*x][a-z*]?[t*x]ps?|m[e3][o0]ws?|xxxx?|tcp|udp) ?\Z", re.IGNORECASE)
_SCHEME_WITHOUT_COLON = re.compile(r"\bh[tx*]{2}ps?\Z", re.IGNORECASE)
_ESCAPED_URL = re.compile(r"%3[aA]%2[fF]%2[fF](?=\w)(?<=[pPsS].{9})")
_BEFORE_ESCAPED = len("%20https")
_TOKEN = re.compile(r"[^\s\"'<>]{1,2000}")


def scheme_marks(text: str) -> Iterator[Edit]:
    """The edits that undo them; the text has no strong marks any more."""
    if ":" in text:  # which is found out at the speed of memory, as "://" is not
        yield from _slashes(text)
        if "://" in text:
            yield from _beside_scheme(text)
            yield from joined_lines(text)
    yield from _without_colon(text)


def _slashes(text: str) -> Iterator[Edit]:
    """``:\\\\``, ``:__``, ``:// `` and the like before a host; the slashes behind, where they were turned."""
    done = 0
    for match in matches(_COLON_SLASHES, ":", text):
        start, end = match.span()
        if match["odd"] and not _is_before_odd_slashes(text, start):
            continue
        if text.endswith("\\\\", start, end) and not _ends_in_scheme(text[max(0, start - _SCHEME_MAX) : start]):
            continue
        yield (start, end, "://")
        if end >= done and "\\" in match[0]:
            token = _TOKEN.match(text, end)
            done = token.end() if token else done
            yield from ((*slash.span(), "/") for slash in _SLASHES.finditer(text, end, done))


def _is_before_odd_slashes(text: str, colon: int) -> bool:
    """Whether a whole scheme ends here, or that of a share with two slashes more: ``file:////host/share``."""
    if text.startswith("file:////", colon - len("file")):
        return True
    return _WHOLE_SCHEME.search(text, max(0, colon - _SCHEME_MAX), colon) is not None


def _beside_scheme(text: str) -> Iterator[Edit]:
    """Brackets round the host of a URL and commas in it; a blank before the colon."""
    for match in matches(_ODD_HOST, ":", text):
        yield from _odd_host(match)
    for match in matches(_BRACKET_LEFT, "]", text):
        if _closes_nothing(text, match.start()):
            yield (*match.span(), "")
    for match in matches(_COLON_APART, ":", text):
        yield (match.start() - 1, match.end(), ":")


@lru_cache(maxsize=caches.WORDS)
def _ends_in_scheme(before: str) -> bool:
    return _END_OF_SCHEME.search(before) is not None


def _odd_host(match: re.Match[str]) -> Iterable[Edit]:
    finish, commas = match.end(), match["commas"]
    if commas:
        commas = commas.replace("\uff0c", ",")
        if not is_place(commas.replace(",", ".").lower()):
            return ()
        begin = match.start("commas")
        return ((begin + at, begin + at + 1, ".") for at, sign in enumerate(commas) if sign == ",")
    if match["apart"]:
        return _blank_behind_dot(match)
    start, end = match.span("host" if match["host"] else "bold")
    opening = (match.start() + len("://"), start, "")
    return (opening,) if end == finish else (opening, (end, finish, ""))


def _blank_behind_dot(match: re.Match[str]) -> Iterable[Edit]:
    """``http://evil. com/x``: before the last label, where what stands before it is no host."""
    top = match["top"]
    is_top = top in (suffixes().top_level if match["path"] else COMMON)
    blank = match.start("top") - 1
    return ((blank, blank + 1, ""),) if is_top and not is_place(match["apart"].lower()) else ()


def _closes_nothing(text: str, at: int) -> bool:
    """Whether the bracket here stands behind the host of a URL, and none was opened before that: ``[http://host]``."""
    colon = text.rfind("://", max(0, at - _HOST_MAX), at)
    if colon < 0 or not _HOST_SIGNS.fullmatch(text, colon + 3, at):
        return False
    return text.find("[", max(0, colon - _SCHEME_MAX), colon) < 0


def _without_colon(text: str) -> Iterator[Edit]:
    """``hxxp//``, ``hxxp__``, and a URL that was escaped as a whole."""
    for match in matches(_NO_COLON, "/", text):
        if _SCHEME_WITHOUT_COLON.search(text, max(0, match.start() - 6), match.start()):
            yield (*match.span(), "://")
    for match in matches(_LOW_LINES, "_", text):
        start = match.start("colon") if match["colon"] else match.start()
        if _SCHEME_WITHOUT_COLON.search(text, max(0, start - 6), start):
            yield (start, match.end(), "://")
    done = 0
    for match in matches(_ESCAPED_URL, "%", text):
        if match.start() < done:
            continue
        start = token_start(text, match.start())
        token = _TOKEN.match(text, match.end())
        begin = max(start, match.start() - _BEFORE_ESCAPED)
        done = token.end() if token else match.end()
        if token and "://" not in text[start : match.start()] and _ends_in_letters(text[begin : match.start()]):
            yield (match.start(), token.end(), unquote(text[match.start() : token.end()], errors="replace"))


def _ends_in_letters(before: str) -> bool:
    """Whether what stands before the colon of an escaped URL may be its scheme, in a query or behind a blank."""
    return before[-len("https") :].rpartition("=")[2].isalpha() or before.rpartition("%20")[2].isalpha()
