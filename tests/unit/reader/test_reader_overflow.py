"""What is found beyond what memory should hold goes to the disk and comes back, complete and in order."""

from pathlib import Path

import pytest

from tqimap.errors import StateError
from tqimap.model import Indicator, Place
from tqimap.reader import overflow
from tqimap.reader.answers import Found
from tqimap.reader.overflow import Overflow


def found(first: int, count: int, attachment: int | None) -> Found:
    values = [f"host{first + number}.example" for number in range(count)]
    indicators = tuple(Indicator("FQDN", value, (("Port", "1"),)) for value in values)
    return Found(Place(path=("list.csv",), spot="line 3"), attachment, indicators)


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
        values = [indicator.value for each in everything for indicator in each.indicators]
        assert values == [f"host{number}.example" for number in range(3501)]
        assert {each.attachment for each in everything} == {0, None}
        assert everything[0].place == Place(path=("list.csv",), spot="line 3")
        assert everything[0].indicators[0].attributes == (("Port", "1"),)
        assert max(sum(len(each.indicators) for each in portion) for portion in portions) < 1700


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        StateError, match=r"Cannot keep what was found in .*: No such file or directory\. The mail stays unread"
    ):
        Overflow(tmp_path / "gone")
