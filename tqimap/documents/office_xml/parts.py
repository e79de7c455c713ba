"""The parts of a ZIP package (OOXML, ODF), each as far as it can be unpacked, within one budget.

A package with a damaged directory is opened all the same, as Word does on "repair": senders damage it on
purpose so that scanners give up (local headers: APPNOTE 4.3.7).
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tqimap.documents.bounded import gather, inflated, slices
from tqimap.documents.zip_headers import DEFLATED, STORED, local_header, local_headers

MAX_PARTS = 4000  # a workbook with a part for each of 1,000 sheets and their drawings has fewer
MAX_XML_BYTES = 48 << 20  # of all XML together, read in some 8 s; honest books of 1,000 pages have 20 MB
MAX_MEDIA_BYTES = 200 << 20  # of all other parts together, which are handed on as they are
MAX_READ_RATIO = 2  # packed bytes read for each byte of the package; each is in one member only
FREE_BYTES = 1 << 20  # read besides, whatever the size of the package
CHUNK_BYTES = 1 << 16  # unpacked at a time
XML_NAMES = (".xml", ".rels", ".vml", ".fpage")


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
    unpacked = gather(chunks, limit)
    if unpacked.bound_met:
        return Part(name, unpacked.data, f"only the first {limit} bytes were read: the package is too large")
    trouble = f"damaged after {len(unpacked.data)} bytes ({unpacked.error})" if unpacked.error else ""
    return Part(name, unpacked.data, trouble)


class _Packed:
    """How many packed bytes may still be read: members of an honest package do not overlap."""

    def __init__(self, size: int) -> None:
        self._room = FREE_BYTES + MAX_READ_RATIO * size

    def take(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            raise zipfile.BadZipFile("members overlap")

    def through(self, piece: bytes) -> bytes:
        """``piece``, which is read."""
        self.take(len(piece))
        return piece


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
        for chunk in _unpacked(data, info.header_offset, packed):
            yield chunk[given:]
            given = max(0, given - len(chunk))
        raise


def _local_members(data: bytes, packed: _Packed) -> Iterator[tuple[str, Iterator[bytes]]]:
    for at, header in local_headers(data):
        yield header.name, _unpacked(data, at, packed)


def _unpacked(data: bytes, offset: int, packed: _Packed) -> Iterator[bytes]:
    """The member whose local header is at ``offset``: deflate ends by itself, stored bytes end by their size."""
    header = local_header(data, offset)
    if header is None:
        return
    if header.method == STORED:
        packed.take(header.size)
        yield data[header.start : header.start + header.size]
    elif header.method == DEFLATED:
        yield from inflated(map(packed.through, slices(data, header.start)), -zlib.MAX_WBITS)
    else:
        raise zipfile.BadZipFile(f"compression method {header.method}")
