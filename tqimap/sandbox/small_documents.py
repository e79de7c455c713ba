"""The smallest PDF, Word, Excel, RTF, ZIP and tar files that real readers accept, made of a few lines of text."""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# One date for all members: the same content is the same file on every day.
_DATE = (2026, 1, 1, 0, 0, 0)


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
