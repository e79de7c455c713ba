"""The whole job, measured: mail from Dovecot into the simulated ThreatQ, beside parsing and extraction alone and 2018.

    python tests/bench/whole_job.py [--messages 10000] [--sample 100] [--delay 0.02] [--runs 3] [--json FILE]

Prints a Markdown table of ratios and the machine's line. CPU is that of all tqimap processes, waited for to the last;
the servers run here and are reported apart. What is set against each other is measured in turns, ``--runs`` times; the
figures are medians. The way of 2018 runs on a sample, and is compared message by message.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import corpus  # noqa: E402
from job import Job  # noqa: E402
from servers.dovecot import Dovecot  # noqa: E402

from tqimap.sandbox.threatq import ThreatQ  # noqa: E402

SECONDS = 3600  # no part of the benchmark takes longer, or it hangs


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process, with all that it waited for, used. ``peak_mb`` is that of the process itself."""

    wall: float
    cpu: float
    peak_mb: float = 0.0


class Round(NamedTuple):
    """What is set against each other, measured one after the other."""

    alone: Cost
    whole: Cost
    slow: Cost
    delivering: float
    cpu_of_servers: float
    requests: dict[str, int]


def main() -> None:
    options = _options()
    parameters = corpus.Parameters(messages=options.messages)
    mail = list(corpus.messages(parameters))
    size = sum(map(len, mail)) / 1e6
    print(f"{parameters}, {size:.0f} MB; {machine()}", flush=True)
    with _file_of(mail) as file:
        rounds = [_round(mail, file, options.delay) for _ in range(options.runs)]
        old = way_of_2018(mail[: options.sample], options.delay)
    alone = _median([each.alone for each in rounds])
    whole = _median([each.whole for each in rounds])
    slow = _median([each.slow for each in rounds])
    delivering = median(each.delivering for each in rounds)
    cpu_of_servers, requests = rounds[-1].cpu_of_servers, rounds[-1].requests
    ratio = median(each.whole.cpu / each.alone.cpu for each in rounds)
    overlap = median(each.slow.wall / max(each.alone.wall, each.delivering) for each in rounds)
    rate, old_rate = len(mail) / slow.wall, old["messages"] / old["seconds"]
    results = {
        "machine": machine(), "date": f"{datetime.now(UTC):%Y-%m-%d}", "parameters": asdict(parameters),
        "megabytes": size, "runs": options.runs, "parse and extract alone": asdict(alone), "whole job": asdict(whole),
        "whole job, slow ThreatQ": asdict(slow), "delivery alone, slow ThreatQ": delivering, "cpu ratio": ratio,
        "wall against the slowest stage": overlap, "servers' cpu": cpu_of_servers, "2018": old, "requests": requests,
    }  # fmt: skip
    print("| what | figure | ratio |\n| --- | --- | --- |")
    print(f"| CPU, parsing and extraction alone | {alone.cpu:.1f} s | 1 |")
    print(f"| CPU, whole job, all tqimap processes | {whole.cpu:.1f} s | {ratio:.2f} |")
    print(f"| CPU, servers (Dovecot not counted) | {cpu_of_servers:.1f} s | |")
    print(f"| wall, whole job | {whole.wall:.1f} s, {len(mail) / whole.wall:.0f} messages/s | |")
    print(f"| wall, delivery alone, ThreatQ answers after {options.delay * 1000:.0f} ms | {delivering:.1f} s | 1 |")
    print(f"| wall, whole job, the same ThreatQ | {slow.wall:.1f} s, {rate:.0f} messages/s | {overlap:.2f} |")
    print(f"| 2018 on the same, {old['messages']} messages | {old_rate:.2f} messages/s, {old['stopped']} stopped | |")
    print(f"| throughput against 2018 | | {rate / old_rate:.0f} |")
    print(f"| peak memory of the main process | {whole.peak_mb:.0f} MB | |")
    print("\n| requests of the whole job | number |\n| --- | --- |")
    for name, count in sorted(requests.items()):
        print(f"| `{name}` | {count} |")
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=100, help="messages for the way of 2018")
    parser.add_argument("--delay", type=float, default=0.02, help="seconds that the slow ThreatQ takes to answer")
    parser.add_argument("--runs", type=int, default=3, help="rounds of which the medians are given")
    parser.add_argument("--json", help="write the figures to this file as well")
    return parser.parse_args()


