"""Paths of files, and registry keys.

A path that holds blanks has no visible end. Between two separators up to four words are part of it; behind the last
separator the name runs to its extension, or to the first blank.
"""

import re
from collections.abc import Iterator
from itertools import chain

from ..findings.catch import Catch, Column, Span
from ..hashes.file_hashes import take_hash
from ..links.in_paths import is_in_path
from ..names.addresses import address_fault
from ..names.hosts import host_fault
from ..names.look_alikes import look_alike_in_prose
from ..text.hexadecimal import HASHES
from ..text.prose import is_prose, without_foreign_end, without_sentence
from ..text.surroundings import matches, without_trailing

Path = tuple[Span, str]  # where one stands, and what it is

_SEGMENT = r"[^\\/:*?\"<>|\s,;'`\u201c\u201d]+"
# Where a blank is no part of a path: behind what is a whole file name, and before the next path, variable or mutex.
_BLANK = r" (?![%<]|\[?HK|or |oder |(?:Global|Local)\\)(?<!\.(?:exe|dll|bat|cmd|ps1|vbs|txt|lnk|sys|tmp|dat) )"
_MIDDLE = rf"(?:{_SEGMENT}+(?:{_BLANK}{_SEGMENT}+|(?!)){{0,4}}+\\++)"
_LAST = rf"(?:{_SEGMENT}(?:{_BLANK}{_SEGMENT}){{0,4}}?\.[A-Za-z][A-Za-z0-9]{{1,4}}(?![\w\\])|{_SEGMENT})"
_WINDOWS = re.compile(rf"\\+{_MIDDLE}{{0,30}}{_LAST}")
_SEPARATORS = re.compile(r"\\+")
# Behind the letter of a drive that is no end of a word; from the colon on, since letters are everywhere.
_DRIVE = re.compile(rf":\\(?<=[A-Za-z]:\\)(?<![A-Za-z0-9_\\][A-Za-z]:\\)\\*{_MIDDLE}{{0,30}}{_LAST}")
_KEY_SEGMENT = (  # with a placeholder, and without markup and what stands in no key of Chinese and Japanese
    r"(?:<[\w .-]{1,40}>|[^\\\s\"|;,'`<>\u201c\u201d\u3001\u3002\u300b\u300d\u300f\u3011\uff08\uff09\uff0c\uff1b"
    r"\xab\xbb\u2013-\u2027\u2030-\u205e\u2122\u2190-\u2bff\U0001f000-\U0001faff]++|(?!))++"
)
# Nor is it part of a key where a sentence or a command goes on: "… = C:\x", "… /v Name /d C:\x", "… and bin\x".
_KEY_BLANK = rf"{_BLANK}(?<![.:] )(?![=/:-]|[A-Za-z]:|(?:and|with|to|in|by) )"
_KEY = re.compile(
    r"HK(?:EY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|CURRENT_CONFIG|USERS|PERFORMANCE_DATA|DYN_DATA)|LM|CU|CR|CC|U)"
    r"(?:>?:?|:[A-Za-z.]{2,16}(?=\\))"
    rf"(?:\\+{_KEY_SEGMENT}(?:{_KEY_BLANK}{_KEY_SEGMENT}){{0,4}}(?=\\)){{0,30}}\\+{_KEY_SEGMENT}"
)
_ROOT = re.compile(r"\A(HK[A-Z_]+)>?:?\\*")  # <HKCU>\Software, HKCU:\Software and HKCU:Software
# Names with blanks that keys of Windows end with.
_KNOWN_NAMES = re.compile(
    r" (?:(?:Shell )?Folders|File Execution Options|Manager|Settings|Environment|Extensions|Explorer|Helper Objects|NT"
    r"|Server(?: Client)?|Panel|Setup|Processors)(?![\w\\])"
)
_TO_THE_QUOTE = re.compile(r"(?: [\w{}.-]{1,40}){1,3}(?=[\"'`\u201d\u2019\]])")
_QUOTES = frozenset("\"'`\u201c\u2018[")  # and the bracket in files of the registry's editor
_UNIX = re.compile(
    r"/(?:tmp|etc|usr(?!/(?:share|include)/)|var(?!/lib/dpkg)|home|opt|bin|sbin|dev(?=/shm/)|root|Users|Library|Applications"
    r"|System|private|data|sdcard|proc|mnt|srv|boot|lib|lib64|run|storage)(?:/([\w.+@%~-]+)){1,30}"
)
_HOME = re.compile(r"~/(?:\.[\w.+@%~-]+|[\w.+@%~-]+/[\w.+@%~-]+)(?:/([\w.+@%~-]+)){0,30}")
_VARIABLE = re.compile(r"%(?<!\\%)[A-Za-z()0-9_]{2,30}%(?=\\)")
# The names that Windows itself has for a disk and for a server, as programs that watch it report them.
_DEVICE = re.compile(r"\\Device\\(?:Harddisk(?:Volume)?[0-9]{1,3}|Mup|CdRom[0-9]{1,2})(?=\\)", re.IGNORECASE)
_SERVER = re.compile(r"[\w.-]{1,63}(?:@(?:(?i:SSL)|[0-9]{1,5})){0,2}(?=\\)")  # with what WebDAV adds to it
_SHORTEST_HASH = min(HASHES)


