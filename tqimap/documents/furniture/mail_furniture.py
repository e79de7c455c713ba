"""What is in the body of a mail beside what was written for it: signatures, notices, pictures, links to unsubscribe.

Only the bodies of mail have them, and invitations the links to meetings: in a document nothing is passed over, nor is
what was defanged.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from tqimap.documents.furniture.disclaimers import disclaimers
from tqimap.documents.furniture.signatures import behind_closings, behind_dashes
from tqimap.documents.pieces import Furniture, Link, Piece, Text
from tqimap.documents.values.link_edges import EDGE

UNSUBSCRIBE, PROFILE, SHOWN = "unsubscribe link", "profile", "shown"  # spots of links
MEETING, PROGRAM = "meeting link", "mail program"
SIGNATURE, NOTICE = "signature", "legal notice"  # spots of a text, and of a link in the one, or to the other
_FURNITURE = (UNSUBSCRIBE, PROFILE, MEETING, PROGRAM, NOTICE)  # spots of links that are, wherever they stand

_SIGNATURE_MAX = 2000  # characters: behind an element that never ends, more than that is the rest of the page

# Words that are all of a link to what the law asks of a sender, or of what stands before it in a text.
_OF_LAW = frozenset(
    re.split(
        r",\s+",
        """privacy, privacy & use, privacy & terms, privacy policy, our privacy policy, read our privacy policy,
        view our privacy policy, privacy statement, privacy notice, terms, terms of use, terms of service,
        terms and conditions, terms & conditions, legal, legal notice, imprint, impressum, datenschutz, agb,
        datenschutzerklärung, datenschutzhinweise, mentions légales, politique de confidentialité,
        política de privacidad, aviso legal, informativa sulla privacy, privacyverklaring""",
    )
)
_LAW_IN_TEXT = re.compile(
    rf"(?:^|[>|\u2022\u00b7(]|  )[ \t]{{0,8}}(?:{'|'.join(map(re.escape, sorted(_OF_LAW, reverse=True)))})"
    r"[ \t]?:?[ \t]?(?:\r?\n)?[<(]?(https?://[\w.-]++(?![\[({\\])[^\s<>\"')\]]*)",
    re.IGNORECASE | re.MULTILINE,
)
# Below a mail that was sent to many, which says how to leave; one of these is in each.
_OF_LAW_WORDS = ("privac", "terms", "legal", "imprint", "impressum", "datenschutz", "agb", "mentions")
_WORDS_MAX = 80  # characters of a link's own words: what is longer is a sentence that speaks of something else
# Of the languages of newsletters. No "view in browser" and no "settings": lures say that, too.
_WORDS = (
    "unsubscribe", "opt out", "opt-out", "optout", "email preferences", "e-mail preferences", "manage preferences",
    "manage your preferences", "update your preferences", "subscription preferences", "notification preferences",
    "manage subscription", "manage your subscription", "manage my subscription", "update your subscription",
    "change your subscription", "cancel your subscription", "subscription settings",
    "abbestellen", "abmelden", "abonnement verwalten", "désabonner", "désinscri", "gérer vos préférences",
    "gérer mes préférences", "gérer votre abonnement", "darse de baja", "cancelar suscripci", "cancelar la suscripci",
    "gestionar suscripci", "cancelar inscri", "descadastr", "disiscri", "annulla iscrizione", "annulla l'iscrizione",
    "afmeld", "uitschrijven", "avregistrer", "avsluta prenumeration", "meld deg av", "peruuta tilaus", "wypisz się",
    "zrezygnuj z", "odhlásit", "leiratkoz", "dezabon", "abonelikten çık", "отписаться", "відписатися", "退订",
    "取消订阅", "配信停止", "購読解除", "登録解除", "수신거부", "수신 거부", "hủy đăng ký", "إلغاء الاشتراك",
)  # fmt: skip
# Parts of all of them, fewer than they are, and letters of those that are not ASCII: most mail has none of these.
_OF_WORDS = (
    "unsubscribe", "opt", "preferences", "subscription", "abbestellen", "meld", "abonnement", "darse de baja",
    "cancelar", "suscripci", "iscri", "descadastr", "uitschrijven", "avregistrer", "prenumeration", "tilaus",
    "zrezygnuj", "leiratkoz", "dezabon",
)  # fmt: skip
_OF_OTHER_WORDS = tuple("éáęçт退取配解수ủإ")
# The link that follows such words in their line, at the beginning of the next one, or where the sentence goes on in
# that; or an address of a program that keeps lists. None with a mark in its host.
_NEXT_LINE = r"\r?\n[>| \t]{0,8}"
_IN_TEXT = re.compile(
    rf"(?:{'|'.join(_WORDS)})(?:(?!://)[^\n]){{0,120}}?(?:{_NEXT_LINE}(?:(?-i:[a-z])(?:(?!://)[^\n]){{0,120}}?)?)?"
    r"(https?://[\w.-]++(?![\[({\\])[^\s<>\"')\]]*"
    r"|\b[\w.+-]{1,64}[+-](?:unsubscribe|leave|request)@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})",
    re.IGNORECASE,
)
# The addresses of a list in the head of a digest of Mailman's.
_LIST_IN_TEXT = re.compile(
    r"(?:mailing list submissions to|with subject or body 'help' to|person managing the list at)"
    r"\s{1,20}([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"
)
# What LISTSERV links to for that, below each mail and digest.
_LISTSERV = re.compile(r"(https?://[\w.-]{1,253}/[\w./-]{0,80}\?SUBED1=[^\s<>\"')\]]*)", re.IGNORECASE)
# Spots of what is only shown, wherever it is loaded from; a frame, or an object, may do more. And what a page is linked
# to for its looks.
LOADED = frozenset("stylesheet icon apple-touch-icon mask-icon preconnect dns-prefetch preload".split())  # HTML, 4.6.7
_PICTURES = ("img src", "img srcset", "source srcset", " background", "style", *(f"{rel} link href" for rel in LOADED))
_RUNTIME = "https://cdn.ampproject.org/v0"  # of scripts that every mail in AMP names (AMP for Email, required markup)
_PICTURE = re.compile(r"https?://", re.IGNORECASE)  # not file: or a share, to which a program would sign in
# Where senders have profiles: behind their sign, or the name of the network, and without a target in a query.
_NETWORKS = "facebook linkedin twitter x instagram youtube tiktok pinterest threads xing mastodon".split()
_AUTHORITY_END = re.compile(r"[/?#]")
_HOST = re.compile(r"[\w-]+(?:\.(?!www\.)[\w-]+)+")  # without the word that is glued to it
_VISIBLE = re.compile(r"[^\r\n]")
_NETWORK = rf"://(?:www\.)?(?:(?:{'|'.join(_NETWORKS)})\.(?:com|net)|mastodon\.social)/"
_LEADS_TO_NETWORK = re.compile(_NETWORK)  # in small letters: ten times as fast
_PROFILE_URL = rf"https?{_NETWORK}[\w@./%-]*"
_PROFILE = re.compile(_PROFILE_URL, re.IGNORECASE)
# As Outlook writes both in the plain text of a page: [https://host/logo.png], [LinkedIn]<https://host/x>; and Mailchimp
# a profile: ** LinkedIn (https://host/x).
_PROFILE_IN_TEXT = re.compile(
    rf"(?:(?:\[\]|\b(?:{'|'.join(_NETWORKS)})\]?) ?<|\*\* (?:{'|'.join(_NETWORKS)}) \()({_PROFILE_URL})[>)]",
    re.IGNORECASE,
)
# Behind such words, as far as the paragraph goes.
_FOLLOW = re.compile(
    "follow us|find us|join us|like us|connect with us|folgen sie uns|folge uns|suivez-nous|síguenos|seguici|volg ons",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"(?:(?!\n[ \t>]*\r?\n)[\s\S]){1,600}")
# Where people meet: nothing but their conference is there, and who sends them to another place writes that.
_MEETING_PLACES = ("zoom.us/", "teams.microsoft.com/", "teams.live.com/", "meet.google.com/", "webex.com/")
_MEETING = re.compile(
    r"(https://(?:[\w-]{1,63}\.)?(?:zoom\.us/(?:[jsw]/\d|u/[a-z])"
    r"|teams\.(?:microsoft\.com/(?:l/meetup-join|meet|meetingOptions)|live\.com/meet)/"
    r"|(?<=//dialin\.)teams\.microsoft\.com/|microsoft\.com/(?:[\w-]{1,9}/)?microsoft-teams/(?:download-app|join-a-meeting)\b"
    r"|meet\.google\.com/[a-z]{3}-|webex\.com/(?:meet/|[\w/-]{1,80}/j\.php\?))[^\s<>\"')\]]*)",
    re.IGNORECASE,
)
# Where programs are told of that say so below what they send: Windows' own, Google's groups, Yahoo's, Proton …
_LEADS_TO_PROGRAM = re.compile(
    r"://(?:www\.av(?:ast|g)|(?:go|mail)\.onelink|go\.microsoft|proton|sparkmailapp|groups\.google)\."
)
_PROGRAM = re.compile(
    r"(https?://(?:go\.microsoft\.com/fwlink/\?linkid=550986\b|(?:go|mail)\.onelink\.me/107872968\?"
    r"|groups\.google\.com/(?:a/[\w.-]{1,99}/)?d/(?:msgid|optout)\b|proton\.me/mail/home\b"
    r"|sparkmailapp\.com/source\?from=sig|www\.av(?:ast|g)\.com/(?:sig-email|email-signature)\b)"
    r"[^\s<>\"')\]]*)",
    re.IGNORECASE,
)
_PICTURE_IN_TEXT = re.compile(
    r"\[(https?://[\w.-]++(?![\[({\\])[^\s\[\]]{0,500}?\.(?:png|gif|jpe?g|webp|svg)(?:\?[^\s\[\]]{0,500})?)\]",
    re.IGNORECASE,
)


def of_link(url: str, words: str) -> str:
    """What a link is by its words, which may be none: ``UNSUBSCRIBE``, ``NOTICE``, ``PROFILE``, ``SHOWN`` where they
    are the host that a mail program made a link of, or, as most, nothing of that; some are ``MEETING`` or ``PROGRAM``
    by where they lead.
    """
    target, low = url.strip(), words.strip().lower()
    if _MEETING.match(target):
        return MEETING
    if _PROGRAM.match(target):
        return PROGRAM
    if low in _OF_LAW:
        return NOTICE
    if "." in low and low == _host(target):
        return SHOWN
    if len(low) <= _WORDS_MAX and _may_say_how_to_leave(low) and any(map(low.__contains__, _WORDS)):
        return UNSUBSCRIBE
    return PROFILE if (not low or low in _NETWORKS) and _PROFILE.fullmatch(target) else ""


def _may_say_how_to_leave(low: str) -> bool:
    return any(map(low.__contains__, _OF_WORDS)) or (not low.isascii() and any(map(low.__contains__, _OF_OTHER_WORDS)))


def of_field(pieces: Sequence[Piece], words: str) -> Iterator[Piece]:
    """The pieces of a field of Word or RTF in a body: where its words make a link furniture, nothing but that."""
    links = [(piece, of_link(piece.url, words.strip(EDGE))) for piece in pieces if isinstance(piece, Link)]
    furniture = [Furniture(link.url, f"{link.spot}, {kind}") for link, kind in links if kind in _FURNITURE]
    yield from furniture or pieces


def _host(url: str) -> str:
    return _AUTHORITY_END.split(url.partition("://")[2], 1)[0].lower()


def of_body(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of the page in a body, with what belongs to its mailing program told as that."""
    spots: tuple[str, ...] = (*_FURNITURE, SIGNATURE)
    told: set[str] = set()  # hosts in what was taken out
    for piece in pieces:
        match piece:
            case Text(text, spot) if spot.endswith(SIGNATURE):
                if len(text) > _SIGNATURE_MAX:
                    spots = _FURNITURE
                yield Furniture(text, spot) if SIGNATURE in spots else piece
            case Text(text, "", "text"):
                text, found = taken_out(text, wrapped=False)
                yield Text(text)
                yield from found
                told.update(host.lower() for each in found for host in _HOST.findall(each.text))
            case Link(url, spot) if (
                spot.endswith(spots) or _is_shown(piece) or (spot.endswith(SHOWN) and _host(url) in told)
            ):
                yield Furniture(url, spot)
            case _:
                yield piece


