"""ZIP: every member, with passwords, whatever the directory says."""

import io
import random
import struct
import zipfile
import zlib

import libarchive
import pytest
import pyzipper

from tqimap.documents.archives import zip
from tqimap.documents.pieces import Child, Context, Hint, Text, Unread
from tqimap.documents.walk import walk


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.comment = comment
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


def zipcrypto(password: str, *members: tuple[str, bytes]) -> bytes:
    written: list[bytes] = []
    options = "compression=deflate,encryption=traditional"
    write = lambda data: (written.append(bytes(data)), len(data))[1]  # noqa: E731
    with libarchive.custom_writer(write, "zip", options=options, passphrase=password) as archive:
        for name, data in members:
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(written)


def aes(password: str, *members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with pyzipper.AESZipFile(target, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


def read(data: bytes, *passwords: str) -> list:
    return list(zip.read(data, Context(passwords=passwords)))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_and_comment(method: int) -> None:
    data = zipped(("a.txt", b"one"), ("folder/", b""), ("folder/b.txt", b"two" * 999), method=method, comment=b"note")
    assert read(data) == [Text("note", "comment"), Child("a.txt", b"one"), Child("folder/b.txt", b"two" * 999)]


@pytest.mark.parametrize("encrypt", [zipcrypto, aes])
@pytest.mark.parametrize(("password", "known"), [("infected", ()), ("Üben-42", ("wrong", "Üben-42"))])
def test_a_password_that_is_known_opens_it_and_is_told_once(encrypt, password: str, known: tuple[str, ...]) -> None:
    data = encrypt(password, ("a.txt", b"http://inside.example/" * 50), ("b.txt", b"more"))
    assert read(data, *known) == [
        Hint(f"opened with the password {password}"),
        Child("a.txt", b"http://inside.example/" * 50),
        Child("b.txt", b"more"),
    ]


def test_large_encrypted_members_come_last_as_they_may_take_all_the_time() -> None:
    data = zipcrypto(
        "infected", ("large.bin", random.Random(1).randbytes(1_100_000)), ("note.txt", b"http://a.example/")
    )
    assert [piece.name for piece in read(data) if isinstance(piece, Child)] == ["note.txt", "large.bin"]


@pytest.mark.parametrize(
    "slip", [("z.txt", b"pass: Secret1"), ("PASSWORD Secret1/", b""), ("Passwort ist Secret1.txt", b"")]
)
def test_a_member_that_names_the_password_opens_the_others(slip: tuple[str, bytes]) -> None:
    mixed = io.BytesIO(zipcrypto("Secret1", ("a.txt", b"http://inside.example/" * 50)))
    with zipfile.ZipFile(mixed, "a") as archive:
        archive.writestr(*slip)
    assert Child("a.txt", b"http://inside.example/" * 50) in read(mixed.getvalue())


@pytest.mark.parametrize("encrypt", [zipcrypto, aes])
def test_without_the_password_each_member_is_named(encrypt) -> None:
    assert read(encrypt("secret", ("a.exe", b"x" * 99), ("b.exe", b"y")), "other") == [
        Unread("a.exe: encrypted, and no known password opens it"),
        Unread("b.exe: encrypted, and no known password opens it"),
    ]


def test_without_the_extra_aes_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyzipper", None)
    assert read(aes("infected", ("a", b"x"))) == [
        Unread("AES-encrypted members not read: pip install 'tqIMAP[archives]'")
    ]


def test_what_only_the_library_for_aes_refuses_hides_no_plain_member() -> None:
    odd = zipfile.ZipInfo("a.txt")
    odd.extra = struct.pack("<HH7x", 1, 7)  # sizes of ZIP64 where none belong
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(odd, b"one")
        archive.writestr("b.txt", b"two")
        archive.getinfo("b.txt").compress_type = 99
    assert Child("a.txt", b"one") in read(target.getvalue())


def test_a_check_byte_that_passes_by_chance_is_not_taken_for_the_password() -> None:
    """One wrong password in 256 passes ZipCrypto's check; the data then fail to unpack or their checksum does."""
    wrong = tuple(f"wrong{number}" for number in range(30))
    opened = 0
    for number in range(12):
        pieces = read(zipcrypto("right", (f"{number}.txt", b"content " * 20)), *wrong, "right")
        opened += pieces == [Hint("opened with the password right"), Child(f"{number}.txt", b"content " * 20)]
    assert opened == 12


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_without_its_directory_an_archive_is_read_by_local_headers(method: int) -> None:
    whole = zipped(("a.txt", b"one" * 99), ("b.txt", b"two"), method=method)
    cut = whole[: whole.index(b"PK\x01\x02")]
    hint, *members = read(cut)
    assert hint.text.startswith("the directory of the archive is broken (BadZipFile")
    assert members == [Child("a.txt", b"one" * 99), Child("b.txt", b"two")]


def test_what_only_begins_as_an_archive_is_searched_for_strings() -> None:
    found = read(b"PK\x03\x04<html><a href='https://page.example/'>")
    assert "https://page.example/" in next(piece.text for piece in found if isinstance(piece, Text))


def test_of_a_truncated_archive_the_beginning_is_kept() -> None:
    noise = random.Random(1).randbytes(100_000)
    cut = zipped(("a.txt", b"one"), ("b.bin", noise))[:50_000]
    _, first, second, word = read(cut)
    assert first == Child("a.txt", b"one")
    assert len(second.data) > 40_000
    assert noise.startswith(second.data)
    assert word.reason.startswith("b.bin: not read past its first")


def test_a_streamed_archive_without_directory_is_read() -> None:
    """Sizes behind the data (bit 3), as producers write that cannot go back."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.data += bytes(data)
            return len(data)

    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", method) as archive:
            archive.writestr("a.txt", b"streamed " * 20)
        assert Child("a.txt", b"streamed " * 20) in read(pipe.data[: pipe.data.index(b"PK\x01\x02")])


def test_a_member_that_the_directory_hides_is_read() -> None:
    """Two archives one behind the other: most programs see only the last, some only the first."""
    both = zipped(("decoy.txt", b"nothing to see")) + zipped(("payload.js", b"evil()"))
    assert {piece.name: piece.data for piece in read(both)} == {"payload.js": b"evil()", "decoy.txt": b"nothing to see"}


def test_a_member_without_a_name_hides_no_other() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"nameless")
        archive.writestr("b.txt", b"two")
    assert read(target.getvalue()) == [Child("", b"nameless"), Child("b.txt", b"two")]


def test_a_stored_archive_inside_is_not_read_twice() -> None:
    inner = zipped(("deep.txt", b"deep"))
    assert read(zipped(("inner.zip", inner), method=zipfile.ZIP_STORED)) == [Child("inner.zip", inner)]


def test_a_stored_archive_that_the_directory_hides_is_not_read_twice_either() -> None:
    inner = zipped(("deep.txt", b"deep"))
    hidden = zipped(("inner.zip", inner), method=zipfile.ZIP_STORED)
    assert read(hidden + zipped(("b.txt", b"b")))[1:] == [Child("inner.zip", inner)]


def test_extra_fields_of_a_hidden_member_are_no_part_of_it() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        info = zipfile.ZipInfo("payload.js")
        info.extra = b"xx\x04\0abcd"
        archive.writestr(info, b"evil()")
    assert Child("payload.js", b"evil()") in read(target.getvalue() + zipped(("b.txt", b"b")))


def test_a_local_name_that_differs_from_the_directory_hides_nothing() -> None:
    data = zipped(("harmless.txt", b"content"))
    lying = data.replace(b"harmless.txt", b"payload1.exe", 1)
    pieces = read(lying)
    assert Child("payload1.exe", b"content") in pieces
    assert any(isinstance(piece, Unread) for piece in pieces)


def test_an_unknown_method_is_named_once() -> None:
    data = bytearray(zipped(("a.txt", b"x" * 50)))
    for at in (data.index(b"PK\x03\x04") + 8, data.index(b"PK\x01\x02") + 10):
        data[at : at + 2] = struct.pack("<H", 97)
    assert read(bytes(data)) == [
        Unread("a.txt: not read (NotImplementedError: That compression method is not supported)")
    ]


# --- hostile -------------------------------------------------------------------------------------------------------


def children(data: bytes) -> list[int]:
    return [len(step.piece.data) for step in walk(data, "a.zip") if isinstance(step.piece, Child)]


def flat_bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(1 << 20)
    crc, packed = 0, bytearray()
    for _ in range(megabytes):
        packed += packer.compress(block)
        crc = zlib.crc32(block, crc)
    packed += packer.flush()
    return raw_zip([("bomb", bytes(packed), crc, megabytes << 20, 8)])


def raw_zip(members: list[tuple[str, bytes, int, int, int]], declared: int | None = None) -> bytes:
    """An archive of (name, packed, crc, size, method); ``declared`` is the size that it lies about."""
    body, directory, at = [], [], 0
    for name, packed, crc, size, method in members:
        stated = size if declared is None else declared
        fields = struct.pack("<3H4s3I2H", 20, 0, method, bytes(4), crc, len(packed), stated, len(name), 0)
        place = struct.pack("<3H2I", 0, 0, 0, 0, at)
        directory.append(b"PK\x01\x02" + struct.pack("<H", 20) + fields + place + name.encode())
        body.append(b"PK\x03\x04" + fields + name.encode() + packed)
        at += len(body[-1])
    count, size = len(members), sum(map(len, directory))
    return b"".join(body + directory) + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, count, count, size, at, 0)


def test_a_flat_bomb_is_cut() -> None:
    data = flat_bomb(100)
    (size,) = children(data)
    assert 10 << 20 < size <= 200 * len(data)


def test_a_bomb_of_many_levels_ends() -> None:
    data = zipped(("0.bin", bytes(8 << 20)))
    for level in range(1, 6):
        data = zipped(*((f"{level}-{number}.zip", data + bytes([number])) for number in range(16)))
    sizes = children(data)
    assert len(sizes) <= 500
    assert sum(sizes) <= 200 << 20


def test_two_thousand_entries_over_one_body_are_read_once() -> None:
    one = zipped(("body.txt", b"x" * 1000))
    at = one.index(b"PK\x01\x02")
    entry = one[at : one.index(b"PK\x05\x06")]
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 2000, 2000, 2000 * len(entry), at, 0)
    steps = list(walk(one[:at] + entry * 2000 + end, "a.zip"))
    assert [step.path for step in steps if isinstance(step.piece, Child)] == [("a.zip", "body.txt")]
    assert any(isinstance(step.piece, Unread) for step in steps)


@pytest.mark.parametrize("declared", [0, 1, 0xFFFFFFF0])
def test_a_size_that_lies_is_not_believed(declared: int) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = b"http://inside.example/" * 1000
    packed = packer.compress(content) + packer.flush()
    data = raw_zip([("a", packed, zlib.crc32(content), len(content), 8)], declared)
    assert sum(children(data)) <= len(content)


def test_thousands_of_members_that_nothing_opens_are_not_tried_one_by_one_nor_named() -> None:
    data = aes("unknown", *((f"{number}.exe", b"x") for number in range(200)))
    context = Context(passwords=tuple(f"wrong{number}" for number in range(36)))
    words = [step.piece for step in walk(data, "a.zip", context)]
    assert len(words) == 21
    assert words[-1] == Unread("180 more parts are unread or damaged")


def test_a_long_name_makes_no_long_word() -> None:
    data = raw_zip([("n" * 60_000, b"\xff\xff", 0, 9, 8)])
    assert max(len(step.piece.reason) for step in walk(data, "a.zip") if isinstance(step.piece, Unread)) == 500


def test_names_that_would_escape_are_text() -> None:
    data = zipped(("../../etc/passwd", b"1"), ("C:\\Windows\\x.dll", b"2"), ("/abs", b"3"), ("a" * 5000, b"4"))
    names = [step.path[1] for step in walk(data, "a.zip") if isinstance(step.piece, Child)]
    assert names == ["../../etc/passwd", "C:\\Windows\\x.dll", "/abs", "a" * 255]


def test_sixty_five_thousand_entries_end_soon() -> None:
    data = raw_zip(
        [(str(number), b"%d" % number, zlib.crc32(b"%d" % number), len(str(number)), 0) for number in range(60_000)]
    )
    assert len(children(data)) == 500


def test_random_damage_never_raises_out_of_the_walk() -> None:
    chance = random.Random(5)
    whole = zipped(("a.txt", b"one" * 500), ("b.zip", zipped(("c.txt", b"two" * 500))), comment=b"c")
    for _ in range(300):
        data = bytearray(whole[: chance.randrange(len(whole)) if chance.random() < 0.3 else None])
        for _ in range(chance.randrange(1, 8)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        assert sum(children(bytes(data))) < 1 << 20
