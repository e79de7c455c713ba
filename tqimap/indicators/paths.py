"""Paths of files, and registry keys.

A path that holds blanks has no visible end. Between two separators up to four words are part of it; behind the last
separator the name runs to its extension, or to the first blank.
"""

import re
from collections.abc import Iterator

from .catch import Catch, Column, Span
from .surroundings import matches

Path = tuple[Span, str]  # where one stands, and what it is

_SEGMENT = r"[^\\/:*?\"<>|\s,;'`\u201c\u201d]+"
# Where a blank is no part of a path: behind what is a whole file name, and before the next path or variable.
_BLANK = r" (?![%<]|HK)(?<!\.(?:exe|dll|bat|cmd|ps1|vbs|txt|lnk|sys|tmp|dat) )"
_MIDDLE = rf"(?:{_SEGMENT}+(?:{_BLANK}{_SEGMENT}+){{0,4}}+\\++)"
_LAST = rf"(?:{_SEGMENT}(?:{_BLANK}{_SEGMENT}){{0,4}}?\.[A-Za-z][A-Za-z0-9]{{1,4}}(?![\w\\])|{_SEGMENT})"
_WINDOWS = re.compile(rf"\\+{_MIDDLE}{{0,30}}{_LAST}")
# Behind the letter of a drive that is no end of a word; from the colon on, since letters are everywhere.
_DRIVE = re.compile(rf":\\(?<=[A-Za-z]:\\)(?<![\w\\][A-Za-z]:\\)\\*{_MIDDLE}{{0,30}}{_LAST}")
_KEY_SEGMENT = r"(?:<[\w .-]{1,40}>|[^\\\s\"|;,'`\u201c\u201d]+)"
_KEY = re.compile(
    r"HK(?:EY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|CURRENT_CONFIG|USERS|PERFORMANCE_DATA|DYN_DATA)|LM|CU|CR|CC|U)>?:?"
    rf"(?:\\+{_KEY_SEGMENT}(?:{_BLANK}{_KEY_SEGMENT}){{0,4}}(?=\\)){{0,30}}\\+{_KEY_SEGMENT}"
)
_ABBREVIATED = re.compile(r"\A(HK[A-Z_]+)>")  # <HKCU>\Software
# Names with blanks that keys of Windows end with.
_KNOWN_NAMES = re.compile(
    r" (?:(?:Shell )?Folders|File Execution Options|Manager|Settings|Environment|Extensions|Explorer|Helper Objects|NT"
    r"|Server(?: Client)?|Panel|Setup|Processors)(?![\w\\])"
)
_TO_THE_QUOTE = re.compile(r"(?: [\w{}.-]{1,40}){1,3}(?=[\"'`\u201d\u2019])")
_QUOTES = frozenset("\"'`\u201c\u2018")
_UNIX = re.compile(
    r"/(?:tmp|etc|usr(?!/(?:share|include)/)|var(?!/lib/dpkg)|home|opt|bin|sbin|dev(?=/shm/)|root|Users|Library|Applications"
    r"|System|private|data|sdcard|proc|mnt|srv|boot|lib|lib64|run|storage)(?:/[\w.+@%~-]+){1,30}"
)
_VARIABLE = re.compile(r"%[A-Za-z()0-9_]{2,30}%(?=\\)")
_SERVER = re.compile(r"[\w.-]{1,63}(?=\\)")
_TRAILING = ".,;:!?)]}*'\""


def find_paths(catch: Catch) -> None:
    """Registry keys, then paths of Windows, then those of Unix."""
    text = catch.rest()
    paths: dict[Span, str] = {}
    if "\\" in text:
        if "HK" in text:
            _keys(catch, text)
            text = catch.rest()
        paths.update(_drives(text))
        paths.update(_variables(text))
        paths.update(_servers(text))
    paths.update(_unix(text))
    column = Column.empty()
    for (start, end), value in sorted(paths.items()):
        column.append(start, end, value)
    catch.take_all("File Path", column, "path")


def _keys(catch: Catch, text: str) -> None:
    for match in _KEY.finditer(text):
        start, end = match.span()
        if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            continue
        key = _without_trailing(match[0] + _more_words(text, start, end))
        value = _ABBREVIATED.sub(r"\1", key) if ">" in key else key
        if "\\\\" in value:
            value = re.sub(r"\\+", r"\\", value)
        value = value.replace(":\\", "\\", 1)
        catch.take("Registry Key", value, (start, start + len(key)), "registry key")


def _more_words(text: str, start: int, end: int) -> str:
    """What follows a blank and belongs to the last name of a key: it is known, or ends where the quote does."""
    known = _KNOWN_NAMES.match(text, end)
    if known:
        return known[0]
    rest = _TO_THE_QUOTE.match(text, end) if text[start - 1 : start] in _QUOTES else None
    return rest[0] if rest else ""


def _without_trailing(written: str) -> str:
    """Without the signs of the sentence round it, but with the bracket that closes an identifier in braces."""
    kept = written.rstrip(_TRAILING)
    if kept == written:
        return written
    return f"{kept}}}" if kept.count("{") > kept.count("}") and written[len(kept) :].startswith("}") else kept


def _drives(text: str) -> Iterator[Path]:
    return (_path(text, match.start() - 1, match.end()) for match in _DRIVE.finditer(text))


def _variables(text: str) -> Iterator[Path]:
    for variable in matches(_VARIABLE, "%\\", text):
        path = _WINDOWS.match(text, variable.end())
        if path:
            yield _path(text, variable.start(), path.end())


def _servers(text: str) -> Iterator[Path]:
    at = text.find("\\\\")
    while at >= 0:
        end = at + 2
        server = _SERVER.match(text, end)
        if server and not text[at - 1 : at].strip("\"'(<= "):
            path = _WINDOWS.match(text, server.end())
            if path:
                end = path.end()
                yield _path(text, at, end)
        at = text.find("\\\\", end)


def _unix(text: str) -> Iterator[Path]:
    for match in matches(_UNIX, "/", text):
        start = match.start()
        if not text[start - 1 : start].strip("\"'(<=:,;`[\u201c \t\r\n|>"):
            yield _path(text, start, match.end())


def _path(text: str, start: int, end: int) -> Path:
    path = _without_trailing(text[start:end])
    return (start, start + len(path)), _single(path) if "\\\\" in path else path


def _single(path: str) -> str:
    """Each separator once, but for the two before a server; programs and texts double them."""
    if path.startswith("\\\\"):
        return "\\" + re.sub(r"\\+", r"\\", path)
    return re.sub(r"(?<=.)\\+", r"\\", path)
