"""A sequence in pieces of so many: ``itertools.batched``, which Python has from 3.12 on."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def batched(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in order, ``size`` at a time; the last piece may be shorter."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
