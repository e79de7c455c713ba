"""A server's certificate, described for people, whether it is trusted or not."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from tqimap.connections import der
from tqimap.printable import printable

NAMES_SHOWN = 5  # of a certificate that is for many

# The reasons for which OpenSSL does not verify a certificate (X509_V_ERR_… in openssl/x509_vfy.h).
NOT_YET_VALID, EXPIRED = 9, 10
UNKNOWN_AUTHORITY = (18, 19, 20, 21)  # self-signed, self-signed in the chain, issuer not here, issuer not sent
OTHER_NAME = (62, 64)  # host name, address


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a person can compare: each name on one line, validity in UTC, SHA-256 of the DER form.

    ``names`` are the host names and addresses that it is for.
    """

    subject: str
    issuer: str
    begins: datetime | None
    expires: datetime | None
    names: tuple[str, ...]
    sha256: str

    def line(self) -> str:
        """The description in short."""
        until = f"{self.expires:%Y-%m-%d}" if self.expires else "unreadable"
        return f"for {', '.join(self.names) or self.subject}, issued by {self.issuer}, valid until {until}"

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
        read = der.certificate(encoded)
    except ValueError:
        return Certificate("unreadable", "unreadable", None, None, (), sha256)
    names = tuple(printable(name) for name in read.names[:NAMES_SHOWN])
    subject, issuer = printable(read.subject) or "(empty)", printable(read.issuer) or "(empty)"
    return Certificate(subject, issuer, read.begins, read.expires, names, sha256)


def fault(code: int, certificate: Certificate, host: str) -> str:
    """Why OpenSSL does not verify the certificate for ``host``, by its ``code``; empty where it has no words for it."""
    if code == EXPIRED and certificate.expires:
        return f"expired on {certificate.expires:%Y-%m-%d}"
    if code == NOT_YET_VALID and certificate.begins:
        return f"is valid from {certificate.begins:%Y-%m-%d} on only"
    if code in OTHER_NAME:
        return f"is for {', '.join(certificate.names) or 'no name at all'}, not for {printable(host)}"
    if code in UNKNOWN_AUTHORITY:
        return f"is from an authority that is not trusted here ({certificate.issuer})"
    return ""
