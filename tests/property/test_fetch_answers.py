"""Answers to FETCH are read as imapclient reads them, whatever is in them and in whatever order."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from imapclient.datetime_util import datetime_to_INTERNALDATE
from imapclient.response_parser import parse_fetch_response

from tqimap.mailbox.fetch_answers import answers

FLAGS = [rb"\Seen", rb"\Recent", b"$Phishing", b"tqimap-done", b"NonJunk"]
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=ZONES)


def _internaldate(moment: datetime) -> bytes:
    text = datetime_to_INTERNALDATE(moment).encode()
    return b" " + text[1:] if text.startswith(b"0") else text  # date-day-fixed (RFC 9051, 9)


ITEMS = st.one_of(
    st.integers(1, 2**32 - 1).map(lambda uid: b"UID %d" % uid),
    st.integers(0, 2**63 - 1).map(lambda size: b"RFC822.SIZE %d" % size),
    st.lists(st.sampled_from(FLAGS), max_size=4).map(lambda flags: b"FLAGS (%b)" % b" ".join(flags)),
    MOMENTS.map(lambda moment: b'INTERNALDATE "%b"' % _internaldate(moment)),
    st.sampled_from([b"MODSEQ (12)", b"X-GM-MSGID 7", b"BODY[] NIL", b'BODY[] "short"', b"flags ()"]),
    st.sampled_from([b'INTERNALDATE "31-Feb-2026 10:00:00 +0000"', b'INTERNALDATE "1-jan-2026 1:00:00 +0000"']),
)  # fmt: skip


def _name(item: bytes) -> bytes:
    return item.partition(b" ")[0].upper()


LISTS = st.lists(ITEMS, min_size=1, max_size=6, unique_by=_name)


@given(LISTS, LISTS, st.binary(max_size=20), st.sampled_from([b"BODY[] {%d}", b"BODY[] ~{%d}", b"RFC822 {%d}"]))
def test_an_answer_with_a_message_says_what_imapclient_reads(
    before: list[bytes], after: list[bytes], message: bytes, literal: bytes
) -> None:
    head = b"7 (" + b" ".join([*before, literal % len(message)])
    tail = b"".join(b" " + item for item in after if _name(item) not in {b"BODY[]", *map(_name, before)}) + b")"

    assert _said([(head, message), tail]) == _read_by_imapclient([(head.replace(b"~", b""), message), tail])


@given(LISTS)
def test_an_answer_without_one_too(items: list[bytes]) -> None:
    line = b"7 (" + b" ".join(items) + b")"

    assert _said([line]) == _read_by_imapclient([line])


@given(st.lists(LISTS, max_size=5))
def test_several_answers_stay_apart(several: list[list[bytes]]) -> None:
    lines = [b"%d (%b)" % (number, b" ".join(items)) for number, items in enumerate(several, 1)]

    assert list(map(_without_number, answers(lines))) == [_read_by_imapclient([line]) for line in lines]


def _said(pieces: list[Any]) -> dict[bytes, object]:
    (answer,) = answers(pieces)
    return _without_number(answer)


def _read_by_imapclient(pieces: list[Any]) -> dict[bytes, object]:
    (answer,) = parse_fetch_response(pieces, normalise_times=False, uid_is_key=False).values()
    return _without_number(answer)


def _without_number(answer: Any) -> dict[bytes, object]:
    """What is said; an item of which nothing is said may be missing. Moments in UTC, to see their zones as well."""
    said = {name: value for name, value in answer.items() if name != b"SEQ" and value is not None}
    return {name: value.astimezone(UTC) if isinstance(value, datetime) else value for name, value in said.items()}
