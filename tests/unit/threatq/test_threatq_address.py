"""The answer to ``ThreatQ Host:`` in all the forms in which people give it."""

import pytest

from tqimap.errors import ConfigError
from tqimap.threatq.address import address


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("192.168.1.176", "https://192.168.1.176"),
        (" threatq.example.com ", "https://threatq.example.com"),
        ("threatq.example.com:8443", "https://threatq.example.com:8443"),
        ("https://threatq.example.com", "https://threatq.example.com"),
        ("HTTPS://ThreatQ.Example.com:8443/files/12?x=1#top", "https://threatq.example.com:8443"),
        ("https://threatq.example.com:443/", "https://threatq.example.com"),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("2001:db8::1", "https://[2001:db8::1]"),
        ("threatq", "https://threatq"),
        ("bedrohungen.münchen.example", "https://bedrohungen.xn--mnchen-3ya.example"),
    ],
)
def test_host_is_accepted_as_name_with_port_and_as_url(given: str, url: str) -> None:
    assert address(given).url == url


def test_http_is_refused_with_the_reason() -> None:
    with pytest.raises(
        ConfigError, match=r"^ThreatQ Host tq\.example\.com: .*HTTPS only.*login could be read"
    ) as caught:
        address("http://me:geheim@tq.example.com")
    assert "\n" not in str(caught.value) and "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "https://",
        "https:///x",
        ":443",
        "two words",
        "host:0",
        "host:65536",
        "host:abc",
        "[::1",
        "a@b",
        "h%0d",
        "a\nb",
        "threatq..example.com",
        "münchen..example",
        f"{'a' * 64}.example",
    ],
)
def test_what_is_no_host_is_refused(given: str) -> None:
    with pytest.raises(ConfigError, match=r"^ThreatQ Host"):
        address(given)


def test_a_login_in_the_host_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        address("https://user:geheim@threatq.example.com")
    assert "geheim" not in str(caught.value)
