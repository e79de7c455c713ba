"""Small Office files for the tests, made by hand from the specifications: packages, compound files, records."""

import io
import struct
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from typing import Union

from tqimap.documents.office import ole
from tqimap.documents.pieces import Child, Context, Field, Hint, Link, Piece, Text, Unread

Tree = Mapping[str, Union[bytes, "Tree"]]

W = '<w:document xmlns:w="urn:w" xmlns:r="urn:r"><w:body>{}</w:body></w:document>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relation(target: str, mode: str = "External", identifier: str = "rId1", kind: str = "hyperlink") -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="{identifier}" Type="{base}/{kind}" Target="{target}" TargetMode="{mode}"/>'


# --- what a reader found -------------------------------------------------------------------------------------------


def texts(pieces: list[Piece]) -> str:
    """All words, those of the fields of messages too."""
    said = (
        piece.value if isinstance(piece, Field) else piece.text for piece in pieces if isinstance(piece, Text | Field)
    )
    return "\n".join(said)


def links(pieces: list[Piece]) -> list[str]:
    return [piece.url for piece in pieces if isinstance(piece, Link)]


def children(pieces: list[Piece]) -> dict[str, bytes]:
    return {piece.name: piece.data for piece in pieces if isinstance(piece, Child)}


def unread(pieces: list[Piece]) -> list[str]:
    return [piece.reason for piece in pieces if isinstance(piece, Unread)]


def hints(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if isinstance(piece, Hint)]


def spot_of(pieces: list[Piece], words: str) -> str:
    """Where the first text with these words stood."""
    return next(piece.spot for piece in pieces if isinstance(piece, Text) and words in piece.text)


def read_ole(tree: Tree, context: Context | None = None) -> list[Piece]:
    return list(ole.read(compound_file(tree), context or Context()))


# --- compound files (MS-CFB, version 3) ----------------------------------------------------------------------------

_SECTOR, _MINI_SECTOR, _CUT_OFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(tree: Tree) -> bytes:
    """A compound file with these storages and streams."""
    entries: list[list[object]] = []
    contents: list[bytes] = []
    _collect("Root Entry", tree, entries, contents, 5)
    sectors: list[bytes] = []
    minis: list[bytes] = []
    fat: list[int] = []
    mini_fat: list[int] = []
    starts: dict[int, int] = {}
    for index, content in enumerate(contents):
        if len(content) >= _CUT_OFF:
            starts[index] = _append(content, sectors, fat, _SECTOR)
        elif content:
            starts[index] = _append(content, minis, mini_fat, _MINI_SECTOR)
    if minis:
        starts[0] = _append(b"".join(minis), sectors, fat, _SECTOR)
        entries[0][6] = len(minis) * _MINI_SECTOR
    mini_fat_at = _append(struct.pack(f"<{len(mini_fat)}I", *mini_fat), sectors, fat, _SECTOR, b"\xff")
    directory = b"".join(_entry(entry, starts) for entry in entries)
    directory_at = _append(directory, sectors, fat, _SECTOR)
    fat_sectors = 1
    while (len(fat) + fat_sectors) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    fat_at = len(sectors)
    table = fat + [_FAT] * fat_sectors
    table += [_FREE] * (fat_sectors * _SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16x5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_sectors, directory_at, 0, _CUT_OFF, mini_fat_at, -(-len(mini_fat) // 128), _END, 0,
    )  # fmt: skip
    difat = [fat_at + index for index in range(fat_sectors)]
    header += struct.pack("<109I", *difat, *[_FREE] * (109 - len(difat)))
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _collect(name: str, node: bytes | Tree, entries: list[list[object]], contents: list[bytes], kind: int) -> int:
    index = len(entries)
    entry: list[object] = [name, kind, _FREE, _FREE, _FREE, len(contents)]
    entries.append(entry)
    contents.append(node if isinstance(node, bytes) else b"")
    entry.append(len(contents[-1]))
    if not isinstance(node, bytes):
        kinds = ((name, inner, 2 if isinstance(inner, bytes) else 1) for name, inner in node.items())
        numbers = [_collect(name, inner, entries, contents, kind) for name, inner, kind in kinds]
        entry[4] = _linked(numbers, entries)
    return index


def _linked(numbers: list[int], entries: list[list[object]]) -> int:
    """Make a balanced tree of siblings, and name its root."""
    if not numbers:
        return _FREE
    middle = len(numbers) // 2
    entries[numbers[middle]][2] = _linked(numbers[:middle], entries)
    entries[numbers[middle]][3] = _linked(numbers[middle + 1 :], entries)
    return numbers[middle]


def _append(content: bytes, sectors: list[bytes], fat: list[int], size: int, fill: bytes = b"\0") -> int:
    """Write the content as a chain of sectors, and say where it begins."""
    start = len(sectors)
    for at in range(0, len(content), size):
        sectors.append(content[at : at + size].ljust(size, fill))
        fat.append(len(sectors))
    if content:
        fat[-1] = _END
    return start if content else _END


def _entry(entry: list[object], starts: Mapping[int, int]) -> bytes:
    name, kind, left, right, child, content, size = entry
    encoded = str(name).encode("utf-16-le") + b"\0\0"
    start = starts.get(int(str(content)), _END)
    return struct.pack("<64sHBBIII16xI16xIQ", encoded, len(encoded), kind, 1, left, right, child, 0, start, size)


# --- Word -----------------------------------------------------------------------------------------------------------


def word_97(text: str, compressed: bool = False, flags: int = 0) -> Tree:
    """A document of one piece of text behind a file information block of 1 KiB."""
    document = bytearray(1024)
    struct.pack_into("<HHHHHH", document, 0, 0xA5EC, 0x00C1, 0, 0x0409, 0, 0x0200 | flags)
    encoded = text.encode("cp1252") if compressed else text.encode("utf-16-le")
    offset = 1024 * 2 | 1 << 30 if compressed else 1024
    table = b"\x01\x02\x00\xaa\xbb" + b"\x02" + struct.pack("<I", 16)
    table += struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, offset, 0)
    struct.pack_into("<II", document, 0x01A2, 0, len(table))
    return {"WordDocument": bytes(document) + encoded, "1Table": table}


