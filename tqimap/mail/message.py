"""A message as it is read: its fields and the leaves of its MIME tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tqimap.mail import charset, encoded_words, transfer
from tqimap.mail.transfer import Buffer


@dataclass(frozen=True, slots=True)
class Header:
    """One field. ``raw`` is its unfolded value as it stands in the message; 8-bit bytes in it are in ``charset``."""

    name: str
    raw: bytes = field(repr=False)
    charset: str = ""

    @property
    def text(self) -> str:
        """The value with its encoded words as they are: for fields that are taken apart before they are decoded."""
        return charset.decode_field(self.raw, self.charset)

    @property
    def value(self) -> str:
        """The value, decoded (RFC 2047)."""
        return encoded_words.decode(self.text)


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree, in the order of the message.

    ``media_type`` is lower case and always has a slash; ``disposition`` is ``""``, ``inline`` or ``attachment``;
    ``name`` is the decoded file name as it was sent, possibly empty; ``charset`` is what was declared, possibly
    nonsense; ``within`` is the media type of the enclosing multipart. ``spot`` is set for text that is no part of
    its own: ``preamble``, ``epilogue``, ``between headers``, ``after base64``, ``rest``. ``is_bounce`` says that it is
    what a mail system wrote of a message that it did not deliver.
    """

    media_type: str
    raw: Buffer = field(repr=False)
    start: int = 0
    end: int = 0
    encoding: str = ""
    disposition: str = ""
    name: str = ""
    content_id: str = ""
    charset: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[Header, ...] = field(default=(), repr=False)
    within: str = ""
    spot: str = ""
    is_bounce: bool = False

    @property
    def encoded_size(self) -> int:
        """How many bytes of the message the part takes, before decoding; it never decodes to more."""
        return self.end - self.start

    def chunks(self) -> Iterator[bytes]:
        """The decoded bytes in pieces of at most 1 MiB; a message/rfc822 part as it was sent, not written anew."""
        return transfer.decoded(self.raw, self.start, self.end, self.encoding)

    def payload(self) -> bytes:
        """The decoded bytes in one."""
        return b"".join(self.chunks())

    def header(self, name: str) -> str:
        """The decoded value of the part's first field of that name, empty where there is none."""
        return first(self.headers, name)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message taken apart. ``notes`` say what was wrong with it and worth a line."""

    headers: tuple[Header, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The decoded value of the first field of that name, empty where there is none."""
        return first(self.headers, name)


def first(headers: tuple[Header, ...], name: str) -> str:
    """The decoded value of the first field called ``name`` in any case, empty where there is none."""
    wanted = name.lower()
    return next((header.value for header in headers if header.name.lower() == wanted), "")
