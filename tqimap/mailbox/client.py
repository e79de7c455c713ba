"""imapclient with our own connection below it: through the proxy, with large literals on disk, and without its log.

imapclient keeps imaplib's debug log, which makes text of every literal: 90 % of the CPU (of a GB 12.3 s instead of
0.9 s) and all mail in a log. Private names are overridden; ``check_private_names`` says if a release has moved one.
"""

import imaplib
import mmap
import re
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import imapclient  # type: ignore[import-untyped]

from tqimap.config.settings import MailServer
from tqimap.errors import MailboxError, StateError
from tqimap.mailbox import fetch_answers
from tqimap.mailbox.fetch_answers import Piece
from tqimap.mailbox.line import Line
from tqimap.mailbox.steps import Tell, nobody
from tqimap.state import private_file

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LITERAL_IN_MEMORY = 8_000_000  # bytes, as a batch of small messages; a larger literal goes to disk
LOGOUT_SECONDS = 5.0  # a courtesy: a server that does not answer it is left
ANSWER_BYTES = 1 << 26  # of an answer that holds no mail: the UIDs of six million messages have as many
MOST_FOUND = 1 << 22  # messages that an answer of some bytes can name
LOGOUT_BYTES = 1 << 20  # more is no goodbye
LINE_BYTES = 1_000_000  # as imaplib; what is longer comes as a literal
PIECE = 1 << 20  # bytes read at once, whatever length a server announces

_ALL = re.compile(rb"\bALL ([\d,:]++)", re.IGNORECASE)

_SPECIAL = re.compile(r"[(){%*]")  # of the atom-specials those that imapclient leaves bare


class Connection(imaplib.IMAP4):
    """The protocol over a ``Line``. ``received`` counts the bytes of all answers; each may have ``allowed``.

    Reads by itself: from Python 3.14 on imaplib gives the beginning of what was cut off again and again, and keeps what
    came in the clear for after STARTTLS.
    """

    _read_from: socket.socket | None = None
    _stream: IO[bytes]

    def __init__(self, server: MailServer, line: Line, spool: Path, passed: Tell) -> None:
        self.received = 0
        self.allowed = self._limit = ANSWER_BYTES
        self._server = server
        self._line = line
        self._spool = spool
        self._passed = passed
        super().__init__(server.host, server.port, server.connect_timeout)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._line.connect(self._server, self._passed)

    def send(self, data: "ReadableBuffer") -> None:
        """A command, or another piece of it."""
        self._limit = self.received + self.allowed
        super().send(data)

    def read(self, size: int) -> bytes:
        """A literal; a large one as a mapped file, of which imapclient only asks the length."""
        self._foresee(size)
        data = self._incoming().read(size) if size <= LITERAL_IN_MEMORY else self._read_to_disk(size)
        self.received += len(data)
        return data

    def readline(self) -> bytes:
        """A line. One that is too long ends the connection: where its rest begins, nobody knows."""
        line = self._incoming().readline(LINE_BYTES + 1)
        if len(line) > LINE_BYTES:
            raise self.abort(f"got more than {LINE_BYTES} bytes")
        self._foresee(len(line))
        self.received += len(line)
        return line

    def shutdown(self) -> None:
        """Close the connection."""
        self._incoming().close()
        super().shutdown()

    def _incoming(self) -> IO[bytes]:
        """What comes over the socket as it is now: what was read ahead before TLS is forgotten (CVE-2011-0411)."""
        if self._read_from is not self.sock:
            self._read_from, self._stream = self.sock, self.sock.makefile("rb")
        return self._stream

    def _foresee(self, size: int) -> None:
        """What is too much ends the connection, before it is read."""
        if self.received + size > self._limit:
            raise self.abort(f"the server answers with more than {self.allowed} bytes")

    def _read_to_disk(self, size: int) -> bytes:
        with self._temporary() as file:
            left = size
            while left and (piece := self._incoming().read(min(left, PIECE))):
                left -= len(piece)
                with _disk(self._spool):
                    file.write(piece)
                    file.flush()
            if left:
                return b""  # cut off: the line that should follow says so
            return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)  # type: ignore[return-value]

    def _temporary(self) -> IO[bytes]:
        with _disk(self._spool):
            return tempfile.TemporaryFile(dir=self._spool)  # without a name: gone with the last use of it


