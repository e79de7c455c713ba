"""Properties of Outlook messages that are known by a name or by a number in a set (MS-OXMSG 2.2.3), not by their tag.

Among them are fields of the header that Exchange adds on its way, and the account by which a message was received.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tqimap.documents.compound_file import Storage
from tqimap.documents.pieces import Field, Piece, Text

STORAGE = "__nameid_version1.0"
MAX_ENTRIES = 0x7FFF  # tags there are (MS-OXMSG 2.2.3.1.2)
MAX_NAME_BYTES = 508  # 254 characters (MS-OXCDATA 2.6.1)
FIRST = 0x8000  # tag of such properties
_SETS, _ENTRIES, _STRINGS = "__substg1.0_00020102", "__substg1.0_00030102", "__substg1.0_00040102"
_OWN_SETS = 3  # the first index of a set in the stream; those below are fixed
_SET_BYTES, _ENTRY_BYTES = 16, 8
_INTERNET_HEADERS = bytes.fromhex("8603020000000000c000000000000046")  # PS_INTERNET_HEADERS (MS-OXPROPS 1.3.2)
_COMMON = bytes.fromhex("0820060000000000c000000000000046")  # PSETID_Common
_ACCOUNT = frozenset({"8580", "8581"})  # PidLidInternetAccountName and its stamp


@dataclass(frozen=True, slots=True)
class Name:
    """The set of properties, and the name in it; four hexadecimal digits where it is a number."""

    set: bytes
    name: str


def read(root: Storage) -> Mapping[int, Name]:
    """The name of each such property of all messages in the file, by its tag."""
    storage = root.storage(STORAGE)
    if storage is None:
        return {}
    sets, entries, strings = map(storage.read, (_SETS, _ENTRIES, _STRINGS))
    return dict(_names(sets, entries, strings))


def _names(sets: bytes, entries: bytes, strings: bytes) -> Iterator[tuple[int, Name]]:
    for at in range(0, min(len(entries) // _ENTRY_BYTES, MAX_ENTRIES) * _ENTRY_BYTES, _ENTRY_BYTES):
        number, kind, index = struct.unpack_from("<IHH", entries, at)
        own = _SET_BYTES * ((kind >> 1) - _OWN_SETS)
        name = _string(strings, number) if kind & 1 else f"{number:04X}"
        yield FIRST + index, Name(sets[own : own + _SET_BYTES] if own >= 0 else b"", name)


def _string(strings: bytes, at: int) -> str:
    size = min(int.from_bytes(strings[at : at + 4], "little"), MAX_NAME_BYTES)
    return strings[at + 4 : at + 4 + size].decode("utf-16-le", "replace")


def pieces_of(name: Name, text: str) -> Iterator[Piece]:
    """What a property of that name says."""
    if name.set == _INTERNET_HEADERS:
        yield Field(name.name, text, f"header {name.name}")
    elif not (name.set == _COMMON and name.name in _ACCOUNT):
        yield Text(text, f"property {name.name}")
