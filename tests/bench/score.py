"""Score indicator engines on labelled texts: precision, recall and F1 for each type.

    python tests/bench/score.py FOLDER [--engine tqIMAP] [--engine ioc-finder] [--misses] [--without DOCUMENT]
    python tests/bench/score.py FOLDER --oracle iocextract

FOLDER holds ``*.jsonl``, one document a line: ``id``, ``text``, ``gt`` (type to true values) and ``ignore`` (values
that are neither right nor wrong). Values are compared without scheme, default port and slash at the end, in lower case.
Every engine that is installed is scored, unless some are named. With --oracle, the true values are listed that this
engine finds and tqIMAP does not. A peer that takes longer than LIMIT for a document is
stopped there, and that document counts as one in which it found nothing.
"""

import argparse
import json
import re
import signal
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from engines import ENGINES, Answer

LIMIT = 10.0  # seconds for one document; the honest engines need milliseconds
COMMON = ("ipv4", "fqdn", "url", "email", "md5", "sha1", "sha256")


class TimeUp(BaseException):
    """A peer took too long; no Exception, so that it cannot catch it."""


def canonical(type_: str, value: str) -> str:
    """The form in which values are compared."""
    value = value.strip()
    if type_ != "url":
        return value.lower().rstrip(".")
    value = re.sub(r"^[a-zA-Z][a-zA-Z0-9+.*-]*://", "", value)
    host, slash, rest = value.partition("/")
    host = re.sub(r":(?:80|443)$", "", host.lower())
    return (host + slash + rest).rstrip("/")


def documents(folder: Path) -> Iterator[dict]:
    """All documents of all sets in the folder."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield {"set": path.stem, **json.loads(line)}


def limited(engine, text: str) -> Answer:
    """The answer of one engine, or none when it takes too long or fails."""
    try:
        signal.setitimer(signal.ITIMER_REAL, LIMIT)
        try:
            return engine(text)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except TimeUp:
        return {}
    except Exception as error:  # a peer may raise whatever it likes
        print(f"  {type(error).__name__}: {error}", file=sys.stderr)
        return {}


class Score:
    """True, false and missed values of each type."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.wrong: list[tuple[str, str, str, str]] = []
        self.true: set[tuple[str, str, str]] = set()

    def add(self, document: dict, answer: Answer) -> None:
        """Compare one answer with the truth."""
        ignored = set(document["ignore"]) | {canonical("url", value) for value in document["ignore"]}
        for type_ in {*document["gt"], *COMMON} & {*answer, *document["gt"]}:
            truth = {canonical(type_, value) for value in document["gt"].get(type_, ())}
            found = {canonical(type_, value) for value in answer.get(type_, ())}
            false = {value for value in found - truth if value not in ignored}
            for index, values in enumerate((found & truth, false, truth - found)):
                self.counts[type_][index] += len(values)
            self.true |= {(document["id"], type_, value) for value in found & truth}
            self.wrong += [(document["id"], type_, "false", value) for value in sorted(false)]
            self.wrong += [(document["id"], type_, "missed", value) for value in sorted(truth - found)]

    def rows(self) -> Iterator[tuple[str, float, float, float, int]]:
        """Type, precision, recall, F1 and the number of true values; the common types together come first."""
        together = [sum(self.counts[type_][i] for type_ in COMMON if type_ in self.counts) for i in range(3)]
        for type_, (true, false, missed) in [("together", together), *sorted(self.counts.items())]:
            precision = true / (true + false) if true + false else 1.0
            recall = true / (true + missed) if true + missed else 1.0
            f1 = 2 * true / (2 * true + false + missed) if true else 0.0
            yield type_, precision, recall, f1, true + missed


def score(name: str, chosen: Iterable[dict]) -> Score:
    """Score one engine on all documents."""
    engine, result = ENGINES[name](), Score()
    for document in chosen:
        result.add(document, limited(engine, document["text"]))
    return result


def main() -> int:
    """Print a table for each set and engine."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES), help="score only this one; repeatable")
    parser.add_argument("--without", action="append", default=[], help="leave out documents whose id holds this")
    parser.add_argument("--misses", action="store_true", help="list every false and every missed value")
    parser.add_argument("--oracle", choices=sorted(ENGINES), help="list what this one finds and tqIMAP does not")
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, _time_up)
    sets: dict[str, list[dict]] = defaultdict(list)
    for document in documents(options.folder):
        if not any(part in document["id"] for part in options.without):
            sets[document["set"]].append(document)
    if options.oracle:
        for chosen in sets.values():
            missed = score(options.oracle, chosen).true - score("tqIMAP", chosen).true
            print(*(" | ".join(row) for row in sorted(missed)), sep="\n")
        return 0
    for name in options.engine or [name for name in ENGINES if _installed(name)]:
        for set_name, chosen in sets.items():
            result = score(name, chosen)
            print(f"\n{set_name}: {name} {version(name)}\n{'type':10} {'P':>7} {'R':>7} {'F1':>7} {'true':>6}")
            for type_, precision, recall, f1, number in result.rows():
                print(f"{type_:10} {precision:7.4f} {recall:7.4f} {f1:7.4f} {number:6}")
            if options.misses:
                print(*(" | ".join(row) for row in result.wrong), sep="\n")
    return 0


def _time_up(*_: object) -> None:
    raise TimeUp


def _installed(name: str) -> bool:
    try:
        return bool(version(name))
    except ImportError:
        return False


if __name__ == "__main__":
    sys.exit(main())
