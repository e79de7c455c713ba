"""Rich Text Format 1.9.1: text of every destination, fields, embedded objects, HTML that was wrapped in RTF.

One pass over tokens. Each destination (footnote, field, object …) has a buffer of its own, so that a note in the
middle of an address does not cut it, and formatting between two letters does not either.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tqimap.documents import carve, code_pages
from tqimap.documents.decoded_text import blocks
from tqimap.documents.fields import pieces_of
from tqimap.documents.furniture import mail_furniture
from tqimap.documents.office.ole_object import pieces_of_object
from tqimap.documents.office.rtf_words import CHARACTERS, DESTINATIONS, INLINE, SYMBOLS, Kind
from tqimap.documents.pieces import Child, Context, Piece, Text, Unread
from tqimap.documents.scripts.strings_in_code import encoded_commands
from tqimap.documents.values import labels, versions
from tqimap.documents.values.link_edges import EDGE, words_apart

MAX_TOKENS = 5_000_000  # about 10 s; a megabyte of plain text in RTF has some 200,000
MAX_OPEN_GROUPS = 100_000  # Word itself gives up far below
LEAST_RAISED = 4  # half points: what converters of PDF move by less is a word

_TOKEN = re.compile(
    rb"\\bin(\d{1,10}) ?|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)",
    re.S,
)
_SEPARATOR = re.compile(r"[/\\]")
_WORDS_OF_FIELD = 50  # pieces of them, by changes of the font
_PICTURES = (b"89504e47", b"ffd8ff", b"424d", b"47494638", b"49492a00", b"4d4d002a")
_NOT_HEXADECIMAL = bytes(set(range(256)) - set(b"0123456789abcdefABCDEF"))


@dataclass(slots=True)
class _Destination:
    """What gathers the text of one destination; ``kind`` says what becomes of it."""

    kind: Kind
    chunks: list[str] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)  # of objects and pictures, in hexadecimal
    binary: dict[int, bytes] = field(default_factory=dict)  # what stands among it as it is, by its index


@dataclass(frozen=True, slots=True)
class _Group:
    """What a closing brace restores."""

    destination: _Destination
    code_page: str
    after_unicode: int = 1  # characters to skip behind \\u
    is_hidden: bool = False  # between \\htmlrtf and \\htmlrtf0
    is_field: bool = False


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Pieces of every destination as it ends, the body last; what stands behind the document is searched too."""
    reader = _Reader(data, context.is_body)
    yield from reader.pieces()
    yield from carve.blocks(carve.strings(data[reader.at :]), "behind the document")


