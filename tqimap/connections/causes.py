"""Why an exchange over HTTP failed: what urllib3 wraps around the error that the system gave."""

import re
from collections.abc import Iterator, Sequence

from tqimap.printable import printable

LONGEST = 120  # characters of a cause that are told: it is one part of a line
_PLACE_IN_SOURCE = re.compile(r"_ssl\.c:\d+: | \(_ssl\.c:\d+\)")  # Python's own, in each error of TLS


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """``error`` and what is inside of it: urllib3 keeps it as argument, as attribute or as cause."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        inner = waiting.pop(0)
        if isinstance(inner, BaseException) and id(inner) not in seen:
            seen.add(id(inner))
            yield inner
            attributes = (getattr(inner, "reason", None), getattr(inner, "original_error", None))
            waiting += [*inner.args, *attributes, inner.__cause__, inner.__context__]


def words(found: Sequence[BaseException]) -> str:
    """The words of the innermost of the causes that has some."""
    for cause in reversed(found):
        text = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
        if text and "object at 0x" not in text:
            return printable(_PLACE_IN_SOURCE.sub("", text), LONGEST)
    return printable(type(found[0]).__name__)
