"""What a run works on, and what it needs of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tqimap.model import RawMessage, ReadMessage, Unreadable
from tqimap.run.delivery import Delivery
from tqimap.run.folder import Mailbox
from tqimap.state.ledger import Ledger
from tqimap.state.spool import Spool


class Reader(Protocol):
    """What a run needs of the contained reader."""

    def read(self, batch: Sequence[RawMessage]) -> Iterator[tuple[int, ReadMessage | Unreadable]]:
        """Read a batch, in order; the attachments are spooled."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Everything outside that a run works on."""

    mailbox: Mailbox
    reader: Reader
    delivery: Delivery
    ledger: Ledger
    now: Callable[[], float]
    spool: Spool
