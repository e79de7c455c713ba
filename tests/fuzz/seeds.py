"""Sound documents to be damaged: one or more of every format that has a reader, small, made here or licensed.

``FUZZ_FILES`` may name a folder with more of them, for the long form.
"""

import bz2
import gzip
import io
import json
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import libarchive
import zxingcpp
from documents.office_files import (
    RELATIONS,
    W,
    compound_file,
    font_95,
    installer,
    mapi_block,
    package,
    ppt_record,
    record,
    relation,
    shared_strings,
    tnef,
    vba_literal,
    vba_project,
    word_95,
    word_97,
    workbook,
)
from documents.pdf_documents import encrypted_page, flate, page
from documents.test_databases import database, settings
from documents.test_font import font
from documents.test_iwa import block, literal
from documents.test_java_class import compiled, utf8
from documents.test_lnk import ARGUMENTS, NAME, UNICODE, shortcut, wide
from documents.test_onenote import SECTION, file, text
from documents.test_pkcs7 import SIGNED_MESSAGE
from documents.test_tar import tarred
from documents.test_zip import aes, zipcrypto
from PIL import Image
from PIL.PngImagePlugin import PngInfo

FILES = Path(__file__).parent.parent / "documents" / "files"
LARGEST = 200_000  # bytes of a file from elsewhere: what is larger is slow to damage and shows nothing more
LINE = b"Beacon to hxxp://deep[.]example[.]org/a?b=c and 192.0.2[.]7, mail a(at)example.org\n"
MESSAGE = {"__properties_version1.0": bytes(48), "__substg1.0_1000001F": "body".encode("utf-16-le")}


def archive(format: str, *members: tuple[str, bytes], options: str = "") -> bytes:
    """By libarchive."""
    written: list[bytes] = []
    write = lambda data: (written.append(bytes(data)), len(data))[1]  # noqa: E731
    with libarchive.custom_writer(write, format, options=options) as target:
        for name, data in members:
            target.add_file_from_memory(name, len(data), data)
    return b"".join(written)


def picture(format: str) -> bytes:
    """With a code, and in the formats that have it, with text beside the pixels."""
    code = zxingcpp.create_barcode("https://qr.example.org/", zxingcpp.BarcodeFormat.QRCode)
    note = PngInfo()
    note.add_text("Comment", "https://comment.example.org/")
    target = io.BytesIO()
    Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=2)).save(
        target, format, **({"pnginfo": note} if format == "PNG" else {})
    )
    return target.getvalue()


