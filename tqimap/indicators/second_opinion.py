"""The second opinion of iocextract, on spans that carry a defang mark which our own rules could not resolve.

This is the one place that calls iocextract (GPLv2). It is slow on purposeful input (a link of 2,000 characters keeps
its address search busy for more than 25 s), so it never sees a text: only such spans, cut short, some hundred of them,
for half a second, and only its functions for URLs and IP addresses. Its answers are judged by our own rules.
"""

import re
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import islice

from .engine import find
from .findings.finding import Finding, Findings, Kind, Options

SPAN_MAX = 512  # characters of one span; iocextract's worst growth is cubic
SPANS_MAX = 200  # spans of one text
SECONDS_MAX = 0.5  # of CPU time for one text
_NO_OPTIONS = Options()
# Each begins with a plain character, so that a text without marks is passed at the speed of a search for a letter.
_MARKS = tuple(
    map(
        re.compile,
        (
            r"h(?:xx|XX|\*\*|tt)ps?\W{0,3}[\[({:]",
            r"\[\s?(?:\.|dot|DOT|d0t|:|/|at|@)", r"\(\s?(?:\.|dot|DOT|at|@)\s?\)",
            r"\{\s?(?:\.|dot|DOT|at|@)", r"\.\]", r"\\\.(?=\w)",
        ),
    )
)  # fmt: skip
_EDGE = re.compile(r"\s")
_TYPES = frozenset({"URL", "FQDN", "IP Address", "IPv6 Address"})


def find_all(text: str, options: Options = _NO_OPTIONS, *, kind: Kind = "text", dropped: bool = False) -> Findings:
    """What ``find`` finds, and what iocextract makes of marks that are in none of that."""
    findings = find(text, options, kind=kind, dropped=dropped)
    spans = list(islice(_unresolved(text, findings), SPANS_MAX))
    if not spans:
        return findings
    more = tuple(_opinions(text, spans, options))
    found = tuple(sorted(findings.found + more, key=_place)) if more else findings.found
    return Findings(found, findings.dropped_counts, findings.dropped)


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, finding.end


def _unresolved(text: str, findings: Findings) -> Iterator[tuple[int, int]]:
    """The words that hold a mark outside of every finding, and touch none; in order, none twice."""
    resolved = [(finding.start, finding.end) for finding in (*findings.found, *findings.dropped)]
    resolved.sort()
    done, index = 0, 0
    for mark in sorted(match.start() for pattern in _MARKS for match in pattern.finditer(text)):
        while index < len(resolved) and resolved[index][1] <= mark:
            index += 1
        inside = index < len(resolved) and resolved[index][0] <= mark
        if mark >= done and not inside:
            start, end = _word(text, mark)
            limit = resolved[index][0] if index < len(resolved) else len(text)
            done = max(mark + 1, min(end, limit))
            yield max(start, resolved[index - 1][1] if index else 0), done


def _word(text: str, at: int) -> tuple[int, int]:
    half = SPAN_MAX // 2
    left = text[max(0, at - half) : at]
    begin = at - len(re.split(r"\s", left)[-1])
    edge = _EDGE.search(text, at, at + half)
    return begin, edge.start() if edge else min(len(text), at + half)


def _opinions(text: str, spans: list[tuple[int, int]], options: Options) -> Iterator[Finding]:
    iocextract = import_module("iocextract")  # only when there is something to ask it

    deadline = time.process_time() + SECONDS_MAX
    for start, end in spans:
        if time.process_time() > deadline:
            return
        span = text[start:end]
        try:
            answers = [*iocextract.extract_urls(span, refang=True), *iocextract.extract_ips(span, refang=True)]
        except Exception:  # it raises ValueError, and whatever else regex and urllib may
            continue
        yield from _judged(span, start, end, answers, options)


def _judged(span: str, start: int, end: int, answers: list[str], options: Options) -> Iterator[Finding]:
    """Our own verdict on each answer; a host that was given a scheme which nobody wrote is a host again."""
    written = "//" in span or "http" in span.lower() or "hxxp" in span.lower()
    seen = set()
    for answer in answers:
        value = answer if written else answer.partition("://")[2] or answer
        for finding in find(value, options).found:
            key = (finding.type, finding.value)
            if finding.type in _TYPES and key not in seen:
                seen.add(key)
                yield Finding(finding.type, finding.value, span, start, end, "second opinion", finding.attributes)
