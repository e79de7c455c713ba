"""Measure indicator engines side by side: MB (10^6 characters) a second of CPU time, and growth on hostile input.

    python tests/bench/indicator_speed.py FOLDER [--engine NAME]... [--hostile]

FOLDER is searched for ``*.eml`` (raw mail), ``*.html`` (text of them) and ``*.jsonl`` with a field ``text`` (dense
lists); base64 is made. Texts are fed in pieces of 64 KiB. No engine gets more than SECONDS for one kind of text, nor
more than LIMIT for one piece: iocextract would be busy with some for ever. Start-up is not measured, and garbage is
collected as seldom as in a run of tqimap, for all engines alike.
"""

import argparse
import base64
import html
import json
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from engines import ENGINES, Engine
from hostile_texts import NAMES, text
from score import TimeUp

from tqimap.garbage import collect_seldom

PIECE = 65536
LIMIT = 10.0  # seconds for one piece
SECONDS = 20.0  # CPU seconds for one kind of text, for one engine
HOSTILE_LIMIT = 5.0  # seconds for one hostile text
HOSTILE_SIZES = (32768, 65536)
# On these the peers are measured as well, from small to large until one takes too long; on all they would take hours.
HOSTILE_FOR_PEERS = ("letters", "digits", "a.", "one long URL", "addresses", "http://a)", "[", "a:")
PEER_SIZES = (500, 1000, 2000, 4000, 8000, 16000, 32000, 64000)


def texts(folder: Path) -> dict[str, str]:
    """The kinds of text, each up to 2 MB."""
    pages = "".join(path.read_text("utf-8", "replace") for path in sorted(folder.rglob("*.html")))
    tags = re.compile(r"<(script|style).*?</\1>|<[^>]*>", re.DOTALL)
    lists = (
        json.loads(line)["text"] for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")
    )
    noise = base64.b64encode(random.Random(1).randbytes(750_000)).decode()
    kinds = {
        "raw mail": "".join(path.read_text("latin-1") for path in sorted(folder.rglob("*.eml"))),
        "text from HTML": html.unescape(tags.sub(" ", pages)),
        "dense lists": "\n".join(lists),
        "base64 lines": "\n".join(noise[at : at + 76] for at in range(0, len(noise), 76)),
    }
    return {kind: whole[:2_000_000] for kind, whole in kinds.items() if whole}


def pieces(whole: str) -> Iterator[str]:
    """The text in pieces of the size that is measured."""
    return (whole[at : at + PIECE] for at in range(0, len(whole), PIECE))


def seconds(engine: Engine, piece: str, limit: float) -> tuple[float, bool]:
    """CPU seconds for one text, and whether the engine came to an end."""
    start, done = time.process_time(), True
    try:
        signal.setitimer(signal.ITIMER_REAL, limit)
        engine(piece)
    except TimeUp:
        done = False
    except Exception as error:  # a peer may raise whatever it likes
        print(f"  {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - start, done


def speed(engine: Engine, whole: str) -> str:
    """MB/s over as many pieces as there is time for, the best of three rounds where there is time for those."""
    best = 0.0
    spent, hung = 0.0, 0
    for _ in range(3):
        characters, round_spent = 0, 0.0
        for piece in pieces(whole):
            taken, done = seconds(engine, piece, LIMIT)
            round_spent += taken
            characters += len(piece) if done else 0
            hung += not done
            if spent + round_spent > SECONDS:
                break
        spent += round_spent
        best = max(best, characters / round_spent / 1e6)
        if spent > SECONDS / 3:
            break
    return f"{best:.3g}" + (f" ({hung} not finished)" if hung else "")


def hostile(engine: Engine) -> None:
    """The worst texts of the catalogue: milliseconds for 64 KiB, and how much more that is than for half of it."""
    rows = []
    for name in NAMES:
        small, large = (
            # other numbers each time: what was seen before is remembered
            min(seconds(engine, text(name, size, first), HOSTILE_LIMIT)[0] for first in range(size, 4 * size, size))
            for size in HOSTILE_SIZES
        )
        rows.append((large * 1000, large / max(small, 1e-6), name))
    for milliseconds, growth, name in sorted(rows, reverse=True)[:8]:
        print(f"  {milliseconds:7.1f} ms  x{growth:.1f}  {name}")


def hostile_for_peers(engine: Engine) -> None:
    """Up to which size each text is done within the limit."""
    for name in HOSTILE_FOR_PEERS:
        row = []
        for size in PEER_SIZES:
            taken, done = seconds(engine, text(name, size), HOSTILE_LIMIT)
            row.append(f"{size}: {taken:.2f}" if done else f"{size}: > {HOSTILE_LIMIT:.0f}")
            if not done:
                break
        print(f"  {name:14} {', '.join(row)} s")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES))
    parser.add_argument("--hostile", action="store_true", help="measure hostile texts instead")
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, _time_up)
    kinds = texts(options.folder)
    for name in options.engine or list(ENGINES):
        try:
            engine, release = ENGINES[name](), version(name)
        except ImportError:
            print(f"{name}: not installed")
            continue
        print(f"{name} {release}")
        engine("warm up: http://a.com/b 44.128.7.21 a@b.com")
        collect_seldom()
        if options.hostile:
            _hostile_of(name)(engine)
        else:
            for kind, whole in kinds.items():
                print(f"  {kind:16} {speed(engine, whole)} MB/s")
    return 0


def _hostile_of(name: str) -> Callable[[Engine], None]:
    return hostile if name == "tqIMAP" else hostile_for_peers


def _time_up(*_: object) -> None:
    raise TimeUp


if __name__ == "__main__":
    sys.exit(main())
