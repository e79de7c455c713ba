"""What is in the body of a mail beside what somebody wrote: pictures, links to unsubscribe, profiles of the sender.

Only the bodies of mail have them: in a document, and in a link that was defanged, nothing is passed over.
"""

import re
from collections.abc import Iterable, Iterator

from tqimap.documents.pieces import Furniture, Link, Piece

UNSUBSCRIBE, PROFILE = "unsubscribe link", "profile"  # spots of links

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
# Spots of what is only shown, wherever it is loaded from; a frame, or an object, may do more.
_PICTURES = ("img src", "img srcset", "source srcset", " background", "style")
_PICTURE = re.compile(r"https?://", re.IGNORECASE)  # not file: or a share, to which a program would sign in
# Where senders have profiles: behind their sign, or the name of the network, and without a target in a query.
_NETWORKS = "facebook linkedin twitter x instagram youtube tiktok pinterest threads xing mastodon".split()
_PROFILE = re.compile(
    rf"https?://(?:www\.)?(?:(?:{'|'.join(_NETWORKS)})\.(?:com|net)|mastodon\.social)/[\w@./%-]*\Z", re.IGNORECASE
)


def of_link(url: str, words: str) -> str:
    """What a link is by its words, which may be none: ``UNSUBSCRIBE``, ``PROFILE`` or, as most, nothing of that."""
    low = words.strip().lower()
    if len(low) <= _WORDS_MAX and any(word in low for word in _WORDS):
        return UNSUBSCRIBE
    return PROFILE if (not low or low in _NETWORKS) and _PROFILE.match(url.strip()) else ""


def of_body(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of the page in a body, with what belongs to its mailing program told as that."""
    for piece in pieces:
        if isinstance(piece, Link) and (piece.spot.endswith((UNSUBSCRIBE, PROFILE)) or _is_picture(piece)):
            yield Furniture(piece.url, piece.spot)
        else:
            yield piece


def _is_picture(link: Link) -> bool:
    return link.spot.endswith(_PICTURES) and _PICTURE.match(link.url) is not None


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
