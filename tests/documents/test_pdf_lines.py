"""Words that the end of a line divides: whole where their places show it, and never two values that are two."""

import random
import re
from math import inf

import pytest
from pdf_documents import page, stream

from tqimap.documents.pdf import pdf
from tqimap.documents.pdf.lines import joined, unhyphenated
from tqimap.documents.pdf.places import Box, Page
from tqimap.documents.pdf.tables import Names, with_versions
from tqimap.documents.pdf.urls import ends_open, over_pages
from tqimap.documents.pieces import Context, Text

SHA256 = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"
MD5 = "9e107d9d372bb6826bd81d3542a419d6"
URL = "https://cdn.evil-host.com/wp-content/themes/a9/update/download.php?id=8f14e45fceea167a&session=abcdefghijklmnop"

Line = tuple[int, float, str]  # the column where it begins, the number of the line, the text


def laid_out(lines: list[Line]) -> tuple[str, list[Box]]:
    """A page of letters that are all 6 wide and 12 high; a gap of two blanks is one between columns."""
    text, boxes = "", []
    for column, number, line in lines:
        shown = re.sub(" +", " ", line)
        wide = [at for at in range(len(line)) if line[at : at + 2] != "  "]
        boxes += [(6.0 * (column + at), -14.0 * number, 6.0 * (column + at + 1), 12 - 14.0 * number) for at in wide]
        boxes += [boxes[-1]] * 2
        text += shown + "\r\n"
    return text[:-2], boxes


def read(lines: list[Line], *links: str, width: float = inf) -> list[str]:
    text, boxes = laid_out(lines)
    return joined(Page(text, boxes.__getitem__), links, width).split("\r\n")


def cell(value: str, width: int, column: int = 0, first: float = 0, label: str = "") -> list[Line]:
    """A value as a program breaks it that fills each line of a column; what stands in the column before it."""
    pieces = [value[at : at + width] for at in range(0, len(value), width)]
    rows: list[Line] = [(column, first + number, piece) for number, piece in enumerate(pieces)]
    return [(0, first, f"{label:<{column}}{pieces[0]}"), *rows[1:]] if label else rows


