"""Header fields are parsed for what they are."""

import pytest

from tqimap.indicators import Options, find_in_header

ROWS = [
    ("From", '"www.paypal-demo.com" <Mallory@evil-site.com>', [("Email Address", "mallory@evil-site.com")], "no names"),
    (
        "Reply-To",
        "a@evil-site.com, B <b@evil-site.com>",
        [("Email Address", "a@evil-site.com"), ("Email Address", "b@evil-site.com")],
        "a list",
    ),
    ("return-path", "<a@evil-site.com>", [("Email Address", "a@evil-site.com")], "names of fields have no case"),
    (
        "Received",
        "from x.evil-site.com (HELO y) ([185.220.101.4]) by mx.own.com (10.1.1.1) with id 44.128.7.21; Mon",
        [("IP Address", "185.220.101.4")],
        "the sender's side only",
    ),
    ("Received", "from a.outbound.protection.outlook.com (b.outlook.com [40.107.1.1]) by c", [], "a mail service"),
    ("Received", "from localhost (localhost [127.0.0.1]) by x", [], "a special address"),
    ("X-Originating-IP", "[185.220.101.4]", [("IP Address", "185.220.101.4")], "brackets"),
    ("X-Originating-IP", "[IPv6:2d3a:bad:cafe:0::25]", [("IPv6 Address", "2d3a:bad:cafe::25")], "IPv6"),
    (
        "Received-SPF",
        "pass (mx: domain of a@b.com) client-ip=185.220.101.4;",
        [("IP Address", "185.220.101.4")],
        "the client",
    ),
    ("Subject", "Re: hxxp://evil[.]site/x", [("URL", "http://evil.site/x")], "prose"),
    (
        "Snapshot-Content-Location",
        "https://evil-site.com/login?a=1",
        [("URL", "https://evil-site.com/login?a=1")],
        "a page that a browser saved",
    ),
    ("Content-Location", "file:///C:/1A2B3C4D/page.htm", [], "on a disk of whoever saved it"),
    ("Source-IP", "185.220.101.4", [("IP Address", "185.220.101.4")], "what a report of abuse is on"),
    ("Original-Mail-From", "<a@evil-site.com>", [("Email Address", "a@evil-site.com")], "likewise"),
    ("Reported-Domain", "evil-site.com", [("FQDN", "evil-site.com")], "likewise"),
    ("Reported-URI", "http://evil-site.com/x", [("URL", "http://evil-site.com/x")], "likewise"),
    ("Reporting-MTA", "dns; mx.evil-site.com", [], "the reporter"),
    ("Message-ID", "<x@evil-site.com>", [], "an identifier"),
    ("DKIM-Signature", "d=evil-site.com; bh=54bb47c91a5a4b9b0dbb1b3a0b5c7a50", [], "a signature"),
    ("X-Unknown", "185.220.101.4 http://evil-site.com/", [], "nobody knows what it says"),
]


@pytest.mark.parametrize(("name", "value", "expected", "reason"), ROWS)
def test_a_field_gives_what_it_says(name: str, value: str, expected: list[tuple[str, str]], reason: str) -> None:
    found = find_in_header(name, value, Options()).found
    assert [(finding.type, finding.value) for finding in found] == expected, reason
    assert all(value[finding.start : finding.end] == finding.raw for finding in found)


def test_own_domains_and_private_addresses_are_dropped_and_counted() -> None:
    options = Options(own_domains=("evil-site.com",))
    findings = find_in_header("From", "a@mail.evil-site.com", options, dropped=True)
    assert findings.found == () and findings.dropped_counts == {"own domain": 1}
    assert find_in_header("Received", "from x ([10.1.1.1]) by y", options).dropped_counts == {
        "private or documentation address": 1
    }


def test_the_subject_and_the_mailer_are_indicators_on_request() -> None:
    options = Options(types={"Email Subject": True, "X-Mailer": True})
    assert find_in_header("Subject", "Overdue", options).found[0].type == "Email Subject"
    assert find_in_header("X-Mailer", "PHPMailer 5.2", options).found[0].value == "PHPMailer 5.2"
    assert find_in_header("X-Mailer", "PHPMailer 5.2", Options()).found == ()
