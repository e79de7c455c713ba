"""What of one message goes to ThreatQ: the guide's rules as a pure function from values to values.

* Every attachment becomes a File.
* Indicators from the body are related to every File of the message, indicators from a File to that File.
* A message without attachments still gives its indicators; on request it is a File itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tqimap.documents.file_type import is_malware_like, threatq_file_type
from tqimap.model import Attachment, FileUpload, Indicator, PostedIndicator, ReadMessage, Sighting, Submission


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration says of the plan; ``max_relations`` 0 is no limit."""

    max_relations: int = 10_000
    message_as_file: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A submission, and what had to be left out of it, one sentence each."""

    submission: Submission
    warnings: tuple[str, ...] = ()


def plan(message: ReadMessage, received: datetime, rules: Rules, message_file: Attachment | None = None) -> Planned:
    """The submission of ``message``; ``received`` stands in for a date that is missing or cannot be right.

    ``message_file`` is the message itself where it is to be a File: everything found in it is related to it.
    """
    published = message.date or received
    values = _merged(message.sightings)
    position = {(value.type, value.value): index for index, value in enumerate(values)}
    files = [_file(attachment, published) for attachment in message.attachments]
    relations = [_carried(message.sightings, position, index) for index in range(len(files))]
    if message_file is not None:
        files.append(_file(message_file, published))
        relations.append(tuple(range(len(values))))
    kept, warnings = _bounded(files, relations, rules.max_relations)
    posted = tuple(PostedIndicator(value, published) for value in values)
    return Planned(Submission(tuple(files), posted, kept), warnings)


def _merged(sightings: Iterable[Sighting]) -> list[Indicator]:
    """Each indicator once, in order of appearance, with the attributes of all its sightings."""
    merged: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for sighting in sightings:
        indicator = sighting.indicator
        merged.setdefault((indicator.type, indicator.value), {}).update(dict.fromkeys(indicator.attributes))
    return [Indicator(type_, value, tuple(attributes)) for (type_, value), attributes in merged.items()]


def _carried(sightings: Iterable[Sighting], position: dict[tuple[str, str], int], attachment: int) -> tuple[int, ...]:
    """Indexes of the indicators that stood in this attachment or in the body."""
    carried = {
        position[sighting.indicator.type, sighting.indicator.value]: None
        for sighting in sightings
        if sighting.attachment in (None, attachment)
    }
    return tuple(carried)


def _file(attachment: Attachment, published: datetime) -> FileUpload:
    return FileUpload(
        attachment=attachment,
        type=threatq_file_type(attachment.format, attachment.name),
        malware_locked=is_malware_like(attachment.format),
        published_at=published,
    )


def _bounded(
    files: list[FileUpload], relations: list[tuple[int, ...]], limit: int
) -> tuple[tuple[tuple[int, ...], ...], tuple[str, ...]]:
    """ThreatQ's pages get slow on a File with very many relations (facts of its API, 5): the first ones are made."""
    if not limit:
        return tuple(relations), ()
    warnings = tuple(
        f"{file.attachment.name}: only the first {limit} of its {len(related)} indicators are related to it"
        for file, related in zip(files, relations, strict=True)
        if len(related) > limit
    )
    return tuple(related[:limit] for related in relations), warnings
