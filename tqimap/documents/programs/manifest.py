"""Manifests of Java's archives (JAR File Specification): what their fields say, but for names of packages.

Those look like hosts (``kotlin.io``), and their lists are cut anywhere into lines of 72 bytes.
"""

import re
from collections.abc import Iterator

from tqimap.documents.decoded_text import blocks, decoded
from tqimap.documents.pieces import Context, Piece

_FOLD = re.compile(r"\r?\n ")
_NAMES = re.compile(
    r"(?:[\w-]*-)?(?:Package|Capability|Class|SymbolicName|Module-Name|Modules|Activator|Name|Title|Id|Digest):.*",
    re.IGNORECASE,
)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The other fields, each in a line of its own again."""
    lines = _FOLD.sub("", decoded(data, context.charset)).splitlines()
    yield from blocks("\n".join(line for line in lines if not _NAMES.fullmatch(line)))
