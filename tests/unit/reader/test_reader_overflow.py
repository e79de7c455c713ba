"""What is found beyond what memory should hold goes to the disk and comes back, complete and in order."""

from pathlib import Path

import pytest

from tqimap.errors import StateError
from tqimap.model import Place
from tqimap.reader import overflow
from tqimap.reader.answers import Candidate, Found
from tqimap.reader.overflow import Overflow


def found(first: int, count: int, attachment: int | None) -> Found:
    values = [f"host{first + number}.example" for number in range(count)]
    candidates = [Candidate("FQDN", value, value, 0, 1, "domain", True, (("Port", "1"),)) for value in values]
    return Found(Place(path=("list.csv",), spot="line 3"), attachment, tuple(candidates))


def test_all_comes_back_in_portions_with_the_final_numbers_of_the_attachments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overflow, "PORTION", 1000)
    kept = Overflow(tmp_path)
    for number in range(5):
        kept.add(found(number * 700, 700, 1))
    kept.add(found(3500, 1, None))
    kept.positions = [None, 0]
    for portions in (list(kept), list(kept)):  # as often as is wanted
        everything = [sighting for portion in portions for sighting in portion]
        assert [each.indicator.value for each in everything] == [f"host{number}.example" for number in range(3501)]
        assert {each.attachment for each in everything} == {0, None}
        assert everything[0].place == Place(path=("list.csv",), spot="line 3")
        assert everything[0].indicator.attributes == (("Port", "1"),)
        assert max(map(len, portions)) < 1700


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="Cannot keep what was found"):
        Overflow(tmp_path / "gone")
