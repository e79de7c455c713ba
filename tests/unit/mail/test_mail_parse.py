"""The MIME reader on sound mail: the standard library (compat32) is the oracle."""

import email
import mmap
import random
import tempfile
from email.message import EmailMessage

import pytest

from tqimap.mail import Mail, parse, parse_attached

PDF = bytes(random.Random(5).randbytes(100_000))


def sample() -> EmailMessage:
    inner = EmailMessage()
    inner["Subject"] = "Inner"
    inner.set_content("inner text\n")
    inner.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="inner.bin")
    message = EmailMessage()
    message["From"] = "Jörg <joerg@example.com>"
    message["To"] = "b@example.com"
    message["Subject"] = "Ünïcode subject that is long enough to be folded over more than one line, so it is"
    message.set_content("plain ünï\n", cte="base64")
    message.add_alternative("<p>html ünï <img src='cid:pic@x'></p>", subtype="html")
    message.get_payload()[1].add_related(b"\x89PNG", maintype="image", subtype="png", cid="<pic@x>")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="Zusammenfassung für März.pdf")
    message.add_attachment("a,b\nc,d\n", subtype="csv", filename="table.csv")
    message.add_attachment(inner)
    return message


def crlf(message: EmailMessage) -> bytes:
    return message.as_bytes().replace(b"\n", b"\r\n")


def leaves(raw: bytes) -> list[tuple[str, str | None, bytes]]:
    found = []
    todo = [email.message_from_bytes(raw)]
    while todo:
        part = todo.pop(0)
        if part.get_content_maintype() == "multipart":
            todo = [*part.get_payload(), *todo]
        elif part.get_content_type() == "message/rfc822":
            found.append((part.get_content_type(), part.get_filename(), part.get_payload(0).as_bytes()))
        else:
            found.append((part.get_content_type(), part.get_filename(), part.get_payload(decode=True)))
    return found


def test_the_same_leaves_as_the_standard_library_finds() -> None:
    raw = crlf(sample())
    ours = [(part.media_type, part.name, part.payload()) for part in parse(raw).parts]
    theirs = [(kind, name or "", data) for kind, name, data in leaves(raw)]
    assert [each[0] for each in ours] == [each[0] for each in theirs]
    assert [each[2].replace(b"\r\n", b"\n").strip() for each in ours] == [
        each[2].replace(b"\r\n", b"\n").strip() for each in theirs
    ]
    assert [each[1] for each in ours] == ["", "", "", "Zusammenfassung für März.pdf", "table.csv", ""]


def test_headers_are_decoded_and_unfolded() -> None:
    mail = parse(crlf(sample()))
    assert mail.header("Subject") == sample()["Subject"]
    assert mail.header("from") == "Jörg <joerg@example.com>"
    assert mail.header("x-missing") == ""


def test_what_a_part_declares() -> None:
    plain, html, picture, pdf, *_ = parse(crlf(sample())).parts
    assert (plain.charset, plain.within, plain.disposition) == ("utf-8", "multipart/alternative", "")
    assert html.within == "multipart/related"
    assert (picture.content_id, picture.disposition) == ("pic@x", "inline")
    assert (pdf.disposition, pdf.encoding, pdf.header("content-type")) == ("attachment", "base64", "application/pdf")


def test_attached_messages_keep_their_bytes() -> None:
    inner = b"Subject:  odd   spacing\r\nX-Strange : 1\r\n\r\nbody \r\n"
    raw = (
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--B--"
    )
    (part,) = parse(raw).parts
    assert part.payload() == inner
    assert parse_attached(part).header("Subject") == "odd   spacing"


def test_an_attached_message_in_base64_is_decoded() -> None:
    raw = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA0KDQp5"
    (part,) = parse(raw).parts
    assert part.payload() == b"Subject: x\r\n\r\ny"
    inner = parse_attached(part)
    assert (inner.header("subject"), inner.parts[0].payload()) == ("x", b"y")


@pytest.mark.parametrize("encodings", [("7bit", "base64"), ("base64", "7bit")])
def test_of_two_encodings_the_one_that_changes_something_counts(encodings: tuple[str, str]) -> None:
    fields = b"".join(b"Content-Transfer-Encoding: %s\r\n" % encoding.encode() for encoding in encodings)
    raw = b"Content-Type: application/pdf\r\n" + fields + b"\r\nJVBERi0xLjQ="
    assert [payload for _, _, payload in described(parse(raw))] == [b"%PDF-1.4"]


