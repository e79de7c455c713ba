"""Handing over the attachments of a message, so that each is safe before anything that may end the child is read.

What is to be read here, once all are, is kept: the message and those attached to it, and attachments that are text.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Literal

from tqimap.documents.decoded_text import decoded
from tqimap.documents.file_type import TEXT_FORMATS, sniff
from tqimap.documents.named_passwords import SLIP_BYTES
from tqimap.mail import Mail, Part, parse, parse_attached, roles
from tqimap.mail.names import safe_name
from tqimap.model import Document, Place
from tqimap.reader.answers import Answer, Attached, Closed, Data, Noted
from tqimap.reader.finder import Finder
from tqimap.reader.texts import PlaceOf

HELD_BYTES = 16 << 20  # an attachment up to this size is looked into here; a larger one only passes through
HELD_TOTAL = 64 << 20  # bytes of text-like attachments that wait to be read
NESTING = 8  # messages inside messages that are taken apart; deeper ones are read as documents
NESTED_BYTES = 256 << 20  # of attached messages that are taken apart, all together
MAX_ATTACHMENTS = 1000  # Files of one message; honest ones have tens
MAX_MEDIA_TYPE = 2000  # characters that are told


@dataclass(frozen=True, slots=True)
class Letter:
    """The message itself, or one attached to it, which is then an attachment with that number."""

    mail: Mail
    path: tuple[str, ...] = ()
    attachment: int | None = None

    def header_place(self, name: str) -> Place:
        """The place of a field of its header."""
        return Place(path=self.path, spot=f"header {name}") if self.path else Place(header=name)

    def body_places(self, part: Part) -> PlaceOf:
        """The places in one of its bodies."""
        kind: Literal["text", "html"] = "html" if roles.is_html(part) else "text"

        def place(path: tuple[str, ...], spot: str) -> Place:
            inside = ", ".join(filter(None, (" › ".join(path), spot)))
            if not self.path:
                return Place(body=kind, spot=inside)
            return Place(path=self.path, spot=", ".join(filter(None, (f"body {kind}", inside))))

        return place


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text-like attachment that has been handed over and is still to be read."""

    number: int
    name: str
    path: tuple[str, ...]
    data: bytes = field(repr=False)
    charset: str


class Handover:
    """Hands over what one message has. ``release`` is called now and then to give back the memory of a mapped one.

    ``letters`` and ``waiting`` are to be read afterwards; ``slips`` are texts that may name a password, ``names`` what
    the names of attachments told, and ``count`` is how many attachments there are.
    """

    def __init__(self, finder: Finder, release: Callable[[], None]) -> None:
        self.letters: list[Letter] = []
        self.waiting: list[Waiting] = []
        self.slips: list[str] = []
        self.names: list[Answer] = []
        self.count = 0
        self._finder = finder
        self._release = release
        self._held = 0
        self._nested = 0

    def split(self, letter: Letter, depth: int = 0) -> Iterator[Answer]:
        """Hand over the attachments of a message, and of the messages attached to it."""
        self.letters.append(letter)
        used = _cids(letter.mail)
        for part in letter.mail.parts:
            if roles.is_body(part):
                continue
            if roles.is_inline_image(part, used):
                yield from self._picture(part, letter)
            elif self.count < MAX_ATTACHMENTS:
                yield from self._attachment(part, letter, depth)
            else:
                yield Noted(f"more than {MAX_ATTACHMENTS} attachments, the others become no File", True)
                return

    def _picture(self, part: Part, letter: Letter) -> Iterator[Answer]:
        """A picture in a page is no File; it is read for codes where that is possible."""
        if self.count < MAX_ATTACHMENTS and find_spec("zxingcpp") is not None:
            name = safe_name(part.name, roles.default_name(part))
            yield from self._handed_over(part, name, letter, is_file=False)

    def _attachment(self, part: Part, letter: Letter, depth: int) -> Iterator[Answer]:
        name = safe_name(part.name, roles.default_name(part))
        number, path = self.count, (*letter.path, name)
        data = yield from self._handed_over(part, name, letter, is_file=True)
        self.names += self._finder.attachment_name(name, Place(path=path), number)
        if address := roles.content_elsewhere(part):
            place = Place(path=path, spot="where it is")
            self.names += self._finder.document(Document(place, address, "links"), number)
        if data is None and not roles.is_message(part):
            return
        format = "eml" if data is None else sniff(data, name)
        if (roles.is_message(part) or format == "eml") and self._may_nest(part, depth):
            inner = Letter(parse_attached(part) if data is None else parse(data), path, number)
            yield from self.split(inner, depth + 1)
        elif data is not None and format in TEXT_FORMATS and self._held + len(data) <= HELD_TOTAL:
            self._held += len(data)
            if format == "text" and len(data) <= SLIP_BYTES:
                self.slips.append(decoded(data, part.charset))
            self.waiting.append(Waiting(number, name, path, data, part.charset))

    def _handed_over(
        self, part: Part, name: str, letter: Letter, *, is_file: bool
    ) -> Generator[Answer, None, bytes | None]:
        """Tell the attachment and its bytes; those bytes, where they are few enough to look into."""
        self.count += 1
        yield Attached(name, part.media_type[:MAX_MEDIA_TYPE], letter.path, is_file)
        if part.encoded_size <= HELD_BYTES:
            data = part.payload()
            yield Data(data)
            yield Closed(sniff(data, name))
            return data
        for piece in part.chunks():
            yield Data(piece)
            self._release()
        yield Closed("")
        return None

    def _may_nest(self, part: Part, depth: int) -> bool:
        self._nested += part.encoded_size
        return depth < NESTING and self._nested <= NESTED_BYTES


def _cids(mail: Mail) -> frozenset[str]:
    """The Content-IDs that the pages of the message show; looked for only where a part could be meant."""
    if not any(part.content_id for part in mail.parts):
        return frozenset()
    pages = (part for part in mail.parts if roles.is_body(part) and roles.is_html(part))
    return roles.cids(part.payload().decode("latin-1") for part in pages)
