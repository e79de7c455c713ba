"""What the heading of a column, the cell beside a value or the name of an element says that a value is.

Names have no form of their own: they are told with a label, as a sentence would do it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from tqimap.documents.values import soft_breaks
from tqimap.indicators.artefacts import file_names
from tqimap.indicators.artefacts.cells import EXTENSION, of_cell

MAX_LABEL = 40  # characters

_LABELS = {
    "Filename": """file, files, filename, filenames, file name, file names, original filename, original file name,
        malware filename, attachment filename, attachment file name, dropped file, dropped files, name of file,
        filename|md5, filename|sha1, filename|sha256, nom du fichier, nom de fichier, nombre de archivo, nome file,
        nome do arquivo, nazwa pliku, имя файла""",
    "Mutex": "mutex, mutexes, mutex name, mutex names, mutexname, mutant, mutants, mutant name",
    "Service Name": """service name, service names, servicename, windows service, windows service name, dienstname,
        nom du service, nombre del servicio""",
    "User-agent": "user agent, user agents, useragent, user agent string, http user agent",
}
_TYPES = {" ".join(label.split()): type_ for type_, labels in _LABELS.items() for label in labels.split(",")}
_TYPES |= dict.fromkeys(file_names.LABELS, "Filename")
_SIGNS = (*("mutex", "mutant", "filename", "file name", "file_name", "dateiname", "service name", "agent"),)
# One of them is in each label of a file.
_OF_FILES = (
    *("fil", "datei", "fich", "archivo", "bestand", "plik", "arquivo", "soubor", "súbor", "subor", "tiedosto", "fájl"),
    *("fajl", "fișier", "fişier", "dosya", "tệp", "tập tin", "айл", "文件", "檔", "ファイル", "파일"),
)
_STEMS = "|".join(("mutex", "mutant", "service", "agent", "dienst", *_OF_FILES))
_FILE = re.compile(rf"{EXTENSION}(?!\w)")
_IN_XML = re.compile(rf">[^<]{{0,24}}(?:{_STEMS})[^<]{{0,24}}<".encode(), re.IGNORECASE)
_DASHES = re.compile(r"[-_\s]+")
_EDGES = " \t\r\n:*"
_CERTAIN = re.compile(r"[\d_\\]")


def type_of(words: str) -> str:
    """The type of indicator that these words name (ThreatQ's), if they do nothing else; empty if they do not."""
    return _type_of(words) if len(words) <= MAX_LABEL else ""


@lru_cache(maxsize=4096)  # the same words head every table
def _type_of(words: str) -> str:
    return _TYPES.get(_DASHES.sub(" ", words.strip(_EDGES).lower()), "")


def may_be_in(xml: bytes) -> bool:
    """Whether one of the elements of UTF-8 may hold a label; seen without parsing."""
    return _IN_XML.search(xml) is not None


def may_be_in_text(text: str) -> bool:
    """Whether a label may stand in a text, and if it may be that of a file, also one."""
    low = text.lower()
    return any(sign in low for sign in _SIGNS) or (any(sign in low for sign in _OF_FILES) and bool(_FILE.search(low)))


def told(type_: str, words: str) -> str:
    """``words``, which are a value of this type."""
    return f'{type_}: "{words}"'


def without_colon(words: str) -> str:
    """``words``, without the colon of a label: what follows in a sheet need not be its value."""
    return words.rstrip(": ") if words.endswith(":") and type_of(words) else words


def holds(type_: str, words: str) -> bool:
    """Whether these words alone may be such a value."""
    return of_cell(type_).fullmatch(words) is not None


def types_of(words: Sequence[str]) -> Mapping[int, str]:
    """The types that the cells of a row name which are labels."""
    return {at: type_ for at, cell in enumerate(words) if 0 < len(cell) <= MAX_LABEL and (type_ := _type_of(cell))}


def beside(named: Mapping[int, str], words: Sequence[str]) -> Mapping[int, str]:
    """The types of the cells of a row that hold a value, and have the label of its type on one side."""
    found: dict[int, str] = {}
    for at, type_ in named.items():
        cells = [n for n in (at + 1, at - 1) if 0 <= n < len(words) and holds(type_, words[n])]
        if cells:
            found[max(cells, key=lambda n: bool(_CERTAIN.search(words[n])))] = type_
    return found


class Columns:
    """The headings of one table, as its rows come."""

    def __init__(self) -> None:
        self._types: Mapping[int, str] = {}
        self._width = 0

    @property
    def are_unknown(self) -> bool:
        """Whether no heading was seen that names values."""
        return not self._types

    def row(self, words: Sequence[str]) -> Mapping[int, str]:
        """The type of each cell whose value is named by the heading of its column, or by the cell beside it."""
        named = types_of(words)
        if not named:
            types = self._types if len(words) == self._width else {}
            return {at: type_ for at, type_ in types.items() if holds(type_, words[at])}
        found = beside(named, words)
        if not found:
            self._types, self._width = named, len(words)
        return found


def in_rows(text: str, *, cell: str, row: str, line: str) -> str:
    """``text`` with the names in its tables told and their hashes whole; cells, rows and lines end with these marks."""
    if cell not in text:
        return text
    columns = Columns()
    rows = [each.split(cell) for each in text.split(row)]
    for words in rows:
        before, paragraph, words[0] = words[0].rpartition(line)
        columns = Columns() if paragraph else columns  # of another table
        words[1:] = map(soft_breaks.whole, words[1:])
        for at, type_ in columns.row([*map(str.strip, words)]).items() if len(words) > 1 else ():
            words[at] = told(type_, words[at].strip())
        words[0] = before + paragraph + words[0]
    return row.join(map(cell.join, rows))
