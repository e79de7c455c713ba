"""What has the form of a host's name and is something else: files, code, detection names, two sentences run together.

Asked only for bare names: whoever defanged a name, gave it a scheme or a path, or began it with ``www.`` means a host.
"""

import re

from . import look_alike_words as words
from .suffixes import COMMON, is_private_suffix

_DETECTION = re.compile(
    r"(?:.*\.)?(?:win32|win64|w32|w64|msil|heur|trojan|troj|backdoor|ransom|worm|virus|exploit|adware|riskware|pua|pup"
    r"|generic|gen|variant|malware|packed|dropper|downloader|agent|script|vbs|js|html|php|linux|android|osx|macos|bat)(?:\.|\Z)"
)
_BEFORE_FAMILY = frozenset("/:")  # W32/Evil, Trojan:Evil
_REVERSED = re.compile(r"(?:com|org)(?:\.[a-z_]+){2,}\.net\Z")  # a package: com.acme.core.net
_PACKAGE = re.compile(r"(?:(?:air\.|cn\.)?com|org|net|android)\.[a-z0-9_.]+\Z")
_TEMPLATE = re.compile(
    r".*\.(?:py|xml|rc|pre|sed|sh|c|h|ac|am|mk|conf|cfg|json|txt|html|md|spec|pc|desktop|service|m4|cmake)\.in\Z"
)
_CAMEL = re.compile(r"(?:\A|\.)[a-z]+[A-Z][a-zA-Z]*(?:\.|\Z)")  # client.geographicalContext.city
_TITLED = re.compile(r"[a-z]+(?:\.[a-z]+)*(?:\.[A-Z][A-Za-z]*[a-z])+\.")  # members of classes: pandas.Series.dt.tz
_PASCAL = re.compile(r"(?:\A|\.)[a-zA-Z][a-z]*[A-Z][a-zA-Z]*(?:\.|\Z)")  # DataEnvironment.Kusto.name, too
_EDGES = frozenset(["", "\n", "\r", "\t", ",", "|"])  # of a line, a field or a cell
_WHATEVER_OPERATOR = frozenset({"suffix of a provider", "file name"})  # rules for names, also before one
OPERATOR_STARTS = frozenset("(=[+ -")
# As Windows calls what it prefetches: KINSING.EXE-1A2B3C4D.pf
_PREFETCHED = re.compile(r"[a-z_0-9]{2,8}-[0-9a-f]{8}\Z")
# Only below these can a name be that of a file for its end, or a field, column or common name.
_TOPS_OF_FILES = words.FILE_ENDINGS | {"so", "la", "app", "map", "pf", "in"}
_TOPS_OF_FIELDS = words.COLUMN_ENDINGS | words.SETTING_ENDINGS | {"cn"}
_OBJECTS = words.CODE_ROOTS | words.CODE_ONLY
_LONG = 9  # letters: few members of objects have such before them


def look_alike(text: str, start: int, end: int, in_prose: str) -> str:
    """By what rule a bare name is none of a host, which in prose would be this one; nothing if it is one."""
    before, behind = text[start - 1 : start], text[end : end + 2]
    if before in _BEFORE_FAMILY and begins_variant(behind):
        return "detection name"
    if before in _EDGES and behind[:1] in _EDGES:
        return _rule(text[start:end], alone=True) if in_prose else ""
    operator = _operator(behind)
    is_operand = operator and in_prose not in _WHATEVER_OPERATOR and _is_operand(text[start:end], operator)
    return "code" if is_operand else in_prose


def is_place_in_template(name: str) -> bool:
    """Whether a lower-case name between two braces ends like what a template puts there: ``{{ contact.email }}``."""
    rest, _, top = name.rpartition(".")
    ends_so = top in words.CODE_ENDINGS or top in words.FIELD_ENDINGS
    return ends_so and "-" not in name and (len(top) > 2 or "." in rest)  # not evil.me, which a wiki has so as well


def is_source(name: str) -> bool:
    """Whether a lower-case name may be that of a file with the source of a program."""
    return name.rpartition(".")[2] in words.STEM_ENDINGS


