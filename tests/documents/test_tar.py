"""tar: members, links, and headers that lie."""

import io
import tarfile

import pytest

from tqimap.documents.pieces import Child, Text, Unread
from tqimap.documents.walk import walk


def tarred(*members: tuple[str, bytes], format: int = tarfile.PAX_FORMAT, mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode, format=format) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def children(data: bytes, name: str = "a.tar") -> dict[tuple[str, ...], bytes]:
    return {step.path[1:]: step.piece.data for step in walk(data, name) if isinstance(step.piece, Child)}


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_by_their_names(format: int) -> None:
    long = "d/" * 60 + "Bericht.txt"
    data = tarred(("a.txt", b"one"), (long, b"two"), format=format)
    assert children(data) == {("a.txt",): b"one", (long,): b"two"}


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_a_compressed_tar_is_a_tar_inside(mode: str) -> None:
    assert children(tarred(("x", b"inside"), mode=mode), "a.tgz")["a.tar", "x"] == b"inside"


def test_names_that_would_escape_are_just_text_and_links_are_told() -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("../../../evil"))
        device = tarfile.TarInfo("device")
        device.type = tarfile.CHRTYPE
        archive.addfile(device)
    steps = list(walk(target.getvalue(), "a.tar"))
    assert [(step.path, step.piece) for step in steps] == [
        (("a.tar",), Text("/etc/passwd", "link")),
        (("a.tar", "../../../evil"), Child("../../../evil", b"")),
    ]


def test_of_a_truncated_member_the_beginning_is_kept() -> None:
    data = tarred(("a", b"x" * 100_000))[:50_000]
    steps = list(walk(data, "a.tar"))
    assert children(data)["a",] == b"x" * (50_000 - 512)
    assert any(isinstance(step.piece, Unread) for step in steps)


def test_a_header_that_leads_back_ends() -> None:
    """CVE-2025-8194: a negative size in a PAX header made the standard library read the same headers for ever."""
    evil = tarfile.TarInfo("evil")
    evil.pax_headers = {"size": "-1536"}
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("first"))
        archive.addfile(evil)
    steps = list(walk(target.getvalue(), "a.tar"))
    ends = {  # the second where the standard library refuses such a size
        Unread("the reader for tar failed (ReadError: a header leads back to an earlier one)"),
        Unread("the header at byte 512 is broken: only strings were read behind it"),
    }
    assert len(ends.intersection(step.piece for step in steps if isinstance(step.piece, Unread))) == 1


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_a_broken_header_hides_nothing(broken: int) -> None:
    data = bytearray(tarred(("a", b"http://a.example/"), ("b", b"http://b.example/"), ("c", b"http://c.example/")))
    data[broken * 1024 + 148] ^= 1  # of its checksum
    steps = list(walk(bytes(data), "a.tar"))
    assert {f"http://{name}.example/" for name in "abc"} == {
        word for step in steps if isinstance(step.piece, Text) for word in step.piece.text.split() if "://" in word
    }
    unread = [step.piece.reason for step in steps if isinstance(step.piece, Unread)]
    assert unread == [f"the header at byte {broken * 1024} is broken: only strings were read behind it"]


def test_archives_one_behind_the_other_are_read_all() -> None:
    assert children(tarred(("a", b"one")) + tarred(("b", b"two"))) == {("a",): b"one", ("b",): b"two"}


def test_a_header_for_all_that_follow_is_not_broken() -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", pax_headers={"comment": "as git writes it"}) as archive:
        archive.addfile(tarfile.TarInfo("a"))
    assert not any(isinstance(step.piece, Unread) for step in walk(target.getvalue(), "a.tar"))


def test_a_sparse_member_of_a_terabyte_is_cut() -> None:
    info = tarfile.TarInfo("hole")
    info.pax_headers = {
        "GNU.sparse.major": "0",
        "GNU.sparse.minor": "1",
        "GNU.sparse.size": str(1 << 40),
        "GNU.sparse.map": f"{(1 << 40) - 1},1",
    }
    info.size = 1
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(b"x"))
    assert sum(map(len, children(target.getvalue()).values())) <= 64 << 20


def test_two_thousand_members_are_too_many() -> None:
    data = tarred(*((f"{number}", b"%d" % number) for number in range(2000)))
    steps = list(walk(data, "a.tar"))
    assert sum(isinstance(step.piece, Child) for step in steps) == 500
    assert steps[-1].piece == Unread("not read: more than 500 documents in one attachment")


@pytest.mark.parametrize("record", [b"9" * 30 + b" path=a\n", b"28 hdrcharset=\xff\n"])
def test_a_broken_extended_header_is_told_and_what_stands_before_and_behind_it_is_read(record: bytes) -> None:
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, len(record)
    broken = header.tobuf(tarfile.USTAR_FORMAT) + record.ljust(512, b"\x00")
    data = tarred(("first", b"one"))[:1024] + broken + tarred(("second", b"hxxp://quota-demo.com"))
    steps = list(walk(data, "a.tar"))
    assert children(data)[("first",)] == b"one"
    assert any("header" in step.piece.reason for step in steps if isinstance(step.piece, Unread))
    # From Python 3.13 on tarfile goes on at the next sound header; before, only strings are read from there.
    texts = [step.piece.text for step in steps if isinstance(step.piece, Text)]
    behind = children(data).get(("second",), "\n".join(texts).encode())
    assert b"quota-demo.com" in behind
