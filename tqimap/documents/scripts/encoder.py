"""Scripts as Microsoft's Script Encoder (screnc) leaves them: .vbe, .jse, and elements of pages in VBScript.Encode.

Each character is exchanged by one of three tables, whose order repeats after 64 characters. The tables are public.
"""

import re
from collections.abc import Iterator
from itertools import cycle

MARK = "#@~^"
MAX_CHARACTERS = 1 << 20  # of one text; encoded scripts have some ten thousand

_BEGINNING = re.compile(r"#@~\^[A-Za-z0-9+/]{6}==")  # with the length; a sum of the characters stands at the end
_END = re.compile(r"[A-Za-z0-9+/]{6}==\^#~@")
_ESCAPE = re.compile("@([&#*!$])")
_ESCAPED = {"&": "\n", "#": "\r", "*": ">", "!": "<", "$": "@"}
# What the tab and the characters from the blank on stand for.
_ALPHABET = "\t" + "".join(map(chr, range(0x20, 0x80)))
_TABLES = tuple(
    str.maketrans(dict(zip(_ALPHABET, plain, strict=True)) | {sign: sign for sign in "<>@"})
    for plain in (
        "W.GzVBj/&IA42[vrC89pEhqO\tbD#uJ~J^@wJa]\"KoN;LPg*}tT+-,0nkf5%!dMRc?{x)(sY3\x7fmUS|:_eFX1ilZH'\\=$y7`Q 6",
        "n-uR`q^I\\b})6 |z\x7fkc3+hQfv1dTCL:L~LE,*t'7DyY/o&rj9{?8wgSG4x]0#Z[lHUpi.L!$NP\tVs5aKX;W\"mM%(FJ2A=_OBe",
        "{20!)[83=X:5e9\\VsfNEkbYx^}JmqA`AS@B'Hru17MR\"TjGd- \x7f.L]~loytC&v%$+(#A4\t*D?w;UiacPgQIOFh|6pnz/_KZ,W",
    )
)
_ORDER = tuple(map(int, "0120121221210212021200122102122100212120200120210212001220012021"))


def decoded(text: str) -> Iterator[str]:
    """Every encoded script in ``text``, as it was written."""
    text, at = text[:MAX_CHARACTERS], 0
    while (begin := _BEGINNING.search(text, at)) and (end := _END.search(text, begin.end())):
        yield _plain(text[begin.end() : end.start()])
        at = end.end()


def _plain(encoded: str) -> str:
    order = cycle(_ORDER)
    return "".join(
        sign.translate(_TABLES[next(order)]) if sign < "\x80" else sign
        for sign in _ESCAPE.sub(lambda escape: _ESCAPED[escape[1]], encoded)
    )
