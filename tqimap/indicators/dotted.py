"""Words with dots in them: IPv4 addresses and networks, bare names of hosts, URLs without a scheme, names of files."""

import re

from .addresses import address_fault, network_fault
from .catch import Catch
from .hosts import host_fault, without_foreign_beginning, without_foreign_end
from .look_alikes import look_alike
from .urls import BODY, read, take_url, trimmed, url_fault

_LABEL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_DOT = re.compile(r"\.(?=\w)")
_RUN = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_ASCII_RUN = re.compile(r"[\w-]+(?:\.[\w-]+)*", re.ASCII)
_LEFT = re.compile(r"[\w-]*")
_QUAD = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})(?!\w|\.[\da-z-])")
_PREFIX_LENGTH = re.compile(r" ?/ ?(\d{1,2})(?![\w.]|/\w)")
_TAIL = re.compile(rf"(?::(?P<port>\d{{1,5}}))?(?:[/?#](?:{BODY.pattern})?)?")
_TAIL_STARTS = frozenset(":/?#")
_TRANSPORT = re.compile(r"/(?:tcp|udp|icmp|http|https|smtp|dns|tls|ssh)\Z", re.IGNORECASE)
_VERSION = re.compile(
    r"(?:\bv|\b(?:version|ver|build|release|revision|rev|firmware|update|upgrade|patch|sp|product|oid|section|chapter|§)"
    r"s?(?:\s(?:number|no|is|was|of|to|from))?)[.:#=]?[\s\"'(]{0,2}\Z",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"[A-Za-z][\w.+-]*/\Z")
_ESCAPE = re.compile(r"[0-9A-Fa-f]{2}\w")
_LOOK_BACK = 24  # characters before a number in which a word such as "version number" has room


def find_dotted(catch: Catch) -> None:
    """Every dot inside a word: of what is this word the name?"""
    text = catch.rest()
    whole_run = _ASCII_RUN if text.isascii() else _RUN
    done = 0
    for dot in _DOT.finditer(text):
        at = dot.start()
        if at < done:
            continue
        start = _start(text, done, at)
        run = whole_run.match(text, start)
        done = at + 1
        if run and start < at:
            done = max(done, _word(catch, text, start, run.end()))


def _start(text: str, done: int, at: int) -> int:
    """Where the label before this dot begins; a longer one than a host may have is cut off."""
    begin = max(done, at - 64)
    piece = text[begin:at]
    stripped = piece.rstrip(_LABEL)
    if stripped and not stripped[-1].isascii() and stripped[-1].isalnum():
        left = _LEFT.match(piece[::-1])
        return at - (left.end() if left else 0)
    return begin + len(stripped)


def _word(catch: Catch, text: str, start: int, end: int) -> int:
    """Judge one word; where what was taken of the text ends."""
    start += len(text[start:end]) - len(text[start:end].lstrip("-"))
    quad = _QUAD.match(text, start)
    if quad:
        return _address(catch, text, *quad.span())
    word_end = end
    start, name = _trimmed(text, start, end)
    if text[start - 1 : start] == "%" and _ESCAPE.match(name):
        start, name = start + 2, name[2:]
    fault = host_fault(name.lower())
    if fault and name.rpartition(".")[2].istitle():
        name = name.rpartition(".")[0]
        fault = host_fault(name.lower())
    end = start + len(name)
    if not fault and text[start - 1 : start] not in ("\\", "$"):
        return _host(catch, text, start, end)
    if fault in ("public suffix", "reserved name"):
        catch.drop("FQDN", name.lower(), start, end, fault)
        return end
    return word_end


def _trimmed(text: str, start: int, end: int) -> tuple[int, str]:
    """A word without signs of layout, and without prose of a script that puts no blanks between words."""
    name = text[start:end].rstrip("-_")
    if len(name) < end - start or name.startswith("__"):
        name = name.lstrip("_")
    if not name.isascii():
        first, dot, rest = name.partition(".")
        name = without_foreign_beginning(first) + dot + rest
        rest, dot, last = name.rpartition(".")
        return text.index(name, start), rest + dot + without_foreign_end(last)
    return text.index(name, start), name


def _address(catch: Catch, text: str, start: int, end: int) -> int:
    value = text[start:end]
    before = text[max(0, start - _LOOK_BACK) : start]
    if before[-1:] == "." and before[-2:-1].isalnum():
        return _dropped(catch, value, start, end, "longer number")
    fault = address_fault(value)
    length = _PREFIX_LENGTH.match(text, end) if "/" in text[end : end + 2] else None
    if length and int(length[1]) <= 32:
        return _network(catch, f"{value}/{length[1]}", start, length.end())
    if fault:
        return _dropped(catch, value, start, end, fault)
    if _is_version(before) and text[end : end + 1] != ":" and not catch.marked(start, end):
        return _dropped(catch, value, start, end, "version number")
    return _host_or_url(catch, text, start, end, "IP Address")


def _is_version(before: str) -> bool:
    """Whether what stands before a number says that it counts versions."""
    if before.endswith("/"):
        return bool(_PRODUCT.search(before))
    return before[-1:] not in ("", "\n") and bool(_VERSION.search(before))


def _network(catch: Catch, value: str, start: int, end: int) -> int:
    fault = network_fault(value)
    if fault:
        catch.drop("CIDR Block", value, start, end, fault)
    else:
        catch.take("CIDR Block", value, start, end, "network")
    return end


def _dropped(catch: Catch, value: str, start: int, end: int, rule: str) -> int:
    catch.drop("IP Address", value, start, end, rule)
    return end


def _host(catch: Catch, text: str, start: int, end: int) -> int:
    if not catch.marked(start, end):
        rule = look_alike(text, start, end)
        if rule:
            catch.drop("FQDN", text[start:end].lower(), start, end, rule)
            return end
    return _host_or_url(catch, text, start, end, "FQDN")


def _host_or_url(catch: Catch, text: str, start: int, end: int, type_: str) -> int:
    """A host, or with a path behind it a URL that was written without its scheme."""
    tail = _TAIL.match(text, end) if text[end : end + 1] in _TAIL_STARTS else None
    if tail and tail[0]:
        body = trimmed(text[start : tail.end()], text[start - 1 : start])
        url = read("http", body)
        if url and url.rest.strip("/") and not url_fault(url) and not _is_list(url.rest):
            take_url(catch, url, start, start + len(body), "URL without scheme")
            return start + len(body)
    port = (("Port", tail["port"]),) if tail and tail["port"] and 0 < int(tail["port"]) < 65536 else ()
    catch.take(type_, text[start:end].lower(), start, end, "address" if type_ == "IP Address" else "host", port)
    return end


def _is_list(rest: str) -> bool:
    """Whether the "path" is the next address of a list, or a transport: ``198.51.100.7/tcp``."""
    return bool(_QUAD.match(rest, 1)) or bool(_TRANSPORT.match(rest))
