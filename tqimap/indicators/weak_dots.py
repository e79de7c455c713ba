"""Defang marks that are ordinary text more often than not: blanks round a dot, the bare words "dot" and "at".

They count only where the pieces join to a valid value under a known suffix and the line holds a second sign: another
mark, a word of somebody who speaks of indicators, or nothing else in the line or cell.
"""

import re
from collections.abc import Generator, Iterator
from functools import lru_cache

from .edits import Edit
from .hosts import host_fault, is_place
from .look_alikes import FILE_ENDINGS, WORD_ENDINGS, look_alike_in_prose
from .quoted_printable import plain_again
from .scheme_marks import scheme_marks
from .second_sign import SecondSigns, is_cell
from .suffixes import COMMON, is_icann_suffix, suffixes
from .surroundings import LABELS, label_start, matches, token_start, with_blanks

_LABELS_AT_MOST = 8  # of a name with blanks before its dots
_SCHEME_OF_LOW_LINES = re.compile(r"h[tx*]{2}ps?__\w", re.IGNORECASE)
# The labels behind a spaced mark. The patterns begin with the mark itself, not with the blank before it: no character
# is as common as the blank, and in a text of short words a search for one is four times as slow as for another.
_CHAIN = r" [\w@-]{1,64}(?:(?:\.(?![_-](?<=[_-]..))| \. | [dD][oO][tT] )[\w@-]{1,64})*"
# Or in other fences; the character before it is the one behind it.
_FENCE = r"[-_'\"`|^*~!=+#]"
_DOT = re.compile(
    rf"\.(?:(?<= \.)(?:(?P<chain>{_CHAIN})|(?=(?P<top>[a-z]{{2,24}})(?![\w.-])))|(?={_FENCE}\w)(?<=\w{_FENCE}\.))"
)
# One pattern for small letters and one for capitals, since a search for plain characters is the fastest: with blanks
# beside it, in other fences, with half its brackets, or in capitals between small letters.
_DOT_WORDS = tuple(
    re.compile(
        rf"{word}(?:(?= )(?<= ...)(?P<chain>{_CHAIN})|(?=[-_*|'\"#~]\w)(?<=\w[-_*|'\"#~]...)(?P<fenced>)"
        rf"|(?P<half>\])(?=\w)(?<=\w...\]){glued})"
    )
    for word, glued in (("dot", ""), ("D(?:OT|ot)", r"|(?=[a-z0-9])(?<=[a-z0-9]DOT)"))
)
_SPACED_DOT = re.compile(r" (?:\.|[dD][oO][tT]) ")
_AT_WORDS = tuple(
    re.compile(
        rf"{word}(?:(?<= {word})(?= {{1,2}}[\w-]{{1,63}}(?:\.| \. | [dD][oO][tT] )[\w-])(?P<spaced>)"
        rf"|(?=[_*|#~]\w)(?<=\w[_*|#~]{word})(?P<fenced>){glued})"
    )
    for word, glued in (("at", ""), ("AT", r"|(?=[a-z0-9][a-z0-9-]*\.[a-z])(?<=[a-z0-9]AT)"))
)
# Before the address of a computer it is that of a server that is asked: dig quota-demo.com @44.128.7.21.
_SPACED_SIGN = re.compile(r"@(?: {1,2}|(?<= @))(?=[\w-]{1,63}(?:\.| \. )[\w-])(?!\d{1,3}\.\d)")
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}|(?!)){1,20}+")
_BLANKS_BESIDE = 2
_SPELLED_DOT = re.compile(r"[\w-]{1,63} [dD][oO][tT] [\w-]")
_DOTS_AT_MOST = 3  # of the name in an address that is spelled
_DOT_APART = re.compile(r"[\w-]{1,63} \. ")
# Of several labels, with an at sign between them, and of what stands before that.
_OF_HOSTS, _OF_VALUES, _OF_LOCAL_PARTS = f"{LABELS}.", f"{LABELS}.@", f"{LABELS}.+"
# Signs that words of prose do not have: of a name before a suffix, of one before "at".
_OF_NAMES, _OF_ADDRESSES = frozenset("0123456789-.@"), frozenset("0123456789._+")
# Behind a suffix that is itself what the sentence speaks of: the 24 .xyz domains; of one, a 62-byte .onion address.
_KIND = re.compile(
    r" (?:tld|domain|address|host|hostname|name|site|website|url|link|mirror|zone|file|extension)(?P<several>e?s)?\b",
    re.IGNORECASE,
)
_ABBREVIATIONS = frozenset({"i.e", "e.g"})
_ANOTHER_ENDING = re.compile(r" \.([a-z0-9]{1,24})(?!\w)")
_MEASURE = re.compile(r"\d+(?:-[a-z]+)?\Z")
_VERSION = re.compile(r"\d+(?:\.\d+)+\Z")  # before the end of a file's name: Setup 1.4.14 .zip
_SHORT_WORDS = frozenset({"to", "is", "it", "in", "at", "me", "my", "us", "no", "so", "be", "do", "am", "as", "a"})
# Words before the name by which somebody is called in a forum: cc @max.bot, thanks @lea.me.
_BEFORE_HANDLES = frozenset(
    """cc bcc thanks thx thank ask ping hi hey hello dear hallo danke merci by from via to with and or see follow
    fyi""".split()
)
# Words before "at" that say where something is, not who.
_PLACED = re.compile(
    r"(?:[\w-]+ed|[\w-]+ing|\w*sites?|pages?|us|me|you|them|it|is|are|was|were|look|see|found|seen|live|available|domains?|hosts?"
    r"|servers?|online|more|info|here|up|out|directly|home|one|all|panel|c2|tool|file|files|url|urls|portal|shops?|\w*mailers?"
    r"|\w*mails|accounts?|address(?:es)?|senders?|mailbox(?:es)?)\Z",
    re.IGNORECASE,
)
_MAIL_PROVIDER = re.compile(
    r"(?:(?:google|g|hot|proton|fast|rocket|y|tuta|rediff)mail|outlook|live|msn|yahoo|aol|icloud|proton|gmx|web|mail|yandex|qq"
    r"|163|126|zoho|tutanota|cock|inbox)(?:\.| \. | dot )[a-z]{2,3}(?:\.[a-z]{2})?\b",
    re.IGNORECASE,
)


