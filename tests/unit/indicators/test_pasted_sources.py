"""What somebody pasted into a mail: the source of another one, and the text of a table without its layout."""

import base64
import quopri
import random

import pytest

from tqimap.indicators import find

URL = "https://pay.evil-site.com/login.php?session=8842&user=a%40b.de&return=home&from=mail"
BODY = f'Dear customer, your account is limited. <a href="{URL}">Confirm</a> or write to help@evil-site.com, please.'
SOURCE = f"Content-Transfer-Encoding: quoted-printable\n\n{quopri.encodestring(BODY.encode()).decode()}\n"


@pytest.mark.parametrize("quotation", ["", "> ", ">> "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_was_quoted_printable_is_made_plain(quotation: str, end: str) -> None:
    text = end.join(quotation + line for line in SOURCE.split("\n"))
    found = find(text).found
    assert [finding.value for finding in found] == [URL, "help@evil-site.com"]
    assert [text[finding.start : finding.end] for finding in found] == [finding.raw for finding in found]


ORDINARY = [
    (f"{'a' * 60}=3D=\r", [], "half of the end of a line"),
    ("http://evil-site.com/?id=3D5", ["http://evil-site.com/?id=3D5"], "no line of it was broken"),
    (f"{SOURCE}\nhttp://evil-site.com/?id=20", [URL, "help@evil-site.com", "http://evil-site.com/?id=20"], "below it"),
    (
        f"http://evil-site.com/{'a' * 60}?b=3D1&c=\nnext&d=x",
        [f"http://evil-site.com/{'a' * 60}?b=3D1&c=next&d=x"],
        "a line that a mail program broke behind an equals sign, and one that is not escaped",
    ),
]


@pytest.mark.parametrize(("text", "values", "reason"), ORDINARY)
def test_other_text_stays_as_it_is(text: str, values: list[str], reason: str) -> None:
    assert [finding.value for finding in find(text).found] == values, reason


MD5, SHA256 = "53a95a9ae875cd6156cb62d1752af350", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NOISE = random.Random(4).randbytes(6000)
AFTER = "\n--b--\nhxxp://evil-site[.]com/a\n"


@pytest.mark.parametrize("width", [60, 64, 76])
@pytest.mark.parametrize("size", [1, 900, 1400, 5000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_stands_round_lines_of_base64_is_found_where_it_is(width: int, size: int, end: str) -> None:
    encoded = base64.b64encode(NOISE[:size]).decode()
    lines = (encoded[at : at + width] for at in range(0, len(encoded), width))
    text = end.join([f"{SHA256}  a.zip", "evil-a[.]com", *lines]) + AFTER
    found = find(text).found
    assert [finding.value for finding in found] == [SHA256, "a.zip", "evil-a.com", "http://evil-site.com/a"]
    assert [text[finding.start : finding.end] for finding in found] == [finding.raw for finding in found]


def test_lines_of_base64_are_no_sign_that_somebody_means_a_number_beside_them() -> None:
    encoded = base64.b64encode(NOISE).decode()
    lines = "\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    assert [find(f"We run it under 4.12.7.1 here.\n{each}\n").found for each in ("", lines)] == [(), ()]


LINES_OF_VALUES = [
    ([f"{number:02}{SHA256[2:]}" for number in range(30)], 30, "hashes"),
    ([f"{number:02}{SHA256[2:]}".upper() for number in range(30)], 30, "hashes in capitals"),
    ([f"T1{SHA256}{number:06}" for number in range(30)], 30, "hashes of TLSH"),
    (["bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr"] * 30, 30, "addresses in Bech32"),
    ([f"/opt/{'Payload/' * (7 + number % 2)}evilProgram" for number in range(30)], 30, "paths"),
    ([f"<http://evil-site.com/{'aB' * 20}", *["aB" * 35] * 20, "aB>"], 1, "a URL in brackets"),
]


@pytest.mark.parametrize(("lines", "number", "reason"), LINES_OF_VALUES, ids=[reason for *_, reason in LINES_OF_VALUES])
def test_lines_that_only_look_like_base64_are_read(lines: list[str], number: int, reason: str) -> None:
    assert len(find("\n".join(["", *lines, ""])).found) == number, reason


def test_digits_of_a_font_in_postscript_are_no_hashes() -> None:
    font = (
        f"/F1 <{SHA256[:8]}> def\ncurrentfile eexec\n{SHA256}\n{SHA256[::-1]}\n{SHA256[:40]}\n{'0' * 64}\ncleartomark\n"
    )
    assert [finding.value for finding in find(f"{font}sample {MD5}").found] == [MD5]


HEAD = "IndicatorType\n"
RUN_TOGETHER = [
    (
        "evil-a[.]comC2 domain serverevil-b[.]topDomainC2",
        ["evil-a.com", "serverevil-b.top"],
        "names, and a word before",
    ),
    ("x2026-03-11evil-a[.]comDomainC22026-03-112026-03-14evil-b[.]topDomain", ["evil-a.com", "evil-b.top"], "dates"),
    (
        "C2 nodeon 2026-03-11185.220.101[.]4 IPx2026-03-11185.220.101[.]5IP",
        ["185.220.101.5"],
        "a date glued to one side",
    ),
    ("seen2026-03-11bob[@]evil-a.comEmail addressevil-b[.]topDomain", ["bob@evil-a.com", "addressevil-b.top"], "mail"),
    ("Endpoint185.220.101[.]4:443IP:PortHost185[.]220[.]101[.]5IP", ["185.220.101.4", "185.220.101.5"], "addresses"),
    (f"C2evil-a[.]comDomainHash{MD5}MD5Row{SHA256}SHA-256", ["c2evil-a.com", MD5, SHA256], "hashes"),
    (f"(a.dll){SHA256}Loader(b.dll){MD5}Loader", [SHA256, MD5], "hashes alone"),
    (f"x{MD5}y Head{MD5}", [], "no capital behind them, and no value with a mark"),
    ("at 2026-03-11T10:11:12 evil-a[.]comDomain", ["evil-a.com"], "a date with its time"),
    ("evil-a.comDomain", [], "no mark"),
    ("evil-a[.]deSigN", ["evil-a.design"], "a suffix in letters of both kinds"),
    ("payload[.]exeFile and evil-a[.]com/2026-03-11x.doc", ["http://evil-a.com/2026-03-11x.doc"], "the ends of files"),
]


@pytest.mark.parametrize(("text", "values", "reason"), RUN_TOGETHER, ids=[reason for *_, reason in RUN_TOGETHER])
def test_values_are_cut_from_the_cells_beside_them(text: str, values: list[str], reason: str) -> None:
    text = HEAD + text
    found = find(text).found
    assert [finding.value for finding in found] == values, reason
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)


def test_a_defanged_value_ends_where_a_word_is_glued_to_it() -> None:
    assert [finding.value for finding in find("from evil-a[.]comThe attacker").found] == ["evil-a.com"]
    two = "x2026-03-11evil-a[.]comDomainC22026-03-14evil-b[.]topDomain"  # a table without its head
    assert [finding.value for finding in find(two).found] == ["evil-a.com", "evil-b.top"]


PIECES = SHA256[:40], SHA256[40:]
WRAPPED = [
    ("| hxxp://evil-a[.]com | URL |\n| /load/x.dll        |     |\n", ["http://evil-a.com/load/x.dll"], "a full cell"),
    ("| evil-         | C2 |\n| panel[.]com   |    |\n", ["evil-panel.com"], "a hyphen"),
    ("| x | evil-trea | b |\n|   | sury.net  |   |\n", ["evil-treasury.net"], "the end is a name, too"),
    (f"| {PIECES[0]} | a |\n| {PIECES[1]}                 |   |\n", [SHA256], "a hash, not in the last column"),
    ("\u2502 evil-trea \u2502 b \u2502\n\u2502 sury.net  \u2502   \u2502\n", ["evil-treasury.net"], "lines of boxes"),
    ("| A | evil-a.com |\n|   | evil-b.com |\n", ["evil-a.com", "evil-b.com"], "two of a group"),
    ("| evil-trea  | b |\n| sury.net   |   |\n", ["sury.net"], "a cell that is not full"),
    ("| evil-trea | b |\n| sury.net  | c |\n", ["sury.net"], "another row"),
    ("| evil-trea | b |\n\n| sury.net  |   |\n", ["sury.net"], "another table"),
    ("| the host | b |\n| sury.net |   |\n", ["sury.net"], "words"),
]


@pytest.mark.parametrize(("text", "values", "reason"), WRAPPED, ids=[reason for *_, reason in WRAPPED])
def test_a_value_that_was_broken_within_its_cell_is_whole(text: str, values: list[str], reason: str) -> None:
    text = f"| Kind | Seen |    |\n{text}"
    found = find(text).found
    assert [finding.value for finding in found] == values, reason
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)


LOGGED = "20.01.2026 23:00:18 0FE0 PACKET  000002C5307C UDP Rcv 10.0.0.2        ede1   Q [0001   D   NOERROR] A      "
QUERIES = [
    (LOGGED + "(3)www(8)evil-dns(2)co(2)uk(0)", ["www.evil-dns.co.uk"], "what a client asked for"),
    (
        LOGGED.replace("2        ", "212 ").replace("  Q", "R Q") + "(8)evil-dns(3)com(0)\n(4)evil(3)org(0)",
        ["evil-dns.com", "evil.org"],
        "an answer, and a name in another line",
    ),
    (
        LOGGED + "(5)fonts(10)googleapis(3)com(0)\n(1)2(2)10(7)in-addr(4)arpa(0) (2)dc(4)corp(5)local(0)",
        [],
        "no indicators",
    ),
    (LOGGED + "(8)evil-dns(3)com (9)evil-dns(3)com(0)", [], "without an end, and with another length"),
    ("f(3)www(8)evil-dns(3)com(0)", [], "no log"),
]
RULES = [
    ('content:"|08|evil-dns|03|com|00|"; nocase;', ["evil-dns.com"], "a rule of Snort"),
    ('content:"|01 00 00 01 00000000 08|evil-dns|02|co|02|uk|00 00 01|";', ["evil-dns.co.uk"], "behind other bytes"),
    ('$a = "\\x03www\\x08evil-dns\\x03com\\x00" ascii', ["www.evil-dns.com"], "a rule of YARA"),
    ('content:"|04|test|05|bytes|00|"; content:"|FF|SMB|32 00|";', [], "no suffix; no name"),
    ('content:"|07|evil-dns|03|com|00|"; "\\x09evil-dns\\x03com"', [], "lengths of other labels"),
    ('content:"|08|evil-dns|00|"; |03|com|', [], "a label alone"),
    ("| 08 | evil-dns | 03 | com |", [], "a table"),
]


@pytest.mark.parametrize(("text", "values", "reason"), RULES + QUERIES)
def test_names_as_dns_sends_them_are_found_in_rules_and_logs(text: str, values: list[str], reason: str) -> None:
    found = find(text).found
    assert [finding.value for finding in found] == values, reason
    assert all(text[finding.start : finding.end] == finding.raw for finding in found)
