"""Codes in pictures and in pages of PDF, and the text beside the pixels."""

import io
import itertools
import random
import sys

import pytest
import zxingcpp
from pdf_documents import flate, page
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tqimap.documents import codes, readers
from tqimap.documents.graphics import image
from tqimap.documents.pdf import pdf
from tqimap.documents.pieces import Context, Link, Piece, Text, Unread
from tqimap.documents.walk import walk

URL = "https://qr.example/login?u=1"


def code(text: str = URL, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> Image.Image:
    return Image.fromarray(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind), scale=4))


def squares() -> tuple[int, list[tuple[int, int]]]:
    """The width of the code, and where its squares are dark."""
    small = zxingcpp.create_barcode(URL, zxingcpp.BarcodeFormat.QRCode)
    picture = Image.fromarray(zxingcpp.write_barcode_to_image(small, scale=1))
    side = picture.width
    return side, [(x, y) for x in range(side) for y in range(side) if not picture.getpixel((x, y))]


def saved(picture: Image.Image, format: str, **options) -> bytes:
    target = io.BytesIO()
    picture.save(target, format, **options)
    return target.getvalue()


def read(data: bytes) -> list[Piece]:
    return list(image.read(data, Context()))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_code_in_every_format(format: str) -> None:
    assert Link(URL, "code") in read(saved(code(), format))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "1", "CMYK"])
def test_a_code_in_every_mode_of_colour(mode: str) -> None:
    assert Link(URL, "code") in read(saved(code().convert(mode), "TIFF"))


def test_a_code_on_white_with_transparency() -> None:
    """Transparent where it is white: seen by a person on a white page, black on black if transparency is dropped."""
    picture = Image.new("RGBA", code().size, (0, 0, 0, 0))
    picture.putalpha(code().point(lambda value: 255 - value))
    assert Link(URL, "code") in read(saved(picture, "PNG"))


def test_text_of_a_code_that_is_no_target_is_text() -> None:
    assert read(saved(code("just words here"), "PNG")) == [Text("just words here", "code")]


def drawn(picture: Image.Image, *, wide: bool) -> str:
    """The code in block characters: two squares one above the other, or one square in two full blocks."""
    dark = [[picture.getpixel((x, y)) < 128 for x in range(2, picture.width, 4)] for y in range(2, picture.height, 4)]
    if wide:
        return "\n".join("".join("\u2588\u2588" if square else "  " for square in row) for row in dark)
    dark += [[False] * len(dark[0])]
    pairs = zip(dark[::2], dark[1::2], strict=False)
    return "\n".join("".join(" \u2580\u2584\u2588"[a + 2 * b] for a, b in zip(*pair, strict=True)) for pair in pairs)


@pytest.mark.parametrize("wide", [False, True])
def test_a_code_that_text_draws(wide: bool) -> None:
    letters = "Scan this:\n\n" + drawn(code(), wide=wide) + "\n\nThank you"
    pages = [
        f"<pre>{letters}</pre>",
        f"<div style='white-space: pre'>{letters}</div>",
        "<div>" + letters.replace(" ", "&nbsp;").replace("\n", "<br>") + "</div>",
    ]
    for data, name in ((letters, "a.txt"), *((each, "a.html") for each in pages)):
        assert Link(URL, "drawn code") in [step.piece for step in walk(data.encode(), name)]


@pytest.mark.parametrize(
    ("dark", "light"),
    [
        ('<td bgcolor="#000000" width=4></td>', '<td bgcolor="#ffffff"></td>'),
        ("<td style='width:4px; background-color: rgb(20, 20, 40)'></td>", "<td style='background:#fff'></td>"),
        ("<td style='background: BLACK'>&nbsp;", "<td>&nbsp;"),
        ("<td class='x d'></td>", "<td class='w'></td>"),
    ],
)
def test_a_code_that_cells_of_a_table_draw(dark: str, light: str) -> None:
    picture = code()
    squares = [
        [picture.getpixel((x, y)) < 128 for x in range(2, picture.width, 4)] for y in range(2, picture.height, 4)
    ]
    rows = "".join("<tr>" + "".join(dark if square else light for square in row) + "</tr>" for row in squares)
    style = "<style>.d{margin:0;background:#111} .w{background:#eee}</style>"
    data = f"{style}<table><tr><td>Scan:</td></tr><tr><td><table>{rows}</table></td></tr></table>"
    assert Link(URL, "drawn code") in [step.piece for step in walk(data.encode(), "a.html")]


