"""One message, from raw bytes to answers, as the child that reads it gives them.

First the message is split and every attachment handed over, so that each is safe before anything that may end
the child is read; then headers, bodies and text-like attachments are read. The others are read in another child.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from mmap import mmap
from typing import Literal

from tqimap.documents.decoded_text import decoded
from tqimap.documents.file_type import TEXT_FORMATS, sniff
from tqimap.documents.named_passwords import SLIP_BYTES, passwords
from tqimap.documents.pieces import Context
from tqimap.documents.walk import walk
from tqimap.mail import Mail, Part, addresses, bounces, dates, parse, parse_attached, roles
from tqimap.mail.names import safe_name
from tqimap.model import Document, Place
from tqimap.provenance import stated_tlp
from tqimap.reader.answers import (
    MAX_NAMES,
    Answer,
    Attached,
    Closed,
    Data,
    Noted,
    Opened,
    Read,
    Split,
    Wording,
)
from tqimap.reader.finder import Finder
from tqimap.reader.options import ReaderOptions
from tqimap.reader.texts import PlaceOf, body, documents

HELD_BYTES = 16 << 20  # an attachment up to this size is looked into here; a larger one only passes through
HELD_TOTAL = 64 << 20  # bytes of text-like attachments that wait to be read
NESTING = 8  # messages inside messages that are taken apart; deeper ones are read as documents
NESTED_BYTES = 256 << 20  # of attached messages that are taken apart, all together
MAX_ATTACHMENTS = 1000  # Files of one message; honest ones have tens
MAX_HEADER = 2000  # characters of a field that are told
MAX_LIST = 100_000  # characters of a list of addresses that are taken apart
MAX_FIELDS = 1000  # of one header that are looked at
MAX_FIELD_NAME = 100  # characters of it that are told

# Fields with the addresses of those who got a message: as it was written, and as servers delivered it.
_SENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Failed-Recipients")


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


class MessageReader:
    """Reads one message. ``release`` is called now and then to give back the memory of a mapped one."""

    def __init__(self, options: ReaderOptions, release: Callable[[], None] = lambda: None) -> None:
        self._options = options
        self._release = release
        self._finder = Finder(options.indicators, explain=options.explain)
        self._letters: list[Letter] = []
        self._recipients: tuple[str, ...] = ()  # of the message itself, which is read first
        self._waiting: list[Waiting] = []
        self._slips: list[str] = []
        self._names: list[Answer] = []
        self._count = 0
        self._held = 0
        self._nested = 0

    def answers(self, raw: bytes | mmap, received: datetime) -> Iterator[Answer]:
        """All answers on the message ``raw``."""
        yield from self._answers(parse(raw), received)

    def file_answers(self, data: bytes | mmap, name: str, received: datetime) -> Iterator[Answer]:
        """The same on any file: a message, or what could be the only attachment of one."""
        if sniff(data, name) == "eml":
            yield from self.answers(data, received)
        else:
            part = Part("application/octet-stream", data, 0, len(data), disposition="attachment", name=name)
            yield from self._answers(Mail((), (part,)), received)

    def _answers(self, mail: Mail, received: datetime) -> Iterator[Answer]:
        letter = Letter(mail)
        yield opened(mail, received)
        yield from self._split(letter, 0)
        yield Split()
        texts: list[str] = [mail.header("Subject")]
        for each in self._letters:
            yield from self._read_letter(each, texts)
        yield from self._names
        words = passwords([*texts, *self._slips]) if self._count else ()  # for attachments alone
        tlp = stated_tlp(texts)
        if words or tlp:
            yield Wording(words, tlp)
        for waiting in self._waiting:
            yield from self._read_text(waiting, (*words, *self._options.passwords))
        yield from self._finder.dropped()

    # --- splitting -------------------------------------------------------------------------------------------------

    def _split(self, letter: Letter, depth: int) -> Iterator[Answer]:
        """Hand over the attachments of a message, and of the messages attached to it."""
        self._letters.append(letter)
        used = _cids(letter.mail)
        for part in letter.mail.parts:
            if roles.is_body(part):
                continue
            if roles.is_inline_image(part, used):
                yield from self._picture(part, letter)
            elif self._count < MAX_ATTACHMENTS:
                yield from self._attachment(part, letter, depth)
            else:
                yield Noted(f"more than {MAX_ATTACHMENTS} attachments, the others become no File", True)
                return

    def _picture(self, part: Part, letter: Letter) -> Iterator[Answer]:
        """A picture in a page is no File; it is read for codes where that is possible."""
        if self._count < MAX_ATTACHMENTS and find_spec("zxingcpp") is not None:
            name = safe_name(part.name, roles.default_name(part))
            yield from self._handed_over(part, name, letter, is_file=False)

    def _attachment(self, part: Part, letter: Letter, depth: int) -> Iterator[Answer]:
        name = safe_name(part.name, roles.default_name(part))
        number = self._count
        data = yield from self._handed_over(part, name, letter, is_file=True)
        self._names += self._finder.attachment_name(name, Place(path=(*letter.path, name)), number)
        if address := roles.content_elsewhere(part):
            place = Place(path=(*letter.path, name), spot="where it is")
            self._names += self._finder.document(Document(place, address, "links"), number)
        if data is None and not roles.is_message(part):
            return
        format = "eml" if data is None else sniff(data, name)
        path = (*letter.path, name)
        if (roles.is_message(part) or format == "eml") and self._may_nest(part, depth):
            inner = Letter(parse_attached(part) if data is None else parse(data), path, number)
            yield from self._split(inner, depth + 1)
        elif data is not None and format in TEXT_FORMATS and self._held + len(data) <= HELD_TOTAL:
            self._held += len(data)
            if format == "text" and len(data) <= SLIP_BYTES:
                self._slips.append(decoded(data, part.charset))
            self._waiting.append(Waiting(number, name, path, data, part.charset))

    def _handed_over(
        self, part: Part, name: str, letter: Letter, *, is_file: bool
    ) -> Generator[Answer, None, bytes | None]:
        """Tell the attachment and its bytes; those bytes, where they are few enough to look into."""
        self._count += 1
        yield Attached(name, part.media_type[:MAX_HEADER], letter.path, is_file)
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

    # --- reading ---------------------------------------------------------------------------------------------------

    def _read_letter(self, letter: Letter, texts: list[str]) -> Iterator[Answer]:
        """Header and bodies of a message; its texts are added to ``texts``.

        Whoever got the message is nobody to be looked for, neither in its text nor in headers, also of attached ones.
        """
        sent_to = (
            *(each for name in _SENT_TO for each in _addresses(letter.mail, name)),
            *bounces.bystanders(letter.mail),
        )
        recipients = tuple(map(str.lower, sent_to))
        if not letter.path:
            self._recipients = recipients[:MAX_NAMES]
        for header in letter.mail.headers[:MAX_FIELDS]:
            place = letter.header_place(header.name[:MAX_FIELD_NAME])
            yield from self._finder.header(header.name, header.value, place, letter.attachment, self._recipients)
        for part in filter(roles.is_body, letter.mail.parts):
            walked = body(part, Context(self._options.passwords))
            for item in documents(walked, letter.body_places(part)):
                if isinstance(item, Document) and item.kind != "links":
                    texts.append(item.text)
                yield from self._finder.item(item, letter.attachment, recipients)
        for note in letter.mail.notes:
            yield Noted(f"{letter.path[-1]}: {note}" if letter.path else note, False)
        if letter.attachment is not None:
            yield Read(letter.attachment)

    def _read_text(self, waiting: Waiting, words: tuple[str, ...]) -> Iterator[Answer]:
        context = Context(words, waiting.charset, waiting.name)
        outer = waiting.path[:-1]
        walked = walk(waiting.data, waiting.name, context)
        for item in documents(walked, lambda path, spot: Place(path=(*outer, *path), spot=spot)):
            yield from self._finder.item(item, waiting.number)
        yield Read(waiting.number)


def opened(mail: Mail, received: datetime) -> Opened:
    """What the header says of the message as a whole."""
    senders = _addresses(mail, "From") or _addresses(mail, "Sender")
    recipients = (*_addresses(mail, "To"), *_addresses(mail, "Cc"))
    date = dates.sent_at(mail.header("Date"), received)
    return Opened(
        message_id=mail.header("Message-ID").strip()[:MAX_HEADER],
        subject=" ".join(mail.header("Subject").split())[:MAX_HEADER],
        sender=senders[0] if senders else "",
        recipients=recipients[:MAX_NAMES],
        date=date.isoformat() if date else "",
    )


def _addresses(mail: Mail, name: str) -> tuple[str, ...]:
    found = next((header for header in mail.headers if header.name.lower() == name.lower()), None)
    listed = addresses.addresses(found.text[:MAX_LIST]) if found else ()
    return tuple(each.address[:MAX_HEADER] for each in listed)


def _cids(mail: Mail) -> frozenset[str]:
    """The Content-IDs that the pages of the message show; looked for only where a part could be meant."""
    if not any(part.content_id for part in mail.parts):
        return frozenset()
    pages = (part for part in mail.parts if roles.is_body(part) and roles.is_html(part))
    return roles.cids(part.payload().decode("latin-1") for part in pages)
