"""Characters that only look like dots, slashes, letters or nothing at all, made plain.

Compatibility forms are folded as Unicode does it (UAX #15, NFKC), where one ASCII character comes of one character;
so nothing that is a letter of some language is touched, and look-alikes from other scripts stay what they are.
"""

import re
import unicodedata
from functools import cache, lru_cache

from .. import caches
from .edits import Edited

# Shown as nothing: soft hyphen, combining grapheme joiner, zero-width, word joiner, byte order mark, direction marks.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
# Stand-ins for the signs of a URL: whoever writes them keeps a value from being a link.
_SIGNS = {
    **dict.fromkeys(
        "\u3002\uff61\uff0e\u2024\ufe52\ua4f8\u0701\u0702\u00b7\u2022\u2027\u2219\u22c5\u30fb\u06d4\u2e33\u2e31\u25cf",
        ".",
    ),
    **dict.fromkeys("\u2044\u2215\u29f8\u2571\u27cb\uff0f", "/"),
    **dict.fromkeys("\u2236\ua789\u02d0\u0589\u205a\ufe30\ufe55\uff1a", ":"),
    **dict.fromkeys("\uff20\ufe6b", "@"),
}
_SPACES = "\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_FOOTNOTES = "\u00b9\u00b2\u00b3" + "".join(map(chr, range(0x2070, 0x207A)))  # superscript digits end a value
_SAME_LENGTH = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys("\u0085\u2028\u2029", "\n"),
    **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63", "-"),
    **dict.fromkeys(_FOOTNOTES, " "),
    **dict.fromkeys("\u2216\u29f5\u29f9\uff3c", "\\"),
}
# Blocks that hold other shapes of ASCII: subscripts, letter-like, enclosed, small and full-width forms,
# mathematical letters and digits.
_SHAPES = "\u207a-\u209c\u2100-\u213a\u2460-\u24ea\ufe50-\ufe6b\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f130-\U0001f149"
# Two or three letters in one character, as texts out of PDF files hold them.
_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
# Those that end a clause in Chinese and Japanese, and a value with it, but for the first sign of a query.
_STOPS = frozenset("\uff01\uff0c\uff1b\uff1f")
_QUERY = re.compile(r"\uff1f(?=[\w-]{1,32}=)")
_OPENING, _CLOSING = "\u3008\u300a\u300c\u300e\u3010\u3014\u3016", "\u3009\u300b\u300d\u300f\u3011\u3015\u3017"
_OF_OTHER_LENGTH = f"{_INVISIBLE}{_OPENING}{''.join(_LIGATURES)}{''.join(_SIGNS)}"
_ODD = re.compile(f"[{_OF_OTHER_LENGTH}{''.join(map(re.escape, _SAME_LENGTH))}{_SHAPES}]")
# A sign counts between the pieces of a value; two colons may stand side by side in an IPv6 address.
_COLONS = "".join(sign for sign, meant in _SIGNS.items() if meant == ":")
_CLASS_OF_SIGNS = f"[{''.join(_SIGNS)}]"
# Behind a small letter it is the next of a list, or the first of a sentence: Windows\u30fbAndroid.
_NEXT_WORD = rf"(?<=[a-z].)[A-Z](?:[a-z]{{3,20}}|(?<=[\u3002\uff61].)[A-Z0-9]{{1,7}})(?![\w-]|{_CLASS_OF_SIGNS})"
# In Japanese a sentence ends with these letters, before the next one without a blank; Catalan writes a long l so.
_OF_WORDS = r"(?<=[\u3040-\u309f][\u3002\uff61])(?!(?:com|net|org|jp)(?![\w-]))|(?<=[lL]\u00b7)[lL]"
_NEXT_ADDRESS = r"(?<=[a-z].)[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w.])"
# By the first character; of what is not here it is nothing.
_MEANT = {**_SIGNS, **dict.fromkeys(_OPENING, ".")}
_NOTHING = re.compile(f"[{_INVISIBLE}]")  # without those, the text is cut at these in half of the time
# Full-width brackets fence a remark in Chinese and Japanese; only round a mark do they stand for the ASCII ones.
_BRACKETS = frozenset("\uff08\uff09")
_FENCED_MARK = re.compile(
    "[(\uff08](?: ?(?:[.:@/\u3002\uff0e\uff1a\uff20\uff0f\u70b9]|://|(?i:dot|at)) ?)[)\uff09]"
    "|\uff08(?=[.\u3002\uff0e]\\w)|(?<=\\w[.\u3002\uff0e])\uff09(?=\\w)"
)
_TO_ASCII = str.maketrans("\uff08\uff09", "()")
_ASCII = bytes(range(128))
# What all odd characters but those of Latin-1 begin with in UTF-8: none of most alphabets does, nor one of Hangul.
_LEADS = tuple(bytes([lead]) for lead in b"\xcb\xcd\xd6\xd8\xdb\xdc\xe1\xe2\xe3\xea\xef\xf0")
_IN_LATIN = "\x85\xad\xb2\xb3\xb7\xb9"
_LOST = "\ufffd"  # texts in another charset than they were read in are full of it
_FEW = 8  # kinds of characters that are replaced one after the other; above it one slow pass is faster


