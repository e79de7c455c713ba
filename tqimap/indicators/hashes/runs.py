"""Long runs of letters and digits: hashes, those of TLSH too, and addresses of cryptocurrencies.

The runs are found on a copy of the text in which every letter and digit is the same byte: a search for many of them
passes over prose faster than over its characters, a run at once.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from ..findings.catch import Catch, Column, Span
from ..text.hexadecimal import HASHES, HEXADECIMAL
from .coins import COIN, coin_of, is_slow
from .file_hashes import LOOK_BACK, names_branch, take_labelled

# Of these lengths, whatever goes on in the next line: no shorter piece makes another hash of them.
_COMPLETE = frozenset({64, 96, 128})
_SHORTEST = 26  # characters of the shortest Bitcoin address
_ALNUM = bytes.maketrans(bytes(range(256)), bytes(97 if chr(c).isalnum() and c < 128 else 32 for c in range(256)))
_LONG = b"a" * _SHORTEST
_BEGINNINGS = frozenset("0123456789abcdefABCDEFxXLMDTtrl")  # of all that the next pattern takes
# A hash, which some write with a hexadecimal prefix, one of TLSH with its version, or an address; 0x and 40 digits are
# an address of Ethereum.
_CANDIDATE = re.compile(
    rf"(?!0x[0-9a-fA-F]{{40}}\Z)(?:(?:0|(?<=\\))[xX])?(?P<hexadecimal>[0-9a-fA-F]+)\Z|(?P<glued>[0-9a-f]{{32}}(?:[0-9a-f]{{8}}|[0-9a-f]{{32}})?)(?=[G-Z][A-Za-z]|[g-z][a-z]{{3}})|(?P<tlsh>T1[0-9a-fA-F]{{70}})\Z|{COIN}"
)
_OLD_TLSH = 70  # digits of one without its version
_NAMES_TLSH = re.compile(r"tlsh\W{1,6}(?:hash\W{1,6})?\Z", re.IGNORECASE)
_JARM = 62  # digits of the fingerprint of a server
_NAMES_JARM = re.compile(r"jarm\W{1,6}(?:(?:hash|fingerprint)\W{1,6})?\Z", re.IGNORECASE)
_NAMES_HASH = re.compile(r"md5|sha|hash", re.IGNORECASE)  # of a hash that has decimal digits alone: one in a million
_LINE_ENDS = frozenset(" \t\r\n")
# The rest of a number in the next line, in a table with nothing in the cells before it.
_MORE = re.compile(
    r"[ \t]*(?:\r?\n[> \t]*|\|[ \t]*\r?\n[> \t]*(?:\|[ \t]{1,80}){1,4}\|[ \t]*)([0-9a-fA-F]{4,100})(?![0-9A-Za-z])"
)
# The hash that a label promises, where its line was broken in the middle: each half has the length of another hash.
_PROMISED = re.compile(r"sha[-_ ]?256\b[\W_]{0,12}\Z", re.IGNORECASE)
_HALF = 32  # digits
_REST = ("...", "\u2026")
_HEX_END = frozenset("0123456789abcdefABCDEF")
_SMALL_DIGITS = b"0123456789abcdef"
_COIN_LOOK_BACK = 40  # characters before an address without a checksum that must speak of its currency
_SLOW_MAX = 100  # checksums of the slow kind in one text: a fifth of a millisecond each


def find_runs(catch: Catch) -> None:
    """Every run that is long enough for the shortest of these values."""
    text = catch.rest()
    hashes: defaultdict[str, Column] = defaultdict(Column.empty)
    lines: defaultdict[int, list[int]] = defaultdict(list)
    slow = done = 0
    for start, end in _long_runs(text):
        if text[start] not in _BEGINNINGS:
            continue
        if end - start in _COMPLETE and text[start - 1 : start] == "\n" and text[start - 2] in _HEX_END:
            lines[end - start].append(start)
            continue
        kind = _CANDIDATE.match(text, start, end)
        if kind is None or start < done:
            continue
        if kind.lastgroup == "hexadecimal":
            done = _hexadecimal(catch, hashes, kind.start(1), end)
        elif kind["glued"]:  # to the next word or cell
            done = _hexadecimal(catch, hashes, start, kind.end())
        elif kind.lastgroup:
            catch.take("Fuzzy Hash", kind[0].upper(), (start, end), "TLSH")
        elif catch.wants("String"):
            slow += is_slow(kind[0])
            _coin(catch, text, start, end, slow > _SLOW_MAX)
    for length, starts in lines.items():
        _listed(catch, hashes, starts, length)
    for type_, column in hashes.items():
        catch.take_all(type_, column, "hash")
        catch.hash_starts += column.starts


def _long_runs(text: str) -> Iterator[Span]:
    """Where those begin and end that are long enough."""
    plain = text.encode("latin-1", "replace").translate(_ALNUM) + b" "
    start = plain.find(_LONG)
    while start >= 0:
        end = plain.index(b" ", start)
        yield start, end
        start = plain.find(_LONG, end)


def _listed(catch: Catch, hashes: defaultdict[str, Column], starts: list[int], length: int) -> None:
    """Runs of one length that are lines behind others that end in a digit: as columns, if all of them are hashes.

    No label, boundary or other half stands before such a line, and by its length it goes on in no other one.
    """
    text, column = catch.text, hashes[HASHES[length]]
    values = [text[start : start + length].lower() for start in starts]
    if not "".join(values).encode().translate(None, _SMALL_DIGITS) and all(value.strip(value[:2]) for value in values):
        column.starts.extend(starts)
        column.ends.extend(start + length for start in starts)
        column.values.extend(values)
    else:
        for start in starts:
            if HEXADECIMAL.match(text, start, start + length):
                _hexadecimal(catch, hashes, start, start + length)


def _coin(catch: Catch, text: str, start: int, end: int, too_many: bool) -> None:
    run = text[start:end]
    if too_many and is_slow(run):
        return catch.drop("String", run, (start, end), "too many checksums")
    coin = coin_of(run, text[max(0, start - _COIN_LOOK_BACK) : start])
    if coin:
        catch.take("String", run, (start, end), "cryptocurrency address", (("Cryptocurrency", coin),))
    return None


def _hexadecimal(catch: Catch, hashes: defaultdict[str, Column], start: int, end: int) -> int:
    """Judge a hexadecimal number, and where it ends; nothing is against a hash that begins its line."""
    text = catch.text
    type_, value = HASHES.get(end - start), text[start:end].lower()
    if end - start not in _COMPLETE and text[end : end + 1] in _LINE_ENDS:
        more = _MORE.match(text, end)
        if more and (
            (len(more[1]) not in HASHES and len(value) + len(more[1]) in HASHES) or _is_half(text, start, more)
        ):
            value, end = value + more[1].lower(), more.end()
            type_ = HASHES[len(value)]
    if type_ is None:
        if end - start == _OLD_TLSH and _NAMES_TLSH.search(text, max(0, start - LOOK_BACK), start):
            catch.take("Fuzzy Hash", value.upper(), (start, end), "TLSH")
        elif end - start == _JARM and _NAMES_JARM.search(text, max(0, start - LOOK_BACK), start):
            catch.take("String", value, (start, end), "hash of a part", (("Hash Type", "jarm"),))
        return end
    begins_line = not start or (text[start - 1] == "\n" and text[start - 2 : start - 1] in _HEX_END)
    if not value.strip(value[:2]):
        catch.drop(type_, value, (start, end), "digits alike")
    elif value.isdecimal() and not _NAMES_HASH.search(text, max(0, start - LOOK_BACK), start):
        catch.drop(type_, value, (start, end), "decimal number")
    elif end - start not in _COMPLETE and _is_cut_short(text, start, end):
        catch.drop(type_, value, (start, end), "part of a hash")
    elif (begins_line and not names_branch(text, end)) or not take_labelled(catch, type_, value, (start, end)):
        hashes[type_].append(start, end, value)
    return end


def _is_cut_short(text: str, start: int, end: int) -> bool:
    """Whether dots stand for the rest of a number: before it, or behind one of which a label promises a longer hash."""
    if text.endswith(_REST, 0, start):
        return True
    return text.startswith(_REST, end) and _PROMISED.search(text, max(0, start - LOOK_BACK), start) is not None


def _is_half(text: str, start: int, more: re.Match[str]) -> bool:
    """Whether a number and that of the next line are the two halves of the one SHA-256 that a label promises."""
    if not len(more[1]) == _HALF == more.start() - start:
        return False
    if text[start - 2 : start - 1] in _HEX_END and text[start - 4 : start - 1] != "256":  # one of a list
        return False
    if not _PROMISED.search(text, max(0, start - LOOK_BACK), start):
        return False
    third = _MORE.match(text, more.end())
    return third is None or len(third[1]) != _HALF
