"""What stands beside four numbers with dots and says that they count versions, sections, editions, or a telephone.

Loaded when the first number is looked at: the patterns take some milliseconds to make, and most texts have none.
"""

import re

from ..text.surroundings import backwards


def _phrase(words: str) -> str:
    """A pattern of these words one behind the other, for a text that is read backwards."""
    return words[::-1].replace(" ", r"\s")


_COUNTED = (
    "ver tag fw build release revision rev firmware update upgrade patch sp product oid room table figure item task"
    " step requirement control wbs schema specification schedule exhibit nr tab fig eq abb"
)
_SECTIONS = "section chapter chap paragraph clause article appendix annex sec"  # behind which no address stands
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
_VERSION_IN_PROSE = "版本 版本为 版本号 版本号为 バージョン バージョンは ビルド 버전 เวอร์ชัน संस्करण"
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
    rf"{_LABEL}(?:(?P<version>v\b|{_SAID}(?:{_VERSION})|[§°º第号№])|(?P<counted>{_SAID}(?:{backwards(_COUNTED)})\b)"
    rf"|(?P<section>{_SAID}(?:{backwards(_SECTIONS)})\b))"
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
COUNTS_VERSIONS, BEFORE_LOW = frozenset({"version", "of_version"}), frozenset({"counted", "section", "product"})
_NO_LABEL = frozenset("\\]},;!?%&$@")  # with none of these does one end
# What says that later or earlier versions are meant; also in German, French, Spanish, Portuguese, Italian and Russian.
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
_EDITION_STARTS = frozenset("- +")
_LOOK_BACK = 24  # characters before a number in which a word such as "version number" has room


def word_before(text: str, at: int) -> re.Match[str] | None:
    """What stands before the number here, read backwards."""
    if text[at - 1 : at] in _NO_LABEL:
        return None
    return _BEFORE_BACKWARDS.match(text[max(0, at - _LOOK_BACK) : at][::-1].lower())


def is_counted(word: str) -> bool:
    """Whether this word in another language than English is counted by numbers."""
    return word in _COUNTED_ELSEWHERE or word.startswith(_VERSION_STEMS)


def begins_edition(text: str, end: int) -> bool:
    """Whether what stands behind the number that ends here is said of a version: ``-rc1``, `` or later``."""
    behind = text[end : end + 2]
    return behind[:1] in _EDITION_STARTS and not behind[1:].isdecimal() and _EDITION.match(text, end) is not None
