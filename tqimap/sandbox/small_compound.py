"""The smallest compound files (MS-CFB) that real readers accept: an Outlook message of a few properties."""

import struct
from collections.abc import Mapping, Sequence

_SECTOR, _MINI = 512, 64
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_MINI_LIMIT = 4096  # a longer stream would have to lie outside the mini stream
_MAX_SECTORS = _SECTOR // 4  # what one sector of the allocation table reaches
_STREAM, _ROOT = 2, 5
_UNICODE = 0x001F
_READABLE = 0x6  # the flags of a property that may be read and written


def outlook_message(subject: str, sender: str, body: str) -> bytes:
    """A ``.msg`` file (MS-OXMSG) with subject, sender and plain text."""
    texts = {0x001A: "IPM.Note", 0x0037: subject, 0x0C1F: sender, 0x1000: body}
    streams = {f"__substg1.0_{tag:04X}{_UNICODE:04X}": text.encode("utf-16-le") for tag, text in texts.items()}
    entries = [
        struct.pack("<HHIQ", _UNICODE, tag, _READABLE, len(text.encode("utf-16-le")) + 2) for tag, text in texts.items()
    ]
    return compound({"__properties_version1.0": bytes(32) + b"".join(entries), **streams})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of version 3 with these streams below its root, each shorter than 4096 bytes."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    contents = [streams[name] for name in names]
    starts, mini_table = _mini_chains([len(content) for content in contents])
    mini = b"".join(_padded(content, _MINI) for content in contents)
    entries = [_entry("Root Entry", _ROOT, child=1, start=0, size=len(mini))]
    for number, (name, content, start) in enumerate(zip(names, contents, starts, strict=True), 1):
        # A tree that is a list: every name has the next greater one at its right.
        right = number + 1 if number < len(names) else _FREE
        entries.append(_entry(name, _STREAM, right=right, start=start, size=len(content)))
    parts = [
        _padded(b"".join(entries), _SECTOR),
        _padded(struct.pack(f"<{len(mini_table)}I", *mini_table), _SECTOR, b"\xff"),
    ]
    parts.append(_padded(mini, _SECTOR))
    return _file(parts, directory=0, mini_table=1, mini=2)


def _mini_chains(sizes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Where each stream begins in the mini stream, and the table that says which mini sector follows which."""
    starts: list[int] = []
    table: list[int] = []
    for size in sizes:
        if not 0 < size < _MINI_LIMIT:
            raise ValueError(f"a stream of {size} bytes is not for the mini stream")
        count = -(-size // _MINI)
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + count), _END]
    return starts, table


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    black = 1
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, black, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _padded(data: bytes, to: int, filler: bytes = b"\0") -> bytes:
    return data + filler * (-len(data) % to)


def _file(parts: Sequence[bytes], *, directory: int, mini_table: int, mini: int) -> bytes:
    """The parts in sectors behind the header and the table of sectors, which is the first of them."""
    first, table = [], [_FAT_SECTOR]
    for part in parts:
        first.append(len(table))
        count = len(part) // _SECTOR
        table += [*range(len(table) + 1, len(table) + count), _END]
    if len(table) > _MAX_SECTORS:
        raise ValueError("too much for a small compound file")
    body = bytearray(b"".join(parts))
    root = (first[directory] - 1) * _SECTOR
    struct.pack_into("<I", body, root + 116, first[mini])
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, first[directory], 0, _MINI_LIMIT, first[mini_table], 1, _END, 0, 0,
    )  # fmt: skip
    return (
        _padded(header, _SECTOR, b"\xff")
        + _padded(struct.pack(f"<{len(table)}I", *table), _SECTOR, b"\xff")
        + bytes(body)
    )
