"""The marks by which people keep an indicator from being a link, and the plain text without them.

A mark is also the strongest sign that somebody means the value. Those here (brackets, escapes) speak for themselves;
``weak_marks`` has those that do not.

Every pattern looks only a bounded way on, so that a text of nothing but half marks is still read in linear time.
"""

import re
from collections.abc import Iterable, Iterator

from .edits import Edit, Edited
from .surroundings import LABEL, is_word, matches, token_start
from .weak_marks import weak_marks

# What words between brackets mean; of signs it is the sign.
_MEANT = {
    "dot": ".", "d0t": ".", "point": ".", "punkt": ".", "punto": ".", "ponto": ".", ",": ".", "at": "@",
    "colon": ":", ":\\\\": "://", "slash": "/", "dash": "-", "hyphen": "-",
}  # fmt: skip
_MARK = r"[.,@?=&_-]|:{1,2}(?://?|\\\\)?|//?|(?i:d[o0]t|at|point|punkt|p[ou]nto|colon|slash|dash|hyphen)"
# By far the most common mark: the text is cut at it as a whole, four times as fast as with a look at each.
_PLAIN_MARK = re.compile(r"\[\.\](?=\w)(?<=\w...)")
# One pattern for each opening bracket, since a search for one character is many times as fast as for one of three; each
# looks at the next character first, since most brackets are ordinary ones.
_BRACKETED = tuple(
    (
        opening,
        re.compile(
            rf"{re.escape(opening)}(?=[^bBe-gE-Gi-oI-OqrtuvxyzQRTUVXYZ0-9])(?!\.\]\w)"
            rf"(?:[\[({{<]?\s?['\"\\]?(?P<mark>{_MARK})['\"]?\s?(?:\\?[\])}}>]){{1,2}}"
            r"|[\[({]?(?P<dot>\.)[\[\](){}]{0,2}|(?P<word>(?i:h..ps?|s|www))\]|(?P<nothing>[\])}]))"
        ),
    )
    for opening in "[({"
)
_ANGLED = re.compile(r"<(?=[.@dDaA])(?P<mark>\.|@|(?i:dot|at))>")
_CLOSED_DOT = re.compile(
    r"\.(?<=[^\[({<]\.)(?=[\])}\[({\\])(?:(?:\\?[\])}]){1,2}[\[({]?(?=\w)|\\?[\[({](?P<label>\w{1,63})\\?[\])}])"
)
_ESCAPED_SIGN = re.compile(r"\\(?=[.@]\w)")
_ENTITY = re.compile(
    r"&(?:#0*46|#x0*2e|period|#0*64|#x0*40|commat|#0*58|#x0*3a|colon|#0*47|#x0*2f|sol);", re.IGNORECASE
)
_ENTITY_MEANT = {
    "46": ".", "2e": ".", "period": ".", "64": "@", "40": "@", "commat": "@",
    "58": ":", "3a": ":", "colon": ":", "47": "/", "2f": "/", "sol": "/",
}  # fmt: skip
_PERCENT_SIGN = re.compile(r"%(?:2[eE]|40)(?=\w)")


def refang(text: str) -> tuple[Edited, Edited, Edited]:
    """The text without the commonest mark, without strong ones, without weak ones: three layers over one another."""
    plain = Edited.joined(_PLAIN_MARK.split(text) if "[" in text else [text], len("[.]"), ".")
    strong = Edited(plain.text, _strong(plain.text))
    return plain, strong, Edited(strong.text, weak_marks(strong.text))


def _strong(text: str) -> Iterator[Edit]:
    for opening, pattern in _BRACKETED:
        for match in matches(pattern, opening, text):
            yield from _bracketed(text, match)
    for match in matches(_ANGLED, "<", text):
        yield from _two_sided(text, *match.span(), match["mark"])
    for match in matches(_CLOSED_DOT, ".", text):
        if is_word(text, match.start() - 1):
            yield (*match.span(), "." + (match["label"] or ""))
    yield from _escaped_signs(text)
    yield from _encoded_signs(text)


def _encoded_signs(text: str) -> Iterator[Edit]:
    """HTML's entities, and the percent signs of URLs where there is no URL yet."""
    for match in matches(_ENTITY, "&", text):
        yield (*match.span(), _ENTITY_MEANT[match[0][1:-1].lower().lstrip("#x0")])
    for match in matches(_PERCENT_SIGN, "%", text):
        before = text[token_start(text, match.start()) : match.start()]
        if before[-1:] in LABEL and "/" not in before.partition("://")[2] and "?" not in before:
            yield (*match.span(), "@" if match[0] == "%40" else ".")


def _escaped_signs(text: str) -> Iterator[Edit]:
    """``\\.`` in a word without another backslash: a word with one is a path."""
    done, is_path = 0, False
    for match in matches(_ESCAPED_SIGN, "\\", text):
        start, end = match.span()
        if not text[done:start].isalnum():  # not in the word of the last one
            is_path = "\\" in text[token_start(text, start) : start].replace("\\.", "").replace("\\@", "")
        if not is_path:
            yield (start, end, "")
        done = end + 1


def _bracketed(text: str, match: re.Match[str]) -> Iterable[Edit]:
    start, end = match.span()
    if text[start - 1 : start] == "\\":
        start -= 1
    match match.lastgroup:
        case "mark":
            return _two_sided(text, start, end, match["mark"])
        case "word":
            follows = text[end : end + 1] in (":", "s", "[", ".") and (start == 0 or text[start - 1] != "]")
            return ((start, end, match["word"]),) if follows else ()
    if not (is_word(text, start - 1) and is_word(text, end)):
        return ()
    closing = _ONE_LABEL.match(text, end) if match["dot"] else None
    dot = (start, end, ".")
    return (dot, (closing.end() - 1, closing.end(), "")) if closing else (dot,)


_ONE_LABEL = re.compile(r"[\w-]{2,63}[\])}](?![\])}.])")


def _two_sided(text: str, start: int, end: int, mark: str) -> Iterable[Edit]:
    """A mark inside brackets counts between two pieces of a value, with at most one blank on either side."""
    meant = _MEANT.get(mark.lower(), mark)
    if start > 1 and text[start - 1] == " ":
        start -= 1
    if text[end : end + 1] == " ":
        end += 1
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if not before or not after:
        return ()
    if meant in ".@":
        fits = (before.isalnum() or before in "_-") and (after.isalnum() or after in "[_-")
    else:
        fits = not before.isspace() and not after.isspace()
    return ((start, end, meant),) if fits else ()
