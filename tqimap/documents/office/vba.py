"""Macros: the source of every module of a VBA project (MS-OVBA), and the strings of its compiled form.

The compiled form is searched too because the source may have been replaced ("stomped") while the code still runs.
"""

import re
import struct
from collections.abc import Iterator

from tqimap.documents import carve, code_pages
from tqimap.documents.compound_file import Storage
from tqimap.documents.markup import html
from tqimap.documents.pieces import Context, Piece, Text

MAX_SOURCE = 8 << 20  # bytes of one module unpacked; the editor itself stops at 64 K lines
CHUNK_BYTES = 4096  # MS-OVBA 2.4.1.1.3

# Records of the directory (MS-OVBA 2.3.4.2)
_CODE_PAGE = 0x0003
_STREAM_NAME = 0x001A
_OFFSET = 0x0031
_REFERENCE = 0x000D
_VERSION = 0x0009  # its length field is 4 although 6 bytes follow (MS-OVBA 2.3.4.2.1.10)
_STARTS_SOURCE = re.compile(rb"\x01..\0Attribut", re.S)  # every module begins with Attribute VB_Name
_GLUED = re.compile(r'"[ \t]*[&+][ \t]*(?:_[ \t]*\r?\n[ \t]*)?"')  # "http://" & "host"


def pieces(storage: Storage, context: Context) -> Iterator[Piece]:
    """The storage named VBA: each module's source by the directory, or where sources are found without one."""
    offsets, code_page = _directory(decompress(storage.read("dir")))
    for stream in storage.streams():
        name = stream.lower()
        if name == "dir" or name.startswith("__srp"):
            continue
        data = storage.read(stream)
        begin = offsets.get(name, -1)
        if begin < 0 and (found := _STARTS_SOURCE.search(data)):
            begin = found.start()
        if begin >= 0:
            yield from _module(stream, data, begin, code_page)
        elif name != "_vba_project":
            yield from carve.blocks(carve.strings(data), f"VBA {stream}")


def _module(name: str, data: bytes, begin: int, code_page: str) -> Iterator[Piece]:
    source = decompress(data[begin:]).decode(code_page, "replace")
    yield Text(source, f"VBA {name}")
    glued = _GLUED.sub("", source)
    if glued != source:
        yield Text(glued, f"VBA {name}, strings joined")
    yield from html.read_strings(glued, f"VBA {name}")
    yield from carve.blocks(carve.strings(data[:begin]), f"VBA {name}, compiled")


def _directory(directory: bytes) -> tuple[dict[str, int], str]:
    """Where the source begins in each module's stream, and the code page of all names and sources."""
    offsets: dict[str, int] = {}
    code_page = code_pages.FALLBACK
    stream = ""
    for kind, body in _records(directory):
        if kind == _CODE_PAGE and len(body) == 2:
            code_page = code_pages.codec(struct.unpack("<H", body)[0])
        elif kind == _STREAM_NAME:
            stream = body.decode(code_page, "replace").lower()
        elif kind == _OFFSET and len(body) == 4:
            offsets[stream] = struct.unpack("<I", body)[0]
    return offsets, code_page


def _records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        size = 6 if kind == _VERSION else size
        yield kind, directory[at + 6 : at + 6 + size]
        at += 6 + size


def decompress(packed: bytes) -> bytes:
    """A compressed container (MS-OVBA 2.4.1.3.1), as far as it is sound."""
    if not packed or packed[0] != 1:
        return b""
    chunks: list[bytes] = []
    size = 0
    at = 1
    while at + 2 <= len(packed) and size < MAX_SOURCE:
        header = packed[at] | packed[at + 1] << 8
        end = at + (header & 0x0FFF) + 3
        chunk = packed[at + 2 : end]
        chunks.append(_chunk(chunk) if header & 0x8000 else chunk[:CHUNK_BYTES])
        size += len(chunks[-1])
        at = end
    return b"".join(chunks)


def _chunk(packed: bytes) -> bytes:
    """One chunk: a byte of flags for eight tokens, each a literal or a copy (MS-OVBA 2.4.1.3.4)."""
    unpacked = bytearray()
    at = 0
    while at < len(packed):
        flags = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed) or len(unpacked) >= CHUNK_BYTES:
                break
            if not flags >> bit & 1:
                unpacked.append(packed[at])
                at += 1
            elif not _copied(unpacked, packed[at : at + 2]):
                return bytes(unpacked)
            else:
                at += 2
    return bytes(unpacked)


def _copied(unpacked: bytearray, token: bytes) -> bool:
    """Append what the token says; how its bits divide depends on how much is there (MS-OVBA 2.4.1.3.19.1)."""
    if len(token) < 2 or not unpacked:
        return False
    bits = max(4, (len(unpacked) - 1).bit_length())
    value = token[0] | token[1] << 8
    length = (value & (0xFFFF >> bits)) + 3
    distance = (value >> (16 - bits)) + 1
    if distance > len(unpacked):
        return False
    for _ in range(length):
        unpacked.append(unpacked[-distance])
    return True
