"""The way to the mail server: name, proxy, TCP, TLS. What fails on it names its hop and the next step.

The certificate is verified against the mail server's name, behind a proxy too.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator

from tqimap.config.settings import MailServer
from tqimap.deadline import Deadline
from tqimap.errors import UnreachableError
from tqimap.mailbox import proxy
from tqimap.mailbox.steps import Tell
from tqimap.mailbox.tls import seen, tls_context, tls_errors
from tqimap.mailbox.wording import leads_nowhere, reason
from tqimap.printable import printable

SLICE_SECONDS = 0.2  # how soon it is noticed that the moment to cut a connection has come


class Line:
    """A TCP connection to the mail server, that another thread may cut at any moment."""

    def __init__(self) -> None:
        self._handle: socket.socket | None = None

    def connect(self, server: MailServer, passed: Tell) -> socket.socket:
        """A connected socket, with TLS where the server speaks it at once. Raises UnreachableError, ConfigError."""
        context = tls_context(server)
        by = server.proxy
        dialled = proxy.dial(by, server, self._hold, passed) if by else self._directly(server, passed)
        dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # some commands go out in two writes
        if server.security != "tls":
            return dialled
        try:
            with tls_errors(server, server.connect_timeout):
                secured = context.wrap_socket(dialled, server_hostname=server.host)
        except BaseException:
            dialled.close()
            raise
        passed("TLS", seen(secured))
        return secured

    def cut(self) -> None:
        """End the connection, whoever is waiting on it and however it is wrapped by now."""
        if self._handle is not None:
            with contextlib.suppress(OSError):  # it has ended already
                self._handle.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def cut_at(self, moment: Deadline) -> Iterator[None]:
        """While the block runs, cut what is open from ``moment`` on."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(SLICE_SECONDS):
                if time.monotonic() >= moment():
                    self.cut()

        threading.Thread(target=watch, name="line", daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def close(self) -> None:
        """Let go of the connection."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def _hold(self, dialled: socket.socket) -> None:
        """Keep a second descriptor of the connection: TLS takes the first one away from the socket that we know."""
        self.close()
        self._handle = socket.socket(fileno=os.dup(dialled.fileno()))

    def _directly(self, server: MailServer, passed: Tell) -> socket.socket:
        addresses = _addresses(server)
        found = ", ".join(dict.fromkeys(str(address[0]) for _, address in addresses))
        passed("name", f"{server.host} is {'an address' if found == server.host else found}")
        failed = None
        for family, address in addresses:
            try:
                connection = self._connected(family, address, server.connect_timeout)
            except OSError as error:
                if failed is None or leads_nowhere(failed):
                    failed = error
            else:
                passed("connection", f"{server.place} accepts it")
                return connection
        raise UnreachableError(_unreachable(server, failed)) from failed

    def _connected(self, family: socket.AddressFamily, address: tuple[object, ...], timeout: float) -> socket.socket:
        """A connection to this address. Raises OSError."""
        connection = socket.socket(family, socket.SOCK_STREAM)
        self._hold(connection)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection


def _addresses(server: MailServer) -> list[tuple[socket.AddressFamily, tuple[object, ...]]]:
    try:
        found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise UnreachableError(
            f"The name {printable(server.host)} cannot be resolved: {reason(error)}. Check IMAP Server; where only a "
            "proxy can resolve it, set Proxy Address"
        ) from error
    return [(family, address) for family, _, _, _, address in found]


def _unreachable(server: MailServer, error: OSError | None) -> str:
    failure = f"Cannot reach {server.place}"
    match error:
        case ConnectionRefusedError():
            return f"{failure}: connection refused. Is the port right (993 for TLS, 143 for STARTTLS)?"
        case TimeoutError():
            return f"{failure}: no answer for {server.connect_timeout:g} s. Is there a firewall, or a proxy to use?"
    advice = ". Is there a firewall, or a proxy to use?" if leads_nowhere(error) else ""
    return f"{failure}: {reason(error)}{advice}"
