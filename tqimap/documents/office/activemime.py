"""ActiveMime (``editdata.mso``): the macros of documents saved as XML or as a web page, a packed compound file."""

from collections.abc import Iterator

from tqimap.documents.bounded import inflated, pieces, slices, unpack
from tqimap.documents.pieces import Context, Piece

HEADER_BYTES = 0x32  # in most files; the packed data begin there or soon after


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """What is packed, as a child."""
    begin = max(0, data.find(b"\x78", HEADER_BYTES - 4))
    yield from pieces("macros", unpack(inflated(slices(data, begin)), len(data)))
