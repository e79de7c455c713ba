"""Names of hosts: which are valid, and which bare names in a text are meant as one."""

import re
from functools import lru_cache

from .addresses import address_fault
from .suffixes import is_icann_suffix, suffixes

# Pictures stand in names of some registries (IDNA 2003), though only a URL shows that a name is meant.
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"
_NAME = re.compile(rf"(?:(?!-)[\w{_PICTURES}-]{{1,63}}+(?<!-)\.)++(?:[^\W\d_]{{2,63}}|xn--[a-z0-9-]{{2,59}}|i2p)\Z")
# RFC 6761, RFC 8375, RFC 6762 and names in common use inside networks: nobody else can reach them.
_RESERVED_WORDS = "arpa corp example home internal intranet invalid lan local localdomain localhost test"
_RESERVED = frozenset(_RESERVED_WORDS.split())
# Roots outside the DNS, by the form of their names (RFC 7686).
_ALTERNATIVE = re.compile(r"(?:.*\.)?(?:[a-z2-7]{16}|[a-z2-7]{56})\.onion\Z|.*\.(?:i2p|bit|bazar|eth|lib|emc|coin)\Z")


@lru_cache(maxsize=65536)
def host_fault(name: str) -> str:
    """Why a lower-case name without a dot at its end is no name of a host in the world; nothing if it is one."""
    return new_fault(name)


def new_fault(name: str) -> str:
    """The same for a name that is asked about for the first time, or whose answer is kept by who asks."""
    if len(name) > 253 or not _NAME.match(name):
        return "no host name"
    top = name.rpartition(".")[2]
    if top in _RESERVED:
        return "reserved name"
    if top in suffixes().top_level:
        return "public suffix" if is_icann_suffix(name) else ""
    return "" if _ALTERNATIVE.match(name) else "no public suffix"


def is_place(name: str) -> bool:
    """Whether this is, in lower case, the name of a host in the world, or its address."""
    return not host_fault(name) or (name.count(".") == 3 and not address_fault(name))


# Scripts that are written without blanks: a name in Latin letters ends where their letters begin.
NO_BLANKS = "\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
# Between the last label of a name and the first of another.
PROSE_BETWEEN = re.compile(rf"(?<=[a-zA-Z0-9])[{NO_BLANKS}]++(?=[a-zA-Z0-9][\w-]{{0,62}}\.)")
# Where it may be in a word: before what begins a name, or behind its end.
PROSE_BESIDE = re.compile(rf"[{NO_BLANKS}][a-zA-Z0-9]|[a-zA-Z0-9][{NO_BLANKS}][^.]*\Z")
_FOREIGN_END = re.compile(rf"(?<=[a-zA-Z0-9])[{NO_BLANKS}].*\Z")
_FOREIGN_BEGINNING = re.compile(rf"\A.*[{NO_BLANKS}](?=[a-zA-Z0-9])")


def without_foreign_end(label: str) -> str:
    """A label without the prose that runs on behind it without a blank."""
    return label if label.isascii() else _FOREIGN_END.sub("", label)


def without_foreign_beginning(label: str) -> str:
    """A label without the prose that runs up to it without a blank."""
    return label if label.isascii() else _FOREIGN_BEGINNING.sub("", label)
