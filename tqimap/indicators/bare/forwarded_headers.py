"""The header of a mail that somebody has forwarded or answered, as mail programs write it into the text.

Whoever got that mail is nobody to be looked for. Other lines that begin with "To" have no sender and no subject near.
"""

import re

_SIGNS = r"[>|*_ \t]{0,8}"
_COLON = r"[*_ ]{0,3}[:\uff1a]"
_RECIPIENTS = re.compile(
    rf"{_SIGNS}(?:to|an|cc|kopie|à|pour|a|para|aan|til|kopi|do|dw|кому"
    rf"|копия|收件人|抄送|宛先){_COLON}",
    re.IGNORECASE,
)
_SENDER = re.compile(
    rf"{_SIGNS}(?:from|von|de|da|van|fra|od|от|发件人|差出人){_COLON}",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"{_SIGNS}(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|temat|тема"
    rf"|主题|件名){_COLON}",
    re.IGNORECASE,
)
_LINES, _HEADER = 6, 500  # lines and characters of it that are looked at before and behind an address


def names_recipients(text: str, line: int, end: int) -> bool:
    """Whether the line that begins at ``line`` names recipients of a mail, as far as ``end``."""
    return _RECIPIENTS.match(text, line, end) is not None and _is_in_header(text, line, end)


def _is_in_header(text: str, line: int, end: int) -> bool:
    """Whether a line stands behind the sender, and before or behind the subject."""
    before = text[max(0, line - _HEADER) : line].rsplit("\n", _LINES)
    if not any(map(_SENDER.match, before)):
        return False
    behind = text[end : end + _HEADER].split("\n", _LINES)[1:]
    return any(map(_SUBJECT.match, behind)) or any(map(_SUBJECT.match, before))
