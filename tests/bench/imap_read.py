"""How fast mail comes out of a mailbox: tqimap beside a reader that drops every byte, and beside one by one.

    python tests/bench/imap_read.py

All on one Dovecot with one generated mailbox, near (0 ms) and far (50 ms there and back), in one run: the ratios
count, not the seconds. Each reader has a process of its own, so that its CPU time and memory are its own. Ends with
exit code 1 where tqimap needs more CPU for a GB than it should.
"""

import argparse
import json
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from base64 import encodebytes
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from imapclient import IMAPClient  # noqa: E402
from servers.delaying_relay import DelayingRelay  # noqa: E402
from servers.dovecot import Dovecot  # noqa: E402

from tqimap.config.settings import Done, MailServer, Secret  # noqa: E402
from tqimap.mailbox import Mailbox  # noqa: E402
from tqimap.run.batches import batches  # noqa: E402

CPU_SECONDS_PER_GB = 1.2  # of the client, opening the mailbox and listing it included
READER_SECONDS = 900.0
TAIL = 4096  # bytes in which the tagged end of a command is: Dovecot lists its capabilities in it
SEED = 20261125
WORDS = ("invoice", "payment", "domain", "traffic", "malware", "beacon", "host", "user", "report", "sample", "please")


def messages(count: int) -> Iterator[bytes]:
    """Mail as it comes: text with indicators, HTML beside it, and attachments, a few of them large."""
    chance = random.Random(SEED)
    for number in range(count):
        parts = [("text/plain", text(chance).encode())]
        if chance.random() < 0.6:
            parts.append(("text/html", f"<html><body><p>{text(chance)}</p></body></html>".encode()))
        roll = chance.random()
        size = (
            chance.randint(5_000, 60_000) if roll < 0.10
            else chance.randint(100_000, 500_000) if roll < 0.18
            else chance.randint(1_000_000, 5_000_000) if roll < 0.195
            else 0
        )  # fmt: skip
        if size:
            parts.append(("application/pdf", encodebytes(chance.randbytes(size))))
        yield whole(number, parts)


def text(chance: random.Random) -> str:
    lines = []
    for _ in range(chance.randint(8, 60)):
        indicator = f"hxxp://{chance.choice(WORDS)}-{chance.randint(1, 9999)}[.]example[.]org/{chance.randint(1, 99)}"
        lines.append(" ".join([*chance.choices(WORDS, k=9), indicator if chance.random() < 0.6 else "."]))
    return "\n".join(lines)


def whole(number: int, parts: list[tuple[str, bytes]]) -> bytes:
    head = f"From: a@example.org\nSubject: report {number}\nMIME-Version: 1.0\n"
    out = [head.encode(), b'Content-Type: multipart/mixed; boundary="b"\n']
    for media_type, content in parts:
        encoding = "base64" if media_type == "application/pdf" else "8bit"
        out.append(f"\n--b\nContent-Type: {media_type}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + content)
    return b"".join(out) + b"\n--b--\n"


def drain(server: MailServer, limit: int) -> int:
    """The ceiling: one command, and every byte dropped."""
    assert isinstance(server.credential, Secret)
    with socket.create_connection((server.host, server.port), READER_SECONDS) as connection:
        received = 0
        login = f'a LOGIN "{server.username}" "{server.credential.reveal()}"'
        for command in (login, "b EXAMINE INBOX", f"c UID FETCH 1:{limit} (INTERNALDATE BODY.PEEK[])"):
            connection.sendall(command.encode() + b"\r\n")
            end, tail = b"\r\n" + command[:1].encode() + b" OK", b"\r\n"
            while not re.search(re.escape(end) + rb"[^\r\n]*\r\n\Z", tail):
                data = connection.recv(1 << 20)
                received += len(data)
                tail = (tail + data[-TAIL:])[-TAIL:]
    return received


def tqimap(server: MailServer, limit: int) -> int:
    """As a run reads."""
    return read(server, limit, alone=False)


def one_by_one(server: MailServer, limit: int) -> int:
    """The same connection, a message a command."""
    return read(server, limit, alone=True)


def read(server: MailServer, limit: int, *, alone: bool) -> int:
    received = 0
    with tempfile.TemporaryDirectory() as spool, Mailbox(server, Path(spool), done=Done("ledger")) as mailbox:
        mailbox.select("INBOX")
        sizes = mailbox.sizes(mailbox.unread()[:limit])
        for batch in [[size] for size in sizes] if alone else batches(sizes):
            received += sum(len(message.raw) for message in mailbox.fetch([size.uid for size in batch]))
    return received


def as_shipped(server: MailServer, limit: int) -> int:
    """imapclient as it comes, a message a command."""
    assert isinstance(server.credential, Secret)
    received = 0
    with IMAPClient(server.host, server.port, ssl=False) as client:
        client.login(server.username, server.credential.reveal())
        client.select_folder("INBOX", readonly=True)
        for uid in client.search("UNSEEN")[:limit]:
            received += len(client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"])
    return received


READERS = {"drain": drain, "tqimap": tqimap, "one by one": one_by_one, "imapclient as shipped": as_shipped}


def measure(reader: str, port: int, dovecot: Dovecot, limit: int) -> dict[str, float]:
    """One reader in a process of its own."""
    command = [sys.executable, __file__, "--reader", reader, str(port), dovecot.username, dovecot.password, str(limit)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, timeout=READER_SECONDS).stdout)


def work(reader: str, port: int, username: str, password: str, limit: int) -> None:
    """What the process does."""
    server = MailServer("127.0.0.1", port, username, Secret(password), "plain", allow_cleartext_login=True)
    before, begun = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    received = READERS[reader](server, limit)
    seconds, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds, "cpu": cpu, "bytes": received, "kb": peak_kilobytes()}))


