"""Names of files that a label in another language than English announces, ``Datei: a.exe``, or a hash beside them.

``find_hosts`` goes over every word with a dot and tells which of them end as files do that carry an attack.
"""

from ..findings.catch import Catch
from ..text.late_patterns import late

_SIGNS = r"\s,;:*?<>()|/\\\"'`\xab\xbb\u2018-\u201f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\[\]"  # in no such name
_NAME_BACKWARDS = rf"[^{_SIGNS}]{{0,120}}"
_QUOTES = "\"'`*\xab\u201c\u201e\u2018"
# What a text calls a file, or its name, in small letters: the last word, or the last two.
LABELS = frozenset(
    """datei,dateien,dateiname,dateinamen,dateianhang,fichier,fichiers,fichier joint,fichier joints,fichiers joints,
    bestand,bestanden,bestandsnaam,plik,pliki,pliku,archivo,archivos,archivo adjunto,archivos adjuntos,fichero,ficheros,
    fichero adjunto,ficheros adjuntos,arquivo,arquivos,ficheiro,ficheiros,soubor,soubory,souboru,súbor,súbory,súboru,
    subor,subory,suboru,fil,filer,filnavn,filnamn,tiedosto,tiedoston nimi,tiedostonnimi,fájl,fájlnév,fajl,fajlnev,
    fișier,fişier,dosya,dosya adı,dosya adi,tập tin,tệp,файл,файла,файлы,ім'я файлу,ім’я файлу,назва файлу,
    文件,文件名,文件名称,檔,檔案,檔名,檔名稱,檔案名,檔案名稱,
    ファイル,ファイル名,파일,파일명,파일 명,파일이름,파일 이름""".replace("\n    ", "").split(",")
)
# One of them before a colon, or in the cell before a name.
_LABEL_BACKWARDS = (
    rf"[{_QUOTES}]{{0,3}}(?:\s{{0,3}}(?:\*\*)?[:：=]\s?|\s?\|\s?)(?:\*\*)?"
    r"(?P<label>(?P<last>\w{1,13}+)(?: (?:я['’]мі|\w{1,9}+))?)(?!\w)"
)
# What may stand between a name and its hash in a line: the signs of lists and tables, and how the hash is called.
_BETWEEN = r"[ \t\"'`*|,;:=()\[\]>\u2013\u2014-]"
_HASH_BEHIND = (
    rf"{_BETWEEN}{{1,80}}+(?:(?i:md5|sha-?(?:1|256|384|512)|hash)(?:[ -]?(?:hash|sum|value))?{_BETWEEN}{{1,16}}+)?"
    r"([0-9a-fA-F]{32,128})(?![0-9A-Za-z])"
)
_HASH_BACKWARDS = rf"{_BETWEEN}{{1,80}}+([0-9a-fA-F]{{32,128}})(?![0-9A-Za-z])"
# A name before its hash begins its line or cell, or stands behind a word in small letters: no other part of it does.
_BEGINS_BACKWARDS = (
    r"[\"'`*(\[\u2013\u2014-]{0,3}(?:\Z|\n|[ \t]{0,8}(?:[|,;:\t\n>*(=\u2022-]|\Z)| {2}| [a-z]{2,}(?![\w.]))"
)
# As the source of a program is published: groff-1.20.1.tar.gz
_SOURCE_BACKWARDS = r"zg\.rat\.(?:[0-9]+\.)+[0-9]+v?-"
_BEFORE, _BEHIND = 220, 240  # characters beside a name in which a hash has room
_LABEL_MAX = 40  # characters before it in which a label has


def find_named_files(catch: Catch) -> None:
    """Those of the words that end as such files do which a label or a hash stands beside."""
    if not (catch.file_ends and catch.wants("Filename")):
        return
    text, beside = catch.text, []
    for end in catch.file_ends:
        name = late(_NAME_BACKWARDS).match(text[max(0, end - _BEFORE) : end][::-1])
        start = end - name.end() if name else end
        if start == end or text[start - 1 : start] in ("/", "\\"):
            continue
        if _is_behind_label(text[max(0, start - _LABEL_MAX) : start]):
            catch.take("Filename", text[start:end], (start, end), "named by its label")
        elif places := _places_of_hashes(catch.whole, start, end):
            beside.append((start, end, places))
    hashes = set(catch.hash_starts) if beside else set()
    for start, end, places in beside:
        if not hashes.isdisjoint(places):
            catch.take("Filename", text[start:end], (start, end), "beside its hash")


def _is_behind_label(before: str) -> bool:
    words = late(_LABEL_BACKWARDS).match(before[::-1].lower())
    return words is not None and not LABELS.isdisjoint((words["label"][::-1], words["last"][::-1]))


def _places_of_hashes(text: str, start: int, end: int) -> list[int]:
    """Where a hash begins that would show a name here to be that of a file, if it is one."""
    if late(_SOURCE_BACKWARDS).match(text[start:end][::-1]):
        return []
    before = text[max(0, start - _BEFORE) : start][::-1]
    behind, ahead = late(_HASH_BACKWARDS).match(before), late(_HASH_BEHIND).match(text[end : end + _BEHIND])
    places = [start - behind.end()] if behind else []
    if ahead and late(_BEGINS_BACKWARDS).match(before):
        places.append(end + ahead.start(1))
    return places
