"""Events: one of type Spearphish for a message, with its Files and indicators."""

from operator import eq

from tqimap.errors import ThreatQRefused, ThreatQUnavailable
from tqimap.model import Event
from tqimap.threatq import payloads, replies
from tqimap.threatq.session import Session

PATH = "/api/events"


class Events:
    """The Events of one ThreatQ, made by ``source``."""

    def __init__(self, session: Session, source: str) -> None:
        self._session = session
        self._source = source

    def find(self, event: Event) -> int | None:
        """The id of the oldest Event with this title and time. A server that ignores the filter is seen through."""
        happened_at = payloads.timestamp(event.happened_at)
        found = replies.rows(self._session.get(PATH, title=event.title, happened_at=happened_at), f"GET {PATH}")
        same = [row for row in found if (row.get("title"), row.get("happened_at")) == (event.title, happened_at)]
        return min((replies.row_id(row, f"GET {PATH}") for row in same), default=None)

    def has(self, event_id: int, event: Event) -> bool:
        """Whether the Event of this id is still there: one of this title, or, where somebody renamed it, of this time.

        A ThreatQ that is restored from a backup gives the id to another one; one that shows neither is believed.
        """
        try:
            row = replies.row(self._session.get(f"{PATH}/{event_id}"), f"GET {PATH}/{event_id}")
        except ThreatQRefused as error:
            return error.status != 404
        shown = (row.get("title"), row.get("happened_at"))
        return any(map(eq, shown, (event.title, payloads.timestamp(event.happened_at)))) or shown == (None, None)

    def make(self, event: Event) -> int:
        """Make the Event; its id. After a lost answer it is looked for, since making it twice would double it."""
        body = payloads.event(event, self._source)
        try:
            reply = self._session.post(PATH, body, idempotent=False)
        except ThreatQUnavailable:
            found = self.find(event)
            if found is None:
                raise
            return found
        return replies.row_id(replies.row(reply, f"POST {PATH}"), f"POST {PATH}")
