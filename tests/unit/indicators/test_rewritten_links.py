"""Links that gateways and redirectors rewrote give the link that they were before; the wrapper stays as provenance."""

import pytest

from tqimap.indicators import find

TARGET = "http://evil-site.com/x?a=1"
ROWS = [
    (
        "Microsoft SafeLinks",
        "https://nam02.safelinks.protection.outlook.com/?url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&data=02%7C01&reserved=0",
    ),
    (
        "Microsoft SafeLinks",
        "https://nam02.safelinks.protection.outlook.com/ap/w-59/?url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&amp;data=x",
    ),
    (
        "Proofpoint URL Defense",
        "https://urldefense.proofpoint.com/v1/url?u=http://evil-site.com/x%3Fa%3D1&k=oIvR%3D%3D%0A&r=IKM5",
    ),
    (
        "Proofpoint URL Defense",
        "https://urldefense.proofpoint.com/v2/url?u=http-3A__evil-2Dsite.com_x-3Fa-3D1&d=DwMBaQ&c=Vxt5&r=x",
    ),
    ("Proofpoint URL Defense", "https://urldefense.com/v3/__http://evil-site.com/x?a=1__;!!Ke3Q!abc$"),
    ("Proofpoint URL Defense", "https://urldefense.com/v3/__http:/evil-site.com/x*a=1__;Pw!!Ke3Q!abc$"),
    (
        "Barracuda Link Protection",
        "https://linkprotect.cudasvc.com/url?a=http%3a%2f%2fevil-site.com%2fx%3fa%3d1&c=E,1,abc",
    ),
    ("Cisco Secure Email", "https://secure-web.cisco.com/1abc-def/http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    (
        "Trend Micro ClickTime",
        "https://ctp.trendmicro.com/wis/clicktime/v1/query?url=http%3a%2f%2fevil-site.com%2fx%3fa%3d1&umid=1",
    ),
    (
        "Sophos Email",
        "https://eu-west-1.protection.sophos.com/?d=evil-site.com&u=aHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTE=&i=1",
    ),
    ("Avanan Click-Time", "https://url.avanan.click/v2/___http://evil-site.com/x?a=1___.YXAx"),
    ("Google", "https://www.google.com/url?q=http://evil-site.com/x?a%3D1&sa=D&ust=1"),
    ("Google", "https://www.google.co.uk/url?sa=t&url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    ("Google", "https://www.google.com/amp/evil-site.com/x%3Fa=1"),
    ("Bing", "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTE&ntb=1"),
    ("Facebook", "https://l.facebook.com/l.php?u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&h=AT0"),
    ("YouTube", "https://www.youtube.com/redirect?event=x&q=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    (
        "Amazon SES",
        "https://abc12.r.us-east-1.awstrack.me/L0/http:%2F%2Fevil-site.com%2Fx%3Fa=1/1/0100019a-0000/x1=379",
    ),
    ("Amazon SES", "https://tracking.tldrnewsletter.com/CL0/http:%2F%2Fevil-site.com%2Fx%3Fa=1/1/0100019a-0000/x1=379"),
    ("GovDelivery", "https://links-1.govdelivery.com/CL0/http:%2F%2Fevil-site.com%2Fx%3Fa=1/1/0100019a-0000/x1=379"),
    (
        "Substack",
        "https://substack.com/redirect/2/eyJlIjoiaHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTEiLCJwIjoxfQ.0aXNt?",
    ),
    ("Kit", "https://click.convertkit-mail2.com/27u0d4/e0hph7h/aHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTE="),
    ("Menlo Security", "https://safe.menlosecurity.com/http://evil-site.com/x?a=1"),
    ("Libraesva URL Sandbox", "https://urlsand.esvalabs.com/?u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&e=5f0&h=1"),
    ("EdgePilot", "https://link.edgepilot.com/s/ac1/BqM9?u=http://evil-site.com/x?a%3D1"),
    ("Proofpoint Isolation", "https://urlisolation.com/browser?clickId=1&url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    (
        "Microsoft",
        "https://nam.safelink.emails.azure.net/redirect/?destination=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&p=b",
    ),
    ("Medium", "https://medium.com/r/?url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    ("Messenger", "https://l.messenger.com/l.php?u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&h=AT0"),
    ("Href.li", "https://href.li/?http://evil-site.com/x?a=1"),
    ("LinkedIn", "https://www.linkedin.com/safety/go?url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&trk=x"),
]


@pytest.mark.parametrize(("service", "link"), ROWS)
def test_the_original_link_is_the_value_and_the_wrapper_its_provenance(service: str, link: str) -> None:
    (finding,) = find(f"Click {link} now").found
    assert finding.value == TARGET and finding.rule == "rewritten link"
    attributes = dict(finding.attributes)
    assert attributes["Rewritten By"] == service
    assert attributes["Rewritten Link"].partition("?")[0].rstrip("$") in link
    assert finding.raw.rstrip("$") in link


def test_a_link_by_tls_is_told_from_one_without() -> None:
    assert [f.value for f in find("https://www.google.com/amp/s/evil-site.com/x%3fa=1").found] == [f"https{TARGET[4:]}"]


def test_a_link_that_was_rewritten_twice_is_unwrapped_twice() -> None:
    inner = "https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttp%3A%2F%2Fevil-site.com%2Fx"
    (finding,) = find(f"https://eur01.safelinks.protection.outlook.com/?url={inner}").found
    assert finding.value == "http://evil-site.com/x"


@pytest.mark.parametrize(
    ("link", "value"),
    [
        ("https://protect-eu.mimecast.com/s/abcd?domain=evil-site.com", "http://evil-site.com"),
        ("https://www.google.com/search?q=x", "https://www.google.com/search?q=x"),
        ("https://www.facebook.com/evil.page", "https://www.facebook.com/evil.page"),
        ("https://evil.substack.com/p/a", "https://evil.substack.com/p/a"),
        ("https://href.li/about", "https://href.li/about"),
        ("https://x1.blob.core.windows.net/redirect/a", "https://x1.blob.core.windows.net/redirect/a"),
    ],
)
def test_what_tells_no_target_is_left_or_tells_its_domain(link: str, value: str) -> None:
    assert [finding.value for finding in find(link).found] == [value]


@pytest.mark.parametrize(
    "link",
    [
        "https://protect-eu.mimecast.com/s/abcd",
        "https://urldefense.com/v3/__nothing",
        "https://eu.protection.sophos.com/?u=!!!",
        "https://a.safelinks.protection.outlook.com/?url=http%3A%2F%2F192.168.1.1%2F",
    ],
)
def test_a_wrapper_without_a_readable_target_is_counted_and_no_indicator(link: str) -> None:
    findings = find(link)
    assert findings.found == () and sum(findings.dropped_counts.values()) == 1


def test_a_target_cannot_bring_line_ends_into_a_value() -> None:
    (finding,) = find("https://www.google.com/url?q=http://evil-site.com/a%0Ab%20c").found
    assert finding.value == "http://evil-site.com/a"