def weak_marks(text: str) -> Iterator[Edit]:
    """The edits that undo them; the text has no other marks any more."""
    yield from plain_again(text)
    yield from scheme_marks(text)
    signs = SecondSigns(text)
    yield from _dots(signs)
    yield from _dot_words(signs)
    yield from _at_words(signs)
    if " " in text:
        yield from _spaced_signs(signs)


def _dots(signs: SecondSigns) -> Iterator[Edit]:
    """Blanks round a dot, and ``'.'``, ``|.|`` and the like."""
    text, done, fenced = signs.text, 0, 0
    for match in matches(_DOT, ".", text):
        start, end = match.span()
        if match["chain"]:
            yield from _spaced_dots(signs, start - 1, end)
        elif match["top"]:
            done = yield from _lone_blank(text, match, done)
        elif start > fenced and text[start - 1] == text[end]:
            edits, fenced = _fenced(signs, start - 1, end + 1)
            yield from edits


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


def _dot_words(signs: SecondSigns) -> Iterator[Edit]:
    """``evil dot com``, ``evil-dot-com``, ``evildot]com``, ``evilDOTcom``."""
    text = signs.text
    for pattern in _DOT_WORDS:
        done = dict.fromkeys(("dot", "DOT", "Dot"), 0)
        for match in pattern.finditer(text):
            start, end = match.span()
            if match["chain"]:
                yield from _spaced_dots(signs, start - 1, end)
            elif match["half"]:
                if "[" not in text[token_start(text, start) : start]:
                    yield (start, end, ".")
            elif start > done[match[0]]:
                width = 0 if match["fenced"] is None else 1
                if not width or text[start - 1] == text[end]:
                    edits, done[match[0]] = _fenced(signs, start - width, end + width)
                    yield from edits


