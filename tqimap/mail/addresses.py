"""Address lists (RFC 5322, 3.4), taken apart before they are decoded: an encoded comma separates nothing."""

import re
from dataclasses import dataclass

from tqimap.mail import encoded_words

# What may hold a comma that separates nothing; a quote, comment or bracket that never ends is a plain character.
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_COMMENT = r"\((?:[^()\\]|\\.|\([^()]*+\)|(?!))*+\)"
_TOKEN = re.compile(
    rf"(?P<quoted>{_QUOTED})|(?P<comment>{_COMMENT})|<(?P<angle>[^<>]*+)>|(?P<end>[,;])|[^\"(<,;\\]++|\\.|.", re.DOTALL
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_GROUP = re.compile(r"[^:@\[]*+:(?!//)")


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: its decoded display name, possibly empty, and its address."""

    name: str
    address: str


def addresses(text: str) -> tuple[Address, ...]:
    """The mailboxes in the undecoded field ``text``, those of groups among them."""
    found: list[Address] = []
    words: list[str] = []
    comments: list[str] = []
    angle = ""
    for token in [*_TOKEN.finditer(text), None]:
        if token is None or token["end"]:
            found.append(_mailbox("".join(words), "".join(comments), angle))
            words, comments, angle = [], [], ""
        elif token["angle"] is not None:
            angle = token["angle"] or angle
        elif token["comment"]:
            comments.append(token["comment"][1:-1])
        elif token["quoted"]:
            words.append(_QUOTED_PAIR.sub(r"\1", token["quoted"][1:-1]))
        else:
            words.append(token.group())
    return tuple(address for address in found if address.address)


def _mailbox(words: str, comments: str, angle: str) -> Address:
    group = _GROUP.match(words)  # "name:" in front of the first mailbox of a group (RFC 5322, 3.4)
    words = words[group.end() :] if group else words
    if angle:
        return Address(_shown(words or comments), _bare(angle))
    return Address(_shown(comments), _bare(words))


def _shown(name: str) -> str:
    return " ".join(encoded_words.decode(name).split())


def _bare(address: str) -> str:
    """The address itself, without a route (RFC 5322, 4.4) and what careless programs put in front of it."""
    address = encoded_words.decode(address).strip().strip("<>'\"").strip()
    if address.startswith("@"):
        address = address.rpartition(":")[2]
    return address[7:] if address[:7].lower() == "mailto:" else address
