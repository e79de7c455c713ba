"""Working ahead: same items, same order, same errors, bounded, and over when nobody wants more."""

import signal
import threading
import time
from collections.abc import Iterator

import pytest

from tqimap.run.ahead import Ahead


def test_the_items_come_in_order() -> None:
    with Ahead(range(1000), 2) as items:
        assert list(items) == list(range(1000))


def test_an_error_comes_where_the_next_item_would_have() -> None:
    def failing() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("gone")

    got = []
    with pytest.raises(OSError, match="gone"), Ahead(failing(), 5) as items:
        for item in items:
            got.append(item)
    assert got == [1, 2]


def test_it_runs_no_further_ahead_than_it_may() -> None:
    made: list[int] = []

    def counting() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    with Ahead(counting(), 2) as items:
        assert next(items) == 0
        time.sleep(0.3)
        assert len(made) <= 4  # one taken, two waiting, one in hand


def test_leaving_early_waits_for_the_item_in_hand_and_ends_the_thread() -> None:
    before = threading.active_count()
    in_hand = threading.Event()
    finished = []

    def slow() -> Iterator[int]:
        yield 1
        in_hand.set()
        time.sleep(0.1)
        finished.append(2)
        yield 2

    with Ahead(slow(), 1) as items:
        assert next(items) == 1
        assert in_hand.wait(10)
    assert finished == [2] and threading.active_count() == before


def test_after_a_second_interrupt_nobody_is_waited_for() -> None:
    over = threading.Event()

    def endless() -> Iterator[int]:
        yield 1
        over.wait(10)

    with pytest.raises(KeyboardInterrupt), Ahead(endless(), 1) as items:
        next(items)
        raise KeyboardInterrupt
    assert any(thread.name == "ahead" and thread.daemon for thread in threading.enumerate())
    over.set()


def test_a_signal_that_another_thread_takes_is_heard_while_the_item_in_hand_is_waited_for() -> None:
    heard = threading.Event()
    told = []

    def items() -> Iterator[int]:
        yield 1
        time.sleep(0.2)  # the consumer wants no more, and waits by now
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        told.append(heard.wait(10))

    before = signal.signal(signal.SIGUSR1, lambda *_: heard.set())
    try:
        with Ahead(items(), 1) as ahead:
            next(ahead)
        assert told == [True]
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_a_signal_that_another_thread_takes_is_heard_while_the_next_item_is_waited_for() -> None:
    """The kernel gives it to any thread, and what Python does about it is done by the main one, once that wakes up."""
    heard = threading.Event()

    def items() -> Iterator[bool]:
        yield False
        time.sleep(0.2)  # the consumer waits by now
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        yield heard.wait(10)

    before = signal.signal(signal.SIGUSR1, lambda *_: heard.set())
    try:
        with Ahead(items(), 1) as ahead:
            assert list(ahead) == [False, True]
    finally:
        signal.signal(signal.SIGUSR1, before)
