"""Addresses in the document type declaration of XML: those of external entities are indicators, and never fetched."""

import re
from collections.abc import Iterator

from tqimap.documents.fields import is_external

MAX_BEFORE = 4096  # characters in which the declaration is looked for, and searched

_DECLARATION = re.compile(r"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*>|\[.*|>)", re.DOTALL)
_PUBLISHED = re.compile(r"""PUBLIC\s*(?:"-//[^"]*"|'-//[^']*')\s*(?:"[^"]*"|'[^']*')""")
_QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'")


def targets(text: str) -> Iterator[str]:
    """What is named in the declaration and is outside of the document, but for types that are published (``-//``)."""
    declared = _DECLARATION.search(text[:MAX_BEFORE])
    for double, single in _QUOTED.findall(_PUBLISHED.sub("", declared[0]) if declared else ""):
        if is_external(double or single):
            yield double or single
