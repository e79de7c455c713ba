"""Cells of a table that stand together without a blank, as where the text of a web page was taken without its layout.

Nothing shows a border but a capital behind a defanged value: ``evil[.]comDomainC2 server2026-04-14``; there it ends. In
a text that has such a one and the word that heads such tables, or two, values are cut from what stands before, too.
"""

import re
from collections.abc import Iterator

from ..names.suffixes import suffixes
from ..text.edits import Edit

# First whether a cell may begin there at all, since most marks are within a name.
_END = re.compile(
    r"\[\.\](?=[a-z0-9:]++(?:[A-Z][a-z]{2}|C2|IP|URL))(?:(?P<top>[a-z]{2,18})|[0-9]{1,3}(?::[0-9]{1,5})?)(?=[A-Z])"
)
_LABEL = re.compile("[A-Za-z]+")
_DATE = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?!T[0-9])")
# An address with a mark in it, or a hash, behind the last letter of a word.
_BEGINNING = re.compile(
    r"(?<=[A-Za-z])(?=[0-9.]{3,11}\[\.\])(?=[0-9]{1,3}(?:\[?\.\]?[0-9]{1,3}){3})"
    r"|(?<=[G-Zg-z])(?=[0-9a-f]{32}(?:[0-9a-f]{8}|[0-9a-f]{32})?(?![0-9A-Fa-f]))"
)
_HEAD, _BORDER = "Indicator", "\n"
_ENOUGH = 2  # borders that show a table without its head


def cells_apart(text: str) -> Iterator[Edit]:
    """The edits that put an end of a line between the cells; the text has all its marks yet."""
    ends = [match.end() for match in _END.finditer(text) if _is_border(text, match)]
    for end in ends:
        yield (end, end, _BORDER)
    if len(ends) < _ENOUGH and not (ends and _HEAD in text):
        return
    for match in _DATE.finditer(text):
        start, end = match.span()
        if text[start - 1 : start].isalnum():
            yield (start, start, _BORDER)
            if text[end : end + 1].isalnum():
                yield (end, end, _BORDER)
    for match in _BEGINNING.finditer(text):
        yield (match.start(), match.start(), _BORDER)


def _is_border(text: str, match: re.Match[str]) -> bool:
    """Whether a number ends here, or a suffix that is none with the letters behind it: not in ``evil[.]deSigN``."""
    top, known = match["top"], suffixes().top_level
    if top is None:
        return True
    label = _LABEL.match(text, match.start("top"))
    return top in known and not (label and label[0].lower() in known)
