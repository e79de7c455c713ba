"""PowerPoint 97 to 2003 (MS-PPT): every text atom of the one record stream, links, embedded objects, pictures."""

import struct
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from tqimap.documents import carve
from tqimap.documents.bounded import Unpacked, first_records, inflated, slices, unpack
from tqimap.documents.bounded import pieces as pieces_of
from tqimap.documents.compound_file import Storage
from tqimap.documents.fields import is_external
from tqimap.documents.office import crypt
from tqimap.documents.pieces import Child, Context, Link, Piece
from tqimap.documents.values import labels

STREAMS = frozenset({"powerpoint document", "current user", "pictures"})

# MS-PPT 2.13.24
_CHARACTERS = 0x0FA0
_BYTES = 0x0FA8
_STRING = 0x0FBA
_OBJECT = 0x1011
_SHAPE, _CHILD_ANCHOR = 0xF00A, 0xF00F  # MS-ODRAW 2.2.40, 2.2.39
_TOP = struct.Struct("<4xi")  # of a shape within its group, behind its left side
_CONTAINER = 0x0F  # version of a record that only holds others (MS-PPT 2.3.1)
_ENCRYPTED = b"\xdf\xc4\xd1\xf3"  # token of the current user's stream (MS-PPT 2.3.2)
_ENCRYPTED_PROPERTIES = "EncryptedSummary"  # MS-PPT 2.1.5; some programs forget the token
_BEFORE_PICTURE = (17, 33)  # bytes of one or two fingerprints and a tag
_PICTURES = range(0xF01A, 0xF02A)  # MS-ODRAW 2.2.23
_PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*")


def pieces(storage: Storage, context: Context) -> Iterator[Piece]:
    """Text first, then links and objects."""
    user = storage.read("Current User")
    if user[12:16] == _ENCRYPTED or storage.has(_ENCRYPTED_PROPERTIES):
        yield from crypt.pieces(storage, context)
        return
    stream = storage.read("PowerPoint Document")
    links: list[Link] = []
    yield from carve.blocks(_lines(_texts(stream, links)), "slides")
    yield from links
    notes: list[Piece] = []
    for kind, instance, body in first_records(records(stream), notes):
        if kind == _OBJECT:
            yield from _object(body, bool(instance))
    for index, picture in enumerate(_pictures(storage.read("Pictures")), 1):
        yield Child(f"picture {index}", picture)
    yield from notes


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, instance and body of every record that holds no others, in order; containers are walked into."""
    at = 0
    while at + 8 <= len(stream):
        head, kind, size = struct.unpack_from("<HHI", stream, at)
        at += 8
        if head & 0x0F != _CONTAINER:
            yield kind, head >> 4, stream[at : at + size]
            at += size


def _lines(texts: Iterable[tuple[int | None, str]]) -> Iterator[str]:
    """Each text, and those that stand beside each other in a group as a row: a table is nothing else."""
    columns = labels.Columns()
    for top, run in groupby(texts, itemgetter(0)):
        words = [text for _, text in run]
        if top is None:
            columns = labels.Columns()
            yield from words
        else:
            for at, type_ in columns.row([*map(str.strip, words)]).items():
                words[at] = labels.told(type_, words[at].strip())
            yield "\t".join(words)


def _texts(stream: bytes, links: list[Link]) -> Iterator[tuple[int | None, str]]:
    """The text of every record, with how far down that shape stands in a group which holds it.

    ``links`` gets those strings that are targets.
    """
    top: int | None = None
    for kind, _, body in first_records(records(stream), []):
        if kind == _SHAPE:
            top = None
        elif kind == _CHILD_ANCHOR and len(body) >= _TOP.size:
            top = _TOP.unpack_from(body)[0]
        elif (text := _text(kind, body)) and kind == _STRING and is_external(text):
            links.append(Link(text.strip(), "link"))
        elif text:
            yield top, text
            top = None


def _text(kind: int, body: bytes) -> str:
    """Characters in 16 bits, or their lower halves; other records may hold strings too."""
    if kind in (_CHARACTERS, _STRING):
        text = body.decode("utf-16-le", "replace")
    elif kind == _BYTES:
        text = body.decode("latin-1")
    else:
        is_bare = kind == _OBJECT or len(body) < carve.MIN_CHARACTERS
        return "" if is_bare else "\n".join(carve.strings(body))
    return text.replace("\r", "\n").replace("\x0b", "\n").strip("\0\n")


def _object(body: bytes, is_packed: bool) -> Iterator[Piece]:
    """An embedded object or the macros: a compound file, packed behind its size (MS-PPT 2.10.34)."""
    unpacked = unpack(inflated(slices(body, 4)), len(body)) if is_packed else Unpacked(body)
    yield from pieces_of("embedded object", unpacked)


def _pictures(stream: bytes) -> Iterator[bytes]:
    """Those of every kind (MS-ODRAW 2.2.24 to 2.2.30)."""
    for kind, _, body in first_records(records(stream), []):
        if kind in _PICTURES:
            start = next((at for at in _BEFORE_PICTURE if body[at:].startswith(_PICTURE_STARTS)), None)
            if start:
                yield body[start:]
