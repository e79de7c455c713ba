"""What the lines round a bare name say that it is: one of the files of a program's source, one of its settings, or a
member of an object in a line of it.

Each piece of the text is looked through once, however many names stand in it.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

from ..names.hosts import host_fault
from ..names.look_alike_words import FIELD_ENDINGS
from ..names.suffixes import suffixes
from ..text.surroundings import is_cell, line_end, line_start

# Files that hardly anybody lists beside hosts.
_SOURCE = re.compile(
    r"\.(?<=\w\w\.)(?:[choy]|hh|[ch]pp|[ch]xx|obj|mli|mll|mly|m4|am|asm|f90|ya?ml|toml|gradle|tfvars|(?<=rules\.)mk)(?![\w.])"
    r"|akefile(?<=[mM]akefile)(?!\w)|CMakeLists\.txt"
)
_LISTED = re.compile(r"[-bcdlps](?:[r-][w-][xsStT-]){3}[.+@]? ")  # how ``ls -l`` begins a line
# Before a file that was changed, or others before it (GNU Coding Standards, 6.8.2).
_OF_CHANGE_LOG = re.compile(r"\n\t\* (?:[\w./+-]{1,64}(?: \([^()\n]{1,64}\))?,(?: |\n\t))*(?:[\w.+-]{1,32}/)*\Z")
# The same in lists of changes with other bullets, where its directory stands before it.
_OF_LIST_OF_CHANGES = re.compile(r"\n[> \t]{0,8}[*+-] (?:[\w.+-]{1,32}/){1,8}\Z")
_LIST_OF_CHANGED = 256  # characters before it
_INTERPRETERS = ("perl ", "prolog ")
_BEHIND_CHANGED = (":", " (", ",")
_BESIDE_NAME = " \t\r+-*\"',;:`()"  # in a line in which nothing else stands
# A key with dots, as of texts and settings of Java, with its value glued to the sign.
_SETTING = re.compile(r"\n([a-zA-Z][\w-]{0,63}(?:\.([\w-]{1,63})){1,8})=(?!=)")
_STATEMENT = re.compile(r" ?=(?!=)[^\n;]{1,80};[ \t]*(?=//|[\r\n]|\Z)")
_PARAMETERS = ("id=", "name=")
_LINE_STARTS = frozenset(["", "\n"])
_INDENT_BACKWARDS = re.compile(r"[ \t]{0,64}[+-]?(?:\n|\Z)")  # also in a patch
# What lines of programs hold and those of prose and of logs do not; two of these make one, or one of SQL alone.
_SIGN_OF_CODE = re.compile(
    r"\w(?:->\w|\(\)|::\w| = (?:[\w.]+;|\w[\w.]{0,80}\()|\[[\"']\w+[\"']\])"
    r"|[!=]==? |[+*|]= |(?:&&|\|\||=>|\?\?) |\?\.\w|\[0\]|\)\.\w|\);|[;{}][ \t]*(?=[\r\n]|\Z)"
    r"|\b(?:(?:if|elif|while|for|switch|unless|function|catch) ?\(|def \w+\(|return \w[\w.]{0,80}\("
    r"|if [\w.]{1,80} else\b|f[\"'][^\"'\n]{0,80}\{|(?:self|cls)\.\w|is (?:not )?None\b|isinstance\("
    r"|(\w{2,20})=\1[,)]|const|void|elif|endif|char|bool|return [\w.]+;|(?:var|let|int|val|local) \w+ =)"
)
# A whole condition of Python, which is enough alone.
_COMPARED = r"(?: (?:is(?: not)?|(?:not )?in|(?:and|or)(?: not)?|[=!<>]=|[<>]) [\w.\"'-]{1,80}){0,4}"
_CONDITION = re.compile(
    rf"[>+ \t-]{{0,24}}(?:(?:el)?if|while|assert) (?:not )?[\w.]{{1,80}}(?:\([^()\n]{{0,80}}\))?{_COMPARED}:"
    r"[ \t]*(?=[\r\n]|\Z)"
)
# Or a dotted name that ends as no host's does and, if it is not called, longer than that of a file.
_MEMBER = re.compile(r"\.(?<=\w\.)([a-zA-Z_]{2,32})(?![\w.-])(\()?")
_MEMBER_MIN = 5  # letters of its last label
_NO_MEMBER = frozenset("bazar class config internal local localdomain numbers onion pages plist sqlite torrent".split())
# Before a line of a program in what Python tells of an error.
_TRACED = re.compile(r"(?:\A|\n)[> ]{0,8} {2}File \"[^\"\n]{1,160}\", line [0-9]{1,6}(?:, in [^\n]{1,64})?\n\Z")
_TRACED_MAX = 280  # characters of it
_SQL = re.compile(
    r"\b(?:select (?:[^;]{1,200} from|\w{1,64}\.\w{1,64}, \w{1,64}\.\w{1,64})|(?:order|group) by"
    r"|(?:left |inner )?join \w+ \w+ on|is not null|alter table|insert into|update \w+ set)\b"
)
# What every line of the one and of the other holds: to look for that takes a tenth of the time.
_MAY_BE_CODE = re.compile(r"[()\[\]{};=>?]")
_OF_SQL = ("select ", " by", "join ", "is not null", "alter table", "insert into", "update ")
_NEXT_WORD = r" (?!(?:and|or|on|from|via|is|was)\b)[a-z]"  # with which a sentence goes on
# Where two sentences meet without a blank: the second begins with a capital, with a word that ends no name of a file
# or of a host, or with one that ends names of hosts, too; of those three show that it is so.
_JOINT = re.compile(
    r"\.(?<=[a-z]\.)(?:(?!Net|Com|Org)([A-Z][a-z]*)|([a-z]{5,12}|the|then|but|can|any|she|he|they|when|what|its|im|ive|not|for|let|pls|thx|if|this|that)|(?:it|is|so|in|at|to|no|my|me|do|we))"
    rf"(?={_NEXT_WORD})"
)
_JOINTS = 3
_GOES_ON = re.compile(_NEXT_WORD)
_HEADINGS_END = (":\n", ":\r\n", ":\n\n", ":\r\n\r\n")
# Words of a line, or of its heading, that speaks of hosts, or of those who use them; parts of some, before which a
# blank stands or the line begins.
_OF_HOSTS = (
    "http", "hxxp", "[.", " c2", "c&c", "beacon", "domain", "domän", "domin", "domín", " url", "urls", " ioc",
    "indicator", "malicious", "malware", "phish", "resol", "infrastruct", "regist", "hosted", "exfil", "callback",
    "landing", "squat", "sinkhol", "impersonat", " lure", "scam", " fake", "fraud", "spoof", "block", " dns", "visit",
    "contact", "connect", "redirect", "website", " site", "suspicious", "suspect", "threat", "attack", "actor",
    "victim", "compromis", "payload", "botnet", "trojan", "ransom", "stealer", "exploit", "intrusion", "campaign",
    " abuse", " sni", " host:", " host ", " traffic", " clicked", "credential", " infect", " lookalike", " look-alike",
    " hijack", " spam",
)  # fmt: skip
# Other indicators, and letters of which nothing is known.
_BESIDE_HOSTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f]{32}|@(?<=\w@)\w|[\u0370-\u1fff\u2e80-\uffef]")
# Names on both sides of a comma or of the word for it.
_NEXT_LISTED = re.compile(r"(?:,|,? (?:and|or|und|et|y|e)|;) ([a-z0-9-]{1,63})\.([a-z]{2,24})(?![\w.(=:/@-])")
_LAST_LISTED = re.compile(r"(?<![\w.@/-])([a-z0-9-]{1,63})\.([a-z]{2,24})(?:,|,? (?:and|or|und|et|y|e)|;) \Z")
_LISTED_MAX = 96  # characters of such a name
_BLANKS = frozenset(" \n")
_SIGNS_OF_CODE = 2
_LINE = 320  # characters of a line that are looked at
_BEFORE_WORDS = frozenset(["", *" \n\t(*&>"])
_BEGINS_CELL, _ENDS_CELL = frozenset(["", "\n", "\t"]), frozenset(",;\t")  # of CSV
_QUOTES = frozenset("\"'`\u201c\u201d")
_BESIDE_SPOKEN, _OPERATORS = _BEFORE_WORDS | _QUOTES, frozenset("(=[+")
_PIECE, _BESIDE = 512, 128  # characters of a piece, and of what is looked at on either side


class Neighbours:
    """Those of the names of one text."""

    __slots__ = ("_line", "_settings", "_sources", "_text", "_whole")

    def __init__(self, text: str, whole: str) -> None:
        """``whole`` is the text with what was taken from it."""
        self._text, self._whole = text, whole
        self._sources: dict[int, bool] = {}  # by the number of the piece
        self._settings: dict[int, bool] = {}
        self._line = _Line(text, whole, 0, 0)  # that was looked at last

    def are_sources(self, start: int, end: int) -> bool:
        """Whether what may be the name of a source file stands in a line with one that is; where it is all of its
        line, near one; in a GNU change log or a list of files, or behind the program that runs it.
        """
        text, piece = self._text, start // _PIECE
        if text.startswith(_BEHIND_CHANGED, end) and _is_in_change_log(text, start):
            return True
        if text.endswith(_INTERPRETERS, 0, start) or _LISTED.match(text, line_start(text, start, _BESIDE)):
            return True
        if piece not in self._sources:
            self._sources[piece] = _SOURCE.search(text, *_round(piece)) is not None
        return self._sources[piece] and self._is_in_line_of_source(start, end)

    def _is_in_line_of_source(self, start: int, end: int) -> bool:
        text = self._text
        begin = max(0, start - _BESIDE)
        first, last = text.rfind("\n", begin, start) + 1, line_end(text, end, _BESIDE)
        if first and not (text[first:start] + text[end:last]).strip(_BESIDE_NAME):
            return True
        return _SOURCE.search(text, max(first, begin), last) is not None

    def are_settings(self, start: int, end: int) -> bool:
        """Whether what begins its line, with a sign of equality behind it, is set by a statement of a program,
        ``key.gap= 1;``, or in a line of one, or is a key as another near it is that is no host: ``cart.total.net=``
        below ``cart.title=``.
        """
        text, piece = self._text, start // _PIECE
        begins = text[start - 1 : start] in _LINE_STARTS
        if (begins or _INDENT_BACKWARDS.match(text[max(0, start - _BESIDE) : start][::-1])) and (
            _STATEMENT.match(text, end) or self._line_of(start, end).is_code
        ):
            return True
        if not begins or text[end] != "=" or text[end + 1 : end + 2] in ("=", " "):
            return False
        if piece not in self._settings:
            keys, known = _SETTING.finditer(text, *_round(piece)), suffixes().top_level
            self._settings[piece] = any(
                key[2].lower() not in known and host_fault(key[1].lower()) == "no public suffix" for key in keys
            )
        return self._settings[piece]

    def begins_sentence(self, start: int, end: int) -> bool:
        """Whether the last label of a name is rather the first word of a sentence, in a line whose writer puts no blank
        behind full stops: ``call.it rings.Then``.
        """
        if not self._line_of(start, end).is_without_blanks:
            return False
        return self._text[start - 1 : start] in _BLANKS and _GOES_ON.match(self._text, end) is not None

    def are_code(self, start: int, end: int) -> bool:
        """Whether what may be a member of an object stands in a line of a program, and not between quotes, or is given
        to a parameter of the same name: ``id=vm.id``.
        """
        text = self._text
        if text.endswith(_PARAMETERS, 0, start) and text.endswith(
            text[text.rfind(".", start, end) + 1 : end] + "=", 0, start
        ):
            return True
        return self._line_of(start, end).is_code and _QUOTES.isdisjoint((text[start - 1 : start], text[end : end + 1]))

    def are_words(self, start: int, end: int) -> bool:
        """Whether two ordinary words with a dot between them are no more than that: not all of a cell, not quoted, and
        with nothing in their line that speaks of hosts.
        """
        text, line = self._text, self._line_of(start, end)
        before = text[start - 1 : start]
        if before not in _BEFORE_WORDS or is_cell(text, start, end):
            return False
        if before in _BEGINS_CELL and text[end : end + 1] in _ENDS_CELL:
            return False
        return all(start <= sign < end for sign in line.signs_of_hosts) and not self._is_listed(start, end)

    def speak_of_hosts(self, start: int, end: int) -> bool:
        """Whether what ends like a member of an object stands in a sentence that speaks of hosts."""
        text, line = self._text, self._line_of(start, end)
        if text[start - 1 : start] not in _BESIDE_SPOKEN or text[end : end + 1] in _OPERATORS or line.is_code:
            return False
        return not all(start <= sign < end for sign in line.signs_of_hosts)

    def _is_listed(self, start: int, end: int) -> bool:
        """Whether names of hosts stand before and behind two words in a list, or on its other side where it begins or
        ends: they differ in both words, as fields of a record or parts of a program do not.
        """
        text = self._text
        first, _, top = text[start:end].lower().partition(".")
        before = _LAST_LISTED.search(text, max(0, start - _LISTED_MAX), start)
        beside = [match.groups() for match in (before, _NEXT_LISTED.match(text, end)) if match]
        known = suffixes().top_level
        return bool(beside) and all(
            word != first and other != top and other in known and other not in FIELD_ENDINGS for word, other in beside
        )

    def _line_of(self, start: int, end: int) -> "_Line":
        """The line that holds a name; names are asked about in order."""
        if not self._line.start <= start < self._line.end:
            text = self._text
            self._line = _Line(text, self._whole, line_start(text, start, _LINE), line_end(text, end, _LINE))
        return self._line


class _Line:
    """A line, or what is looked at of it; for all the names in it once."""

    def __init__(self, text: str, whole: str, start: int, end: int) -> None:
        self.start, self.end, self._written = start, end, text[start:end]
        self._whole = whole

    @cached_property
    def is_code(self) -> bool:
        """Whether it is one of a program."""
        if self._written.startswith("    ") and _TRACED.search(self._whole, self.start - _TRACED_MAX, self.start):
            return True
        if self._written.endswith(":") and _CONDITION.match(self._written):
            return True
        if not _MAY_BE_CODE.search(self._written):
            return self._is_sql()
        signs = len(_SIGN_OF_CODE.findall(self._written))
        if signs < _SIGNS_OF_CODE <= signs + self._written.count("."):
            known = suffixes().top_level
            signs += sum(
                bool(member[2] or len(member[1]) >= _MEMBER_MIN)
                and member[1].lower() not in known
                and member[1] not in _NO_MEMBER
                for member in _MEMBER.finditer(self._written)
            )
        return signs >= _SIGNS_OF_CODE or self._is_sql()

    @cached_property
    def signs_of_hosts(self) -> tuple[int, ...]:
        """Where something speaks of hosts in it, or in the heading above it."""
        is_below = self._whole.endswith(_HEADINGS_END, 0, self.start)
        above = line_start(self._whole, self.start - 1, _LINE) if is_below else self.start
        written = self._whole[above : self.end]
        low = f" {written.lower()}"
        if len(low) != len(written) + 1:  # where its places are, nobody knows
            return (-1,)
        words = chain.from_iterable(_places(low, word) for word in _OF_HOSTS)
        return tuple(above - 1 + at for at in chain(words, (other.start() for other in _BESIDE_HOSTS.finditer(low))))

    def _is_sql(self) -> bool:
        if " " not in self._written:
            return False
        low = self._written.lower()
        return any(map(low.__contains__, _OF_SQL)) and _SQL.search(low) is not None

    @cached_property
    def is_without_blanks(self) -> bool:
        """Whether its writer puts no blank behind full stops: ``call.it rings.Then``."""
        joints, known = _JOINT.findall(self._written), suffixes().top_level
        return len(joints) >= _JOINTS or any(title or (word and word not in known) for title, word in joints)


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at + (word[0] == " ")
        at = text.find(word, at + len(word))


def _is_in_change_log(text: str, start: int) -> bool:
    begin = text.rfind("\n\t* ", max(0, start - _LIST_OF_CHANGED), start)
    if begin >= 0 and _OF_CHANGE_LOG.match(text[begin:start]):
        return True
    begin = text.rfind("\n", max(0, start - _LIST_OF_CHANGED), start)
    return begin >= 0 and text[start - 1] == "/" and _OF_LIST_OF_CHANGES.match(text, begin, start) is not None


def _round(piece: int) -> tuple[int, int]:
    begin = piece * _PIECE
    return max(0, begin - _BESIDE), begin + _PIECE + _BESIDE
