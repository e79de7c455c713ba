"""Whatever has dots: addresses of mail, IPv4 addresses and networks, bare names of hosts, URLs without a scheme."""

import re

from .addresses import address_fault, network_fault
from .catch import Catch
from .hosts import host_fault, is_somebody_elses_suffix
from .urls import Url, read, trimmed, url_fault

_LOCAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-"
_LABEL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_DOT = re.compile(r"\.(?=\w)")
_NAME_RUN = re.compile(r"\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)+", re.ASCII)
_UNICODE_RUN = re.compile(r"\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)+")
_KEY = re.compile(r"\w*[=/?&|:]")


def find_emails(catch: Catch) -> None:
    """Every ``@`` between a local part and a host."""
    text = catch.rest()
    at = text.find("@")
    done = 0
    while at >= 0:
        run = _UNICODE_RUN.match(text, at + 1)
        if run:
            begin = max(done, at - 64)
            piece = text[begin:at]
            local = piece[len(piece.rstrip(_LOCAL)) :].lstrip(".'/=?*&|#{}`~!^$%")
            if local and "=" in local:
                local = local.rpartition("=")[2] or local
            if local:
                start = at - len(local)
                host = run[0].lower()
                fault = host_fault(host)
                if fault:
                    catch.drop("Email Address", f"{local}@{host}", start, run.end(), fault)
                else:
                    catch.take("Email Address", f"{local}@{host}".lower(), start, run.end(), "address")
                done = run.end()
        at = text.find("@", at + 1)


def find_dotted(catch: Catch) -> None:
    """Every dot inside a word: of what is this word the name?"""
    text = catch.rest()
    done = 0
    ascii_only = text.isascii()
    run_of = _NAME_RUN if ascii_only else _UNICODE_RUN
    for dot in _DOT.finditer(text):
        at = dot.start()
        if at < done:
            continue
        begin = max(done, at - 64)
        piece = text[begin:at]
        start = begin + len(piece.rstrip(_LABEL))
        run = run_of.match(text, start)
        if run is None:
            continue
        done = max(run.end(), at + 1)
        _token(catch, text, run)


def _token(catch: Catch, text: str, run: re.Match[str]) -> None:
    name = run[0]
    start, end = run.span()
    before = text[start - 1 : start]
    if before in ("@", "\\", "/"):
        return
    if name.replace(".", "").isdigit():
        return _numbers(catch, text, name, start, end)
    host = name.lower()
    top = host.rpartition(".")[2]
    fault = host_fault(host)
    if fault:
        return catch.drop("FQDN", host, start, end, fault) if fault != "no public suffix" else None
    return _host(catch, text, host, start, end)


def _numbers(catch: Catch, text: str, name: str, start: int, end: int) -> None:
    if name.count(".") != 3:
        return None
    fault = address_fault(name)
    tail = re.compile(r"/(\d{1,2})(?![\w.])").match(text, end)
    if tail:
        value = f"{name}/{tail[1]}"
        fault = network_fault(value)
        if not fault:
            return catch.take("CIDR Block", value, start, tail.end(), "network")
    if fault:
        return catch.drop("IP Address", name, start, end, fault)
    return _place_or_url(catch, text, name, start, end, "IP Address")


def _host(catch: Catch, text: str, host: str, start: int, end: int) -> None:
    return _place_or_url(catch, text, host, start, end, "FQDN")


_PATH = re.compile(r"(?::\d{1,5})?[/?#][^\s<>\"`|\\^]*")


def _place_or_url(catch: Catch, text: str, host: str, start: int, end: int, type_: str) -> None:
    path = _PATH.match(text, end)
    if path:
        body = trimmed(host + path[0], text[start - 1 : start])
        url = read("http", body)
        if url and url.rest not in ("", "/") and not url_fault(url):
            return catch.take("URL", str(url), start, start + len(body), "URL without scheme")
    return catch.take(type_, host, start, end, "address" if type_ == "IP Address" else "host")