def prose(text: str, width: int, first: float = 0) -> list[Line]:
    """Lines that are filled to the last character, as Chinese and some programs break them."""
    return [(0, first + at // width, text[at : at + width].strip()) for at in range(0, len(text), width)]


@pytest.mark.parametrize("width", [20, 22, 25, 30])
@pytest.mark.parametrize("value", [SHA256, URL, URL.replace("https", "hxxps").replace(".com", "[.]com")])
def test_a_value_in_a_narrow_column(value: str, width: int) -> None:
    rows = [*cell(SHA256[::-1], width, 10, 0, "sha256  "), *cell(value, width, 10, 9, "sha256  "), (0, 20, "End of it")]
    assert [value in line for line in read(rows)].count(True) == 1


@pytest.mark.parametrize(
    "lines",
    [["https://a-b.com/cell?", "id=7&k=v"], ["https://a-b.com/?k=v&", "id=7"], ["https://a-b.com/logo-", "7.png"]],
)
def test_a_url_that_has_not_ended_goes_on_though_its_line_is_short(lines: list[str]) -> None:
    rows = [
        (0, 0.0, "A line that is as wide as the column"),
        (0, 1.0, lines[0]),
        (0, 2.0, lines[1] + " then more words"),
    ]
    assert "".join(lines) in read(rows)[1]


def test_a_path_in_a_sentence_goes_on_with_the_name_of_its_file() -> None:
    rows = [
        "It was seen on some machines below",
        r"and wrote to C:\Users\Public\Music\\"[:-1],
        "run_77.vbs, which is a script.",
    ]
    assert r"C:\Users\Public\Music\run_77.vbs, which" in read([(0, at, row) for at, row in enumerate(rows)])[1]
    rows[2] = "and was removed again soon, which is rare"
    assert read([(0, at, row) for at, row in enumerate(rows)]) == rows


@pytest.mark.parametrize("lines", [["have you seen https://a-b.com/cell?", "Then"], ["at https://a-b.com/x-", "Then"]])
def test_a_sentence_behind_it_is_none_of_it(lines: list[str]) -> None:
    assert read([(0, 0.0, "A line as wide as a column"), (0, 1.0, lines[0]), (0, 2.0, lines[1])])[1:] == lines


def test_a_url_goes_on_behind_words_that_hyphens_divide() -> None:
    """Which pdfium has put together already, be they three lines of the page."""
    text, boxes = laid_out(
        [(0, 0, "URL"), (0, 1, "https://a.b"), (0, 2, "-cd-"), (0, 3, "e.com/xyzzz"), (0, 4, "w/ef/g.exe")]
    )
    at = text.index("-\r\ne.com")
    text, boxes = f"{text[:at]}\ufffe{text[at + 3 :]}", boxes[: at + 1] + boxes[at + 3 :]
    assert joined(Page(text, boxes.__getitem__)).endswith("\r\nhttps://a.b-cd\ufffee.com/xyzzzw/ef/g.exe")


def test_a_ligature_is_as_high_as_its_line() -> None:
    text, boxes = laid_out([(0, 0, "https://a-b.com/logo-"), (0, 1, "final_v2.jpg")])
    at = text.index("final")
    boxes[at] = (boxes[at][0], boxes[at][1] + 3, boxes[at][2], boxes[at][3] - 2)
    assert joined(Page(text, boxes.__getitem__)) == "https://a-b.com/logo-final_v2.jpg"


def test_a_line_is_as_high_as_its_highest_word() -> None:
    """Of some letters pdfium tells the ink alone."""
    text, boxes = laid_out([(0, 0, "see https://a-b.com/cell?"), (0, 1, "id=7&k=v and more")])
    for at in range(3):
        boxes[at] = (boxes[at][0], boxes[at][1] + 2, boxes[at][2], boxes[at][3] - 2)
    assert joined(Page(text, boxes.__getitem__)) == "see https://a-b.com/cell?id=7&k=v and more"


@pytest.mark.parametrize(
    "value",
    [
        r"C:\Users\Public\Libraries\update_helper_service.exe",
        r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run\Upd",
        "185[.]225[.]73[.]104",
    ],
)
def test_a_path_or_an_address_in_a_narrow_cell(value: str) -> None:
    width = 19
    rows = [*cell(SHA256, width, 10, 0, "sha256  "), *cell(value, width, 10, 9, "value  "), (0, 20, "End of it")]
    assert [value in line for line in read(rows)].count(True) == 1


@pytest.mark.parametrize(
    "pieces",
    [["HKCU\\Software\\", "Microsoft\\Windows\\", "Run\\Upd"], ["Global\\", "AsyncMutexOfTheQuota"]],
    ids=["key", "mutex"],
)
def test_what_was_broken_behind_a_separator(pieces: list[str]) -> None:
    rows: list[Line] = [(8, 5.0 + at, piece) for at, piece in enumerate(pieces)]
    assert "".join(pieces) in read([*cell(SHA256, 20, 8, 0, "SHA256  "), *rows, (0, 9, "The end")])


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("https://evil-a.com/media/web/a", "PG2Zz.zip"),  # which alone would be a host
        ("https://evil-account186.inf", "o/secure/Vbfheb.php"),  # no line begins with the sign
        ("data.portal@secure-share678.c", "om"),
        ("portal@secure-share678[.]", "co"),
        ("track[.]login[@]cdn", "-verify874[.]site"),
    ],
)
def test_an_end_that_may_be_a_word_of_its_own(upper: str, lower: str) -> None:
    width = len(upper) + (lower[1] == "/")
    rows = [*cell(SHA256, width, 10), (10, 9, upper), (10, 10, lower), (0, 12, "End of it")]
    assert upper + lower in read(rows)


def test_segments_that_a_program_keeps_together() -> None:
    rows = [
        *cell(SHA256, 30, 10),
        (10, 9, "hxxps://cloud281[.]xyz/"),
        (10, 10, "support/assets/jhTJq"),
        (0, 12, "End of it"),
    ]
    assert "hxxps://cloud281[.]xyz/support/assets/jhTJq" in read(rows)


