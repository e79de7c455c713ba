"""From what a document reader gives to documents for the engine."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tqimap.documents import carve
from tqimap.documents.markup import web_address
from tqimap.documents.messages import body as body_reader
from tqimap.documents.pieces import Child, Context, Exposed, Field, Furniture, Hint, Link, Text, Unread
from tqimap.documents.walk import Walked, walk
from tqimap.mail import Part
from tqimap.model import Document, Place
from tqimap.reader.answers import Noted

LINKS = 1000  # in one document: enough to make the engine's start-up not count

LinkKind = Literal["links", "furniture"]
PlaceOf = Callable[[tuple[str, ...], str], Place]


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A field of the header of a message inside a document."""

    place: Place
    name: str
    value: str


Item = Document | HeaderField | Noted | Exposed


def documents(walked: Iterable[Walked], place_of: PlaceOf) -> Iterator[Item]:
    """The texts, fields of headers, links and furniture of one spot together; what was not read as notes."""
    links: list[str] = []
    of: tuple[Place, LinkKind] | None = None
    for item in walked:
        match item.piece:
            case (Link(spot=spot) | Furniture(spot=spot)) as piece:
                kind: LinkKind = "links" if isinstance(piece, Link) else "furniture"
                place = place_of(item.path, spot)
                if (place, kind) != of or len(links) >= LINKS:
                    yield from _links(of, links)
                    of, links = (place, kind), []
                links.append(_line(piece))
            case Text(text, spot, of_text):
                yield Document(place_of(item.path, spot), text, of_text)
            case Field(name, value, spot):
                yield HeaderField(place_of(item.path, spot), name, value)
            case Unread(reason):
                yield Noted(f"{place_of(item.path, '')}: {reason}", True)
            case Hint(text):
                yield Noted(f"{place_of(item.path, '')}: {text}", False)
            case Exposed() as piece:
                yield piece
    yield from _links(of, links)


def _line(piece: Link | Furniture) -> str:
    return piece.text if isinstance(piece, Furniture) else web_address.share("".join(piece.url.splitlines()))


def _links(of: tuple[Place, LinkKind] | None, links: list[str]) -> Iterator[Document]:
    if of:
        place, kind = of
        yield Document(place, "\n".join(links), kind)


def body(part: Part, context: Context) -> Iterator[Walked]:
    """What stands in a body part; a document inside, such as one in a link of a page, is read as well. Never raises."""
    try:
        for piece in body_reader.read(part):
            if isinstance(piece, Child):
                yield from walk(piece.data, piece.name, context)
            else:
                yield Walked((), piece)
    except Exception as error:
        yield Walked((), Unread(f"the reader of bodies failed ({type(error).__name__})"))
        yield from (Walked((), piece) for piece in carve.read(part.payload(), context))
