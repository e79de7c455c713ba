"""Filters of PDF streams (ISO 32000-1, 7.4): those in which text is kept, with a bound on what comes out."""

import base64
import contextlib
import re
import zlib
from collections.abc import Callable

from tqimap.documents.bounded import Unpacked, cause, inflated, slices, unpack
from tqimap.documents.pdf.strings import BLANK, from_hexadecimal

MAX_FILTERS = 4  # one after another; honest files have two

_FILTER = re.compile(rb"/Filter%b*(\[[^\]]{0,200}\]|/\w{1,20})" % BLANK)
_NAME = re.compile(rb"/(\w{1,20})")


def decode(dictionary: bytes, packed: bytes) -> Unpacked:
    """The stream without its filters; nothing, and a word, where one is not known here (those of images)."""
    unpacked = Unpacked(packed)
    for name in names(dictionary)[:MAX_FILTERS]:
        step = _FILTERS.get(name)
        if step is None:
            return Unpacked(b"", error=f"filter {name.decode('ascii', 'replace')}")
        unpacked = step(unpacked.data)
    return unpacked


def unpacked_size(dictionary: bytes, packed: bytes, limit: int) -> int:
    """How many bytes come out, counted up to just above ``limit``; kept is only what the next filter needs."""
    if names(dictionary)[-1:] not in ([b"FlateDecode"], [b"Fl"]):
        return len(packed)
    earlier = b"/Filter[" + b"".join(b"/" + name for name in names(dictionary)[:-1]) + b"]"
    size = 0
    with contextlib.suppress(EOFError, zlib.error):
        for chunk in inflated(slices(decode(earlier, packed).data)):
            size += len(chunk)
            if size > limit:
                break
    return size


def names(dictionary: bytes) -> list[bytes]:
    """The filters in the order in which they are undone."""
    found = _FILTER.search(dictionary)
    return _NAME.findall(found[1]) if found else []


def _flate(packed: bytes) -> Unpacked:
    return unpack(inflated(slices(packed)), len(packed))


def _ascii_hex(packed: bytes) -> Unpacked:
    return Unpacked(from_hexadecimal(packed.split(b">", 1)[0]))


def _ascii_85(packed: bytes) -> Unpacked:
    try:
        return Unpacked(base64.a85decode(packed.split(b"~>", 1)[0].strip().removeprefix(b"<~")))
    except ValueError as error:
        return Unpacked(b"", error=cause(error))


_FILTERS: dict[bytes, Callable[[bytes], Unpacked]] = {
    b"FlateDecode": _flate,
    b"Fl": _flate,
    b"ASCIIHexDecode": _ascii_hex,
    b"AHx": _ascii_hex,
    b"ASCII85Decode": _ascii_85,
    b"A85": _ascii_85,
}
