"""Modules of Go, which are called as their repositories are, where Go itself or its files name them with a version."""

import re

from ..text.surroundings import line_start

# What begins their versions, and the same as they stand behind a name: in ``go.mod`` and ``go.sum``, or in a command.
VERSION_STARTS = (" v", " =>", "/go.mod", "@")
_VERSION = re.compile(r"(?: v[0-9]+\.[0-9]+\.[0-9][\w.+-]*|(?= =>)|@(?:v[0-9][\w.+-]*|latest))(?P<more>[^\n]{0,80})")
# Behind it: its checksum, that nothing here asks for it itself, or what replaces it.
_OF_FILE = re.compile(r"(?:/go\.mod)? h1:[A-Za-z0-9+/]{43}=| // indirect| => ")
# Before it in its line: what ``go.mod`` says of one, what Go tells, or a command.
_SAID = re.compile(
    r"(?:(?:\A|\n)[> \t]*(?:require|replace|exclude) |\bgo: (?:\w+ )?|=> "
    r"|\bgo (?:get|install|run|mod (?:download|why|edit))(?: -[\w=.-]+)* )\Z"
)
_BLOCK_MAX = 4000  # characters of a block of ``go.mod`` before a line of it
_LINE = 120  # characters of a line before a name that are looked at


def is_go_module(text: str, start: int, end: int) -> bool:
    """Whether the name that begins here, and ends here but for its version, is that of a module."""
    version = _VERSION.match(text, end)
    if version is None:
        return False
    if _OF_FILE.match(version["more"]) or _SAID.search(text, line_start(text, start, _LINE) - 1, start):
        return True
    block = text.rfind("require (", max(0, start - _BLOCK_MAX), start)
    return block >= 0 and text.find("\n)", block, start) < 0
