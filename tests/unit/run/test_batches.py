"""What is fetched, and what is delivered, together: as much as its bounds allow, and everything in its order."""

import pytest

from tqimap.model import MessageSize
from tqimap.run import read_batch
from tqimap.run.batches import BATCH_BYTES, BATCH_MESSAGES, batches
from tqimap.run.read_batch import FULL_BYTES, FULL_INDICATORS, FULL_MESSAGES, FULL_SECONDS, Batch

HALF = BATCH_BYTES // 2


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ([], []),
        ([1] * (BATCH_MESSAGES + 1), [[1] * BATCH_MESSAGES, [1]]),
        ([HALF, HALF, 1], [[HALF, HALF], [1]]),
        ([1, BATCH_BYTES + 1, 1], [[1], [BATCH_BYTES + 1], [1]]),
        ([HALF, HALF + 1, HALF - 1], [[HALF], [HALF + 1, HALF - 1]]),
    ],
)
def test_messages_are_fetched_in_batches_of_bounded_size(sizes: list[int], cut: list[list[int]]) -> None:
    made = list(batches(MessageSize(uid, size) for uid, size in enumerate(sizes)))
    assert [[message.size for message in batch] for batch in made] == cut
    assert [message.uid for batch in made for message in batch] == list(range(len(sizes)))


@pytest.mark.parametrize(
    ("indicators", "messages", "size", "seconds"),
    [(FULL_INDICATORS, 1, 1, 0), (1, FULL_MESSAGES, 1, 0), (1, 1, FULL_BYTES, 0), (1, 1, 1, FULL_SECONDS)],
)
def test_what_was_read_is_delivered_when_it_is_worth_it_or_old_enough(
    monkeypatch: pytest.MonkeyPatch, indicators: int, messages: int, size: int, seconds: float
) -> None:
    now = [1000.0]
    monkeypatch.setattr(read_batch.time, "monotonic", lambda: now[0])

    def is_full(indicators: int, messages: int, size: int, seconds: float) -> bool:
        batch = Batch(unreadable=dict.fromkeys(range(messages), ""), indicators=indicators, bytes=size, begun=now[0])
        now[0] += seconds
        return batch.is_full()

    assert is_full(indicators, messages, size, seconds)
    assert not is_full(FULL_INDICATORS - 1, FULL_MESSAGES - 1, FULL_BYTES - 1, FULL_SECONDS - 1)