def test_squares_that_one_cell_draws_together() -> None:
    picture = code()
    squares = [
        [picture.getpixel((x, y)) < 128 for x in range(2, picture.width, 4)] for y in range(2, picture.height, 4)
    ]
    runs = [[(dark, len(list(run))) for dark, run in itertools.groupby(row)] for row in squares]
    colour = {True: "#000", False: "#fff"}
    cells = ["".join(f"<td colspan={size} bgcolor={colour[dark]}>" for dark, size in row) for row in runs]
    data = "<table><tr>" + "<tr>".join(cells) + "</table>"
    assert Link(URL, "drawn code") in [step.piece for step in walk(data.encode(), "a.html")]


def test_a_large_table_of_colours_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[tuple[int, int]] = []
    monkeypatch.setattr(codes, "in_image", lambda picture, spot: looked_at.append(picture.size) or [])
    table = "<table>" + ("<tr>" + "<td bgcolor=black colspan=999>" * 30) * 500 + "</table>"
    list(walk((table * 12).encode(), "a.html"))
    assert looked_at and max(max(size) for size in looked_at) <= 408 * codes.MODULE_PIXELS and len(looked_at) <= 10


@pytest.mark.parametrize(
    "square",
    [
        '<rect x="{x}" y="{y}" width="1" height="1" fill="#123"/>',
        '<rect x="{x}mm" y="{y}.0mm" width="1mm" height="1mm"/>',
        '<path d="M{x},{y}h1v1h-1z" style="stroke:none;fill: navy"/>',
        '<path d="M{x} {y}V{y}L{x} {y}l0 1 1 0v-1z" fill="currentColor"/>',
        '<path d="M0 0m{x} {y}.5h1" stroke="#000" fill="none"/>',
        '<rect x="{x}" y="{y}" width="1" height="1"/><rect x="{x}" y="200" width="1" height="1" fill="white"/>',
    ],
)
@pytest.mark.parametrize("before", ["<svg", "<p>Scan:</p><svg"])
def test_a_code_that_an_svg_draws_square_by_square(square: str, before: str) -> None:
    side, dark = squares()
    back = f'<rect width="100%" height="100%"/><rect width="{side}" height="{side}" class="white"/>'
    drawn = "".join(square.format(x=x, y=y) for x, y in dark)
    data = f'{before} xmlns="http://www.w3.org/2000/svg"><g transform="scale(4)">{back}<g>{drawn}</g></g></svg>'
    assert Link(URL, "drawn code") in [step.piece for step in walk(data.encode(), "a.svg")]


def test_light_squares_of_an_svg_cover_dark_ones() -> None:
    side, dark = squares()
    light = sorted({(x, y) for x in range(side) for y in range(side)} - set(dark))
    strips = "".join(f'<rect y="{y}" width="{side}" height="1"/>' for y in range(side))
    path = "".join(f"M{x} {y}h1v1h-1z" for x, y in light)
    data = f'<svg>{strips}<g fill="#fff"><path d="{path}"/></g></svg>'
    assert Link(URL, "drawn code") in [step.piece for step in walk(data.encode(), "a.svg")]


def test_a_drawing_of_lines_and_curves_is_no_code_and_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(codes, "in_squares", lambda rows: looked_at.extend(rows) or [])
    lines = "".join(f"<path d='M{at} 0L90 {at % 90}L{at} 90z'/>" for at in range(9000))
    drawings = ["<path d='M0 0C1 1 2 2 3 3z'/>" * 50, "<rect width='a'/><path/>" * 50, "<path d='M1 1h1v1'/>" * 20]
    list(walk("".join(f"<svg>{each}</svg>" for each in (*drawings, *[lines] * 5)).encode(), "a.html"))
    assert len(looked_at) <= 3 * 300


def test_without_the_extra_drawn_codes_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    letters = drawn(code(), wide=False)
    assert [step.piece for step in walk(letters.encode(), "a.txt")] == [Text(letters)]


def test_other_codes() -> None:
    assert Link(URL, "code") in read(saved(code(URL, zxingcpp.BarcodeFormat.DataMatrix), "PNG"))


