"""The pure core of tqimap inside an engine that people already run: messages in a store become rows of indicators.

    python tests/examples/many_messages.py DIRECTORY [--engine processes|dask]

``indicators`` is a function from one message to values, without connection, clock or state: any engine that maps
a function over files, objects or a queue can run it (here Python's own pool, and dask, which also spreads over
machines). It reads in the process of the engine, without tqimap's containment: give hostile mail to workers
that may be lost, in a container without a network.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from tqimap.reader.answers import Found
from tqimap.reader.message import MessageReader
from tqimap.reader.options import ReaderOptions

Row = tuple[str, str, str]  # type, value, place

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # stands in for the time of reception, which a file does not have


def indicators(raw: bytes, options: ReaderOptions | None = None) -> list[Row]:
    """Type, value and place of what is kept of one message: headers, bodies and text-like attachments."""
    answers = MessageReader(options or ReaderOptions()).answers(raw, UNDATED)
    found = (answer for answer in answers if isinstance(answer, Found))
    return [(each.type, each.value, str(answer.place)) for answer in found for each in answer.indicators]


def of_file(path: Path) -> list[Row]:
    """The same of a file; in an object store this is the one line that differs."""
    return indicators(path.read_bytes())


def by_processes(paths: Iterable[Path]) -> Iterator[list[Row]]:
    """On all cores of this machine."""
    with ProcessPoolExecutor() as pool:
        yield from pool.map(of_file, paths, chunksize=50)


def by_dask(paths: Iterable[Path]) -> Iterator[list[Row]]:
    """With dask: on this machine, or on a cluster where a ``dask.distributed.Client`` has been made before."""
    from dask import compute
    from dask.delayed import delayed

    yield from compute(*(delayed(of_file)(path) for path in paths), scheduler="processes")


ENGINES = {"processes": by_processes, "dask": by_dask}


def main(arguments: list[str] | None = None) -> int:
    """Print each value once, with the number of messages that have it, most frequent first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--engine", choices=ENGINES, default="processes")
    options = parser.parse_args(arguments)
    paths = sorted(path for path in options.directory.rglob("*") if path.is_file())
    counts = Counter(key for rows in ENGINES[options.engine](paths) for key in {(row[0], row[1]) for row in rows})
    for (type_, value), count in counts.most_common():
        print(f"{count}\t{type_}\t{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
