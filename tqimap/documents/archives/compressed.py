"""gzip, bzip2 and xz: one document inside, unpacked in a stream and counted. Several streams in a row are one."""

import bz2
import gzip
import io
import lzma
import re
from collections.abc import Callable, Iterator

from tqimap.documents.bounded import CHUNK_BYTES, pieces, unpack
from tqimap.documents.pieces import Context, Piece

XZ_MEMORY_BYTES = 192 << 20  # xz -9 needs 65 MiB to unpack; a header may ask for 4 GiB
INPUT_BYTES = 1 << 16  # taken in at a time

_SUFFIX = re.compile(r"\.(?:gz|bz2?|xz|lzma|z|zst|lz4|lz)$", re.I)
_SHORT = re.compile(r"\.(?:tgz|tbz2?|txz)$", re.I)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """The document inside, by the name of the packed one without its suffix."""
    yield from pieces(inner_name(context.name), unpack(_chunks(data), len(data)))


def inner_name(name: str) -> str:
    """``report.tar`` of ``report.tgz``, ``log.txt`` of ``folder/log.txt.gz``."""
    return _SUFFIX.sub("", _SHORT.sub(".tar.gz", name.rpartition("/")[2])) or "content"


def _chunks(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x1f\x8b"):
        return _gzip(data)
    if data.startswith(b"BZh"):
        return _streams(bz2.BZ2Decompressor, data)
    return _streams(lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY_BYTES), data)


def _gzip(data: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        while chunk := stream.read1(CHUNK_BYTES):
            yield chunk


def _streams(decompressor: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor], data: bytes) -> Iterator[bytes]:
    """The standard library's file objects of both formats take no limit of memory, so here is their loop."""
    source = io.BytesIO(data)
    stream = decompressor()
    while True:
        packed = source.read(INPUT_BYTES) if stream.needs_input else b""
        if stream.needs_input and not packed:
            raise EOFError("ends before its stream does")
        yield stream.decompress(packed, CHUNK_BYTES)
        if stream.eof:
            source.seek(-len(stream.unused_data), io.SEEK_CUR)
            if not source.read(1):
                return
            source.seek(-1, io.SEEK_CUR)
            stream = decompressor()
