"""Objects embedded by OLE: native data of OLE 1 in RTF (MS-OLEDS 2.2), and files packed into a document."""

import struct
from collections.abc import Iterator

from tqimap.documents.containers import OLE_MAGIC
from tqimap.documents.pieces import Child, Link, Piece, Text

_LINKED = 1  # format identifier of an object that is only linked


def pieces_of_object(data: bytes) -> Iterator[Piece]:
    """An object as RTF carries it. Exploits damage its header on purpose: then a compound file is looked for."""
    try:
        yield from _by_header(data)
    except struct.error:
        begin = data.find(OLE_MAGIC)
        yield Child("object", data[begin:] if begin >= 0 else data)


def _by_header(data: bytes) -> Iterator[Piece]:
    form = struct.unpack_from("<I", data, 4)[0]
    name, at = _string(data, 8)
    topic, at = _string(data, at)
    item, at = _string(data, at)
    if names := "\n".join(filter(None, (name, topic, item))):
        yield Text(names, "object")
    if form == _LINKED:
        if topic:
            yield Link(topic, "linked object")
        return
    size = struct.unpack_from("<I", data, at)[0]
    native = data[at + 4 : at + 4 + size]
    if name.lower() == "package":
        yield from packed_file(native)
    elif native:
        yield Child(name or "object", native)


def _string(data: bytes, at: int) -> tuple[str, int]:
    """A string behind its length, which counts its final zero."""
    size = struct.unpack_from("<I", data, at)[0]
    if size > 4096 or at + 4 + size > len(data):
        raise struct.error("no length")
    return data[at + 4 : at + 4 + size].rstrip(b"\0").decode("latin-1"), at + 4 + size


def packed_file(data: bytes) -> Iterator[Piece]:
    """A file dropped into a document, with its name and the paths it had (OLE Packager, without its size in front)."""
    try:
        label_end = data.index(0, 2)
        path_end = data.index(0, label_end + 1)
        temporary_end = data.index(0, path_end + 9)
        size = struct.unpack_from("<I", data, temporary_end + 1)[0]
    except (ValueError, struct.error):
        yield Child("packed file", data)
        return
    end = temporary_end + 5 + size
    narrow = [data[2:label_end], data[label_end + 1 : path_end], data[path_end + 9 : temporary_end]]
    names = _wide_names(data[end:]) or [name.decode("latin-1") for name in narrow]
    yield Text("\n".join(filter(None, names)), "packed file")
    name = next((name for name in (names[1], names[0]) if name), "packed file")
    yield Child(name.replace("\\", "/").rpartition("/")[2], data[temporary_end + 5 : end])


def _wide_names(tail: bytes) -> list[str]:
    """Label, path and temporary path in 16 bits, which newer programs write behind the file in another order."""
    names = []
    at = 0
    for _ in range(3):
        size = 2 * int.from_bytes(tail[at : at + 4], "little")
        if size == 0 or at + 4 + size > len(tail):
            return []
        names.append(tail[at + 4 : at + 4 + size].decode("utf-16-le", "replace"))
        at += 4 + size
    temporary, label, path = names
    return [label, path, temporary]
