"""An attached message as a document."""

import base64
from email.message import EmailMessage

import pytest

from tqimap.documents.file_type import sniff
from tqimap.documents.messages import body, eml, mbox
from tqimap.documents.pieces import Child, Context, Field, Hint, Link, Piece, Text, Unread
from tqimap.documents.walk import walk
from tqimap.mail import parse


def sample() -> bytes:
    inner = EmailMessage()
    inner["Subject"] = "Inner"
    inner.set_content("inner text")
    message = EmailMessage()
    message["From"] = "Jörg <a@x.example>"
    message["Subject"] = "Ünïcode"
    message.set_content("see https://plain.example/")
    message.add_alternative("<a href='https://html.example/'>here</a>", subtype="html")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="../é.pdf")
    message.add_attachment(inner)
    return message.as_bytes()


def read(data: bytes) -> list[Piece]:
    return list(eml.read(data, Context()))


def test_header_body_and_attachments() -> None:
    found = read(sample())
    assert Field("From", "Jörg <a@x.example>", "header From") in found
    assert Field("Subject", "Ünïcode", "header Subject") in found
    assert any(isinstance(each, Text) and "https://plain.example/" in each.text for each in found)
    assert Link("https://html.example/", "a href") in found
    children = [each for each in found if isinstance(each, Child)]
    assert [each.name for each in children] == ["_é.pdf", "message.eml"]
    assert children[0].data == b"%PDF-1.4" and b"inner text" in children[1].data


def test_bytes_in_a_part_make_nothing_else_of_the_message() -> None:
    """Neither a PDF in the first kilobyte, where readers of PDF look for one, nor what no text holds."""
    head = (
        "From: a@x.example\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nbody text\n--B\nContent-Type: a/b\n\n"
    )
    for inner in (b"%PDF-1.4\n1 0 obj\n", bytes(range(256))):
        found = [step.piece for step in walk(head.encode() + inner + b"\n--B--\n", "mail.eml")]
        assert any(isinstance(each, Text) and each.text.strip() == "body text" for each in found)
        assert inner in [each.data for each in found if isinstance(each, Child)]


def test_a_message_as_apple_mail_keeps_it() -> None:
    message = b"From: a@x.example\nSubject: s\n\nwords"
    kept = b"%-10d\n" % len(message) + message + b'<?xml version="1.0"?><plist><key>flags</key></plist>'
    assert sniff(kept) == "emlx"
    assert [step.piece for step in walk(kept, "1.emlx")] == read(message)
    assert [step.piece for step in walk(b"9" + kept, "1.emlx")][:2] == read(message)[:2]  # longer than there is
    assert [step.piece for step in walk(b"9  \n" + message, "1.emlx")] == read(message)  # nothing is hidden behind it


def test_what_a_part_only_points_at() -> None:
    found = read(
        b'Content-Type: message/external-body; access-type=URL; URL="http://x.example/a"\r\n\r\nContent-ID: <1>'
    )
    assert Link("http://x.example/a", "where a part is") in found


def test_what_is_wrong_is_told() -> None:
    found = read(b"Subject: x\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\nonly text")
    assert Hint("multipart/mixed without parts") in found


def test_more_fields_than_any_message_has() -> None:
    found = read(b"Subject: x\r\n" + b"X-Many: y\r\n" * 3_000 + b"\r\nbody")
    assert sum(isinstance(each, Text | Field) for each in found) == 2_001
    assert [each.reason for each in found if isinstance(each, Unread)] == [
        "only the first 2000 header fields were read"
    ]


def bodies(fields: str, content: bytes) -> list[Piece]:
    (part,) = parse(f"{fields}\r\n\r\n".encode() + content).parts
    return list(body.read(part))


def test_a_body_that_nobody_wrote_is_read_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "MAX_BYTES", 2 << 20)
    *texts, word = bodies("Subject: x", b"0123456789abcdef" * (3 << 16))
    assert sum(len(each.text) for each in texts if isinstance(each, Text)) == 2 << 20
    assert word == Unread("partly read: more than 2 MB of text")


def test_flowed_text_is_unfolded() -> None:
    fields = "Content-Type: text/plain; format=flowed; delsp=yes"
    assert bodies(fields, b"https://x.example/ \r\npath") == [Text("https://x.example/path")]


def test_soft_breaks_in_an_address_are_undone() -> None:
    fields = "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable"
    assert bodies(fields, b"https://x.example/lo=\r\nng?a=3Db") == [Text("https://x.example/long?a=b")]


def test_a_page_that_calls_itself_plain_text_is_read_as_a_page() -> None:
    assert Link("https://x.example/", "a href") in bodies(
        "Content-Type: text/plain", b"<html><body><a href='https://x.example/'>x</a></body></html>"
    )
    text = b"The tag <html> begins a page"
    assert bodies("Content-Type: text/plain", text) == [Text(text.decode())]


def test_the_charset_of_the_part_counts() -> None:
    assert bodies("Content-Type: text/plain; charset=koi8-r", "Привет".encode("koi8-r")) == [Text("Привет")]
    assert bodies("Content-Type: text/html; charset=koi8-r", "<p>Привет".encode("koi8-r")) == [Text("Привет")]


def test_a_report_for_programs_is_its_fields() -> None:
    """What a reporter's program is called says nothing of who wrote what is reported."""
    report = (
        b"User-Agent: Tool/1.0\r\nSource-IP: 44.128.7.21\r\n\r\nReported-URI:\r\n  https://x.example/\r\nnone here\r\n"
    )
    assert bodies("Content-Type: message/feedback-report", report) == [
        Field("User-Agent", "Tool/1.0", "report User-Agent"),
        Field("Source-IP", "44.128.7.21", "report Source-IP"),
        Field("Reported-URI", "https://x.example/", "report Reported-URI"),
    ]


@pytest.mark.parametrize(
    "content", [b"A:" * 100_000, b"A: x\r\n" * 100_000, b"A:" + b"\r\n " * 100_000, b" " * 300_000]
)
def test_hostile_reports_cost_no_more_than_their_length(content: bytes) -> None:
    assert len(bodies("Content-Type: message/delivery-status", content)) <= body.MAX_FIELDS


ENVELOPE = b"From a@b.example Mon Nov  2 10:00:00 2026"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_several_messages_in_one_file_are_several(end: bytes) -> None:
    lines = [
        ENVELOPE, b"From: a@b.example", b"Subject: one", b"", b"From now on, 10:00", b"", b"From 9:30 on: closed", b"",
        ENVELOPE, b"From: c@d.example", b"Subject: two", b"Content-Transfer-Encoding: base64", b"",
        base64.b64encode(b"https://second.example/"),
    ]  # fmt: skip
    data = end.join(lines)
    assert sniff(data) == "mbox"
    messages = list(mbox.read(data, Context()))
    assert [piece.name for piece in messages] == ["message 1.eml", "message 2.eml"]
    assert not any(ENVELOPE in piece.data for piece in messages)
    found = [step for step in walk(data, "spam.mbox") if step.path[1:] == ("message 2.eml",)]
    assert Text("https://second.example/") in [step.piece for step in found]


def test_one_message_behind_its_envelope_is_a_message() -> None:
    assert sniff(ENVELOPE + b"\nFrom: a@b.example\nSubject: x\n\nFrom here\n\nFrom there: on\n") == "eml"
