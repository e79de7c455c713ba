"""Every way of defanging that we have seen, and some that we have not: each gives the one value, alone and in prose."""

import pytest

from tqimap.indicators import Options, find
from tqimap.indicators.text.folding import fold

HOST = ("FQDN", "login.evil-site.com")
URL = ("URL", "http://login.evil-site.com/gate/x.php")
ADDRESS = ("IP Address", "185.220.101.4")
MAIL = ("Email Address", "bad.guy@evil-site.com")
V6 = ("IPv6 Address", "2606:4700::64")

FORMS = {
    HOST: [
        "login[.]evil-site[.]com", "login(.)evil-site(.)com", "login{.}evil-site{.}com", "login<.>evil-site<.>com",
        "login[dot]evil-site[dot]com", "login(dot)evil-site(dot)com", "login{dot}evil-site{dot}com",
        "login<dot>evil-site<dot>com", "login[DOT]evil-site[Dot]com", "login[d0t]evil-site[d0t]com",
        "login[punkt]evil-site[punkt]com", "login(point)evil-site(point)com", "login[,]evil-site[,]com",
        "login [.] evil-site [.] com", "login [dot] evil-site [dot] com", "login (dot) evil-site (dot) com",
        "login[ . ]evil-site[ . ]com", "login[ dot ]evil-site[ dot ]com", "login[.] evil-site[.] com",
        "login[.evil-site[.com", "login.]evil-site.]com", "login(.evil-site(.com", "login.)evil-site.)com",
        "login.evil-site[.com]", "login.evil-site.[com]", "login.evil-site[.][com]",
        "login[[.]]evil-site[[.]]com", "login[]evil-site[]com",
        "login\\.evil-site\\.com", "login\\\\.evil-site\\\\.com", "login[\\.]evil-site[\\.]com",
        "login\\[.\\]evil-site\\[.\\]com",
        "login dot evil-site dot com", "login DOT evil-site DOT com", "login . evil-site . com",
        "login.evil-site .com", "login-dot-evil-site-dot-com", "login_dot_evil-site_dot_com",
        "loginDOTevil-siteDOTcom", "login'.'evil-site'.'com", 'login"."evil-site"."com', 'login["."]evil-site["."]com',
        "login|.|evil-site|.|com", "login&#46;evil-site&period;com",
        "login&#91;.&#93;evil-site&lsqb;.&rsqb;com", "login%2Eevil-site%2ecom",
        "login\uff0eevil-site\uff0ecom", "login\u3002evil-site\u3002com", "login\uff61evil-site\uff61com",
        "login\u2024evil-site\u2024com", "login\u00b7evil-site\u00b7com", "login\u30fbevil-site\u30fbcom",
        "lo\u200bgin.evil\u2060-site.com", "login\u00ad.evil-site\u00ad.com",
        "\uff4c\uff4f\uff47\uff49\uff4e.evil-site.com",
        "login.evil\u2011site.com", "**login[.]evil-site[.]com**", "LOGIN[.]EVIL-SITE[.]COM", "[login.evil-site.com]",
        "login\uff08\u70b9\uff09evil-site\u3010\u70b9\u3011com",
        "login(.]evil-site{.)com", "login].[evil-site].]com", "login).(evil-site).(com", "login [.]evil-site [.]com",
        "login\\[.]evil-site\\[.]com", "login\\<.>evil-site\\<.\\>com",
        "login[[[ . ]]evil-site[  .  ]com", "login[`.`]evil-site['.']com",
        "login[period]evil-site(dott)com", "login[..]evil-site[..]com",
        "login[\u0442\u043e\u0447\u043a\u0430]evil-site[\u70b9]com", "login_DOT_evil-site_DOT_com",
        "login'dot'evil-site'dot'com", "login`.`evil-site`.`com", "login .evil-site .com",
        "login\\x2eevil-site\\u002ecom", "login[.].evil-site(dot).com",
        "login.evil-site[dotcom", "login\u3010.\u3011evil-site\u300c.\u300dcom", "login(\u3002)evil-site(\u3002)com",
        "login \\. evil-site \\. com", "login**[.]**evil-site**[.]**com", "login**.**evil-site**.**com",
        "login\\.evil\\-site\\.com", "login()evil-site()com",
        "login.evil-site[.]\ncom", "login.evil-site\n[.]com",
        "login[.]evil-site\n> [.]com", "login(.)evil-site(dot)\r\n> > com",
        "login.evil-site.{com}", "login.evil-site}.{com", "login(_dot_)evil-site[_dot_]com",
        "login[d.o.t]evil-site[D.O.T]com", "login[:.]evil-site(:.)com",
        "login&lt;.&gt;evil-site&lt;dot&gt;com", "login%5B.%5Devil-site%5bdot%5dcom", "login[dot.]evil-site[.dot]com",
        "login(punt)evil-site[te\u010dka]com", "login -dot- evil-site -dot- com",
        "login{[}.{]}evil-site{[}.{]}com", "login{[}dot{]}evil-site{[}dot{]}com",
    ],
    URL: [
        "hxxp://login.evil-site.com/gate/x.php", "hXXp://login[.]evil-site[.]com/gate/x.php",
        "h**p://login.evil-site.com/gate/x.php", "h__p://login.evil-site.com/gate/x.php",
        "meow://login.evil-site.com/gate/x.php", "me0w[:]//login.evil-site.com/gate/x.php",
        "m3ow://login.evil-site.com/gate/x.php", "hxtp://login.evil-site.com/gate/x.php",
        "ttp://login.evil-site.com/gate/x.php", "h[tt]p://login.evil-site.com/gate/x.php",
        "[http]://login.evil-site.com/gate/x.php", "[http://]login.evil-site.com/gate/x.php",
        "hxxp[:]//login.evil-site.com/gate/x.php", "hxxp(:)//login.evil-site.com/gate/x.php",
        "hxxp[://]login.evil-site.com/gate/x.php", "hxxp[:/]/login.evil-site.com/gate/x.php",
        "hxxp[:][/][/]login[.]evil-site[.]com[/]gate[/]x[.]php",
        "http[colon]//login[dot]evil-site[dot]com[slash]gate[slash]x[dot]php",
        "http:\\\\login.evil-site.com/gate/x.php", "hxxp:\\\\login.evil-site.com\\gate\\x.php",
        "hXXp:\\/\\/login.evil-site.com\\/gate\\/x.php", "hxxp:__login.evil-site.com/gate/x.php",
        "http:// login.evil-site.com/gate/x.php", "hxxp ://login.evil-site.com/gate/x.php",
        "hxxp : // login[.]evil-site[.]com/gate/x.php", "hxxp:/login.evil-site.com/gate/x.php",
        "hxxp//login.evil-site.com/gate/x.php", "http://[login.evil-site.com]/gate/x.php",
        "http&#58;//login.evil-site.com/gate/x.php", "http&colon;&sol;&sol;login.evil-site.com/gate/x.php",
        "http\uff1a//login.evil-site.com\uff0fgate\uff0fx.php", "http%3A%2F%2Flogin.evil-site.com%2Fgate%2Fx.php",
        "https://hxxp[://]login.evil-site.com/gate/x.php",
        "hxxp__login.evil-site.com/gate/x.php", "hxxp:\\login.evil-site.com/gate/x.php",
        "http:///login.evil-site.com/gate/x.php", "http// login.evil-site.com/gate/x.php",
        "http://[login.evil-site.com/gate/x.php", "http://[login.evil-site].com/gate/x.php",
        "http://login,evil-site,com/gate/x.php", "hxxp://login .evil-site .com/gate/x.php",
        "hxxp://login.evil-sitedot]com/gate/x.php", "hxxp://login.evil-site.com[/gate/x.php",
        "http://login.evil-site.com\\/gate\\/x.php", "http:\\u002f\\u002flogin.evil-site.com\\u002fgate\\u002fx.php",
        "xxxx://login.evil-site.com/gate/x.php", "h##p://login.evil-site.com/gate/x.php",
        "h00p://login.evil-site.com/gate/x.php", "http!://login.evil-site.com/gate/x.php",
        "hxxp:\\\\login\\.evil-site\\.com\\gate\\x.php", "(http)://login.evil-site.com/gate/x.php",
        "http://login dot evil-site dot com/gate/x.php", "<http://login.evil-site.com/ga\n> te/x.php>",
        "hxxp://login[.]evil-site[.]com\\gate\\x.php", "hxxp://login\\.evil\\-site\\.com/gate/x\\.php",
        '\\"u\\":\\"http:\\\\/\\\\/login.evil-site.com\\\\/gate\\\\/x.php\\"',
        "http://]login.evil-site.com/gate/x.php", "http(://login.evil-site.com/gate/x.php",
        "meow:/login.evil-site.com/gate/x.php", "meow:\\\\login.evil-site.com\\gate\\x.php",
        "http-3A__login.evil-site.com/gate/x.php",
        "hxxp:\\\\\\\\login.evil-site.com\\\\gate\\\\x.php",
        "hxxp{[}:{]}//login{[}.{]}evil-site{[}.{]}com/gate/x.php",
        "hxxp://**login[.]evil-site[.]com**/gate/x.php", "hxxp://login.evil-site. com/gate/x.php",
        "HXXP%3a%2f%2flogin.evil-site.com%2fgate%2fx.php",
    ],
    ADDRESS: [
        "185[.]220[.]101[.]4", "185.220.101[.]4", "185(.)220(.)101(.)4", "185[dot]220[dot]101[dot]4",
        "185 dot 220 dot 101 dot 4", "185 . 220 . 101 . 4", "185 [.] 220 [.] 101 [.] 4", "185\\.220\\.101\\.4",
        "185[.220[.101[.4", "185.220.101.[4]", "[185.220.101.4]", "185[.]220[.]101[.]4[:]8080",
        "185[.]220[.]101[.]4[:8080]", "185.220.101.4(:443)",
        "185-dot-220-dot-101-dot-4", "185*.*220*.*101*.*4", "185[[[[.]]]]220(((.]]101[[.)4", "185.220.101.]]]4",
        "185.220.101[.]\n4", "185.220.101\\\\\\.4", "_185.220.101.4_", "185%2E220%2E101%2E4",
        "185\u3002220\u3002101\u30024", "\uff11\uff18\uff15.220.101.4",
    ],
    MAIL: [
        "bad.guy[@]evil-site[.]com", "bad.guy[at]evil-site[.]com", "bad.guy(at)evil-site(dot)com",
        "bad.guy{at}evil-site{dot}com", "bad.guy<at>evil-site.com", "bad.guy [@] evil-site [.] com",
        "bad.guy (at) evil-site (dot) com", "bad.guy[ at ]evil-site[ dot ]com", "bad.guy at evil-site.com",
        "bad.guy AT evil-site DOT com", "bad[dot]guy[at]evil-site[dot]com", "bad.guy @ evil-site.com",
        "bad.guy&#64;evil-site.com", "bad.guy\uff20evil-site.com", "bad.guy[_at_]evil-site[.]com",
        "bad.guy\\@evil-site.com", "bad.guy%40evil-site.com",
        "bad.guy(arroba)evil-site(punto)com", "bad.guy[arobase]evil-site.com", "bad.guy(a)evil-site.com",
        "bad[punto]guy[chiocciola]evil-site[punto]com", "bad.guy[et]evil-site.com",
        "bad.guy[@evil-site[.com", "bad.guy@]evil-site.com", "bad.guy@[evil-site.com]",
        "bad.guy @evil-site[.]com", "bad.guy@ evil-site[.]com", "bad.guy  @  evil-site.com",
        "bad.guy  AT  evil-site.com",
        "bad.guyATevil-site.com", "bad.guy_at_evil-site.com", "bad.guy@evil-site  [  .  ]  com",
        "bad dot guy at evil-site dot com", "bad . guy @ evil-site . com", "bad.guy**@**evil-site[.]com",
        "bad.guy\\@evil\\-site\\.com", "bad.guy{[}at{]}evil-site{[}.{]}com",
        "bad.guy_AT_evil-site_DOT_com", "bad.guy-AT-evil-site-DOT-com", "bad.guyATevil-siteDOTcom",
        "bad_dot_guy_at_evil-site_dot_com", "bad.guy -at- evil-site.com", "bad -dot- guy -at- evil-site -dot- com",
    ],
    V6: [
        "2606[:]4700[:][:]64", "2606[:]4700::64", "2606[:]4700[::]64", "2606(:)4700(::)64", "[2606:4700::64]:443",
        "2606\uff1a4700\uff1a\uff1a64",
    ],
}  # fmt: skip
ROWS = [(expected, form) for expected, forms in FORMS.items() for form in forms]