def _fenced(signs: SecondSigns, start: int, end: int) -> tuple[list[Edit], int]:
    """All marks like this one in a word that is a host without them; and where the word ends."""
    text = signs.text
    mark, begin = text[start:end], label_start(text, start, _OF_HOSTS)
    run = _run_with(mark).match(text, begin)
    if run is None:
        return [], end
    done = run.end()
    address = _spelled_in_a_word(run[0], mark)
    if address and (mark.isupper() or len(address) > 2 or signs.near(begin, start, done) or signs.of_mail(begin)):
        return [(begin + at, begin + end, sign) for at, end, sign in address], done
    labels = _labels_between(run[0], mark)
    if not labels:
        return [], done
    if labels == 2:
        return [(start, end, ".")] if signs.near(begin, begin, done) else [], done
    return [(begin + at.start(), begin + at.end(), ".") for at in re.finditer(re.escape(mark), run[0])], done


@lru_cache(maxsize=1024)
def _spelled_in_a_word(run: str, mark: str) -> tuple[Edit, ...]:
    """The edits of ``name_AT_host_DOT_com``, where both words have the same fence; none where this is no address."""
    spelled = mark.replace("DOT", "AT").replace("dot", "at")
    local, found, host = run.rpartition(spelled) if spelled != mark else ("", "", run)
    if not local or not _labels_between(host, mark):
        return ()
    dots = [(*dot.span(), ".") for dot in re.finditer(re.escape(mark), run)]
    return tuple(sorted([*dots, (len(local), len(local + found), "@")]))


@lru_cache(maxsize=1024)
def _labels_between(run: str, mark: str) -> int:
    """How many labels there are between marks like this one, if they are together a host or an address; or 0."""
    labels = run.split(mark)
    return len(labels) if is_place(".".join(labels).strip("-_.").lower()) else 0


@lru_cache(maxsize=256)
def _run_with(mark: str) -> re.Pattern[str]:
    return re.compile(rf"[\w.-]{{1,253}}(?:{re.escape(mark)}[\w.-]{{0,253}}){{0,20}}")


def _spaced_dots(signs: SecondSigns, mark: int, end: int) -> Iterator[Edit]:
    """The marks of a name that goes on behind the first of them up to ``end``."""
    text = signs.text
    start = label_start(text, mark, _OF_VALUES)
    if start == mark:
        return
    marks = list(_SPACED_DOT.finditer(text, mark, end))
    labels = _SPACED_DOT.sub(".", text[start:end]).split(".")
    numeric = len(labels) == 4 and all(label.isdigit() and len(label) < 4 for label in labels)
    if not numeric:
        last = labels[-1].lower()
        lone_word = last in _SHORT_WORDS and len(marks) < 2 and text[start - 1 : start] != "/"
        if last not in suffixes().top_level or labels[-1].istitle() or lone_word:
            return
        spelled = "dot" in text[mark:end].lower() and len(labels[-1]) > 2
        is_word = not spelled and last in WORD_ENDINGS and "-" not in labels[-2]
        is_word = is_word or (not spelled and _is_of_a_rule(labels) and text[end : end + 1] != "/")
        if is_word or not (len(marks) > 1 or spelled or signs.near(start, mark, end)):
            return
    for match in marks:
        yield (*match.span(), ".")


def _is_of_a_rule(labels: list[str]) -> bool:
    """Whether these are signs of a grammar or of a proof rather than a name: ``E . PLUS``."""
    return len(labels) == 2 and len(labels[0]) == 1 and labels[1].lower() not in COMMON


