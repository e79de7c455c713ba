"""ActiveMime (``editdata.mso``): the macros of documents saved as XML or as a web page, a packed compound file."""

import zlib
from collections.abc import Iterator

from tqimap.documents.pieces import Child, Context, Piece, Unread

MAX_BYTES = 64 << 20  # unpacked; a macro project has a few hundred kilobytes
HEADER_BYTES = 0x32  # in most files; the packed data begin there or soon after


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """What is packed, as a child."""
    begin = data.find(b"\x78", HEADER_BYTES - 4)
    unpacker = zlib.decompressobj()
    try:
        yield Child("macros", unpacker.decompress(data[begin:], MAX_BYTES))
    except zlib.error as error:
        yield Unread(f"ActiveMime: damaged ({error})")
