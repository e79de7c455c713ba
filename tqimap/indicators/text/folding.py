"""A text in plain characters, whatever stands for them in it."""

from .edits import Edited

# In a folded text it stands for a character that decoding has lost: no soft hyphen is left by then, and where nothing
# else is beyond Latin-1 all searches take three quarters of the time. ``with_lost`` brings it back.
_LOST, _STANDS_FOR_LOST = "\ufffd", "\u00ad"
_NO_BREAK_SPACE = "\u00a0"  # text from HTML is full of it: it goes first, and what is left is often plain


def fold(text: str) -> Edited:
    """The text with plain characters in place of what stands for them."""
    text = text.replace(_NO_BREAK_SPACE, " ")
    if text.isascii():
        return Edited(text)
    from .stand_ins import made_plain  # which much mail does not need

    plain = made_plain(text)
    plain.text = plain.text.replace(_LOST, _STANDS_FOR_LOST)
    return plain


def with_lost(values: list[str], folded: str) -> list[str]:
    """Values out of a folded text, as they stood there."""
    if folded.isascii() or _STANDS_FOR_LOST not in folded:
        return values
    return [value.replace(_STANDS_FOR_LOST, _LOST) for value in values]
