"""A message that is a document itself: attached to another one, or packed into an archive."""

from collections.abc import Iterator

from tqimap.documents import html
from tqimap.documents.decoded_text import blocks, decoded
from tqimap.documents.pieces import Child, Context, Hint, Piece, Text, Unread
from tqimap.mail import Part, parse, roles
from tqimap.mail.flowed import unflowed
from tqimap.mail.names import safe_name

MAX_HEADERS = 2_000  # fields of one message that are told


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Its header fields (spot ``header NAME``), its body (spot ``body …``), and its attachments as children."""
    mail = parse(data)
    for header in mail.headers[:MAX_HEADERS]:
        if value := header.value:
            yield Text(value, f"header {header.name}")
    if len(mail.headers) > MAX_HEADERS:
        yield Unread(f"only the first {MAX_HEADERS} header fields were read")
    yield from map(Hint, mail.notes)
    for part in mail.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[Piece]:
    if encrypted := roles.encryption(part):
        yield Hint(f"encrypted with {encrypted}")
    if roles.is_body(part):
        yield from body(part)
    else:
        yield Child(safe_name(part.name, roles.default_name(part)), part.payload())


def body(part: Part) -> Iterator[Piece]:
    """What a body part says: HTML by its reader, other text as it reads, its lines unfolded where they are flowed."""
    if roles.is_html(part):
        return html.read(part.payload(), Context(charset=part.charset))
    return blocks(plain(part), part.spot)


def plain(part: Part) -> str:
    """The text of a part that is not HTML (RFC 3676 for ``format=flowed``)."""
    text = decoded(part.payload(), part.charset)
    if part.params.get("format", "").lower() != "flowed":
        return text
    return unflowed(text, part.params.get("delsp", "").lower() == "yes")
