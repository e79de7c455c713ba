"""Databases of SQLite (Database File Format, 1 and 2): the texts of their rows, also of tables that are given up.

Every page that holds rows is read by itself, so that no tree of a damaged or hostile file leads anywhere.
"""

from collections.abc import Iterator
from itertools import islice

from tqimap.documents import carve
from tqimap.documents.bounded import MAX_RECORDS
from tqimap.documents.decoded_text import blocks
from tqimap.documents.pieces import Child, Context, Piece, Unread

MAX_BLOBS = 100  # of one database that are read as documents: pictures, mostly
LEAST_BLOB = 64  # bytes
MAX_PAYLOAD = 1 << 20  # bytes of one row; what a browser or a messenger keeps in one is some kilobytes
BLOCK_ROWS = 1_000

_HEADER = 100
_LEAF_TABLE, _LEAF_INDEX, _INTERIOR_INDEX = 0x0D, 0x0A, 0x02
_CODECS = {2: "utf-16-le", 3: "utf-16-be"}
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)  # bytes of a value by its type; then blobs and texts
_FIRST_BLOB = 12

_Row = list[str | bytes]


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """One line for the texts of each row, then the values that may be documents."""
    rows = islice(_Database(data).rows(), MAX_RECORDS)
    blobs: list[bytes] = []
    tried = told = 0
    while some := list(islice(rows, BLOCK_ROWS)):
        tried, told = tried + len(some), told + sum(map(bool, some))
        yield from blocks("\n".join("\t".join(value for value in row if isinstance(value, str)) for row in some))
        blobs += (value for row in some for value in row if isinstance(value, bytes))
        del blobs[MAX_BLOBS + 1 :]
    if not told:
        yield Unread("no rows were found, only its strings were read")
        yield from carve.read(data, context)
    yield from (Child("blob", blob) for blob in blobs[:MAX_BLOBS])
    if len(blobs) > MAX_BLOBS or tried == MAX_RECORDS:
        yield Unread(f"only {MAX_BLOBS} documents and {MAX_RECORDS} rows of a database are read")


class _Database:
    """The pages of one file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        size = int.from_bytes(data[16:18])
        self._page = max(512, 65_536 if size == 1 else size)
        self._usable = self._page - int.from_bytes(data[20:21])
        self._room = len(data)  # for records, none of which stands within another one
        self._codec = _CODECS.get(int.from_bytes(data[56:60]), "utf-8")

    def rows(self) -> Iterator[_Row]:
        for start in range(0, len(self._data), self._page):
            head = start + (0 if start else _HEADER)
            kind = int.from_bytes(self._data[head : head + 1]) if self._room >= 0 else 0
            if kind in (_LEAF_TABLE, _LEAF_INDEX, _INTERIOR_INDEX):
                yield from self._rows_of_page(start, head, kind)

    def _rows_of_page(self, start: int, head: int, kind: int) -> Iterator[_Row]:
        count = int.from_bytes(self._data[head + 3 : head + 5])
        pointers = head + (12 if kind == _INTERIOR_INDEX else 8)
        for at in range(pointers, min(pointers + 2 * count, start + self._page), 2):
            if self._room < 0:
                return
            cell = start + int.from_bytes(self._data[at : at + 2])
            try:
                record = self._payload(cell, kind)
                self._room -= len(record)
                yield self._values(record) if self._room >= 0 else []
            except IndexError:  # of a page that only looks like one, or is damaged
                yield []

    def _payload(self, cell: int, kind: int) -> bytes:
        """The record in a cell, with what stands of it in other pages."""
        size, at = _number(self._data, cell + (4 if kind == _INTERIOR_INDEX else 0))
        if kind == _LEAF_TABLE:
            at = _number(self._data, at)[1]
        local = self._local(size, kind)
        payload = bytearray(self._data[at : at + local])
        if local < size:
            self._take_rest(payload, min(size, MAX_PAYLOAD), int.from_bytes(self._data[at + local : at + local + 4]))
        return bytes(payload)

    def _local(self, size: int, kind: int) -> int:
        """How many bytes of a record stand in its own page."""
        most = self._usable - 35 if kind == _LEAF_TABLE else (self._usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (self._usable - 12) * 32 // 255 - 23
        fitting = least + (size - least) % (self._usable - 4)
        return fitting if fitting <= most else least

    def _take_rest(self, payload: bytearray, size: int, number: int) -> None:
        while len(payload) < size and 0 < number <= len(self._data) // self._page:
            start = (number - 1) * self._page
            payload += self._data[start + 4 : start + self._usable]
            number = int.from_bytes(self._data[start : start + 4])
        del payload[size:]

    def _values(self, record: bytes) -> _Row:
        end, at = _number(record, 0)
        row: _Row = []
        place = end
        while at < end:
            kind, at = _number(record, at)
            size = (kind - _FIRST_BLOB) // 2 if kind >= _FIRST_BLOB else _SIZES[kind]
            if kind > _FIRST_BLOB and kind % 2:
                row.append(record[place : place + size].decode(self._codec, "replace"))
            elif kind >= _FIRST_BLOB and size >= LEAST_BLOB:
                row.append(record[place : place + size])
            place += size
        return row


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, seven bits in each but the ninth, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9
