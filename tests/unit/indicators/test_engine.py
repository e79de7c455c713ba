"""The search as a whole: what it gives, in which order, and what can be asked of it."""

import pytest
from finds import MD5, SHA256

from tqimap.indicators import Options, find


@pytest.mark.parametrize(
    "text", ["44.128.7.21", "a http://quota-demo.com/x b", f"{MD5} {SHA256}", r"c:\\windows\\x\\cmd.exe"]
)
def test_a_value_is_found_once_and_not_in_pieces(text: str) -> None:
    assert len(find(text).found) == len(text.split()) - (2 if "http" in text else 0)


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
    text = "192.168.1.10 readme.md 8.8.8.8 a.example b[.]test 44.128.xxx.xxx"
    quiet, loud = find(text), find(text, dropped=True)
    assert quiet.dropped == () and quiet.dropped_counts == loud.dropped_counts
    assert [(f.value, f.rule) for f in loud.dropped] == [
        ("192.168.1.10", "private or documentation address"),
        ("readme.md", "file name"),
        ("8.8.8.8", "list public-resolvers"),
        ("a.example", "reserved name"),
        ("b.test", "reserved name"),
        ("44.128.xxx.xxx", "redacted address"),
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("CVE-2026-3001, 2026 and 1500 hosts", ["CVE-2026-3001"]),
        ("CVE-2026-2030, 2026 and CVE-2026-3002/3001", ["CVE-2026-2030", "CVE-2026-3001", "CVE-2026-3002"]),
        ("CVE-2024-3400/PAN-252214 CVE-2024-3401-1", ["CVE-2024-3400", "CVE-2024-3401"]),
        ("AS9009, 12000 hosts, ASN: 4711, 1200", ["AS4711", "AS9009"]),
        ("ASNs: 4711, 50% of them, 1.5 of", ["AS4711"]),
    ],
)
def test_a_number_behind_a_value_is_no_other_member_of_its_list(text: str, values: list[str]) -> None:
    assert sorted(finding.value for finding in find(text).found) == values
