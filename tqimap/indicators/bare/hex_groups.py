"""Hexadecimal digits in groups: MAC and IPv6 addresses, networks, hashes byte by byte; ssdeep's hashes.

Colons hold most of them together, and blanks, hyphens or dots some.
"""

import re
from functools import lru_cache

from .. import caches
from ..findings.catch import Catch, Span
from ..links.in_paths import is_in_path
from ..names.addresses import ipv6, network_fault
from ..text.hexadecimal import HASHES
from ..text.surroundings import labelled, matches

_SSDEEP = re.compile(
    r":(?=[A-Za-z0-9/+]{6,64}:[A-Za-z0-9/+]{3,64})([A-Za-z0-9/+]{6,64}):([A-Za-z0-9/+]{3,64})(?![A-Za-z0-9/+:])"
)
_BLOCK_SIZES = frozenset(str(3 << n) for n in range(31))  # of ssdeep: 3 times a power of two
# Two colons with no digit on either side, nor the length of a prefix behind them, are nothing.
_COLONS = re.compile(r":(?::(?:(?<=[0-9A-Fa-f]::)|(?=[0-9A-Fa-f/]| /))|[0-9A-Fa-f]{1,4}:)")
_V6_LABELS = ("ip6:", "IP6:", "ipv6:", "IPv6:")  # as in a record of SPF (RFC 7208, 5.6)
_HEX_DIGITS = "0123456789abcdefABCDEF"
_NO_WORD = frozenset(f"{_HEX_DIGITS}: ")  # ends with these
_V6_RUN = re.compile(
    r"[0-9A-Fa-f:]{2,45}+(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?:%[A-Za-z0-9_]{1,15})?(?![A-Za-z0-9_:])"
    r"(?: ?/ ?(\d{1,3})(?![A-Za-z0-9_]))?"
)
_LABEL = re.compile(r"(?<![\w:])[A-Za-z]*[G-Zg-z][A-Za-z]*:\Z")  # MAC:00:1b:44:11:3a:b7
_LABEL_MAX = 16  # characters of it
_MAC_AT = (2, -1)  # characters of it before a colon: its first two, or none if the colon is that of a label
_YEAR = re.compile(r"20\d\d::\Z")  # and the colons of reStructuredText: June 6, 2006::
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w]|[:-][0-9A-Fa-f])")
_DOTTED_MAC = re.compile(r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])")
# The other two notations, from their first separator on, which is rarer than a hexadecimal digit.
_DASHED_MAC = re.compile(r"-(?=[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-)(?<=([0-9A-Fa-f]{2})-)")
_CISCO_MAC = re.compile(r"\.(?=[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.]))(?<=([0-9A-Fa-f]{4})\.)")
# A hash byte by byte, as certificates have it, in a line that says which hash it is; but not that of a key.
_BYTES = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){15,31}(?![\w:])")
_NAMES_HASH = re.compile(r"(?<![^\W_])(?:md5|sha[-_ ]?(?:1|256)|(?:thumb|finger)print)(?![^\W_])")
_NAMES_KEY = re.compile(r"ssh|\bkey")
# The same with blanks between the bytes, behind the word alone that certificates have for it; and, as certutil of older
# Windows prints it, below the name of the file: "MD5 hash of file a.exe:".
_APART = r"([0-9a-f]{2}(?: [0-9a-f]{2}|(?!)){15,31}+)(?! [0-9a-f]{2}(?!\w))"
_BYTES_APART = re.compile(rf"print[\W_]{{1,8}}+(?:(?:md5|sha[-_ ]?(?:1|256))[\W_]{{1,6}}+)?{_APART}", re.IGNORECASE)
_BYTES_BELOW = re.compile(rf"hash[ -][^\n]{{1,80}}:[ \t]*\r?\n[ \t]*{_APART}", re.IGNORECASE)
_LOOK_BACK = 96  # characters before such a hash in which the words have room


def find_groups(catch: Catch) -> None:
    """All that colons hold together, and hashes with blanks between their bytes."""
    text = catch.rest()
    if ":" in text:
        _fuzzy(catch, text)
        text = catch.rest()
        done = 0
        for colon in matches(_COLONS, ":", text):
            if colon.start() >= done:
                done = _colons(catch, text, done, colon.start())
        text = catch.rest()
    low = catch.low()
    for label, pattern in (("print", _BYTES_APART), ("hash", _BYTES_BELOW)):
        for in_bytes in labelled(text, low, label, pattern):
            _in_bytes(catch, text, in_bytes.span(1))


