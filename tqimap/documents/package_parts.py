"""The parts of a ZIP package (OOXML, ODF), each as far as it can be unpacked, within one budget.

A package with a damaged directory is opened all the same, as Word does on "repair": senders damage it on
purpose so that scanners give up (local headers: APPNOTE 4.3.7).
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAX_PARTS = 4000  # a workbook with a part for each of 1,000 sheets and their drawings has fewer
MAX_XML_BYTES = 48 << 20  # of all XML together, read in some 8 s; honest books of 1,000 pages have 20 MB
MAX_MEDIA_BYTES = 200 << 20  # of all other parts together, which are handed on as they are
MAX_READ_RATIO = 2  # packed bytes read for each byte of the package; each is in one member only
FREE_BYTES = 1 << 20
CHUNK_BYTES = 1 << 16
STEP_BYTES = 1 << 12  # at a time from a damaged member: what stands before the damage is lost up to that
XML_NAMES = (".xml", ".rels", ".vml")

_LOCAL = struct.Struct("<4s5H3I2H")


@dataclass(frozen=True, slots=True)
class Part:
    """One part, unpacked; ``trouble`` says why ``data`` is not all of it."""

    name: str
    data: bytes
    trouble: str = ""


def parts(data: bytes) -> Iterator[Part]:
    """Every part in the order of the directory, or of the local headers where there is no directory."""
    room = {True: MAX_XML_BYTES, False: MAX_MEDIA_BYTES}
    for count, (name, chunks) in enumerate(_members(data)):
        if count >= MAX_PARTS:
            yield Part(name, b"", f"not read, nor what follows: more than {MAX_PARTS} parts")
            return
        kind = name.lower().endswith(XML_NAMES)
        part = _gathered(name, chunks, room[kind])
        room[kind] -= len(part.data)
        yield part


def _gathered(name: str, chunks: Iterator[bytes], limit: int) -> Part:
    """What the chunks give until they end, fail or exceed the limit."""
    kept: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            kept.append(chunk[: limit - size])
            size += len(chunk)
            if size > limit:
                return Part(name, b"".join(kept), f"only the first {limit} bytes were read: the package is too large")
    except Exception as error:  # zipfile and its decompressors raise a dozen kinds
        return Part(name, b"".join(kept), f"damaged after {size} bytes ({type(error).__name__})")
    return Part(name, b"".join(kept))


class _Packed:
    """How many packed bytes may still be read: members of an honest package do not overlap."""

    def __init__(self, size: int) -> None:
        self._room = FREE_BYTES + MAX_READ_RATIO * size

    def take(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            raise zipfile.BadZipFile("members overlap")


def _members(data: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    packed = _Packed(len(data))
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # BadZipFile, but also struct.error, ValueError and others on hostile directories
        yield from _local_members(data, packed)
        return
    for info in package.infolist():
        if not info.filename.endswith("/"):
            yield info.filename, _chunks(package, info, data, packed)


def _chunks(package: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes, packed: _Packed) -> Iterator[bytes]:
    packed.take(info.compress_size)
    given = 0
    try:
        with package.open(info) as member:
            while chunk := member.read(CHUNK_BYTES):
                given += len(chunk)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError):  # names or checksums disagree, or the data are cut
        for chunk in _inflated(data, info.header_offset, packed):
            yield chunk[given:]
            given = max(0, given - len(chunk))
        raise


def _local_members(data: bytes, packed: _Packed) -> Iterator[tuple[str, Iterator[bytes]]]:
    for found in re.finditer(rb"PK\x03\x04", data):
        header = data[found.start() : found.start() + _LOCAL.size]
        if len(header) == _LOCAL.size:
            begin = found.start() + _LOCAL.size
            name = data[begin : begin + _LOCAL.unpack(header)[9]].decode("utf-8", "replace")
            yield name, _inflated(data, found.start(), packed)


def _inflated(data: bytes, offset: int, packed: _Packed) -> Iterator[bytes]:
    """The member whose local header is at ``offset``: deflate ends by itself, stored bytes end by their size."""
    header = data[offset : offset + _LOCAL.size]
    if len(header) < _LOCAL.size:
        return
    method, size, name_bytes, extra_bytes = (_LOCAL.unpack(header)[i] for i in (3, 7, 9, 10))
    body = offset + _LOCAL.size + name_bytes + extra_bytes
    if method == zipfile.ZIP_STORED:
        packed.take(size)
        yield data[body : body + size]
    elif method == zipfile.ZIP_DEFLATED:
        yield from _deflated(data, body, packed)
    else:
        raise zipfile.BadZipFile(f"compression method {method}")


def _deflated(data: bytes, offset: int, packed: _Packed) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(offset, len(data), CHUNK_BYTES):
        packed.take(CHUNK_BYTES)
        rest = data[at : at + CHUNK_BYTES]
        while rest and not inflater.eof:
            yield inflater.decompress(rest, STEP_BYTES)
            rest = inflater.unconsumed_tail
        if inflater.eof:
            return
