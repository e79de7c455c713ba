"""A server's certificate, fetched and described without trusting it, for the question of the first run."""

import hashlib
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime

from tqimap.printable import printable
from tqimap.threatq import der
from tqimap.threatq.address import Address


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a person can compare: names on one line, the end of validity in UTC, SHA-256 of the DER form."""

    subject: str
    issuer: str
    expires: datetime | None
    sha256: str

    def lines(self) -> list[str]:
        """The description, a line each."""
        return [
            f"Subject: {self.subject}",
            f"Issuer:  {self.issuer}",
            f"Expires: {self.expires:%Y-%m-%d %H:%M:%S} UTC" if self.expires else "Expires: unreadable",
            f"SHA-256: {self.sha256}",
        ]


def shown_certificate(encoded: bytes) -> Certificate:
    """The description of a certificate in DER form; what cannot be read in it is called unreadable."""
    digest = hashlib.sha256(encoded).hexdigest().upper()
    sha256 = ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))
    try:
        subject, issuer, expires = der.certificate(encoded)
    except ValueError:
        return Certificate("unreadable", "unreadable", None, sha256)
    return Certificate(printable(subject) or "(empty)", printable(issuer) or "(empty)", expires, sha256)


def fetch(server: Address, timeout: float) -> bytes | None:
    """The certificate that the server shows, in DER form; None where it shows none. ``timeout`` in seconds."""
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE  # only looked at: nothing is sent over this connection
    try:
        with (
            socket.create_connection((server.host, server.port), timeout) as plain,
            unverified.wrap_socket(plain, server_hostname=server.host) as secured,
        ):
            return secured.getpeercert(binary_form=True)
    except OSError:
        return None
