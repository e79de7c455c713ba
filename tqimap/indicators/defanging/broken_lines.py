"""URLs that a mail program broke into lines, and perhaps quoted: put together again where that is certain."""

import re
from collections.abc import Iterator

from ..text.edits import Edit
from ..text.surroundings import SCHEME_END, matches

# RFC 3986, appendix C: what stands in angle brackets is one URL, whatever breaks there are in it.
_IN_BRACKETS = re.compile(
    r"<(?:URL:)?(?=[hHfF])[a-zA-Z*]{3,6}://[^<>\s]{1,2000}(?:[ \t]*\r?\n[> \t]*[^<>\s]{1,1000}){1,20}>"
)
_BREAK = re.compile(r"[ \t]*\r?\n[> \t]*")
# A URL that runs to the end of a line, behind all those with another URL in the next one. One that does not is taken
# as well, so that a run of many is gone through once.
_SIGN = r"[^\x00-\x20\x7f\xa0<>\"]"  # of a URL, by a class without \s, which is searched much faster
_TO_THE_END = re.compile(
    rf"{SCHEME_END}(?:{_SIGN}{{20,2000}}+\r?\n\w{{3,6}}://|(?!))*+"
    rf"(?:{_SIGN}{{20,2000}}+(?:(?P<break>\r?\n[> ]*+)(?P<next>(?!\w{{3,6}}://){_SIGN}{{1,1000}}+)(?=\s|\Z))?)?"
)
_FURTHER = re.compile(rf"(?P<break>\r?\n[> ]*+)(?P<next>(?!\w{{3,6}}://){_SIGN}{{1,1000}}+)(?=\s|\Z)")
_LINE_MAX = 2200  # characters of a line with such a URL
_FULL_LINE = 60  # characters; a program that breaks lines fills them first
# Signs with which no URL ends, and a next line that begins as none does.
_GOES_ON = "-=&?%_/+"
_SETTING = re.compile(
    r"[> \t]{0,8}[A-Za-z][\w.-]{0,63}="
)  # a line of a configuration; the next one is none of its value
_CONTINUES = re.compile(r"[\w%/.~+?-]*[=&%][\w%]|[/?&=%]")


def joined_lines(text: str) -> Iterator[Edit]:
    """The edits that take the breaks out."""
    if "\n" not in text:
        return
    for match in matches(_IN_BRACKETS, "<", text):
        for gap in _BREAK.finditer(text, *match.span()):
            yield (*gap.span(), "")
    for match in matches(_TO_THE_END, ":", text):
        line: re.Match[str] | None = match if match.lastgroup else None
        while line and _is_broken(text, line):
            yield (*line.span("break"), "")
            line = _FURTHER.match(text, line.end())


def _is_broken(text: str, match: re.Match[str]) -> bool:
    end = match.start("break")
    line_start = text.rfind("\n", max(0, end - _LINE_MAX), end) + 1
    if end - line_start < _FULL_LINE or "://" in match["next"]:
        return False
    last = text[end - 1]
    if last == "/":
        return bool(_CONTINUES.match(match["next"]))
    if last in _GOES_ON:
        return True
    are_settings = _SETTING.match(text, line_start) and _SETTING.match(match["next"])
    return not are_settings and bool(_CONTINUES.match(match["next"]))