def test_a_column_ends_where_the_next_one_begins_be_it_ever_so_close() -> None:
    urls = ["https://evil.com/gate.", "js"], ["https://evil.net/g/ate", ".js"]
    rows: list[Line] = [(8, 0, "https://evil.org/gate. C2 server in a campaign")]
    rows += [(8, number, line) for number, line in zip((2, 3, 6, 7), [*urls[0], *urls[1]], strict=True)]
    assert set(map("".join, urls)) <= set(read([*rows, *((31, at, "C2 server") for at in (10, 12, 14))]))


@pytest.mark.parametrize(("word", "count"), [("D", 1), ("qR", 1), ("A", 0), ("In", 0), ("was", 0)])
def test_a_url_that_fills_a_line_goes_on_with_what_is_hardly_a_word(word: str, count: int) -> None:
    url = ["https://evil-host.com/a9/bcd", "/abc/update.php?id=8f14e45fc", "ea167a5a36dedd4bea2543aaaaaa"]
    lines = ["words that are as wide as it", *url, f"{word} the second stage", "words that are as wide as it"]
    found = " ".join(read([(0, at, line) for at, line in enumerate(lines)])).split()
    assert found.count("".join(url) + word) == count


def named(lines: list[Line]) -> list[str]:
    text, boxes = laid_out(lines)
    return joined(Names().told(Page(text, boxes.__getitem__))).split("\r\n")


SHA1 = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"


def test_a_table_whose_first_column_begins_where_the_prose_above_does() -> None:
    """As word processors lay it out: a cell after the other, what the value is in the cell behind it."""
    values = [(URL, "URL"), (SHA1, "SHA1"), (SHA256, "SHA256"), (MD5, "MD5")]
    rows: list[Line] = [(0, at, f"{'the words of the report that stand above it ' * 2}{at}") for at in range(4)]
    number = 5.0
    for value, kind in values:
        lines = cell(value, 21, first=number)
        rows += [*lines, (24, number, f"{kind:<10}seen in May")]
        number += len(lines)
    found = read(rows)
    assert [value for value, _ in values if found.count(value) != 1] == []


def test_the_rest_of_a_hash_is_none() -> None:
    pieces = ["1" * 22, SHA256[10:32], SHA256[32:50]]  # the last two have as many digits as a SHA-1
    rows: list[Line] = [(0, at, piece) for at, piece in enumerate(["words as wide as this", *pieces, "and the end"])]
    assert read(rows)[2:4] == pieces[1:]


def test_a_line_that_has_as_many_digits_as_another_hash() -> None:
    pieces = ["a1" * 15, f"{'0123456789abcde' * 2}"[:27] + "f" * 5, "b7"]  # an f is half as wide
    lines = ["b2" * 15, "b2b2", *pieces, "and the end"]  # the first two are no hash
    shown = " ".join(f"({line}) Tj 0 -12 Td" for line in lines)
    data = page(more={4: stream("", f"BT /F1 10 Tf 72 720 Td {shown} ET".encode())})
    texts = [each.text for each in pdf.read(data, Context()) if isinstance(each, Text) and each.spot == "page 1"]
    assert texts[0].split("\r\n") == [*lines[:2], "".join(pieces), lines[-1]]


REST = "id=8f14e45fceea167a&session=abcdefghijklmnop"


@pytest.mark.parametrize(
    ("last", "first", "whole"),
    [
        ("It goes to https://evil.com/a.php?", f"{REST} and on", f"https://evil.com/a.php?{REST}"),
        ("It goes to https://evil.com/a/kKmMrQ", "bmWmiJJzJVMmE and on", "https://evil.com/a/kKmMrQbmWmiJJzJVMmE"),
        ("It goes to https://evil.com/a.php?", "https://evil.net/b=1", ""),
        ("It goes to https://evil.com/a.php", "Then it ends", ""),
        ("It goes to https://evil.com/a.php", "evil-7host.net is one, too", ""),
        ("https://evil.com/a", f"{REST} and on", ""),  # a short line, that no page has cut
        ("It goes to https://evil.com/a.php?", "Page 2", ""),
        ("It goes to https://evil.com/a/b/c", "evil.net/x/y7z is one, too", ""),
        ("It goes to https://evil.com/a/b/c", "TA505_group has it", ""),
        ("It goes to https://evil.com/files/", "q1_report.pdf and on", "https://evil.com/files/q1_report.pdf"),
    ],
)
def test_a_url_that_goes_on_on_the_next_page(last: str, first: str, whole: str) -> None:
    texts = [f"{'words ' * 6}\r\n{last}\r\n", f"{first}\r\nmore words"]
    if not ends_open(texts[0]):
        assert not whole
        return
    pages = over_pages(*texts)
    assert whole in pages[0].split() if whole else pages == (texts[0], texts[1])
    assert "".join("".join(pages).split()) == "".join("".join(texts).split())


