"""Whatever the bytes are: the MIME reader does not raise, loses nothing, and agrees with the standard library."""

import email
import re
from email.message import EmailMessage, Message

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tqimap.mail import Mail, Part, addresses, charset, encoded_words, names, parameters, parse, parse_attached, roles
from tqimap.mail.flowed import unflowed

ENOUGH = settings(deadline=5000, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

# Lines that a message is made of, and that break one; put together at random they give every kind of damage.
LINES = st.sampled_from(
    [
        b"From: a@example.com",
        b"Subject: =?utf-8?q?x?=",
        b"Content-Type: multipart/mixed; boundary=B",
        b"Content-Type: multipart/alternative; boundary=C",
        b"Content-Type: multipart/digest;",
        b"Content-Type: text/html; charset=koi8-r",
        b"Content-Type: message/rfc822",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=b",
        b" boundary=B",
        b"boundary=C",
        b"",
        b" ",
        b"--B",
        b"--B--",
        b"--C",
        b"--C--",
        b"--",
        b"plain words",
        b"aGVsbG8=",
        b"soft=",
        b"begin 644 file.bin",
        b"#86)C",
        b"`",
        b"end",
        b"From a@example.com Thu Jan 1",
        b"\xef\xbb\xbf",
        b"\xff\xfe\x00",
    ]
)
ANYTHING = st.one_of(
    st.binary(max_size=2_000),
    st.tuples(st.lists(LINES, max_size=40), st.sampled_from([b"\r\n", b"\n", b"\r"])).map(
        lambda pair: pair[1].join(pair[0])
    ),
)


def gone_through(mail: Mail, depth: int = 0) -> None:
    for header in mail.headers:
        assert isinstance(header.value, str)
    for part in mail.parts:
        assert part.payload() == b"".join(part.chunks())
        assert len(part.payload()) <= part.encoded_size
        assert roles.is_body(part) != roles.is_attachment(part)
        assert "/" in part.media_type
        assert names.safe_name(part.name, roles.default_name(part))
        if roles.is_message(part) and depth < 5:
            gone_through(parse_attached(part), depth + 1)


@ENOUGH
@given(ANYTHING)
def test_nothing_raises(raw: bytes) -> None:
    gone_through(parse(raw))


def words_of(mail: Mail) -> set[bytes]:
    slices = [part.raw[part.start : part.end] for part in mail.parts] + [header.raw for header in mail.headers]
    slices += [header.name.encode() for header in mail.headers]
    return set(re.findall(rb"w\d+", b"\n".join(slices)))


@ENOUGH
@given(st.lists(LINES, max_size=40))
def test_no_word_of_a_body_is_lost(lines: list[bytes]) -> None:
    """Each line of words that follows an empty line, hence stands in no header, gets a number; all are found again."""
    numbered = [
        b"plain w%d" % number if line == b"plain words" and before == b"" else line
        for number, (before, line) in enumerate(zip([b"x", *lines], lines, strict=False))
    ]
    wanted = {line.split()[1] for line in numbered if re.fullmatch(rb"plain w\d+", line)}
    assert wanted - words_of(parse(b"\r\n".join(numbered))) == set()


def tree() -> st.SearchStrategy[EmailMessage]:
    leaf = st.builds(
        _leaf,
        st.binary(max_size=300),
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20),
    )
    return st.lists(leaf, min_size=1, max_size=4).map(_message)


def _leaf(data: bytes, name: str) -> tuple[bytes, str]:
    return data, name


def _message(attachments: list[tuple[bytes, str]]) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("text\n")
    for data, name in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


@ENOUGH
@given(tree())
def test_sound_mail_is_read_as_by_the_standard_library(message: EmailMessage) -> None:
    raw = message.as_bytes()
    theirs = [
        (part.get_content_type(), _payload(part))
        for part in email.message_from_bytes(raw).walk()
        if not part.is_multipart()
    ]
    mail = parse(raw)
    assert [(part.media_type, part.payload()) for part in mail.parts] == theirs
    assert mail.notes == ()


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


@ENOUGH
@given(st.binary(max_size=500), st.text(max_size=30))
def test_any_bytes_are_text_under_any_label(data: bytes, label: str) -> None:
    assert isinstance(charset.decode(data, label), str)
    assert isinstance(charset.decode_field(data, label), str)


@ENOUGH
@given(st.text(max_size=300))
def test_any_text_is_gone_through(text: str) -> None:
    assert isinstance(encoded_words.decode(text), str)
    assert isinstance(unflowed(text), str)
    parameters.split(text)
    addresses.addresses(text)


@ENOUGH
@given(st.text(max_size=400))
def test_names_are_safe_whatever_they_were(name: str) -> None:
    safe = names.safe_name(name, "fallback")
    assert 0 < len(safe.encode()) <= names.MAX_BYTES
    assert not set(safe) & set("/\\\0\n\r") and not safe.startswith(".")
    assert names.safe_name(safe, "fallback") == safe


def part_of(data: bytes, encoding: str) -> Part:
    return Part("a/b", data, 0, len(data), encoding)


@ENOUGH
@given(st.binary(max_size=500), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "", "7bit"]))
def test_any_body_is_decoded(data: bytes, encoding: str) -> None:
    assert len(part_of(data, encoding).payload()) <= len(data)
