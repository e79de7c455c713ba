"""Which document a ZIP or OLE container is, told by the names of what it holds, and whether it is locked.

Reads directories, unpacks nothing.
"""

import re
import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any

from tqimap.documents.pieces import Data
from tqimap.documents.zip_headers import local_headers

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_NAMES = 5000  # of a ZIP's directory; honest Office files have fewer, and longer lists cost seconds
END_WINDOW = 65_557  # the end record with its longest comment (APPNOTE 4.3.16)

_MARKS_OF_ENCRYPTION = (b"/Encrypt", "EncryptedPackage".encode("utf-16-le"))  # ISO 32000-1, 7.6; MS-OFFCRYPTO, 2.3.4
_END = b"PK\x05\x06"
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_OPENDOCUMENT = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_WINDOWS_APPS = frozenset({"appxmanifest.xml", "appxmetadata/appxbundlemanifest.xml"})
_OFFICE = ("docx", "docm", "xlsx", "xlsm", "xlsb", "xlsb+macros", "pptx", "pptm", "ooxml")
ZIP_FORMATS = frozenset((*_OPENDOCUMENT.values(), *_OFFICE, "zip", "jar", "apk", "msix"))  # all that zip_format says


def may_be_locked(data: bytes) -> bool:
    """Whether a ZIP archive, a PDF or an Office file looks as if it took a password to read it."""
    if data.startswith(b"PK\x03\x04"):
        return data[6:7] != b"" and data[6] & 1 == 1  # of its first member
    return data.startswith((b"%PDF-", OLE_MAGIC)) and any(mark in data for mark in _MARKS_OF_ENCRYPTION)


def zip_format(data: Data) -> str:
    """``docx``, ``xlsm``, ``odt``, ``jar`` … or just ``zip``."""
    document = _opendocument(data)
    if document:
        return document
    names = {name.lower().replace("\\", "/").lstrip("/") for name in zip_names(data)}
    if names & _WINDOWS_APPS:
        return "msix"
    if "[content_types].xml" in names:
        return _ooxml(names)
    if "androidmanifest.xml" in names:
        return "apk"
    if "meta-inf/manifest.xml" in names and "content.xml" in names:
        return "odt"
    return "jar" if "meta-inf/manifest.mf" in names else "zip"


def archive_at(data: Data) -> int:
    """Where the ZIP begins whose end record stands at the end, whatever is in front of it; the end where there is none.

    Programs for archives open such a file, and all others what is in front.
    """
    end, record = _end_record(data)
    if len(record) != 22 + int.from_bytes(record[20:22], "little"):
        return len(data)
    members = (at for at in (0, *(at for _, at in _central(data))) if data[at : at + 4] == b"PK\x03\x04")
    before = max(0, end - END_WINDOW)
    directory = bytes(data[before:end]).rfind(b"PK\x01\x02")  # of one that lies about its members, the last entry
    return min(members, default=before + directory if directory >= 0 else end)


def _end_record(data: Data) -> tuple[int, bytes]:
    """Where the end record is (APPNOTE 4.3.16), and the bytes from there on; the end and none where there is none."""
    tail = bytes(data[-END_WINDOW:])
    at = tail.rfind(_END)
    return (len(data) - len(tail) + at, tail[at:]) if at >= 0 else (len(data), b"")


def zip_names(data: Data) -> Iterator[str]:
    """Names by the central directory; by the local headers where there is none."""
    central = [name for name, _ in _central(data)]
    yield from central or _local_names(data)


def _central(data: Data) -> Iterator[tuple[str, int]]:
    """Name of each member and where its local header is, also where something stands in front of the archive."""
    end, record = _end_record(data)
    if len(record) < 22:
        return
    size, offset = struct.unpack("<2I", record[12:20])
    at = max(offset, end - size) if size <= end else offset
    in_front = at - offset
    for _ in range(MAX_NAMES):
        record = bytes(data[at : at + _CENTRAL.size])
        if len(record) < _CENTRAL.size or not record.startswith(b"PK\x01\x02"):
            return
        name_bytes, extra_bytes, comment_bytes, _, _, _, header = _CENTRAL.unpack(record)[10:]
        name = bytes(data[at + _CENTRAL.size : at + _CENTRAL.size + name_bytes]).decode("utf-8", "replace")
        yield name, min(in_front + header, len(data))
        at += _CENTRAL.size + name_bytes + extra_bytes + comment_bytes


def _local_names(data: Data) -> Iterator[str]:
    return (header.name for _, header in islice(local_headers(data), MAX_NAMES))


def _opendocument(data: Data) -> str:
    """By its first member, which is stored and named ``mimetype`` (OpenDocument 1.3, part 2, 3.3)."""
    found = re.match(
        rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)",
        bytes(data[:200]),
        re.S,
    )
    return _OPENDOCUMENT[found[1].decode()] if found else ""


def _ooxml(names: set[str]) -> str:
    macros = any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names)
    for folder, document in (("word/", "doc"), ("xl/", "xls"), ("ppt/", "ppt")):
        if any(name.startswith(folder) for name in names):
            if "xl/workbook.bin" in names:
                return "xlsb+macros" if macros else "xlsb"
            return document + ("m" if macros else "x")
    return "docm" if macros else "ooxml"


# --- OLE (MS-CFB) --------------------------------------------------------------------------------------------------

_INSTALLER = "000C1084-0000-0000-C000-000000000046"
_STREAMS = (
    ("EncryptedPackage", "office-encrypted"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_MACRO_STORAGES = frozenset({"macros", "_vba_project_cur", "vba", "_vba_project"})


def ole_format(data: Data) -> str:
    """``doc``, ``xls+macros``, ``msg``, ``msi`` … or just ``ole``, by what stands at the root."""
    try:
        root, names = _ole_root(data)
    except Exception:  # a damaged directory in any of a library's ways
        root, names = "", _ole_names_anywhere(data)
    if root.upper() == _INSTALLER:
        return "msi"
    format = next((format for stream, format in _STREAMS if stream.lower() in names), "ole")
    has_macros = format in {"doc", "xls", "ppt"} and names & _MACRO_STORAGES
    return f"{format}+macros" if has_macros or (format == "xls" and _has_macro_sheets(data)) else format


def _ole_root(data: Data) -> tuple[str, set[str]]:
    from tqimap.documents.compound_file import Directory

    ole: Any = Directory(data)
    return ole.root.clsid, {child.name.lower() for child in ole.root.kids}


def _has_macro_sheets(data: Data) -> bool:
    """Macros of Excel 4 stand in sheets, not in a storage of their own."""
    from tqimap.documents.compound_file import CompoundFile
    from tqimap.documents.office import excel

    try:
        root = CompoundFile(bytes(data)).root()
    except Exception:  # as above
        return False
    return any(excel.has_macro_sheets(root.read(stream)) for stream in ("Workbook", "Book"))


def _ole_names_anywhere(data: Data) -> set[str]:
    known = [stream for stream, _ in _STREAMS] + ["Macros", "_VBA_PROJECT_CUR"]
    return {name.lower() for name in known if re.search(re.escape(name.encode("utf-16-le")), data)}