@pytest.mark.parametrize("width", [10, 15])
def test_an_address_of_mail_that_breaks_before_its_sign(width: int) -> None:
    address = "human.resources.department@frosty-kettle.com"
    other = "purchase.department.leader@frosty-kettle.org"
    rows = [*cell(address, width, 10, 0, "Email"), *cell(other, width, 10, 9, "Email"), (0, 20, "End")]
    assert read(rows) == [f"Email {address}", f"Email {other}", "End"]


@pytest.mark.parametrize("above", ["Recipients", "evil-kettle.com", "kettle_setup.exe", "first.reporters"])
def test_what_stands_above_an_address_of_mail_is_no_part_of_it(above: str) -> None:
    rows: list[Line] = [(0, 0, f"{above:<20}{above}"), (0, 1, f"{'bob@kettle.com':<20}bob@kettle.com")]
    assert read(rows)[1].split() == ["bob@kettle.com"] * 2


@pytest.mark.parametrize("width", [6, 9, 11, 13])
def test_a_name_in_a_narrow_cell_below_its_label(width: int) -> None:
    names = ["update_9.docm", "b_report.exe", "c_1.xlsm"]
    rows: list[Line] = [(0, 0, f"{'File':<{width + 4}}Note")]
    for at, name in enumerate(names):
        rows += [*cell(name, width, first=5 * at + 2), (width + 4, 5 * at + 2, "Dropper")]
    assert [line for line in named(rows) if "." in line] == [f"Filename: {name}" for name in names]


@pytest.mark.parametrize("pieces", [("quarterly_report", ".docm"), ("quarterly_report.", "docm")])
def test_a_name_that_is_broken_at_its_dot_need_not_fill_its_cell(pieces: tuple[str, str]) -> None:
    rows: list[Line] = [(0, 0, f"{'File name':<25}Note"), (0, 1, "a_much_longer_name.exe   x")]
    rows += [(0, 2, pieces[0]), (0, 3, pieces[1]), (25, 2, "y"), (0, 4, f"{'b.exe':<25}z")]
    assert [line.split()[1] for line in named(rows)[1:] if "." in line] == [
        "a_much_longer_name.exe",
        "".join(pieces),
        "b.exe",
    ]


def test_a_name_that_fills_its_cell_is_apart_from_the_next_one() -> None:
    names = ["update_for_you.docm", "a.exe"]
    rows: list[Line] = [(0, at, f"{name:<19} Loader of it") for at, name in enumerate(["File name", *names])]
    assert named(rows)[1:] == [f"Filename: {name} Loader of it" for name in names]


def test_names_below_a_heading_in_the_middle_of_its_column() -> None:
    names = ["a.exe", "b.dll", "c.js"]
    rows: list[Line] = [(12, 0, "File name             Note")]
    rows += [(0, at, f"{name:<30}seen in May") for at, name in enumerate(names, 1)]
    assert named(rows)[1:] == [f"Filename: {name} seen in May" for name in names]


def test_names_below_each_other_are_several() -> None:
    names = ["update_1.doc", "update_2.doc", "update_3.exe"]
    rows: list[Line] = [(0, 0, "File name       Note"), *((0, at + 1, name) for at, name in enumerate(names))]
    assert named(rows)[1:] == [f"Filename: {name}" for name in names]


def test_paths_and_addresses_below_each_other_are_several() -> None:
    values = [r"C:\Temp\a1.exe", "12", r"C:\Temp\bcde", r"C:\Temp\a2.exe", "198.51.100.12", "198.51.100.13", "7"]
    rows: list[Line] = [(0, float(number), value) for number, value in enumerate(values)]
    assert read(rows) == values


