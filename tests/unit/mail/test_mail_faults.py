"""Messages with a fault that other readers lose something over: what is in them is read all the same."""

import base64
from dataclasses import dataclass

import pytest

from tqimap.mail import Mail, parse, splitter

ZIP = b"PK\x03\x04" + bytes(range(256)) * 3
ZIP_BASE64 = base64.encodebytes(ZIP).replace(b"\n", b"\r\n")
ATTACHMENT = (
    b"--B\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n"
    b"--B\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="a.zip"\r\n\r\n' + ZIP_BASE64 + b"\r\n--B--\r\n"
)
FIELDS = b"From: a@example.com\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
MULTIPART = b'Content-Type: multipart/mixed; boundary="B"\r\n'
SOUND = FIELDS + MULTIPART + b"\r\n" + ATTACHMENT


def changed(old: bytes, new: bytes) -> bytes:
    """The sound message with ``old`` everywhere replaced."""
    assert old in SOUND
    return SOUND.replace(old, new)


@dataclass(frozen=True)
class Fault:
    why: str
    raw: bytes


FAULTS = (
    Fault("nothing wrong", SOUND),
    Fault("a line with a blank in its name before the fields", b"Mail content:\r\n" + SOUND),
    Fault("a line that is no field among the fields", changed(MULTIPART, b"oops, no field\r\n" + MULTIPART)),
    Fault("a continuation line first", b"  continued\r\n" + SOUND),
    Fault("a field without a name", FIELDS + b": Hello\r\n" + MULTIPART + b"\r\n" + ATTACHMENT),
    Fault("a blank before the colon", FIELDS + MULTIPART.replace(b":", b" :") + b"\r\n" + ATTACHMENT),
    Fault("a UTF-8 byte order mark", b"\xef\xbb\xbf" + SOUND),
    Fault("UTF-16", SOUND.decode().encode("utf-16")),
    Fault("the mark of UTF-16 before what is none", b"\xff\xfe\r\n" + SOUND),
    Fault("an mbox line", b"From a@example.com Thu Jan  1 00:00:00 2020\r\n" + SOUND),
    Fault("a quoted mbox line", b">From a@example.com Thu Jan  1\r\n" + SOUND),
    Fault("empty lines before the fields", b"\r\n\r\n" + SOUND),
    Fault("no empty line before the first delimiter", FIELDS + MULTIPART + ATTACHMENT),
    Fault("a line of blanks instead of the empty line", FIELDS + MULTIPART + b" \r\n" + ATTACHMENT),
    Fault("a folded parameter without its blank", changed(b"; boundary", b";\r\nboundary")),
    Fault("a boundary that never matches", FIELDS + MULTIPART.replace(b'"B"', b'"other"') + b"\r\n" + ATTACHMENT),
    Fault("no boundary", FIELDS + b"Content-Type: multipart/mixed\r\n\r\n" + ATTACHMENT),
    Fault("no subtype", FIELDS + b"Content-Type: multipart; boundary=B\r\n\r\n" + ATTACHMENT),
    Fault("another content type first", FIELDS + b"Content-Type: text/plain\r\n" + MULTIPART + b"\r\n" + ATTACHMENT),
    Fault("another content type behind it", changed(MULTIPART, MULTIPART + b"Content-Type: text/plain\r\n")),
    Fault("no content type", FIELDS + b"\r\n" + ATTACHMENT),
    Fault("no fields at all", ATTACHMENT),
    Fault("bare line feeds", SOUND.replace(b"\r\n", b"\n")),
    Fault("bare carriage returns", SOUND.replace(b"\r\n", b"\r")),
    Fault("carriage returns twice", SOUND.replace(b"\r\n", b"\r\r\n")),
    Fault("blanks behind the delimiters", changed(b"--B\r\n", b"--B \t\r\n")),
    Fault("blanks behind the boundary", FIELDS + MULTIPART.replace(b'"B"', b'"B  "') + b"\r\n" + ATTACHMENT),
    Fault("no closing delimiter", changed(b"--B--\r\n", b"")),
    Fault("text behind the closing delimiter", changed(b"--B--", b"--B-->")),
    Fault("a part after the closing delimiter", FIELDS + MULTIPART + b"\r\n--B\r\n\r\n\r\n--B--\r\n" + ATTACHMENT),
    Fault("an inner multipart with the outer boundary", changed(MULTIPART, MULTIPART + b"\r\n--B\r\n" + MULTIPART)),
    Fault("an encoding with a blank", changed(b"base64", b"base64 ")),
    Fault("an encoding in quotes", changed(b"base64", b'"base64"')),
    Fault("an encoding in capitals with a comment", changed(b"base64", b"BASE64 (x)")),
    Fault("an encoding behind a comment", changed(b"base64", b"(of (the) part) base64")),
    Fault("an encoding with a semicolon", changed(b"base64", b"base64;")),
    Fault("a date of a year beyond all", b"Date: Mon, 1 Jan 99999999999 00:00:00 +0000\r\n" + SOUND),
    Fault("an unknown disposition", changed(b"attachment;", b"attached;")),
    Fault("a name without quotes", changed(b'"a.zip"', b"a.zip")),
    Fault("a name whose quote never ends", changed(b'"a.zip"', b'"a.zip')),
    Fault("the name only in the type", changed(b'; filename="a.zip"', b"").replace(b"/zip", b"/zip; name=a.zip")),
    Fault("NUL bytes", FIELDS + b"X-Nul: \0\r\n" + MULTIPART + b"\r\n" + ATTACHMENT.replace(b"See", b"\0See")),
    Fault("raw 8-bit bytes in a field", FIELDS + b"X-Raw: \xe4\xf6\xfc\r\n" + MULTIPART + b"\r\n" + ATTACHMENT),
    Fault("a header block of four megabytes", b"X-Long: " + b"x (=?utf-8?q?y?= " * 240_000 + b"\r\n" + SOUND),
    Fault("a multipart that claims base64", b"Content-Transfer-Encoding: base64\r\n" + SOUND),
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.why)
def test_text_and_attachment_are_found(fault: Fault) -> None:
    mail = parse(fault.raw)
    assert [(part.name, part.payload()) for part in mail.parts if part.name] == [("a.zip", ZIP)]
    assert any(b"See the file." in part.payload() for part in mail.parts if not part.name)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.raw != ATTACHMENT], ids=lambda fault: fault.why)
