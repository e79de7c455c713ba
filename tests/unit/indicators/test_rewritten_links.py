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
    ("Kit", "https://click.convertkit-mail4.com/27u0d4/e0hph7h/aHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTE="),
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
    (
        "Trend Micro ClickTime",
        "https://imsva91-ctp.trendmicro.com:443/wis/clicktime/v1/query?url=http%3a%2f%2fevil%2dsite.com%2fx%3"
        "fa%3d1&umid=1&auth=b5-9",
    ),
    (
        "Trend Micro ClickTime",
        "https://cas5-0-urlprotect.trendmicro.com/wis/clicktime/v1/query?url=http%3A%2F%2Fevil-site.com%2Fx%3"
        "Fa%3D1&umid=1",
    ),
    ("Check Point Harmony", "https://protect.checkpoint.com/v2/r02/___http://evil-site.com/x?a=1___.YzJlOm9yZzpj"),
    (
        "Check Point Harmony",
        "https://checkpoint.url-protection.com/v1/url?o=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&g=Y2U&h=MjE",
    ),
    (
        "Trustwave MailMarshal",
        "https://scanmail.trustwave.com/?c=20988&d=n8HL4MpWu6&u=http%3a%2f%2fevil-site%2ecom%2fx%3fa%3d1",
    ),
    ("TitanHQ Link Lock", "https://linklock.titanhq.com/analyse?url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&data=eJxs"),
    (
        "TitanHQ Link Lock",
        "https://linklock.titanhq.com/analyse?url=http%253A%252F%252Fevil-site.com%252Fx%253Fa%253D1&data=eJxs",
    ),
    (
        "Vade",
        "https://m365.eu.vadesecure.com/safeproxy/v4?f=a&i=b&k=c&r=d&s=e&u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1",
    ),
    ("Hornetsecurity", "https://atpscan.global.hornetsecurity.com/?d=a&f=b&u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    ("Topsec", "https://scanner.topsec.com/?d=1&r=show&u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&t=c0"),
    (
        "Mailinblack",
        "https://mibc-fr-03.mailinblack.com/securelink/?url=http://evil-site.com&key=eyJsYW5nIjogIkZSIiwgInVy"
        "bCI6ICJodHRwOi8vZXZpbC1zaXRlLmNvbS94P2E9MSIsICJ0b2tlbiI6ICJ4In0",
    ),
    ("Menlo Security", "https://isolate.menlosecurity.com/1/3735928037/http:/evil-site.com/x?a=1"),
    ("Cloudflare Browser Isolation", "https://team.cloudflareaccess.com/browser/http://evil-site.com/x?a=1"),
    ("Cisco Secure Email", "https://secure-web.cisco.com/1abc-def/http%253A%252F%252Fevil-site.com%252Fx%253Fa%253D1"),
    (
        "GMX and WEB.DE",
        "https://deref-gmx.net/mail/client/12XJ9x8ZdSA/dereferrer/?redirectUrl=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1",
    ),
    (
        "GMX and WEB.DE",
        "https://deref-web-02.de/mail/client/dereferrer/?redirectUrl=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1",
    ),
    ("Mail.ru", "https://checklink.mail.ru/proxy?es=a&egid=b&url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    ("Mail.ru", "https://click.mail.ru/redir?u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&s=0"),
    ("Yandex", "https://mail.yandex.ru/re.jsx?uid=1&h=a,cdhvPGk&l=aHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTE"),
    ("Google", "https://www.google.com/amp/evil-site.com/x?a=1"),
    ("Google", "https://evil--site-com.cdn.ampproject.org/c/evil-site.com/x?a=1"),
    ("Google", "https://translate.google.com/translate?sl=auto&tl=en&u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    ("Google", "https://googleads.g.doubleclick.net/pcs/click?xai=A&adurl=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    ("Google", "https://ad.doubleclick.net/clk;265186560;90846275;t;pc=1?http://evil-site.com/x?a=1"),
    ("Bing", "https://www.bing.com/aclick?ld=e8&u=aHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTE&rlid=1"),
    (
        "Yahoo",
        "https://r.search.yahoo.com/_ylt=Awr/RV=2/RE=17/RO=10/RU=http%3a%2f%2fevil-site.com%2fx%3fa%3d1/RK=2/RS=abc-",
    ),
    (
        "Mandrill",
        "https://mandrillapp.com/track/click/3/evil-site.com?p=eyJzIjogImEiLCAidiI6IDEsICJwIjogIntcInVcIjogMS"
        "wgXCJ1cmxcIjogXCJodHRwOlxcXFwvXFxcXC9ldmlsLXNpdGUuY29tXFxcXC94P2E9MVwifSJ9",
    ),
    ("Mailjet", "https://1wlh8.mjt.lu/lnk/AcUAABqoEPAAAA/1/hfBMJEBrIic7RCNqnNl7qw/aHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTE"),
    ("Postmark", "https://click.pstmrk.it/3/evil-site.com%2Fx%3Fa%3D1/fQ/2Y/AQ/t1"),
    (
        "Customer.io",
        "https://e.customeriomail.com/e/c/eyJlbWFpbF9pZCI6ICJhIiwgImhyZWYiOiAiaHR0cDovL2V2aWwtc2l0ZS5jb20veD9"
        "hPTEiLCAibGlua19pZCI6IDI0fQ/07115b1fd7a1",
    ),
    (
        "Dynamics 365",
        "https://public-eur.mkt.dynamics.com/api/orgs/742d/r/8Uu2?msdynmkt_target=%7B%22TargetUrl%22%3A%22htt"
        "p%253A%252F%252Fevil-site.com%252Fx%253Fa%253D1%22%7D&msdynmkt_digest=x",
    ),
    (
        "GovDelivery",
        "https://lnks.gd/l/eyJhbGciOiJIUzI1NiJ9.eyJidWxsZXRpbl9saW5rX2lkIjogMTAxLCAidXJpIjogImJwMjpjbGljayIsI"
        "CJ1cmwiOiAiaHR0cDovL2V2aWwtc2l0ZS5jb20veD9hPTEiLCAiYnVsbGV0aW5faWQiOiAiMS4yIn0.4LRHVZ/s/1/br/2-l",
    ),
    ("Squarespace", "https://f69e.engage.squarespace-mail.com/r?m=1&u=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1&s=2"),
    ("Internet Archive", "https://web.archive.org/web/20260101000000/http://evil-site.com/x?a=1"),
    (
        "Amazon SES",
        "https://click.some-letter.com/CL0/http:%2F%2Fevil-site.com%2Fx%3Fa=1/1/0100019a5b6c7d8e-0f1a2b3c-000"
        "000/x1=379",
    ),
    (
        "Outlook Web App",
        "https://webmail.some-school.edu/owa/redir.aspx?C=4XUGLPtpPU-w_d2L.&URL=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1",
    ),
    (
        "Outlook Web App",
        "https://mail.some-firm.com/OWA/14.3.123.4/scripts/premium/redir.aspx?SURL=xAoY&URL=http%3A%2F%2Fevil"
        "-site.com%2Fx%3Fa%3D1",
    ),
    ("Outlook Web App", "https://mail.some-firm.com/exchweb/bin/redir.asp?URL=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1"),
    (
        "Fortinet FortiMail",
        "https://spam.some-firm.com/fmlurlsvc/?fewReq=:B:JVs5MjAz&url=http%3A%2F%2Fevil-site.com%2Fx%3Fa%3D1",
    ),
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
        ("https://shared.outlook.inky.com/link?domain=evil-site.com&t=h.eJxV", "http://evil-site.com"),
        ("https://evil-site.com/owa/redir.aspx?C=1", "https://evil-site.com/owa/redir.aspx?C=1"),
        ("https://evil-site.com/owa/auth/logon.aspx?url=http%3A%2F%2Fa-bank.com", None),
        ("https://evil-site.com/redir.asp?url=http%3A%2F%2Fa-bank.com", None),
        ("https://evil-site.com/fmlurlsvc/?url=%201", "https://evil-site.com/fmlurlsvc/?url=%201"),
        ("https://evil-site.com/CL0/http:%2F%2Fa-bank.com", "https://evil-site.com/CL0/http:%2F%2Fa-bank.com"),
        ("https://t.co/AbCdEf", "https://t.co/AbCdEf"),
        ("https://t.me/evil_bot", "https://t.me/evil_bot"),
        ("https://mail.ru/redirection", "https://mail.ru/redirection"),
        ("https://deref-gmx.net.evil-site.com/mail/client/?redirectUrl=http%3A%2F%2Fa-bank.com", None),
        ("https://web.archive.org/web/2026*/evil", "https://web.archive.org/web/2026*/evil"),
        ("https://www.google.com/search?q=x", "https://www.google.com/search?q=x"),
        ("https://www.facebook.com/evil.page", "https://www.facebook.com/evil.page"),
        ("https://evil.substack.com/p/a", "https://evil.substack.com/p/a"),
        ("https://href.li/about", "https://href.li/about"),
        ("https://x1.blob.core.windows.net/redirect/a", "https://x1.blob.core.windows.net/redirect/a"),
    ],
)
def test_what_tells_no_target_is_left_or_tells_its_domain(link: str, value: str | None) -> None:
    """None: it is left as it stands."""
    assert [finding.value for finding in find(link).found] == [value or link]


@pytest.mark.parametrize(
    "link",
    [
        "https://protect-eu.mimecast.com/s/abcd",
        "https://urldefense.com/v3/__nothing",
        "https://eu.protection.sophos.com/?u=!!!",
        "https://us01.l.antigena.com/l/DX6b1wizs71Ijc-eLjrl_reEdyDi0rb~jWMlu~s",
        "https://url.emailprotection.link/?b6t_II7rHqeURY3L4E7-KcEv-1AKpnboL9fCKlYHKuJE",
        "https://lnks.gd/l/eyJhbGcijY291bnRz/s/440305174/br/151948143821-l",
        "https://e.customeriomail.com/e/c/recipient-token",
        "https://a.safelinks.protection.outlook.com/?url=http%3A%2F%2F192.168.1.1%2F",
    ],
)
def test_a_wrapper_without_a_readable_target_is_counted_and_no_indicator(link: str) -> None:
    findings = find(link)
    assert findings.found == () and sum(findings.dropped_counts.values()) == 1


def test_escapes_that_begin_with_a_star_are_escapes() -> None:
    (finding,) = find("https://protect.checkpoint.com/v2/___http://evil-site.com/a*2Fb*c___.YzJlOm9yZzpj").found
    assert finding.value == "http://evil-site.com/a%2Fb*c"


def test_a_target_cannot_bring_line_ends_into_a_value() -> None:
    (finding,) = find("https://www.google.com/url?q=http://evil-site.com/a%0Ab%20c").found
    assert finding.value == "http://evil-site.com/a"