def test_a_host_goes_on_behind_its_hyphen() -> None:
    text, boxes = laid_out(
        [(0, 0, "update-"), (0, 1, "server[.]evi"), (0, 2, "l-host-serve"), (0, 3, "r[.]ru"), (0, 5, "x")]
    )
    text, boxes = text.replace("update-\r\n", "update\ufffe"), boxes[:7] + boxes[9:]
    assert joined(Page(text, boxes.__getitem__)).startswith("update\ufffeserver[.]evil-host-server[.]ru\r\n")


@pytest.mark.parametrize(
    "pieces",
    [
        ("account2-", "verify-quota7-", "portal.net"),  # the hyphen ends no line that the next piece would go into
        ("short1-quota-", "portal.top"),
        ("eve@account2-", "verify-quota7-", "portal.net"),
        ("evil-portals.to", "p"),
        ("a1-", "evil-portal.to", "p"),
        ("eve@a1-", "evil-portal.to", "p"),
        ("eve@to-portal.co", "m"),
    ],
)
def test_a_name_goes_on_behind_a_hyphen_and_with_the_letters_that_end_it(pieces: tuple[str, ...]) -> None:
    others = ["filled-to-the-b", "order.com", "again-to-the-bo", "rder.net"]
    rows: list[Line] = [(0, number, each) for number, each in enumerate([*pieces, "", *others]) if each]
    assert "".join(pieces) in read(rows)


@pytest.mark.parametrize(
    "names", [("evil-portal.com", "no"), ("eve@b-portal.com", "ok"), ("portal.co", "m", "lure-portal.com")]
)
def test_but_not_with_another_word_below_it(names: tuple[str, ...]) -> None:
    assert read([(0, number, each) for number, each in enumerate(names)]) == list(names)


@pytest.mark.parametrize("value", [SHA256, URL])
def test_a_value_in_prose(value: str) -> None:
    text = f"The loader that we have seen in May of that year goes to {value} and is gone. " + "Words of it " * 20
    assert value in " ".join(read(prose(text, 61)))


def test_one_line_alone_is_full_where_it_reaches_the_right_margin_of_the_page() -> None:
    """That margin is as wide as the left one, or narrower."""
    rows: list[Line] = [(10, 0, "Seen:"), (10, 1, URL[:60]), (10, 2, URL[60:]), (10, 3, "and gone")]
    assert URL in read(rows, width=6 * 80)  # as far from the right edge as from the left
    assert URL in read(rows, width=6 * 75)
    assert URL not in read(rows, width=6 * 90)
    assert URL not in read(rows)


ABOVE: Line = (0, -9, "A line that is much longer than what is below it, and begins where it begins")


def test_the_head_of_its_column_says_what_a_hash_is() -> None:
    """Two halves of one look like two of another kind."""
    rows: list[Line] = [(4, 0, "SHA256"), (40, 0, "MD5")]
    rows += [(0, 2 + at, SHA256[32 * at : 32 * at + 32]) for at in (0, 1)]
    rows += [(40, 9 + at, SHA256[32 * at : 32 * at + 32]) for at in (0, 1)]
    for number in range(5, 9):  # further away than a label in a sentence
        rows.append((0, number + 0.1, "What was seen of it there"))
    assert read(sorted(rows, key=lambda row: row[1]))[2] == SHA256
    assert SHA256[:32] in read(sorted(rows, key=lambda row: row[1]))


@pytest.mark.parametrize("width", [18, 25, 30])
def test_a_hash_whose_cell_begins_where_longer_lines_begin(width: int) -> None:
    assert SHA256 in read([ABOVE, *cell(SHA256, width)])


@pytest.mark.parametrize("width", [18, 25, 40])
def test_a_url_whose_cell_begins_where_longer_lines_begin(width: int) -> None:
    assert URL in read([ABOVE, *cell(URL, width)])


def test_a_url_in_prose_beyond_whose_border_a_piece_of_it_reaches() -> None:
    url = [
        "https://",
        "evil-host.com/a9/abc/",
        "download/update.php?",
        "id=8f14e45fceea167a5a36dedd4bea2543&session=abcdefgh",
    ]
    lines = [f"and it then goes to {url[0]}", *url[1:], "as it seems"]
    assert "".join(url) in " ".join(read([ABOVE, *((0, at, line) for at, line in enumerate(lines))])).split(" ")


