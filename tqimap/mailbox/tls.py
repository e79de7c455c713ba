"""TLS with the mail server: whom to trust, and what it means when that fails."""

import contextlib
import ssl
from collections.abc import Iterator

from tqimap.config.settings import MailServer
from tqimap.connections import bounded_tls
from tqimap.connections.certificate import (
    EXPIRED,
    NOT_YET_VALID,
    OTHER_NAME,
    UNKNOWN_AUTHORITY,
    fault,
    shown_certificate,
)
from tqimap.errors import CertificateError, UnreachableError
from tqimap.mailbox.wording import hung_up, plain

# What to do about a certificate that does not verify.
_ADVICE = {
    EXPIRED: "Who runs the server has to renew it",
    NOT_YET_VALID: "Is the clock of this machine right?",
    **dict.fromkeys(OTHER_NAME, "Set IMAP Server to a name that it is for"),
    **dict.fromkeys(
        UNKNOWN_AUTHORITY,
        "Set imap_ca_file to a PEM file with that authority's certificate; SHA-256 of the one shown: {sha256}",
    ),
}


def tls_context(server: MailServer) -> ssl.SSLContext:
    """Whom to trust: the system's authorities, or those of the CA file alone. Raises ConfigError."""
    context = bounded_tls.context()
    bounded_tls.trust(context, server.ca_file, "imap_ca_file")
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@contextlib.contextmanager
def tls_errors(server: MailServer, timeout: float) -> Iterator[None]:
    """Says what a failed TLS handshake means; it had ``timeout`` seconds. Raises CertificateError, UnreachableError."""
    place = server.place
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise CertificateError(f"The certificate of {place} does not verify: {plain(error.verify_message)}") from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError) as error:  # the second from Python 3.11.2
        raise UnreachableError(hung_up(place, "during the TLS handshake")) from error
    except ssl.SSLError as error:
        raise UnreachableError(f"TLS with {place} failed: {_failure(server, error)}") from error
    except TimeoutError as error:
        raise UnreachableError(
            f"{place} did not answer the TLS handshake for {timeout:g} s; is it the port for TLS (993)?"
        ) from error
    except OSError as error:
        reason = plain(error.strerror or error)
        raise UnreachableError(f"{place} failed during the TLS handshake: {reason}") from error


def seen(secured: ssl.SSLSocket) -> str:
    """What was agreed on and what was shown, for a person."""
    shown = shown_certificate(secured.getpeercert(binary_form=True) or b"")
    return f"{secured.version()}, certificate {shown.line()}"


def _failure(server: MailServer, error: ssl.SSLError) -> str:
    if error.reason in ("WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"):
        if server.security == "tls":
            return "it does not speak TLS at once. Use port 993, or set imap_security to starttls"
        return "it answered STARTTLS with something else"
    if error.reason in ("TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL"):
        return "it speaks no TLS from version 1.2 on. Who runs the server has to update it"
    return plain(error.reason or error)


def explained(error: CertificateError, server: MailServer, shown: bytes | None) -> CertificateError:
    """The error, with what the certificate ``shown`` (DER) says and what to do about it."""
    cause = error.__cause__
    if shown is None or not isinstance(cause, ssl.SSLCertVerificationError):
        return error
    place = server.place
    certificate = shown_certificate(shown)
    why = fault(cause.verify_code, certificate, server.host)
    advice = _ADVICE.get(cause.verify_code, "").format(sha256=certificate.sha256)
    return CertificateError(f"The certificate of {place} {why}. {advice}" if why else str(error), shown)