def test_a_code_in_a_later_frame_of_an_animation() -> None:
    blank = Image.new("L", code().size, 255)
    data = saved(blank, "GIF", save_all=True, append_images=[code()])
    assert Link(URL, "code") in read(data)


def test_comments_and_exif() -> None:
    info = PngInfo()
    info.add_text("Comment", "http://comment.example/", zip=True)
    assert Text("http://comment.example/", "metadata") in read(saved(Image.new("L", (9, 9)), "PNG", pnginfo=info))
    exif = Image.Exif()
    exif[0x010E] = "http://description.example/"
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\x00\x00\x00http://user.example/"
    texts = [piece.text for piece in read(saved(Image.new("L", (9, 9)), "JPEG", exif=exif)) if isinstance(piece, Text)]
    assert "http://description.example/" in texts
    assert any("http://user.example/" in text for text in texts)


def test_too_many_pixels_are_not_unpacked() -> None:
    data = saved(Image.new("1", (15_000, 15_000)), "PNG")
    assert read(data) == [Unread("codes not looked for: 15000 x 15000 pixels")]


def test_damage_never_raises_out_of_the_walk() -> None:
    chance = random.Random(9)
    for format in ("PNG", "JPEG", "GIF", "TIFF"):
        whole = saved(code(), format)
        for _ in range(40):
            data = bytearray(whole[: chance.randrange(10, len(whole)) if chance.random() < 0.3 else None])
            for _ in range(5):
                data[chance.randrange(4, len(data))] = chance.randrange(256)
            list(walk(bytes(data), "a.png"))


def test_without_the_extra_it_is_named_and_comments_are_carved(monkeypatch: pytest.MonkeyPatch) -> None:
    info = PngInfo()
    info.add_text("Comment", "http://comment.example/")
    data = saved(code(), "PNG", pnginfo=info)
    monkeypatch.setitem(sys.modules, "PIL", None)
    _, unread, *carved = readers.read("png", data, Context())
    assert unread == Unread("png document not read: pip install 'tqIMAP[qr]'")
    assert any("http://comment.example/" in piece.text for piece in carved)


# --- pages of PDF --------------------------------------------------------------------------------------------------


def page_with_picture() -> bytes:
    picture = code()
    size = f"/Width {picture.width} /Height {picture.height}"
    form = f"/Type /XObject /Subtype /Image {size} /ColorSpace /DeviceGray /BitsPerComponent 8"
    return page(more={4: flate("", b"q 200 0 0 200 72 500 cm /X Do Q"), 10: flate(form, picture.tobytes())})


def page_with_rectangles() -> bytes:
    matrix = Image.fromarray(
        zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(URL, zxingcpp.BarcodeFormat.QRCode))
    )
    squares = [
        b"%d %d 5 5 re f" % (72 + 5 * x, 500 - 5 * y)
        for x in range(matrix.width)
        for y in range(matrix.height)
        if matrix.getpixel((x, y)) < 128
    ]
    return page(more={4: flate("", b"\n".join(squares))})


@pytest.mark.parametrize("make", [page_with_picture, page_with_rectangles])
def test_a_code_on_a_page(make) -> None:
    assert Link(URL, "code on page 1") in list(pdf.read(make(), Context()))


def test_a_page_of_text_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zxingcpp, "read_barcodes", lambda *any_picture, **options: pytest.fail("drawn"))
    assert list(pdf.read(page("only text"), Context())) == [Text("only text", "page 1")]


def test_a_page_of_kilometres_is_drawn_small(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Image.Image] = []
    monkeypatch.setattr(zxingcpp, "read_barcodes", lambda picture, **options: drawn.append(picture) or [])
    list(pdf.read(page_with_picture().replace(b"[0 0 612 792]", b"[0 0 99999 99999]"), Context()))
    assert [picture.width * picture.height for picture in drawn] == [pytest.approx(codes.DRAWN_PIXELS, rel=0.01)]


def test_what_is_said_of_damage_is_the_same_each_time() -> None:
    (word,) = [step.piece for step in walk(b"\x89PNG\r\n\x1a\n" + bytes(99), "a") if isinstance(step.piece, Unread)]
    assert word.reason == "the reader for png failed (UnidentifiedImageError: cannot identify image file)"