def word_95(text: bytes, language: int, fonts: bytes = b"", identifier: int = 0xA5DC) -> Tree:
    """A document of Word 6 or 95: one run of bytes, and a table of fonts."""
    document = bytearray(1024)
    struct.pack_into("<HHHH", document, 0, identifier, 0x0068, 0, language)
    struct.pack_into("<II", document, 0x18, 1024, 1024 + len(text))
    struct.pack_into("<II", document, 0xD0, 1024 + len(text), len(fonts))
    return {"WordDocument": bytes(document) + text + fonts}


def font_95(name: bytes, charset: int) -> bytes:
    return bytes((len(name) + 6, 0, 0x90, 0x01, charset, 0)) + name + b"\0"


# --- Excel ----------------------------------------------------------------------------------------------------------


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def workbook(globals_: bytes, sheets: Mapping[str, bytes], version: int = 0x0600) -> bytes:
    """A stream of globals and sheets; names of sheets point to where each begins."""
    begin = record(0x0809, struct.pack("<HH12x", version, 5))
    names = {name: name.encode("latin-1") for name in sheets}
    flag = b"\0" if version >= 0x0600 else b""
    bounds = sum(4 + 6 + 1 + len(flag) + len(name) for name in names.values())
    at = len(begin) + len(globals_) + bounds + 4
    head, bodies = begin, b""
    for name, cells in sheets.items():
        body = record(0x0809, struct.pack("<HH12x", 0x0600, 0x10)) + cells + record(0x0A, b"")
        head += record(0x85, struct.pack("<IBB", at, 1, 0) + bytes([len(names[name])]) + flag + names[name])
        bodies += body
        at += len(body)
    return head + globals_ + record(0x0A, b"") + bodies


def shared_strings(*strings: str) -> bytes:
    body = struct.pack("<II", len(strings), len(strings))
    return body + b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in strings)


# --- others ---------------------------------------------------------------------------------------------------------


def ppt_record(kind: int, body: bytes, instance: int = 0, version: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4 | version, kind, len(body)) + body


def vba_literal(source: bytes) -> bytes:
    """A compressed container that holds only literals: a byte of flags before each eight (MS-OVBA 2.4.1)."""
    container = b"\x01"
    for at in range(0, len(source), 3000):
        chunk = source[at : at + 3000]
        packed = b"".join(b"\0" + chunk[i : i + 8] for i in range(0, len(chunk), 8))
        container += struct.pack("<H", 0xB000 | len(packed) - 1) + packed
    return container


def vba_project(modules: Mapping[str, bytes], code_page: int = 1252) -> Tree:
    directory = struct.pack("<HIH", 0x0003, 2, code_page) + struct.pack("<HIIH", 0x0009, 4, 1, 2)
    streams: dict[str, bytes] = {}
    for name, source in modules.items():
        directory += struct.pack("<HI", 0x001A, len(name)) + name.encode() + struct.pack("<HII", 0x0031, 4, 100)
        streams[name] = b"compiled http://in-p-code.example.net/".ljust(100, b"\0") + vba_literal(source)
    return {"VBA": {"dir": vba_literal(directory), **streams}}


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    head = struct.pack("<IH", 0x223E9F78, 1)
    return head + b"".join(struct.pack("<BII", 1, kind, len(body)) + body + b"\0\0" for kind, body in attributes)


def mapi_block(*properties: tuple[int, int, bytes]) -> bytes:
    """Properties of variable size as TNEF writes them."""
    block = struct.pack("<I", len(properties))
    for tag, kind, value in properties:
        block += struct.pack("<HHII", kind, tag, 1, len(value)) + value + bytes(-len(value) % 4)
    return block


def cuts(data: bytes, count: int) -> Iterator[bytes]:
    """The file cut short in ``count`` places."""
    for index in range(1, count + 1):
        yield data[: len(data) * index // (count + 1)]


# --- Windows Installer

_INSTALLER_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"
_INSTALLER_CLASS = uuid.UUID("000C1084-0000-0000-C000-000000000046")


def installer_name(name: str, table: bool = False) -> str:
    """Two signs in one character, as Windows Installer writes names of streams."""
    codes = [_INSTALLER_SIGNS.index(sign) for sign in name]
    pairs = [0x3800 + low + (high << 6) for low, high in zip(codes[::2], codes[1::2], strict=False)]
    last = [0x4800 + codes[-1]] if len(codes) % 2 else []
    return ("\u4840" if table else "") + "".join(map(chr, [*pairs, *last]))


def installer(*strings: bytes) -> bytes:
    """A package with these strings and a script."""
    pool = struct.pack("<HH", 1252, 0)
    for string in strings:
        high, low = divmod(len(string), 1 << 16)
        pool += struct.pack("<HHHH", 0, high, low, 1) if high else struct.pack("<HH", low, 1)
    data = compound_file(
        {
            installer_name("_StringPool", table=True): pool,
            installer_name("_StringData", table=True): b"".join(strings),
            installer_name("Property", table=True): b"\1\0\2\0",
            installer_name("evil.vbs"): b"open('https://script.example/')",
        }
    )
    root = data.index("Root Entry".encode("utf-16-le")) + 80  # where its class stands (MS-CFB 2.6.1)
    return data[:root] + _INSTALLER_CLASS.bytes_le + data[root + 16 :]
