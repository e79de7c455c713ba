"""What the connector asks of ThreatQ, in ThreatQ's words. Every call may be repeated without harm."""

from collections.abc import Sequence

from tqimap.batched import batched
from tqimap.errors import ThreatQRefused
from tqimap.model import Event, FileUpload, PostedIndicator, Refused
from tqimap.threatq import connector as connectors
from tqimap.threatq import events, files, listing, payloads, replies
from tqimap.threatq.connector import Connector
from tqimap.threatq.session import Reply, Session

POSTED_AT_ONCE = 500  # indicators a request: as a client of ThreatQ's makers does; no limit of the server is known
RELATED_AT_ONCE = 1000  # relations a request: as many as ThreatQ lists at the most

# Where indicators are posted: to the next one where ThreatQ does not know the one before it.
CONSUME_PATHS = ("/api/indicators/consume/new", "/api/indicators/consume", "/api/indicators")

# Refusals that cannot be the fault of one item of a batch: of the path, the method or the form of the request.
_OF_ALL = frozenset({404, 405, 411, 415})
_NO_SUCH_PATH = frozenset({404, 405})


class ThreatQ:
    """ThreatQ under one login, for one connector: ``source`` and ``status`` of what is posted, both by name."""

    def __init__(self, session: Session, source: str = "Intelligence Mailbox", status: str = "Active") -> None:
        self.session = session
        self.source = source
        self.status = status
        self._files = files.Files(session, source)
        self._events = events.Events(session, source)
        self._consume_paths = list(CONSUME_PATHS)

    def sign_in(self) -> None:
        """Log in. Raises ThreatQLoginError where ThreatQ refuses, UnreachableError or CertificateError on the way."""
        self.session.sign_in()

    def statuses(self) -> dict[str, int]:
        """Name and id of each status of indicators."""
        return listing.vocabulary(self.session, "/api/indicator/statuses")

    def indicator_types(self) -> dict[str, int]:
        """Name and id of each type of indicators."""
        return listing.vocabulary(self.session, "/api/indicator/types")

    def find_connector(self, name: str) -> Connector | None:
        """The connector of exactly this name."""
        return connectors.find(self.session, name)

    def connector(self, connector_id: int) -> Connector:
        """The connector with what is typed into its form. Raises ThreatQError if it is gone."""
        return connectors.read(self.session, connector_id)

    def find_file(self, md5: str, size: int, known: int | None = None) -> int | None:
        """The id of a File with this content: ``known`` where it is one, else the oldest."""
        return self._files.find(md5, size, known)

    def upload_file(self, file: FileUpload) -> int:
        """Make the File of an attachment that is not there yet; its id."""
        return self._files.upload(file)

    def post_indicators(self, items: Sequence[PostedIndicator]) -> list[int | Refused]:
        """Post all; for each, in order, its id, or why ThreatQ refused it. An indicator that is there is merged."""
        return [outcome for batch in batched(items, POSTED_AT_ONCE) for outcome in self._post(batch)]

    def _post(self, batch: Sequence[PostedIndicator]) -> list[int | Refused]:
        """One request. A batch that is refused because of one of its items is halved until that one is found.

        So is one of which fewer or more come back: whose ids they are cannot be told.
        """
        try:
            found = self._consume(batch)
            if len(found) == len(batch):
                return list(found)
            path = self._consume_paths[0]
            refused = Refused(f"ThreatQ answered {len(batch)} posted to {path} with {len(found)}", broken=True)
        except ThreatQRefused as error:
            if error.status in _OF_ALL:
                raise
            refused = Refused(str(error), error.broken)
        if len(batch) == 1 or (refused.broken and self._breaks_on_each(batch)):
            return [refused for _ in batch]
        middle = len(batch) // 2
        return self._post(batch[:middle]) + self._post(batch[middle:])

    def _breaks_on_each(self, batch: Sequence[PostedIndicator]) -> bool:
        """Whether ThreatQ breaks on the first, the middle and the last of the batch alone: then it would on all.

        Each failure costs seconds, in which the request is repeated; to find one after the other would take hours.
        """
        samples = (batch[0], batch[len(batch) // 2], batch[-1])
        return all(isinstance(self._post([sample])[0], Refused) for sample in samples)

    def _consume(self, batch: Sequence[PostedIndicator]) -> list[int]:
        """The ids in ThreatQ's reply, in its order: values come back normalised, only their positions are reliable."""
        body = payloads.indicators(batch, self.source, self.status)
        what = f"POST {self._consume_paths[0]}"
        return [replies.row_id(row, what) for row in replies.rows(self._consumed(body), what)]

    def _consumed(self, body: bytes) -> Reply:
        """The reply of the first path that this ThreatQ knows."""
        while True:
            try:
                return self.session.post(self._consume_paths[0], body)
            except ThreatQRefused as error:
                if error.status not in _NO_SUCH_PATH or len(self._consume_paths) == 1:
                    raise
                self._consume_paths.pop(0)

    def relate(self, file_id: int, indicator_ids: Sequence[int]) -> None:
        """Relate the indicators to the File. Those that are related already stay so."""
        self._relate_all(f"/api/attachments/{file_id}/indicators", indicator_ids)

    def find_event(self, event: Event) -> int | None:
        """The id of the Event with this title and time."""
        return self._events.find(event)

    def has_event(self, event_id: int, event: Event) -> bool:
        """Whether the Event of this id is still there, and still this one."""
        return self._events.has(event_id, event)

    def make_event(self, event: Event) -> int:
        """Make the Event; its id."""
        return self._events.make(event)

    def relate_event(self, event_id: int, file_ids: Sequence[int]) -> None:
        """Relate the Files to the Event. Those that are related already stay so."""
        self._relate_all(f"{events.PATH}/{event_id}/attachments", file_ids)

    def _relate_all(self, path: str, ids: Sequence[int]) -> None:
        for batch in batched(list(dict.fromkeys(ids)), RELATED_AT_ONCE):
            self._relate(path, batch)

    def _relate(self, path: str, ids: Sequence[int]) -> None:
        """One request. Where it is refused because some are related already, the others are asked for on their own."""
        for _ in range(2):
            try:
                if self.session.tell(path, payloads.related(ids)):
                    return
                refusal = ThreatQRefused(f"ThreatQ answered POST {path} without a relation: nothing was related", 200)
            except ThreatQRefused as error:
                if error.status not in files.MAYBE_THERE:
                    raise
                refusal = error
            ids, asked_for = self._unrelated(path, ids), len(ids)
            if len(ids) in (0, asked_for):
                break
        if ids:
            raise refusal

    def _unrelated(self, path: str, ids: Sequence[int]) -> Sequence[int]:
        """Those that ThreatQ does not list as related."""
        related = listing.rows(self.session, path, limit=str(RELATED_AT_ONCE))
        there = {replies.row_id(row, f"GET {path}") for row in related}
        return [one for one in ids if one not in there]
