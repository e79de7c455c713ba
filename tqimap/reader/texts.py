"""From what a document reader gives to documents for the engine."""

from collections.abc import Callable, Iterable, Iterator

from tqimap.documents import readers
from tqimap.documents.pieces import Child, Context, Hint, Link, Text, Unread
from tqimap.documents.walk import Budget, Walked, walk
from tqimap.mail import Part, charset, flowed, roles
from tqimap.model import Document, Place
from tqimap.reader.answers import Noted

LINKS = 1000  # in one document: enough to make the engine's start-up not count
BODY_BYTES = 64 << 20  # of one body part: more is no text that somebody wrote

PlaceOf = Callable[[tuple[str, ...], str], Place]


def documents(walked: Iterable[Walked], place_of: PlaceOf) -> Iterator[Document | Noted]:
    """The texts, and the links of one spot together; what was not read as notes."""
    links: list[str] = []
    of: Place | None = None
    for item in walked:
        match item.piece:
            case Link(url, spot):
                place = place_of(item.path, spot)
                if place != of or len(links) >= LINKS:
                    yield from _links(of, links)
                    of, links = place, []
                links.append("".join(url.splitlines()))
            case Text(text, spot):
                yield Document(place_of(item.path, spot), text)
            case Unread(reason):
                yield Noted(f"{place_of(item.path, '')}: {reason}", True)
            case Hint(text):
                yield Noted(f"{place_of(item.path, '')}: {text}", False)
    yield from _links(of, links)


def _links(place: Place | None, links: list[str]) -> Iterator[Document]:
    if place is not None and links:
        yield Document(place, "\n".join(links), "links")


def body(part: Part, context: Context) -> Iterator[Walked]:
    """What stands in a body part; a document inside, such as a picture in a page, is read as well. Never raises."""
    data, whole = _bounded(part)
    if not whole:
        yield Walked((), Unread(f"partly read: more than {BODY_BYTES >> 20} MB of text"))
    if not roles.is_html(part):
        yield Walked((), Text(_plain(part, data), part.spot))
        return
    try:
        for piece in readers.read("html", data, Context(context.passwords, part.charset)):
            if isinstance(piece, Child):
                yield from walk(piece.data, piece.name, context, Budget(depth=1))
            else:
                yield Walked((), piece)
    except Exception as error:
        yield Walked((), Unread(f"the reader for html failed ({type(error).__name__})"))
        yield Walked((), Text(charset.decode(data, part.charset)))


def _plain(part: Part, data: bytes) -> str:
    text = charset.decode(data, part.charset)
    if part.params.get("format", "").lower() == "flowed":
        return flowed.unflowed(text, part.params.get("delsp", "").lower() == "yes")
    return text


def _bounded(part: Part) -> tuple[bytes, bool]:
    """The decoded bytes of the part, and whether these are all."""
    if part.encoded_size <= BODY_BYTES:
        return part.payload(), True
    held = bytearray()
    for piece in part.chunks():
        held += piece
        if len(held) > BODY_BYTES:
            return bytes(held[:BODY_BYTES]), False
    return bytes(held), True
