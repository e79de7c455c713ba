"""PDF: first the structure, which cannot be made to loop, then the pages as pdfium reads them.

pdfium may abort the process on a hostile page, as on gigabytes that are packed twice; what was found before is kept,
because the safe half comes first. Of an encrypted document pdfium makes the decrypted copy that is scanned.
"""

import ctypes
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from pypdfium2 import PdfDocument, PdfiumError, raw  # type: ignore[import-untyped]

from tqimap.documents import codes
from tqimap.documents.decoded_text import blocks
from tqimap.documents.passwords import candidates, opened_with
from tqimap.documents.pdf import structure as pdf_structure
from tqimap.documents.pdf import tables, urls
from tqimap.documents.pdf.page_text import shown
from tqimap.documents.pieces import Child, Context, Link, Piece, Text, Unread
from tqimap.documents.scripts.strings_in_code import encoded_commands

MAX_PAGES = 5000  # the longest books have fewer
MAX_LAID_OUT_PAGES = 500  # whose divided words are put together, at about 2 ms each
MAX_ANNOTATIONS = 5000  # of one page; a page of an index has hundreds
MAX_DRAWN = 500  # annotations of one page; forms have a hundred
MAX_APPEARANCE_LINES = 2_000  # of the annotations of one page
MAX_SAID = 100_000  # characters of what the annotations of one page say, with which these lines are compared
MAX_BOOKMARKS = 20_000  # of one document; the longest books have some thousand
MAX_STREAM_BYTES = 32 << 20  # of one stream that is no image, unpacked: pdfium takes twenty times that in memory
MAX_STREAMS_BYTES = 192 << 20  # of all of them together: more would be parsed for minutes
MAX_CHARACTERS = 1 << 20  # of a string that pdfium gives: a script

_NO_PASSWORD_HELPS = "encrypted, and no known password opens it"
_WITHOUT_SECURITY = 3  # FPDF_REMOVE_SECURITY
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_PROGRAMS = frozenset({"Creator", "Producer"})  # that made the document; browsers write their User-Agent there
_ANNOTATION_TEXTS = (b"Contents", b"V", b"TU")
_PAGE = re.compile(r"page \d+")


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Raises pypdfium2's PdfiumError where pdfium finds no document; the structure has been read then."""
    structure = pdf_structure.split(data)
    encrypted = pdf_structure.is_encrypted(structure)
    if not encrypted:
        yield from pdf_structure.read(structure)
    if _is_too_large(structure):
        yield Unread("pages not read: they unpack to more than a reader of pages can hold")
        return
    try:
        document, password = _open(data, context)
    except Exception:
        yield from pdf_structure.read(structure) if encrypted else ()
        raise
    if document is None:
        yield Unread(_NO_PASSWORD_HELPS)
        return
    with document:
        if password:
            yield opened_with(password)
        if encrypted:
            structure = pdf_structure.split(_decrypted(document))
            yield from pdf_structure.read(structure)
        yield from _metadata(document, pdf_structure.keys_of_strings(structure))
        yield from _document(document)


def _is_too_large(structure: pdf_structure.Structure) -> bool:
    total = 0
    for size in pdf_structure.unpacked_sizes(structure, MAX_STREAM_BYTES):
        total += size
        if size > MAX_STREAM_BYTES or total > MAX_STREAMS_BYTES:
            return True
    return False


def _open(data: bytes, context: Context) -> tuple[Any, str]:
    """The document and the password that opened it; None where none does."""
    for password in ("", *candidates(context)):
        try:
            return PdfDocument(data, password=password or None), password
        except PdfiumError as error:
            if error.err_code != _WRONG_PASSWORD:
                raise
    return None, ""


def _decrypted(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target, flags=_WITHOUT_SECURITY)
    return target.getvalue()


def _metadata(document: Any, keys: Iterable[str]) -> Iterator[Piece]:
    """The values of all properties of the document; ``keys`` are the names that any may have."""
    for key in keys:
        value = "" if key in _PROGRAMS else document.get_metadata_value(key)
        if value:
            yield Text(value, f"metadata {key}")


def _document(document: Any) -> Iterator[Piece]:
    yield from _bookmarks(document)
    yield from _scripts(document)
    drawn: dict[int, str] = {}
    names = tables.Names()
    numbers = range(min(len(document), MAX_PAGES))
    yield from _over_pages(piece for number in numbers for piece in _page(document, number, names, drawn))
    if len(document) > MAX_PAGES:
        yield Unread(f"only the first {MAX_PAGES} pages of {len(document)}")
    yield from _embedded_files(document)
    yield from codes.in_pages(document)
    for number, text in drawn.items():
        yield from _appearances(document, number, text)


