"""A path without what stands round it in a sentence, and with each of its separators once."""

import re

from ..findings.catch import Span
from ..text.prose import without_sentence
from ..text.surroundings import without_trailing

Path = tuple[Span, str]  # where one stands, and what it is

_SEPARATORS = re.compile(r"\\+")


def trimmed_path(text: str, start: int, end: int) -> Path:
    """The path that begins here and ends there, or before."""
    path = without_trailing(text[start:end])
    if not path.isascii():
        path = without_sentence(path)
    return (start, start + len(path)), _single(path) if "\\\\" in path else path


def _single(path: str) -> str:
    """Each separator once, but for the two before a server; programs and texts double them."""
    single = undoubled(path)
    return f"\\{single}" if path.startswith("\\\\") else single


def undoubled(written: str) -> str:
    """With one separator where programs and texts doubled it."""
    return "\\".join(_SEPARATORS.split(written))
