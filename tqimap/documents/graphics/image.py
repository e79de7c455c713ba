"""Images: codes such as QR, and the text that the file carries beside its pixels (comments, EXIF, XMP)."""

import io
from collections.abc import Iterator
from typing import Any

from tqimap.documents import carve, codes
from tqimap.documents.file_type import IMAGES
from tqimap.documents.pieces import Context, Piece, Text, Unread

MAX_FRAMES = 10  # of an animation or a fax

_EXIF_DETAILS = (0x8769, 0x8825, 0xA005)  # the directories Exif, GPS and interoperability (Exif 2.32, 4.6.3)


def read(data: bytes, context: Context) -> Iterator[Piece]:
    """Raises ImportError without the extra, and pillow's errors where there is no image."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # counted below, with a word instead of a warning
    image = Image.open(io.BytesIO(data), formats=[format.upper() for format in IMAGES])
    yield from _texts(image)
    if image.width * image.height > codes.MAX_PIXELS:
        yield Unread(f"codes not looked for: {image.width} x {image.height} pixels")
        return
    for frame in range(min(getattr(image, "n_frames", 1), MAX_FRAMES)):
        image.seek(frame)
        yield from codes.in_image(_on_white(image))


def _on_white(image: Any) -> Any:
    """As a person sees it on a white page: a code may be drawn in nothing but transparency."""
    from PIL import Image

    grey = image.convert("L")
    if not image.has_transparency_data:
        return grey
    shown = Image.new("L", image.size, 255)
    shown.paste(grey, mask=image.convert("RGBA").getchannel("A"))
    return shown


def _texts(image: Any) -> Iterator[Piece]:
    exif = image.getexif()
    values = [*image.info.values(), *exif.values()]
    for directory in _EXIF_DETAILS:
        values += exif.get_ifd(directory).values()
    for value in values:
        if isinstance(value, str):
            yield Text(value, "metadata")
        elif isinstance(value, bytes):
            yield from carve.blocks(carve.strings(value), "metadata")
