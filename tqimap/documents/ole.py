"""Compound files (MS-CFB): Word, Excel, PowerPoint up to 2003, MSG, VBA projects, and objects embedded in any.

Which document a storage holds is told by its streams, at every level: an object embedded in a DOC is a storage
like the DOC itself.
"""

from collections.abc import Callable, Iterator

from tqimap.documents import carve, excel, msg, office_crypt, powerpoint, property_set, vba, word
from tqimap.documents.compound_file import CompoundFile, Storage
from tqimap.documents.ole_object import packed_file
from tqimap.documents.pieces import Child, Context, Piece, Unread

MAX_DEPTH = 12  # storages inside storages; Word nests three for each embedding
MIN_CHARACTERS = 5  # of a string in a stream that no reader knows

_DOCUMENTS: dict[str, Callable[[Storage, Context], Iterator[Piece]]] = {
    "EncryptedPackage": office_crypt.pieces,
    "__properties_version1.0": msg.pieces,
    "WordDocument": word.pieces,
    "Workbook": excel.pieces,
    "Book": excel.pieces,
    "PowerPoint Document": powerpoint.pieces,
    "dir": vba.pieces,
}
_WHOLE = frozenset({"package", "contents"})  # a document of any format, embedded as it is
_WITHOUT_WORDS = frozenset({"\x01compobj", "\x03objinfo", "\x03eprint", "\x05bagaaqy23kudbhchaaq5u2chnd"})


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """All documents of the file, with macros and embedded objects; other streams are searched for strings."""
    yield from pieces(CompoundFile(data).root(), context)


def pieces(storage: Storage, context: Context) -> Iterator[Piece]:
    """What is in one storage and below it."""
    known = [stream for stream in _DOCUMENTS if storage.has(stream)]
    for stream in known[:1]:
        yield from _DOCUMENTS[stream](storage, context)
    if storage.has("__properties_version1.0") or storage.has("EncryptedPackage"):
        return  # these look after their own inner storages and streams
    if "dir" not in known:
        for stream in storage.streams():
            if stream not in known:
                yield from _other(storage, stream)
    yield from _inner(storage, context)


def _inner(storage: Storage, context: Context) -> Iterator[Piece]:
    for inner in storage.storages():
        if len(inner.path) > MAX_DEPTH:
            yield Unread(f"{'/'.join(inner.path)}: storages nested deeper than {MAX_DEPTH}")
        else:
            yield from pieces(inner, context)


def _other(storage: Storage, stream: str) -> Iterator[Piece]:
    name = stream.lower()
    if name in _WITHOUT_WORDS or name in word.STREAMS or name in powerpoint.STREAMS:
        return
    data = storage.read(stream)
    if name == "\x01ole10native":
        yield from packed_file(data[4:])
    elif name in _WHOLE and data:
        yield Child("/".join((*storage.path, stream)), data)
    else:
        strings = property_set.strings(data) if name in property_set.NAMES else carve.strings(data, MIN_CHARACTERS)
        yield from carve.blocks(strings, _printable(stream))


def _printable(stream: str) -> str:
    return stream.lstrip("\x01\x02\x03\x04\x05\x06")
