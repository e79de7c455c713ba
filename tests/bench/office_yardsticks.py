"""The engines of formats_yardsticks.py that read Office files."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

SECONDS = 30  # for one program on one file

Engine = Callable[[Path], Iterator[str]]


def docx(path: Path) -> Iterator[str]:
    import docx

    document = docx.Document(str(path))
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        yield from (cell.text for row in table.rows for cell in row.cells)
    yield from (rel.target_ref for rel in document.part.rels.values() if rel.is_external)


def docx2python(path: Path) -> Iterator[str]:
    from docx2python import docx2python

    with docx2python(str(path)) as document:
        yield document.text


def openpyxl(path: Path) -> Iterator[str]:
    import openpyxl

    for sheet in openpyxl.load_workbook(str(path)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield str(cell.value or "")
                yield cell.hyperlink.target or "" if cell.hyperlink else ""
                yield cell.comment.text if cell.comment else ""


def pptx(path: Path) -> Iterator[str]:
    import pptx

    for slide in pptx.Presentation(str(path)).slides:
        for shape in slide.shapes:
            yield shape.text_frame.text if shape.has_text_frame else ""
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
        yield slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        yield from (rel.target_ref for rel in slide.part.rels.values() if rel.is_external)


def odf(path: Path) -> Iterator[str]:
    from odf import opendocument, teletype, text

    document = opendocument.load(str(path))
    for kind in (text.P, text.H):
        yield from (teletype.extractText(element) for element in document.getElementsByType(kind))
    yield from (str(element.getAttribute("href")) for element in document.getElementsByType(text.A))


def xlrd(path: Path) -> Iterator[str]:
    import xlrd

    for sheet in xlrd.open_workbook(str(path)).sheets():
        yield sheet.name
        for row in range(sheet.nrows):
            yield from (str(value) for value in sheet.row_values(row))
        yield from (link.url_or_path or "" for link in getattr(sheet, "hyperlink_list", []))


def pyxlsb(path: Path) -> Iterator[str]:
    import pyxlsb

    with pyxlsb.open_workbook(str(path)) as book:
        for name in book.sheets:
            with book.get_sheet(name) as sheet:
                yield from (str(cell.v) for row in sheet.rows() for cell in row if cell.v is not None)


def oxmsg(path: Path) -> Iterator[str]:
    import oxmsg

    message = oxmsg.Message.load(str(path))
    yield from (message.subject or "", message.sender or "", message.body or "", message.html_body or "")
    yield from (f"{person.name} {person.email_address}" for person in message.recipients)
    yield from (attachment.file_name or "" for attachment in message.attachments)


def olevba(path: Path) -> Iterator[str]:
    from oletools.olevba import VBA_Parser

    yield from (code for *_, code in VBA_Parser(str(path)).extract_macros())


def tnefparse(path: Path) -> Iterator[str]:
    import tnefparse

    tnef = tnefparse.TNEF(path.read_bytes())
    for body in (tnef.body, tnef.htmlbody):
        text = body.decode("latin-1") if isinstance(body, bytes) else body or ""
        yield re.sub(r"<style.*?</style>|<[^>]*>|&\w+;", " ", text, flags=re.S)
    yield from (attachment.long_filename() for attachment in tnef.attachments)


def striprtf(path: Path) -> Iterator[str]:
    from striprtf.striprtf import rtf_to_text

    yield rtf_to_text(path.read_bytes().decode("latin-1"), errors="ignore")


def program(*command: str) -> Engine:
    def run(path: Path) -> Iterator[str]:
        done = subprocess.run([*command, str(path)], capture_output=True, timeout=SECONDS, check=True)
        yield done.stdout.decode("utf-8", "replace")

    return run


_CATDOC = program("catdoc", "-w", "-dutf-8")
OFFICE: dict[str, dict[str, Engine]] = {
    "docx": {"python-docx": docx, "docx2python": docx2python},
    "docm": {"docx2python": docx2python, "olevba": olevba},
    "xlsx": {"openpyxl": openpyxl},
    "xlsm": {"openpyxl": openpyxl, "olevba": olevba},
    "xlsb": {"pyxlsb": pyxlsb},
    "pptx": {"python-pptx": pptx},
    "odt": {"odfpy": odf},
    "ods": {"odfpy": odf},
    "odp": {"odfpy": odf},
    "doc": {"catdoc": _CATDOC, "antiword": program("antiword", "-w", "0", "-m", "UTF-8.txt"), "olevba": olevba},
    "xls": {"xlrd": xlrd, "xls2csv": program("xls2csv", "-dutf-8"), "olevba": olevba},
    "ppt": {"catppt": program("catppt", "-dutf-8"), "olevba": olevba},
    "rtf": {"striprtf": striprtf, "catdoc": _CATDOC},
    "msg": {"python-oxmsg": oxmsg},
    "dat": {"tnefparse": tnefparse},
}
