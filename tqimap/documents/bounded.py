"""Unpacking that stops: bytes are counted as they come out, whatever a header says about their number."""

from collections.abc import Iterable, Iterator

from tqimap.documents.pieces import Child, Piece, Unread

MAX_MEMBER_BYTES = 64 << 20  # the largest honest members seen in mail were a third of it
FREE_BYTES = 4 << 20  # below this no ratio is suspicious: a log of blanks packs 1,000 to 1
MAX_RATIO = 200  # honest members reach 50 to 1
CHUNK_BYTES = 1 << 18


def unpack(chunks: Iterable[bytes], packed: int) -> tuple[bytes, bool]:
    """The joined ``chunks`` as far as the bounds allow, and whether that is all. ``packed``: bytes they came from."""
    limit = min(MAX_MEMBER_BYTES, max(FREE_BYTES, MAX_RATIO * packed))
    gathered: list[bytes] = []
    size = 0
    for chunk in chunks:
        gathered.append(chunk[: limit - size])
        size += len(chunk)
        if size > limit:
            return b"".join(gathered), False
    return b"".join(gathered), True


def member(name: str, chunks: Iterable[bytes], packed: int) -> Iterator[Piece]:
    """The member as a child. Where a bound was met or the data are damaged, the beginning of it and a word."""
    whole = Damage()
    data, complete = unpack(whole.until_damage(chunks), packed)
    if data or (complete and not whole.cause):
        yield Child(name, data)
    if not complete:
        yield Unread(f"{name}: only the first {len(data) >> 20} MB were unpacked")
    if whole.cause:
        yield Unread(f"{name}: damaged after {len(data)} bytes ({whole.cause})")


class Damage:
    """Remembers what ended a stream early, so that the bytes before it are kept."""

    cause = ""

    def until_damage(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from chunks
        except Exception as error:  # each unpacker has its own family
            self.cause = type(error).__name__
