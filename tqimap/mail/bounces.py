"""What mail systems send back: their own words, and below them or attached the message that was not delivered.

The words name whom it was meant for and the machines on its way (RFC 3464, and what qmail and Exim write without it).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from tqimap.mail.message import Mail, Part

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_REPORT = "multipart/report"
_RECIPIENT = re.compile(
    rb"^(?:final|original)-recipient:[^;\r\n]{1,80};[ \t]*<?([^\s<>@]{1,64}@[^\s<>]{1,255})", re.I | re.M
)
_SAYS_COPY = b" copy of "
# Behind it, in a text of its own, is the message with its header: qmail's QSBMF, and Exim's where it sends no report.
_COPY = re.compile(
    rb"^-{3,10} (?:Below this line is a copy of the message\."
    rb"|This is a copy of (?:the|your) message[^\r\n]{0,80}-{3,10})"
    rb"[ \t]*\r?\n[ \t]*\r?\n(?=[!-9;-~]{1,100}:)",
    re.MULTILINE,
)


def marked(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a message, those marked that come before the status in a report on its delivery (RFC 6522, 3)."""
    of_status = (at for at, part in enumerate(parts) if part.media_type in _STATUS and part.within == _REPORT)
    status = next(of_status, 0)
    return (*(replace(part, is_bounce=True) for part in parts[:status]), *parts[status:])


def recipients(mail: Mail) -> tuple[str, ...]:
    """Whom the message was meant for that was not delivered, by the fields of the report (RFC 3464, 2.3)."""
    reports = (part.payload() for part in mail.parts if part.media_type in _STATUS)
    return tuple(found[1].decode("latin-1") for report in reports for found in _RECIPIENT.finditer(report))


def divided(text: bytes) -> tuple[bytes, bytes]:
    """What a mail system wrote, and the message that it sends back below that; all of another text, and nothing."""
    copy = _COPY.search(text) if _SAYS_COPY in text else None
    return (text[: copy.start()], text[copy.end() :]) if copy else (text, b"")
