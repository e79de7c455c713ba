"""The way through a web proxy, within bounded time: what it answers to CONNECT is outside of TLS and its deadline."""

import contextlib
import socket
import threading

from urllib3 import HTTPSConnectionPool, ProxyManager
from urllib3.connection import HTTPSConnection

TUNNEL_SECONDS = 60.0  # until the way is open: each byte of an answer without end may be in time


class _Connection(HTTPSConnection):
    def connect(self) -> None:
        """Connect to the proxy, through it, and secure that. Raises the errors of urllib3."""
        timer = threading.Timer(TUNNEL_SECONDS, self._cut)
        timer.daemon = True
        timer.start()
        try:
            super().connect()
        finally:
            timer.cancel()

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


def bounded(manager: ProxyManager) -> ProxyManager:
    """``manager``, whose connections to HTTPS are open in time or not at all."""
    manager.pool_classes_by_scheme = {**manager.pool_classes_by_scheme, "https": _Pool}
    return manager
