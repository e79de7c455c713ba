"""Bare names of hosts: words with dots that end in a public suffix and are not something else that looks so."""

import re
from functools import lru_cache

from . import caches
from .bare import Bare, goes_on
from .catch import Catch
from .hosts import host_fault, new_fault
from .look_alikes import (
    CODE_ENDINGS,
    CODE_WORDS,
    OPERATOR_STARTS,
    SCRIPT_ENDINGS,
    WORD_ENDINGS,
    begins_variant,
    is_place_in_template,
    look_alike,
    look_alike_in_prose,
    may_be_source,
)
from .prose import between_names, is_in_prose, is_prose, without_foreign_beginning, without_foreign_end
from .second_sign import is_cell
from .suffixes import COMMON, suffixes
from .surroundings import LABELS

# From the first dot of a word to its end, so that each word is looked at once.
_FROM_FIRST_DOT = re.compile(r"\.(?=[\w-])(?<=[\w-]\.)([\w-]++)(?:\.([\w-]++))*")
_LEFT = re.compile(r"[\w-]*")
_CODE_SIGNS = frozenset("\\$")  # a word behind one is none of prose
_ESCAPES = _CODE_SIGNS | {"%"}
# What a path leads through before the name of a file that looks like a host: two directories, or one that is called so.
# Read backwards from the name on, so that it is tried at one place.
_DIRECTORIES = (
    "bin build conf config contrib debian dist doc docs example examples include lib libs man script scripts src"
    " template templates test tests testsuite tool tools util utils vendor"
)
_HTAP_NI = re.compile(
    r"/(?:[\w+-]{1,40}/[\w+-]"
    rf"|(?:{'|'.join(word[::-1] for word in _DIRECTORIES.split())})(?:/\.{{0,3}})?(?![\w/]))"
)
_JOINTS = frozenset("/@")
_BEFORE_SCOPE = " \r\n\t\"'`(:|,/"
_PACKAGE = re.compile(r"/[a-z0-9][a-z0-9._-]{0,99}(?:@[\w.^~-]+)?(?![\w?#%=])")
_PATH_MAX = 48  # characters of it that are looked at
_BRACES = ("{{", "{{ ")  # of a template
_PLACES = ("${", "#{", "<%= ")  # of others, which no wiki has
_CHANGED = re.compile(r" {1,80}\| {1,8}(?:[0-9]{1,6} [+-]|Bin )")  # behind a file that a patch changes
_CODE_STARTS = ("\n ", *_BRACES, *_PLACES, "from ", "import ")
_BEFORE_CODE = frozenset("{ ")
_BLANKS = frozenset(" \r\n\t")
_FAULTS = frozenset({"public suffix", "reserved name"})  # of a name that is told in what was dropped
_SEQUEL = re.compile(r"(?:[a-z]{2,}ed|like|[A-Z][a-z]{2,})\Z")  # evil.com-hosted, evil.com-based, evil.com-Server
_ABBREVIATION = re.compile(r"(?i:e\.g|i\.e|z\.b|d\.h|t\.ex|p\.ej|bl\.a)\.(?=[^.]+\.)")  # e.g.evil.com
_OPERATORS = OPERATOR_STARTS - {" "}
_TAIL, _OPERATOR = "port or path", "operator"  # what may stand behind a word
_SAYS_DOMAIN = re.compile(
    r"(?<!\w)(?i:(?:sub)?domains?|c2|c&c|fqdns?|hostnames?|web ?sites?|dom\xe4nen?|dominios?|dom[i\xed]nios?|domaines?"
    r"|\u0434\u043e\u043c\u0435\u043d\w{0,2})(?: names?)?(?:[:=]? |\W{2})[\"'`*\xab\u201c\u201e\u2018(]{0,3}\Z"
)
_OF_NAMES_IN_CODE = frozenset({"code", "abbreviation"})
_WORD_OF_PATH = re.compile(r"/[\w-]{2,64}(?![\w.(])")
_SHORT_LINK = re.compile(r"/(?=[a-z]{0,32}[A-Z0-9-])[\w-]{3,32}(?![\w.(])")  # no division by another column
# Behind a host, which no division and no directory below one has.
_PATH_OF_URL = re.compile(
    r"/[\w~-]{1,64}/|/?\?[\w.-]{1,32}=|:(?:[0-9]{2,5}/|[0-9]{4,5}(?![\w:]))"
    r"|/[\w~-]{1,64}\.(?:php|html?|aspx?|jsp|exe|dll|js|vbs|ps1|sh|zip|rar|apk|bin|txt)(?!\w)"
)
# Written as a name is in a sentence, with what follows that of a company.
_COMPANY = re.compile(r"[A-Z][a-z]{2,}\.[a-z]{2,}\Z")
_LEGAL_FORMS = (", Inc", " Inc", " GmbH", " LLC", " Ltd", ", LLC", ", Ltd")
_CONNECTIONS = ("tcp://", "udp://", "tls://", "ssl://", "telnet://")  # what stands behind is no file
_SAID_MAX = 24  # characters before a name in which such a word has room
_ESCAPE = re.compile(r"[0-9A-Fa-f]{2}(?=\w)|[sdxu]\.")  # of a URL, or the place of something in a format: %s.evil.com
_FOOTNOTE = re.compile(r"([a-z]{3,18})[0-9]{1,2}\Z")  # not behind two letters: .mp3, .ps1


