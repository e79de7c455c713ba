"""Strings from a mail or a server, made fit for a log line, a terminal or a page.

Whoever writes the mail chooses these strings: a line break forges a log line, a bidi control hides the end
of a file name, a live URL invites a click at 3 a.m.
"""

import re
import unicodedata

LIMIT = 200  # characters: one line on a wide terminal, enough for any honest subject

# Other (control, format, surrogate, private, unassigned), line and paragraph separators.
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_URL = re.compile(r"\b(h)tt(ps?://)([^\s/?#\"'<>]{1,255})|\b(ft)(ps?://)([^\s/?#\"'<>]{1,255})", re.IGNORECASE)

_LIVE_DOT = re.compile(r"\.(?!\])")  # and none that was defanged already


def printable(text: object, limit: int = LIMIT) -> str:
    """``text`` on one line, at most ``limit`` characters, hidden characters escaped, live URLs defanged."""
    head = str(text)[: limit + 1]
    line = defang(head if _is_plain(head) else "".join(map(_shown, head)))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def defang(text: str) -> str:
    """``text`` with each URL made unclickable: ``https://a.b/`` becomes ``hxxps://a[.]b/``."""
    if "://" not in text:
        return text
    return _URL.sub(_defanged, text)


def defanged(value: str) -> str:
    """One value of an indicator, so that no terminal, page or chat makes a link of it."""
    return value.replace("http", "hxxp", 1).replace(".", "[.]").replace("@", "[@]")


def _defanged(match: re.Match[str]) -> str:
    first, rest, host, ftp, ftp_rest, ftp_host = match.groups()
    if ftp:
        return f"fx{ftp_rest}{_LIVE_DOT.sub('[.]', ftp_host)}"
    return f"{first}xx{rest}{_LIVE_DOT.sub('[.]', host)}"


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _shown(character: str) -> str:
    if _is_plain(character):
        return character
    if unicodedata.category(character) in _HIDDEN:
        return _escape(ord(character))
    return character


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
