"""Addresses of hosts, networks and devices: what is recognised, and what only looks like it, with the reason."""

import pytest
from finds import found

from tqimap.indicators import find

KEPT = [
    ("IP Address", "IPv4: 172.111.233[.]12 / .26 / .105", "172.111.233.105", "the last number alone, defanged"),
    ("IP Address", "44.128.7.21, .22 and .23 scan", "44.128.7.22", "the last number alone"),
    ("IP Address", "44.128.7.21, .22, and .23 scan", "44.128.7.23", "the last number alone behind another"),
    ("IP Address", "== IPs\n----\n45.128.7.21\n5.128.7.22\n----\n", "45.128.7.21", "a fence round a list, no patch"),
    ("IP Address", "the C2:\n---\n5.8.18.7\n", "5.8.18.7", "a line of hyphens above it, no patch"),
    ("IP Address", "seen\n--\n45.128.7.21\n", "45.128.7.21", "no version of git"),
    ("IP Address", "nodes: in Oslo 5.8.18.7, in Lyon 44.128.7.21", "5.8.18.7", "names that have addresses"),
    ("IP Address", "Exit nodes | Tokyo 44.128.7.21 | Oslo 2.8.6.4; x", "2.8.6.4", "names that have addresses"),
    ("IP Address", "Blocked 5.8.18.7 and 44.128.7.21", "5.8.18.7", "no proper name begins the line"),
    ("IP Address", "it was seen. Offender 5.8.18.7, 44.128.7.21", "5.8.18.7", "no proper name begins a sentence"),
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
    ("IP Address", '5.8.18.7 - - [20/Nov/2026] "GET / HTTP/1.1"', "5.8.18.7", "small, in a line of a server's log"),
    ("IP Address", "blocked 5.8.18.7 at the firewall", "5.8.18.7", "small, with a word of addresses"),
    ("IP Address", "see quota-demo.com (5.8.18.7)", "5.8.18.7", "small, behind the name of a host"),
    ("IP Address", "We observed 5.8.18.7 in logs.", "5.8.18.7", "small, and said to be seen"),
    ("IP Address", "the user came from 23.29.58.114 yesterday", "23.29.58.114", "hardly any version is so large"),
    ("IP Address", "5.8.18.7;NL;Quota", "5.8.18.7", "small, and alone in its cell"),
    ("IP Address", "5.8.18.7 Sliver\n44.128.7.21 Tor", "5.8.18.7", "small, beside one that is not"),
    ("IP Address", "5.8.18.7 Sliver\nevil[.]com", "5.8.18.7", "small, beside a mark"),
    ("IP Address", "5.8.18.7, 5.8.18.8; 5.8.18.9", "5.8.18.8", "small, in a line without words"),
    ("IP Address", "5.8.18.7:80 Sliver", "5.8.18.7", "small, with a port"),
    ("IP Address", "lorem 1.2.3.4 ipsum", "1.2.3.4", "stands for any address in examples"),
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
    ("IP Address", "5.128.7.21 with 7.0.12, 7.2.5 and 7.4.1 from it", "5.128.7.21", "at the beginning of its line"),
    ("IP Address", "IP 5.128.7.21 asked for 7.0.12, 7.2.5, 7.4.1", "5.128.7.21", "said to be one among versions"),
    ("IP Address", "x 5.128.7.21 on 11.3.2026, 12.3.2026, 13.3.2026", "5.128.7.21", "dates beside it"),
    ("CIDR Block", "block 44.128.7.0/24 now", "44.128.7.0/24", "a network"),
    ("CIDR Block", "2d3a:bad::/32", "2d3a:bad::/32", "a network of IPv6"),
    ("CIDR Block", r"44.128.0.0\/16", "44.128.0.0/16", "a slash escaped, as PHP writes JSON"),
    ("CIDR Block", "block 44.128.7.0/255.255.255.0.", "44.128.7.0/24", "its mask in full"),
    ("CIDR Block", "inetnum: 44.128.6.0 - 44.128.7.255", "44.128.6.0/23", "its first address and its last"),
    ("CIDR Block", "v=spf1 ip6:2d3a:bad::/32 -all", "2d3a:bad::/32", "RFC 7208, 5.6"),
    ("ASN", "announced by AS64999", "AS64999", "RFC 5396, asplain"),
    ("ASN", "ASN 4711 and more", "AS4711", "with the letter N"),
    ("ASN", '"asn": 64999,', "AS64999", "a field of JSON"),
    ("ASN", '{"asn":"64999"}', "AS64999", "a field of JSON, quoted"),
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
    ("ASN", "ASNs: 49505, 64999 and AS65001", "AS49505", "a list that is named once"),
    ("ASN", "ASNs: 49505, 64999 and AS65001", "AS64999", "a list that is named once"),
    ("ASN", "AS numbers 4711/64999", "AS64999", "a list that is named once"),
    ("ASN", "AS 39287, 51852 and 62005.", "AS62005", "long numbers behind the label of one"),
    ("IP Address", "from host 5.8.18.0 to 5.8.18.255", "5.8.18.0", "the beginning of a range"),
    ("IP Address", "5.128.7.21 Berlin\n5.128.7.22 Paris", "5.128.7.22", "addresses in one network are no sections"),
    ("IP Address", "item 44.128.7.21", "44.128.7.21", "no section begins so high"),
    ("IP Address", "5.128.7.21 released", "5.128.7.21", "no release"),
    ("IP Address", "44.128.7.21/44.128.7.22/44.128.7.23", "44.128.7.23", "the next of a list"),
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
    ("IP Address", r"\\44.128.7.21\share\x.exe", "44.128.7.21", "the server of a path"),
    ("IP Address", "http://quota-demo.com/x 5.8.18.7 it", "5.8.18.7", "small, beside a URL"),
    ("MAC Address", "MAC:00:1b:44:11:3a:b7", "00:1b:44:11:3a:b7", "behind its label without a blank"),
    ("ASN", "\u304b\u3089AS64999\u306e", "AS64999", "scripts without blanks run on"),
    ("MAC Address", "00-1B-44-11-3A-B7", "00:1b:44:11:3a:b7", "IEEE 802"),
    ("MAC Address", "001b.4411.3ab7", "00:1b:44:11:3a:b7", "as Cisco writes it"),
    ("IP Address", "tcp://44.128.7.21:5555", "44.128.7.21", "a connection is no URL"),
    ("IP Address", "udp[:]//44.128.7[.]21[:]53", "44.128.7.21", "a connection is no URL"),
    ("IP Address", "<28.66.12.8>", "28.66.12.8", "an address in angles, and nothing else"),
]  # fmt: skip

