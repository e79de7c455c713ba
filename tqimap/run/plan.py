"""What of one message goes to ThreatQ: the guide's rules as a pure function from values to values.

* Every attachment becomes a File.
* Indicators from the body are related to every File of the message, indicators from a File to that File.
* A message without attachments still gives its indicators; on request it is a File itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from itertools import chain, repeat

from tqimap.documents.file_type import MACRO_DOCUMENTS
from tqimap.model import (
    Attachment,
    Attributes,
    Event,
    FileUpload,
    Indicator,
    Key,
    PostedIndicator,
    ReadMessage,
    Sighting,
    Submission,
)
from tqimap.printable import printable
from tqimap.provenance import LIMIT, Provenance, attributes, of_message, where

EVENT_LINE = 1000  # characters of a line of an Event's description: some forty recipients
ATTRIBUTES = 30  # of one indicator of one message: more places than that tell nobody more

_MALWARE_LIKE = MACRO_DOCUMENTS | frozenset(
    ["exe", "elf", "macho", "class", "dex", "jar", "apk", "msi", "msix", "chm", "lnk", "hta", "script"]
)
_THREATQ_TYPES = {
    "pdf": "PDF",
    "stix": "STIX",
    "stix2": "STIX",
    "eml": "Spearphish Attachment",
    "emlx": "Spearphish Attachment",
    "msg": "Spearphish Attachment",
    "mbox": "Spearphish Attachment",
    "pcap": "PCAP",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration and ThreatQ say of the plan.

    ``max_relations`` 0 is no limit. ``known_types`` are the indicator types that this ThreatQ has (version 3 had no
    ASN and no MAC Address); empty where it does not list them. ``status_by_domain`` is the status of what senders of a
    domain and its subdomains report, where it is not the connector's default.
    """

    max_relations: int = 10_000
    message_as_file: bool = False
    known_types: frozenset[str] = frozenset()
    provenance: Provenance = field(default_factory=Provenance)
    status_by_domain: Mapping[str, str] = field(default_factory=dict)
    spearphish_event: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A submission, and what had to be left out of it: one sentence each, and numbers by rule."""

    submission: Submission
    warnings: tuple[str, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)


def plan(
    message: ReadMessage, received: datetime, rules: Rules, message_file: Attachment | None = None, sha256: str = ""
) -> Iterator[Planned]:
    """The submission of ``message``; ``received`` stands in for a date that is missing or cannot be right.

    ``message_file`` is the message itself where it is to be a File: everything found in it is related to it.
    ``sha256`` of its bytes is the identity of its Event. Where there are more indicators than fit into memory, more
    submissions follow, for the same Files, each made when it is asked for; the warnings of the last one are final.
    """
    published = message.date or received
    whole = () if message_file is None else (message_file,)
    files = tuple(_file(attachment, published, message.tlp) for attachment in (*message.attachments, *whole))
    event = _event(message, received, sha256) if rules.spearphish_event else None
    status = _status(message.sender, rules.status_by_domain)
    tally = _Tally([0] * len(files), [0] * len(files))
    for some in chain((message.sightings,), message.more):
        sightings = tally.postable(some, rules.known_types)
        merged = _merged(message, sightings, rules.provenance)
        carried = _carried(sightings, list(merged), len(message.attachments)) if message.attachments else []
        carried += [range(len(merged))] * len(whole)
        related = tally.related(carried, rules.max_relations)
        values = (Indicator(*key, told) for key, told in merged.items())
        posted = tuple(map(PostedIndicator, values, repeat(published), repeat(message.tlp), repeat(status)))
        yield Planned(Submission(files, posted, related, event), tally.warnings(files), tally.dropped())


@dataclass(slots=True)
class _Tally:
    """Counts over all submissions of one message: relations made and indicators carried by File, unknown types."""

    made: list[int]
    carried: list[int]
    unknown: Counter[str] = field(default_factory=Counter)

    def postable(self, sightings: Sequence[Sighting], known_types: frozenset[str]) -> Sequence[Sighting]:
        """The sightings of types that ThreatQ has."""
        types = {indicator.type for sighting in sightings for indicator in sighting.indicators}
        if not known_types or types <= known_types:
            return sightings
        self.unknown.update(
            indicator.type
            for sighting in sightings
            for indicator in sighting.indicators
            if indicator.type not in known_types
        )
        return [
            replace(sighting, indicators=tuple(each for each in sighting.indicators if each.type in known_types))
            for sighting in sightings
        ]

    def related(self, carried: Sequence[Sequence[int]], limit: int) -> tuple[tuple[int, ...], ...]:
        """Of the indicators of each File the first ones: ThreatQ's makers warn of more than 10,000 relations."""
        related = []
        for number, indexes in enumerate(carried):
            kept = tuple(indexes[: max(0, limit - self.made[number])] if limit else indexes)
            self.made[number] += len(kept)
            self.carried[number] += len(indexes)
            related.append(kept)
        return tuple(related)

    def warnings(self, files: Sequence[FileUpload]) -> tuple[str, ...]:
        """Relations that were left out, one sentence for each File."""
        return tuple(
            f"{file.attachment.name}: only the first {made} of its {carried} indicators are related to it"
            for file, made, carried in zip(files, self.made, self.carried, strict=True)
            if made < carried
        )

    def dropped(self) -> Mapping[str, int]:
        """What this ThreatQ has no type for, counted like what a rule of the engine drops."""
        return {f"{type_}: no such type in this ThreatQ": count for type_, count in self.unknown.items()}


