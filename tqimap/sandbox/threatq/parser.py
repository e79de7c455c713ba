"""The server's own parser of text ("Generic Text"): plain, and none of the product's."""

import email
import email.policy
import ipaddress
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from .normalise import refang

Found = tuple[str, str]
_URL = re.compile(r"\bh(?:tt|xx)ps?(?:\[:\]|:)//[^\s<>\"']+", re.IGNORECASE)
_ADDRESS = re.compile(r"\b[\w.+-]{1,64}(?:@|\[@\]|\[at\])[\w.\-\[\]]{1,253}", re.IGNORECASE)
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:(?:\.|\[\.\]|\(\.\))\d{1,3}){3}(?![\w.]*\d)")
_HASH = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{128}|[0-9a-fA-F]{96}|[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])"
)
_HOST = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]{1,63}(?:\.|\[\.\]|\(\.\))){1,8}[a-z]{2,24}(?![\w@-])", re.IGNORECASE)
_CVE = re.compile(r"\bCVE-\d{4}-\d{4,7}\b", re.IGNORECASE)
_HASH_TYPES = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}
_FILE_ENDINGS = frozenset(
    {"exe", "dll", "doc", "docx", "xls", "xlsx", "pdf", "zip", "txt", "js", "vbs", "ps1", "bat", "jar"}
    | {"png", "jpg", "gif", "html", "htm", "php", "eml"}
)
_YARA_RULE = re.compile(r"^(?=(?:(?:private|global)\s+)*rule\s+\w)", re.MULTILINE)
_YARA_NAME = re.compile(r"(?:(?:private|global)\s+)*rule\s+(\w+)")
_SNORT_NAME = re.compile(r'\bmsg\s*:\s*"([^"]{1,200})"')
# A rule without a name of its own goes by the beginning of its first line. Characters.
_MAX_NAME = 100
# Text beyond this many characters is not looked at.
_MAX_TEXT = 4 << 20


def parse(text: str) -> list[Found]:
    """Type and value of what stands in a text, in its order, each once."""
    text = text[:_MAX_TEXT]
    found = dict.fromkeys(_addresses(text))
    for match in _HASH.finditer(text):
        found[(_HASH_TYPES[len(match[0])], match[0])] = None
    for match in _CVE.finditer(text):
        found[("CVE", match[0].upper())] = None
    return list(found)


def parse_mail(text: str) -> list[Found]:
    """What a raw mail says: its subject and sender, and what stands in its texts."""
    message = email.message_from_string(text[:_MAX_TEXT], policy=email.policy.default)
    found = [("Email Subject", str(message["subject"]))] if message["subject"] else []
    parts = [str(message["from"] or "")]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            parts.append(payload.decode("utf-8", "replace") if isinstance(payload, bytes) else "")
    return list(dict.fromkeys(found + parse("\n".join(parts))))


def hosts(found: Iterable[Found]) -> list[Found]:
    """The hosts of the URLs among what was found."""
    names = (urlsplit(value).hostname or "" for kind, value in found if kind == "URL")
    return [("IP Address" if _is_address(name) else "FQDN", name) for name in names if "." in name]


def signatures(type_name: str | None, text: str) -> list[Found]:
    """Name and text of the rules in a text: Snort's stand on lines, YARA's begin with their name, others alone."""
    if type_name == "Snort":
        rules = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    elif type_name == "YARA":
        rules = [rule.strip() for rule in _YARA_RULE.split(text) if rule.strip()]
    else:
        rules = [text]
    return [(_rule_name(rule), rule) for rule in rules]


def _rule_name(rule: str) -> str:
    named = _YARA_NAME.match(rule) or _SNORT_NAME.search(rule)
    return named[1] if named else rule.partition("\n")[0][:_MAX_NAME]


def _addresses(text: str) -> Iterator[Found]:
    """URLs, mail addresses, IP addresses and host names, each part of the text used once."""
    for match in _URL.finditer(text):
        yield "URL", refang(match[0].rstrip(".,;:)]}"))
    text = _URL.sub(" ", text)
    for match in _ADDRESS.finditer(text):
        yield "Email Address", refang(match[0].rstrip(".]"))
    text = _ADDRESS.sub(" ", text)
    for match in _IPV4.finditer(text):
        value = refang(match[0])
        if _is_address(value):
            yield "IP Address", value
    for match in _HOST.finditer(text):
        value = refang(match[0]).lower()
        if value.rpartition(".")[2] not in _FILE_ENDINGS:
            yield "FQDN", value


def _is_address(value: str) -> bool:
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return True
