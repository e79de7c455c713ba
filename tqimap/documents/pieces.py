"""What every document reader yields, and what it may be told. Nothing here does anything.

A reader is a module with ``read(data, context) -> Iterator[Piece]``: a generator over the bytes of one
document that never writes to disk, never reaches the network and may die (it runs in a limited child).
"""

from dataclasses import dataclass
from mmap import mmap
from typing import Literal

Data = bytes | memoryview | mmap  # of a document, where nothing more is needed than slices and searches
Kind = Literal["text", "bounce", "strings"]  # of a text: decoded, by a mail system, or found among bytes


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text; ``spot`` says where it stood: ``page 3``, ``Sheet1!B4``, ``comments``.

    ``kind`` is ``strings`` for what was found among bytes: some of that is only there by chance; ``bounce`` for what a
    mail system wrote of a message that it did not deliver.
    """

    text: str
    spot: str = ""
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Link:
    """A link target that need not be visible, kept apart from the text so that the two are never glued."""

    url: str
    spot: str = ""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What every mail of a sender holds, and tells nothing of a threat: a signature, a link of a mailing program."""

    text: str
    spot: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message's header (RFC 5322), which is read as what its ``name`` says and never as prose."""

    name: str
    value: str
    spot: str


@dataclass(frozen=True, slots=True)
class Child:
    """A document inside the document: archive member, embedded object, attached message, or body of the message."""

    name: str
    data: bytes
    spot: str = ""
    is_body: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that is there and was not read, with the reason; the message is then "partly read"."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hint:
    """Something worth telling about the document that is no failure, such as the password that opened it."""

    text: str


@dataclass(frozen=True, slots=True)
class Exposed:
    """What comes next is read by a library in C, a fault of which may give the process to whoever wrote the document.

    Said before a byte reaches that library, so that it can be believed: the process is then used for nothing else.
    """


Piece = Text | Link | Furniture | Field | Child | Unread | Hint | Exposed


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may be told from outside: passwords to try, the declared charset of a text, its own name.

    The name is the sender's word: it may name what is found inside, and never decides how anything is read.
    ``is_body`` says that it is the body of a message, of which furniture is told as such.
    """

    passwords: tuple[str, ...] = ()
    charset: str = ""
    name: str = ""
    is_body: bool = False
