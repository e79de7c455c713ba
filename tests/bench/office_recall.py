"""Which share of the words and URLs that other engines find in Office files tqimap finds too.

    python tests/bench/office_recall.py FOLDER YARDSTICKS_PYTHON [FORMAT ...] [-v]

FOLDER holds a folder per extension (docx, xls, …); YARDSTICKS_PYTHON is the interpreter with the engines of
office_yardsticks.py. Each line: format, engine, its words and URLs, and the share of them that tqimap has.
The line "two agree" counts what at least two of them found: single engines add labels of their own. With -v, what
is missing is shown.
"""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

from recall import SECONDS, share, words_and_urls

from tqimap.documents.pieces import Child, Link, Text
from tqimap.documents.walk import walk

YARDSTICKS = Path(__file__).with_name("office_yardsticks.py")
FORMATS = "docx docm xlsx xlsm xlsb pptx odt ods odp doc xls ppt rtf msg dat"
AGREED = "two agree"


def by_tqimap(path: Path) -> str:
    """Everything found, with names of children, which other engines print as text."""
    found = []
    for walked in walk(path.read_bytes(), path.name):
        match walked.piece:
            case Text(text=text) | Link(url=text) | Child(name=text):
                found.append(text)
    return "\n".join(found)


def by_others(path: Path, python: str) -> dict[str, str]:
    try:
        done = subprocess.run([python, str(YARDSTICKS), str(path)], capture_output=True, timeout=SECONDS, check=True)
        return dict(json.loads(done.stdout[done.stdout.find(b"{") :]))
    except (subprocess.SubprocessError, ValueError):
        return {}


def measure(folder: Path, python: str, verbose: bool) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for path in sorted(folder.iterdir()):
        words, urls = words_and_urls(by_tqimap(path))
        others = {engine: words_and_urls(text) for engine, text in by_others(path, python).items()}
        for engine, (their_words, their_urls) in {**others, AGREED: agreed(list(others.values()))}.items():
            row = (bool(their_words), len(their_words), len(their_words & words), len(their_urls))
            counts[engine] = [a + b for a, b in zip(counts[engine], (*row, len(their_urls & urls)), strict=True)]
            if verbose and (missing := (their_words - words) | (their_urls - urls)):
                print(f"    {path.name} {engine}: {sorted(missing)[:30]}")
    for engine, (read, all_words, our_words, all_urls, our_urls) in counts.items():
        shares = (
            f"{share(our_words, all_words)} words of {all_words:6}  {share(our_urls, all_urls)} URLs of {all_urls:4}"
        )
        print(f"{folder.name:5} {engine:13} read {read:3}  {shares}", flush=True)


def agreed(found: list[tuple[set[str], set[str]]]) -> tuple[set[str], set[str]]:
    """What at least two engines found: the labels and mistakes of each are then left out."""
    words = Counter(chain.from_iterable(words for words, _ in found))
    urls = Counter(chain.from_iterable(urls for _, urls in found))
    return {word for word, times in words.items() if times > 1}, {url for url, times in urls.items() if times > 1}


def main(arguments: list[str]) -> None:
    folder, python, *rest = (argument for argument in arguments if argument != "-v")
    for name in rest or FORMATS.split():
        measure(Path(folder) / name, python, "-v" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
