"""tar: ordinary files become children, links and names are text. Nothing is ever written, so no name can escape.

Where a header is broken reading goes on at the next sound one, as some programs do.
"""

import io
import tarfile
from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.bounded import CHUNK_BYTES, pieces, unpack
from tqimap.documents.pieces import Context, Piece, Text, Unread

_TYPE_AT = 156  # of the flag that tells the kind of a header (POSIX.1-1988, ustar)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Each ordinary file, in order. Raises ``tarfile.TarError`` where an extended header is broken."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", ignore_zeros=True) as archive:
        end = 0
        for member in _members(archive):
            yield from _skipped(data[end : member.offset], end, context)
            if member.isreg():
                yield from pieces(member.name, unpack(_chunks(archive, member, data), len(data)))
            elif member.linkname:
                yield Text(member.linkname, "link")
            end = archive.offset
        yield from _skipped(data[end:], end, context)


def _skipped(data: bytes, at: int, context: Context) -> Iterator[Piece]:
    """What stands between two members: padding, a header for all that follow, or a member whose header is broken."""
    if data.strip(b"\x00") and data[_TYPE_AT : _TYPE_AT + 1] != tarfile.XGLTYPE:
        yield Unread(f"the header at byte {at} is broken: only strings were read behind it")
        yield from carve.read(data, context)


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Headers as long as they lead forward: a negative size leads back, for ever (CVE-2025-8194)."""
    last = -1
    while (member := _next(archive)) is not None:
        yield member
        if archive.offset <= last:
            raise tarfile.ReadError("a header leads back to an earlier one")
        last = archive.offset


def _next(archive: tarfile.TarFile) -> tarfile.TarInfo | None:
    try:
        return archive.next()
    except (OverflowError, ValueError) as error:  # numbers and names of an extended header, taken as they are
        raise tarfile.ReadError("an extended header is broken") from error


def _chunks(archive: tarfile.TarFile, member: tarfile.TarInfo, data: bytes) -> Iterator[bytes]:
    """The member's bytes; of a truncated archive those that are there. Holes of a sparse member are filled."""
    if member.issparse():
        source = archive.extractfile(member)
        while source is not None and (chunk := source.read(CHUNK_BYTES)):
            yield chunk
    else:
        end = member.offset_data + max(0, member.size)
        yield data[member.offset_data : end]
        if end > len(data):
            raise EOFError("the archive ends early")
