"""Which reader reads which format. Readers are imported at first use: a run without attachments pays nothing."""

import importlib
from collections.abc import Iterator

from tqimap.documents import carve
from tqimap.documents.pieces import Context, Exposed, Piece, Unread

# module -> the formats it reads (see file_type.py); what is not listed is carved for strings
_FORMATS = {
    "text": "text json stix2 csv script",
    "markup.html": "html hta",
    "markup.xml": "xml svg stix",
    "messages.calendar": "ics vcf",
    "messages.eml": "eml",
    "messages.emlx": "emlx",
    "messages.mbox": "mbox",
    "messages.pkcs7": "pkcs7",
    "pdf.pdf": "pdf",
    "office_xml.ooxml": "docx docm xlsx xlsm pptx pptm ooxml",
    "office_xml.odf": "odt ods odp",
    "office_xml.flat": "office-xml office-xml+macros",
    "office.activemime": "activemime",
    "office.ole": "doc doc+macros xls xls+macros ppt ppt+macros msg ole office-encrypted",
    "office_xml.xlsb": "xlsb xlsb+macros",
    "office.rtf": "rtf",
    "messages.tnef": "tnef",
    "archives.zip": "zip jar apk msix",
    "archives.compressed": "gzip bzip2 xz",
    "archives.tar": "tar",
    "archives.libarchive": "7z rar iso cab xar cpio lha lzma compress zstd lz4 lzip",
    "graphics.image": "png jpeg gif bmp tiff webp",
    "programs.lnk": "lnk",
    "office.onenote": "one",
    "office.iwa": "iwa",
    "programs.msi": "msi",
    "stores.plist": "plist",
    "stores.sqlite": "sqlite",
    "programs.executable": "exe elf macho",
    "programs.java_class": "class",
    "programs.manifest": "manifest",
    "graphics.font": "font",
    "graphics.postscript": "postscript",
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
_EXTRAS = {"archives.libarchive": "archives", "graphics.image": "qr"}  # as in setup.py
# They give what was mailed to a library in C. The others are Python, but for what unpacks (zlib, bzip2, lzma) and for
# the parser of pages and XML (libxml2), which meets the pages of every mail.
_NATIVE = frozenset({"pdf.pdf", "archives.libarchive", "graphics.image"})


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
