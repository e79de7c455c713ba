"""Databases and property lists: each value where it ends, and nothing glued from two."""

import plistlib
import random
import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from tqimap.documents.pieces import Child, Context, Text, Unread
from tqimap.documents.stores import plist
from tqimap.documents.walk import Walked, walk

URLS = [f"https://a{number}.evil.example/{'x' * (number % 90)}/p.php?id={number}" for number in range(400)]


def database(*statements: str, rows: list[tuple[object, ...]]) -> bytes:
    with sqlite3.connect(":memory:") as connection:
        for statement in statements:
            connection.execute(statement)
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.commit()
        return connection.serialize()


def settings() -> bytes:
    return plistlib.dumps(LIST, fmt=plistlib.FMT_BINARY)


def said(data: bytes) -> str:
    return "\n".join(step.piece.text for step in walk(data, "a.db") if isinstance(step.piece, Text))


def unread(steps: list[Walked]) -> list[str]:
    return [step.piece.reason for step in steps if isinstance(step.piece, Unread)]


@pytest.mark.parametrize("page", [512, 4096, 65536])
@pytest.mark.parametrize("codec", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_values_of_rows_end_where_they_end(page: int, codec: str) -> None:
    rows: list[tuple[object, ...]] = [(number, url, "Login page ü", 3.5) for number, url in enumerate(URLS)]
    pragmas = f"PRAGMA page_size={page}", f"PRAGMA encoding='{codec}'"
    text = said(database(*pragmas, "CREATE TABLE t (id INTEGER PRIMARY KEY, url, title, x)", rows=rows))
    assert text.splitlines()[-len(rows) :] == [f"{url}\tLogin page ü" for url in URLS]


def test_a_long_row_a_table_without_numbers() -> None:
    long = "word " * 9000 + URLS[7]
    rows: list[tuple[object, ...]] = [(url, long) for url in URLS[:9]]
    text = said(database("CREATE TABLE t (url PRIMARY KEY, x) WITHOUT ROWID", rows=rows))
    assert all(f"{url}\tword" in text for url in URLS[:9]) and f"word {URLS[7]}\n" in text


def test_rows_of_a_table_that_was_given_up(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE t (url)")
        connection.executemany("INSERT INTO t VALUES (?)", [(url,) for url in URLS])
        connection.commit()
        connection.execute("DROP TABLE t")
    assert set(URLS[100:300]) <= set(said((tmp_path / "a.db").read_bytes()).splitlines())


def test_documents_in_rows_are_documents() -> None:
    page = b"<html><p>https://in.evil.example/" + b" " * 64
    steps = list(walk(database("CREATE TABLE t (a, b)", rows=[("x", page)]), "a.db"))
    assert [step.piece.data for step in steps if isinstance(step.piece, Child)] == [page]


LIST = {"URL": URLS[50], "Wide": "Ünïcode " + URLS[40], "CFBundleVersion": "44.2.3.1", "Address": "44.128.7.2"}


def test_strings_of_a_property_list_end_where_they_end() -> None:
    lines = [line.rstrip("\t") for line in said(settings()).splitlines()]
    assert {URLS[50], "Ünïcode " + URLS[40], "version 44.2.3.1", "44.128.7.2"} <= set(lines)


def test_data_in_a_property_list_is_a_document() -> None:
    page = b"<html><p>https://in.evil.example/" + b" " * 64
    data = plistlib.dumps([page], fmt=plistlib.FMT_BINARY)
    assert [step.piece.data for step in walk(data, "a") if isinstance(step.piece, Child)] == [page]


def test_objects_that_stand_within_each_other_end_the_reading() -> None:
    content = b"_\x12\x00\x01\x00\x00" * 20_000
    offsets = b"".join((8 + 6 * number).to_bytes(4) for number in range(20_000))
    trailer = bytes(6) + b"\x04\x04" + b"".join(n.to_bytes(8) for n in (20_000, 0, 8 + len(content)))
    steps = list(walk(b"bplist00" + content + offsets + trailer, "a"))
    assert sum(len(step.piece.text) for step in steps if isinstance(step.piece, Text)) < 1 << 20
    assert unread(steps) and plist.MAX_OBJECTS > 20_000


def test_strings_of_a_property_list_whose_table_is_a_lie_are_found() -> None:
    lie = bytes(6) + bytes(2) + b"".join(n.to_bytes(8) for n in (1_000, 0, 8))
    steps = list(walk(settings()[:-32] + lie, "a"))
    assert URLS[50] in "".join(step.piece.text for step in steps if isinstance(step.piece, Text)) and unread(steps)


def test_a_wide_dictionary_of_a_property_list_takes_little_memory() -> None:
    wide = b"\xdf\x12" + (1 << 20).to_bytes(4) + b"\0" * (2 << 20)
    trailer = bytes(6) + b"\1\1" + b"".join(n.to_bytes(8) for n in (1, 0, 8 + len(wide)))
    data = b"bplist00" + wide + b"\x08" + trailer
    tracemalloc.start()
    list(plist.read(data, Context()))
    assert tracemalloc.get_traced_memory()[1] < 2 * len(data)
    tracemalloc.stop()


def test_a_page_whose_cells_are_all_the_same_ends_the_reading() -> None:
    data = bytearray(database("CREATE TABLE t (a)", rows=[("x" * 40_000,)] * 40))
    for start in range(4096, len(data), 4096):
        data[start : start + 4096] = (
            b"\x0d\0\0\x07\xf0\0\0\0" + b"\x0f\xf0" * 2040 + b"\x82\x00\x01\x02\x85\x1d" + b"a" * 2
        )
    assert len(said(bytes(data))) < 4 * len(data)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_ones_are_read_as_far_as_they_go(seed: int) -> None:
    chance = random.Random(seed)
    rows: list[tuple[object, ...]] = [(url,) for url in URLS[:50]]
    whole = (database("CREATE TABLE t (a)", rows=rows), settings())[seed % 2]
    data = bytearray(whole)
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(16, len(data))] = chance.randrange(256)
    for damaged in (bytes(data), whole[: chance.randrange(16, len(whole))]):
        assert said(damaged) or unread(list(walk(damaged, "a")))
