"""What stands directly beside a bare name: the rest of a path, of a package or of code, a legal form of a company.

It says that the name is none of a host; or that it is one nevertheless, where the name alone looks like something else.
"""

import re
from typing import TYPE_CHECKING

from ..names.look_alike_words import CODE_ENDINGS, CODE_ONLY, CODE_WORDS, PATH_ENDINGS, WORD_ENDINGS
from ..names.look_alikes import is_place_in_template, is_source, may_be_spoken_of, may_follow_object
from ..names.suffixes import COMMON
from ..text.surroundings import backwards, is_cell

if TYPE_CHECKING:
    from .tails import Bare

# What a path leads through before the name of a file that looks like a host: two directories, one below the root, one
# that is called so, or the one that somebody is in; or it is what a server is asked for.
_DIRECTORIES = (
    "bin build conf config contrib debian dist doc docs example examples include lib libs man script scripts src"
    " template templates test tests testsuite tool tools util utils vendor"
)
_IN_PATH_BACKWARDS = re.compile(
    r"/(?:[\w.+-]{1,40}/[\w\s\"'(=>+-]"
    rf"|(?:{backwards(_DIRECTORIES)})(?:/\.{{0,3}})?(?![\w/])"
    rf"|(?:[\w.+-]{{1,40}}/)?\.{{1,2}}(?![\w./])| (?:{backwards('GET POST HEAD PUT DELETE PATCH OPTIONS')})(?!\w))"
)
_PLATFORMS = tuple(  # before a detection name: MSIL/Kryptik.AKJL.tr
    f"{name}/" for name in "MSIL W32 W64 Win32 Win64 JS VBS VBA Script HTML PHP Linux Android OSX PDF BAT Java".split()
)
_SCOPE_BACKWARDS = re.compile(r"/[\w-]{1,32}@(?![\w.])")  # of a package: @acme/core.net
_BRANCHES = ("refs/heads/", "refs/tags/", "refs/remotes/origin/")  # what of git's follows
ROLE_ENDS = frozenset("`~")
_PATH_MAX = 48  # characters of it that are looked at
# A source below a directory, which is all that is quoted, or all of a line: "internal/hash.cc"
_RELATIVE_BACKWARDS = re.compile(r"/[\w.+-]{0,38}[a-z](?:/[\w.+-]{1,40}){0,3}([\"'`]|[ \t]{0,16}\n)")
_LINE_ENDS = frozenset(["", *"\r\n\\"])
_TO_SECTION = "`](#"  # behind the text of a link in Markdown to another place of the same page
# Before what reStructuredText says is one of a program: :meth:`~date.today`, .. figure:: quota-2.dot
_ROLE_BACKWARDS = re.compile(r"~?`:(?:[a-z]{1,16}:){1,2}")
_DIRECTIVE_BACKWARDS = re.compile(r" ::[a-z-]{2,32}(?::[a-z]{1,16})? \.\.(?:[ \t|-]|\n|\Z)")
_DIGEST_OF_FILE = re.compile(r"(?<![0-9a-f])[0-9a-f]{32,128} \*\Z")  # of md5sum and the like
_STARS_MAX = 24  # asterisks before a name that are looked at, and a letter
_DIGEST_MAX = 131  # characters of it, and the one before
_BEFORE_SCOPE = " \r\n\t\"'`(:|,/"
_PACKAGE = re.compile(r"/[a-z0-9][a-z0-9._-]{0,99}(?:@[\w.^~-]+)?(?![\w?#%=])")
_DIRECTIVE = ":: "
_BRACES = ("{{", "{{ ")  # of a template
_PLACES = ("${", "#{", "<%= ")  # of others, which no wiki has
_CHANGED = re.compile(r" {1,80}\| {1,8}(?:[0-9]{1,6} [+-]|Bin )")  # behind a file that a patch changes
CODE_STARTS = ("\n ", *_BRACES, *_PLACES, "from ", "import ", _DIRECTIVE)
# Written as a name is in a sentence, with what follows that of a company.
_COMPANY = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)?\.[a-z]{2,}\Z")
_BRANDS = frozenset(  # called so themselves, in sentences
    """Amazon.com Ancestry.com Archive.org Ask.com Blockchain.com Booking.com Cars.com Change.org Chess.com Crypto.com
    Domain.com Freelancer.com Hotels.com Indeed.com Match.com Monday.com Name.com Priceline.com Realtor.com Register.com
    Salesforce.com Trip.com""".split()
)
_LEGAL_FORMS = (", Inc", " Inc", " GmbH", " LLC", " Ltd", ", LLC", ", Ltd")
_OF_WORDS = frozenset({"code", "abbreviation", "sentence or code"})
_PATH = re.compile(r"/\w")
_WORD_OF_PATH = re.compile(r"/[\w-]{2,64}(?![\w.(])")
_SHORT_LINK = re.compile(r"/(?=[a-z]{0,32}[A-Z0-9-])[\w-]{3,32}(?![\w.(])")  # no division by another column
# Behind a host, which no division and no directory below one has.
_PATH_OF_URL = re.compile(
    r"/[\w~-]{1,64}/|/(?=[a-z]*[0-9])[\w-]{4,32}(?![\w.(])|/?\?[\w.-]{1,32}=|:(?:[0-9]{2,5}/|[0-9]{4,5}(?![\w:]))"
    r"|/[\w~-]{1,64}\.(?:php|html?|aspx?|jsp|exe|dll|js|vbs|ps1|sh|zip|rar|apk|bin|txt)(?!\w)"
)
_STYLE = re.compile(
    r"(?::{1,2}[a-z-]{4,20}(?:\([\w+ -]{1,20}\))?)?\s?\{\s{0,4}[a-z-]{2,30}\s?:"
)  # behind an element and its classes: a.link.blue{color:red}
_TAIL_STARTS = frozenset("/?:")  # of a path, a query or a port
_CONNECTIONS = ("tcp://", "udp://", "tls://", "ssl://", "telnet://")  # what stands behind is no file