NOTHING = [
    ("server with NSX 4.2.1.3 and Zscaler 4.3.0.226 at http://10.0.0.1", "small, behind proper names"),
    ("keyUsage 2.5.29.15 of server, hosts at 2.5.4.10", "object identifiers of certificates"),
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
    ("FROM node:20.11.1.0-alpine; 'com.google.guava:guava:33.1.0.1-jre'; require a/b:^6.4.7.1", "versions of packages"),
    ("the brand KNOWN AS #1", "a rank"),
    ("CIS 5.2.3.20, PCI 8.3.10.1, and 6.4.3", "numbers of sections in a list"),
    ("ASP.NET 4.8.1.3 or .NET 4.8.1.4", "versions, and small"),
    ("10.1.2.3 / .4, 192.168.1.1, .2 and version 4.2.1.3 / .4, 7 / .5", "last numbers of what is no address"),
    ("a patch\n-- \n1.7.3.1\n", "the version of git"),
    ("the syntax asn1", "the abstract syntax notation"),
    ("error in the ASN1 encoding routines", "the abstract syntax notation"),
    ("\u00a7 4.3.2.1, paragraph 4.3.2.1", "numbers of sections"),
    ("8.3.2.7. while\n\nThe while statement is old.\n\n1.1.1.2 Travel", "numbers of sections, and small"),
    ("fixed since 1.5.4.7, first merged to 1.6.2.4; dpkg (1.15.8.1); 2013-01-09 (3.7.15.2)", "versions, and small"),
    ("commonName (2.5.4.3), thrombin (EC 3.4.21.5), WBS 2.3.1.9 / cost centre 4.1.1.7", "identifiers, and small"),
    ("libxi (2:1.5.9.2-1) needs inputproto 1.9.9.15", "versions of packages, and small"),
    ("Upgraded V8 from 4.5.103.35 to 4.6.85.25.", "versions of a product"),
    ("\u7b2c4.3.2.1\u6761, Art.-Nr. 11.2.3.4, \u21164.3.2.1, \u53d1\u7968\u53f7\uff1a4.3.2.1", "numbers of articles"),
    ("ph\u1ea7n m\u1ec1m 4.3.2.1", "a version"),
    ("fw 2.98.0.1; BIOS 2.10.2; AP 6.6.55.15189; DSM 7.2.1, FRITZ!OS 7.57.0.1", "a list of versions"),
    (r"re.regex(agent, `Chrome/119\.0\.0\.0`)", "a version in a pattern"),
    ("Chrome/44.0.240.88 OPR/106.0.0.0 Tool/4.3.2.1 tool-4.3.2.1", "versions of products"),
    ("Cisco ASA 9.18.4.22, release notes 4.12.0.1", "versions of products"),
    ("pkg_4.3.2.1_amd64 4.3.2.1_1", "versions of packages"),
    ("versi 7.2.0.15; \u0432\u0435\u0440\u0441\u0438\u044f 6.7.8.9; vers\u00e3o 5.4.3.2", "version numbers"),
    ("\u8f6f\u4ef6\u7248\u672c 5.6.7.8 \u30d0\u30fc\u30b8\u30e7\u30f3 5.6.7.9", "version numbers"),
    ("| **Version** | 4.3.2.1 |\n| File version | `10.3.2.1` |\n**Version:** 5.4.3.2", "version numbers in tables"),
    ("version numbers were 4.3.2.1 and 4.3.2.8, a version which was 4.3.2.1", "version numbers"),
    ("cpe:2.3:a:cisco:asa:9.13.1.21:*:*:* cpe:/a:hp:diagnostics:7.4.0.15:-", "names of products (NIST IR 7695)"),
    ("7.44.128.7.20\n9.44.128.7.21\n", "numbers of five parts"),
    ("oid 1.3.6.1.4.1.311 and .44.3.6.1", "more than four numbers, and one with the dot of an object identifier"),
    ("44.128.256.1 44.128.07.1", "no octets"),
    ("5.3.3 DNS servers\n\nThey answer.\n\n5.3.3.1 Addresses of servers", "the number of a section"),
    ("10:30:45 and std::string a::b", "clock times and code are no IPv6"),
    ("Setup 1.4.14 .zip", "a version before the end of a file's name"),
    ("it was listed as number 64999 of them", "no network"),
    ("Fig. 4.1.1.2, Tab. 3.1.2.4 and eq. (3.2.1.7) of http://10.0.0.1", "numbers of figures"),
    ("use 8.8.8.8 as resolver", "a public resolver"),
    ("Veeam 12.1.1.56, Ivanti EPMM 11.10.0.2, 11.9.1.1", "versions of products"),
    ("see Task 3.1.2.2 and item 5.4.3.2", "numbers of sections"),
    ("affects <6.2.11.3, < 6.2.11.4, 4.x before 4.9.8.7, versions before 4.9.8.8, prior to 6.2.11.5", "versions"),
    ("v4.3.2.1: fixed, Version 4.3.2.1:\nnew", "a version before a colon"),
    ("Veeam Backup & Replication 12.1.1.56, EntityFramework 6.4.4.1", "small numbers behind a proper name"),
    ("igb.sys (12.19.2.45), registry.local/ci/maven:3.9.6.1@sha256:0", "of a file, and of the image of a container"),
    ("an alert: NSX 4.2.1.3 at the Host 10.1.2.3, Server 192.168.7.21", "a small one, and words for what has one"),
    ("codes: UNSPSC 43.21.15.03; CPV 30.23.13.10; x", "codes of which one could be no address"),
    ("Acta n.\xba 3.2.1.4 at http://10.0.0.1", "the number of a paper in Spanish"),
    ("config: Remcos 4.9.3.0", "a small number behind a proper name"),
    ("bump jackson from 2.14.0.1 to 2.15.3", "a small number before a version"),
    ("gem 'x', '~> 7.1.3.2' and web@4.12.0.3+build.88", "versions of packages"),
    ("fixed in 6.2.11.3, Fixed-in 6.2.11.4, fixed 6.2.11.6, patched in 6.2.11.5", "versions"),
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
    ("route 10.1.2.0/255.255.255.0", "a private network and its mask"),
    ("libfoo.so.1.2.3.4 and oid.44.3.6.1.4", "a version, and a longer number"),
    ('"^1.26.25.14" and the Java Specification 15.11.2.2', "versions of packages, and a section"),
    ("TRANS IS DEFINED AS 180 +/- 30, id=AS000014, ASN: 102369749", "no networks"),
    ("\u043f.\u043f. 4.1.2.6, \u0440\u0438\u0441. 1.2.3.4, annexe 2.3.1.1", "numbers of sections"),
    ("version 7.1.0.15\u20137.1.0.19, \u7248\u672c\uff1a6.5.0.1\u81f36.5.0.9", "versions from one to another"),
    (
        "\u30d0\u30fc\u30b8\u30e7\u30f3\u306f3.1.2.0\uff5e3.1.2.5, \ubc84\uc804 5.0.1.2",
        "versions from one to another",
    ),
    (
        "Versio 3.2.1.5, verzi\u00f3: 2.0.1.6, Versiunea 4.1.0.7, "
        "\u0e40\u0e27\u0e2d\u0e23\u0e4c\u0e0a\u0e31\u0e19 2.0.1.3",
        "version numbers",
    ),
    ("FortiOS 7.2.5.1 -> 7.2.8.3, iPhone 15.3.1.2", "version numbers"),
    ("kohta 4.1.2.1, pct. 2.1.1.4, b\u00f6l\u00fcm 2.1.4.1", "numbers of sections"),
    ("see Schedule 4.2.1.1, Exhibit 3.1.2.2, Sec. 5.1.2.2", "numbers of sections"),
    ("Affects Version/s: 2.3.4.5, versi\u00f3n del agente: 7.1.2.3", "versions, and of what"),
    ("Apache 2.4.57.1, LEEF:2.0|IBM|QRadar|7.5.0.1|x", "versions of products"),
    ("Upgrade V8 to 3.6.6.24, bumped to 3.6.1.0\nChanges in 1.2.4.3 (10 Apr)", "versions in a change log"),
    ("5.3.3. Delta\n    5.3.3.1. Format\n    5.3.3.2 Use", "numbers of sections"),
    ("the AS400 and AS/400", "a computer"),
    ("on Jun 6 2006::\nas follows", "a year, and the colons of reStructuredText"),
    ("the protocol AS4, and as it was in 2014", "no network"),
    ("setup4.3.2.1", "part of a word"),
    (" 2 files changed\n\n-- \n1.6.4.2\n", "the version of git, below a patch"),
    ("> --\n> 1.6.4.2\n", "the version of git, quoted"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "text", "value", "reason"), KEPT, ids=[f"{t}-{w}" for t, _, _, w in KEPT])