def find_hosts(catch: Catch) -> None:
    """Every word with a dot in it: is it the name of a host?"""
    text = catch.rest()
    bare = Bare(catch, text, "FQDN")
    known = suffixes().top_level
    done = 0
    for match in _FROM_FIRST_DOT.finditer(text):
        at, end = match.span()
        last = match[match.lastindex or 1]
        if at < done or (last not in known and _is_no_suffix(last, end - at)):
            continue
        start = _label_start(text, done, at)
        if start == at:
            continue
        name, certain, ends_as_source = _meant_by(text[start:end])
        if not name and certain and text[start - 1 : start] != "%":
            continue
        if not name:
            done = _words(catch, bare, start, end)
            continue
        after = _what_follows(text[end : end + 2])
        before = text[start - 1 : start]
        if before in _ESCAPES or not ((certain and after != _OPERATOR) or catch.marked(start, end)):
            done = _word(catch, bare, start, end)
        elif (
            before in _JOINTS and not catch.marked(start, end) and (rule := _part_of_more(catch.text, start, end, name))
        ):
            catch.drop("FQDN", name, (start, end), rule)
            done = end
        elif before in _BEFORE_CODE and text.endswith(_CODE_STARTS, 0, start) and _is_in_code(text, start, end, name):
            catch.drop("FQDN", name, (start, end), "code")
            done = end
        elif after == _TAIL:
            done = bare.with_tail(start, end, name)
        elif ends_as_source and bare.neighbours.are_sources(start, end) and not catch.marked(start, end):
            catch.drop("FQDN", name, (start, end), "file name")
            done = end
        else:
            bare.hosts.append(start, end, name)
            done = end
    bare.take_all()


def _is_no_suffix(last: str, length: int) -> bool:
    """Whether no host ends with this unknown label, nor with one before it; the length is from the first dot on."""
    if not (last.isascii() and last.isalnum() and (length == len(".a") or last.islower() or last.isdecimal())):
        return False
    return not (last[-1].isdecimal() and _without_footnote(last))


def _without_footnote(last: str) -> str:
    """The last label of a name without the number of a footnote that is glued to it, or nothing: ``evil[.]com1``."""
    glued = _FOOTNOTE.match(last)
    return glued[1] if glued and glued[1] in suffixes().top_level else ""


@lru_cache(maxsize=caches.HOSTS)
def _meant_by(written: str) -> tuple[str, bool, bool]:
    """The host that a word is as it stands, or nothing; whether that is certain in any sentence, and whether names of
    source files end so, too.

    Where it is not certain, a mark has to show that it is one, or what stands round it which part of it is.
    """
    name, last = written.lower(), written.rpartition(".")[2]
    if written[0] in "_-" or _abbreviation(written) or is_in_prose(written):
        return "", False, False
    fault, titled = new_fault(name), last.istitle()
    if fault:
        return "", fault == "no public suffix" and last.isalnum() and not titled, False
    certain = not (look_alike_in_prose(written) or _COMPANY.match(written)) and (written.isascii() or not titled)
    return ("" if titled and not certain else name), certain, may_be_source(last)


def _abbreviation(written: str) -> int:
    """The length of an abbreviation with its dots that a word begins with, or 0."""
    match = _ABBREVIATION.match(written) if "." in written[1:3] else None
    return match.end() if match else 0


@lru_cache(maxsize=caches.WORDS)
def _what_follows(behind: str) -> str:
    """Whether these two characters begin what belongs to a word before them: a port or path, or an operator.

    The exclamation mark of a detection name is one, too: something may stand behind it that is no sentence.
    """
    if goes_on(behind):
        return _TAIL
    is_operator = behind[:1] in _OPERATORS or behind == " =" or begins_variant(behind)
    return _OPERATOR if is_operator else ""


