"""One message, from raw bytes to answers, as the child that reads it gives them.

First the message is split and every attachment handed over, so that each is safe before anything that may end
the child is read; then headers, bodies and text-like attachments are read. The others are read in another child.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from mmap import mmap

from tqimap.documents.file_type import sniff
from tqimap.documents.named_passwords import passwords
from tqimap.documents.pieces import Context
from tqimap.documents.walk import walk
from tqimap.mail import Mail, Part, addresses, bounces, dates, parse, roles
from tqimap.model import Document, Place
from tqimap.provenance import stated_tlp
from tqimap.reader.answers import (
    MAX_NAMES,
    Answer,
    Noted,
    Opened,
    Read,
    Split,
    Wording,
)
from tqimap.reader.finder import Finder
from tqimap.reader.handover import Handover, Letter, Waiting
from tqimap.reader.options import ReaderOptions
from tqimap.reader.texts import body, documents

MAX_HEADER = 2000  # characters of a field that are told
MAX_LIST = 100_000  # characters of a list of addresses that are taken apart
MAX_FIELDS = 1000  # of one header that are looked at
MAX_FIELD_NAME = 100  # characters of it that are told

# Fields with the addresses of those who got a message: as it was written, and as servers delivered it.
_SENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Failed-Recipients")


class MessageReader:
    """Reads one message. ``release`` is called now and then to give back the memory of a mapped one."""

    def __init__(self, options: ReaderOptions, release: Callable[[], None] = lambda: None) -> None:
        self._options = options
        self._finder = Finder(options.indicators, explain=options.explain)
        self._handover = Handover(self._finder, release)
        self._recipients: tuple[str, ...] = ()  # of the message itself, which is read first

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
        handover = self._handover
        yield opened(mail, received)
        yield from handover.split(Letter(mail))
        yield Split()
        texts: list[str] = [mail.header("Subject")]
        for letter in handover.letters:
            yield from self._read_letter(letter, texts)
        yield from handover.names
        words = passwords([*texts, *handover.slips]) if handover.count else ()  # for attachments alone
        tlp = stated_tlp(texts)
        if words or tlp:
            yield Wording(words, tlp)
        for waiting in handover.waiting:
            yield from self._read_text(waiting, (*words, *self._options.passwords))
        yield from self._finder.dropped()

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
