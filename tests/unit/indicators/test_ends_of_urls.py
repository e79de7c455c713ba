"""Where a URL ends that has no blank behind it, and what stands there is still found."""

import pytest

from tqimap.indicators import find

A, B, B_PATH = ("URL", "http://evil-a.com"), ("URL", "http://evil-b.com"), ("URL", "http://evil-b.com/y")
A_PORT, ADDRESS = ("URL", "http://evil-a.com:8080"), ("IP Address", "185.220.101.4")

BEHIND_A_HOST = [
    ("http://evil-a.com,phishing,high", [A], "the next cell of a line of CSV"),
    ("hxxp://evil-a[.]com,Phishing", [A], "the same, defanged"),
    ("http://185.220.101.4,high", [("URL", "http://185.220.101.4")], "an address"),
    ("http://185.220.101.4:8080,malware,", [("URL", "http://185.220.101.4:8080")], "a port"),
    ("http://[2606:4700::64],high", [("URL", "http://[2606:4700::64]")], "an address of IPv6"),
    ("http://evil-a.com:8080,high", [A_PORT], "a port"),
    ("http://evil-a.com,185.220.101.4", [A, ADDRESS], "the next cell is a value"),
    ("http://evil-a.com;high", [A], "a semicolon"),
    ("http://evil-a.com,high/low", [A], "a slash that is not the URL's"),
    ("http://evil-a.com\u2013und http://evil-b.com\u2013", [A, B], "a dash"),
    ("http://evil-a.com\u2192185.220.101.4", [A, ADDRESS], "an arrow"),
    ("hxxp://evil-a[.]com\U0001f525", [A], "a picture"),
    ("\u2039http://evil-a.com\u203a", [A], "a quote"),
    ("http://evil-a.com\uff08x\uff09", [A], "a full-width bracket"),
    ("http://evil-a.com\u304b\u3089", [A], "prose without blanks"),
    ("http://evil-a.com:8080\u304b\u3089", [A_PORT], "prose behind a port"),
    ("http://evil-a.com: http://evil-b.com:then", [A, B], "a colon"),
    ("http://evil-a.com@ http://evil-b.com@x", [A, B], "a sign that would end the name of a user"),
    ("http://evil-a.com$http://evil-b.com", [A, B], "the next URL"),
    ("http://u:p@evil-a.com,high", [("URL", "http://u:p@evil-a.com")], "a user before the host"),
    ("http://u:p,q@evil-a.com/x", [("URL", "http://u:p,q@evil-a.com/x")], "a comma in a password"),
    ("http://b\xfccher-evil.com,x", [("URL", "http://b\xfccher-evil.com")], "a name of other letters"),
    ("http://evil-a.com__ x", [A], "emphasis"),
    ("http://192.168.1.10,185.220.101.4", [ADDRESS], "a private address keeps nothing behind it"),
    ("http://evil.co%6d/x http://evil.co=m/x http://evil.com.$name/ http://evil-$x.com", [], "a name that only begins as one"),
]  # fmt: skip
AT_ITS_END = "$%&(*+=_{~!'),;}@"
AT_ITS_END += (
    "\u2013\u00b7\u2192\u21d2\u203a\u2039\u201e\uff1a\uff08\u061f\u060c\u0964\u2714\U0001f525\u2502\u2551\u2122\xae\xb0"
)
GLUED = "!'),;}@$&(*+{~\u2026\u3001\uff0c\uff1b\uff01\uff09\u2013\u2192\u061f\u2502\u2122"


@pytest.mark.parametrize(("text", "expected", "reason"), BEHIND_A_HOST)
def test_what_stands_in_no_host_ends_a_url_without_a_path(
    text: str, expected: list[tuple[str, str]], reason: str
) -> None:
    found = find(text).found
    assert [(finding.type, finding.value) for finding in found] == expected, reason
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)


@pytest.mark.parametrize("url", [A, A_PORT], ids=["host", "port"])
def test_no_sign_behind_a_host_loses_the_url(url: tuple[str, str]) -> None:
    texts = [f"See {url[1]}{sign} x" for sign in AT_ITS_END] + [f"See {url[1]}{sign}x" for sign in GLUED]
    wrong = [text for text in texts if [(f.type, f.value) for f in find(text).found] != [url]]
    assert wrong == []
