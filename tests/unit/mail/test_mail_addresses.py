"""Address lists as they stand in From, To and Cc."""

import pytest

from tqimap.mail.addresses import addresses


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("a@example.com", [("", "a@example.com")]),
        ("<a@example.com>", [("", "a@example.com")]),
        ("Ann <a@example.com>", [("Ann", "a@example.com")]),
        ('"Doe, Ann" <a@example.com>, b@example.com', [("Doe, Ann", "a@example.com"), ("", "b@example.com")]),
        (r'"Ann \"A\"" <a@example.com>', [('Ann "A"', "a@example.com")]),
        ("=?utf-8?q?Doe=2C_J=C3=B6rg?= <a@example.com>", [("Doe, Jörg", "a@example.com")]),
        ('"=?utf-8?q?J=C3=B6rg?=" <a@example.com>', [("Jörg", "a@example.com")]),
        ("a@example.com (Ann (A) Doe)", [("Ann (A) Doe", "a@example.com")]),
        ("a@example.com; b@example.com", [("", "a@example.com"), ("", "b@example.com")]),
        ("Team: a@example.com, Bob <b@example.com>;", [("", "a@example.com"), ("Bob", "b@example.com")]),
        ("undisclosed-recipients:;", []),
        ("<@relay.example.com:a@example.com>", [("", "a@example.com")]),
        ("mailto:a@example.com", [("", "a@example.com")]),
        ("'a@example.com' <a@example.com>", [("'a@example.com'", "a@example.com")]),
        ("b@example.net <a@example.com>", [("b@example.net", "a@example.com")]),
        ('"open quote <a@example.com>', [('"open quote', "a@example.com")]),
        ("(open comment a@example.com", [("", "(open comment a@example.com")]),
        ("Ann <a@example.com", [("", "Ann <a@example.com")]),
        ("jörg@exämple.com", [("", "jörg@exämple.com")]),
        ("a@[192.0.2.1]", [("", "a@[192.0.2.1]")]),
        ("a@[IPv6:2001:db8::1]", [("", "a@[IPv6:2001:db8::1]")]),
        (",,;", []),
        ("", []),
    ],
)
def test_addresses(field: str, found: list[tuple[str, str]]) -> None:
    assert [(each.name, each.address) for each in addresses(field)] == found


def test_as_many_as_a_sender_likes() -> None:
    assert len(addresses(", ".join(["Ann (x) <a@example.com>"] * 20_000))) == 20_000
    for text in ("(" * 200_000, '"' * 200_000, "<" * 200_000, "\\" * 200_000, '"\\' * 100_000):
        addresses(text)
