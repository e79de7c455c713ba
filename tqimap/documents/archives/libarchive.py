"""7z, RAR, ISO 9660, CAB, xar, cpio and LHA, and what is packed as one stream by lzma, compress, zstd, lz4 or lzip.

The system's libarchive reads them, which the distribution keeps patched.
It decrypts none of them: a member that is encrypted is named with libarchive's own words.
"""

import os
from collections.abc import Iterator
from typing import Any

from tqimap.documents.archives.compressed import inner_name
from tqimap.documents.bounded import CHUNK_BYTES, pieces, unpack
from tqimap.documents.file_type import sniff
from tqimap.documents.pieces import Context, Piece, Text

# The name of the library in every release since 2011. Without it the binding starts programs to find it, which a
# confined child may not.
os.environ.setdefault("LIBARCHIVE", "libarchive.so.13")

_STREAMS = frozenset({"lzma", "compress", "zstd", "lz4", "lzip"})  # one document, which may be an archive itself


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Each ordinary file, in order, or the one document of a stream.

    Raises ImportError without the library, its ArchiveError at nonsense.
    """
    is_stream = sniff(data, context.name) in _STREAMS
    with _library().memory_reader(data, format_name="raw" if is_stream else "all") as archive:
        for entry in archive:
            name = inner_name(context.name) if is_stream else str(entry.pathname or "")
            if entry.isreg:
                yield from pieces(name, unpack(entry.get_blocks(CHUNK_BYTES), len(data)))
            elif entry.linkpath:
                yield Text(str(entry.linkpath), "link")


def _library() -> Any:
    """The binding; where the shared library is missing it fails in ways of ctypes."""
    try:
        import libarchive  # type: ignore[import-untyped]
    except (AttributeError, OSError, TypeError) as error:
        raise ImportError("the shared library libarchive is missing") from error
    return libarchive
