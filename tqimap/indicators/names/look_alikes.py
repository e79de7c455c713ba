"""What has the form of a host's name and is something else: files, code, detection names, two sentences run together.

Asked only for bare names: whoever defanged a name, gave it a scheme or a path, or began it with ``www.`` means a host.
"""

import re

from .suffixes import COMMON, is_private_suffix

# Top-level domains that are much better known as the ends of file names.
FILE_ENDINGS = frozenset({"zip", "mov", "py", "md", "cab", "inc", "java", "properties", "rs", "sh", "pm"})
# A name that begins so is that of a host, whatever its end.
_SERVERS = frozenset("mail webmail autodiscover smtp imap pop mx mx1 ns1 ns2 ftp vpn sso login cdn www1 www2".split())
# A name of three labels below these is a host as often as not.
SCRIPT_ENDINGS = frozenset({"sh", "rs"})
# Top-level domains with hardly a known name that are words of every program: a name of two labels below them must
# stand alone in its line.
WORD_ENDINGS = frozenset(
    """abc author bar bom book call can case cat codes color compare data date day events fail family fit foo free
    global got help here how like map name new next now off open play post property read report rest room run safe save
    search seek select show storage style target total voting watch""".split()
)
# Top-level domains that are also words of programs: attribute and method names, or words that begin a sentence.
CODE_ENDINGS = WORD_ENDINGS | frozenset(
    """am are as at be box call can cash claims click country do download group host how id in ing is it link me my no
    now off one page parts so space support to us win work works world zone""".split()
)
# Besides those, names of members in lines of a program.
_MEMBER_ENDINGS = CODE_ENDINGS | frozenset(
    """academy app black blue cards care center chat city cloud company contact credit deals delivery design
    direct directory discount domains education email engineer exchange exposed express fm fund gallery game games gift
    gold gifts green guide holiday house im image info io it keyword land lease life limited link loan loans management
    market media mobile money movie network news observer online order party phone photo photos pics pink
    plus poker pro products promo properties red rent repair review reviews sale security services
    shipping shop site social software solutions stream study systems tax team tips tools training vote
    website wiki""".split()
)
# Methods to which a number is given: m.group(1).
_ARGUMENTS = frozenset({"group", "get", "call", "open", "read", "lt", "gt"})
# The first label of an expression, not of a name: objects of scripts, roots of class paths, elements of pages.
_CODE_ROOTS = frozenset(
    """activexobject angular app-module args arr array asyncio axios cfg cls collections color colors config console ctx
    datetime dict div document echo el elem element event evt exports file files fmt func history img importlib
    item java javafx javax jquery json kwargs li list location logger logging math microsoft module nav navigator
    node np number obj object operator options opts os params pd plt process req request requests res response screen
    self settings socket span stream string subprocess sys system tbody td th thead this thread tr ul user users
    util utils var vue window windows wscript""".split()
)
# Those that nobody would call a server.
_CODE_ONLY = frozenset(
    """activexobject args cls ctx df div echo el evt javax kwargs np obj self span sys tbody thead this ul var window
    wscript""".split()
)
# What stands between the root of an expression and its end; any other label is somebody's name.
CODE_WORDS = _CODE_ROOTS | frozenset(
    """action application args attributes base body children client common component context core count current data
    date defaults element error event export field fields form frame get headers href id import index inner input
    int internal io item items key keys lang length map message meta method model net nodes object open options
    output parent path pathname point project properties props prototype query read ref result results root schema
    scope search sql start state status store style sub target text title token type types url utils value values
    version view width""".split()
)
_DETECTION = re.compile(
    r"(?:.*\.)?(?:win32|win64|w32|w64|msil|heur|trojan|troj|backdoor|ransom|worm|virus|exploit|adware|riskware|pua|pup"
    r"|generic|gen|variant|malware|packed|dropper|downloader|agent|script|vbs|js|html|php|linux|android|osx|macos|bat)(?:\.|\Z)"
)
_COLOURS = frozenset("black blue gold green pink red".split())
_BEFORE_FAMILY = frozenset("/:")  # W32/Evil, Trojan:Evil
_PACKAGE = re.compile(r"(?:(?:air\.|cn\.)?com|org|net|android)\.[a-z0-9_.]+\Z")
_TEMPLATE = re.compile(
    r".*\.(?:py|xml|rc|pre|sed|sh|c|h|ac|am|mk|conf|cfg|json|txt|html|md|spec|pc|desktop|service|m4|cmake)\.in\Z"
)
# Roots outside the DNS, and some that nobody uses, whose labels are better known as something else.
_ODD_ROOTS = frozenset({"lib", "coin", "emc", "bit", "eth", "docs", "man", "pid", "prod", "tab", "target"})
# Fields of logs and of filters: ``dns.question.name``, ``host.id``, ``tcp.stream``; in the words of the Elastic Common
# Schema and of Wireshark.
_FIELD_WORDS = frozenset(
    """account address agent answers base billing button call cert chain child client cloud cluster cname connection
    contact container containers customer deployment destination device dll dns each effective email entity entry
    event file geo group host http icmp image indicator instance invoice ip item job k8s kerberos key keyword
    kubernetes leader local log main member metadata module name namespace network node observer orchestrator order
    organization original os owner package parent pe pod process profile project qry query question record registry
    request resp response role rule server service session smb source span spec ssl tag tags target task tcp team
    template this thread threat ticket tls tmp token trace transaction type udp uri url user value var vpc
    winlog""".split()
)
_OF_TABLES = CODE_WORDS | _FIELD_WORDS
_FIELD_ENDINGS = frozenset({"name", "id", "group", "host", "stream", "company", "domains", "email", "network", "map"})
_COLUMN_ENDINGS = _FIELD_ENDINGS | (CODE_ENDINGS - {"me"})  # behind the short name of a table: u.email
_CAMEL = re.compile(r"(?:\A|\.)[a-z]+[A-Z][a-zA-Z]*(?:\.|\Z)")  # client.geographicalContext.city
_PASCAL = re.compile(r"(?:\A|\.)[a-zA-Z][a-z]*[A-Z][a-zA-Z]*(?:\.|\Z)")  # DataEnvironment.Kusto.name, too
_BOXES = frozenset("offset rect box bounds position pos margin padding style props scroll viewport css".split())
_EDGES = frozenset(["", "\n", "\r", "\t", ",", "|"])  # of a line, a field or a cell
OPERATOR_STARTS = frozenset("(=[+ -")
# Words by which files and parts of programs are called, and the ends of their names that are top-level domains as well.
_FILE_STEMS = frozenset(
    """app archive backup bar build changelog client common conf config configure data demo doc document foo helper
    icon image index init install installer lib license list loader log logo main makefile manual module notes
    output package photo readme report run sample script server setup start style test tests tool update user util
    utils worker backend locals original outputs providers variables vars versions cfg core local master rules
    sendmail submit""".split()
)
_WHOLE_NAMES = frozenset(
    {"configure", "dockerfile", "makefile", "vagrantfile", "jenkinsfile", "procfile", "changelog", "readme"}
)
_STEM_ENDINGS = frozenset("ac ai app as bz cc cf cl cr java la map mc mk ml mm mo pl ps pub sc so st tf vi ws".split())
# Of such files, though hardly of one that has a word of those above as its name.
_RARE_ENDINGS = frozenset({"in", "sl"})
# Little words of English on both sides of a dot: two sentences.
_LITTLE_WORDS = frozenset(
    """all am an and are as at be by can do for has he here how i if in is it me my no not of on or our out she so that
    the then there they this to too up us was we what who you your""".split()
)
_ABBREVIATIONS = frozenset(
    """command.com et.al b.sc m.sc dr.med prof.dr.med tel.nr asp.net vb.net ado.net node.js e.mail inc.com log.info
    co.ltd pvt.ltd pte.ltd acct.no fax.no inv.no item.no mob.no order.no p.o.no part.no po.no ref.no reg.no roll.no
    sl.no sr.no tel.no pág.web página.web sitio.web""".split()
)
_MASKED = re.compile(r"(?:[0-9x]{1,3}\.){3}")  # an address that was made unknown: 44.128.xxx.xxx
# Before a longer word they begin a phrase, and hardly a name.
_ARTICLES = frozenset("the this then they there these those what when where who how our your and are was were".split())
# Words that end one sentence, before a little word that begins the next.
_LAST_WORDS = frozenset(
    """add attached bill call check click come contact done due email follow get give given go going got join just know
    let log made met ok okay opt please pls price read received rsvp said see sent ship sign sold take thanks thx
    today tomorrow was were will yes yesterday""".split()
)