def machine() -> str:
    """What it ran on, in one line."""
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, Linux {platform.release()}"
    )


@contextmanager
def _file_of(mail: list[bytes]) -> Iterator[str]:
    with tempfile.NamedTemporaryFile() as file:
        for raw in mail:
            file.write(len(raw).to_bytes(8, "big") + raw)
        file.flush()
        yield file.name


def _round(mail: list[bytes], file: str, delay: float) -> Round:
    """Reading alone, the whole job, the same with a slow ThreatQ, delivery alone into that; one after the other."""
    alone = parse_and_extract(file)
    whole, requests, cpu_of_servers = whole_job(mail, delay=0.0)
    slow, _, _ = whole_job(mail, delay=delay)
    return Round(alone, whole, slow, delivering_alone(file, delay), cpu_of_servers, requests)


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "peak_mb")))


def parse_and_extract(file: str) -> Cost:
    """All that reading is, in one process, without containment: the yardstick."""
    return _measured([sys.executable, str(HERE / "reading_alone.py"), file], {})


def delivering_alone(file: str, delay: float) -> float:
    """Seconds for delivering what was read before, with nothing else at work."""
    with ThreatQ() as tq:
        tq.delay = delay
        login = [tq.host, tq.ca_file, tq.client_id, tq.email, tq.password]
        command = [sys.executable, str(HERE / "delivering_alone.py"), file, *login]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
        return json.loads(done.stdout)["seconds"]  # type: ignore[no-any-return]


def whole_job(mail: Iterable[bytes], delay: float) -> tuple[Cost, dict[str, int], float]:
    """One run over all of it; its cost, the requests by kind, and the CPU that this process, ThreatQ, used."""
    with _world(mail) as (job, dovecot):
        job.threatq.delay = delay
        before = len(job.threatq.requests)
        own = _own_cpu()
        cost = _measured([*job.program, *job.arguments], job.environment)
        own = _own_cpu() - own
        assert all("S" in flags for flags in dovecot.flags().values()), "not everything was marked"
        return cost, _requests(job, before), own


def way_of_2018(mail: list[bytes], delay: float) -> dict[str, float]:
    """The baseline, on the same slow ThreatQ."""
    with _world(mail) as (job, dovecot):
        tq = job.threatq
        tq.delay = delay
        words = [
            dovecot.host, str(dovecot.port), dovecot.username, dovecot.password, tq.url, tq.client_id, tq.email,
            tq.password, str(len(mail)),
        ]  # fmt: skip
        done = subprocess.run(
            [sys.executable, str(HERE / "way_of_2018.py"), *words],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
        return json.loads(done.stdout)  # type: ignore[no-any-return]


@contextmanager
def _world(mail: Iterable[bytes]) -> Iterator[tuple[Job, Dovecot]]:
    with tempfile.TemporaryDirectory() as root, Dovecot() as dovecot, ThreatQ() as threatq:
        for raw in mail:
            dovecot.deliver(raw)
        job = Job(Path(root), threatq, {"imap_ca_file": dovecot.ca_file, "run_seconds": "0"})
        job.register()
        job.fill_in(
            imap_server=f"{dovecot.host}:{dovecot.port}", imap_username=dovecot.username, imap_password=dovecot.password
        )
        yield job, dovecot


def _measured(command: list[str], environment: dict[str, str]) -> Cost:
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment or None, stdin=subprocess.DEVNULL)
    peaks = [0.0]
    watch = threading.Thread(target=_watch, args=(process, peaks), daemon=True)
    watch.start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[:3]} ended with exit code {process.returncode}")
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, peaks[0])


def _watch(process: "subprocess.Popen[bytes]", peaks: list[float]) -> None:
    """The highest resident set of the process itself; the kernel keeps it, so that looking seldom is enough."""
    while process.returncode is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            return
        peaks[0] = max([peaks[0], *(int(line.split()[1]) / 1000 for line in status.splitlines() if "VmHWM" in line)])
        time.sleep(0.2)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _requests(job: Job, before: int) -> dict[str, int]:
    kinds = Counter(
        f"{seen.method} " + "/".join("N" if part.isdigit() else part for part in seen.path.split("/"))
        for seen in job.threatq.requests[before:]
    )
    return {
        **kinds, "new Files": job.threatq.count("attachments"), "indicators": job.threatq.count("indicators"),
        "relations": job.threatq.count("relations"),
    }  # fmt: skip


if __name__ == "__main__":
    main()
