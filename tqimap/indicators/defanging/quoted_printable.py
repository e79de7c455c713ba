"""The source of a mail pasted into a text: what was sent as quoted-printable (RFC 2045, 6.7) made plain again.

So it stands in reports of abuse, and in mail that was forwarded by somebody who looked at its source. Every equals sign
is escaped in it: where one is not, the text is something else.
"""

from collections.abc import Iterator

from ..text.edits import Edit

_CODES = {f"{code:02X}": chr(code) if 32 <= code < 127 else "" for code in range(256)}
_BROKEN_AT = 57  # characters at least of a line that was broken
_LINE_MAX = 84  # characters of it, with the signs of a quotation before it
_QUOTATION, _QUOTATION_MAX = "> ", 8


def plain_again(text: str) -> Iterator[Edit]:
    """The edits that undo the escapes, of ASCII alone, and join the lines."""
    run = _Run(text)
    at = text.find("=")
    while at >= 0:
        behind = text[at + 1 : at + 3]
        if behind in _CODES:
            run.escapes.append((at, at + 3, _CODES[behind]))
        elif behind[:1] == "\n" or behind == "\r\n":
            run.breaks.append(at)
        elif run.escapes or run.breaks:
            yield from run.edits(at)
            run = _Run(text)
        at = text.find("=", at + 1)  # one character is found much faster than three
    yield from run.edits(len(text))


class _Run:
    """A piece of a text in which every equals sign is escaped."""

    __slots__ = ("_text", "breaks", "escapes")

    def __init__(self, text: str) -> None:
        self._text = text
        self.escapes: list[Edit] = []
        self.breaks: list[int] = []  # where lines were broken

    def edits(self, end: int) -> Iterator[Edit]:
        """Those that make it plain; outside of the broken lines, where it may have run into other text, few of them."""
        text = self._text
        if not (self.breaks and any(map(self._is_long, self.breaks)) and any(new == "=" for *_, new in self.escapes)):
            return
        joined = list(map(self._joined, self.breaks))
        first, last = joined[0][0] - _LINE_MAX, text.find("\n", joined[-1][1], end)
        if last < 0:
            if end < len(text):  # the line behind a break has an equals sign that is not escaped
                return
            last = end
        yield from joined
        for edit in self.escapes:
            if edit[2] == "=" or (edit[2] and first <= edit[0] < last):
                yield edit

    def _is_long(self, at: int) -> bool:
        """Whether the line that was broken here had to be."""
        return self._text.rfind("\n", max(0, at - _BROKEN_AT), at) < 0

    def _joined(self, at: int) -> Edit:
        """Without the break here, and the signs of a quotation before the next line."""
        start = self._text.index("\n", at) + 1
        quotation = self._text[start : start + _QUOTATION_MAX]
        return at, start + len(quotation) - len(quotation.lstrip(_QUOTATION)), ""
