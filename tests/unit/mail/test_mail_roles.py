"""What a part is: body, File, inline picture, attached message, encrypted."""

import pytest

from tqimap.mail import Part, parse, roles


def part(fields: bytes, body: bytes = b"x") -> Part:
    return parse(fields + b"\r\n\r\n" + body).parts[0]


@pytest.mark.parametrize(
    ("fields", "is_attachment"),
    [
        (b"Content-Type: text/plain", False),
        (b"Content-Type: text/html\r\nContent-Disposition: inline", False),
        (b"Content-Type: text/plain\r\nContent-Disposition: attachment", True),
        (b"Content-Type: text/plain; name=notes.txt", True),
        (b"Content-Type: text/html\r\nContent-Disposition: inline; filename=page.html", True),
        (b"Content-Type: text/csv", True),
        (b"Content-Type: text/calendar; method=REQUEST", True),
        (b"Content-Type: text/x-vcard", True),
        (b"Content-Type: text/rfc822-headers", True),
        (b"Content-Type: message/delivery-status", False),
        (b"Content-Type: message/disposition-notification", False),
        (b"Content-Type: message/feedback-report", False),
        (b"Content-Type: message/rfc822", True),
        (b"Content-Type: application/pdf", True),
        (b"Content-Type: application/pgp-signature", True),
        (b"Content-Type: application/pkcs7-mime", True),
        (b"Content-Type: image/png", True),
    ],
)
def test_body_or_attachment(fields: bytes, is_attachment: bool) -> None:
    found = part(fields)
    assert roles.is_attachment(found) is is_attachment
    assert roles.is_body(found) is not is_attachment


def test_text_around_the_parts_is_body() -> None:
    mail = parse(b"Content-Type: multipart/mixed; boundary=B\r\n\r\nearly\r\n--B\r\n\r\nx\r\n--B--\r\nlate")
    assert [(each.spot, roles.is_body(each)) for each in mail.parts] == [
        ("preamble", True),
        ("", True),
        ("epilogue", True),
    ]


@pytest.mark.parametrize(
    ("fields", "size", "is_inline"),
    [
        (b"Content-Type: image/png\r\nContent-ID: <pic@x>", 99_999, True),
        (b"Content-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Disposition: inline; filename=p.png", 10, True),
        (b"Content-Type: image/png\r\nContent-ID: <pic@x>", 100_000, False),
        (b"Content-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Disposition: attachment", 10, False),
        (b"Content-Type: image/png\r\nContent-ID: <unused@x>", 10, False),
        (b"Content-Type: image/png", 10, False),
        (b"Content-Type: application/pdf\r\nContent-ID: <pic@x>", 10, False),
    ],
)
def test_inline_images(fields: bytes, size: int, is_inline: bool) -> None:
    used = roles.cids(['<img src="cid:pic@x"><td background=CID:other%40x>'])
    assert used == {"pic@x", "other@x"}
    assert roles.is_inline_image(part(fields, b"x" * size), used) is is_inline


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        (b"message/rfc822", "message.eml"),
        (b"text/rfc822-headers", "message.eml"),
        (b"text/rtf", "text.rtf"),
        (b"text/calendar", "text.ics"),
        (b"image/png", "image.png"),
        (b"application/x-strange", "application.bin"),
        (b"../x/y", "bin"),
    ],
)
def test_default_names_have_an_extension(media_type: bytes, name: str) -> None:
    assert roles.default_name(part(b"Content-Type: " + media_type)).endswith(name)
