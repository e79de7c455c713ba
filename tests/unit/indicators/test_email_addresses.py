"""Addresses of mail: what is recognised, and what only looks like it, with the reason."""

import pytest
from finds import found

KEPT = [
    ("FQDN", 'to "Bob"; from "@quota-demo.com"', "quota-demo.com", "a quote that ends one string, and the next string"),
    ("Email Address", "git@quota-demo.com: the admin", "git@quota-demo.com", "a name, in a sentence"),
    ("Email Address", "12345 at qq.com", "12345@qq.com", "numbers are names there"),
    ("Email Address", "radius: S=4 x id=bob@quota-demo.com", "bob@quota-demo.com", "a user"),
    ("Email Address", "Email:bob@quota-demo.comPhone:+1", "bob@quota-demo.com", "the next field, without a blank"),
    ("Email Address", "quota-demo.com/bob@x.com", "bob@x.com", "the next of a list"),
    ("Email Address", "Write to <Bob.X+y@Quota-Demo.com>!", "bob.x+y@quota-demo.com", "in angle brackets"),
    ("Email Address", "mailto:bob@quota-demo.com?subject=x", "bob@quota-demo.com", "a mail link"),
    ("Email Address", "user=bob@quota-demo.com", "bob@quota-demo.com", "the value of a key"),
    ("Email Address", "smtp.mailfrom=bob@quota-demo.com", "bob@quota-demo.com", "the value of a key with a dot"),
    ("Email Address", "SRS0=ab=cd=b.com=bob@quota-demo.com", "srs0=ab=cd=b.com=bob@quota-demo.com", "made by a relay"),
    ("Email Address", "Bob <bob at quota-demo.com>", "bob@quota-demo.com", "spelled, in angle brackets"),
    ("Email Address", r"From:\nbob@quota-demo.com", "bob@quota-demo.com", "behind the escape for a new line"),
    ("Email Address", '"bob smith"@quota-demo.com', '"bob smith"@quota-demo.com', "a quoted local part"),
    ("Email Address", "bob@[44.128.7.21]", "bob@[44.128.7.21]", "an address literal"),
    ("Email Address", "_bob@quota-demo.com_ is", "bob@quota-demo.com", "emphasis of Markdown"),
    ("Email Address", "**bob@quota-demo.com** is", "bob@quota-demo.com", "bold"),
    ("Email Address", "_bob@quota-demo.com is", "_bob@quota-demo.com", "a low line of its own"),
    ("Email Address", "g\u00f3mez@quota-demo.com", "g\u00f3mez@quota-demo.com", "letters with accents (RFC 6531)"),
    ("Email Address", "\u8fdebob@c2.quota-demo.com\u4e0b\u8f7d", "bob@c2.quota-demo.com", "Chinese goes on behind it"),
    ("Email Address", "\u0648bob@quota-demo.com", "bob@quota-demo.com", "a word of another script runs up to it"),
]  # fmt: skip

NOTHING = [
    ("aes256-gcm@openssh.com,curve25519-sha256@libssh.org", "algorithms of SSH (RFC 4251, 6)"),
    ("b***b@quota-demo.com, bob.**@quota-demo.com", "addresses with letters left out"),
    ("H=(x) [10.0.0.1] P=esmtp S=4411 id=a1@quota-demo.com", "an identifier in the log of Exim"),
    ("write to it@acme.gov.test", "a reserved name below a known suffix"),
    ("bob@_dmarc.quota-demo.com bob@_quota_.com", "names for services"),
    ("\xd0\xe5\xe9\xf2\xe8\xed\xe3@Mail", "letters of a wrong charset"),
    ("cleanup[7]: 4F: message-id=<a@quota-demo.com>, 'Message-ID': '<b@quota-demo.com>'", "identifiers in a line"),
    ("Message-ID: <CAF123@mail.quota-demo.com>", "an identifier"),
    ("Message ID: <acme/core/pull/1190@quota-demo.com>", "an identifier, as GitHub writes it below a mail"),
    ("<img src=cid:logo@quota-demo.com>", "the identifier of a part"),
    ("git clone git@quota-demo.com:team/tool.git", "a repository by ssh"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "text", "value", "reason"), KEPT, ids=[f"{t}-{w}" for t, _, _, w in KEPT])
def test_an_address_of_mail_is_found_where_it_stands(type_: str, text: str, value: str, reason: str) -> None:
    assert (type_, value) in found(text), reason


@pytest.mark.parametrize(("text", "reason"), NOTHING, ids=[reason for _, reason in NOTHING])
def test_what_only_looks_like_an_address_of_mail_is_none(text: str, reason: str) -> None:
    assert found(text) == [], reason


def test_the_password_before_a_host_is_no_user_of_mail() -> None:
    values = found(
        "redis://bob:secret@quota-demo.com:6379/0 amqp://guest@quota-demo.net/vh mailto://bob@quota-demo.org"
    )
    assert values == [
        ("FQDN", "quota-demo.com"), ("FQDN", "quota-demo.net"), ("Email Address", "bob@quota-demo.org")
    ]  # fmt: skip
