"""URLs with a scheme: cut out of the text and read."""

import re
from functools import lru_cache
from operator import itemgetter

from .. import caches
from ..findings.catch import Catch, Column, Span
from ..names.hosts import host_fault
from ..text.surroundings import LABELS, token_start
from .csv_lines import Rows
from .look_ups import subject_of
from .rewritten_links import may_be_rewritten, may_stand_for_more, original
from .url_ends import GOES_ON, before_text, trimmed
from .url_parts import BODY, REAL_SCHEMES, Url, has_form_of_place, meant_scheme, read, to_its_place, url_fault

_SCHEME_SIGNS = f"{LABELS}*+.[]#@!?&"
_SCHEME = re.compile(r"[a-zA-Z*].{1,15}\Z")  # of those signs
# Behind letters that do not belong to it, or behind signs.
_GLUED = re.compile(r"(?:h[tx*]{2}ps?|(?<![a-z0-9])(?:s?ftps?|wss?|ldaps?))\Z", re.IGNORECASE)
# But not behind ``--~C``, where links to Yahoo's copy of a picture hold the original.
_GLUED_USUAL = re.compile(r"(?<=[A-Za-z0-9])(?<!~C)h[tx]{2}ps?\Z", re.IGNORECASE)
_USUAL = frozenset({"http", "https", "hxxp", "hxxps"})
URL_MAX = 8192  # characters; servers refuse longer ones, and a limit keeps every step linear
_LEAD = re.compile(r"(?P<host>[\w.-]{4,253})(?::[0-9]{1,5})?[/?][^\s]*")
_SCHEME_AGAIN = re.compile(r"h[tx*]{2}ps?://", re.IGNORECASE)
# What stands before the name of an XML namespace, which has the form of a URL and leads nowhere (Namespaces in XML, 3).
_NAMESPACE = re.compile(r"\bxmlns(?::[\w.-]{1,24})?\s?=\s?[\"']\Z")
_NAMESPACE_MAX = 36  # characters of it
_QUOTES = frozenset("\"'")
_INSIDE = frozenset("=/")  # before a URL that stands in another
# A path whose slashes were turned, too, to keep the link dead; but no escape of a program's text.
_TURNED_PATH = re.compile(r"(?:\\(?!u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[nrt]\b)[\w%~-][\w.%~-]*(?<!\.)){1,30}")


# Before a host what its writer left open, ``https://[victim].evil.com/``, also as ``<victim>``, ``{victim}`` and
# ``%victim%``, or all that may stand there.
_BELOW_LEFT_OPEN = re.compile(
    r"(?:\[[\w -]{1,32}\]|<[\w -]{1,32}>|\{[\w -]{1,32}\}|%\w{1,32}%|\*)[.-]([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"
)
# Blanks of a command in a request, as the logs of web servers show them: wget%20http://host/x%20-O-. A plus is one
# behind the name of a program that loads files, or behind an option of it.
_BLANKS_OF_COMMANDS = ("%20", "${IFS}", "$IFS")
_LOADS = re.compile(r"(?:wget|curl|fetch|tftp|\+-[a-zA-Z]{1,3})\+\Z", re.IGNORECASE)
_LOADS_MAX = 8  # characters of it
_ENDS_OF_BLANKS = frozenset("0}S+")


class Unbroken:
    """The runs of characters that a URL may hold, each measured once: a thousand URLs may stand in one run.

    ``rows`` are those lines of the same text that are of CSV.
    """

    __slots__ = ("_end", "_start", "rows", "text")

    def __init__(self, text: str) -> None:
        self.text, self._start, self._end = text, 0, 0
        self.rows = Rows(text)

    def end(self, at: int) -> int:
        """Where the run that holds this offset ends, or as far as a URL goes; the offset itself where none does."""
        if not self._start <= at < self._end:
            match = BODY.match(self.text, at)
            self._start, self._end = at, match.end() if match else at
        longest = at + URL_MAX
        return self._end if self._end < longest else longest


