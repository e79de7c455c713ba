"""What holds for the indicator engine whatever the text is."""

import time
from ipaddress import IPv6Address

import pytest
from bench.hostile_texts import NAMES, text
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tqimap.indicators import Finding, Options, find, find_in_header
from tqimap.indicators.second_opinion import find_all

HOSTS = st.from_regex(r"[a-z]{3,9}[0-9]{1,3}\.(?:com|net|org|ru|top|co\.uk)", fullmatch=True)
ADDRESSES = st.builds("44.{}.{}.{}".format, *[st.integers(0, 255)] * 3)
MAILS = st.builds("{}@{}".format, st.from_regex(r"[a-z]{2,8}\.?[a-z0-9]{2,8}", fullmatch=True), HOSTS)
URLS = st.builds("http://{}/{}".format, HOSTS, st.from_regex(r"[a-z0-9]{1,8}(?:/[a-z0-9]{1,8}){0,3}", fullmatch=True))
HASHES = st.from_regex(r"[0-9a-f]{32}(?:[0-9a-f]{8}|[0-9a-f]{32})?", fullmatch=True)
VALUES = st.one_of(HOSTS, ADDRESSES, MAILS, URLS, HASHES)
# Pieces of values and of marks: text of these comes closer to the edges of the rules than letters at random.
PIECES = st.sampled_from(
    [
        "a", "b1", ".", "[.]", "[", "]", "(dot)", " dot ", " . ", " at ", "@", "[at]", "http", "hxxp", "://", ":", "//",
        "\\", "com", "44", "7.21", "::", "2d3a", "/", "-", "_", "%2e", "&amp;", "\n", "\n> ", "\u200b", "\uff0e",
        "\u3002", "\u8bbf", "'", '"', "<", ">", "HKLM\\", "C:\\", "CVE-2021-44228", "AS1", "0" * 32, "f" * 31, "\u00e9",
        "\U0001d41a", "\ud800", "?", "=", "evil.com", "1.2.3.4", "mutex: ", "https://urldefense.com/v3/__", "__;",
        "\r\n", "\ufffd",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))
DEFANGS = st.sampled_from(
    ["[.]", "(.)", "{.}", "[dot]", "(DOT)", "[.", ".]", "\\.", " [.] ", "\uff0e", "&#46;", " dot "]
)


def keys(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.type, finding.value) for finding in findings]


@given(TEXTS)
@example("C:\\Jos\ufffd\\a.exe and http://evil.com/\ufffd/&shy;b")
def test_a_character_that_was_lost_is_a_sign_like_another_that_nobody_knows(text: str) -> None:
    other = "\ufffc"  # an object without its text
    assume(other not in text)
    values = [(*key[:1], key[1].replace("\ufffd", other)) for key in keys(find(text).found)]
    assert values == keys(find(text.replace("\ufffd", other)).found)


@given(TEXTS, st.sampled_from(["text", "links"]))
@settings(max_examples=400, deadline=None)
def test_spans_hold_the_raw_text_in_order_and_nothing_is_raised(whole: str, kind: str) -> None:
    findings = find(whole, kind=kind, dropped=True)  # type: ignore[arg-type]
    for group in (findings.found, findings.dropped):
        assert all(whole[f.start : f.end] == f.raw and f.start < f.end for f in group)
        assert [f.start for f in group] == sorted(f.start for f in group)
    assert len(findings.dropped) == sum(findings.dropped_counts.values())


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_the_answer_is_a_function_of_the_text(whole: str) -> None:
    assert find(whole) == find(whole)
    loud = find(whole, dropped=True)
    assert (loud.found, loud.dropped_counts) == (find(whole).found, find(whole).dropped_counts)


@given(TEXTS)
@example("A.ac/0[@][A]0")
@example("A.ao/.[]0[.][0]")
@example("A.ao/.[]0[.][A]")
@example("//. at 0.al")
@settings(max_examples=200, deadline=None)
def test_a_value_that_was_found_is_found_again_in_itself(whole: str) -> None:
    for finding in find(whole).found:
        if finding.type in ("URL", "FQDN", "IP Address", "IPv6 Address", "Email Address", "MD5", "SHA-1", "SHA-256"):
            again = find(finding.value, Options(warning_lists=()), kind="links").found
            marked = find(finding.value.replace(".", "[.]"), Options(warning_lists=())).found
            assert (finding.type, finding.value) in keys(again + marked)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_a_text_says_the_same_at_the_head_of_a_long_one(whole: str) -> None:
    short = find(f"{whole}\n\n", dropped=True)
    long = find(f"{whole}\n\n" + "\n" * 20_000, dropped=True)
    assert (long.found, long.dropped) == (short.found, short.dropped)


@given(VALUES, DEFANGS)
@settings(max_examples=300, deadline=None)
def test_a_defanged_value_is_the_value(value: str, mark: str) -> None:
    plain = find(f"Indicator: {value}\n").found
    assume(len(plain) == 1)
    host = value.partition("://")[2].partition("/")[0] or value
    defanged = value.replace(host, host.replace(".", mark))
    assert keys(find(f"Indicator: {defanged}\n").found) == keys(plain)


