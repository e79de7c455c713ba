"""Transfer encodings, sound and damaged."""

import base64
import binascii
import quopri
import random

import pytest

from tqimap.mail import parse, transfer


def decoded(encoding: str, body: bytes) -> bytes:
    return b"".join(transfer.decoded(body, 0, len(body), encoding))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 57, 58, 1000, 800_000, 786_431, 786_432, 786_433, 2_000_001])
def test_base64_of_any_size(size: int) -> None:
    data = random.Random(size).randbytes(size)
    for text in (base64.encodebytes(data), base64.b64encode(data), base64.encodebytes(data).replace(b"\n", b"\r\n")):
        assert decoded("base64", text) == data


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (b"aGVsbG8", b"hello"),
        (b"aGVsbG8=", b"hello"),
        (b"aGVsbG8====", b"hello"),
        (b"aGVs!bG8=", b"hello"),
        (b"aGVs\0\xffbG8=", b"hello"),
        (b"a G V s b G 8 =", b"hello"),
        (b"aGVsbG8x", b"hello1"),
        (b"aGVsb", b"hel"),
        (b"aGVsbG8=\r\nd29ybGQ=\r\n", b"helloworld"),
        (b"aGVsbG8=\r\n-- \r\nlist footer\r\n", b"hello"),
        (b"aGVs\r\n=\r\nbG8=", b"hello"),
        (b"====", b""),
        (b"", b""),
        (b"!!!!", b""),
    ],
)
def test_damaged_base64(text: bytes, data: bytes) -> None:
    assert decoded("base64", text) == data


def test_padding_at_the_end_of_a_piece() -> None:
    line = base64.b64encode(b"x" * 76) + b"\r\n"
    count = transfer.PIECE // len(line) + 10
    assert decoded("base64", line * count) == b"x" * 76 * count


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (b"http://example.com/a=\r\nb=3Dc", b"http://example.com/ab=c"),
        (b"soft=  \r\nbreak", b"softbreak"),
        (b"soft=\nbreak", b"softbreak"),
        (b"a=3d=3D", b"a=="),
        (b"a=ZZb=", b"a=ZZb"),
        (b"tab\there", b"tab\there"),
        (b"raw \xff", b"raw \xff"),
    ],
)
def test_quoted_printable(text: bytes, data: bytes) -> None:
    assert decoded("quoted-printable", text) == data


def test_long_quoted_printable_is_cut_nowhere_within_a_character() -> None:
    data = random.Random(7).randbytes(500_000)
    whole_lines = quopri.encodestring(data, quotetabs=True).replace(b"\n", b"\r\n")
    one_line = b"".join(b"=%02X" % byte for byte in data)
    assert decoded("quoted-printable", one_line) == data
    assert decoded("quoted-printable", whole_lines) == quopri.decodestring(whole_lines)


def uuencoded(data: bytes, end: bytes = b"`\r\nend\r\n") -> bytes:
    lines = (binascii.b2a_uu(data[at : at + 45]).replace(b"\n", b"\r\n") for at in range(0, len(data), 45))
    return b"begin 644 file name.bin\r\n" + b"".join(lines) + end


@pytest.mark.parametrize("size", [1, 45, 46, 1_500_000])
def test_uuencoded_data_is_decoded_with_text_round_it_and_without_an_end(size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert decoded("x-uuencode", b"some text\r\n" + uuencoded(data) + b"more text\r\n") == data
    assert decoded("x-uuencode", uuencoded(data, end=b"")) == data


def test_uuencode_with_too_much_on_a_line() -> None:
    assert decoded("x-uuencode", b"begin 644 x\r\n%:&5L;&\\!!!!!!!!!!!!\r\nend\r\n") == b"hello"


@pytest.mark.parametrize("name", ["uue", "x-uue", "UUENCODE", '"x-uuencode"'])
def test_names_of_uuencode(name: str) -> None:
    raw = f"Content-Type: a/b\r\nContent-Transfer-Encoding: {name}\r\n\r\n".encode() + uuencoded(b"hello")
    assert parse(raw).parts[0].payload() == b"hello"


def test_uuencode_under_the_name_of_base64() -> None:
    raw = b"Content-Type: a/b; name=x\r\nContent-Transfer-Encoding: base64\r\n\r\n" + uuencoded(b"hello" * 50)
    assert parse(raw).parts[0].payload() == b"hello" * 50


@pytest.mark.parametrize("first", [b"", b"Hello\r\n", b"d41d8cd98f00b204e9800998ecf8427e\r\n"])
def test_prose_under_the_name_of_base64(first: bytes) -> None:
    text = first + b"This text was never encoded, see http://example.com/\r\n"
    raw = b"Content-Transfer-Encoding: base64\r\n\r\n" + text
    assert parse(raw).parts[0].payload() == raw.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("field", [b"", b"7bit", b"8bit", b"quoted-printable", b"b64"])
@pytest.mark.parametrize("size", [3, 90, 9000])
def test_base64_under_another_name_or_none(field: bytes, size: int) -> None:
    text = "Read http://example.com/ünd so on.\r\n".encode() * size
    raw = b"Content-Transfer-Encoding: " + field + b"\r\n\r\n" + base64.encodebytes(text).replace(b"\n", b"\r\n")
    assert parse(raw).parts[0].payload() == text


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b"%064x\r\n" % (number * 7**70 % 16**64) for number in range(9)),  # SHA-256, one a line
        b"AbcdEfgh0123" * 6 + b"\r\n" + b"zyxwVUTS9876" * 6 + b"\r\n",
        base64.encodebytes(b"Read this") + b"and this\r\n",
    ],
)
def test_text_that_looks_like_base64_stays(body: bytes) -> None:
    raw = b"Content-Type: text/plain\r\n\r\n" + body
    assert parse(raw).parts[0].payload() == body


def test_the_bytes_of_an_attached_text_stay_as_they_are() -> None:
    body = base64.encodebytes(b"Read http://example.com/" * 20)
    raw = b'Content-Type: text/plain; name="a.txt"\r\n\r\n' + body
    assert parse(raw).parts[0].payload() == body


@pytest.mark.parametrize("content", [b"hello", b"helloo", b"hello https://x.example/" * 9])
@pytest.mark.parametrize("gap", [b"", b"\r\n"])
def test_what_a_mailing_list_adds_behind_base64_is_kept(content: bytes, gap: bytes) -> None:
    lines = base64.encodebytes(content).replace(b"\n", b"\r\n")
    raw = b"Content-Transfer-Encoding: base64\r\n\r\n" + lines + gap + b"____\r\nhttp://lists.example.com/\r\n"
    body, footer = parse(raw).parts
    assert (body.payload(), footer.payload()) == (content, b"____\r\nhttp://lists.example.com/\r\n")
    assert footer.spot == "after base64"


@pytest.mark.parametrize("name", ["", "7bit", "8bit", "binary", "8-bit", "x-unknown", "base9000"])
def test_encodings_that_change_nothing(name: str) -> None:
    assert decoded(transfer.label(name), b"aGVs=3D") == b"aGVs=3D"