def peak_kilobytes() -> int:
    """Of this program alone: ru_maxrss would count the process it was forked from."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])  # type: ignore[index]


def compare(count: int, single: int, json_file: str | None) -> int:
    with Dovecot(users={"bench": "bench"}, starttls=False) as dovecot:
        total = 0
        for raw in messages(count):
            dovecot.deliver(raw)
            total += len(raw)
        print(f"{count} messages, {total / 1e6:.0f} MB; one by one over the long way only {single} of them\n")
        measure("drain", dovecot.starttls_port, dovecot, count)  # Dovecot's index and the page cache are warm now
        print("| way | reader | messages/s | MB/s | of the drain | CPU s/GB | peak MB |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        near = table("0 ms", dovecot.starttls_port, dovecot, count, count)
        with DelayingRelay(dovecot.starttls_port, 0.025) as relay:
            far = table("50 ms", relay.port, dovecot, count, single)
    if json_file:
        Path(json_file).write_text(json.dumps([*near, *far], indent=1))
    return int(any(row["reader"] == "tqimap" and row["cpu per GB"] > CPU_SECONDS_PER_GB for row in near))


def table(way: str, port: int, dovecot: Dovecot, count: int, single: int) -> list[dict[str, float | str]]:
    """Prints the rows of all readers, and gives them."""
    ceiling, rows = 0.0, []
    for reader in READERS:
        limit = count if reader in ("drain", "tqimap") else min(count, single)
        result = measure(reader, port, dovecot, limit)
        speed, cpu = result["bytes"] / result["seconds"], result["cpu"] / result["bytes"] * 1e9
        ceiling = ceiling or speed
        rate = f"{limit / result['seconds']:.0f} | {speed / 1e6:.1f} | {speed / ceiling:.2f}"
        rows.append(
            {
                "way": way,
                "reader": reader,
                "messages": limit,
                "share of the drain": speed / ceiling,
                "cpu per GB": cpu,
                **result,
            }
        )
        print(f"| {way} | {reader} | {rate} | {cpu:.2f} | {result['kb'] / 1000:.0f} |", flush=True)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000, help="10,000 are 1 GB, over which opening is spread")
    parser.add_argument("--single", type=int, default=200, help="messages read one by one over the long way")
    parser.add_argument("--json", help="write the figures to this file as well")
    parser.add_argument("--reader", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.reader:
        name, number, user, secret, most = given.reader
        work(name, int(number), user, secret, int(most))
    else:
        sys.exit(compare(given.messages, given.single, given.json))
