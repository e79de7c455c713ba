"""What says of a name that ends like a file's that it is one of a host: the word for it beside the name, or the heading
of the list that the name stands in: ``domain: evilbank.rs``, ``| evilbank.sh | domain |``.
"""

import re

from ..text.surroundings import backwards, line_start

# The words for it, each also with an s or an n behind it, or "name".
_WORDS_FOR_HOSTS = """domain subdomain hostname fqdn dns sni c2 c&c domaine dominio domínio domini domäne
    домен домена домену домене доменом домены доменов доменам доменах"""
_WORDS = rf"(?:{'|'.join(_WORDS_FOR_HOSTS.split())})[sn]?(?: ?names?)?|host names?"
# Before a name, with what may be between the two: a pattern for small letters that are read backwards.
_WORD_BACKWARDS = (
    r"(?>[\"'`*\xab\u201c\u201e\u2018(]{0,3}(?:[ \t:=|,;\"'`*\xab\u201c\u201e\u2018(>-]{1,3}|\n\r?:))(?:"
    rf"(?:s?eman ?)?[sn]?(?:{backwards(_WORDS_FOR_HOSTS)})|s?eman tsoh|s?etis ?bew"
    rf"|s?etis (?:{backwards('phishing malicious fake fraudulent scam')}))(?!\w)"
)
_WORD_BEFORE = re.compile(_WORD_BACKWARDS)
_BEFORE_BACKWARDS = re.compile(
    _WORD_BACKWARDS + r"|[\"']?[ \t]?[:=][ \t]?[\"']?"
    rf"(?:{backwards('domain host hostname sni fqdn qname query server_name servername rrname dst dest')})"
    r"|[ \t]{1,8}(?:0\.0\.0\.0|1\.0\.0\.721)(?![\w.])"  # as a file of hosts blocks one
    rf"|[\"'`]?[ :]{{1,2}}(?:(?:{backwards('on at under by')}) detsoh"
    rf"|(?:{backwards('for to of')}) (?:{backwards('query queries lookup lookups')})"
    rf"|{backwards('resolve resolves resolved resolving')}|htiw \w{{1,5}}tacinummoc"
    rf"|ot (?:{backwards('connect connects connected connecting connection connections')}"
    rf"|{backwards('beacon beacons beaconed beaconing home back traffic post posts')}|\w{{0,9}}lifxe))(?!\w)"
)
_BEHIND = re.compile(rf"[\"'`*]{{0,2}}\s?[|,;\t]\s?[\"'`*]{{0,2}}(?i:{_WORDS}|host)[\"'`*]{{0,2}}\s?(?:[|,;\t\r\n]|\Z)")
_HEADING = re.compile(rf"(?<!\w)(?i:{_WORDS}|hosts?)(?!\w)[^.:\]\n]{{0,24}}\Z")
_BEFORE_MAX = 32  # characters before a name in which such a word has room
_BULLETS = " \t\r>*-\u2022#=_:|`\"'"
_JOINING = frozenset("and or & und et y e".split())
_OPERATORS = frozenset("(=[+")  # of a program, behind a member of an object
_HEADING_MAX = 48  # characters of a heading
_APART = 4  # characters between the names of a list, with no other between them
_LINE, _LIST = 160, 256  # characters before a name in its line, and of the lines above


def _belongs_to_list(written: str) -> bool:
    """Whether this is the name of a host, a word between two, or a remark in brackets."""
    if written[0] == "(" or written.strip(",;") in _JOINING:
        return True
    return "." in written and "(" not in written


class SaidHosts:
    """The names of one text that are said to be those of hosts."""

    __slots__ = ("_last", "_whole")

    def __init__(self, whole: str) -> None:
        self._whole = whole
        self._last = (0, False)  # where the name ends that was asked about last, and whether its list is one of hosts

    def call(self, start: int, end: int) -> bool:
        """Whether the word for a host stands directly before a name that is no member of an object."""
        whole = self._whole
        if whole[end : end + 1] in _OPERATORS:
            return False
        return _WORD_BEFORE.match(whole[max(0, start - _BEFORE_MAX) : start][::-1].lower()) is not None

    def say(self, start: int, end: int) -> bool:
        """Whether the name here is said to be that of a host."""
        whole = self._whole
        if whole[end : end + 1] in _OPERATORS:
            return False
        if _BEFORE_BACKWARDS.match(whole[max(0, start - _BEFORE_MAX) : start][::-1].lower()):
            return True
        if _BEHIND.match(whole, end):
            return True
        last_end, is_host = self._last
        if start - last_end > _APART or whole[last_end:start].strip(_BULLETS + "\n"):
            is_host = self._is_listed(start)
        self._last = end, is_host
        return is_host

    def _is_listed(self, start: int) -> bool:
        """Whether the heading of the list that a name stands in, in its line or above, speaks of hosts."""
        whole = self._whole
        line = line_start(whole, start, _LINE)
        head, colon, names = whole[line:start].partition(":")
        if not colon:
            names = head.strip(_BULLETS)
        if not all(map(_belongs_to_list, names.split())):
            return False
        if colon:
            return _HEADING.search(head) is not None
        for above in reversed(whole[max(0, line - _LIST) : line].split("\n")):
            written = above.strip(_BULLETS)
            if written and (" " in written or "." not in written):
                is_heading = above.rstrip()[-1:] == ":" or (len(written) <= _HEADING_MAX and "." not in written)
                return is_heading and _HEADING.search(written) is not None
        return False
