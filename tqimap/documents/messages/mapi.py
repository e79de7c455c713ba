"""Properties of Outlook's items (MS-OXPROPS), as MSG and TNEF carry them: what each is, and how it is read."""

import re
from collections.abc import Iterator

from tqimap.documents.furniture import mail_furniture
from tqimap.documents.pieces import Child, Field, Kind, Piece, Text, Unread

# Types (MS-OXCDATA 2.11.1)
STRING8 = 0x001E
UNICODE = 0x001F
OBJECT = 0x000D
BINARY = 0x0102
STRINGS = (STRING8, UNICODE)
# Properties
SUBJECT = 0x0037
MESSAGE_ID = 0x1035
BODY = 0x1000
RTF = 0x1009
HTML = 0x1013
TRANSPORT_HEADERS, DISPLAY_NAME = 0x007D, 0x3001
ATTACH_DATA, ATTACH_NAME, ATTACH_LONG_NAME = 0x3701, 0x3704, 0x3707
CODE_PAGES = (0x3FFD, 0x3FDE)  # PidTagMessageCodepage, PidTagInternetCodepage
MAX_PACKED_RTF = 4 << 20  # bytes; unpacking is plain Python, some 3 s for that many

_SENDERS = (0x0042, 0x0065, 0x0C1A, 0x0C1F, 0x5D01, 0x5D02)
_RECIPIENTS = (0x0E02, 0x0E03, 0x0E04, 0x0040, 0x0044, 0x0076, 0x0078, 0x5D07, 0x5D08)  # whoever received it, too
# What a mail system reports of a message that it did not deliver (MS-OXOMSG 2.2.2): in words, of one recipient, and the
# machines that report and that refused.
_OF_BOUNCES = frozenset({0x1001, 0x0C1B, 0x6820, 0x0C21})
# What is known by a name; every other string is told by its number.
_NAMES = {
    0x0037: "subject", 0x0070: "subject", 0x0E1D: "subject", 0x1000: "body", 0x007D: "headers",
    **dict.fromkeys(_SENDERS, "sender"), **dict.fromkeys(_RECIPIENTS, "recipients"),
    0x0050: "reply to", 0x004F: "reply to",
    0x3001: "name", 0x3003: "address", 0x39FE: "address", 0x3707: "attachment name", 0x3704: "attachment name",
    0x3708: "attachment path", 0x370D: "attachment path", 0x3712: "content id", 0x1035: "message id",
    0x1001: "report", 0x1039: "references", 0x1042: "in reply to", 0x3A51: "web page", 0x3A50: "web page",
}  # fmt: skip
# What a message by Internet has a field of its header for; so have both names and both addresses of a sender.
_FIELDS = {
    0x0037: "Subject", **dict.fromkeys(_SENDERS, "From"), 0x0050: "Reply-To", **dict.fromkeys(_RECIPIENTS, "To"),
    0x1035: "Message-ID", 0x1039: "References", 0x1042: "In-Reply-To", 0x3712: "Content-ID",
    0x1043: "List-Help", 0x1044: "List-Subscribe", 0x1045: "List-Unsubscribe",
}  # fmt: skip
# Search keys, entry identifiers, exchange addresses of the own directory, the mailbox it is in: no words of an author.
_WITHOUT_WORDS = frozenset(
    {0x001A, 0x0C1E, 0x0064, 0x3002, 0x0075, 0x0077, 0x3703, 0x370E, 0x007F, 0x0FF6, 0x0FF9}
    | {0x0E28, 0x0E29, 0x3FF8, 0x3FFA}  # accounts that sent and received it, who made and changed it
)
_NO_FIELD = re.compile(r"\A\s*(?:[^:\n]*\n)*")  # Outlook puts a line of its own before the first field


def text_of(kind: int, data: bytes, code_page: str) -> str:
    """A string property's value."""
    if kind == UNICODE:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return data.decode(code_page, "replace").rstrip("\0")


def pieces_of(tag: int, kind: int, data: bytes, code_page: str) -> Iterator[Piece]:
    """One property: bodies become documents of their own kind, strings become text, other binaries nothing."""
    if tag == HTML and data:
        html = data if kind == BINARY else text_of(kind, data, code_page).encode("utf-8", "replace")
        yield Child("body.html", html, is_body=True)
    elif tag == RTF and kind == BINARY:
        yield from _rtf(data)
    elif kind in STRINGS and tag not in _WITHOUT_WORDS:
        yield from _string(tag, text_of(kind, data, code_page))


def of_recipient(piece: Piece) -> Piece:
    """What a recipient's name and addresses are in a message by Internet: nothing of its author's."""
    return Field("To", piece.text, piece.spot) if isinstance(piece, Text) else piece


def _string(tag: int, text: str) -> Iterator[Piece]:
    if tag == TRANSPORT_HEADERS and text.strip():
        yield Child("headers.eml", _NO_FIELD.sub("", text, count=1).encode("utf-8", "replace"))
    elif tag == BODY and text.strip():
        words, furniture = mail_furniture.taken_out(text)
        yield Text(words, _NAMES[tag])
        yield from furniture
    elif text.strip():
        spot = _NAMES.get(tag, f"property {tag:04X}")
        kind: Kind = "bounce" if tag in _OF_BOUNCES else "text"
        yield Field(_FIELDS[tag], text, spot) if tag in _FIELDS else Text(text, spot, kind)


def _rtf(data: bytes) -> Iterator[Piece]:
    """The body in packed RTF (MS-OXRTFCP)."""
    import compressed_rtf  # type: ignore[import-untyped]

    if len(data) > MAX_PACKED_RTF:
        yield Unread(f"RTF body of {len(data)} bytes: too large to unpack")
        return
    try:
        unpacked: bytes = compressed_rtf.decompress(data)
    except Exception as error:  # the library raises plain Exception
        yield Unread(f"RTF body: damaged ({error})")
        return
    yield Child("body.rtf", unpacked, is_body=True)
