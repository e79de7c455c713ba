"""The marks by which people keep an indicator from being a link, and the plain text without them.

A mark is also the strongest sign that somebody means the value. Strong marks (brackets, escapes) speak for themselves;
weak ones (blanks round a dot, the bare word "at") are ordinary prose more often than not and count only where the
pieces join to a valid value and the line holds a second sign.

Every pattern looks only a bounded way on, so that a text of nothing but half marks is still read in linear time.
"""

import re
from collections.abc import Iterator

from .edits import Edit, Edited
from .suffixes import suffixes

# What may stand between brackets, and what is meant by it.
_MEANT = {
    ".": ".", "dot": ".", "d0t": ".", "point": ".", "punkt": ".", "punto": ".", "ponto": ".", ",": ".",
    "@": "@", "at": "@",
    ":": ":", "colon": ":", "::": "::", "://": "://", ":/": ":/", ":\\\\": "://", "/": "/", "//": "//", "slash": "/",
    "-": "-", "dash": "-", "hyphen": "-", "_": "_", "?": "?", "=": "=", "&": "&",
}  # fmt: skip
_WORDS = "|".join(sorted(map(re.escape, _MEANT), key=len, reverse=True))
# By far the most common mark: nothing else needs to be looked at.
_PLAIN_MARK = re.compile(r"\[\.\](?=\w)(?<=\w...)")
# One pattern for each opening bracket, since a search for one character is many times as fast as for one of three.
_BRACKETED = tuple(
    re.compile(
        rf"{re.escape(opening)}(?!\.\]\w)(?:[\[({{<]?\s?['\"]?(?P<mark>(?i:{_WORDS}))['\"]?\s?(?:\\?[\])}}>]){{1,2}}"
        r"|[\[({]?(?P<dot>\.)[\[\](){}]{0,2}|(?P<word>(?i:h..ps?|s|www))\]|(?P<nothing>[\])}]))"
    )
    for opening in "[({<"
)
_CLOSED_DOT = re.compile(r"\.(?=[\])}\[({\\])(?:(?:\\?[\])}]){1,2}[\[({]?(?=\w)|\\?[\[({](?P<label>\w{1,63})\\?[\])}])")
_ESCAPED_DOT = re.compile(r"\\(?=\.\w)")
_ENTITY = re.compile(
    r"&(?:#0*46|#x0*2e|period|#0*64|#x0*40|commat|#0*58|#x0*3a|colon|#0*47|#x0*2f|sol);", re.IGNORECASE
)
_ENTITY_MEANT = {
    "46": ".", "2e": ".", "period": ".", "64": "@", "40": "@", "commat": "@",
    "58": ":", "3a": ":", "colon": ":", "47": "/", "2f": "/", "sol": "/",
}  # fmt: skip
_PERCENT_DOT = re.compile(r"%2[eE](?=\w)")

_COLON_SLASHES = re.compile(r":(?= ?[/\\_])(?<=[a-zA-Z*]:) ?(?:/ ?/ ?|\\\\|//|__|\\/\\/)(?=[\w\[])")
_CHAIN = re.compile(r" (?:\.|[dD][oO][tT]) [\w@-]{1,64}(?:(?:\.| \. | [dD][oO][tT] )[\w@-]{1,64})*")
_SPACED_DOT = re.compile(r" (?:\.|[dD][oO][tT]) ")
_SPACED_AT = re.compile(r" [aA][tT] (?=[\w-]{1,63}\.[\w-])")
_LABELS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
# Words of a line that speaks of indicators: with one of them near, a blank beside a dot is a defang mark.
_SPEAKS_OF_INDICATORS = re.compile(
    r"h..ps?:|://|\bc2\b|\bc&c|\[|@|beacon|command|domain|\bhosts?\b|hosted|\burls?\b|\bips?\b|address|server|contact|connect"
    r"|download|resolv|malicious|malware|phish|observed|implant|payload|indicator|\biocs?\b|block|sender|mail|traffic",
    re.IGNORECASE,
)  # fmt: skip
# A value that is all of its line or of a cell of a table.
_BULLET = re.compile(r"(?:[^|\n]{0,80}\|)*[\s>*\-\u2022(\[\"']*", re.DOTALL)
_END_OF_CELL = re.compile(r"[\s.,;)\]\"']*(?:\Z|\|)")
_LINE = 300  # characters looked at on either side for a second sign: a long line of mail


_START = re.Match.start


def refang(text: str) -> tuple[Edited, Edited]:
    """The text without strong marks, and that without weak ones: two layers, each over the one before."""
    strong = Edited(text, _strong(text))
    return strong, Edited(strong.text, _weak(strong.text))


def _strong(text: str) -> Iterator[Edit]:
    if "[.]" in text:
        yield from [(start, start + 3, ".") for start in map(_START, _PLAIN_MARK.finditer(text))]
    for pattern in _BRACKETED:
        for match in pattern.finditer(text):
            yield from _bracketed(text, match)
    for match in _CLOSED_DOT.finditer(text):
        if _is_word(text, match.start() - 1):
            yield (*match.span(), "." + (match["label"] or ""))
    if "\\" in text:
        for match in _ESCAPED_DOT.finditer(text):
            if "\\" not in text[_token_start(text, match.start()) : match.start()].replace("\\.", "."):
                yield (*match.span(), "")
    if "&" in text:
        for match in _ENTITY.finditer(text):
            yield (*match.span(), _ENTITY_MEANT[match[0][1:-1].lower().lstrip("#x0")])
    if "%2" in text:
        for match in _PERCENT_DOT.finditer(text):
            before = text[_token_start(text, match.start()) : match.start()]
            if _LABELS.find(before[-1:] or " ") >= 0 and "/" not in before.partition("://")[2] and "?" not in before:
                yield (*match.span(), ".")


