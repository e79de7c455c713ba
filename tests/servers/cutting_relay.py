"""A relay between a client and a server that counts what the client does, and kills the client at one of it.

It ends TLS on both sides, so that it sees IMAP commands and HTTP requests as such. Nothing in the product knows of it.
"""

import contextlib
import os
import re
import signal
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal

Instant = Literal["before", "withheld"]

BUFFER = 1 << 16
PID_SECONDS = 10.0  # the test has long said which process it started

_COMMAND = re.compile(rb"^[A-Za-z0-9]+ ((?:UID )?[A-Za-z]+)")
_IDS = re.compile(r"/\d+")


class Gate:
    """Sees every effect of one client process, by name; kills it at the ``nth`` effect of name ``name``.

    ``before``: the server never hears of it. ``withheld``: the server has done it, the client never learns.
    """

    def __init__(self, name: str = "", nth: int = 0, instant: Instant = "before") -> None:
        self.effects: list[str] = []
        self.killed = False
        self._wanted = (name, nth)
        self._instant = instant
        self._counts: Counter[str] = Counter()
        self._pid = 0
        self._started = threading.Event()
        self._lock = threading.Lock()

    def started(self, pid: int) -> None:
        """The client runs as this process."""
        self._pid = pid
        self._started.set()

    def passes(self, name: str) -> Instant | None:
        """Note an effect; at which instant of it the client is to die, if at all."""
        with self._lock:
            self.effects.append(name)
            self._counts[name] += 1
            return self._instant if (name, self._counts[name]) == self._wanted else None

    def kill(self) -> None:
        """End the client as the kernel would."""
        self._started.wait(PID_SECONDS)
        self.killed = True
        os.kill(self._pid, signal.SIGKILL)


class CuttingRelay:
    """Listens on loopback under the certificate of ``server_side`` and relays to ``upstream`` over TLS."""

    def __init__(
        self,
        upstream: tuple[str, int],
        server_side: ssl.SSLContext,
        gate: Gate,
        units: Callable[["Stream"], Iterator[tuple[str, bytes]]],
    ) -> None:
        self._upstream = upstream
        self._server_side = server_side
        self._gate = gate
        self._units = units
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> "CuttingRelay":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            client = self._server_side.wrap_socket(_quick(plain), server_side=True)
            trusting = ssl._create_unverified_context()  # the relay is not what is tested
            server = trusting.wrap_socket(_quick(socket.create_connection(self._upstream)))
        except OSError:
            plain.close()
            return
        link = _Link(client, server, self._gate)
        threading.Thread(target=link.down, daemon=True).start()
        link.up(self._units)


def _quick(plain: socket.socket) -> socket.socket:
    """Without this a request in two writes waits 40 ms for the peer's delayed acknowledgement."""
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return plain


class _Link:
    def __init__(self, client: ssl.SSLSocket, server: ssl.SSLSocket, gate: Gate) -> None:
        self._client, self._server, self._gate = client, server, gate
        self._withheld = False

    def up(self, units: Callable[["Stream"], Iterator[tuple[str, bytes]]]) -> None:
        """From client to server, unit by unit."""
        try:
            for name, data in units(Stream(self._client)):
                instant = self._gate.passes(name) if name else None
                if instant == "before":
                    self._gate.kill()
                    break
                self._withheld = instant == "withheld"
                self._server.sendall(data)
        except OSError:
            pass
        finally:
            if not self._withheld:
                self._close()

    def down(self) -> None:
        """From server to client; what answers a withheld unit shows that the server has done it."""
        try:
            while data := self._server.recv(BUFFER):
                if self._withheld:
                    self._gate.kill()
                    break
                self._client.sendall(data)
        except OSError:
            pass
        finally:
            self._close()

    def _close(self) -> None:
        for end in (self._client, self._server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Stream:
    """Bytes of a socket, by line or by number."""

    def __init__(self, source: socket.socket) -> None:
        self._file = source.makefile("rb")

    def line(self) -> bytes:
        return self._file.readline()

    def exactly(self, size: int) -> bytes:
        return self._file.read(size)


def imap_commands(stream: Stream) -> Iterator[tuple[str, bytes]]:
    """``IMAP UID FETCH``, with the line itself; the lines of a dialogue within a command have no name."""
    while line := stream.line():
        command = _COMMAND.match(line)
        yield (f"IMAP {command[1].decode().upper()}" if command else ""), line


def http_requests(stream: Stream) -> Iterator[tuple[str, bytes]]:
    """``POST /api/attachments/N/indicators``, with the whole request."""
    while line := stream.line():
        head, length = [line], 0
        while (field := stream.line()).strip():
            head.append(field)
            if field.lower().startswith(b"content-length:"):
                length = int(field.split(b":")[1])
        method, target = line.decode().split(" ")[:2]
        path = _IDS.sub("/N", target.partition("?")[0])
        yield f"{method} {path}", b"".join(head) + b"\r\n" + stream.exactly(length)