class Urls:
    """The URLs of one text that one rule finds; those that are what they seem to be are collected as columns."""

    __slots__ = ("_catch", "_rule", "only_whole", "rows")

    def __init__(self, catch: Catch, rule: str) -> None:
        self._catch, self._rule = catch, rule
        self.only_whole = not (catch.hosts_of_urls or catch.paths_of_urls)  # and no parts of them besides
        # Start, end, value and host of each that is known to be valid and none of ``may_stand_for_more``.
        self.rows: list[tuple[int, int, str, str]] = []

    def take(self, url: Url, start: int, end: int) -> None:
        """One that was read, or what it was before it was rewritten; or drop it by its fault."""
        fault = url_fault(url) if self._is_itself(url) else ""
        if fault:
            return self._catch.drop("URL", url, (start, end), fault)
        return self.keep(url, start, end)

    def take_host(self, host: str, span: Span) -> None:
        """The host of one that is no whole one, since a label before it was left open."""
        if not host_fault(host):
            self._catch.take("FQDN", host, span, "host of a URL", host=host)

    def drop(self, url: Url | str, start: int, end: int) -> None:
        """One that only names an XML namespace."""
        self._catch.drop("URL", url, (start, end), "XML namespace")

    def keep(self, url: Url, start: int, end: int) -> None:
        """One that has no fault, or what it was before it was rewritten."""
        if self._is_itself(url):
            return self.rows.append((start, end, str(url), url.host))
        return _take_url(self._catch, url, (start, end), self._rule)

    def _is_itself(self, url: Url) -> bool:
        return self.only_whole and not _may_stand_for_more(url)

    def take_all(self) -> None:
        """Give those that were collected to the catch."""
        if self.rows:
            starts, ends, values = (list(map(itemgetter(field), self.rows)) for field in range(3))
            hosts = list(map(itemgetter(3), self.rows))
            self._catch.take_all("URL", Column(starts, ends, values), self._rule, hosts)


def _may_stand_for_more(url: Url) -> bool:
    return may_stand_for_more(url.host) or may_be_rewritten(url.rest)


def is_namespace(text: str, start: int) -> bool:
    """Whether the URL that begins here, behind a quote, is the name of an XML namespace."""
    before = text[max(0, start - _NAMESPACE_MAX) : start]
    return "xmlns" in before and _NAMESPACE.search(before) is not None


def find_urls(catch: Catch) -> None:
    """Every ``://`` is the middle of a URL or of nothing."""
    text = catch.rest()
    unbroken, urls = Unbroken(text), Urls(catch, "URL")
    done, at = 0, text.find("://")
    while at >= 0:
        written = _written_scheme(text[max(done, at - 16) : at])
        if written:
            done = _at(urls, unbroken, at, written)
        at = text.find("://", max(done, at + 3))
    urls.take_all()


def _at(urls: Urls, unbroken: Unbroken, at: int, written: str) -> int:
    """Look at what stands round one ``://`` behind a scheme; where to go on."""
    text, start = unbroken.text, at - len(written)
    before, run = text[start - 1 : start], text[at + 3 : unbroken.end(at + 3)]
    several = "://" in run
    if several:
        if _SCHEME_AGAIN.match(run):  # http://hxxp://host: the second is the one that was there
            return at + 3
        run = _first_of_several(run)  # before anything else, so that each of them is read no farther than it goes
    if before in _ENDS_OF_BLANKS:
        run = _argument(text, start, run)
    body = trimmed(run, before)
    if "/" in body and text[at + 3 + len(body) : at + 4 + len(body)] in GOES_ON:
        body = body[: before_text(text, at + 3, at + 3 + len(body)) - at - 3]
    if "," in body or ";" in body:
        body = unbroken.rows.first_cell((start, at + 3), body)
    url = read(meant_scheme(written), body)
    if not several and (url is None or not has_form_of_place(url.host)):
        below = _BELOW_LEFT_OPEN.match(text, at + 3)
        if below:
            urls.take_host(below[1].lower(), below.span(1))
            return unbroken.end(below.end())
        body = to_its_place(body)
        url = read(meant_scheme(written), body)
    end = at + 3 + len(body)
    if url and "[.]" in url.rest:  # beside a sign, as in /[.]env
        url = url._replace(rest=url.rest.replace("[.]", "."))
    if url and before in _QUOTES and is_namespace(text, start):
        urls.drop(url, start, end)
        return end
    if url and text[end : end + 1] == "\\" and written.lower() not in REAL_SCHEMES:
        url, end = _with_turned_path(text, url, end)
    outer = _outer(text, start) if before in _INSIDE else 0
    if outer:
        start = outer - 1
        url = read("http", text[start:end])
    if url:
        urls.take(url, start, end)
    return end


