"""A text in plain characters, whatever stands for them in it."""

from .edits import Edited

_NO_BREAK_SPACE = "\u00a0"  # text from HTML is full of it: it goes first, and what is left is often plain


def fold(text: str) -> Edited:
    """The text with plain characters in place of what stands for them."""
    text = text.replace(_NO_BREAK_SPACE, " ")
    if text.isascii():
        return Edited(text)
    from .stand_ins import made_plain  # which much mail does not need

    return made_plain(text)