def test_an_attached_message_ends_where_its_part_ends() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n"
        b"Content-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\n\r\ninside\r\n--B\r\n\r\noutside\r\n--B--\r\n"
    )
    attached, outside = parse(raw).parts
    assert [part.payload() for part in parse_attached(attached).parts] == [b"inside"]
    assert outside.payload() == b"outside"


def test_digest_parts_are_messages_unless_they_say_otherwise() -> None:
    raw = (
        b"Content-Type: multipart/digest; boundary=B\r\n\r\n--B\r\n\r\nSubject: x\r\n\r\n"
        b"--B\r\nContent-Type: text/plain\r\n\r\ny\r\n--B--"
    )
    assert [part.media_type for part in parse(raw).parts] == ["message/rfc822", "text/plain"]


def described(mail: Mail) -> list[tuple[str, str, bytes]]:
    return [(part.media_type, part.name, part.payload()) for part in mail.parts]


@pytest.mark.parametrize("kind", ["mmap", "memoryview"])
def test_mapped_files_and_views_are_read_like_bytes(kind: str) -> None:
    raw = crlf(sample())
    with tempfile.TemporaryFile() as file:
        file.write(raw)
        file.flush()
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if kind == "mmap" else memoryview(raw)
        assert described(parse(data)) == described(parse(raw))


def test_a_big_attachment_comes_in_pieces() -> None:
    message = EmailMessage()
    message.add_attachment(PDF * 40, maintype="application", subtype="pdf", filename="big.pdf")
    (part,) = [part for part in parse(crlf(message)).parts if part.name]
    pieces = list(part.chunks())
    assert len(pieces) > 3 and max(map(len, pieces)) <= 1 << 20
    assert b"".join(pieces) == PDF * 40 == part.payload()
    assert part.encoded_size >= len(PDF) * 40


def test_uuencoded_files_in_a_text_are_parts_of_their_own() -> None:
    raw = b"Subject: old\r\n\r\nbefore\r\nbegin 644 hello.txt\r\n%:&5L;&\\\r\n`\r\nend\r\nafter\r\n"
    before, file, after = parse(raw).parts
    assert (before.payload(), after.payload()) == (b"before\r\n", b"after\r\n")
    assert (file.name, file.disposition, file.payload()) == ("hello.txt", "attachment", b"hello")


def test_files_in_yenc_in_a_text_are_parts_of_their_own() -> None:
    data = bytes(range(256)) * 2
    codes = [(byte + 42) % 256 for byte in data]
    moved = b"".join(bytes([61, (code + 64) % 256]) if code in b"\0\n\r=" else bytes([code]) for code in codes)
    lines = b"\r\n".join(moved[at : at + 128] + moved[at + 128 : at + 129] for at in range(0, len(moved), 129))
    begin = b"=ybegin part=1 line=128 size=512 name=a b.bin\r\n=ypart begin=1 end=512\r\n"
    raw = b"Subject: x\r\n\r\nbefore\r\n" + begin + lines + b"\r\n=yend size=512 crc32=1\r\nafter\r\n"
    before, file, after = parse(raw).parts
    assert (before.payload(), after.payload()) == (b"before\r\n", b"after\r\n")
    assert (file.name, file.disposition, file.payload()) == ("a b.bin", "attachment", data)


def test_a_text_about_yenc_stays_text() -> None:
    raw = b"Subject: x\r\n\r\n=ybegin line=128 name=x is how it starts\r\nand =yend is how it ends\r\n"
    assert [part.payload() for part in parse(raw).parts] == [raw.partition(b"\r\n\r\n")[2]]


def test_a_text_about_uuencode_stays_text() -> None:
    raw = b"Subject: old\r\n\r\nbegin 644 is how it starts\r\nand end is how it ends\r\n"
    assert [part.payload() for part in parse(raw).parts] == [raw.partition(b"\r\n\r\n")[2]]


def test_raw_bytes_in_fields_are_in_the_charset_of_the_text() -> None:
    raw = (
        "Subject: Привет\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        "--B\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\nx\r\n"
        '--B\r\nContent-Type: application/zip; name="Счёт.zip"\r\n\r\nx\r\n--B--\r\n'
    ).encode("cp1251")
    mail = parse(raw)
    assert (mail.header("Subject"), mail.parts[1].name) == ("Привет", "Счёт.zip")
