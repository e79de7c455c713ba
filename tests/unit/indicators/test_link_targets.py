"""Documents of kind ``links``, each line of which is one whole target, and of the other kinds."""

import pytest

from tqimap.indicators import find

ROWS = [
    ("http://evil-site.com/a,b;c).", [("URL", "http://evil-site.com/a,b;c).")], "nothing is cut off"),
    ("http://evil-site.com/{a}|b^c`d", [("URL", "http://evil-site.com/{a}|b^c`d")], "strange characters"),
    ("http://evil-site.com/a b\tc", [("URL", "http://evil-site.com/a%20bc")], "blanks are escaped, controls left out"),
    ("//evil-site.com/x", [("URL", "http://evil-site.com/x")], "relative to the scheme"),
    ("mailto:bob@evil-site.com?subject=hi", [("Email Address", "bob@evil-site.com")], "a mail link"),
    ("evil-site.com/x", [("URL", "http://evil-site.com/x")], "without a scheme"),
    ("cid:logo@evil-site.com", [], "a part of the message"),
    ("data:text/html;base64,aHR0cDovL2V2aWw=", [], "holds its content itself"),
    ("tel:+4930123456", [], "a telephone"),
    ("javascript:location='http://evil-site.com/x'", [("URL", "http://evil-site.com/x")], "a script is searched"),
    ("index.html", [], "inside the same place"),
    (
        "http://evil-site.com/a\nhttp://evil-site.com/b",
        [("URL", "http://evil-site.com/a"), ("URL", "http://evil-site.com/b")],
        "",
    ),
]


@pytest.mark.parametrize(("text", "expected", "reason"), ROWS)
def test_a_target_is_taken_whole(text: str, expected: list[tuple[str, str]], reason: str) -> None:
    found = find(text, kind="links").found
    assert [(finding.type, finding.value) for finding in found] == expected, reason
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)


def test_of_the_furniture_of_a_mail_only_what_was_defanged_or_no_sender_has_is_an_indicator() -> None:
    text = f"Bob, quota-demo.com, PGP {'ab12' * 10}, see evil[.]net\n44.128.7.21\nhttps://quota-demo.com/u"
    findings = find(text, kind="furniture", dropped=True)
    assert [finding.value for finding in findings.found] == ["evil.net", "44.128.7.21"]
    assert findings.dropped_counts == {"furniture of a mail": 3}


def test_what_is_all_of_a_signature_is_a_version_and_no_address() -> None:
    findings = find("1.6.4.2\n", kind="furniture", dropped=True)
    assert (findings.found, findings.dropped_counts) == ((), {"furniture of a mail": 1})


def test_of_what_a_mail_system_wrote_machines_and_recipients_are_no_indicators() -> None:
    text = (
        "<bob@quota-demo.com>: mx.quota-demo.com[44.128.7.21], [2606:4700::1111]; https://quota-demo.com/a, evil[.]net"
    )
    findings = find(text, kind="bounce")
    assert [finding.value for finding in findings.found] == ["https://quota-demo.com/a", "evil.net"]
    assert findings.dropped_counts == {"on the way of a mail": 4}