def may_be_source(top: str) -> bool:
    """Whether files of the source of a program have names that end with this top-level domain."""
    return top in words.STEM_ENDINGS or top in words.RARE_ENDINGS


def may_be_member(name: str) -> bool:
    """Whether members of objects in programs have names like this one: by its end, or behind a single letter."""
    return name[1:2] == "." or name.rpartition(".")[2] in words.MEMBER_ENDINGS


def are_ordinary_words(name: str) -> bool:
    """Whether a lower-case name is two ordinary words, the second of which ends names of hosts, too: ``data.store``.

    Those under ``.info`` are names of hosts more often than not.
    """
    first, _, top = name.partition(".")
    return top in words.PART_ENDINGS and top != "info" and first in words.ORDINARY_WORDS


def may_be_spoken_of(name: str) -> bool:
    """Whether a lower-case name of two labels that ends with a word of programs, as ``evilbank.help`` does, is that of
    a host where something speaks of hosts: its first label is no such word.
    """
    first, _, top = name.partition(".")
    return (
        top in words.WORD_ENDINGS
        and len(first) > (_LONG if top in words.METHOD_ENDINGS else 2)
        and not any(first in known for known in (words.OF_TABLES, words.ORDINARY_WORDS, words.ARTICLES))
        and first not in words.LITTLE_WORDS
    )


def may_follow_object(top: str) -> bool:
    """Whether names of hosts end with this behind a word that begins expressions, too: ``img.store``."""
    return top not in words.CODE_ENDINGS and top not in words.FIELD_ENDINGS and top != "info"


def may_be_said_host(name: str, rule: str) -> bool:
    """Whether a lower-case name that ends like a file's, or as code by this rule, may be that of a host if it is said
    to be one.
    """
    rest, _, top = name.rpartition(".")
    if rule == "code":
        return top in words.WORD_ENDINGS and "." not in rest and rest not in words.OF_TABLES
    if rule != "file name" or top not in words.FILES_OR_HOSTS:
        return False
    stem = rest.rpartition(".")[2]
    return stem not in words.FILE_STEMS and stem not in words.WHOLE_NAMES


def may_begin_sentence(top: str) -> bool:
    """Whether this top-level domain is a little word as well, with which the next sentence may begin."""
    return top in words.LITTLE_WORDS


def begins_variant(behind: str) -> bool:
    """Whether these two characters behind a name begin the end of a detection name: ``W32/Evil.com!tr``."""
    return behind[:1] == "!" and behind[1:].isalpha()


def look_alike_in_prose(written: str) -> str:
    """The same for a name with other words beside it in its line, and nothing of a program's text behind it."""
    return _rule(written, alone=False)


def _operator(after: str) -> str:
    """What of a program's text stands behind a name: that of a call, or of an assignment and the like."""
    if after[:1] not in OPERATOR_STARTS or not after.isascii():
        return ""
    if after[0] == "(":
        return "call with a number" if after[1:].isdigit() else "call"
    return "assignment" if after[0] in "=[+" or after in (" =", "--") else ""


def _rule(written: str, *, alone: bool) -> str:
    name = written.lower()
    labels = name.split(".")
    top = labels[-1]
    if is_private_suffix(name) and not alone:
        return "suffix of a provider"
    is_latin = "et" in labels and ".et.al." in f".{name}."
    if is_latin or name in words.ABBREVIATIONS:
        return "abbreviation"
    if not alone and ((top == "top" and _is_edge(written, labels)) or "prototype" in labels[1:-1]):
        return "code"
    if top == "net" and not alone and _REVERSED.match(name):
        return "code"
    if _is_usual(written, labels):
        return ""
    if _is_file(written, labels):
        return "file name"
    if _is_code(labels, alone):
        return "code"
    by_case = _by_case(written, top) if written != name else ""
    if by_case and not (alone and "-" in written and top not in words.LITTLE_WORDS):
        return by_case
    if top not in COMMON and written != name and _DETECTION.match(name.rpartition(".")[0]):
        return "detection name"
    if top not in COMMON and (len(top) > 2 or len(labels) > 3) and _PACKAGE.match(name):
        return "code"
    return _by_two_labels(written, labels, alone) if len(labels) == 2 else _by_initials(labels[:-1])