def _event(message: ReadMessage, received: datetime, sha256: str) -> Event:
    happened = message.date or received
    told = (("From", message.sender), ("To", ", ".join(message.recipients)), ("Subject", message.subject))
    return Event(
        key=sha256,
        title=printable(message.subject, LIMIT) or f"Mail of {printable(message.sender, LIMIT)}",
        happened_at=happened,
        earliest=min(happened, received),
        description="<br>".join(f"{name}: {escape(printable(text, EVENT_LINE))}" for name, text in told if text),
        attributes=tuple(of_message(message, Provenance())),
        tlp=message.tlp,
    )


def _status(sender: str, by_domain: Mapping[str, str]) -> str:
    """The status for this sender's domain or the nearest one above it; empty for the connector's default."""
    labels = sender.rpartition("@")[2].lower().strip(".").split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return next((by_domain[domain] for domain in domains if domain in by_domain), "")


def _merged(message: ReadMessage, sightings: Iterable[Sighting], provenance: Provenance) -> dict[Key, Attributes]:
    """Each indicator once, in order of appearance, with the attributes of all its sightings."""
    merged: dict[Key, Attributes] = {}
    origins: dict[str, Attributes] = {}
    shared: dict[Attributes, Attributes] = {}  # few lists of attributes, many indicators
    for sighting in sightings:
        origin = origins.get(named := where(sighting.place))
        if origin is None:
            origin = origins[named] = tuple(attributes(message, sighting.place, provenance))
        for indicator in sighting.indicators:
            told = (*indicator.attributes, *origin) if indicator.attributes else origin
            before = merged.setdefault(indicator.key, told)
            if before is not told and len(before) < ATTRIBUTES:
                both = tuple(dict.fromkeys((*before, *told)))
                merged[indicator.key] = shared.setdefault(both, both)
    return merged


def _carried(sightings: Iterable[Sighting], values: Sequence[Key], files: int) -> list[Sequence[int]]:
    """For each File the indicators that stood in the body or in it, by their places in ``values``."""
    position = {key: index for index, key in enumerate(values)}
    body: dict[int, None] = {}
    own: list[dict[int, None]] = [{} for _ in range(files)]
    for sighting in sightings:
        carrier = body if sighting.attachment is None else own[sighting.attachment]
        carrier.update(dict.fromkeys(position[indicator.key] for indicator in sighting.indicators))
    return [(*body, *(index for index in inside if index not in body)) for inside in own]


def threatq_file_type(format: str) -> str:
    """ThreatQ's name of the type of File (``GET /api/attachments/types``); the client resolves it to an id."""
    if is_malware_like(format):
        return "Malware Sample"
    return _THREATQ_TYPES.get(format, "Generic Text")


def is_malware_like(format: str) -> bool:
    """Whether opening the document runs code: such a File is uploaded ``malware_locked``."""
    return format in _MALWARE_LIKE


def _file(attachment: Attachment, published: datetime, tlp: str) -> FileUpload:
    return FileUpload(
        attachment=attachment,
        type=threatq_file_type(attachment.format),
        malware_locked=is_malware_like(attachment.format),
        published_at=published,
        tlp=tlp,
    )
