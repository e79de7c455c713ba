"""QR and other codes: in images by the extra ``qr``, in pages of a PDF and in text that draws them, drawn for it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from tqimap.documents.pieces import Exposed, Link, Piece, Text

MAX_PIXELS = 50_000_000  # 200 MB as RGBA; a photograph of a telephone has a quarter
MAX_CODES = 100  # of one picture
MAX_DRAWN_PAGES = 10  # a code that is to be seen is not on page eleven; each page costs up to 0.1 s
MAX_OBJECTS = 10_000  # of a page, looked at to see whether it shows a picture
MIN_SEGMENTS = 200  # of paths on a page: the smallest QR code has 441 squares, the lines of a table are far fewer
MAX_SCALE = 150 / 72  # 150 dots an inch, at which a code of 1 cm is read
DRAWN_PIXELS = 4_000_000  # of a page, however large it is
FULL_BLOCK = "\u2588"  # two squares; no drawing is without it
MAX_DRAWINGS = 10  # of one text; each is a picture to look at
MODULE_PIXELS = 4  # of a square that is drawn by a character
QUIET_ZONE = 4  # squares around a QR code (ISO/IEC 18004, 6.3.8)

# Lines of blocks and blanks alone: a character is two squares high, and the smallest QR code has 21 by 21.
_BLOCK_LINE = r"[ \u00a0\u2580\u2584\u2588]{21,400}"
_DRAWING = re.compile(rf"^{_BLOCK_LINE}\r?$(?:\n^{_BLOCK_LINE}\r?$){{10,200}}", re.MULTILINE)
_UPPER_SQUARES = str.maketrans(" \u00a0\u2580\u2584\u2588", "\xff\xff\0\xff\0")
_LOWER_SQUARES = str.maketrans(" \u00a0\u2580\u2584\u2588", "\xff\xff\xff\0\0")


def in_image(image: Any, spot: str = "code") -> Iterator[Piece]:
    """What the codes in a picture of pillow say."""
    import zxingcpp

    yield from _pieces(zxingcpp.read_barcodes(image), spot)


def in_pages(document: Any) -> Iterator[Piece]:
    """Codes of squares in the first pages of a document of pypdfium2; nothing without the extra."""
    try:
        import zxingcpp
        from PIL import Image  # noqa: F401
    except ImportError:
        return
    for number in range(min(len(document), MAX_DRAWN_PAGES)):
        drawn = _drawn(document, number)
        if drawn is not None:
            squares = zxingcpp.read_barcodes(drawn, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.AllMatrix))
            yield from _pieces(squares, f"code on page {number + 1}")


def in_text(text: str) -> Iterator[Piece]:
    """Codes that a text draws with block characters, as mail does to get past scanners of pictures."""
    if FULL_BLOCK not in text:
        return
    for found in islice(_DRAWING.finditer(text), MAX_DRAWINGS):
        lines = found[0].splitlines()
        yield from in_squares([line.translate(half) for line in lines for half in (_UPPER_SQUARES, _LOWER_SQUARES)])


def in_squares(rows: Sequence[str]) -> Iterator[Piece]:
    """What a drawing says whose squares are ``\\0`` where they are dark and ``\\xff`` where not; needs the extra."""
    try:
        from PIL import Image, ImageOps
    except ImportError:
        return
    width = max(map(len, rows))
    squares = "".join(row.ljust(width, "\xff") for row in rows).encode("latin-1")
    yield Exposed()
    picture = ImageOps.expand(Image.frombytes("L", (width, len(rows)), squares), QUIET_ZONE, 255)
    yield from in_image(ImageOps.scale(picture, MODULE_PIXELS, 0), "drawn code")


def _pieces(found: list[Any], spot: str) -> Iterator[Piece]:
    for code in found[:MAX_CODES]:
        is_target = ":" in code.text and not any(character.isspace() for character in code.text)
        yield Link(code.text, spot) if is_target else Text(code.text, spot)


def _drawn(document: Any, number: int) -> Any:
    """The page as a picture in grey; None where it can show no code, or where pdfium refuses it."""
    from pypdfium2 import PdfiumError  # type: ignore[import-untyped]

    try:
        page = document[number]
    except PdfiumError:
        return None
    if not _may_show_a_code(page):
        return None
    width, height = page.get_size()
    scale = min(MAX_SCALE, (DRAWN_PIXELS / max(1.0, width * height)) ** 0.5)
    return page.render(scale=scale, grayscale=True).to_pil()


def _may_show_a_code(page: Any) -> bool:
    """A picture, something drawn elsewhere, or enough edges for the squares of a code."""
    from pypdfium2 import raw

    segments = 0
    for index in range(min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        shown = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(shown)
        if kind in {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_SHADING}:
            return True
        if kind == raw.FPDF_PAGEOBJ_PATH:
            segments += raw.FPDFPath_CountSegments(shown)
    return segments >= MIN_SEGMENTS