class _Reader:
    """The state of one pass."""

    def __init__(self, data: bytes, is_mail: bool) -> None:
        self.at = 0
        self._data = data
        self._is_mail = is_mail  # the body of one
        self._body = _Destination(Kind.BODY)
        self._group = _Group(self._body, code_pages.FALLBACK)
        self._groups: list[_Group] = []
        self._pending = bytearray()  # bytes of text that are not decoded yet: characters may have two
        self._to_skip = 0
        self._fonts: dict[str, str] = {}
        self._font = ""
        self._is_html = False
        self._field_from = 0  # how much of the text there was when the field began
        self._instruction: list[Piece] = []  # of that field, in a mail, whose words say whether it is furniture
        self._is_ignorable = False  # \\* came before: an unknown word is a destination

    def pieces(self) -> Iterator[Piece]:
        for _ in range(MAX_TOKENS):
            token = _TOKEN.match(self._data, self.at)
            if token is None:
                self.at += 1  # a lone backslash at the end
            else:
                self.at = token.end()
                yield from self._token(token)
            if self.at >= len(self._data) or self._is_behind():
                break
        else:
            yield Unread(f"RTF: only the first {self.at} bytes were read")
        yield from self._rest()

    def _is_behind(self) -> bool:
        """Whether the document has ended. With a brace too many it ends early, and what follows is RTF still."""
        if self._groups or not self._body.chunks:
            return False
        return not self._data[self.at : self.at + 16].lstrip().startswith((b"{", b"\\"))

    def _rest(self) -> Iterator[Piece]:
        """What is still open at the end, innermost first, then the body."""
        while self._groups:
            yield from self._close()
        self._decode()
        text = _joined(self._body)
        if self._is_html:
            yield Child("body.html", text.encode("utf-8", "replace"), is_body=self._is_mail)
            return
        if self._is_mail:
            text, furniture = mail_furniture.taken_out(text)
            yield from furniture
        text = labels.in_rows(text, cell="\t", row="\t\n", line="\n")
        yield from blocks(versions.in_lines(text), "text")
        yield from encoded_commands(text, "text, command")

    def _token(self, token: re.Match[bytes]) -> Iterator[Piece]:
        binary, word, number, code, symbol, brace, text = token.groups()
        if text is not None:
            self._text(text)
        elif brace == b"{":
            self._open()
        elif brace == b"}":
            yield from self._close()
        elif word is not None:
            self._word(word.decode("ascii"), number)
        elif code is not None and self._group.destination.kind not in (Kind.OBJECT, Kind.PICTURE):
            self._text(bytes.fromhex(code.decode("ascii")))
        elif symbol == b"*":
            self._is_ignorable = True
        elif symbol in SYMBOLS:
            self._add(SYMBOLS[symbol])
        elif binary is not None:
            self._binary(int(binary))

    def _binary(self, size: int) -> None:
        destination = self._group.destination
        if destination.kind in (Kind.OBJECT, Kind.PICTURE):
            destination.binary[len(destination.raw)] = self._data[self.at : self.at + size]
            destination.raw.append(b"")
        self.at += size

    def _open(self) -> None:
        self._to_skip = 0
        if self._group.destination.kind == Kind.PAIR:
            self._add("\n")
        if len(self._groups) < MAX_OPEN_GROUPS:
            self._groups.append(self._group)

    def _close(self) -> Iterator[Piece]:
        self._to_skip = 0
        if not self._groups:
            return
        outer = self._groups.pop()
        if outer.destination is not self._group.destination or outer.code_page != self._group.code_page:
            self._decode()
        ended, self._group = self._group, outer
        finished = _FINISHED.get(ended.destination.kind)
        if finished and ended.destination is not outer.destination:
            pieces = finished(ended.destination)
            if self._is_mail and outer.is_field:
                self._instruction += pieces
            else:
                yield from pieces
        if ended.is_field and not outer.is_field:
            yield from self._end_of_field()

    def _end_of_field(self) -> Iterator[Piece]:
        """In a mail what it points at, or that it is furniture by its words."""
        self._add(EDGE)
        pieces, self._instruction = self._instruction, []
        if pieces:
            words = "".join(self._group.destination.chunks[self._field_from :][:_WORDS_OF_FIELD])
            yield from mail_furniture.of_field(pieces, words)

    def _word(self, word: str, number: bytes | None) -> None:
        is_ignorable, self._is_ignorable = self._is_ignorable, False
        if word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif word == "u" and number:
            self._unicode(int(number))
        elif word in DESTINATIONS:
            self._enter(DESTINATIONS[word])
        elif word in _SETTINGS:
            _SETTINGS[word](self, (number or b"").decode("ascii"))
        elif is_ignorable and word not in INLINE and self._group.destination.kind != Kind.SKIPPED:
            self._enter(Kind.LINE)

    def _enter(self, kind: Kind) -> None:
        """The group is a destination; inside one whose words are skipped, objects and pictures still count."""
        if self._groups:
            self._decode()
            self._group = replace(self._group, destination=_Destination(kind))

    def _unicode(self, number: int) -> None:
        character = number % 0x10000
        self._add(chr(character))
        self._to_skip = self._group.after_unicode

    def _text(self, text: bytes) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        destination = self._group.destination
        if destination.kind in (Kind.OBJECT, Kind.PICTURE):
            destination.raw.append(text)
        elif destination.kind == Kind.FONTS:
            self._decode()
            destination.chunks.append(text.decode("latin-1"))
        elif destination.kind != Kind.SKIPPED and not self._group.is_hidden:
            self._pending += text[skipped:]

    def _add(self, text: str) -> None:
        if not self._group.is_hidden:
            self._decode()
            self._group.destination.chunks.append(text)

    def _decode(self) -> None:
        if self._pending:
            self._group.destination.chunks.append(self._pending.decode(self._group.code_page, "replace"))
            self._pending.clear()

    # --- settings: control words that change how the text after them is understood -----------------------------

    def _set_code_page(self, code_page: str) -> None:
        if code_page != self._group.code_page:
            self._decode()
            self._group = replace(self._group, code_page=code_page)

    def _document_code_page(self, number: str) -> None:
        self._set_code_page(code_pages.codec(int(number or 1252)))

    def _select_font(self, number: str) -> None:
        if self._group.destination.kind == Kind.FONTS:
            self._font = number
        elif number in self._fonts:
            self._set_code_page(self._fonts[number])

    def _font_character_set(self, number: str) -> None:
        if number.isdecimal() and int(number) in code_pages.BY_FONT:
            self._fonts[self._font] = code_pages.BY_FONT[int(number)]
        elif number == "0":
            self._fonts[self._font] = code_pages.FALLBACK

    def _begin_field(self, number: str) -> None:
        self._add(EDGE)
        self._field_from = len(self._group.destination.chunks)
        self._group = replace(self._group, is_field=True)

    def _raise(self, number: str) -> None:
        """By half points, 6 where it is not said: the number of a note is no part of the value before it."""
        if not number or int(number) >= LEAST_RAISED:
            self._add(" ")

    def _end_cell(self, number: str) -> None:
        """The end of its last paragraph is none of a line in it."""
        self._decode()
        chunks = self._group.destination.chunks
        if chunks[-1:] == ["\n"]:
            chunks.pop()
        self._add("\t")

    def _skip_after_unicode(self, number: str) -> None:
        self._group = replace(self._group, after_unicode=min(max(int(number or 1), 0), 8))

    def _html(self, number: str) -> None:
        self._is_html = True

    def _hide(self, number: str) -> None:
        self._decode()
        self._group = replace(self._group, is_hidden=self._is_html and number != "0")


