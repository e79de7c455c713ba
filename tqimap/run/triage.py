"""Which unread messages a run reads, by what the ledger knows of them."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tqimap.state.ledger import Entry

QUARANTINE_SECONDS = 86_400.0  # a message in quarantine is tried again once a day


class Triage(NamedTuple):
    """UIDs: what to read, what to read after that since it has ``failed`` before, and what is only to be marked."""

    fresh: list[int]
    failed: list[int]
    only_mark: list[int]


def triage(uids: Iterable[int], known: Mapping[int, Entry], now: float, *, again: bool) -> Triage:
    """Which messages to read, and which only to mark because they are in ThreatQ already.

    ``again`` says that a message which has been marked and is listed all the same is to be read again: somebody made
    it unread. Where the mailbox keeps no marks that is no sign. A message in quarantine is left alone for a day.
    What has failed before comes last, so that it uses up no time and no budget of the others; the latest failure comes
    behind all earlier ones, for the same reason.
    """
    fresh, failed, only_mark = [], [], []
    for uid in uids:
        entry = known.get(uid)
        if entry is None or (entry.state == "marked" and again):
            fresh.append(uid)
        elif entry.state == "failed":
            failed.append(uid)
        elif entry.state == "delivered":
            only_mark.append(uid)
        elif entry.state == "quarantined" and not 0 <= now - entry.changed_at < QUARANTINE_SECONDS:
            failed.append(uid)  # a time in the future is that of a clock which has been put right since
    failed.sort(key=lambda uid: known[uid].changed_at)
    return Triage(fresh, failed, only_mark)