def _lone_blank(text: str, match: re.Match[str], done: int) -> Generator[Edit, None, int]:
    """``evil-site .com``: before a suffix, behind what looks like the rest of a name.

    The blanks before its other labels go as well, but for those up to ``done``, which went with another name. Returns
    up to where they are gone now.
    """
    top, end = match["top"], match.end()
    if top not in suffixes().top_level:
        return done
    mark = match.start() - 1
    start = label_start(text, mark, _OF_VALUES)
    left = text[start:mark]
    kind = _KIND.match(text, end + len(top))
    if (kind and (kind["several"] or _MEASURE.match(left))) or _VERSION.match(left) or left in _ABBREVIATIONS:
        return done
    more = _ANOTHER_ENDING.match(text, end + len(top))
    if more and not is_icann_suffix(f"{top}.{more[1]}"):
        return done  # a list of endings: .gif .ps .ai
    if not _OF_NAMES.isdisjoint(left[1:]) or _is_in_url(text, start, left):
        yield (mark, end, ".")
    if more:
        return done
    first, labels = start, 0
    while left[:1] == "." and start > done and text[start - 1] == " " and labels < _LABELS_AT_MOST:
        yield (start - 1, start, "")
        begin = label_start(text, start - 1, _OF_VALUES)
        start, left, labels = begin, text[begin : start - 1], labels + 1
    return max(done, first)


def _is_in_url(text: str, start: int, left: str) -> bool:
    """Whether a label that begins here stands behind a scheme, or behind one that low lines follow."""
    behind_slashes = text[max(0, start - 4) : start].rstrip(" ").endswith("://")
    return behind_slashes or _SCHEME_OF_LOW_LINES.match(left) is not None


def _is_spelled_address(signs: SecondSigns, start: int, end: int) -> bool:
    """Whether "name at host.example" means an address: by the name itself, or by a word of mail in the line."""
    text = signs.text
    name = _name_before(text, start)
    if not name or _says_where(name) or _begins_no_host(text, end):
        return False
    if not _OF_ADDRESSES.isdisjoint(name) or _MAIL_PROVIDER.match(text, end):
        return True
    if (text[start:end].strip() == "AT" and not name.isupper()) or _SPELLED_DOT.match(text, end):
        return True
    begin = start - len(name)
    return text[begin - 1 : begin] == "<" or signs.of_mail(begin)


def _begins_no_host(text: str, end: int) -> bool:
    """Whether what is written in one piece here is none of a host: ``at System.Net.Sockets`` in a trace of calls."""
    host = _HOST.match(text, end)
    return host is not None and _is_of_prose(host[0])


@lru_cache(maxsize=4096)
def _is_of_prose(name: str) -> bool:
    return look_alike_in_prose(name) == "sentence or code"


@lru_cache(maxsize=4096)
def _says_where(word: str) -> bool:
    return _PLACED.match(word) is not None


def _is_spaced_address(signs: SecondSigns, start: int, end: int, *, sure: bool) -> bool:
    """Whether an ``@`` with blanks beside it is one; with a blank before it alone it may be somebody's handle."""
    name = _name_before(signs.text, start)
    if sure:
        return not _says_where(name)
    if name.lower() in _BEFORE_HANDLES:
        return False
    return _is_spelled_address(signs, start, end) or _is_alone(signs.text, start - len(name), end)


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


def _at_words(signs: SecondSigns) -> Iterator[Edit]:
    """``name at host``, ``name_at_host`` and ``nameAThost``."""
    text = signs.text
    for pattern in _AT_WORDS:
        for match in pattern.finditer(text):
            if match["spaced"] is None:
                yield from _fenced_at(text, match)
                continue
            start, end = with_blanks(text, *match.span(), _BLANKS_BESIDE)
            if _is_spelled_address(signs, start, end):
                yield (start, end, "@")
                yield from _spelled_name(text, start, " dot ")


def _fenced_at(text: str, match: re.Match[str]) -> Iterator[Edit]:
    width = 0 if match["fenced"] is None else 1
    start, end = match.start() - width, match.end() + width
    host = _HOST.match(text, end) if not width or text[start] == text[end - 1] else None
    if host and not host_fault(host[0].lower()) and host[0].rpartition(".")[2].lower() not in FILE_ENDINGS:
        yield (start, end, "@")


def _name_before(text: str, end: int) -> str:
    return text[label_start(text, end, _OF_LOCAL_PARTS) : end]
