"""What a part is to its reader: the body, a File, or a picture that the HTML shows."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from tqimap.mail.message import Part

MAX_INLINE_IMAGE = 100_000  # decoded bytes: a bigger picture is a File, wherever it is shown

# Reports for programs, in fields (RFC 3464, RFC 6533, RFC 8098, RFC 5965); mail programs show them as text.
REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/feedback-report",
    }
)
_BODY_TYPES = REPORTS | {"text/plain", "text/html"}  # what mail programs show as the message itself
# Other ways to show the same message, hence body beside it; alone they are attachments. A calendar always is one:
# mail programs offer an invitation as a file, and it is one that attacks use.
_ALTERNATIVES = frozenset(
    {"text/enriched", "text/richtext", "text/watch-html", "text/x-amp-html", "application/xhtml+xml"}
)
_HTML_TYPES = frozenset({"text/html", "text/watch-html", "text/x-amp-html", "application/xhtml+xml"})
_MESSAGE_TYPES = frozenset(
    {"message/rfc822", "message/global", "message/news"}
    | {"text/rfc822-headers", "message/global-headers"}  # of one that came back (RFC 6522, 4; RFC 6533, 6)
)
_EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/directory": ".vcf",
    "text/csv": ".csv",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/zip": ".zip",
    "application/ms-tnef": ".dat",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pgp-signature": ".asc",
    "application/pgp-keys": ".asc",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
}
_CID = re.compile(r"cid:([^\"'\s<>)]{1,500})", re.IGNORECASE)


def is_html(part: Part) -> bool:
    """Whether the declared type is one of HTML."""
    return part.media_type in _HTML_TYPES


def is_message(part: Part) -> bool:
    """Whether the part is an attached message or the header of one: a File; its attachments are those of the mail."""
    return part.media_type in _MESSAGE_TYPES


def is_attachment(part: Part) -> bool:
    """Whether the part becomes a File (unless it is an inline image): all but the texts shown as the message."""
    if part.spot:
        return False
    if part.disposition == "attachment" or part.name:
        return True
    if part.within == "multipart/alternative" and part.media_type in _ALTERNATIVES:
        return False
    return part.media_type not in _BODY_TYPES


def is_body(part: Part) -> bool:
    """Whether the part is read as the text of the message; every part is either this or an attachment."""
    return not is_attachment(part)


def location(part: Part) -> str:
    """Where a part of a saved page was (RFC 2557, 4.2), unless it is the message, whose fields tell it."""
    return part.header("Content-Location") if part.within else ""


def content_elsewhere(part: Part) -> str:
    """The address of what a part only points at (RFC 2046, 5.2.3; RFC 2017), which is never fetched."""
    if part.media_type != "message/external-body":
        return ""
    if url := part.params.get("url", ""):
        return "".join(url.split())
    site, *path = (part.params.get(key, "") for key in ("site", "directory", "name"))
    return "/".join(("ftp:/", site, *filter(None, path))) if site else ""


def cids(html: Iterable[str]) -> frozenset[str]:
    """The Content-IDs that the HTML texts of a message use (RFC 2392)."""
    return frozenset(unquote(found) for text in html for found in _CID.findall(text))


def is_inline_image(part: Part, used: frozenset[str]) -> bool:
    """Whether the part is a small picture that the HTML shows, hence no File; ``used`` is from ``cids``."""
    if not part.media_type.startswith("image/") or part.disposition == "attachment" or part.content_id not in used:
        return False
    return part.encoded_size <= 2 * MAX_INLINE_IMAGE and len(part.payload()) < MAX_INLINE_IMAGE


def default_name(part: Part) -> str:
    """What a File is called whose part has no name."""
    if is_message(part):
        return "message.eml"
    stem = part.media_type.partition("/")[0]
    return re.sub(r"[^a-z0-9]", "", stem) + _EXTENSIONS.get(part.media_type, ".bin")
