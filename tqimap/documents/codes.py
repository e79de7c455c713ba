"""QR and other codes: in images by the extra ``qr``, and in the pages of a PDF, which are drawn for it."""

from collections.abc import Iterator
from typing import Any

from tqimap.documents.pieces import Link, Piece, Text

MAX_PIXELS = 50_000_000  # 200 MB as RGBA; a photograph of a telephone has a quarter
MAX_CODES = 100  # of one picture
MAX_DRAWN_PAGES = 10  # a code that is to be seen is not on page eleven; each page costs up to 0.1 s
MAX_OBJECTS = 10_000  # of a page, looked at to see whether it shows a picture
DRAWN_PIXELS = 4_000_000  # of a page: 200 dots an inch on A4, where a code of 1 cm is read
MAX_SCALE = 200 / 72


def in_image(image: Any, spot: str = "code") -> Iterator[Piece]:
    """What the codes in a picture (of pillow, or any with the array interface) say."""
    import zxingcpp

    for code in zxingcpp.read_barcodes(image)[:MAX_CODES]:
        is_target = ":" in code.text and not any(character.isspace() for character in code.text)
        yield Link(code.text, spot) if is_target else Text(code.text, spot)


def in_pages(document: Any) -> Iterator[Piece]:
    """Codes in the first pages of a document of pypdfium2, as far as they show pictures; none without the extra."""
    try:
        import zxingcpp  # noqa: F401
    except ImportError:
        return
    for number in range(min(len(document), MAX_DRAWN_PAGES)):
        page = document[number]
        if _may_show_a_code(page):
            yield from in_image(_drawn(page), f"code on page {number + 1}")
        page.close()


def _may_show_a_code(page: Any) -> bool:
    """A picture, something drawn elsewhere, or enough rectangles for the squares of a code."""
    from pypdfium2 import raw  # type: ignore[import-untyped]

    kinds = [
        raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, index))
        for index in range(min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS))
    ]
    return bool({raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM} & set(kinds)) or kinds.count(raw.FPDF_PAGEOBJ_PATH) > 3


def _drawn(page: Any) -> Any:
    width, height = page.get_size()
    scale = min(MAX_SCALE, (DRAWN_PIXELS / max(1.0, width * height)) ** 0.5)
    return page.render(scale=scale, grayscale=True).to_pil()
