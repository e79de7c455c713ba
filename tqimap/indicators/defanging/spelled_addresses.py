"""Addresses of mail whose sign is spelled, ``name at host``, or has blanks beside it: ``name @ host``.

Both are ordinary text more often than not: a word says where something is, and a name behind an ``@`` is called so in a
forum. So the name itself, or the line, has to show that an address is meant.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from .. import caches
from ..names.hosts import host_fault
from ..names.look_alike_words import FILE_ENDINGS
from ..names.look_alikes import look_alike_in_prose
from ..text.edits import Edit
from ..text.surroundings import LABELS, is_cell, label_start, matches, with_blanks
from .second_sign import SecondSigns

_AT_WORDS = tuple(
    (
        word[0],
        re.compile(
            rf"{word}(?:(?<= {word})(?= {{1,2}}[\w-]{{1,63}}(?:\.| \. | [dD][oO][tT] )[\w-])(?P<spaced>)"
            rf"|(?=[_*|#~]\w)(?<=\w[_*|#~]{word})(?P<fenced>)"
            rf"|(?=(?P<fence>[-_*]) [\w-]{{1,63}}(?:\.| (?P=fence)[dD][oO][tT](?P=fence) )[\w-])(?<=\w [-_*]{word})"
            rf"{glued})"
        ),
    )
    for word, glued in (("at", ""), ("AT", r"|(?=[a-z0-9][a-z0-9-]*\.[a-z])(?<=[a-z0-9]AT)"))
)
# Before the address of a computer it is that of a server that is asked: dig quota-demo.com @44.128.7.21.
_SPACED_SIGN = re.compile(r"@(?: {1,2}|(?<= @))(?=[\w-]{1,63}(?:\.| \. )[\w-])(?!\d{1,3}\.\d)")
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}|(?!)){1,20}+")
_TITLE = re.compile(r"[A-Z][a-z]+\.(?!(?:com|net|org)\b)[a-z]+\b")  # of a company: Senior Developer @ Ship.it
_BLANKS_BESIDE = 2  # on either side of the sign; more stand between cells
_SPELLED_DOT = re.compile(r"[\w-]{1,63} [dD][oO][tT] [\w-]")
_DOTS_AT_MOST = 3  # of the name in an address that is spelled
_DOT_APART = re.compile(r"[\w-]{1,63} \. ")
# Words before the name by which somebody is called in a forum: cc @max.bot, thanks @lea.me.
_BEFORE_HANDLES = frozenset(
    """cc bcc thanks thx thank ask ping hi hey hello dear hallo danke merci by from via to with and or see follow
    fyi""".split()
)
# Words before "at" that say where something is, not who.
_PLACED = re.compile(
    r"(?:[\w-]+ed|[\w-]+ing|\w*sites?|pages?|us|me|you|them|it|is|are|was|were|look|see|found|seen|live|available|domains?|hosts?"
    r"|servers?|systems?|programs?|online|more|info|here|up|out|directly|home|one|all|panel|c2|tool|file|files|url|urls|portal|shops?|\w*mailers?"
    r"|\w*mails|accounts?|address(?:es)?|senders?|mailbox(?:es)?)\Z",
    re.IGNORECASE,
)
_MAIL_PROVIDER = re.compile(
    r"(?:(?:google|g|hot|proton|fast|rocket|y|tuta|rediff)mail|outlook|live|msn|yahoo|aol|icloud|proton|gmx|web|mail|yandex|qq"
    r"|163|126|zoho|tutanota|cock|inbox)(?:\.| \. | dot )[a-z]{2,3}(?:\.[a-z]{2})?\b",
    re.IGNORECASE,
)
_OF_LOCAL_PARTS = f"{LABELS}.+"
_OF_ADDRESSES = frozenset("0123456789._+")  # signs that words of prose do not have, of a name before "at"


def spelled_addresses(signs: SecondSigns) -> Iterator[Edit]:
    """The edits that put an ``@`` into them."""
    yield from _at_words(signs)
    if " " in signs.text:
        yield from _spaced_signs(signs)


def _at_words(signs: SecondSigns) -> Iterator[Edit]:
    """``name at host``, ``name -at- host``, ``name_at_host`` and ``nameAThost``."""
    text = signs.text
    for letter, pattern in _AT_WORDS:
        for match in matches(pattern, letter, text):
            if match["fence"]:
                yield from _at_between_fences(text, match)
                continue
            if match["spaced"] is None:
                yield from _fenced_at(text, match)
                continue
            start, end = with_blanks(text, *match.span(), _BLANKS_BESIDE)
            if _is_spelled_address(signs, start, end):
                yield (start, end, "@")
                yield from _spelled_name(text, start, " dot ")


def _at_between_fences(text: str, match: re.Match[str]) -> Iterator[Edit]:
    """With blanks beside them: ``name -at- host -dot- com``."""
    fence = match["fence"]
    start, end = match.start() - len(f" {fence}"), match.end() + len(f"{fence} ")
    if text[start + 1] == fence:
        yield (start, end, "@")
        yield from _spelled_name(text, start, f" {fence}dot{fence} ")


def _fenced_at(text: str, match: re.Match[str]) -> Iterator[Edit]:
    width = 0 if match["fenced"] is None else 1
    start, end = match.start() - width, match.end() + width
    host = _HOST.match(text, end) if not width or text[start] == text[end - 1] else None
    if host and not host_fault(host[0].lower()) and host[0].rpartition(".")[2].lower() not in FILE_ENDINGS:
        yield (start, end, "@")


def _spaced_signs(signs: SecondSigns) -> Iterator[Edit]:
    """Blanks round an ``@``."""
    text = signs.text
    for match in matches(_SPACED_SIGN, "@", text):
        start, end = match.span()
        while text[start - 1 : start] == " " and start > match.start() - _BLANKS_BESIDE:
            start -= 1
        if _is_spaced_address(signs, start, end, sure=text[end - 1] == " "):
            yield (start, end, "@")
            yield from _spelled_name(text, start, " . ") if _DOT_APART.match(text, end) else ()


def _is_spaced_address(signs: SecondSigns, start: int, end: int, *, sure: bool) -> bool:
    """Whether an ``@`` with blanks beside it is one; with a blank before it alone it may be somebody's handle."""
    name = _name_before(signs.text, start)
    if sure:
        return not (_says_where(name) or (name.istitle() and _TITLE.match(signs.text, end)))
    if name.lower() in _BEFORE_HANDLES:
        return False
    return _is_spelled_address(signs, start, end) or _is_alone(signs.text, start - len(name), end)