def test_a_long_url_alone_on_its_page() -> None:
    """Nothing else shows where the right border is."""
    url = [
        "https://evil-host.com/part1-abcdefgh/part2-",
        "abcdefgh/part3-abcdefgh/part4-abcdefgh/part5-",
        "ab/part6-c/?a=1",
    ]
    assert read([(0, number, line) for number, line in enumerate([*url, "Type of it"])]) == ["".join(url), "Type of it"]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("https://evil-host.com/abcdefg/", "b9/c/d9/installer_version_2/"),
        ("https://evil-host.com/a9?", "id=8f14e45fceea167a5a36dedd4bea2"),
        ("https://evil-host.com/long-", "name-of-a-directory-and-file"),
        ("https://", "evil-host.com/a"),
    ],
)
def test_a_url_that_is_broken_behind_a_sign(upper: str, lower: str) -> None:
    others = ["and so it goes on and on and on", "word " * 5 + "wo", "word " * 5 + "wor"]
    lines = [(0, number, line) for number, line in enumerate([*others, upper, lower, *others])]
    assert upper + lower in read(lines)


def test_a_host_that_fills_its_cells() -> None:
    host = "verylongsubdomain.of-some-bad-infrastructure.evil-domain.com"
    assert host in read([*cell(SHA256, 20), *cell(host, 20, first=6)])


@pytest.mark.parametrize(
    "host", ["longer-part-of-it.and-another-of-it.net", "login-sec.account[.]verification-portal[.]net"]
)
@pytest.mark.parametrize("width", [13, 14, 16])
def test_a_host_in_several_lines_though_its_first_looks_like_a_word_or_a_file(host: str, width: int) -> None:
    assert host in read([(0, 0, "Host"), (30, 0, "Type"), *cell(host, width, 0, 2), (30, 5, "C2 server")])


@pytest.mark.parametrize(
    "values",
    [
        ["evil-host.net", "good-host.net", "some-host.net"],
        ["report-a.docx", "report-b.docx", "some-host.net"],
        ["description", "of-what-was", "seen.evil.net"],
        ["downloading", "phishingkit", "evilhost.net"],
    ],
)
def test_a_host_below_what_is_no_part_of_one_stays_as_it_is(values: list[str]) -> None:
    assert read([(0, at, value) for at, value in enumerate(values)]) == values


def test_a_link_decides_what_the_word_is() -> None:
    lines: list[Line] = [(0, 0, "see https://evil-host.com/lo"), (0, 1, "gin and more of it")]
    assert read(lines) == ["see https://evil-host.com/lo", "gin and more of it"]
    assert read(lines, "https://evil-host.com/login") == ["see https://evil-host.com/login and more of it"]
    assert read(lines, "https://evil-host.com/lo") == ["see https://evil-host.com/lo", "gin and more of it"]


@pytest.mark.parametrize(
    "values",
    [
        [MD5, MD5[::-1], MD5],
        [SHA256[:40], SHA256[40:], SHA256[:40]],
        [MD5[:16], MD5[16:], MD5[:16]],
        [MD5[:8], MD5[8:16], MD5[16:24], MD5[24:]],
        ["http://evil-a.com/abc1", "http://evil-b.com/abc2", "svchost.exe", "WIN-7HOST"],
        ["http://evil-a.com/abc1", "http://evil-b.com/abc2", "evil-c.com", "44.128.7.21"],
        ["http://evil-a.com/", "http://evil-b.com/", "config.php"],
        ["http://evil-a.com/abcdefghi123", "WORKSTATION-123", "d41d8cd98f00", "evil-b.com"],
        ["http://evil-a.com/", "kkmrgbtlcxhfbad.info", "http://evil-b.com/"],
        ["evil-a.com", "evil-b.com", "evil-c.com"],
        ["payload1.exe", "dropper.dll", "evil-do.com"],
        ["WORKSTATION1", "evil-do12.com", "evil-do34.com"],
        ["svc@evil-a.com", "svc@evil-b.com", "evil-do34.com"],
    ],
    ids=lambda values: values[0] + " " + values[-1],
)
@pytest.mark.parametrize("column", [0, 10])
def test_values_below_each_other_stay_two(values: list[str], column: int) -> None:
    rows: list[Line] = [(column, number, value) for number, value in enumerate(values)]
    assert read(rows) == values


