"""The name that a word holds, without what is glued to it: signs of layout, an abbreviation, the next sentence."""

import re

from ..names.hosts import host_fault
from ..names.look_alike_words import CODE_ENDINGS
from ..names.look_alikes import may_begin_sentence
from ..names.suffixes import COMMON, is_icann_suffix, suffixes
from ..text.prose import without_foreign_beginning, without_foreign_end

_ABBREVIATION = re.compile(r"(?i:e\.g|i\.e|z\.b|d\.h|t\.ex|p\.ej|bl\.a)\.(?=[^.]+\.)")  # e.g.evil.com
_SEQUEL = re.compile(r"(?:[a-z]{2,}ed|like|[A-Z][a-z]{2,})\Z")  # evil.com-hosted, evil.com-based, evil.com-Server
_FOOTNOTE = re.compile(r"([a-z]{3,18})[0-9]{1,2}\Z")  # not behind two letters: .mp3, .ps1
_ESCAPE = re.compile(r"[0-9A-Fa-f]{2}(?=\w)|[sdxu]\.")  # of a URL, or the place of something in a format: %s.evil.com
_BLANKS = frozenset(" \r\n\t")


def trimmed(written: str, *, escaped: bool) -> tuple[int, str]:
    """A word without signs of layout, and without prose of a script that puts no blanks between words."""
    name, start = written, 0
    if name[-1] == "_" and name[0] != "_" and name.rpartition(".")[2][:-1] in CODE_ENDINGS:
        return 0, name  # a name in a program: in_, id_
    if not (name[0].isalnum() and name[-1].isalnum()):
        name = name.rstrip("-_").lstrip("-")
        if name.startswith("__") or written[-1] == "_":
            name = name.lstrip("_")
        start = written.find(name)
    length = abbreviation(name)
    if length:
        start, name = start + length, name[length:]
    if escaped and not start and _ESCAPE.match(name):
        start, name = 2, name[2:]
    if name.isascii():
        return start, name
    first, dot, rest = name.partition(".")
    kept = without_foreign_beginning(first) + dot + rest
    rest, dot, last = kept.rpartition(".")
    return start + len(name) - len(kept), rest + dot + without_foreign_end(last)


def abbreviation(written: str) -> int:
    """The length of an abbreviation with its dots that a word begins with, or 0."""
    match = _ABBREVIATION.match(written) if "." in written[1:3] else None
    return match.end() if match else 0


def may_have_sequel(name: str) -> bool:
    """Whether a lower-case name goes on behind ``com`` or the like with a word that begins a sentence:
    ``evil.com.it``.
    """
    rest, _, last = name.rpartition(".")
    common = rest.rpartition(".")[2]
    return may_begin_sentence(last) and common in COMMON and not is_icann_suffix(f"{common}.{last}")


def without_sequel(name: str, after: str) -> str:
    """A word without the sentence that follows without a blank, and without the rest of a compound."""
    rest, _, last = name.rpartition(".")
    if may_have_sequel(name) and after[:1] in _BLANKS and after[1:].islower() and not host_fault(rest):
        return rest
    fault = host_fault(name.lower())
    if last.istitle() and (_ends_small(rest) if fault else after[:1] in _BLANKS and _is_in_small_letters(rest)):
        return rest
    if fault and last[-1:].isdecimal() and (plain := without_footnote(last)):
        return f"{rest}.{plain}"
    top, _, sequel = last.partition("-")
    return f"{rest}.{top}" if fault and _SEQUEL.match(sequel) else name


def without_footnote(last: str) -> str:
    """The last label of a name without the number of a footnote that is glued to it, or nothing: ``evil[.]com1``."""
    glued = _FOOTNOTE.match(last)
    return glued[1] if glued and glued[1] in suffixes().top_level else ""


def _ends_small(name: str) -> bool:
    """Whether a capital behind this name begins something else; in ``cfg.Net.Timeout`` there are two of a kind, and in
    ``ACME.EU.West`` it is no end.
    """
    last = name.rpartition(".")[2]
    return not (last.istitle() or (last.isupper() and last.lower() not in COMMON))


def _is_in_small_letters(name: str) -> bool:
    """Whether this is the name of a host, and so written that a capital behind it begins something else."""
    return name.rpartition(".")[2].islower() and not host_fault(name.lower())
