"""Parameters of Content-Type and Content-Disposition, by the standards and beyond them."""

import pytest

from tqimap.mail import parse
from tqimap.mail.parameters import split


@pytest.mark.parametrize(
    ("value", "params"),
    [
        ("text/plain", {}),
        ("text/plain; charset=utf-8", {"charset": "utf-8"}),
        ('text/plain;CHARSET="utf-8";', {"charset": "utf-8"}),
        ("a; filename=two words (1).pdf", {"filename": "two words (1).pdf"}),
        ('a; filename="semi;colon.pdf"; size=3', {"filename": "semi;colon.pdf", "size": "3"}),
        (r'a; filename="quo\"te.pdf"', {"filename": 'quo"te.pdf'}),
        (r'a; filename="C:\dir\x.pdf"', {"filename": r"C:\dir\x.pdf"}),
        ('a; filename="open; size=3', {"filename": "open", "size": "3"}),
        ("a; filename = x ; b=c", {"filename": "x", "b": "c"}),
        ("a; filename=x; filename=y", {"filename": "x"}),
        ("a; filename='x.pdf'", {"filename": "'x.pdf'"}),
        ("a; noequals; b=c", {"b": "c"}),
        ("a;;; b=c", {"b": "c"}),
        ("a; filename*=UTF-8''%e2%82%ac.pdf", {"filename": "€.pdf"}),
        ("a; filename*=iso-8859-1'en'%A3.pdf", {"filename": "£.pdf"}),
        ("a; filename*0=long; filename*1=er.pdf", {"filename": "longer.pdf"}),
        ("a; filename*1=er.pdf; filename*0=long", {"filename": "longer.pdf"}),
        ("a; filename*0*=UTF-8''%e2%82; filename*1*=%ac; filename*2=.pdf", {"filename": "€.pdf"}),
        ('a; filename*0*=utf-8\'\'a%20; filename*1="b.pdf"', {"filename": "a b.pdf"}),
        ("a; filename=old.pdf; filename*=utf-8''new.pdf", {"filename": "new.pdf"}),
        ("a; filename*=plain.pdf", {"filename": "plain.pdf"}),
        ("a; filename*0=\"=?utf-8?q?=C3\"; filename*1=\"=BC?=.pdf\"", {"filename": "ü.pdf"}),
        ('a; filename="=?utf-8?B?w7wucGRm?="', {"filename": "ü.pdf"}),
        ('a; filename="=?utf-8?q?=E4=BD?= =?utf-8?q?=A0.pdf?="', {"filename": "你.pdf"}),
        ("a; filename*=utf-8''%zz%", {"filename": "%zz%"}),
        ("a; filename*99999999999=x", {"filename*99999999999": "x"}),
        ("a; *=x", {"*": "x"}),
    ],
)  # fmt: skip
def test_parameters(value: str, params: dict[str, str]) -> None:
    assert split(value)[1] == params


def test_as_many_parameters_as_a_sender_likes() -> None:
    _, params = split("a" + "".join(f"; filename*{number}=x" for number in range(50_000)))
    assert set(params["filename"]) == {"x"}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (b"Content-Type: a/b; name=t\r\nContent-Disposition: attachment; filename=d", "d"),
        (b"Content-Type: a/b; name=t\r\nContent-Disposition: attachment", "t"),
        (b'Content-Type: a/b; name=t\r\nContent-Disposition: attachment; filename=""', "t"),
        (b"Content-Type: a/b\r\nContent-Disposition: attachment; name=n", "n"),
        (b'Content-Disposition: attachment;\r\n filename="a\r\n\tb"', "a b"),
        (b"Content-Disposition: attachment; filename=\"\xe2\x82\xac.pdf\"", "€.pdf"),
        (b"Content-Disposition: attachment; filename=\"\xa4.pdf\"", "¤.pdf"),
        (b"Content-Type: text/plain", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_part_is_where_mail_programs_put_it(fields: bytes, name: str) -> None:
    assert parse(fields + b"\r\n\r\nx").parts[0].name == name


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        (b"Text/HTML; charset=x", "text/html"),
        (b"text / html", "text/plain"),
        (b"text", "text/plain"),
        (b"html", "text/html"),
        (b"", "text/plain"),
        (b"nonsense", "text/plain"),
        (b"text/html charset=utf-8", "text/html"),
        (b'"text/html"', "text/html"),
        (b"application/pdf,", "application/pdf"),
    ],
)
def test_media_types(value: bytes, media_type: str) -> None:
    assert parse(b"Content-Type: " + value + b"\r\n\r\nx").parts[0].media_type == media_type
