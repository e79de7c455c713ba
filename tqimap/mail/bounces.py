"""What mail systems send back: their own words, and below them or attached the message that was not delivered.

The words name whom it was meant for and the machines on its way (RFC 3464, and what others write without it).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from tqimap.mail.message import Header, Mail, Part

MAX_RECIPIENTS = 1_000  # of one report; a mail to more of them is split on its way

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_REPORT = "multipart/report"
_RECIPIENT = re.compile(
    rb"^(?:final|original)-recipient:[^;\r\n]{1,80};[ \t]*<?([^\s<>@]{1,64}@[^\s<>]{1,255})", re.I | re.M
)
# Who writes bounces, to nobody in return (RFC 5321, 4.5.5); and the codes of what failed (RFC 3463), which digests of a
# quarantine lack, that are sent in the same way.
_MAIL_SYSTEM = re.compile(
    rb"\b((?:mailer-daemon|mail-daemon|postmaster|microsoftexchange[0-9a-f]{32})@[\w.-]{1,253})", re.I
)
_JOURNAL = "x-ms-journal-report"  # of Exchange, which sends each mail of somebody to an archive
_TO_NOBODY = b"<>"
_CODE = re.compile(rb"\b[45]\.\d{1,3}\.\d{1,3}\b|\b(?:4[25]|5[05])\d[ -]")
# What is said of the failure, without which somebody wrote of a mail that he has copied below.
_FAILURE = re.compile(
    rb"undeliver|(?:not|able to|failed to)(?: be)? deliver|qmail-send|unknown user|user unknown|fatal error"
    rb"|delivery (?:fail|has fail|status|software|subsystem|to the)|mailbox (?:unavailable|exceeds|is full|not found)",
    re.IGNORECASE,
)
# Behind it, in a text of its own, is the message with its header: of qmail, Exim, GMX, Notes, SmarterMail, sendmail;
# and, only where that begins as headers do in which servers have written, of Gmail, OpenSMTPD and IMail.
_WORDS_OF_COPY = (b"copy of", b"riginal message", b"of the message", b"Returned Message", b"Unsent message")
_COPY = re.compile(
    rb"^(?: {0,3}-{2,10} ?(?:Below this line is a copy of the message\."
    rb"|This is a copy of (?:the|your) message[^\r\n]{0,80}-{3,10}"
    rb"|The header of the original message is following\. ---"
    rb"|The header and top \d{1,4} lines of the message follows --"
    rb"|Returned Message -{3,10}|Unsent message follows -{3,10})[ \t]*(?:\Z|\r?\n\s{0,8}(?:\Z|(?=[!-9;-~]{1,100}:)))"
    rb"|(?:----- Original message -----|Below is a copy of the original message:|Original message follows\.)[ \t]*"
    rb"\r?\n\s{1,8}(?=(?:received|dkim-signature|return-path|x-[\w-]{1,60}):))",
    re.MULTILINE | re.IGNORECASE,
)


def marked(headers: Sequence[Header], parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a message, those marked that a mail system wrote.

    They come before the status in a report (RFC 6522, 3), or before the message that is sent back without one.
    """
    end = next((at for at, part in enumerate(parts) if part.media_type in _STATUS and part.within == _REPORT), 0)
    if not end and _is_by_mail_system(headers) and any(map(_has_code, parts)):
        end = next((at for at, part in enumerate(parts) if part.media_type.startswith("message/")), len(parts))
    return (*(replace(part, is_bounce=True) for part in parts[:end]), *parts[end:])


def _is_by_mail_system(headers: Sequence[Header]) -> bool:
    fields = _fields(headers)
    return fields.get("return-path", b"").strip() == _TO_NOBODY and bool(_MAIL_SYSTEM.search(fields.get("from", b"")))


def _fields(headers: Sequence[Header]) -> dict[str, bytes]:
    return {header.name.lower(): header.raw for header in headers}


def _has_code(part: Part) -> bool:
    return part.media_type.startswith("text/") and bool(_CODE.search(part.raw, part.start, part.end))


def bystanders(mail: Mail) -> tuple[str, ...]:
    """Addresses of nobody to be looked for: whom the message was meant for that was not delivered, by the fields of the
    report (RFC 3464, 2.3), and the mail system that says so, or that keeps a journal.
    """
    fields = _fields(mail.headers)
    is_by_system = _JOURNAL in fields or any(part.is_bounce for part in mail.parts)
    system = _MAIL_SYSTEM.search(fields.get("from", b"")) if is_by_system else None
    reports = (part.payload() for part in mail.parts if part.media_type in _STATUS)
    found = (match[1].decode("latin-1") for report in reports for match in _RECIPIENT.finditer(report))
    return (*islice(found, MAX_RECIPIENTS), *([system[1].decode("latin-1")] if system else ()))


def divided(text: bytes) -> tuple[bytes, bytes] | None:
    """What a mail system wrote, and the message that it sends back below that; nothing for another text."""
    copy = _COPY.search(text) if any(map(text.__contains__, _WORDS_OF_COPY)) else None
    if copy is None:
        return None
    words, message = text[: copy.start()], text[copy.end() :]
    return (words, message) if _FAILURE.search(words) or _CODE.search(words) else None
