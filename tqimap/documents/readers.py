"""Which reader reads which format. Readers are imported at first use: a run without attachments pays nothing."""

import importlib
from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.pieces import Context, Exposed, Piece, Unread

# module -> the formats it reads (see file_type.py); what is not listed is carved for strings
_FORMATS = {
    "text": "text json stix2 csv script",
    "html": "html hta",
    "xml": "xml svg stix",
    "calendar": "ics vcf",
    "eml": "eml",
    "emlx": "emlx",
    "mbox": "mbox",
    "pkcs7": "pkcs7",
    "pdf": "pdf",
    "ooxml": "docx docm xlsx xlsm pptx pptm ooxml",
    "odf": "odt ods odp",
    "office_xml": "office-xml office-xml+macros",
    "activemime": "activemime",
    "ole": "doc doc+macros xls xls+macros ppt ppt+macros msg ole office-encrypted",
    "xlsb": "xlsb xlsb+macros",
    "rtf": "rtf",
    "tnef": "tnef",
    "zip": "zip jar apk msix",
    "compressed": "gzip bzip2 xz",
    "tar": "tar",
    "libarchive": "7z rar iso cab xar cpio lha lzma compress zstd lz4 lzip",
    "image": "png jpeg gif bmp tiff webp",
    "lnk": "lnk",
    "onenote": "one",
    "iwa": "iwa",
    "msi": "msi",
    "plist": "plist",
    "sqlite": "sqlite",
    "executable": "exe elf macho",
    "java_class": "class",
    "manifest": "manifest",
    "font": "font",
    "postscript": "postscript",
}
# No reader is there for what is packed, filed or encrypted in them.
_UNOPENED = {
    **{format: f"{format} cannot be opened" for format in ("chm", "vhd", "vhdx", "wim", "arj", "ace", "dmg", "pst")},
    "disk": "images of disks (FAT, NTFS) cannot be opened",
    "heif": "pictures as HEIC and AVIF cannot be opened",
    "pgp": "encrypted with PGP",
    "rpmsg": "encrypted with Microsoft's rights management",
}
_READERS = {format: module for module, formats in _FORMATS.items() for format in formats.split()}
_EXTRAS = {"libarchive": "archives", "image": "qr"}  # as in setup.py
# They give what was mailed to a library in C. The others are Python, but for what unpacks (zlib, bzip2, lzma) and for
# the parser of pages and XML (libxml2), which meets the pages of every mail.
_NATIVE = frozenset({"pdf", "libarchive", "image"})


def read(format: str, data: bytes, context: Context) -> Iterator[Piece]:
    """All that the reader of ``format`` finds in ``data``. Raises whatever the reader raises, at any piece."""
    if format == "empty":
        return
    module = _READERS.get(format, "carve")
    if format in _UNOPENED:
        yield Unread(f"{_UNOPENED[format]}, only its strings were read")
    if module in _NATIVE:
        yield Exposed()
    try:
        yield from importlib.import_module(f"tqimap.documents.{module}").read(data, context)
    except ImportError:
        if module not in _EXTRAS:
            raise
        yield missing_extra(f"{format} document", _EXTRAS[module])
        yield from carve.read(data, context)


def missing_extra(what: str, extra: str) -> Unread:
    """The one line that names what to install."""
    return Unread(f"{what} not read: pip install 'tqIMAP[{extra}]'")