def _is_file(written: str, labels: list[str]) -> bool:
    top = labels[-1]
    if top == "rs" and "-" in labels[-2]:  # no name of a file in Rust
        return False
    return (
        (top in _TOPS_OF_FILES and _ends_as_file(written, labels))
        or (len(top) == 2 and labels[-2] in ("html", "htm") and labels[0] != "www")  # in a language: index.html.fr
        or ("_" in written and ("_" in labels[-2] or any("_" in label[1:] for label in labels[1:-1])))
    )


def _ends_as_file(written: str, labels: list[str]) -> bool:
    top = labels[-1]
    may_be_host = len(labels) > 2 and (top in words.SCRIPT_ENDINGS or labels[0] in words.SERVERS)
    return (
        (top in words.FILE_ENDINGS and not may_be_host)
        or (top in ("so", "la") and any(part in written.lower() for part in ("lib", "cpython", "abi3")))
        or (top == "app" and len(labels) == 2 and written[0].isupper() and not written.isupper())  # macOS: Safari.app
        or (top == "map" and labels[-2] in ("js", "css", "mjs"))
        or (top == "pf" and _PREFETCHED.match(labels[-2]) is not None)
        or (top == "in" and _TEMPLATE.match(written.lower()) is not None)
    )


def _is_code(labels: list[str], alone: bool) -> bool:
    """Whether it is an expression of a program, or the name of a field or of a column."""
    top = labels[-1]
    return (
        (len(labels) > 2 and top not in COMMON and any(map(_is_private, labels[1:-1])))
        or top in words.ODD_ROOTS
        or (top in words.COLOURS and "-" not in labels[0] and labels[-2].endswith(("color", "colour")))
        or (top in _TOPS_OF_FIELDS and _is_field(labels, alone))
        or (not alone and top in words.CODE_ENDINGS and _is_member(labels))
        or (top not in COMMON and labels[0] in _OBJECTS and _begins_with_object(labels, alone))
    )


def _is_private(label: str) -> bool:
    """Whether a label behind others is the name of a module for nobody else, ``pip._vendor.rich.style``, or of what all
    tables of SQL Server belong to, ``db1.dbo.support``.
    """
    return label == "dbo" or (label[0] == "_" and label not in words.UNDERSCORED)


def _is_usual(written: str, labels: list[str]) -> bool:
    """Whether it is written as most hosts are, and as hardly anything else."""
    if labels[-1] in COMMON and "_" not in written and written == written.lower():
        return True
    return labels[0] == "www" and len(labels) > 2


def _is_operand(written: str, operator: str) -> bool:
    """Whether a program does something with it: ``m.group(1)``, ``x.id = 1``."""
    labels = written.lower().split(".")
    first, top = labels[0], labels[-1]
    if _is_usual(written, labels):
        return False
    if top in words.ARGUMENTS:
        return True
    if operator == "call":
        return top not in COMMON and not any("-" in label for label in labels)
    return operator == "assignment" and len(labels) == 2 and (top in words.CODE_ENDINGS or len(first) == 1)


def _is_field(labels: list[str], alone: bool) -> bool:
    """Whether it is a field of a log, a column of a table, or a common name of a certificate."""
    first, *middle, top = labels
    if top in words.FIELD_ENDINGS and words.FIELD_WORDS.issuperset(labels[:-1]) and (middle or not alone):
        return True
    if middle and not alone and top in words.SETTING_ENDINGS and words.SETTING_WORDS.issuperset(labels[:-1]):
        return True
    if top in words.COLUMN_ENDINGS and len(first) == 1 and words.OF_TABLES.issuperset(middle):
        return True
    return top == "cn" and middle[-1:] in (["subject"], ["issuer"])


