"""How time, requests and memory grow: with the number of messages, of bytes, and of indicators in one attachment.

    python tests/bench/growth.py [--messages 1000 10000 100000] [--spread 100000 1000000] [--list 50000 500000]
                                 [--large 200] [--json FILE]

Small messages with one indicator each; as many indicators spread over messages of 500; one message with a list (CSV)
of indicators; one with a large attachment (megabytes). Memory is the peak of the main process. Every case runs as
cron would run it, from Dovecot into the simulated ThreatQ.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import whole_job  # noqa: E402

LINES = 500  # indicators of one message of those that carry many


@dataclass(frozen=True, slots=True)
class Row:
    """One case; ``requests`` are those to ThreatQ, ``cpu`` is that of all tqimap processes."""

    case: str
    units: int
    wall: float
    cpu: float
    requests: int
    indicators: int
    relations: int
    peak_mb: float


def main() -> None:
    options = _options()
    rows = []
    print(f"{whole_job.machine()}\n")
    print("| case | wall | CPU | CPU per 1,000 | requests | indicators | relations | peak of the main process |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in _cases(options):
        rows.append(row)
        print(
            f"| {row.case} | {row.wall:.0f} s | {row.cpu:.1f} s | {row.cpu / row.units * 1000:.2f} s | {row.requests} "
            f"| {row.indicators} | {row.relations} | {row.peak_mb:.0f} MB |",
            flush=True,
        )
    if options.json:
        Path(options.json).write_text(json.dumps([asdict(row) for row in rows], indent=1))


def _cases(options: argparse.Namespace) -> Iterator[Row]:
    for count in options.messages:
        yield _row(f"{count:,} small messages", count, small(count))
    for count in options.spread:
        yield _row(f"{count:,} indicators in messages of {LINES}", count, spread(count))
    for count in options.list:
        yield _row(f"a list of {count:,} indicators", count, iter([listed(count)]))
    if options.large:
        raw = large(options.large)
        yield _row(f"a message of {len(raw) / 1e6:.0f} MB", 1, iter([raw]))


def small(count: int) -> Iterator[bytes]:
    """Messages with one indicator each."""
    for number in range(count):
        yield (
            f"From: a@partner.example\r\nTo: desk@sandbox.example\r\nSubject: Report {number}\r\n"
            f"Message-ID: <{number}@bench.example>\r\n\r\nSeen again: hxxp://host{number % 5000}[.]bench-mail.com/x\r\n"
        ).encode()


def spread(count: int) -> Iterator[bytes]:
    """Messages of ``LINES`` different indicators each."""
    for first in range(0, count, LINES):
        message = _message(f"Indicators from {first}")
        lines = (f"host{number}[.]bench{number % 7}[.]com" for number in range(first, first + LINES))
        message.set_content("\n".join(lines) + "\n")
        yield message.as_bytes()


def listed(count: int) -> bytes:
    """A message with a CSV of so many different indicators."""
    message, chance = _message("A list"), Random(7)
    rows = (f"host{number}-{chance.randrange(10**6)}.bench{number % 7}.com,loader\n" for number in range(count))
    message.add_attachment("".join(rows).encode(), maintype="text", subtype="csv", filename="list.csv")
    return message.as_bytes()


def large(megabytes: int) -> bytes:
    """A message of that size: its attachment is a third smaller before it is encoded."""
    message, size = _message("A large one"), int(megabytes * 1e6 * 57 / 78)
    message.add_attachment(Random(7).randbytes(size), maintype="application", subtype="x-bench", filename="large.bin")
    return message.as_bytes()


def _message(subject: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "a@partner.example", "desk@sandbox.example", subject
    message["Message-ID"] = "<1@bench.example>"
    message.set_content("See the attachment.\n")
    return message


def _row(case: str, units: int, mail: Iterator[bytes]) -> Row:
    cost, requests, _ = whole_job.whole_job(mail, delay=0.0)
    asked = sum(count for name, count in requests.items() if name.startswith(("GET", "POST", "PUT")))
    found = requests["indicators"], requests["relations"]
    return Row(case, units, cost.wall, cost.cpu, asked, *found, cost.peak_mb)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--spread", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--list", type=int, nargs="*", default=[50_000, 500_000])
    parser.add_argument("--large", type=int, default=200, help="megabytes of the large message, 0: none")
    parser.add_argument("--json", help="write the figures to this file as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
