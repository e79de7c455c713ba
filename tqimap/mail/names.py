"""File names that strangers chose, made fit to be shown and to be used on a disk."""

import re
import unicodedata

MAX_BYTES = 200  # of UTF-8: file systems take 255, and a suffix against collisions must fit, too
MAX_EXTENSION = 20  # bytes: what is longer behind the last dot is no extension

_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]+')
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, bidi, surrogate, private, unassigned, line separators


def safe_name(name: str, fallback: str) -> str:
    """``name`` without separators, unseen characters and leading dots, at most 200 bytes with its extension kept.

    Letters of every script stay. Where nothing is left it is ``fallback``.
    """
    text = unicodedata.normalize("NFC", "".join(map(_seen, name[:4096])))
    text = " ".join(_FORBIDDEN.sub("_", text).split()).lstrip(". ").rstrip(". ")
    return _cut(text) if text.strip("_") else fallback


def _seen(character: str) -> str:
    if character.isascii():
        return " " if character in "\t\r\n" else character
    return "" if unicodedata.category(character) in _UNSEEN else character


def _cut(text: str) -> str:
    if len(text.encode()) <= MAX_BYTES:
        return text
    stem, dot, extension = text.rpartition(".")
    if not stem or len(extension.encode()) > MAX_EXTENSION:
        stem, dot, extension = text, "", ""
    room = MAX_BYTES - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + dot + extension
