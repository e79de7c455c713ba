"""Which reader reads what, and what is said before a library in C does."""

import re
from pathlib import Path

import pytest

from tqimap.documents import readers
from tqimap.documents.pieces import Context, Exposed

LIBRARIES = re.compile(r"^\s*(?:import|from) (?:pypdfium2|libarchive|PIL|zxingcpp)\b", re.MULTILINE)


@pytest.mark.parametrize("format", ["pdf", "7z", "png"])
def test_it_is_said_before_a_byte_reaches_the_library(format: str) -> None:
    pieces = readers.read(format, b"nothing of that kind", Context())
    assert next(pieces) == Exposed()


def test_no_reader_with_a_library_in_c_is_forgotten() -> None:
    folder = Path(readers.__file__).parent
    using = {path for path in folder.rglob("*.py") if LIBRARIES.search(path.read_text("utf-8"))}
    names = {".".join(path.relative_to(folder).with_suffix("").parts) for path in using}
    assert names - {"codes", "pdf.page_text", "pdf.turns"} == readers._NATIVE


def test_a_drawn_code_is_one_for_the_library() -> None:
    from tqimap.documents import codes

    drawing = "\n".join([codes.FULL_BLOCK * 21] * 11)
    assert next(codes.in_text(drawing)) == Exposed()
