"""Allow-lists: the shipped ones, those of the configuration, and which of them can be left out."""

import pytest

from tqimap.indicators import Options, find


def values(text: str, **options: object) -> list[str]:
    return [finding.value for finding in find(text, Options(**options)).found]  # type: ignore[arg-type]


def test_a_domain_with_all_below_it_a_value_and_a_network_can_be_allowed() -> None:
    text = "a.partner-demo.com partner-demo.com notpartner-demo.com 44.128.7.21 44.129.0.1 x@a.partner-demo.com"
    allow = (".partner-demo.com", "44.128.0.0/16")
    assert values(text, allow=allow) == ["notpartner-demo.com", "44.129.0.1"]
    assert values("partner-demo.com a.partner-demo.com", allow=("partner-demo.com",)) == ["a.partner-demo.com"]


def test_a_url_is_allowed_by_its_host() -> None:
    assert values("http://u@a.partner-demo.com:8080/x?y", allow=(".partner-demo.com",)) == []


def test_own_domains_are_left_out() -> None:
    assert values("bob@mail.own-demo.com http://own-demo.com/x", own_domains=("own-demo.com",)) == []


def test_an_entry_that_is_none_changes_nothing() -> None:
    assert values("44.128.7.21", allow=("44.128.0.0/99", "", "/")) == ["44.128.7.21"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("8.8.8.8", "public-resolvers"),
        ("http://schemas.openxmlformats.org/a/b", "xml-namespaces"),
        ("Powered by TCPDF (www.tcpdf.org)", "xml-namespaces"),
        ("fonts.googleapis.com", "web-libraries"),
        ("https://aka.ms/LearnAboutSenderIdentification", "mail-furniture"),
        ("https://go.microsoft.com/fwlink/?linkid=2123761", "mail-furniture"),
        ("http://www.mipassoc.org/arf/", "mail-furniture"),
        ("https://www.icann.org/wicf/", "references"),
        ("https://www.first.org/tlp/", "mail-furniture"),
        ("https://www.cve.org/About/Overview", "references"),
        ("https://cwe.mitre.org/data/definitions/79.html", "references"),
        ("da39a3ee5e6b4b0d3255bfef95601890afd80709", "empty-hashes"),
        ("44d88612fea8a8f36de82e1278abb02f", "eicar.com"),
        ("https://tria.ge/x", "automated-malware-analysis"),
        ("https://securelist.com/report", "automated-malware-analysis"),
        ("http://icanhazip.com/", "whats-my-ip"),
    ],
)
def test_a_shipped_list_says_its_name_and_can_be_left_out(text: str, name: str) -> None:
    assert find(text).found == () and find(text).dropped_counts == {f"list {name}": 1}
    assert len(values(text, warning_lists=())) == 1
    assert values(text, warning_lists=(name,)) == []


@pytest.mark.parametrize(
    "link",
    ["https://nvd.nist.gov/vuln/detail/{}", "https://www.cve.org/CVERecord?id={}", "https://ubuntu.com/security/{}"],
)
def test_a_link_to_a_register_stands_for_the_weakness(link: str) -> None:
    found = find(f"see {link.format('CVE-2024-3094')} now").found
    assert [(each.value, each.raw) for each in found if each.type == "CVE"] == [
        ("CVE-2024-3094", link.format("CVE-2024-3094"))
    ]
    assert "CVE" not in [each.type for each in find("https://quota-demo.com/CVE-2024-3094").found]


def test_an_address_of_mail_is_no_reference_since_others_write_in_the_name_of_an_authority() -> None:
    assert values("from info@cve.org, see https://www.cve.org/x") == ["info@cve.org"]


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/a/b",
        "https://sites.google.com/x",
        "https://www.dropbox.com/s/x",
        "https://t.co/x",
        "a.github.io",
    ],
)
def test_where_everybody_can_publish_no_list_helps(text: str) -> None:
    assert len(values(text)) == 1
