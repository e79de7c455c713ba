"""Mail servers and proxies that fail, each a way to one: ``make(directory)`` is a context with how to reach it."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from servers.scripted_imap import ScriptedImap
from servers.socks_proxies import RecordingSocks

from tqimap.config.settings import MailServer, Proxy, ProxyType, Secret, Security
from tqimap.sandbox import listening

PASSWORD = 's3ntinel "p\\w'
PROXY_PASSWORD = "pr0xy-s3ntinel"
SHORT = 0.3  # seconds: what silence costs a test
LONG = 10.0  # seconds for all else: a busy machine is no fault
GOOD = b"Received: by mx\r\nSubject: good\r\n\r\nbody\r\n"

World = Iterator[MailServer]
Make = Callable[[Path], AbstractContextManager[MailServer]]


def to(port: int, security: Security = "plain", *, patience: float = LONG, **more) -> MailServer:
    """How the tests reach a server on this machine."""
    settings = {"allow_cleartext_login": True, "connect_timeout": patience, "read_timeout": patience, **more}
    return MailServer("localhost", port, "alice", Secret(PASSWORD), security, **settings)


def scripted(security: Security = "plain", *, script: dict | None = None, patience: float = LONG, **server) -> Make:
    """A scripted server, reached directly."""

    @contextlib.contextmanager
    def make(_: Path) -> World:
        with ScriptedImap({1: GOOD}, **server) as imap:
            for command, behaviours in (script or {}).items():
                imap.on(command, *(behaviours if isinstance(behaviours, tuple) else (behaviours,)))
            yield to(imap.port, security, patience=patience)

    return make


def certified(quality: listening.Quality, security: Security = "tls", *, trusted: bool = True, **server) -> Make:
    """A server with that certificate."""

    @contextlib.contextmanager
    def make(directory: Path) -> World:
        issued = listening.issue(directory, "imap", quality)
        context = issued.server_context()
        with ScriptedImap(**{"tls" if security == "tls" else "starttls": context}, **server) as imap:
            yield to(imap.port, security, ca_file=str(issued.ca_file) if trusted else None)

    return make


def bare(behave: Callable[[socket.socket], object], security: Security = "plain", *, patience: float = LONG) -> Make:
    """A server that does this with each connection, and no more."""

    @contextlib.contextmanager
    def make(_: Path) -> World:
        with answering(behave) as port:
            yield to(port, security, patience=patience)

    return make


def behind(
    behave: Callable[[socket.socket], object], kind: ProxyType = "socks5", login: bool = False, patience: float = LONG
) -> Make:
    """A proxy that does this with each connection."""

    @contextlib.contextmanager
    def make(_: Path) -> World:
        with answering(behave) as port:
            name, password = ("bob", Secret(PROXY_PASSWORD)) if login else ("", None)
            yield to(993, patience=patience, proxy=Proxy(kind, "127.0.0.1", port, name, password))

    return make


def refused_by_proxy(code: int, kind: ProxyType = "socks5") -> Make:
    """A proxy that works and says no."""

    @contextlib.contextmanager
    def make(_: Path) -> World:
        with RecordingSocks(code) as proxy:
            yield to(993, proxy=Proxy(kind, "127.0.0.1", proxy.port))

    return make


@contextlib.contextmanager
def answering(behave: Callable[[socket.socket], object]) -> Iterator[int]:
    """A port of which each connection is handled so."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.settimeout(10)
            with contextlib.suppress(OSError), connection:
                behave(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        listener.close()


def just(server: Callable[[], MailServer]) -> Make:
    """No server at all."""
    return lambda _: contextlib.nullcontext(server())


def wait(connection: socket.socket) -> None:
    """Silence, until the other end has had enough."""
    while connection.recv(1000):
        pass


def say(*pieces: bytes) -> Callable[[socket.socket], None]:
    """Each piece after something was heard, the last followed by the end."""

    def behave(connection: socket.socket) -> None:
        for piece in pieces:
            connection.recv(1000)
            connection.sendall(piece)
        connection.recv(1000)

    return behave


@contextlib.contextmanager
def full_backlog(_: Path) -> World:
    """A host that drops what it is sent, as a firewall does: nobody accepts, and the queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        yield to(address[1], patience=SHORT)
        for one in waiting:
            one.close()
