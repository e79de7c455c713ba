"""What is sent to ThreatQ, as pure functions. Types and statuses go by name: their ids differ between
installations."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any

from tqimap.model import Attachment, Attributes, Event, FileUpload, PostedIndicator

Payload = Mapping[str, Any]

# Kept of what indicators share: those of one type from one place in one message share all but the value.
REPEATED = 1024
SPEARPHISH_ID = 1  # the same in every table of event types that was ever seen (6)
TLP_IDS = {"RED": 1, "AMBER": 2, "GREEN": 3, "WHITE": 4}  # the same in every ThreatQ (3.6)

_ENCODER = json.JSONEncoder(separators=(",", ":"))  # made once: json.dumps makes one a call

CHUNK_BYTES = 1 << 20  # resumableChunkSize of ThreatQ's own front end

# The class of a type where it is certain (3.2); ThreatQ derives it for the others.
_NETWORK = ("IP Address", "URL", "FQDN", "Email Address", "User-agent", "CIDR Block", "Email Subject", "String")
_HOST = ("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "Filename", "Fuzzy Hash", "Mutex", "Registry Key", "CVE")
_CLASSES = {**dict.fromkeys(_NETWORK, "network"), **dict.fromkeys(_HOST, "host"), "Username": "host"}


def compact(value: Any) -> str:
    """``value`` in JSON without blanks: of what is said of an indicator they would be a tenth."""
    return _ENCODER.encode(value)


@lru_cache(maxsize=REPEATED)
def timestamp(moment: datetime) -> str:
    """``YYYY-MM-DD HH:MM:SS`` in UTC: ThreatQ's dates have no zone (7)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def source(name: str, published_at: datetime, tlp: str = "") -> Payload:
    """Who says so, since when and for whom; the exact name of a connector ties it to the connector (2.5, 3.6)."""
    said = {"name": name, "published_at": timestamp(published_at)}
    return {**said, "tlp_id": TLP_IDS[tlp]} if tlp else said


def indicators(items: Iterable[PostedIndicator], source_name: str, status: str) -> bytes:
    """What is posted to ``consume``, in JSON (3.4); Events inline, which spares a request each (5).

    Put together as text: indicators of one place in one message share all but type and value, which is encoded once.
    """
    rows = []
    shared: tuple[object, ...] = ()
    tail = ""
    for said, published_at, tlp, own_status, events in items:
        if (told := (said.attributes, published_at, tlp)) != shared:
            shared, tail = told, _tail(*told, source_name)
        head = _head(said.type, own_status or status)
        inline = f',"events":{compact(related(events))}' if events else ""
        rows.append(f'{head},"value":{encode_basestring_ascii(said.value)}{inline}{tail}')
    return f"[{','.join(rows)}]".encode("ascii")


@lru_cache(maxsize=REPEATED)
def _head(type_: str, status: str) -> str:
    """The JSON of an indicator up to its value."""
    known = {"class": _CLASSES[type_]} if type_ in _CLASSES else {}
    return compact({"type": type_, "status": status, "normalize": "Y", **known})[:-1]


@lru_cache(maxsize=REPEATED)
def _tail(pairs: Attributes, published_at: datetime, tlp: str, source_name: str) -> str:
    """The JSON of an indicator from behind its value."""
    said = {"published_at": timestamp(published_at), "sources": [source(source_name, published_at, tlp)]}
    told = {"attributes": attributes(pairs, source_name)} if pairs else {}
    return f",{compact({**said, **told})[1:]}"


def attributes(pairs: Iterable[tuple[str, str]], source_name: str) -> list[Payload]:
    """Attributes inline, each with its source (3.6)."""
    return [{"name": name, "value": value, "sources": [{"name": source_name}]} for name, value in pairs]


def file(wanted: FileUpload, name: str, type_name: str, source_name: str) -> Payload:
    """The second step of an upload: make the File of what was uploaded under ``name`` (4.1)."""
    return {
        "name": sendable(name),
        "title": sendable(wanted.attachment.name),
        "type": type_name,
        "malware_locked": wanted.malware_locked,
        "sources": [source(source_name, wanted.published_at, wanted.tlp)],
    }


def event(wanted: Event, source_name: str) -> Payload:
    """An Event (6); its type by name, with the id that it has in every ThreatQ."""
    return {
        "title": sendable(wanted.title),
        "type": "Spearphish",
        "type_id": SPEARPHISH_ID,
        "happened_at": timestamp(wanted.happened_at),
        "description": sendable(wanted.description),
        "sources": [source(source_name, wanted.happened_at, wanted.tlp)],
        "attributes": attributes(wanted.attributes, source_name),
    }


def chunk(content: Attachment, name: str, number: int, length: int) -> Mapping[str, str]:
    """The form fields beside chunk ``number`` (from 1) of ``length`` bytes: the resumable.js convention (4.1).

    The identifier comes from the content, so that a chunk sent again is the same chunk.
    """
    safe_name = sendable(name)
    return {
        "resumableChunkNumber": str(number),
        "resumableChunkSize": str(CHUNK_BYTES),
        "resumableCurrentChunkSize": str(length),
        "resumableTotalSize": str(content.size),
        "resumableType": sendable(content.media_type),
        "resumableIdentifier": f"{content.sha256[:32]}-{re.sub(r'[^0-9A-Za-z_-]', '', safe_name)[:80]}",
        "resumableFilename": safe_name,
        "resumableRelativePath": safe_name,
        "resumableTotalChunks": str(chunks(content.size)),
    }


def chunks(size: int) -> int:
    """How many chunks a file of ``size`` bytes makes; an empty one has one too."""
    return max(1, -(-size // CHUNK_BYTES))


def unique_name(content: Attachment) -> str:
    """The attachment's name with a mark of its content, before the extension: ``invoice-0a1b2c3d4e5f.pdf``."""
    stem, _, extension = content.name.rpartition(".")
    mark = content.sha256[:12]
    return f"{stem}-{mark}.{extension}" if stem else f"{content.name}-{mark}"


def related(ids: Sequence[int]) -> list[Payload]:
    """The objects to be related: the body of a request that relates in bulk, or a part of an indicator (5)."""
    return [{"id": one} for one in ids]


def sendable(text: str) -> str:
    """``text`` without lone surrogates, which UTF-8 cannot carry."""
    return text.encode("utf-8", "replace").decode()
