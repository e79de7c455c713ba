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
    ],
)
def test_the_link_stands_for_what_the_page_is_about(link: str, type_: str, value: str) -> None:
    findings = find(f"see <{link}> there", dropped=True)
    assert [(finding.type, finding.value) for finding in findings.found] == [(type_, value)]
    assert findings.found[0].raw == link
    assert [(finding.type, finding.rule) for finding in findings.dropped] == [("URL", "page of a look-up")]


@pytest.mark.parametrize(
    "page",
    [
        "virustotal.com/gui/domain/evil-site.com",
        "virustotal.com/gui/ip-address/45.9.148.99",
        "shodan.io/host/45.9.148.99",
    ],
)
def test_a_host_may_be_looked_up_since_it_is_harmless(page: str) -> None:
    assert find(f"https://www.{page}").found == ()


def test_another_site_may_have_such_paths() -> None:
    link = f"https://evil-site.com/file/{SHA256}"
    assert [finding.value for finding in find(link).found] == [link]


def test_a_link_that_was_defanged_is_meant_itself_as_well() -> None:
    found = find(f"hxxps://www[.]virustotal[.]com/gui/file/{SHA256}").found
    link = f"https://www.virustotal.com/gui/file/{SHA256}"
    assert [(finding.type, finding.value) for finding in found] == [("SHA-256", SHA256), ("URL", link)]
