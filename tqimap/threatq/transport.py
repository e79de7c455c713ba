"""One exchange over HTTPS: a request goes out, an answer or a trouble comes back.

The one place that knows ``urllib3`` and translates its whole family of exceptions. It repeats nothing, follows
no redirect (the login would go elsewhere), reads bounded bodies and ends in bounded time.
"""

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tqimap.config.settings import ThreatQServer
from tqimap.connections import certificate, http
from tqimap.connections.causes import causes as inner_causes
from tqimap.connections.causes import words
from tqimap.deadline import within
from tqimap.errors import CertificateError, ThreatQRefused
from tqimap.printable import printable
from tqimap.stop import answered_by
from tqimap.threatq import payloads, tls
from tqimap.threatq.address import Address, address, unresolved

if TYPE_CHECKING:
    import urllib3

# 500 indicators come back with all attributes and sources they ever had: a few MB; ten times that is no answer.
MAX_ANSWER_BYTES = 32 << 20
# Longest that one request and its answer take: a chunk of 1 MiB at 64 kbit/s takes 130 s, and the server thinks.
EXCHANGE_SECONDS = 300.0
_PIECE_BYTES = 1 << 16

_NO_ANSWER = ("The read operation timed out", "timed out")  # Python's words

# What to do about a certificate that does not verify, by OpenSSL's code.
_TRUST = "set threatq_ca_file to the authority that signed it"
_ADVICE = {
    certificate.EXPIRED: "renew it",
    certificate.NOT_YET_VALID: "set the clock of this machine right",
    **dict.fromkeys(certificate.OTHER_NAME, "set threatq_host to a name that it is for"),
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    ``body`` is sent as JSON, bytes as they are; ``form`` and ``part`` as a form with one file part named ``file``.
    ``idempotent``: whether sending it twice does what sending it once does.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | Sequence[Any] | bytes | None = None
    form: Mapping[str, str] | None = None
    part: bytes = b""
    basic: tuple[str, str] | None = None
    idempotent: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``headers`` have small names."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Fault(Enum):
    """Why there is no answer."""

    UNREACHABLE = "no connection"  # nothing was sent
    LOST = "connection lost"  # sent, perhaps done, but not answered


@dataclass(frozen=True, slots=True)
class Trouble:
    """An exchange without an answer; ``reason`` says which hop failed and how."""

    fault: Fault
    reason: str


class Transport:
    """HTTPS to one ThreatQ, on a connection that is kept alive."""

    def __init__(self, server: ThreatQServer, stopped_at: Callable[[], float]) -> None:
        """Connects to nothing yet. ``stopped_at`` is when a signal came (monotonic clock).

        Raises ConfigError for an address, CA file or fingerprint that is none.
        """
        self.address: Address = address(server.host)
        self._server = server
        self._stopped_at = stopped_at
        self._tls = tls.context(server)
        self._pool = tls.pool(self.address, server, self._tls)

    def exchange(self, request: Request, authorization: Mapping[str, str]) -> Answer | Trouble:
        """Send ``request``. Raises CertificateError, and ThreatQRefused for an answer that is too large."""
        import urllib3

        began = time.monotonic()
        self._tls.deadline = within(EXCHANGE_SECONDS, lambda: answered_by(began, self._stopped_at()))
        try:
            with self._send(request, authorization) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                answer = Answer(response.status, _bounded(response, str(request)), headers)
                response.release_conn()  # all of it has been read: the next request may use the connection
        except urllib3.exceptions.HTTPError as error:
            return self._trouble(error)
        if _cut_off(answer):
            return Trouble(Fault.LOST, f"ThreatQ at {self.address} broke off within the headers of its answer")
        return answer

    def close(self) -> None:
        """Let the connection go."""
        self._pool.close()

    def _send(self, request: Request, authorization: Mapping[str, str]) -> "urllib3.BaseHTTPResponse":
        body, media_type = _content(request)
        headers = {**self._pool.headers, **authorization, **_basic(request)}
        if body is not None:
            headers["Content-Type"] = media_type
        url = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
        return self._pool.urlopen(
            request.method, url, body, headers, retries=False, redirect=False, preload_content=False
        )

    def _trouble(self, error: "urllib3.exceptions.HTTPError") -> Trouble:
        """What ``error`` means. Raises CertificateError where the certificate is at fault."""
        causes = list(inner_causes(error))
        for cause in causes:
            if distrust := self._distrust(cause):
                raise distrust from error
        if reason := self._no_connection(causes):
            return Trouble(Fault.UNREACHABLE, reason)
        return Trouble(Fault.LOST, f"ThreatQ at {self.address} {self._loss(causes)}")

    def _no_connection(self, causes: Sequence[BaseException]) -> str:
        """Why there was no connection on which anything could be sent; empty where there was one."""
        import urllib3.exceptions as beneath

        place, reason = f"ThreatQ at {self.address}", words(causes)
        if any(isinstance(cause, beneath.NameResolutionError) for cause in causes):
            return unresolved(self.address)
        if any(isinstance(cause, beneath.NewConnectionError) for cause in causes):
            return f"{place} cannot be connected to: {reason}; check threatq_host"
        if any(isinstance(cause, beneath.ConnectTimeoutError) for cause in causes):
            return f"{place} did not accept a connection within {self._server.connect_timeout:g} s"
        if isinstance(causes[0], beneath.SSLError):
            port = "; check threatq_host: is it the port for HTTPS?" if "WRONG_VERSION_NUMBER" in reason else ""
            return f"{place} does not speak TLS as it should: {reason}{port}"
        return ""

    def _loss(self, causes: Sequence[BaseException]) -> str:
        """What became of the answer to what was sent."""
        from http.client import BadStatusLine, IncompleteRead

        import urllib3.exceptions as beneath

        reason = words(causes)
        if isinstance(causes[0], beneath.ReadTimeoutError) and reason in _NO_ANSWER:
            return f"did not answer within {self._server.read_timeout:g} s (read_timeout)"
        if any(isinstance(cause, IncompleteRead) for cause in causes):
            return "broke off within its answer"
        if any(type(cause) is BadStatusLine for cause in causes):  # not the one below it, for no answer at all
            return f"does not speak HTTP: {reason}; check threatq_host"
        return f"broke off: {reason}"

    def _distrust(self, cause: BaseException) -> CertificateError | None:
        """The error where the certificate is why the connection failed."""
        import urllib3.exceptions as beneath

        if isinstance(cause, ssl.SSLCertVerificationError):
            return self._not_verified(cause.verify_message, cause.verify_code)
        if isinstance(cause, beneath.SSLError) and "ingerprint" in str(cause):
            return self._not_pinned()
        return None

    def _not_verified(self, reason: str, code: int) -> CertificateError:
        """``reason`` and ``code`` are OpenSSL's."""
        shown, sha256 = self._shown()
        why = certificate.fault(code, certificate.shown_certificate(shown), self.address.host) if shown else ""
        return CertificateError(
            f"The certificate of ThreatQ at {self.address} {why or f'is not trusted: {printable(reason)}'}; "
            f"{_ADVICE.get(code, _TRUST)}, or set threatq_fingerprint to {sha256}, which trusts this one as it is",
            shown,
        )

    def _not_pinned(self) -> CertificateError:
        shown, sha256 = self._shown()
        return CertificateError(
            f"The certificate of ThreatQ at {self.address} is another one than that of threatq_fingerprint; if ThreatQ "
            f"has been given a new one, set threatq_fingerprint to {sha256}",
            shown,
        )

    def _shown(self) -> tuple[bytes | None, str]:
        """The certificate that ThreatQ shows, and its SHA-256 for people."""
        shown = tls.shown_certificate(self.address, self._server.connect_timeout)
        return shown, certificate.shown_certificate(shown).sha256 if shown else "its SHA-256"


def _content(request: Request) -> tuple[bytes | None, str]:
    """The body of ``request`` and its media type."""
    import urllib3

    if request.form is not None:
        part = ("blob", request.part, "application/octet-stream")
        return urllib3.encode_multipart_formdata({**request.form, "file": part})
    if request.body is None or isinstance(request.body, bytes):
        return request.body, "application/json"
    return payloads.compact(request.body).encode("ascii"), "application/json"


def _basic(request: Request) -> Mapping[str, str]:
    if request.basic is None:
        return {}
    return {"Authorization": f"Basic {http.basic(':'.join(request.basic))}"}


def _bounded(response: "urllib3.BaseHTTPResponse", what: str) -> bytes:
    """The body. Raises ThreatQRefused where it is too large: a request for less may be answered with less."""
    body = bytearray()
    for piece in response.stream(_PIECE_BYTES):
        body += piece
        if len(body) > MAX_ANSWER_BYTES:
            size = f"more than {MAX_ANSWER_BYTES >> 20} MiB"
            raise ThreatQRefused(f"ThreatQ answered {what} with {size}, which is not read", response.status)
    return bytes(body)


def _cut_off(answer: Answer) -> bool:
    """Whether the connection ended before the headers did, which ``http.client`` takes for an empty body."""
    framed = answer.headers.keys() & {"content-length", "transfer-encoding"}
    return not answer.body and not framed and answer.status != 204
