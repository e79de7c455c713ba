"""The header of a mail that somebody has forwarded, answered or kept, as programs write it into the text.

Whoever got that mail is nobody to be looked for. Other lines that begin with "To" have no sender and no subject near.
"""

import re

_SIGNS = r"[>|*_ \t]{0,8}"
_COLON = r"[*_ ]{0,3}(?: ?\(cc\))?[*_ ]{0,3}[:\uff1a]"


def _line_of(words: str) -> re.Pattern[str]:
    """How a line of such a header begins, in these words of the languages of mail programs."""
    return re.compile(rf"{_SIGNS}(?:{'|'.join(words.split()).replace('_', ' ')}){_COLON}", re.IGNORECASE)


_RECIPIENTS = _line_of(
    """to an cc bcc resent-to recipient à pour a para aan til till do dw komu kime címzett către vastaanottaja za kepada
    đến кому до προς ถึง 收件人 收件者 宛先 받는_사람 받는사람 إلى אל
    kopie kopi kopia kópia kopio bilgi másolatot_kap копия копія 抄送 抄送人 副本 参照 참조 نسخة עותק"""
)
_SENDER = _line_of(
    """from sender von de da van fra från od kimden feladó de_la lähettäjä dari từ от від από จาก
    发件人 寄件者 寄件人 差出人 送信者 보낸_사람 보낸사람 من מאת"""
)
_SUBJECT = _line_of(
    """subject betreff objet asunto assunto oggetto onderwerp emne ämne temat předmět predmet tárgy konu subiect aihe
    subjek chủ_đề тема относно θέμα เรื่อง 主题 主旨 件名 제목 الموضوع נושא"""
)
# Fields that servers write, which are told without others near them.
_DELIVERED = re.compile(rf"{_SIGNS}(?:delivered-to|x-original-to|envelope-to|(received)):", re.IGNORECASE)
_FOR = "for <"
# The rest of a line that was folded, as a quote of one, too.
_FOLDED = re.compile(r"(?:> ?)*+[ \t]")
# Notes puts the label at the end of a line, and below it, in columns of their own, who got the mail.
_LABELS_OF_NOTES = tuple(" " * 20 + label for label in "To cc Cc bcc An Kopie Pour".split())
_WIDTH = 40  # of its lines, from their end
_FOLDS = 6  # lines of it
_LINES, _HEADER = 9, 500  # lines and characters of it that are looked at before and behind an address


def names_recipients(text: str, line: int, end: int, known: int) -> bool:
    """Whether the line that begins at ``line`` names recipients of a mail, as far as ``end``.

    ``known`` is where the last line began that does: one for each recipient follows in the report of a journal.
    """
    is_label = line != known and _RECIPIENTS.match(text, line, end)
    if not is_label and _FOLDED.match(text, line, end):
        if text[max(0, line - _WIDTH) : line].rstrip().endswith(_LABELS_OF_NOTES):
            return True
        line = _unfolded(text, line, end, known)
        is_label = line != known and _RECIPIENTS.match(text, line, end)
    if line == known:
        return True
    if is_label:
        return _above(text, line) == known or _is_in_header(text, line, end)
    delivered = _DELIVERED.match(text, line, end)
    return delivered is not None and (not delivered[1] or text.endswith(_FOR, line, end))


def _unfolded(text: str, line: int, end: int, known: int) -> int:
    """Where the first line begins of those that this one is the rest of, or ``known``."""
    for _ in range(_FOLDS):
        if not line or line == known or not _FOLDED.match(text, line, end):
            break
        line = _above(text, line)
    return line


def _above(text: str, line: int) -> int:
    """Where the line begins that stands above this one."""
    return text.rfind("\n", max(0, line - _HEADER), max(0, line - 1)) + 1


def _is_in_header(text: str, line: int, end: int) -> bool:
    """Whether a line stands near the sender, and near the subject."""
    before = text[max(0, line - _HEADER) : line].rsplit("\n", _LINES)
    lines = [*before, *text[end : end + _HEADER].split("\n", _LINES)[1:]]
    return any(map(_SENDER.match, lines)) and any(map(_SUBJECT.match, lines))
