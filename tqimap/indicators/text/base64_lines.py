"""Lines of base64, in the source of a mail, a certificate or a key, and of hexadecimal digits, in a font in PostScript:
no value stands in them, and they are many.

They are taken out before anything is looked for; what they encode is read by those who know what it is.
"""

import re
from collections.abc import Iterator
from itertools import repeat

from .edits import Edit

# As MIME, PEM and OpenPGP break it (RFC 2045, 6.8; RFC 7468, 2; RFC 9580, 6). Each line has capitals and small letters
# beyond those of hexadecimal digits: hashes, those of TLSH too, and addresses in Bech32 have not.
_LINE = r"(?=[a-z0-9A-F+/]{0,75}+[G-Z])(?=[A-Z0-9a-f+/]{0,75}+[g-z])[A-Za-z0-9+/]{60,76}\r?\n"
_FEWEST = 24  # lines: a URL in angle brackets that was broken may have twenty of the same signs
_BLOCK = re.compile(rf"\n((?:{_LINE}|(?!)){{{_FEWEST},}}+)")
# Such a block holds one of the places that are so far apart, and so many characters behind it: a whole line at least.
_APART = 1024
_INSIDE = re.compile(r"(?=[a-z0-9A-F+/\r\n]{0,155}+[G-Z])(?=[A-Z0-9a-f+/\r\n]{0,155}+[g-z])[A-Za-z0-9+/\r\n]{156}")
_FONT_BEGINS = "currentfile eexec"  # Adobe Type 1 Font Format, 7
_FONT = re.compile(rf"{_FONT_BEGINS}((?:\s+[0-9A-Fa-f]+|(?!))++)")


def without_encoded(text: str) -> Iterator[Edit]:
    """The edits that take out fonts, and blocks of base64 in which all lines but the last have the same length."""
    if _FONT_BEGINS in text:
        for font in _FONT.finditer(text):
            yield (*font.span(1), "\n")
    if any(map(_INSIDE.match, repeat(text), range(0, len(text), _APART))):
        for block in _BLOCK.finditer(text):
            if len(set(map(len, block[1].splitlines()[:-1]))) == 1:
                yield (*block.span(1), "\n")
