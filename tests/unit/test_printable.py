"""Hostile strings, as they are shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tqimap.printable import LIMIT, defang, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("Übersicht – 日本", "Übersicht – 日本"),
        ("a\nb\r\x1b[31mc", "a\\x0ab\\x0d\\x1b[31mc"),
        ("invoice\u202efdp.exe", "invoice\\u202efdp.exe"),
        ("a\u2028b\u2029c\u200bd\ufeff", "a\\u2028b\\u2029c\\u200bd\\ufeff"),
        ("lone \ud800", "lone \\ud800"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("see http://evil.com/a.b?c=d", "see hxxp://evil[.]com/a.b?c=d"),
        ("see http://a.evil[.]com/a.b", "see hxxp://a[.]evil[.]com/a.b"),
        ("ftp://evil.com/x", "fxp://evil[.]com/x"),
        (b"bytes", "b'bytes'"),
    ],
)
def test_what_is_shown_has_no_control_and_no_live_link(text: object, shown: str) -> None:
    assert printable(text).lower() == shown.lower()


def test_a_long_string_is_cut_and_says_so() -> None:
    assert printable("x" * 10_000) == "x" * (LIMIT - 1) + "…"
    assert printable("x" * LIMIT) == "x" * LIMIT


@given(st.text(max_size=400))
def test_always_one_bounded_line_without_hidden_characters(text: str) -> None:
    shown = printable(text)
    assert len(shown) <= LIMIT
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in shown)


@given(st.text(alphabet="htps:/.ae\n @", max_size=60))
def test_no_live_url_is_left(text: str) -> None:
    assert "http://" not in defang(text).lower() or "http://" not in text.lower() or _no_host(text)


def _no_host(text: str) -> bool:
    """``http://`` with nothing behind it is no link."""
    return all(not tail or tail[0] in "/\n @:" or not tail[0].isalnum() for tail in text.lower().split("http://")[1:])
