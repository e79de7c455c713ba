"""The number of a line that is glued to what stands in it: ``3.evil.com`` below ``2.evil.net``."""

import re

from ..text.surroundings import line_start

_NUMBER = re.compile(r"(?:\A|\n)[ \t>]{0,8}([0-9]{1,3})\.\Z")
_NUMBER_MAX = 16  # characters of it, and of what stands before it in its line
# The number of the line above or below, before something with a dot or the like in it.
_NUMBERED = (
    r"[ \t>]{0,8}([0-9]{1,3})[.)][ \t]?([0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\S)|[\w-]*[A-Za-z][\w-]*(?:[.@]|://)\S*)"
)
_ABOVE, _BELOW = re.compile(_NUMBERED), re.compile(rf"[^\n]{{0,160}}\n{_NUMBERED}")
_LINE = 160  # characters of the line above


def is_item(whole: str, start: int, end: int) -> bool:
    """Whether the number with a dot before this place is that of its line, in a list of such lines.

    The names ``1.evil.com`` and ``2.evil.com`` are no such list.
    """
    number = _NUMBER.search(whole, max(0, start - _NUMBER_MAX), start)
    if number is None:
        return False
    value, line = whole[start:end], number.start()
    below = _BELOW.match(whole, end)
    if below and int(below[1]) == int(number[1]) + 1 and below[2] != value:
        return True
    above = _ABOVE.match(whole, line_start(whole, line, _LINE), line) if line else None
    return above is not None and int(above[1]) == int(number[1]) - 1 and above[2] != value
