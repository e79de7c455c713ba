"""Names in the debug log of Windows' DNS server, with the length of each label before it: ``(3)www(4)evil(3)com(0)``.

Such a log is known by its lines, which name the client first: a search for the names alone would cost every text one.
"""

import re
from collections.abc import Iterator

from ..findings.catch import Catch
from ..names.hosts import host_fault
from ..text.surroundings import matches

# Behind the client: the identifier of the message, whether it is an answer, and of what kind it is.
BEHIND_CLIENT = re.compile(r" {1,15}[0-9a-f]{4} [R ] [QNU?] \[")
_LABEL = re.compile(r"\(([1-9][0-9]?)\)([\w-]{1,63})")
_END = "(0)"
_LABELS_MAX = 127


def find_logged_names(catch: Catch) -> None:
    """Each such name, also elsewhere in the text that holds the lines."""
    text, done = catch.rest(), 0
    for first in matches(_LABEL, "(", text):
        start = first.start()
        if start < done:
            continue
        labels = list(_labels(text, first))
        done = labels[-1].end() if labels else first.end()
        name = ".".join(label[2].lower() for label in labels)
        if text.startswith(_END, done) and not host_fault(name):
            catch.take("FQDN", name, (start, done + len(_END)), "name in a log of DNS", host=name)


def _labels(text: str, label: re.Match[str] | None) -> Iterator[re.Match[str]]:
    for _ in range(_LABELS_MAX):
        if label is None or int(label[1]) != len(label[2]):
            return
        yield label
        label = _LABEL.match(text, label.end())
