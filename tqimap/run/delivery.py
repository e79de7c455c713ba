"""Delivering a batch of messages into ThreatQ: Files and Events first, then indicators, then their relations.

Every step may be repeated without harm: a File is looked up by its hash before it is made, an Event is in the record
before and after it is made, posting an indicator again is an upsert, and relating again gives the relation that is
there. So a run that died in the middle is simply run again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple, Protocol

from tqimap.errors import CopyLost, ThreatQRefused
from tqimap.model import Attachment, Event, FileUpload, Key, PostedIndicator, Refused, Submission
from tqimap.run.posted import Posted, merged

# Kinds of what ThreatQ takes, each by requests of its own.
FILES, EVENTS, INDICATORS, RELATIONS = "Files", "Events", "indicators", "relations"

Related = dict[int, set[int]]  # by File the indicators that are related to it


class ThreatQ(Protocol):
    """What delivery needs of ThreatQ."""

    def find_file(self, md5: str, size: int, known: int | None) -> int | None:
        """The id of the File with this content, if there is one: ``known`` where it still is one."""

    def upload_file(self, file: FileUpload) -> int:
        """Make the File; its id. Raises CopyLost where its content cannot be read any more."""

    def post_indicators(self, items: Sequence[PostedIndicator]) -> list[int | Refused]:
        """Post all, related to their Events; for each, in order, its id or why it was refused."""

    def relate(self, file_id: int, indicator_ids: Sequence[int]) -> None:
        """Relate the indicators to the File."""

    def find_event(self, event: Event) -> int | None:
        """The id of the Event, if there is one."""

    def has_event(self, event_id: int, event: Event) -> bool:
        """Whether the Event of this id is still there, and still this one."""

    def make_event(self, event: Event) -> int:
        """Make the Event; its id."""

    def relate_event(self, event_id: int, file_ids: Sequence[int]) -> None:
        """Relate the Files to the Event."""


class Record(Protocol):
    """Which File was made from which content, which Event from which message: what delivery needs of the ledger."""

    def file_id(self, sha256: str) -> int | None:
        """The File made from this content."""

    def is_of_another(self, file_id: int, content: Attachment) -> bool:
        """Whether this File was made of another content of the same MD5."""

    def add_file(self, content: Attachment, file_id: int) -> None:
        """Remember it."""

    def begin_event(self, message: str, happened: float) -> bool:
        """Note that an Event of that time is about to be made; False where one may have been made before."""

    def message(self, event_id: int) -> str | None:
        """The message from which this Event was made."""

    def event_id(self, message: str) -> int | None:
        """The Event made from this message."""

    def add_event(self, message: str, event_id: int) -> None:
        """Remember it."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Everything of one message is in ThreatQ. ``files`` are the ids of its Files, in order; two may be the same."""

    files: tuple[int, ...]
    new_files: int
    indicators: int
    relations: int

    @property
    def file_ids(self) -> tuple[int, ...]:
        """Each File once."""
        return tuple(dict.fromkeys(self.files))


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Something of this message is not in ThreatQ, for the most part since it refused that; ``reason`` names it.

    ``kind`` is what ThreatQ refused, if it did; ``broken`` whether it did not deny it, but broke on it.
    """

    reason: str
    kind: str = ""
    broken: bool = False


Outcome = Delivered | Undelivered


class _File(NamedTuple):
    """A File of a message, and whether it was made for it."""

    id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Targets:
    """What indicators of a message are related to: its Files, in order, and its Event."""

    files: tuple[_File, ...]
    event: int | None = None


class Delivery:
    """Delivers batches. Remembers what was posted: a value is posted again only where something new is said of it.

    ``taken`` has the kinds of which ThreatQ has taken something, ``in_hand`` is the one that was sent last.
    """

    def __init__(self, threatq: ThreatQ, record: Record) -> None:
        self.taken: set[str] = set()
        self.in_hand = ""
        self._threatq = threatq
        self._record = record
        self._posted = Posted()

    def deliver(self, batch: Sequence[Submission], stopped: Callable[[], bool] = lambda: False) -> list[Outcome]:
        """Bring ``batch`` into ThreatQ; one outcome a submission, in order.

        When ``stopped`` says so no further submission is begun, and the outcomes are fewer than the batch.
        Raises ThreatQError where ThreatQ as a whole does not work: then nothing counts as delivered.
        """
        targets: list[_Targets | Undelivered] = []
        for submission in batch:
            if targets and stopped():
                break
            targets.append(self._targets(submission))
        ids = self._indicator_ids(chain.from_iterable(map(_posted, batch, targets)))
        related: Related = {}
        return [
            one if isinstance(one, Undelivered) else self._relate(submission, one, ids, related)
            for submission, one in zip(batch, targets, strict=False)
        ]

    def deliver_more(self, submission: Submission, before: Delivered) -> Outcome:
        """More indicators of a message whose Files are there; ``before`` is what was delivered of it until now."""
        files = tuple(_File(id_, is_new=False) for id_ in before.files)
        targets = _Targets(files, self._event_id(submission.event))
        outcome = self._relate(submission, targets, self._indicator_ids(_posted(submission, targets)), {})
        if isinstance(outcome, Undelivered):
            return outcome
        indicators, relations = before.indicators + outcome.indicators, before.relations + outcome.relations
        return replace(before, indicators=indicators, relations=relations)

    def _targets(self, submission: Submission) -> _Targets | Undelivered:
        """Make the Files and, where it is wanted, the Event of a message."""
        files = []
        self.in_hand = FILES
        for file in submission.files:
            try:
                files.append(self._file(file))
            except ThreatQRefused as error:
                return _undelivered(FILES, f"the File {file.attachment.name}", error)
            except CopyLost as error:
                return Undelivered(str(error))
        if submission.event is None:
            return _Targets(tuple(files))
        self.in_hand = EVENTS
        try:
            return _Targets(tuple(files), self._event(submission.event, [file.id for file in files]))
        except ThreatQRefused as error:
            return _undelivered(EVENTS, f"the Event {submission.event.title}", error)

    def _file(self, file: FileUpload) -> _File:
        """Look up, and upload only what is not there. The record settles two contents of one MD5.

        What it knows may have been removed in ThreatQ, where another File of the same content was kept.
        """
        content = file.attachment
        mine = self._record.file_id(content.sha256)
        there = self._threatq.find_file(content.md5, content.size, mine)
        if there is not None and not self._record.is_of_another(there, content):
            if there != mine:
                self._record.add_file(content, there)
            return _File(there, is_new=False)
        made = self._threatq.upload_file(file)
        self.taken.add(FILES)
        self._record.add_file(content, made)
        return _File(made, is_new=True)

    def _indicator_ids(self, items: Iterable[PostedIndicator]) -> dict[Key, int | Refused]:
        """Post each value of the batch once; all their ids."""
        ids: dict[Key, int | Refused] = {}
        to_post: dict[Key, PostedIndicator] = {}
        for key, item in merged(items).items():
            known = self._posted.id_of(key, item)
            if known is not None:
                ids[key] = known
            else:
                to_post[key] = self._posted.completed(key, item)
        self.in_hand = INDICATORS
        answers = self._threatq.post_indicators(list(to_post.values())) if to_post else []
        for (key, item), answer in zip(to_post.items(), answers, strict=True):
            ids[key] = answer
            if not isinstance(answer, Refused):
                self.taken.add(INDICATORS)
                self._posted.add(key, answer, item)
        return ids

    def _relate(
        self, submission: Submission, targets: _Targets, ids: dict[Key, int | Refused], related: Related
    ) -> Outcome:
        """Relate what was posted; ``related`` keeps one batch from asking twice for the same relation."""
        answers = [ids[item.indicator.key] for item in submission.indicators]
        count = 0
        self.in_hand = RELATIONS
        try:
            for file, indexes in zip(targets.files, submission.relations, strict=True):
                wanted = dict.fromkeys(id_ for i in indexes if not isinstance(id_ := answers[i], Refused))
                self._relate_new(file.id, wanted, related.setdefault(file.id, set()))
                count += len(wanted)
        except ThreatQRefused as error:
            return _undelivered(RELATIONS, "to relate what came of it", error)
        if any(isinstance(answer, Refused) for answer in answers):
            return _refusal(submission, answers)
        return Delivered(
            files=tuple(file.id for file in targets.files),
            new_files=sum(file.is_new for file in targets.files),
            indicators=len(submission.indicators),
            relations=count,
        )

    def _relate_new(self, file_id: int, wanted: Iterable[int], there: set[int]) -> None:
        """Relate those to a File that are not ``there`` yet, and add them. Raises ThreatQRefused."""
        if new := [id_ for id_ in wanted if id_ not in there]:
            self._threatq.relate(file_id, new)
            self.taken.add(RELATIONS)
            there.update(new)

    def _event(self, event: Event, file_ids: Sequence[int]) -> int:
        """Make the Event, once, and relate the Files to it. It is looked for where a run died over it, where somebody
        has removed it in ThreatQ, and where the mail is older than the record."""
        id_ = self._event_id(event)
        if id_ is None or not self._threatq.has_event(id_, event):
            is_new = self._record.begin_event(event.key, event.earliest.timestamp())
            there = None if is_new else self._threatq.find_event(event)
            if there is None or self._record.message(there) not in (None, event.key):
                there = self._threatq.make_event(event)
            id_ = there
            self._record.add_event(event.key, id_)
        self._threatq.relate_event(id_, file_ids)
        self.taken.add(EVENTS)
        return id_

    def _event_id(self, event: Event | None) -> int | None:
        return self._record.event_id(event.key) if event else None


def _posted(submission: Submission, targets: _Targets | Undelivered) -> Iterable[PostedIndicator]:
    """The indicators of a message, related to its Event."""
    if isinstance(targets, Undelivered) or targets.event is None:
        return submission.indicators
    events = (targets.event,)
    return (item._replace(events=events) for item in submission.indicators)


def _refusal(submission: Submission, answers: Iterable[int | Refused]) -> Undelivered:
    """The first indicator that was refused, and how many more."""
    posted = zip(submission.indicators, answers, strict=True)
    refused = [(item.indicator, answer) for item, answer in posted if isinstance(answer, Refused)]
    indicator, answer = refused[0]
    what = f"the {indicator.type} {indicator.value!r}"
    if len(refused) == len(submission.indicators) > 1:
        what = f"all {len(refused)} indicators, first {what}"
    elif len(refused) > 1:
        what += f" (and {len(refused) - 1} more)"
    reason = f"ThreatQ refused {what}: {answer.reason}"
    return Undelivered(reason, INDICATORS, all(one.broken for _, one in refused))


def _undelivered(kind: str, what: str, error: ThreatQRefused) -> Undelivered:
    return Undelivered(f"ThreatQ refused {what}: {error}", kind, error.broken)
