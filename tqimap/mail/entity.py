"""What the fields of an entity say about its body (RFC 2045; RFC 2183), however carelessly they are written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tqimap.mail import encoded_words, parameters, transfer
from tqimap.mail.header_block import RawField
from tqimap.mail.message import Header

_MEDIA_TYPE = re.compile(r"[\s\"']*([^\s/;,\"']{1,127}/[^\s/;,\"']{1,127})")
_SINGLE_WORDS = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}
_BREAKS = re.compile(r"[\t\r\n\x00]+")
_WANTED = ("content-type", "content-transfer-encoding", "content-disposition", "content-id")


@dataclass(frozen=True, slots=True)
class Entity:
    """The fields of a message or part, and what they declare. ``declared`` is false without a Content-Type."""

    headers: tuple[Header, ...]
    declared: bool
    media_type: str
    params: Mapping[str, str]
    encoding: str
    disposition: str
    name: str
    content_id: str

    @property
    def charset(self) -> str:
        """The declared charset."""
        return self.params.get("charset", "")

    @property
    def boundary(self) -> bytes:
        """The boundary of a multipart as it stands on the delimiter lines, empty where there is none."""
        if not self.media_type.startswith("multipart/"):
            return b""
        return self.params.get("boundary", "").rstrip().encode("utf-8", "surrogatepass")


def read_entity(fields: tuple[RawField, ...], default_type: str, around: str = "") -> Entity:
    """What ``fields`` declare; of a field that comes twice the first counts, but a multipart before all other types
    and an encoding to undo before one that changes nothing.

    8-bit bytes are in the charset of the part, else in that ``around`` it: senders use one in all their fields.
    """
    found: dict[str, Header] = {}
    for name, raw in fields:
        key = name.lower()
        if key in _WANTED and (key not in found or (_says_more(key, raw) and not _says_more(key, found[key].raw))):
            found[key] = Header(name, raw, around)
    media_type, params = _content_type(_text(found, "content-type"), default_type)
    disposition, more = parameters.split(_text(found, "content-disposition"))
    charset = params.get("charset", "")
    return Entity(
        headers=tuple(Header(name, raw, charset or around) for name, raw in fields),
        declared="content-type" in found,
        media_type=media_type,
        params=params,
        encoding=transfer.label(_text(found, "content-transfer-encoding")),
        disposition=_disposition(disposition),
        name=_file_name(more, params),
        content_id=encoded_words.decode(_text(found, "content-id")).strip(" <>"),
    )


def _says_more(key: str, raw: bytes) -> bool:
    if key == "content-transfer-encoding":
        return transfer.label(raw.decode("latin-1")) in transfer.ENCODINGS
    return key == "content-type" and raw.lower().startswith(b"multipart/")


def _text(found: dict[str, Header], name: str) -> str:
    return found[name].text if name in found else ""


def _content_type(text: str, default: str) -> tuple[str, dict[str, str]]:
    word, params = parameters.split(text)
    full = _MEDIA_TYPE.match(word)
    if full:
        return full[1], params
    return _SINGLE_WORDS.get(word.strip(), "multipart/mixed" if "boundary" in params else default), params


def _disposition(word: str) -> str:
    """RFC 2183, 2.8: a disposition that is not known is an attachment."""
    word = word.strip("\"' ")
    return word if word in ("", "inline") else "attachment"


def _file_name(disposition: dict[str, str], content_type: dict[str, str]) -> str:
    names = (
        disposition.get("filename"),
        content_type.get("name"),
        content_type.get("filename"),
        disposition.get("name"),
    )
    return _BREAKS.sub(" ", next((name for name in names if name), "")).strip()
