"""Strings of JSON, JavaScript and their like, and what scripts of phishing pages hide in them.

Undone are the escapes of the languages, strings put together from pieces or turned round, percent-encoding, character
codes, hexadecimal digits and base64: what one look at the source undoes. Nothing is ever run.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

from tqimap.documents.decoded_text import character
from tqimap.documents.pieces import Child, Text
from tqimap.documents.scripts import disguises, encoder

MAX_DEPTH = 3  # of scripts in strings of scripts
MAX_JOINS = 1_000  # of arrays in one script
MAX_FILLED = 1 << 20  # characters that a template may become

MARKUP = re.compile(r"<[a-z!/]", re.IGNORECASE)  # a string with that is a page
# An escape outside of strings, or a string; other than template strings they end with their line.
_ANY_STRING = r"""\\.|"((?:[^"\\\n]|\\.)*+)"|'((?:[^'\\\n]|\\.)*+)'|`((?:[^`\\]|\\.)*+)`"""
_STRING = re.compile(_ANY_STRING, re.DOTALL)
# The call or cast that makes one.
_CHARACTER = re.compile(r"(?:\bchrw?\$?\s*+\(|\[char\](?:\s*+\(|(?!))?+)\s*+(\d{1,5})(?:\s*+\)|(?!))?+", re.IGNORECASE)
_STRING_OR_CHARACTER = re.compile(f"{_ANY_STRING}|{_CHARACTER.pattern}", re.DOTALL | re.IGNORECASE)
# By which strings are put together; a dot (PHP) ends a sentence where a blank stands only behind it.
_PLUS = re.compile(r"\s*+(?:\+|&(?!&)|\)?\s*+\.concat\s*+\()\s*+(?:_\s*+)?|\.|\s++\.\s++")
_APART = frozenset(",:;]}>")  # behind a string that is put together with nothing, nor changed
_JOIN = re.compile(r"""\.join\s*+\(\s*+(?:''|""|``)\s*+\)""")
_NAME = re.compile(r"([a-zA-Z_$][\w$]*+)\s*+\Z")
_ARRAY = re.compile(r"([a-zA-Z_$][\w$]{0,59}+)\s*+=\s*+\[")  # set to a variable
_NAME_CHARACTERS = 60  # looked at in front of the join
# What is taken out of the string in front of it, as JavaScript and PowerShell write it.
_REMOVAL = re.compile(
    r"""\s*+(?:\.replace(?:all)?\s*+\(|-c?replace)\s*+(?:"([^"\n]{1,40})"|'([^'\n]{1,40})'|/([^/\n]{1,40})/[a-z]*)\s*+,\s*+(?:''|""|``)""",
    re.IGNORECASE,
)
# What it is cut at, and put together again with nothing between.
_SPLIT = re.compile(
    r"""\s*+\.split\s*+\(\s*+(?:"([^"\n]{1,40})"|'([^'\n]{1,40})')\s*+\)\s*+\.join\s*+\(\s*+(?:''|""|``)"""
)
# What PowerShell puts into the places of it: "{1}{0}" -f 'b', 'a'.
_FORMAT = re.compile(r"""\)?\s*+-f\s*+((?:(?:'[^'\n]*+'|"[^"\n]*+")\s*+,?\s*+|(?!)){1,100}+)""", re.IGNORECASE)
_PLACE = re.compile(r"\{(\d{1,2})\}")
_BASIC_REMOVAL = re.compile(
    r'\breplace\s*+\(\s*+"([^"\n]{1,2000}+)"\s*+,\s*+"([^"\n]{1,40}+)"\s*+,\s*+""', re.IGNORECASE
)
_SPLIT_WORD = re.compile(r"(?<=[\w:/.])[\^`](?=[\w:/.])")  # signs that shells leave out
_SPLITS = 3  # of them in a line: fewer are powers, or Markdown
_CODE = r"\s*+(?:0[xX][0-9a-fA-F]{1,2}|\d{1,3})\s*+"
# Each begins with plain characters, and so do the next: a search for those is ten times as fast as for any of several.
_CODES = (
    re.compile(r"fromCharCode\s*+\(([\s\d,xXa-fA-F]++)\)"),
    re.compile(rf"\[(?:(?i:char\[\]\])\s*+@?\(([\s\d,xXa-fA-F]++)\)|((?:{_CODE},|(?!)){{8,}}+{_CODE})\])"),
)
# PowerShell takes every beginning of -EncodedCommand. Mail programs break what follows into lines of some length.
_RUN = r"[A-Za-z0-9+/]{16,}+"
_COMMANDS = tuple(
    re.compile(
        rf"{sign}(?<=\s.)[eE][A-Za-z]{{0,13}}\s++[\"']?({_RUN}(?:\r?\n{_RUN}|(?!))*+(?:\r?\n[A-Za-z0-9+/]{{1,15}}(?==))?={{0,2}})"
    )
    for sign in "-/"
)


def hidden(text: str, depth: int = 0) -> Iterator[str | Child]:
    """What the strings in ``text`` say where it differs from what they show; files in base64 as children."""
    low = text.encode("latin-1", "replace").lower()  # of the same length, whatever letters there are
    for string, is_joined in chain(_strings(text, low), _joined(text), _removed(text, low)):
        if "\\" not in string:
            yield from _inner(string, depth)
        for told in disguises.undone(string, is_joined=is_joined):
            yield told
            if isinstance(told, str):
                yield from _inner(told, depth)
    for found in chain.from_iterable(pattern.finditer(text) for pattern in _CODES):
        if coded := _from_codes(found[found.lastindex or 0]):
            yield coded
    yield from _without_splits(text)
    yield from _commands(text)
    for script in encoder.decoded(text) if encoder.MARK in text else ():
        yield script
        yield from hidden(script, depth + 1)


