"""Fields of Word and RTF (``HYPERLINK "…"``, ``INCLUDEPICTURE``, ``DDEAUTO``): what they point at.

ECMA-376, part 1, 17.16; the instruction is kept apart from the visible result, or the two would fuse into one word.
"""

import re
from collections.abc import Iterator

from tqimap.documents.decoded_text import character
from tqimap.documents.pieces import Link, Text

MAX_INSTRUCTION = 65_536  # characters; Word itself takes a few thousand

_EXTERNAL = re.compile(r"(?:[a-z][a-z0-9+.\-]{1,30}:[\\/]{2}|mailto:|tel:|www\.|\\\\[\w.@]|//[\w.@])", re.I)
_ARGUMENT = re.compile(r'["“”]([^"“”]*)["“”]|(\S+)')
_POINTING = re.compile(r"\s*(?:HYPERLINK|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|RD|DDE|DDEAUTO)\b", re.I)
_PLACE = re.compile(
    r"HYPERLINK\s{1,8}[\"“”]([^\"“”]{1,8000})[\"“”].{0,4000}?\s\\l\s{1,8}[\"“”]([^\"“”]{1,2000})[\"“”]", re.I | re.S
)
_QUOTE = re.compile(r"\s*QUOTE((?:\s+\d{1,6})+)\s*$", re.I)


def is_external(value: str) -> bool:
    """Whether an attribute or argument names something outside of the document: a URL, a share, an address."""
    return bool(_EXTERNAL.match(value.lstrip()[:40]))


def pieces_of(instruction: str, spot: str = "") -> Iterator[Text | Link]:
    """The targets of one field as links, and the instruction itself as text: DDE commands are in no URL."""
    instruction = _with_place(unquoted(instruction[:MAX_INSTRUCTION]).strip())
    if not instruction:
        return
    place = f"{spot} field".lstrip()
    yield Text(instruction, place)
    if _POINTING.match(instruction):
        for target in targets(instruction):
            yield Link(target, place)


def targets(instruction: str) -> Iterator[str]:
    """The external arguments; Word doubles every backslash."""
    for quoted, bare in _ARGUMENT.findall(instruction):
        target = (quoted or bare).replace("\\\\", "\\").strip()
        if is_external(target):
            yield target


def _with_place(instruction: str) -> str:
    """``instruction`` with the place where it leads behind the address, as browsers write it."""
    found = _PLACE.match(instruction)
    if not found or "#" in found[1]:
        return instruction
    return f"{instruction[: found.end(1)]}#{found[2]}{instruction[found.end(1) :]}"


def unquoted(instruction: str) -> str:
    """``QUOTE 104 116 116 112`` spelled out: DDE attacks hide their command in numbers."""
    codes = _QUOTE.match(instruction)
    if not codes:
        return instruction
    return "".join(character(int(code)) for code in codes[1].split())
