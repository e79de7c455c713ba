"""A bound on the number of records: binary Office files of any size can consist of nothing but empty ones."""

from collections.abc import Iterator
from typing import TypeVar

from tqimap.documents.pieces import Piece, Unread

Record = TypeVar("Record")

MAX_RECORDS = 2_000_000  # of one stream or part, 13 s at worst; a cell is one record, 65,536 rows of 30 are as many


def bounded(records: Iterator[Record], notes: list[Piece]) -> Iterator[Record]:
    """The first records; where there are more, ``notes`` gets a word about it."""
    for count, record in enumerate(records):
        if count >= MAX_RECORDS:
            notes.append(Unread(f"only the first {MAX_RECORDS} records were read"))
            return
        yield record