def _is_shown(link: Link) -> bool:
    """Whether a page only looks like that for it."""
    is_picture = link.spot.endswith(_PICTURES) and _PICTURE.match(link.url) is not None
    return is_picture or (link.spot.endswith("script src") and link.url.startswith(_RUNTIME))


def taken_out(text: str, *, wrapped: bool = True) -> tuple[str, list[Furniture]]:
    """The text of a body with blanks where all that stood, and what that was.

    ``wrapped`` says that a paragraph may have several lines: that of a page is one.
    """
    body, low = _Body(text), text.lower()
    body.take_out(behind_dashes(body.text), SIGNATURE)
    body.take_out(behind_closings(body.text, low), SIGNATURE)
    if "[http" in text:
        body.take_out(_links(_PICTURE_IN_TEXT, body.text), "picture")
    if _LEADS_TO_NETWORK.search(low):
        body.take_out(_links(_PROFILE_IN_TEXT, body.text), PROFILE)
        body.take_out(_followed(body.text), PROFILE)
    if _LEADS_TO_PROGRAM.search(low):
        body.take_out(_links(_PROGRAM, body.text), PROGRAM)
    body.take_out(_meetings(body.text, low), MEETING)
    if "?subed1=" in low:
        body.take_out(_links(_LISTSERV, body.text), UNSUBSCRIBE)
    if _may_say_how_to_leave(low):
        body.take_out(_links(_IN_TEXT, body.text), UNSUBSCRIBE)
        body.take_out(_links(_LIST_IN_TEXT, body.text), UNSUBSCRIBE)
        if any(map(low.__contains__, _OF_LAW_WORDS)):
            body.take_out(_links(_LAW_IN_TEXT, body.text), NOTICE)
    body.take_out(disclaimers(body.text, low, wrapped=wrapped), NOTICE)
    return body.text, body.found