def _fuzzy(catch: Catch, text: str) -> None:
    for match in matches(_SSDEEP, ":", text):
        at = match.start()
        piece = text[max(0, at - 12) : at]
        size = piece[len(piece.rstrip("0123456789")) :]
        if size in _BLOCK_SIZES and len(match[2]) <= len(match[1]) + 2 and not match[1].isdigit():
            catch.take("Fuzzy Hash", f"{size}{match[0]}", (at - len(size), match.end()), "ssdeep")


def _colons(catch: Catch, text: str, done: int, at: int) -> int:
    begin = max(done, at - 4)
    start = begin + len(text[begin:at].rstrip(_HEX_DIGITS))
    last = text[at - 1 : at]
    # The colon behind a word that is no hexadecimal number is none of an address.
    is_label = last.isalpha() and (last not in _NO_WORD or _LABEL.search(text, max(0, at - _LABEL_MAX), at + 1))
    if is_label or (last == "6" and text.endswith(_V6_LABELS, 0, at + 1)):
        start = at + 1
    elif start and ((text[start - 1].isalnum() and text[start - 1].isascii()) or text[start - 1] in ":._"):
        return at + 1
    mac = _MAC.match(text, start) if at - start in _MAC_AT else None
    if mac:
        _mac(catch, mac)
        return mac.end()
    in_bytes = _BYTES.match(text, start) if at - start == 2 else None
    if in_bytes:
        _in_bytes(catch, text, in_bytes.span())
        return in_bytes.end()
    run = _V6_RUN.match(text, start)
    if run and run[0][-1] == ":" != run[0][-2]:  # of the sentence
        run = _V6_RUN.match(text, start, run.end() - 1)
    if run is None:
        return at + 1
    _ipv6(catch, run)
    return run.end()


def _mac(catch: Catch, match: re.Match[str]) -> None:
    digits = re.sub(r"[:.-]", "", match[0]).lower()
    value = ":".join(digits[i : i + 2] for i in range(0, 12, 2))
    if len(set(digits)) < 2:
        catch.drop("MAC Address", value, match.span(), "digits alike")
    else:
        catch.take("MAC Address", value, match.span(), "MAC address")


def _in_bytes(catch: Catch, text: str, span: Span) -> None:
    """A hash with colons or blanks between its bytes."""
    start, end = span
    value = text[start:end].replace(text[start + 2], "").lower()
    line = text[max(0, start - _LOOK_BACK) : start].rstrip().rpartition("\n")[2].lower()
    if len(value) in HASHES and value.strip(value[:2]) and _NAMES_HASH.search(line) and not _NAMES_KEY.search(line):
        catch.take(HASHES[len(value)], value, span, "hash byte by byte")


def _ipv6(catch: Catch, run: re.Match[str]) -> None:
    type_, value, fault = _judged(*run.group(0, 1))
    if not fault:
        catch.take(type_, value, run.span(), "network" if type_ == "CIDR Block" else "address")
    elif fault != "no address" and value != "::":
        catch.drop(type_, value, run.span(), fault)


@lru_cache(maxsize=caches.WORDS)
def _judged(written: str, length: str | None) -> tuple[str, str, str]:
    """The type of what was written, with the length of a prefix or without; its value, and why that is no indicator."""
    written = written.lower().replace(" ", "")
    if length:
        fault = network_fault(written)
        if fault != "no network":
            return "CIDR Block", written, fault
    elif _YEAR.match(written):
        return "IPv6 Address", written, "no address"
    return "IPv6 Address", *ipv6(written.partition("/")[0].partition("%")[0])


def find_dashed(catch: Catch) -> None:
    """MAC addresses with hyphens, and with dots between groups of four digits."""
    text = catch.rest()
    for beginning, pattern in (("-", _DASHED_MAC), (".", _CISCO_MAC)):
        for match in matches(pattern, beginning, text):
            start = match.start() - len(match[1])
            whole = (_MAC if match[0][0] == "-" else _DOTTED_MAC).match(text, start)
            alone = whole and not (start and (text[start - 1].isalnum() or text[start - 1] in "-.:"))
            if whole and alone and not is_in_path(catch, *whole.span()):
                _mac(catch, whole)
