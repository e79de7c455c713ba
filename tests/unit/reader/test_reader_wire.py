"""The border to the children: what is sound goes through unchanged, everything else is refused."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tqimap.model import Indicator, Place
from tqimap.reader.answers import (
    MAX_RULES,
    MAX_TEXT,
    Answer,
    Attached,
    Candidate,
    Closed,
    Data,
    Done,
    Dropped,
    Explained,
    Found,
    Imported,
    Noted,
    Opened,
    Read,
    Sniffed,
    Split,
    Wording,
)
from tqimap.reader.frames import MAX_PAYLOAD, Forged, Unpacker, pack
from tqimap.reader.wire import decode, encode

HOST = Indicator("FQDN", "a.example")
URL = Indicator("URL", "http://a.example/", (("Redirector", "b"),))
WHY = Candidate("URL", "http://a.example/", "hxxp://a[.]example/", 3, 22, 1, "url", True, (("Redirector", "b"),))
SOUND = [
    Opened("<1@x>", "Grüße", "a@x", ("b@x", "c@x"), "2026-01-02T03:04:05+00:00"),
    Opened("", "", "", (), ""),
    Attached("a.zip", "application/zip", ("outer.eml",)),
    Data(b"\x00\xff"),
    Closed("zip"),
    Split(),
    Found(Place(body="html", spot="link"), None, (HOST,)),
    Found(Place(path=("a.zip", "b\ttxt"), spot="line 3"), 2, (HOST, URL)),
    Explained(Place(body="text"), None, (WHY, WHY._replace(kept=False, attributes=()))),
    Dropped({"version number": 3}),
    Noted("a.zip: not read", True),
    Read(0),
    Wording(("infected",), "AMBER"),
    Sniffed("zip"),
    Imported(("tqimap.documents.archives.zip",)),
    Done(),
]


def through(answer: Answer) -> list[Answer]:
    unpacker = Unpacker(10 * MAX_PAYLOAD)
    return [decode(*frame) for piece in encode(answer) for frame in unpacker.feed(piece)]


@pytest.mark.parametrize("answer", SOUND, ids=lambda answer: type(answer).__name__)
def test_a_sound_answer_comes_through_unchanged(answer: Answer) -> None:
    assert through(answer) == [answer]


def test_large_answers_come_in_bounded_frames() -> None:
    data = bytes(3 * MAX_PAYLOAD + 5)
    assert b"".join(answer.piece for answer in through(Data(data))) == data
    long = Indicator("URL", "🦊" * MAX_TEXT)
    many = Found(Place(body="text"), None, (long,) * 6 + (URL,) * 20_000)
    assert sum((answer.indicators for answer in through(many)), ()) == many.indicators


def test_frames_are_cut_wherever_the_pipe_breaks_them() -> None:
    stream = b"".join(piece for answer in SOUND for piece in encode(answer))
    unpacker = Unpacker(len(stream))
    frames = [frame for byte in stream for frame in unpacker.feed(bytes([byte]))]
    assert [decode(*frame) for frame in frames] == SOUND


def test_lone_surrogates_do_not_come_through() -> None:
    (answer,) = through(Noted("a\udc80b", False))
    assert answer == Noted("a?b", False)


HERE = '["","text",[],"",null,'
FORGED = [
    (5, b"no json", "text that is no JSON"),
    (5, b"[" * 100_000, "nested without end"),
    (5, b'{"a":1}', "no array"),
    (11, b"[1]", "a value too many"),
    (8, b"[1,2]", "two values for one"),
    (8, b"[]", "a value too few"),
    (8, b"[-1]", "a negative index"),
    (8, b"[true]", "a truth value for a number"),
    (8, b"[1.0]", "a fraction for a number"),
    (8, b"[1e999]", "infinity"),
    (7, b'["x",1]', "a number for a truth value"),
    (7, json.dumps(["x" * 70_000, True]).encode(), "an endless string"),
    (1, b'["","","",[],"yesterday"]', "no date"),
    (1, b'["","","",[],"2026-01-02T03:04:05"]', "a date without its zone"),
    (2, json.dumps(["a", "b", ["c"] * 100]).encode(), "an endless path"),
    (5, b'["","body",[],"",null,[]]', "an unknown body"),
    (5, f'{HERE}["URL"],["v"]]'.encode(), "indicators without attributes"),
    (5, f'{HERE}["URL"],["v"],[[["a"]]]]'.encode(), "half an attribute"),
    (5, f'{HERE}["URL"],["v","w"],[[],[]]]'.encode(), "a value without a type"),
    (5, f'{HERE}["URL"],[1],[[]]]'.encode(), "a number for a value"),
    (5, f'{HERE}["URL","URL"],["v","{"x" * 70_000}"],[[],[]]]'.encode(), "an endless value behind a short one"),
    (5, f'{HERE}["URL"],["{"x" * 70_000}"],[[]]]'.encode(), "an endless value"),
    (5, f'{HERE}{json.dumps([["URL"] * 3000] * 2 + [[[]] * 3000])[1:]}'.encode(), "more rows than a frame has"),
    (14, f'{HERE}["URL"],["v"],["r"],[1],[0],[1],["x"],[true],[[]]]'.encode(), "an end before its begin"),
    (14, f'{HERE}["t","t"],["v","v"],["r","r"],[0,1],[1,0],[1,1],["x","x"],[true,true],[[],[]]]'.encode(),
     "an end before its begin behind a sound one"),
    (14, f'{HERE}["URL"],["v"],["r"],[0],[1],["1"],["x"],[true],[[]]]'.encode(), "a word for a line"),
    (14, f'{HERE}["URL"],["v"],["r"],[0],[1],[1],["x"],[1],[[]]]'.encode(), "a number for a verdict"),
    (6, b'[{"rule":"many"}]', "a word for a count"),
    (6, json.dumps([dict.fromkeys(map(str, range(MAX_RULES + 1)), 1)]).encode(), "rules without end"),
    (0, b"[]", "an unknown kind"),
    (255, b"", "another unknown kind"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "payload", "what"), FORGED, ids=[what for _, _, what in FORGED])
def test_what_no_sound_child_sends_is_refused(kind: int, payload: bytes, what: str) -> None:
    with pytest.raises(Forged):
        decode(kind, payload)


def test_a_document_without_indicators_is_no_forgery() -> None:
    assert decode(5, f"{HERE}[],[],[]]".encode()) == Found(Place(body="text"), None, ())


def test_a_frame_is_refused_before_it_is_held() -> None:
    with pytest.raises(Forged):
        list(Unpacker(1 << 40).feed(struct.pack(">BI", 3, MAX_PAYLOAD + 1)))


def test_a_stream_has_an_end() -> None:
    unpacker = Unpacker(1000)
    with pytest.raises(Forged):
        for _ in range(100):
            list(unpacker.feed(pack(3, bytes(20))))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(
    st.integers(0, 14), st.binary(max_size=50) | st.lists(json_values, max_size=9).map(lambda v: json.dumps(v).encode())
)
def test_anything_is_an_answer_or_forged(kind: int, payload: bytes) -> None:
    try:
        answer = decode(kind, payload)
    except Forged:
        return
    assert through(answer) == [answer] or answer == Data(b"")