def test_a_value_in_the_last_column_does_not_go_on_in_the_first() -> None:
    rows: list[Line] = [(0, 0, "note          http://e.example.net/?id="), (0, 1, "a=b1&c=d      other")]
    assert read(rows) == ["note http://e.example.net/?id=", "a=b1&c=d other"]


def test_two_columns_are_not_one() -> None:
    rows: list[Line] = [
        (0, number, f"{number}     http://evil-{number}.com/abc{number}  {MD5[:20]}") for number in range(5)
    ]
    assert read(rows) == [re.sub(" +", " ", line) for _, _, line in rows]


def test_prose_behind_a_url_stays_prose() -> None:
    words = ["and", "or", "well", "either/or", "config.php", "node.js", "C2", "x64", "Windows10", "PowerShell", "e.g."]
    chance = random.Random(4)
    for _ in range(300):
        lines: list[Line] = []
        url = f"http://evil-host.com/{chance.choice(['', 'a', 'gate/', 'a.php', 'login'])}"
        text = [*chance.choices(words, k=20), url, *chance.choices(words, k=20)]
        while text:
            line = [text.pop(0)]
            while text and len(" ".join(line)) + len(text[0]) < 50:
                line.append(text.pop(0))
            lines.append((0, len(lines), " ".join(line)))
        assert url in " ".join(read(lines)).split()


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("a typeset indi-", "cator here"), "a typeset indicator here"),
        (("see http://my-", "host.example/x"), "see http://my-host.example/x"),
        (("write to some-", "one@host.example"), "write to some-one@host.example"),
        (("the host a.of-", "evil.example here"), "the host a.of-evil.example here"),
        (("known as CVE-2024-", "12345 here"), "known as CVE-2024-12345 here"),
    ],
)
def test_a_word_divided_by_a_hyphen_is_whole(lines: tuple[str, str], text: str) -> None:
    content = "BT /F1 12 Tf 72 720 Td ({}) Tj 0 -14 Td ({}) Tj ET".format(*lines)
    (piece,) = pdf.read(page(more={4: stream("", content.encode())}), Context())
    assert isinstance(piece, Text) and piece.text.replace("\r\n", " ") == text


def test_a_page_as_pdfium_reads_it() -> None:
    rows = [SHA256[at : at + 20] for at in range(0, 64, 20)]
    shown = "".join(f"({row}) Tj 0 -14 Td " for row in rows)
    content = f"BT /F1 12 Tf 72 720 Td (SHA-256) Tj 100 0 Td {shown} -100 0 Td (end) Tj ET"
    (piece,) = pdf.read(page(more={4: stream("", content.encode())}), Context())
    assert isinstance(piece, Text) and piece.text.split() == ["SHA-256", SHA256, "end"]


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("/F1 7 Tf 5 Ts (1) Tj", ["44.128.7.2", "1"]),
        ("/F1 7 Tf 5 Ts (13) Tj (.) Tj", ["44.128.7.2", "13."]),
        ("/F1 12 Tf 0 Ts (1) Tj", ["44.128.7.21"]),
        ("/F1 7 Tf 0 Ts (1) Tj", ["44.128.7.21"]),  # smaller alone
        ("/F1 12 Tf 5 Ts (1) Tj", ["44.128.7.21"]),  # raised alone, as in a turned word
    ],
)
def test_the_raised_number_of_a_note_is_no_part_of_a_value(note: str, words: list[str]) -> None:
    content = f"BT /F1 12 Tf 72 720 Td (at 44.128.7.2) Tj {note} ET"
    (piece,) = pdf.read(page(more={4: stream("", content.encode())}), Context())
    assert isinstance(piece, Text) and piece.text.split() == ["at", *words]