def _is_member(labels: list[str]) -> bool:
    """Whether a name that ends as members do is one of an object, with something beside it in its line."""
    first, *middle, top = labels
    if words.CODE_WORDS.issuperset(middle) and (
        (top in words.WORD_ENDINGS and "-" not in first) or (top in ("name", "id") and middle)
    ):
        return True
    if top in words.WORD_ENDINGS and middle and words.OF_TABLES.issuperset(labels[:-1]):
        return True
    if top == "name" and first in words.OF_TABLES:  # whatever stands between: user.team.name
        return True
    return "_" in first[1:] and bool(middle)


def _begins_with_object(labels: list[str], alone: bool) -> bool:
    """Whether the others between its first label, an object of scripts, and the last are words of programs."""
    first, *middle, top = labels
    if alone and not middle and may_follow_object(top):
        return first in words.CODE_ONLY
    between = words.CODE_WORDS if alone else words.OF_TABLES
    return first in words.CODE_ONLY or between.issuperset(middle)


def _is_edge(written: str, labels: list[str]) -> bool:
    """Whether a name under ``.top`` is the upper edge of a box on a page, as scripts ask for it: ``curOffset.top``,
    ``e.top-o.top``.
    """
    if not all(label.startswith("top-") for label in labels[1:-1]):
        return False
    return len(labels[0]) == 1 or labels[0] in words.BOXES or _CAMEL.match(written) is not None


def _by_case(written: str, top: str) -> str:
    """Names are written in lower case, in capitals, or with one capital at the beginning: not ``Agent.AE``."""
    left, _, right = written.rpartition(".")
    if not right.isascii() and right.istitle():
        return "sentence or code"
    if right.islower() or right.isdigit() or not right.isascii():
        camel = _PASCAL if top in words.CODE_ENDINGS else _CAMEL
        if _TITLED.match(written) and (top in words.PART_ENDINGS or top in words.OPERATORS):
            return "code"
        is_code = left != left.lower() and (top in words.CODE_ENDINGS if "." not in left else camel.search(left))
        return "code" if is_code and top not in COMMON else ""
    if right == "NET" and left.upper() != left and "." not in left:  # Paint.NET
        return "name of a product"
    if right.isupper() and left.isdecimal():
        return "sentence or code"
    if right.isupper():
        return "" if left.upper() == left or top in COMMON else "detection name"
    is_sentence = left.lower() in words.CODE_ROOTS or (left.rpartition(".")[2].isdecimal() and "." in left)
    return "" if top in COMMON and not is_sentence else "sentence or code"


def _by_initials(labels: list[str]) -> str:
    """Nothing but single letters before the last label: a word behind ``e.g.`` without a blank; or but numbers."""
    if all(map(str.isdecimal, labels)):
        return "version number"
    return "abbreviation" if all(len(label) == 1 and label.isalpha() for label in labels) else ""


def _by_two_labels(written: str, labels: list[str], alone: bool) -> str:
    """The first is too common for a name: ``main.ml``, ``it.is``, ``3.am``, ``i.am``; or an initial: ``J.DE VLIEG``."""
    first, top = labels
    if (first in words.FILE_STEMS and top in words.STEM_ENDINGS) or first in words.WHOLE_NAMES:
        return "file name"
    if written.lower() in words.FILES:
        return "file name"
    if len(top) == 2 and first in words.SHORTENED and not alone:
        return "abbreviation"
    if top in words.LITTLE_WORDS and (first in words.LITTLE_WORDS or (first in words.LAST_WORDS and not alone)):
        return "sentence or code"
    if first in words.ARTICLES and top not in COMMON and len(top) > 2 and not alone:
        return "sentence or code"
    if first.isdigit() and len(first) < 3 and top not in COMMON:
        return "number"
    if len(first) == 1 and written[0].isupper():
        return "abbreviation"
    if len(first) != 1 or top in COMMON or top == "me":
        return ""
    return "abbreviation" if top in words.CODE_ENDINGS or top == "info" or (len(top) > 2 and not alone) else ""