@contextmanager
def _disk(spool: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        advice = private_file.advice(error)
        raise StateError(f"Cannot write a large message to {spool}: {error.strerror}{advice}") from error


class Client(imapclient.IMAPClient):  # type: ignore[misc]
    """imapclient over a ``Connection``. Give it lists of integers only: release 4 fails on strings of UIDs."""

    def __init__(self, server: MailServer, line: Line, spool: Path, passed: Tell = nobody) -> None:
        check_private_names()
        self._connect = partial(Connection, server, line, spool, passed)
        self._patience = min(server.read_timeout, LOGOUT_SECONDS)
        timeout = imapclient.SocketTimeout(connect=server.connect_timeout, read=server.read_timeout)
        super().__init__(server.host, server.port, ssl=False, timeout=timeout)  # TLS is the line's business
        self._connection.debug = 0

    def _create_IMAP4(self) -> Connection:
        self._connection = self._connect()
        return self._connection

    def _raw_command_untagged(self, command: bytes, args: object, **options: object) -> list[bytes | None]:
        """What came untagged; of SEARCH in one piece, as imapclient wants it, in however many lines it came."""
        told: list[bytes | None] = super()._raw_command_untagged(command, args, **options)
        if command != b"SEARCH":
            return told
        newer = self._connection.untagged_responses.pop("ESEARCH", [])
        return [b" ".join([*filter(None, told), *self._found(newer)]).strip()]

    def _found(self, told: Sequence[Piece]) -> Iterator[bytes]:
        """What IMAP4rev2 tells in ranges (RFC 9051, 7.3.4), each number by itself. Raises MailboxError."""
        lines = b" ".join(piece for piece in told if isinstance(piece, bytes))
        for some in b",".join(_ALL.findall(lines)).split(b","):
            numbers = [int(number) for number in some.split(b":") if number]
            first, last = min(numbers, default=0), max(numbers, default=-1)
            if last - first > MOST_FOUND:
                raise MailboxError(f"{self.host} answered SEARCH with {last - first} messages; no folder holds as many")
            yield from (b"%d" % number for number in range(first, last + 1))

    def fetch(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, dict[bytes, object]]:
        """What the server says of messages, by UID.

        Only what comes with a UID, as each answer to this command does (RFC 9051, 6.4.9). imapclient takes the number
        of a message in the folder for its UID where there is none, as in news about others.
        """
        if not uids:
            return {}
        self._connection.untagged_responses.pop("FETCH", None)  # news that came with an earlier command
        arguments = [",".join(map(str, uids)).encode(), f"({' '.join(items)})".encode()]
        answers: dict[int, dict[bytes, object]] = {uid: {} for uid in uids}
        for answer in fetch_answers.answers(self._raw_command_untagged(b"FETCH", arguments)):
            answers.get(cast(int, answer.get(b"UID")), {}).update(answer)
        return {uid: answer for uid, answer in answers.items() if answer}

    def my_rights(self, folder: str) -> str | None:
        """What the user may do in a folder, a letter each (MYRIGHTS; RFC 4314, 3.5); None where that is not told."""
        if not self.has_capability("ACL"):
            return None
        kind, told = self._connection.myrights(self._normalise_folder(folder))
        line = told[-1] if kind == "OK" and told else None
        return line.split()[-1].decode("ascii", "replace") if isinstance(line, bytes) and line.strip() else None

    def end(self) -> None:
        """Log out where that is still possible, and close the connection, quietly."""
        with suppress(Exception), self.at_most(LOGOUT_BYTES):
            self.socket().settimeout(self._patience)
            self.logout()
        with suppress(Exception):
            self.shutdown()

    @property
    def is_logged_in(self) -> bool:
        """Whether commands on folders can be given; a greeting may have made it so (RFC 9051, 7.1.4)."""
        return bool(self._connection.state == "AUTH")

    @contextmanager
    def at_most(self, size: int) -> Iterator[None]:
        """Let an answer have up to ``size`` bytes while the block runs, whatever the server has said before."""
        self._connection.allowed = size
        try:
            yield
        finally:
            self._connection.allowed = ANSWER_BYTES

    @property
    def received(self) -> int:
        """Bytes of all answers so far."""
        return self._connection.received


def as_it_is(text: str) -> object:
    """``text`` as an argument of SEARCH (RFC 9051, 9: astring).

    imapclient quotes what has blanks, quotes and backslashes, and would send the beginning of a list or literal bare.
    """
    return imapclient.imapclient._literal(text.encode()) if _SPECIAL.search(text) else text


def check_private_names() -> None:
    """Raises MailboxError where this release of imapclient or Python has moved what we build upon."""
    names = {
        imapclient.IMAPClient: ("_create_IMAP4", "_normalise_folder", "_raw_command_untagged"),
        imapclient.imapclient: ("_literal",),
        imaplib.IMAP4: ("_create_socket", "readline"),
    }
    used = [(owner, name) for owner, some in names.items() for name in some]
    if moved := [name for owner, name in used if not hasattr(owner, name)]:
        raise MailboxError(
            f"imapclient {imapclient.__version__} or this Python has no {', '.join(moved)} any more; "
            "install a release that fits: pip install 'imapclient>=3.1,<5'"
        )
