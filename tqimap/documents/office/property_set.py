"""Properties of an old Office document: title, author, comments and custom ones (MS-OLEPS), in their code page."""

import struct
from collections.abc import Iterator

from tqimap.documents import carve, code_pages

NAMES = frozenset({"\x05summaryinformation", "\x05documentsummaryinformation"})
MAX_PROPERTIES = 2000  # of one section; Office writes some twenty
MIN_CHARACTERS = 5  # of a string in what is not taken apart; shorter ones are chance

_SHORT, _NARROW, _WIDE = 0x02, 0x1E, 0x1F  # MS-OLEPS 2.15
_CODE_PAGE = 1  # the property that tells it (MS-OLEPS 2.18.2)
_SUMMARY = bytes.fromhex("E0859FF2F94F6810AB9108002B27B3D9")
_WITHOUT_WORDS = {7, 18}  # template and program, of which one looks like a host's name (MS-OLEPS 3.1.2)


def strings(data: bytes) -> Iterator[str]:
    """Every string of every section; whatever is no string is searched for some."""
    try:
        count = struct.unpack_from("<I", data, 24)[0]
        for index in range(min(count, 2)):  # there are one or two
            identifier, offset = struct.unpack_from("<16sI", data, 28 + 20 * index)
            yield from _section(data[offset:], _WITHOUT_WORDS if identifier == _SUMMARY else set())
    except struct.error:
        yield from carve.strings(data, MIN_CHARACTERS)


def _section(section: bytes, ignored: set[int]) -> Iterator[str]:
    size, count = struct.unpack_from("<II", section)
    section = section[:size]
    places = [struct.unpack_from("<II", section, 8 + 8 * index) for index in range(min(count, MAX_PROPERTIES))]
    ends = sorted(offset for _, offset in places)
    code_page = next(
        (_code_page(section[offset:]) for number, offset in places if number == _CODE_PAGE), code_pages.FALLBACK
    )
    for number, offset in places:
        if number not in ignored:
            end = next((other for other in ends if other > offset), len(section))
            yield from _value(section[offset:end], code_page)


def _code_page(value: bytes) -> str:
    kind, number = struct.unpack_from("<IH", value)
    return code_pages.codec(number) if kind == _SHORT else code_pages.FALLBACK


def _value(value: bytes, code_page: str) -> Iterator[str]:
    kind, size = struct.unpack_from("<II", value) if len(value) >= 8 else (0, 0)
    if kind == _NARROW:
        yield value[8 : 8 + size].decode(code_page, "replace").rstrip("\0")
    elif kind == _WIDE:
        yield value[8 : 8 + 2 * size].decode("utf-16-le", "replace").rstrip("\0")
    else:
        yield from carve.strings(value, MIN_CHARACTERS)
