"""An exception of our own code, told in one line: it must not cost more than what was being read."""

import os
import traceback


def fault(error: Exception) -> str:
    """The exception and where it was raised, as a bug report needs it. Never what it says: that may be mail."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"fault of the reader: {type(error).__name__} in {os.path.basename(last.filename)}, line {last.lineno}"
