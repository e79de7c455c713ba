"""The worked example of the README's chapter on scale: the same rows from every engine, and from a run's own reader."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tqimap.model import RawMessage, ReadMessage
from tqimap.reader.reader import Reader

sys.path.append(str(Path(__file__).parents[1] / "examples"))

import many_messages

LIST = "https://panel.scale-tqimap-demo.com/gate"


def mail(number: int) -> bytes:
    attached = f"44.128.9.{number}\r\n{LIST}\r\n"
    return (
        f"From: a@partner.test\r\nSubject: Report {number}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        f"--b\r\n\r\nSeen: hxxp://c2-{number}[.]scale-tqimap-demo[.]com/x\r\n"
        f"--b\r\nContent-Disposition: attachment; filename=list.txt\r\n\r\n{attached}--b--\r\n"
    ).encode()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    for number in range(1, 9):
        (tmp_path / f"{number}.eml").write_bytes(mail(number))
    return tmp_path


@pytest.mark.parametrize("engine", many_messages.ENGINES)
def test_every_engine_gives_the_same(store: Path, engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    if engine == "dask":
        pytest.importorskip("dask")
    assert many_messages.main([str(store), "--engine", engine]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert ["8", "URL", LIST] in rows
    assert {row[2] for row in rows if row[1] == "IP Address"} == {f"44.128.9.{number}" for number in range(1, 9)}


def test_the_function_finds_what_the_contained_reader_finds(tmp_path: Path) -> None:
    with Reader(tmp_path) as reader:
        ((_, message),) = reader.read([RawMessage(1, datetime(2026, 1, 1, tzinfo=UTC), mail(1))])
    assert isinstance(message, ReadMessage)
    contained = [(*i.key, str(each.place)) for each in message.sightings for i in each.indicators]
    assert many_messages.indicators(mail(1)) == contained
