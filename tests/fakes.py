"""In-memory ends for tests that need thousands of runs. They obey the contract suites that the real ends obey."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tqimap.errors import ThreatQRefused
from tqimap.model import (
    Attachment,
    Event,
    FileUpload,
    Indicator,
    MessageSize,
    Place,
    PostedIndicator,
    RawMessage,
    ReadMessage,
    Sighting,
    Unreadable,
)
from tqimap.run.delivery import Refused

RECEIVED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass
class FakeThreatQ:
    """Files, indicators and relations; ``refuse`` holds values, file names and titles that it will not take.

    It breaks (500) on those in ``breaks``, and on all of a kind that is there: "Files", "Events", "indicators",
    "relations".
    """

    files: list[FileUpload] = field(default_factory=list)
    indicators: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)
    relations: list[tuple[int, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    event_relations: set[tuple[int, str, int]] = field(default_factory=set)
    posts: list[int] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    breaks: set[str] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)

    def find_file(self, md5: str, size: int, known: int | None = None) -> int | None:
        ids = [
            i for i, f in enumerate(self.files)
            if (f.attachment.md5, f.attachment.size) == (md5, size) and i not in self.removed
        ]  # fmt: skip
        return known if known in ids else min(ids, default=None)

    def upload_file(self, file: FileUpload) -> int:
        if file.attachment.name in self.refuse:
            raise ThreatQRefused("413 too large", 413)
        if {"Files", file.attachment.name} & self.breaks:
            raise ThreatQRefused("500 (4 times, while other requests succeed)", 500)
        self.files.append(file)
        return len(self.files) - 1

    def post_indicators(self, items: Sequence[PostedIndicator]) -> list[int | Refused]:
        self.posts.append(len(items))
        return [self._post(item) for item in items]

    def _post(self, item: PostedIndicator) -> int | Refused:
        key = (item.indicator.type, item.indicator.value)
        if item.indicator.value in self.refuse:
            return Refused("the value is invalid")
        if {"indicators", item.indicator.value} & self.breaks:
            return Refused("500 (4 times, while other requests succeed)", broken=True)
        self.indicators.setdefault(key, set()).update(item.indicator.attributes)
        id_ = list(self.indicators).index(key)
        self.event_relations |= {(event, "indicator", id_) for event in item.events}
        return id_

    def relate(self, file_id: int, indicator_ids: Sequence[int]) -> None:
        if file_id in self.removed:
            raise ThreatQRefused("404 no such File", 404)
        if "relations" in self.breaks:
            raise ThreatQRefused("500 (4 times, while other requests succeed)", 500)
        new = [(file_id, id_) for id_ in indicator_ids if (file_id, id_) not in self.relations]
        self.relations.extend(new)

    def find_event(self, event: Event) -> int | None:
        same = [(each.title, each.happened_at) == (event.title, event.happened_at) for each in self.events]
        return same.index(True) if True in same else None

    def has_event(self, event_id: int, event: Event) -> bool:
        there = self.events[event_id : event_id + 1]
        return any(one.title == event.title or one.happened_at == event.happened_at for one in there)

    def make_event(self, event: Event) -> int:
        if event.title in self.refuse:
            raise ThreatQRefused("422 the title is invalid", 422)
        if {"Events", event.title} & self.breaks:
            raise ThreatQRefused("500 (4 times, while other requests succeed)", 500)
        self.events.append(event)
        return len(self.events) - 1

    def relate_event(self, event_id: int, file_ids: Sequence[int]) -> None:
        self.event_relations |= {(event_id, "File", id_) for id_ in file_ids}

    def related(self, name: str) -> set[str]:
        """Values related to the File of that name."""
        (file_id,) = [i for i, file in enumerate(self.files) if file.attachment.name == name]
        values = [value for _, value in self.indicators]
        return {values[id_] for file, id_ in self.relations if file == file_id}


@dataclass
class FakeFolder:
    name: str
    uidvalidity: int


@dataclass
class FakeMailbox:
    """One folder of messages by UID, and which of them are seen."""

    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    uidvalidity: int = 1
    unreadable: set[int] = field(default_factory=set)
    opened: int = 0
    keeps_marks: bool = True

    def open(self) -> None:
        self.opened += 1

    def close(self) -> None:
        pass

    def select(self, folder: str) -> FakeFolder:
        return FakeFolder(folder, self.uidvalidity)

    def unread(self) -> list[int]:
        return sorted(set(self.messages) - (self.seen if self.keeps_marks else set()))

    def present(self, uids: Sequence[int]) -> set[int]:
        return set(uids) & set(self.messages)

    def sizes(self, uids: Sequence[int]) -> list[MessageSize]:
        return [MessageSize(uid, len(self.messages.get(uid, b""))) for uid in uids]

    def dates(self, uids: Sequence[int]) -> list[datetime]:
        return [RECEIVED for _ in self.present(uids)]

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        for uid in uids:
            if uid in self.messages and uid not in self.unreadable:
                yield RawMessage(uid, RECEIVED, self.messages[uid])

    def mark(self, uids: Sequence[int]) -> set[int]:
        if self.keeps_marks:
            self.seen.update(self.present(uids))
        return self.present(uids)


class FakeReader:
    """Reads messages of lines ``name: value value``: an attachment a line with its values; no name is the body."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool

    def read(self, batch: Sequence[RawMessage]) -> Iterator[tuple[int, ReadMessage | Unreadable]]:
        for message in batch:
            text = bytes(message.raw).decode()
            yield message.uid, Unreadable("the child died") if text.startswith("!") else self._read(message.uid, text)

    def _read(self, uid: int, text: str) -> ReadMessage:
        attachments: list[Attachment] = []
        sightings = []
        for line in text.splitlines():
            name, _, values = line.partition(":")
            if name:
                attachments.append(self._attachment(uid, name))
            carrier = len(attachments) - 1 if name else None
            sightings += [Sighting(Place(path=(name,)), (Indicator("FQDN", v),), carrier) for v in values.split()]
        return ReadMessage(f"<{uid}@x>", f"Mail {uid}", "a@x", (), None, tuple(attachments), tuple(sightings))

    def _attachment(self, uid: int, name: str) -> Attachment:
        file = self._spool / f"{uid}-{name}"
        file.write_text(name)
        digest = hashlib.sha256(name.encode()).hexdigest()
        return Attachment(name, "text/plain", "text", len(name), digest[:32], digest, file)