def test_an_address_is_found_where_it_stands(type_: str, text: str, value: str, reason: str) -> None:
    assert (type_, value) in found(text), reason


@pytest.mark.parametrize(("text", "reason"), NOTHING, ids=[reason for _, reason in NOTHING])
def test_what_only_looks_like_an_address_is_none(text: str, reason: str) -> None:
    assert found(text) == [], reason


def test_a_list_of_addresses_gives_what_each_of_its_lines_gives() -> None:
    """A long list is cut at all of its addresses at once, but for those that need a closer look."""
    lines = [f"{number}.18.3.4" for number in range(300)] + [f"44.128.7.{number}" for number in range(300)]
    lines += [f"44.{number}.{number}.9" for number in (0, 1, 99, 100, 199, 200, 249, 250, 255, 256, "00", "01")]
    lines += ["44.1.2.3.4", "044.1.2.3", "44.1.2.3x", "x44.1.2.3", "44.1.2.3:80", "44.1.2.3 ", "44.1.2.0/24"]
    one_by_one = [(f.type, f.value, f.rule) for line in lines for f in find(line, dropped=True).found]
    assert [(f.type, f.value, f.rule) for f in find("\n".join(lines)).found] == one_by_one
    assert len(one_by_one) > 470


def test_a_port_is_kept_beside_the_address() -> None:
    assert find("44.128.7.21:8080").found[0].attributes == (("Port", "8080"),)


@pytest.mark.parametrize(("text", "rule"), [("v4.3.2.1", "version number"), ("setup4.3.2.1", "part of a word")])
def test_numbers_behind_a_letter_are_shown_as_dropped(text: str, rule: str) -> None:
    findings = find(text, dropped=True)
    assert not findings.found and [(f.value, f.rule) for f in findings.dropped] == [("4.3.2.1", rule)]


def test_only_the_last_number_of_an_address_stands_behind_it() -> None:
    text = "44.128.7.21 / .300, .NET, .5.6 and .7 or 44.128.7.22 .8, 5 , .9 44.128.7.23/24, .10"
    assert [value for _, value in found(text)] == ["44.128.7.21", "44.128.7.22", "44.128.7.23/24"]
