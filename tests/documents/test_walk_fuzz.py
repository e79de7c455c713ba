"""Damaged documents of every format that is read by content or unpacked, by way of the walk.

Allowed outcomes, and no other: the walk ends by itself, raises nothing, stays within its budget, and says in one
bounded word what it could not read. Seeds are the smallest documents of the tests beside this file.
"""

import bz2
import gzip
import io
import lzma

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_documents import encrypted_page, flate, page
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from test_libarchive import packed
from test_lnk import ARGUMENTS, UNICODE, shortcut, wide
from test_onenote import SECTION, file, text
from test_tar import tarred
from test_zip import aes, zipcrypto, zipped

from tqimap.documents.pieces import Child, Hint, Link, Text, Unread
from tqimap.documents.walk import MAX_NAME, MAX_REASON, Budget, walk

BUDGET = Budget(depth=3, children=20, unpacked=8 << 20, text=1 << 20, unread=20)


def picture() -> bytes:
    info = PngInfo()
    info.add_text("Comment", "http://comment.example/")
    target = io.BytesIO()
    Image.new("L", (30, 30)).save(target, "PNG", pnginfo=info)
    return target.getvalue()


INNER = zipped(("deep.txt", b"http://deep.example/ " * 9))
SEEDS = {
    "zip": zipped(("a.txt", b"one"), ("inner.zip", INNER), comment=b"c"),
    "zip ZipCrypto": zipcrypto("infected", ("a.txt", b"one " * 9)),
    "zip AES": aes("infected", ("a.txt", b"one " * 9)),
    "gzip": gzip.compress(INNER),
    "bzip2": bz2.compress(INNER),
    "xz": lzma.compress(INNER),
    "tar": tarred(("a.txt", b"one"), ("d/" * 60 + "b.zip", INNER)),
    "7z": packed("7zip", ("a.txt", b"one " * 99), ("b.zip", INNER)),
    "cpio": packed("cpio_newc", ("a.txt", b"one")),
    "pdf": page(
        "words", catalog="/OpenAction <</S /JavaScript /JS (f\\(1\\))>>", more={10: flate("/Type /ObjStm", b"x")}
    ),
    "pdf encrypted": encrypted_page("secret", "infected", "http://a.example/"),
    "lnk": shortcut(ARGUMENTS | UNICODE, wide("/c calc"), bytes(4), INNER),
    "one": SECTION + text("Title") + file(INNER),
    "exe": b"MZ\x90\x00" + bytes(60) + b"strings of a program" + INNER,
    "png": picture(),
}


@st.composite
def damaged(draw, seed: bytes) -> bytes:
    """A piece cut out or doubled, then some bytes changed."""
    begin, end = sorted((draw(st.integers(0, len(seed))), draw(st.integers(0, len(seed)))))
    data = bytearray(draw(st.sampled_from((seed, seed[:begin] + seed[end:], seed[:end] + seed[begin:], seed[:end]))))
    for position, value in draw(st.lists(st.tuples(st.integers(0, len(seed) * 2), st.integers(0, 255)), max_size=12)):
        if position < len(data):
            data[position] = value
    return bytes(data)


@pytest.mark.parametrize("format", SEEDS)
def test_damage_of(format: str) -> None:
    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(damaged(SEEDS[format]))
    def check(data: bytes) -> None:
        children = unpacked = words = 0
        for step in walk(data, "attachment", budget=BUDGET):
            assert step.path[0] == "attachment"
            assert len(step.path) <= BUDGET.depth + 2
            assert all(len(name) <= MAX_NAME for name in step.path[1:])
            match step.piece:
                case Child(data=inner):
                    children, unpacked = children + 1, unpacked + len(inner)
                case Unread(reason=reason):
                    words += 1
                    assert 0 < len(reason) <= MAX_REASON
                case _:
                    assert isinstance(step.piece, Text | Link | Hint)
        assert children <= BUDGET.children
        assert unpacked <= BUDGET.unpacked
        assert words <= BUDGET.unread + 1

    check()


@pytest.mark.parametrize("format", SEEDS)
def test_the_seed_itself_is_read(format: str) -> None:
    assert any(isinstance(step.piece, Text | Child) for step in walk(SEEDS[format], "a"))
