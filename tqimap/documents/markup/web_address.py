"""Link targets as browsers read them (WHATWG URL Standard), and documents that hide in one (RFC 2397)."""

import re
from urllib.parse import unquote_to_bytes, urljoin

from tqimap.documents.pieces import Child, Link
from tqimap.mail.transfer import base64_bytes

MAX_ADDRESS = 1 << 16  # characters: browsers open far shorter ones; data: addresses apart

# C0 controls and space are stripped at both ends, and the quotes that careless writers put in twice.
_EDGES = "".join(map(chr, range(0x21))) + "\"'`“”‘’"
_INNER = re.compile(r"[\t\r\n]+")  # removed wherever they stand
_SPECIAL = re.compile(r"(https?|ftp|wss?):[/\\]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,30}:", re.IGNORECASE)
_BARE_HOST = re.compile(r"www\.[^\s/.]+\.|[^\s/?#.]+(?:\.[^\s/?#.]+)+/", re.IGNORECASE)
_SHARE = re.compile(r"\Afile:/*(?=\\\\)", re.IGNORECASE)
_FAR_FILE = re.compile(r"\Afile:/{4,5}(?=[^/])", re.IGNORECASE)
_NO_TARGETS = ("cid:", "mid:", "about:", "blob:", "javascript:", "vbscript:", "data:", "clsid:")
_DATA = re.compile(r"data:([^,;]{0,100})((?:;[^,;]{0,100}){0,8}),", re.IGNORECASE)
_EXTENSIONS = {"text/html": "html", "image/svg+xml": "svg", "application/pdf": "pdf", "text/plain": "txt"}


def piece(address: str, spot: str, base: str = "") -> Child | Link | None:
    """The document that stands in the ``address`` itself, else the target of the link; None where it leads nowhere."""
    if inner := enclosed(address, spot):
        return inner
    url = target(address, base)
    return Link(url, spot) if url else None


def enclosed(address: str, spot: str) -> Child | None:
    """The document in a ``data:`` address, with a name made from its type, since it has none."""
    address = address.strip(_EDGES)
    found = _DATA.match(address)
    if not found:
        return None
    raw = unquote_to_bytes(address[found.end() :])
    data = base64_bytes(raw) if found[2].lower().rstrip().endswith(";base64") else raw
    media_type = found[1].strip().lower() or "text/plain"
    subtype = re.sub(r"[^a-z0-9]", "", media_type.partition("/")[2])
    return Child(f"data.{_EXTENSIONS.get(media_type, subtype[:10] or 'bin')}", data, spot)


def cleaned(address: str) -> str:
    """``address`` without what browsers overlook: blanks around it, breaks in it, wrong slashes after the scheme."""
    address = _INNER.sub("", address.strip(_EDGES))
    special = _SPECIAL.match(address)
    if not special:
        return address
    host, *rest = re.split(r"([?#])", address[special.end() :], maxsplit=1)
    return f"{special[1]}://{host.replace(chr(92), '/')}{''.join(rest)}"


def target(address: str, base: str) -> str:
    """Where the link leads, in full; empty for one that leads nowhere or into the message itself.

    Where ``base`` is empty a relative address is kept only where it begins with a host, as mail programs would open it.
    """
    address = cleaned(address)[:MAX_ADDRESS]
    if address.lower().startswith(_NO_TARGETS) or address.startswith("#"):
        return ""
    if _SCHEME.match(address) and not re.match(r"[^/?#]*:\d{1,5}(?:[/?#]|\Z)", address):
        return address
    if address.startswith("\\\\"):
        return address  # a share: what opens attached pages asks the server for it, with the reader's name
    if address.startswith("//"):
        return "https://" + address.lstrip("/")
    if base and address:
        return _joined(base, address)
    return address if _BARE_HOST.match(address) else ""


def share(address: str) -> str:
    """A share of a Windows server as a path, or with two slashes, where it stands as a file of this machine."""
    return _FAR_FILE.sub("file://", _SHARE.sub("", address))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # a host that is none, such as an unclosed IPv6 literal
        return address