def _inner(string: str, depth: int) -> Iterator[str | Child]:
    """What a script in a string hides; a page in one is read as a page."""
    if depth < MAX_DEPTH and ("'" in string or '"' in string) and not MARKUP.search(string):
        yield from hidden(string, depth + 1)


def commands(text: str, spot: str) -> Iterator[Text | Child]:
    """What disguised and encoded commands of a command line say."""
    for line in _without_splits(text):
        yield Text(line, f"{spot}, decoded")
    yield from encoded_commands(text, spot)


def encoded_commands(text: str, spot: str) -> Iterator[Text | Child]:
    """What encoded commands say that prose shows, in which carets and backticks are no disguise."""
    for command in _commands(text):
        yield command if isinstance(command, Child) else Text(command, f"{spot}, decoded")


def _commands(text: str) -> Iterator[str | Child]:
    for found in chain.from_iterable(pattern.finditer(text) for pattern in _COMMANDS):
        yield from (told for told in disguises.undone(found[1]) if told)


def _without_splits(text: str) -> Iterator[str]:
    """Lines of commands whose words are divided by signs that mean nothing: ``p^ower^shell``."""
    if "^" not in text and "`" not in text:
        return
    for line in text.splitlines():
        if line.count("^") + line.count("`") >= _SPLITS:
            plain, splits = _SPLIT_WORD.subn("", line)
            if splits >= _SPLITS:
                yield plain


def _strings(text: str, low: bytes) -> Iterator[tuple[str, bool]]:
    """The strings, those with only a plus between them as one; whether it was changed."""
    run: list[str] = []
    end, is_apart = 0, True
    pattern = _STRING_OR_CHARACTER if _has_characters(text, low) else _STRING  # the one is five times as slow
    for found in pattern.finditer(text):
        string = _inside(found)
        if string is None:
            continue
        if run and (is_apart or not _PLUS.fullmatch(text, end, found.start())):
            yield "".join(run), len(run) > 1
            run = []
        run.append(string)
        end = found.end()
        is_apart = text[end : end + 1] in _APART
        if is_apart:
            continue
        if removal := _REMOVAL.match(text, end) or _SPLIT.match(text, end):
            yield "".join(run).replace(removal[removal.lastindex or 1], ""), True
        elif (formatted := _FORMAT.match(text, end)) and _PLACE.search(string):
            yield _filled("".join(run), formatted[1]), True
    if run:
        yield "".join(run), len(run) > 1


def _has_characters(text: str, low: bytes) -> bool:
    """Whether it makes any character of a number."""
    return any(True for word in (b"chr", b"[char") for _ in _beginning_with(word, _CHARACTER, text, low))


def _beginning_with(word: bytes, pattern: re.Pattern[str], text: str, low: bytes) -> Iterator[re.Match[str]]:
    """What the pattern matches where ``word`` stands in whatever case: few texts have it, which is seen at once."""
    at = low.find(word)
    while at >= 0:
        if found := pattern.match(text, at):
            yield found
        at = low.find(word, at + 1)


def _filled(template: str, arguments: str) -> str:
    """``template`` with the strings of ``arguments`` in its places; as it is where that would be too much."""
    values = [_inside(found) or "" for found in _STRING.finditer(arguments)]
    if template.count("{") * len(arguments) > MAX_FILLED:
        return template
    return _PLACE.sub(lambda place: values[int(place[1])] if int(place[1]) < len(values) else place[0], template)


def _inside(found: re.Match[str]) -> str | None:
    """Of a string, or the character that a call makes; None of an escape."""
    if found.lastindex == 4:
        return character(int(found[4]))
    return found[found.lastindex] if found.lastindex else None


def _joined(text: str) -> Iterator[tuple[str, bool]]:
    """The strings of each array that is joined with nothing between them, where it stands or by its name."""
    joins = list(islice(_JOIN.finditer(text), MAX_JOINS))
    arrays = {found[1]: found.end() for found in _ARRAY.finditer(text)} if joins else {}
    at = 0
    for join in joins:
        name = _NAME.search(text, max(at, join.start() - _NAME_CHARACTERS), join.start())
        begin = arrays.get(name[1], -1) if name else text.rfind("[", at, join.start())
        if begin >= 0:
            end = text.find("]", begin)
            yield "".join(_inside(string) or "" for string in _STRING.finditer(text, begin, end)), True
        at = join.end()


def _removed(text: str, low: bytes) -> Iterator[tuple[str, bool]]:
    """What VBScript and VBA take something out of."""
    for found in _beginning_with(b"replace", _BASIC_REMOVAL, text, low):
        yield found[1].replace(found[2], ""), True


def _from_codes(codes: str) -> str | Child:
    """The text, or the document, whose characters or bytes the numbers are."""
    numbers = [int(code, 0) for code in re.findall(r"0[xX][0-9a-fA-F]{1,6}|[1-9]\d{0,6}|\b0\b", codes)]
    if max(numbers, default=0) < 256 and isinstance(child := disguises.told_by(bytes(numbers)), Child):
        return child
    text = "".join(character(number) for number in numbers if number)
    return text if disguises.is_readable(text) else ""
