"""What the lines round a bare name say that it is: one of the files of a program's source, or one of its settings.

Each piece of the text is looked through once, however many names stand in it.
"""

import re

from ..names.hosts import host_fault

# Files that hardly anybody lists beside hosts.
_SOURCE = re.compile(
    r"\.(?<=\w\w\.)(?:[choy]|hh|[ch]pp|[ch]xx|obj|mli|mll|mly|m4|am|asm|f90|(?<=rules\.)mk)(?![\w.])"
    r"|akefile(?<=[mM]akefile)(?!\w)|CMakeLists\.txt"
)
_OF_CHANGE_LOG = "\n\t* "  # before a file that was changed (GNU Coding Standards, 6.8.2)
_BEHIND_CHANGED = (":", " (", ",")
_BESIDE_NAME = " \t\r+-*\"',;:`()"  # in a line in which nothing else stands
# A key with dots, as of texts and settings of Java, with its value glued to the sign.
_SETTING = re.compile(r"\n([a-zA-Z][\w-]{0,63}(?:\.[\w-]{1,63}){1,8})=(?!=)")
_STATEMENT = re.compile(r"=(?!=)[^\n;]{1,80};[ \t]*(?=[\r\n]|\Z)")
_INDENT = re.compile(r"(?:\n|\A)[ \t]{0,64}\Z")
_PIECE, _BESIDE = 512, 128  # characters of a piece, and of what is looked at on either side


class Neighbours:
    """Those of the names of one text."""

    __slots__ = ("_settings", "_sources", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._sources: dict[int, bool] = {}  # by the number of the piece
        self._settings: dict[int, bool] = {}

    def are_sources(self, start: int, end: int) -> bool:
        """Whether what may be the name of a source file stands in a line with one that is; where it is all of its
        line, near one; or in a GNU change log.
        """
        text, piece = self._text, start // _PIECE
        if text.endswith(_OF_CHANGE_LOG, 0, start) and text.startswith(_BEHIND_CHANGED, end):
            return True
        if piece not in self._sources:
            self._sources[piece] = _SOURCE.search(text, *_round(piece)) is not None
        return self._sources[piece] and self._is_in_line_of_source(start, end)

    def _is_in_line_of_source(self, start: int, end: int) -> bool:
        text = self._text
        begin, finish = max(0, start - _BESIDE), end + _BESIDE
        first, last = text.rfind("\n", begin, start) + 1, text.find("\n", end, finish)
        last = last if last >= 0 else finish
        if first and not (text[first:start] + text[end:last]).strip(_BESIDE_NAME):
            return True
        return _SOURCE.search(text, max(first, begin), last) is not None

    def are_settings(self, start: int, end: int) -> bool:
        """Whether what begins its line, with a sign of equality behind it, is set by a statement of a program,
        ``key.gap= 1;``, or is a key as another near it is that is no host: ``cart.total.net=`` below ``cart.title=``.
        """
        text, piece = self._text, start // _PIECE
        if _STATEMENT.match(text, end) and _INDENT.search(text, max(0, start - _BESIDE), start):
            return True
        if text[start - 1 : start] not in ("", "\n") or text[end + 1 : end + 2] in ("=", " "):
            return False
        if piece not in self._settings:
            keys = (match[1] for match in _SETTING.finditer(text, *_round(piece)))
            self._settings[piece] = any(host_fault(key.lower()) == "no public suffix" for key in keys)
        return self._settings[piece]


def _round(piece: int) -> tuple[int, int]:
    begin = piece * _PIECE
    return max(0, begin - _BESIDE), begin + _PIECE + _BESIDE
