"""Bytes to text by their label, as browsers and mail programs read the labels that mail really carries."""

import codecs
import re
from functools import lru_cache

# Labels that the standard library does not know, or knows as a smaller set than senders mean by them (WHATWG Encoding
# Standard, 4.2: latin-1 is windows-1252, gb2312 is gb18030 …). The rest is from real mail.
_ALIASES = {
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "iso88599": "cp1254",
    "latin5": "cp1254",
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "gb2312charset": "gb18030",
    "chinesegb": "gb18030",
    "euccn": "gb18030",
    "chinesebig5": "big5hkscs",
    "big5": "big5hkscs",
    "xxbig5": "big5hkscs",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "euckr": "cp949",
    "xwindows949": "cp949",
    "windows949": "cp949",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "windows31j": "cp932",
    "iso2022jp": "iso2022_jp_3",
    "tis620": "cp874",
    "iso885911": "cp874",
    "windows874": "cp874",
    "xmaccyrillic": "mac_cyrillic",
    "xmacroman": "mac_roman",
    "macintosh": "mac_roman",
    "xeucjp": "euc_jp",
    "iso88598i": "iso8859_8",
    "iso88598e": "iso8859_8",
    "unicode11utf7": "utf_7",
    "unicode11utf8": "utf_8",
    "xunicode20utf8": "utf_8",
    "xutf8": "utf_8",
}
# Codecs of the standard library that are no charset of a mail, slow on long input, or only there to raise; and ASCII,
# which says nothing of the 8-bit bytes that stand in such a text.
_NO_CHARSETS = frozenset(
    ["ascii", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"]
)
_BOMS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32_le"),
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)
_LABEL = re.compile(r"[a-z0-9][a-z0-9._:+-]*")
_DAMAGED = 0.02  # share of unreadable characters past which the label was wrong, not the text damaged


def decode(data: bytes, declared: str = "") -> str:
    """``data`` as text: by its byte order mark, else by the ``declared`` charset, else UTF-8, else windows-1252."""
    marked = bom(data)
    if marked:
        return data[len(marked[0]) :].decode(marked[1], "replace")
    codec = lookup(declared)
    if codec.startswith(("utf_16", "utf_32")):
        return _wide(data, codec)
    if data.isascii() and b"\x1b" not in data and b"+" not in data and b"~" not in data:
        return data.decode("ascii")
    return _by_label(data, codec) if codec else undeclared(data)


def decode_field(data: bytes, declared: str) -> str:
    """8-bit bytes of a header field (RFC 6532 wants UTF-8): else by the charset ``declared`` for the body."""
    if b"\x1b$" in data:
        return undeclared(data)
    try:
        return data.decode("utf-8")
    except ValueError:
        return decode(data, declared)


def undeclared(data: bytes) -> str:
    """Text that says nothing of its charset: UTF-8, ISO-2022-JP by its escapes, else windows-1252."""
    if b"\x1b$" in data:
        return data.decode("iso2022_jp_3", "replace")
    return _by_label(data, "utf_8")


def bom(data: bytes) -> tuple[bytes, str] | None:
    """The byte order mark at the beginning of ``data`` and its codec."""
    return next((pair for pair in _BOMS if data.startswith(pair[0])), None)


@lru_cache(maxsize=256)  # labels, of which all mail together has some dozens
def lookup(label: str) -> str:
    """The name of the codec for a charset label, as ``codecs`` normalises it; empty where there is none."""
    found = _LABEL.search(label.strip().lower())
    if not found or len(found.group()) > 40:
        return ""
    key = re.sub(r"[^a-z0-9]", "", found.group())
    try:
        codec = codecs.lookup(_ALIASES.get(key, found.group()))
    except (LookupError, ValueError):
        return ""
    name = _ALIASES.get(re.sub(r"[^a-z0-9]", "", codec.name), codec.name).replace("-", "_")
    return name if codec._is_text_encoding and name not in _NO_CHARSETS else ""


def _by_label(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except ValueError:
        text = data.decode(codec, "replace")
    if text.count("\ufffd") <= len(text) * _DAMAGED:
        return text
    return data.decode("cp1252", "replace") if codec in ("utf_8", "cp1252") else undeclared(data)


def _wide(data: bytes, codec: str) -> str:
    """UTF-16 and UTF-32 without a mark: big-endian (RFC 2781, 4.3) unless the zeros say otherwise."""
    if codec in ("utf_16", "utf_32"):
        codec += "_le" if data[1::2].count(0) > data[::2].count(0) else "_be"
    return data.decode(codec, "replace")