def test_a_value_behind_which_a_note_stands_is_whole() -> None:
    shown = "(https://evil-host.com/long-) Tj 0 -14 Td (name/of-it) Tj /F1 7 Tf 5 Ts (2) Tj"
    content = f"BT /F1 12 Tf 72 720 Td (at 44.128.7.2) Tj /F1 7 Tf 5 Ts (1) Tj /F1 12 Tf 0 Ts 0 -14 Td {shown} ET"
    (piece,) = pdf.read(page(more={4: stream("", content.encode())}), Context())
    assert isinstance(piece, Text) and piece.text.split() == [
        "at", "44.128.7.2", "1", "https://evil-host.com/long-name/of-it", "2"
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["http://a", "abcd1234", "a.", "\ufffe", "http://a/\ufffe", "a-b.c"])
def test_hostile_pages_are_read_in_linear_time(word: str) -> None:
    lines: list[Line] = [(0, number, word) for number in range(20_000)]
    assert len(unhyphenated("".join(read(lines, *[word * 9] * 2000)))) <= 20_000 * len(word)


def told(lines: list[Line]) -> list[str]:
    text, boxes = laid_out(lines)
    return with_versions(Page(text, boxes.__getitem__)).text.split("\r\n")


def test_numbers_in_a_column_of_versions_are_told_as_such() -> None:
    rows: list[Line] = [
        (0, 0, "Product     Version     Address"),
        (0, 1, "OpenSSL     44.2.3.1    44.128.7.2"),
        (0, 2, "A long"),
        (0, 3, "name        44.2.3.2    44.128.7.3"),
        (0, 4, "nginx       n/a         44.128.7.4"),
        (12, 5, "44.2.3.3"),
        (0, 6, "Prose that goes over both columns"),
        (12, 7, "44.128.7.5"),
    ]
    assert told(rows)[1::2] == [
        "OpenSSL version 44.2.3.1 44.128.7.2", "name version 44.2.3.2 44.128.7.3", "version 44.2.3.3", "44.128.7.5"
    ]  # fmt: skip
    assert told(rows)[4] == "nginx n/a 44.128.7.4"


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 0, "Software versions"), (0, 1, "44.128.7.2")],  # no table
        [(0, 0, "Product     Version"), (0, 1, "44.128.7.2")],  # another column
        [(0, 0, "Product     Version"), (12, 1, "Address"), (12, 2, "44.128.7.2")],
        [(0, 0, "Product     Version"), (0, 1, "Host        Address"), (12, 2, "44.128.7.2")],
    ],
)
def test_what_is_in_no_column_of_versions_stays_an_address(rows: list[Line]) -> None:
    assert told(rows)[-1] == "44.128.7.2"


def test_names_below_and_beside_their_labels() -> None:
    rows: list[Line] = [
        (0, 0, "File name   Mutex      MD5"),
        (0, 1, "a.exe       QuotaMx_6  1"),
        (0, 2, "notes       none       2"),
        (0, 3, "Filename    b.dll      of a loader"),
        (0, 5, "The file is b.exe"),
    ]
    text, boxes = laid_out(rows)
    assert Names().told(Page(text, boxes.__getitem__)).text.split("\r\n") == [
        "File name Mutex MD5", "Filename: a.exe Mutex: QuotaMx_6 1", "notes none 2",
        "Filename Filename: b.dll of a loader", "The file is b.exe",
    ]  # fmt: skip


def test_a_table_goes_on_on_the_next_pages_without_its_headings() -> None:
    names = Names()

    def page(*rows: Line) -> str:
        text, boxes = laid_out([*rows])
        return names.told(Page(text, boxes.__getitem__)).text

    assert page((0, 0, "File name   Note"), (0, 1, "a.exe       seen")).endswith("Filename: a.exe seen")
    assert page((0, 0, "b.dll       seen"), (0, 1, "c.js        seen")) == "Filename: b.dll seen\r\nFilename: c.js seen"
    assert (
        page((0, 0, "What follows is prose."), (0, 1, "It has no names")) == "What follows is prose.\r\nIt has no names"
    )
    assert page((0, 0, "d.dll       seen")) == "d.dll seen"


def test_what_is_put_into_a_page_has_the_place_of_what_follows() -> None:
    page = Page("abcd", lambda at: (at, 0, at + 1, 1)).inserted([(1, "--"), (3, "-")])
    assert (page.text, [page.box(at)[0] for at in range(7)]) == ("a--bc-d", [0, 1, 1, 1, 2, 3, 3])
    assert [page.box(at)[2] for at in range(7)] == [1, 1, 1, 2, 3, 3, 4]
