"""Which indicators were posted in a run, and what was said of each: one is posted again only where something is new."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from tqimap.model import Attributes, Key, PostedIndicator
from tqimap.provenance import strictest

# Indicators whose ids are kept: about 30 MB, since those of one message share their attributes; a day of the busiest
# mailbox.
CACHED_IDS = 100_000


class _Value(NamedTuple):
    """What was posted of a value that ThreatQ has under ``id``: all attributes, the strictest TLP, the last status."""

    id: int
    attributes: Attributes
    tlp: str
    status: str

    def says(self, item: PostedIndicator) -> bool:
        """Whether posting ``item`` would tell nothing new."""
        return (
            not item.events
            and strictest(self.tlp, item.tlp) == self.tlp
            and item.status in ("", self.status)
            and set(self.attributes).issuperset(item.indicator.attributes)
        )

    def with_tlp(self, item: PostedIndicator) -> PostedIndicator:
        """``item`` under the strictest TLP that was ever stated: a later report takes none of it back."""
        return item._replace(tlp=strictest(self.tlp, item.tlp))


class Posted:
    """The values that were posted last, with their ids."""

    def __init__(self) -> None:
        self._values: OrderedDict[Key, _Value] = OrderedDict()

    def id_of(self, key: Key, item: PostedIndicator) -> int | None:
        """The id of this value where posting ``item`` would tell nothing new of it."""
        value = self._values.get(key)
        if value is None or not value.says(item):
            return None
        self._values.move_to_end(key)
        return value.id

    def completed(self, key: Key, item: PostedIndicator) -> PostedIndicator:
        """``item`` as it is to be posted after what was said of its value before."""
        value = self._values.get(key)
        return item if value is None else value.with_tlp(item)

    def add(self, key: Key, id_: int, item: PostedIndicator) -> None:
        """Remember what was posted, and under which id ThreatQ has it; the oldest makes room for it."""
        before = self._values.pop(key, None)
        attributes = item.indicator.attributes
        if before:
            attributes = tuple(dict.fromkeys((*before.attributes, *attributes)))
        self._values[key] = _Value(id_, attributes, item.tlp, item.status)
        if len(self._values) > CACHED_IDS:
            self._values.popitem(last=False)


def merged(items: Iterable[PostedIndicator]) -> dict[Key, PostedIndicator]:
    """Each value once, with all attributes, under the earliest date and the strictest TLP."""
    merged: dict[Key, PostedIndicator] = {}
    for item in items:
        before = merged.setdefault(key := item.indicator.key, item)
        if before is not item:
            merged[key] = _both(before, item)
    return merged


def _both(one: PostedIndicator, other: PostedIndicator) -> PostedIndicator:
    attributes = dict.fromkeys((*one.indicator.attributes, *other.indicator.attributes))
    return PostedIndicator(
        one.indicator._replace(attributes=tuple(attributes)),
        min(one.published_at, other.published_at),
        strictest(one.tlp, other.tlp),
        one.status or other.status,
        tuple(dict.fromkeys((*one.events, *other.events))),
    )
