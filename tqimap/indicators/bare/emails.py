"""Addresses of mail: everything round an ``@`` (RFC 5321, 4.1.2)."""

import re
from functools import lru_cache

from .. import caches
from ..findings.catch import Catch, Column
from ..links.in_paths import is_in_path
from ..names.addresses import address_fault
from ..names.hosts import host_fault
from ..names.suffixes import suffixes
from ..text.prose import without_foreign_end
from ..text.surroundings import line_start, matches
from .services import is_of_service

_LOCAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-"
# With Latin letters that have an accent (RFC 6531). Those of other scripts are words beside an address more often:
# prose in many of them puts no blank there.
_WITH_ACCENTS = re.compile(rf"[{re.escape(_LOCAL)}\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]*")
# Signs that an address may hold, and that stand before one in ordinary text: quotes, marks of lists and of formats.
_LEADING = ".'/=?*|#{}`~!^$%&+-"
_LOCAL_MAX = 64  # octets (RFC 5321, 4.5.3.1.1)
_HOST = re.compile(r"\w[\w-]*(?:\.[\w-]+)+")
# Before an address without brackets it is behind the user of a computer, as of ssh.
_SIGN = re.compile(r"@(?=\w[\w-]{0,62}\.\w|\[)(?!\d{1,3}(?:\.\d{1,3}){3}(?![\w.-]))")
_LITERAL = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f.:]{3,45})\]", re.IGNORECASE)
_GLUED = re.compile(r"([a-z]{2,})[A-Z][a-z]+\Z")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+\Z")
_KEY = re.compile(r"[\w.-]*+[=/?|#]")
_SENT_ON = re.compile(r"(?:SRS[01]|prvs|btv1)[=+-]", re.IGNORECASE)  # addresses that a relay made of another
_ID_FIELD = re.compile(
    r"[> ]*(?:(?:message|content|resent-message|x-[\w-]*)[- ]id|in-reply-to|references)\s*:", re.IGNORECASE
)
# The same where it stands in its line: of a log, of JSON.
_IDS = ("msgid", "in-reply-to", *(f"{of}{sign}id" for of in ("message", "content") for sign in ("", "-", "_", " ")))
_ENDS_OF_IDS = frozenset("dDoO")  # of all of these
_ID_OF_EXIM = re.compile(r" S=[0-9]{1,9} (?:[A-Z]{1,3}=\S{1,8} )?id=\Z")  # behind the size
_ID_SIGNS = " \t\"'<>()[]{}:=\\,"  # between such a name and the identifier
_ID_MAX = 20  # characters of both
_LINE = 200  # characters looked back for the name of the field that an address stands in
_RECIPIENT = "recipient"  # the rule
_PASSWORD = "user or password"  # before the host of a service: ``redis://bob:secret@quota-demo.com``; the host stays
_OF_REPOSITORY = re.compile(r":[\w~/]")  # its path, by way of ssh: git@quota-demo.com:team/tool.git
_INSIDE = frozenset(":/")
_WIDE_COLON = "\uff1a"
_STARTS_OF_FOLDED = frozenset(" \t>")  # of a line that may go on with one that begins by a label
_OF_LIST = re.compile(r"[+-](?:request|owner|bounces?|(?:un)?subscribe|join|leave|help|admin|confirm)(?=@)")


def find_emails(catch: Catch) -> None:
    """Every ``@`` between a local part and a host."""
    text = catch.rest()
    addresses = Column.empty()
    done = 0
    for match in matches(_SIGN, "@", text):
        if match.start() > done:  # there is something before it that went with no other address
            done = _at(catch, addresses, done, match.start())
    hosts = [address.rpartition("@")[2] for address in addresses.values]
    catch.take_all("Email Address", addresses, "address", hosts)


def _at(catch: Catch, addresses: Column, done: int, at: int) -> int:
    text = catch.text
    host = _HOST.match(text, at + 1) or _LITERAL.match(text, at + 1)
    if host is None:
        return done
    local = _local(text, max(done, at - _LOCAL_MAX), at)
    if not local:
        return done
    name, fault = _meant_by(host[0])
    end = host.start() + len(name)
    if local[0] == text[end : end + 1] == "_":  # emphasis of Markdown
        local = local.lstrip("_") or local
    start = at - len(local)
    if is_in_path(catch, start, end):
        return end
    value = f"{local}@{name}".lower()
    if _is_recipient(value, catch.recipients):
        fault = _RECIPIENT
    elif "**" in local:  # letters that were made unknown: b***b@quota-demo.com
        fault = "redacted address"
    elif local == "git" and _OF_REPOSITORY.match(text, end):
        fault = "repository"
    elif not fault and name[0] != "[":
        fault = _fault_of_place(catch, start)
    if fault and not (fault == _RECIPIENT and catch.marked(start, end)):  # who defangs means it
        is_version = _VERSION.match(name) is not None  # of a package, whose name stays: quota-demo.com/x/net@v0.19.0
        catch.drop("Email Address", value, (start, end), fault, leave=is_version or fault == _PASSWORD)
    else:
        addresses.append(start, end, value)
    return end