def _is_spelled_address(signs: SecondSigns, start: int, end: int) -> bool:
    """Whether "name at host.example" means an address: by the name itself, or by a word of mail in the line."""
    text = signs.text
    name = _name_before(text, start)
    host = _HOST.match(text, end)
    if not name or _says_where(name) or (host and (_is_of_prose(host[0]) or _is_price(host, name))):
        return False
    if not _OF_ADDRESSES.isdisjoint(name) or _MAIL_PROVIDER.match(text, end):
        return True
    if (text[start:end].strip() == "AT" and not name.isupper()) or _SPELLED_DOT.match(text, end):
        return True
    begin = start - len(name)
    return text[begin - 1 : begin] == "<" or signs.of_mail(begin)


def _is_price(host: re.Match[str], name: str) -> bool:
    """Whether a number says what is paid at the host of a URL: "1,99 at quota-demo.com/pay"."""
    return name.strip(".").isdecimal() and host.string[host.end() : host.end() + 1] == "/"


@lru_cache(maxsize=caches.WORDS)
def _is_of_prose(name: str) -> bool:
    """Whether what is written in one piece is none of a host: ``at com.acme.Bill.total`` in a trace of calls."""
    return look_alike_in_prose(name) in ("sentence or code", "code")


@lru_cache(maxsize=caches.WORDS)
def _says_where(word: str) -> bool:
    return _PLACED.match(word) is not None


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether a name that begins here is, with the host behind ``end``, all of its line or cell."""
    host = _HOST.match(text, end)
    return host is not None and is_cell(text, start, host.end())


def _spelled_name(text: str, end: int, mark: str) -> Iterator[Edit]:
    """The dots of ``bad dot guy at``, and of ``bad . guy @``."""
    start = label_start(text, end)
    for _ in range(_DOTS_AT_MOST):
        before = start - len(mark)
        begin = label_start(text, before) if before > 0 and text.startswith(mark, before) else before
        if begin == before:
            break
        yield (before, start, ".")
        start = begin


def _name_before(text: str, end: int) -> str:
    return text[label_start(text, end, _OF_LOCAL_PARTS) : end]