def _label_start(text: str, done: int, at: int) -> int:
    """Where the label before this dot begins; a longer one than a host may have is cut off."""
    begin = at - 64 if at - 64 > done else done
    piece = text[begin:at]
    if piece.isascii():
        return begin + len(piece.rstrip(LABELS))
    left = _LEFT.match(piece[::-1])
    return at - (left.end() if left else 0)


def _words(catch: Catch, bare: Bare, start: int, end: int) -> int:
    """Judge one word, or several that prose of a script without blanks holds together; where what was taken ends."""
    text = bare.text
    if not text[start:end].isascii():
        for prose in between_names(text, start, end):
            if _ends_in_suffix(text, start, prose.start()):
                _word(catch, bare, start, prose.start())
                start = prose.end()
    return _word(catch, bare, start, end)


def _is_said_to_be_one(text: str, start: int, name: str) -> bool:
    """Whether what stands beside a name like that of an attribute or a column says that it is a host nevertheless.

    The word before it: "the domain npmjs.help"; the path of a URL behind it, or, where it is one letter, that of a
    short link: ``quota.run/x/y.exe``, ``s.id/Bca-2``; or that it is all of a cell.
    """
    rest, _, top = name.partition(".")
    end = start + len(name)
    if len(rest) == 1 and "." not in top:
        return (_SHORT_LINK if top in CODE_ENDINGS else _WORD_OF_PATH).match(text, end) is not None
    if name.rpartition(".")[2] not in WORD_ENDINGS or rest in CODE_WORDS:
        return False
    if _PATH_OF_URL.match(text, end):
        return True
    if "." in top:
        return False
    said = _SAYS_DOMAIN.search(text, max(0, start - _SAID_MAX), start)
    return said is not None or (text[start - 1 : start] == " " and is_cell(text, start, end))


def _is_no_file(text: str, start: int, name: str) -> bool:
    """Whether the path behind a name like that of a script, which is no archive, shows that it is a host."""
    if name.rpartition(".")[2] not in SCRIPT_ENDINGS or text[start - 1 : start] == "/":
        return False
    return _PATH_OF_URL.match(text, start + len(name)) is not None


def _ends_in_suffix(text: str, start: int, end: int) -> bool:
    """Whether the label before this place is one that a name ends with, and there is another before it."""
    dot = text.rfind(".", max(start, end - 64), end)
    return dot > start and text[dot + 1 : end].lower() in suffixes().top_level


def _word(catch: Catch, bare: Bare, start: int, end: int) -> int:
    """Judge one word; where what was taken of the text ends."""
    text, at = bare.text, 1 if start else 0
    lead, name, rule = _judged(text[start - at : end + 2], at, end - start)
    if not name:
        return end
    begin, low = start + lead, name.lower()
    finish = begin + len(name)
    rule = rule or _company(text, begin, name) or _by_neighbours(bare, begin, finish)
    if text[finish:end].isdecimal() and not catch.marked(begin, finish):
        return end
    if rule in _FAULTS:
        catch.drop("FQDN", low, (begin, finish), rule)
    elif rule and not (
        catch.marked(begin, finish)
        or (rule in _OF_NAMES_IN_CODE and _is_said_to_be_one(text, begin, low))
        or (rule == "file name" and text[finish : finish + 1] == "/" and _is_no_file(text, begin, low))
        or text.endswith(_CONNECTIONS, 0, begin)
    ):
        catch.drop("FQDN", low, (begin, finish), rule, leave=rule == "file name")
        return finish
    elif finish == end and goes_on(text[end : end + 2]):
        return bare.with_tail(begin, finish, low)
    else:
        bare.hosts.append(begin, finish, low)
    return end


def _company(text: str, start: int, name: str) -> str:
    """The rule, where a name is that of a company: ``by Quota.com, Inc.``"""
    return "name of a company" if _COMPANY.match(name) and text.startswith(_LEGAL_FORMS, start + len(name)) else ""


def _by_neighbours(bare: Bare, start: int, end: int) -> str:
    """By what rule a name is none of a host by what stands in the lines round it; nothing if it may be one."""
    text = bare.text
    if may_be_source(text[start:end].rpartition(".")[2].lower()) and bare.neighbours.are_sources(start, end):
        return "file name"
    return "code" if text[end : end + 1] == "=" and bare.neighbours.are_settings(start, end) else ""


