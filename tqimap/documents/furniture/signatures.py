"""Who wrote a mail, as they or their mail program put it below: behind two dashes, or behind a closing phrase."""

import re
from collections.abc import Iterator, Mapping

# Behind the line of two dashes and a blank (RFC 3676, 4.3), and behind Mailman's for the footer of a list, as far as
# lines follow without an empty one: below that a quoted or forwarded mail may begin. Other programs' footers of lists
# stand behind a line of any sign, and say first how to leave.
_DASHES, _FOOTER, _LEAVE = "-- ", "_" * 47, "nsubscribe"
_DASHED = re.compile(
    rf"^((?:> ?){{0,9}})(?:{_DASHES}|{_FOOTER}|(?:-{{2,80}}|=++|#++|_++)(?=\r?\n[^\n]{{0,80}}{_LEAVE})"
    r"|-=[-=]{2,80}(?=\r?\nGroups\.io Links:))"
    r"\r?\n((?:\1(?!>)[^\n]*\S[^\n]*(?:\n|\Z)){1,12})",
    re.MULTILINE,
)
# What mail programs call the element that holds it: Gmail, Thunderbird, Outlook on the web and on telephones, Apple
# Mail, Evolution, Proton, Roundcube; below, Spark and Zammad. Within what Outlook quotes, "x_" stands before each name.
_ELEMENTS = frozenset(
    "gmail_signature moz-signature signature ms-outlook-mobile-signature applemailsignature -x-evo-signature"
    " protonmail_signature_block _rc_sig".split()
)

# What stands before a signature as a line of its own, but for these signs round it.
_SIGNS = "> \t\r,.!"
_CLOSINGS = frozenset(
    re.split(
        r",\s+",
        """regards, best regards, kind regards, kindest regards, warm regards, warmest regards, many regards,
        best wishes, with regards, with best regards, with kind regards, with best wishes, thanks and regards,
        thanks and best regards, thanks and kind regards, many thanks and best regards, many thanks and kind regards,
        thanks, many thanks, thank you, cheers, sincerely, yours sincerely, sincerely yours, yours faithfully,
        yours truly, mit freundlichen grüßen, mit freundlichen grüssen, mit freundlichen gruessen, mit besten grüßen,
        mit herzlichen grüßen, viele grüße, viele gruesse, beste grüße, beste gruesse, liebe grüße, freundliche grüße,
        freundliche grüsse, schöne grüße, gruß, mfg, cordialement, bien cordialement, sincères salutations,
        meilleures salutations, bien à vous,
        saludos, un saludo, saludos cordiales, un cordial saludo, atentamente, cordiali saluti, distinti saluti,
        met vriendelijke groet, met vriendelijke groeten, atenciosamente, cumprimentos, melhores cumprimentos,
        pozdrawiam, z poważaniem, с уважением, --""",
    )
)
# Behind a closing phrase it counts where it says how its writer is reached; it ends there, or with an address more.
_CONTACT = re.compile(
    r"\b(?:tel|telefon|tél|phone|mob|mobile|mobil|cell|fax|office|direct|e-?mail|web|website|internet|[tpmwe])\s?[.:]\s"
    r"|\+[0-9]{1,3}[ ()./0-9-]{7,}|\([0-9]{3}\) ?[0-9]{3}-[0-9]{4}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:> ?){0,9}\W{0,4}(?:(?:https?://)?www\.|[\w.+-]{1,64}@)", re.IGNORECASE)
# What no name or address of a company has: below an empty line a signature goes on with such ones only, up to where
# it says how its writer is reached.
_NO_NAME = re.compile(r"\w[.@]\w|:\s*\Z")
# What stands below, and is of another mail.
_NEXT_MAIL = re.compile(
    r"[>*_ \t]{0,8}(?:from|von|de|da|van|sent|gesendet)[*_]?:|.{0,200}\b(?:wrote|schrieb|a écrit) ?:|-----|_____",
    re.IGNORECASE,
)
# The line of dashes whose blank was lost (OTRS and Zammad write none) is a phrase too, but where it parts many things.
_BARE_DASHES, _PARTED = "--", 2
_LINES, _LINE = 12, 200  # lines of one behind a closing phrase, and characters of the longest


def behind_dashes(text: str) -> Iterator[tuple[int, int]]:
    """Where signatures are that a program put behind its line, in order."""
    if _DASHES in text or _FOOTER in text or _LEAVE in text:
        for dashed in _DASHED.finditer(text):
            yield dashed.span(2)


def behind_closings(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Where those are that follow a closing phrase and say how their writer is reached, in order.

    ``low`` is the text in small letters, or more than that: where no line of it is a phrase, there is none.
    """
    if _CLOSINGS.isdisjoint(line.strip(_SIGNS) for line in low.split("\n")):  # a quarter faster, and most texts
        return
    closings = _CLOSINGS - {_BARE_DASHES} if low.count(f"\n{_BARE_DASHES}") > _PARTED else _CLOSINGS
    start = done = 0
    for line in text.split("\n"):
        start += len(line) + 1
        if line.strip(_SIGNS).lower() in closings and start > done:
            done = _end(text, start)
            if done:
                yield start, done


def _end(text: str, start: int) -> int:
    """Where the signature ends that begins here behind a closing phrase; 0 where none does."""
    end, at, is_parted = 0, start, False
    lines = text[start : start + _LINES * (_LINE + 1)].split("\n", _LINES)[:_LINES]
    for number, line in enumerate(lines):
        is_empty = not line.strip("> \t\r")
        is_other = (end and is_empty) or (is_parted and not end and _NO_NAME.search(line))
        if is_other or len(line) > _LINE or _NEXT_MAIL.match(line):
            break
        is_parted = is_parted or (number > 0 and is_empty)
        if _CONTACT.search(line) or (end == at - 1 and _ADDRESS.match(line)):
            end = at + len(line)
        at += len(line) + 1
    return end


def is_signature(attributes: Mapping[str, str]) -> bool:
    """Whether an element of a page holds a signature."""
    class_, id_ = attributes.get("class") or "", attributes.get("id") or ""
    if "ignature" not in class_ and "ig" not in id_:
        return attributes.get("name") == "messageSignatureSection" or attributes.get("data-signature") == "true"
    return any(name.removeprefix("x_") in _ELEMENTS for name in f"{class_} {id_}".lower().split())