def of_invitation(text: str) -> tuple[str, list[Furniture]]:
    """The text of a calendar with blanks where it links to a meeting, and these links."""
    body = _Body(text)
    body.take_out(_meetings(text, text.lower()), MEETING)
    return body.text, body.found


class _Body:
    """The text of a body as far as it is left, and what was taken out of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Furniture] = []

    def take_out(self, spans: Iterable[tuple[int, int]], spot: str) -> None:
        """Put blanks, and the same line breaks, where something stands; ``spans`` are in order."""
        text, done = self.text, 0
        pieces: list[str] = []
        for start, end in spans:
            self.found.append(Furniture(text[start:end], spot))
            pieces += (text[done:start], _VISIBLE.sub(" ", text[start:end]))
            done = end
        if done:
            self.text = "".join((*pieces, text[done:]))


def _links(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span(1) for match in pattern.finditer(text))


def _meetings(text: str, low: str) -> Iterator[tuple[int, int]]:
    return _links(_MEETING, text) if any(map(low.__contains__, _MEETING_PLACES)) else iter(())


def _followed(text: str) -> Iterator[tuple[int, int]]:
    """The profiles behind "follow us"."""
    done = 0
    for words in _FOLLOW.finditer(text):
        paragraph = _PARAGRAPH.match(text, max(done, words.end()))
        for profile in _PROFILE.finditer(text, *paragraph.span()) if paragraph else ():
            done = profile.end()
            yield profile.span()