def look_alike(text: str, start: int, end: int) -> str:
    """By what rule a bare name is none of a host; nothing if it is one."""
    if text[start - 1 : start] in _BEFORE_FAMILY and begins_variant(text[end : end + 2]):
        return "detection name"
    alone = text[start - 1 : start] in _EDGES and text[end : end + 1] in _EDGES
    return _rule(text[start:end], alone, "" if alone else _operator(text[end : end + 2]))


def is_place_in_template(name: str) -> bool:
    """Whether a lower-case name between two braces ends like what a template puts there: ``{{ contact.email }}``."""
    rest, _, top = name.rpartition(".")
    ends_so = top in CODE_ENDINGS or top in _FIELD_ENDINGS
    return ends_so and "-" not in name and (len(top) > 2 or "." in rest)  # not evil.me, which a wiki has so as well


def is_source(name: str) -> bool:
    """Whether a lower-case name may be that of a file with the source of a program."""
    return name.rpartition(".")[2] in _STEM_ENDINGS


def may_be_source(top: str) -> bool:
    """Whether files of the source of a program have names that end with this top-level domain."""
    return top in _STEM_ENDINGS or top in _RARE_ENDINGS


def may_be_member(top: str) -> bool:
    """Whether members of objects in programs have names that end with this top-level domain."""
    return top in _MEMBER_ENDINGS


