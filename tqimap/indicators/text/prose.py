"""Prose in scripts that are written without blanks: a name in Latin letters ends where their letters begin."""

import re
from collections.abc import Iterator

from .late_patterns import late

NO_BLANKS = "\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
# A class of all those letters takes two milliseconds, and few texts hold one.
_PROSE = f"[{NO_BLANKS}]"
_BETWEEN = rf"(?<=[a-zA-Z0-9]){_PROSE}++(?=[a-zA-Z0-9][\w-]{{0,62}}\.)"
# Before what begins a name, or behind its end.
_BESIDE = rf"{_PROSE}[a-zA-Z0-9]|[a-zA-Z0-9]{_PROSE}[^.]*\Z"
_END = rf"(?<=[a-zA-Z0-9]){_PROSE}.*\Z"
_BEHIND_FILE = rf"(\.[a-zA-Z][a-zA-Z0-9]{{1,4}}){_PROSE}.*\Z"
_BEGINNING = rf"\A.*{_PROSE}(?=[a-zA-Z0-9])"


def between_names(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The prose between the last label of a name and the first of another."""
    return late(_BETWEEN).finditer(text, start, end)


def is_in_prose(word: str) -> bool:
    """Whether prose runs up to a name in a word, or on behind it."""
    return not word.isascii() and late(_BESIDE).search(word) is not None


def is_prose(character: str) -> bool:
    """Whether this is a letter of such a script."""
    return not character.isascii() and late(_PROSE).match(character) is not None


def without_foreign_end(label: str) -> str:
    """A label without the prose that runs on behind it without a blank."""
    return label if label.isascii() else late(_END).sub("", label)


def without_foreign_beginning(label: str) -> str:
    """A label without the prose that runs up to it without a blank."""
    return label if label.isascii() else late(_BEGINNING).sub("", label)


def without_sentence(path: str) -> str:
    """A path without the prose that runs on behind the ending of its file without a blank."""
    name = max(path.rfind("\\"), path.rfind("/")) + 1  # alone, so that no other is gone through again and again
    return path[:name] + late(_BEHIND_FILE).sub(r"\1", path[name:])