def is_redacted(text: str, start: int, end: int) -> bool:
    """Whether asterisks before this name, which stress nothing, stand for letters of it: ``quota-d***o.com``."""
    if text[start - 1] != "*":
        return False
    before = text[max(0, start - _STARS_MAX) : start].rstrip("*")
    return before[-1:].isalnum() and text[end : end + 1] != "*"


def part_of_more(text: str, start: int, end: int, name: str) -> str:
    """By what rule a name behind a slash, an at sign, an asterisk or a quote of reStructuredText is none of a host;
    nothing if it is one.

    It stands behind the directories of a path, and its last label ends names of files as well; or it is the scope of a
    package, ``@quota-demo.com/tools``, or behind it, ``@acme/core.net``; the file of a hash, a detection name, a
    branch of git, or what is said to be a member of a program.
    """
    if text[start - 1] in ROLE_ENDS:
        is_role = _ROLE_BACKWARDS.match(text[max(0, start - _PATH_MAX) : start][::-1])
        return "code" if is_role or text.startswith(_TO_SECTION, end) else ""
    if text[start - 1] == "*":
        return "file name" if _DIGEST_OF_FILE.search(text, max(0, start - _DIGEST_MAX), start) else ""
    if text[start - 1] == "@":
        return "" if text[start - 2 : start - 1].strip(_BEFORE_SCOPE) else _behind_at(text, end, name)
    if _SCOPE_BACKWARDS.match(text[max(0, start - _PATH_MAX) : start][::-1]):
        return "code"
    if text.endswith(_BRANCHES, 0, start):
        return "name of a branch"
    if text[start].isupper() and text.endswith(_PLATFORMS, 0, start):
        return "detection name"
    if name.rpartition(".")[2] in COMMON:
        return ""
    if is_source(name) and _is_relative(text, start, end):
        return "file name"
    in_path = _IN_PATH_BACKWARDS.match(text[max(0, start - _PATH_MAX) : start][::-1]) or _CHANGED.match(text, end)
    return "file name" if in_path else ""


def _is_relative(text: str, start: int, end: int) -> bool:
    """Whether a relative path ends with this name that is all of a line, or all that stands between quotes."""
    before = _RELATIVE_BACKWARDS.match(text[max(0, start - 2 * _PATH_MAX) : start][::-1])
    if before is None:
        return False
    behind = text[end : end + 1]
    return behind == before[1] if before[1][-1] != "\n" else behind in _LINE_ENDS


def begins_style(text: str, end: int) -> bool:
    """Whether a rule of a style sheet begins at this place, the end of a name."""
    return _STYLE.match(text, end) is not None


