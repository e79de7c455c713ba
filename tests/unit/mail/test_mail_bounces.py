"""What mail systems send back: their words are told from the message that was not delivered."""

import pytest

from tqimap.mail import bounces, parse

STATUS = b"""Content-Type: message/delivery-status

Reporting-MTA: dns; mx.quota-demo.com

Final-Recipient: rfc822; Bob@quota-demo.com
Original-Recipient: rfc822;<al@quota-demo.com>
Action: failed
"""
COPY = b"Received: from a by b\r\nFrom: eve@quota-two.com\r\n\r\nHello"


def message(*parts: bytes, type_: bytes = b"report") -> bytes:
    inner = b"".join(b"--B\n" + part + b"\n" for part in parts)
    return b"Content-Type: multipart/" + type_ + b'; boundary="B"\n\n' + inner + b"--B--\n"


def test_what_comes_before_the_status_is_by_the_mail_system() -> None:
    both = b'Content-Type: multipart/alternative; boundary="A"\n\n--A\n\nx\n--A\nContent-Type: text/html\n\nx\n--A--'
    parts = parse(message(both, STATUS, b"Content-Type: text/plain\n\nbelow")).parts
    assert [(part.media_type, part.is_bounce) for part in parts] == [
        ("text/plain", True),
        ("text/html", True),
        ("message/delivery-status", False),
        ("text/plain", False),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        message(b"\nx", STATUS, type_=b"mixed"),
        message(b"\nx", b"Content-Type: message/feedback-report\n\nSource-IP: 44.128.7.21"),
        message(b"\nx", b"Content-Type: message/disposition-notification\n\nReporting-UA: x"),
    ],
)
def test_other_messages_are_by_people(raw: bytes) -> None:
    assert not any(part.is_bounce for part in parse(raw).parts)


FROM_SYSTEM = b"Return-Path: <>\nFrom: Mail <mailer-daemon@quota-demo.com>\n"


def test_a_mail_system_need_send_no_report() -> None:
    """As hMailServer and MailMarshal do; what follows the message that comes back may be by anybody."""
    raw = FROM_SYSTEM + message(
        b"\n550 5.1.1 User unknown", b"Content-Type: message/rfc822\n\n", b"\nx", type_=b"mixed"
    )
    assert [part.is_bounce for part in parse(raw).parts] == [True, False, False]
    assert [part.is_bounce for part in parse(FROM_SYSTEM + b"\nRemote server replied: 550 No").parts] == [True]


@pytest.mark.parametrize(
    "raw",
    [
        FROM_SYSTEM + b"\nThese 2 messages are held: a, b",
        FROM_SYSTEM.replace(b"<>", b"<eve@quota-demo.com>") + b"\n550 5.1.1 User unknown",
        FROM_SYSTEM.replace(b"mailer-daemon", b"eve") + b"\n550 5.1.1 User unknown",
    ],
)
def test_what_only_comes_from_there_or_says_so_is_none(raw: bytes) -> None:
    assert not parse(raw).parts[0].is_bounce


def test_whom_a_message_was_meant_for() -> None:
    assert bounces.bystanders(parse(message(b"\nx", STATUS))) == ("Bob@quota-demo.com", "al@quota-demo.com")
    assert bounces.bystanders(parse(b"Final-Recipient: rfc822; bob@quota-demo.com\n\nx")) == ()


def test_the_mail_system_itself() -> None:
    assert bounces.bystanders(parse(FROM_SYSTEM + b"\n550 5.1.1 No")) == ("mailer-daemon@quota-demo.com",)
    assert bounces.bystanders(parse(FROM_SYSTEM + b"\nHello")) == ()
    exchange = b"MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@quota-demo.com"
    journal = b"From: <" + exchange + b">\nX-MS-Journal-Report:\n\nSender: eve@quota-two.com"
    assert bounces.bystanders(parse(journal)) == (exchange.decode(),)


def test_no_more_recipients_than_a_mail_has() -> None:
    status = STATUS + b"".join(b"Final-Recipient: rfc822; a%d@quota-demo.com\n" % number for number in range(2_000))
    assert len(bounces.bystanders(parse(message(b"\nx", status)))) == bounces.MAX_RECIPIENTS


@pytest.mark.parametrize(
    "line",
    [
        b"--- Below this line is a copy of the message.",
        b"------ This is a copy of the message, including all the headers. ------",
        b"------ This is a copy of your message, including all the headers. ------",
        b"------ This is a copy of the message's headers. ------",
        b"--- The header of the original message is following. ---",
        b"------- Returned Message --------",
        b"   ----- Unsent message follows -----",
        b"----- Original message -----",
        b"   -- The header and top 20 lines of the message follows --",
        b"Below is a copy of the original message:",
        b"Original message follows.",
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_copy_of_the_message_stands_below_the_words(line: bytes, end: bytes) -> None:
    words = b"I wasn't able to deliver it." + end + end
    assert bounces.divided(words + line + end + end + COPY) == (words, COPY)


def test_the_copy_may_be_missing_or_follow_at_once() -> None:
    line = b"--- Below this line is a copy of the message."
    words = b"550 No such user\n"
    assert bounces.divided(words + line) == bounces.divided(words + line + b"\n\n") == (words, b"")
    assert bounces.divided(words + line + b"\n" + COPY) == (words, COPY)


@pytest.mark.parametrize(
    "text",
    [
        b"-----Original Message-----\nFrom: eve@quota-two.com\n\nHello",
        b"----- Original message -----\nFrom: eve@quota-two.com\n\nHello",
        b"Original message follows.\n\nFrom: eve@quota-two.com\n\nHello",
        b"--- Below this line is a copy of the message.\n\nSee it.",
        b"This is a copy of the message.\n\nFrom: eve@quota-two.com\n",
        b"> --- Below this line is a copy of the message.\n\n> From: eve@quota-two.com",
        b"Block quota-two.com, delivered to us.\n\nOriginal message follows.\n\nReceived: from quota-two.com\n\nHi",
    ],
)
def test_other_texts_are_none(text: bytes) -> None:
    assert bounces.divided(text) is None
