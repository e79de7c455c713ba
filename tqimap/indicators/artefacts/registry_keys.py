"""Keys of the Windows registry."""

import re

from ..findings.catch import Catch
from ..text.surroundings import without_trailing
from .trimmed_paths import undoubled
from .windows_paths import BLANK

_KEY_SEGMENT = (  # with a placeholder, and without markup and what stands in no key of Chinese and Japanese
    r"(?:<[\w .-]{1,40}>|[^\\\s\"|;,'`<>\u201c\u201d\u3001\u3002\u300b\u300d\u300f\u3011\uff08\uff09\uff0c\uff1b"
    r"\xab\xbb\u2013-\u2027\u2030-\u205e\u2122\u2190-\u2bff\U0001f000-\U0001faff]++|(?!))++"
)
# Nor is it part of a key where a sentence or a command goes on: "… = C:\x", "… /v Name /d C:\x", "… and bin\x".
_KEY_BLANK = rf"{BLANK}(?<![.:] )(?![=/:-]|[A-Za-z]:|(?:and|with|to|in|by) )"
_KEY = re.compile(
    r"HK(?:EY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|CURRENT_CONFIG|USERS|PERFORMANCE_DATA|DYN_DATA)|LM|CU|CR|CC|U)"
    r"(?:>?:?|:[A-Za-z.]{2,16}(?=\\))"
    rf"(?:\\+{_KEY_SEGMENT}(?:{_KEY_BLANK}{_KEY_SEGMENT}){{0,4}}(?=\\)){{0,30}}\\+{_KEY_SEGMENT}"
)
_ROOT = re.compile(r"\A(HK[A-Z_]+)>?:?\\*")  # <HKCU>\Software, HKCU:\Software and HKCU:Software
# Names with blanks that keys of Windows end with.
_KNOWN_NAMES = re.compile(
    r" (?:(?:Shell )?Folders|File Execution Options|Manager|Settings|Environment|Extensions|Explorer|Helper Objects|NT"
    r"|Server(?: Client)?|Panel|Setup|Processors)(?![\w\\])"
)
_TO_THE_QUOTE = re.compile(r"(?: [\w{}.-]{1,40}){1,3}(?=[\"'`\u201d\u2019\]])")
_QUOTES = frozenset("\"'`\u201c\u2018[")  # and the bracket in files of the registry's editor


def find_keys(catch: Catch, text: str) -> None:
    """All of a text, from the name of their root on."""
    for match in _KEY.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        if before == "_" or (before.isascii() and before.isalnum()):
            continue
        key = without_trailing(match[0] + _more_words(text, start, end))
        value = _ROOT.sub(r"\1\\", key) if ":" in key or ">" in key else key
        if "\\\\" in value:
            value = undoubled(value)
        catch.take("Registry Key", value, (start, start + len(key)), "registry key")


def _more_words(text: str, start: int, end: int) -> str:
    """What follows a blank and belongs to the last name of a key: it is known, or ends where the quote does."""
    known = _KNOWN_NAMES.match(text, end)
    if known:
        return known[0]
    opening = text[max(0, start - 2) : start].removesuffix("-")  # [-HKEY_...] has a key deleted
    rest = _TO_THE_QUOTE.match(text, end) if opening[-1:] in _QUOTES else None
    return rest[0] if rest else ""
