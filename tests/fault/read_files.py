"""Reads messages with the contained reader in a small process of its own, and tells what came of it and what it took.

    python read_files.py SPOOL WALL_SECONDS FILE…

Each FILE is a raw message. One JSON object a message, then one about this process.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from tqimap.model import RawMessage, ReadMessage
from tqimap.reader.confinement import Limits
from tqimap.reader.options import ReaderOptions
from tqimap.reader.reader import Reader

RUN_SECONDS = 1800  # ten thousand damaged files take some minutes
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def read_contained(
    messages: Mapping[str, Iterable[bytes]], directory: Path, wall_seconds: float
) -> dict[str, dict[str, Any]]:
    """What comes of each of the messages, and under the empty name of the process that read them all."""
    spool = directory / "spool"
    spool.mkdir()
    files = []
    for name, content in messages.items():
        files.append(str(directory / name))
        with (directory / name).open("wb") as file:
            file.writelines(content)
    command = [sys.executable, __file__, str(spool), str(wall_seconds), *files]
    done = subprocess.run(command, capture_output=True, timeout=RUN_SECONDS, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    *lines, last = done.stdout.splitlines()
    return {told["name"]: told for told in map(json.loads, lines)} | {"": json.loads(last)}


def main(spool: Path, wall_seconds: float, files: list[Path]) -> None:
    limits = Limits(wall_seconds=wall_seconds, cpu_seconds=int(wall_seconds) + 1)
    with Reader(spool, ReaderOptions(limits=limits)) as reader:
        for uid, path in enumerate(files):
            with path.open("rb") as file:
                raw = mmap(file.fileno(), 0, access=ACCESS_READ)
            begun = time.monotonic()
            for _, result in reader.read([RawMessage(uid, NOW, raw)]):
                print(json.dumps({"name": path.name, "seconds": time.monotonic() - begun, **told(result)}), flush=True)
    status = Path("/proc/self/status").read_text().split()
    peak_mb = int(status[status.index("VmHWM:") + 1]) >> 10
    child_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(json.dumps({"peak_mb": peak_mb, "child_mb": child_mb, "left": sorted(map(str, spool.iterdir()))}))


def told(result: object) -> dict[str, object]:
    if not isinstance(result, ReadMessage):
        return {"unreadable": str(result)}
    files = [[each.name, each.format, each.size, each.sha256] for each in result.attachments]
    for each in result.attachments:
        each.file.unlink()
    return {
        "files": files,
        "values": list(dict.fromkeys(i.value for each in result.sightings for i in each.indicators))[
            :100
        ],  # the body's come first
        "notes": result.notes,
        "partly_read": result.partly_read,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
