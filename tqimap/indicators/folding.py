"""Characters that only look like dots, slashes, letters or nothing at all, made plain.

Compatibility forms are folded as Unicode does it (UAX #15, NFKC), where one ASCII character comes of one character;
so nothing that is a letter of some language is touched, and look-alikes from other scripts stay what they are.
"""

import re
import unicodedata
from functools import lru_cache

from .edits import Edit, Edited

# Shown as nothing: soft hyphen, combining grapheme joiner, zero-width, word joiner, byte order mark, direction marks.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
_LOOK_ALIKE = {
    **dict.fromkeys("\u3002\uff61\u2024\ua4f8\ua60e\u0701\u0702", "."),
    **dict.fromkeys("\u2044\u2215\u29f8\u2571\u27cb\u3033", "/"),
    **dict.fromkeys("\u2236\ua789\u02d0\u0589\u205a\ufe30", ":"),
    **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63", "-"),
    **dict.fromkeys("\u2216\u29f5\u29f9", "\\"),
    **dict.fromkeys("\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000".replace("\u2000-\u200a", ""), " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
    **dict.fromkeys("\u0085\u2028\u2029", "\n"),
}
# Blocks that hold other shapes of ASCII: super- and subscripts, letter-like, enclosed, small and full-width forms,
# mathematical letters and digits.
_SHAPES = "\u00b2\u00b3\u00b9\u2070-\u209c\u2100-\u213a\u2460-\u24ea\ufe50-\ufe6b\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f130-\U0001f149"
_ODD = re.compile(
    f"[{_INVISIBLE}]+|[{re.escape(''.join(_LOOK_ALIKE))}{_SHAPES}]|(?<=\\w)[\u00b7\u2022\u2027\u2219\u22c5\u30fb\u00b0](?=\\w)"
)


def fold(text: str) -> Edited:
    """The text with plain characters in place of what stands for them."""
    if text.isascii():
        return Edited(text)
    return Edited(text, (Edit(*match.span(), _plain(match[0])) for match in _ODD.finditer(text)))


@lru_cache(maxsize=4096)
def _plain(odd: str) -> str:
    first = odd[0]
    if first in _LOOK_ALIKE:
        return _LOOK_ALIKE[first]
    folded = unicodedata.normalize("NFKC", first)
    if len(folded) == 1 and folded.isascii():
        return folded
    if first in "\u00b7\u2022\u2027\u2219\u22c5\u30fb\u00b0":
        return "."
    return "" if re.match(f"[{_INVISIBLE}]", first) else first
