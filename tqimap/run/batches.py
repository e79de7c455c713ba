"""Cutting a list of unread messages into batches: bounded in bytes and in number, so that memory is bounded too."""

from collections.abc import Iterable, Iterator

from tqimap.model import MessageSize

# Measured with Dovecot at 50 ms round trip: 600 messages a second with about 40 MB of memory; larger batches win
# little and lose more when one message of theirs is bad.
BATCH_BYTES = 8_000_000
BATCH_MESSAGES = 50


def batches(sizes: Iterable[MessageSize]) -> Iterator[list[MessageSize]]:
    """Batches in the order given; a message above ``BATCH_BYTES`` is alone in its batch."""
    batch: list[MessageSize] = []
    total = 0
    for message in sizes:
        if batch and (total + message.size > BATCH_BYTES or len(batch) == BATCH_MESSAGES):
            yield batch
            batch, total = [], 0
        batch.append(message)
        total += message.size
    if batch:
        yield batch