@given(st.lists(VALUES, min_size=1, max_size=12, unique=True), st.data())
@settings(max_examples=200, deadline=None)
def test_a_text_in_pieces_gives_what_the_whole_gives(values: list[str], data: st.DataObject) -> None:
    lines = [f"{value}\n" for value in values]
    cut = data.draw(st.integers(0, len(lines)))
    first, second = "".join(lines[:cut]), "".join(lines[cut:])
    assert keys(find(first + second).found) == keys(find(first).found) + keys(find(second).found)


@given(TEXTS, st.lists(VALUES, max_size=12))
@settings(max_examples=200, deadline=None)
def test_values_that_are_judged_one_by_one_are_those_that_are_judged_as_a_column(whole: str, values: list[str]) -> None:
    """An allowed network has to be compared with each; of this one nothing is found in any case (RFC 5737)."""
    lines = "\n".join([*values, whole, *values])
    one_by_one = Options(allow=("203.0.113.0/24",))
    assert find(lines, one_by_one, dropped=True) == find(lines, dropped=True)


PLACES = st.one_of(HOSTS, ADDRESSES, st.sampled_from(["www.google.com", "www.virustotal.com", "github.com"]))
PATHS = st.lists(
    st.sampled_from(
        [*"/a.?=_~%-#&,:@A7", "index.php", "&amp;", "://", "/url?q=evil-site.com/", f"/file/{'ab' * 15}12"]
    ),
    max_size=8,
).map("".join)


SCHEMES = st.sampled_from(["http", "https", "hxxp", "hxxps", "ftp", "xhttp"])
PORTS = st.sampled_from(["", ":8080", ":0", ":65536", ":"])


SIGNS = st.sampled_from([("  ", " "), (' "', '"'), (" <", ">"), (" |", "|"), ("  ", ", "), (" (", ")"), (" (", "); ")])


@given(SCHEMES, PLACES, PORTS, PATHS, SIGNS)
@settings(max_examples=400, deadline=None)
def test_a_url_between_common_signs_is_read_as_between_any(
    scheme: str, host: str, port: str, rest: str, signs: tuple[str, str]
) -> None:
    """Those of the plainest form are read by one pattern there, and by the rules for all of them here."""
    url = f"{scheme}://{host}{port}{rest}"
    # Not at the beginning of a line, where a comma may end the first cell of CSV.
    assert find(f"see{signs[0]}{url}{signs[1]}", dropped=True) == find(f"see \u201c{url}\u201d", dropped=True)


GROUPS = st.lists(st.sampled_from(["0", "0", "1", "a0", "0db8", "4700", "ffff"]), min_size=7, max_size=7)


@given(GROUPS, st.integers(1, 8), st.integers(1, 8))
def test_an_address_of_ipv6_is_written_as_the_standard_library_writes_it(groups: list[str], one: int, two: int) -> None:
    groups = ["2606", *groups]
    shortened = f"{':'.join(groups[: min(one, two)])}::{':'.join(groups[max(one, two) :])}"
    for written in (shortened, ":".join(groups)):
        try:
            meant = [("IPv6 Address", str(IPv6Address(written)))]
        except ValueError:  # colons for nothing
            meant = []
        assert keys(find(f"seen {written} today").found) == meant


@given(st.sampled_from(["From", "Received", "Subject", "X-Originating-IP", "Received-SPF", "Nothing"]), TEXTS)
@settings(max_examples=200, deadline=None)
def test_header_fields_keep_their_places_too(name: str, value: str) -> None:
    findings = find_in_header(name, value, Options(), dropped=True)
    assert all(value[f.start : f.end] == f.raw for f in (*findings.found, *findings.dropped))


@given(TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_second_opinion_only_adds(whole: str) -> None:
    ours, both = find(whole).found, find_all(whole).found
    assert [finding for finding in both if finding.rule != "second opinion"] == list(ours)


def _seconds_of(whole: str) -> float:
    best = 9.0
    for _ in range(3):
        start = time.thread_time()
        find(whole)
        best = min(best, time.thread_time() - start)
    return best


@pytest.mark.parametrize("name", NAMES)
def test_four_times_the_text_takes_no_more_than_about_four_times_as_long(name: str) -> None:
    """Quadratic growth would be sixteen times; small times are not worth comparing."""
    small, large = (_seconds_of(text(name, size)) for size in (6000, 24000))
    assert large < max(9 * small, 0.02)


@pytest.mark.parametrize("name", NAMES)
def test_a_line_end_makes_no_text_slow(name: str) -> None:
    """It is what lets the search for values begin that a mail program broke into lines."""
    whole = text(name, 24000)
    assert _seconds_of(whole + "\n") < max(5 * _seconds_of(whole), 0.05)
