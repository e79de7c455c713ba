"""Binary property lists of Apple's systems (CFBinaryPList.c): links to pages, settings, what programs remember."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tqimap.documents import carve
from tqimap.documents.decoded_text import blocks
from tqimap.documents.pieces import Child, Context, Piece, Unread
from tqimap.documents.values import versions
from tqimap.documents.values.edges import apart

MAX_OBJECTS = 1_000_000  # of one list; the largest honest ones have some ten thousand
LEAST_DATA = 64  # bytes of a value that may be a document

_TRAILER = 32
_DATA, _ASCII, _UTF16, _DICTIONARY = 0x4, 0x5, 0x6, 0xD
_CODECS = {_ASCII: "latin-1", _UTF16: "utf-16-be"}
_LONG = 0xF  # the length stands in an integer behind the marker


@dataclass(frozen=True, slots=True)
class _Object:
    number: int
    kind: int
    content: bytes


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Every string once, then what stands as data."""
    try:
        objects, whole = _objects(data)
    except IndexError:
        yield Unread("damaged: only its strings were read")
        yield from carve.read(data, context)
        return
    strings = {
        each.number: each.content.decode(_CODECS[each.kind], "replace") for each in objects if each.kind in _CODECS
    }
    width = data[-_TRAILER + 7]
    counted = {value for each in objects if each.kind == _DICTIONARY for value in _versions(each, width, strings)}
    yield from blocks(apart(versions.told(words) if at in counted else words for at, words in strings.items()))
    for each in objects:
        if each.kind == _DATA and len(each.content) >= LEAST_DATA:
            yield Child("data", each.content)
    if not whole:
        yield Unread(f"only the first {len(objects)} objects were read, and its strings")
        yield from carve.read(data, context)


def _objects(data: bytes) -> tuple[list[_Object], bool]:
    """As many of them as there is room for where none stands within another one, and whether these are all."""
    offset_size, reference_size = data[-_TRAILER + 6], data[-_TRAILER + 7]
    count, table = (int.from_bytes(data[-_TRAILER + place :][:8]) for place in (8, 24))
    widths = {_DATA: 1, _ASCII: 1, _UTF16: 2, _DICTIONARY: 2 * reference_size}
    found: list[_Object] = []
    room = len(data)
    for number in range(min(count, MAX_OBJECTS)):
        at = table + number * offset_size
        kind, start, size = _head(data, int.from_bytes(data[at : at + offset_size]))
        content = data[start : start + size * widths.get(kind, 0)]
        room -= len(content) + 1
        if room < 0:
            break
        found.append(_Object(number, kind, content))
    return found, len(found) == count


def _head(data: bytes, offset: int) -> tuple[int, int, int]:
    """The kind of an object, where its content begins, and how many items that has."""
    kind, size = divmod(data[offset], 16)
    if size != _LONG:
        return kind, offset + 1, size
    start = offset + 2 + (1 << (data[offset + 1] & 3))
    return kind, start, int.from_bytes(data[offset + 2 : start])


def _versions(dictionary: _Object, width: int, strings: Mapping[int, str]) -> Iterator[int]:
    """The values that count versions, by their keys, which stand before all values."""
    content = dictionary.content
    half = len(content) // 2
    for at in range(0, half, max(1, width)):
        key = int.from_bytes(content[at : at + width])
        if strings.get(key, "").lower().endswith("version"):
            yield int.from_bytes(content[half + at : half + at + width])
