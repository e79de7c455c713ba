"""Paths of files, and registry keys."""

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
from ..text.prose import is_prose, without_foreign_end
from ..text.surroundings import matches
from .trimmed_paths import Path, trimmed_path

_UNIX = re.compile(
    r"/(?:tmp|etc|usr(?!/(?:share|include)/)|var(?!/lib/dpkg)|home|opt|bin|sbin|dev(?=/shm/)|root|Users|Library|Applications"
    r"|System|private|data|sdcard|proc|mnt|srv|boot|lib|lib64|run|storage)(?:/([\w.+@%~-]+)){1,30}"
)
_HOME = re.compile(r"~/(?:\.[\w.+@%~-]+|[\w.+@%~-]+/[\w.+@%~-]+)(?:/([\w.+@%~-]+)){0,30}")
_SHORTEST_HASH = min(HASHES)


def find_paths(catch: Catch) -> None:
    """Registry keys, then paths of Windows, then those of Unix."""
    text = catch.rest()
    paths: dict[Span, str] = {}
    if "\\" in text:
        from .windows_paths import windows_paths  # which few texts need

        if "HK" in text:
            from .registry_keys import find_keys

            find_keys(catch, text)
            text = catch.rest()
        paths.update(windows_paths(text))
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


def _unix(text: str) -> Iterator[Path]:
    for match in chain(matches(_UNIX, "/", text), matches(_HOME, "~", text)):
        start, end = match.span()
        before = text[start - 1 : start]
        if not before.strip("\"'(<=:,;`[\u201c \t\r\n|>") or is_prose(before) or _is_sign(before):
            name = text[match.start(1) : end]
            yield trimmed_path(text, start, end - len(name) + len(without_foreign_end(name)))


def _is_sign(before: str) -> bool:
    """Whether a dash, an arrow, a bullet or the like stands before a path, but not what is left out of it."""
    return not (before.isascii() or before.isalnum() or before == "\u2026")
