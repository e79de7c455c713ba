"""Signs that are written as escapes: behind a backslash, as entities of HTML, as codes of scripts, in percent."""

import re
from collections.abc import Iterable, Iterator

from ..names.hosts import host_fault
from ..names.look_alikes import may_be_source
from ..text.edits import Edit
from ..text.surroundings import LABEL, TOKEN_MAX, matches, token_start

# Those of a dot and of an at sign, and those that Markdown needs besides, which are looked at in such a word alone.
_ESCAPED_SIGN = re.compile(r"\\(?:(?:\\){0,15}(?=[.@]\w)|(?=[_-]\w)(?<=\w\\)(?P<other>))")
_OF_ESCAPED_WORD = re.compile(r"://|\\[.@]")
_EDGES = "\"'`*()<>,;:.!?"  # of the sentence
_WORD_BEHIND = 64  # characters of a word behind its first escaped sign that are looked at
_NO_PATH_SIGN = re.compile(r"[a-zA-Z*]{3,6}[\[(]?:[\])]?\\\\|\\[.@\[\](){}_-]")
_DRIVE = re.compile(r"\W?[A-Za-z]:\Z")
_ROOTS_OF_KEYS = ("HKU", "HKEY_USERS", "HKCR", "HKEY_CLASSES_ROOT")  # below those there are names such as .DEFAULT
_ENTITY = re.compile(
    r"&(?:(?:#91|#x5b|lsqb|lbrack);\.&(?:#93|#x5d|rsqb|rbrack)"
    r"|lt;(?<=\w&lt;)(?:\.|dot)&gt(?=;\w)|#0*46|#x0*2e|period|#0*64|#x0*40|commat|#0*58|#x0*3a|colon|#0*47|#x0*2f|sol);",
    re.IGNORECASE,
)
_ENTITY_MEANT = {
    "46": ".", "2e": ".", "period": ".", "64": "@", "40": "@", "commat": "@",
    "58": ":", "3a": ":", "colon": ":", "47": "/", "2f": "/", "sol": "/",
}  # fmt: skip
# The escapes of JSON and of scripts, and an escaped dot with blanks beside it.
_CODE = re.compile(
    r"\\(?:(?:x|u00)(?P<code>2[6dDeEfF]|3[aAdD]|40|5[fF])|(?P<slash>/)(?=\w)"
    r"|(?P<blank>[nrt])(?=[\w\\])(?<![\\%]\\.)|(?P<apart>\. )(?=\w)(?<= \\\. ))"
)
_SIGNS_OF_PATH = (":\\", "\\\\", "%\\", "HK")
# Where a mutex may be used, before a name that is no word: Global\\net_77.
_SCOPES = ("Global", "Local")
_NAME_IN_SCOPE = re.compile(r"[\w.{}-]{0,63}?[\d_{-]")
_LINE = 160  # characters of a line in which a path has room
_URL_BEFORE = 256  # characters of a URL before a slash with an escape
_TAIL = re.compile(r"[^\s/?\"'<>]{3,}+[/?][^\s\"'<>]*+")
_BLANK = re.compile(r"\s")
# The last of them is a mark in a name that a program took for a link.
_PERCENT_SIGN = re.compile(r"%(?:2[eE]|40|(?:5[bB]|28)(?:\.|%2[eE]|dot)%(?:5[dD]|29))(?=\w)")


def escaped_signs(text: str) -> Iterator[Edit]:
    """The edits that put the signs themselves in place of their escapes."""
    yield from _behind_backslashes(text)
    for match in matches(_ENTITY, "&", text):
        yield (*match.span(), _ENTITY_MEANT.get(match[0][1:-1].lower().lstrip("#x0"), "."))  # or one in brackets
    yield from _codes(text)
    yield from _percent_signs(text)