def _behind_at(text: str, end: int, name: str) -> str:
    """The rule for a name with nothing before its at sign: the scope of a package, or what somebody is called at a
    service, ``@wallet.support``; but ``@quota-demo.com``, or a name under a country, may be where mail came from.
    """
    if _PACKAGE.match(text, end):
        return "code"
    top = name.rpartition(".")[2]
    return "" if top in COMMON or len(top) == len("de") else "name of a user"


def is_in_code(text: str, start: int, end: int, name: str) -> bool:
    """Whether this is a place in a template, a module of Python: ``from acme.web import x``, ``import acme.web``; a
    file in git's list of what a patch changes, or what a directive of reStructuredText is about.
    """
    if text.endswith(_PLACES, 0, start):
        return name.rpartition(".")[2] not in COMMON
    if text.endswith(_BRACES, 0, start):
        return is_place_in_template(name) or (text.startswith(" }}", end) and name.rpartition(".")[2] not in COMMON)
    if text.endswith(_DIRECTIVE, 0, start):
        return _DIRECTIVE_BACKWARDS.match(text[max(0, start - _PATH_MAX) : start][::-1]) is not None
    if text.startswith(" import ", end) or text.endswith("\nimport ", 0, start):
        return True
    return name.rpartition(".")[2] not in COMMON and _CHANGED.match(text, end) is not None


def company(text: str, start: int, name: str) -> str:
    """The rule, where a name is that of a company: ``by Quota.com, Inc.``, ``Booking.com says``."""
    end = start + len(name)
    named = text.startswith(_LEGAL_FORMS, end) or (name in _BRANDS and not is_cell(text, start, end))
    return "name of a company" if named and _COMPANY.match(name) else ""


def may_be_company(written: str) -> bool:
    """Whether it is written as the name of a company is."""
    return _COMPANY.match(written) is not None


def is_host_nevertheless(bare: "Bare", start: int, name: str, rule: str) -> bool:
    """Whether what stands beside a name says that it is one of a host, though by this rule it would be none."""
    text = bare.text
    if text[start - 1 : start] == "/" and text.endswith(_CONNECTIONS, 0, start):
        return True
    if rule in _OF_WORDS:
        return _is_said_to_be_one(bare, start, name, rule)
    return rule == "file name" and _is_no_file(text, start, name)


def _is_said_to_be_one(bare: "Bare", start: int, name: str, rule: str) -> bool:
    """Whether what stands beside a name like that of an attribute or a column says that it is a host nevertheless.

    The word before it: "the domain npmjs.help"; the path of a URL behind it, or, where it is one letter, that of a
    short link: ``quota.run/x/y.exe``, ``s.id/Bca-2``; or that it is all of a cell.
    """
    text, (rest, _, top) = bare.text, name.partition(".")
    end = start + len(name)
    said = bare.said_hosts.call(start, end)
    if len(rest) == 1 and "." not in top:
        of_country = _PATH if len(top) == len("de") else _WORD_OF_PATH
        return said or bool((_SHORT_LINK if top in CODE_ENDINGS else of_country).match(text, end))
    has_path = _has_behind(_PATH_OF_URL, text, start, end)
    if rest in CODE_WORDS:
        return (has_path or said) and may_follow_object(top) and rest not in CODE_ONLY
    if ("." not in top and said) or (has_path and rule == "sentence or code"):
        return True
    if name.rpartition(".")[2] not in WORD_ENDINGS:
        return False
    if has_path or (may_be_spoken_of(name) and _is_whole_host(text, start, end)):
        return True
    return "." not in top and text[start - 1 : start] == " " and is_cell(text, start, end)


def _is_whole_host(text: str, start: int, end: int) -> bool:
    """Whether all hosts below this name are meant, ``*.evilbank.help``, or a word of a path stands behind it."""
    return text.endswith("*.", 0, start) or _has_behind(_WORD_OF_PATH, text, start, end)


def _is_no_file(text: str, start: int, name: str) -> bool:
    """Whether the path behind a name like that of a script, which is no archive, shows that it is a host."""
    end = start + len(name)
    if text[end : end + 1] != "/" or name.rpartition(".")[2] not in PATH_ENDINGS:
        return False
    return _has_behind(_PATH_OF_URL, text, start, end)


def _has_behind(path: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Whether such a path stands behind a name that is no part of one itself."""
    return text[end : end + 1] in _TAIL_STARTS and text[start - 1 : start] != "/" and path.match(text, end) is not None
