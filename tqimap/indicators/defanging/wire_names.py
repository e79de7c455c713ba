"""Names as DNS sends them, with the length of each label before it, as rules of Snort, Suricata and YARA look for them:
``|08|evilbank|03|com|00|``, ``\\x08evilbank\\x03com\\x00`` (RFC 1035, 3.1).
"""

import re
from collections.abc import Iterator

from ..text.edits import Edit
from ..text.surroundings import matches

# A length and its label; before the first one there may be other bytes between the same bars.
_LABEL = {
    "|": re.compile(r"\|(?:[0-9a-fA-F]{2} ?){0,24}?([0-3][0-9a-fA-F])\|([\w-]{1,63})"),
    "\\": re.compile(r"\\x([0-3][0-9a-fA-F])([\w-]{1,63})"),
}
_LABELS_MAX = 127


def wire_names(text: str) -> Iterator[Edit]:
    """The edits that write those names with dots; one label alone is none, nor is one of another length."""
    for sign, pattern in _LABEL.items():
        done = 0
        for first in matches(pattern, sign, text):
            if first.start() < done:
                continue
            labels = list(_labels(text, first, pattern))
            done = labels[-1].end() if labels else first.end()
            if len(labels) > 1:
                yield (labels[0].start(), labels[0].start(2), " ")
                yield from ((label.start(), label.start(2), ".") for label in labels[1:])


def _labels(text: str, label: re.Match[str] | None, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for _ in range(_LABELS_MAX):
        if label is None or int(label[1], 16) != len(label[2]):
            return
        yield label
        label = pattern.match(text, label.end())