def test_fields_are_found(fault: Fault) -> None:
    mail = parse(fault.raw)
    assert (mail.header("from"), mail.header("SUBJECT")) == ("a@example.com", "Hello")


def everything(mail: Mail) -> bytes:
    return b"\n".join(part.payload() for part in mail.parts) + b"".join(header.raw for header in mail.headers)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (MULTIPART + b"\r\nEARLY\r\n--B\r\n\r\nPART\r\n--B--\r\nLATE\r\n", (b"EARLY", b"PART", b"LATE")),
        (MULTIPART + b"\r\nALONE without any delimiter\r\n", (b"ALONE",)),
        (MULTIPART + b"\r\n--B\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\nINNER\r\n--B--\r\n", (b"INNER",)),
        (MULTIPART + b"\r\n--B\r\nno field here\r\n\r\nPART\r\n--B--\r\n", (b"no field here", b"PART")),
        (b"Subject: x\r\nA body without an empty line before it\r\nsecond line\r\n", (b"A body", b"second line")),
        (b"Only text, never a field", (b"Only text",)),
        (b"Subject: x\r\nSTRAY\r\nMessage-ID: <1@example.com>\r\n\r\nBODY", (b"STRAY", b"BODY")),
        (b"From: x\r\n" + b"X: y\r\n" * 30_000 + b"X-Last: LAST\r\n\r\nBODY", (b"LAST", b"BODY")),
        (b"", ()),
        (b"\r\n\r\n", ()),
    ],
    ids=range(10),
)  # fmt: skip
def test_no_text_is_lost(raw: bytes, words: tuple[bytes, ...]) -> None:
    found = everything(parse(raw))
    assert [word for word in words if word not in found] == []


def test_a_quoted_mail_in_a_body_without_separator_stays_body() -> None:
    raw = b"Subject: Fwd\r\nHello,\r\nFrom: sample@example.net\r\nSubject: You won\r\n\r\nClick\r\n"
    mail = parse(raw)
    assert [header.name for header in mail.headers] == ["Subject"]
    assert b"sample@example.net" in mail.parts[0].payload()


