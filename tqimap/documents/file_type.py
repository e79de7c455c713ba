"""What a document is, told by its content alone; the name only decides between kinds of text (``text_type``).

Formats are short lower-case words (``pdf``, ``docx``, ``gzip``). Declared media types and names of
attachments are the sender's claim, and hostile mail lies in both.
"""

import re
from collections.abc import Callable

from tqimap.documents import containers
from tqimap.documents.messages import mbox
from tqimap.documents.office import iwa
from tqimap.documents.pieces import Data
from tqimap.documents.text_type import HEAD_BYTES, SAMPLE_BYTES, is_mail_of_parts, text_type

PDF_WINDOW = 1024  # readers accept the PDF header anywhere in the first 1,024 bytes (ISO 32000-1, Annex H)
ISO_MAGIC_AT = 0x8001  # the first volume descriptor (ECMA-119, 8.1)
TAR_MAGIC_AT = 257  # POSIX.1-1988, ustar

_MAGICS: dict[str, bytes | tuple[bytes, ...]] = {
    "rtf": b"{\\rt",
    "gzip": b"\x1f\x8b",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\x00",
    "compress": b"\x1f\x9d",
    "zstd": b"\x28\xb5\x2f\xfd",
    "lz4": b"\x04\x22\x4d\x18",
    "lzip": b"LZIP\x01",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "rar": b"Rar!\x1a\x07",
    "cab": (b"MSCF\x00\x00\x00\x00", b"ISc("),
    "lnk": b"L\x00\x00\x00\x01\x14\x02\x00",
    "one": (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c"),
    "tnef": b"\x78\x9f\x3e\x22",
    "chm": b"ITSF",
    "activemime": b"ActiveMime",
    "png": b"\x89PNG\r\n",
    "jpeg": b"\xff\xd8\xff",
    "gif": (b"GIF87a", b"GIF89a"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "elf": b"\x7fELF",
    "macho": (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    "font": (b"ttcf\x00", b"OTTO\x00"),
    "dex": b"dex\n0",
    "xar": b"xar!",
    "cpio": b"070701",
    "pcap": (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a"),
    "pst": b"!BDN",
    "plist": b"bplist00",
    "sqlite": b"SQLite format 3\x00",
    "vhdx": b"vhdxfile",
    "rpmsg": b"\x76\xe8\x04\x60\xc4\x11\xe3\x86",
    "wim": b"MSWIM\x00\x00\x00",
    "arj": b"\x60\xea",
}
_ZIP = re.compile(rb"PK(?:[\x00-\x1f]|00PK|\Z)")  # text may begin with these letters, too
IMAGES = frozenset({"png", "jpeg", "gif", "bmp", "tiff", "webp"})
MACRO_DOCUMENTS = frozenset(
    ["docm", "xlsm", "xlsb+macros", "pptm", "doc+macros", "xls+macros", "ppt+macros", "office-xml+macros"]
)
TEXT_FORMATS = frozenset(
    {"text", "html", "hta", "xml", "svg", "stix", "stix2", "json", "csv", "ics", "vcf", "eml", "emlx", "script"}
    | {"manifest", "empty"}
)  # read in the child that reads the message itself; the others in another one


def sniff(data: Data, name: str = "") -> str:
    """The format of ``data``; ``unknown`` where nothing is recognised. Never raises, linear in the worst case."""
    if not len(data):
        return "empty"
    head = bytes(data[:HEAD_BYTES])
    return _binary(data, head) or _text_or_zip(data, name)


def _text_or_zip(data: Data, name: str) -> str:
    """A page or a script stays one with an archive behind it: its program stops before it, or reads over it."""
    archive = containers.archive_at(data)
    text = text_type(bytes(data[: min(archive, SAMPLE_BYTES)]), name)
    if archive < len(data) and text in ("", "text"):
        return containers.zip_format(data)
    if text == "eml" and mbox.is_mbox(data):
        return "mbox"
    return text or "unknown"


def _binary(data: Data, head: bytes) -> str:
    if _ZIP.match(head):
        return containers.zip_format(data)
    if head.startswith(containers.OLE_MAGIC):
        return containers.ole_format(data)
    for format, magic in _MAGICS.items():
        if head.startswith(magic):
            return format
    for recognise, format in _SHAPES:
        if recognise(data, head):
            return format
    return ""


def _is_pdf(data: Data, head: bytes) -> bool:
    """By its header; where that begins no line, by an object too: a text may speak of the header."""
    start = head[:PDF_WINDOW]
    if b"%PDF-" not in start:
        return False
    return _PDF_LINE.search(start) is not None or _PDF_OBJECT.search(data) is not None


def _is_exe(data: Data, head: bytes) -> bool:
    """MZ with a PE header behind it, or MZ followed by what no text holds: a DOS program."""
    return head.startswith(b"MZ") and len(head) > 64 and b"\x00" in head[:64]


def _is_tar(data: Data, head: bytes) -> bool:
    """By its magic, or without one (V7) by the checksum of the first header."""
    header = head[:512]
    if header[TAR_MAGIC_AT : TAR_MAGIC_AT + 5] == b"ustar":
        return True
    stored = header[148:156].strip(b" \x00")
    if len(header) < 512 or not _OCTAL.fullmatch(stored) or header[0] == 0:
        return False
    return int(stored, 8) == sum(header[:148]) + 8 * 0x20 + sum(header[156:])


_OCTAL = re.compile(rb"[0-7]{3,8}")
_PDF_LINE = re.compile(rb"^%PDF-|\r%PDF-", re.M)
_PDF_OBJECT = re.compile(rb"\d[\0\t\n\f\r ]obj\b")
_LZMA = re.compile(rb"]\0\0..(?:\xff{8}|.{5}\0\0\0)", re.S)  # size of the dictionary, then of the document or -1
# A sequence of any length that begins with an object identifier below pkcs-7 or its successor (RFC 5652, 4).
_PKCS7 = re.compile(rb"0(?:[\x02-\x80]|[\x81-\x84].{1,4}?)\x06.\x2a\x86\x48\x86\xf7\x0d\x01(?:\x07|\x09\x10\x01)", re.S)
# A session key for a public key or a password, with which encrypted messages begin (RFC 9580, 5.1 and 5.3).
_PGP = re.compile(
    rb"(?:\x84.|\x85..|\xc1(?:[\x00-\xbf]|[\xc0-\xdf].))\x03.{8}[\x01\x02\x10\x12]|[\x8c\xc3]\x0d\x04[\x07-\x0a]\x03",
    re.S,
)
_CLASS, _FIRST_JAVA = b"\xca\xfe\xba\xbe", 45  # the major version of its classes (JVM Specification, 4.1)
_FONT = re.compile(rb"(?:\x00\x01\x00\x00|true)\x00[\x01-\x80].{6}[A-Za-z/2]{3}[A-Za-z2 ]", re.S)
# A boot sector that names its file system (Microsoft's FAT specification, 3).
_FILE_SYSTEM = re.compile(rb"[\xe9\xeb](?:.{2}NTFS    |.{53}FAT1[26] |.{81}FAT32 )", re.S)
# Perhaps behind the sign with which printers end a job, or the head of an EPS with a preview (EPSF 3.0, 5.2).
_POSTSCRIPT = re.compile(rb"\x04?%!(?:PS|Font)|\xc5\xd0\xd3\xc6")
_HEIF = re.compile(rb".{4}ftyp(?:avi[fs]|he[iv][cxms]|mif1|msf1)", re.S)  # ISO/IEC 23008-12, 10; AVIF, 6
_SHAPES: tuple[tuple[Callable[[Data, bytes], bool], str], ...] = (
    (_is_tar, "tar"),
    (lambda data, head: head[2:5] == b"-lh" and head[6:7] == b"-", "lha"),
    (is_mail_of_parts, "eml"),
    (_is_pdf, "pdf"),  # behind archives that may begin with one
    (lambda data, head: _POSTSCRIPT.match(head) is not None, "postscript"),
    (_is_exe, "exe"),
    (lambda data, head: head.startswith(_CLASS) and int.from_bytes(head[6:8], "big") >= _FIRST_JAVA, "class"),
    (lambda data, head: head.startswith(_CLASS), "macho"),  # for several processors: their number is below that
    (lambda data, head: _FONT.match(head) is not None, "font"),
    (lambda data, head: head.startswith(b"BM") and len(head) > 30 and head[6:10] == bytes(4), "bmp"),
    (lambda data, head: head.startswith(b"RIFF") and head[8:12] == b"WEBP", "webp"),
    (lambda data, head: _HEIF.match(head) is not None, "heif"),
    (lambda data, head: head[510:512] == b"\x55\xaa" and _FILE_SYSTEM.match(head) is not None, "disk"),
    (lambda data, head: bytes(data[ISO_MAGIC_AT : ISO_MAGIC_AT + 5]) in {b"CD001", b"BEA01"}, "iso"),
    (lambda data, head: head[7:14] == b"**ACE**", "ace"),
    (lambda data, head: bytes(data[-512:-504]) == b"conectix", "vhd"),
    (lambda data, head: bytes(data[-512:-508]) == b"koly", "dmg"),
    (lambda data, head: _LZMA.match(head) is not None, "lzma"),
    (lambda data, head: _PGP.match(head) is not None, "pgp"),
    (lambda data, head: _PKCS7.match(head) is not None, "pkcs7"),
    (lambda data, head: head[:1] == b"\0" and iwa.is_iwa(data), "iwa"),
)