def _over_pages(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The ``pieces`` of pages, with URLs whole that go on on the next one; only such a page has to wait for it."""
    held: list[Text] = []
    for piece in pieces:
        if not isinstance(piece, Text) or not _PAGE.fullmatch(piece.spot):
            yield piece
            continue
        page = piece
        for before in held:
            text, rest = urls.over_pages(before.text, piece.text)
            yield replace(before, text=text)
            page = replace(piece, text=rest)
        held = [page] if urls.ends_open(page.text) else []
        yield from () if held else (page,)
    yield from held


def _bookmarks(document: Any) -> Iterator[Piece]:
    for bookmark, _ in zip(document.get_toc(), range(MAX_BOOKMARKS), strict=False):
        yield Text(bookmark.get_title(), "bookmark")
        yield from _action(document, raw.FPDFBookmark_GetAction(bookmark), "bookmark")


def _scripts(document: Any) -> Iterator[Piece]:
    for index in range(min(raw.FPDFDoc_GetJavaScriptActionCount(document), MAX_ANNOTATIONS)):
        action = raw.FPDFDoc_GetJavaScriptAction(document, index)
        if action:
            yield Text(_wide(partial(raw.FPDFJavaScriptAction_GetScript, action)), "JavaScript")
            raw.FPDFDoc_CloseJavaScriptAction(action)


def _page(document: Any, number: int, names: tables.Names, drawn: dict[int, str]) -> Iterator[Piece]:
    """One page; a page that pdfium refuses is named, and the next one read.

    Pages with annotations that pdfium can draw are added to ``drawn``, with their text.
    """
    spot = f"page {number + 1}"
    try:
        page = document[number]
        links = list(_links(document, page, spot))
        text = shown(page, names, links, laid_out=number < MAX_LAID_OUT_PAGES)
    except PdfiumError:
        yield Unread(f"{spot} is damaged")
        return
    yield Text(text, spot)
    yield from encoded_commands(text, f"{spot}, command")
    yield from links
    yield from _annotations(page, spot)
    if number < MAX_LAID_OUT_PAGES and _may_be_drawn(page):
        drawn[number] = text
    page.close()


def _links(document: Any, page: Any, spot: str) -> Iterator[Link]:
    at, link = ctypes.c_int(0), raw.FPDF_LINK()
    for _ in range(MAX_ANNOTATIONS):
        if not raw.FPDFLink_Enumerate(page, at, link):
            return
        yield from _action(document, raw.FPDFLink_GetAction(link), spot)


def _action(document: Any, action: Any, spot: str) -> Iterator[Link]:
    if not action:
        return
    if raw.FPDFAction_GetType(action) == raw.PDFACTION_URI:
        url = _bytes(partial(raw.FPDFAction_GetURIPath, document, action))
        yield Link(url.decode("utf-8", "replace"), f"link on {spot}")
    else:
        path = _bytes(partial(raw.FPDFAction_GetFilePath, action))
        if path:
            yield Link(path.decode("utf-8", "replace"), f"file of an action on {spot}")


def _annotations(page: Any, spot: str) -> Iterator[Piece]:
    for annotation in _each_annotation(page):
        for key in _ANNOTATION_TEXTS:
            text = _wide(partial(raw.FPDFAnnot_GetStringValue, annotation, key))
            if text:
                yield Text(text, f"annotation on {spot}")


def _each_annotation(page: Any) -> Iterator[Any]:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        yield annotation
        raw.FPDFPage_CloseAnnot(annotation)


def _appearances(document: Any, number: int, before: str) -> Iterator[Piece]:
    """What only the appearances of annotations show (12.5.5): stamps, fields; pdfium draws them into the page for it.

    ``before`` is the text of the page without them. Comes last, since it changes the document.
    """
    try:
        page = document[number]
        spot = f"page {number + 1}"
        said = "".join(piece.text for piece in _annotations(page, spot) if isinstance(piece, Text))
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            flat = document[number]
            links = _links(document, flat, spot)
            text = shown(flat, tables.Names(), links, laid_out=number < MAX_LAID_OUT_PAGES)
            yield from blocks("\n".join(_new_lines(text, before, said)), f"annotation on {spot}")
    except PdfiumError:
        return  # told where the page was read


def _may_be_drawn(page: Any) -> bool:
    """Whether some annotations have an appearance, and not so many that their text would be laid out for minutes."""
    drawn = sum(bool(raw.FPDFAnnot_HasKey(annotation, b"AP")) for annotation in _each_annotation(page))
    return 0 < drawn <= MAX_DRAWN


def _new_lines(text: str, before: str, said: str) -> Iterator[str]:
    """The lines of ``text`` that did not stand there before, nor in what is said, which breaks elsewhere."""
    known = set(before.splitlines())
    whole = "".join(said[:MAX_SAID].split())
    lines = (line for line in text.splitlines() if line not in known)
    return (line for line in islice(lines, MAX_APPEARANCE_LINES) if "".join(line.split()) not in whole)


def _embedded_files(document: Any) -> Iterator[Piece]:
    """Those of the document's name tree; those of annotations are found in the structure."""
    for index in range(document.count_attachments()):
        try:
            file = document.get_attachment(index)
            yield Child(file.get_name(), bytes(file.get_data()))
        except PdfiumError as error:
            yield Unread(f"embedded file {index + 1}: {error}")


def _bytes(fill: Callable[[Any, int], int]) -> bytes:
    """pdfium's way to give a string: asked for its size in bytes, then given a buffer; ends in a zero."""
    size = min(fill(None, 0), MAX_CHARACTERS)
    buffer = ctypes.create_string_buffer(size)
    fill(buffer, size)
    return buffer.raw[:size].rstrip(b"\x00")


def _wide(fill: Callable[[Any, int], int]) -> str:
    """The same for UTF-16."""
    size = min(fill(None, 0), 2 * MAX_CHARACTERS)
    buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
    fill(buffer, size)
    return bytes(buffer)[:size].decode("utf-16-le", "replace").rstrip("\x00")