def may_begin_sentence(top: str) -> bool:
    """Whether this top-level domain is a little word as well, with which the next sentence may begin."""
    return top in _LITTLE_WORDS


def begins_variant(behind: str) -> bool:
    """Whether these two characters behind a name begin the end of a detection name: ``W32/Evil.com!tr``."""
    return behind[:1] == "!" and behind[1:].isalpha()


def look_alike_in_prose(written: str) -> str:
    """The same for a name with other words beside it in its line; whoever asks keeps the answer."""
    return _rule(written, False, "")


def _operator(after: str) -> str:
    """What of a program's text stands behind a name: that of a call, or of an assignment and the like."""
    if after[:1] not in OPERATOR_STARTS:
        return ""
    if after[0] == "(":
        return "call with a number" if after[1:].isdigit() else "call"
    return "assignment" if after[0] in "=[+" or after in (" =", "--") else ""


def _rule(written: str, alone: bool, operator: str) -> str:
    name = written.lower()
    labels = name.split(".")
    top = labels[-1]
    if is_private_suffix(name) and not alone:
        return "suffix of a provider"
    if name in _ABBREVIATIONS or (top == "xxx" and _MASKED.match(name)):
        return "abbreviation"
    if not alone and (_is_edge(written, labels) or "prototype" in labels[1:-1]):
        return "code"
    if top in COMMON and name == written and "_" not in name:
        return ""
    if labels[0] == "www" and len(labels) > 2:
        return ""
    if _is_file(written, labels):
        return "file name"
    if _is_code(labels, alone, operator):
        return "code"
    by_case = _by_case(written, top)
    if by_case:
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
        (top in FILE_ENDINGS and (len(labels) == 2 or (top not in SCRIPT_ENDINGS and labels[0] not in _SERVERS)))
        or (top in ("so", "la") and any(part in written.lower() for part in ("lib", "cpython", "abi3")))
        or (top == "app" and len(labels) == 2 and written[0].isupper() and not written.isupper())  # macOS: Safari.app
        or (top == "map" and labels[-2] in ("js", "css", "mjs"))
        or (top == "in" and _TEMPLATE.match(written.lower()) is not None)
        or "_" in labels[-2]
        or any("_" in label[1:] for label in labels[1:-1])
    )


