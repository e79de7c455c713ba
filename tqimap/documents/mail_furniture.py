"""What is in the body of a mail beside what was written for it: signatures, notices, pictures, links to unsubscribe.

Only the bodies of mail have them: in a document nothing is passed over, nor is what was defanged.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from tqimap.documents.disclaimers import disclaimers
from tqimap.documents.pieces import Furniture, Link, Piece, Text

UNSUBSCRIBE, PROFILE = "unsubscribe link", "profile"  # spots of links
SIGNATURE, NOTICE = "signature", "legal notice"  # spots of a text

# Behind the line of two dashes and a blank (RFC 3676, 4.3), and behind Mailman's for the footer of a list, as far as
# lines follow without an empty one: below that a quoted or forwarded mail may begin.
_DASHES, _FOOTER = "-- ", "_" * 47
_SIGNATURE = re.compile(
    rf"^((?:> ?){{0,9}})(?:{_DASHES}|{_FOOTER})"
    r"\r?\n((?:\1(?!>)[^\n]*\S[^\n]*(?:\n|\Z)){1,12})",
    re.MULTILINE,
)
# What mail programs call the element that holds it: Gmail, Thunderbird, Outlook on the web.
_SIGNATURES = frozenset({"gmail_signature", "moz-signature", "signature", "x_signature", "ms-outlook-mobile-signature"})
_SIGNATURE_MAX = 2000  # characters: behind an element that never ends, more than that is the rest of the page

_WORDS_MAX = 80  # characters of a link's own words: what is longer is a sentence that speaks of something else
# Of the great languages of newsletters. No "view in browser" and no "settings": lures say that, too.
_WORDS = (
    "unsubscribe", "opt out", "opt-out", "optout", "email preferences", "e-mail preferences", "manage preferences",
    "manage your preferences", "update your preferences", "subscription preferences", "abbestellen", "abmelden",
    "désabonner", "désinscrire", "désinscription", "darse de baja", "cancelar suscripci", "cancelar la suscripci",
    "cancelar inscri", "disiscri", "annulla iscrizione", "annulla l'iscrizione", "afmelden", "uitschrijven",
    "отписаться", "退订", "配信停止",
)  # fmt: skip
# The link that follows such words in their line, at the beginning of the next one, or where the sentence goes on in
# that; or an address of a program that keeps lists. None with a mark in its host.
_NEXT_LINE = r"\r?\n[>| \t]{0,8}"
_IN_TEXT = re.compile(
    rf"(?:{'|'.join(_WORDS)})(?:(?!://)[^\n]){{0,120}}?(?:{_NEXT_LINE}(?:(?-i:[a-z])(?:(?!://)[^\n]){{0,120}}?)?)?"
    r"(https?://[\w.-]++(?![\[({\\])[^\s<>\"')\]]*"
    r"|\b[\w.+-]{1,64}[+-](?:unsubscribe|leave|request)@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})",
    re.IGNORECASE,
)
# Spots of what is only shown, wherever it is loaded from; a frame, or an object, may do more.
_PICTURES = ("img src", "img srcset", "source srcset", " background", "style")
_PICTURE = re.compile(r"https?://", re.IGNORECASE)  # not file: or a share, to which a program would sign in
# Where senders have profiles: behind their sign, or the name of the network, and without a target in a query.
_NETWORKS = "facebook linkedin twitter x instagram youtube tiktok pinterest threads xing mastodon".split()
_VISIBLE = re.compile(r"[^\r\n]")
_PROFILE_URL = rf"https?://(?:www\.)?(?:(?:{'|'.join(_NETWORKS)})\.(?:com|net)|mastodon\.social)/[\w@./%-]*"
_PROFILE = re.compile(rf"{_PROFILE_URL}\Z", re.IGNORECASE)
# As Outlook writes both in the plain text of a page: [https://host/logo.png], [LinkedIn]<https://host/x>.
_PROFILE_IN_TEXT = re.compile(rf"(?:\[\]|\b(?:{'|'.join(_NETWORKS)})\]?) ?<({_PROFILE_URL})>", re.IGNORECASE)
_PICTURE_IN_TEXT = re.compile(
    r"\[(https?://[\w.-]++(?![\[({\\])[^\s\[\]]{0,500}?\.(?:png|gif|jpe?g|webp|svg)(?:\?[^\s\[\]]{0,500})?)\]",
    re.IGNORECASE,
)


def of_link(url: str, words: str) -> str:
    """What a link is by its words, which may be none: ``UNSUBSCRIBE``, ``PROFILE`` or, as most, nothing of that."""
    low = words.strip().lower()
    if len(low) <= _WORDS_MAX and any(word in low for word in _WORDS):
        return UNSUBSCRIBE
    return PROFILE if (not low or low in _NETWORKS) and _PROFILE.match(url.strip()) else ""


def is_signature(attributes: Mapping[str, str]) -> bool:
    """Whether an element of a page holds a signature."""
    class_, id_ = attributes.get("class") or "", attributes.get("id") or ""
    if "ignature" not in class_ and "ignature" not in id_:
        return False
    return not _SIGNATURES.isdisjoint(f"{class_} {id_}".lower().split())


def of_body(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of the page in a body, with what belongs to its mailing program told as that."""
    spots: tuple[str, ...] = (UNSUBSCRIBE, PROFILE, SIGNATURE)
    for piece in pieces:
        match piece:
            case Text(text, spot) if spot.endswith(SIGNATURE):
                if len(text) > _SIGNATURE_MAX:
                    spots = (UNSUBSCRIBE, PROFILE)
                yield Furniture(text, spot) if SIGNATURE in spots else piece
            case Text(text, "", "text"):
                text, found = taken_out(text, wrapped=False)
                yield Text(text)
                yield from found
            case Link(url, spot) if spot.endswith(spots) or _is_picture(piece):
                yield Furniture(url, spot)
            case _:
                yield piece


def _is_picture(link: Link) -> bool:
    return link.spot.endswith(_PICTURES) and _PICTURE.match(link.url) is not None


def taken_out(text: str, *, wrapped: bool = True) -> tuple[str, list[Furniture]]:
    """The text of a body with blanks where all that stood, and what that was.

    ``wrapped`` says that a paragraph may have several lines: that of a page is one.
    """
    found: list[Furniture] = []
    if _DASHES in text or _FOOTER in text:
        text = _without(_SIGNATURE, 2, text, found, SIGNATURE)
    if "[http" in text:
        text = _without(_PICTURE_IN_TEXT, 1, text, found, "picture")
    if "<http" in text:
        text = _without(_PROFILE_IN_TEXT, 1, text, found, PROFILE)
    low = text.lower()
    if any(word in low for word in _WORDS):
        text = _without(_IN_TEXT, 1, text, found, UNSUBSCRIBE)
    for start, end in disclaimers(text, wrapped=wrapped):
        found.append(Furniture(text[start:end], NOTICE))
        text = text[:start] + _VISIBLE.sub(" ", text[start:end]) + text[end:]
    return text, found


def _without(pattern: re.Pattern[str], group: int, text: str, found: list[Furniture], spot: str) -> str:
    """The text with blanks, and the same line breaks, where a group of the pattern stood; what that was is added."""

    def blank(match: re.Match[str]) -> str:
        found.append(Furniture(match[group], spot))
        return match[0][: match.start(group) - match.start()] + _VISIBLE.sub(" ", match[group])

    return pattern.sub(blank, text)
