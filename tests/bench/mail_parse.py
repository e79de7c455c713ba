"""Megabytes a second of CPU: the MIME reader beside the bare standard library, on a folder of messages.

    python tests/bench/mail_parse.py FOLDER [FOLDER ...]

"parse" takes the message apart; "full" also decodes every part, names it, and reads five headers.
"""

import sys
import time
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

from tqimap.mail import parse

ROUNDS = 5  # the best one counts: neighbours make a machine slower, never faster
HEADERS = ("Subject", "From", "To", "Date", "Message-ID")


def library(raw: bytes) -> None:
    message_from_bytes(raw)


def library_full(raw: bytes) -> None:
    message = message_from_bytes(raw)
    for name in HEADERS:
        str(message[name])
    for part in message.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)
            part.get_filename()


def full(raw: bytes) -> None:
    mail = parse(raw)
    for name in HEADERS:
        mail.header(name)
    for part in mail.parts:
        part.payload()


def seconds(work: Callable[[bytes], object], mails: list[bytes]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for raw in mails:
            work(raw)
        best = min(best, time.process_time() - start)
    return best


def main(folders: list[str]) -> None:
    mails = [path.read_bytes() for folder in folders for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    size = sum(map(len, mails)) / 1e6
    print(f"{len(mails)} messages, {size:.1f} MB")
    for name, work in (
        ("standard library, parse", library),
        ("tqimap.mail, parse", parse),
        ("standard library, full", library_full),
        ("tqimap.mail, full", full),
    ):
        taken = seconds(work, mails)
        print(f"{name:24} {size / taken:8.1f} MB/s {len(mails) / taken:8.0f} messages/s")


if __name__ == "__main__":
    main(sys.argv[1:])