def _behind_backslashes(text: str) -> Iterator[Edit]:
    """``\\.`` in a word without another backslash: a word with one is a path."""
    done, is_path, is_escaped = -1, False, False
    for match in matches(_ESCAPED_SIGN, "\\", text):
        start, end = match.span()
        word = token_start(text, start, max(0, done))
        if word > done:  # not that of the last one
            done, is_path = word, False
            is_escaped = match["other"] is not None and _is_escaped_word(text, done, end)
        is_path = is_path or _is_path(text[done:start])
        is_escaped = is_escaped or match["other"] is None
        if not is_path and is_escaped:
            yield (start, end, "")
        done = end + 1


def _is_escaped_word(text: str, start: int, end: int) -> bool:
    """Whether the word that begins here and goes on there is a URL, has an escaped dot or at sign as well, or is a host
    with nothing but an escaped hyphen: ``evil\\-site.com``.
    """
    word = _BLANK.split(text[start : end + _WORD_BEHIND], 1)[0]
    if _OF_ESCAPED_WORD.search(word):
        return True
    name = word.strip(_EDGES).replace("\\-", "-").lower()
    return not (host_fault(name) or may_be_source(name.rpartition(".")[2]))


def _is_path(piece: str) -> bool:
    """Whether this piece of a word has a backslash that is part of no mark, or is the root of a path or of keys."""
    last = piece[-1:]
    if last == "%" or (last == ":" and _DRIVE.match(piece)) or piece.endswith(_ROOTS_OF_KEYS):
        return True
    return "\\" in piece and "\\" in _NO_PATH_SIGN.sub("", piece)


def _codes(text: str) -> Iterator[Edit]:
    """The escapes of scripts; a backslash in a line behind the sign of a path separates two of its names instead."""
    looked, sign, signs = 0, -1, None
    for match in matches(_CODE, "\\", text):
        start, end = match.span()
        if match.lastgroup != "blank":
            yield from _coded(text, match)
            continue
        if signs is None:
            signs = [each for each in _SIGNS_OF_PATH if each in text]
        for each in signs:
            sign = max(sign, text.rfind(each, max(looked, start - _LINE), start))
        looked = start - 1
        if text[start - 1 : start] == ":":
            is_step = _ends_in_drive(text, start - 1)
        elif text.endswith(_SCOPES, 0, start):
            is_step = _NAME_IN_SCOPE.match(text, start + 1) is not None
        else:
            is_step = max(0, start - _LINE) <= sign and "\n" not in text[sign:start]
        if not is_step:
            yield (start, end, "\n")


def _coded(text: str, match: re.Match[str]) -> Iterable[Edit]:
    start, end = match.span()
    if match["code"]:
        sign = chr(int(match["code"], 16))
        return ((start, end, sign),) if sign not in "&=" or _is_in_tail(text, start) else ()
    if match["apart"]:
        return ((start - 1, end, "."),)
    colon = text.rfind("://", max(0, start - _URL_BEFORE), start)
    network = text[start - 1 : start].isdecimal() and text[end : end + 2].isdecimal()
    in_url = colon >= 0 and not _BLANK.search(text, colon, start)
    return ((start, end, "/"),) if network or in_url else ()


def _is_in_tail(text: str, at: int) -> bool:
    """Whether this place is in the path or the query of a URL: Go and Java write its ampersands so in JSON."""
    colon = text.rfind("://", max(0, at - _URL_BEFORE), at)
    return colon >= 0 and _TAIL.fullmatch(text, colon + 3, at) is not None


def _ends_in_drive(text: str, colon: int) -> bool:
    """Whether one letter stands before this colon that is not the end of a word."""
    before = text[colon - 2 : colon - 1]
    return colon > 0 and text[colon - 1].isalpha() and not (before.isalnum() and before.isascii())


def _percent_signs(text: str) -> Iterator[Edit]:
    """``%2E`` and ``%40`` in a word that is no URL yet."""
    done = begin = 0
    for match in matches(_PERCENT_SIGN, "%", text):
        start = match.start()
        word = token_start(text, start, done)
        if word > done:  # not the word of the last one
            begin = word
        done = match.end()
        before = text[max(begin, start - TOKEN_MAX) : start]
        if before[-1:] in LABEL and "/" not in before.partition("://")[2] and "?" not in before:
            yield (start, done, "@" if match[0] == "%40" else ".")