def opendocument(kind: str, content: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Grüße, password: infected"
    message["Received"] = "from mx.example.net ([192.0.2.9]) by b.example.org; Thu, 1 Jan 2026 00:00:00 +0100"
    message.set_content(LINE.decode() * 3, cte="quoted-printable")
    message.add_alternative(HTML.decode(), subtype="html", cte="base64")
    message.add_attachment(ZIP, maintype="application", subtype="zip", filename="Bericht ü.zip")
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content(LINE.decode())
    message.add_attachment(inner)
    return message.as_bytes()


HTML = b"""<!doctype html><html><head><base href="https://base.example.org/"><title>T</title><style>a{background:
url(/s.png)}</style></head><body onload="go('https://x.example.org')"><a href="evil/">Click</a><!-- hidden.example.org
--><div style="display:none">hid</div><img srcset="a.png 1x, b.png 2x"><iframe srcdoc="&lt;b&gt;x"></iframe><a href=
"data:text/html;base64,PGI+eDwvYj4=">d</a><script>var u=atob("aHR0cDovL2EuZXhhbXBsZS5vcmcv")+"\\x41\\u0042";</script>
<form action=post.php><table><tr><td>192.0.2[.]1<td>b</table><svg><a xlink:href="//s.example.org"/></svg></html>"""
ZIP = archive("zip", ("a.txt", LINE * 5), ("d/b.html", HTML))
TYPES = {"[Content_Types].xml": "<Types/>"}
WORDS = W.format("<w:p><w:hyperlink r:id='rId1'><w:r><w:t>words</w:t></w:r></w:hyperlink></w:p>" * 9)
VBA = compound_file(vba_project({"M": b'Sub AutoOpen()\nx = Chr(104) & "ttp://a.example.org"\nEnd Sub'}))
SHEET = record(0xFD, bytes(10)) + record(0x06, bytes(22)) + record(0x0204, bytes(6) + b"\1\0\0a")
PDF_EXTRAS = {
    10: "<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0>>\nstream\n\nendstream",
    11: flate("/Type /EmbeddedFile", ZIP),
    12: "<</Type /Filespec /F (a.zip) /EF <</F 11 0 R>>>>",
    13: flate("/Type /ObjStm /N 1 /First 5", b"14 0 <</S /URI /URI (http://o.example.org)>>"),
}

SEEDS: dict[str, bytes] = {
    "txt": LINE * 20,
    "txt utf-16": (LINE * 4).decode().encode("utf-16"),
    "txt koi8": "Привет, вот ссылка http://кто.example.org/ на отчёт\n".encode("koi8-r") * 9,
    "csv": b"ip;host;sha1\n" + b"192.0.2.1;a.example.org;da39a3ee5e6b4b0d3255bfef95601890afd80709\n" * 5,
    "json": json.dumps({"url": ["http://a.example.org/\u00fc", {"ip": "192.0.2.1", "n": [1, None, True]}]}).encode(),
    "html": HTML,
    "xml": b"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE a [<!ENTITY e 'http://e.example.org'>]><a xmlns:b='c'>"
    b"<b:d href='http://a.example.org'>&e;<![CDATA[x]]></b:d><!-- c --><?pi x?></a>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><script>x('a')"
    b"</script><a xlink:href='http://s.example.org'/><image href='data:image/png;base64,iVBORw0KGgo='/></svg>",
    "ics": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Meet\r\n at http://c.example.org\r\nATTACH;ENCODING="
    b"BASE64;VALUE=BINARY:aHR0cDovL2EuZXhhbXBsZS5vcmcv\r\nX-ALT-DESC;FMTTYPE=text/html:<a href=x>\r\nEND:VEVENT\r\n",
    "vcf": b"BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;QUOTED-PRINTABLE;CHARSET=utf-8:=41=\r\n=C3=BC\r\nURL:http://v.example.org"
    b"\r\nPHOTO;ENCODING=b:QUJD\r\nEND:VCARD\r\n",
    "eml": mail(),
    "class": compiled(utf8("http://c.example.org/"), b"\x08\0\x01"),
    "manifest": b"Manifest-Version: 1.0\r\nClass-Path: http://j.example.org/a.j\r\n ar\r\nA-Package: x.io\r\n",
    "font": font("Name", "http://f.example.org/"),
    "postscript": b"%!PS-Adobe-3.0\n%%Title: (words)\n(http://p.exam\\\nple.org) show [(a)-3(.b)] TJ <0af3> (\\055)\n",
    "emlx": b"%d\n" % len(mail()) + mail() + b"<plist/>",
    "mbox": b"\n\n".join([b"From a@b.example Thu Jan  1 00:00:00 2026\n" + mail()] * 2),
    "pkcs7": SIGNED_MESSAGE,
    "pdf": page("words", "/OpenAction <</S /JavaScript /JS (f\\(1\\))>> /Names <</EmbeddedFiles <</Names [(a) 12 0 R]"
                ">>>>",
                "/Annots [<</Subtype /Link /Rect [0 0 9 9] /A <</S /URI /URI (http://l.example.org)>>>>]", PDF_EXTRAS),
    "pdf encrypted": encrypted_page("secret", "infected", "http://a.example.org/"),
    "docx": package({**TYPES, "word/document.xml": WORDS, "word/_rels/document.xml.rels": RELATIONS.format(
        relation("http://a.example.org")), "word/embeddings/a.bin": ZIP, "word/vbaProject.bin": VBA}),
    "pptx": package({**TYPES, "ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml":
                     "<p:sld xmlns:p='p'><a:t xmlns:a='a'>words</a:t></p:sld>"}),
    "xlsx": package({**TYPES, "xl/workbook.xml": "<workbook><sheets><sheet name='S' sheetId='1'/></sheets></workbook>",
                     "xl/worksheets/sheet1.xml": '<s><c r="A1" t="s"><v>0</v></c><c><f>HYPERLINK("x")</f></c></s>',
                     "xl/sharedStrings.xml": "<s><si><t>a.b</t></si></s>"}),
    "xps": package({**TYPES, "Documents/1/Pages/1.fpage": "<FixedPage xmlns='x'><Glyphs OriginX='1' OriginY='2' Indices"
                    "='1,50;2' FontRenderingEmSize='9' UnicodeString='a.b'/><Canvas/></FixedPage>"}),
    "xlsb": package({**TYPES, "xl/workbook.bin": bytes(40), "xl/worksheets/sheet1.bin": bytes(range(256)) * 4}),
    "odt": opendocument("text", "<o xmlns:text='t' xmlns:xlink='l'><text:a xlink:href='http://o.example.org'/></o>"),
    "office xml": b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w='
    b'"http://schemas.microsoft.com/office/word/2003/wordml" w:macrosPresent="yes"><w:docSuppData><w:binData w:name='
    b'"editdata.mso">QWN0aXZlTWltZQ==</w:binData></w:docSuppData><w:body><w:p>words</w:p></w:body></w:wordDocument>',
    "activemime": b"ActiveMime\0\0\1\xf0" + bytes(36) + b"\x78\xda" + zlib.compress(VBA)[2:],
    "rtf": rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 A;}}\f0\'cf\'f0 {\*\objdata 0105000002000000}{\object"
    rb"\objemb{\*\objdata d0cf11e0}}{\field{\*\fldinst HYPERLINK 'http://r.example.org'}{\fldrslt x}}\u1040?\bin3 abc}",
    "tnef": tnef((0x0002800C, b"body\0"), (0x00069002, bytes(14)), (0x00018010, b"a.zip\0"), (0x0006800F, ZIP),
                 (0x00069003, mapi_block((0x1000, 0x001F, "b".encode("utf-16-le")), (0x1013, 0x0102, HTML)))),
    "doc": compound_file({**word_97('a \x13HYPERLINK "http://d.example.org"\x14c\x15 words'),
                          "Macros": vba_project({"M": b"Sub A()"}), "ObjectPool": {"_1": {"\x01Ole10Native": ZIP}}}),
    "doc 95": compound_file(word_95("Текст".encode("cp1251"), 0x0419, font_95(b"Arial Cyr", 204))),
    "xls": compound_file({"Workbook": workbook(
        record(0xFC, shared_strings("http://x.example.org", "c")), {"S": SHEET})}),
    "xls 95": compound_file({"Book": workbook(b"", {"S": SHEET}, version=0x0500)}),
    "ppt": compound_file({"PowerPoint Document": ppt_record(0x03E8, ppt_record(0x0FA8, b"words") + ppt_record(
        0x0FA0, "wörter".encode("utf-16-le")), version=15), "Pictures": bytes(99)}),
    "msg": compound_file({**MESSAGE, "__substg1.0_10130102": HTML, "__recip_version1.0_#00000000": {
        "__substg1.0_39FE001F": "b@example.org".encode("utf-16-le")}, "__attach_version1.0_#00000000": {
        "__substg1.0_3701000D": MESSAGE, "__substg1.0_3707001F": "a.msg".encode("utf-16-le")}}),
    "vba": VBA,
    "zip": ZIP,
    "zip in zip": archive("zip", ("a.zip", archive("zip", ("b.zip", ZIP)))),
    "zip ZipCrypto": zipcrypto("infected", ("a.txt", LINE * 9)),
    "zip AES": aes("infected", ("a.txt", LINE * 9)),
    "gzip": gzip.compress(ZIP, mtime=0),
    "bzip2": bz2.compress(ZIP),
    "xz": lzma.compress(ZIP),
    "tar": tarred(("a.txt", LINE), ("d/" * 60 + "b.zip", ZIP)),
    "7z": archive("7zip", ("a.txt", LINE * 9), ("b.zip", ZIP)),
    "iso": archive("iso9660", ("a.txt", LINE * 9), ("b.zip", ZIP)),
    "xar": archive("xar", ("a.txt", LINE * 9)),
    "cpio": archive("cpio_newc", ("a.txt", LINE)),
    **{format.lower(): picture(format) for format in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")},
    "iwa": block(300, literal(b"https://pages.example.org/lo"), b"\x01\x08", literal(b"end"), b"\x1e\x02\x00"),
    "msi": installer(b"https://help.example.org/a", b"Manufacturer"),
    "sqlite": database("CREATE TABLE t (a, b)", rows=[(LINE.decode(), ZIP)] * 9 + [("x" * 9000, "https://o.example.org")]),
    "plist": settings(),
    "lnk": shortcut(ARGUMENTS | NAME | UNICODE, wide("name"), wide("/c start http://k.example.org"), bytes(4), ZIP),
    "one": SECTION + text("Title http://o.example.org") + file(ZIP) + text("more"),
    "exe": b"MZ\x90\x00" + bytes(60) + LINE + "http://wide.example.org".encode("utf-16-le") + ZIP,
    "vba source": vba_literal(b"Sub A()\n" * 200),
    **{path.name: path.read_bytes() for path in sorted(FILES.iterdir()) if path.suffix != ".md"},
}  # fmt: skip


def more_files() -> Iterator[tuple[str, bytes]]:
    """What is in the folder that ``FUZZ_FILES`` names; nothing where it is not set."""
    folder = os.environ.get("FUZZ_FILES", "")
    for path in sorted(Path(folder).rglob("*")) if folder else ():
        if path.is_file() and path.stat().st_size <= LARGEST:
            yield path.name, path.read_bytes()
