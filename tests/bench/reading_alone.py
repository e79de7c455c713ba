"""Parsing and extraction of a file of messages in one process: what reading costs without containment, mail or ThreatQ.

python reading_alone.py FILE        each message behind its length, eight bytes
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tqimap.documents.file_type import TEXT_FORMATS
from tqimap.reader import attachment
from tqimap.reader.answers import Attached, Closed, Data
from tqimap.reader.message import MessageReader
from tqimap.reader.options import ReaderOptions


def main() -> None:
    options = ReaderOptions()
    for raw in messages(Path(sys.argv[1])):
        read(raw, options)


def messages(path: Path) -> Iterator[bytes]:
    """The messages of a file, one after the other."""
    with path.open("rb") as file:
        while head := file.read(8):
            yield file.read(int.from_bytes(head, "big"))


def read(raw: bytes, options: ReaderOptions) -> None:
    """One message, and then each of its attachments that the message's own reader leaves to another."""
    for name, data in _binary(raw, options):
        for _ in attachment.read(data, name, (), options):
            pass


def _binary(raw: bytes, options: ReaderOptions) -> Iterator[tuple[str, bytes]]:
    name, pieces = "", []
    for answer in MessageReader(options).answers(raw, datetime.now(UTC)):
        match answer:
            case Attached():
                name, pieces = answer.name, []
            case Data(piece):
                pieces.append(piece)
            case Closed(format_) if format_ not in {*TEXT_FORMATS, "eml"}:
                yield name, b"".join(pieces)


if __name__ == "__main__":
    main()