def _bracketed(text: str, match: re.Match[str]) -> Iterator[Edit]:
    start, end = match.span()
    if text[start - 1 : start] == "\\":
        start -= 1
    if match["word"]:
        if text[end : end + 1] in (":", "s", "[", ".") and (start == 0 or text[start - 1] != "]"):
            yield (start, end, match["word"])
    elif match["nothing"]:
        if _is_word(text, start - 1) and _is_word(text, end):
            yield (start, end, ".")
    elif match["dot"]:
        if _is_word(text, start - 1) and _is_word(text, end):
            yield (start, end, ".")
            closing = _ONE_LABEL.match(text, end)
            if closing:
                yield (closing.end() - 1, closing.end(), "")
    else:
        yield from _two_sided(text, start, end, _MEANT[match["mark"].lower()])


_ONE_LABEL = re.compile(r"[\w-]{2,63}[\])}](?![\])}.])")


def _two_sided(text: str, start: int, end: int, meant: str) -> Iterator[Edit]:
    """A mark inside brackets counts between two pieces of a value, with at most one blank on either side."""
    if text[start - 1 : start] == " " and start > 1:
        start -= 1
    if text[end : end + 1] == " ":
        end += 1
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if meant in ".@":
        fits = _is_word(text, start - 1) and (after.isalnum() or after in "[_-")
    else:
        fits = bool(before) and not before.isspace() and bool(after) and not after.isspace()
    if fits and after:
        yield (start, end, meant)


def _weak(text: str) -> Iterator[Edit]:
    for match in _COLON_SLASHES.finditer(text):
        if match[0] != "://":
            yield (*match.span(), "://")
    if " . " in text or " dot " in text or " DOT " in text or " Dot " in text:
        for match in _CHAIN.finditer(text):
            yield from _spaced_dots(text, match)
    if " at " in text or " AT " in text:
        for match in _SPACED_AT.finditer(text):
            if _is_spelled_address(text, *match.span()):
                yield (*match.span(), "@")


def _spaced_dots(text: str, match: re.Match[str]) -> Iterator[Edit]:
    start = _label_start(text, match.start())
    marks = list(_SPACED_DOT.finditer(text, match.start(), match.end()))
    labels = _SPACED_DOT.sub(".", text[start : match.end()]).split(".")
    if start == match.start():
        return
    numeric = len(labels) == 4 and all(label.isdigit() and len(label) < 4 for label in labels)
    if not numeric:
        if labels[-1].lower() not in suffixes().top_level or labels[-1].istitle():
            return
        spelled = "dot" in match[0].lower()
        if not (
            len(marks) > 1 or _second_sign(text, start, match.start(), match.end()) or (spelled and len(labels[-1]) > 2)
        ):
            return
    for mark in marks:
        yield (*mark.span(), ".")


def _second_sign(text: str, start: int, mark: int, end: int) -> bool:
    left = text.rfind("\n", max(0, start - _LINE), start) + 1 or max(0, start - _LINE)
    right = text.find("\n", end, end + _LINE)
    right = right if right >= 0 else end + _LINE
    if _BULLET.fullmatch(text, left, start) and _END_OF_CELL.match(text, end, right):
        return True
    around = text[left:start] + " " + text[end:right]
    return bool(_SPEAKS_OF_INDICATORS.search(around)) or any(c.isdigit() or c in "-@" for c in text[start:mark])


# Words before "at" that say where something is, not who.
_PLACED = re.compile(
    r"(?:\w+ed|\w+ing|\w*sites?|pages?|us|me|you|them|it|is|are|was|were|look|see|found|seen|live|available|domains?|hosts?"
    r"|servers?|online|more|info|here|up|out|directly|home|one|all|panel|c2|tool|file|files|url|urls|portal)\Z",
    re.IGNORECASE,
)
_MAIL_PROVIDER = re.compile(
    r"(?:(?:google|g|hot|proton|fast|rocket|y|tuta|rediff)mail|outlook|live|msn|yahoo|aol|icloud|proton|gmx|web|mail|yandex|qq"
    r"|163|126|zoho|tutanota|cock|inbox)\.[a-z]{2,3}(?:\.[a-z]{2})?\b",
    re.IGNORECASE,
)
_MAIL_WORD = re.compile(r"mail|sender|contact|address|write|reply|from", re.IGNORECASE)


def _is_spelled_address(text: str, start: int, end: int) -> bool:
    """Whether "name at host.example" means an address: by the name itself, or by a word of mail in the line."""
    begin = start - 1
    while begin >= 0 and start - begin <= 64 and (text[begin].isalnum() or text[begin] in "._+-"):
        begin -= 1
    name = text[begin + 1 : start]
    if not name or _PLACED.match(name):
        return False
    if any(c.isdigit() or c in "._+" for c in name) or _MAIL_PROVIDER.match(text, end):
        return True
    left = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    return bool(_MAIL_WORD.search(text, left, begin + 1))


def _is_word(text: str, index: int) -> bool:
    return 0 <= index < len(text) and (text[index].isalnum() or text[index] in "_-")


def _label_start(text: str, end: int) -> int:
    begin = max(0, end - 64)
    piece = text[begin:end]
    return end - (len(piece) - len(piece.rstrip(_LABELS + "@.")))


def _token_start(text: str, end: int) -> int:
    begin = max(0, end - 256)
    return max(begin, max(text.rfind(c, begin, end) for c in " \n\t\"'<>") + 1)