def made_plain(text: str) -> Edited:
    """A text that is not of ASCII alone, with plain characters in place of what stands for them."""
    odd = _odd_characters(text)
    if not _BRACKETS.isdisjoint(odd):
        text = _FENCED_MARK.sub(lambda mark: mark[0].translate(_TO_ASCII), text)
        odd -= _BRACKETS
    if not _STOPS.isdisjoint(odd):
        text = _QUERY.sub("?", text)
        odd -= _STOPS
    plain = {character: _plain(character) for character in odd if character not in _SIGNS}
    same_length = {character: new for character, new in plain.items() if len(new) == 1 and new != character}
    text = _replaced(text, same_length)
    if len(same_length) == len(odd):
        return Edited(text)
    if _MEANT.keys().isdisjoint(odd) and _LIGATURES.keys().isdisjoint(odd):
        return Edited.joined(_NOTHING.split(text), 1, "")
    return Edited.cut(text, _changes_length(), _meant)


@cache
def _changes_length() -> re.Pattern[str]:
    """A pattern for all that does; made when it is first needed, since it takes two milliseconds.

    One class of characters for all, and then by which of them it is: five times as fast as an alternative for each.
    """
    return re.compile(
        f"([{_OF_OTHER_LENGTH}](?:(?<=[{_INVISIBLE}])[{_INVISIBLE}]*"
        f"|(?<=[{''.join(_LIGATURES)}])[{''.join(_LIGATURES)}]*"
        rf"|(?<={_CLASS_OF_SIGNS})(?<=[\w/:\[\](){{}}{_COLONS}].)(?=[A-Za-z0-9/:\[\](){{}}{_COLONS}])(?!{_NEXT_WORD}|{_NEXT_ADDRESS}|{_OF_WORDS}|h[tx]{{2}}ps?:)"
        rf"|(?<=[{_OPENING}])(?<=\w.)[.\u3002\uff0e\u70b9][{_CLOSING}](?=\w)))"
    )


def _meant(odd: str) -> str:
    return "".join(map(_LIGATURES.__getitem__, odd)) if odd[0] in _LIGATURES else _MEANT.get(odd[0], "")


def _odd_characters(text: str) -> set[str]:
    """Those of a text that is not ASCII alone; bytes are searched ten times as fast as characters are looked at."""
    encoded = text.replace(_LOST, "?").encode("utf-8", "surrogatepass")
    if not any(lead in encoded for lead in _LEADS):
        return {character for character in _IN_LATIN if character in text}
    return set(_ODD.findall(encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")))


def _replaced(text: str, characters: dict[str, str]) -> str:
    if len(characters) > _FEW:
        return text.translate({ord(old): new for old, new in characters.items()})
    for old, new in characters.items():
        text = text.replace(old, new)
    return text


@lru_cache(maxsize=caches.WORDS)
def _plain(odd: str) -> str:
    if odd in _SAME_LENGTH:
        return _SAME_LENGTH[odd]
    folded = unicodedata.normalize("NFKC", odd)
    if len(folded) == 1 and folded.isascii():
        return folded
    return "" if unicodedata.category(odd) in ("Cf", "Mn") else odd
