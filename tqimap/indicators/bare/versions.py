"""Four numbers with dots that are no address, by what stands round them: they count versions, or are of a telephone.

Loaded when the first number is looked at: the patterns take some milliseconds to make, and most texts have none.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from .. import caches
from ..names.addresses import address_fault
from ..text.surroundings import backwards, line_end, line_start


def _phrase(words: str) -> str:
    """A pattern of these words one behind the other, for a text that is read backwards."""
    return words[::-1].replace(" ", r"\s")


_COUNTED = (
    "ver tag fw build release revision rev firmware update upgrade patch sp product oid room section chapter chap"
    " paragraph clause article appendix annex table figure item task step requirement control wbs schema specification"
    " schedule exhibit sec nr tab fig eq abb"
)
# The same in other languages, by their whole word.
_COUNTED_ELSEWHERE = frozenset(
    (
        "abs absatz abschn abschnitt anhang art artikel kap kapitel tabelle ziff ziffer"  # German
        " apartado apdo artículo cap capítulo sección anexo artigo seção"  # Spanish, Portuguese
        " articolo capitolo sezione allegato alinéa chapitre annexe pct"  # Italian, French, Romanian
        " pkt punkt rozdz ust wersji wersję załącznik čl článek odst příloha"  # Polish, Czech
        " članak poglavlje fejezet kohta"  # Croatian, Hungarian, Finnish
        " madde md sürüm sürümü bölüm bab bagian pasal tabel bản mục điều mềm"  # Turkish, Indonesian, Vietnamese
        " гл глава п пп подп пункт пункта разд раздел сборка сборки ст рис табл"  # Russian
        " розділ збірка έκδοση الإصدار إصدار النسخة النسخه نسخه גרסה"  # Ukrainian, Greek, Arabic, Persian, Hebrew
    ).split()
)
_VERSION_STEMS = ("vers", "verz", "верс")  # Versionen, verze, verzija, versiunea
_PRODUCTS = (
    "chrome chromium firefox edge safari opera android ios ipados macos fortios pan-os junos asyncos esxi vcenter"
    " acrobat reader player openssl php java jre jdk oracle webkit gecko wordpress magento drupal tomcat linux kernel"
    " ubuntu debian mysql mariadb postgresql asa ftd sonicos netscaler confluence ivanti epmm moveit zimbra veeam sap"
    " anyconnect apache nginx iis qradar iphone ipad zlib globalprotect sliver splunk nsx phpmailer bios uefi"
    " exim dovecot postfix rspamd openssh golang"
)
_RAISED = "upgrade upgraded upgrades upgrading bump bumped bumps backport backported"  # openssl to a version
_VERSION_WORDS = (  # in other languages; those in Chinese and Japanese are not set off by blanks
    "versi versie versão versión wersja версия версии версія"
)
_VERSION_IN_PROSE = "版本 版本为 バージョン バージョンは ビルド 버전 เวอร์ชัน संस्करण"
_VERSION = rf"{backwards('version')}|{backwards(_VERSION_IN_PROSE)}|(?:{backwards(_VERSION_WORDS)})\b"
# Before a slash or a hyphen: protocols, the ways that a proxy took (``HIER_DIRECT/``), and those who have an address.
_ADDRESSED = "tcp udp icmp ip ipv4 src dst host direct parent none c2 ioc attacker victim source server"
# Fields of filters and queries that hold an address: ``ip.addr == 44.128.7.21``, ``id.orig_h==44.128.7.21``.
_COMPARED = f"{_ADDRESSED} addr address remote resp_h orig_h"
_PLACES = f"{_COMPARED} on at from by via in to as is and or"  # what stands before an address behind such a word
_JOINING = "-> \u2192 and or to through until bis und do a y до и"  # two numbers
_BETWEEN = "path number numbers no is are was were which of to from before prior than earlier older later newer"
# Backwards, like all that follows: the end of a label, words between it and a value, and the edge of a table's cell.
_LABEL = r"[\s\"'`(>*]{0,3}+[.:#=]?+[\s\"']{0,2}+[_*]{0,2}+"
_SAID = rf"(?:(?:{backwards(_BETWEEN)})\s){{0,2}}(?:s/?)?"
_CELL = r"[`*]{0,2}+\x20?\|\x20?[`*]{0,2}+"
# What stands before a number.
_BEFORE_BACKWARDS = re.compile(
    r"(?![\s,]{1,2}[0-9]{1,3}\.)(?:"  # for which a dotted number before it, as in lists, is none of these
    rf"{_LABEL}(?:(?P<version>v\b|{_SAID}(?:{_VERSION})|[§°º第号№])|(?P<counted>{_SAID}(?:{backwards(_COUNTED)})\b))"
    rf"|(?P<of_version>\s?:(?:\w{{1,10}}\s){{1,3}}(?:{_VERSION})|{_phrase('release notes ')})"
    rf"|(?P<product>{_CELL}s?(?:{_VERSION})"
    rf"|(?:{_CELL}s?|\s(?:(?:{backwards('dc before')})\s)?)(?:{backwards(_PRODUCTS)})\b"
    rf"|\s?<(?=[\s,(]|\Z)|(?:{_phrase('in ')})?[\s-](?:{backwards('fixed patched')})\b"
    rf"|\s(?:{_phrase('prior to')}\b|{_phrase('x before')}\.[0-9])"
    rf"|\s(?!(?:{backwards(_PLACES)})(?!\w))\w{{2,12}}\s"  # version of the sensor 7.18.1.2
    rf"(?:(?:{backwards('the of der des de du la')})\s){{0,2}}(?:{_VERSION})\b"
    rf"|\s(?:{backwards('to from')})\s(?:[\w.+-]{{1,12}}\s)?(?:{backwards(_RAISED)})\b|{_phrase('changes in ')}\b"
    rf"|\^[\"':]|\s?>~|\s?=[=<>~!](?!\s?(?:{backwards(_COMPARED)})(?![a-z0-9]))"
    rf"|[/-](?!(?:{backwards(_ADDRESSED)})(?![a-z0-9.+-]))[\w.+-]*[a-z]"
    rf"|:(?!(?:{backwards(_ADDRESSED)})(?![a-z0-9.+-]))[\w.-]{{1,20}}:[\w.-]*[a-z]))"  # org.acme:tools:8.5.1.2
    # Another number before this one: if it counts versions, so does this one.
    rf"|(?P<number>(?:\s(?:(?:{backwards(_JOINING)})\s)?(?:,|-\s)?|[\u2013~至-])"
    r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![A-Za-z0-9_.]))"
    rf"|(?P<telephone>[\s:.()]{{0,3}}+"
    rf"(?:(?:0\(\s?)?[0-9]{{1,3}}\+|(?:{backwards('tel phone telephone fax mobile cell fon mob')})\b))"
    rf"|{_LABEL}(?P<word>[^\W\d_]{{1,12}}+)(?:\.[^\W\d_]{{1,3}}+)?(?![\w./@-])"
)
_COUNTS_VERSIONS, _BEFORE_LOW = frozenset({"version", "of_version"}), frozenset({"counted", "product"})
_NO_LABEL = frozenset("\\]},;!?%&$@")  # with none of these does one end
# What stands behind the name of a product and counts its versions: they begin low, or are whole (``106.0.0.0``).
_LOW = re.compile(r"[12]?[0-9]\.|3[01]\.|[0-9]+\.0\.")
_IN_ANGLES = re.compile(r"[0-9.]{7,15}\s?>")
# One address in five hundred is so small, and most versions in ordinary mail are, and all sections, identifiers and
# scores; as few have 90 to 99 in the third place, as trials of GNOME and X.org do. But these stand for any address in
# examples.
_SMALL = re.compile(
    r"(?!1\.2\.3\.|4\.3\.2\.1|5\.6\.7\.8|9\.8\.7\.6|([0-9]+)\.\1\.\1\.\1(?![0-9]))"
    r"(?:[12]?[0-9]|3[01])\.(?:[12]?[0-9]|3[01])\.(?:[12]?[0-9]|3[01]|9[0-9])\."
)
# Numbers of versions that are no address: of three parts, or with a long last one; no date, and none of a User-agent.
_NO_ADDRESS = re.compile(
    r"(?<![\w.,/-])v?(?![0-9]{1,2}\.[0-9]{1,2}\.(?:19|20)[0-9]{2}\b)"
    r"[0-9]{1,3}(?:\.[0-9]{1,5}){2}(?:\.[0-9]{4,8})?(?![\w.]\w|\w)"
)
_AMONG = 3  # of them, that a number beside them is taken for one
_PIECE, _BESIDE = 320, 80  # characters of a text that are looked at for them at once, and on either side of those
_TO = (" to ", " -> ", " \u2192 ")
_NEXT_VERSION = re.compile(rf"(?:{'|'.join(_TO)})v?[0-9]+(?:\.[0-9]+){{1,2}}(?:\.0)?(?![.\w])")
# The file of a program, and the image of a container behind its path: igb.sys (12.19.2.45), ci/maven:3.9.6.1.
_HAS_VERSIONS = re.compile(r"(?:\.(?:sys|exe|dll|msi|jar|whl|deb|rpm) \(v?|[a-z0-9]/[a-z0-9._-]{1,64}:)\Z")
_BEHIND_NAMES = frozenset("(v:")  # of files and images
# What speaks of addresses: words, the beginnings of others (contacted, resolves), and words in other languages.
_OF_ADDRESSES_WORDS = (
    "ips? ip4 ipv4 hosts? hosting c2 cnc c&c vps servers? ur[li]s? dns ns nt src dst iocs? indicators? prox(?:y|ies)"
    " gateways? traffic ping nmap curl domains? ports? ssh2? rdp smb telnet websites? sites? panels? actors? peers?"
    " routes? subnets? tor vpn ddos as[0-9]+ netname login logins logged signed seen observed noticed evil abuse spam"
    " samples? tcp udp icmp banned offenders? den(?:y|ied) quelle x-forwarded-for hits"
)
_STEMS_OF_ADDRESSES = (
    "addr adre contact connect block beac resol attack malic malw phish scann botn brute infec firew sinkh suspic"
    " compromis unauthor gesperr bloque anmelde"
)
_OF_ADDRESSES_ELSEWHERE = "адрес сервер 地址 服务器 连接 回连 来自 扫描 攻击 アドレス サーバ からの 주소 서버 عنوان"


def _by_first_letter(words: str, stems: str) -> str:
    """A pattern of whole words and of beginnings of words; most places are passed at their first letter."""
    kinds: dict[str, list[str]] = {}
    for word in words.split():
        kinds.setdefault(word[0], []).append(f"{word[1:]}(?![a-z0-9])")
    for stem in stems.split():
        kinds.setdefault(stem[0], []).append(stem[1:])
    return "|".join(f"{first}(?<![a-z0-9]{first})(?:{'|'.join(rest)})" for first, rest in kinds.items())


_WORDS = "|".join((_by_first_letter(_OF_ADDRESSES_WORDS, _STEMS_OF_ADDRESSES), *_OF_ADDRESSES_ELSEWHERE.split()))
_OF_ADDRESSES = re.compile(_WORDS)
# The same, and what stands beside an address as well: the name of a host, a URL, a line of a server's log.
_SIGN = re.compile(
    rf"{_WORDS}|https?|@| - - \[|\.(?<=[a-z0-9-]\.)(?<!asp\.)(?<!vb\.)(?<!ado\.)(?:com|net|org|info|biz|ru|cn|de)"
    r"(?!\.?[a-z0-9])"
)
# Numbers of versions in a line, all of them: 5.2.x before 5.2.1.1.
_OF_VERSIONS = re.compile(r"(?<![0-9.])[0-9]{1,2}(?:\.[0-9]{1,2})?\.x\b")
_RANGE = re.compile(r"\s?(?:-|\u2013|to|through|/|bis)\s?(?=[0-9])")
_NAME = re.compile(r"[A-Z][A-Za-z]{2,}[\w!+-]*\Z")
_SENTENCE_ENDS = frozenset(["", *"\n.!?"])
_LETTER = re.compile(r"[^\W\d_]")
# An address that begins higher than versions do.
_HIGH = re.compile(r"(?<![\w.])(?:3[2-9]|[4-9][0-9]|1[0-9]{2}|2[0-4][0-9])(?:\.[0-9]{1,3}){3}(?![\w.])")
_SIGNATURES = ("\n-- \n", "\n-- \r\n")
_CELL_EDGES = frozenset(["", *"\n\r\t;|,\"'`="])
_LINE_EDGES = frozenset(["", *"\n\r\t|"])  # a comma with a blank is one of a sentence
_LAST = frozenset(" .")
_CELL_MAX = 8  # blanks beside a number in a cell
_LINE = 160  # characters before a number, and behind it, in which such a sign has room
_NAME_MAX = 64  # characters before a number in which a name and those words have room
_SEQUELS_MAX = 4  # numbers that are gone back over to the word that counts them
# The same in other languages: German, French; Spanish, Portuguese and Italian; Russian.
_OR_LATER = (
    "or (?:later|newer|above|higher|greater|earlier|older|below|lower|prior)|and (?:above|higher|newer|below|prior)"
    "|and (?:later|earlier) versions?|oder (?:höher|neuer|später)|ou (?:ultérieure|supérieure)s?"
    "|[oeyu] (?:superior(?:es|e|i)?|posterior(?:es)?|successiv[ae])"
    "|или (?:выше|новее)"
)
_EDITION = re.compile(
    r"-(?:rc|alpha|beta|pre|dev|ga|final|release|snapshot|hotfix|node|ubuntu|deb|el|alpine|slim|jre|jdk|lts)[0-9.]*\b"
    r"| (?:releases?|rc ?[0-9]{1,2}|(?:alpha|beta)(?:[ -]?[0-9]{1,2})?|sp ?[0-9]|lts)\b"
    rf"| \(?(?:{_OR_LATER})(?!\w)|\+[a-z]",
    re.IGNORECASE,
)
# Of a package, in brackets: libxext (2:1.0.99.4-1); behind a smaller number the second one ends a range.
_PACKAGED = re.compile(r"([0-9]{1,3})-([0-9]{1,3})([\w.+~]*)\)")
_BEFORE_PACKAGED = re.compile(r" \((?:[0-9]:)?\Z")
_EDITION_STARTS = frozenset("- +")
_VERSION_NUMBER = "version number"  # the rule
_LOOK_BACK = 24  # characters before a number in which a word such as "version number" has room


class Quad(NamedTuple):
    """What four numbers with dots show by themselves, wherever they stand."""

    value: str
    fault: str  # why they are no address that can be an indicator
    is_small: bool  # three of them as small as those of sections and versions
    begins_low: bool  # as most versions do, and the fewest addresses


@lru_cache(maxsize=caches.WORDS)
def _quad(value: str) -> Quad:
    """The four numbers that are written so."""
    return Quad(value, address_fault(value), _SMALL.match(value) is not None, _LOW.match(value) is not None)


class Numbers:
    """The numbers of one text: how many before each there is one that counts versions, so that no list is gone back in
    twice; and in which pieces of the text versions are listed.
    """

    def __init__(self, text: str, whole: str) -> None:
        """``whole`` is the text with what was taken from it."""
        self.text, self._whole = text, whole
        self._steps: dict[int, int] = {}
        self._known, self._has_sign = 0, False
        self._pieces: dict[int, tuple[bool, bool]] = {}
        self._named: dict[int, bool] = {}

    def begins_low(self, start: int) -> bool:
        """Whether the number here begins as most versions do, and the fewest addresses."""
        return _LOW.match(self.text, start) is not None

    def quad(self, start: int, end: int) -> Quad:
        """The four numbers here by themselves."""
        return _quad(self.text[start:end])

    def other(self, quad: Quad, start: int, end: int) -> str:
        """What four numbers are that are no address: those of a version or of a telephone; or nothing."""
        text = self.text
        behind = text[end : end + 2]
        if behind[:1] in _EDITION_STARTS and not behind[1:].isdecimal() and _EDITION.match(text, end):
            return _VERSION_NUMBER
        if behind[:1] == "-" and quad.begins_low and self._is_packaged(start, end):
            return _VERSION_NUMBER
        counted = self._counted(start)
        before = text[start - 1 : start]
        if counted or not (" " in (before, behind[:1]) or before in _BEHIND_NAMES):
            return counted
        if quad.is_small and _is_of_file(text, start, end):
            return _VERSION_NUMBER
        return _VERSION_NUMBER if quad.begins_low and self._piece(start)[0] else ""

    def is_whole_version(self, start: int, end: int) -> bool:
        """Whether the small number here ends as the address of no computer does, and begins no range; it is not all of
        its cell either, but for one that ends so as only those of the largest networks do: `1.0.0.0`.
        """
        text = self.text
        if not text.startswith(".0", end - 2) or _RANGE.match(text, end):
            return False
        return text.startswith(".0.0.0", end - 6) or not _is_cell(text, start, end)

    def lacks_sign(self, start: int, end: int) -> bool:
        """Whether nothing shows that the number here, which is so small that a sign has to, is an address."""
        text = self.text
        if text.endswith(_SIGNATURES, 0, start):  # below a patch, git's own version
            return True
        if _is_cell(text, start, end):
            return self._piece(start)[0]
        if start >= self._known:  # numbers are asked about in order, and those of one line have the same signs
            self._known = line_end(text, end, _LINE)
            line = self._whole[self._context_start(start) : self._known].lower()
            has_sign = not _LETTER.search(line) or bool(_SIGN.search(line)) or self._piece(start)[1]
            self._has_sign = has_sign and not _OF_VERSIONS.search(line)
        return not self._has_sign or self._is_behind_name(start)

    def _is_packaged(self, start: int, end: int) -> bool:
        """Whether the number here is that of a package with its revision, in brackets."""
        text = self.text
        if not _BEFORE_PACKAGED.search(text, max(0, start - 4), start):
            return False
        packaged = _PACKAGED.match(text, text.rfind(".", start, end) + 1)
        return packaged is not None and bool(packaged[3] or int(packaged[2]) <= int(packaged[1]))

    def _is_behind_name(self, start: int) -> bool:
        """Whether a small number stands within a sentence behind a proper name that speaks of no addresses: a product's
        more often than that of who has it.
        """
        *_, before, name, blank = ("", "", *self.text[max(0, start - _NAME_MAX) : start].rsplit(" ", 2))
        if blank or not _NAME.match(name) or before[-1:] in _SENTENCE_ENDS:
            return False
        if _OF_ADDRESSES.match(name.lower()) or _OF_ADDRESSES.match(before.rpartition(" ")[2].lower()):
            return False
        return not self._names_have_addresses(start)

    def _names_have_addresses(self, start: int) -> bool:
        """Whether another name near has an address that begins high: ``Oslo 5.8.18.7, Lyon 44.128.7.21``."""
        piece = start // _PIECE
        if piece not in self._named:
            self._named[piece] = any(map(_is_named, _HIGH.finditer(_beside(self.text, piece))))
        return self._named[piece]

    def _context_start(self, at: int) -> int:
        """Where the line begins that holds this place, or the one before it, unless the place is that of an item."""
        begin = line_start(self.text, at, _LINE)
        return line_start(self.text, max(0, begin - 1), _LINE) if self.text[begin:at].strip() else begin

    def _piece(self, at: int) -> tuple[bool, bool]:
        """Whether there is a list of versions in this piece of the text and no word of addresses; a high address."""
        piece = at // _PIECE
        if piece not in self._pieces:
            beside = _beside(self.text, piece)
            among = len(_NO_ADDRESS.findall(beside)) >= _AMONG and not _OF_ADDRESSES.search(beside.lower())
            self._pieces[piece] = among, _HIGH.search(beside) is not None
        return self._pieces[piece]

    def _counted(self, start: int) -> str:
        """What the number here is by what stands before it, if no address; nothing where that does not tell."""
        at, steps, other = start, 0, ""
        while steps < _SEQUELS_MAX:
            if at in self._steps:
                steps += self._steps[at]
                break
            before = _before(self.text, at)
            if before and self._is_version(before, at):
                break
            if before is None or before.lastgroup != "number":
                other = "telephone number" if before and before.lastgroup == "telephone" and not steps else ""
                steps = _SEQUELS_MAX
            else:
                steps, at = steps + 1, at - before.end()
        self._steps[start] = steps
        is_version = steps < _SEQUELS_MAX and (not steps or self.begins_low(start))
        return _VERSION_NUMBER if is_version else other

    def _is_version(self, before: re.Match[str], at: int) -> bool:
        """Whether the number here is that of a version, by the word before it."""
        kind = before.lastgroup
        if kind in _COUNTS_VERSIONS:
            return True
        is_counted = kind in _BEFORE_LOW or (kind == "word" and _is_counted(before["word"][::-1]))
        if not is_counted or ("<" in self.text[max(0, at - 2) : at] and _IN_ANGLES.match(self.text, at)):
            return False
        return self.begins_low(at)


def _beside(text: str, piece: int) -> str:
    """A piece of the text by its number, with what is beside it."""
    begin = piece * _PIECE
    return text[max(0, begin - _BESIDE) : begin + _PIECE + _BESIDE]


def _is_named(high: re.Match[str]) -> bool:
    """Whether a proper name that speaks of no addresses stands before an address."""
    *_, name, blank = ("", *high.string[max(0, high.start() - _NAME_MAX) : high.start()].rsplit(" ", 2))
    is_name = not blank and _NAME.match(name) and not _OF_ADDRESSES.match(name.lower())
    return bool(is_name) and not address_fault(high[0])


def _before(text: str, at: int) -> re.Match[str] | None:
    """What stands before the number here, read backwards."""
    if text[at - 1 : at] in _NO_LABEL:
        return None
    return _BEFORE_BACKWARDS.match(text[max(0, at - _LOOK_BACK) : at][::-1].lower())


def _is_counted(word: str) -> bool:
    return word in _COUNTED_ELSEWHERE or word.startswith(_VERSION_STEMS)


def _is_of_file(text: str, start: int, end: int) -> bool:
    """Whether a small number stands behind the name of a file or an image, or before the version that comes next."""
    if text.startswith(_TO, end) and _NEXT_VERSION.match(text, end):
        return True
    before = text[start - 1 : start]
    return before in _BEHIND_NAMES and bool(_HAS_VERSIONS.search(text, max(0, start - _NAME_MAX), start))


def _is_cell(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands in the line of a number, or in its cell."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    starts = ends = _CELL_EDGES
    if before == " ":
        before, starts = text[max(0, start - _CELL_MAX) : start].rstrip(" ")[-1:], _LINE_EDGES
    if behind in _LAST:
        behind, ends = text[end : end + _CELL_MAX].lstrip(" .")[:1], _LINE_EDGES
    return before in starts and behind in ends
