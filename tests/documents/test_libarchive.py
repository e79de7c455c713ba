"""7z, ISO, CAB-like containers by the system's libarchive; what it cannot decrypt is named."""

import random
import subprocess
import sys

import libarchive as binding
import pytest

from tqimap.documents import readers
from tqimap.documents.archives import libarchive
from tqimap.documents.pieces import Child, Context, Exposed, Text, Unread
from tqimap.documents.walk import walk


def packed(format: str, *members: tuple[str, bytes], options: str = "", filter: str | None = None) -> bytes:
    written: list[bytes] = []
    write = lambda data: (written.append(bytes(data)), len(data))[1]  # noqa: E731
    with binding.custom_writer(write, format, filter, options=options) as archive:
        for name, data in members:
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(written)


def is_written(format: str) -> bool:
    """Whether this libarchive knows the format: that of Debian's after 13 has no xar."""
    try:
        return bool(packed(format, ("a", b"")))
    except binding.ArchiveError:
        return False


FORMATS = ["7zip", "iso9660", *filter(is_written, ["xar"])]


def cpio(name: bytes, data: bytes, mode: int) -> bytes:
    """One entry of the format "newc": a header of hexadecimal numbers, the name, the content or a link's target."""
    numbers = (0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
    entry = b"070701" + b"".join(b"%08X" % number for number in numbers) + name + b"\x00"
    entry += bytes(-len(entry) % 4) + data
    return entry + bytes(-len(entry) % 4)


def steps(data: bytes) -> list[tuple[tuple[str, ...], object]]:
    return [(step.path[1:], step.piece) for step in walk(data, "a") if step.piece != Exposed()]


@pytest.mark.parametrize("format", [*FORMATS, "cpio_newc"])
def test_members_by_their_names(format: str) -> None:
    found = [piece for _, piece in steps(packed(format, ("a.txt", b"one" * 99), ("d/b.txt", b"two")))]
    children = {piece.name.lower(): piece.data.rstrip(b"\x00") for piece in found if isinstance(piece, Child)}
    assert children == {"a.txt": b"one" * 99, "d/b.txt": b"two"}


def test_names_that_would_escape_and_links_are_text() -> None:
    data = cpio(b"../../evil", b"x", 0o100644) + cpio(b"link", b"/etc/passwd", 0o120777) + cpio(b"TRAILER!!!", b"", 0)
    assert list(libarchive.read(data, Context())) == [Child("../../evil", b"x"), Text("/etc/passwd", "link")]


@pytest.mark.parametrize("options", ["compression=lzma2", "compression=bzip2", "compression=ppmd", "compression=store"])
def test_methods_of_7z(options: str) -> None:
    assert steps(packed("7zip", ("a.txt", b"one " * 99), options=options))[0][1] == Child("a.txt", b"one " * 99)


@pytest.mark.parametrize("filter", ["lzma", "compress", "zstd", "lz4", "lzip"])
def test_a_stream_holds_one_document(filter: str) -> None:
    assert steps(packed("raw", ("", b"one" * 99), filter=filter))[0][1] == Child("a", b"one" * 99)
    assert Child("a.txt", b"one") in [piece for _, piece in steps(packed("ustar", ("a.txt", b"one"), filter=filter))]


@pytest.mark.parametrize(
    "data", [packed("7zip", ("bomb", bytes(20 << 20))), packed("raw", ("", bytes(20 << 20)), filter="lzma")]
)
def test_a_bomb_is_cut(data: bytes) -> None:
    child, word = [piece for _, piece in steps(data) if isinstance(piece, Child | Unread)]
    assert len(child.data) <= max(4 << 20, 200 * len(data))
    assert word.reason.startswith(f"{child.name}: only the first")


def test_of_a_damaged_archive_something_is_said() -> None:
    noise = random.Random(2).randbytes(20_000)
    whole = packed("7zip", ("a.bin", noise), options="compression=store")
    reasons = [piece.reason for _, piece in steps(whole[:10_000]) if isinstance(piece, Unread)]
    assert reasons
    assert "0x" not in " ".join(reasons)  # no addresses of memory in the report


def test_random_damage_never_raises_out_of_the_walk() -> None:
    chance = random.Random(3)
    for format in FORMATS:
        whole = packed(format, ("a.txt", b"one" * 500), ("b.txt", chance.randbytes(500)))
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(chance.randrange(1, 10)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            assert sum(len(piece.data) for _, piece in steps(bytes(data)) if isinstance(piece, Child)) < 1 << 24


@pytest.mark.parametrize("error", [ImportError, AttributeError, OSError, TypeError])
def test_without_the_extra_or_the_shared_library_the_line_names_the_extra(monkeypatch, error) -> None:
    """ctypes answers a missing library in any of these ways; its package then cannot be imported."""
    imported = __import__

    def missing(name, *rest):
        if name == "libarchive":
            raise error("no such library")
        return imported(name, *rest)

    data = packed("7zip", ("a.txt", b"http://inside.example/ again and again"), options="compression=store")
    monkeypatch.setattr("builtins.__import__", missing)
    _, unread, *carved = readers.read("7z", data, Context())
    assert unread == Unread("7z document not read: pip install 'tqIMAP[archives]'")
    assert "http://inside.example/" in carved[0].text


def test_no_program_is_started_to_find_the_library() -> None:
    """ctypes starts ldconfig or a compiler for that; a confined reader may not, and would lack it."""
    code = (
        "import ctypes.util, sys; ctypes.util.find_library = lambda name: sys.exit('looked for ' + name);"
        "from tqimap.documents.archives import libarchive; from tqimap.documents.pieces import Context;"
        "print(list(libarchive.read(sys.stdin.buffer.read(), Context())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=packed("7zip", ("a", b"x")), capture_output=True, check=False
    )
    assert b"Child(name='a', data=b'x'" in done.stdout, done.stderr
