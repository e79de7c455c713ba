"""gzip, bzip2, xz: content and name of what is inside, damage that keeps the beginning, bombs that are cut."""

import bz2
import gzip
import lzma
import zlib

import pytest

from tqimap.documents.archives import compressed
from tqimap.documents.bounded import MAX_MEMBER_BYTES
from tqimap.documents.pieces import Child, Context, Unread
from tqimap.documents.walk import walk

PACKERS = {"gz": gzip.compress, "bz2": lambda data: bz2.compress(data, 1), "xz": lzma.compress}


def read(data: bytes, name: str = "report.txt.gz") -> list:
    return list(compressed.read(data, Context(name=name)))


@pytest.mark.parametrize("suffix", PACKERS)
def test_the_document_inside_has_the_name_without_the_suffix(suffix: str) -> None:
    assert read(PACKERS[suffix](b"content"), f"report.txt.{suffix}") == [Child("report.txt", b"content")]


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("a.tgz", "a.tar"),
        ("a.tar.GZ", "a.tar"),
        ("a.tbz2", "a.tar"),
        ("a.txz", "a.tar"),
        ("a", "a"),
        (".gz", "content"),
    ],
)
def test_the_name_tells_what_is_inside(name: str, inner: str) -> None:
    assert read(gzip.compress(b"x"), name)[0].name == inner


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_several_streams_in_a_row_are_one_document(pack) -> None:
    assert read(pack(b"one ") + pack(b"two")) == [Child("report.txt", b"one two")]


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_of_a_truncated_stream_the_beginning_is_kept(pack) -> None:
    content = b"".join(b"%d http://host%d.example/\n" % (number, number * 7919) for number in range(40_000))
    packed = pack(content)
    child, word = read(packed[: len(packed) // 2])
    assert content.startswith(child.data)
    assert len(child.data) > len(content) // 10
    assert "report.txt: not read past its first" in word.reason


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_garbage_behind_the_stream_does_not_lose_the_stream(pack) -> None:
    assert read(pack(b"content") + b"garbage")[0] == Child("report.txt", b"content")


def test_a_bomb_is_cut_by_its_ratio() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packer.compress(bytes(1 << 20)) for _ in range(200)]) + packer.flush()
    child, word = read(bomb)
    assert len(child.data) <= MAX_MEMBER_BYTES
    assert len(child.data) == 200 * len(bomb)
    assert word == Unread(f"report.txt: only the first {len(child.data) >> 20} MB were unpacked")


def test_a_bomb_inside_bombs_ends() -> None:
    data = bytes(32 << 20)
    for _ in range(3):
        data = gzip.compress(data)
    steps = list(walk(data, "bomb.gz"))
    assert sum(len(step.piece.data) for step in steps if isinstance(step.piece, Child)) < 64 << 20


def test_an_xz_header_that_asks_for_gigabytes_of_memory_is_refused() -> None:
    packed = lzma.compress(
        b"x" * 100, format=lzma.FORMAT_XZ, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 29}]
    )
    (word,) = read(packed)
    assert "emory" in word.reason