@pytest.mark.parametrize("sentence", ["{}", "The implant contacted {} over TLS."], ids=["alone", "prose"])
@pytest.mark.parametrize(
    ("expected", "form"), ROWS, ids=[form.encode("ascii", "backslashreplace").decode() for _, form in ROWS]
)
def test_a_form_gives_the_value_and_nothing_else(expected: tuple[str, str], form: str, sentence: str) -> None:
    text = sentence.format(form)
    found = find(text).found
    assert [(finding.type, finding.value) for finding in found] == [expected]
    assert found[0].raw == text[found[0].start : found[0].end]


ORDINARY = [
    ("x.title[:10], evil-site.com[:80] and url[:80]", [("FQDN", "evil-site.com")], "slices of a script"),
    ("hxxps://evil-site[.]com[:4443]/a", [("URL", "https://evil-site.com:4443/a")], "a port in brackets"),
    ("block 44[.]128[.]7[.]0[/24]", [("CIDR Block", "44.128.7.0/24")], "a length in brackets"),
    ("delimited by comma (,) to allow, the period (.) in it", [], "signs that are named"),
    ("a call of file(GENERATE [..]) work, see [..] in it", [], "words that were left out"),
    ("that the group (.*) is valid", [], "a pattern"),
    ("objcopy --update-section .bar=x --remove-section .foo", [], "options of a command"),
    ("evil-site (.) in", [("FQDN", "evil-site.in")], "a name that names no sign"),
    ("DNS over TLS (DoT) to the resolver; of Transportation (DoT) is", [], "what is called so for short"),
    ("the dot com bubble, a dot com company and asp dot net", [], "phrases"),
    ("a red dot design award, whether it is a dot directory", [], "words, and nothing that speaks of hosts"),
    ("they visited evilsite dot com", [("FQDN", "evilsite.com")], "a name, and no phrase"),
    ("the server evilsite dot design", [("FQDN", "evilsite.design")], "a word in a line that speaks of hosts"),
    ("python -m trace -C . somefile.py", [], "an option, and the directory that one is in"),
    (".content div.note .info{user-select:none}", [], "elements of a page"),
    ("look at example.com", [("FQDN", "example.com")], "a place is no person"),
    ("hosted at evil-site.com", [("FQDN", "evil-site.com")], "a place is no person"),
    ("Contact: the shop at evil-site.com", [("FQDN", "evil-site.com")], "a place is no person"),
    ("sent by a mailer at evil-site[.]com", [("FQDN", "evil-site.com")], "a part of mail is no person"),
    ("I said hi . bob @ evil-site.com", [("Email Address", "bob@evil-site.com")], "the end of a sentence before it"),
    ("http://evil-site.com\\u0026x", [("URL", "http://evil-site.com")], "an escape, and no turned slash"),
    (
        r'"http://evil-site.com/a?b=1\u0026c\u003d2","x\u0026y"',
        [("URL", "http://evil-site.com/a?b=1&c=2")],
        "escapes of JSON in a query",
    ),
    ("hxxp://evil-site[.]com/[.]git/x[.]?a", [("URL", "http://evil-site.com/.git/x.?a")], "dots beside other signs"),
    ("http://evil-site.com\\share", [("URL", "http://evil-site.com")], "a live link has no turned slashes"),
    ("CORP\\_svc and a\\-b", [], "no escapes of Markdown"),
    ("the end . In short", [], "a blank before a full stop"),
    ("connect the dot to the next", [], "the word dot"),
    ("a polka -dot- shop, and looked -at- the map", [], "words that are stressed"),
    ("open http://evil-site.com. net sales of http://router. in the end", [("URL", "http://evil-site.com")], "prose"),
    ("arr[0].name and f(.5)", [], "code"),
    ("see a.com [1] and b.com", [("FQDN", "a.com"), ("FQDN", "b.com")], "a reference to a footnote"),
    ("evil-a[.]com[.]\nnet\nevil-b[.]com\n[.]NET", [("FQDN", "evil-a.com"), ("FQDN", "evil-b.com")], "whole names"),
    ("hxxp://evil-a[.]com/x[.]\nphp", [("URL", "http://evil-a.com/x")], "the end of a sentence"),
    (
        "hxxps://evil-a[.]com/?u=hxxps://evil-b[.]com/x",
        [("URL", "https://evil-a.com/?u=https://evil-b.com/x")],
        "a scheme in a query is defanged, too",
    ),
    ("44.128.7.21\n44.128.7.22", [("IP Address", "44.128.7.21"), ("IP Address", "44.128.7.22")], "two lines"),
    (
        "http://evil-site.com/a\nhttp://evil-site.com/b",
        [("URL", "http://evil-site.com/a"), ("URL", "http://evil-site.com/b")],
        "",
    ),
    ("polka-dot-dress", [], "a word with a dot in it"),
    (
        "hxxp://evil-site[.]com/a[.] Then evil-site[.]com[.] Then",
        [("URL", "http://evil-site.com/a"), ("FQDN", "evil-site.com")],
        "the end of a sentence, defanged like every dot",
    ),
    (
        "evil-a[.]com[.] evil-b[.]net[.]",
        [("FQDN", "evil-a.com"), ("FQDN", "evil-b.net")],
        "a mark at the end of each sentence",
    ),
    (
        "evil-a(.)com(.) evil-b(.)net(.)",
        [("FQDN", "evil-a.com"), ("FQDN", "evil-b.net")],
        "a mark at the end of each sentence",
    ),
    ("evil-a[.]com[,] evil-b[.]com", [("FQDN", "evil-a.com"), ("FQDN", "evil-b.com")], "a mark between two of a list"),
    (
        "185.220.101[.]4[.] 185.220.101[.]5",
        [("IP Address", "185.220.101.4"), ("IP Address", "185.220.101.5")],
        "a mark at the end of each sentence",
    ),
    (
        "185(.)220(.)101(.)4(.) 185(.)220(.)101(.)5",
        [("IP Address", "185.220.101.4"), ("IP Address", "185.220.101.5")],
        "a mark at the end of each sentence",
    ),
    ("evil-a[.]co[.] uk", [("FQDN", "evil-a.co.uk")], "a suffix of two labels"),
    ("login.evil.live[.] com", [("FQDN", "login.evil.live.com")], "a suffix and nothing but that behind the blank"),
    ("evil-a[.]com, [.]net and [.]org", [("FQDN", "evil-a.com")], "suffixes alone"),
    ("look_at_me.py and meet_at_noon.md", [], "files"),
    ("see item (a) evil-site.com", [("FQDN", "evil-site.com")], "the letter of an item"),
    ("LOOK AT evil-site.com", [("FQDN", "evil-site.com")], "capitals, and a place is no person"),
    ("use ASP .net and the .net framework", [], "the name of a product"),
    ("foo(bar).baz(qux).com()", [], "code"),
    ("[polkadot]com", [], "a word that ends as the mark"),
    ("on Windows\u30fbAndroid, Linux\u00b7Android", [], "words of a list"),
    ("Evil-site\u30fbCom", [("FQDN", "evil-site.com")], "a name that begins with a capital"),
    (
        "185.220.101.4/evil-site[.]com evil-a.com/evil-b[.]net",
        [("IP Address", "185.220.101.4"), ("FQDN", "evil-site.com"), ("FQDN", "evil-a.com"), ("FQDN", "evil-b.net")],
        "a slash between two, of which one was defanged",
    ),
    (
        "evil-a[.]com/evil-b[.]net/185.220.101[.]4",
        [("FQDN", "evil-a.com"), ("FQDN", "evil-b.net"), ("IP Address", "185.220.101.4")],
        "slashes between several",
    ),
    (
        "evil-a[.]com1 and www.evil-b[.]net2,3 or evil-c.com4 and x[.]mp3 and evil-d[.]com5x",
        [("FQDN", "evil-a.com"), ("FQDN", "www.evil-b.net")],
        "the numbers of footnotes",
    ),
    ("%s.evil-a.com %d.evil-b[.]com", [("FQDN", "evil-a.com"), ("FQDN", "evil-b.com")], "places in a format"),
    ("185.220.101.4/x[.]html", [("URL", "http://185.220.101.4/x.html")], "the name of a file"),
    ("C:\\foo\\.ssh\\id", [("File Path", "C:\\foo\\.ssh\\id")], "a path, not an escaped dot"),
    ("[b]http://evil-site.com/x[/b]", [("URL", "http://evil-site.com/x")], "BBCode"),
    ("[url=http://evil-site.com/x]text[/url]", [("URL", "http://evil-site.com/x")], "BBCode"),
    ("[http://www.w3.org]", [], "brackets round a whole URL are no mark, so that the allow-list holds"),
    ("1,2,3,4 and 5,6,7,8", [], "numbers of a list"),
    ("the 24 .xyz domains, the top-10 .ru sites", [], "suffixes that the sentence speaks of"),
    ("a 62-byte .onion address", [], "a suffix that the sentence speaks of"),
    ("cc @evil-site.com", [("FQDN", "evil-site.com")], "the name of somebody in a forum"),
    ("the evil-site .com domain", [("FQDN", "evil-site.com")], "the name of one domain"),
    ("CnC Domain (pepper .su) in TLS SNI", [("FQDN", "pepper.su")], "a message of Suricata"),
    ("Domain in DNS Lookup (pepper .su)", [("FQDN", "pepper.su")], "another"),
    ("Observed Domain (pepper .cyou in TLS SNI)", [("FQDN", "pepper.cyou")], "an older one"),
    ("domains (mostly .xyz), a Domain (the .com one)", [], "suffixes in brackets"),
    ("mailbox: attacker-controlled @tutamail[.]com", [("FQDN", "tutamail.com")], "a word that says whose"),
    ("http:// example .com/x", [("URL", "http://example.com/x")], "a blank in the host of a URL"),
    ("hxxp__example .com/x", [("URL", "http://example.com/x")], "a blank in the host of a URL"),
    ("evil-site.com\uff08offline\uff09", [("FQDN", "evil-site.com")], "a remark in full-width brackets"),
    ("evil-site\uff08.\uff09com \uff08dot\uff09", [("FQDN", "evil-site.com")], "a mark in full-width brackets"),
    ("evil-site\uff08dot\uff09com", [("FQDN", "evil-site.com")], "a mark in full-width brackets"),
    ("write to bad_at_evil_dot_com now", [("Email Address", "bad@evil.com")], "a word of mail before small letters"),
    ("x = stop_at_first_dot_in", [], "the name of a variable"),
    ("x = bad_AT_evil_DOT_cfg", [], "no public suffix"),
    ("\\[ a_{[}0{]} + b{[}.{]} \\]", [], "brackets of LaTeX with nothing behind them"),
    ("evil-site\uff08.com", [("FQDN", "evil-site.com")], "half a mark in full-width brackets"),
    ("bad\uff08at\uff09evil-site.com", [("Email Address", "bad@evil-site.com")], "a mark in full-width brackets"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), ORDINARY)
