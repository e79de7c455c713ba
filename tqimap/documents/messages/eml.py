"""A message that is a document itself: attached to another one, or packed into an archive."""

from collections.abc import Iterator

from tqimap.documents.messages import body
from tqimap.documents.pieces import Child, Context, Field, Hint, Link, Piece, Unread
from tqimap.mail import Part, parse, roles
from tqimap.mail.names import safe_name

MAX_HEADERS = 2_000  # fields of one message that are told


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Its header fields (spot ``header NAME``), its body (spot ``body …``), and its attachments as children."""
    mail = parse(data)
    for header in mail.headers[:MAX_HEADERS]:
        if value := header.value:
            yield Field(header.name, value, f"header {header.name}")
    if len(mail.headers) > MAX_HEADERS:
        yield Unread(f"only the first {MAX_HEADERS} header fields were read")
    yield from map(Hint, mail.notes)
    for part in mail.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[Piece]:
    if roles.is_body(part):
        yield from body.read(part)
    else:
        if address := roles.content_elsewhere(part):
            yield Link(address, "where a part is")
        yield Child(safe_name(part.name, roles.default_name(part)), part.payload())
