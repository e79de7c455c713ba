"""Word 6 to 2003 (MS-DOC, and the older file information block of Word 6 and 95).

The text stands in pieces, 16-bit or in one byte per character; the piece table gives headers, footnotes,
comments and text boxes along with the main text. Word 6 and 95 know only bytes, in the code page of the language.
"""

import re
import struct
from collections import Counter
from collections.abc import Iterator

from tqimap.documents import carve, code_pages
from tqimap.documents.compound_file import Storage
from tqimap.documents.decoded_text import blocks
from tqimap.documents.fields import pieces_of
from tqimap.documents.office import crypt
from tqimap.documents.pieces import Context, Piece, Unread
from tqimap.documents.values import labels
from tqimap.documents.values.link_edges import EDGE, words_apart

STREAMS = frozenset({"worddocument", "0table", "1table", "data"})
MAX_PIECES = 200_000  # of a document that was saved fast for years

_ENCRYPTED, _SECOND_TABLE, _EXTENDED = 0x0100, 0x0200, 0x1000  # flags at 0x0A (MS-DOC 2.5.2)
_FAR_EAST = frozenset({0x8098, 0x8099, 0xA697, 0xA699})  # identifiers of Word 6 and 95 for Asia: 16 bits
_WORD_97 = 0x00C1  # nFib from which on text may be 16-bit and the piece table is in a stream of its own
_COMPRESSED = 1 << 30  # of a piece's offset: one byte per character (MS-DOC 2.9.73)

_MARKS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x07": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None}
    | dict.fromkeys("\0\x01\x02\x03\x04\x05\x06\x08", None)
)  # marks inside the text (MS-DOC 2.4.1); the second row anchors pictures, notes and comments
_CELL_END = "\x07"
# Of links on pictures; other strings there are chance or styles.
_ADDRESS = re.compile(r"://|mailto:|www\.|\\\\[\w.-]+\\")
_FIELD_MARK = re.compile("([\x13\x14\x15])")


def pieces(storage: Storage, context: Context) -> Iterator[Piece]:
    """Text and fields; what is encrypted goes the way of all encrypted Office files."""
    document = storage.read("WordDocument")
    if len(document) < 0x200:
        yield Unread("Word document: too short")
        yield from carve.blocks(carve.strings(document))
        return
    n_fib, flags = struct.unpack_from("<H", document, 2)[0], struct.unpack_from("<H", document, 0x0A)[0]
    if flags & _ENCRYPTED:
        yield from crypt.pieces(storage, context)
        return
    text = "".join(_text(storage, document, n_fib, flags))
    yield from _laid_out(text)
    if not text.strip():
        yield Unread("Word document: no piece of text found")
        yield from carve.blocks(carve.strings(document))
    for name in ("Data", "0Table", "1Table"):
        strings = carve.strings(storage.read(name))
        telling = (line for line in strings if _ADDRESS.search(line) and "xmlns" not in line)
        yield from carve.blocks(telling, name)


def _text(storage: Storage, document: bytes, n_fib: int, flags: int) -> Iterator[str]:
    if n_fib >= _WORD_97:
        table = storage.read("1Table" if flags & _SECOND_TABLE else "0Table")
        yield from _of_pieces(document, _piece_table(table, *struct.unpack_from("<II", document, 0x01A2)), "")
        return
    code_page = _code_page(document)
    found = list(_of_pieces(document, _piece_table(document, *struct.unpack_from("<II", document, 0x0160)), code_page))
    if not found:  # saved in full: one run of text
        begin, end = struct.unpack_from("<II", document, 0x18)
        found = [document[begin:end].decode(code_page, "replace")]
    yield from found


def _piece_table(table: bytes, offset: int, size: int) -> bytes:
    """The table itself, behind any number of property records (MS-DOC 2.9.38)."""
    end = min(len(table), offset + size)
    while offset + 5 <= end and table[offset] == 1:
        offset += 3 + int.from_bytes(table[offset + 1 : offset + 3], "little")
    if offset + 5 > end or table[offset] != 2:
        return b""
    return table[offset + 5 : min(end, offset + 5 + int.from_bytes(table[offset + 1 : offset + 5], "little"))]


def _of_pieces(document: bytes, table: bytes, code_page: str) -> Iterator[str]:
    """The text of all pieces in order; ``code_page`` is empty where pieces tell their width themselves."""
    count = min(max(0, (len(table) - 4) // 12), MAX_PIECES)
    positions = struct.unpack_from(f"<{count + 1}I", table) if count else (0,)
    room = len(document)  # overlapping pieces are hostile
    for index in range(count):
        offset = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * index + 2)[0]
        characters = min(max(0, positions[index + 1] - positions[index]), room)
        room -= characters
        if code_page:
            size = 2 * characters if code_page == "utf-16-le" else characters
            yield document[offset : offset + size].decode(code_page, "replace")
        elif offset & _COMPRESSED:
            begin = (offset & (_COMPRESSED - 1)) // 2
            yield document[begin : begin + characters].decode("cp1252", "replace")
        else:
            yield document[offset : offset + 2 * characters].decode("utf-16-le", "replace")


def _code_page(document: bytes) -> str:
    """By the language of the document, or else by the fonts: an English Word was used for Russian too."""
    if struct.unpack_from("<H", document)[0] in _FAR_EAST:
        return "utf-16-le"
    return code_pages.of_language(struct.unpack_from("<H", document, 0x06)[0]) or _code_page_of_fonts(document)


def _code_page_of_fonts(document: bytes) -> str:
    """The font table of Word 6 and 95: length, flags, weight, character set, index, name."""
    offset, size = struct.unpack_from("<II", document, 0xD0)
    fonts = document[offset + 2 : offset + size]
    charsets: Counter[str] = Counter()
    at = 0
    while at + 5 < len(fonts):
        if fonts[at + 4] in code_pages.BY_FONT:
            charsets[code_pages.BY_FONT[fonts[at + 4]]] += 1
        at += fonts[at] + 1
    return charsets.most_common(1)[0][0] if charsets else code_pages.FALLBACK


def _laid_out(text: str) -> Iterator[Piece]:
    """Text without the instructions of fields; then the fields."""
    instructions: list[str] = []
    visible = words_apart("".join(_visible(text, instructions)))
    yield from blocks(labels.in_rows(visible, cell=_CELL_END, row=_CELL_END * 2, line="\r").translate(_MARKS), "text")
    for instruction in instructions:
        yield from pieces_of(instruction.translate(_MARKS))


def _visible(text: str, instructions: list[str]) -> Iterator[str]:
    """Begin, separator and end of fields (MS-DOC 2.8.25) are 0x13, 0x14 and 0x15; fields nest."""
    open_fields: list[list[str] | None] = []  # None: past the separator, in the visible result
    for run in _FIELD_MARK.split(text):
        if run in ("\x13", "\x15"):
            yield EDGE
        if run == "\x13":
            open_fields.append([])
        elif run in ("\x14", "\x15"):
            instruction = open_fields.pop() if open_fields else None
            if instruction is not None:
                instructions.append("".join(instruction))
            if run == "\x14":
                open_fields.append(None)
        elif open_fields and open_fields[-1] is not None:
            open_fields[-1].append(run)
        else:
            yield run
    instructions.extend("".join(begun) for begun in open_fields if begun)  # never ended: not to be lost
