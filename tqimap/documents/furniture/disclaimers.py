"""Notices below a mail: whom it is meant for, what others may not do with it, where its sender is registered, and
which scanner has seen it.

A notice is a paragraph with one of the phrases that those who write them share; it is not looked for in documents.
"""

import re
from collections.abc import Iterator

# One of these is in every phrase of the law, or of a scanner; they are searched for first, since most mail has none.
_WORDS = (
    "recipient", "confidential", "register", "adressat", "destinata", "destinatá", "ontvanger", "empfänger"
)  # fmt: skip
_OF_SCANNERS = ("been scanned", "been checked", "www.av", "auf viren")
_NOTICE = re.compile(
    r"\b(?:not (?:the|an?|one of the) (?:intended|named) (?:recipient|addressee)"
    r"|(?:use of|intended for|(?:solely|only|exclusively|confidential) (?:for|to)) (?:the )?(?:intended|named) rec"
    r"|intended (?:solely|only|exclusively) for\b(?=[^\n]{0,80}(?:addressee|recipient|individual|person))"
    r"|confidentiality (?:notice|note)\b|(?:legally )?privileged (?:and(?:/or)?|or) confidential"
    r"|confidential (?:and(?:/or)?|or) (?:legally )?privileged|may contain (?:\w+ ){0,4}confidential"
    r"|registered (?:office\b|(?:in [^.\n]{2,40} )?(?:company )?n(?:umber|o)\b[.:]? ?\d)"
    r"|nicht der (?:richtige|beabsichtigte|bestimmungsgemäße|vorgesehene) (?:adressat|empfänger)"
    r"|registergericht\b|n['\u2019]êtes pas (?:le|la|un) (?:bon )?destinataire"
    r"|no es (?:usted )?el destinatario|non (?:siete|è|sei) (?:il|la|i) (?:destinatari|persona destinataria)"
    r"|não (?:é|for|seja) o destinatário|niet de (?:beoogde|bedoelde) ontvanger)",
    re.IGNORECASE,
)
# The same below a mail that was looked at on its way; what somebody else says of a scan is not of this mail.
_SCANNED = re.compile(
    r"\bthis (?:\w+ )?(?:e-?mail|message)(?: and any attachments)? (?:has|have) been (?:scanned|checked) (?:by"
    r"|for(?: (?:the presence of|computer|malicious content|spam|and|or),?)*) [^\n:;]{0,40}?"
    r"(?:virus|malware|security|mailscanner|mimecast)"
    r"|\bdiese (?:e-?mail|nachricht) wurde (?:[\w-]+ ){0,3}auf viren (?:ge|über|unter)"
    r"|^[^\n.]{4,30}\. ?www\.av(?:ast|g)\.com\b",
    re.IGNORECASE | re.MULTILINE,
)
_MAX = 2_000  # characters of one: in a mail without line breaks the paragraph is the mail
_LINES = 12  # of a wrapped paragraph before a phrase, and behind it
# Characters of a line that goes on in the next one, as programs wrap prose; and blanks, which a list of hashes lacks.
_WRAPPED, _BLANKS = range(50, 101), 6


def disclaimers(text: str, low: str, *, wrapped: bool) -> Iterator[tuple[int, int]]:
    """Where the notices of a text are, in order; ``wrapped`` says that a paragraph may have several lines.

    ``low`` is the text in small letters, or more than that: where none of the words is in it, there is no notice.
    """
    phrases: list[tuple[int, bool]] = []  # where they begin, and whether their paragraph begins with them
    if any(map(low.__contains__, _WORDS)):
        phrases += ((found.start(), False) for found in _NOTICE.finditer(text))
    if any(map(low.__contains__, _OF_SCANNERS)):
        phrases += ((found.start(), True) for found in _SCANNED.finditer(text))
    done = 0
    for phrase, is_first in sorted(phrases):
        if phrase >= done:
            least = _line(text, phrase)[0] if is_first else done
            start, done = _paragraph(text, phrase, least) if wrapped else _line(text, phrase)
            if done - start <= _MAX:
                yield start, done


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)


def _paragraph(text: str, at: int, least: int) -> tuple[int, int]:
    """The lines round ``at`` that are prose wrapped by a program, from ``least`` on."""
    start, end = last = _line(text, at)
    for _ in range(_LINES):
        before = _line(text, start - 1) if start > least else (0, 0)
        if not _goes_on(text, *before):
            break
        start = before[0]
    for _ in range(_LINES):
        following = _line(text, min(end + 1, len(text)))
        if not _goes_on(text, *last) or not text[slice(*following)].strip("> \t\r"):
            break
        last, end = following, following[1]
    return start, end


def _goes_on(text: str, start: int, end: int) -> bool:
    return end - start in _WRAPPED and text.count(" ", start, end) >= _BLANKS
