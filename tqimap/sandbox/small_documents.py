"""The smallest files of many formats that real readers accept, made of a few lines of text."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

import pyzipper  # type: ignore[import-untyped]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# One date for all members: the same content is the same file on every day.
_DATE = (2026, 1, 1, 0, 0, 0)
# What the code in the picture says, and the picture: a PNG with a QR code of version 3.
SCANNED = "https://scan.quish-tqimap-demo.com/pay"
CODE_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000940000009401000000005d473d79000000f94944415478daed564112c2400c62fc00ffff65"
    "7e108176bcf4a2966357ad3b7b60126049b1973578ce7e3903c021a1bdb73b2f5cd7b767c2a3be1ccc80dedec7138eea1312bdede0e5b935"
    "3c02b328e18534d1371dfe2ceab92afac63752e4b3bfdb2f6d970d9c8429e041bed62fa2dcef575230b2f8d9e08f02a4f58d110bfe13903e"
    "bec542bedf6f6e6f1a66833f2bb206b4151bf5d92c0153bb05fe4c9f45f17f833f15180f5a9aa9e481c0e82c88a90bfa4662f5ba15fe52df"
    "31404c64255fe02c9d047425ffdce831e44af9ec1a63ebcefc709b88a34bf3ed0c9a067f677dc1c376f8cb0d6127ffac2fdcb163703af3ed"
    "794ffcf3ec0d15b08815100a5f530000000049454e44ae426082"
)


def pdf(lines: Sequence[str], link: str = "") -> bytes:
    """A page of text; ``link`` is the target of an annotation that no reader sees as text."""
    shown = "".join(f"({line.translate({40: None, 41: None, 92: None})}) Tj T*\n" for line in lines)
    page = zlib.compress(f"BT /F1 12 Tf 16 TL 50 780 Td\n{shown}ET".encode("latin-1"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> /Annots [6 0 R] >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Annot /Subtype /Link /Rect [50 700 300 720] /A << /S /URI /URI (%s) >> >>" % link.encode("ascii"),
    ]
    return _pdf_file(objects if link else [*objects[:2], objects[2].replace(b" /Annots [6 0 R]", b""), *objects[3:5]])


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    """Objects numbered from 1, with the table of their places."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)


def docx(lines: Sequence[str], link: str = "") -> bytes:
    """Paragraphs; ``link`` is the target of a hyperlink with a harmless text."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    if link:
        paragraphs += '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>Read more</w:t></w:r></w:hyperlink></w:p>'
    document = (
        f'<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships"><w:body>{paragraphs}</w:body></w:document>'
    )
    target = _relationship("rId1", "hyperlink", link, ' TargetMode="External"')
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {
            "[Content_Types].xml": _content_types("/word/document.xml", kind),
            "_rels/.rels": _relationships(_relationship("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": _XML + document,
            "word/_rels/document.xml.rels": _relationships(target if link else ""),
        }
    )


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """A sheet with a string in each cell."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    book = '<sheets><sheet name="Indicators" sheetId="1" r:id="rId1"/></sheets>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    sheet_kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    return zipped(
        {
            "[Content_Types].xml": _content_types("/xl/workbook.xml", kind, ("/xl/worksheets/sheet1.xml", sheet_kind)),
            "_rels/.rels": _relationships(_relationship("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'{_XML}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}/relationships">{book}</workbook>',
            "xl/_rels/workbook.xml.rels": _relationships(_relationship("rId1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f'{_XML}<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )


def _content_types(part: str, kind: str, *others: tuple[str, str]) -> str:
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    overrides = "".join(f'<Override PartName="{name}" ContentType="{each}"/>' for name, each in ((part, kind), *others))
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _relationships(inner: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _relationship(name: str, kind: str, target: str, mode: str = "") -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/relationships/{kind}" Target={quoteattr(target)}{mode}/>'


def rtf(lines: Sequence[str]) -> bytes:
    """Plain paragraphs."""
    return ("{\\rtf1\\ansi\\deff0 " + "\\par ".join(lines) + "}").encode("ascii")


def odt(lines: Sequence[str]) -> bytes:
    """Paragraphs of an OpenDocument text."""
    office, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text"))
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    content = (
        f'{_XML}<office:document-content xmlns:office="{office}" xmlns:text="{text}">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def winmail(name: str, content: bytes) -> bytes:
    """The ``winmail.dat`` (MS-OXTNEF) in which Outlook wraps an attachment."""
    version, new_attachment, title, data = 0x00089006, 0x00069002, 0x00018010, 0x0006800F
    attributes = [
        _attribute(1, version, struct.pack("<I", 0x00010000)),
        _attribute(2, new_attachment, bytes(14)),
        _attribute(2, title, name.encode("ascii") + b"\0"),
        _attribute(2, data, content),
    ]
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def _attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) % 65536)


def program(text: str) -> bytes:
    """What looks like a program for Windows with a text among its bytes; it does nothing, for it has no sections."""
    signature = 128
    header = b"MZ".ljust(60, b"\0") + struct.pack("<I", signature)
    return header.ljust(signature, b"\0") + b"PE\0\0" + bytes(60) + text.encode("ascii") + bytes(60)


def locked_zip(members: Mapping[str, str], password: str) -> bytes:
    """A ZIP file with AES encryption."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tar_gz(members: Mapping[str, bytes]) -> bytes:
    """A gzipped tar file of these members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(out.getvalue(), mtime=0)
