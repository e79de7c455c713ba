"""Words at the two edges of a link are two words, also where no blank stands between them.

A reader puts EDGE into its text where a link or field begins or ends, and takes it out of what it has gathered.
Signs go on behind an edge: of ``http://example.com/a`` often only the host is a link.
"""

import re

EDGE = "\x15"  # as Word ends a field in its own files (MS-DOC 2.8.25); ASCII keeps ASCII text small

_BETWEEN_WORDS = re.compile(rf"{EDGE}(?<=[^\W_]{EDGE}){EDGE}*(?=[^\W_])")


def words_apart(text: str) -> str:
    """``text`` without its edges, and with a blank for those that stand between two words."""
    return _BETWEEN_WORDS.sub(" ", text).replace(EDGE, "") if EDGE in text else text
