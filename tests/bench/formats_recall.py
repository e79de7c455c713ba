"""Which share of what other engines find in PDF, archives, OneNote, shortcuts and pictures tqimap finds too.

    python tests/bench/formats_recall.py FOLDER YARDSTICKS_PYTHON [FORMAT ...] [-v]

FOLDER holds a folder per extension; YARDSTICKS_PYTHON is the interpreter with the engines of formats_yardsticks.py.
Each line: format, engine, its words (of archives: its members) and URLs, and the share of them that tqimap has.
With -v, what is missing is shown.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from formats_yardsticks import ENGINES, member
from recall import SECONDS, share, words_and_urls

from tqimap.documents.pieces import Child, Link, Text
from tqimap.documents.walk import walk

YARDSTICKS = Path(__file__).with_name("formats_yardsticks.py")


def by_tqimap(path: Path) -> str:
    """Everything found, with the members of the archive itself as one word each."""
    found = []
    for walked in walk(path.read_bytes(), path.name):
        match walked.piece:
            case Text(text=text) | Link(url=text):
                found.append(text)
            case Child(name=name, data=data):
                found += [name, member(name, data)]
    return "\n".join(found)


def by_others(path: Path, python: str) -> dict[str, str]:
    try:
        done = subprocess.run([python, str(YARDSTICKS), str(path)], capture_output=True, timeout=SECONDS, check=True)
        return dict(json.loads(done.stdout[done.stdout.rfind(b'{"') :]))
    except (subprocess.SubprocessError, ValueError):
        return {}


def measure(folder: Path, python: str, verbose: bool) -> None:
    counts: dict[str, Counter[str]] = {}
    for path in sorted(folder.iterdir()):
        words, urls = words_and_urls(by_tqimap(path))
        for engine, text in by_others(path, python).items():
            their_words, their_urls = words_and_urls(text)
            counts.setdefault(engine, Counter()).update(
                read=bool(their_words),
                words=len(their_words),
                our_words=len(their_words & words),
                urls=len(their_urls),
                our_urls=len(their_urls & urls),
            )
            if verbose and (missing := (their_words - words) | (their_urls - urls)):
                print(f"    {path.name} {engine}: {sorted(missing)[:30]}")
    for engine, count in counts.items():
        words_share, urls_share = share(count["our_words"], count["words"]), share(count["our_urls"], count["urls"])
        figures = f"{words_share} words of {count['words']:6}  {urls_share} URLs of {count['urls']:4}"
        print(f"{folder.name:5} {engine:13} read {count['read']:3}  {figures}", flush=True)


def main(arguments: list[str]) -> None:
    folder, python, *rest = (argument for argument in arguments if argument != "-v")
    for name in rest or ENGINES:
        if (Path(folder) / name).is_dir():
            measure(Path(folder) / name, python, "-v" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
