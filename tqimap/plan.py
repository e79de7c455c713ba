"""What of one message goes to ThreatQ: the guide's rules as a pure function from values to values.

* Every attachment becomes a File.
* Indicators from the body are related to every File of the message, indicators from a File to that File.
* A message without attachments still gives its indicators; on request it is a File itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from itertools import chain, groupby, islice

from tqimap.documents.file_type import is_malware_like, threatq_file_type
from tqimap.model import (
    Attachment,
    Event,
    FileUpload,
    Indicator,
    PostedIndicator,
    ReadMessage,
    Sighting,
    Submission,
)
from tqimap.printable import printable
from tqimap.provenance import LIMIT, Provenance, attributes, of_message, where

EVENT_LINE = 1000  # characters of a line of an Event's description: some forty recipients
ATTRIBUTES = 30  # of one indicator of one message: more places than that tell nobody more

Key = tuple[str, str]
Attributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration and ThreatQ say of the plan.

    ``max_relations`` 0 is no limit. ``known_types`` are the indicator types that this ThreatQ has, which differ
    between its versions (facts of the API, 3.1); empty where it does not list them. ``status_by_domain`` is the
    status of what senders of a domain and its subdomains report, where it is not the connector's default.
    """

    max_relations: int = 10_000
    message_as_file: bool = False
    known_types: frozenset[str] = frozenset()
    provenance: Provenance = field(default_factory=Provenance)
    status_by_domain: Mapping[str, str] = field(default_factory=dict)
    spearphish_event: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A submission, and what had to be left out of it, one sentence each."""

    submission: Submission
    warnings: tuple[str, ...] = ()


def plan(
    message: ReadMessage, received: datetime, rules: Rules, message_file: Attachment | None = None, sha256: str = ""
) -> Planned:
    """The submission of ``message``; ``received`` stands in for a date that is missing or cannot be right.

    ``message_file`` is the message itself where it is to be a File: everything found in it is related to it.
    ``sha256`` of its bytes is the identity of its Event.
    """
    published = message.date or received
    sightings, unknown = _postable(message.sightings, rules.known_types)
    values = _merged(message, sightings, rules.provenance)
    position = {(value.type, value.value): index for index, value in enumerate(values)}
    files = [_file(attachment, published, message.tlp) for attachment in message.attachments]
    limit = rules.max_relations
    relations = _carried(sightings, position, len(files), limit)
    if message_file is not None:
        files.append(_file(message_file, published, message.tlp))
        relations.append((tuple(range(len(values))[: limit or None]), len(values)))
    warnings = (
        _warning(file, len(kept), carried)
        for file, (kept, carried) in zip(files, relations, strict=True)
        if len(kept) < carried
    )
    status = _status(message.sender, rules.status_by_domain)
    posted = tuple(PostedIndicator(value, published, message.tlp, status) for value in values)
    event = _event(message, published, sha256) if rules.spearphish_event else None
    related = tuple(kept for kept, _ in relations)
    return Planned(Submission(tuple(files), posted, related, event), (*unknown, *warnings))


def _event(message: ReadMessage, published: datetime, sha256: str) -> Event:
    told = (("From", message.sender), ("To", ", ".join(message.recipients)), ("Subject", message.subject))
    return Event(
        key=sha256,
        title=printable(message.subject, LIMIT) or f"Mail of {printable(message.sender, LIMIT)}",
        happened_at=published,
        description="<br>".join(f"{name}: {escape(printable(text, EVENT_LINE))}" for name, text in told if text),
        attributes=tuple(of_message(message, Provenance())),
        tlp=message.tlp,
    )


def _status(sender: str, by_domain: Mapping[str, str]) -> str:
    """The status for this sender's domain or the nearest one above it; empty for the connector's default."""
    labels = sender.rpartition("@")[2].lower().strip(".").split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return next((by_domain[domain] for domain in domains if domain in by_domain), "")


def _postable(sightings: Sequence[Sighting], known_types: frozenset[str]) -> tuple[Sequence[Sighting], tuple[str, ...]]:
    """The sightings of types that ThreatQ has; one sentence for each type that it has not."""
    types = {sighting.indicator.type for sighting in sightings}
    if not known_types or types <= known_types:
        return sightings, ()
    unknown = Counter(s.indicator.type for s in sightings if s.indicator.type not in known_types)
    kept = [sighting for sighting in sightings if sighting.indicator.type not in unknown]
    return kept, tuple(f"{count} left out: this ThreatQ has no type {type_}" for type_, count in unknown.items())


def _merged(message: ReadMessage, sightings: Iterable[Sighting], provenance: Provenance) -> list[Indicator]:
    """Each indicator once, in order of appearance, with the attributes of all its sightings."""
    merged: dict[Key, Attributes] = {}
    shared: dict[Attributes, Attributes] = {}  # few lists of attributes, many indicators
    for origin, here in _by_origin(message, sightings, provenance):
        for sighting in here:
            indicator = sighting.indicator
            key = (indicator.type, indicator.value)
            told = (*indicator.attributes, *origin) if indicator.attributes else origin
            before = merged.setdefault(key, told)
            if before is not told and len(before) < ATTRIBUTES:
                both = tuple(dict.fromkeys((*before, *told)))
                merged[key] = shared.setdefault(both, both)
    return [Indicator(type_, value, told) for (type_, value), told in merged.items()]


def _by_origin(
    message: ReadMessage, sightings: Iterable[Sighting], provenance: Provenance
) -> Iterator[tuple[Attributes, list[Sighting]]]:
    """The sightings of one place together, with the attributes that say so, which are made once a place."""
    origins: dict[str, Attributes] = {}
    for _, group in groupby(sightings, key=lambda sighting: id(sighting.place)):
        here = list(group)
        place = here[0].place
        named = where(place)
        if named not in origins:
            origins[named] = tuple(attributes(message, place, provenance))
        yield origins[named], here


def _carried(
    sightings: Iterable[Sighting], position: dict[Key, int], files: int, limit: int
) -> list[tuple[tuple[int, ...], int]]:
    """For each File the first ``limit`` of the indicators that stood in the body or in it, by index; how many did."""
    body: dict[int, None] = {}
    own: list[dict[int, None]] = [{} for _ in range(files)]
    for sighting in sightings:
        carrier = body if sighting.attachment is None else own[sighting.attachment]
        carrier[position[sighting.indicator.type, sighting.indicator.value]] = None
    carried = []
    for inside in own:
        alone = [index for index in inside if index not in body]
        carried.append((tuple(islice(chain(body, alone), limit or None)), len(body) + len(alone)))
    return carried


def _file(attachment: Attachment, published: datetime, tlp: str) -> FileUpload:
    return FileUpload(
        attachment=attachment,
        type=threatq_file_type(attachment.format),
        malware_locked=is_malware_like(attachment.format),
        published_at=published,
        tlp=tlp,
    )


def _warning(file: FileUpload, related: int, carried: int) -> str:
    """ThreatQ's pages get slow on a File with very many relations (facts of its API, 5): the first ones are made."""
    return f"{file.attachment.name}: only the first {related} of its {carried} indicators are related to it"
