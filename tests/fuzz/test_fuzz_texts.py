"""Anything at all, given to everything that reads text. What may come of it, and nothing else may:

- ``mail.parse`` and ``parse_attached`` give a Mail; every accessor of it and of its parts gives its declared type; the
  decoded parts are no longer than what stood in the message; nothing is raised.
- ``charset``, ``encoded_words``, ``parameters``, ``addresses``, ``unflowed`` and ``safe_name`` give text; nothing is
  raised.
- ``dates.sent_at`` gives a time that is aware and between 1990 and the day after the reception, or None.
- ``stated_tlp`` and ``passwords`` give few and short words.
- ``find``, ``find_all`` and ``find_in_header`` give findings of known types whose places hold their raw text.
- the readers of text, HTML, XML, calendars, RTF, PDF and what carves strings give pieces, and no more text than is in
  proportion to the bytes; PDF alone may refuse, by one of its library's errors; ``sniff`` gives a name.
- of all of them: a text of 64 KiB (1 MiB in the long form) that repeats any few words takes seconds of CPU time at the
  very most. What is quadratic in any repeated word takes minutes.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import dictionaries
import pytest
from fuzz_profile import CPU_SECONDS, LONG, SEED, examples
from hypothesis import given, seed
from hypothesis import strategies as st

from tqimap.documents import carve, text
from tqimap.documents.file_type import sniff
from tqimap.documents.markup import html, xml
from tqimap.documents.messages import calendar, eml
from tqimap.documents.named_passwords import MAX_WORDS, passwords
from tqimap.documents.office import rtf
from tqimap.documents.pdf import pdf
from tqimap.documents.pieces import Context, Furniture, Link, Piece, Text
from tqimap.indicators import TYPES, Options, find, find_in_header
from tqimap.indicators.second_opinion import find_all
from tqimap.mail import Mail, addresses, charset, dates, encoded_words, names, parameters, parse, parse_attached, roles
from tqimap.mail.flowed import unflowed
from tqimap.provenance import stated_tlp

pytestmark = pytest.mark.filterwarnings("ignore")  # dateutil and Pillow warn of what they were given
REPEATED_BYTES = 1 << 20 if LONG else 1 << 16
REPEATED_SECONDS = 4 * CPU_SECONDS if LONG else CPU_SECONDS
RECEIVED = datetime(2026, 1, 2, tzinfo=UTC)
BLOWN_UP = 20  # characters of text for each byte: an address in a page is told once more as text, and made absolute


def mail(data: bytes) -> None:
    gone_through(parse(data))


def gone_through(message: Mail, depth: int = 0) -> None:
    assert all(
        isinstance(value, str) for header in message.headers for value in (header.name, header.text, header.value)
    )
    assert all(isinstance(note, str) for note in message.notes)
    for part in message.parts:
        payload = part.payload()
        assert payload == b"".join(part.chunks()) and len(payload) <= part.encoded_size
        assert roles.is_body(part) != roles.is_attachment(part)
        assert part.media_type == part.media_type.lower() and "/" in part.media_type
        assert part.disposition in ("", "inline", "attachment")
        assert names.safe_name(part.name, roles.default_name(part))
        roles.is_inline_image(part, roles.cids([payload.decode("latin-1")]))
        if roles.is_message(part) and depth < 5:
            gone_through(parse_attached(part), depth + 1)


def words_of_fields(data: bytes) -> None:
    value = charset.decode_field(data, "")
    assert isinstance(encoded_words.decode(value), str)
    assert all(isinstance(each.address, str) and each.address for each in addresses.addresses(value))
    word, given_parameters = parameters.split(value)
    assert isinstance(word, str)
    assert all(isinstance(each, str) for pair in given_parameters.items() for each in pair)
    assert isinstance(unflowed(value, delsp=True), str)
    assert 0 < len(names.safe_name(value, "fallback").encode()) <= names.MAX_BYTES
    assert len(stated_tlp([value])) < 100
    assert len(passwords([value])) <= MAX_WORDS


def charsets(data: bytes) -> None:
    label, _, rest = data.partition(b"\n")
    for declared in ("", label.decode("latin-1"), "utf-7", "iso-2022-jp", "utf-16", "hz-gb-2312"):
        decoded = charset.decode(rest, declared)
        assert len(decoded) <= len(rest) + 1
        assert charset.decode_field(rest, declared) is not None


def date(data: bytes) -> None:
    sent = dates.sent_at(data.decode("utf-8", "replace"), RECEIVED)
    assert sent is None or dates.EARLIEST <= sent <= RECEIVED + timedelta(days=1)


def engine(data: bytes) -> None:
    whole = data.decode("utf-8", "surrogatepass") if b"\xed\xa0\x80" in data else data.decode("utf-8", "replace")
    for findings in (find(whole, dropped=True), find(whole, kind="links", dropped=True), find_all(whole)):
        for finding in (*findings.found, *findings.dropped):
            assert finding.type in TYPES
            assert finding.raw and whole[finding.start : finding.end] == finding.raw


def engine_on_fields(data: bytes) -> None:
    value = data.decode("utf-8", "replace")
    for name in ("From", "Received", "Subject", "X-Originating-IP", "Received-SPF", "Message-ID", "List-Unsubscribe"):
        findings = find_in_header(name, value, Options(types=dict.fromkeys(TYPES, True)), dropped=True)
        assert all(value[each.start : each.end] == each.raw for each in (*findings.found, *findings.dropped))


def reader(read: Callable[[bytes, Context], object], refusals: tuple[str, ...] = ()) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        size = 0
        try:
            for piece in read(data, Context(("infected",), "koi8-r", "a.b")):  # type: ignore[attr-defined]
                assert isinstance(piece, Piece)
                size += characters(piece)
        except Exception as error:
            assert type(error).__name__ in refusals, repr(error)
        assert size <= BLOWN_UP * len(data) + 10_000

    return check


def characters(piece: Piece) -> int:
    match piece:
        case Text(text=found) | Link(url=found) | Furniture(text=found):
            assert found
            return len(found)
    return 0


def kind_of_file(data: bytes) -> None:
    for name in ("", "a.js", "a.hta", "a.csv"):
        assert sniff(data, name).isprintable()


ENTRIES: dict[str, tuple[Callable[[bytes], None], tuple[bytes, ...]]] = {
    "mail": (mail, dictionaries.MAIL),
    "fields": (words_of_fields, dictionaries.MAIL),
    "charset": (charsets, dictionaries.MAIL),
    "date": (date, dictionaries.DATES),
    "find": (engine, dictionaries.INDICATORS),
    "find in header": (engine_on_fields, dictionaries.INDICATORS + dictionaries.MAIL),
    "text": (reader(text.read), dictionaries.MARKUP),
    "html": (reader(html.read), dictionaries.MARKUP),
    "xml": (reader(xml.read), dictionaries.MARKUP),
    "calendar": (reader(calendar.read), dictionaries.CALENDAR),
    "eml": (reader(eml.read), dictionaries.MAIL),
    "rtf": (reader(rtf.read), dictionaries.RTF),
    "pdf": (reader(pdf.read, ("PdfiumError",)), dictionaries.PDF),
    "carve": (reader(carve.read), dictionaries.INDICATORS),
    "sniff": (kind_of_file, dictionaries.MARKUP + dictionaries.MAIL),
}


def texts(words: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    joined = st.lists(st.sampled_from(words), max_size=40).map(b"".join)
    return st.one_of(
        joined, joined.map(lambda data: data.decode("utf-8", "ignore").encode("utf-16")), st.binary(max_size=900)
    )


def repeated(words: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    few = st.lists(st.sampled_from(words), min_size=1, max_size=4).map(b"".join)
    return st.builds(lambda first, unit, last: first + unit * (REPEATED_BYTES // len(unit)) + last, few, few, few)


@pytest.mark.parametrize("entry", ENTRIES)
def test_any_text_gives_what_is_allowed(entry: str) -> None:
    check, words = ENTRIES[entry]
    seed(SEED)(examples(100, 5000)(given(texts(words))(check)))()


@pytest.mark.parametrize("entry", ENTRIES)
def test_any_repeated_words_take_linear_time(entry: str) -> None:
    check, words = ENTRIES[entry]

    def bounded(data: bytes) -> None:
        begun = time.process_time()
        check(data)
        assert time.process_time() - begun < REPEATED_SECONDS

    seed(SEED)(examples(10, 200)(given(repeated(words))(bounded)))()
