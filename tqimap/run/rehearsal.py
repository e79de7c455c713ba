"""``--dry-run``: a run that changes nothing in ThreatQ, the mailbox or its own state, and says what it would do.

It works on a copy of the ledger, fetches with PEEK from a folder opened with EXAMINE, and asks ThreatQ only to read.
"""

from collections.abc import Callable, Sequence

from tqimap.model import Event, FileUpload, PostedIndicator, Refused
from tqimap.printable import defanged, printable
from tqimap.report.report import MessageReport, Report, counted


class UnchangedThreatQ:
    """ThreatQ for delivery: Files are looked up, everything else is only said to be done."""

    def __init__(self, find_file: Callable[[str, int, int | None], int | None]) -> None:
        self._find_file = find_file
        self._files: dict[tuple[str, int], int] = {}
        self._made = 0

    def find_file(self, md5: str, size: int, known: int | None = None) -> int | None:
        """The id of the File with this content, if there is one or would be by now."""
        return self._files.get((md5, size)) or self._find_file(md5, size, known)

    def upload_file(self, file: FileUpload) -> int:
        """An id that no File has."""
        content = file.attachment
        return self._files.setdefault((content.md5, content.size), self._next())

    def post_indicators(self, items: Sequence[PostedIndicator]) -> list[int | Refused]:
        """An id for each that no indicator has."""
        return [self._next() for _ in items]

    def relate(self, file_id: int, indicator_ids: Sequence[int]) -> None:
        """Nothing."""

    def find_event(self, event: Event) -> int | None:
        """Nothing is looked for: that would only be done after a run that died."""
        return None

    def has_event(self, event_id: int, event: Event) -> bool:
        """Taken for granted."""
        return True

    def make_event(self, event: Event) -> int:
        """An id that no Event has."""
        return self._next()

    def relate_event(self, event_id: int, file_ids: Sequence[int]) -> None:
        """Nothing."""

    def _next(self) -> int:
        self._made -= 1
        return self._made


def show(report: Report, say: Callable[[str], None]) -> None:
    """What a run would do, message by message."""
    for message in report.messages:
        for line in _lines(message):
            say(line)
    say(report.summary())
    say("Nothing has been changed.")


def _lines(message: MessageReport) -> list[str]:
    head = f"UID {message.uid} in {message.folder}, {printable(message.subject)!r} from {printable(message.sender)}"
    lines = [head]
    lines += [_line("File", f"{printable(name)} ({kind}, {size} bytes)") for name, kind, size in message.files]
    lines += [
        _line(kind, f"{printable(defanged(value))}  ({printable(place)})") for kind, value, place in message.indicators
    ]
    lines += [_line("note", printable(note)) for note in message.notes]
    if message.outcome == "delivered":
        lines.append(f"  would make {counted(message.relations, 'relation')}, then mark the message as done")
    else:
        lines.append(f"  would leave it unread: {printable(message.reason)}")
    return lines


def _line(what: str, text: str) -> str:
    return f"  {what:<13} {text}"  # as wide as "Email Address"