def _argument(text: str, start: int, run: str) -> str:
    """A run of characters as far as the URL in it is an argument of a command whose blanks were escaped."""
    for blank in _BLANKS_OF_COMMANDS:
        if text.endswith(blank, 0, start):
            return run.partition(blank)[0]
    return run.partition("+")[0] if _LOADS.search(text, max(0, start - _LOADS_MAX), start) else run


def _with_turned_path(text: str, url: Url, end: int) -> tuple[Url, int]:
    """A URL that was kept from being a link, and where it ends, with the path behind it whose slashes were turned."""
    turned = _TURNED_PATH.match(text, end) if not url.rest and has_form_of_place(url.host) else None
    return (url._replace(rest=turned[0].replace("\\", "/")), turned.end()) if turned else (url, end)


def _first_of_several(run: str) -> str:
    """A run of characters as far as its first URL may go: to the end of its place, or to the next URL glued to it.

    Behind another sign than a letter or a digit the next one may stand in the first.
    """
    second = run.find("://")
    if run.find(".", 0, second) < 0:  # no place
        return run
    scheme = _GLUED_USUAL.search(run, max(0, second - len("https")), second)
    return to_its_place(run[: scheme.start()] if scheme else run)


def _outer(text: str, start: int) -> int:
    """Where the URL without a scheme begins that holds the one at ``start`` in its path or query, plus one; or 0."""
    begin = token_start(text, start)
    lead = _LEAD.fullmatch(text, begin, start)
    return begin + 1 if lead and not host_fault(lead["host"].lower()) else 0


def _written_scheme(before: str) -> str:
    """The scheme at the end of what stands before ``://``, as it was written; nothing if there is none."""
    last = before[-5:]
    written = last if last in _USUAL else last[1:]
    if written in _USUAL and not before[: -len(written)][-1:].isalnum():
        return written
    return _odd_scheme(before[len(before.rstrip(_SCHEME_SIGNS)) :])


@lru_cache(maxsize=caches.WORDS)
def _odd_scheme(signs: str) -> str:
    """The same at the end of what has only signs of schemes."""
    match = _SCHEME.search(signs)
    if match is None:
        return ""
    for written in (match[0], match[0].lstrip("*")):  # which may stress it, or stand for its first letter
        if meant_scheme(written):
            return written
    shorter = _GLUED.search(match[0])
    return shorter[0] if shorter else ""


def _take_url(catch: Catch, url: Url, span: Span, rule: str) -> None:
    """Give a URL that was read to the catch, or drop it by its fault; of a rewritten link what it was before."""
    target, attributes = original(url) if _may_stand_for_more(url) else (url, ())
    if target is None:
        return catch.drop("URL", url, span, "rewritten link without its target")
    fault = url_fault(target)
    if fault:
        return catch.drop("URL", target, span, fault)
    if target is not url:
        rule = "rewritten link"
    subject = subject_of(target)
    if subject:
        catch.take(subject.type, subject.value, span, subject.rule, attributes)
        if not catch.marked(*span):  # who defangs means it
            return catch.drop("URL", target, span, "page of a look-up")
    host = target.host
    catch.take("URL", str(target), span, rule, attributes, host=host)
    if catch.hosts_of_urls and not host.startswith("["):
        catch.take("IP Address" if host.replace(".", "").isdigit() else "FQDN", host, span, "host of a URL", host=host)
    if catch.paths_of_urls and target.rest.strip("/"):
        catch.take("URL Path", target.rest, span, "path of a URL")
    return None
