"""Paths of Windows: from the letter of a drive on, from a variable, a device or a server.

A path that holds blanks has no visible end. Between two separators up to four words are part of it; behind the last
separator the name runs to its extension, or to the first blank.
"""

import re
from collections.abc import Iterator

from ..text.surroundings import matches
from .trimmed_paths import Path, trimmed_path

_SEGMENT = r"[^\\/:*?\"<>|\s,;'`\u201c\u201d]+"
# Where a blank is no part of a path: behind what is a whole file name, and before the next path, variable or mutex.
BLANK = r" (?![%<]|\[?HK|or |oder |(?:Global|Local)\\)(?<!\.(?:exe|dll|bat|cmd|ps1|vbs|txt|lnk|sys|tmp|dat) )"
_MIDDLE = rf"(?:{_SEGMENT}+(?:{BLANK}{_SEGMENT}+|(?!)){{0,4}}+\\++)"
_LAST = rf"(?:{_SEGMENT}(?:{BLANK}{_SEGMENT}){{0,4}}?\.[A-Za-z][A-Za-z0-9]{{1,4}}(?![\w\\])|{_SEGMENT})"
_WINDOWS = re.compile(rf"\\+{_MIDDLE}{{0,30}}{_LAST}")
# Behind the letter of a drive that is no end of a word; from the colon on, since letters are everywhere.
_DRIVE = re.compile(rf":\\(?<=[A-Za-z]:\\)(?<![A-Za-z0-9_\\][A-Za-z]:\\)\\*{_MIDDLE}{{0,30}}{_LAST}")
_VARIABLE = re.compile(r"%(?<!\\%)[A-Za-z()0-9_]{2,30}%(?=\\)")
# The names that Windows itself has for a disk and for a server, as programs that watch it report them.
_DEVICE = re.compile(r"\\Device\\(?:Harddisk(?:Volume)?[0-9]{1,3}|Mup|CdRom[0-9]{1,2})(?=\\)", re.IGNORECASE)
_SERVER = re.compile(r"[\w.-]{1,63}(?:@(?:(?i:SSL)|[0-9]{1,5})){0,2}(?=\\)")  # with what WebDAV adds to it
# No server, but characters as a program writes them, of which others follow: \\x66\\x6f, \\t\\n.
_ESCAPED = re.compile(r"(?:x[0-9A-Fa-f]{2}(?=\\+x)|u[0-9A-Fa-f]{4}(?=\\+u)|[tnrvf](?=\\+[tnrvf]\b))")


def windows_paths(text: str) -> Iterator[Path]:
    """All of a text."""
    yield from _drives(text)
    yield from _behind(text, _VARIABLE, "%")
    yield from _behind(text, _DEVICE, "\\")
    yield from _servers(text)


def _drives(text: str) -> Iterator[Path]:
    return (trimmed_path(text, match.start() - 1, match.end()) for match in _DRIVE.finditer(text))


def _behind(text: str, root: re.Pattern[str], sign: str) -> Iterator[Path]:
    """The paths that begin with what matches this pattern, which begins with the sign."""
    for start in matches(root, sign, text):
        path = _WINDOWS.match(text, start.end())
        if path:
            yield trimmed_path(text, start.start(), path.end())


def _servers(text: str) -> Iterator[Path]:
    at = text.find("\\\\")
    while at >= 0:
        end = at + 2
        server = None if _ESCAPED.match(text, end) else _SERVER.match(text, end)
        if server and not text[at - 1 : at].strip("\"'(<=:,;`\u201c \t\r\n>") and not _DRIVE.match(text, at - 1):
            path = _WINDOWS.match(text, server.end())
            if path:
                end = path.end()
                yield trimmed_path(text, at, end)
        at = text.find("\\\\", end)
