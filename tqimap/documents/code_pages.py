"""Code pages of Windows and the Macintosh under Python's names, by number, language and character set of a font."""

FALLBACK = "cp1252"

_BY_NUMBER = {
    1200: "utf-16-le", 10000: "mac-roman", 10001: "shift-jis", 10006: "mac-greek", 10007: "mac-cyrillic",
    10029: "mac-latin2", 10081: "mac-turkish", 20127: "ascii", 20866: "koi8-r", 20932: "euc-jp", 21866: "koi8-u",
    32768: "mac-roman", 32769: "cp1252", 50220: "iso2022-jp", 50221: "iso2022-jp", 51932: "euc-jp",
    51949: "euc-kr", 54936: "gb18030", 65001: "utf-8",
}  # fmt: skip
# Primary language of a LCID (MS-LCID); all others are Western
_BY_LANGUAGE = {
    0x19: "cp1251", 0x02: "cp1251", 0x22: "cp1251", 0x23: "cp1251", 0x2F: "cp1251", 0x3F: "cp1251",
    0x05: "cp1250", 0x0E: "cp1250", 0x15: "cp1250", 0x18: "cp1250", 0x1A: "cp1250", 0x1B: "cp1250",
    0x1C: "cp1250", 0x24: "cp1250", 0x08: "cp1253", 0x1F: "cp1254", 0x2C: "cp1254", 0x0D: "cp1255",
    0x01: "cp1256", 0x20: "cp1256", 0x29: "cp1256", 0x25: "cp1257", 0x26: "cp1257", 0x27: "cp1257",
    0x2A: "cp1258", 0x1E: "cp874", 0x11: "cp932", 0x12: "cp949", 0x04: "cp936",
}  # fmt: skip
_TRADITIONAL_CHINESE = frozenset({0x0404, 0x0C04, 0x1404})
# Character set of a font (MS-WMF 2.1.1.5)
BY_FONT = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


def codec(number: int) -> str:
    """Python's name for a numbered code page; Western where it has none."""
    name = _BY_NUMBER.get(number, f"cp{number}")
    if 28591 <= number <= 28606:
        name = f"iso8859-{number - 28590}"
    try:
        "".encode(name)
    except LookupError:
        return FALLBACK
    return name


def of_language(lcid: int) -> str:
    """The code page a language is written in; empty for a Western one."""
    if lcid in _TRADITIONAL_CHINESE:
        return "cp950"
    return _BY_LANGUAGE.get(lcid & 0x3FF, "")
