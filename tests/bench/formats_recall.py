"""Which share of what other engines find in Office files, PDF, archives, OneNote, shortcuts, pictures tqimap finds too.

    python tests/bench/formats_recall.py FOLDER YARDSTICKS_PYTHON [FORMAT ...] [-v]

FOLDER holds a folder per extension (docx, xls, pdf, …); YARDSTICKS_PYTHON is the interpreter with the engines of
formats_yardsticks.py. Each line: format, engine, its words (of archives: its members) and URLs, and the share of them
that tqimap has. The line "two agree" counts what at least two of them found: single engines add labels of their own.
With -v, what is missing is shown.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from formats_yardsticks import ENGINES, member

from tqimap.documents.pieces import Child, Link, Text
from tqimap.documents.walk import walk

YARDSTICKS = Path(__file__).with_name("formats_yardsticks.py")
SECONDS = 120  # for all engines on one file
AGREED = "two agree"
WORD = re.compile(r"[^\W\d_]{3,}")
URL = re.compile(r"(?:https?|ftp)://[^\s\"'<>\x00-\x20)\]}|]+", re.I)


class Found(NamedTuple):
    """Both in small letters, URLs without fragment and closing punctuation."""

    words: set[str]
    urls: set[str]


def found(text: str) -> Found:
    urls = {url.partition("#")[0].rstrip(".,;:/").lower() for url in URL.findall(text)}
    return Found({word.lower() for word in WORD.findall(text)}, urls)


def by_tqimap(path: Path) -> Found:
    """Everything found, with what is inside as its name, which other engines print as text, and as one word."""
    pieces = []
    for walked in walk(path.read_bytes(), path.name):
        match walked.piece:
            case Text(text=text) | Link(url=text):
                pieces.append(text)
            case Child(name=name, data=data):
                pieces += [name, member(data)]
    return found("\n".join(pieces))


def by_others(path: Path, python: str) -> dict[str, Found]:
    """What each engine found, and what at least two of them did: the labels and mistakes of each are then left out."""
    try:
        done = subprocess.run([python, str(YARDSTICKS), str(path)], capture_output=True, timeout=SECONDS, check=True)
        by_engine = {engine: found(text) for engine, text in json.loads(done.stdout.splitlines()[-1]).items()}
    except (subprocess.SubprocessError, ValueError):
        return {}
    if len(by_engine) > 1:
        by_engine[AGREED] = Found(*(_twice(each) for each in zip(*by_engine.values(), strict=True)))
    return by_engine


def _twice(sets: tuple[set[str], ...]) -> set[str]:
    return {each for each, times in Counter(chain.from_iterable(sets)).items() if times > 1}


def measure(folder: Path, python: str, verbose: bool) -> None:
    counts: dict[str, Counter[str]] = {}
    for path in sorted(folder.iterdir()):
        ours = by_tqimap(path)
        for engine, theirs in by_others(path, python).items():
            counts.setdefault(engine, Counter()).update(
                read=bool(theirs.words),
                words=len(theirs.words),
                our_words=len(theirs.words & ours.words),
                urls=len(theirs.urls),
                our_urls=len(theirs.urls & ours.urls),
            )
            if verbose and (missing := (theirs.words - ours.words) | (theirs.urls - ours.urls)):
                print(f"    {path.name} {engine}: {sorted(missing)[:30]}")
    for engine, count in counts.items():
        words, urls = share(count["our_words"], count["words"]), share(count["our_urls"], count["urls"])
        figures = f"{words} words of {count['words']:6}  {urls} URLs of {count['urls']:4}"
        print(f"{folder.name:5} {engine:13} read {count['read']:3}  {figures}", flush=True)


def share(part: int, whole: int) -> str:
    """The percentage, or a dash where there is nothing to have a share of."""
    return f"{100 * part / whole:5.1f} %" if whole else "      -"


def main(arguments: list[str]) -> None:
    folder, python, *rest = (argument for argument in arguments if argument != "-v")
    for name in rest or ENGINES:
        if (Path(folder) / name).is_dir():
            measure(Path(folder) / name, python, "-v" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
