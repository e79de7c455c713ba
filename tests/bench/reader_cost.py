"""What containment costs: the same mail read in this process and by the contained reader.

    python tests/bench/reader_cost.py [MESSAGES]

Prints a Markdown table; CPU seconds are those of this process, the helper and all children together.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from tqimap.model import RawMessage
from tqimap.reader.message import MessageReader
from tqimap.reader.options import ReaderOptions
from tqimap.reader.reader import Reader

BATCH = 50
RUNS = 3
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def texts(count: int) -> list[RawMessage]:
    """Messages of about 5 KB, text and HTML, with some indicators each."""
    return [RawMessage(uid, NOW, _text(uid).as_bytes()) for uid in range(count)]


def _text(uid: int) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["Subject"] = f"Report {uid}"
    lines = [f"Line {line} of report {uid}: nothing to see here, only words and more words." for line in range(25)]
    lines += [f"hxxp://h{line}[.]r{uid}-demo[.]com/x?id={line}" for line in range(8)]
    made.set_content("\n".join(lines))
    made.add_alternative("".join(f"<p>{line}</p>\n" for line in lines), subtype="html")
    return made


def with_attachments(count: int) -> list[RawMessage]:
    """The same, each with one small binary attachment that is carved: the reading itself costs next to nothing."""
    messages = []
    for uid in range(count):
        made = _text(uid)
        made.add_attachment(b"\x00\x01" + bytes([uid % 251]) * 500, "application", "octet-stream", filename="a.bin")
        messages.append(RawMessage(uid, NOW, made.as_bytes()))
    return messages


def in_process(messages: Sequence[RawMessage]) -> None:
    for message in messages:
        for _ in MessageReader(ReaderOptions()).answers(message.raw, NOW):
            pass


def contained(messages: Sequence[RawMessage]) -> None:
    with tempfile.TemporaryDirectory() as spool, Reader(Path(spool)) as reader:
        for start in range(0, len(messages), BATCH):
            for _ in reader.read(messages[start : start + BATCH]):
                pass


def start_alone(messages: Sequence[RawMessage]) -> None:
    contained(messages[:1])


def measured(work: Callable[[Sequence[RawMessage]], None], messages: Sequence[RawMessage]) -> tuple[float, float]:
    """Wall and CPU seconds, medians."""
    walls, cpus = [], []
    for _ in range(RUNS):
        before, begun = os.times(), time.perf_counter()
        work(messages)
        walls.append(time.perf_counter() - begun)
        cpus.append(sum(os.times()[:4]) - sum(before[:4]))
    return statistics.median(walls), statistics.median(cpus)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    plain, attached = texts(count), with_attachments(count)
    in_process(plain[:10])
    start = measured(start_alone, plain)
    rows = [("start of the helper", start)]
    bare = measured(in_process, plain)
    rows.append((f"{count} messages in this process", bare))
    rows.append((f"{count} messages, contained", measured(contained, plain)))
    rows.append((f"{count} messages with a binary attachment, contained", measured(contained, attached)))
    print("| what | wall s | cpu s |\n| --- | ---: | ---: |")
    for what, (wall, cpu) in rows:
        print(f"| {what} | {wall:.2f} | {cpu:.2f} |")
    message = [(rows[2][1][i] - bare[i] - start[i]) / count * 1000 for i in (0, 1)]
    attachment = [(rows[3][1][i] - rows[2][1][i]) / count * 1000 for i in (0, 1)]
    print(f"\nContainment costs {message[0]:.2f} ms wall, {message[1]:.2f} ms CPU a message;")
    print(f"a binary attachment costs {attachment[0]:.2f} ms wall, {attachment[1]:.2f} ms CPU more.")


if __name__ == "__main__":
    main()
