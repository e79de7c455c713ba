"""The public suffix list and its data file."""

from pathlib import Path

import pytest

import tqimap.indicators
from tqimap.indicators import find
from tqimap.indicators.data_update import suffixes as compiled
from tqimap.indicators.names.suffixes import is_icann_suffix, is_private_suffix, suffixes

DATA = Path(tqimap.indicators.__file__).parent / "data"

PUBLISHED = """\
// VERSION: 2026-01-02_03-04-05_UTC
// ===BEGIN ICANN DOMAINS===
com
*.ck
!www.ck
\u0440\u0444
// ===END ICANN DOMAINS===
// ===BEGIN PRIVATE DOMAINS===
github.io
"""


@pytest.mark.parametrize("name", ["com", "co.uk", "foo.ck", "xn--p1ai", "\u0440\u0444"])
def test_suffixes_of_icann(name: str) -> None:
    assert is_icann_suffix(name) and not is_private_suffix(name)


@pytest.mark.parametrize("name", ["github.io", "ddns.net", "blogspot.com"])
def test_suffixes_of_private_owners(name: str) -> None:
    assert is_private_suffix(name) and not is_icann_suffix(name)


@pytest.mark.parametrize("name", ["www.ck", "example.com", "a.github.io", "a.foo.ck", "ec2.compute.amazonaws.com"])
def test_names_that_are_no_suffix(name: str) -> None:
    assert not is_icann_suffix(name) and not is_private_suffix(name)


def test_a_provider_s_suffix_is_an_indicator_only_where_somebody_means_it() -> None:
    assert find("hosted on github.io since").found == ()
    assert [f.value for f in find("hosted on github[.]io since").found] == ["github.io"]
    assert [f.value for f in find("github.io\n").found] == ["github.io"]
    assert [f.value for f in find("see a.github.io here").found] == ["a.github.io"]


def test_every_data_file_tells_its_source_its_day_and_its_licence() -> None:
    for path in DATA.iterdir():
        head = path.read_text(encoding="utf-8")[:600]
        assert head.startswith("# "), path
        assert "20" in head and ("Licen" in head or "CC0" in head or "our own" in head), path


def test_the_command_compiles_what_is_published() -> None:
    text = compiled(PUBLISHED)
    assert "2026-01-02" in text.splitlines()[0] and "Mozilla Public License" in text
    icann, private = (part.splitlines() for part in text.split("\n\n"))
    assert [line for line in icann if not line.startswith("#")] == [
        "!www.ck",
        "*.ck",
        "com",
        "xn--p1ai",
        "\u0440\u0444",
    ]
    assert private == ["github.io"]


def test_the_list_is_whole() -> None:
    assert len(suffixes().icann) > 6000 and len(suffixes().private) > 2000 and len(suffixes().top_level) > 1300
