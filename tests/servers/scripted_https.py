"""An HTTPS server that misbehaves on the wire as a test tells it to: what no real server can be made to do.

    with ScriptedHttps() as server:
        server.on("GET /api/indicator/statuses", answer(503), answer(200, {"data": []}))

Each request of that method and path gets the next answer, the last one over and over. A token is given unless the
test scripts it. ``server.seen`` has all requests.
"""

import contextlib
import json
import socket
import ssl
import struct
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import trustme
from servers.accepting import Accepting

Behaviour = Callable[[ssl.SSLSocket], None]

TOKEN = "scripted-token-5b1f"
WAIT = 30.0  # seconds that a silent connection is held at the most


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came over the wire."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)


def answer(status: int, body: object = b"", **headers: str) -> Behaviour:
    """A well-formed answer: bytes as they are, anything else as JSON. ``retry_after="1"`` is Retry-After."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Scripted", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return raw("\r\n".join(lines).encode() + b"\r\n\r\n" + content)


def raw(data: bytes) -> Behaviour:
    """Exactly these bytes."""
    return lambda connection: connection.sendall(data)


def cut(data: bytes = b"") -> Behaviour:
    """These bytes, then a reset."""

    def behave(connection: ssl.SSLSocket) -> None:
        connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.socket(fileno=connection.detach()).close()
        raise ConnectionResetError  # nobody may touch the TLS object again: its descriptor can be another's by now

    return behave


def drip(data: bytes, seconds: float) -> Behaviour:
    """These bytes one by one, each after so many seconds."""

    def behave(connection: ssl.SSLSocket) -> None:
        for i in range(len(data)):
            connection.sendall(data[i : i + 1])
            time.sleep(seconds)

    return behave


def silence(connection: ssl.SSLSocket) -> None:
    """No answer while the client waits."""
    connection.settimeout(WAIT)
    connection.recv(1)


class ScriptedHttps(Accepting):
    """A context object: listens on a free port of the loopback while the block runs."""

    def __init__(self, *names: str, ca: trustme.CA | None = None) -> None:
        """The certificate is for ``names`` (127.0.0.1 by default), from an authority of its own."""
        super().__init__()
        self.ca = ca or trustme.CA()
        self.certificate = self.ca.issue_cert(*(names or ("127.0.0.1",)))
        self.seen: list[Received] = []
        self._script: dict[str, list[Behaviour]] = defaultdict(list)
        self.on("POST /api/token", answer(200, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate.configure_cert(self._context)
        self.host = f"127.0.0.1:{self.port}"
        self._open: list[ssl.SSLSocket] = []

    def on(self, request: str, *behaviours: Behaviour) -> None:
        """What ``METHOD /path`` gets, one after the other; the last for all that follow."""
        self._script[request] = list(behaviours)

    def requests(self, request: str) -> list[Received]:
        """What came in of ``METHOD /path``."""
        return [one for one in self.seen if f"{one.method} {one.path}" == request]

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _serve(self, plain: socket.socket) -> None:
        try:
            with self._context.wrap_socket(plain, server_side=True) as connection:
                self._open.append(connection)
                while (received := _receive(connection)) is not None:
                    self.seen.append(received)
                    self._next(f"{received.method} {received.path}")(connection)
        except OSError:
            pass

    def _next(self, request: str) -> Behaviour:
        behaviours = self._script[request]
        if not behaviours:
            return answer(404, {"errors": [f"nothing scripted for {request}"]})
        return behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]


def _receive(connection: ssl.SSLSocket) -> Received | None:
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(65536)
        if not data:
            return None
        head += data
    text, _, body = head.partition(b"\r\n\r\n")
    first, *lines = text.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    return Received(method, parts.path, parts.query, headers, body)