def test_thousands_of_parts_are_kept_in_one_piece_and_said_so() -> None:
    raw = MULTIPART + b"\r\n" + b"".join(b"--B\r\n\r\npart %d\r\n" % number for number in range(20_000)) + b"--B--\r\n"
    mail = parse(raw)
    assert len(mail.parts) < 6_000
    assert mail.parts[-1].spot == "rest" and b"part 19999" in mail.parts[-1].payload()
    assert "5000 parts" in mail.notes[0]


@pytest.mark.parametrize("levels", [100, 3_000])
def test_thousands_of_levels_are_gone_through(levels: int) -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(levels)
    )
    mail = parse(raw + b"Content-Type: text/html\r\n\r\nbottom")
    assert [(part.media_type, part.payload()) for part in mail.parts] == [("text/html", b"bottom")]


def test_a_multipart_of_nothing_has_no_part() -> None:
    mail = parse(FIELDS + MULTIPART + b"\r\n \r\n")
    assert (mail.parts, mail.notes) == ((), ())


def test_a_header_without_end_is_cut_at_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitter, "MAX_HEADER_BLOCK", 100)
    mail = parse(b"From: a@b.example\r\n" + b"X: yyyy\r\n" * 20 + b"\r\nBODY")
    assert {header.value for header in mail.headers if header.name == "X"} == {"yyyy"}
    assert len(mail.headers) == 10
    assert mail.parts[0].payload().startswith(b"X: yyyy\r\n") and mail.parts[0].payload().endswith(b"BODY")


def test_faults_are_noted() -> None:
    assert parse(FIELDS + b"stray\r\n" + MULTIPART + b"\r\n" + ATTACHMENT).notes == (
        "lines among the header fields that are none",
    )
    assert "boundary" in parse(FIELDS + MULTIPART.replace(b"B", b"x") + b"\r\n" + ATTACHMENT).notes[0]
    assert parse(FIELDS + MULTIPART + b"\r\ntext").notes == ("multipart/mixed without parts",)
    assert parse(SOUND).notes == ()


LEVELS = range(5_000)
HOSTILE = {
    "delimiters and nothing else": MULTIPART + b"\r\n" + b"--B\r\n" * 100_000,
    "parts without an empty line": MULTIPART + b"\r\n" + b"--B\r\nContent-Type: text/plain\r\n" * 50_000,
    "lines of dashes": MULTIPART + b"\r\n--B\r\n\r\n" + b"--\r\n" * 300_000,
    "one line of dashes": MULTIPART + b"\r\n" + b"-" * 5_000_000,
    "levels of unnamed boundaries": b"".join(
        b"Content-Type: multipart/mixed; boundary=a%d\r\n\r\n--b%d\r\n" % (level, level) for level in LEVELS
    ),
    "levels of one boundary": (MULTIPART + b"\r\n--B\r\n") * 5_000,
    "lines among the fields": FIELDS + b"no field\r\n" * 100_000 + MULTIPART + b"\r\n",
    "lines that a parameter is to be": b"X: y;\r\n" + b"z;\r\n" * 200_000 + b"\r\n",
    "a field folded without end": b"X: y\r\n" + b" z\r\n" * 300_000,
    "fields without end": b"X:y\r\n" * 200_000,
    "encoded words that never end": b"Subject: " + b"=?utf-8?q?x" * 100_000 + b"\r\n\r\n",
    "parameters": b"Content-Type: a/b" + b"; n*1*=x%20" * 50_000 + b"\r\n\r\n",
    "quotes in parameters": b'Content-Type: a/b; a="' + b'\\"' * 300_000 + b"\r\n\r\n",
    "files that never begin": b"X: y\r\n\r\n" + b"begin 644 x\r\nMxx\r\n" * 100_000,
    "padding": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A=" * 1_000_000,
    "soft breaks": b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=" + b" " * 2_000_000 + b"= " * 500_000,
    "one line": b"x" * 5_000_000,
    "colons": b":" * 2_000_000,
    "empty lines": b"\r\n" * 1_000_000,
    "blank lines": b" \r\n" * 500_000 + b"From: x\r\n\r\n",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_messages_are_gone_through(raw: bytes) -> None:
    """Each takes a fraction of a second in time linear in its size; in quadratic time no test run would see its end."""
    mail = parse(raw)
    assert len(mail.parts) <= 5_001
    assert sum(len(piece) for part in mail.parts for piece in part.chunks()) <= len(raw)
    assert all(header.value is not None for header in mail.headers)
