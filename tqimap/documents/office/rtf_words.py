"""Control words of RTF 1.9.1 that matter for reading: destinations, characters, symbols."""

from enum import Enum, auto


class Kind(Enum):
    """What becomes of the text of a destination."""

    BODY = auto()
    LINE = auto()  # a text of its own: note, header, property
    PAIR = auto()  # likewise, in two groups: a name and what it stands for
    PATH = auto()  # likewise, where it is no mere name: Normal.dot
    FIELD = auto()  # the instruction of a field
    OBJECT = auto()
    PICTURE = auto()
    FONTS = auto()
    SKIPPED = auto()  # tables of styles, numbers, dates: no words of the author


_SKIPPED = (
    "colortbl stylesheet listtable listoverridetable rsidtbl themedata colorschememapping latentstyles xmlnstbl"
    " generator pgdsctbl blipuid panose falt mhtmltag datastore revtbl filetbl wgrffmtfilter levelnumbers leveltext"
    " objtime creatim revtim printim buptim pntxta pntxtb oleclsid passwordhash"
)
_LINES = (
    "header headerl headerr headerf footer footerl footerr footerf footnote annotation atnauthor atnid title subject"
    " author manager company operator category keywords comment doccomm hlinkbase objclass objname linkval"
    " staticval propname bkmkstart shptxt sn sv shprslt nonshppict pntext xe tc txe rxe"
    " deleted"
)

DESTINATIONS = {
    **dict.fromkeys(_SKIPPED.split(), Kind.SKIPPED),
    **dict.fromkeys(_LINES.split(), Kind.LINE),
    "docvar": Kind.PAIR,
    "template": Kind.PATH,
    "fldinst": Kind.FIELD,
    "objdata": Kind.OBJECT,
    "pict": Kind.PICTURE,
    "fonttbl": Kind.FONTS,
}
# Destinations that only frame others, or whose text is part of the text around them.
INLINE = frozenset("field result shpinst sp info userprops shppict htmltag upr ud ftnsep ftnsepc ftncn".split())
CHARACTERS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n", "tab": "\t",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "endash": "–", "emdash": "—", "emspace": " ", "enspace": " ", "qmspace": " ",
    "super": " ", "sub": " ",
}  # fmt: skip
SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
