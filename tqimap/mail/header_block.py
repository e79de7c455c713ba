"""The lines before a body: fields (RFC 5322, 2.2), also where other lines stand between them.

For the standard library the first line that is no field ends the block, and the attachments are lost with it.
Here it is set aside where real fields follow, and begins the body where none does.
"""

import re
from dataclasses import dataclass

MAX_FIELDS = 20_000  # fields of one block: hundreds are honest; what follows them is set aside as text
MAX_REPAIRED = 10_000  # bytes of a value to which a line is added that should have been folded

# A field with its folded lines, or any other line.
_LINE = re.compile(rb"(?:(?!--)([!-9;-~]++)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)|([^\n]*+))(?:\n|\Z)")
# Fields that no writer quotes in a body, and those that he does ("From: … Subject: …" above a quoted mail).
_STRUCTURAL = (
    rb"content-(?:type|transfer-encoding|disposition|id)|mime-version|received|return-path|message-id|delivered-to|"
    rb"dkim-signature|x-[a-z0-9-]{1,60}"
)
_FIELD = re.compile(rb"(?:\A|\n)(?:" + _STRUCTURAL + rb"|from|to|cc|subject|date|reply-to)[ \t]*:", re.IGNORECASE)
_STRUCTURAL_FIELD = re.compile(rb"(?:\A|\n)(?:" + _STRUCTURAL + rb")[ \t]*:", re.IGNORECASE)
_FOLD = re.compile(rb"\r?\n(?=[ \t])")

RawField = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Block:
    """The raw fields (name, unfolded value) of a block, and how many of its bytes belong to it.

    ``strays`` are the lines among them that are no fields.
    """

    fields: tuple[RawField, ...]
    length: int
    strays: bytes


def read(block: bytes) -> Block:
    """The fields of ``block``, the bytes up to the empty line; what follows ``length`` is already the body."""
    fields: list[RawField] = []
    strays: list[bytes] = []
    last: int | None = None
    for found in _LINE.finditer(block):
        name, value, stray = found.groups()
        if name is not None and len(fields) < MAX_FIELDS:
            fields.append((name.decode("ascii"), _FOLD.sub(b"", value).strip()))
        elif name is not None:
            return Block(tuple(fields), len(block), b"".join([*strays, block[found.start() :]]))
        elif stray and _lacks_fold(fields, stray):
            fields[-1] = (fields[-1][0], fields[-1][1] + b" " + stray.strip())
        elif stray and not stray.startswith((b"From ", b">From ")):
            if last is None:
                last = _last(_STRUCTURAL_FIELD if fields else _FIELD, block)
            if found.start() > last and not stray.startswith(b":"):
                return Block(tuple(fields), found.start(), b"".join(strays))
            strays.append(found.group())
    return Block(tuple(fields), len(block), b"".join(strays))


def _lacks_fold(fields: list[RawField], stray: bytes) -> bool:
    """Whether ``stray`` is a parameter whose line should have begun with a blank."""
    if not fields or stray.startswith(b"--"):
        return False
    value = fields[-1][1]
    return value.endswith(b";") and len(value) < MAX_REPAIRED


def _last(field: re.Pattern[bytes], block: bytes) -> int:
    """Where the last such field begins, -1 where there is none; what follows a delimiter line is of another part."""
    last = -1
    delimiter = block.find(b"\n--")
    for found in field.finditer(block, 0, delimiter if delimiter >= 0 else len(block)):
        last = found.start()
    return last