def _is_in_code(text: str, start: int, end: int, name: str) -> bool:
    """Whether this is a place in a template, a module of Python: ``from acme.web import x``, ``import acme.web``; or a
    file in git's list of what a patch changes.
    """
    if text.endswith(_PLACES, 0, start):
        return name.rpartition(".")[2] not in COMMON
    if text.endswith(_BRACES, 0, start):
        return is_place_in_template(name) or (text.startswith(" }}", end) and name.rpartition(".")[2] not in COMMON)
    if text.startswith(" import ", end) or text.endswith("\nimport ", 0, start):
        return True
    return name.rpartition(".")[2] not in COMMON and _CHANGED.match(text, end) is not None


def _part_of_more(text: str, start: int, end: int, name: str) -> str:
    """By what rule a name behind a slash or an at sign is none of a host; nothing if it is one.

    It stands behind the directories of a path, and its last label ends names of files as well; or it is the scope of a
    package, ``@quota-demo.com/tools``.
    """
    if text[start - 1] == "@":
        return "code" if _PACKAGE.match(text, end) and not text[start - 2 : start - 1].strip(_BEFORE_SCOPE) else ""
    if name.rpartition(".")[2] in COMMON:
        return ""
    in_path = _HTAP_NI.match(text[max(0, start - _PATH_MAX) : start][::-1]) or _CHANGED.match(text, end)
    return "file name" if in_path else ""


@lru_cache(maxsize=caches.WORDS)
def _judged(line: str, at: int, length: int) -> tuple[int, str, str]:
    """Where in a word the name begins that is in it, that name or nothing, and by what rule it is none of a host.

    ``line`` is the word, which is ``at`` that place in it, with the character before it and the two behind it.
    """
    lead, name = _trimmed(line[at : at + length], line[:at] == "%")
    start = at + lead
    name = _without_sequel(name, line[start + len(name) :][:1])
    fault = host_fault(name.lower())
    if fault:
        return lead, name if fault in _FAULTS else "", fault
    end = start + len(name)
    if line[start - 1 : start] in _CODE_SIGNS or _is_of_prose(name, line[end : end + 1]):
        return lead, "", ""
    return lead, name, look_alike(line, start, end)


def _is_of_prose(name: str, after: str) -> bool:
    """Whether prose without blanks goes on before and behind a suffix alone: "24 domains in .garden" in Chinese."""
    label, _, top = name.partition(".")
    return not label.isascii() and top.isascii() and "." not in top and after.isalpha() and is_prose(after)


def _without_sequel(name: str, after: str) -> str:
    """A word without the sentence that follows without a blank, and without the rest of a compound."""
    rest, _, last = name.rpartition(".")
    fault = host_fault(name.lower())
    if last.istitle() and (_ends_small(rest) if fault else after in _BLANKS and _is_in_small_letters(rest)):
        return rest
    if fault and last[-1:].isdecimal() and (plain := _without_footnote(last)):
        return f"{rest}.{plain}"
    top, _, sequel = last.partition("-")
    return f"{rest}.{top}" if fault and _SEQUEL.match(sequel) else name


def _ends_small(name: str) -> bool:
    """Whether a capital behind this name begins something else; in ``cfg.Net.Timeout`` there are two of a kind."""
    return not name.rpartition(".")[2].istitle()


def _is_in_small_letters(name: str) -> bool:
    """Whether this is the name of a host, and so written that a capital behind it begins something else."""
    return name.rpartition(".")[2].islower() and not host_fault(name.lower())


def _trimmed(written: str, escaped: bool) -> tuple[int, str]:
    """A word without signs of layout, and without prose of a script that puts no blanks between words."""
    name, start = written, 0
    if name[-1] == "_" and name[0] != "_" and name.rpartition(".")[2][:-1] in CODE_ENDINGS:
        return 0, name  # a name in a program: in_, id_
    if not (name[0].isalnum() and name[-1].isalnum()):
        name = name.rstrip("-_").lstrip("-")
        if name.startswith("__") or written[-1] == "_":
            name = name.lstrip("_")
        start = written.find(name)
    abbreviation = _abbreviation(name)
    if abbreviation:
        start, name = start + abbreviation, name[abbreviation:]
    if escaped and not start and _ESCAPE.match(name):
        start, name = 2, name[2:]
    if name.isascii():
        return start, name
    first, dot, rest = name.partition(".")
    kept = without_foreign_beginning(first) + dot + rest
    rest, dot, last = kept.rpartition(".")
    return start + len(name) - len(kept), rest + dot + without_foreign_end(last)