def _is_recipient(value: str, recipients: frozenset[str]) -> bool:
    """Whether a mail was sent to this address, or to a list of which it is one for its members (RFC 2142, 6)."""
    return bool(recipients) and (value in recipients or _OF_LIST.sub("", value) in recipients)


def _local(text: str, begin: int, at: int) -> str:
    """What stands before the ``@`` and belongs to it; not of nothing but signs, unless it is a blank to fill in."""
    piece = text[begin:at]
    if piece.endswith('"'):
        opening = piece.rfind('"', 0, -1)
        is_opening = opening >= 0 and not text[max(0, begin + opening - 1) : begin + opening].isalnum()
        return piece[opening:] if is_opening and "\n" not in piece[opening:] else ""
    start = len(piece.rstrip(_LOCAL))
    local = piece[start:]
    if piece[start - 1 : start] > "\x7f":
        local = _accented(piece) or local
    plain = local.lstrip(_LEADING)
    key = _KEY.match(plain)
    if key and _SENT_ON.match(plain):
        return plain
    while key and key.end() < len(plain):
        plain = plain[key.end() :].lstrip(_LEADING)
        key = _KEY.match(plain)
    if plain.endswith("="):  # of a signature: i=@quota-demo.com
        return ""
    if plain[:1].isalnum() or any(map(str.isalnum, plain)):
        return plain
    return local if "_" in local else ""


def _accented(piece: str) -> str:
    """A local part with accents at the end of a piece; letters of which most have some are those of a wrong charset."""
    local = _WITH_ACCENTS.match(piece[::-1])
    if local is None or 2 * sum(map(str.isascii, local[0])) <= len(local[0]):
        return ""
    return local[0][::-1]


@lru_cache(maxsize=caches.WORDS)
def _meant_by(host: str) -> tuple[str, str]:
    """The host that is meant by what stands behind an ``@``, and why that can be none of an address; or nothing."""
    name = _without_sentence(host)
    if name.startswith("["):
        return name, address_fault(name[1:-1].lower().removeprefix("ipv6:"))
    fault = host_fault(name.lower())
    is_of_service = name.startswith("_") or "._" in name or "_." in name  # such names are not for mail
    return name, fault or ("no host name" if is_of_service else "")


def _without_sentence(host: str) -> str:
    """The host, without what a sentence glued to it."""
    name = host.rstrip("-_")
    if host_fault(name.lower()) == "reserved name":
        return name
    labels = name.split(".")
    labels[-1] = without_foreign_end(labels[-1])
    while len(labels) > 2 and labels[-1].lower() not in suffixes().top_level and not name.startswith("["):
        labels.pop()
    glued = _GLUED.match(labels[-1])
    if glued and labels[-1].lower() not in suffixes().top_level:  # of a signature from HTML: bob@quota-demo.comPhone
        labels[-1] = glued[1]
    shorter = ".".join(labels)
    return shorter if shorter != name and not host_fault(shorter.lower()) else name


def _fault_of_place(catch: Catch, start: int) -> str:
    """By what rule an address is none of mail by what stands before it; nothing if it may be one."""
    text = catch.text
    if text[start - 1 : start] in _INSIDE and is_of_service(text, start):
        return _PASSWORD
    line = line_start(text, start, _LINE)
    if _is_id(text, line, start):
        return "message id"
    before = text[line:start]
    if ":" not in before and _WIDE_COLON not in before and before[:1] not in _STARTS_OF_FOLDED:
        return ""
    from .forwarded_headers import names_recipients  # read when something first stands behind a label

    if not names_recipients(text, line, start, catch.line_of_recipients):
        return ""
    catch.line_of_recipients = line
    return _RECIPIENT


def _is_id(text: str, line: int, start: int) -> bool:
    """Whether what stands before an address, in the line that begins at ``line``, says that it identifies a message."""
    last = text[start - 1 : start]
    if (last == ":" and text.endswith("cid:", 0, start)) or _ID_FIELD.match(text, line, start):
        return True
    if last == "=" and text.endswith("id=", 0, start) and _ID_OF_EXIM.search(text, line, start):
        return True
    name = text[max(0, start - _ID_MAX) : start].rstrip(_ID_SIGNS)
    return name[-1:] in _ENDS_OF_IDS and name.lower().endswith(_IDS)
