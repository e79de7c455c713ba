"""How long tqimap takes to start: ``tqimap --help`` beside an interpreter that imports argparse, json and logging.

    python tests/bench/start.py [--runs 20] [--json FILE]

The two take turns, so that whatever else the machine does meets both; medians are compared.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("tqimap")
COMMANDS = {
    "python -c 'import argparse, json, logging'": [sys.executable, "-c", "import argparse, json, logging"],
    "tqimap --help": [str(PROGRAM), "--help"],
}


def main() -> None:
    options = _options()
    took: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(options.runs):
        for name, command in COMMANDS.items():
            began = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            took[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(times) for name, times in took.items()}
    base = next(iter(medians.values()))
    print("| start | median | ratio |\n| --- | --- | --- |")
    for name, seconds in medians.items():
        print(f"| `{name}` | {seconds * 1000:.0f} ms | {seconds / base:.2f} |")
    if options.json:
        Path(options.json).write_text(json.dumps({"runs": options.runs, "medians": medians}, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--json", help="write the figures to this file as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
