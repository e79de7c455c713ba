"""Answers to FETCH (RFC 9051, 7.5.2), from what imaplib gives: what each says of a message, by the names of the items.

imapclient reads any answer, sign by sign, which takes 80 µs: as long as to receive a message of 100 KB. An answer that
holds nothing but what a run asks for is read by one pattern, in an eighth of that; imapclient reads all others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from imapclient.response_parser import parse_fetch_response  # type: ignore[import-untyped]

Piece = bytes | tuple[bytes, bytes]  # of an answer: a line, or what stands before a literal and the literal
Answer = Mapping[bytes, object]

_LITERAL8 = re.compile(rb"~(\{\d+\})\Z")  # RFC 9051, 4.3: as good as any other, but that imapclient knows none
_MONTHS = {
    name: f"{number:02}" for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}
_DATE = rb"[ \d]\d-(?:" + "|".join(_MONTHS).encode() + rb")-\d{4} \d\d:\d\d:\d\d [+-]\d{4}"
_NUMBER = rb"\d{1,19}"  # UIDs have 32 bits and sizes 63, more is read by imapclient
_ASKED_FOR = re.compile(
    rb"\d{1,10} \((?:(?:"
    rb"UID (?P<uid>" + _NUMBER + rb")|"
    rb"RFC822\.SIZE (?P<size>" + _NUMBER + rb")|"
    rb'FLAGS \((?P<flags>[^()"{]*)\)|'
    rb'INTERNALDATE "(?P<date>' + _DATE + rb')"|'
    rb"BODY\[\] (?P<literal>\{\d{1,19}\})"
    rb")(?: (?=[A-Z])|(?=\))))+\)"
)


def answers(told: Sequence[Piece | None]) -> Iterator[Answer]:
    """Each answer in ``told``. Raises imapclient's ProtocolError at one that is none."""
    for pieces in _apart(told):
        if (plain := _plain(pieces)) is not None:
            yield plain
        else:
            yield from parse_fetch_response(pieces, normalise_times=False, uid_is_key=False).values()


def _apart(told: Sequence[Piece | None]) -> Iterator[list[Piece]]:
    """The pieces of each answer: each literal with what stands before it, then the end of the line."""
    one: list[Piece] = []
    for piece in told:
        if isinstance(piece, tuple):
            one.append((_LITERAL8.sub(rb"\1", piece[0]), piece[1]))
        else:
            one += [piece] if piece else []
            yield one
            one = []


def _plain(pieces: Sequence[Piece]) -> Answer | None:
    """What an answer says that holds at most one literal, the message, and nothing that was not asked for."""
    match pieces:
        case [bytes(line)]:
            head, message = b"", None
        case [(bytes(head), message), bytes(line)]:
            pass
        case _:
            return None
    found = _ASKED_FOR.fullmatch(head + line)
    if not found or found.end("literal") != (len(head) or -1):
        return None
    uid, size, flags, date, _ = found.groups()
    said = {
        b"UID": uid and int(uid),
        b"RFC822.SIZE": size and int(size),
        b"FLAGS": None if flags is None else tuple(flags.split()),
        b"INTERNALDATE": date and _moment(date),
        b"BODY[]": message,
    }
    return {name: value for name, value in said.items() if value is not None}


def _moment(date: bytes) -> datetime | None:
    """A date-time of RFC 9051, 9 (`` 7-Nov-2026 10:20:33 +0100``); None where there is no such day."""
    told = date.decode("ascii")
    day, month, year, time, zone = told[:2].replace(" ", "0"), _MONTHS[told[3:6]], told[7:11], told[12:20], told[21:]
    with suppress(ValueError):
        return datetime.fromisoformat(f"{year}-{month}-{day}T{time}{zone}")
    return None
