"""Compound files (MS-CFB): Word, Excel, PowerPoint up to 2003, MSG, VBA projects, and objects embedded in any.

Which document a storage holds is told by its streams, at every level: an object embedded in a DOC is a storage
like the DOC itself.
"""

from collections.abc import Callable, Iterator

from tqimap.documents import carve
from tqimap.documents.compound_file import SECTOR, CompoundFile, Storage
from tqimap.documents.messages import msg
from tqimap.documents.office import crypt, excel, powerpoint, property_set, vba, word
from tqimap.documents.office.ole_object import packed_file
from tqimap.documents.pieces import Child, Context, Piece, Unread

MAX_DEPTH = 12  # storages inside storages; Word nests three for each embedding
MIN_CHARACTERS = 5  # of a string in a stream that no reader knows

_DOCUMENTS: dict[str, Callable[[Storage, Context], Iterator[Piece]]] = {
    "EncryptedPackage": crypt.pieces,
    msg.PROPERTIES: lambda storage, context: msg.pieces(storage, lambda inner: pieces(inner, context)),
    "WordDocument": word.pieces,
    "Workbook": excel.pieces,
    "Book": excel.pieces,
    "PowerPoint Document": powerpoint.pieces,
    "dir": vba.pieces,
}
_WHOLE = frozenset({"package", "contents", "package_stream"})  # a document of any format; the last is LibreOffice's
_DATA_SPACES = "\x06dataspaces"  # how an encrypted document is encrypted (MS-OFFCRYPTO 2.2)
_WITHOUT_WORDS = frozenset({"\x01compobj", "\x03objinfo", "\x03eprint", "encryptioninfo", "encryptedpackage"})
_READ_ALONG = {"WordDocument": word.STREAMS, "PowerPoint Document": powerpoint.STREAMS}  # with the document's own


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """All documents of the file, with macros and embedded objects; other streams are searched for strings."""
    yield from pieces(CompoundFile(data).root(), context)
    if len(data) % SECTOR:  # a whole file has whole sectors
        yield Unread("the file is cut short: read as far as it goes, and its strings")
        yield from carve.read(data, context)


def pieces(storage: Storage, context: Context) -> Iterator[Piece]:
    """What is in one storage and below it. Every document there counts: a stream may be there only to mislead."""
    known = [stream for stream in _DOCUMENTS if storage.has(stream)]
    for reader in dict.fromkeys(_DOCUMENTS[stream] for stream in known):
        yield from reader(storage, context)
    if "dir" not in known:
        for stream in storage.streams():
            if stream not in known:
                yield from _other(storage, stream)
    yield from _inner(storage, context)


def _inner(storage: Storage, context: Context) -> Iterator[Piece]:
    is_message = storage.has(msg.PROPERTIES)
    for inner in storage.storages():
        name = inner.name.lower()
        if name == _DATA_SPACES or (is_message and name.startswith(msg.STORAGES)):
            continue
        if len(inner.path) > MAX_DEPTH:
            yield Unread(f"storages nested deeper than {MAX_DEPTH}")
        else:
            yield from pieces(inner, context)


def _other(storage: Storage, stream: str) -> Iterator[Piece]:
    name = stream.lower()
    is_read = any(name in streams and storage.has(document) for document, streams in _READ_ALONG.items())
    if is_read or name in _WITHOUT_WORDS or name.startswith(msg.PROPERTY):
        return
    data = storage.read(stream)
    if name == "\x01ole10native":
        yield from packed_file(data[4:])
    elif name in _WHOLE and data:
        yield Child("/".join((*storage.path, stream)), data)
    elif name in property_set.NAMES:
        yield from carve.blocks(property_set.strings(data), _printable(stream))
    else:
        yield from carve.blocks(carve.strings(data, MIN_CHARACTERS), _printable(stream), "strings")


def _printable(stream: str) -> str:
    return stream.lstrip("\x01\x02\x03\x04\x05\x06")
