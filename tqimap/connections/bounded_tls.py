"""TLS as every connection of tqimap begins it: whom to trust, and an end to every exchange.

Nothing of it comes from the environment but the place of the system's authorities.
"""

import math
import ssl
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tqimap.deadline import SLICE_SECONDS, Deadline
from tqimap.errors import ConfigError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class Context(ssl.SSLContext):
    """A TLS context; what its connections send and receive has to be through by ``deadline``."""

    deadline: Deadline | None = None


class _Socket(ssl.SSLSocket):
    """Every wait is bounded by the read timeout, and all of them together by the deadline of the context: else
    a server that sends a byte a minute would hold the run for ever."""

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        return self._by_deadline(super().recv_into, buffer, nbytes, flags)

    def send(self, data: "ReadableBuffer", flags: int = 0) -> int:
        return self._by_deadline(super().send, data, flags)

    def _by_deadline(self, act: Callable[..., int], *arguments: object) -> int:
        deadline = getattr(self.context, "deadline", None)
        if deadline is None:
            return act(*arguments)
        timeout = self.gettimeout()
        timed_out = math.inf if timeout is None else time.monotonic() + timeout
        try:
            while (left := deadline() - time.monotonic()) > 0:
                self.settimeout(min(left, SLICE_SECONDS, timeout or math.inf))
                try:
                    return act(*arguments)
                except TimeoutError:
                    if time.monotonic() >= timed_out:
                        raise
        finally:
            self.settimeout(timeout)
        raise TimeoutError("the exchange takes too long")


def context() -> Context:
    """A context for clients that trusts nobody yet."""
    made = Context(ssl.PROTOCOL_TLS_CLIENT)
    made.sslsocket_class = _Socket
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def trust(made: ssl.SSLContext, ca_file: str | None, key: str) -> None:
    """Trust the authorities in ``ca_file``, which ``key`` names, or else the system's. Raises ConfigError."""
    try:
        if ca_file:
            made.load_verify_locations(cafile=ca_file)
            made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # who is named there is trusted, a root or not
        else:
            made.load_default_certs()
    except ssl.SSLError as error:
        raise ConfigError(f"{key} {ca_file} holds no certificate in PEM form") from error
    except OSError as error:
        raise ConfigError(f"Cannot read {key} {ca_file}: {error.strerror}") from error
