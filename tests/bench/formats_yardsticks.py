"""Text of one Office file, PDF, OneNote section, shortcut, archive or picture by other engines: JSON, as the last line.

    python -m venv /tmp/yardsticks
    /tmp/yardsticks/bin/pip install pypdf pdfminer.six pymupdf kreuzberg cryptography pyOneNote LnkParse3 py7zr \
        python-docx docx2python openpyxl python-pptx odfpy xlrd pyxlsb python-oxmsg oletools tnefparse striprtf
    apt-get install p7zip-full unar zbar-tools poppler-utils catdoc antiword

Runs in an environment of its own: none of these is a dependency of tqimap or of its tests. Of archives the text is the
list of members with a hash of each.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from office_yardsticks import OFFICE, SECONDS, Engine, program


def kreuzberg(path: Path) -> Iterator[str]:
    import kreuzberg

    result = kreuzberg.extract_file_sync(str(path))
    yield result.content
    yield from (annotation.content or "" for annotation in getattr(result, "annotations", None) or ())


def pymupdf(path: Path) -> Iterator[str]:
    import pymupdf

    document = pymupdf.open(str(path))
    for page in document:
        yield page.get_text()
        yield from (link.get("uri") or link.get("file") or "" for link in page.get_links())
        yield from (annotation.info.get("content", "") for annotation in page.annots())
    yield from (entry[1] for entry in document.get_toc())


def pypdf(path: Path) -> Iterator[str]:
    import pypdf

    for page in pypdf.PdfReader(str(path)).pages:
        yield page.extract_text()
        for annotation in page.get("/Annots") or ():
            shown = annotation.get_object()
            yield str(shown.get("/Contents", ""))
            yield str((shown.get("/A") or {}).get("/URI", ""))


def pdfminer(path: Path) -> Iterator[str]:
    from pdfminer.high_level import extract_text

    yield extract_text(str(path))


def onenote(path: Path) -> Iterator[str]:
    from pyOneNote.OneDocument import OneDocment

    with path.open("rb") as file:
        yield from _texts(OneDocment(file).get_json()["properties"], "")


def _texts(value: object, key: str) -> Iterator[str]:
    """Values of the properties that hold text, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)
    elif key in {
        "RichEditTextUnicode",
        "CachedTitleString",
        "ImageAltText",
        "ImageFilename",
        "EmbeddedFileName",
        "Author",
    }:
        yield str(value)


def lnkparse(path: Path) -> Iterator[str]:
    import LnkParse3

    with path.open("rb") as file:
        yield from map(str, LnkParse3.lnk_file(file).get_json()["data"].values())


def member(data: bytes) -> str:
    """One word for the content of a member, so that recall counts members."""
    return "member" + hashlib.sha256(data).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))


def zip_members(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        yield from (member(archive.read(info)) for info in archive.infolist() if not info.is_dir())


def tar_members(path: Path) -> Iterator[str]:
    with tarfile.open(path) as archive:
        for info in archive:
            if info.isreg() and (file := archive.extractfile(info)):
                yield member(file.read())


def unpacked_by(*command: str) -> Engine:
    """A program that unpacks into the folder that it is run in."""

    def run(path: Path) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [*command, str(path.resolve())], cwd=folder, capture_output=True, timeout=SECONDS, check=False
            )
            for file in Path(folder).rglob("*"):
                if file.is_file():
                    yield member(file.read_bytes())

    return run


_SEVEN_ZIP = {"7z": unpacked_by("7z", "x", "-y", "-pinfected")}
_UNAR = {"unar": unpacked_by("unar", "-q", "-D", "-p", "infected")}
_CODES = {"zbar": program("zbarimg", "-q", "--raw")}
ENGINES: dict[str, dict[str, Engine]] = {
    "pdf": {"pymupdf": pymupdf, "pypdf": pypdf, "pdfminer.six": pdfminer, "kreuzberg": kreuzberg},
    "one": {"pyOneNote": onenote},
    "lnk": {"LnkParse3": lnkparse},
    "zip": {"zipfile": zip_members, **_SEVEN_ZIP, **_UNAR},
    "tar": {"tarfile": tar_members, **_SEVEN_ZIP},
    "gz": {**_SEVEN_ZIP, **_UNAR},
    "bz2": _SEVEN_ZIP,
    "xz": _SEVEN_ZIP,
    "7z": {**_SEVEN_ZIP, **_UNAR},
    "rar": _UNAR,
    "cab": _SEVEN_ZIP,
    "iso": _SEVEN_ZIP,
    "png": _CODES,
    "jpg": _CODES,
    **{format: {"kreuzberg": kreuzberg, **engines} for format, engines in OFFICE.items()},
}


def main(path: Path) -> None:
    texts = {}
    for name, engine in ENGINES[path.parent.name].items():
        try:
            texts[name] = "\n".join(engine(path))
        except BaseException:  # an engine that fails, in whatever way, has found nothing
            texts[name] = ""
    print("\n" + json.dumps(texts))  # behind whatever the engines have printed


if __name__ == "__main__":
    main(Path(sys.argv[1]))
