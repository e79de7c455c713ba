"""Where an indicator comes from, as attributes that an analyst can read and filter by in ThreatQ.

Each attribute can be switched off (configuration key ``provenance``). Values are cut: a subject of a megabyte
explains nothing, and a client of ThreatQ's makers cuts long texts, too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

from tqimap.model import Place, ReadMessage
from tqimap.printable import printable

LIMIT = 250  # characters of one attribute: what a column of a list shows at most

# Traffic Light Protocol (FIRST, 2.0) in the four words that ThreatQ has: CLEAR was WHITE before, AMBER+STRICT is an
# AMBER.
_TLP = re.compile(r"\bTLP\s?[:=_ -]\s?(RED|AMBER(?:\s?\+\s?STRICT)?|GREEN|WHITE|CLEAR)\b", re.IGNORECASE)
_RANKS = ("WHITE", "GREEN", "AMBER", "RED")
_TLP_TEXT = 100_000  # characters of a text that are looked at: the mark stands at the top or at the end of a page


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which attributes are sent."""

    place: bool = True
    sender: bool = True
    subject: bool = True
    message_id: bool = True
    date: bool = True


def attributes(message: ReadMessage, place: Place, wanted: Provenance) -> Iterator[tuple[str, str]]:
    """Name and value of what says where an indicator at ``place`` of ``message`` comes from."""
    if wanted.place:
        yield "Found In", printable(where(place), LIMIT)
    yield from of_message(message, wanted)


def of_message(message: ReadMessage, wanted: Provenance) -> Iterator[tuple[str, str]]:
    """The part of it that is the same for all of the message."""
    date = message.date.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if message.date else ""
    for switched_on, name, value in (
        (wanted.sender, "Mail Sender", message.sender),
        (wanted.subject, "Mail Subject", message.subject),
        (wanted.message_id, "Message-ID", message.message_id),
        (wanted.date, "Mail Date", date),
    ):
        if switched_on and value:
            yield name, printable(value, LIMIT)


def where(place: Place) -> str:
    """``body``, ``header From`` or ``report.zip › inner.docx``: without line or cell, which would make each unique."""
    return "body" if place.body else str(Place(header=place.header, path=place.path))


def stated_tlp(texts: Iterable[str]) -> str:
    """The strictest TLP that a subject or a body states: RED, AMBER, GREEN or WHITE; empty where none does."""
    speaking = (text for text in map(_ends, texts) if "tlp" in text.lower())  # which is found much faster
    found = [_rank(match[1]) for text in speaking for match in _TLP.finditer(text)]
    return _RANKS[max(found)] if found else ""


def strictest(one: str, other: str) -> str:
    """Of two TLPs the one that lets fewer people see it."""
    return max(one, other, key=lambda tlp: _RANKS.index(tlp) if tlp else -1)


def _rank(stated: str) -> int:
    word = re.split(r"[\s+]", stated.upper())[0]
    return _RANKS.index("WHITE" if word == "CLEAR" else word)


def _ends(text: str) -> str:
    return text if len(text) <= _TLP_TEXT else f"{text[: _TLP_TEXT // 2]}\n{text[-_TLP_TEXT // 2 :]}"