_SETTINGS: dict[str, Callable[[_Reader, str], None]] = {
    "ansicpg": _Reader._document_code_page,
    "f": _Reader._select_font,
    "fcharset": _Reader._font_character_set,
    "field": _Reader._begin_field,
    "cell": _Reader._end_cell,
    "nestcell": _Reader._end_cell,
    "up": _Reader._raise,
    "dn": _Reader._raise,
    "uc": _Reader._skip_after_unicode,
    "fromhtml": _Reader._html,
    "htmlrtf": _Reader._hide,
}


def _joined(ended: _Destination) -> str:
    return words_apart("".join(ended.chunks))


def _line(ended: _Destination) -> Iterator[Piece]:
    text = _joined(ended).strip()
    if text:
        yield Text(text, "note or property")


def _path(ended: _Destination) -> Iterator[Piece]:
    if _SEPARATOR.search("".join(ended.chunks)):
        yield from _line(ended)


def _field(ended: _Destination) -> Iterator[Piece]:
    yield from pieces_of("".join(ended.chunks))


def _object(ended: _Destination) -> Iterator[Piece]:
    yield from pieces_of_object(_bytes(ended))


def _picture(ended: _Destination) -> Iterator[Piece]:
    """Only what may hold a code to scan; metafiles hold drawings."""
    start = b"".join(ended.raw[:2])[:64].strip().lower()
    if start.startswith(_PICTURES):
        yield Child("picture", _bytes(ended))


def _bytes(ended: _Destination) -> bytes:
    unpacked: list[bytes] = []
    begin = 0
    for index, binary in ended.binary.items():
        unpacked += (_unpacked(ended.raw[begin:index]), binary)
        begin = index
    return b"".join((*unpacked, _unpacked(ended.raw[begin:])))


def _unpacked(hexadecimal: list[bytes]) -> bytes:
    digits = b"".join(hexadecimal).translate(None, _NOT_HEXADECIMAL)
    return bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))


_FINISHED = {
    Kind.LINE: _line,
    Kind.PAIR: _line,
    Kind.PATH: _path,
    Kind.FIELD: _field,
    Kind.OBJECT: _object,
    Kind.PICTURE: _picture,
}
