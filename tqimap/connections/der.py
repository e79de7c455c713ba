"""As much of DER (ITU-T X.690) as it takes to read who a certificate is for, from whom, and until when (RFC 5280)."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

Element = tuple[int, bytes]  # tag, content

# Tags (X.690, 8.1.2; RFC 5280, 4.1 and 4.2.1.6)
_SEQUENCE = 0x30
_OID = 0x06
_UTC_TIME = 0x17
_VERSION = 0xA0
_EXTENSIONS = 0xA3
_OCTET_STRING = 0x04
_DNS_NAME = 0x82
_IP_ADDRESS = 0x87
_BMP_STRING = 0x1E
_SUBJECT_ALT_NAME = bytes.fromhex("551d11")

# The attributes of a name that certificates really have (RFC 4519), by the encoded object identifier.
_ATTRIBUTES = {
    "550403": "CN",
    "550406": "C",
    "550407": "L",
    "550408": "ST",
    "55040a": "O",
    "55040b": "OU",
    "550405": "serialNumber",
    "2a864886f70d010901": "emailAddress",
    "0992268993f22c640119": "DC",
}


@dataclass(frozen=True, slots=True)
class Fields:
    """What is read of a certificate. ``names``: the host names and addresses that it is for (RFC 5280, 4.2.1.6)."""

    subject: str
    issuer: str
    begins: datetime
    expires: datetime
    names: tuple[str, ...]


def certificate(encoded: bytes) -> Fields:
    """The fields of a certificate, times in UTC. Raises ValueError for what is no certificate."""
    fields = list(_elements(_content(_content(encoded, _SEQUENCE), _SEQUENCE)))
    if fields and fields[0][0] == _VERSION:
        fields.pop(0)
    if len(fields) < 5:
        raise ValueError("not a certificate")
    _, _, issuer, validity, subject = (content for _, content in fields[:5])
    times = [_time(*element) for element in _elements(validity)]
    if len(times) != 2:
        raise ValueError("no validity")
    return Fields(_name(subject), _name(issuer), times[0], times[1], tuple(_alternative_names(fields[5:])))


def _alternative_names(fields: list[Element]) -> Iterator[str]:
    for extensions in (content for tag, content in fields if tag == _EXTENSIONS):
        for _, extension in _elements(_content(extensions, _SEQUENCE)):
            parts = list(_elements(extension))
            if len(parts) > 1 and parts[0] == (_OID, _SUBJECT_ALT_NAME) and parts[-1][0] == _OCTET_STRING:
                yield from _general_names(_content(parts[-1][1], _SEQUENCE))


def _general_names(names: bytes) -> Iterator[str]:
    for tag, content in _elements(names):
        if tag == _DNS_NAME:
            yield content.decode("ascii", "replace")
        elif tag == _IP_ADDRESS:
            yield str(ipaddress.ip_address(content))


def _elements(data: bytes) -> Iterator[Element]:
    """The elements that ``data`` consists of."""
    position = 0
    while position < len(data):
        tag, start, end = _header(data, position)
        yield tag, data[start:end]
        position = end


def _header(data: bytes, position: int) -> tuple[int, int, int]:
    """Tag, start and end of the content of the element at ``position``."""
    if position + 2 > len(data):
        raise ValueError("cut off")
    tag, length, start = data[position], data[position + 1], position + 2
    if length & 0x80:
        count = length & 0x7F
        if not 0 < count <= 4 or start + count > len(data):
            raise ValueError("bad length")
        length, start = int.from_bytes(data[start : start + count]), start + count
    if start + length > len(data):
        raise ValueError("cut off")
    return tag, start, start + length


def _content(data: bytes, tag: int) -> bytes:
    """The content of the first element, which must have this tag."""
    found, start, end = _header(data, 0)
    if found != tag:
        raise ValueError("not a certificate")
    return data[start:end]


def _name(data: bytes) -> str:
    """A distinguished name as ``CN=threatq.example.com, O=Example``."""
    parts = []
    for _, pairs in _elements(data):
        for _, pair in _elements(pairs):
            (_, oid), (kind, value) = list(_elements(pair))[:2]
            text = value.decode("utf-16-be" if kind == _BMP_STRING else "utf-8", "replace")
            parts.append(f"{_ATTRIBUTES.get(oid.hex(), oid.hex())}={text}")
    return ", ".join(parts)


def _time(tag: int, content: bytes) -> datetime:
    """UTCTime or GeneralizedTime, both in the only forms that RFC 5280 (4.1.2.5) allows."""
    text = content.decode("ascii")
    if tag == _UTC_TIME:
        century = "19" if text >= "5" else "20"
        text = century + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
