"""Windows Installer: the strings of the database one by one, and each stream as a document: cabinets, scripts.

How names of streams and the pool of strings are packed Microsoft has not published; it is as libmsi writes them.
"""

import re
import struct
from collections.abc import Iterator

from tqimap.documents import code_pages
from tqimap.documents.compound_file import CompoundFile
from tqimap.documents.decoded_text import blocks
from tqimap.documents.pieces import Child, Context, Piece
from tqimap.documents.values import versions

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"
_PAIRS, _SINGLES, _TABLE = 0x3800, 0x4800, 0x4840  # characters that stand for two signs, for one, and before a table
_STRING_DATA, _STRING_POOL = "!_StringData", "!_StringPool"
_VERSION = re.compile(r"\d{1,5}(?:\.\d{1,5}){3}")  # of the product and its files: no address stands alone there
_ENTRY = struct.Struct("<HH")  # length of a string, and how often it is used


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Raises what the compound file raises."""
    root = CompoundFile(data).root()
    streams = {_name(stream): stream for stream in root.streams()}
    pool, text = (root.read(streams.get(name, name)) for name in (_STRING_POOL, _STRING_DATA))
    yield from blocks("\n".join(_strings(pool, text)), "database")
    for name, stream in streams.items():
        if not name.startswith("!"):  # tables hold numbers of strings
            yield Child(name, root.read(stream))


def _name(packed: str) -> str:
    return "".join(map(_signs, packed))


def _signs(character: str) -> str:
    code = ord(character)
    if _PAIRS <= code < _SINGLES:
        code -= _PAIRS
        return _SIGNS[code & 63] + _SIGNS[code >> 6]
    if _SINGLES <= code < _TABLE:
        return _SIGNS[code - _SINGLES]
    return "!" if code == _TABLE else character


def _strings(pool: bytes, text: bytes) -> Iterator[str]:
    """Those of the pool, in the code page of its first entry; one without a length says more of that of the next."""
    entries = _ENTRY.iter_unpack(pool[: len(pool) // _ENTRY.size * _ENTRY.size])
    codec = code_pages.codec(next(entries, (0, 0))[0])
    at = high = 0
    for low, uses in entries:
        if not low:
            high = uses << 16
            continue
        end = at + high + low
        string = text[at:end].decode(codec, "replace")
        yield versions.told(string) if _VERSION.fullmatch(string) else string
        at, high = end, 0
