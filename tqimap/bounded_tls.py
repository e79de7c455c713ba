"""TLS as every connection of tqimap begins it: whom to trust, and an end to every exchange.

Nothing of it comes from the environment but the place of the system's authorities.
"""

import math
import ssl
import time
from typing import TYPE_CHECKING

from tqimap.errors import ConfigError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class Context(ssl.SSLContext):
    """A TLS context; what its connections send and receive has to be through by ``deadline`` (monotonic clock)."""

    deadline = math.inf


class _Socket(ssl.SSLSocket):
    """Every wait is bounded by the read timeout, and all of them together by the deadline of the context: else
    a server that sends a byte a minute would hold the run for ever."""

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        self._shorten_timeout()
        return super().recv_into(buffer, nbytes, flags)

    def send(self, data: "ReadableBuffer", flags: int = 0) -> int:
        self._shorten_timeout()
        return super().send(data, flags)

    def _shorten_timeout(self) -> None:
        left = getattr(self.context, "deadline", math.inf) - time.monotonic()
        if left <= 0:
            raise TimeoutError("the exchange takes too long")
        timeout = self.gettimeout()
        if timeout is None or timeout > left:
            self.settimeout(None if left == math.inf else left)


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
