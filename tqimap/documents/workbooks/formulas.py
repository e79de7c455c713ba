"""Formulas, formats and header codes of spreadsheets: the words in them, without what only looks like words.

References such as AS127 look like autonomous systems, colour codes run into the text behind them; neither was
written by the author as text.
"""

import re

from tqimap.documents.decoded_text import character

MAX_FORMULA = 65_536  # characters; Excel takes 8,192

_GLUED = re.compile(r'"[ \t]*&[ \t]*"')  # "http://" & "host"
_CHARACTER = re.compile(r"\b(?:_xlfn\.UNI)?CHAR\([ \t]*(\d{1,5})[ \t]*\)", re.I)
_CONCATENATED = re.compile(r'\bCONCAT(?:ENATE)?\([ \t]*("[^"]*"(?:[ \t]*[,;][ \t]*"[^"]*")+)[ \t]*\)', re.I)
_BETWEEN = re.compile(r'"[ \t]*[,;][ \t]*"')
_LITERAL = re.compile(r'"([^"]+)"|\'([^\']+)\'')
_CODE = re.compile(r'&(?:K[0-9A-F]{6}|"[^"]*"|\d+|[A-Z])')  # ECMA-376, part 1, 18.3.1.46
# Words in quotes, a character behind a backslash, a currency before its locale (ECMA-376, part 1, 18.8.31).
_IN_FORMAT = re.compile(r'"([^"]*)"|\\(.)|\[\$([^][-]*)(?:-[^][]*)?\]|[^"\\[]+|.', re.DOTALL)
_HEADERS = re.compile(r"(?:odd|even|first)(?:Header|Footer)")


def words_of(formula: str) -> str:
    """Its literals and the files it refers to, a line each; a DDE call, which has a bar, is words as a whole."""
    formula = formula[:MAX_FORMULA]
    if "|" in formula:
        return formula
    return "\n".join(double or single for double, single in _LITERAL.findall(_GLUED.sub("", _spelled(formula))))


def _spelled(formula: str) -> str:
    """The formula with literals for the functions that make one of a number, or of others."""
    if "CHAR" in formula.upper():
        formula = _CHARACTER.sub(lambda found: f'"{character(int(found[1]))}"', formula)
    return _CONCATENATED.sub(lambda found: _BETWEEN.sub("", found[1]), formula)


def words_of_format(code: str) -> str:
    """What a format of numbers says beside the number."""
    return _IN_FORMAT.sub(lambda found: "".join(filter(None, found.groups())) or " ", code)


def without_codes(header: str) -> str:
    """A header or footer of a sheet without the codes for font, size, colour and position."""
    return _CODE.sub(" ", header)


def is_header(element: str) -> bool:
    """Whether an element is a header or footer of a sheet or chart."""
    return bool(_HEADERS.fullmatch(element))
