"""An IMAP server that misbehaves as a test tells it to: what no real server can be made to do.

    with ScriptedImap({1: b"Subject: one\\r\\n\\r\\n"}) as server:
        server.on("FETCH", untagged("1 FETCH (UID 1 BODY[] NIL)"), cut())
        ...                                                     # server.port, server.seen

Unless a command is scripted it gets the answer of a well-behaved server, ``do_fetch`` and the like. Of what is scripted
for a command each call gets the next, the last one over and over.
"""

import contextlib
import re
import socket
import ssl
import struct
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from servers.accepting import Accepting

WAIT = 30.0  # seconds that a silent connection is held at the most
CAPABILITIES = "IMAP4rev1 MOVE AUTH=PLAIN"
DATE = '"02-Jan-2026 03:04:05 +0000"'


@dataclass(frozen=True, slots=True)
class Command:
    """One command line; ``name`` without UID."""

    connection: socket.socket
    tag: str
    name: str
    arguments: str

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def end(self, text: str = "OK done") -> None:
        self.send(f"{self.tag} {text}\r\n".encode())


Behaviour = Callable[[Command], None]


def untagged(*lines: str | bytes, then: str = "OK done") -> Behaviour:
    """Untagged lines, then the tagged end."""

    def behave(command: Command) -> None:
        for line in lines:
            command.send(b"* " + (line if isinstance(line, bytes) else line.encode()) + b"\r\n")
        command.end(then)

    return behave


def tagged(text: str) -> Behaviour:
    """Nothing but the tagged end."""
    return untagged(then=text)


def bye(text: str) -> Behaviour:
    """``* BYE`` and the end of the connection."""

    def behave(command: Command) -> None:
        command.send(f"* BYE {text}\r\n".encode())
        raise ConnectionError

    return behave


def cut(data: bytes = b"", *, reset: bool = False) -> Behaviour:
    """These bytes, then the end of the connection, or a reset."""

    def behave(command: Command) -> None:
        command.send(data)
        if reset:
            time.sleep(0.05)  # a reset overtakes what has not been read yet
            command.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionError

    return behave


def stall(data: bytes = b"") -> Behaviour:
    """These bytes, then silence."""

    def behave(command: Command) -> None:
        command.send(data)
        command.connection.settimeout(WAIT)
        command.connection.recv(1)

    return behave


def drip(data: bytes, seconds: float) -> Behaviour:
    """These bytes one by one, each after so many seconds."""

    def behave(command: Command) -> None:
        for i in range(len(data)):
            command.send(data[i : i + 1])
            time.sleep(seconds)

    return behave


class ScriptedImap(Accepting):
    """Listens on a free port of the loopback while the ``with`` block runs; ``seen`` has all command lines."""

    def __init__(
        self,
        messages: Mapping[int, bytes] | None = None,
        *,
        greeting: bytes | None = b"* OK ready\r\n",
        capabilities: str = CAPABILITIES,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        """``greeting`` None is silence; what is no untagged line ends the connection after it."""
        super().__init__()
        self.messages = dict(messages or {})
        self.flags: dict[int, set[str]] = defaultdict(set)
        self.seen: list[str] = []
        self._greeting = greeting
        self._capabilities = capabilities + (" STARTTLS" if starttls else "")
        self._tls, self._upgrade = tls, starttls
        self._script: dict[str, list[Behaviour]] = {}
        self._open: list[socket.socket] = []

    def on(self, name: str, *behaviours: Behaviour) -> Self:
        """What a command gets, one call after the other; the last for all that follow."""
        self._script[name] = list(behaviours)
        return self

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(WAIT)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError, ValueError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            self._talk(connection)
        with contextlib.suppress(OSError):
            connection.close()

    def _talk(self, connection: socket.socket) -> None:
        if self._greeting is None:
            connection.recv(1)
            return
        connection.sendall(self._greeting)
        if not self._greeting.startswith(b"* ") or self._greeting.startswith(b"* BYE"):
            connection.recv(1000)
            return
        while line := _line(connection):
            tag, _, rest = line.partition(" ")
            name, _, arguments = rest.removeprefix("UID ").partition(" ")
            self.seen.append(rest)
            self._next(name.upper())(Command(connection, tag, name.upper(), arguments))
            if name.upper() == "STARTTLS" and self._upgrade:
                connection = self._upgrade.wrap_socket(connection, server_side=True)

    def _next(self, name: str) -> Behaviour:
        behaviours = self._script.get(name) or [getattr(self, f"do_{name.lower()}", tagged("BAD unknown command"))]
        return behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]

    def do_capability(self, command: Command) -> None:
        untagged(f"CAPABILITY {self._capabilities}")(command)

    def do_starttls(self, command: Command) -> None:
        command.end()

    def do_login(self, command: Command) -> None:
        command.end()

    def do_authenticate(self, command: Command) -> None:
        command.send(b"+ \r\n")
        self.seen.append(_line(command.connection))
        command.end()

    def do_noop(self, command: Command) -> None:
        command.end()

    def do_list(self, command: Command) -> None:
        untagged('LIST () "/" INBOX', 'LIST () "/" Phish', r'LIST (\Noselect) "/" Phishing')(command)

    def do_select(self, command: Command) -> None:
        untagged(
            f"{len(self.messages)} EXISTS", r"FLAGS (\Seen \Deleted)",
            r"OK [PERMANENTFLAGS (\Seen \Deleted \*)] kept", "OK [UIDVALIDITY 7] valid", then="OK [READ-WRITE] done",
        )(command)  # fmt: skip

    def do_examine(self, command: Command) -> None:
        untagged(f"{len(self.messages)} EXISTS", "OK [UIDVALIDITY 7] valid", then="OK [READ-ONLY] done")(command)

    def do_search(self, command: Command) -> None:
        found = [str(uid) for uid in self.messages if "\\Seen" not in self.flags[uid]]
        untagged(" ".join(["SEARCH", *found]))(command)

    def do_fetch(self, command: Command) -> None:
        uids, _, items = command.arguments.partition(" ")
        for uid in map(int, uids.split(",")):
            if uid in self.messages:
                command.send(self.answer(uid, items))
        command.end()

    def answer(self, uid: int, items: str = "(BODY.PEEK[])") -> bytes:
        """What a good server answers to FETCH for one message."""
        raw = self.messages[uid]
        parts = [b"UID %d" % uid]
        if "FLAGS" in items:
            parts.append(b"FLAGS (%s)" % " ".join(self.flags[uid]).encode())
        if "RFC822.SIZE" in items:
            parts.append(b"RFC822.SIZE %d" % len(raw))
        if "INTERNALDATE" in items:
            parts.append(b"INTERNALDATE " + DATE.encode())
        if "BODY" in items:
            parts.append(b"BODY[] {%d}\r\n%s" % (len(raw), raw))
        return b"* %d FETCH (%s)\r\n" % (list(self.messages).index(uid) + 1, b" ".join(parts))

    def do_store(self, command: Command) -> None:
        uids, flags = re.match(r"(\S+) \S+ \((.*)\)", command.arguments).groups()  # type: ignore[union-attr]
        for uid in map(int, uids.split(",")):
            self.flags[uid].update(flags.split())
        command.end()

    def do_logout(self, command: Command) -> None:
        untagged("BYE bye")(command)
        raise ConnectionError


def _line(connection: socket.socket) -> str:
    line = b""
    while not line.endswith(b"\r\n"):
        byte = connection.recv(1)
        if not byte:
            return ""
        line += byte
    return line.decode()[:-2]