def find_paths(catch: Catch) -> None:
    """Registry keys, then paths of Windows, then those of Unix."""
    text = catch.rest()
    paths: dict[Span, str] = {}
    if "\\" in text:
        if "HK" in text:
            _keys(catch, text)
            text = catch.rest()
        paths.update(_drives(text))
        paths.update(_behind(text, _VARIABLE, "%"))
        paths.update(_behind(text, _DEVICE, "\\"))
        paths.update(_servers(text))
    paths.update(path for path in _unix(text) if not is_in_path(catch, *path[0]))
    column = Column.empty()
    for (start, end), value in sorted(paths.items()):
        column.append(start, end, value)
    catch.take_all("File Path", column, "path")
    for start, end in paths:
        if text.startswith("\\\\", start):
            _take_server(catch, text, start, end)
        if end - start > _SHORTEST_HASH:
            _take_name(catch, text, start, end)


def _take_server(catch: Catch, text: str, start: int, end: int) -> None:
    """The computer that a path is on, where it is given by its address or by a name in the DNS."""
    server = text[start:end].lstrip("\\").partition("\\")[0].partition("@")[0]
    at = text.find(server, start)
    span = (at, at + len(server))
    if not address_fault(server):
        catch.take("IP Address", server, span, "server of a path")
    elif not host_fault(server.lower()) and not look_alike_in_prose(server):
        catch.take("FQDN", server.lower(), span, "server of a path", host=server.lower())


def _take_name(catch: Catch, text: str, start: int, end: int) -> None:
    """The hash by which a file is called."""
    at = max(text.rfind("\\", start, end), text.rfind("/", start, end)) + 1
    take_hash(catch, text[at:end], at)


def _keys(catch: Catch, text: str) -> None:
    for match in _KEY.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        if before == "_" or (before.isascii() and before.isalnum()):
            continue
        key = without_trailing(match[0] + _more_words(text, start, end))
        value = _ROOT.sub(r"\1\\", key) if ":" in key or ">" in key else key
        if "\\\\" in value:
            value = _undoubled(value)
        catch.take("Registry Key", value, (start, start + len(key)), "registry key")


def _more_words(text: str, start: int, end: int) -> str:
    """What follows a blank and belongs to the last name of a key: it is known, or ends where the quote does."""
    known = _KNOWN_NAMES.match(text, end)
    if known:
        return known[0]
    opening = text[max(0, start - 2) : start].removesuffix("-")  # [-HKEY_...] has a key deleted
    rest = _TO_THE_QUOTE.match(text, end) if opening[-1:] in _QUOTES else None
    return rest[0] if rest else ""


def _drives(text: str) -> Iterator[Path]:
    return (_path(text, match.start() - 1, match.end()) for match in _DRIVE.finditer(text))


def _behind(text: str, root: re.Pattern[str], sign: str) -> Iterator[Path]:
    """The paths that begin with what matches this pattern, which begins with the sign."""
    for start in matches(root, sign, text):
        path = _WINDOWS.match(text, start.end())
        if path:
            yield _path(text, start.start(), path.end())


def _servers(text: str) -> Iterator[Path]:
    at = text.find("\\\\")
    while at >= 0:
        end = at + 2
        server = _SERVER.match(text, end)
        if server and not text[at - 1 : at].strip("\"'(<=:,;`\u201c \t\r\n>") and not _DRIVE.match(text, at - 1):
            path = _WINDOWS.match(text, server.end())
            if path:
                end = path.end()
                yield _path(text, at, end)
        at = text.find("\\\\", end)


def _unix(text: str) -> Iterator[Path]:
    for match in chain(matches(_UNIX, "/", text), matches(_HOME, "~", text)):
        start, end = match.span()
        before = text[start - 1 : start]
        if not before.strip("\"'(<=:,;`[\u201c \t\r\n|>") or is_prose(before) or _is_sign(before):
            name = text[match.start(1) : end]
            yield _path(text, start, end - len(name) + len(without_foreign_end(name)))


def _is_sign(before: str) -> bool:
    """Whether a dash, an arrow, a bullet or the like stands before a path, but not what is left out of it."""
    return not (before.isascii() or before.isalnum() or before == "\u2026")


def _path(text: str, start: int, end: int) -> Path:
    path = without_trailing(text[start:end])
    if not path.isascii():
        path = without_sentence(path)
    return (start, start + len(path)), _single(path) if "\\\\" in path else path


def _single(path: str) -> str:
    """Each separator once, but for the two before a server; programs and texts double them."""
    single = _undoubled(path)
    return f"\\{single}" if path.startswith("\\\\") else single


def _undoubled(written: str) -> str:
    return "\\".join(_SEPARATORS.split(written))