def test_ordinary_text_is_not_glued_together(text: str, expected: list[tuple[str, str]], reason: str) -> None:
    assert [(finding.type, finding.value) for finding in find(text).found] == expected, reason


def test_who_defangs_a_value_means_it_unless_told_otherwise() -> None:
    listed = "8[.]8[.]8[.]8"
    assert [f.value for f in find(listed).found] == ["8.8.8.8"]
    assert find(listed, Options(defanged_beats_allow_list=False)).found == ()
    assert [f.value for f in find("invoice[.]zip").found] == ["invoice.zip"]


def test_the_rule_says_why_a_host_or_an_address_was_taken() -> None:
    text = "evil-site[.]com EVIL-SITE.COM 185.220.101[.]4 185.220.101.4"
    assert [f.rule for f in find(text).found] == ["defanged", "host name", "defanged", "IPv4 address"]


def test_a_long_url_that_a_mail_program_broke_is_one() -> None:
    url = "http://evil-site.com/" + "a" * 50 + "?x=1&y="
    assert [f.value for f in find(f"> {url}\n> 22&z=3\n> bye").found] == [f"{url}22&z=3"]


def test_a_url_that_is_broken_behind_a_slash_goes_on_with_its_query() -> None:
    url = "http://evil-site.com/" + "a" * 50 + "/"
    assert [f.value for f in find(f"{url}\nlogin/verify.php?x=1\nbye").found] == [f"{url}login/verify.php?x=1"]
    assert [f.value for f in find(f"{url}\nlogin\nbye").found] == [url]


