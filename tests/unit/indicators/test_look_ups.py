"""Pages on which services show what they know of something stand for that, and are no indicators themselves."""

import pytest

from tqimap.indicators import find

SHA256 = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"


@pytest.mark.parametrize(
    ("link", "type_", "value"),
    [
        (f"https://www.virustotal.com/gui/file/{SHA256}/detection", "SHA-256", SHA256),
        (f"https://yaraify.abuse.ch/sample/{SHA256.upper()}/", "SHA-256", SHA256),
        (f"https://analyze.intezer.com/files/{SHA256}?vt", "SHA-256", SHA256),
        ("https://nvd.nist.gov/vuln/detail/CVE-2026-31337", "CVE", "CVE-2026-31337"),
        ("https://www.virustotal.com/gui/domain/c2.evil-site.com/relations", "FQDN", "c2.evil-site.com"),
        ("https://www.virustotal.com/gui/ip-address/45.9.148.99", "IP Address", "45.9.148.99"),
        ("https://www.virustotal.com/gui/search/evil-site.com", "FQDN", "evil-site.com"),
        ("https://www.shodan.io/host/45.9.148.99", "IP Address", "45.9.148.99"),
        ("https://search.censys.io/hosts/45.9.148.99?resource=hosts", "IP Address", "45.9.148.99"),
        ("https://www.abuseipdb.com/check/2a02:6b8::242", "IPv6 Address", "2a02:6b8::242"),
        ("https://otx.alienvault.com/indicator/hostname/c2.evil-site.com", "FQDN", "c2.evil-site.com"),
        ("https://urlscan.io/domain/evil-site.com", "FQDN", "evil-site.com"),
        ("https://viz.greynoise.io/ip/45.9.148.99", "IP Address", "45.9.148.99"),
        ("https://urlhaus.abuse.ch/host/evil-site.com/", "FQDN", "evil-site.com"),
        ("https://talosintelligence.com/reputation_center/lookup?search=evil-site.com", "FQDN", "evil-site.com"),
        ("https://crt.sh/?q=%25.evil-site.com", "FQDN", "evil-site.com"),
        ("https://whois.domaintools.com/whois/evil-site.com", "FQDN", "evil-site.com"),
    ],
)
def test_the_link_stands_for_what_the_page_is_about(link: str, type_: str, value: str) -> None:
    findings = find(f"see <{link}> there", dropped=True)
    assert [(finding.type, finding.value) for finding in findings.found] == [(type_, value)]
    assert findings.found[0].raw == link
    assert [(finding.type, finding.rule) for finding in findings.dropped] == [("URL", "page of a look-up")]


@pytest.mark.parametrize(
    "link",
    [
        "https://www.shodan.io/search?query=ssl:evil-site.com",
        "https://www.shodan.io/host/192.168.1.7",
        "https://www.virustotal.com/gui/domain/readme",
        "https://www.virustotal.com/gui/home/upload",
        "https://urlscan.io/about/",
        "https://www.shodan.io/host/8.8.8.8",
    ],
)
def test_a_page_about_nothing_that_can_be_an_indicator_gives_none(link: str) -> None:
    assert find(link).found == ()


def test_another_site_may_have_such_paths() -> None:
    link = "https://evil-site.com/domain/other-site.com"
    assert [finding.value for finding in find(link).found] == [link]


def test_a_link_that_was_defanged_is_meant_itself_as_well() -> None:
    found = find("hxxps://www[.]virustotal[.]com/gui/ip-address/45.9.148.99").found
    link = "https://www.virustotal.com/gui/ip-address/45.9.148.99"
    assert [(finding.type, finding.value) for finding in found] == [("IP Address", "45.9.148.99"), ("URL", link)]
