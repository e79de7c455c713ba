"""An exception of our own code, told in one line: it must not cost more than what was being read."""

import traceback
from pathlib import PurePath


def fault(error: Exception) -> str:
    """The exception and where it was raised, as a bug report needs it. Never what it says: that may be mail."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    file = "/".join(PurePath(last.filename).parts[-2:])  # with its folder: others hold modules of the same name
    return f"fault of the reader: {type(error).__name__} in {file}, line {last.lineno}"