def _is_code(labels: list[str], alone: bool, operator: str) -> bool:
    first, *middle, top = labels
    if operator and ((operator == "call" and top not in COMMON) or top in _ARGUMENTS):
        return True
    if operator == "assignment" and not middle and (top in CODE_ENDINGS or len(first) == 1):
        return True
    inside = CODE_WORDS.issuperset(middle)
    return (
        top in _ODD_ROOTS
        or (top in _FIELD_ENDINGS and _FIELD_WORDS.issuperset(labels[:-1]) and bool(middle or not alone))
        or (top in WORD_ENDINGS and inside and "-" not in first and not alone)
        or (top in ("name", "id") and inside and bool(middle) and not alone)
        or (top == "name" and first in _OF_TABLES and not alone)  # whatever stands between: user.team.name
        or (
            top in _COLOURS and "-" not in first and (middle or [first])[-1].endswith(("color", "colour"))
        )  # UIColor.red
        or (top in _COLUMN_ENDINGS and len(first) == 1 and _OF_TABLES.issuperset(middle))
        or (top == "cn" and middle[-1:] in (["subject"], ["issuer"]))  # its common name
        or (top in CODE_ENDINGS and "_" in first[1:] and bool(middle) and not alone)
        or (top not in COMMON and first in _CODE_ONLY)
        or (top not in COMMON and first in _CODE_ROOTS and (CODE_WORDS if alone else _OF_TABLES).issuperset(middle))
    )


def _is_edge(written: str, labels: list[str]) -> bool:
    """Whether it is the upper edge of a box on a page, as scripts ask for it: ``curOffset.top``, ``e.top-o.top``."""
    if labels[-1] != "top" or not all(label.startswith("top-") for label in labels[1:-1]):
        return False
    return len(labels[0]) == 1 or labels[0] in _BOXES or _CAMEL.match(written) is not None


def _by_case(written: str, top: str) -> str:
    """Names are written in lower case, in capitals, or with one capital at the beginning: not ``Agent.AE``."""
    left, _, right = written.rpartition(".")
    if not right.isascii() and right.istitle():
        return "sentence or code"
    if right.islower() or right.isdigit() or not right.isascii():
        camel = _PASCAL if top in CODE_ENDINGS else _CAMEL
        is_code = left != left.lower() and (top in CODE_ENDINGS if "." not in left else camel.search(left))
        return "code" if is_code and top not in COMMON else ""
    if right == "NET" and left.upper() != left and "." not in left:  # Paint.NET
        return "name of a product"
    if right.isupper() and left.isdecimal():
        return "sentence or code"
    if right.isupper():
        return "" if left.upper() == left or top in COMMON else "detection name"
    is_sentence = left.lower() in _CODE_ROOTS or (left.rpartition(".")[2].isdecimal() and "." in left)
    return "" if top in COMMON and not is_sentence else "sentence or code"


def _by_initials(labels: list[str]) -> str:
    """Nothing but single letters before the last label: a word behind ``e.g.`` without a blank; or but numbers."""
    if all(map(str.isdecimal, labels)):
        return "version number"
    return "abbreviation" if all(len(label) == 1 and label.isalpha() for label in labels) else ""


def _by_two_labels(written: str, labels: list[str], alone: bool) -> str:
    """The first is too common for a name: ``main.ml``, ``it.is``, ``3.am``, ``i.am``; or an initial: ``J.DE VLIEG``."""
    first, top = labels
    if (first in _FILE_STEMS and top in _STEM_ENDINGS) or first in _WHOLE_NAMES:
        return "file name"
    if top in _LITTLE_WORDS and (first in _LITTLE_WORDS or (first in _LAST_WORDS and not alone)):
        return "sentence or code"
    if first in _ARTICLES and top not in COMMON and len(top) > 2 and not alone:
        return "sentence or code"
    if first.isdigit() and len(first) < 3 and top not in COMMON:
        return "number"
    if len(first) == 1 and written[0].isupper():
        return "abbreviation"
    if len(first) != 1 or top in COMMON or top == "me":
        return ""
    return "abbreviation" if top in CODE_ENDINGS or top == "info" or (len(top) > 2 and not alone) else ""
