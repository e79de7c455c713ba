"""What mailing programs put into a mail beside what somebody wrote: pixels that report reading, links to unsubscribe.

Only the bodies of mail have them: in a document, and in a link that was defanged, nothing is passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from tqimap.documents.pieces import Furniture, Link, Piece

PIXEL, UNSUBSCRIBE = "tracking pixel", "unsubscribe link"  # spots of links

_WORDS_MAX = 80  # characters of a link's own words: what is longer is a sentence that speaks of something else
# Of the great languages of newsletters. No "view in browser" and no "settings": lures say that, too.
_WORDS = (
    "unsubscribe", "opt out", "opt-out", "optout", "email preferences", "e-mail preferences", "abbestellen", "abmelden",
    "désabonner", "désinscrire", "désinscription", "darse de baja", "cancelar suscripci", "cancelar la suscripci",
    "cancelar inscri", "disiscri", "annulla iscrizione", "annulla l'iscrizione", "afmelden", "uitschrijven",
    "отписаться", "退订", "配信停止",
)  # fmt: skip
# The link that follows such words in their line or at the beginning of the next one; none with a mark in its host.
_IN_TEXT = re.compile(
    rf"(?:{'|'.join(_WORDS)})(?:(?!://)[^\n]){{0,120}}?(?:\r?\n[>| \t]{{0,8}})?"
    r"(https?://[\w.-]++(?![\[({\\])[^\s<>\"')\]]*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*0*([0-2])(?:\.0+)?\s*(?:px|pt)?\s*\Z", re.IGNORECASE)
_WIDTH, _HEIGHT = (
    re.compile(rf"(?:\A|[;\s]){side}\s*:\s*0*[0-2](?:\.0+)?\s*(?:px|pt)?\s*(?:;|!|\Z)", re.IGNORECASE)
    for side in ("width", "height")
)


def is_pixel(attributes: Mapping[str, str]) -> bool:
    """Whether a picture (HTML's ``img``) is too small to be seen on both sides."""
    style = attributes.get("style") or ""
    wide, high = (_NUMBER.match(attributes.get(side) or "") for side in ("width", "height"))
    return bool((wide or _WIDTH.search(style)) and (high or _HEIGHT.search(style)))


def says_unsubscribe(words: str) -> bool:
    """Whether these are the words of a link that ends a subscription."""
    low = words.lower()
    return len(low) <= _WORDS_MAX and any(word in low for word in _WORDS)


def of_body(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of the page in a body, with what belongs to its mailing program told as that."""
    for piece in pieces:
        if isinstance(piece, Link) and piece.spot.endswith((PIXEL, UNSUBSCRIBE)):
            yield Furniture(piece.url, piece.spot)
        else:
            yield piece


def taken_out(text: str) -> tuple[str, list[Furniture]]:
    """The text of a body with blanks where links to unsubscribe stood, and those links."""
    found: list[Furniture] = []
    low = text.lower()
    if not any(word in low for word in _WORDS):
        return text, found

    def blank(match: re.Match[str]) -> str:
        found.append(Furniture(match[1], UNSUBSCRIBE))
        return match[0][: match.start(1) - match.start()] + " " * len(match[1])

    return _IN_TEXT.sub(blank, text), found