def test_a_url_that_is_broken_more_than_once_is_put_together() -> None:
    lines = ["http://evil-site.com/" + "a" * 50 + "-", "b" * 64 + "&c=", "d" * 66 + "%", "20e", "and more"]
    assert [f.value for f in find("\n".join(lines)).found] == ["".join(lines[:-1])]
    assert [f.value for f in find("\n> ".join(lines)).found] == ["".join(lines[:-1])]


def test_a_broken_url_below_a_whole_one_is_put_together_too() -> None:
    url = f"http://evil-site.com/{'x' * 50}/index.php?a=1&b="
    first = "http://other-site.com/gate/index.php"
    assert [f.value for f in find(f"{first}\n{url}\n22&z=3\nbye").found] == [first, f"{url}22&z=3"]


def test_stand_ins_are_made_plain_whatever_else_stands_in_the_text() -> None:
    for start in range(0x80, 0x110000, 64):  # characters that begin alike in UTF-8
        characters = "\ufffda" + "a".join(map(chr, range(start, start + 64)))
        assert fold(f"{characters}a").text == fold(f"{characters}a\u200b").text, hex(start)


@pytest.mark.parametrize("written", ["evilsite].[xyz", "[evil-site].[xyz]", "login].[evilsite].[icu"])
def test_brackets_round_a_dot_are_those_of_a_database_only_round_both_names(written: str) -> None:
    name = written.replace("[", "").replace("]", "")
    assert [finding.value for finding in find(f"C2: {written} is up").found] == [name]
