"""iocextract is asked for a second opinion only about what our own rules left, and only a little of it."""

import sys
import types
from collections.abc import Iterator

import pytest

from tqimap.indicators import find, second_opinion


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A stand-in that notes what it was asked; it answers what stands in ``answers``."""
    seen: list[str] = []
    fake = types.ModuleType("iocextract")

    def extract_urls(span: str, refang: bool) -> list[str]:
        seen.append(span)
        if "boom" in span:
            raise ValueError("netloc contains invalid characters under NFKC normalization")
        return (
            ["http://evil-site.com"] if "evil" in span else ["http://192.168.1.1", "http://nothing.invalid", "x" * 99]
        )

    fake.extract_urls = extract_urls  # type: ignore[attr-defined]
    fake.extract_ips = lambda span, refang: ["44.128.7.21"] if "address" in span else []  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "iocextract", fake)
    yield seen


def test_it_is_not_asked_where_nothing_is_left(asked: list[str]) -> None:
    text = "plain text, hxxp://evil-site[.]com/x, 44[.]128[.]7[.]21, f(x) and a[0]"
    assert second_opinion.find_all(text) == find(text)
    assert asked == []


def test_its_answers_are_judged_like_our_own_and_say_whose_they_are(asked: list[str]) -> None:
    text = "left [.]evil[.]? and [.]address[.]- and [.]junk[.]-"
    more = [f for f in second_opinion.find_all(text).found if f.rule == "second opinion"]
    assert [(f.type, f.value) for f in more] == [("FQDN", "evil-site.com"), ("IP Address", "44.128.7.21")]
    assert all(text[f.start : f.end] == f.raw for f in more)


def test_its_exceptions_are_its_own(asked: list[str]) -> None:
    assert second_opinion.find_all("[.]boom[.]-").found == ()
    assert asked


def test_it_sees_short_spans_and_not_too_many(asked: list[str]) -> None:
    second_opinion.find_all(("[.]" + "x" * 3000 + " ") * 300)
    assert len(asked) <= second_opinion.SPANS_MAX
    assert max(map(len, asked)) <= second_opinion.SPAN_MAX


def test_it_has_a_limit_of_time(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(second_opinion.time, "process_time", lambda: next(clock) * 0.2)
    second_opinion.find_all("[.]x[.]- " * 100)
    assert 0 < len(asked) <= 3
