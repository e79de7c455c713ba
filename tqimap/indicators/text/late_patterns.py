"""Patterns that few texts need: all of them take as long to compile as the rest of the engine to load."""

import re
from functools import cache


@cache
def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, compiled when it is first needed."""
    return re.compile(pattern, flags)
